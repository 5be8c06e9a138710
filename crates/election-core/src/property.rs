//! Properties: claims that are watched on every run. They are not the same thing; each has a
//! status of its own and, when violated, a witness.

use crate::protocol::Unmet;
use crate::value::Value;
use crate::words::{NodeId, NodeSet, Time};

/// A claim that is watched.
#[derive(Debug, PartialEq, Eq)]
pub struct PropertySpec {
    /// Its id in files, `kebab-case`. What it means stands in the locale files.
    pub id: &'static str,
    /// Whether the system promises it. One that it does not promise may be violated without
    /// being a bug: seeing that is the point.
    pub promised: bool,
}

/// Where a claim stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// Nothing has put it to the test yet.
    NotExercised,
    /// Put to the test, and it holds so far.
    Holds,
    /// Violated.
    Violated,
}

impl Status {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Status::NotExercised => "not exercised",
            Status::Holds => "holds",
            Status::Violated => "violated",
        }
    }
}

/// Who and what broke a claim.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Witness {
    /// The processes involved.
    pub nodes: NodeSet,
    /// The epoch, where one matters.
    pub epoch: Option<i64>,
    /// One line with the numbers: `1 and 3 lead in epoch 2`.
    pub says: String,
}

/// A claim with its status, as the page and the outcome show it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PropertyView {
    /// Its id.
    pub id: &'static str,
    /// Whether the system promises it.
    pub promised: bool,
    /// Its status.
    pub status: Status,
    /// When it was first violated.
    pub at: Time,
    /// Who and what broke it.
    pub witness: Witness,
    /// Where nothing happened: the condition that was nearest to being met.
    pub why: Option<Reason>,
}

/// A condition that was not met, as a witness keeps it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reason {
    /// Whose.
    pub node: NodeId,
    /// The rule that would have decided.
    pub rule: &'static str,
    /// Its verdict as things stood.
    pub verdict: &'static str,
    /// What it compared, the deciding fact last.
    pub because: Vec<Value>,
    /// How far from met.
    pub short: u32,
}

impl Reason {
    /// What this process lacks.
    pub fn new(node: NodeId, unmet: Unmet) -> Reason {
        let Unmet { citation, short } = unmet;
        let (rule, verdict) = (citation.rule.id, citation.verdict);
        Reason { node, rule, verdict, because: citation.because, short }
    }

    /// As in the outcome file.
    pub fn to_value(&self, label: &dyn Fn(NodeId) -> String) -> Value {
        crate::map! {
            "node" => label(self.node), "rule" => self.rule, "verdict" => self.verdict,
            "because" => Value::List(self.because.clone()), "short" => self.short,
        }
    }
}

impl PropertyView {
    /// As in the outcome file.
    pub fn to_value(&self, label: &dyn Fn(NodeId) -> String) -> Value {
        let mut out = crate::map! {
            "id" => self.id, "promised" => self.promised, "status" => self.status.word(),
        };
        if self.status == Status::Violated {
            out.set("at_ms", self.at.as_ms().into());
            let nodes: Vec<String> = self.witness.nodes.iter().map(label).collect();
            out.set(
                "witness",
                crate::map! {
                    "nodes" => nodes, "epoch" => self.witness.epoch, "says" => &self.witness.says,
                },
            );
            if let Some(why) = &self.why {
                out.set("why", why.to_value(label));
            }
        }
        out
    }
}

/// Where a system's own checks report to.
pub struct Findings<'a> {
    pub(crate) now: Time,
    pub(crate) board: &'a mut [PropertyView],
}

impl Findings<'_> {
    /// The claim was put to the test.
    pub fn exercise(&mut self, id: &'static str) {
        let claim = self.claim(id);
        if claim.status == Status::NotExercised {
            claim.status = Status::Holds;
        }
    }
    /// The claim is broken; only the first time counts.
    pub fn violate(&mut self, id: &'static str, witness: impl FnOnce() -> Witness) {
        let now = self.now;
        let claim = self.claim(id);
        if claim.status != Status::Violated {
            claim.status = Status::Violated;
            claim.at = now;
            claim.witness = witness();
        }
    }
    /// Says which condition was not met, of a claim that is broken.
    pub(crate) fn explain(&mut self, id: &'static str, why: Option<Reason>) {
        self.claim(id).why = why;
    }
    /// Exercises the claim, and violates it if it is broken.
    pub fn check(&mut self, id: &'static str, ok: bool, witness: impl FnOnce() -> Witness) {
        self.exercise(id);
        if !ok {
            self.violate(id, witness);
        }
    }
    fn claim(&mut self, id: &'static str) -> &mut PropertyView {
        let found = self.board.iter_mut().find(|claim| claim.id == id);
        found.expect("a system reports only on properties it declares")
    }
}

//! What the band needs of a run's records, kept as the run grows: a frame then costs what is
//! visible, not what was told.

use super::super::palette::Hue;
use election_core::scenario::NodeConfig;
use election_core::sim::history::Run;
use election_core::sim::record::{Mark, ROLES, Record};
use election_core::view::Role;
use election_core::words::{NodeId, NodeSet, OpId, StepNo, Time};
use std::collections::BTreeSet;

/// Records by what the band draws of them, each in order of time.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    seen: usize,
    last: Option<Record>,
    /// By process.
    pub lanes: Vec<LaneStory>,
    /// Ends of writes.
    pub writes: Vec<WriteEnd>,
    /// Deeds on links and settings, which belong to no lane.
    pub deeds: Vec<Deed>,
    /// Acknowledgements that servers decided.
    pub acks: Vec<Ack>,
    reads: BTreeSet<OpId>,
}

/// A server decided to acknowledge a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ack {
    /// When.
    pub at: Time,
    /// Which server.
    pub node: NodeId,
    /// Which write.
    pub op: OpId,
}

/// What happened to one process.
#[derive(Clone, Debug, Default)]
pub struct LaneStory {
    /// When it was down or paused.
    pub off: Vec<Off>,
    /// When its role or epoch changed.
    pub turns: Vec<Turn>,
    /// When it came to be in sync (`true`) or ceased to be, as the leader knows it.
    pub in_sync: Vec<(Time, bool)>,
    /// When it decided by a rule.
    pub decisions: Vec<Decision>,
    /// When it went down or came back.
    pub faults: Vec<(Time, StepNo, Fault)>,
}

/// A rule decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decision {
    /// When.
    pub at: Time,
    /// In which step.
    pub step: StepNo,
    /// Which: its place in the system's list.
    pub rule: u8,
}

/// A time in which a process did not run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Off {
    /// From when.
    pub from: Time,
    /// Until when; `None`: until now.
    pub to: Option<Time>,
    /// Paused rather than down.
    pub paused: bool,
}

/// A change of role or epoch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turn {
    /// When.
    pub at: Time,
    /// The colour of its epoch; `None` while it looks for a leader.
    pub reign: Option<Hue>,
}

/// What happened to a process from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It went down.
    Went,
    /// It started again.
    Started,
}

/// The end of a write, for its client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WriteEnd {
    /// When.
    pub at: Time,
    /// In which step.
    pub step: StepNo,
    /// Which.
    pub op: OpId,
    /// How.
    pub end: End,
}

/// How a write ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Acknowledged.
    Ok,
    /// Failed.
    Failed,
    /// Its client cannot know.
    Unknown,
}

/// A deed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    /// When.
    pub at: Time,
    /// In which step.
    pub step: StepNo,
    /// What sort.
    pub sort: DeedSort,
    /// Its verb in files, `cut`, and whom it is about: `1 | 2 3`.
    pub says: (String, String),
}

/// Sorts of deeds, by what is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeedSort {
    /// Links were cut, slowed or made lossy.
    Cut,
    /// Links were healed.
    Heal,
    /// A setting, a message or a timer.
    Other,
    /// A process went down or came back: its own lane shows it too.
    Own,
}

impl Digest {
    /// Takes in what was told since the last call. After a fork it begins again.
    pub fn follow(&mut self, run: &Run) {
        let records = run.records();
        let same = self.seen <= records.len()
            && (self.seen == 0 || records.get(self.seen - 1) == self.last.as_ref());
        if !same {
            *self = Digest::default();
        }
        if self.lanes.is_empty() {
            self.lanes = run.scenario().config.nodes.iter().map(LaneStory::of).collect();
        }
        for record in &records[self.seen..] {
            self.hear(record, run);
        }
        self.seen = records.len();
        self.last = records.last().copied();
    }

    fn hear(&mut self, record: &Record, run: &Run) {
        let (at, step) = (record.at, record.step);
        let Some(lane) = self.lanes.get_mut(record.node.index()) else { return };
        match record.mark {
            Mark::Started => {
                // The first start is no news.
                let was_off = lane.end_off(at);
                lane.faults.extend(was_off.then_some((at, step, Fault::Started)));
            }
            Mark::Went => {
                lane.end_off(at);
                lane.off.push(Off { from: at, to: None, paused: false });
                lane.faults.push((at, step, Fault::Went));
            }
            Mark::Paused => lane.off.push(Off { from: at, to: None, paused: true }),
            Mark::Resumed => {
                lane.end_off(at);
            }
            Mark::Cited => lane.decisions.push(Decision { at, step, rule: record.kind }),
            Mark::Leads | Mark::Leading | Mark::Turned => {
                let role = ROLES.get(usize::from(record.kind));
                let looks = role.is_none_or(|role| matches!(role, Role::Looking | Role::Client));
                let reign = (!looks).then(|| Hue::of(i64::from(record.value as i32)));
                lane.turns.push(Turn { at, reign });
            }
            Mark::InSync => self.in_sync(at, NodeSet(record.value)),
            Mark::Read => {
                self.reads.insert(record.op());
            }
            Mark::Ok => self.end_op(record, End::Ok),
            Mark::Failed => self.end_op(record, End::Failed),
            Mark::Unknown => self.end_op(record, End::Unknown),
            Mark::Acked => {
                self.acks.push(Ack { at, node: record.node, op: record.op() });
            }
            Mark::Acted => self.deed(record, run.text(record)),
            _ => {}
        }
    }

    fn in_sync(&mut self, at: Time, members: NodeSet) {
        for (id, lane) in (0u8..).map(NodeId).zip(&mut self.lanes) {
            let (was, is) = (lane.in_sync.last().is_some_and(|(_, is)| *is), members.has(id));
            lane.in_sync.extend((was != is).then_some((at, is)));
        }
    }

    fn end_op(&mut self, record: &Record, end: End) {
        if !self.reads.remove(&record.op()) {
            let (at, step, op) = (record.at, record.step, record.op());
            self.writes.push(WriteEnd { at, step, op, end });
        }
    }

    fn deed(&mut self, record: &Record, text: &str) {
        let sort = match verb(text) {
            "heal" | "heal-all" => DeedSort::Heal,
            "cut" | "isolate" | "partition" | "slow" | "lossy" => DeedSort::Cut,
            "kill" | "power-off" | "restart" | "wipe" | "stop" | "pause" | "resume" => {
                DeedSort::Own
            }
            _ => DeedSort::Other,
        };
        let says = (verb(text).to_string(), whom(text));
        self.deeds.push(Deed { at: record.at, step: record.step, sort, says });
    }

    /// The lane of a process.
    pub fn lane(&self, id: NodeId) -> Option<&LaneStory> {
        self.lanes.get(id.index())
    }
}

/// `cut` of `{"do":"cut","from":["1"],…}`.
fn verb(text: &str) -> &str {
    let after = text.split_once("\"do\"").map_or("", |(_, after)| after);
    after.split('"').nth(1).unwrap_or("")
}

/// `1 | 2 3` of `{"do":"cut","from":["1"],"to":["2","3"],…}`: names in their groups.
fn whom(text: &str) -> String {
    let (mut names, mut wanted) = (String::new(), false);
    let mut parts = text.split('"');
    let mut between = parts.next().unwrap_or("");
    while let (Some(word), Some(after)) = (parts.next(), parts.next()) {
        if after.starts_with(':') {
            wanted = matches!(word, "node" | "from" | "to" | "groups" | "setting");
            between = if word == "to" { "]" } else { "" };
            continue;
        }
        if wanted {
            let group = between.contains(']') && !names.is_empty();
            names.push_str(if group {
                " | "
            } else if names.is_empty() {
                ""
            } else {
                " "
            });
            names.push_str(word);
        }
        between = after;
    }
    names
}

impl LaneStory {
    fn of(node: &NodeConfig) -> LaneStory {
        let off = Off { from: Time(0), to: None, paused: false };
        LaneStory { off: (!node.up).then_some(off).into_iter().collect(), ..LaneStory::default() }
    }

    /// It runs again; false if it did anyway.
    fn end_off(&mut self, at: Time) -> bool {
        match self.off.last_mut().filter(|off| off.to.is_none()) {
            Some(off) => {
                off.to = Some(at);
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_names_its_processes_in_their_groups() {
        let cases = [
            (r#"{"do":"kill","node":"3"}"#, "kill", "3"),
            (r#"{"do":"cut","from":["1"],"to":["2","3"],"direction":"both"}"#, "cut", "1 | 2 3"),
            (r#"{"do":"partition","groups":[["a","b"],["c"]]}"#, "partition", "a b | c"),
            (r#"{"do":"set","setting":"pre-vote","value":true}"#, "set", "pre-vote"),
            (r#"{"do":"heal-all"}"#, "heal-all", ""),
        ];
        for (text, does, to) in cases {
            assert_eq!((verb(text), whom(text).as_str()), (does, to), "{text}");
        }
    }
}

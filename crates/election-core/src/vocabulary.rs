//! The words that a run of a system can show: what a claim may name. A claim about a word that
//! never comes could not fail, or could never come true.

use crate::effects::OpKind;
use crate::view::Role;

/// A rule and the verdicts it gives.
pub type Verdicts = (&'static str, &'static [&'static str]);

/// The words of a system.
#[derive(Debug)]
pub struct Vocabulary {
    /// The verdicts of every rule that its processes cite: its own table, then those of systems
    /// whose processes play in its runs.
    pub verdicts: &'static [&'static [Verdicts]],
    /// What a process of each kind can be and do.
    pub guises: &'static [Guise],
    /// Properties that nothing puts to the test, and messages that nobody sends, unless a process
    /// of one of these kinds is there.
    pub needs: &'static [(&'static str, &'static [&'static str])],
}

/// What a process of a kind can be and do.
#[derive(Debug)]
pub struct Guise {
    /// The kind.
    pub kind: &'static str,
    /// Its roles, and the words of its own name (`role_name`) in each, which are parted by commas.
    pub looks: &'static [Look],
    /// The positions in its log, whose records are told apart; `None`: it has no such log.
    pub log: Option<Positions>,
    /// What can be said of such a process beside its health, since it is not always the same.
    pub tells: &'static [&'static str],
    /// What it does.
    pub does: &'static Conduct,
}

/// How the records of a log are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Positions {
    /// The first one.
    pub first: i64,
    /// How much further the next one is at most.
    pub stride: i64,
}

impl Positions {
    /// Records are counted.
    pub const fn from(first: i64) -> Positions {
        Positions { first, stride: 1 }
    }
}

/// A role, and the words of its process's own name for it.
pub type Look = (Role, &'static [&'static str]);

/// What a process of a kind does: the events that can happen at it.
#[derive(Debug)]
pub struct Conduct {
    /// The messages it sends.
    pub sends: &'static [&'static [&'static str]],
    /// The messages it understands.
    pub hears: &'static [&'static [&'static str]],
    /// The timers it arms.
    pub timers: &'static [&'static [&'static str]],
    /// The rules it cites.
    pub cites: &'static [&'static [&'static str]],
    /// Whether it answers writes with success.
    pub acks: bool,
    /// What it asks for as a client.
    pub asks: &'static [OpKind],
    /// The kind of process that must be there for it to ask; `None`: any.
    pub asks_of: Option<&'static str>,
    /// The errors it sees as a client.
    pub errors: &'static [&'static str],
    /// What it says when it ends itself or refuses to start; `{}` stands for any text. Empty: it
    /// never does.
    pub last_words: &'static [&'static str],
}

impl Conduct {
    /// Of a process that does nothing.
    pub const NONE: Conduct = Conduct {
        sends: &[],
        hears: &[],
        timers: &[],
        cites: &[],
        acks: false,
        asks: &[],
        asks_of: None,
        errors: &[],
        last_words: &[],
    };
}

impl Guise {
    /// Its roles.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.looks.iter().map(|(role, _)| *role)
    }
    /// The words of its own names, in any role.
    pub fn names(&self) -> Vec<&'static str> {
        let mut all: Vec<&str> = Vec::new();
        for name in self.looks.iter().flat_map(|(_, names)| names.iter()) {
            if !all.contains(name) {
                all.push(name);
            }
        }
        all
    }
    /// Whether it can have this role.
    pub fn can_be(&self, role: Role) -> bool {
        self.roles().any(|own| own == role)
    }
}

impl Vocabulary {
    /// The verdicts of a rule; none if no process cites it.
    pub fn verdicts_of(&self, rule: &str) -> &'static [&'static str] {
        let mut all = self.verdicts.iter().flat_map(|table| table.iter());
        all.find(|(id, _)| *id == rule).map_or(&[], |(_, verdicts)| verdicts)
    }

    /// Whether the rule gives this verdict.
    pub fn gives(&self, rule: &str, verdict: &str) -> bool {
        self.verdicts_of(rule).contains(&verdict)
    }

    /// What a process of this kind can be and do.
    pub fn guise(&self, kind: &str) -> Option<&'static Guise> {
        self.guises.iter().find(|guise| guise.kind == kind)
    }
}

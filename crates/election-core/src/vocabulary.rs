//! The words that a run of a system can show: what a claim may name. A claim about a word that
//! never comes could not fail, or could never come true.

use crate::view::Role;

/// A rule and the verdicts it gives.
pub type Verdicts = (&'static str, &'static [&'static str]);

/// The words of a system.
#[derive(Debug)]
pub struct Vocabulary {
    /// The verdicts of every rule that its processes cite: its own table, then those of systems
    /// whose processes play in its runs.
    pub verdicts: &'static [&'static [Verdicts]],
    /// What a process of each kind can be.
    pub guises: &'static [Guise],
}

/// What a process of a kind can be.
#[derive(Debug)]
pub struct Guise {
    /// The kind.
    pub kind: &'static str,
    /// Its roles.
    pub roles: &'static [Role],
    /// The words of its own name for them (`role_name`), which are parted by commas.
    pub names: &'static [&'static str],
    /// Whether it has a log whose records are told apart.
    pub log: bool,
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

    /// What a process of this kind can be.
    pub fn guise(&self, kind: &str) -> Option<&'static Guise> {
        self.guises.iter().find(|guise| guise.kind == kind)
    }
}

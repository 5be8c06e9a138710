//! The ways that a run went: a tree, each twig named after the deed with which it left its
//! parent.

use super::compare::first_deed_apart;
use super::slice::Slice;
use super::{Session, Story};
use election_core::scenario::deed::write_action;
use election_core::sim::history::{Progress, Script};
use election_core::value::Value;
use election_core::words::Time;

/// One branch in the tree.
#[derive(Clone, PartialEq, Debug)]
pub struct Twig {
    /// Its place among the run's branches.
    pub branch: usize,
    /// How deep in the tree it stands; the story as opened is at 0.
    pub depth: usize,
    /// When it left its parent.
    pub from: Option<Time>,
    /// What it is called.
    pub name: BranchName,
    /// It is the one that is shown.
    pub shown: bool,
}

/// What a branch is called.
#[derive(Clone, PartialEq, Debug)]
pub enum BranchName {
    /// As the visitor wishes.
    Given(String),
    /// The story as it was opened.
    Story,
    /// After the first deed in which it differs: as files write it, and when it was done.
    Deed(Value, Time),
}

/// The longest name of a branch, in characters.
const LONGEST: usize = 60;

impl Session {
    /// All branches, each after its parent and before its parent's next one.
    pub fn twigs(&self) -> Vec<Twig> {
        let mut all = Vec::new();
        self.grow(None, 0, &mut all);
        all
    }

    fn grow(&self, parent: Option<usize>, depth: usize, all: &mut Vec<Twig>) {
        for (branch, it) in self.run.branches().iter().enumerate() {
            // A branch is younger than its parent: the tree has no circles.
            if it.parent.map(|(parent, _)| parent) != parent || parent.is_some_and(|p| p >= branch)
            {
                continue;
            }
            let (from, shown) = (it.parent.map(|(_, at)| at), branch == self.run.current());
            all.push(Twig { branch, depth, from, name: self.branch_name(branch), shown });
            self.grow(Some(branch), depth + 1, all);
        }
    }

    /// What a branch is called.
    pub fn branch_name(&self, branch: usize) -> BranchName {
        if let Some(Some(name)) = self.names.get(branch) {
            return BranchName::Given(name.clone());
        }
        let branches = self.run.branches();
        let Some(it) = branches.get(branch) else { return BranchName::Story };
        match it.parent.and_then(|(parent, _)| branches.get(parent)) {
            Some(parent) => self.name_of_deed(&parent.script, &it.script),
            None => BranchName::Story,
        }
    }

    /// A script named after the first deed in which it differs from another.
    pub fn name_of_deed(&self, of: &Script, than: &Script) -> BranchName {
        match first_deed_apart(of, than) {
            Some((at, Some(action))) => {
                let config = &self.run.scenario().config;
                BranchName::Deed(write_action(action, config), at)
            }
            _ => BranchName::Story,
        }
    }

    pub(super) fn name_branch(&mut self, branch: usize, name: &str) {
        let name: String = name.trim().chars().take(LONGEST).collect();
        if branch < self.run.branches().len() {
            self.names.resize(self.run.branches().len().max(self.names.len()), None);
            self.names[branch] = (!name.is_empty()).then_some(name);
        }
    }

    /// Shows another branch.
    pub(super) fn branch(&mut self, branch: usize) {
        let Some((told, now)) = self.run.turn_to(branch) else { return };
        self.playback.seek(told);
        self.playback.then = Some(now);
        // What is short is told at once, the rest with the coming frames.
        let mut slice = Slice::new(200_000, 30.0);
        while let Some(goal) = self.playback.goal {
            if self.run.approach(goal, &mut || slice.more()) != Progress::There {
                break;
            }
            self.playback.goal = self.playback.then.take();
        }
        self.story = Story::of(&self.run);
        (self.selected, self.hovered, self.menu) = (None, None, None);
        self.foresee();
    }
}

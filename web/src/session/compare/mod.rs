//! Two runs under one playhead: the same seed and the same deeds, and one difference. The run
//! on the left is the session's own; the one on the right is a session of its own that is led.

mod build;
mod differ;
mod foresight;
#[cfg(test)]
mod forks;
mod link;
mod tally;
#[cfg(test)]
pub(super) mod tests;

pub use build::{Against, Plan};
pub use differ::{Apart, Difference, apart, differences, first_deed_apart};
pub use foresight::{Foresight, Parting};
pub use link::{Beside, split};
pub use tally::{Better, Numbers, ROWS, Row, Tally};

use super::slice::Slice;
use super::{Notice, Session, Story};
use crate::command::{Command, Menu, Stop};
use crate::scene::Pick;
use election_core::action::Action;
use election_core::scenario::Config;
use election_core::scenario::deed::{check_action, read_action, write_action};
use election_core::sim::history::{Progress, Run};
use election_core::sim::ledger::Sum;
use election_core::sim::record::Record;
use election_core::words::{NodeId, Time};

/// Steps of one moment, or up to the other run's moment, that are taken at once.
const BURST: u32 = 200_000;

/// One of the two runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The session's own.
    Left,
    /// The one beside it.
    Right,
}

/// The run beside the session's own, and what the two have come to.
#[derive(Debug)]
pub struct Comparison {
    /// The run on the right, with all that a visitor sees of it.
    pub other: Session,
    /// Whose plan it follows.
    pub plan: Plan,
    /// Both runs played to their end without a picture.
    pub foresight: Foresight,
    tallies: [Tally; 2],
}

impl Comparison {
    fn of(left: &Session, other: Session, plan: Plan) -> Comparison {
        Comparison {
            foresight: Foresight::of(&left.run, &other.run),
            tallies: Default::default(),
            other,
            plan,
        }
    }

    /// Both runs' numbers at the playhead, from their ledgers' sums.
    pub fn numbers(&self, [left, right]: [Sum; 2]) -> [Numbers; 2] {
        [Numbers::of(left, &self.tallies[0]), Numbers::of(right, &self.tallies[1])]
    }

    /// Whether it has something left to work out.
    pub(super) fn works(&self) -> bool {
        self.is_behind() || !self.foresight.is_done()
    }

    /// Whether the run on the right has not yet arrived at the playhead.
    fn is_behind(&self) -> bool {
        self.other.playback.goal.is_some()
    }
}

impl Session {
    /// Sets another run beside this one.
    pub fn set_beside(&mut self, other: Session, plan: Plan) {
        self.panel = None;
        self.menu = None;
        self.compare = Some(Box::new(Comparison::of(self, other, plan)));
        self.follow_beside();
    }

    /// Ends the comparison; the run on this side stays.
    pub(super) fn keep(&mut self, side: Side) {
        let Some(compare) = self.compare.take() else { return };
        (self.panel, self.selected) = (None, None);
        if side == Side::Left {
            return;
        }
        let other = compare.other;
        let same =
            |branch: &election_core::sim::history::Branch| branch.script == *other.run.script();
        let here = other.run.scenario().source == self.run.scenario().source;
        match self.run.branches().iter().position(same).filter(|_| here) {
            Some(branch) => self.branch(branch),
            None => {
                let before = std::mem::replace(self, other);
                (self.playback, self.window) = (before.playback, before.window);
                self.story = Story::of(&self.run);
            }
        }
    }

    /// Leads the run on the right to the playhead, and thinks ahead a little.
    pub(super) fn follow_beside(&mut self) -> bool {
        let Some(mut compare) = self.compare.take() else { return false };
        let worked = compare.works();
        // Two runs can only be set side by side between moments, not between the steps of one.
        let mut slice = Slice::new(BURST, 12.0);
        if self.run.approach(self.run.now(), &mut || slice.more()) == Progress::Underway {
            self.playback.goal = Some(self.run.now());
        }
        let (now, other) = (self.run.now(), &mut compare.other);
        (other.playback.rate, other.window) = (self.playback.rate, self.window);
        if other.run.now() != now {
            other.playback.goal = Some(now);
        }
        // What a link promised of its end is looked at there, not on the way.
        let promised = other.check.filter(|(at, _)| now < *at);
        if other.playback.goal.is_some() {
            other.play_on(0.0);
        }
        other.check = promised.or(other.check);
        other.digest.follow(&other.run);
        other.traces.follow(&other.run, other.playback.rate);
        self.notice = self.notice.take().or(other.notice.take());
        compare.tallies[0].follow(&self.run);
        compare.tallies[1].follow(&compare.other.run);
        compare.foresight.go_on();
        self.compare = Some(compare);
        worked
    }

    /// To where the two runs part.
    pub(super) fn seek_parting(&mut self) {
        let parting = self.compare.as_ref().and_then(|compare| compare.foresight.parting());
        if let Some(at) = parting.map(|parting| parting.at) {
            self.stand_still();
            self.playback.seek(at);
        }
    }

    /// Whether the playhead must wait for the run on the right.
    pub(super) fn waits_for_beside(&self) -> bool {
        self.compare.as_ref().is_some_and(|compare| compare.is_behind())
    }

    /// Whether the run on the right stands at the playhead, so that a deed can be done to both; if
    /// it is too far behind, that is said.
    pub(super) fn meets_beside(&mut self) -> bool {
        let Some(compare) = &mut self.compare else { return true };
        let (mut slice, now) = (Slice::new(BURST, 40.0), self.run.now());
        let met = compare.other.run.approach(now, &mut || slice.more()) != Progress::Underway;
        if !met {
            self.notice = Some(Notice::Behind);
        }
        met
    }

    /// What is done on the left is done on the right, where it can be.
    pub(super) fn act_beside(&mut self, action: &Action) {
        let Some(compare) = &mut self.compare else { return };
        let (here, there) = (&self.run.scenario().config, &compare.other.run.scenario().config);
        if let Some(action) = mapped(action, here, there) {
            compare.other.run.act(action);
            compare.other.check = None;
        }
        self.foresee();
    }

    /// What the pointer is over on the left lights up on the right.
    pub(super) fn hover_beside(&mut self, pick: Option<Pick>) {
        if let Some(compare) = &mut self.compare {
            compare.other.hovered = both(pick).filter(|_| compare.foresight.can_part());
        }
    }

    /// Another seed, another beginning: for both.
    pub(super) fn also_beside(&mut self, command: &Command) {
        let both = matches!(command, Command::Seed(_) | Command::Servers(_) | Command::Restart);
        if let (true, Some(compare)) = (both, &mut self.compare) {
            compare.other.apply(command.clone());
        }
    }

    /// Thinks ahead again: one of the runs is another one now.
    pub(super) fn foresee(&mut self) {
        if let Some(compare) = &mut self.compare {
            compare.foresight = Foresight::of(&self.run, &compare.other.run);
        }
    }

    /// A request made on the right: what is done is done to both, what is looked at is looked at
    /// where it is.
    pub(super) fn apply_beside(&mut self, command: Command) -> bool {
        let Some(compare) = &mut self.compare else { return false };
        let other = &mut compare.other;
        match command {
            Command::Hover(pick) => {
                self.hovered = both(pick).filter(|_| compare.foresight.can_part());
                std::mem::replace(&mut other.hovered, pick) != pick
            }
            Command::Line(line) => {
                other.line = line;
                true
            }
            Command::Menu(_) | Command::MenuPage(_) | Command::Select(_) => {
                let changed = other.apply(command);
                other.panel = None;
                changed
            }
            Command::Background => {
                (other.line, other.menu, other.selected) = (None, None, None);
                self.apply(Command::Background)
            }
            Command::SeekStep(step) => {
                let record = other.run.records().iter().find(|record| record.step == step);
                let at = record.map(|record| record.at);
                at.is_some_and(|at| self.apply(Command::Seek(at)))
            }
            command => {
                other.menu = None;
                other.line = None;
                let command = compare.meant_on_the_right(command, &self.run);
                command.is_some_and(|command| self.apply(command))
            }
        }
    }

    /// The systems that are shown.
    pub fn systems(&self) -> Vec<&'static str> {
        let other = self.compare.as_ref().map(|compare| &compare.other);
        std::iter::once(self).chain(other).map(|one| one.base.config.system.key).collect()
    }

    /// The open menu, on whichever side.
    pub fn open_menu(&self) -> Option<Menu> {
        self.menu.or(self.compare.as_ref().and_then(|compare| compare.other.menu))
    }

    /// Closes what is open or selected on the right; false if nothing is.
    pub(super) fn escape_beside(&mut self) -> bool {
        let Some(compare) = &mut self.compare else { return false };
        let other = &mut compare.other;
        other.menu.take().is_some() || other.selected.take().is_some()
    }

    /// To the next moment in which something happens in either run, or to the one before.
    fn step_both(&mut self, forward: bool) -> bool {
        let Some(compare) = &self.compare else { return false };
        let runs = [&self.run, &compare.other.run];
        let now = self.run.now();
        let to = if forward {
            runs.iter().filter_map(|run| run.cluster().next_at()).min()
        } else {
            runs.iter().filter_map(|run| before(run, now, |_| true)).max()
        };
        self.playback.goal = to;
        true
    }

    /// To the next moment of either run, or to the last stop of this sort before; false if that is
    /// not a matter of two runs, or has to be looked for.
    pub(super) fn go_to_both(&mut self, stop: Stop, forward: bool) -> bool {
        if stop == Stop::Event {
            return self.step_both(forward);
        }
        let Some(compare) = self.compare.as_ref().filter(|_| !forward) else { return false };
        let runs = [&self.run, &compare.other.run];
        let found = runs.map(|run| before(run, self.run.now(), |record| stop.is_at(record)));
        self.playback.goal = found.into_iter().flatten().max();
        true
    }
}

impl Comparison {
    /// A deed asked for on the right, as the left is asked for it.
    fn meant_on_the_right(&self, command: Command, left: &Run) -> Option<Command> {
        let there = &self.other.run.scenario().config;
        let here = &left.scenario().config;
        let node = |id: NodeId| here.find(there.label(id));
        Some(match command {
            Command::KillOrRestart(id) => {
                Command::Act(mapped(&self.other.toggled(id), there, here)?)
            }
            Command::Act(action) => Command::Act(mapped(&action, there, here)?),
            Command::CutOrHeal(a, b, direction) => {
                let heal = self.other.is_cut(a, b, direction);
                Command::Link { a: node(a)?, b: node(b)?, direction, heal }
            }
            Command::Link { a, b, direction, heal } => {
                Command::Link { a: node(a)?, b: node(b)?, direction, heal }
            }
            Command::CutAll(links) => {
                let both = links.into_iter().filter_map(|(a, b)| Some((node(a)?, node(b)?)));
                Command::CutAll(both.collect())
            }
            command => command,
        })
    }
}

/// What can be hovered in both runs: a message or a step is of one run only.
fn both(pick: Option<Pick>) -> Option<Pick> {
    pick.filter(|pick| matches!(pick, Pick::Node(_) | Pick::Link(..)))
}

/// The last moment before this one that has such a record.
fn before(run: &Run, now: Time, wanted: impl Fn(&Record) -> bool) -> Option<Time> {
    let end = run.records().partition_point(|record| record.at < now);
    run.records()[..end].iter().rev().find(|record| wanted(record)).map(|record| record.at)
}

/// A deed of one run as one of another; `None` if the other has nothing of that name.
fn mapped(action: &Action, from: &Config, to: &Config) -> Option<Action> {
    let labels = |config: &Config| config.nodes.iter().map(|n| n.label.clone()).collect::<Vec<_>>();
    if from.system.key == to.system.key && labels(from) == labels(to) {
        return Some(action.clone());
    }
    let checked = check_action(&write_action(action, from), to).ok()?;
    read_action(&checked, to.system, &|text| to.find(text)).ok()
}

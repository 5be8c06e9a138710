//! Both runs played to their end without a picture, a slice per frame: where they part, and what
//! they come to.

use super::tally::{Numbers, Tally};
use crate::session::slice::Slice;
use election_core::event::{Event, Sink};
use election_core::sim::Cluster;
use election_core::sim::history::{Run, Script};
use election_core::sim::record::{Mark, Record};
use election_core::system::SystemSpec;
use election_core::words::Time;
use std::collections::VecDeque;

/// Steps of both worlds in one slice, so that a frame stays short.
const SLICE: (u32, f64) = (2_000, 8.0);
/// A run of more steps than this is not foreseen to its end.
pub const FORESIGHT: u32 = 1_000_000;

/// Where two runs part: the first thing of consequence that happens in one and not, or not
/// then, in the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parting {
    /// When.
    pub at: Time,
    /// What happened next on the left; `None`: nothing more, or nothing yet.
    pub left: Option<Record>,
    /// And on the right.
    pub right: Option<Record>,
}

/// Both runs, thought ahead.
#[derive(Debug)]
pub struct Foresight {
    worlds: [Seen; 2],
    /// Their systems or casts are not the same: everything differs from the start.
    strangers: bool,
    parting: Option<Parting>,
}

#[derive(Debug)]
struct Seen {
    world: Option<Box<dyn Cluster>>,
    until: Time,
    steps: u32,
    ear: Ear,
    end: Option<Numbers>,
}

#[derive(Debug)]
struct Ear {
    spec: &'static SystemSpec,
    tally: Tally,
    /// What was of consequence and has not been compared yet.
    queue: VecDeque<Record>,
    /// Nothing more has to be heard.
    parted: bool,
}

impl Sink for Ear {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        let Some(record) = Record::of(event, self.spec, &mut |_| 0) else { return };
        self.tally.hear(&record);
        if !self.parted && is_of_consequence(&record) {
            self.queue.push_back(record);
        }
    }
}

impl Foresight {
    /// Begins to think ahead.
    pub(super) fn of(left: &Run, right: &Run) -> Foresight {
        let (a, b) = (&left.scenario().config, &right.scenario().config);
        let same = |(a, b): (&election_core::scenario::NodeConfig, _)| {
            let b: &election_core::scenario::NodeConfig = b;
            a.label == b.label && a.kind.name == b.kind.name
        };
        let strangers = a.system.key != b.system.key
            || a.nodes.len() != b.nodes.len()
            || !a.nodes.iter().zip(&b.nodes).all(same);
        let until = left.scenario().until;
        let seen = |run: &Run| Seen::of(run, run.script(), until, strangers);
        Foresight { worlds: [seen(left), seen(right)], strangers, parting: None }
    }

    /// Whether the end is known, or will not be.
    pub fn is_done(&self) -> bool {
        self.worlds.iter().all(|seen| seen.world.is_none())
    }

    /// Whether a run was too long to be foreseen to its end.
    pub fn is_cut(&self) -> bool {
        self.worlds.iter().any(|seen| seen.steps >= FORESIGHT)
    }

    /// Where the two part; `None` while that is not known, or if they never do.
    pub fn parting(&self) -> Option<&Parting> {
        self.parting.as_ref()
    }

    /// Whether a parting would mean anything: same system, same cast.
    pub fn can_part(&self) -> bool {
        !self.strangers
    }

    /// What both come to; `None` while that is not known.
    pub fn ends(&self) -> Option<[Numbers; 2]> {
        Some([self.worlds[0].end?, self.worlds[1].end?])
    }

    /// Thinks ahead for a slice.
    pub(super) fn go_on(&mut self) {
        let mut slice = Slice::new(SLICE.0, SLICE.1);
        while !self.is_done() && slice.more() {
            // The one that is behind goes on, so that they can be compared.
            let place = usize::from(self.worlds[1].now() < self.worlds[0].now());
            self.worlds[place].step();
            self.look_for_parting();
        }
    }

    fn look_for_parting(&mut self) {
        let [left, right] = &mut self.worlds;
        while self.parting.is_none() {
            let (a, b) = (left.ear.queue.front().copied(), right.ear.queue.front().copied());
            let parted = match (a, b) {
                (Some(a), Some(b)) => !is_same(&a, &b),
                // The other will not tell of this moment any more.
                (Some(a), None) if right.now() > a.at => true,
                (None, Some(b)) if left.now() > b.at => true,
                _ => return,
            };
            if parted {
                let at = a.iter().chain(&b).map(|record| record.at).min().unwrap_or_default();
                self.parting = Some(Parting { at, left: None, right: None });
            } else {
                left.ear.queue.pop_front();
                right.ear.queue.pop_front();
            }
        }
        if let Some(parting) = &mut self.parting {
            left.ear.tell(&mut parting.left);
            right.ear.tell(&mut parting.right);
        }
    }
}

impl Ear {
    /// What comes next once the two have parted; then it is heard no more.
    fn tell(&mut self, next: &mut Option<Record>) {
        if !self.parted
            && let Some(record) = self.queue.pop_front()
        {
            *next = Some(record);
            self.parted = true;
            self.queue.clear();
        }
    }
}

impl Seen {
    fn of(run: &Run, script: &Script, until: Time, parted: bool) -> Seen {
        let scenario = run.scenario();
        let mut world = scenario.start().ok();
        world.iter_mut().for_each(|world| world.set_script(script.clone()));
        let spec = scenario.config.system;
        let ear = Ear { spec, tally: Tally::default(), queue: VecDeque::new(), parted };
        Seen { world, until, steps: 0, ear, end: None }
    }

    fn now(&self) -> Time {
        self.world.as_ref().map_or(Time::NEVER, |world| world.now())
    }

    fn step(&mut self) {
        let Some(world) = &mut self.world else { return };
        self.steps += 1;
        let goes_on = world.next_at().is_some_and(|at| at <= self.until);
        if goes_on && self.steps < FORESIGHT && world.step(&mut self.ear) {
            return;
        }
        if !goes_on {
            world.advance_to(self.until, &mut self.ear);
            self.end = Some(Numbers::of(world.sum(), &self.ear.tally));
        }
        self.world = None;
    }
}

/// What a visitor or a client would notice: who leads, runs, answers.
pub(super) fn is_of_consequence(record: &Record) -> bool {
    matches!(
        record.mark,
        Mark::Started
            | Mark::Went
            | Mark::Paused
            | Mark::Resumed
            | Mark::Leads
            | Mark::Leading
            | Mark::Turned
            | Mark::Ok
            | Mark::Failed
            | Mark::Unknown
            | Mark::Acked
    )
}

fn is_same(a: &Record, b: &Record) -> bool {
    (a.at, a.mark, a.node, a.peer, a.kind, a.value)
        == (b.at, b.mark, b.node, b.peer, b.kind, b.value)
}

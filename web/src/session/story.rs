//! The captions of a lesson and when they are told. A lesson is foreseen: the run as it stands
//! is played to its end without a picture, a slice per frame, and the moments of its captions
//! are noted.

use super::slice::Slice;
use election_core::event::{Event, Sink};
use election_core::scenario::lesson::LessonStep;
use election_core::scenario::plan::When;
use election_core::sim::Cluster;
use election_core::sim::history::Run;
use election_core::words::Time;

/// The captions with their times.
#[derive(Debug)]
pub struct Story {
    seer: Seer,
    /// The run, as far as it was foreseen; `None` once that is all.
    world: Option<Box<dyn Cluster>>,
    until: Time,
    steps: u32,
    /// When the visitor first did something: from then on the story is theirs.
    theirs: Option<Time>,
}

/// What the caption says now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// This step of the lesson.
    Step(usize),
    /// What happens, as it happens: there is no lesson, or the visitor has taken over.
    Events,
}

/// How many steps of the world are foreseen at most: far more than any lesson has.
const FORESIGHT: u32 = 400_000;
/// How many at once.
const SLICE: u32 = 10_000;

impl Story {
    /// Begins to foresee the captions of a run.
    pub fn of(run: &Run) -> Story {
        let scenario = run.scenario();
        let steps = scenario.lesson.steps.clone();
        let theirs = run.script().first().map(|(at, _)| *at);
        let waits = steps.iter().any(|step| matches!(step.when, When::After { .. }));
        let mut world = waits.then(|| scenario.start().ok()).flatten();
        world.iter_mut().for_each(|world| world.set_script(run.script().clone()));
        let (seen, times) = (vec![0; steps.len()], vec![None; steps.len()]);
        let mut seer = Seer { steps, seen, times };
        seer.note_fixed_times(scenario.until);
        let mut story = Story { seer, world, until: scenario.until, steps: 0, theirs };
        story.go_on();
        story
    }

    /// Whether it is all foreseen, or will not be.
    pub fn is_done(&self) -> bool {
        self.world.is_none()
    }

    /// Foresees a slice.
    pub(super) fn go_on(&mut self) {
        let Some(world) = &mut self.world else { return };
        let mut slice = Slice::new(SLICE, 8.0);
        while world.next_at().is_some_and(|at| at <= self.until) && self.steps < FORESIGHT {
            if !slice.more() {
                return;
            }
            world.step(&mut self.seer);
            self.steps += 1;
        }
        self.world = None;
    }

    /// What the caption says at this time.
    pub fn at(&self, now: Time) -> Telling {
        if self.theirs.is_some_and(|theirs| theirs <= now) {
            return Telling::Events;
        }
        let told =
            |(place, at): (usize, &Option<Time>)| at.filter(|at| *at <= now).map(|at| (at, place));
        let last = self.seer.times.iter().enumerate().filter_map(told).max();
        last.map_or(Telling::Events, |(_, place)| Telling::Step(place))
    }

    /// How many captions the run comes to.
    pub fn len(&self) -> usize {
        self.order().len()
    }

    /// Whether it comes to none.
    pub fn is_empty(&self) -> bool {
        self.seer.times.iter().all(Option::is_none)
    }

    /// The place of a step among those that are told, from 1.
    pub fn place(&self, step: usize) -> usize {
        self.order().iter().position(|(_, place)| *place == step).map_or(0, |place| place + 1)
    }

    /// When the caption after or before this moment is told.
    pub fn neighbour(&self, now: Time, forward: bool) -> Option<Time> {
        let order = self.order();
        if forward {
            return order.iter().map(|(at, _)| *at).find(|at| *at > now);
        }
        // Back goes to the beginning of this caption's predecessor, not of itself.
        let passed = order.iter().rposition(|(at, _)| *at <= now)?;
        let here = order[passed].0;
        order.iter().rev().map(|(at, _)| *at).find(|at| *at < here)
    }

    /// The captions that are told: when, and which.
    pub fn order(&self) -> Vec<(Time, usize)> {
        let timed = |(place, at): (usize, &Option<Time>)| at.map(|at| (at, place));
        let mut order: Vec<_> = self.seer.times.iter().enumerate().filter_map(timed).collect();
        order.retain(|(at, _)| self.theirs.is_none_or(|theirs| *at < theirs));
        order.sort_unstable();
        order
    }
}

/// Watches a run for the moments that captions wait for.
#[derive(Debug)]
struct Seer {
    steps: Vec<LessonStep>,
    seen: Vec<u32>,
    times: Vec<Option<Time>>,
}

impl Seer {
    fn note_fixed_times(&mut self, until: Time) {
        for (step, time) in self.steps.iter().zip(&mut self.times) {
            if let When::At(at) = step.when {
                *time = Some(at.min(until));
            }
        }
    }
}

impl Sink for Seer {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, happened: &Event) {
        for (place, step) in self.steps.iter().enumerate() {
            let When::After { event, node, from, nth, plus } = &step.when else { continue };
            let counts = self.times[place].is_none() && happened.at >= *from;
            if counts && event.fits(&happened.what, *node) {
                self.seen[place] += 1;
                if self.seen[place] == *nth {
                    self.times[place] = Some(happened.at.plus(*plus));
                }
            }
        }
    }
}

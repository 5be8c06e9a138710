//! The captions of a lesson and when they are told. A lesson is foreseen: the run as it stands
//! is played to its end without a picture, and the moments of its captions are noted.

use election_core::event::{Event, Sink};
use election_core::scenario::lesson::LessonStep;
use election_core::scenario::plan::When;
use election_core::sim::history::Run;
use election_core::words::Time;

/// The captions with their times.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Story {
    /// When each step of the lesson is told; `None` if it never comes to that.
    times: Vec<Option<Time>>,
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

/// How many steps of the world are foreseen at most: far more than any lesson has, and a
/// moment's work.
const FORESIGHT: u32 = 400_000;

impl Story {
    /// Foresees the captions of a run.
    pub fn of(run: &Run) -> Story {
        let scenario = run.scenario();
        let steps = &scenario.lesson.steps;
        let theirs = run.script().first().map(|(at, _)| *at);
        let mut seer = Seer { steps, seen: vec![0; steps.len()], times: vec![None; steps.len()] };
        seer.note_fixed_times(scenario.until);
        let waits = steps.iter().any(|step| matches!(step.when, When::After { .. }));
        if let (true, Ok(mut world)) = (waits, scenario.start()) {
            world.set_script(run.script().clone());
            for _ in 0..FORESIGHT {
                if world.next_at().is_none_or(|at| at > scenario.until) || !world.step(&mut seer) {
                    break;
                }
            }
        }
        Story { times: seer.times, theirs }
    }

    /// What the caption says at this time.
    pub fn at(&self, now: Time) -> Telling {
        if self.theirs.is_some_and(|theirs| theirs <= now) {
            return Telling::Events;
        }
        let told =
            |(place, at): (usize, &Option<Time>)| at.filter(|at| *at <= now).map(|at| (at, place));
        let last = self.times.iter().enumerate().filter_map(told).max();
        last.map_or(Telling::Events, |(_, place)| Telling::Step(place))
    }

    /// How many captions the run comes to.
    pub fn len(&self) -> usize {
        self.order().len()
    }

    /// Whether it comes to none.
    pub fn is_empty(&self) -> bool {
        self.times.iter().all(Option::is_none)
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
        let mut order: Vec<_> = self.times.iter().enumerate().filter_map(timed).collect();
        order.retain(|(at, _)| self.theirs.is_none_or(|theirs| *at < theirs));
        order.sort_unstable();
        order
    }
}

/// Watches a run for the moments that captions wait for.
struct Seer<'a> {
    steps: &'a [LessonStep],
    seen: Vec<u32>,
    times: Vec<Option<Time>>,
}

impl Seer<'_> {
    fn note_fixed_times(&mut self, until: Time) {
        for (step, time) in self.steps.iter().zip(&mut self.times) {
            if let When::At(at) = step.when {
                *time = Some(at.min(until));
            }
        }
    }
}

impl Sink for Seer<'_> {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, happened: &Event) {
        for (place, step) in self.steps.iter().enumerate() {
            let When::After { event, node, nth, plus } = &step.when else { continue };
            if self.times[place].is_none() && event.fits(&happened.what, *node) {
                self.seen[place] += 1;
                if self.seen[place] == *nth {
                    self.times[place] = Some(happened.at.plus(*plus));
                }
            }
        }
    }
}

//! What was told, told again: the world at a step, its events with their details, and what led to
//! it.

use super::Run;
use crate::event::Event;
use crate::outcome::Nobody;
use crate::sim::Cluster;
use crate::sim::record::first_of;
use crate::words::{StepNo, Time};

impl Run {
    /// The world right after a step that was told.
    pub(super) fn replay_to(&self, step: StepNo) -> Box<dyn Cluster> {
        let place = self.checkpoints.partition_point(|world| world.step_no() <= step);
        let mut world = self.checkpoints[place.saturating_sub(1)].fork();
        while world.step_no() < step && world.step(&mut Nobody) {}
        world
    }

    /// A world some time before a moment that was told: the nearest there is.
    pub fn world_before(&self, at: Time) -> Box<dyn Cluster> {
        let place = self.checkpoints.partition_point(|world| world.now() < at);
        self.checkpoints[place.saturating_sub(1)].fork()
    }

    /// All events of one step, with their details: replays it.
    pub fn events_of(&self, step: StepNo) -> Vec<Event> {
        self.events_of_each(&[step]).pop().unwrap_or_default()
    }

    /// The events of several steps, in the order of time: one replay for all that lie between
    /// the same checkpoints.
    pub fn events_of_each(&self, steps: &[StepNo]) -> Vec<Vec<Event>> {
        let mut world = self.checkpoints[0].fork();
        let mut told = Vec::new();
        for step in steps {
            let mut events = Vec::new();
            if let Some(before) = step.0.checked_sub(1).map(StepNo) {
                let place = self.checkpoints.partition_point(|world| world.step_no() <= before);
                let nearest = &self.checkpoints[place.saturating_sub(1)];
                if nearest.step_no() > world.step_no() || world.step_no() > before {
                    world = nearest.fork();
                }
                while world.step_no() < before && world.step(&mut Nobody) {}
                world.step(&mut events);
            }
            told.push(events);
        }
        told
    }

    /// What led to a step: the chain of steps, each of which sent the message or armed the
    /// timer of the one after it; the step itself first, at most `most`.
    pub fn causes(&self, step: StepNo, most: usize) -> Vec<StepNo> {
        let mut chain = vec![step];
        while chain.len() < most {
            let at = chain[chain.len() - 1];
            match first_of(at, &self.log.records) {
                Some(record) if record.cause < at => chain.push(record.cause),
                _ => break,
            }
        }
        chain
    }
}

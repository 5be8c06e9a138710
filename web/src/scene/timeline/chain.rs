//! What led to the selected step, drawn over time: each message and each wait on the way.

use super::{BandInput, Scale, arrows};
use crate::scene::geometry::Point;
use crate::scene::pick::Pick;
use crate::scene::related::is_message;
use election_core::sim::record::first_of;
use election_core::words::{NodeId, StepNo};

/// The way to the selected step; empty if nothing is selected.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chain {
    /// Messages and waits, oldest first.
    pub legs: Vec<(Point, Point)>,
    /// The steps, oldest first; the last one is the selected one.
    pub stops: Vec<(Point, StepNo)>,
}

pub(super) fn lay_out(
    input: &BandInput,
    scale: &Scale,
    place: &dyn Fn(NodeId) -> Option<f32>,
) -> Chain {
    let mut chain = Chain::default();
    let records = input.run.records();
    let mut before = None;
    for step in input.chain.iter().rev() {
        let Some(record) = first_of(*step, records) else { continue };
        let Some(y) = place(record.node) else { continue };
        let at = Point::new(scale.x(record.at), y);
        let from = match (is_message(record), before) {
            (true, _) => place(record.peer).map(|y| Point::new(scale.x(record.sent_at()), y)),
            // A timer was armed in the step before.
            (false, Some((node, x))) if node == record.node => Some(Point::new(x, y)),
            _ => None,
        };
        chain.legs.extend(from.and_then(|from| arrows::clipped(scale, from, at)));
        if scale.has(at.x) {
            chain.stops.push((at, *step));
        }
        before = Some((record.node, at.x));
    }
    chain
}

impl Chain {
    /// The step under a point.
    pub(super) fn pick_at(&self, p: Point) -> Option<Pick> {
        let near = self.stops.iter().rev().find(|(place, _)| place.distance(p) < 8.0);
        near.map(|(_, step)| Pick::Step(*step))
    }
}

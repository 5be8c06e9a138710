//! Messages between lanes, when so little time is shown that they can be told apart.

use super::{BandInput, Scale};
use crate::scene::geometry::Point;
use crate::scene::pick::Pick;
use crate::scene::related::is_message;
use election_core::sim::record::{Mark, Record};
use election_core::words::{MessageId, NodeId, Time};

/// The messages that are drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Arrows {
    /// Each of them.
    pub all: Vec<Arrow>,
}

/// From so many on, messages are drawn as a texture rather than one by one.
const MANY: usize = 120;

impl Arrows {
    /// They are too many to be told apart at a glance.
    pub fn are_many(&self) -> bool {
        self.all.len() > MANY
    }
}

/// One message, from lane to lane.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arrow {
    /// When and where it was sent.
    pub a: Point,
    /// Where it arrived, fell, or is now.
    pub b: Point,
    /// What became of it.
    pub end: ArrowEnd,
    /// What a click on it picks: its arrival, or the message under way.
    pub pick: Pick,
    /// That is selected or hovered.
    pub lit: bool,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArrowEnd {
    /// It arrived.
    Arrived,
    /// It was lost or refused.
    Lost,
    /// It is under way.
    Flying,
}

/// Up to this much time, in µs, messages are drawn.
pub(super) const MOST_TIME: u64 = 2_000_000;
/// And up to so many.
const MOST: usize = 400;
/// So far to the right a message that waits at a cut is drawn, in pixels.
const HELD: f32 = 10.0;
/// A message that flew longer than this before the left edge is left out.
const REACH: u64 = 500_000;

pub(super) fn lay_out(
    input: &BandInput,
    scale: &Scale,
    place: &dyn Fn(NodeId) -> Option<f32>,
) -> Arrows {
    if input.to.since(input.from) > MOST_TIME {
        return Arrows::default();
    }
    let records = input.run.records_until_now();
    let first = records.partition_point(|record| record.at < input.from);
    let last = records.partition_point(|record| record.at <= input.to.plus(REACH));
    let shown = records[first..last].iter().filter(|record| is_message(record));
    let mut all: Vec<Arrow> = Vec::new();
    for record in shown {
        all.extend(arrow(input, scale, record, place));
        if all.len() > MOST {
            return Arrows::default();
        }
    }
    all.extend(input.flying.iter().take(MOST).filter_map(|message| {
        let b = Point::new(scale.x(input.run.now()), 0.0);
        let (start, end) = (place(message.id.from)?, place(message.id.to)?);
        let a = Point::new(scale.x(message.sent_at), start);
        let part =
            crate::scene::flight::progress(message.sent_at, message.deliver_at, input.run.now());
        let pick = Pick::Message(message.id);
        let b = match message.deliver_at {
            // It waits at the cut.
            Time::NEVER => Point::new(b.x.min(a.x + HELD), start + (end - start) * 0.5),
            _ => Point::new(b.x, start + (end - start) * part),
        };
        let lit = lit(input, pick) || along(input, Pick::link(message.id.from, message.id.to));
        clip(scale, Arrow { a, b, end: ArrowEnd::Flying, pick, lit })
    }));
    Arrows { all }
}

fn arrow(
    input: &BandInput,
    scale: &Scale,
    record: &Record,
    place: &dyn Fn(NodeId) -> Option<f32>,
) -> Option<Arrow> {
    let (start, end) = (place(record.peer)?, place(record.node)?);
    let a = Point::new(scale.x(record.sent_at()), start);
    let whole = Point::new(scale.x(record.at), end);
    let (b, end) = match record.mark {
        Mark::Delivered => (whole, ArrowEnd::Arrived),
        Mark::Refused => (a.lerp(whole, 0.9), ArrowEnd::Lost),
        _ => (a.lerp(whole, 0.5), ArrowEnd::Lost),
    };
    let pick = Pick::Step(record.step);
    let lit = lit(input, pick)
        || same_message(input, record)
        || along(input, Pick::link(record.peer, record.node));
    clip(scale, Arrow { a, b, end, pick, lit })
}

/// The selected message, after it arrived.
fn same_message(input: &BandInput, record: &Record) -> bool {
    let is = |id: MessageId| {
        (id.from, id.to, id.kind, id.nth) == (record.peer, record.node, record.kind, record.value)
    };
    [input.selected, input.hovered]
        .into_iter()
        .any(|pick| matches!(pick, Some(Pick::Message(id)) if is(id)))
}

/// The link that the pointer is over, on the stage.
fn along(input: &BandInput, link: Pick) -> bool {
    input.hovered == Some(link)
}

fn lit(input: &BandInput, pick: Pick) -> bool {
    input.selected == Some(pick) || input.hovered == Some(pick)
}

/// The piece of an arrow inside the plot.
fn clip(scale: &Scale, arrow: Arrow) -> Option<Arrow> {
    let (a, b) = clipped(scale, arrow.a, arrow.b)?;
    Some(Arrow { a, b, ..arrow })
}

/// The piece of a line inside the plot.
pub(super) fn clipped(scale: &Scale, a: Point, b: Point) -> Option<(Point, Point)> {
    let (left, right) = (scale.plot.x, scale.plot.x + scale.plot.w);
    if b.x < left || a.x > right {
        return None;
    }
    let at = |x: f32| a.lerp(b, (x - a.x) / (b.x - a.x).max(1e-3));
    Some((if a.x < left { at(left) } else { a }, if b.x > right { at(right) } else { b }))
}

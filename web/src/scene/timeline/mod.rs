//! The time band: who did what when, drawn over time. One lane per server, one for all writes.
//!
//! Nothing is drawn right of the playhead but what is planned.

pub mod arrows;
pub mod axis;
pub mod digest;
pub mod lanes;

pub use digest::Digest;

use super::geometry::{Point, Rect, text_width};
use super::pick::Pick;
use arrows::Arrows;
use axis::Tick;
use digest::DeedSort;
use election_core::sim::history::Run;
use election_core::view::MessageView;
use election_core::words::{NodeId, OpId, StepNo, Time};
use lanes::{Clash, LaneSprite, MarkSprite, Writes};

/// What the band is laid out from.
#[derive(Clone, Copy)]
pub struct BandInput<'a> {
    /// The run; its playhead is the band's.
    pub run: &'a Run,
    /// What is known of its records, up to date: see [`Digest::follow`].
    pub digest: &'a Digest,
    /// Messages under way at the playhead.
    pub flying: &'a [MessageView],
    /// The left edge.
    pub from: Time,
    /// The right edge.
    pub to: Time,
    /// When the plan and the lesson will do something.
    pub planned: &'a [Time],
    /// Whether an acknowledged write is lost by now; `None` if none is, which is quick.
    pub lost: Option<&'a dyn Fn(OpId) -> bool>,
    /// What is selected.
    pub selected: Option<Pick>,
    /// What the pointer is over.
    pub hovered: Option<Pick>,
    /// Measured width of the container, in pixels.
    pub width: f32,
    /// Measured height of the container, in pixels; [`height_for`] says how much is wanted.
    pub height: f32,
    /// Little room: short words.
    pub compact: bool,
}

/// The band.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    /// Width, in pixels.
    pub width: f32,
    /// Height, in pixels.
    pub height: f32,
    /// The left edge of time.
    pub from: Time,
    /// The right edge of time.
    pub to: Time,
    /// The playhead's time.
    pub now: Time,
    /// How far was told.
    pub head: Time,
    /// Where time is drawn; lane names stand to the left of it.
    pub plot: Rect,
    /// Type size.
    pub text: f32,
    /// Short words.
    pub compact: bool,
    /// The ruler.
    pub ticks: Vec<Tick>,
    /// One lane per server.
    pub lanes: Vec<LaneSprite>,
    /// The writes of all clients; absent where there is no client.
    pub writes: Option<Writes>,
    /// Messages, if so little time is shown that they can be told apart.
    pub arrows: Arrows,
    /// Decisions and faults.
    pub marks: Vec<MarkSprite>,
    /// Deeds that belong to no single lane.
    pub deeds: Vec<DeedSprite>,
    /// Times in which two or more believed they led.
    pub clashes: Vec<Clash>,
    /// What is planned.
    pub planned: Vec<f32>,
    /// Where the playhead is; it may lie outside the plot.
    pub playhead: f32,
}

/// A deed on links, settings or messages.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeedSprite {
    /// Where.
    pub x: f32,
    /// What sort.
    pub sort: DeedSort,
    /// Its step.
    pub step: StepNo,
}

/// From time to place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    from: Time,
    to: Time,
    plot: Rect,
}

impl Scale {
    /// The place of a time; outside the plot for one that is not shown.
    pub fn x(&self, at: Time) -> f32 {
        let span = self.to.since(self.from).max(1) as f64;
        let ahead = at.0 as f64 - self.from.0 as f64;
        self.plot.x + (ahead / span * f64::from(self.plot.w)).clamp(-1e6, 1e6) as f32
    }
    /// The time at a place.
    pub fn time(&self, x: f32) -> Time {
        let part = f64::from(((x - self.plot.x) / self.plot.w.max(1.0)).clamp(0.0, 1.0));
        self.from.plus((part * self.to.since(self.from) as f64) as u64)
    }
}

/// The height of the ruler.
const RULER: f32 = 25.0;

/// How high a band for so many servers wants to be, in pixels.
pub fn height_for(servers: usize, compact: bool) -> f32 {
    RULER + (servers as f32 + 1.0) * if compact { 15.0 } else { 19.0 } + 6.0
}

/// Lays out the band.
pub fn lay_out_band(input: &BandInput) -> Band {
    let text = if input.width >= 1300.0 { 13.5 } else { 12.0 };
    let config = &input.run.scenario().config;
    let servers: Vec<NodeId> =
        config.nodes.iter().filter(|node| !node.kind.client).map(|node| node.id).collect();
    let names = config.nodes.iter().map(|node| text_width(&node.label, text)).fold(0.0, f32::max);
    // Lane names are a kind and a number, or a name: "server 3".
    let gutter =
        if input.compact { names.max(text * 3.3) + 10.0 } else { names + text * 4.2 + 14.0 };
    let plot = Rect::new(
        gutter,
        RULER,
        (input.width - gutter - 10.0).max(1.0),
        input.height - RULER - 4.0,
    );
    let scale = Scale { from: input.from, to: input.to, plot };
    let has_clients = servers.len() < config.nodes.len();
    let rows = servers.len() + usize::from(has_clients);
    let row = plot.h / rows.max(1) as f32;
    let y = |i: usize| plot.y + row * (i as f32 + 0.5);
    let lanes = servers.iter().enumerate();
    let lanes = lanes.map(|(i, id)| lanes::lane(input, &scale, *id, y(i), row)).collect();
    let place = |id: NodeId| servers.iter().position(|server| *server == id).map(y);
    Band {
        width: input.width,
        height: input.height,
        from: input.from,
        to: input.to,
        now: input.run.now(),
        head: input.run.head(),
        plot,
        text,
        compact: input.compact,
        ticks: axis::ticks(&scale, text),
        lanes,
        writes: has_clients.then(|| lanes::writes(input, &scale, y(rows - 1), row)),
        arrows: arrows::lay_out(input, &scale, &place),
        marks: lanes::marks(input, &scale, &place),
        deeds: deeds(input, &scale),
        clashes: lanes::clashes(input, &scale),
        planned: planned(input, &scale),
        playhead: scale.x(input.run.now()),
    }
}

fn deeds(input: &BandInput, scale: &Scale) -> Vec<DeedSprite> {
    let now = input.run.cluster().step_no();
    let shown = visible(&input.digest.deeds, |deed| deed.at, input.from, input.to);
    let mut deeds: Vec<DeedSprite> = Vec::new();
    for deed in shown.iter().filter(|deed| deed.step <= now) {
        let x = scale.x(deed.at);
        // One pair of scissors stands for a whole partition.
        if deeds.last().is_none_or(|last| x - last.x > 5.0 || last.sort != deed.sort) {
            deeds.push(DeedSprite { x, sort: deed.sort, step: deed.step });
        }
    }
    deeds
}

fn planned(input: &BandInput, scale: &Scale) -> Vec<f32> {
    let ahead = |at: &&Time| **at > input.run.now() && **at >= input.from && **at <= input.to;
    input.planned.iter().filter(ahead).map(|at| scale.x(*at)).collect()
}

/// The part of a list, which is in order of time, between two times.
fn visible<T>(all: &[T], at: impl Fn(&T) -> Time, from: Time, to: Time) -> &[T] {
    let first = all.partition_point(|it| at(it) < from);
    let last = all.partition_point(|it| at(it) <= to);
    &all[first..last.max(first)]
}

impl Band {
    /// The time at a place.
    pub fn time_at(&self, x: f32) -> Time {
        Scale { from: self.from, to: self.to, plot: self.plot }.time(x)
    }

    /// The decision, fault, deed or arrival under a point.
    pub fn pick_at(&self, p: Point) -> Option<Pick> {
        let marks = self.marks.iter().map(|mark| (mark.place.distance(p), mark.step));
        let deeds =
            self.deeds.iter().map(|deed| (Point::new(deed.x, self.plot.y).distance(p), deed.step));
        let writes = self.writes.iter().flat_map(|writes| {
            writes.steps.iter().map(|(x, step)| (Point::new(*x, writes.y).distance(p) + 2.0, *step))
        });
        let near = marks.chain(deeds).chain(writes).filter(|(distance, _)| *distance < 9.0);
        if let Some((_, step)) = near.min_by(|(a, _), (b, _)| a.total_cmp(b)) {
            return Some(Pick::Step(step));
        }
        let arrows = self.arrows.all.iter().map(|arrow| (p.distance_to(arrow.a, arrow.b), arrow));
        let near = arrows.filter(|(distance, _)| *distance < 4.0);
        near.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, arrow)| arrow.pick)
    }
}

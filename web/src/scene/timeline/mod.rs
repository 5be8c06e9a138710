//! The time band: who did what when, drawn over time. As a band it has one lane per server and
//! one for all writes; the workbench's full timeline has a lane for every process.
//!
//! Nothing is drawn right of the playhead but what is planned.

pub mod arrows;
pub mod axis;
pub mod chain;
pub mod digest;
pub mod lanes;
pub mod overview;
pub mod writes;

pub use digest::Digest;

use super::geometry::{Point, Rect, text_width};
use super::pick::Pick;
use arrows::Arrows;
use axis::Tick;
use chain::Chain;
use digest::DeedSort;
use election_core::sim::history::Run;
use election_core::view::{MessageView, NodeView};
use election_core::words::{NodeId, NodeSet, OpId, StepNo, Time};
use lanes::{Clash, LaneSprite, MarkSprite};
use writes::{Doomed, Writes};

/// What the band is laid out from.
#[derive(Clone, Copy)]
pub struct BandInput<'a> {
    /// The run; its playhead is the band's.
    pub run: &'a Run,
    /// What is known of its records, up to date: see [`Digest::follow`].
    pub digest: &'a Digest,
    /// Messages under way at the playhead.
    pub flying: &'a [MessageView],
    /// The processes at the playhead, for the ends of the full timeline's lanes.
    pub nodes: &'a [NodeView],
    /// What the set of replicas in sync is called: `ISR`.
    pub set: &'static str,
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
    /// The processes that what is selected or hovered is about.
    pub lit: NodeSet,
    /// The steps that led to the selected one, that one first.
    pub chain: &'a [StepNo],
    /// Measured width of the container, in pixels.
    pub width: f32,
    /// Measured height of the container, in pixels; [`height_for`] says how much is wanted.
    pub height: f32,
    /// Little room: short words.
    pub compact: bool,
    /// A lane for every process, with what it came to at its right end.
    pub full: bool,
    /// The stretch that is being chosen on the ruler.
    pub brush: Option<(Time, Time)>,
    /// Two fingers hold it: they zoom, and do not move the playhead.
    pub held: bool,
}

/// The band.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    /// Width, in pixels.
    pub width: f32,
    /// Height, in pixels.
    pub height: f32,
    /// What the set of replicas in sync is called: `ISR`.
    pub set: &'static str,
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
    /// A lane for every process.
    pub full: bool,
    /// The height of a lane.
    pub row: f32,
    /// The ruler.
    pub ticks: Vec<Tick>,
    /// The baseline of the ruler's words.
    pub axis: f32,
    /// One lane per server, or per process.
    pub lanes: Vec<LaneSprite>,
    /// The writes: of all clients, or of each.
    pub writes: Vec<Writes>,
    /// Where acknowledgements are lost.
    pub doomed: Vec<Doomed>,
    /// Messages, if so little time is shown that they can be told apart.
    pub arrows: Arrows,
    /// Decisions and faults.
    pub marks: Vec<MarkSprite>,
    /// What led to the selected step.
    pub chain: Chain,
    /// Deeds; in the band only those that belong to no single lane.
    pub deeds: Vec<DeedSprite>,
    /// Times in which two or more believed they led.
    pub clashes: Vec<Clash>,
    /// What is planned.
    pub planned: Vec<f32>,
    /// Where the playhead is; it may lie outside the plot.
    pub playhead: f32,
    /// The stretch that is being chosen.
    pub brush: Option<Brush>,
    /// Two fingers hold it.
    pub held: bool,
}

/// A stretch that is being chosen on the ruler.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Brush {
    /// Where it began.
    pub anchor: f32,
    /// Its left edge.
    pub from: f32,
    /// Its right edge.
    pub to: f32,
}

/// A deed on links, settings or messages.
#[derive(Clone, PartialEq, Debug)]
pub struct DeedSprite {
    /// Where.
    pub x: f32,
    /// What sort.
    pub sort: DeedSort,
    /// Its step.
    pub step: StepNo,
    /// Its verb and whom it is about.
    pub says: (String, String),
    /// Room for words to its right, in pixels.
    pub room: f32,
    /// It is selected or hovered.
    pub lit: bool,
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
    /// Whether a place is in the plot.
    fn has(&self, x: f32) -> bool {
        x >= self.plot.x - 0.5 && x <= self.plot.x + self.plot.w + 0.5
    }
}

/// The height of the band's ruler.
const RULER: f32 = 25.0;
/// The room above the lanes of the full timeline: deeds, and two leaders at once.
const HEAD: f32 = 38.0;
/// The room below them: the ruler.
const AXIS: f32 = 22.0;
/// The room right of them: what each process came to.
pub const END: f32 = 140.0;

/// How high a band for so many servers wants to be, in pixels.
pub fn height_for(servers: usize, compact: bool) -> f32 {
    RULER + (servers as f32 + 1.0) * if compact { 15.0 } else { 19.0 } + 6.0
}

/// How high a full timeline for so many processes wants to be, where `most` pixels can be had.
/// Lanes never become too low to be read.
pub fn full_height_for(processes: usize, most: f32) -> f32 {
    let row = ((most - HEAD - AXIS) / processes.max(1) as f32).clamp(14.0, 20.0);
    HEAD + AXIS + processes as f32 * row
}

/// The lanes' places.
struct Rows {
    ids: Vec<NodeId>,
    count: usize,
    plot: Rect,
}

impl Rows {
    fn of(input: &BandInput, text: f32) -> Rows {
        let nodes = &input.run.scenario().config.nodes;
        let shown = nodes.iter().filter(|node| input.full || !node.kind.client);
        let ids: Vec<NodeId> = shown.map(|node| node.id).collect();
        let pooled = !input.full && ids.len() < nodes.len();
        let names = nodes.iter().map(|node| text_width(&node.label, text)).fold(0.0, f32::max);
        // Lane names are a kind and a number, or a name: "server 3".
        let gutter = match input.compact {
            true => names.max(text * 3.3) + 10.0,
            false => names + text * 4.2 + 14.0,
        };
        // The full timeline has a glyph before the name.
        let glyph = if input.compact { 18.0 } else { 26.0 };
        let gutter = if input.full { gutter + glyph } else { gutter };
        let (top, low) = if input.full { (HEAD, AXIS) } else { (RULER, 4.0) };
        let end = if input.full && !input.compact { END } else { 10.0 };
        let (w, h) = ((input.width - gutter - end).max(1.0), input.height - top - low);
        let count = ids.len() + usize::from(pooled);
        Rows { ids, count, plot: Rect::new(gutter, top, w, h) }
    }
    fn height(&self) -> f32 {
        self.plot.h / self.count.max(1) as f32
    }
    fn y(&self, place: usize) -> f32 {
        self.plot.y + self.height() * (place as f32 + 0.5)
    }
    fn of_node(&self, id: NodeId) -> Option<f32> {
        self.ids.iter().position(|it| *it == id).map(|place| self.y(place))
    }
}

fn type_size(input: &BandInput) -> f32 {
    if input.width >= 1300.0 && !(input.full && input.width < 1500.0) { 13.5 } else { 12.0 }
}

/// Lays out the band.
pub fn lay_out_band(input: &BandInput) -> Band {
    let text = type_size(input);
    let rows = Rows::of(input, text);
    let (row, plot) = (rows.height(), rows.plot);
    let scale = Scale { from: input.from, to: input.to, plot };
    let place = |id: NodeId| rows.of_node(id);
    let lanes = rows.ids.iter().enumerate();
    let lanes: Vec<LaneSprite> =
        lanes.map(|(i, id)| lanes::lane(input, &scale, *id, rows.y(i), row)).collect();
    Band {
        set: input.set,
        width: input.width,
        height: input.height,
        from: input.from,
        to: input.to,
        now: input.run.now(),
        head: input.run.head(),
        plot,
        text,
        compact: input.compact,
        full: input.full,
        row,
        ticks: axis::ticks(&scale, text),
        axis: if input.full { plot.y + plot.h + text + 4.0 } else { text },
        writes: writes_of(input, &scale, &rows, &lanes),
        doomed: doomed(input, &scale, &lanes),
        lanes,
        arrows: arrows::lay_out(input, &scale, &place),
        marks: lanes::marks(input, &scale, &place),
        chain: chain::lay_out(input, &scale, &place),
        deeds: deeds(input, &scale),
        clashes: lanes::clashes(input, &scale),
        planned: planned(input, &scale),
        playhead: scale.x(input.run.now()),
        brush: input.brush.map(|(anchor, to)| {
            let (anchor, to) = (scale.x(anchor), scale.x(to));
            Brush { anchor, from: anchor.min(to), to: anchor.max(to) }
        }),
        held: input.held,
    }
}

fn writes_of(input: &BandInput, scale: &Scale, rows: &Rows, lanes: &[LaneSprite]) -> Vec<Writes> {
    if input.full {
        let clients = lanes.iter().filter(|lane| lane.client);
        let row = rows.height();
        return clients
            .map(|lane| writes::lay_out(input, scale, Some(lane.id), lane.y, row))
            .collect();
    }
    let pooled = (rows.count > rows.ids.len()).then(|| rows.y(rows.count - 1));
    pooled.map(|y| writes::lay_out(input, scale, None, y, rows.height())).into_iter().collect()
}

fn doomed(input: &BandInput, scale: &Scale, lanes: &[LaneSprite]) -> Vec<Doomed> {
    let reigns = input.run.reigns().iter().filter(|reign| reign.from <= input.to);
    let found = reigns.filter_map(|reign| {
        let lane = lanes.iter().find(|lane| lane.id == reign.node)?;
        writes::doomed(input, scale, reign, (lane.y, lane.band))
    });
    found.collect()
}

fn deeds(input: &BandInput, scale: &Scale) -> Vec<DeedSprite> {
    let now = input.run.cluster().step_no();
    let shown = visible(&input.digest.deeds, |deed| deed.at, input.from, input.to);
    let wanted =
        |deed: &&digest::Deed| deed.step <= now && (input.full || deed.sort != DeedSort::Own);
    let mut deeds: Vec<DeedSprite> = Vec::new();
    for deed in shown.iter().filter(wanted) {
        let x = scale.x(deed.at);
        let pick = Some(Pick::Step(deed.step));
        let lit = input.selected == pick || input.hovered == pick;
        // One pair of scissors stands for a whole partition.
        if deeds.last().is_none_or(|last| x - last.x > 5.0 || last.sort != deed.sort) {
            let (sort, step, says) = (deed.sort, deed.step, deed.says.clone());
            deeds.iter_mut().rev().take(1).for_each(|last| last.room = x - last.x);
            deeds.push(DeedSprite { x, sort, step, says, room: f32::MAX, lit });
        }
    }
    let right = scale.plot.x + scale.plot.w;
    deeds.iter_mut().rev().take(1).for_each(|last| last.room = input.width.min(right) - last.x);
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

    /// Whether a point is on the ruler, where a drag chooses what is shown.
    pub fn is_axis(&self, p: Point) -> bool {
        if self.full { p.y > self.plot.y + self.plot.h } else { p.y < self.plot.y - 9.0 }
    }

    /// The decision, fault, deed or arrival under a point; a lane's name is its process.
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
        let arrow = near.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, arrow)| arrow.pick);
        arrow.or_else(|| self.chain.pick_at(p)).or_else(|| self.lane_at(p))
    }

    /// The process whose name stands under a point.
    fn lane_at(&self, p: Point) -> Option<Pick> {
        let outside = p.x < self.plot.x || p.x > self.plot.x + self.plot.w;
        let found = self.lanes.iter().find(|lane| (lane.y - p.y).abs() <= self.row / 2.0);
        found.filter(|_| self.full && outside).map(|lane| Pick::Node(lane.id))
    }
}

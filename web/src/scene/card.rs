//! A process as a card: its replicas as small logs, one partition in focus, the others as strips.
//! Everything stands around the card's middle.

use super::geometry::Point;
use super::log::{self, Strip};
use super::palette::Hue;
use super::places::Sizes;
use super::stage::StageInput;
use election_core::view::{NodeView, PartitionView, ReplicaView};

/// How much a card says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The partition in focus, and the others as strips.
    Full,
    /// The partition in focus alone.
    Focus,
    /// Its log and its marks.
    Log,
}

/// The size of all cards, and where things stand in them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Plan {
    /// How much they say.
    pub level: Level,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// How many strips a card has.
    strips: u32,
    /// A last line counts the partitions that have no strip.
    counts: bool,
}

/// Strips of a card at most.
const STRIPS: u32 = 3;
/// Columns of a card's log at most.
const COLUMNS: usize = 8;

/// The largest cards that fit beside each other; `None` where nobody has a card, or where cards
/// would be too narrow to read.
pub fn plan(input: &StageInput, sizes: &Sizes, level: Level) -> Option<Plan> {
    let cards = input.view.nodes.iter().filter(|node| is_card(node)).count();
    let pitch = (input.width - 16.0) / cards.max(1) as f32;
    let gap = (pitch - sizes.text * 9.0).clamp(14.0, (pitch * 0.25).max(14.0));
    let w = (pitch - gap).min(sizes.text * 17.5);
    if cards == 0 || w < sizes.text * 8.2 {
        return None;
    }
    let others = input.view.partitions.as_ref()?.count.saturating_sub(1);
    let strips = if level == Level::Full { others.min(STRIPS) } else { 0 };
    let counts = strips < others && level != Level::Log;
    let bare = Plan { level, w, h: 0.0, strips, counts };
    Some(Plan { h: bare.line(sizes, strips + u32::from(counts)) + pad(sizes) * 1.2, ..bare })
}

/// Whether a process is drawn as a card, where there is room.
pub fn is_card(node: &NodeView) -> bool {
    !node.client && node.portrait.holds.is_some()
}

fn pad(sizes: &Sizes) -> f32 {
    sizes.text * 0.75
}

impl Plan {
    /// The room above and below a card: the set drawn around it, and the line that says what is
    /// decided.
    pub fn moat(&self, sizes: &Sizes) -> (f32, f32) {
        (sizes.text * 2.4, sizes.text * 0.7)
    }
    fn title(&self, sizes: &Sizes) -> f32 {
        pad(sizes) * 0.6 + sizes.name
    }
    fn focus(&self, sizes: &Sizes) -> f32 {
        self.title(sizes) + sizes.text * 1.55
    }
    fn cells(&self, sizes: &Sizes) -> f32 {
        let above = if self.level == Level::Log { self.title(sizes) } else { self.focus(sizes) };
        above + sizes.text * 0.75
    }
    fn figures(&self, sizes: &Sizes) -> f32 {
        self.cells(sizes) + sizes.cell_height + sizes.text * 1.85
    }
    /// The baseline of a strip.
    fn line(&self, sizes: &Sizes, strip: u32) -> f32 {
        self.figures(sizes) + sizes.text * 1.5 * strip as f32
    }
}

/// A card.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// From its edges to what it says.
    pub pad: f32,
    /// The baseline of its name.
    pub title: f32,
    /// The office it holds beside.
    pub office: &'static str,
    /// Its replica of the partition in focus.
    pub focus: Option<Focus>,
    /// The partition in focus, and the baseline of its line, if it has one.
    pub about: (u32, Option<f32>),
    /// Its replicas of other partitions.
    pub strips: Vec<PartitionStrip>,
    /// The line that counts: its baseline, how many it leads, how many it holds.
    pub counts: Option<(f32, u32, u32)>,
}

/// Whether a replica counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// What the set of those that count is called: `ISR`.
    pub set: &'static str,
    /// It is in it.
    pub member: bool,
    /// It believes it leads.
    pub leads: bool,
}

/// A position in a log that is marked.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Offset {
    /// Where.
    pub x: f32,
    /// Which.
    pub value: i64,
}

/// The replica of the partition in focus.
#[derive(Clone, PartialEq, Debug)]
pub struct Focus {
    /// Whether it counts.
    pub standing: Standing,
    /// Its last records.
    pub log: Strip,
    /// The high watermark.
    pub commit: Offset,
    /// The log end.
    pub end: Offset,
    /// The baseline of the line with both numbers.
    pub figures: f32,
}

/// The replica of another partition: a bar as long as its log, of the longest one's length.
#[derive(Clone, PartialEq, Debug)]
pub struct PartitionStrip {
    /// The partition.
    pub partition: u32,
    /// The baseline.
    pub y: f32,
    /// Whether it counts; `None` where it holds no replica.
    pub held: Option<HeldStrip>,
}

/// What a strip shows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct HeldStrip {
    /// Whether it counts.
    pub standing: Standing,
    /// The colour of the leader epoch it knows.
    pub hue: Hue,
    /// From here.
    pub from: f32,
    /// The longest log ends here.
    pub full: f32,
    /// The high watermark.
    pub commit: Offset,
    /// The log end.
    pub end: Offset,
}

/// What is decided about the partition in focus, in one line above the cards.
#[derive(Clone, PartialEq, Debug)]
pub struct Decided {
    /// Where the line begins.
    pub at: Point,
    /// The partition.
    pub partition: u32,
    /// Who leads; empty for nobody.
    pub leader: String,
    /// In which epoch.
    pub epoch: i64,
    /// What the set is called.
    pub set: &'static str,
    /// Its members: `1, 3`.
    pub members: String,
}

/// Lays out one card.
pub fn lay_out(input: &StageInput, sizes: &Sizes, plan: &Plan, node: &NodeView) -> Card {
    let top = -plan.h / 2.0;
    let (leads, holds) = node.portrait.holds.unwrap_or_default();
    let others = (0..).filter(|partition| *partition != input.focus);
    let strips = others.take(plan.strips as usize).zip(1..).map(|(partition, i)| PartitionStrip {
        partition,
        y: top + plan.line(sizes, i),
        held: strip(input, sizes, plan, node, partition),
    });
    Card {
        w: plan.w,
        h: plan.h,
        pad: pad(sizes),
        title: top + plan.title(sizes),
        office: node.portrait.office,
        focus: focus(input, sizes, plan, node),
        about: (input.focus, (plan.level != Level::Log).then(|| top + plan.focus(sizes))),
        strips: strips.collect(),
        counts: plan.counts.then(|| (top + plan.line(sizes, plan.strips + 1), leads, holds)),
    }
}

fn replica(node: &NodeView, partition: u32) -> Option<&ReplicaView> {
    node.portrait.replicas.iter().find(|it| it.partition == partition)
}

fn decided_of<'a>(input: &'a StageInput, partition: u32) -> Option<&'a PartitionView> {
    input.view.partitions.as_ref()?.first.get(partition as usize)
}

fn standing(input: &StageInput, node: &NodeView, replica: &ReplicaView) -> Standing {
    let decided = decided_of(input, replica.partition);
    Standing {
        set: input.view.partitions.as_ref().map_or("", |all| all.set),
        member: decided.is_some_and(|it| it.members.has(node.id)),
        leads: replica.leads,
    }
}

fn focus(input: &StageInput, sizes: &Sizes, plan: &Plan, node: &NodeView) -> Option<Focus> {
    let own = replica(node, input.focus)?;
    let room = plan.w - 2.0 * pad(sizes);
    let count = ((room / (sizes.text * 1.75)) as usize).clamp(3, COLUMNS);
    let logs = input.view.nodes.iter().filter_map(|node| replica(node, input.focus));
    let columns = log::shown(&own.log, &log::columns_of(logs.map(|it| &it.log), count));
    let authority = decided_of(input, input.focus).and_then(|it| it.leader);
    let theirs = authority
        .filter(|id| *id != node.id)
        .and_then(|id| replica(input.view.nodes.get(id.index())?, input.focus));
    let cell = room / columns.len().max(count) as f32;
    let place = Point::new(-room / 2.0, -plan.h / 2.0 + plan.cells(sizes));
    let theirs = theirs.map(|it| it.log.as_slice());
    let log = log::lay(input, &own.log, theirs, &columns, place, cell);
    let x_of = |offset: i64| {
        let before = columns.iter().position(|at| *at >= offset).unwrap_or(columns.len());
        Offset { x: place.x + cell * before as f32 - log::GAP / 2.0, value: offset }
    };
    Some(Focus {
        standing: standing(input, node, own),
        log,
        commit: x_of(own.commit),
        end: x_of(own.end),
        figures: -plan.h / 2.0 + plan.figures(sizes),
    })
}

fn strip(
    input: &StageInput,
    sizes: &Sizes,
    plan: &Plan,
    node: &NodeView,
    partition: u32,
) -> Option<HeldStrip> {
    let own = replica(node, partition)?;
    let all = input.view.nodes.iter().filter_map(|node| replica(node, partition));
    let longest = all.map(|it| it.end).max().unwrap_or(0).max(1) as f32;
    let (from, full) = (-plan.w / 2.0 + pad(sizes) + sizes.text * 3.6, plan.w / 2.0 - pad(sizes));
    let full = full - sizes.text * 2.4;
    let x_of = |value: i64| Offset { x: from + (full - from) * value as f32 / longest, value };
    Some(HeldStrip {
        standing: standing(input, node, own),
        hue: Hue::of(own.epoch),
        from,
        full,
        commit: x_of(own.commit.min(own.end)),
        end: x_of(own.end),
    })
}

/// What is decided about the partition in focus, above the first card.
pub fn decided(input: &StageInput, sizes: &Sizes, first: Option<Point>) -> Option<Decided> {
    let (at, known) = (first?, decided_of(input, input.focus)?);
    let members: Vec<String> = known.members.iter().map(|id| input.label(id)).collect();
    Some(Decided {
        at: at.moved(0.0, -sizes.text * 1.25),
        partition: input.focus,
        leader: known.leader.map(|id| input.label(id)).unwrap_or_default(),
        epoch: known.epoch,
        set: input.view.partitions.as_ref()?.set,
        members: members.join(", "),
    })
}

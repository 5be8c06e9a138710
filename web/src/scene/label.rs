//! Where the text beside a process goes: the one of eight places where it hides nothing.
//!
//! Labels take a nominal size, not that of today's text, so that they stand still while a run
//! changes what they say. If a cast leaves no room for everything, every label says less.

use super::body::Body;
use super::card::{self, Level, Plan};
use super::geometry::{Line, Point, Rect, text_width};
use super::link;
use super::places::{self, Places, Room, Sizes};
use super::stage::StageInput;
use election_core::view::NodeView;
use election_core::words::NodeId;
use std::cell::RefCell;
use std::collections::VecDeque;

/// How much is said beside a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// Name and role, note, log.
    Full,
    /// Name and role, log.
    NoNote,
    /// Note, log: the name stands in the disc.
    Machine,
    /// Note only.
    Note,
    /// Nothing; what is wanted appears on selection.
    Bare,
}

/// How the text is aligned: towards its process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// It begins at `x`.
    Start,
    /// It is centred.
    Middle,
    /// It ends there.
    End,
}

/// The place of one label.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LabelPlace {
    /// The room it may fill.
    pub rect: Rect,
    /// How its lines are aligned.
    pub align: Align,
}

/// Places and labels that go together.
#[derive(Clone, PartialEq, Debug)]
pub struct Arranged {
    /// Where processes stand.
    pub places: Places,
    /// Their labels, by id.
    pub labels: Vec<LabelPlace>,
    /// What labels say.
    pub words: Words,
    /// How much is hidden: 0 if nothing.
    pub clutter: f32,
}

/// What labels say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Words {
    /// Those of servers.
    pub detail: Detail,
    /// Clients say nothing.
    pub silent: bool,
}

impl Words {
    /// What the label of one process says.
    pub fn of(self, client: bool) -> Detail {
        if client && self.silent { Detail::Bare } else { self.detail }
    }
}

/// How many cells of a log are shown.
pub const CELLS: usize = 5;

impl Detail {
    /// The nominal size of a server's label, beside a name of this width.
    pub fn size(self, sizes: &Sizes, name: f32) -> (f32, f32) {
        let title = name + sizes.text * 7.2;
        let cells = sizes.cell * CELLS as f32;
        let (line, note) = (sizes.name * 1.3, sizes.text * 1.45);
        match self {
            Detail::Full => (title.max(cells), line + note + sizes.cell_height + 4.0),
            Detail::NoNote => (title.max(cells), line + sizes.cell_height + 4.0),
            Detail::Machine => (cells, note + sizes.cell_height),
            Detail::Note => (sizes.text * 8.6, note),
            Detail::Bare => (0.0, 0.0),
        }
    }

    /// That of a client's label, where clients stand so far apart.
    fn client_size(self, sizes: &Sizes, pitch: f32) -> (f32, f32) {
        let room = pitch - 2.0 * sizes.client - 4.0 * sizes.badge;
        let wide = |least: f32| room.clamp(least, (sizes.text * 15.0).max(least));
        match self {
            Detail::Full | Detail::NoNote => {
                let w = wide(sizes.name * 3.0 + sizes.text * 6.0);
                (w, sizes.name * 1.2 + sizes.text * 1.4)
            }
            Detail::Machine | Detail::Note => (wide(sizes.text * 7.0), sizes.text * 1.4),
            Detail::Bare => (0.0, 0.0),
        }
    }
}

/// What is tried on a ring, the best first: labels at the sides, or above and below.
const ON_A_RING: &[(Detail, bool)] = &[
    (Detail::Full, false),
    (Detail::NoNote, false),
    (Detail::Machine, false),
    (Detail::Machine, true),
    (Detail::Note, true),
    (Detail::Bare, true),
];
/// What is tried in rows: the sides belong to links.
const IN_ROWS: &[(Detail, bool)] = &[
    (Detail::Full, true),
    (Detail::NoNote, true),
    (Detail::Machine, true),
    (Detail::Note, true),
    (Detail::Bare, true),
];

/// Everything that an arrangement depends on.
#[derive(PartialEq)]
struct Ground {
    system: &'static str,
    size: (f32, f32),
    presenting: bool,
    partitions: u32,
    cast: Vec<Member>,
}

#[derive(PartialEq)]
struct Member {
    kind: &'static str,
    client: bool,
    talks: Option<Vec<NodeId>>,
    /// The server that a client has a line to.
    attached: Option<NodeId>,
}

impl Ground {
    fn of(input: &StageInput) -> Ground {
        let member = |node: &NodeView| Member {
            kind: node.kind,
            client: node.client,
            talks: node.talks.clone().filter(|_| !card::is_card(node)),
            attached: node.standing.leader.filter(|_| node.client),
        };
        Ground {
            system: input.system,
            size: (input.width, input.height),
            presenting: input.presenting,
            partitions: input.view.partitions.as_ref().map_or(0, |all| all.count),
            cast: input.view.nodes.iter().map(member).collect(),
        }
    }
}

thread_local! {
    /// The last arrangements, of two stages side by side: from frame to frame they are the same.
    static LAST: RefCell<VecDeque<(Ground, Arranged)>> = const { RefCell::new(VecDeque::new()) };
}

/// [`arrange`], remembered: it was a tenth of a frame.
pub fn arranged(input: &StageInput) -> Arranged {
    let ground = Ground::of(input);
    LAST.with_borrow_mut(|last| {
        if let Some((_, known)) = last.iter().find(|(known, _)| *known == ground) {
            return known.clone();
        }
        let arranged = arrange(input);
        last.truncate(1);
        last.push_front((ground, arranged.clone()));
        arranged
    })
}

/// Says as much as there is room for: large cards first, no cards last.
pub fn arrange(input: &StageInput) -> Arranged {
    let servers = input.view.nodes.iter().filter(|node| !node.client).count();
    let sizes = Sizes::of(input.width, input.height, input.presenting).for_many(servers);
    let levels = [Level::Full, Level::Focus, Level::Log];
    let plans = levels.into_iter().filter_map(|level| card::plan(input, &sizes, level));
    for plan in plans {
        let arranged = arrange_with(input, sizes, Some(plan));
        if arranged.clutter < 1.0 {
            return arranged;
        }
    }
    arrange_with(input, sizes, None)
}

/// How wide the longest name of a server is that has a label: `controller 101`.
fn longest_name(input: &StageInput, sizes: &Sizes) -> f32 {
    let labelled = input.view.nodes.iter().filter(|node| !node.client && !card::is_card(node));
    let names = labelled.map(|node| name_width(node.kind, &node.label, sizes));
    names.fold(sizes.name * 4.7, f32::max)
}

/// How wide a name is: numbers stand behind their kind.
pub fn name_width(kind: &str, label: &str, sizes: &Sizes) -> f32 {
    let numbered = label.bytes().all(|b| b.is_ascii_digit());
    let kind = if numbered { text_width(kind, sizes.name) + sizes.name * 0.4 } else { 0.0 };
    kind + text_width(label, sizes.name)
}

fn arrange_with(input: &StageInput, sizes: Sizes, plan: Option<Plan>) -> Arranged {
    let mut best: Option<Arranged> = None;
    let has_clients = input.view.nodes.iter().any(|node| node.client);
    let in_rows = plan.is_some() || places::rings(input).len() > 1;
    for (detail, stacked) in if in_rows { IN_ROWS } else { ON_A_RING }.iter().copied() {
        let (w, h) = detail.size(&sizes, longest_name(input, &sizes));
        let room = match stacked {
            false => Room { side: w + 8.0, above: 0.0 },
            true => Room { side: (w / 2.0 - sizes.node).max(0.0), above: h },
        };
        let places = places::place(input, sizes, room, plan);
        // Clients fall silent before servers do.
        for silent in [false, true].into_iter().take(1 + usize::from(has_clients)) {
            let most = best.as_ref().map_or(f32::INFINITY, |best| best.clutter);
            let words = Words { detail, silent };
            let Some(arranged) = settle(input, places.clone(), words, most) else { continue };
            if arranged.clutter < 1.0 {
                return arranged;
            }
            best = Some(arranged);
        }
    }
    best.unwrap_or_else(|| unreachable!("some detail was tried"))
}

/// Chooses every label's place twice, so that the first ones learn of the last ones. None if as
/// much as `most` is hidden.
fn settle(input: &StageInput, places: Places, words: Words, most: f32) -> Option<Arranged> {
    let crowding = crowding(&places);
    if crowding >= most {
        return None;
    }
    let lines = link::permanent_lines(input, &places);
    let count = places.nodes.len();
    let mut labels: Vec<Option<LabelPlace>> = vec![None; count];
    for _ in 0..2 {
        for i in 0..count {
            let mut best: Option<(f32, LabelPlace)> = None;
            for candidate in candidates(input, &places, words, i) {
                let least = best.map_or(f32::MAX, |(least, _)| least);
                let cost = detour(input, &places, i, &candidate);
                // Most candidates are worse by their place alone: what they hide is not asked.
                if cost < least {
                    let rect = &candidate.rect;
                    let cost = cost + hides(input, &places, &lines, &labels, i, rect, least - cost);
                    if cost < least {
                        best = Some((cost, candidate));
                    }
                }
            }
            labels[i] = best.map(|(_, label)| label);
        }
    }
    let mut clutter = crowding;
    for (i, label) in labels.iter().enumerate() {
        let Some(label) = label else { continue };
        clutter += hides(input, &places, &lines, &labels, i, &label.rect, most - clutter);
        if clutter >= most {
            return None;
        }
    }
    let labels = labels.into_iter().map(Option::unwrap_or_default).collect();
    Some(Arranged { places, labels, words, clutter })
}

/// Processes need room between them for messages to be seen.
fn crowding(places: &Places) -> f32 {
    let mut crowding = 0.0;
    for (i, one) in places.nodes.iter().enumerate() {
        for other in &places.nodes[..i] {
            crowding += (wanted_gap(places, one, other) - one.gap(other)).max(0.0);
        }
    }
    crowding
}

fn wanted_gap(places: &Places, one: &Body, other: &Body) -> f32 {
    match (one.card, other.card) {
        (true, true) => 12.0,
        (false, false) => places.sizes.node * 0.55,
        // Bows run beneath cards.
        _ => places.sizes.node * 1.05,
    }
}

/// How far apart clients stand.
fn pitch(input: &StageInput, places: &Places) -> f32 {
    let clients = input.view.nodes.iter().filter(|node| node.client);
    let xs: Vec<f32> = clients.map(|node| places.at(node.id).x).collect();
    let steps = xs.windows(2).map(|pair| pair[1] - pair[0]);
    steps.fold(input.width / xs.len().max(1) as f32, f32::min)
}

fn candidates(input: &StageInput, places: &Places, words: Words, i: usize) -> Vec<LabelPlace> {
    let sizes = &places.sizes;
    let client = input.view.nodes[i].client;
    let body = &places.nodes[i];
    if body.card {
        return vec![LabelPlace::default()];
    }
    let detail = words.of(client);
    let (w, h) = match client {
        true => detail.client_size(sizes, pitch(input, places)),
        false => detail.size(sizes, longest_name(input, sizes)),
    };
    let (c, r) = (body.at, body.half_w);
    let gap = if client { sizes.badge * 1.3 + 4.0 } else { sizes.moat() + 5.0 };
    let (right, left) = (c.x + r + gap, c.x - r - gap - w);
    let beside = |x: f32, y: f32, align| LabelPlace { rect: Rect::new(x, y, w, h), align };
    let below = c.y + r + if client { 4.0 } else { sizes.badge * 1.2 };
    // Those that are usually best come first, so that the others need no look.
    let mut all = Vec::with_capacity(16);
    for share in [0.5, 0.65, 0.35, 0.8, 0.2, 0.95, 0.05] {
        all.push(beside(right, c.y - h * share, Align::Start));
        all.push(beside(left, c.y - h * share, Align::End));
    }
    all.extend([
        beside(c.x - w / 2.0, c.y - r - gap * 0.8 - h, Align::Middle),
        beside(c.x - w / 2.0, below, Align::Middle),
    ]);
    all
}

/// What a label there would hide, in about square pixels; counted no further than to `most`.
fn hides(
    input: &StageInput,
    places: &Places,
    lines: &[(Line, f32)],
    labels: &[Option<LabelPlace>],
    i: usize,
    rect: &Rect,
    most: f32,
) -> f32 {
    if rect.w == 0.0 {
        return 0.0;
    }
    let outside = (-rect.x).max(0.0)
        + (-rect.y).max(0.0)
        + (rect.x + rect.w - input.width).max(0.0)
        + (rect.y + rect.h - input.height).max(0.0);
    let mut cost = outside * 40.0;
    for (j, body) in places.nodes.iter().enumerate() {
        let around = if j == i { 0.0 } else { places.sizes.badge };
        cost += body.overlap(rect, around) * 20.0;
    }
    for (j, other) in labels.iter().enumerate() {
        if let Some(other) = other.filter(|_| j != i) {
            cost += rect.shared(&other.rect);
        }
    }
    let shy = rect.grown(2.0);
    for (line, weight) in lines.iter().filter(|(line, _)| line.may_meet(&shy)) {
        if cost >= most {
            break;
        }
        cost += line.chords().map(|(p, q)| shy.length_of(p, q)).sum::<f32>() * weight;
    }
    cost
}

/// Labels stand outside, level with their process: what is equal otherwise, habit decides.
fn detour(input: &StageInput, places: &Places, i: usize, label: &LabelPlace) -> f32 {
    let c = places.nodes[i].at;
    let middle = Point::new(label.rect.x + label.rect.w / 2.0, label.rect.y + label.rect.h / 2.0);
    let out = if input.view.nodes[i].client || (c.x - input.width / 2.0).abs() < 1.0 {
        Point::new(1.0, -0.05)
    } else {
        Point::new((c.x - input.width / 2.0).signum(), 0.0)
    };
    let ahead = c.toward(middle);
    let level = (middle.y - c.y).abs() / 400.0;
    (1.0 - (out.x * ahead.x + out.y * ahead.y)) * 0.4 + level
}

impl Default for LabelPlace {
    fn default() -> LabelPlace {
        LabelPlace { rect: Rect::default(), align: Align::Start }
    }
}

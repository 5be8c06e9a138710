//! Where the text beside a process goes: the one of eight places where it hides nothing.
//!
//! Labels take a nominal size, not that of today's text, so that they stand still while a run
//! changes what they say. If a cast leaves no room for everything, every label says less.

use super::geometry::{Line, Point, Rect};
use super::link;
use super::places::{self, Places, Room, Sizes};
use super::stage::StageInput;

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
    pub detail: Detail,
    /// How much is hidden: 0 if nothing.
    pub clutter: f32,
}

/// How many cells of a log are shown.
pub const CELLS: usize = 5;

impl Detail {
    /// The nominal size of a server's label.
    pub fn size(self, sizes: &Sizes) -> (f32, f32) {
        let title = sizes.name * 4.7 + sizes.text * 8.0;
        let cells = sizes.cell * CELLS as f32;
        let (name, note) = (sizes.name * 1.3, sizes.text * 1.45);
        match self {
            Detail::Full => (title.max(cells), name + note + sizes.cell_height + 4.0),
            Detail::NoNote => (title.max(cells), name + sizes.cell_height + 4.0),
            Detail::Machine => (cells, note + sizes.cell_height),
            Detail::Note => (sizes.text * 6.6, note),
            Detail::Bare => (0.0, 0.0),
        }
    }

    fn client_size(self, sizes: &Sizes) -> (f32, f32) {
        match self {
            Detail::Full | Detail::NoNote => {
                (sizes.name * 3.0 + sizes.text * 6.0, sizes.name * 1.2 + sizes.text * 1.4)
            }
            Detail::Machine | Detail::Note => (sizes.text * 7.0, sizes.text * 1.4),
            Detail::Bare => (0.0, 0.0),
        }
    }
}

/// Says as much as there is room for.
pub fn arrange(input: &StageInput) -> Arranged {
    let sizes = Sizes::of(input.width, input.height, input.presenting);
    let mut best: Option<Arranged> = None;
    for (detail, stacked) in [
        (Detail::Full, false),
        (Detail::NoNote, false),
        (Detail::Machine, false),
        (Detail::Machine, true),
        (Detail::Note, true),
        (Detail::Bare, true),
    ] {
        let (w, h) = detail.size(&sizes);
        let room = match stacked {
            false => Room { side: w + 2.0, above: 0.0 },
            true => Room { side: (w / 2.0 - sizes.node).max(0.0), above: h },
        };
        let places = places::place(input, sizes, room);
        let arranged = settle(input, places, detail);
        if arranged.clutter < 1.0 {
            return arranged;
        }
        if best.as_ref().is_none_or(|best| arranged.clutter < best.clutter) {
            best = Some(arranged);
        }
    }
    best.unwrap_or_else(|| unreachable!("some detail was tried"))
}

/// Chooses every label's place twice, so that the first ones learn of the last ones.
fn settle(input: &StageInput, places: Places, detail: Detail) -> Arranged {
    let lines = link::permanent_lines(input, &places);
    let count = places.nodes.len();
    let mut labels: Vec<Option<LabelPlace>> = vec![None; count];
    for _ in 0..2 {
        for i in 0..count {
            let mut best: Option<(f32, LabelPlace)> = None;
            for candidate in candidates(input, &places, detail, i) {
                let cost = hides(input, &places, &lines, &labels, i, &candidate.rect)
                    + detour(input, &places, i, &candidate);
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, candidate));
                }
            }
            labels[i] = best.map(|(_, label)| label);
        }
    }
    let hidden = |i: usize| match &labels[i] {
        Some(label) => hides(input, &places, &lines, &labels, i, &label.rect),
        None => 0.0,
    };
    let clutter = (0..count).map(hidden).sum::<f32>() + crowding(&places);
    let labels = labels.into_iter().map(Option::unwrap_or_default).collect();
    Arranged { places, labels, detail, clutter }
}

/// Processes need room between them for messages to be seen.
fn crowding(places: &Places) -> f32 {
    let mut crowding = 0.0;
    for (i, (p, r)) in places.nodes.iter().enumerate() {
        for (q, s) in &places.nodes[..i] {
            crowding += ((r + s) + places.sizes.node * 0.9 - p.distance(*q)).max(0.0);
        }
    }
    crowding
}

fn candidates(input: &StageInput, places: &Places, detail: Detail, i: usize) -> [LabelPlace; 8] {
    let sizes = &places.sizes;
    let client = input.view.nodes[i].client;
    let (w, h) = if client { detail.client_size(sizes) } else { detail.size(sizes) };
    let (c, r) = places.nodes[i];
    let gap = if client { 8.0 } else { sizes.moat() + 3.0 };
    let (right, left) = (c.x + r + gap, c.x - r - gap - w);
    let beside = |x: f32, y: f32, align| LabelPlace { rect: Rect::new(x, y, w, h), align };
    let (mid, up, down) = (c.y - h / 2.0, c.y - h * 0.9, c.y - h * 0.1);
    let below = c.y + r + if client { 4.0 } else { sizes.badge * 1.2 };
    [
        beside(right, mid, Align::Start),
        beside(left, mid, Align::End),
        beside(right, up, Align::Start),
        beside(left, up, Align::End),
        beside(right, down, Align::Start),
        beside(left, down, Align::End),
        beside(c.x - w / 2.0, c.y - r - gap * 0.8 - h, Align::Middle),
        beside(c.x - w / 2.0, below, Align::Middle),
    ]
}

/// What a label there would hide, in about square pixels.
fn hides(
    input: &StageInput,
    places: &Places,
    lines: &[(Line, f32)],
    labels: &[Option<LabelPlace>],
    i: usize,
    rect: &Rect,
) -> f32 {
    if rect.w == 0.0 {
        return 0.0;
    }
    let outside = (-rect.x).max(0.0)
        + (-rect.y).max(0.0)
        + (rect.x + rect.w - input.width).max(0.0)
        + (rect.y + rect.h - input.height).max(0.0);
    let mut cost = outside * 40.0;
    for (j, (p, r)) in places.nodes.iter().enumerate() {
        let around = if j == i { 0.0 } else { places.sizes.badge };
        cost += rect.overlap_with_circle(*p, r + around) * 20.0;
    }
    for (j, other) in labels.iter().enumerate() {
        if let Some(other) = other.filter(|_| j != i) {
            cost += rect.shared(&other.rect);
        }
    }
    let shy = rect.grown(2.0);
    for (line, weight) in lines {
        cost += line.chords().map(|(p, q)| shy.length_of(p, q)).sum::<f32>() * weight;
    }
    cost
}

/// Labels stand outside, level with their process: what is equal otherwise, habit decides.
fn detour(input: &StageInput, places: &Places, i: usize, label: &LabelPlace) -> f32 {
    let (c, _) = places.nodes[i];
    let middle = Point::new(label.rect.x + label.rect.w / 2.0, label.rect.y + label.rect.h / 2.0);
    let out = if input.view.nodes[i].client || (c.x - input.width / 2.0).abs() < 1.0 {
        Point::new(1.0, -0.05)
    } else {
        Point::new((c.x - input.width / 2.0).signum(), 0.0)
    };
    let ahead = c.toward(middle);
    (1.0 - (out.x * ahead.x + out.y * ahead.y)) * 0.4
}

impl Default for LabelPlace {
    fn default() -> LabelPlace {
        LabelPlace { rect: Rect::default(), align: Align::Start }
    }
}

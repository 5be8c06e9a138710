//! Where processes stand: on a ring, or in rows where the cast has several kinds of servers;
//! clients in a row beneath.

use super::body::Body;
use super::card::{Plan, is_card};
use super::geometry::Point;
use super::stage::StageInput;
use election_core::view::NodeView;
use election_core::words::NodeId;
use std::f32::consts::{PI, TAU};

/// All sizes of one stage, in pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sizes {
    /// Radius of a server's disc.
    pub node: f32,
    /// Half the width of a client's square.
    pub client: f32,
    /// Half the height of a badge.
    pub badge: f32,
    /// Type: names.
    pub name: f32,
    /// Type: everything else; never below 12.
    pub text: f32,
    /// Width of a log cell, with its gap.
    pub cell: f32,
    /// Height of a log cell.
    pub cell_height: f32,
    /// The smallest target that a finger can hit.
    pub hit: f32,
}

impl Sizes {
    /// The sizes for a stage of this size, by the mock's proportions (a 980 × 420 stage has
    /// discs of 33).
    pub fn of(width: f32, height: f32, presenting: bool) -> Sizes {
        let fit = (width / 980.0).min(height / 420.0);
        if presenting {
            let k = (fit * 1.3).clamp(1.0, 2.6);
            return Sizes::scaled(k.min(fit * 1.35), 26.0f32.max(15.0 * k), 22.0f32.max(12.8 * k));
        }
        let k = fit.clamp(0.6, 1.55);
        // A phone held upright has fingers on it; a narrow stage that lies is one of two.
        let upright = width < 560.0 && height > width * 0.7;
        let disc = if upright { (width / 390.0 * 0.8).clamp(0.66, 1.0) } else { k };
        Sizes::scaled(disc, (15.0 * k).clamp(13.0, 21.0), (12.8 * k).clamp(12.0, 17.0))
    }

    /// Many servers are drawn smaller, so that messages between them can be seen.
    #[must_use]
    pub fn for_many(self, servers: usize) -> Sizes {
        let k = match servers {
            0..=6 => 1.0,
            7 => 0.9,
            8 => 0.84,
            _ => 0.78,
        };
        Sizes { node: (self.node * k).max(18.0), ..self }
    }

    fn scaled(k: f32, name: f32, text: f32) -> Sizes {
        Sizes {
            node: 33.0 * k,
            client: 17.0 * k.max(0.8),
            badge: (10.8 * k).max(9.0).max(text * 0.68),
            name,
            text,
            cell: text * 2.1,
            cell_height: text * 1.5,
            hit: 32.0,
        }
    }

    /// The room that rings and badges take around a disc.
    pub fn moat(&self) -> f32 {
        self.badge * 1.6
    }
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Places {
    /// The sizes used.
    pub sizes: Sizes,
    /// The room of every process, by its id.
    pub nodes: Vec<Body>,
    /// The middle of the ring, if there is one ring of three or more.
    pub middle: Option<Point>,
    /// How cards are made, if there are any.
    pub plan: Option<Plan>,
}

/// How much room the labels get: at the sides of a process, or above and below it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Room {
    /// Width left free at the left and right edge of the stage.
    pub side: f32,
    /// Height left free above and below every process.
    pub above: f32,
}

impl Places {
    /// The centre of a process.
    pub fn at(&self, id: NodeId) -> Point {
        self.nodes[id.index()].at
    }
}

/// Places the cast.
pub fn place(input: &StageInput, sizes: Sizes, room: Room, plan: Option<Plan>) -> Places {
    let nodes = &input.view.nodes;
    let clients: Vec<NodeId> = nodes.iter().filter(|n| n.client).map(|n| n.id).collect();
    let rows = rings(input);
    let body = |node: &NodeView| match plan {
        Some(plan) if is_card(node) => Body::card(Point::default(), plan.w, plan.h),
        _ if node.client => Body::disc(Point::default(), sizes.client),
        _ => Body::disc(Point::default(), sizes.node),
    };
    let bodies = nodes.iter().map(body).collect();
    let mut places = Places { sizes, nodes: bodies, middle: None, plan };
    let client_y = input.height - sizes.client - sizes.badge * 1.4 - 2.0;
    let foot = if clients.is_empty() { 0.0 } else { input.height - client_y + sizes.client };
    let bottom = input.height - foot;
    if plan.is_some() {
        in_rows_with_cards(&mut places, &rows, (input.width, bottom), room);
    } else if let [ring] = rows.as_slice() {
        on_ring(&mut places, ring, input.width, bottom, room);
    } else {
        // The first row has its labels above, the others beneath.
        let edge = sizes.node + sizes.moat() + 5.0 + room.above;
        let step = (bottom - 2.0 * edge) / (rows.len().max(2) - 1) as f32;
        for (i, row) in rows.iter().enumerate() {
            in_row(&mut places, row, input.width, edge + step * i as f32, room);
        }
    }
    in_row(&mut places, &clients, input.width, client_y, room);
    places
}

/// The servers by ring, from the top.
pub fn rings(input: &StageInput) -> Vec<Vec<NodeId>> {
    let ring_of = |node: &NodeView| {
        input.kinds.iter().find(|kind| kind.name == node.kind).map_or(0, |kind| kind.ring)
    };
    let servers = || input.view.nodes.iter().filter(|node| !node.client);
    let mut rings: Vec<u8> = servers().map(ring_of).collect();
    rings.sort_unstable();
    rings.dedup();
    let members = |ring: &u8| servers().filter(|n| ring_of(n) == *ring).map(|n| n.id).collect();
    rings.iter().map(members).collect()
}

/// Clockwise. An odd ring begins at the top; an even one has its first gap there, so that two
/// stand at the bottom either way and their labels have the corners.
fn on_ring(places: &mut Places, ring: &[NodeId], width: f32, bottom: f32, room: Room) {
    let sizes = places.sizes;
    let count = ring.len() as f32;
    let turn = if ring.len() % 2 == 1 { 0.0 } else { -PI / count };
    let angle = |i: usize| -PI / 2.0 + turn + TAU * i as f32 / count;
    let across = (0..ring.len()).map(|i| angle(i).cos().abs()).fold(0.1, f32::max);
    let (up, down) = (0..ring.len())
        .map(|i| angle(i).sin())
        .fold((0.0f32, 0.0f32), |(up, down), sin| (up.max(-sin), down.max(sin)));
    let edge = sizes.node + sizes.moat();
    let top = edge + room.above + 5.0;
    // A ballot hangs below the disc.
    let tall = (bottom - top - edge - room.above - sizes.badge * 0.5).max(1.0);
    let ry = if up + down > 0.05 { tall / (up + down) } else { 0.0 };
    let wide = (width / 2.0 - edge - room.side).max(1.0) / across;
    let rx = wide.min((ry * 2.0).max(sizes.node * 6.5));
    let center = Point::new(width / 2.0, if ry == 0.0 { top + tall / 2.0 } else { top + up * ry });
    for (i, id) in ring.iter().enumerate() {
        let (sin, cos) = angle(i).sin_cos();
        let place = match ring.len() {
            1 => center,
            _ => center.moved(rx * cos, ry * sin),
        };
        places.nodes[id.index()].at = place;
    }
    // Two lines need room between the links.
    if ring.len() > 2 && rx > sizes.name * 8.0 && ry > sizes.name * 4.0 {
        places.middle = Some(center);
    }
}

/// Rows of discs and rows of cards, with the same free room after each.
fn in_rows_with_cards(places: &mut Places, rows: &[Vec<NodeId>], size: (f32, f32), room: Room) {
    let sizes = places.sizes;
    let extent = |(i, row): (usize, &Vec<NodeId>)| match places.plan {
        Some(plan) if is_card_row(places, row) => {
            let (above, below) = plan.moat(&sizes);
            (above + plan.h / 2.0, plan.h / 2.0 + below)
        }
        _ => {
            let edge = sizes.node + sizes.moat();
            // The first row has its labels above, others have them beneath.
            if i == 0 { (edge + room.above, edge * 0.8) } else { (edge, edge + room.above) }
        }
    };
    let extents: Vec<(f32, f32)> = rows.iter().enumerate().map(extent).collect();
    let taken: f32 = extents.iter().map(|(above, below)| above + below).sum();
    let gap = ((size.1 - taken - 5.0) / rows.len() as f32).min(sizes.node * 4.0);
    let mut y = 5.0 + ((size.1 - taken - gap * rows.len() as f32) / 2.0).max(0.0);
    for (row, (above, below)) in rows.iter().zip(extents) {
        y += above;
        match places.plan.filter(|_| is_card_row(places, row)) {
            Some(plan) => in_card_row(places, row, size.0, y, plan),
            None => in_row(places, row, size.0, y, room),
        }
        y += below + gap;
    }
}

fn is_card_row(places: &Places, row: &[NodeId]) -> bool {
    row.iter().any(|id| places.nodes[id.index()].card)
}

/// Cards share the width.
fn in_card_row(places: &mut Places, row: &[NodeId], width: f32, y: f32, plan: Plan) {
    let pitch = ((width - 16.0) / row.len().max(1) as f32).min(plan.w * 1.45);
    let first = width / 2.0 - pitch * (row.len() as f32 - 1.0) / 2.0;
    for (i, id) in row.iter().enumerate() {
        places.nodes[id.index()].at = Point::new(first + pitch * i as f32, y);
    }
}

fn in_row(places: &mut Places, row: &[NodeId], width: f32, y: f32, room: Room) {
    let edge = places.sizes.node + places.sizes.moat();
    let free = (width - 2.0 * (edge + room.side)).max(1.0);
    let most = places.sizes.node * 8.0;
    let step = if row.len() > 1 { (free / (row.len() - 1) as f32).min(most) } else { 0.0 };
    let first = width / 2.0 - step * (row.len() as f32 - 1.0) / 2.0;
    for (i, id) in row.iter().enumerate() {
        places.nodes[id.index()].at = Point::new(first + step * i as f32, y);
    }
}

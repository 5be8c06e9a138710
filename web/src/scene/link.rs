//! Links: which are drawn, along which line, and in which state.

use super::body::Body;
use super::geometry::{Line, Point, Rect, text_width};
use super::palette::Hue;
use super::pick::Pick;
use super::places::Places;
use super::stage::StageInput;
use election_core::view::{Health, LinkView, NodeView, Role};
use election_core::words::{NodeId, Time};

/// A link between two processes, both ways.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkSprite {
    /// The end with the smaller id.
    pub a: NodeId,
    /// The other end.
    pub b: NodeId,
    /// Its name for tests and readers: `1-3`.
    pub name: String,
    /// From rim to rim, `a` first.
    pub line: Line,
    /// Which ways are cut.
    pub cut: Cut,
    /// Since when.
    pub since: Time,
    /// One of its ends is down or isolated: nothing can come through, though it is not cut.
    pub dead: bool,
    /// Slower than the network, one way or both: the longest latency in µs.
    pub slow: Option<u32>,
    /// Loses this share of messages, in millionths: the worse way.
    pub loss: u32,
    /// The kinds of messages that are held, either way.
    pub held: Vec<&'static str>,
    /// The kinds of messages that are dropped, either way.
    pub dropped: Vec<&'static str>,
    /// One end follows the other, in an epoch of this colour.
    pub follows: Option<Hue>,
    /// One end is a client.
    pub client: bool,
    /// The pointer is over it.
    pub hovered: bool,
    /// It is selected.
    pub selected: bool,
    /// The line that is drawn across the stage crosses it.
    pub crossed: bool,
}

/// Which ways of a link are cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// None.
    No,
    /// Both.
    Both,
    /// What `a` sends does not arrive.
    Forward,
    /// What `b` sends does not arrive.
    Backward,
}

/// What a click on a link offers: beside its middle, while it is hovered or selected.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// One end.
    pub a: NodeId,
    /// The other end.
    pub b: NodeId,
    /// The labels of the ends.
    pub names: (String, String),
    /// The room for its three choices.
    pub rect: Rect,
    /// The middle of the link.
    pub knot: Point,
    /// Which ways are cut now.
    pub cut: Cut,
}

impl Offer {
    /// Where the pointer may be without leaving the link.
    pub fn reach(&self) -> Rect {
        let to = Rect::around(self.knot, 30.0, 30.0);
        let (x, y) = (self.rect.x.min(to.x), self.rect.y.min(to.y));
        let right = (self.rect.x + self.rect.w).max(to.x + to.w);
        let low = (self.rect.y + self.rect.h).max(to.y + to.h);
        Rect::new(x, y, right - x, low - y)
    }
}

/// Every pair that has a line at all times, and how bad it is to hide it.
pub fn permanent_lines(input: &StageInput, places: &Places) -> Vec<(Line, f32)> {
    let nodes = &input.view.nodes;
    let mut lines = Vec::new();
    for (i, one) in nodes.iter().enumerate() {
        for other in &nodes[i + 1..] {
            // Cards have no labels, and whom they talk to changes.
            if [one, other].iter().any(|node| places.nodes[node.id.index()].card) {
                continue;
            }
            if connected(one, other) {
                lines.push((line(places, one.id, other.id), 4.0));
            } else if attached(one, other) {
                lines.push((line(places, one.id, other.id), 0.02));
            }
        }
    }
    lines
}

/// Two servers that have a connection at all times.
fn connected(one: &NodeView, other: &NodeView) -> bool {
    let names = |one: &NodeView, other: NodeId| {
        one.talks.as_ref().is_some_and(|talks| talks.contains(&other))
    };
    let all = one.talks.is_none() && other.talks.is_none();
    !one.client && !other.client && (all || names(one, other.id) || names(other, one.id))
}

fn attached(one: &NodeView, other: &NodeView) -> bool {
    one.client != other.client
        && (one.client && one.standing.leader == Some(other.id)
            || other.client && other.standing.leader == Some(one.id))
}

/// The line from rim to rim, bowed if it would run through a third process.
pub fn line(places: &Places, from: NodeId, to: NodeId) -> Line {
    // The same curve from both ends.
    if to < from {
        return line(places, to, from).reversed();
    }
    let (one, other) = (&places.nodes[from.index()], &places.nodes[to.index()]);
    if one.card || other.card {
        return to_card(places, one, other);
    }
    let ((p, r), (q, s)) = ((one.at, one.half_w), (other.at, other.half_w));
    let between =
        places.nodes.iter().enumerate().filter(|(i, _)| *i != from.index() && *i != to.index());
    let mut bow = 0.0f32;
    for (_, body) in between.filter(|(_, body)| !body.card) {
        let (third, room) = (body.at, body.half_w + places.sizes.badge);
        if third.distance_to(p, q) < room {
            let ahead = p.toward(q);
            // How far the third stands to the right of the straight line.
            let right = ahead.x * (third.y - p.y) - ahead.y * (third.x - p.x);
            let by = room + 6.0 - right.abs();
            // Away from the third; if that stands on the line, towards everybody's middle.
            let away = if right.abs() > 0.5 { -right.signum() } else { inward(places, p, q) };
            bow = if by > bow.abs() { by * away } else { bow };
        }
    }
    let line = if bow == 0.0 { Line::straight(p, q) } else { Line::bowed(p, q, bow) };
    line.shortened(r, s)
}

/// A card has doors: in its sides towards its neighbours, in its upper and lower edge towards
/// others. Cards that are no neighbours are joined by a bow beneath those between them.
fn to_card(places: &Places, one: &Body, other: &Body) -> Line {
    let in_one_row = one.card && other.card;
    let between = |body: &&Body| {
        let (low, high) = (one.at.x.min(other.at.x), one.at.x.max(other.at.x));
        body.card && body.at.x > low + 1.0 && body.at.x < high - 1.0
    };
    let skipped = places.nodes.iter().filter(between).count();
    if in_one_row && skipped > 0 {
        let (p, q) = (one.low_door(other), other.low_door(one));
        let deep = places.sizes.text * (1.4 + 0.7 * skipped as f32);
        return Line::bowed(p, q, deep * (q.x - p.x).signum());
    }
    let end = |own: &Body, far: &Body| {
        if own.card { own.door(far) } else { own.at }
    };
    let (p, q) = (end(one, other), end(other, one));
    let rim = |own: &Body| if own.card { 0.0 } else { own.half_w };
    Line::straight(p, q).shortened(rim(one), rim(other))
}

/// To which side of the line from `p` to `q` most processes stand: 1 for the right.
fn inward(places: &Places, p: Point, q: Point) -> f32 {
    let ahead = p.toward(q);
    let right = |c: Point| ahead.x * (c.y - p.y) - ahead.y * (c.x - p.x);
    let sum: f32 = places.nodes.iter().map(|body| right(body.at)).sum();
    if sum < 0.0 { -1.0 } else { 1.0 }
}

/// All links that are drawn now.
pub fn lay_out(input: &StageInput, places: &Places) -> Vec<LinkSprite> {
    let nodes = &input.view.nodes;
    let mut sprites = Vec::new();
    for (i, one) in nodes.iter().enumerate() {
        for other in nodes[i + 1..].iter().filter(|other| is_drawn(input, one, other)) {
            sprites.push(sprite(input, places, one, other));
        }
    }
    sprites
}

/// Servers that are connected see each other at all times; others, and clients, only whom they
/// talk to or were cut from.
fn is_drawn(input: &StageInput, one: &NodeView, other: &NodeView) -> bool {
    if connected(one, other) {
        return true;
    }
    if one.client && other.client {
        return false;
    }
    let same = |from: NodeId, to: NodeId| {
        (from, to) == (one.id, other.id) || (to, from) == (one.id, other.id)
    };
    attached(one, other)
        || input.view.messages.iter().any(|message| same(message.id.from, message.id.to))
        || input.lost.iter().any(|lost| same(lost.id.from, lost.id.to))
        || !one.isolated
            && !other.isolated
            && input.view.links.iter().any(|link| same(link.from, link.to))
}

fn sprite(input: &StageInput, places: &Places, one: &NodeView, other: &NodeView) -> LinkSprite {
    let (a, b) = (one.id, other.id);
    let way = |from: NodeId, to: NodeId| {
        input.view.links.iter().find(move |link| link.from == from && link.to == to)
    };
    let (forward, backward) = (way(a, b), way(b, a));
    let kinds = |of: fn(&LinkView) -> &Vec<&'static str>| {
        let mut kinds: Vec<&'static str> =
            [forward, backward].into_iter().flatten().flat_map(|link| of(link).clone()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    let is_cut = |link: Option<&LinkView>| link.is_some_and(|link| link.cut);
    let cut = match (is_cut(forward), is_cut(backward)) {
        (false, false) => Cut::No,
        (true, true) => Cut::Both,
        (true, false) => Cut::Forward,
        (false, true) => Cut::Backward,
    };
    let ways = || forward.into_iter().chain(backward);
    let off = |node: &NodeView| matches!(node.health, Health::Down { .. }) || node.isolated;
    let pick = Some(Pick::Link(a, b));
    let line = line(places, a, b);
    LinkSprite {
        a,
        b,
        name: format!("{}-{}", one.label, other.label),
        cut,
        since: ways().filter(|link| link.cut).map(|link| link.since).max().unwrap_or_default(),
        dead: off(one) || off(other),
        slow: ways().filter_map(|link| link.latency).map(|(_, most)| most).max(),
        held: kinds(|link| &link.held),
        dropped: kinds(|link| &link.dropped),
        loss: ways().map(|link| link.loss).max().unwrap_or(0),
        follows: follows(one, other).or_else(|| follows(other, one)),
        client: one.client || other.client,
        hovered: input.hovered == pick,
        selected: input.selected == pick,
        crossed: input.line.is_some_and(|(p, q)| line.crossed_by(p, q)),
        line,
    }
}

/// The colour of the epoch in which the one follows the other.
fn follows(one: &NodeView, other: &NodeView) -> Option<Hue> {
    let up = one.health == Health::Up && !matches!(other.health, Health::Down { .. });
    let follows = matches!(one.standing.role, Role::Follower | Role::Observer)
        && one.standing.leader == Some(other.id)
        && other.standing.role == Role::Leader;
    (up && follows).then(|| Hue::of(one.standing.epoch))
}

/// The links that a line from `p` to `q` cuts: those that it crosses and that are not cut.
pub fn crossed_by(links: &[LinkSprite], p: Point, q: Point) -> Vec<(NodeId, NodeId)> {
    let crossed = links.iter().filter(|link| link.cut != Cut::Both && link.line.crossed_by(p, q));
    crossed.map(|link| (link.a, link.b)).collect()
}

/// Beside the middle of the link, inside the stage.
pub fn offer(input: &StageInput, places: &Places, links: &[LinkSprite]) -> Option<Offer> {
    let link = links
        .iter()
        .find(|link| link.hovered)
        .or_else(|| links.iter().find(|link| link.selected))
        .filter(|_| input.line.is_none())?;
    let names = (input.label(link.a), input.label(link.b));
    let pair = text_width(&names.0, places.sizes.text) + text_width(&names.1, places.sizes.text);
    // "cut a – b", "only a → b", "only b → a"
    let w = pair * 3.0 + places.sizes.text * 18.0;
    let h = places.sizes.text * 2.4;
    let knot = link.line.at(0.5);
    let y = if knot.y + 20.0 + h > input.height { knot.y - 20.0 - h } else { knot.y + 20.0 };
    let x = (knot.x - w / 2.0).clamp(4.0, (input.width - w - 4.0).max(4.0));
    Some(Offer { a: link.a, b: link.b, names, rect: Rect::new(x, y, w, h), knot, cut: link.cut })
}

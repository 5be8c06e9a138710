//! Processes: shape, ring and letter say the role; colour says the epoch.

use super::body::Body;
use super::card::{self, Card};
use super::geometry::{Point, text_width};
use super::label::{Align, Arranged, Detail, name_width};
use super::log::{self, Strip};
use super::palette::Hue;
use super::pick::Pick;
use super::stage::StageInput;
use election_core::view::{Down, Health, NodeView, Role};
use election_core::words::{NodeId, Time};

/// A process at its place.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeSprite {
    /// Which.
    pub id: NodeId,
    /// Its name in the scenario.
    pub label: String,
    /// Its kind, in the system's words.
    pub kind: &'static str,
    /// Its centre.
    pub place: Point,
    /// Its radius; of a card, half its height.
    pub r: f32,
    /// The room it takes.
    pub body: Body,
    /// What its card says, if it has one.
    pub card: Option<Card>,
    /// Its outline.
    pub shape: Shape,
    /// Its role.
    pub role: Role,
    /// A leader that may not serve yet.
    pub unestablished: bool,
    /// How it fares.
    pub fares: Fares,
    /// For how long it has been down or paused, in µs.
    pub off_for: u64,
    /// Nothing reaches it, and it reaches nothing.
    pub isolated: bool,
    /// Why it ended itself or refused to start, in the real server's words.
    pub reason: String,
    /// Its disk answers no flush, for so many µs.
    pub stalled_for: Option<u64>,
    /// The system's own word for its role.
    pub role_name: String,
    /// The second line.
    pub note: String,
    /// The epoch's text and colour.
    pub badge: Option<(String, Hue)>,
    /// The colour of its ring: whose reign it lives in. Nobody's while it looks for one.
    pub reign: Option<Hue>,
    /// The set it is in that is drawn around its members: the ISR.
    pub hull: Option<&'static str>,
    /// The ballot it wears.
    pub ballot: Option<Worn>,
    /// How much of its suspicion is left, 1 to 0.
    pub timer: Option<f32>,
    /// It is selected.
    pub selected: bool,
    /// The pointer is over it.
    pub hovered: bool,
    /// What is written beside it.
    pub text: Option<Text>,
    /// Its log.
    pub log: Option<Strip>,
}

/// The outline of a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A server.
    Disc,
    /// It votes and holds no data.
    Hexagon,
    /// A client.
    Square,
    /// A client that sends: pointed upwards.
    Sends,
    /// A client that receives: pointed downwards.
    Receives,
}

/// How a process fares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fares {
    /// It runs.
    Up,
    /// It does not.
    Down,
    /// It ended itself on a fatal error.
    Panicked,
    /// It refused to start.
    Refused,
    /// It has not been started yet.
    NotStarted,
    /// It is stopped in its tracks.
    Paused,
}

impl Fares {
    /// Whether there is a process at all.
    pub fn runs(self) -> bool {
        matches!(self, Fares::Up | Fares::Paused)
    }
    /// Whether it ended by a decision of its own: there is a reason to read.
    pub fn is_broken(self) -> bool {
        matches!(self, Fares::Panicked | Fares::Refused)
    }
    /// Whether it is stopped in its tracks.
    pub fn is_paused(self) -> bool {
        self == Fares::Paused
    }
}

/// A ballot worn.
#[derive(Clone, PartialEq, Debug)]
pub struct Worn {
    /// The candidate's name.
    pub name: String,
    /// Its holder knows of none better.
    pub best: bool,
    /// It changed just now.
    pub fresh: bool,
}

/// The text beside a process; baselines.
#[derive(Clone, PartialEq, Debug)]
pub struct Text {
    /// Where lines begin, are centred, or end.
    pub x: f32,
    /// How they are aligned.
    pub align: Align,
    /// The baseline of name and role, unless the name stands in the disc.
    pub title_y: Option<f32>,
    /// The role as far as there is room.
    pub role: String,
    /// The phase within it, which stands behind the note.
    pub phase: String,
    /// The baseline of the note, and as much of it as there is room for.
    pub note: Option<(f32, String)>,
}

/// All processes, clients last.
pub fn lay_out(input: &StageInput, arranged: &Arranged) -> Vec<NodeSprite> {
    let columns = log::columns(input.view);
    let one = |node: &NodeView| {
        let mut sprite = sprite(input, arranged, node);
        let label = arranged.labels[node.id.index()];
        let detail = arranged.words.of(node.client);
        if sprite.body.card {
            let plan = arranged.places.plan.as_ref();
            let card = |plan| card::lay_out(input, &arranged.places.sizes, plan, node);
            sprite.card = plan.map(card);
            if input.focus != 0 {
                take_role(&mut sprite, node, input.focus);
            }
            return sprite;
        }
        if detail != Detail::Bare {
            sprite.text = Some(text(&sprite, node.client, detail, arranged));
        }
        let shown = !matches!(detail, Detail::Note | Detail::Bare);
        if shown && !node.client && !node.portrait.log.is_empty() {
            let strip = log::strip(input, node, &columns, &label, &arranged.places.sizes);
            sprite.log = Some(strip);
        }
        sprite
    };
    input.view.nodes.iter().map(one).collect()
}

fn sprite(input: &StageInput, arranged: &Arranged, node: &NodeView) -> NodeSprite {
    let body = arranged.places.nodes[node.id.index()];
    let (fares, since) = match node.health {
        Health::Up => (Fares::Up, input.view.now),
        Health::Down { since, how: Down::NotStarted } => (Fares::NotStarted, since),
        Health::Down { since, how: Down::Panicked } => (Fares::Panicked, since),
        Health::Down { since, how: Down::Refused } => (Fares::Refused, since),
        Health::Down { since, .. } => (Fares::Down, since),
        Health::Paused { since } => (Fares::Paused, since),
    };
    let up = fares.runs();
    let standing = &node.standing;
    let hue = Hue::of(standing.epoch);
    let pick = Some(Pick::Node(node.id));
    NodeSprite {
        id: node.id,
        label: node.label.clone(),
        kind: node.kind,
        place: body.at,
        r: body.half_h,
        body,
        card: None,
        shape: shape(node),
        role: standing.role,
        unestablished: standing.role == Role::Leader && !standing.established,
        fares,
        off_for: input.view.now.since(since),
        isolated: node.isolated && up,
        role_name: node.portrait.title(),
        note: if fares.is_broken() { node.reason.clone() } else { node.portrait.note.clone() },
        reason: node.reason.clone(),
        stalled_for: node.stalled.filter(|_| up).map(|since| input.view.now.since(since)),
        badge: (!node.portrait.badge.is_empty() && up).then(|| (node.portrait.badge.clone(), hue)),
        reign: (up && !matches!(standing.role, Role::Looking | Role::Client)).then_some(hue),
        hull: hull(input, node.id),
        ballot: node.portrait.ballot.filter(|_| up).map(|ballot| Worn {
            name: input.label(ballot.candidate),
            best: ballot.best,
            fresh: input.changed.contains(&node.id),
        }),
        timer: timer(node, since).filter(|_| up),
        selected: input.selected == pick,
        hovered: input.hovered == pick,
        text: None,
        log: None,
    }
}

/// The set of replicas that count, if its replica of the partition in focus is in it.
fn hull(input: &StageInput, id: NodeId) -> Option<&'static str> {
    let all = input.view.partitions.as_ref()?;
    let decided = all.first.get(input.focus as usize)?;
    decided.members.has(id).then_some(all.set)
}

/// A card shows the role in the partition in focus; what is known of a process is about the
/// first one.
fn take_role(sprite: &mut NodeSprite, node: &NodeView, partition: u32) {
    let replica = node.portrait.replicas.iter().find(|it| it.partition == partition);
    let epoch = replica.map_or(-1, |it| it.epoch);
    let hue = Some(Hue::of(epoch)).filter(|_| epoch >= 0 && sprite.fares.runs());
    sprite.role = match replica {
        Some(it) if it.leads => Role::Leader,
        Some(_) => Role::Follower,
        None => Role::Observer,
    };
    sprite.unestablished = false;
    sprite.reign = hue;
    sprite.badge = hue.map(|hue| (["e", &epoch.to_string()].concat(), hue));
}

fn shape(node: &NodeView) -> Shape {
    match node.standing.role {
        Role::Voter => Shape::Hexagon,
        _ if !node.client => Shape::Disc,
        _ if matches!(node.kind, "writer" | "producer") => Shape::Sends,
        _ if matches!(node.kind, "reader" | "consumer") => Shape::Receives,
        _ => Shape::Square,
    }
}

/// What is left of the drawn timer; for a paused process, at the moment it was paused.
fn timer(node: &NodeView, now: Time) -> Option<f32> {
    let timer = node.timers.iter().find(|timer| timer.drawn)?;
    let whole = timer.at.since(timer.since).max(1);
    Some((timer.at.since(now) as f32 / whole as f32).clamp(0.0, 1.0))
}

fn text(sprite: &NodeSprite, client: bool, detail: Detail, arranged: &Arranged) -> Text {
    let sizes = &arranged.places.sizes;
    let label = arranged.labels[sprite.id.index()];
    let rect = label.rect;
    let titled = matches!(detail, Detail::Full | Detail::NoNote);
    let noted = detail != Detail::NoNote || client;
    let first = if titled { sizes.name } else { 0.0 };
    let note_y = rect.y + first * if titled { 1.2 } else { 0.0 } + sizes.text * 1.1;
    let title_room = rect.w - name_width(sprite.kind, &sprite.label, sizes) - sizes.text * 0.6;
    // `leading - synchronization`: ZooKeeper's state and phase.
    let (role, phase) = sprite.role_name.split_once(" - ").unwrap_or((&sprite.role_name, ""));
    let phase_fits = detail == Detail::Full
        && sprite.fares.runs()
        && mono_width(&sprite.note, sizes.text) + sizes.text + text_width(phase, sizes.text)
            <= rect.w;
    // An office that has no room is left out rather than cut off.
    let role = match role.split_once(" (") {
        Some((role, _)) if text_width(&sprite.role_name, sizes.text) > title_room => role,
        _ => role,
    };
    Text {
        x: match label.align {
            Align::Start => rect.x,
            Align::Middle => rect.x + rect.w / 2.0,
            Align::End => rect.x + rect.w,
        },
        align: label.align,
        title_y: titled.then_some(rect.y + first),
        role: shorten(role, title_room, sizes.text),
        phase: if phase_fits { phase.into() } else { String::new() },
        note: (noted && !sprite.note.is_empty())
            .then(|| (note_y, shorten_mono(&sprite.note, rect.w, sizes.text))),
    }
}

/// How wide a text is in a mono font.
fn mono_width(text: &str, size: f32) -> f32 {
    text.chars().count() as f32 * size * 0.6
}

fn shorten_mono(text: &str, room: f32, size: f32) -> String {
    if mono_width(text, size) <= room {
        return text.to_owned();
    }
    let letters = (room / (size * 0.6)) as usize;
    let mut short: String = text.chars().take(letters.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// As much of a text as fits, with an ellipsis if something is missing.
pub fn shorten(text: &str, room: f32, size: f32) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    if room < size * 2.5 {
        return String::new();
    }
    let mut short = String::new();
    for c in text.chars() {
        if text_width(&short, size) + size > room {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

//! Messages: where each one is now. Motion is arithmetic on simulated time, so pause, slow
//! motion and scrubbing need nothing of their own.

use super::geometry::{Line, Point};
use super::link::{self, LinkSprite};
use super::palette::Hue;
use super::pick::Pick;
use super::places::Places;
use super::stage::{LostMark, StageInput};
use election_core::event::Loss;
use election_core::view::{Glyph, MessageView};
use election_core::words::{MessageId, NodeId, Time};
use std::collections::BTreeMap;

/// A message on its way, waiting, or fallen.
#[derive(Clone, PartialEq, Debug)]
pub struct FlightSprite {
    /// Which.
    pub id: MessageId,
    /// The real name of its kind.
    pub name: &'static str,
    /// Its content, one line; empty for a fallen one.
    pub text: String,
    /// Sender and receiver.
    pub ends: (String, String),
    /// What it looks like.
    pub mark: Mark,
    /// Where it is.
    pub place: Point,
    /// Its heading in degrees; 0 to the right, clockwise.
    pub heading: f32,
    /// The piece of its way that it just covered.
    pub trail: Option<(Point, Point)>,
    /// What became of it.
    pub fate: Fate,
    /// How long its way is.
    pub way: f32,
    /// It is selected.
    pub selected: bool,
    /// Its name is printed: an error, a selected or a hovered one, the last one lost on a way.
    pub named: bool,
}

/// What a message looks like: one shape per kind of glyph.
#[derive(Clone, PartialEq, Debug)]
pub enum Mark {
    /// A solid dart.
    Request,
    /// An open dart.
    Reply,
    /// An open dart in the loss colour.
    Error,
    /// A small dot.
    Heartbeat,
    /// A dart with a cell of the epoch.
    Data(Hue),
    /// A ballot paper with the candidate's name; solid for the best.
    Ballot(String, bool),
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fate {
    /// It flies.
    UnderWay,
    /// It waits at a cut.
    Held,
    /// It was lost there; how much of it is still to be seen, 1 to 0.
    Lost(f32),
    /// It was refused at the rim; how much is still to be seen.
    Refused(f32),
}

impl Fate {
    /// Whether it may still arrive.
    pub fn is_under_way(self) -> bool {
        matches!(self, Fate::UnderWay | Fate::Held)
    }
}

/// Where on its way a message waits for a cut to heal, and where one that a cut swallowed fell:
/// before the scissors in the middle.
fn before_the_cut(way: &Line) -> f32 {
    (0.5 - 42.0 / way.length().max(1.0)).max(0.1)
}
/// So many messages are drawn one by one on one way.
const DOZEN: usize = 12;
/// Where one fell that the network lost.
const ON_THE_WAY: f32 = 0.62;

/// All messages to be seen now: lost ones first, beneath those under way.
pub fn lay_out(input: &StageInput, places: &Places, links: &[LinkSprite]) -> Vec<FlightSprite> {
    let path = |id: MessageId| way(places, links, id);
    let mut sprites: Vec<FlightSprite> = Vec::new();
    for (i, lost) in input.lost.iter().enumerate() {
        let same = |other: &LostMark| (other.id.from, other.id.to) == (lost.id.from, lost.id.to);
        let named = !input.lost[i + 1..].iter().any(same);
        let sprite = fallen(input, lost, path(lost.id));
        sprites.extend(sprite.map(|sprite| FlightSprite { named, ..sprite }));
    }
    let mut counts: BTreeMap<(NodeId, NodeId, bool), usize> = BTreeMap::new();
    for message in &input.view.messages {
        let waits = message.deliver_at == Time::NEVER;
        let count = counts.entry((message.id.from, message.id.to, waits)).or_default();
        let before = *count;
        *count += 1;
        // Three stand for a queue, and a dozen for what a healed link lets go at once.
        let most = if waits { 3 } else { DOZEN };
        let wanted = [input.selected, input.hovered].contains(&Some(Pick::Message(message.id)));
        if before >= most && !wanted {
            continue;
        }
        sprites.push(flying(input, message, path(message.id), before as f32));
    }
    sprites
}

/// Its link's line from the sender's side, with room for its own size at both rims.
fn way(places: &Places, links: &[LinkSprite], id: MessageId) -> Line {
    let (a, b) = (id.from.min(id.to), id.from.max(id.to));
    let found = links.iter().find(|link| (link.a, link.b) == (a, b));
    let line = found.map_or_else(|| link::line(places, a, b), |link| link.line);
    let line = if id.from == a { line } else { line.reversed() };
    let room = places.sizes.badge * 0.9;
    line.shortened(room, room)
}

fn flying(input: &StageInput, message: &MessageView, way: Line, queue: f32) -> FlightSprite {
    let (part, fate) = match message.deliver_at {
        Time::NEVER => (before_the_cut(&way) - queue * 0.05, Fate::Held),
        at => (progress(message.sent_at, at, input.view.now), Fate::UnderWay),
    };
    let pick = Some(Pick::Message(message.id));
    let selected = input.selected == pick;
    FlightSprite {
        text: message.text.clone(),
        selected,
        named: selected || input.hovered == pick || message.glyph == Glyph::Error,
        ..at(input, message.id, message.name, message.glyph, way, part, fate)
    }
}

/// 0 when it is sent, 1 when it arrives.
pub fn progress(sent: Time, arrives: Time, now: Time) -> f32 {
    (now.since(sent) as f32 / arrives.since(sent).max(1) as f32).clamp(0.0, 1.0)
}

/// What was lost stays for `glow` and fades.
fn fallen(input: &StageInput, lost: &LostMark, way: Line) -> Option<FlightSprite> {
    let age = input.view.now.since(lost.at);
    if age >= input.glow || lost.at > input.view.now {
        return None;
    }
    let left = 1.0 - age as f32 / input.glow as f32;
    let at_the_rim = (1.0 - 12.0 / way.length().max(1.0)).max(0.5);
    let (part, fate) = match lost.why {
        Loss::Cut => (before_the_cut(&way), Fate::Lost(left)),
        Loss::Refused | Loss::Stale => (at_the_rim, Fate::Refused(left)),
        Loss::Silence => (at_the_rim, Fate::Lost(left)),
        Loss::Network | Loss::ByHand => (ON_THE_WAY, Fate::Lost(left)),
    };
    Some(at(input, lost.id, lost.name, lost.glyph, way, part, fate))
}

fn at(
    input: &StageInput,
    id: MessageId,
    name: &'static str,
    glyph: Glyph,
    way: Line,
    part: f32,
    fate: Fate,
) -> FlightSprite {
    const BESIDE: f32 = 5.0;
    let place = way.beside(part, BESIDE);
    let ahead = way.ahead(part);
    let long = (26.0 / way.length().max(1.0)).min(part);
    let trail = (fate == Fate::UnderWay && glyph != Glyph::Heartbeat && long > 0.01)
        .then(|| (way.beside(part - long, BESIDE), place));
    FlightSprite {
        id,
        name,
        text: String::new(),
        ends: (input.label(id.from), input.label(id.to)),
        mark: match glyph {
            Glyph::Request => Mark::Request,
            Glyph::Reply => Mark::Reply,
            Glyph::Error => Mark::Error,
            Glyph::Heartbeat => Mark::Heartbeat,
            Glyph::Data { epoch } => Mark::Data(Hue::of(epoch)),
            Glyph::Ballot(ballot) => Mark::Ballot(input.label(ballot.candidate), ballot.best),
        },
        place,
        heading: ahead.y.atan2(ahead.x).to_degrees(),
        trail,
        fate,
        way: way.length(),
        selected: false,
        named: false,
    }
}

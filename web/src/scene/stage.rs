//! The stage: everything of one moment, with its place.

use super::card::{self, Decided};
use super::flight::{self, FlightSprite};
use super::geometry::{Point, Rect};
use super::label;
use super::link::{self, LinkSprite, Offer};
use super::node::{self, NodeSprite};
use super::pick::Pick;
use super::places::{self, Places};
use super::related::Related;
use election_core::event::Loss;
use election_core::system::KindSpec;
use election_core::view::{ClusterView, Glyph, Health, Role};
use election_core::words::{MessageId, NodeId, OpId, Time};

/// What the stage is laid out from.
#[derive(Clone, Copy)]
pub struct StageInput<'a> {
    /// The moment.
    pub view: &'a ClusterView,
    /// The system's key, for the names of kinds and messages.
    pub system: &'static str,
    /// The system's kinds of processes: which ring each stands on.
    pub kinds: &'a [KindSpec],
    /// Measured width of the container, in CSS pixels.
    pub width: f32,
    /// Measured height of the container, in CSS pixels.
    pub height: f32,
    /// The partition in focus.
    pub focus: u32,
    /// For a projector: no text below 22 px.
    pub presenting: bool,
    /// Time stands still: only then do messages take the keyboard's focus.
    pub still: bool,
    /// Messages that were lost a moment ago.
    pub lost: &'a [LostMark],
    /// How long, in simulated µs, a lost message stays to be seen: so much that it is about one
    /// second for the visitor at the present speed.
    pub glow: u64,
    /// Whether a log entry's operation will be thrown away.
    pub doomed: &'a dyn Fn(OpId) -> bool,
    /// Whose ballot changed just now.
    pub changed: &'a [NodeId],
    /// What is selected.
    pub selected: Option<Pick>,
    /// What the pointer is over.
    pub hovered: Option<Pick>,
    /// The line that the visitor draws across the stage.
    pub line: Option<(Point, Point)>,
}

impl StageInput<'_> {
    /// The name of a process in the scenario.
    pub fn label(&self, id: NodeId) -> String {
        self.view.nodes.get(id.index()).map_or_else(String::new, |node| node.label.clone())
    }
}

/// A message that was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LostMark {
    /// Which.
    pub id: MessageId,
    /// The real name of its kind.
    pub name: &'static str,
    /// How it is drawn.
    pub glyph: Glyph,
    /// When it was sent.
    pub sent_at: Time,
    /// When it was lost.
    pub at: Time,
    /// Where it was lost.
    pub why: Loss,
}

/// The stage of one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Stage {
    /// Width, in pixels.
    pub width: f32,
    /// Height, in pixels.
    pub height: f32,
    /// The system's key.
    pub system: &'static str,
    /// The sizes it was drawn with.
    pub sizes: places::Sizes,
    /// Links, undermost.
    pub links: Vec<LinkSprite>,
    /// Messages under way and lost ones.
    pub flights: Vec<FlightSprite>,
    /// Processes.
    pub nodes: Vec<NodeSprite>,
    /// What is said in the middle of a ring.
    pub middle: Option<Middle>,
    /// What is decided about the partition in focus.
    pub decided: Option<Decided>,
    /// What a click on the hovered or selected link offers.
    pub offer: Option<Offer>,
    /// The line that is being drawn.
    pub line: Option<(Point, Point)>,
    /// The links it crosses.
    pub crossed: Vec<(NodeId, NodeId)>,
    /// What the pointer is over.
    pub hovered: Option<Pick>,
    /// Messages take the keyboard's focus.
    pub still: bool,
    /// What the timeline points at.
    pub lit: Related,
}

/// What is said in the middle of a ring: only what is not normal.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Middle {
    /// Where the first line's baseline is centred.
    pub at: Point,
    /// What.
    pub says: MiddleSays,
}

/// What is not normal about leadership.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MiddleSays {
    /// Nobody leads; so many run, of so many.
    NobodyLeads {
        /// Processes that run.
        up: u8,
        /// All processes.
        of: u8,
    },
    /// So many believe they lead.
    SeveralLead(u8),
}

/// Lays out a moment.
pub fn lay_out(input: &StageInput) -> Stage {
    let arranged = label::arranged(input);
    let places = &arranged.places;
    let links = link::lay_out(input, places);
    let flights = flight::lay_out(input, places, &links);
    let nodes = node::lay_out(input, &arranged);
    let crossed = input.line.map_or_else(Vec::new, |(p, q)| link::crossed_by(&links, p, q));
    Stage {
        width: input.width,
        height: input.height,
        system: input.system,
        sizes: places.sizes,
        offer: link::offer(input, places, &links),
        middle: middle(input, places),
        decided: card::decided(input, &places.sizes, first_card(places)),
        links,
        flights,
        nodes,
        line: input.line,
        hovered: input.hovered,
        crossed,
        still: input.still,
        lit: Related::default(),
    }
}

/// The upper left corner of the first card.
fn first_card(places: &Places) -> Option<Point> {
    let card = places.nodes.iter().find(|body| body.card)?;
    Some(card.at.moved(-card.half_w, -card.half_h))
}

/// Only where everybody of the first ring could lead.
fn middle(input: &StageInput, places: &Places) -> Option<Middle> {
    let at = places.middle?;
    let mut servers = input.view.nodes.iter().filter(|node| !node.client);
    if servers.clone().any(|node| matches!(node.standing.role, Role::Voter | Role::Peer)) {
        return None;
    }
    let up = |node: &&election_core::view::NodeView| !matches!(node.health, Health::Down { .. });
    let of = servers.clone().count() as u8;
    let running = servers.clone().filter(|node| node.health == Health::Up).count() as u8;
    let leads = servers.by_ref().filter(up).filter(|node| node.standing.role == Role::Leader);
    let says = match leads.count() {
        0 => MiddleSays::NobodyLeads { up: running, of },
        1 => return None,
        several => MiddleSays::SeveralLead(several as u8),
    };
    Some(Middle { at, says })
}

impl Stage {
    /// What lies under a point: messages over processes over links, each with a margin that a
    /// finger can hit. What the link's offer covers belongs to its link.
    pub fn pick_at(&self, p: Point) -> Option<Pick> {
        if let Some(offer) = self.offer.as_ref().filter(|offer| offer.reach().has(p)) {
            return Some(Pick::Link(offer.a, offer.b));
        }
        let flight = self.flights.iter().rev().find(|flight| {
            flight.place.distance(p) < self.sizes.hit / 2.0 && flight.fate.is_under_way()
        });
        if let Some(flight) = flight {
            return Some(Pick::Message(flight.id));
        }
        let reach = |node: &&NodeSprite| node.body.distance(p) < self.sizes.hit / 3.0;
        if let Some(node) = self.nodes.iter().find(reach) {
            return Some(Pick::Node(node.id));
        }
        let near = self.links.iter().map(|link| (link.line.distance(p), link));
        let near = near.filter(|(distance, _)| *distance < self.sizes.hit / 3.0);
        let nearest = near.min_by(|(a, _), (b, _)| a.total_cmp(b));
        nearest.map(|(_, link)| Pick::Link(link.a, link.b))
    }

    /// The sprite of a process.
    pub fn node(&self, id: NodeId) -> Option<&NodeSprite> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Where a menu or a note about something belongs.
    pub fn place_of(&self, pick: Pick) -> Option<Point> {
        match pick {
            Pick::Node(id) => self.node(id).map(|node| node.place),
            Pick::Link(a, b) => {
                let link = self.links.iter().find(|link| (link.a, link.b) == (a, b));
                link.map(|link| link.line.at(0.5))
            }
            Pick::Message(id) => {
                self.flights.iter().find(|flight| flight.id == id).map(|flight| flight.place)
            }
            Pick::Step(_) => None,
        }
    }

    /// The whole stage.
    pub fn frame(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }
}

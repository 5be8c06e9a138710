//! The directed link matrix, and the stream connections that run over it.
//!
//! A pair of processes has one connection per channel. Either end knows it as open in some
//! generation or as closed. An end that dies or hangs up closes its side and tells the other
//! with a notice that travels like a message, behind what was sent before; if the link is cut,
//! the notice waits, and the other end goes on believing. What arrives on a connection that
//! the receiver no longer has is refused, and the sender learns so.

use crate::action::Filter;
use crate::protocol::CHANNELS;
use crate::words::{MessageId, NodeId, Time};

/// One direction of one link.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Link {
    /// Nothing arrives.
    pub cut: bool,
    /// Since when.
    pub cut_at: Time,
    /// Its own latency (µs), if it has one.
    pub latency: Option<(u32, u32)>,
    /// Its own loss in millionths, if it has one.
    pub loss: Option<u32>,
    /// How many messages were ever sent: their order among themselves.
    pub sent: u32,
    /// Per channel: when the last message sent on the stream arrives.
    pub last: [Time; CHANNELS as usize],
    /// Per channel: until when a healed stream waits for its sender to send again.
    pub ready: [Time; CHANNELS as usize],
    /// Until when the lanes of a healed link are not connected again.
    pub dialled: Time,
    /// The kinds of messages that are held, by bit; and those that are dropped.
    pub held: u128,
    pub dropped: u128,
}

impl Link {
    /// Whether a visitor changed anything about it.
    pub fn is_odd(&self) -> bool {
        self.cut || self.latency.is_some() || self.loss.is_some() || self.held | self.dropped != 0
    }

    /// Lets through, holds or drops the messages of these kinds.
    pub fn filter(&mut self, kinds: u128, filter: Filter) {
        self.held &= !kinds;
        self.dropped &= !kinds;
        match filter {
            Filter::Pass => {}
            Filter::Hold => self.held |= kinds,
            Filter::Drop => self.dropped |= kinds,
        }
    }
}

/// A stream connection of a pair. Generation 0 means closed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Connection {
    /// The generation of the next connection to be opened.
    next: u16,
    /// What the end with the lower and with the higher id has open.
    open: [u16; 2],
    /// The newest generation on which anything has arrived: what is newer waits for its SYN.
    met: u16,
}

/// What to do with something that arrives on a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arrival {
    /// Hand it over.
    Accept,
    /// The receiver's old connection is dead: tell it so, then hand this over.
    Replace,
    /// Its connection is no more: refuse it.
    Stale,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Links {
    nodes: u8,
    kinds: u8,
    links: Vec<Link>,
    connections: Vec<Connection>,
    counts: Vec<u32>,
}

impl Links {
    pub fn new(nodes: u8, kinds: u8) -> Links {
        let n = usize::from(nodes);
        let pairs = n * n.saturating_sub(1) / 2;
        Links {
            nodes,
            kinds,
            links: vec![Link::default(); n * n],
            connections: vec![
                Connection { next: 1, open: [0; 2], met: 0 };
                pairs * usize::from(CHANNELS)
            ],
            counts: vec![0; n * n * usize::from(kinds)],
        }
    }

    fn index(&self, from: NodeId, to: NodeId) -> usize {
        from.index() * usize::from(self.nodes) + to.index()
    }

    pub fn link(&self, from: NodeId, to: NodeId) -> &Link {
        &self.links[self.index(from, to)]
    }

    pub fn link_mut(&mut self, from: NodeId, to: NodeId) -> &mut Link {
        let index = self.index(from, to);
        &mut self.links[index]
    }

    /// Names the next message of this kind on this link.
    pub fn name(&mut self, from: NodeId, to: NodeId, incarnation: u16, kind: u8) -> MessageId {
        let index = self.index(from, to) * usize::from(self.kinds) + usize::from(kind);
        let nth = self.counts[index];
        self.counts[index] += 1;
        MessageId { from, to, incarnation, kind, nth }
    }

    /// Whether its sender has sent such a message on this link in its present life.
    pub fn has_used(&self, from: NodeId, to: NodeId, kind: u8) -> bool {
        self.counts[self.index(from, to) * usize::from(self.kinds) + usize::from(kind)] > 0
    }

    /// Starts counting anew for a process that starts anew.
    pub fn forget_counts(&mut self, from: NodeId) {
        let width = usize::from(self.kinds);
        for to in (0..self.nodes).map(NodeId) {
            let index = self.index(from, to) * width;
            self.counts[index..index + width].fill(0);
        }
    }

    fn connection(&mut self, a: NodeId, b: NodeId, channel: u8) -> &mut Connection {
        let (low, high) = if a < b { (a.index(), b.index()) } else { (b.index(), a.index()) };
        let pair = high * (high - 1) / 2 + low;
        &mut self.connections[pair * usize::from(CHANNELS) + usize::from(channel)]
    }

    /// The generation in which `me` sends to `peer`: opens a connection if it has none.
    pub fn open(&mut self, me: NodeId, peer: NodeId, channel: u8) -> u16 {
        let connection = self.connection(me, peer, channel);
        let side = usize::from(me > peer);
        let opens = connection.open[side] == 0;
        if opens {
            connection.open[side] = connection.next;
        }
        let generation = connection.open[side];
        if opens {
            self.begin(me, peer, channel);
        }
        generation
    }

    /// What `me` sends to `peer` from now on does not wait for what an old connection still sends
    /// again.
    fn begin(&mut self, me: NodeId, peer: NodeId, channel: u8) {
        let link = self.link_mut(me, peer);
        link.last[usize::from(channel)] = Time(0);
        link.ready[usize::from(channel)] = Time(0);
    }

    /// Closes this end. Returns the generation the peer must be told of, if one was open.
    pub fn close(&mut self, me: NodeId, peer: NodeId, channel: u8) -> Option<u16> {
        let connection = self.connection(me, peer, channel);
        let side = usize::from(me > peer);
        let old = std::mem::take(&mut connection.open[side]);
        connection.next = connection.next.max(old + 1);
        (old != 0).then_some(old)
    }

    /// What becomes of a message of this generation that reaches `me`.
    pub fn arrive(&mut self, me: NodeId, peer: NodeId, channel: u8, generation: u16) -> Arrival {
        let connection = self.connection(me, peer, channel);
        let side = usize::from(me > peer);
        let mine = connection.open[side];
        if mine != generation && generation != connection.next {
            return Arrival::Stale;
        }
        connection.open[side] = generation;
        // Both may have dialled: what answers the first that got through waits for nothing else.
        if generation > connection.met {
            connection.met = generation;
            self.begin(me, peer, channel);
        }
        if mine == generation || mine == 0 { Arrival::Accept } else { Arrival::Replace }
    }

    /// Whether this generation of a connection still waits for its SYN to be answered.
    pub fn is_dialling(&mut self, a: NodeId, b: NodeId, channel: u8, generation: u16) -> bool {
        self.connection(a, b, channel).met < generation
    }

    /// A notice that this generation is over reaches `me`: true if it still had it open.
    pub fn notice(&mut self, me: NodeId, peer: NodeId, channel: u8, generation: u16) -> bool {
        let connection = self.connection(me, peer, channel);
        let side = usize::from(me > peer);
        let had = connection.open[side] == generation;
        if had {
            connection.open[side] = 0;
            connection.next = connection.next.max(generation + 1);
        }
        had
    }

    /// All directed links between different processes.
    pub fn all(&self) -> impl Iterator<Item = (NodeId, NodeId, &Link)> {
        let n = self.nodes;
        (0..n)
            .flat_map(move |from| (0..n).map(move |to| (NodeId(from), NodeId(to))))
            .filter(|(from, to)| from != to)
            .map(|(from, to)| (from, to, self.link(from, to)))
    }
}

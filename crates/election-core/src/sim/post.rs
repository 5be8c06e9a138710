//! How a message travels: it is named, posted, perhaps lost or held, delivered, handed over.

use super::links::Arrival;
use super::rng::{self, Domain};
use super::world::{Envelope, Key, World};
use crate::event::{Loss, Sink, What};
use crate::protocol::{Message, Protocol, Transport};
use crate::view::{Down, Glyph, Health};
use crate::words::{MessageId, NodeId};

/// The kind in the id of a notice that a connection is over.
pub(super) const NOTICE: u8 = u8::MAX;
/// How long until a lost segment of a stream is sent again, in µs: `TCP_RTO_MIN`, 200 ms, and the
/// round trip, in ticks of the kernel's clock; 208 ms between processes of one Linux 6.18.
pub(super) const RESEND: u64 = 208_000;
/// So often in a row a segment may be lost.
const MOST_LOSSES: u64 = 9;

impl<P: Protocol> World<P> {
    pub(super) fn send(
        &mut self,
        from: NodeId,
        to: NodeId,
        message: P::Message,
        sink: &mut dyn Sink,
    ) {
        let kind = message.kind();
        let id = self.links.name(from, to, self.slots[from.index()].incarnation, kind);
        let stream = match P::Message::KINDS[usize::from(kind)].transport {
            Transport::Stream(channel) if from != to => {
                Some((channel, self.links.open(from, to, channel)))
            }
            _ => None,
        };
        let text = sink.wants_detail().then(|| message.text().into());
        let quiet = text.is_some() && message.glyph() == Glyph::Heartbeat;
        self.emit(What::Sent { id, text, quiet }, sink);
        let (sent_at, cause) = (self.now, self.step);
        let message = Some(message);
        self.post(Envelope { id, seq: 0, sent_at, cause, stream, message }, sink);
    }

    /// Tells `to` that `from` has closed this generation of their connection.
    pub(super) fn notify(
        &mut self,
        from: NodeId,
        to: NodeId,
        channel: u8,
        generation: u16,
        sink: &mut dyn Sink,
    ) {
        let incarnation = self.slots[from.index()].incarnation;
        let nth = u32::from(channel) << 16 | u32::from(generation);
        let id = MessageId { from, to, incarnation, kind: NOTICE, nth };
        let (sent_at, cause, stream) = (self.now, self.step, Some((channel, generation)));
        self.post(Envelope { id, seq: 0, sent_at, cause, stream, message: None }, sink);
    }

    /// Puts a message on its way, unless something on its link stops it.
    pub(super) fn post(&mut self, mut envelope: Envelope<P::Message>, sink: &mut dyn Sink) {
        let MessageId { from, to, .. } = envelope.id;
        let link = self.links.link_mut(from, to);
        envelope.seq = link.sent;
        link.sent += 1;
        if from == to {
            let key = Key { at: self.now, from, to, seq: envelope.seq };
            self.flight.insert(key, envelope);
            return;
        }
        let Some(envelope) = self.pass_filters(envelope, sink) else { return };
        let link = self.links.link(from, to);
        let (cut, dialled) = (link.cut, link.dialled);
        let lane = self.lane_of(&envelope);
        if cut {
            self.wait_for_link(envelope, sink);
        } else if lane.is_some() && dialled > self.now {
            self.lose(&envelope, Loss::Stale, sink);
        } else {
            self.travel(envelope, lane, sink);
        }
    }

    /// A message is on an open link: it arrives after its latency, behind what is before it; or
    /// later, or never, if it is lost.
    fn travel(&mut self, envelope: Envelope<P::Message>, lane: Option<u8>, sink: &mut dyn Sink) {
        let MessageId { from, to, .. } = envelope.id;
        let losses = self.losses(envelope.id);
        if envelope.stream.is_none() && losses > 0 {
            return self.lose(&envelope, Loss::Network, sink);
        }
        // TCP doubles the time since it first sent.
        let again = RESEND * (1 << losses >> 1);
        let takes = self.latency(envelope.id) + again;
        let link = self.links.link_mut(from, to);
        let at = match lane.or(envelope.stream.map(|(channel, _)| channel)) {
            None => self.now.plus(takes),
            Some(ordered) => {
                let ordered = usize::from(ordered);
                let last = &mut link.last[ordered];
                *last = link.ready[ordered].max(self.now).plus(takes).max(*last);
                *last
            }
        };
        self.flight.insert(Key { at, from, to, seq: envelope.seq }, envelope);
    }

    /// How long this message takes, in µs. At least 1: messages that answer each other at once
    /// would stop time.
    fn latency(&self, id: MessageId) -> u64 {
        let link = self.links.link(id.from, id.to);
        let (from, to) = link.latency.unwrap_or(self.config.network.latency);
        let draw = rng::draw(self.config.seed, Domain::Latency, entity(id), id.nth.into());
        rng::between(draw, from.into(), to.into()).max(1)
    }

    /// How often in a row this message is lost.
    fn losses(&self, id: MessageId) -> u32 {
        let share = self.links.link(id.from, id.to).loss.unwrap_or(self.config.network.loss);
        let lost = |attempt: &u64| {
            let nth = u64::from(id.nth) << 4 | attempt;
            let draw = rng::draw(self.config.seed, Domain::Loss, entity(id), nth);
            share > 0 && rng::between(draw, 0, 999_999) < u64::from(share)
        };
        (0..MOST_LOSSES).take_while(lost).count() as u32
    }

    pub(super) fn lose(&mut self, lost: &Envelope<P::Message>, why: Loss, sink: &mut dyn Sink) {
        if lost.message.is_some() {
            self.emit(What::Lost { id: lost.id, sent_at: lost.sent_at, why }, sink);
        }
    }

    pub(super) fn deliver(&mut self, envelope: Envelope<P::Message>, sink: &mut dyn Sink) {
        let MessageId { from, to, .. } = envelope.id;
        match self.slots[to.index()].health {
            Health::Paused { .. } => self.slots[to.index()].inbox.push(envelope),
            Health::Down { how: Down::PoweredOff, .. } => self.lose(&envelope, Loss::Silence, sink),
            Health::Down { .. } => {
                self.lose(&envelope, Loss::Refused, sink);
                if let (Some((channel, generation)), Some(_)) = (envelope.stream, &envelope.message)
                {
                    self.notify(to, from, channel, generation, sink);
                }
            }
            Health::Up => self.hand_over(envelope, sink),
        }
    }

    fn hand_over(&mut self, envelope: Envelope<P::Message>, sink: &mut dyn Sink) {
        let MessageId { from, to, .. } = envelope.id;
        let Some(message) = envelope.message else {
            let Some((channel, generation)) = envelope.stream else { return };
            if self.links.notice(to, from, channel, generation) {
                self.broke(to, from, channel, sink);
            }
            return;
        };
        if let Some((channel, generation)) = envelope.stream {
            match self.links.arrive(to, from, channel, generation) {
                Arrival::Accept => {}
                Arrival::Replace => self.broke(to, from, channel, sink),
                Arrival::Stale => {
                    let what =
                        What::Lost { id: envelope.id, sent_at: envelope.sent_at, why: Loss::Stale };
                    self.emit(what, sink);
                    return self.notify(to, from, channel, generation, sink);
                }
            }
        }
        let text = sink.wants_detail().then(|| message.text().into());
        let what = What::Delivered { id: envelope.id, sent_at: envelope.sent_at, text };
        self.emit(what, sink);
        self.run(to, sink, |protocol, node, fx| protocol.on_message(node, from, message, fx));
    }

    pub(super) fn broke(&mut self, node: NodeId, peer: NodeId, channel: u8, sink: &mut dyn Sink) {
        self.emit(What::Broke { node, peer, channel }, sink);
        self.run(node, sink, |protocol, state, fx| {
            protocol.on_disconnect(state, peer, channel, fx)
        });
    }
}

/// Whose draws decide over a message.
fn entity(id: MessageId) -> u64 {
    u64::from(id.from.0) << 48
        | u64::from(id.to.0) << 40
        | u64::from(id.kind) << 32
        | u64::from(id.incarnation)
}

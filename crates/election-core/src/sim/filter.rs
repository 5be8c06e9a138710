//! Messages of a kind are held or dropped on a link until they may pass.
//!
//! TCP hands on nothing out of order. So what is held or dropped on a stream holds everything
//! behind it on its connection; and what is dropped is a lost segment, which its sender sends
//! again, ever more seldom, until it passes. On a lane, and as a datagram, it is lost.

use super::post::NOTICE;
use super::world::{Envelope, World};
use crate::action::Filter;
use crate::event::{Loss, Sink};
use crate::protocol::Protocol;
use crate::words::{NodeId, Time};

impl<P: Protocol> World<P> {
    /// Messages of this kind, or of every kind, pass, are held or dropped from now on; those
    /// under way, too.
    pub(super) fn filter(
        &mut self,
        from: NodeId,
        to: NodeId,
        kind: Option<u8>,
        filter: Filter,
        sink: &mut dyn Sink,
    ) {
        let kinds = kind.map_or(u128::MAX, |kind| 1 << kind);
        let link = self.links.link_mut(from, to);
        let dropped = link.dropped;
        link.filter(kinds, filter);
        let waited: Vec<_> =
            self.filtered.extract_if(.., |e| (e.id.from, e.id.to) == (from, to)).collect();
        let caught = match filter {
            Filter::Pass => Vec::new(),
            Filter::Hold | Filter::Drop => self.take_caught(from, to, kinds),
        };
        self.let_go(from, to, dropped, waited, sink);
        for envelope in caught {
            self.post(envelope, sink);
        }
    }

    /// Takes what is under way and meant, and what is behind it on its stream.
    fn take_caught(&mut self, from: NodeId, to: NodeId, kinds: u128) -> Vec<Envelope<P::Message>> {
        let meant = |envelope: &Envelope<P::Message>| {
            envelope.message.is_some() && kinds >> envelope.id.kind & 1 == 1
        };
        let on_link = self.flight.iter().filter(|(key, _)| (key.from, key.to) == (from, to));
        let heads: Vec<_> = on_link
            .filter(|(_, envelope)| meant(envelope))
            .filter_map(|(_, envelope)| Some((envelope.stream?, envelope.seq)))
            .collect();
        self.take_flight(from, to, |envelope| {
            let behind = heads
                .iter()
                .any(|(stream, seq)| envelope.stream == Some(*stream) && *seq <= envelope.seq);
            behind || meant(envelope)
        })
    }

    /// What waited goes on, if nothing holds it any more: at once, or when TCP sends the segment
    /// again that was dropped.
    fn let_go(
        &mut self,
        from: NodeId,
        to: NodeId,
        dropped: u128,
        mut waited: Vec<Envelope<P::Message>>,
        sink: &mut dyn Sink,
    ) {
        while let Some(head) = waited.first() {
            let (stream, kind, sent) = (head.stream, head.id.kind, head.sent_at);
            let lost = head.message.is_some() && dropped >> kind & 1 == 1;
            if let Some((channel, _)) = stream
                && lost
                && !self.is_caught(from, to, kind)
            {
                let at = self.resend_at(from, to, sent, stream);
                let link = self.links.link_mut(from, to);
                link.ready[usize::from(channel)] = at;
                link.last[usize::from(channel)] = Time(0);
            }
            let same: Vec<_> = waited.extract_if(.., |e| e.stream == stream).collect();
            same.into_iter().for_each(|envelope| self.post(envelope, sink));
        }
    }

    fn is_caught(&self, from: NodeId, to: NodeId, kind: u8) -> bool {
        let link = self.links.link(from, to);
        kind != NOTICE && (link.held | link.dropped) >> kind & 1 == 1
    }

    /// Gives the message back if no filter stops it, and nothing that is before it on its stream.
    pub(super) fn pass_filters(
        &mut self,
        envelope: Envelope<P::Message>,
        sink: &mut dyn Sink,
    ) -> Option<Envelope<P::Message>> {
        let (from, to, kind) = (envelope.id.from, envelope.id.to, envelope.id.kind);
        let waits = |e: &Envelope<P::Message>| {
            (e.id.from, e.id.to, e.stream) == (from, to, envelope.stream)
        };
        let behind = envelope.stream.is_some() && self.filtered.iter().any(waits);
        if !behind && !self.is_caught(from, to, kind) {
            return Some(envelope);
        }
        // A notice is on a stream.
        if envelope.stream.is_some() || self.links.link(from, to).held >> kind & 1 == 1 {
            self.filtered.push(envelope);
        } else {
            self.lose(&envelope, Loss::ByHand, sink);
        }
        None
    }
}

//! What a visitor or a plan does to links: cut, heal, break; and when what a cut link
//! held is sent again.

use super::post::RESEND;
use super::rng::{self, Domain};
use super::world::{Envelope, Key, World};
use crate::action::Direction;
use crate::event::{Loss, Sink};
use crate::protocol::{CHANNELS, Message, MessageKind, Protocol, Transport};
use crate::words::{NodeId, NodeSet, Time};

/// After how long without an answer the sender of a lane gives its connection up, in µs: etcd's
/// `ConnReadTimeout` and `ConnWriteTimeout` (`server/etcdserver/api/rafthttp/peer.go`).
const LANE_TIMEOUT: u64 = 5_000_000;
/// How long between two attempts to connect such a lane again, in µs: a SYN goes out again after
/// a second, and after two the dial is given up and begun anew (`rafthttp/stream.go`).
const REDIAL: u64 = 1_000_000;
/// How long such a lane's receiver waits between two dials, in µs (`rafthttp/stream.go`).
const DIAL_PAUSE: u64 = 100_000;
/// How long until the first SYN of a connection is sent again, in µs (RFC 6298: 1 s).
const SYN_RESEND: u64 = 1_000_000;
/// The longest interval between two attempts to send again (Linux: `TCP_RTO_MAX`, 120 s).
const RESEND_MAX: u64 = 120_000_000;

/// The first attempt at or after `now` of a sender that first sent at `sent`, tries again after
/// `first` µs, then after `wait`, and after twice as long each time.
fn next_attempt(sent: Time, first: u64, mut wait: u64, now: Time) -> Time {
    let mut at = sent.plus(first);
    while at < now {
        at = at.plus(wait);
        wait = (wait * 2).min(RESEND_MAX);
    }
    at
}

/// When a segment of an open connection is sent again: the first time is a tail loss probe, which
/// doubles nothing (`tcp_send_loss_probe`), so that it goes out after 0.2, 0.4, 0.8, 1.6 … s.
fn next_resend(sent: Time, now: Time) -> Time {
    next_attempt(sent, RESEND, RESEND, now)
}

/// When a SYN is sent again: after 1, 3, 7, 15 … s.
fn next_syn(sent: Time, now: Time) -> Time {
    next_attempt(sent, SYN_RESEND, 2 * SYN_RESEND, now)
}

impl<P: Protocol> World<P> {
    pub(super) fn each(
        &mut self,
        a: NodeSet,
        b: NodeSet,
        way: Direction,
        mut change: impl FnMut(&mut Self, NodeId, NodeId),
    ) -> Result<(), String> {
        for x in a.iter() {
            for y in b.iter().filter(|y| *y != x) {
                if way != Direction::Backward {
                    change(self, x, y);
                }
                if way != Direction::Forward {
                    change(self, y, x);
                }
            }
        }
        Ok(())
    }

    pub(super) fn partition(
        &mut self,
        groups: &[NodeSet],
        sink: &mut dyn Sink,
    ) -> Result<(), String> {
        for (i, a) in groups.iter().enumerate() {
            for b in &groups[i + 1..] {
                self.each(*a, *b, Direction::Both, |world, from, to| world.cut(from, to, sink))?;
            }
        }
        Ok(())
    }

    /// What is under way on a connection waits for the link; a datagram is lost.
    pub(super) fn cut(&mut self, from: NodeId, to: NodeId, sink: &mut dyn Sink) {
        let link = self.links.link_mut(from, to);
        if link.cut {
            return;
        }
        (link.cut, link.cut_at) = (true, self.now);
        for envelope in self.take_flight(from, to, |_| true) {
            self.wait_for_link(envelope, sink);
        }
    }

    /// Takes what is under way on a link, in the order it was sent.
    pub(super) fn take_flight(
        &mut self,
        from: NodeId,
        to: NodeId,
        wanted: impl Fn(&Envelope<P::Message>) -> bool,
    ) -> Vec<Envelope<P::Message>> {
        let on_link = |(key, envelope): &(&Key, &Envelope<P::Message>)| {
            (key.from, key.to) == (from, to) && wanted(envelope)
        };
        let keys: Vec<Key> = self.flight.iter().filter(on_link).map(|(key, _)| *key).collect();
        let mut taken: Vec<_> = keys.iter().filter_map(|key| self.flight.remove(key)).collect();
        taken.sort_by_key(|envelope| envelope.seq);
        taken
    }

    /// A message meets a cut link. On a stream it waits. On a lane, too, as long as the sender
    /// believes in its connection; then it has none.
    pub(super) fn wait_for_link(&mut self, envelope: Envelope<P::Message>, sink: &mut dyn Sink) {
        let link = self.links.link(envelope.id.from, envelope.id.to);
        let patient = self.now.since(link.cut_at) < LANE_TIMEOUT;
        if envelope.stream.is_some() || patient && self.lane_of(&envelope).is_some() {
            self.held.push(envelope);
        } else {
            self.lose(&envelope, Loss::Cut, sink);
        }
    }

    pub(super) fn lane_of(&self, envelope: &Envelope<P::Message>) -> Option<u8> {
        let kind = P::Message::KINDS.get(usize::from(envelope.id.kind))?;
        if let Transport::Lane(lane) = kind.transport { Some(lane) } else { None }
    }

    /// What the link held is sent again when its sender tries next: TCP doubles the interval, so
    /// after a long cut that is a while after the heal.
    pub(super) fn heal(&mut self, from: NodeId, to: NodeId, sink: &mut dyn Sink) {
        let now = self.now;
        let link = self.links.link_mut(from, to);
        if !link.cut {
            return;
        }
        link.cut = false;
        let (freed, held): (Vec<_>, Vec<_>) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|envelope| (envelope.id.from, envelope.id.to) == (from, to));
        self.held = held;
        let dialled = self.dial_again(from, to);
        if now.since(self.links.link(from, to).cut_at) >= LANE_TIMEOUT {
            self.links.link_mut(from, to).dialled = dialled;
        }
        self.send_again(from, to, dialled, freed, sink);
    }

    /// Each connection sends again by itself, an old one that is closed beside the new one.
    fn send_again(
        &mut self,
        from: NodeId,
        to: NodeId,
        dialled: Time,
        mut freed: Vec<Envelope<P::Message>>,
        sink: &mut dyn Sink,
    ) {
        while let Some(oldest) = freed.first() {
            let (sent, stream, lane) = (oldest.sent_at, oldest.stream, self.lane_of(oldest));
            let channel = lane.or(stream.map(|(channel, _)| channel)).unwrap_or(0);
            let at = self.resend_at(from, to, sent, stream);
            let link = self.links.link_mut(from, to);
            if stream.is_some() || at < link.cut_at.plus(LANE_TIMEOUT) {
                link.ready[usize::from(channel)] = at;
                link.last[usize::from(channel)] = Time(0);
            } else {
                // Before the sender tries again, the receiver has given the connection up.
                link.dialled = dialled;
            }
            let (same, others) = std::mem::take(&mut freed)
                .into_iter()
                .partition(|it| (it.stream, self.lane_of(it)) == (stream, lane));
            freed = others;
            for envelope in same {
                self.post(envelope, sink);
            }
        }
    }

    /// When what was first sent at `sent` is sent again.
    pub(super) fn resend_at(
        &mut self,
        from: NodeId,
        to: NodeId,
        sent: Time,
        stream: Option<(u8, u16)>,
    ) -> Time {
        let dialling = stream.is_some_and(|(channel, generation)| {
            self.links.is_dialling(from, to, channel, generation)
        });
        if dialling { next_syn(sent, self.now) } else { next_resend(sent, self.now) }
    }

    /// When lanes over a healed link are connected again, if their receiver has given them up: at
    /// the next of its attempts, which began when it did so.
    fn dial_again(&self, from: NodeId, to: NodeId) -> Time {
        let cut_at = self.links.link(from, to).cut_at;
        let entity = u64::from(from.0) << 8 | u64::from(to.0);
        let draw = rng::draw(self.config.seed, Domain::Dial, entity, cut_at.0);
        let first = cut_at.plus(LANE_TIMEOUT + rng::between(draw, 0, REDIAL));
        let missed = self.now.since(first).div_ceil(REDIAL);
        first.plus(missed * REDIAL)
    }

    /// Both ends of every connection between these processes notice that it is over: what is
    /// under way on it is gone.
    pub(super) fn break_all(
        &mut self,
        a: NodeSet,
        b: NodeSet,
        sink: &mut dyn Sink,
    ) -> Result<(), String> {
        let mut broken = 0;
        for x in a.iter() {
            for y in b.iter().filter(|y| *y != x && !(a.has(*y) && b.has(x) && *y < x)) {
                for channel in 0..CHANNELS {
                    broken += u32::from(self.break_one(x, y, channel, sink));
                }
                broken += u32::from(self.break_lanes(x, y, sink));
            }
        }
        if broken == 0 { Err("no connection is open between them".into()) } else { Ok(()) }
    }

    /// A lane's receiver sees its connection end and dials again at once, at its own pace.
    fn break_lanes(&mut self, x: NodeId, y: NodeId, sink: &mut dyn Sink) -> bool {
        let is_lane =
            |(_, kind): &(usize, &MessageKind)| matches!(kind.transport, Transport::Lane(_));
        let lanes: Vec<u8> =
            P::Message::KINDS.iter().enumerate().filter(is_lane).map(|(i, _)| i as u8).collect();
        let mut used = false;
        for (from, to) in [(x, y), (y, x)] {
            used |= lanes.iter().any(|kind| self.links.has_used(from, to, *kind));
            let gone = self.take_flight(from, to, |e| lanes.contains(&e.id.kind));
            gone.iter().for_each(|envelope| self.lose(envelope, Loss::Stale, sink));
            let link = self.links.link_mut(from, to);
            link.dialled = link.dialled.max(self.now.plus(DIAL_PAUSE));
        }
        used
    }

    fn break_one(&mut self, x: NodeId, y: NodeId, channel: u8, sink: &mut dyn Sink) -> bool {
        let ends = [(x, y), (y, x)];
        let open = ends.map(|(me, peer)| self.links.close(me, peer, channel).is_some());
        for (from, to) in ends {
            let on_it = |e: &Envelope<P::Message>| e.stream.is_some_and(|(c, _)| c == channel);
            let mut gone = self.take_flight(from, to, on_it);
            for waiting in [&mut self.held, &mut self.filtered] {
                let between = |e: &&mut Envelope<P::Message>| (e.id.from, e.id.to) == (from, to);
                gone.extend(waiting.extract_if(.., |e| between(&e) && on_it(e)));
            }
            gone.iter().for_each(|envelope| self.lose(envelope, Loss::Stale, sink));
        }
        for ((me, peer), open) in ends.into_iter().zip(open) {
            if open && !self.is_down(me) {
                self.broke(me, peer, channel, sink);
            }
        }
        open[0] || open[1]
    }
}

//! One run at one moment: processes, links, what is under way, and the one step forward.

use super::director::Director;
use super::ledger::Ledger;
use super::links::{Arrival, Links};
use super::rng::{self, Domain};
use super::watch::Watch;
use crate::effects::{Effect, Effects};
use crate::event::{Event, Loss, Sink, What};
use crate::protocol::{Crash, Message, Peek, Protocol, Timer, Transport};
use crate::scenario::Config;
use crate::view::{Down, Glyph, Health, Standing};
use crate::words::{MessageId, NodeId, StepNo, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The kind in the id of a notice that a connection is over.
pub(super) const NOTICE: u8 = u8::MAX;
/// How long until a lost segment of a stream is sent again (the usual minimum of TCP), in µs.
pub(super) const RESEND: u64 = 200_000;

/// A run at one moment. A clone is a fork.
#[derive(Clone)]
pub struct World<P: Protocol> {
    pub(super) config: Arc<Config>,
    pub(super) protocol: P,
    pub(super) now: Time,
    pub(super) step: StepNo,
    /// What caused the step that is under way.
    pub(super) cause: StepNo,
    pub(super) slots: Vec<Slot<P>>,
    pub(super) flight: BTreeMap<Key, Envelope<P::Message>>,
    /// On streams over cut links, in the order they were sent.
    pub(super) held: Vec<Envelope<P::Message>>,
    pub(super) links: Links,
    pub(super) ledger: Ledger,
    pub(super) watch: Watch,
    pub(super) history: P::History,
    pub(super) director: Director,
    spare: Spare<P>,
}

/// The buffer of effects between two handlers: always empty, kept for its memory.
struct Spare<P: Protocol>(Vec<Effect<P>>);

impl<P: Protocol> Clone for Spare<P> {
    fn clone(&self) -> Self {
        Spare(Vec::new())
    }
}

/// A process and what the world knows of it.
#[derive(Clone)]
pub(super) struct Slot<P: Protocol> {
    pub node: P::Node,
    pub health: Health,
    pub incarnation: u16,
    pub standing: Standing,
    pub timers: Vec<Armed<P::Timer>>,
    /// The earliest of them; `Time::NEVER` for none, or while the process does not run.
    pub due: Time,
    /// How often a timer of each domain was armed: the ordinal of its next draw.
    pub arms: [u32; 16],
    /// What arrived while it was paused.
    pub inbox: Vec<Envelope<P::Message>>,
    pub next_op: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Armed<T> {
    pub timer: T,
    pub since: Time,
    pub at: Time,
    pub cause: StepNo,
}

/// Where a message stands among those under way. No part of it depends on messages of other
/// links, so a new fault elsewhere reorders nothing here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Key {
    pub at: Time,
    pub from: NodeId,
    pub to: NodeId,
    pub seq: u32,
}

#[derive(Clone, Hash, Debug)]
pub(super) struct Envelope<M> {
    pub id: MessageId,
    pub seq: u32,
    pub sent_at: Time,
    pub cause: StepNo,
    /// The stream it travels on and the generation of its connection.
    pub stream: Option<(u8, u16)>,
    /// `None`: a notice that the connection is over.
    pub message: Option<M>,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Next {
    Deliver(Key),
    Fire(NodeId),
    Direct,
}

impl<P: Protocol> World<P> {
    /// The world of a run before its first step; the processes that are up start at time 0.
    pub fn new(config: &Config) -> Result<World<P>, crate::schema::BadInput> {
        let protocol = P::new(config)?;
        let mut slots = Vec::with_capacity(config.nodes.len());
        let mut nth = [0; 2];
        for node_config in &config.nodes {
            let client = usize::from(node_config.kind.client);
            let path = format!("{}[{}]", ["nodes", "clients"][client], nth[client]);
            nth[client] += 1;
            let node = protocol.boot(node_config.id, node_config).map_err(|b| b.inside(&path))?;
            slots.push(Slot {
                standing: protocol.standing(&node),
                node,
                health: Health::Down { since: Time(0), how: Down::NotStarted },
                incarnation: 0,
                timers: Vec::new(),
                due: Time::NEVER,
                arms: [0; 16],
                inbox: Vec::new(),
                next_op: 0,
            });
        }
        let cast = slots.len() as u8;
        Ok(World {
            director: Director::new(config),
            config: Arc::new(config.clone()),
            now: Time(0),
            step: StepNo(0),
            cause: StepNo(0),
            flight: BTreeMap::new(),
            held: Vec::new(),
            links: Links::new(cast, P::Message::KINDS.len() as u8),
            ledger: Ledger::new(cast),
            watch: Watch::new::<P>(config),
            history: P::History::default(),
            protocol,
            slots,
            spare: Spare(Vec::new()),
        })
    }

    /// What comes next, and when. What a paused process missed is due as soon as it goes on.
    pub(super) fn next(&self) -> Option<(Time, Next)> {
        let mut best = (self.director.due(), Next::Direct);
        for (i, slot) in self.slots.iter().enumerate() {
            if slot.due < best.0 || slot.due == best.0 && best.1 == Next::Direct {
                best = (slot.due, Next::Fire(NodeId(i as u8)));
            }
        }
        if let Some((key, _)) = self.flight.first_key_value()
            && key.at <= best.0
        {
            best = (key.at, Next::Deliver(*key));
        }
        (best.0 != Time::NEVER).then(|| (best.0.max(self.now), best.1))
    }

    /// Takes one step. The time becomes `at`, which never lies in the past.
    pub(super) fn go(&mut self, at: Time, next: Next, sink: &mut dyn Sink) {
        self.now = at.max(self.now);
        self.step.0 += 1;
        self.cause = self.step;
        match next {
            Next::Deliver(key) => {
                if let Some(envelope) = self.flight.remove(&key) {
                    self.cause = envelope.cause;
                    self.deliver(envelope, sink);
                }
            }
            Next::Fire(id) => self.fire_due(id, sink),
            Next::Direct => self.direct(sink),
        }
        self.watch_liveness();
    }

    fn fire_due(&mut self, id: NodeId, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        let earliest =
            slot.timers.iter().enumerate().min_by_key(|(place, armed)| (armed.at, *place));
        let Some((place, _)) = earliest else { return };
        self.fire(id, place, sink);
    }

    /// Fires the timer at this place of the process's list.
    pub(super) fn fire(&mut self, id: NodeId, place: usize, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        let armed = slot.timers.remove(place);
        slot.find_due();
        self.cause = armed.cause;
        self.emit(What::Fired(id, armed.timer.name()), sink);
        self.run(id, sink, |protocol, node, fx| protocol.on_timer(node, armed.timer, fx));
    }

    /// Gives one input to one process and applies all its effects.
    pub(super) fn run(
        &mut self,
        id: NodeId,
        sink: &mut dyn Sink,
        input: impl FnOnce(&P, &mut P::Node, &mut Effects<'_, P>),
    ) {
        let mut out = std::mem::take(&mut self.spare.0);
        let slot = &mut self.slots[id.index()];
        let mut fx = Effects {
            me: id,
            cast: self.config.nodes.len() as u8,
            now: self.now,
            detail: sink.wants_detail(),
            next_op: &mut slot.next_op,
            out: &mut out,
        };
        input(&self.protocol, &mut slot.node, &mut fx);
        let mut exits = false;
        for effect in out.drain(..) {
            exits |= matches!(effect, Effect::Exit);
            self.apply(id, effect, sink);
        }
        self.spare.0 = out;
        self.compare(id, sink);
        if exits {
            self.go_down(id, Down::Stopped, Crash::Process, sink);
        }
    }

    fn apply(&mut self, id: NodeId, effect: Effect<P>, sink: &mut dyn Sink) {
        match effect {
            Effect::Send { to, message } => self.send(id, to, message, sink),
            Effect::Arm { timer, from, to } => self.arm(id, timer, from, to),
            Effect::Disarm(timer) => {
                let slot = &mut self.slots[id.index()];
                slot.timers.retain(|armed| armed.timer != timer);
                slot.find_due();
            }
            Effect::HangUp { peer, channel } => {
                if peer != id
                    && let Some(old) = self.links.close(id, peer, channel)
                {
                    self.notify(id, peer, channel, old, sink);
                }
            }
            Effect::Cite(citation) => self.emit(What::Cited(id, citation), sink),
            Effect::Invoke { op, kind } => {
                self.ledger.invoke(op, kind, self.now);
                self.emit(What::Invoked(op, kind), sink);
            }
            Effect::Complete { op, outcome } => self.complete(op, outcome, sink),
            Effect::Acknowledge { op, epoch } => {
                self.ledger.acknowledge(op, id, epoch, self.now);
                self.watch.acknowledged(id, epoch, self.now);
                self.emit(What::Acknowledged { op, node: id, epoch }, sink);
            }
            Effect::Exit => {}
        }
    }

    fn arm(&mut self, id: NodeId, timer: P::Timer, from: u64, to: u64) {
        let slot = &mut self.slots[id.index()];
        let domain = timer.domain() & 15;
        let ordinal = &mut slot.arms[usize::from(domain)];
        let entity = u64::from(id.0) << 8 | u64::from(domain);
        let draw = rng::draw(self.config.seed, Domain::Timer, entity, u64::from(*ordinal));
        *ordinal += 1;
        let at = self.now.plus(rng::between(draw, from, to.max(from)));
        let armed = Armed { timer, since: self.now, at, cause: self.step };
        match slot.timers.iter_mut().find(|old| old.timer == timer) {
            Some(old) => *old = armed,
            None => slot.timers.push(armed),
        }
        slot.find_due();
    }

    fn send(&mut self, from: NodeId, to: NodeId, message: P::Message, sink: &mut dyn Sink) {
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

    /// Puts a message on its way.
    pub(super) fn post(&mut self, mut envelope: Envelope<P::Message>, sink: &mut dyn Sink) {
        let MessageId { from, to, incarnation, kind, nth } = envelope.id;
        let network = self.config.network;
        let link = self.links.link_mut(from, to);
        envelope.seq = link.sent;
        link.sent += 1;
        if from == to {
            let key = Key { at: self.now, from, to, seq: envelope.seq };
            self.flight.insert(key, envelope);
            return;
        }
        if link.cut {
            match envelope.stream {
                Some(_) => self.held.push(envelope),
                None => self.lose(&envelope, Loss::Cut, sink),
            }
            return;
        }
        let entity = u64::from(from.0) << 48
            | u64::from(to.0) << 40
            | u64::from(kind) << 32
            | u64::from(incarnation);
        let nth = u64::from(nth);
        let latency = link.latency.unwrap_or(network.latency);
        let draw = rng::draw(self.config.seed, Domain::Latency, entity, nth);
        let mut at = self.now.plus(rng::between(draw, latency.0.into(), latency.1.into()));
        let loss = u64::from(link.loss.unwrap_or(network.loss));
        let lost = |attempt: u64| {
            loss > 0 && {
                let draw = rng::draw(self.config.seed, Domain::Loss, entity, nth << 4 | attempt);
                rng::between(draw, 0, 999_999) < loss
            }
        };
        match envelope.stream {
            None if lost(0) => return self.lose(&envelope, Loss::Network, sink),
            None => {}
            Some((channel, _)) => {
                at = at.plus(RESEND * (0..15).take_while(|attempt| lost(*attempt)).count() as u64);
                let last = &mut link.last[usize::from(channel)];
                at = at.max(*last);
                *last = at;
            }
        }
        self.flight.insert(Key { at, from, to, seq: envelope.seq }, envelope);
    }

    pub(super) fn lose(&mut self, lost: &Envelope<P::Message>, why: Loss, sink: &mut dyn Sink) {
        if lost.message.is_some() {
            self.emit(What::Lost { id: lost.id, sent_at: lost.sent_at, why }, sink);
        }
    }

    fn deliver(&mut self, envelope: Envelope<P::Message>, sink: &mut dyn Sink) {
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

    fn broke(&mut self, node: NodeId, peer: NodeId, channel: u8, sink: &mut dyn Sink) {
        self.emit(What::Broke { node, peer, channel }, sink);
        self.run(node, sink, |protocol, state, fx| {
            protocol.on_disconnect(state, peer, channel, fx)
        });
    }

    /// Records an event and lets the plan see it.
    pub(super) fn emit(&mut self, what: What, sink: &mut dyn Sink) {
        if self.director.listens() {
            self.director.hear(&what, self.now);
        }
        sink.event(&Event { at: self.now, step: self.step, cause: self.cause, what });
    }
}

impl<P: Protocol> Slot<P> {
    pub fn find_due(&mut self) {
        self.due = match self.health {
            Health::Up => self.timers.iter().map(|armed| armed.at).min().unwrap_or(Time::NEVER),
            _ => Time::NEVER,
        };
    }
}

/// All processes, as checks and selectors see them.
pub(super) fn peek<P: Protocol>(slots: &[Slot<P>]) -> Vec<Peek<'_, P::Node>> {
    let up = |slot: &Slot<P>| !matches!(slot.health, Health::Down { .. });
    (0u8..)
        .zip(slots)
        .map(|(i, slot)| Peek { id: NodeId(i), node: &slot.node, up: up(slot) })
        .collect()
}

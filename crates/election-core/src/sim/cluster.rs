//! A run with its system's types erased: what the page, the command line and the tests hold.

use super::acked::Holdings;
use super::ledger::{Ledger, Sum};
use super::mixer::Mixer;
use super::post::NOTICE;
use super::world::{Next, World};
use crate::action::Action;
use crate::event::Sink;
use crate::property::PropertyView;
use crate::protocol::{Message, Protocol, Timer, Unmet};
use crate::scenario::Config;
use crate::scenario::plan::Progress;
use crate::view::{
    ClusterView, Glyph, Health, LinkView, MessageView, NodeView, Standing, TimerView,
};
use crate::words::{MessageId, NodeId, OpId, StepNo, Time};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Something that can happen next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pending {
    /// A message arrives.
    Deliver(MessageId, Time),
    /// A timer is due.
    Fire(NodeId, &'static str, Time),
    /// A process starts for the first time.
    Start(NodeId, Time),
    /// The plan goes on.
    Plan(Time),
}

/// A run at one moment, whatever its system. A clone is a fork.
pub trait Cluster {
    /// Cast, settings (as they are now) and network.
    fn config(&self) -> &Config;
    /// The simulated time.
    fn now(&self) -> Time;
    /// How many steps were taken.
    fn step_no(&self) -> StepNo;
    /// When the next step is due; `None` if nothing will ever happen again.
    fn next_at(&self) -> Option<Time>;
    /// Takes the next step; false if there is none.
    fn step(&mut self, sink: &mut dyn Sink) -> bool;
    /// Why the run cannot go on, if it cannot: it makes no progress, or grows without end.
    fn stopped(&self) -> Option<&'static str>;
    /// What keeps processes without a leader, the nearest to being met first.
    fn unmet(&self) -> Vec<(NodeId, Unmet)>;
    /// Takes all steps up to and including this time; then it is this time.
    fn advance_to(&mut self, to: Time, sink: &mut dyn Sink);
    /// Everything that could happen next, the earliest of each link, process and plan.
    fn pending(&self) -> Vec<Pending>;
    /// Takes this one now, whatever else is pending; false if it is not.
    fn take(&mut self, what: &Pending, sink: &mut dyn Sink) -> bool;
    /// Does a deed now.
    fn act(&mut self, action: &Action, sink: &mut dyn Sink);
    /// Replaces what visitors do over time; what lies in the past must be the same.
    fn set_script(&mut self, script: Arc<Vec<(Time, Action)>>);
    /// The process that a selector names now.
    fn select(&self, selector: &str) -> Option<NodeId>;
    /// The picture.
    fn view(&self) -> ClusterView;
    /// Role, epoch and log end of a process.
    fn standing(&self, id: NodeId) -> Standing;
    /// Which leadership it can hold: 0 that over the data.
    fn office(&self, id: NodeId) -> u8;
    /// Up, down or paused.
    fn health(&self, id: NodeId) -> Health;
    /// All operations.
    fn ledger(&self) -> &Ledger;
    /// Jepsen's numbers now.
    fn sum(&self) -> Sum;
    /// Those of one client.
    fn sum_of(&self, client: NodeId) -> Sum;
    /// Who holds which operation's effect now: counted once, for asking often.
    fn holdings(&self) -> Holdings;
    /// Whether this process holds the effect of an operation.
    fn holds(&self, id: NodeId, op: OpId) -> bool;
    /// How far each step of the plan is.
    fn plan(&self) -> Vec<Progress>;
    /// The record at this position of a process's log: its epoch and the client's operation.
    fn record(&self, id: NodeId, index: i64) -> Option<(i64, Option<OpId>)>;
    /// Every record of a process's log and every operation it holds, as digests in their order.
    fn log(&self, id: NodeId) -> Vec<u64>;
    /// All properties.
    fn properties(&self) -> Vec<PropertyView>;
    /// The process whose data count now.
    fn authority(&self) -> Option<NodeId>;
    /// A hash over everything: time, processes, messages, timers, ledger.
    fn hash(&self) -> u64;
    /// How many times dearer than usual a step is to replay.
    fn heft(&self) -> u32;
    /// A hash over processes, messages under way and armed timers, without times: equal states
    /// of an exploration.
    fn fingerprint(&self) -> u64;
    /// The real name of a message's kind.
    fn kind_name(&self, id: MessageId) -> &'static str;
    /// A fork.
    fn fork(&self) -> Box<dyn Cluster>;
}

impl Clone for Box<dyn Cluster> {
    fn clone(&self) -> Self {
        self.fork()
    }
}

impl std::fmt::Debug for dyn Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {} ({:?})", self.config().system.key, self.now(), self.step_no())
    }
}

impl<P: Protocol> Cluster for World<P> {
    fn config(&self) -> &Config {
        &self.config
    }
    fn now(&self) -> Time {
        self.now
    }
    fn step_no(&self) -> StepNo {
        self.step
    }
    fn next_at(&self) -> Option<Time> {
        if self.step == StepNo(0) { Some(Time(0)) } else { self.next().map(|(at, _)| at) }
    }
    fn step(&mut self, sink: &mut dyn Sink) -> bool {
        if self.step == StepNo(0) {
            self.step = StepNo(1);
            self.start_all(sink);
            return true;
        }
        let Some((at, next)) = self.next() else { return false };
        self.go(at, next, sink);
        true
    }
    fn advance_to(&mut self, to: Time, sink: &mut dyn Sink) {
        while self.next_at().is_some_and(|at| at <= to) && self.step(sink) {}
        self.now = self.now.max(to);
        self.watch_liveness();
    }
    fn stopped(&self) -> Option<&'static str> {
        self.stopped
    }
    fn unmet(&self) -> Vec<(NodeId, Unmet)> {
        World::unmet(self)
    }
    fn pending(&self) -> Vec<Pending> {
        let mut pending = Vec::new();
        // A stream is in order: only the first message of each can arrive next.
        let mut first = crate::flat::FlatMap::new();
        for (key, envelope) in &self.flight {
            match envelope.stream {
                None => pending.push(Pending::Deliver(envelope.id, key.at)),
                Some((channel, _)) => {
                    let place =
                        first.entry((key.from, key.to, channel)).or_insert((key.seq, envelope));
                    if key.seq < place.0 {
                        *place = (key.seq, envelope);
                    }
                }
            }
        }
        pending.extend(first.values().map(|(_, envelope)| Pending::Deliver(envelope.id, self.now)));
        for (i, slot) in (0u8..).zip(&self.slots) {
            if slot.health == Health::Up {
                let fire = |armed: &super::world::Armed<P::Timer>| {
                    Pending::Fire(NodeId(i), armed.timer.name(), armed.at)
                };
                let runs = slot.timers.iter().filter(|armed| armed.at != Time::NEVER);
                pending.extend(runs.map(fire));
            } else if slot.starts != Time::NEVER {
                pending.push(Pending::Start(NodeId(i), slot.starts));
            }
        }
        if self.director.due() != Time::NEVER {
            pending.push(Pending::Plan(self.director.due()));
        }
        pending
    }
    fn take(&mut self, what: &Pending, sink: &mut dyn Sink) -> bool {
        let (at, next) = match *what {
            Pending::Deliver(id, _) => {
                match self.flight.iter().find(|(_, envelope)| envelope.id == id) {
                    Some((key, _)) => (key.at, Next::Deliver(*key)),
                    None => return false,
                }
            }
            Pending::Plan(at) => (at, Next::Direct),
            Pending::Start(id, at) => (at, Next::Fire(id)),
            Pending::Fire(id, name, _) => {
                let slot = &self.slots[id.index()];
                let place = slot.timers.iter().position(|armed| armed.timer.name() == name);
                let Some(place) = place.filter(|_| slot.health == Health::Up) else { return false };
                self.now = self.now.max(slot.timers[place].at);
                self.step.0 += 1;
                self.fire(id, place, sink);
                return true;
            }
        };
        self.go(at, next, sink);
        true
    }
    fn act(&mut self, action: &Action, sink: &mut dyn Sink) {
        // A deed before the first step is done to a run that has begun.
        if self.step == StepNo(0) {
            self.step(sink);
        }
        self.step.0 += 1;
        self.cause = self.step;
        // What could not be done is an event.
        drop(self.act_now(action, sink));
    }
    fn set_script(&mut self, script: Arc<Vec<(Time, Action)>>) {
        self.director.set_script(script);
    }
    fn select(&self, selector: &str) -> Option<NodeId> {
        World::select(self, selector)
    }
    fn view(&self) -> ClusterView {
        ClusterView {
            now: self.now,
            nodes: (0..self.slots.len() as u8).map(|i| self.node_view(NodeId(i))).collect(),
            messages: self.message_views(),
            links: self.link_views(),
            authority: World::authority(self),
            partitions: self.protocol.partitions(&super::world::peek(&self.slots)),
        }
    }
    fn standing(&self, id: NodeId) -> Standing {
        self.slots[id.index()].standing
    }
    fn office(&self, id: NodeId) -> u8 {
        self.protocol.office(&self.slots[id.index()].node)
    }
    fn health(&self, id: NodeId) -> Health {
        self.slots[id.index()].health
    }
    fn ledger(&self) -> &Ledger {
        &self.ledger
    }
    fn sum(&self) -> Sum {
        let held = self.whereabouts();
        self.ledger.sum(self.now, &|op| held.of(op))
    }
    fn sum_of(&self, client: NodeId) -> Sum {
        let held = self.whereabouts();
        self.ledger.sum_of(client, self.now, &|op| held.of(op))
    }
    fn holdings(&self) -> Holdings {
        self.whereabouts()
    }
    fn holds(&self, id: NodeId, op: OpId) -> bool {
        self.protocol.holds(&self.slots[id.index()].node, op)
    }
    fn plan(&self) -> Vec<Progress> {
        self.director.progress()
    }
    fn record(&self, id: NodeId, index: i64) -> Option<(i64, Option<OpId>)> {
        self.protocol.record(&self.slots[id.index()].node, index)
    }
    fn log(&self, id: NodeId) -> Vec<u64> {
        self.digests(id)
    }
    fn properties(&self) -> Vec<PropertyView> {
        self.watch.board.clone()
    }
    fn authority(&self) -> Option<NodeId> {
        World::authority(self)
    }
    fn hash(&self) -> u64 {
        let mut hasher = Mixer::default();
        (self.now, self.step).hash(&mut hasher);
        for slot in &self.slots {
            (&slot.node, slot.health, slot.incarnation, slot.standing).hash(&mut hasher);
            (&slot.timers, slot.arms, &slot.inbox, slot.next_op).hash(&mut hasher);
            (&slot.reason, slot.starts, slot.stalled).hash(&mut hasher);
        }
        (&self.flight, &self.held, &self.filtered, &self.links).hash(&mut hasher);
        // The plan is input, not state: the same deeds by plan or by hand give the same hash.
        (&self.ledger, &self.watch, &self.history).hash(&mut hasher);
        hasher.finish()
    }
    fn heft(&self) -> u32 {
        self.protocol.heft().max(1)
    }
    fn fingerprint(&self) -> u64 {
        let mut hasher = Mixer::default();
        for slot in &self.slots {
            slot.node.hash(&mut hasher);
            std::mem::discriminant(&slot.health).hash(&mut hasher);
            let mut names: Vec<&str> = slot.timers.iter().map(|armed| armed.timer.name()).collect();
            names.sort_unstable();
            names.hash(&mut hasher);
        }
        // Messages under way are a set: their sum does not depend on their order.
        let message = |envelope: &super::world::Envelope<P::Message>| {
            let mut hasher = Mixer::default();
            (envelope.id.from, envelope.id.to, &envelope.message).hash(&mut hasher);
            hasher.finish()
        };
        let flight = self.flight.values().chain(&self.held).chain(&self.filtered).map(message);
        hasher.write_u64(flight.fold(0, u64::wrapping_add));
        hasher.finish()
    }
    fn kind_name(&self, id: MessageId) -> &'static str {
        if id.kind == NOTICE { "RST" } else { P::Message::KINDS[usize::from(id.kind)].name }
    }
    fn fork(&self) -> Box<dyn Cluster> {
        Box::new(self.clone())
    }
}

impl<P: Protocol> World<P> {
    fn node_view(&self, id: NodeId) -> NodeView {
        let (slot, config) = (&self.slots[id.index()], &self.config.nodes[id.index()]);
        let mut timers: Vec<TimerView> = slot
            .timers
            .iter()
            .map(|armed| TimerView {
                name: armed.timer.name(),
                since: armed.since,
                at: armed.at,
                drawn: armed.timer.drawn(),
            })
            .collect();
        timers.sort_by_key(|timer| (!timer.drawn, timer.at));
        let peers = || (0..self.slots.len() as u8).map(NodeId).filter(|peer| *peer != id);
        let apart = |peer| self.links.link(id, peer).cut || self.links.link(peer, id).cut;
        NodeView {
            id,
            label: config.label.clone(),
            kind: config.kind.name,
            client: config.kind.client,
            standing: slot.standing,
            portrait: self.protocol.view(&slot.node),
            talks: self.protocol.talks(&slot.node),
            health: slot.health,
            reason: slot.reason.as_deref().unwrap_or_default().to_string(),
            stalled: slot.stalled,
            timers,
            isolated: peers().next().is_some()
                && peers().filter(|peer| !self.config.nodes[peer.index()].kind.client).all(apart),
        }
    }

    fn message_views(&self) -> Vec<MessageView> {
        let under_way = self.flight.iter().map(|(key, envelope)| (key.at, envelope));
        let held = self.held.iter().chain(&self.filtered).map(|envelope| (Time::NEVER, envelope));
        let view = |(deliver_at, envelope): (Time, &super::world::Envelope<P::Message>)| {
            let message = envelope.message.as_ref();
            MessageView {
                id: envelope.id,
                name: self.kind_name(envelope.id),
                text: message.map_or_else(|| "connection closed".into(), Message::text),
                glyph: message.map_or(Glyph::Error, Message::glyph),
                sent_at: envelope.sent_at,
                deliver_at,
            }
        };
        let between = |(_, envelope): &(Time, &super::world::Envelope<P::Message>)| {
            envelope.id.from != envelope.id.to
        };
        under_way.chain(held).filter(between).map(view).collect()
    }

    fn link_views(&self) -> Vec<LinkView> {
        let odd = self.links.all().filter(|(_, _, link)| link.is_odd());
        odd.map(|(from, to, link)| LinkView {
            from,
            to,
            cut: link.cut,
            since: link.cut_at,
            latency: link.latency,
            loss: link.loss.unwrap_or(0),
            held: kinds_of::<P>(link.held),
            dropped: kinds_of::<P>(link.dropped),
        })
        .collect()
    }
}

/// The names of these kinds of messages.
fn kinds_of<P: Protocol>(kinds: u128) -> Vec<&'static str> {
    let all = P::Message::KINDS.iter().enumerate();
    all.filter(|(i, _)| kinds >> i & 1 == 1).map(|(_, kind)| kind.name).collect()
}

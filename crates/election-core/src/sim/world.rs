//! One run at one moment: processes, links, what is under way, and the one step forward.

use super::director::Director;
use super::ledger::Ledger;
use super::links::Links;
use super::rng::{self, Domain};
use super::watch::Watch;
use crate::effects::{Effect, Effects};
use crate::event::{Event, Sink, What};
use crate::protocol::{Message, Peek, Protocol, Timer};
use crate::scenario::Config;
use crate::view::{Down, Health, Standing};
use crate::words::{MessageId, NodeId, NodeSet, StepNo, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// Held by a filter, or behind one that is, in the order they were sent.
    pub(super) filtered: Vec<Envelope<P::Message>>,
    pub(super) links: Links,
    pub(super) ledger: Ledger,
    pub(super) watch: Watch,
    pub(super) history: P::History,
    pub(super) director: Director,
    /// How many steps were taken at this very moment.
    pub(super) burst: u32,
    /// Why the run cannot go on, if it cannot.
    pub(super) stopped: Option<&'static str>,
    /// The timer whose handler runs.
    firing: Option<P::Timer>,
    spare: Spare<P>,
}

/// A timer that arms itself again runs for at least so many µs: no server polls faster, and a
/// period of 0 would stop time.
const SHORTEST_PERIOD: u64 = 1_000;

/// How many steps may happen at one moment before a run is considered stuck: far beyond any real
/// burst, so that no input can freeze a page.
const BURST: u32 = 200_000;
/// How many messages may be under way.
const UNDER_WAY: usize = 200_000;

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
    /// Why it ended itself or refused to start.
    pub reason: Option<Arc<str>>,
    /// When it starts, if it has not yet.
    pub starts: Time,
    /// How long a flush of its disk takes, in µs.
    pub fsync: u32,
    /// Since when its disk answers no flush.
    pub stalled: Option<Time>,
    pub incarnation: u16,
    pub standing: Standing,
    /// The replicas in sync, as it knew them when it led last.
    pub in_sync: Option<NodeSet>,
    pub timers: Vec<Armed<P::Timer>>,
    /// The earliest of them; `Time::NEVER` for none, or while the process does not run.
    pub due: Time,
    /// How often a timer of each domain was armed: the ordinal of its next draw.
    pub arms: [u32; 16],
    /// What arrived while it was paused.
    pub inbox: Vec<Envelope<P::Message>>,
    pub next_op: u32,
}

/// A timer that runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Armed<T> {
    pub timer: T,
    pub since: Time,
    pub at: Time,
    pub cause: StepNo,
    /// It waits for the disk.
    pub disk: bool,
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
                in_sync: None,
                node,
                health: Health::Down { since: Time(0), how: Down::NotStarted },
                reason: None,
                starts: Time::NEVER,
                fsync: node_config.fsync_us.unwrap_or(0),
                stalled: None,
                incarnation: 0,
                timers: Vec::new(),
                due: Time::NEVER,
                arms: [0; 16],
                inbox: Vec::new(),
                next_op: 0,
            });
        }
        let cast = slots.len() as u8;
        let log_of = slots.iter().map(|slot| protocol.log_of(&slot.node)).collect();
        Ok(World {
            director: Director::new(config),
            config: Arc::new(config.clone()),
            now: Time(0),
            step: StepNo(0),
            cause: StepNo(0),
            flight: BTreeMap::new(),
            held: Vec::new(),
            filtered: Vec::new(),
            burst: 0,
            stopped: None,
            links: Links::new(cast, P::Message::KINDS.len() as u8),
            ledger: Ledger::new(log_of),
            watch: Watch::new(&protocol, config),
            history: P::History::default(),
            protocol,
            slots,
            firing: None,
            spare: Spare(Vec::new()),
        })
    }

    /// What comes next, and when. What a paused process missed is due as soon as it goes on.
    pub(super) fn next(&self) -> Option<(Time, Next)> {
        if self.stopped.is_some() {
            return None;
        }
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
        self.burst = if at > self.now { 0 } else { self.burst + 1 };
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
        self.stop_if_endless(sink);
    }

    /// A run that makes no progress, or in which more and more is under way, ends with a reason.
    fn stop_if_endless(&mut self, sink: &mut dyn Sink) {
        let under_way = self.flight.len() + self.held.len() + self.filtered.len();
        let why = if self.burst > BURST {
            "it makes no progress: too many steps at one moment"
        } else if under_way > UNDER_WAY {
            "it grows without end: too many messages are under way"
        } else {
            return;
        };
        self.stopped = Some(why);
        self.emit(What::NotDone(format!("the run stops: {why}").into()), sink);
    }

    fn fire_due(&mut self, id: NodeId, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        if slot.starts != Time::NEVER {
            return self.begin(id, sink);
        }
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
        self.firing = Some(armed.timer);
        self.run(id, sink, |protocol, node, fx| protocol.on_timer(node, armed.timer, fx));
        self.firing = None;
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
            armed: &slot.timers,
            next_op: &mut slot.next_op,
            out: &mut out,
        };
        input(&self.protocol, &mut slot.node, &mut fx);
        let mut exit = None;
        for effect in out.drain(..) {
            match effect {
                Effect::Exit(how, says) => exit = exit.or(Some((how, says))),
                effect => self.apply(id, effect, sink),
            }
        }
        self.spare.0 = out;
        self.compare(id, sink);
        if let Some((how, says)) = exit {
            self.go_down(id, how, says, sink);
        }
    }

    fn apply(&mut self, id: NodeId, effect: Effect<P>, sink: &mut dyn Sink) {
        match effect {
            Effect::Send { to, message } => self.send(id, to, message, sink),
            Effect::Arm { timer, from, to } => self.arm(id, timer, from, to),
            Effect::Fsync(timer) => self.fsync(id, timer),
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
            Effect::Cite(citation) => {
                let (rule, verdict) = (citation.rule.id, citation.verdict);
                let known = self.config.system.vocabulary.gives(rule, verdict);
                debug_assert!(known, "vocabulary: {rule} does not give {verdict:?}");
                self.emit(What::Cited(id, citation), sink);
            }
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
            Effect::Exit(..) => {}
        }
    }

    fn arm(&mut self, id: NodeId, timer: P::Timer, from: u64, to: u64) {
        let slot = &mut self.slots[id.index()];
        let domain = timer.domain() & 15;
        let ordinal = &mut slot.arms[usize::from(domain)];
        let entity = u64::from(id.0) << 8 | u64::from(domain);
        let draw = rng::draw(self.config.seed, Domain::Timer, entity, u64::from(*ordinal));
        *ordinal += 1;
        let delay = rng::between(draw, from, to.max(from));
        let least = if self.firing == Some(timer) { SHORTEST_PERIOD } else { 0 };
        let at = self.now.plus(delay.max(least));
        slot.put(Armed { timer, since: self.now, at, cause: self.step, disk: false });
    }

    /// The flush that begins now is done after the time that its disk takes, or never while the
    /// disk is stalled.
    fn fsync(&mut self, id: NodeId, timer: P::Timer) {
        let slot = &mut self.slots[id.index()];
        let done = self.now.plus(slot.fsync.into());
        let at = if slot.stalled.is_some() { Time::NEVER } else { done };
        slot.put(Armed { timer, since: self.now, at, cause: self.step, disk: true });
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
    /// Arms a timer; one of this name that is armed already moves.
    fn put(&mut self, armed: Armed<P::Timer>) {
        match self.timers.iter_mut().find(|old| old.timer == armed.timer) {
            Some(old) => *old = armed,
            None => self.timers.push(armed),
        }
        self.find_due();
    }

    pub fn find_due(&mut self) {
        self.due = match self.health {
            Health::Up => self.timers.iter().map(|armed| armed.at).min().unwrap_or(Time::NEVER),
            // What has not started starts at its moment.
            _ => self.starts,
        };
    }
}

/// All processes, as checks and selectors see them.
pub(super) fn peek<P: Protocol>(slots: &[Slot<P>]) -> Vec<Peek<'_, P::Node>> {
    let up = |slot: &Slot<P>| !matches!(slot.health, Health::Down { .. });
    (0u8..)
        .zip(slots)
        .map(|(i, slot)| Peek {
            id: NodeId(i),
            node: &slot.node,
            up: up(slot),
            paused: matches!(slot.health, Health::Paused { .. }),
            apart: NodeSet::EMPTY,
        })
        .collect()
}

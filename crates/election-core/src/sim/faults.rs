//! What a visitor or a plan does to a run.

use super::post::{NOTICE, RESEND};
use super::rng::{self, Domain};
use super::world::{Envelope, Key, Slot, World};
use crate::action::{Action, Direction, Filter, Which};
use crate::event::{Loss, Sink, What};
use crate::protocol::{CHANNELS, Crash, Message, Protocol, Timer};
use crate::view::{Down, Health, Role, Standing};
use crate::words::{NodeId, NodeSet, Time};
use std::sync::Arc;

impl<P: Protocol> World<P> {
    /// Does a deed now, or says why it cannot be done.
    pub(super) fn do_now(&mut self, action: &Action, sink: &mut dyn Sink) -> Result<(), String> {
        match action {
            Action::Kill(id) => self.crash(*id, Down::Killed, sink),
            Action::PowerOff(id) => self.crash(*id, Down::PoweredOff, sink),
            Action::Restart(id) => self.restart(*id, None, sink),
            Action::Wipe(id) => self.restart(*id, Some(Crash::Wipe), sink),
            Action::Pause(id) => self.pause(*id, sink),
            Action::Resume(id) => self.resume(*id, sink),
            Action::Stop(id) => self.stop(*id, sink),
            Action::Cut(a, b, way) => self.each(*a, *b, *way, |w, f, t| w.cut(f, t, sink)),
            Action::Heal(a, b, way) => self.each(*a, *b, *way, |w, f, t| w.heal(f, t, sink)),
            Action::Isolate(id) => {
                let me = [*id].into_iter().collect();
                self.each(me, self.everybody(), Direction::Both, |w, f, t| w.cut(f, t, sink))
            }
            Action::Partition(groups) => self.partition(groups, sink),
            Action::HealAll => {
                let all = self.everybody();
                self.each(all, all, Direction::Forward, |world, from, to| {
                    let link = world.links.link_mut(from, to);
                    (link.latency, link.loss) = (None, None);
                    world.filter(from, to, None, Filter::Pass, sink);
                    world.heal(from, to, sink);
                })
            }
            Action::Break(a, b) => self.break_all(*a, *b, sink),
            Action::Filter(a, b, way, kind, filter) => {
                self.each(*a, *b, *way, |w, f, t| w.filter(f, t, *kind, *filter, sink))
            }
            Action::Stall(id) => self.stall(*id),
            Action::Unstall(id) => self.unstall(*id),
            Action::Slow(a, b, way, latency) => self.each(*a, *b, *way, |world, from, to| {
                world.links.link_mut(from, to).latency = Some(*latency);
            }),
            Action::Lossy(a, b, way, loss) => self.each(*a, *b, *way, |world, from, to| {
                world.links.link_mut(from, to).loss = Some(*loss);
            }),
            Action::Lose(which) => self.lose_one(*which, sink),
            Action::Delay(which, by) => self.delay_one(*which, *by),
            Action::Duplicate(which) => self.duplicate_one(*which),
            Action::Fire(id, timer) => self.fire_now(*id, timer, sink),
            Action::Set(name, value) => self.set(name, value),
            Action::Request(id, request) => self.request(*id, request, sink),
        }?;
        self.check_authority();
        self.watch_links();
        Ok(())
    }

    fn everybody(&self) -> NodeSet {
        (0..self.slots.len() as u8).map(NodeId).collect()
    }

    fn label(&self, id: NodeId) -> &str {
        self.config.label(id)
    }

    fn crash(&mut self, id: NodeId, how: Down, sink: &mut dyn Sink) -> Result<(), String> {
        if matches!(self.slots[id.index()].health, Health::Down { .. }) {
            return Err(format!("{} is down already", self.label(id)));
        }
        self.go_down(id, how, None, sink);
        Ok(())
    }

    /// The process goes down: its volatile state, timers and inbox are gone; unless the power
    /// failed, its peers are told, behind what it had already sent.
    pub(super) fn go_down(
        &mut self,
        id: NodeId,
        how: Down,
        says: Option<Box<str>>,
        sink: &mut dyn Sink,
    ) {
        let slot = &mut self.slots[id.index()];
        let crash = if how == Down::PoweredOff { Crash::Power } else { Crash::Process };
        slot.node = self.protocol.durable(&slot.node, crash);
        slot.health = Health::Down { since: self.now, how };
        slot.reason = says.as_deref().map(Arc::from);
        slot.timers.clear();
        slot.inbox.clear();
        slot.find_due();
        self.emit(What::Went { node: id, how, says }, sink);
        if how == Down::PoweredOff {
            // What its links held was in its buffers: nobody is left to send it again.
            let mine = |e: &mut Envelope<P::Message>| e.id.from == id;
            let mut gone: Vec<_> = self.held.extract_if(.., mine).collect();
            gone.extend(self.filtered.extract_if(.., mine));
            gone.iter().for_each(|envelope| self.lose(envelope, Loss::Silence, sink));
        }
        for peer in (0..self.slots.len() as u8).map(NodeId).filter(|peer| *peer != id) {
            for channel in 0..CHANNELS {
                if let Some(old) = self.links.close(id, peer, channel)
                    && how != Down::PoweredOff
                {
                    self.notify(id, peer, channel, old, sink);
                }
            }
        }
        self.forget_compared(id);
        self.settle(id);
        self.check_acked();
        self.watch_links();
    }

    /// After a crash the standing is what the disk says, but for one thing: nobody leads or
    /// follows who is down, whatever its disk will make of it. No check applies to the jump.
    fn settle(&mut self, id: NodeId) {
        let slot = &mut self.slots[id.index()];
        let disk = self.protocol.standing(&slot.node);
        let role = if disk.role == Role::Leader { Role::Looking } else { disk.role };
        slot.standing = Standing { role, established: false, leader: None, ..disk };
    }

    /// Starts every process that the scenario wants up from the beginning: each at a
    /// moment of its own.
    pub(super) fn start_all(&mut self, sink: &mut dyn Sink) {
        for i in (0..self.slots.len()).filter(|i| self.config.nodes[*i].up) {
            let (from, to) = self.config.stagger.unwrap_or(self.config.nodes[i].kind.start_us);
            let draw = rng::draw(self.config.seed, Domain::Start, i as u64, 0);
            let offset = rng::between(draw, from.into(), to.into());
            self.slots[i].starts = Time(offset);
            self.slots[i].find_due();
        }
        for i in 0..self.slots.len() {
            if self.slots[i].starts == Time(0) {
                self.begin(NodeId(i as u8), sink);
            }
        }
        self.watch_links();
    }

    fn restart(
        &mut self,
        id: NodeId,
        wipe: Option<Crash>,
        sink: &mut dyn Sink,
    ) -> Result<(), String> {
        if !matches!(self.slots[id.index()].health, Health::Down { .. }) {
            self.go_down(id, Down::Killed, None, sink);
        }
        let slot = &mut self.slots[id.index()];
        if let Some(wipe) = wipe {
            slot.node = self.protocol.durable(&slot.node, wipe);
            self.settle(id);
            self.check_acked();
        }
        self.begin(id, sink);
        Ok(())
    }

    pub(super) fn begin(&mut self, id: NodeId, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        let fresh = matches!(slot.health, Health::Down { how: Down::NotStarted, .. });
        if !fresh {
            slot.incarnation += 1;
            self.links.forget_counts(id);
        }
        let slot = &mut self.slots[id.index()];
        (slot.health, slot.reason, slot.starts) = (Health::Up, None, Time::NEVER);
        slot.find_due();
        self.emit(What::Started(id), sink);
        self.run(id, sink, |protocol, node, fx| protocol.start(node, fx));
        self.check_authority();
        self.watch_links();
    }

    /// What waits for the disk waits on.
    fn stall(&mut self, id: NodeId) -> Result<(), String> {
        let (now, label) = (self.now, self.label(id).to_string());
        let has_disk = self.config.nodes[id.index()].fsync_us.is_some();
        let slot = &mut self.slots[id.index()];
        if !has_disk {
            return Err(format!("{label} has no disk that is simulated"));
        }
        if slot.stalled.is_some() {
            return Err(format!("the disk of {label} is stalled already"));
        }
        slot.stalled = Some(now);
        slot.timers.iter_mut().filter(|armed| armed.disk).for_each(|armed| armed.at = Time::NEVER);
        slot.find_due();
        Ok(())
    }

    /// What waited for the disk is done one flush later.
    fn unstall(&mut self, id: NodeId) -> Result<(), String> {
        let (now, label) = (self.now, self.label(id).to_string());
        let slot = &mut self.slots[id.index()];
        if slot.stalled.take().is_none() {
            return Err(format!("the disk of {label} is not stalled"));
        }
        let done = now.plus(slot.fsync.into());
        slot.timers.iter_mut().filter(|armed| armed.disk).for_each(|armed| armed.at = done);
        slot.find_due();
        Ok(())
    }

    pub(super) fn is_down(&self, id: NodeId) -> bool {
        matches!(self.slots[id.index()].health, Health::Down { .. })
    }

    fn pause(&mut self, id: NodeId, sink: &mut dyn Sink) -> Result<(), String> {
        let now = self.now;
        let slot = &mut self.slots[id.index()];
        if slot.health != Health::Up {
            return Err(format!("{} is not running", self.label(id)));
        }
        slot.health = Health::Paused { since: now };
        slot.find_due();
        self.emit(What::Paused(id), sink);
        Ok(())
    }

    /// What arrived meanwhile is read now, in the order it arrived; timers that came due
    /// meanwhile are due now.
    fn resume(&mut self, id: NodeId, sink: &mut dyn Sink) -> Result<(), String> {
        let slot = &mut self.slots[id.index()];
        if !matches!(slot.health, Health::Paused { .. }) {
            return Err(format!("{} is not paused", self.label(id)));
        }
        slot.health = Health::Up;
        slot.find_due();
        let inbox = std::mem::take(&mut slot.inbox);
        self.emit(What::Resumed(id), sink);
        for envelope in inbox {
            let key = key(self.now, &envelope);
            self.flight.insert(key, envelope);
        }
        Ok(())
    }

    fn stop(&mut self, id: NodeId, sink: &mut dyn Sink) -> Result<(), String> {
        if self.slots[id.index()].health != Health::Up {
            return Err(format!("{} is not running", self.label(id)));
        }
        self.run(id, sink, |protocol, node, fx| protocol.on_stop(node, fx));
        Ok(())
    }

    fn find(&self, which: Which) -> Result<Key, String> {
        let fits = |envelope: &Envelope<P::Message>| {
            let id = envelope.id;
            (id.from, id.to) == (which.from, which.to)
                && id.kind != NOTICE
                && which.kind.is_none_or(|kind| kind == id.kind)
                && which.nth.is_none_or(|nth| nth == id.nth)
        };
        self.flight.iter().find(|(_, envelope)| fits(envelope)).map(|(key, _)| *key).ok_or_else(
            || {
                let kind = which.kind.map(|kind| P::Message::KINDS[usize::from(kind)].name);
                let (from, to) = (self.label(which.from), self.label(which.to));
                format!("no {} is under way from {from} to {to}", kind.unwrap_or("message"))
            },
        )
    }

    fn lose_one(&mut self, which: Which, sink: &mut dyn Sink) -> Result<(), String> {
        let key = self.find(which)?;
        if self.flight[&key].stream.is_some() {
            return self.delay_key(key, RESEND);
        }
        if let Some(envelope) = self.flight.remove(&key) {
            self.lose(&envelope, Loss::ByHand, sink);
        }
        Ok(())
    }

    fn delay_one(&mut self, which: Which, by: u64) -> Result<(), String> {
        let key = self.find(which)?;
        self.delay_key(key, by)
    }

    /// Moves a message back in time; what follows it on its stream waits for it.
    fn delay_key(&mut self, key: Key, by: u64) -> Result<(), String> {
        let Some(envelope) = self.flight.remove(&key) else { return Ok(()) };
        let at = key.at.plus(by);
        let stream = envelope.stream;
        self.flight.insert(Key { at, ..key }, envelope);
        let Some((channel, _)) = stream else { return Ok(()) };
        let behind: Vec<Key> = self
            .flight
            .iter()
            .filter(|(k, e)| {
                (k.from, k.to) == (key.from, key.to)
                    && k.seq > key.seq
                    && k.at < at
                    && e.stream.is_some_and(|(c, _)| c == channel)
            })
            .map(|(key, _)| *key)
            .collect();
        for old in behind {
            if let Some(envelope) = self.flight.remove(&old) {
                self.flight.insert(Key { at, ..old }, envelope);
            }
        }
        let last = &mut self.links.link_mut(key.from, key.to).last[usize::from(channel)];
        *last = at.max(*last);
        Ok(())
    }

    fn duplicate_one(&mut self, which: Which) -> Result<(), String> {
        let key = self.find(which)?;
        let mut copy = self.flight[&key].clone();
        if copy.stream.is_some() {
            return Err("a stream drops what arrives twice".into());
        }
        let link = self.links.link_mut(key.from, key.to);
        copy.seq = link.sent;
        link.sent += 1;
        self.flight.insert(Key { seq: copy.seq, at: key.at.plus(1), ..key }, copy);
        Ok(())
    }

    fn fire_now(&mut self, id: NodeId, name: &str, sink: &mut dyn Sink) -> Result<(), String> {
        let slot: &Slot<P> = &self.slots[id.index()];
        let place = slot.timers.iter().position(|armed| armed.timer.name() == name);
        match place {
            Some(place) if slot.health == Health::Up => {
                self.fire(id, place, sink);
                Ok(())
            }
            _ => Err(format!("{} has no timer {name} running", self.label(id))),
        }
    }

    fn set(&mut self, name: &str, value: &crate::value::Value) -> Result<(), String> {
        let mut config = (*self.config).clone();
        config.settings.set(name, value.clone());
        self.protocol = P::new(&config).map_err(|bad| bad.to_string())?;
        self.config = Arc::new(config);
        Ok(())
    }

    fn request(
        &mut self,
        id: NodeId,
        request: &crate::value::Value,
        sink: &mut dyn Sink,
    ) -> Result<(), String> {
        if self.slots[id.index()].health != Health::Up {
            return Err(format!("{} is not running", self.label(id)));
        }
        let mut answer = Ok(());
        self.run(id, sink, |protocol, node, fx| answer = protocol.on_request(node, request, fx));
        answer
    }
}

fn key<M>(at: Time, envelope: &Envelope<M>) -> Key {
    Key { at, from: envelope.id.from, to: envelope.id.to, seq: envelope.seq }
}

//! What a visitor or a plan does to a run.

use super::post::{NOTICE, RESEND};
use super::world::{Envelope, Key, Slot, World};
use crate::action::{Action, Direction, Which};
use crate::event::{Loss, Sink, What};
use crate::protocol::{CHANNELS, Crash, Message, Protocol, Timer};
use crate::view::{Down, Health};
use crate::words::{NodeId, NodeSet, Time};
use std::sync::Arc;

impl<P: Protocol> World<P> {
    /// Does a deed now, or says why it cannot be done.
    pub(super) fn do_now(&mut self, action: &Action, sink: &mut dyn Sink) -> Result<(), String> {
        match action {
            Action::Kill(id) => self.crash(*id, Down::Killed, Crash::Process, sink),
            Action::PowerOff(id) => self.crash(*id, Down::PoweredOff, Crash::Power, sink),
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
                    world.heal(from, to, sink);
                })
            }
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
        self.feel_calm();
        Ok(())
    }

    fn everybody(&self) -> NodeSet {
        (0..self.slots.len() as u8).map(NodeId).collect()
    }

    fn label(&self, id: NodeId) -> &str {
        self.config.label(id)
    }

    fn crash(
        &mut self,
        id: NodeId,
        how: Down,
        crash: Crash,
        sink: &mut dyn Sink,
    ) -> Result<(), String> {
        if matches!(self.slots[id.index()].health, Health::Down { .. }) {
            return Err(format!("{} is down already", self.label(id)));
        }
        self.go_down(id, how, crash, sink);
        Ok(())
    }

    /// The process goes down: its volatile state, timers and inbox are gone; unless the power
    /// failed, its peers are told, behind what it had already sent.
    pub(super) fn go_down(&mut self, id: NodeId, how: Down, crash: Crash, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        slot.node = self.protocol.durable(&slot.node, crash);
        slot.health = Health::Down { since: self.now, how };
        slot.timers.clear();
        slot.inbox.clear();
        slot.find_due();
        self.emit(What::Went(id, how), sink);
        if how == Down::PoweredOff {
            // What a cut link held was in its buffers: nobody is left to send it again.
            let (gone, held) = std::mem::take(&mut self.held)
                .into_iter()
                .partition::<Vec<_>, _>(|envelope| envelope.id.from == id);
            self.held = held;
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
        self.settle(id, sink);
        self.check_acked();
        self.feel_calm();
    }

    /// After a crash or start the standing is what the disk says: no check applies to the jump.
    fn settle(&mut self, id: NodeId, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        let to = self.protocol.standing(&slot.node);
        let from = std::mem::replace(&mut slot.standing, to);
        if (from.role, from.epoch, from.established) != (to.role, to.epoch, to.established) {
            self.emit(What::Became { node: id, from, to }, sink);
        }
    }

    /// Starts every process that the scenario wants up from the beginning.
    pub(super) fn start_all(&mut self, sink: &mut dyn Sink) {
        for i in 0..self.slots.len() {
            if self.config.nodes[i].up {
                self.begin(NodeId(i as u8), sink);
            }
        }
        self.feel_calm();
    }

    fn restart(
        &mut self,
        id: NodeId,
        wipe: Option<Crash>,
        sink: &mut dyn Sink,
    ) -> Result<(), String> {
        if !matches!(self.slots[id.index()].health, Health::Down { .. }) {
            self.go_down(id, Down::Killed, Crash::Process, sink);
        }
        let slot = &mut self.slots[id.index()];
        if let Some(wipe) = wipe {
            slot.node = self.protocol.durable(&slot.node, wipe);
            self.settle(id, sink);
            self.check_acked();
        }
        self.begin(id, sink);
        Ok(())
    }

    fn begin(&mut self, id: NodeId, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        let fresh = matches!(slot.health, Health::Down { how: Down::NotStarted, .. });
        if !fresh {
            slot.incarnation += 1;
            self.links.forget_counts(id);
        }
        self.slots[id.index()].health = Health::Up;
        self.emit(What::Started(id), sink);
        self.run(id, sink, |protocol, node, fx| protocol.start(node, fx));
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

    fn each(
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

    fn partition(&mut self, groups: &[NodeSet], sink: &mut dyn Sink) -> Result<(), String> {
        for (i, a) in groups.iter().enumerate() {
            for b in &groups[i + 1..] {
                self.each(*a, *b, Direction::Both, |world, from, to| world.cut(from, to, sink))?;
            }
        }
        Ok(())
    }

    /// What is under way on a stream waits for the link; anything else is lost.
    fn cut(&mut self, from: NodeId, to: NodeId, sink: &mut dyn Sink) {
        let link = self.links.link_mut(from, to);
        if link.cut {
            return;
        }
        (link.cut, link.cut_at) = (true, self.now);
        let keys: Vec<Key> =
            self.flight.keys().filter(|key| (key.from, key.to) == (from, to)).copied().collect();
        let mut caught: Vec<Envelope<P::Message>> =
            keys.iter().filter_map(|key| self.flight.remove(key)).collect();
        caught.sort_by_key(|envelope| envelope.seq);
        for envelope in caught {
            match envelope.stream {
                Some(_) => self.held.push(envelope),
                None => self.lose(&envelope, Loss::Cut, sink),
            }
        }
    }

    fn heal(&mut self, from: NodeId, to: NodeId, sink: &mut dyn Sink) {
        let link = self.links.link_mut(from, to);
        if !link.cut {
            return;
        }
        link.cut = false;
        let (freed, held) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|envelope| (envelope.id.from, envelope.id.to) == (from, to));
        self.held = held;
        let freed: Vec<Envelope<P::Message>> = freed;
        for envelope in freed {
            self.post(envelope, sink);
        }
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

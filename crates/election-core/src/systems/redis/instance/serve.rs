//! What a server answers clients and Sentinels.

use super::stream::Command;
use super::{Instance, ReplState, Role, seconds};
use crate::fact;
use crate::refusal;
use crate::systems::redis::Fx;
use crate::systems::redis::cited;
use crate::systems::redis::message::{Hello, Info, Message, PUBSUB, Refusal};
use crate::systems::redis::settings::Redis;
use crate::words::{NodeId, OpId};

impl Instance {
    /// A command of a client or a Sentinel.
    pub(super) fn serve(&mut self, on: &Redis, from: NodeId, message: Message, fx: &mut Fx<'_>) {
        match message {
            Message::Ping => fx.send(from, Message::Pong(self.stale(on).err())),
            Message::Info => fx.send(from, Message::InfoReply(self.info(fx))),
            Message::Publish(hello) => self.publish(on, from, hello, fx),
            Message::SlaveOf { master, reign } => self.slaveof(on, from, master, reign, fx),
            Message::Set { op, then_wait } => self.set(on, from, op, then_wait, fx),
            Message::Get { op } => self.get(on, from, op, fx),
            Message::Wait { op, replicas, timeout } => {
                self.wait(on, from, op, (replicas, timeout), fx);
            }
            _ => {}
        }
    }

    /// What keeps it from answering anything about its data. `processCommand`
    fn stale(&self, on: &Redis) -> Result<(), Refusal> {
        let link_down = self.link().is_some_and(|link| link != ReplState::Connected);
        if link_down && !self.serves_stale(on) {
            Err(Refusal::MasterDown)
        } else if self.loading {
            Err(Refusal::Loading)
        } else {
            Ok(())
        }
    }

    /// Whether a write may be executed. The order of the checks is that of `processCommand`.
    fn may_write(&self, on: &Redis) -> Result<(), Refusal> {
        if self.master().is_none() && !self.gate(on).accepts(self.good) {
            return Err(Refusal::NoReplicas);
        }
        if self.master().is_some() {
            return Err(Refusal::ReadOnly);
        }
        self.stale(on)
    }

    fn refuse(&self, on: &Redis, from: NodeId, op: OpId, why: Refusal, fx: &mut Fx<'_>) {
        let (good, gate) = (self.good, self.gate(on));
        let (rule, word) = match why {
            Refusal::NoReplicas => (&cited::MIN_REPLICAS, "NOREPLICAS"),
            other => (&cited::REFUSE, other.word()),
        };
        fx.cite(rule, word, || match why {
            Refusal::NoReplicas => vec![
                fact!("min-replicas-to-write", "min-replicas-to-write" => gate.to_write,
                    "good" => good),
                refusal!("NOREPLICAS", "good" => good, "min-replicas-to-write" => gate.to_write),
            ],
            _ => vec![refusal!(why.word(), "master" => self.master().map(|m| on.label(m)))],
        });
        fx.send(from, Message::Error { op, why });
    }

    /// `SET`: executed, handed to the replicas, answered, in this order; nobody is waited for.
    pub(super) fn set(
        &mut self,
        on: &Redis,
        from: NodeId,
        op: OpId,
        then_wait: bool,
        fx: &mut Fx<'_>,
    ) {
        if let Err(why) = self.may_write(on) {
            return self.refuse(on, from, op, why, fx);
        }
        if let Some(handover) = &mut self.handover {
            handover.postponed.push((from, Message::Set { op, then_wait }));
            return;
        }
        let position = self.execute(on, Command::Set(op, self.reign), fx);
        self.disk.dirty += 1;
        self.normal.insert(from, position);
        if !then_wait {
            fx.acknowledge(op, self.reign);
        }
        fx.send(from, Message::Ok { op, position });
    }

    fn get(&mut self, on: &Redis, from: NodeId, op: OpId, fx: &mut Fx<'_>) {
        match self.stale(on) {
            Ok(()) => fx.send(from, Message::Value { op, position: self.data.offset() }),
            Err(why) => self.refuse(on, from, op, why, fx),
        }
    }

    fn info(&self, fx: &Fx<'_>) -> Info {
        let link_down_s = match &self.role {
            Role::Replica(up) if up.link != ReplState::Connected => {
                up.down_since.map_or(-1, |since| seconds(fx) - since)
            }
            _ => 0,
        };
        Info {
            runid: self.runid,
            master: self.master(),
            slaves: self.replicas.keys().copied().collect(),
            link_up: self.link_up(),
            link_down_s,
            priority: self.priority(),
            offset: self.data.offset(),
        }
    }

    /// `PUBLISH __sentinel__:hello`: to the subscribers here, and through the stream to those
    /// of the replicas.
    fn publish(&mut self, on: &Redis, from: NodeId, hello: Hello, fx: &mut Fx<'_>) {
        if self.loading {
            return;
        }
        self.deliver_hello(hello, fx);
        let listened_to = self.data.backlog().is_some() && self.handover.is_none();
        if self.master().is_none() && listened_to {
            self.execute(on, Command::Publish(hello), fx);
        }
        fx.send(from, Message::Published);
    }

    pub(super) fn deliver_hello(&mut self, hello: Hello, fx: &mut Fx<'_>) {
        fx.send_all(self.subscribers.iter(), &Message::Hello(hello));
    }

    /// The transaction by which a Sentinel changes a role: the new role, its configuration
    /// written, and every client disconnected so that it asks who is master.
    fn slaveof(
        &mut self,
        on: &Redis,
        from: NodeId,
        master: Option<NodeId>,
        reign: i64,
        fx: &mut Fx<'_>,
    ) {
        if self.loading {
            return fx.send(from, Message::Exec);
        }
        if self.handover.is_none() {
            match master {
                None => self.become_master(on, reign, fx),
                Some(master) if self.master() == Some(master) => {}
                Some(master) if master != fx.me() => {
                    self.become_replica(on, master, fx);
                    self.reign = self.reign.max(reign);
                }
                Some(_) => {}
            }
        }
        self.rewrite_config();
        fx.send(from, Message::Exec);
        self.kill_clients(from, fx);
    }

    /// `REPLICAOF`, typed by an administrator. `None`: `NO ONE`.
    pub fn replicaof(
        &mut self,
        on: &Redis,
        master: Option<NodeId>,
        fx: &mut Fx<'_>,
    ) -> Result<(), String> {
        if self.handover.is_some() {
            return Err("REPLICAOF not allowed while failing over.".into());
        }
        match master {
            None => self.become_master(on, self.reign + 1, fx),
            Some(master) if master == self.me => return Err("that is this server".into()),
            Some(master) if self.master() == Some(master) => {}
            Some(master) => self.become_replica(on, master, fx),
        }
        Ok(())
    }

    /// `CLIENT KILL TYPE normal`, which spares the one who asks, and `TYPE pubsub`, which does
    /// not. Sentinels are clients.
    fn kill_clients(&mut self, asker: NodeId, fx: &mut Fx<'_>) {
        let normal: Vec<NodeId> = self.normal.keys().copied().filter(|id| *id != asker).collect();
        for peer in normal {
            self.forget_client(peer);
            fx.hang_up(peer, super::LINK);
        }
        for peer in self.subscribers.iter() {
            fx.hang_up(peer, PUBSUB);
        }
        self.subscribers = crate::words::NodeSet::EMPTY;
    }
}

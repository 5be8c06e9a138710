//! What a server answers clients and Sentinels.

use super::stream::Command;
use super::{Instance, ReplState, Role, seconds};
use crate::fact;
use crate::refusal;
use crate::systems::redis::cited;
use crate::systems::redis::message::{Hello, Info, Message, PUBSUB, Refusal};
use crate::systems::redis::settings::Redis;
use crate::systems::redis::{Fx, Timer};
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
            Message::Wait { op, replicas, timeout } => match self.may_wait(on) {
                Ok(()) => self.wait(on, from, op, (replicas, timeout), fx),
                Err(why) => self.refuse(on, from, op, why, fx),
            },
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

    /// Whether WAIT may count: the server may have become a replica since the write.
    /// `waitCommand`
    fn may_wait(&self, on: &Redis) -> Result<(), Refusal> {
        self.stale(on)?;
        if self.master().is_some() { Err(Refusal::WaitOnReplica) } else { Ok(()) }
    }

    fn refuse(&self, on: &Redis, from: NodeId, op: OpId, why: Refusal, fx: &mut Fx<'_>) {
        let (good, gate) = (self.good, self.gate(on));
        let loading_ms = fx.elapsed(Timer::Load).map(|micros| micros / 1000);
        let now = seconds(fx);
        let link_down_s = self.link_down_s(now);
        let (rule, word) = match why {
            Refusal::NoReplicas => (&cited::MIN_REPLICAS, "NOREPLICAS"),
            other => (&cited::REFUSE, other.word()),
        };
        fx.cite(rule, word, || match why {
            Refusal::NoReplicas => {
                let mut because = self.lags(on, now);
                because.push(fact!("min-replicas-to-write", "good" => good,
                    "min-replicas-to-write" => gate.to_write));
                because.push(refusal!("NOREPLICAS", "good" => good,
                    "min-replicas-to-write" => gate.to_write));
                because
            }
            Refusal::Loading => vec![refusal!("LOADING", "loading_ms" => loading_ms)],
            Refusal::MasterDown => vec![
                fact!("replica-serve-stale-data", "replica-serve-stale-data" => "no"),
                refusal!("MASTERDOWN", "master" => self.master().map(|m| on.label(m)),
                    "master_link_down_since_seconds" => link_down_s),
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

    /// `master_link_down_since_seconds`: -1 if there never was a link, 0 while it is up.
    pub(super) fn link_down_s(&self, now_s: i64) -> i64 {
        match &self.role {
            Role::Replica(up) if up.link != ReplState::Connected => {
                up.down_since.map_or(-1, |since| now_s - since)
            }
            _ => 0,
        }
    }

    fn info(&self, fx: &Fx<'_>) -> Info {
        let link_down_s = self.link_down_s(seconds(fx));
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
    /// of the replicas. A server that is loading publishes too.
    fn publish(&mut self, on: &Redis, from: NodeId, hello: Hello, fx: &mut Fx<'_>) {
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
        if self.loading {
            return Err("LOADING Redis is loading the dataset in memory".into());
        }
        match master {
            // A master stays what it is.
            None if self.master().is_none() => {}
            None => self.become_master(on, on.next_reign(self.reign, self.me), fx),
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

//! A server as a master: PSYNC answered, the stream, ACKs, the write gate, WAIT.

use super::stream::Command;
use super::{Attached, Instance, Phase, ReplState, Role, Waiting, millis, seconds};
use crate::fact;
use crate::systems::redis::calls::why_psync;
use crate::systems::redis::cited;
use crate::systems::redis::message::{Message, hex};
use crate::systems::redis::rules::replication::{self, Backlog, FullResync, History, MinReplicas};
use crate::systems::redis::settings::Redis;
use crate::systems::redis::{Fx, Timer};
use crate::value::Value;
use crate::words::{NodeId, OpId};

impl Instance {
    /// `PSYNC`. `syncCommand`
    pub(super) fn answer_psync(
        &mut self,
        on: &Redis,
        from: NodeId,
        replid: Option<u64>,
        offset: i64,
        failover: Option<i64>,
        fx: &mut Fx<'_>,
    ) {
        if let Some(reign) = failover {
            // A master, or one that holds another history, is not asked so.
            if self.master().is_none() || replid != Some(self.replid) || self.loading {
                return fx.send(from, Message::NoMasterLink);
            }
            if self.master() == Some(from) {
                self.turn_master(on, reign, fx);
            } else {
                self.become_master(on, reign, fx);
            }
        }
        let link_down = self.link().is_some_and(|link| link != ReplState::Connected);
        if self.handover.is_some() || link_down || self.loading {
            return fx.send(from, Message::NoMasterLink);
        }
        self.replicas.remove(&from);
        let now = seconds(fx);
        let verdict = self.judge_psync(on, replid, offset, fx);
        if verdict.is_ok() {
            let ack = offset - 1;
            self.replicas.insert(from, Attached { state: Phase::Online, ack, ack_time: now });
            fx.send(from, Message::Continue { replid: self.replid, reign: self.reign });
            let missed = self.data.since(offset);
            if !missed.is_empty() {
                fx.send(from, Message::Stream(missed));
            }
            self.recount(on, fx);
            return;
        }
        let state = Phase::WaitBgsaveStart(now);
        self.replicas.insert(from, Attached { state, ack: 0, ack_time: now });
        if self.data.backlog().is_none() {
            self.replid = self.new_replid(on, fx.me());
            self.replid2 = None;
            self.data.open_backlog();
        }
        if self.sync_delay(on) == 0 {
            self.begin_snapshot(fx);
        }
    }

    /// The one comparison where acknowledged writes live or die.
    fn judge_psync(
        &mut self,
        on: &Redis,
        replid: Option<u64>,
        offset: i64,
        fx: &mut Fx<'_>,
    ) -> Result<(), FullResync> {
        let (mine, second) = (hex(self.replid), self.replid2.map(|(id, _)| hex(id)));
        let histlen = |first: i64| self.data.offset() + 1 - first;
        let history = History {
            replid: &mine,
            replid2: second.as_deref(),
            second_replid_offset: self.replid2.map_or(-1, |(_, offset)| offset),
            backlog: self.data.backlog().map(|offset| Backlog { offset, histlen: histlen(offset) }),
        };
        let asked = replid.map_or_else(|| "?".into(), hex);
        let verdict = match replication::psync(&history, &asked, offset) {
            Err(FullResync::Forced) => Err(FullResync::Forced),
            Err(_) if on.off.psync => Ok(()),
            verdict => verdict,
        };
        let word = if verdict.is_ok() { "+CONTINUE" } else { "+FULLRESYNC" };
        fx.cite(&cited::PSYNC, word, || why_psync(&history, &asked, offset, verdict));
        verdict
    }

    /// Begins a snapshot for all who wait for one. `startBgsaveForReplication`
    fn begin_snapshot(&mut self, fx: &mut Fx<'_>) {
        let busy = |attached: &Attached| matches!(attached.state, Phase::WaitBgsaveEnd(_));
        if self.replicas.values().any(busy) {
            return;
        }
        let (replid, offset, reign) = (self.replid, self.data.offset(), self.reign);
        for (peer, attached) in &mut self.replicas {
            if matches!(attached.state, Phase::WaitBgsaveStart(_)) {
                attached.state = Phase::WaitBgsaveEnd(Box::new(self.data.clone()));
                fx.send(*peer, Message::FullResync { replid, offset, reign });
            }
        }
        let (from, to) = self.conf.bgsave;
        fx.arm(Timer::Bgsave, from..=to);
    }

    /// The snapshot is written.
    pub(super) fn send_snapshots(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        for (peer, attached) in &mut self.replicas {
            if let Phase::WaitBgsaveEnd(snapshot) = &mut attached.state {
                let snapshot = std::mem::take(snapshot);
                attached.state = Phase::SendBulk(snapshot.offset());
                fx.send(*peer, Message::Rdb(snapshot));
            }
        }
        self.begin_due_snapshot(on, fx);
    }

    /// Who asked long enough ago gets a snapshot; nobody waits for a cron behind the one that has
    /// just been written. `replicationStartPendingFork`
    fn begin_due_snapshot(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let (now, delay) = (seconds(fx), self.sync_delay(on));
        let waits = |r: &Attached| match r.state {
            Phase::WaitBgsaveStart(since) => now - since >= delay,
            _ => false,
        };
        if self.replicas.values().any(waits) {
            self.begin_snapshot(fx);
        }
    }

    /// `REPLCONF ACK`. The first one after a snapshot lets the stream begin.
    pub(super) fn hear_ack(&mut self, on: &Redis, from: NodeId, offset: i64, fx: &mut Fx<'_>) {
        let now = seconds(fx);
        let Some(attached) = self.replicas.get_mut(&from) else { return };
        (attached.ack, attached.ack_time) = (attached.ack.max(offset), now);
        if let Phase::SendBulk(sent) = attached.state {
            attached.state = Phase::Online;
            let missed = self.data.since(sent + 1);
            if !missed.is_empty() {
                fx.send(from, Message::Stream(missed));
            }
            self.recount(on, fx);
        }
        self.answer_waiting(fx);
        self.tend_handover(on, fx);
    }

    /// Executes a command of its own and hands it to the replicas.
    pub(super) fn execute(&mut self, on: &Redis, command: Command, fx: &mut Fx<'_>) -> i64 {
        let entry = self.data.execute(command, self.backlog_size(on));
        self.feed(&[entry], fx);
        entry.end
    }

    /// Counts the good replicas: once a second, and when one comes or goes.
    /// `refreshGoodSlavesCount`
    pub(super) fn recount(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let now = seconds(fx);
        let lags = || self.replicas.values().map(move |r| (r.state.replstate(), now - r.ack_time));
        let gate = self.gate(on);
        let good = gate.good(lags());
        if good == self.good {
            return;
        }
        if !gate.is_off() && self.master().is_none() {
            let word = if gate.accepts(good) { "accepts" } else { "refuses" };
            fx.cite(&cited::MIN_REPLICAS, word, || {
                let MinReplicas { to_write, max_lag } = gate;
                let mut because = self.lags(on, now);
                because.push(fact!("min-replicas-max-lag",
                    "min-replicas-max-lag" => max_lag, "good" => good));
                because.push(fact!("min-replicas-to-write",
                    "min-replicas-to-write" => to_write, "good" => good));
                because
            });
        }
        self.good = good;
    }

    /// Each replica's state, and how long ago it acknowledged, s.
    pub(super) fn lags(&self, on: &Redis, now_s: i64) -> Vec<Value> {
        let max_lag = self.gate(on).max_lag;
        let lag = |(id, r): (&NodeId, &Attached)| {
            fact!("replica", "replica" => on.label(*id), "state" => r.state.word(),
                "lag" => now_s - r.ack_time, "limit" => max_lag)
        };
        self.replicas.iter().map(lag).collect()
    }

    /// Once a second. `replicationCron`
    pub(super) fn cron(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        fx.arm(Timer::Cron, 1_000_000..=1_000_000);
        let now = seconds(fx);
        self.second = now;
        self.tend_handover(on, fx);
        self.tend_link(on, fx);
        let period = self.number("repl-ping-replica-period", on.ping_replica_period);
        let due = self.crons % period == 0;
        if due && !self.replicas.is_empty() && self.master().is_none() && self.handover.is_none() {
            self.execute(on, Command::Ping, fx);
        }
        self.drop_silent_replicas(on, now, fx);
        self.free_old_backlog(on, now, fx.me());
        self.begin_due_snapshot(on, fx);
        self.recount(on, fx);
        self.persist(on, now, fx);
        self.crons += 1;
    }

    fn drop_silent_replicas(&mut self, on: &Redis, now: i64, fx: &mut Fx<'_>) {
        let limit = self.repl_timeout(on);
        let silent = |r: &Attached| matches!(r.state, Phase::Online) && now - r.ack_time > limit;
        let gone: Vec<NodeId> =
            self.replicas.iter().filter(|(_, r)| silent(r)).map(|(id, _)| *id).collect();
        for peer in gone {
            fx.cite(&cited::REPL_TIMEOUT, "replica-timeout", || {
                let lag = self.replicas.get(&peer).map(|r| now - r.ack_time);
                vec![fact!("repl-timeout", "replica" => on.label(peer), "silent" => lag,
                    "limit" => limit)]
            });
            self.replicas.remove(&peer);
            fx.hang_up(peer, super::LINK);
            self.replica_left(on, fx);
        }
    }

    /// A replica's connection is gone.
    pub(super) fn replica_left(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        if self.replicas.is_empty() {
            self.alone_since = seconds(fx);
        }
        self.recount(on, fx);
    }

    /// A master that nobody has replicated for long forgets its history.
    fn free_old_backlog(&mut self, on: &Redis, now: i64, me: NodeId) {
        let (idle, ttl) = (now - self.alone_since, self.number("repl-backlog-ttl", on.backlog_ttl));
        let old = self.replicas.is_empty() && ttl > 0 && idle > ttl;
        if old && self.master().is_none() && self.data.backlog().is_some() {
            self.replid = self.new_replid(on, me);
            self.replid2 = None;
            self.data.free_backlog();
        }
    }

    /// `WAIT`: answered at once, or when replicas have acknowledged, or after the timeout.
    pub(super) fn wait(
        &mut self,
        on: &Redis,
        client: NodeId,
        op: OpId,
        (replicas, timeout): (i64, i64),
        fx: &mut Fx<'_>,
    ) {
        let offset = self.normal.get(&client).copied().unwrap_or(0);
        let until = (timeout > 0).then(|| millis(fx) + timeout);
        self.waiting.push(Waiting { client, op, offset, replicas, until });
        self.answer_waiting(fx);
        if self.waiting.iter().any(|waiting| waiting.op == op) {
            self.execute(on, Command::GetAck, fx);
            self.arm_wait(fx);
        }
    }

    fn acked(&self, offset: i64) -> i64 {
        replication::acked(offset, self.replicas.values().map(|r| (r.state.replstate(), r.ack)))
    }

    /// Answers whom enough replicas have caught up for.
    fn answer_waiting(&mut self, fx: &mut Fx<'_>) {
        if self.waiting.is_empty() {
            return;
        }
        for waiting in std::mem::take(&mut self.waiting) {
            let count = self.acked(waiting.offset);
            if count >= waiting.replicas {
                self.answer_wait(&waiting, count, fx);
            } else {
                self.waiting.push(waiting);
            }
        }
    }

    fn answer_wait(&mut self, waiting: &Waiting, count: i64, fx: &mut Fx<'_>) {
        let enough = count >= waiting.replicas;
        fx.cite(&cited::WAIT, if enough { "enough" } else { "timeout" }, || {
            vec![fact!("offset", "offset" => waiting.offset, "acked" => count,
                "numreplicas" => waiting.replicas)]
        });
        if enough {
            fx.acknowledge(waiting.op, self.reign);
        }
        fx.send(waiting.client, Message::Acks { op: waiting.op, count });
    }

    fn arm_wait(&mut self, fx: &mut Fx<'_>) {
        if let Some(until) = self.waiting.iter().filter_map(|waiting| waiting.until).min() {
            fx.arm_ms(Timer::Wait, (until - millis(fx)).max(0) as u64);
        }
    }

    /// The timeout of a WAIT.
    pub(super) fn wait_over(&mut self, fx: &mut Fx<'_>) {
        let now = millis(fx);
        for waiting in std::mem::take(&mut self.waiting) {
            if waiting.until.is_some_and(|until| until <= now) {
                let count = self.acked(waiting.offset);
                self.answer_wait(&waiting, count, fx);
            } else {
                self.waiting.push(waiting);
            }
        }
        self.arm_wait(fx);
    }

    /// Clients blocked in a master that becomes a replica. `disconnectAllBlockedClients`
    pub(super) fn unblock_clients(&mut self, fx: &mut Fx<'_>) {
        for waiting in std::mem::take(&mut self.waiting) {
            let why = crate::systems::redis::message::Refusal::Unblocked;
            fx.send(waiting.client, Message::Error { op: waiting.op, why });
            self.normal.remove(&waiting.client);
            fx.hang_up(waiting.client, super::LINK);
        }
    }

    /// Whether it has a link that is up, for INFO; a master has none.
    pub(super) fn link_up(&self) -> bool {
        matches!(&self.role, Role::Replica(up) if up.link == ReplState::Connected)
    }
}

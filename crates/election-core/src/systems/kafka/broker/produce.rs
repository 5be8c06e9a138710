//! Writes: appended by the leader, answered by what `acks` asks for.
//! `core ReplicaManager.appendRecords, DelayedProduce`

use super::{Broker, Leading, Waiting};
use crate::fact;
use crate::systems::kafka::message::{Message, Produce, Rec};
use crate::systems::kafka::rules::acks::{self, Told, told};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::{NodeId, OpId};

impl Kafka {
    /// A producer writes.
    pub(in super::super) fn produce(
        &self,
        node: &mut Broker,
        from: NodeId,
        batch: Produce,
        fx: &mut Fx,
    ) {
        let id = batch.partition;
        let isr = node.leading(id).map(|leading| leading.isr.len() as i64);
        let request = acks::Produce {
            acks: batch.acks.into(),
            leader: isr.is_some(),
            isr_at_append: isr.unwrap_or(0),
            isr_at_ack: i64::MAX,
            min_isr: self.min_isr_of(node, id),
            high_watermark_reached: true,
        };
        let mut verdict = told(&request);
        if verdict == Told::NotEnoughReplicas && !self.settings.followed.produce {
            verdict = Told::Acknowledged;
        }
        if !matches!(verdict, Told::Acknowledged | Told::NoResponse) || isr.is_none() {
            cite(&request, verdict, fx);
            let (asked, error) = (batch.asked, error_of(verdict));
            if batch.acks == 0 {
                // There is no answer that could carry the error.
                return fx.hang_up(from, crate::systems::kafka::message::DATA_CHANNEL);
            }
            return fx.send(from, Message::ProduceResponse { asked, error, offset: -1 });
        }
        let Some((first, last)) = self.append(node, &batch) else { return };
        let (asked, ops) = (batch.asked, batch.ops);
        match batch.acks {
            0 => {}
            1 => self.acknowledge(node, id, from, asked, first, &ops, fx),
            _ => {
                let deadline = fx.now().plus(u64::from(batch.timeout) * 1000);
                let waiting = Waiting { client: from, asked, first, last, ops, deadline };
                if let Some((_, _, leading)) = node.led(id) {
                    leading.waiting.push(waiting);
                }
                self.watch_purgatory(node, fx);
            }
        }
        self.wake_followers(node, id, fx);
        self.advance(node, id, fx);
        self.complete_writes(node, id, fx);
    }

    fn min_isr_of(&self, node: &Broker, id: PartitionId) -> i64 {
        let replicas = node.leading(id).map_or(1, |leading| leading.followers.len() + 1);
        self.settings.effective_min_isr(replicas)
    }

    /// Appends what is not there yet; the offsets of the first and the last record.
    fn append(&self, node: &mut Broker, batch: &Produce) -> Option<(i64, i64)> {
        let epoch = node.replicas.get(batch.partition)?.leader_epoch;
        let log = node.disk.logs.get_mut(batch.partition)?;
        let last = batch.ops.last()?;
        if batch.idempotent
            && let Some(offset) = log.duplicate_of(*last)
        {
            return Some((offset + 1 - batch.ops.len() as i64, offset));
        }
        let first = log.end();
        for op in &batch.ops {
            log.append(Rec { epoch, op: Some(*op) }, self.settings.flush_messages);
        }
        Some((first, log.end() - 1))
    }

    #[allow(clippy::too_many_arguments)]
    fn acknowledge(
        &self,
        node: &Broker,
        id: PartitionId,
        client: NodeId,
        asked: u32,
        offset: i64,
        ops: &[OpId],
        fx: &mut Fx,
    ) {
        // The checks compare acknowledgements by epoch: that of the partition in focus.
        if id == PartitionId::FOCUS {
            let epoch = node.replicas.get(id).map_or(-1, |replica| replica.leader_epoch.0);
            for op in ops {
                fx.acknowledge(*op, epoch);
            }
        }
        fx.send(client, Message::ProduceResponse { asked, error: Errors::None, offset });
    }

    /// Answers every write that the high watermark has passed.
    pub(super) fn complete_writes(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        let min_isr = self.min_isr_of(node, id);
        let Some((_, hw, leading)) = node.led(id) else { return };
        let hw = *hw;
        if leading.waiting.first().is_none_or(|write| write.last >= hw) {
            return;
        }
        let isr_at_ack = leading.maximal_isr_size();
        let (done, rest) =
            std::mem::take(&mut leading.waiting).into_iter().partition(|it| it.last < hw);
        leading.waiting = rest;
        let done: Vec<Waiting> = done;
        for write in done {
            let request = acks::Produce {
                acks: -1,
                leader: true,
                isr_at_append: i64::MAX,
                isr_at_ack,
                min_isr,
                high_watermark_reached: true,
            };
            let verdict = told(&request);
            if verdict == Told::Acknowledged || !self.settings.followed.produce {
                let Waiting { client, asked, first, ops, .. } = write;
                self.acknowledge(node, id, client, asked, first, &ops, fx);
            } else {
                refuse(&write, error_of(verdict), fx);
            }
        }
    }

    /// The time when the next write has waited long enough.
    fn watch_purgatory(&self, node: &Broker, fx: &mut Fx) {
        let waiting = node.leads().flat_map(|(_, leading)| &leading.waiting);
        let next = waiting.map(|write| write.deadline).min();
        match next {
            Some(deadline) => {
                let left = deadline.since(fx.now());
                fx.arm(Timer::Purgatory, left..=left);
            }
            None => fx.disarm(Timer::Purgatory),
        }
    }

    /// REQUEST_TIMED_OUT: the records stay in the log.
    pub(super) fn expire_writes(&self, node: &mut Broker, fx: &mut Fx) {
        let now = fx.now();
        let late = |leading: &Leading| leading.waiting.iter().any(|it| it.deadline <= now);
        let late = node.leads().filter(|(_, leading)| late(leading));
        let led: Vec<PartitionId> = late.map(|(id, _)| id).collect();
        for id in led {
            let Some((_, _, leading)) = node.led(id) else { continue };
            let (late, rest) =
                std::mem::take(&mut leading.waiting).into_iter().partition(|it| it.deadline <= now);
            leading.waiting = rest;
            let late: Vec<Waiting> = late;
            for write in late {
                refuse(&write, Errors::RequestTimedOut, fx);
            }
        }
        self.watch_purgatory(node, fx);
    }

    /// The leadership is gone: whoever waits has to look for the new leader.
    pub(super) fn refuse_waiting(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        let Some((_, _, leading)) = node.led(id) else { return };
        for write in std::mem::take(&mut leading.waiting) {
            refuse(&write, Errors::NotLeaderOrFollower, fx);
        }
    }
}

fn refuse(write: &Waiting, error: Errors, fx: &mut Fx) {
    fx.send(write.client, Message::ProduceResponse { asked: write.asked, error, offset: -1 });
}

fn error_of(verdict: Told) -> Errors {
    match verdict {
        Told::NoResponse | Told::Acknowledged => Errors::None,
        Told::InvalidRequiredAcks => Errors::InvalidRequest,
        Told::NotLeaderOrFollower => Errors::NotLeaderOrFollower,
        Told::NotEnoughReplicas => Errors::NotEnoughReplicas,
        Told::NotEnoughReplicasAfterAppend => Errors::NotEnoughReplicasAfterAppend,
        Told::RequestTimedOut => Errors::RequestTimedOut,
    }
}

fn cite(request: &acks::Produce, verdict: Told, fx: &mut Fx) {
    let name = error_of(verdict).name();
    fx.cite(&cited::PRODUCE, name, || {
        vec![
            fact!("acks", "acks" => request.acks),
            fact!("leader", "leader" => request.leader),
            fact!("isrAtAppend", "isrAtAppend" => request.isr_at_append,
                "minIsr" => request.min_isr),
            crate::refusal!(name),
        ]
    });
}

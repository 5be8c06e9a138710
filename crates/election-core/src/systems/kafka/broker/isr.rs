//! The ISR breathes: who lags leaves, who has caught up joins; the controller has the last word.
//! `core Partition, AlterPartitionManager`

use super::{Broker, Fate, Follower, Leading, Proposed, ReplicaRole};
use crate::fact;
use crate::systems::kafka::message::{Altered, CONTROL_CHANNEL, Message};
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::follower::{self, OutOfSync08, may_join_isr};
use crate::systems::kafka::rules::isr_change::AlterPartition;
use crate::systems::kafka::rules::partition_change::LeaderRecoveryState;
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};

/// How long until a proposal that failed is made again, in ms. `AlterPartitionManager`
pub(super) const RETRY_MS: u64 = 50;

impl Kafka {
    /// Every half `replica.lag.time.max.ms` the leader looks for followers that lag.
    pub(super) fn shrink_isrs(&self, node: &mut Broker, fx: &mut Fx) {
        fx.arm_ms(Timer::IsrExpiration, (self.settings.lag_max / 2).max(1));
        let led: Vec<PartitionId> = node.leads().map(|(id, _)| id).collect();
        for id in led {
            self.shrink_isr(node, id, fx);
        }
        self.propose_isrs(node, fx);
    }

    fn shrink_isr(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        let (now, lag, me) = (fx.now().as_ms() as i64, self.settings.lag_max as i64, node.id);
        let Some((log, _, leading)) = node.led(id) else { return };
        if leading.pending.is_some() {
            return;
        }
        let end = log.end();
        let in_messages = self.settings.profile.counts_lag_in_messages();
        let messages = self.settings.lag_max_messages;
        let lags = |id: &BrokerId| {
            let follower = leading.follower(*id).filter(|_| *id != me);
            follower.is_some_and(|it| match in_messages {
                true => out_of_sync_08(it, now, end, lag, messages).is_some(),
                false => !it.state.is_caught_up(now, end, lag),
            })
        };
        let (out, stay): (Vec<BrokerId>, Vec<BrokerId>) =
            leading.isr.iter().copied().partition(lags);
        for id in &out {
            let Some(follower) = leading.follower(*id) else { continue };
            if let (true, Some(why)) =
                (in_messages, out_of_sync_08(follower, now, end, lag, messages))
            {
                cite_08(*id, follower, end, messages, why, fx);
                continue;
            }
            fx.cite(&cited::OUT_OF_SYNC, "lagging", || {
                let since = now - follower.state.last_caught_up_time;
                vec![
                    fact!("follower", "id" => *id),
                    fact!("followerLogEndOffset", "leaderLogEndOffset" => end,
                        "followerLogEndOffset" => follower.state.log_end_offset),
                    fact!("msSinceCaughtUp", "msSinceCaughtUp" => since,
                        "replica.lag.time.max.ms" => lag),
                ]
            });
        }
        // A leader that took over uncleanly before the controller is in no ISR itself; an ISR
        // without anybody is refused there.
        if !out.is_empty() && !stay.is_empty() {
            leading.pending = Some(Proposed::new(stay));
        }
    }

    /// A follower has fetched: it may join now. `maybeExpandIsr`
    pub(super) fn expand_isr(
        &self,
        node: &mut Broker,
        id: PartitionId,
        joins: BrokerId,
        fx: &mut Fx,
    ) {
        let open = |it: &Leading| !it.is_in_maximal_isr(joins) && it.pending.is_none();
        if !node.leading(id).is_some_and(open) {
            return;
        }
        let standing = self.standing_of(node, joins);
        let from_start = self.settings.profile.joins_at_epoch_start();
        let Some((_, hw, leading)) = node.led(id) else { return };
        let Some(follower) = leading.follower(joins) else { return };
        let end = follower.state.log_end_offset;
        let start = if from_start { leading.epoch_start } else { 0 };
        let verdict = may_join_isr(end, *hw, start, standing);
        if verdict.is_err() && self.settings.followed.isr_expand {
            return;
        }
        fx.cite(&cited::ISR_EXPAND, "joins", || {
            vec![
                fact!("follower", "id" => joins),
                fact!("followerLogEndOffset", "followerLogEndOffset" => end,
                    "highWatermark" => *hw),
                fact!("followerLogEndOffset", "followerLogEndOffset" => end,
                    "leaderEpochStartOffset" => start),
                fact!("fenced", "fenced" => standing.fenced),
                fact!("inControlledShutdown",
                    "inControlledShutdown" => standing.in_controlled_shutdown),
            ]
        });
        let isr = leading.isr.iter().copied().chain([joins]).collect();
        leading.pending = Some(Proposed::new(isr));
        self.propose_isrs(node, fx);
    }

    /// Sends every proposal in one request; one request at a time.
    pub(in super::super) fn propose_isrs(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(broker_epoch) = node.life.epoch else { return };
        if node.altering.is_some() {
            return;
        }
        let me = node.id;
        let changes: Vec<(PartitionId, AlterPartition)> = node
            .replicas
            .iter()
            .filter_map(|(id, replica)| {
                let ReplicaRole::Leader(leading) = &replica.role else { return None };
                let proposed = leading.pending.as_ref().filter(|it| it.fate == Fate::Unsent)?;
                let epoch_of = |id: &BrokerId| {
                    let follower = leading.follower(*id);
                    let own = (*id == me).then_some(broker_epoch);
                    own.or_else(|| follower.and_then(|follower| follower.broker_epoch))
                };
                let request = AlterPartition {
                    broker: me,
                    broker_epoch,
                    leader_epoch: replica.leader_epoch,
                    partition_epoch: replica.partition_epoch,
                    new_isr: proposed.isr.iter().map(|id| (*id, epoch_of(id))).collect(),
                    leader_recovery_state: LeaderRecoveryState::Recovered,
                };
                Some((id, request))
            })
            .collect();
        if changes.is_empty() {
            return;
        }
        if self.settings.profile.writes_isr_itself() {
            // One at a time: the next when ZooKeeper has answered.
            if let Some((id, proposal)) = changes.into_iter().next() {
                self.sends(node, [id].into_iter());
                self.write_isr(node, id, proposal, fx);
            }
            return;
        }
        let Some(controller) = self.controller_of(node) else {
            return fx.arm_ms(Timer::AlterPartition, RETRY_MS);
        };
        let asked = self.sends(node, changes.iter().map(|(id, _)| *id));
        fx.send(controller, Message::AlterPartition { broker: me, asked, changes });
        // `BrokerToControllerChannelManager`: silence is taken for a broken connection.
        fx.arm_ms(Timer::AlterPartition, self.settings.controller_socket_timeout);
    }

    /// These proposals are in the next request.
    fn sends(&self, node: &mut Broker, ids: impl Iterator<Item = PartitionId>) -> u32 {
        node.asked += 1;
        let asked = node.asked;
        node.altering = Some(asked);
        for id in ids {
            if let Some((_, _, leading)) = node.led(id)
                && let Some(proposed) = &mut leading.pending
            {
                proposed.fate = Fate::Asked(asked);
            }
        }
        asked
    }

    /// The request under way is lost, or was refused as a whole: what it proposed is sent again.
    /// Whether there was one.
    pub(in super::super) fn take_back(&self, node: &mut Broker) -> bool {
        let Some(asked) = node.altering.take() else { return false };
        let led: Vec<PartitionId> = node.leads().map(|(id, _)| id).collect();
        for id in led {
            if let Some((_, _, leading)) = node.led(id)
                && let Some(proposed) = &mut leading.pending
                && proposed.fate == Fate::Asked(asked)
            {
                proposed.fate = Fate::Unsent;
            }
        }
        true
    }

    /// Nothing is proposed any more.
    pub(in super::super) fn drop_proposals(&self, node: &mut Broker) {
        node.altering = None;
        let led: Vec<PartitionId> = node.leads().map(|(id, _)| id).collect();
        for id in led {
            if let Some((_, _, leading)) = node.led(id) {
                leading.pending = None;
            }
        }
    }

    /// The wait is over: before the next try, or for an answer.
    pub(super) fn propose_again(&self, node: &mut Broker, fx: &mut Fx) {
        if self.take_back(node)
            && let Some(controller) = self.controller_of(node)
        {
            fx.hang_up(controller, CONTROL_CHANNEL);
        }
        self.propose_isrs(node, fx);
    }

    /// The controller has answered.
    pub(super) fn isr_answered(
        &self,
        node: &mut Broker,
        error: Errors,
        asked: u32,
        results: Vec<Altered>,
        fx: &mut Fx,
    ) {
        if node.altering != Some(asked) {
            return;
        }
        fx.disarm(Timer::AlterPartition);
        if error != Errors::None {
            self.take_back(node);
            return fx.arm_ms(Timer::AlterPartition, RETRY_MS);
        }
        for result in results {
            self.isr_decided(node, asked, &result, fx);
        }
        // What the answer leaves out was not decided.
        self.take_back(node);
        self.propose_isrs(node, fx);
    }

    /// What became of one proposal, unless other news have overtaken it.
    /// `Partition.handleAlterPartitionUpdate, handleAlterPartitionError`, in 2.8
    /// `handleAlterIsrResponse`
    pub(in super::super) fn isr_decided(
        &self,
        node: &mut Broker,
        asked: u32,
        result: &Altered,
        fx: &mut Fx,
    ) {
        let id = result.partition;
        let Some(replica) = node.replicas.get_mut(id) else { return };
        let known = (replica.leader_epoch, replica.partition_epoch);
        let retries_invalid = self.settings.profile.retries_invalid_isr();
        let ReplicaRole::Leader(leading) = &mut replica.role else { return };
        let Some(proposed) = leading.pending.as_mut().filter(|it| it.fate == Fate::Asked(asked))
        else {
            return;
        };
        match result.error {
            Errors::None if result.leader_epoch != known.0 || result.partition_epoch < known.1 => {
                proposed.fate = Fate::Refused;
            }
            Errors::None => {
                leading.isr.clone_from(&result.isr);
                leading.pending = None;
                replica.partition_epoch = result.partition_epoch;
                self.advance(node, id, fx);
            }
            Errors::IneligibleReplica => leading.pending = None,
            Errors::InvalidRequest if retries_invalid => proposed.fate = Fate::Unsent,
            Errors::UnknownTopicOrPartition
            | Errors::FencedLeaderEpoch
            | Errors::InvalidUpdateVersion
            | Errors::InvalidRequest
            | Errors::NewLeaderElected => proposed.fate = Fate::Refused,
            _ => proposed.fate = Fate::Unsent,
        }
    }
}

/// Stuck, or too many messages behind: what 0.8 looked at.
fn out_of_sync_08(
    it: &Follower,
    now: i64,
    leader_log_end: i64,
    max_lag: i64,
    max_messages: i64,
) -> Option<OutOfSync08> {
    let since = now - it.moved_at;
    follower::out_of_sync_08(it.state.log_end_offset, leader_log_end, since, max_lag, max_messages)
}

fn cite_08(
    id: BrokerId,
    it: &Follower,
    leader_log_end: i64,
    max_messages: i64,
    why: OutOfSync08,
    fx: &mut Fx,
) {
    let verdict = match why {
        OutOfSync08::Stuck => "stuck",
        OutOfSync08::Slow => "slow",
    };
    fx.cite(&cited::OUT_OF_SYNC_08, verdict, || {
        let behind = leader_log_end - it.state.log_end_offset;
        vec![
            fact!("follower", "id" => id),
            fact!("followerLogEndOffset", "leaderLogEndOffset" => leader_log_end,
                "followerLogEndOffset" => it.state.log_end_offset),
            fact!("replica.lag.max.messages", "behind" => behind,
                "replica.lag.max.messages" => max_messages),
        ]
    });
}

//! Before 2.7 a follower asks its leader where its last epoch ends, before it fetches: once
//! (KIP-101), or until both know the epoch of the answer (KIP-279).
//! `core AbstractFetcherThread.maybeTruncateToEpochEndOffsets`

use super::log::Log;
use super::{Broker, Pause, ReplicaRole};
use crate::fact;
use crate::systems::kafka::message::{EpochEnd, Message};
use crate::systems::kafka::profile::{Profile, Truncates};
use crate::systems::kafka::rules::epochs::EpochOffset;
use crate::systems::kafka::rules::truncation::{Reply, by_reply};
use crate::systems::kafka::rules::{BrokerId, LeaderEpoch};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

/// A question: the partition, the leader epoch it is asked in, the epoch it is about.
type Asked = (PartitionId, LeaderEpoch, LeaderEpoch);

impl Kafka {
    /// The replicas of this leader that have to ask before they fetch; those with an empty log
    /// have nothing to ask.
    pub(super) fn ask_epoch_ends(
        &self,
        node: &mut Broker,
        leader: BrokerId,
        to: NodeId,
        fx: &mut Fx,
    ) -> bool {
        let asks = self.settings.profile.truncates();
        if !matches!(asks, Truncates::AskingOnce | Truncates::Asking) {
            return false;
        }
        let mut ask: Vec<Asked> = Vec::new();
        for id in node.paused(leader, Pause::Truncating) {
            let Some(replica) = node.replicas.get_mut(id) else { continue };
            match node.disk.logs.get(id).and_then(super::Log::last_epoch) {
                Some(epoch) => ask.push((id, replica.leader_epoch, epoch)),
                None => replica.resume(Pause::Fetching),
            }
        }
        if ask.is_empty() {
            return false;
        }
        self.send_to_leader(
            node,
            leader,
            |asked| Message::OffsetForLeaderEpoch(asked, ask),
            to,
            fx,
        );
        true
    }

    /// A follower asks: since 2.1 in the epoch that both have to know (KIP-320).
    /// `core Partition.lastOffsetForLeaderEpoch`
    pub(super) fn tell_epoch_ends(
        &self,
        node: &Broker,
        from: NodeId,
        asked: u32,
        of: &[Asked],
        fx: &mut Fx,
    ) {
        let fences = self.settings.profile.fences_fetches();
        let end = |(id, current, epoch): &Asked| {
            let own = node.replicas.get(*id).map(|replica| replica.leader_epoch);
            let error = match own {
                Some(own) if fences && *current < own => Errors::FencedLeaderEpoch,
                Some(own) if fences && *current > own => Errors::UnknownLeaderEpoch,
                _ if node.leading(*id).is_none() => Errors::NotLeaderOrFollower,
                _ => Errors::None,
            };
            let log = node.log(*id).filter(|_| error == Errors::None);
            let known = |log: &&Log| !self.knows_no_end_of(epoch.0, log);
            let end = log.filter(known).and_then(|log| log.end_offset_for(epoch.0));
            EpochEnd { partition: *id, error, asked_in: *current, end }
        };
        let ends = of.iter().map(end).collect();
        fx.send(from, Message::OffsetForLeaderEpochResponse(asked, ends));
    }

    /// In 0.11 a leader that has no record of so old an epoch says that it knows nothing of it,
    /// and the follower keeps to its high watermark. `LeaderEpochFileCache.endOffsetFor`
    fn knows_no_end_of(&self, epoch: i64, log: &Log) -> bool {
        let older = log.earliest_epoch().is_none_or(|earliest| epoch < earliest);
        self.settings.profile == Profile::V011 && older
    }

    /// The leader has answered: cut, and fetch or ask again.
    pub(super) fn take_epoch_ends(
        &self,
        node: &mut Broker,
        from: NodeId,
        asked: u32,
        ends: Vec<EpochEnd>,
        fx: &mut Fx,
    ) {
        let Some(leader) = self.answered_by(node, from, asked, fx) else { return };
        // "Check no leadership and no leader epoch changes happened": since 2.1. Until then an
        // answer of the same leader counts whatever it was asked in.
        let fences = self.settings.profile.fences_fetches();
        for EpochEnd { partition: id, error, asked_in, end } in ends {
            let Some(replica) = node.replicas.get_mut(id) else { continue };
            let own = replica.leader_epoch;
            let ReplicaRole::Follower(following) = &mut replica.role else { continue };
            let strange = following.leader != leader || fences && asked_in != own;
            if strange || following.pause != Pause::Truncating {
                continue;
            }
            match error {
                Errors::None => self.cut_by_answer(node, id, end, fx),
                // It asks in this epoch still: the leader's is newer.
                Errors::FencedLeaderEpoch => following.pause = Pause::Failed,
                _ => {
                    following.pause = Pause::Backoff;
                    fx.arm_ms(Timer::FetchBackoff(from), self.settings.fetch_backoff);
                }
            }
        }
        self.fetch(node, leader, fx);
    }

    fn cut_by_answer(
        &self,
        node: &mut Broker,
        id: PartitionId,
        end: Option<EpochOffset>,
        fx: &mut Fx,
    ) {
        let once = self.settings.profile.truncates() == Truncates::AskingOnce;
        let reply = match end {
            None => Reply::Undefined,
            Some(end) if once => Reply::OffsetOnly(end.offset),
            Some(end) => Reply::EpochEnd(end),
        };
        let Some(own) = self.own_log(node, id, end.map(|end| end.epoch)) else { return };
        let cut = by_reply(&own, reply);
        if cut.to < own.log_end_offset {
            fx.cite(&cited::TRUNCATE, "truncate", || {
                vec![
                    fact!("logEndOffset", "logEndOffset" => own.log_end_offset),
                    fact!("reply", "epoch" => end.map_or(-1, |it| it.epoch),
                        "endOffset" => end.map_or(-1, |it| it.offset)),
                    fact!("truncateTo", "truncateTo" => cut.to),
                ]
            });
        }
        self.cut(node, id, cut, fx);
        let done = cut.complete || node.log(id).is_none_or(|log| log.end() == 0);
        if let Some(ReplicaRole::Follower(following)) =
            node.replicas.get_mut(id).map(|replica| &mut replica.role)
            && done
        {
            following.pause = Pause::Fetching;
        }
    }
}

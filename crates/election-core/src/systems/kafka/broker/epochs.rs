//! Before 2.7 a follower asks its leader where its last epoch ends, before it fetches: once
//! (KIP-101), or until both know the epoch of the answer (KIP-279).
//! `core AbstractFetcherThread.maybeTruncateToEpochEndOffsets`

use super::{Broker, Pause, ReplicaRole};
use crate::fact;
use crate::systems::kafka::message::Message;
use crate::systems::kafka::profile::Truncates;
use crate::systems::kafka::rules::epochs::EpochOffset;
use crate::systems::kafka::rules::truncation::{Reply, by_reply};
use crate::systems::kafka::rules::{BrokerId, LeaderEpoch};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

/// A question: the partition, the leader epoch it is asked in, the epoch it is about.
type Asked = (PartitionId, LeaderEpoch, LeaderEpoch);
/// An answer: where the largest epoch up to that one ends.
pub type EpochEnd = (PartitionId, Errors, Option<EpochOffset>);

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

    /// A follower asks.
    pub(super) fn tell_epoch_ends(
        &self,
        node: &Broker,
        from: NodeId,
        asked: u32,
        of: &[Asked],
        fx: &mut Fx,
    ) {
        let end = |(id, _, epoch): &Asked| match (node.leading(*id), node.log(*id)) {
            (Some(_), Some(log)) => (*id, Errors::None, log.end_offset_for(epoch.0)),
            _ => (*id, Errors::NotLeaderOrFollower, None),
        };
        let ends = of.iter().map(end).collect();
        fx.send(from, Message::OffsetForLeaderEpochResponse(asked, ends));
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
        for (id, error, end) in ends {
            let Some(ReplicaRole::Follower(following)) =
                node.replicas.get_mut(id).map(|replica| &mut replica.role)
            else {
                continue;
            };
            if following.leader != leader || following.pause != Pause::Truncating {
                continue;
            }
            if error != Errors::None {
                following.pause = Pause::Backoff;
                fx.arm_ms(Timer::FetchBackoff(from), self.settings.fetch_backoff);
                continue;
            }
            self.cut_by_answer(node, id, end, fx);
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

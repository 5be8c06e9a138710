//! Following: one fetcher per leader, and truncation where the histories part.
//! `server AbstractFetcherThread`

use super::{Broker, Following, Pause, ReplicaRole};
use crate::fact;
use crate::systems::kafka::message::{
    DATA_CHANNEL, Fetch, FetchPartition, FetchResponse, Fetched, Message,
};
use crate::systems::kafka::profile::{Profile, Truncates};
use crate::systems::kafka::rules::epochs::EpochOffset;
use crate::systems::kafka::rules::truncation::{
    OwnLog, Reply, Truncation, by_reply, to_high_watermark,
};
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

impl Kafka {
    /// The metadata changed: fetchers with nothing left to follow end, and every other one that
    /// is idle begins. `AbstractFetcherManager.shutdownIdleFetcherThreads`
    pub(in super::super) fn fetch_from_all(&self, node: &mut Broker, fx: &mut Fx) {
        let leaders = node.leaders();
        let idle = node.fetchers.keys().copied().filter(|id| !leaders.contains(id));
        for gone in idle.collect::<Vec<_>>() {
            node.fetchers.remove(&gone);
            if let Some(peer) = self.settings.broker(gone) {
                fx.disarm(Timer::FetchTimeout(peer));
                fx.disarm(Timer::FetchBackoff(peer));
            }
        }
        for leader in leaders {
            self.fetch(node, leader, fx);
        }
    }

    /// Fetches what this broker follows of one leader.
    pub(super) fn fetch(&self, node: &mut Broker, leader: BrokerId, fx: &mut Fx) {
        let fetcher = node.fetchers.entry(leader).or_default();
        let (Some(to), None, false) =
            (self.settings.broker(leader), fetcher.asked, fetcher.backing_off)
        else {
            return;
        };
        if self.ask_epoch_ends(node, leader, to, fx) {
            return;
        }
        let fences = self.settings.profile.fences_fetches();
        let in_fetch = self.settings.profile.truncates() == Truncates::InFetch;
        let wanted = Some(Following { leader, pause: Pause::Fetching });
        let mut partitions = Vec::new();
        node.replicas.visit(|id, replica| {
            if replica.following() == wanted
                && let Some(log) = node.disk.logs.get(id)
            {
                partitions.push(FetchPartition {
                    partition: id,
                    leader_epoch: Some(replica.leader_epoch).filter(|_| fences),
                    offset: log.end(),
                    last_epoch: log.last_epoch().filter(|_| in_fetch),
                });
            }
        });
        if partitions.is_empty() {
            return;
        }
        let replica = Some((node.id, node.life.epoch.unwrap_or(BrokerEpoch(-1))));
        let fetch = |asked| Message::Fetch(Fetch { asked, replica, partitions });
        self.send_to_leader(node, leader, fetch, to, fx);
    }

    /// The next request to a leader: one at a time.
    pub(super) fn send_to_leader(
        &self,
        node: &mut Broker,
        leader: BrokerId,
        request: impl FnOnce(u32) -> Message,
        to: NodeId,
        fx: &mut Fx,
    ) {
        node.asked += 1;
        if let Some(fetcher) = node.fetchers.get_mut(&leader) {
            fetcher.asked = Some(node.asked);
        }
        fx.send(to, request(node.asked));
        fx.arm_ms(Timer::FetchTimeout(to), self.settings.socket_timeout);
    }

    /// Whose answer this is, if it is the one that is waited for.
    pub(super) fn answered_by(
        &self,
        node: &mut Broker,
        from: NodeId,
        asked: u32,
        fx: &mut Fx,
    ) -> Option<BrokerId> {
        let leader = self.leader_at(from)?;
        let fetcher = node.fetchers.get_mut(&leader).filter(|it| it.asked == Some(asked))?;
        fetcher.asked = None;
        fx.disarm(Timer::FetchTimeout(from));
        Some(leader)
    }

    fn leader_at(&self, peer: NodeId) -> Option<BrokerId> {
        self.settings.brokers.iter().find(|(_, node)| *node == peer).map(|(id, _)| *id)
    }

    /// The connection to a leader broke: again after a while.
    pub(super) fn leader_hung_up(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        let leader = self.leader_at(peer);
        let Some(fetcher) = leader.and_then(|id| node.fetchers.get_mut(&id)) else { return };
        if fetcher.asked.take().is_some() {
            fetcher.backing_off = true;
            fx.disarm(Timer::FetchTimeout(peer));
            fx.arm_ms(Timer::FetchBackoff(peer), self.settings.fetch_backoff);
        }
    }

    /// No answer within `replica.socket.timeout.ms`.
    pub(super) fn fetch_timed_out(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        fx.hang_up(peer, DATA_CHANNEL);
        self.leader_hung_up(node, peer, fx);
    }

    /// The backoff is over.
    pub(super) fn fetch_again(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        let Some(leader) = self.leader_at(peer) else { return };
        if !node.fetchers.contains_key(&leader) {
            return;
        }
        let asks = self.settings.profile.truncates() != Truncates::InFetch
            && self.settings.profile.truncates() != Truncates::ToHighWatermark;
        for id in node.paused(leader, Pause::Backoff) {
            if let Some(replica) = node.replicas.get_mut(id) {
                replica.resume(if asks { Pause::Truncating } else { Pause::Fetching });
            }
        }
        if let Some(fetcher) = node.fetchers.get_mut(&leader) {
            fetcher.backing_off = false;
        }
        self.fetch(node, leader, fx);
    }

    /// A leader has answered.
    pub(super) fn take_records(
        &self,
        node: &mut Broker,
        from: NodeId,
        answer: FetchResponse,
        fx: &mut Fx,
    ) {
        let Some(leader) = self.answered_by(node, from, answer.asked, fx) else { return };
        for fetched in answer.partitions {
            self.take_partition(node, leader, from, fetched, fx);
        }
        self.fetch(node, leader, fx);
    }

    /// What came of one partition, unless it is followed elsewhere by now, or is not to be
    /// fetched. `processFetchRequest`: "ready for fetch and the current offset is the same"
    fn take_partition(
        &self,
        node: &mut Broker,
        leader: BrokerId,
        from: NodeId,
        fetched: Fetched,
        fx: &mut Fx,
    ) {
        let id = fetched.partition;
        let (Some(replica), Some(log)) = (node.replicas.get_mut(id), node.disk.logs.get_mut(id))
        else {
            return;
        };
        let own = replica.leader_epoch;
        let ReplicaRole::Follower(following) = &mut replica.role else { return };
        let wanted = Following { leader, pause: Pause::Fetching };
        if *following != wanted || fetched.offset != log.end() {
            return;
        }
        let asked_now = fetched.leader_epoch.is_none_or(|epoch| epoch == own);
        match fetched.error {
            Errors::None => {}
            Errors::OffsetOutOfRange if asked_now => {
                if self.may_not_cut(fetched.log_end < log.end()) {
                    let (theirs, own) = (fetched.log_end, log.end());
                    return fx.panic(self.may_not_cut_text(id, (leader, theirs), (node.id, own)));
                }
                let to = fetched.log_end.min(log.end());
                return self.cut(node, id, Truncation { to, complete: true }, fx);
            }
            // Fenced in the epoch that it still believes in. `onPartitionFenced`
            Errors::FencedLeaderEpoch if asked_now => {
                following.pause = Pause::Failed;
                return;
            }
            _ => {
                following.pause = Pause::Backoff;
                return fx.arm_ms(Timer::FetchBackoff(from), self.settings.fetch_backoff);
            }
        }
        if let Some(end) = fetched.diverging {
            return self.truncate(node, id, end, fx);
        }
        for record in fetched.records {
            log.append(record, self.settings.flush_messages);
        }
        replica.hw = fetched.high_watermark.min(log.end()).max(0);
    }

    /// A leader that has less was elected uncleanly, and that was not allowed.
    /// `ReplicaFetcherThread.handleOffsetOutOfRange`, 0.8.2 and 0.11
    fn may_not_cut(&self, leader_has_less: bool) -> bool {
        leader_has_less && !self.settings.unclean && self.settings.profile.halts_before_truncation()
    }

    /// Its last words: 0.8.2 halts the runtime, 0.11 throws a `FatalExitError`.
    /// `ReplicaFetcherThread.handleOffsetOutOfRange`
    fn may_not_cut_text(
        &self,
        id: PartitionId,
        (leader, theirs): (BrokerId, i64),
        (me, own): (BrokerId, i64),
    ) -> String {
        if self.settings.profile == Profile::V011 {
            return format!(
                "Exiting because log truncation is not allowed for partition t-{id}, current leader \
                 {leader}'s latest offset {theirs} is less than replica {me}'s latest offset {own}"
            );
        }
        format!(
            "Halting because log truncation is not allowed for topic t, Current leader \
             {leader}'s latest offset {theirs} is less than replica {me}'s latest offset {own}"
        )
    }

    /// The leader's log is another: cut to where they part. `truncateOnFetchResponse`
    fn truncate(&self, node: &mut Broker, id: PartitionId, end: EpochOffset, fx: &mut Fx) {
        let Some(own) = self.own_log(node, id, Some(end.epoch)) else { return };
        let cut = by_reply(&own, Reply::EpochEnd(end));
        fx.cite(&cited::TRUNCATE, "truncate", || {
            vec![
                fact!("logEndOffset", "logEndOffset" => own.log_end_offset),
                fact!("reply", "epoch" => end.epoch, "endOffset" => end.offset),
                fact!("truncateTo", "truncateTo" => cut.to),
            ]
        });
        self.cut(node, id, cut, fx);
    }

    /// Before 0.11: to the own high watermark.
    pub(super) fn truncate_to_hw(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        let Some(own) = self.own_log(node, id, None) else { return };
        let cut = to_high_watermark(&own);
        if cut.to < own.log_end_offset {
            fx.cite(&cited::TRUNCATE, "high-watermark", || {
                vec![
                    fact!("logEndOffset", "logEndOffset" => own.log_end_offset),
                    fact!("highWatermark", "highWatermark" => own.high_watermark),
                ]
            });
        }
        self.cut(node, id, cut, fx);
    }

    pub(super) fn own_log(
        &self,
        node: &Broker,
        id: PartitionId,
        epoch: Option<i64>,
    ) -> Option<OwnLog> {
        let (log, replica) = (node.log(id)?, node.replicas.get(id)?);
        Some(OwnLog {
            log_end_offset: log.end(),
            high_watermark: replica.hw,
            end_offset_for_epoch: epoch.and_then(|epoch| log.end_offset_for(epoch)),
        })
    }

    pub(super) fn cut(&self, node: &mut Broker, id: PartitionId, cut: Truncation, _fx: &mut Fx) {
        let (Some(replica), Some(log)) = (node.replicas.get_mut(id), node.disk.logs.get_mut(id))
        else {
            return;
        };
        if log.truncate(cut.to) {
            node.disk.discards += 1;
        }
        replica.hw = replica.hw.min(log.end());
    }
}

//! Serving fetches: of followers, whose offset is their acknowledgement, and of consumers.
//! `core ReplicaManager.fetchMessages, Partition.readRecords, DelayedFetch`

use super::{Broker, ReplicaRole};
use crate::fact;
use crate::systems::kafka::message::{Fetch, FetchPartition, FetchResponse, Fetched, Message};
use crate::systems::kafka::rules::epochs::{FetchAnswer, fetch_divergence};
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

impl Kafka {
    /// A follower or a consumer asks for records: answered now, or when there is news.
    pub(super) fn serve_fetch(&self, node: &mut Broker, from: NodeId, fetch: Fetch, fx: &mut Fx) {
        if let Some((replica, epoch)) = fetch.replica {
            // A fetch of an earlier start of the broker does not count (KIP-903).
            let known = node.image.brokers.get(&replica);
            if node.zk.is_some() || known.is_some_and(|known| known.epoch <= epoch) {
                for ask in &fetch.partitions {
                    self.note_fetch(node, replica, epoch, ask, fx);
                }
            }
        }
        let answer = self.read_all(node, &fetch, fx);
        if answer.is_empty() {
            node.parked.insert(from, fetch);
            fx.arm_ms(Timer::ParkedFetch(from), self.settings.fetch_wait);
        } else {
            self.send_records(node, from, &fetch, answer, fx);
        }
    }

    /// Why this partition is not served to this asker.
    fn fetch_error(&self, node: &Broker, ask: &FetchPartition, fx: &mut Fx) -> Errors {
        let Some(replica) = node.replicas.get(ask.partition) else {
            return Errors::UnknownTopicOrPartition;
        };
        let own = replica.leader_epoch;
        let error = match ask.leader_epoch {
            Some(epoch) if epoch < own => Errors::FencedLeaderEpoch,
            Some(epoch) if epoch > own => Errors::UnknownLeaderEpoch,
            _ => Errors::None,
        };
        if error != Errors::None {
            fx.cite(&cited::FETCH_FENCING, error.name(), || {
                vec![fact!("leaderEpoch", "request" => ask.leader_epoch, "own" => own)]
            });
            return error;
        }
        match node.leading(ask.partition) {
            Some(_) => Errors::None,
            None => Errors::NotLeaderOrFollower,
        }
    }

    /// Whether the follower's log is another from some offset on.
    fn divergence(&self, node: &Broker, ask: &FetchPartition) -> FetchAnswer {
        let Some(log) = node.log(ask.partition) else { return FetchAnswer::OffsetOutOfRange };
        if ask.offset == log.end() && ask.last_epoch == log.last_epoch() {
            return FetchAnswer::Records;
        }
        let beyond = ask.offset > log.end();
        match ask.last_epoch.filter(|_| self.settings.followed.fetch_divergence) {
            Some(epoch) => fetch_divergence(log.epochs(), 0, log.end(), epoch.0, ask.offset),
            None if beyond => FetchAnswer::OffsetOutOfRange,
            None => FetchAnswer::Records,
        }
    }

    /// A follower's fetch says how far it is.
    fn note_fetch(
        &self,
        node: &mut Broker,
        replica: BrokerId,
        epoch: BrokerEpoch,
        ask: &FetchPartition,
        fx: &mut Fx,
    ) {
        let own = node.replicas.get(ask.partition).map(|replica| replica.leader_epoch);
        if ask.leader_epoch.is_some() && ask.leader_epoch != own
            || self.divergence(node, ask) != FetchAnswer::Records
        {
            return;
        }
        let now = fx.now().as_ms() as i64;
        let Some((log, _, leading)) = node.led(ask.partition) else { return };
        let end = log.end();
        let Some(follower) = leading.follower_mut(replica) else { return };
        if follower.state.log_end_offset != ask.offset {
            follower.moved_at = now;
        }
        follower.state = follower.state.fetch(now, ask.offset, end);
        follower.broker_epoch = Some(epoch);
        self.expand_isr(node, ask.partition, replica, fx);
        self.advance(node, ask.partition, fx);
    }

    fn read_all(&self, node: &Broker, fetch: &Fetch, fx: &mut Fx) -> Vec<Fetched> {
        let replica = fetch.replica.map(|(id, _)| id);
        fetch.partitions.iter().filter_map(|ask| self.read(node, replica, ask, fx)).collect()
    }

    /// Whether a follower has all that its leader has.
    fn has_all(&self, node: &Broker, ask: &FetchPartition) -> bool {
        let Some(replica) = node.replicas.get(ask.partition) else { return false };
        let Some(log) = node.log(ask.partition) else { return false };
        matches!(replica.role, ReplicaRole::Leader(_))
            && ask.leader_epoch.is_none_or(|epoch| epoch == replica.leader_epoch)
            && (ask.offset, ask.last_epoch) == (log.end(), log.last_epoch())
    }

    /// What there is for this asker; `None` if there is no news.
    fn read(
        &self,
        node: &Broker,
        replica: Option<BrokerId>,
        ask: &FetchPartition,
        fx: &mut Fx,
    ) -> Option<Fetched> {
        if replica.is_some() && self.has_all(node, ask) {
            return None;
        }
        let id = ask.partition;
        let hw = node.replicas.get(id).map_or(-1, |replica| replica.hw);
        let log_end = node.log(id).map_or(0, super::Log::end);
        let mut fetched = Fetched {
            partition: id,
            error: self.fetch_error(node, ask, fx),
            offset: ask.offset,
            leader_epoch: ask.leader_epoch,
            high_watermark: hw,
            log_end,
            diverging: None,
            records: Vec::new(),
        };
        if fetched.error != Errors::None {
            return Some(fetched);
        }
        match self.divergence(node, ask) {
            FetchAnswer::Diverging(end) => {
                fx.cite(&cited::FETCH_DIVERGENCE, "diverging", || {
                    vec![
                        fact!("lastFetchedEpoch", "request" => ask.last_epoch,
                            "found" => end.epoch),
                        fact!("fetchOffset", "request" => ask.offset, "endOffset" => end.offset),
                    ]
                });
                fetched.diverging = Some(end);
                return Some(fetched);
            }
            FetchAnswer::OffsetOutOfRange => {
                fetched.error = Errors::OffsetOutOfRange;
                return Some(fetched);
            }
            FetchAnswer::Records => {}
        }
        let log = node.log(id)?;
        match replica {
            None if ask.offset > hw => fetched.error = Errors::OffsetOutOfRange,
            None => fetched.records = log.read(ask.offset, hw),
            Some(_) => {
                let end = log_end.min(ask.offset.saturating_add(self.settings.fetch_max));
                fetched.records = log.read(ask.offset, end);
            }
        }
        let news = !fetched.records.is_empty() || fetched.error != Errors::None;
        news.then_some(fetched)
    }

    fn send_records(
        &self,
        node: &mut Broker,
        to: NodeId,
        fetch: &Fetch,
        partitions: Vec<Fetched>,
        fx: &mut Fx,
    ) {
        if let Some((replica, _)) = fetch.replica {
            for fetched in &partitions {
                if let Some((_, hw, leading)) = node.led(fetched.partition)
                    && let Some(follower) = leading.follower_mut(replica)
                {
                    follower.told_hw = *hw;
                }
            }
        }
        fx.send(to, Message::FetchResponse(FetchResponse { asked: fetch.asked, partitions }));
    }

    /// Answers a fetch that waits, with or without news.
    pub(super) fn answer_fetch(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        let Some(fetch) = node.parked.remove(&peer) else { return };
        fx.disarm(Timer::ParkedFetch(peer));
        let mut answer = self.read_all(node, &fetch, fx);
        let replica = fetch.replica.map(|(id, _)| id);
        for ask in &fetch.partitions {
            // Without records, a new high watermark is news for who has waited.
            let hw = node.replicas.get(ask.partition).map_or(-1, |it| it.hw);
            let told = node
                .leading(ask.partition)
                .and_then(|leading| replica.and_then(|id| Some(leading.follower(id)?.told_hw)));
            let answered = answer.iter().any(|it| it.partition == ask.partition);
            if !answered && told.is_none_or(|told| told < hw) {
                answer.push(Fetched {
                    partition: ask.partition,
                    error: Errors::None,
                    offset: ask.offset,
                    leader_epoch: ask.leader_epoch,
                    high_watermark: hw,
                    log_end: node.log(ask.partition).map_or(0, super::Log::end),
                    diverging: None,
                    records: Vec::new(),
                });
            }
        }
        self.send_records(node, peer, &fetch, answer, fx);
    }

    /// There are new records: followers that wait for them get them.
    pub(super) fn wake_followers(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        self.wake(node, id, true, fx);
    }

    /// The high watermark has moved: consumers that wait may read on.
    pub(super) fn wake_consumers(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        self.wake(node, id, false, fx);
    }

    /// This broker does not lead any more: nobody waits for its records. Since 0.9; until then
    /// a fetch waits its time out. `ReplicaManager.completeDelayedFetchOrProduceRequests`
    pub(super) fn refuse_fetches(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        if self.settings.profile.completes_when_not_leader() {
            self.wake(node, id, true, fx);
            self.wake(node, id, false, fx);
        }
    }

    fn wake(&self, node: &mut Broker, id: PartitionId, followers: bool, fx: &mut Fx) {
        // Partitions stand in order in a fetch.
        let asks =
            |fetch: &Fetch| fetch.partitions.binary_search_by_key(&id, |ask| ask.partition).is_ok();
        let waiting = node.parked.iter();
        let ready: Vec<NodeId> = waiting
            .filter(|(_, fetch)| fetch.replica.is_some() == followers && asks(fetch))
            .map(|(peer, _)| *peer)
            .collect();
        for peer in ready {
            self.answer_fetch(node, peer, fx);
        }
    }
}

//! A broker reads the metadata log as an observer of the quorum, and does what it says.
//! `core BrokerMetadataPublisher, ReplicaManager.applyDelta`

use super::{Broker, Life};
use crate::flat::FlatSet;
use crate::systems::kafka::image::Image;
use crate::systems::kafka::message::{Message, QUORUM_CHANNEL, QuorumFetch, QuorumFetchResponse};
use crate::systems::kafka::rules::partition_change::Partition;
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka};
use crate::words::NodeId;

impl Kafka {
    /// The run begins with this broker at work: registered, and with the metadata replayed.
    pub(super) fn continue_work(&self, node: &mut Broker, fx: &mut Fx) {
        let end = node.disk.metadata.end();
        node.image = Image::replay(&node.disk.metadata, end);
        node.observer.hw = end;
        if let Some(known) = node.image.brokers.get(&node.id) {
            node.life = Life { epoch: Some(known.epoch), fenced: known.fenced, ..Life::default() };
        }
        let all = node.image.partitions().map(|(id, _)| id).collect();
        self.publish(node, all, fx);
        if node.zk.is_some() {
            self.continue_zk(node);
        } else {
            fx.arm_ms(Timer::Heartbeat, self.settings.heartbeat);
        }
    }

    /// Asks the leader of the quorum for what comes next; who leads is found out by asking.
    pub(super) fn fetch_metadata(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(voter) = self.metadata_source(node) else { return };
        node.observer.asked += 1;
        let ask = QuorumFetch {
            asked: node.observer.asked,
            epoch: node.disk.quorum_epoch,
            offset: node.disk.metadata.end(),
            last_epoch: node.disk.metadata.last_epoch(),
            high_watermark: node.observer.hw,
        };
        fx.send(voter, Message::QuorumFetch(ask));
        fx.arm_ms(Timer::QuorumFetchTimeout, self.settings.quorum_fetch_timeout);
    }

    fn metadata_source(&self, node: &Broker) -> Option<NodeId> {
        let voters = &self.settings.voters;
        let leader = node.observer.leader.filter(|_| !node.observer.overdue);
        let known = leader.and_then(|id| self.settings.voter(id));
        known.or_else(|| {
            let place = usize::from(node.observer.bootstrap) % voters.len().max(1);
            voters.get(place).map(|(_, node)| *node)
        })
    }

    /// No answer in time: another voter may know who leads. `pollFollowerAsObserver`
    pub(super) fn ask_another_voter(&self, node: &mut Broker, fx: &mut Fx) {
        if let Some(silent) = self.metadata_source(node) {
            fx.hang_up(silent, QUORUM_CHANNEL);
        }
        self.next_voter(node);
        self.fetch_metadata(node, fx);
    }

    fn next_voter(&self, node: &mut Broker) {
        node.observer.overdue = true;
        let voters = self.settings.voters.len().max(1) as u8;
        node.observer.bootstrap = (node.observer.bootstrap + 1) % voters;
    }

    pub(super) fn voter_hung_up(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        if self.metadata_source(node) == Some(peer) {
            self.next_voter(node);
            fx.arm_ms(Timer::QuorumRetry, self.settings.quorum_retry);
        }
    }

    /// The answer of a voter.
    pub(super) fn observe(&self, node: &mut Broker, answer: QuorumFetchResponse, fx: &mut Fx) {
        if answer.asked != node.observer.asked {
            return;
        }
        let behind = answer.epoch < node.disk.quorum_epoch;
        if !behind {
            if answer.epoch > node.disk.quorum_epoch {
                node.disk.quorum_epoch = answer.epoch;
                node.observer.leader = node.observer.leader.filter(|_| answer.leader.is_some());
            }
            if answer.leader.is_some() && answer.leader != node.observer.leader {
                node.observer.leader = answer.leader;
                self.controller_changed(node, fx);
            }
        }
        if behind || answer.error != Errors::None {
            match behind || answer.leader.is_none() {
                true => self.next_voter(node),
                false => node.observer.overdue = false,
            }
            fx.arm_ms(Timer::QuorumRetry, self.settings.quorum_retry);
            return;
        }
        node.observer.overdue = false;
        let log = &mut node.disk.metadata;
        if let Some((epoch, end)) = answer.diverging {
            let own = log.end_for(epoch).1;
            log.truncate(end.min(own));
        }
        for entry in answer.entries {
            log.push(entry);
        }
        node.observer.hw = node.observer.hw.max(answer.high_watermark.min(log.end()));
        let changed = node.image.catch_up(&node.disk.metadata, node.observer.hw);
        self.publish(node, changed, fx);
        self.fetch_metadata(node, fx);
    }

    /// The metadata of these partitions changed: lead, follow or wait.
    fn publish(&self, node: &mut Broker, changed: FlatSet<PartitionId>, fx: &mut Fx) {
        if changed.is_empty() {
            return;
        }
        for id in changed {
            let Some(partition) = node.image.partition(id).cloned() else { continue };
            if partition.replicas.contains(&node.id) {
                self.apply_partition(node, id, &partition, fx);
            } else {
                self.stop_replica(node, id, fx);
            }
        }
        self.fetch_from_all(node, fx);
    }

    fn apply_partition(&self, node: &mut Broker, id: PartitionId, now: &Partition, fx: &mut Fx) {
        let known = node.know_replica(id);
        if known.is_none_or(|replica| now.partition_epoch <= replica.partition_epoch) {
            return;
        }
        match now.leader {
            Some(leader) if leader == node.id => self.make_leader(node, id, now, fx),
            leader => self.make_follower(node, id, leader, now, fx),
        }
    }

    /// The replica was moved away: its log is deleted.
    pub(in super::super) fn stop_replica(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        self.refuse_waiting(node, id, fx);
        let removed = node.replicas.remove(id);
        self.refuse_fetches(node, id, fx);
        if let Some(replica) = removed
            && id == PartitionId::FOCUS
        {
            node.disk.stopped_in = replica.leader_epoch;
        }
        if node.disk.logs.remove(id).is_some_and(|log| log.end() > 0) {
            node.disk.discards += 1;
        }
    }

    /// The replica stops, its log stays.
    pub(in super::super) fn stop_fetching(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        self.refuse_waiting(node, id, fx);
        if let Some(replica) = node.replicas.get_mut(id) {
            replica.role = super::ReplicaRole::Leaderless;
        }
        self.refuse_fetches(node, id, fx);
    }

    /// A client asks who leads.
    pub(super) fn tell_leader(
        &self,
        node: &Broker,
        from: NodeId,
        asked: u32,
        partition: PartitionId,
        fx: &mut Fx,
    ) {
        let known = node.image.partition(partition);
        let leader = known.and_then(|known| known.leader).filter(|id| node.image.is_active(*id));
        let error = match (known, leader) {
            (None, _) => Errors::UnknownTopicOrPartition,
            (Some(_), None) => Errors::LeaderNotAvailable,
            (Some(_), Some(_)) => Errors::None,
        };
        let leader = leader.and_then(|id| self.settings.broker(id));
        let leader_epoch = known
            .map(|known| known.leader_epoch)
            .filter(|_| leader.is_some() && self.settings.profile.fences_fetches());
        let answer = Message::MetadataResponse { asked, partition, error, leader, leader_epoch };
        fx.send(from, answer);
    }
}

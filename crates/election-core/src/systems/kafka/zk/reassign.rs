//! A partition moves to other replicas: they join, one of them leads, the old ones go.
//! `core KafkaController.onPartitionReassignment`, 0.8.2 to 3.9

use super::super::broker::Broker;
use super::super::profile::Profile;
use super::super::rules::BrokerId;
use super::super::rules::partition_change::Partition;
use super::super::words::{PartitionId, list};
use super::super::{Fx, Kafka};
use super::office::{Answer, Tag, Task, Why};
use super::znode::{self, State, Topic};
use crate::systems::zookeeper::{ANY_VERSION, Op, Request, Response};
use std::sync::Arc;

/// `AlterPartitionReassignments`: the new replicas join first.
pub fn reassign(
    kafka: &Kafka,
    node: &mut Broker,
    id: PartitionId,
    target: &[BrokerId],
    fx: &mut Fx,
) -> Result<(), String> {
    let Some(office) = kafka.office(node) else { return Err("NOT_CONTROLLER".into()) };
    let Some(known) = office.partition(id).cloned() else {
        return Err("UNKNOWN_TOPIC_OR_PARTITION".into());
    };
    // Moves are asked for in a znode, one at a time: `ReassignPartitionsCommand`.
    if kafka.settings.profile < Profile::V24 && moves(&known) {
        return Err("There is an existing assignment running.".into());
    }
    let now = reassign_to(&known, target);
    let twice = (1..target.len()).any(|i| target[..i].contains(&target[i]));
    let dead = kafka.must_live(target, &now).iter().any(|id| !office.live.contains_key(id));
    let nobody = target.iter().any(|id| kafka.settings.broker(*id).is_none());
    if target.is_empty() || twice || dead || nobody {
        let allowed: Vec<BrokerId> = office.live.keys().copied().collect();
        let (target, allowed) = (list(target), list(&allowed));
        let says = format!("{target}; allowed: some of {allowed}, each once");
        return Err(format!("INVALID_REPLICA_ASSIGNMENT: {says}"));
    }
    // `updateCurrentReassignment`: who was to be added is not wanted any more.
    let unneeded: Vec<BrokerId> =
        known.replicas.iter().copied().filter(|id| !now.replicas.contains(id)).collect();
    if let Some(slot) = office.partitions.get_mut(id.0.into()) {
        *slot = Arc::new(now);
    }
    office.tasks.push_back(Task::WriteTopic);
    if !unneeded.is_empty() {
        let out = |gone: &BrokerId| Task::Change(Why::ReplicaOffline(*gone), vec![id]);
        office.tasks.extend(unneeded.iter().map(out));
        office.tasks.push_back(Task::StopReplicas(id, unneeded));
    }
    kafka.enqueue(node, Task::Reassign(id, true), fx);
    Ok(())
}

/// From the replicas that it had before any move to these; who still has to come is one of the
/// new. `ReplicaAssignment.reassignTo`
fn reassign_to(known: &Partition, target: &[BrokerId]) -> Partition {
    let mut origin = known.replicas.clone();
    origin.retain(|id| !known.adding_replicas.contains(id));
    let mut now = known.clone();
    now.adding_replicas = target.iter().copied().filter(|id| !origin.contains(id)).collect();
    now.removing_replicas = origin.into_iter().filter(|id| !target.contains(id)).collect();
    now.replicas = target.iter().chain(&now.removing_replicas).copied().collect();
    now
}

/// Whether a partition is being moved.
pub(super) fn moves(partition: &Partition) -> bool {
    !partition.adding_replicas.is_empty() || !partition.removing_replicas.is_empty()
}

fn topic_of(partitions: impl Iterator<Item = (PartitionId, Arc<Partition>)>) -> Topic {
    let mut topic = Topic::default();
    for (id, it) in partitions {
        topic.partitions.insert(id, it.replicas.clone());
        for (all, ids) in
            [(&mut topic.adding, &it.adding_replicas), (&mut topic.removing, &it.removing_replicas)]
        {
            if !ids.is_empty() {
                all.insert(id, ids.clone());
            }
        }
    }
    topic
}

impl Kafka {
    /// Who has to be alive: all (0.8), nobody (0.11), the new ones (since 2.4).
    /// `initiateReassignReplicasForTopicPartition, replicasAreValid, validateReplicas`
    fn must_live<'a>(&self, target: &'a [BrokerId], now: &'a Partition) -> &'a [BrokerId] {
        match self.settings.profile {
            Profile::V2 | Profile::V08 => target,
            Profile::V011 => &[],
            _ => &now.adding_replicas,
        }
    }

    pub(super) fn write_topic(&self, node: &mut Broker) -> Vec<(Tag, Request)> {
        let Some(office) = self.office(node) else { return Vec::new() };
        let topic = topic_of(office.partitions().map(|(id, it)| (id, it.clone())));
        let write = Op::set_data(znode::TOPIC, &topic.encode(), ANY_VERSION);
        vec![(Tag::Only, self.fenced_write(office, write))]
    }

    /// The state of a partition that moves is read. Are all new replicas in sync, one of them
    /// leads, and the old ones go: phase B. Else, at the beginning, everybody hears of the new
    /// replicas: phase A. `onPartitionReassignment`
    pub(super) fn reassign_read(
        &self,
        node: &mut Broker,
        id: PartitionId,
        begins: bool,
        got: Vec<(Tag, Answer)>,
        fx: &mut Fx,
    ) {
        let Some((_, Ok(Response::Data { data, stat }))) = got.into_iter().next() else { return };
        let Some(state) = State::decode(&data) else { return };
        let Some(office) = self.office(node) else { return };
        if state.controller_epoch > office.epoch {
            return self.controller_moved(node, fx);
        }
        office.learn(id, &state, stat.version);
        let Some(known) = office.partition(id).cloned() else { return };
        if !begins && !moves(&known) {
            return;
        }
        let target: Vec<BrokerId> = known
            .replicas
            .iter()
            .copied()
            .filter(|id| !known.removing_replicas.contains(id))
            .collect();
        if moves(&known) && !target.iter().all(|id| known.isr.contains(id)) {
            if begins {
                office.tasks.push_front(Task::Change(Why::NewReplicas, vec![id]));
            }
            return;
        }
        let mut now = Partition::clone(&known);
        let stays = known.leader.is_some_and(|id| target.contains(&id) && office.is_online(id));
        let old = std::mem::take(&mut now.removing_replicas);
        (now.replicas, now.adding_replicas) = (target, Vec::new());
        if let Some(slot) = office.partitions.get_mut(id.0.into()) {
            *slot = Arc::new(now);
        }
        // `moveReassignedPartitionLeaderIfRequired, stopRemovedReplicasOfReassignedPartition`
        let leads = if stays { Why::NewReplicas } else { Why::Reassign };
        let mut tasks = vec![Task::Change(leads, vec![id])];
        tasks.extend(old.iter().map(|gone| Task::Change(Why::ReplicaOffline(*gone), vec![id])));
        tasks.push(Task::EndReassignment(id, old));
        tasks.into_iter().rev().for_each(|task| office.tasks.push_front(task));
    }

    /// Proposed ISRs are written: moves may end by that. `maybeCompleteReassignment`
    pub(super) fn moves_may_end(&self, node: &mut Broker, written: &[PartitionId]) {
        let Some(office) = self.office(node) else { return };
        for id in written {
            if office.partition(*id).is_some_and(|it| moves(it)) {
                office.tasks.push_back(Task::Reassign(*id, false));
            }
        }
    }

    /// The old replicas are deleted, and the topic's znode says who holds the partition now.
    pub(super) fn end_reassignment(&self, node: &mut Broker, id: PartitionId, old: &[BrokerId]) {
        self.stop_replicas(node, id, old);
        let Some(office) = self.office(node) else { return };
        office.tell_everybody(id);
        office.tasks.push_front(Task::WriteTopic);
    }

    /// These hold the partition no longer. `stopRemovedReplicasOfReassignedPartition`
    pub(super) fn stop_replicas(&self, node: &mut Broker, id: PartitionId, gone: &[BrokerId]) {
        let Some(office) = self.office(node) else { return };
        let Some(known) = office.partition(id).cloned() else { return };
        // The request has had a leader epoch since 2.6.
        let epoch = (self.settings.profile >= Profile::V28).then_some(known.leader_epoch);
        for broker in gone.iter().filter(|id| office.live.contains_key(id)) {
            let batch = office.batch.entry(*broker).or_default();
            batch.stop_replica.push((id, epoch, true));
        }
    }
}

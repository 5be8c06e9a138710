//! A new controller: it loads everything, tells everybody, and elects where nobody leads.
//! `core KafkaController.onControllerFailover, initializeControllerContext`

use super::super::broker::Broker;
use super::super::rules::partition_change::{LeaderRecoveryState, Partition};
use super::super::rules::{BrokerId, LeaderEpoch, PartitionEpoch};
use super::super::timer::Timer;
use super::super::words::PartitionId;
use super::super::{Fx, Kafka};
use super::office::{Answer, Tag, Task, Why};
use super::reassign::moves;
use super::znode::{State, Topic};
use crate::systems::zookeeper::Response;
use std::sync::Arc;

/// The balance is looked at so long after the controller has begun, in ms; then at its interval.
pub(super) const FIRST_BALANCE_MS: u64 = 5_000;

impl Kafka {
    /// It was elected: what has to be read, in order.
    pub(super) fn take_office(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(office) = self.office(node) else { return };
        office.tasks.extend([Task::Brokers, Task::IsrNotices, Task::Topic, Task::States]);
        office.tasks.push_back(Task::Startup);
        self.run_tasks(node, fx);
    }

    pub(super) fn topic_read(&self, node: &mut Broker, got: Vec<(Tag, Answer)>) {
        let Some((_, Ok(Response::Data { data, .. }))) = got.into_iter().next() else { return };
        let topic = Topic::decode(&data);
        let Some(office) = self.office(node) else { return };
        office.partitions = topic
            .partitions
            .iter()
            .map(|(id, replicas)| {
                let of = |all: &crate::flat::FlatMap<PartitionId, Vec<BrokerId>>| {
                    all.get(id).cloned().unwrap_or_default()
                };
                Arc::new(Partition {
                    adding_replicas: of(&topic.adding),
                    removing_replicas: of(&topic.removing),
                    ..unknown(replicas)
                })
            })
            .collect();
    }

    pub(super) fn states_read(&self, node: &mut Broker, got: Vec<(Tag, Answer)>) {
        let Some(office) = self.office(node) else { return };
        for (tag, answer) in got {
            if let (Tag::Partition(id), Ok(Response::Data { data, stat })) = (tag, answer)
                && let Some(state) = State::decode(&data)
            {
                office.learn(id, &state, stat.version);
            }
        }
    }

    /// First everybody hears everything, then come the elections.
    /// `ReplicaStateMachine.startup, PartitionStateMachine.startup`
    pub(super) fn start_machines(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(office) = self.office(node) else { return };
        office.tell_who_lives();
        for id in office.which(|_| true) {
            office.tell_everybody(id);
            let replicas = office.partition(id).map(|it| it.replicas.clone()).unwrap_or_default();
            office.tell_leader_and_isr(id, &replicas);
        }
        let live = office.live_ids();
        let dead = |id: BrokerId| !live.contains(&id);
        let leaderless = office.which(|it| it.leader.is_none_or(dead));
        let mut tasks = Vec::new();
        let gone: Vec<BrokerId> =
            self.settings.brokers.iter().map(|(id, _)| *id).filter(|id| dead(*id)).collect();
        for id in gone {
            let member = office.which(|it| it.isr.contains(&id) || it.leader == Some(id));
            tasks.push(Task::Change(Why::ReplicaOffline(id), member));
        }
        tasks.push(Task::Change(Why::Offline { unclean: false }, leaderless));
        tasks.extend(office.which(moves).into_iter().map(|id| Task::Reassign(id, true)));
        // The failover is one event (`onControllerFailover`): what a watch has queued meanwhile
        // comes after it.
        tasks.into_iter().rev().for_each(|task| office.tasks.push_front(task));
        fx.arm_ms(Timer::Rebalance, FIRST_BALANCE_MS.min(self.settings.imbalance_check));
    }
}

/// A partition of which only the replicas are known.
pub(super) fn unknown(replicas: &[BrokerId]) -> Partition {
    Partition {
        replicas: replicas.to_vec(),
        isr: Vec::new(),
        elr: Vec::new(),
        last_known_elr: Vec::new(),
        removing_replicas: Vec::new(),
        adding_replicas: Vec::new(),
        leader: None,
        leader_epoch: LeaderEpoch(-1),
        partition_epoch: PartitionEpoch(-1),
        leader_recovery_state: LeaderRecoveryState::Recovered,
    }
}

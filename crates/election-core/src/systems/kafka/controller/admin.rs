//! What an administrator asks of the active controller: elections and reassignment.

use super::Controller;
use super::partitions::Who;
use crate::flat::FlatSet;
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::kraft_election::Election;
use crate::systems::kafka::rules::partition_change::{Change, Partition};
use crate::systems::kafka::words::{PartitionId, list};
use crate::systems::kafka::{Fx, Kafka};

impl Kafka {
    /// `ElectLeaders`: an administrator asks for an election.
    pub(in super::super) fn elect_leaders(
        &self,
        node: &mut Controller,
        id: PartitionId,
        election: Election,
        fx: &mut Fx,
    ) -> Result<(), String> {
        let partition = self.partition_of_active(node, id)?;
        node.unclean_asked |= election == Election::Unclean;
        let preferred = partition.replicas.first().copied();
        let needless = match election {
            Election::Preferred => partition.leader == preferred,
            Election::Unclean | Election::Online => partition.leader.is_some(),
        };
        if needless {
            return Err("ELECTION_NOT_NEEDED".into());
        }
        let nobody = FlatSet::new();
        let acceptable = self.acceptable(node, Who::default());
        let change = Change { election, ..self.change(&partition, &acceptable, &nobody) };
        let record = self.built(id, &partition, &change, fx);
        self.write(node, record.into_iter().collect(), fx);
        let leader = node.image.partition(id).and_then(|partition| partition.leader);
        match election {
            Election::Preferred if leader != preferred => {
                Err("PREFERRED_LEADER_NOT_AVAILABLE".into())
            }
            _ if leader.is_none() => Err("ELIGIBLE_LEADERS_NOT_AVAILABLE".into()),
            _ => Ok(()),
        }
    }

    /// `AlterPartitionReassignments`: the replicas of a partition move.
    pub(in super::super) fn reassign(
        &self,
        node: &mut Controller,
        id: PartitionId,
        target: &[BrokerId],
        fx: &mut Fx,
    ) -> Result<(), String> {
        let partition = self.partition_of_active(node, id)?;
        let unknown = target.iter().find(|id| !node.image.brokers.contains_key(id));
        let twice = (1..target.len()).any(|i| target[..i].contains(&target[i]));
        if target.is_empty() || twice || unknown.is_some() {
            let known: Vec<BrokerId> = node.image.brokers.keys().copied().collect();
            let allowed = format!("some of {}, each once", list(&known));
            return Err(format!(
                "INVALID_REPLICA_ASSIGNMENT: {}; allowed: {allowed}",
                list(target)
            ));
        }
        // In their order: `PartitionReassignmentReplicas` keeps them in a `TreeSet`.
        let without = |all: &[BrokerId], known: &[BrokerId]| -> Vec<BrokerId> {
            let mut news: Vec<BrokerId> =
                all.iter().filter(|id| !known.contains(id)).copied().collect();
            news.sort_unstable();
            news
        };
        let adding = without(target, &partition.replicas);
        let removing = without(&partition.replicas, target);
        let replicas: Vec<BrokerId> = target.iter().chain(&removing).copied().collect();
        let nobody = FlatSet::new();
        let acceptable = self.acceptable(node, Who::default());
        let change = Change {
            replicas: Some(replicas),
            // What is empty is not set: `changePartitionReassignment`.
            removing: (!removing.is_empty()).then_some(removing),
            adding: (!adding.is_empty()).then_some(adding),
            ..self.change(&partition, &acceptable, &nobody)
        };
        let record = self.built(id, &partition, &change, fx);
        self.write(node, record.into_iter().collect(), fx);
        Ok(())
    }

    fn partition_of_active(&self, node: &Controller, id: PartitionId) -> Result<Partition, String> {
        if !node.is_active() {
            return Err("NOT_CONTROLLER".into());
        }
        node.image.partition(id).cloned().ok_or_else(|| "UNKNOWN_TOPIC_OR_PARTITION".into())
    }
}

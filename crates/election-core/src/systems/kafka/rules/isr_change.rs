//! Whether the controller accepts the ISR that a leader proposes, and the effective minimum.
//! `metadata ReplicationControlManager.validateAlterPartitionData, ineligibleReplicasForIsr`

use super::partition_change::{LeaderRecoveryState, Partition};
use super::{BrokerEpoch, BrokerId, LeaderEpoch, PartitionEpoch, set};
use crate::flat::FlatMap;

/// A registered broker.
#[derive(Clone, Copy, Debug)]
pub struct Registration {
    /// Of its registration.
    pub epoch: BrokerEpoch,
    /// It may not lead nor be in sync.
    pub fenced: bool,
    /// It is about to leave.
    pub in_controlled_shutdown: bool,
}

/// An AlterPartition request for one partition.
#[derive(Clone, Debug, Hash)]
pub struct AlterPartition {
    /// Who asks.
    pub broker: BrokerId,
    /// Its registration.
    pub broker_epoch: BrokerEpoch,
    /// The epoch it leads in.
    pub leader_epoch: LeaderEpoch,
    /// The state it starts from.
    pub partition_epoch: PartitionEpoch,
    /// The members proposed, with their registrations if they are to be checked.
    pub new_isr: Vec<(BrokerId, Option<BrokerEpoch>)>,
    /// What the leader says of itself.
    pub leader_recovery_state: LeaderRecoveryState,
}

/// Why a proposal is not accepted, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAltered {
    /// `STALE_BROKER_EPOCH`: the sender's registration is not the current one.
    StaleBrokerEpoch,
    /// `NOT_CONTROLLER`: the sender knows a newer leader epoch than this controller.
    NewerLeaderEpoch,
    /// `NOT_CONTROLLER`: it knows a newer partition epoch.
    NewerPartitionEpoch,
    /// `FENCED_LEADER_EPOCH`: it has been replaced.
    FencedLeaderEpoch,
    /// `INVALID_REQUEST`: it is not the leader.
    NotTheLeader,
    /// `INVALID_UPDATE_VERSION`: the state has changed meanwhile.
    InvalidUpdateVersion,
    /// `INVALID_REQUEST`: members that are no replicas, or named twice, or no leader.
    InvalidIsr,
    /// `INVALID_REQUEST`: a recovering leader is alone in the ISR.
    RecoveringWithOthers,
    /// `INVALID_REQUEST`: what has recovered does not begin to recover again.
    RecoveringAgain,
    /// `INELIGIBLE_REPLICA`: a member may not be in sync.
    Ineligible(BrokerId, Ineligible),
}

/// Why a broker may not be in an ISR (KIP-841, KIP-903).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ineligible {
    /// Nobody is registered by that id.
    NotRegistered,
    /// It is shutting down.
    ShuttingDown,
    /// It is fenced.
    Fenced,
    /// It has been restarted since the leader saw it.
    BrokerEpochMismatch,
}

/// Checks a proposal.
pub fn validate(
    partition: &Partition,
    brokers: &FlatMap<BrokerId, Registration>,
    request: &AlterPartition,
) -> Result<(), NotAltered> {
    let sender = brokers.get(&request.broker);
    if sender.is_none_or(|registration| registration.epoch != request.broker_epoch) {
        return Err(NotAltered::StaleBrokerEpoch);
    }
    validate_epochs(partition, request)?;
    validate_isr(partition, request)?;
    match ineligible(brokers, &request.new_isr) {
        Some((id, reason)) => Err(NotAltered::Ineligible(id, reason)),
        None => Ok(()),
    }
}

fn validate_epochs(partition: &Partition, request: &AlterPartition) -> Result<(), NotAltered> {
    if request.leader_epoch > partition.leader_epoch {
        Err(NotAltered::NewerLeaderEpoch)
    } else if request.partition_epoch > partition.partition_epoch {
        Err(NotAltered::NewerPartitionEpoch)
    } else if request.leader_epoch < partition.leader_epoch {
        Err(NotAltered::FencedLeaderEpoch)
    } else if partition.leader != Some(request.broker) {
        Err(NotAltered::NotTheLeader)
    } else if request.partition_epoch < partition.partition_epoch {
        Err(NotAltered::InvalidUpdateVersion)
    } else {
        Ok(())
    }
}

fn validate_isr(partition: &Partition, request: &AlterPartition) -> Result<(), NotAltered> {
    let members: Vec<BrokerId> = request.new_isr.iter().map(|(id, _)| *id).collect();
    let isr = set(&members);
    let sound = isr.len() == members.len() && isr.is_subset(&set(&partition.replicas));
    let recovering = request.leader_recovery_state == LeaderRecoveryState::Recovering;
    if !sound || !isr.contains(&request.broker) {
        Err(NotAltered::InvalidIsr)
    } else if recovering && members.len() > 1 {
        Err(NotAltered::RecoveringWithOthers)
    } else if recovering && partition.leader_recovery_state == LeaderRecoveryState::Recovered {
        Err(NotAltered::RecoveringAgain)
    } else {
        Ok(())
    }
}

/// The first member that may not be in the ISR.
fn ineligible(
    brokers: &FlatMap<BrokerId, Registration>,
    isr: &[(BrokerId, Option<BrokerEpoch>)],
) -> Option<(BrokerId, Ineligible)> {
    isr.iter().find_map(|(id, epoch)| {
        let reason = match brokers.get(id) {
            None => Ineligible::NotRegistered,
            Some(registered) if registered.in_controlled_shutdown => Ineligible::ShuttingDown,
            Some(registered) if registered.fenced => Ineligible::Fenced,
            Some(registered) if epoch.is_some_and(|epoch| epoch != registered.epoch) => {
                Ineligible::BrokerEpochMismatch
            }
            Some(_) => return None,
        };
        Some((*id, reason))
    })
}

/// `min.insync.replicas` as it counts since 3.7: never more than there are replicas.
/// `getTopicEffectiveMinIsr`
pub fn effective_min_isr(min_insync_replicas: i64, replication_factor: i64) -> i64 {
    min_insync_replicas.min(replication_factor)
}

//! Which requests of a controller a broker obeys.
//! `core KafkaApis.isBrokerEpochStale, ReplicaManager.stopReplicas, becomeLeaderOrFollower`

use super::{BrokerEpoch, ControllerEpoch, LeaderEpoch};

/// What is asked of the partition, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Stop the replica.
    StopReplica {
        /// `None` if the sender does not know it or deletes the topic.
        leader_epoch: Option<LeaderEpoch>,
        /// The epoch that the broker knows will do: since 3.4.1 (KAFKA-13972); before, only a
        /// newer one did.
        same_will_do: bool,
    },
    /// Lead or follow in this leader epoch.
    LeaderAndIsr {
        /// The epoch.
        leader_epoch: LeaderEpoch,
        /// The broker asked is one of the partition's replicas.
        is_replica: bool,
    },
    /// New metadata, or a request that names no partition.
    UpdateMetadata,
}

/// What a broker, and what the sender of a request, takes for current.
#[derive(Clone, Copy, Debug)]
pub struct Epochs {
    /// Of the controller.
    pub controller: ControllerEpoch,
    /// Of the broker's registration; in a request `None` from a sender older than KIP-380.
    pub broker: Option<BrokerEpoch>,
}

/// Why a request is not obeyed, by the error of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fenced {
    /// It is meant for an earlier registration of this broker: `STALE_BROKER_EPOCH`.
    StaleBrokerEpoch,
    /// A newer controller was heard of: `STALE_CONTROLLER_EPOCH`.
    StaleControllerEpoch,
    /// LeaderAndIsr not newer than what is known: `STALE_CONTROLLER_EPOCH`, for the partition.
    OldLeaderEpoch,
    /// StopReplica not newer than what is known: `FENCED_LEADER_EPOCH`.
    FencedLeaderEpoch,
    /// This broker holds no replica: `UNKNOWN_TOPIC_OR_PARTITION`.
    NotAReplica,
}

/// Whether the broker obeys. A broker epoch from the future is obeyed: the controller may hear
/// of a registration before the broker does. `here` is the leader epoch of the partition on
/// this broker, if it holds it.
pub fn obeys(
    broker: Epochs,
    here: Option<LeaderEpoch>,
    request: Epochs,
    control: Control,
) -> Result<(), Fenced> {
    if let (Some(asked), Some(own)) = (request.broker, broker.broker)
        && asked < own
    {
        return Err(Fenced::StaleBrokerEpoch);
    }
    if request.controller < broker.controller {
        return Err(Fenced::StaleControllerEpoch);
    }
    // A partition not held yet starts below the first epoch.
    let known = here.unwrap_or(LeaderEpoch(-1));
    match control {
        Control::LeaderAndIsr { leader_epoch, .. } if leader_epoch <= known => {
            Err(Fenced::OldLeaderEpoch)
        }
        Control::LeaderAndIsr { is_replica: false, .. } => Err(Fenced::NotAReplica),
        Control::StopReplica { leader_epoch: Some(asked), same_will_do }
            if here.is_some_and(|own| asked < own || asked == own && !same_will_do) =>
        {
            Err(Fenced::FencedLeaderEpoch)
        }
        _ => Ok(()),
    }
}

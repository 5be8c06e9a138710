//! Names that several files of this system share: partitions, errors, one start of a process.

use super::rules::{BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch, PartitionEpoch, VoterId};
use std::fmt;

/// A partition of the topic. The first one is in focus: pictures and ledger are about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct PartitionId(pub u16);

impl PartitionId {
    /// The one that role, epoch and log end of a broker are about.
    pub const FOCUS: PartitionId = PartitionId(0);
}

/// Names one start of a broker's process (a random UUID in the real system).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Incarnation(pub u32);

/// An error code. `clients Errors`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Errors {
    /// 0
    None,
    /// 1
    OffsetOutOfRange,
    /// 3
    UnknownTopicOrPartition,
    /// 5
    LeaderNotAvailable,
    /// 6
    NotLeaderOrFollower,
    /// 7
    RequestTimedOut,
    /// 11
    StaleControllerEpoch,
    /// 19
    NotEnoughReplicas,
    /// 20
    NotEnoughReplicasAfterAppend,
    /// 41
    NotController,
    /// 42
    InvalidRequest,
    /// 74
    FencedLeaderEpoch,
    /// 75
    UnknownLeaderEpoch,
    /// 77
    StaleBrokerEpoch,
    /// 95
    InvalidUpdateVersion,
    /// 101
    DuplicateBrokerRegistration,
    /// 107
    IneligibleReplica,
    /// 108
    NewLeaderElected,
}

impl Errors {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Errors::None => "NONE",
            Errors::OffsetOutOfRange => "OFFSET_OUT_OF_RANGE",
            Errors::UnknownTopicOrPartition => "UNKNOWN_TOPIC_OR_PARTITION",
            Errors::LeaderNotAvailable => "LEADER_NOT_AVAILABLE",
            Errors::NotLeaderOrFollower => "NOT_LEADER_OR_FOLLOWER",
            Errors::RequestTimedOut => "REQUEST_TIMED_OUT",
            Errors::StaleControllerEpoch => "STALE_CONTROLLER_EPOCH",
            Errors::NotEnoughReplicas => "NOT_ENOUGH_REPLICAS",
            Errors::NotEnoughReplicasAfterAppend => "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
            Errors::NotController => "NOT_CONTROLLER",
            Errors::InvalidRequest => "INVALID_REQUEST",
            Errors::FencedLeaderEpoch => "FENCED_LEADER_EPOCH",
            Errors::UnknownLeaderEpoch => "UNKNOWN_LEADER_EPOCH",
            Errors::StaleBrokerEpoch => "STALE_BROKER_EPOCH",
            Errors::InvalidUpdateVersion => "INVALID_UPDATE_VERSION",
            Errors::DuplicateBrokerRegistration => "DUPLICATE_BROKER_REGISTRATION",
            Errors::IneligibleReplica => "INELIGIBLE_REPLICA",
            Errors::NewLeaderElected => "NEW_LEADER_ELECTED",
        }
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! number {
    ($($name:ident),*) => {
        $(impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        })*
    };
}
number!(BrokerId, VoterId, ControllerEpoch, BrokerEpoch, LeaderEpoch, PartitionEpoch, PartitionId);

/// A list of ids as Kafka's logs print it.
pub fn list<T: fmt::Display>(ids: &[T]) -> String {
    let ids: Vec<String> = ids.iter().map(T::to_string).collect();
    format!("[{}]", ids.join(","))
}

/// An id, or -1 for nobody, as on the wire.
pub fn or_none<T: fmt::Display>(id: Option<T>) -> String {
    id.map_or("-1".into(), |id| id.to_string())
}

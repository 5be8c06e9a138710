//! The pure decisions of Apache Kafka. Partition election on ZooKeeper is 2.8.2, KRaft and
//! replication are 4.1.1, unless a version is said.

use crate::flat::FlatSet;

pub mod acks;
pub mod assignors;
pub mod brokers;
pub mod epochs;
pub mod fencing;
pub mod follower;
pub mod groups;
pub mod isr_change;
pub mod keys;
pub mod kraft_election;
pub mod legacy;
pub mod partition_change;
pub mod placement;
pub mod producer;
pub mod quorum_leader;
pub mod quorum_vote;
pub mod replica_election;
pub mod sticky;
pub mod sticky_general;
pub mod transactions;
pub mod truncation;
pub mod unclean_recovery;
pub mod zk_election;
pub mod zk_state;

/// A broker, also as the holder of a replica of a partition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BrokerId(pub i64);

impl BrokerId {
    /// Nobody, where a list of ids has to say so.
    pub const NONE: BrokerId = BrokerId(-1);
}

/// A voter of the controller quorum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VoterId(pub i64);

/// One more with every change of the active controller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ControllerEpoch(pub i64);

/// Names one registration of a broker: the czxid of its znode, or the offset of its
/// registration record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct BrokerEpoch(pub i64);

/// One more with every leader of a partition, and with some changes that keep the leader.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct LeaderEpoch(pub i64);

/// One more with every change of a partition's record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct PartitionEpoch(pub i64);

/// The members of a list of replicas, whatever their order.
pub(crate) fn set(replicas: &[BrokerId]) -> FlatSet<BrokerId> {
    replicas.iter().copied().collect()
}

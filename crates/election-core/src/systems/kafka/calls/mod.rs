//! The rules as they are called alone: input fields, example, and the way in and out.

mod acks;
mod assignors;
mod brokers;
mod epochs;
mod fencing;
mod follower;
mod groups;
mod isr_change;
mod keys;
mod kraft_election;
mod legacy;
mod partition_change;
mod placement;
mod producer;
mod quorum_leader;
mod quorum_vote;
mod read_replica;
mod replica_election;
mod sticky;
mod transactions;
mod truncation;
mod unclean_recovery;
mod zk_election;
mod zk_state;

pub use unclean_recovery::strategy;

use crate::flat::FlatSet;
use crate::rule::RuleCall;
use crate::schema::{Field, NAT, Ty};
use crate::systems::kafka::rules::{
    BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch, PartitionEpoch, VoterId,
};
use crate::value::Value;

/// Every rule of this system that can be called alone.
pub const CALLS: &[RuleCall] = &[
    zk_election::ELECT_LEADER_ZK,
    legacy::LEGACY_SELECTOR,
    replica_election::MAY_LEAD,
    zk_state::PARTITION_STATE,
    zk_state::REPLICA_OFFLINE,
    fencing::CONTROL_REQUEST,
    placement::REPLICA_ASSIGNMENT,
    kraft_election::ELECT_LEADER_KRAFT,
    partition_change::PARTITION_CHANGE,
    unclean_recovery::UNCLEAN_RECOVERY,
    isr_change::EFFECTIVE_MIN_ISR,
    isr_change::ALTER_PARTITION,
    brokers::BROKER_HEARTBEAT,
    brokers::BROKER_SESSION,
    brokers::REGISTER_BROKER,
    quorum_vote::RAFT_VOTE,
    quorum_vote::RAFT_TALLY,
    quorum_leader::RAFT_HIGH_WATERMARK,
    quorum_leader::RAFT_CHECK_QUORUM,
    quorum_leader::RAFT_RESIGN_BACKOFF,
    quorum_vote::RAFT_TRANSITION,
    follower::FOLLOWER_STATE,
    follower::OUT_OF_SYNC,
    follower::ISR_EXPAND,
    acks::HIGH_WATERMARK,
    acks::MIN_ISR_STATE,
    acks::PRODUCE,
    epochs::LEADER_EPOCH_CACHE,
    epochs::FETCH_DIVERGENCE,
    truncation::TRUNCATE,
    read_replica::PREFERRED_READ_REPLICA,
    keys::MURMUR2,
    keys::KEY_PARTITION,
    keys::GROUP_COORDINATOR,
    groups::GROUP_LEADER_AFTER_LEAVE,
    groups::GROUP_STATE,
    groups::GROUP_PROTOCOL,
    assignors::ASSIGN_RANGE,
    assignors::ASSIGN_ROUNDROBIN,
    sticky::ASSIGN_STICKY,
    producer::PRODUCER_APPEND,
    transactions::LAST_STABLE_OFFSET,
    keys::ADAPTIVE_WEIGHTS,
];

/// A broker id.
const BROKER: Ty = NAT;
/// Broker ids, each once; their order is kept.
const BROKERS: Ty = Ty::Set(&BROKER);

/// Broker ids that must be given.
const fn brokers(name: &'static str) -> Field {
    Field::required(name, BROKERS)
}

/// A leader, or null for none.
const LEADER: Field = Field::optional("leader", BROKER);

macro_rules! newtype_values {
    ($($name:ident),*) => {
        $(impl From<$name> for Value {
            fn from(of: $name) -> Value {
                Value::Int(of.0)
            }
        })*
    };
}
newtype_values!(BrokerId, VoterId, ControllerEpoch, BrokerEpoch, LeaderEpoch, PartitionEpoch);

/// The broker ids of a checked list.
fn ids(list: &Value) -> Vec<BrokerId> {
    list.items().iter().map(|id| BrokerId(id.int())).collect()
}

/// The broker ids of a checked list, without their order.
fn id_set(list: &Value) -> FlatSet<BrokerId> {
    list.items().iter().map(|id| BrokerId(id.int())).collect()
}

/// A broker id, unless it is null.
fn id(value: &Value) -> Option<BrokerId> {
    value.as_int().map(BrokerId)
}

//! The rules that processes of this system cite.

use crate::rule::Rule;
use crate::systems::zookeeper;

macro_rules! rules {
    ($($name:ident $id:literal $switch:literal $source:literal)*) => {
        $(
            #[doc = concat!("`", $id, "`")]
            pub static $name: Rule = Rule { id: $id, source: $source, switch: $switch };
        )*
        /// All of them.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    ELECT_LEADER "kafka/elect-leader-kraft" true
        "metadata PartitionChangeBuilder.electLeader, 4.1.1"
    PARTITION_CHANGE "kafka/partition-change" false
        "metadata PartitionChangeBuilder.build, 4.1.1"
    ALTER_PARTITION "kafka/alter-partition" false
        "metadata ReplicationControlManager.validateAlterPartitionData, 4.1.1"
    BROKER_HEARTBEAT "kafka/broker-heartbeat" false
        "metadata BrokerHeartbeatManager.calculateNextBrokerState, 4.1.1"
    BROKER_SESSION "kafka/broker-session" false
        "metadata BrokerHeartbeatTracker.hasValidSession, 4.1.1"
    REGISTER_BROKER "kafka/register-broker" false
        "metadata ClusterControlManager.registerBroker, 4.1.1"
    RAFT_VOTE "kafka/raft-vote" true
        "raft EpochState.canGrantVote, 4.1.1; KIP-595, KIP-996"
    RAFT_TALLY "kafka/raft-tally" false
        "raft EpochElection, 4.1.1"
    RAFT_HIGH_WATERMARK "kafka/raft-high-watermark" true
        "raft LeaderState.maybeUpdateHighWatermark, 4.1.1"
    RAFT_CHECK_QUORUM "kafka/raft-check-quorum" true
        "raft LeaderState.updateCheckQuorumForFollowingVoter, 4.1.1; KAFKA-15489"
    RAFT_RESIGN_BACKOFF "kafka/raft-resign-backoff" false
        "raft KafkaRaftClient.strictExponentialElectionBackoffMs, 4.1.1"
    OUT_OF_SYNC "kafka/out-of-sync" false
        "core Partition.getOutOfSyncReplicas, 4.1.1"
    ISR_EXPAND "kafka/isr-expand" true
        "core Partition.isFollowerInSync, isReplicaIsrEligible, 4.1.1; KIP-841"
    HIGH_WATERMARK "kafka/high-watermark" true
        "core Partition.maybeIncrementLeaderHW, 4.1.1; KIP-497, KIP-966"
    PRODUCE "kafka/produce" true
        "core Partition.appendRecordsToLeader, checkEnoughReplicasReachOffset, 4.1.1"
    FETCH_DIVERGENCE "kafka/fetch-divergence" true
        "core Partition.readRecords, 4.1.1; KIP-595"
    FETCH_FENCING "kafka/fetch-fencing" false
        "core Partition.checkCurrentLeaderEpoch, 4.1.1; KIP-320"
    CONTROLLER_RACE "kafka/controller-race" false
        "core KafkaZkClient.registerControllerAndIncrementControllerEpoch, 2.8.2"
    ELECT_LEADER_ZK "kafka/elect-leader-zk" true
        "core PartitionLeaderElectionAlgorithms, 2.8.2; PartitionLeaderSelector, 0.8.2"
    REPLICA_OFFLINE "kafka/replica-offline" false
        "core ZkReplicaStateMachine.doRemoveReplicasFromIsr, 2.8.2"
    CONTROL_REQUEST "kafka/control-request" true
        "core ReplicaManager.becomeLeaderOrFollower, KafkaApis.isBrokerEpochStale, 2.8.2; KIP-380"
    CONDITIONAL_WRITE "kafka/conditional-write" true
        "core KafkaZkClient.setTopicPartitionStatesRaw, 2.8.2; KAFKA-6082"
    OUT_OF_SYNC_08 "kafka/out-of-sync-08" false
        "core Partition.getOutOfSyncReplicas, 0.8.2"
    MAY_LEAD "kafka/may-lead" false
        "core KafkaZooKeeper.canBecomeLeader, 842da7bfcdd (2012, never released)"
    LEADER_RACE "kafka/leader-race" false
        "core ZkUtils.tryToBecomeLeaderForPartition, 842da7bfcdd (2012, never released)"
    UNCLEAN_RECOVERY "kafka/unclean-recovery" false
        "KIP-966, Unclean recovery: proposed, in no release up to 4.1.1"
    TRUNCATE "kafka/truncate" true
        "server AbstractFetcherThread.truncateOnFetchResponse, 4.1.1; KIP-101, KIP-595"
}

/// All rules that processes cite: Kafka's, then those of the ZooKeeper servers.
pub static ALL: &[&Rule] = &{
    let mut all = [RULES[0]; RULES.len() + zookeeper::RULES.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < RULES.len() { RULES[i] } else { zookeeper::RULES[i - RULES.len()] };
        i += 1;
    }
    all
};

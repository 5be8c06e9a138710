//! The rules that processes of this system cite.

use crate::rule::Rule;

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
    ISR_EXPAND "kafka/isr-expand" false
        "core Partition.isFollowerInSync, isReplicaIsrEligible, 4.1.1; KIP-841"
    HIGH_WATERMARK "kafka/high-watermark" true
        "core Partition.maybeIncrementLeaderHW, 4.1.1; KIP-497, KIP-966"
    PRODUCE "kafka/produce" true
        "core Partition.appendRecordsToLeader, checkEnoughReplicasReachOffset, 4.1.1"
    FETCH_DIVERGENCE "kafka/fetch-divergence" true
        "core Partition.readRecords, 4.1.1; KIP-595"
    FETCH_FENCING "kafka/fetch-fencing" false
        "core Partition.checkCurrentLeaderEpoch, 4.1.1; KIP-320"
    TRUNCATE "kafka/truncate" true
        "server AbstractFetcherThread.truncateOnFetchResponse, 4.1.1; KIP-101, KIP-595"
}

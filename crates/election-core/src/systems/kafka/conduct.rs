//! What brokers, controllers and clients do: the events that can happen at each.

use crate::effects::OpKind;
use crate::vocabulary::Conduct;

/// Between brokers, the one that is controller among them.
const BROKERS: &[&str] = &[
    "AlterPartition",
    "AlterPartitionResponse",
    "Fetch",
    "FetchResponse",
    "LeaderAndIsr",
    "UpdateMetadata",
    "StopReplica",
    "LeaderAndIsrResponse",
    "UpdateMetadataResponse",
    "StopReplicaResponse",
    "ControlledShutdown",
    "ControlledShutdownResponse",
    "OffsetForLeaderEpoch",
    "OffsetForLeaderEpochResponse",
];

pub(super) const BROKER: Conduct = Conduct {
    sends: &[
        BROKERS,
        &["QuorumFetch", "BrokerRegistration", "BrokerHeartbeat", "GetReplicaLogInfoResponse"],
        &["ProduceResponse", "MetadataResponse"],
        &["ConnectRequest", "setData", "getData", "ping", "create", "delete", "multi"],
        &["exists", "getChildren", "closeSession", "setWatches"],
    ],
    hears: &[
        BROKERS,
        &["QuorumFetchResponse", "BrokerRegistrationResponse", "BrokerHeartbeatResponse"],
        &["GetReplicaLogInfo", "Produce", "Metadata"],
        &["ConnectResponse", "pong", "Reply", "WatcherEvent"],
    ],
    timers: &[&[
        "quorum-fetch-timeout",
        "quorum-retry",
        "heartbeat",
        "register",
        "alter-partition",
        "isr-expiration",
        "isr-notice",
        "checkpoint",
        "fetch-backoff",
        "fetch-timeout",
        "parked-fetch",
        "purgatory",
        "shutdown",
        "control-send",
        "controlled-shutdown",
        "preferred-replica",
        "rebalance",
        "log-recovery",
        "callback",
        "clientExpiry",
        "connectTimeout",
        "ping",
        "readTimeout",
        "reconnect",
    ]],
    cites: &[&[
        "kafka/alter-partition",
        "kafka/conditional-write",
        "kafka/control-request",
        "kafka/controller-race",
        "kafka/elect-leader-zk",
        "kafka/fetch-divergence",
        "kafka/fetch-fencing",
        "kafka/high-watermark",
        "kafka/isr-expand",
        "kafka/leader-race",
        "kafka/may-lead",
        "kafka/out-of-sync",
        "kafka/out-of-sync-08",
        "kafka/produce",
        "kafka/replica-offline",
        "kafka/truncate",
    ]],
    acks: true,
    last_words: &[
        "Halting because log truncation is not allowed for topic t, Current leader {}'s \
                   latest offset {} is less than replica {}'s latest offset {}",
    ],
    ..Conduct::NONE
};

pub(super) const CONTROLLER: Conduct = Conduct {
    sends: &[
        QUORUM,
        &["BrokerRegistrationResponse", "BrokerHeartbeatResponse", "AlterPartitionResponse"],
        &["GetReplicaLogInfo", "ControlledShutdownResponse"],
    ],
    hears: &[
        QUORUM,
        &["BrokerRegistration", "BrokerHeartbeat", "AlterPartition"],
        &["GetReplicaLogInfoResponse", "ControlledShutdown"],
    ],
    timers: &[&[
        "election",
        "quorum-fetch-timeout",
        "check-quorum",
        "begin-quorum-epoch",
        "quorum-retry",
        "parked-quorum-fetch",
        "append-linger",
        "broker-session",
        "rebalance",
        "unclean-election",
        "unclean-recovery",
    ]],
    cites: &[&[
        "kafka/alter-partition",
        "kafka/broker-heartbeat",
        "kafka/broker-session",
        "kafka/elect-leader-kraft",
        "kafka/raft-check-quorum",
        "kafka/raft-high-watermark",
        "kafka/raft-resign-backoff",
        "kafka/raft-tally",
        "kafka/raft-vote",
        "kafka/register-broker",
        "kafka/unclean-recovery",
    ]],
    ..Conduct::NONE
};

/// Between controllers.
const QUORUM: &[&str] = &[
    "Vote",
    "VoteResponse",
    "BeginQuorumEpoch",
    "BeginQuorumEpochResponse",
    "EndQuorumEpoch",
    "QuorumFetch",
    "QuorumFetchResponse",
];

pub(super) const PRODUCER: Conduct = Conduct {
    sends: &[&["Metadata", "Produce"]],
    hears: &[&["MetadataResponse", "ProduceResponse"]],
    timers: &[&["next", "retry", "request-timeout", "delivery-timeout"]],
    asks: &[OpKind::Write],
    // The client's own, then a broker's.
    errors: &[
        "TimeoutException",
        "NetworkException",
        "UNKNOWN_TOPIC_OR_PARTITION",
        "LEADER_NOT_AVAILABLE",
        "NOT_LEADER_OR_FOLLOWER",
        "REQUEST_TIMED_OUT",
        "NOT_ENOUGH_REPLICAS",
        "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
        "INVALID_REQUEST",
        "FENCED_LEADER_EPOCH",
        "UNKNOWN_LEADER_EPOCH",
    ],
    ..Conduct::NONE
};

pub(super) const CONSUMER: Conduct = Conduct {
    sends: &[&["Metadata", "Fetch"]],
    hears: &[&["MetadataResponse", "FetchResponse"]],
    asks: &[OpKind::Read],
    errors: &["TimeoutException"],
    ..PRODUCER
};

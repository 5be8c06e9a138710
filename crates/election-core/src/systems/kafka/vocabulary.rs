//! The verdicts that brokers and controllers give, and what a process can be.

use crate::systems::zookeeper;
use crate::view::Role::{Client, Follower, Leader, Looking, Observer};
use crate::vocabulary::{Guise, Verdicts, Vocabulary};

/// Kafka's words, and those of the ZooKeeper servers under it.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS, zookeeper::vocabulary::VERDICTS],
    guises: &[
        Guise {
            kind: "broker",
            roles: &[Leader, Follower, Looking, Observer],
            names: &["leader", "follower", "no leader", "replica on disk", "no replica"],
            log: true,
        },
        Guise {
            kind: "controller",
            roles: &[Leader, Follower, Looking],
            names: CONTROLLER,
            log: false,
        },
        Guise {
            kind: "zookeeper",
            roles: &[Looking, Leader, Follower],
            names: zookeeper::vocabulary::SERVER,
            log: false,
        },
        Guise { kind: "producer", roles: &[Client], names: &["producer"], log: false },
        Guise { kind: "consumer", roles: &[Client], names: &["consumer"], log: false },
    ],
};

const CONTROLLER: &[&str] =
    &["Unattached", "Prospective", "Candidate", "Leader", "Follower", "Resigned"];

const VERDICTS: &[Verdicts] = &[
    (
        "kafka/alter-partition",
        &[
            "NONE",
            "FENCED_LEADER_EPOCH",
            "INELIGIBLE_REPLICA",
            "INVALID_REQUEST",
            "INVALID_UPDATE_VERSION",
            "NOT_CONTROLLER",
            "STALE_BROKER_EPOCH",
        ],
    ),
    ("kafka/broker-heartbeat", &["FENCED", "UNFENCED", "CONTROLLED_SHUTDOWN", "SHUTDOWN_NOW"]),
    ("kafka/broker-session", &["expired"]),
    ("kafka/conditional-write", &["refused"]),
    (
        "kafka/control-request",
        &[
            "NONE",
            "STALE_BROKER_EPOCH",
            "STALE_CONTROLLER_EPOCH",
            "FENCED_LEADER_EPOCH",
            "UNKNOWN_TOPIC_OR_PARTITION",
        ],
    ),
    ("kafka/controller-race", &["lost", "won"]),
    ("kafka/elect-leader-kraft", &["elected", "none", "unclean"]),
    ("kafka/elect-leader-zk", &["elected", "none", "unclean"]),
    ("kafka/fetch-divergence", &["diverging"]),
    ("kafka/fetch-fencing", &["FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH"]),
    ("kafka/high-watermark", &["advance"]),
    ("kafka/isr-expand", &["joins"]),
    ("kafka/leader-race", &["lost", "won"]),
    ("kafka/may-lead", &["in-isr", "isr-empty", "none", "unclean"]),
    ("kafka/out-of-sync", &["lagging"]),
    ("kafka/out-of-sync-08", &["slow", "stuck"]),
    (
        "kafka/produce",
        &[
            "NONE",
            "INVALID_REQUEST",
            "NOT_ENOUGH_REPLICAS",
            "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
            "NOT_LEADER_OR_FOLLOWER",
            "REQUEST_TIMED_OUT",
        ],
    ),
    ("kafka/raft-check-quorum", &["resign"]),
    ("kafka/raft-high-watermark", &["advance"]),
    ("kafka/raft-resign-backoff", &["0", "wait"]),
    ("kafka/raft-tally", &["granted", "rejected"]),
    ("kafka/raft-vote", &["false", "true"]),
    ("kafka/register-broker", &["DUPLICATE_BROKER_REGISTRATION", "registered"]),
    ("kafka/replica-offline", &["offline"]),
    ("kafka/truncate", &["high-watermark", "truncate"]),
    ("kafka/unclean-recovery", &["STALE_BROKER_EPOCH", "asks", "longest-log", "waits"]),
];

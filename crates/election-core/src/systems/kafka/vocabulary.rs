//! The verdicts that brokers and controllers give, and what a process can be.

use super::conduct;
use crate::systems::zookeeper;
use crate::view::Role::{Client, Follower, Leader, Looking, Observer};
use crate::vocabulary::{Guise, Positions, Verdicts, Vocabulary};

/// Kafka's words, and those of the ZooKeeper servers under it.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS, zookeeper::vocabulary::VERDICTS],
    guises: &[
        Guise {
            kind: "broker",
            looks: &[
                (Leader, &["leader"]),
                (Follower, &["follower"]),
                (Looking, &["no leader"]),
                (Observer, &["replica on disk", "no replica"]),
            ],
            log: Some(Positions::from(0)),
            tells: &["role", "role_name", "epoch", "established", "log_end", "commit", "leader"],
            does: &conduct::BROKER,
        },
        Guise {
            kind: "controller",
            looks: &[
                (Leader, &["Leader"]),
                (Follower, &["Follower"]),
                (Looking, &["Unattached", "Prospective", "Candidate", "Resigned"]),
            ],
            log: None,
            tells: &["role", "role_name", "epoch", "established", "log_end", "commit", "leader"],
            does: &conduct::CONTROLLER,
        },
        Guise {
            kind: "zookeeper",
            looks: zookeeper::vocabulary::SERVER,
            log: None,
            tells: zookeeper::vocabulary::VOTER,
            does: &zookeeper::conduct::UNDER_KAFKA,
        },
        Guise {
            kind: "producer",
            looks: &[(Client, &["producer"])],
            log: None,
            tells: &[],
            does: &conduct::PRODUCER,
        },
        Guise {
            kind: "consumer",
            looks: &[(Client, &["consumer"])],
            log: None,
            tells: &[],
            does: &conduct::CONSUMER,
        },
    ],
    needs: &[("consumed-records-stay", &["consumer"])],
};

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

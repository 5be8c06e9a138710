//! The verdicts that instances and Sentinels give, and what a process can be.

use crate::view::Role::{Client, Follower, Leader, Voter};
use crate::vocabulary::{Guise, Verdicts, Vocabulary};

/// The words of Redis and Sentinel.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS],
    guises: &[
        Guise { kind: "redis", roles: &[Leader, Follower], names: INSTANCE, log: true },
        Guise { kind: "sentinel", roles: &[Voter], names: SENTINEL, log: false },
        Guise { kind: "writer", roles: &[Client], names: &["writer"], log: false },
        Guise { kind: "reader", roles: &[Client], names: &["reader"], log: false },
    ],
};

const INSTANCE: &[&str] = &[
    "master",
    "FAILOVER",
    "waits for its disk",
    "slave",
    "loading",
    "CONNECT",
    "SEND_PSYNC",
    "TRANSFER",
    "CONNECTED",
];

const SENTINEL: &[&str] = &[
    "sentinel",
    "waits for its disk",
    "tilt",
    "s_down",
    "o_down",
    "wait_start",
    "select_slave",
    "send_slaveof_noone",
    "wait_promotion",
    "reconf_slaves",
    "update_config",
];

const VERDICTS: &[Verdicts] = &[
    ("redis/aof-flush", &["fsync-too-long"]),
    ("redis/config-epoch", &["+config-update-from", "+switch-master"]),
    ("redis/config-set", &["CONFIG SET", "+set"]),
    (
        "redis/convert-to-slave",
        &["+convert-to-slave", "tilt", "master-not-sane", "was-down", "too-short"],
    ),
    ("redis/discovery", &["+reboot", "+role-change", "-role-change", "+sentinel", "+slave"]),
    ("redis/failover-command", &["waiting-for-sync", "failover-in-progress", "abort"]),
    (
        "redis/failover-state",
        &[
            "+failover-state-select-slave",
            "+failover-state-send-slaveof-noone",
            "+failover-state-wait-promotion",
            "+promoted-slave",
            "+failover-state-reconf-slaves",
            "+failover-end",
            "+failover-end-for-timeout",
            "-failover-abort-slave-timeout",
        ],
    ),
    (
        "redis/failover-timing",
        &["+try-failover", "next-failover-delay", "-failover-abort-not-elected"],
    ),
    ("redis/fix-slave-config", &["+fix-slave-config"]),
    ("redis/full-resync", &["discarded", "loaded"]),
    ("redis/min-replicas", &["accepts", "refuses", "NOREPLICAS"]),
    ("redis/new-epoch", &["+new-epoch"]),
    ("redis/odown", &["+odown", "-odown"]),
    (
        "redis/parallel-syncs",
        &[
            "+slave-reconf-sent",
            "+slave-reconf-sent-be",
            "+slave-reconf-inprog",
            "+slave-reconf-done",
            "-slave-reconf-sent-timeout",
        ],
    ),
    ("redis/psync", &["+CONTINUE", "+FULLRESYNC"]),
    ("redis/refuse", &["READONLY", "MASTERDOWN", "LOADING", "UNBLOCKED", "ERR"]),
    ("redis/repl-timeout", &["master-timeout", "replica-timeout"]),
    ("redis/sdown", &["+sdown", "-sdown"]),
    ("redis/select-replica", &["+selected-slave", "-failover-abort-no-good-slave"]),
    ("redis/sentinel-elected", &["+elected-leader"]),
    ("redis/sentinel-vote", &["+vote-for-leader", "already-voted", "stale-epoch"]),
    ("redis/shift-replid", &["shifted"]),
    ("redis/tilt", &["+tilt", "-tilt"]),
    ("redis/wait", &["enough", "timeout"]),
];

//! The verdicts that instances and Sentinels give, and what a process can be.

use super::conduct;
use crate::view::Role::{Client, Follower, Leader, Voter};
use crate::vocabulary::{Guise, Look, Positions, Verdicts, Vocabulary};

/// The words of Redis and Sentinel.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS],
    guises: &[
        Guise {
            kind: "redis",
            looks: INSTANCE,
            // An offset in bytes.
            log: Some(Positions { first: 1, stride: 1000 }),
            tells: &["role", "role_name", "epoch", "established", "log_end", "leader"],
            does: &conduct::INSTANCE,
        },
        Guise {
            kind: "sentinel",
            looks: &[(Voter, SENTINEL)],
            log: None,
            tells: &["role_name", "epoch", "log_end", "leader"],
            does: &conduct::SENTINEL,
        },
        Guise {
            kind: "writer",
            looks: &[(Client, &["writer"])],
            log: None,
            tells: &[],
            does: &conduct::WRITER,
        },
        Guise {
            kind: "reader",
            looks: &[(Client, &["reader"])],
            log: None,
            tells: &[],
            does: &conduct::READER,
        },
    ],
    needs: &[],
};

const INSTANCE: &[Look] = &[
    (Leader, &["master", "FAILOVER", "waits for its disk", "loading"]),
    (
        Follower,
        &[
            "slave",
            "waits for its disk",
            "loading",
            "CONNECT",
            "SEND_PSYNC",
            "TRANSFER",
            "CONNECTED",
        ],
    ),
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

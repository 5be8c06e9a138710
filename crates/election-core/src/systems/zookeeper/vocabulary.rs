//! The verdicts that servers and applications give, and what a process can be.

use super::conduct;
use crate::view::Role::{Client, Follower, Leader, Looking, Observer, Peer};
use crate::vocabulary::{Guise, Look, Positions, Verdicts, Vocabulary};

/// ZooKeeper's words.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS],
    guises: &[
        Guise {
            kind: "server",
            looks: SERVER,
            log: Some(Positions::from(1)),
            tells: VOTER,
            does: &conduct::SERVER,
        },
        Guise {
            kind: "observer",
            looks: &[(Observer, OBSERVER)],
            log: Some(Positions::from(1)),
            tells: &["role_name", "epoch", "log_end", "commit", "leader"],
            does: &conduct::OBSERVER,
        },
        Guise {
            kind: "application",
            looks: &[
                (Leader, &["leads"]),
                (Follower, &["waits"]),
                (Looking, &["waits", "stands", "no session"]),
            ],
            log: None,
            tells: &["role", "role_name", "epoch", "established"],
            does: &conduct::APPLICATION,
        },
        Guise {
            kind: "resource",
            looks: &[(Peer, &["resource"])],
            log: None,
            tells: &["epoch", "log_end"],
            does: &conduct::RESOURCE,
        },
        Guise {
            kind: "writer",
            looks: CLIENT,
            log: None,
            tells: &["role_name"],
            does: &conduct::WRITER,
        },
        Guise {
            kind: "reader",
            looks: CLIENT,
            log: None,
            tells: &["role_name"],
            does: &conduct::READER,
        },
    ],
    needs: &[
        ("elected-is-first", &["application"]),
        ("resource-fenced", &["resource"]),
        ("session-full-timeout", &["application"]),
    ],
};

/// What can be said of a voting server.
pub const VOTER: &[&str] =
    &["role", "role_name", "epoch", "established", "log_end", "commit", "leader"];

/// What a voting server calls itself, as `zk_peer_state` of `mntr` does.
pub const SERVER: &[Look] = &[
    (Looking, &["looking"]),
    (Leader, &["leading - discovery", "leading - synchronization", "leading - broadcast"]),
    (
        Follower,
        &[
            "following - discovery",
            "following - synchronization - diff",
            "following - synchronization - trunc",
            "following - synchronization - snap",
            "following - broadcast",
        ],
    ),
];

const OBSERVER: &[&str] = &[
    "looking",
    "observing - discovery",
    "observing - synchronization - diff",
    "observing - synchronization - trunc",
    "observing - synchronization - snap",
    "observing - broadcast",
];

const CLIENT: &[Look] = &[(Client, &["Disconnected", "connecting", "SyncConnected"])];

/// The verdicts that servers and applications give.
pub const VERDICTS: &[Verdicts] = &[
    ("zookeeper/accept-epoch", &["accept", "accepted-before", "refuse"]),
    (
        "zookeeper/check-leader",
        &["believed", "not-heard-from-leader", "leader-not-leading", "other-round"],
    ),
    ("zookeeper/client-ahead", &["refuse"]),
    ("zookeeper/commit", &["commit"]),
    ("zookeeper/connection", &["kept", "closed-and-dialled-back"]),
    ("zookeeper/epoch-ack", &["counted", "finished", "follower-ahead"]),
    ("zookeeper/epoch-to-propose", &["fixed"]),
    ("zookeeper/fencing-token", &["accept", "refuse"]),
    ("zookeeper/finalize-wait", &["follow", "lead"]),
    ("zookeeper/keeps-quorum", &["steps-down", "initLimit", "zxid-rollover"]),
    ("zookeeper/last-logged-zxid", &["last-logged", "last-processed"]),
    ("zookeeper/learner-timeout", &["initLimit", "syncLimit"]),
    (
        "zookeeper/load-database",
        &[
            "not-in-peer-list",
            "current-epoch-older-than-last-zxid",
            "accepted-epoch-less-than-current-epoch",
            "currentEpoch.tmp",
        ],
    ),
    ("zookeeper/log-before-ack", &["log, epoch, ack", "epoch, ack, log"]),
    ("zookeeper/log-before-epoch", &["epoch, log, ack", "epoch, ack, log"]),
    ("zookeeper/newleader-ack", &["formed"]),
    (
        "zookeeper/prep-request",
        &[
            "ok",
            "BADARGUMENTS",
            "BADVERSION",
            "NOCHILDRENFOREPHEMERALS",
            "NODEEXISTS",
            "NONODE",
            "NOTEMPTY",
            "SESSIONEXPIRED",
            "SESSIONMOVED",
        ],
    ),
    ("zookeeper/recipe-position", &["leader", "watch"]),
    ("zookeeper/revalidate", &["expired", "valid"]),
    ("zookeeper/round-gate", &["adopt-round-and-compare-with-initial-vote", "ignore"]),
    ("zookeeper/session-expiry", &["expired"]),
    ("zookeeper/session-restart", &["full timeout", "at once"]),
    ("zookeeper/session-timeout", &["negotiated"]),
    ("zookeeper/sync-choice", &["DIFF", "SNAP", "TRUNC"]),
    ("zookeeper/tally", &["quorum"]),
    ("zookeeper/total-order", &["adopt", "keep"]),
];

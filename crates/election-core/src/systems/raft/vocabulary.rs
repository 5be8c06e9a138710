//! The verdicts that the servers give, and what a process can be.

use crate::view::Role::{Client, Follower, Leader, Looking};
use crate::vocabulary::{Guise, Verdicts, Vocabulary};

/// Raft's words.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS],
    guises: &[
        Guise {
            kind: "server",
            roles: &[Follower, Looking, Leader],
            names: &["StateFollower", "StatePreCandidate", "StateCandidate", "StateLeader"],
            log: true,
        },
        Guise { kind: "writer", roles: &[Client], names: &["writer"], log: false },
        Guise {
            kind: "reader",
            roles: &[Client],
            names: &["linearizable reader", "serializable reader"],
            log: false,
        },
    ],
};

const VERDICTS: &[Verdicts] = &[
    ("raft/append-entries", &["overwrite", "reject"]),
    ("raft/check-quorum", &["stays", "steps down"]),
    ("raft/commit-index", &["commit", "wait"]),
    ("raft/commit-to", &["panics"]),
    ("raft/durable-vote", &["forgets its vote", "remembers"]),
    ("raft/election-timeout", &["campaign", "unpromotable"]),
    ("raft/grant-vote", &["grant"]),
    ("raft/higher-term", &["follow"]),
    ("raft/lease", &["ignore"]),
    ("raft/next-probe", &["probe"]),
    ("raft/one-vote-per-term", &["reject"]),
    ("raft/pre-vote-keeps-term", &["asks"]),
    ("raft/read-index", &["confirmed"]),
    ("raft/stale-term", &["ignore", "reject"]),
    ("raft/tally", &["VoteLost", "VotePending", "VoteWon"]),
    ("raft/transfer-leadership", &["after catching up", "now"]),
    ("raft/up-to-date", &["reject"]),
];

//! The verdicts that the servers give, and what a process can be and do.

use super::{client, desk};
use crate::effects::OpKind;
use crate::view::Role::{Client, Follower, Leader, Looking};
use crate::vocabulary::{Conduct, Guise, Positions, Verdicts, Vocabulary};

/// Raft's words.
pub static WORDS: Vocabulary = Vocabulary {
    verdicts: &[VERDICTS],
    guises: &[
        Guise {
            kind: "server",
            looks: &[
                (Follower, &["StateFollower"]),
                (Looking, &["StatePreCandidate", "StateCandidate"]),
                (Leader, &["StateLeader"]),
            ],
            log: Some(Positions::from(1)),
            tells: &["role", "role_name", "epoch", "established", "log_end", "commit", "leader"],
            does: &SERVER,
        },
        Guise {
            kind: "writer",
            looks: &[(Client, &["writer"])],
            log: None,
            tells: &[],
            does: &WRITER,
        },
        Guise {
            kind: "reader",
            looks: &[(Client, &["linearizable reader", "serializable reader"])],
            log: None,
            tells: &[],
            does: &READER,
        },
    ],
    needs: &[("MsgReadIndex", &["reader"]), ("MsgReadIndexResp", &["reader"])],
};

const PEER: &[&str] = &[
    "MsgPreVote",
    "MsgPreVoteResp",
    "MsgVote",
    "MsgVoteResp",
    "MsgApp",
    "MsgAppResp",
    "MsgHeartbeat",
    "MsgHeartbeatResp",
    "MsgReadIndexResp",
    "MsgTimeoutNow",
    "MsgProp",
    "MsgReadIndex",
];

const SERVER: Conduct = Conduct {
    sends: &[PEER, &["PutResponse", "RangeResponse"]],
    hears: &[PEER, &["PutRequest", "RangeRequest"]],
    timers: &[&["Election", "Heartbeat", "CheckQuorum", "Request", "ReadIndex", "Save", "Stop"]],
    cites: &[CITED],
    acks: true,
    last_words: &[
        "{} state.commit {} is out of range [0, {}]",
        "tocommit({}) is out of range [lastIndex({})]. Was the raft log corrupted, truncated, or \
         lost?",
    ],
    ..Conduct::NONE
};

const WRITER: Conduct = Conduct {
    sends: &[&["PutRequest"]],
    hears: &[&["PutResponse"]],
    timers: &[&["Next", "Deadline", "Retry"]],
    asks: &[OpKind::Write],
    errors: ERRORS,
    ..Conduct::NONE
};

const READER: Conduct = Conduct {
    sends: &[&["RangeRequest"]],
    hears: &[&["RangeResponse"]],
    asks: &[OpKind::Read],
    ..WRITER
};

/// What a client sees: its own deadline, a broken connection, or a server's answer.
const ERRORS: &[&str] = &[
    client::DEADLINE,
    client::BROKEN,
    desk::TIMED_OUT,
    desk::LEADER_FAILED,
    desk::LEADER_CHANGED,
    desk::NOT_LEADER,
    desk::NO_LEADER,
    desk::DROPPED,
];

const CITED: &[&str] = &{
    let mut ids = [""; VERDICTS.len()];
    let mut i = 0;
    while i < ids.len() {
        ids[i] = VERDICTS[i].0;
        i += 1;
    }
    ids
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

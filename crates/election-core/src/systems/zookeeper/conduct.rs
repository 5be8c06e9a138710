//! What servers, applications and clients do: the events that can happen at each.

use crate::effects::OpKind;
use crate::vocabulary::Conduct;

const ELECTION: &[&str] = &["InitialMessage", "accepted", "Notification"];

const QUORUM: &[&str] = &[
    "connect",
    "connected",
    "LEADERINFO",
    "ACKEPOCH",
    "DIFF",
    "TRUNC",
    "SNAP",
    "NEWLEADER",
    "UPTODATE",
    "PROPOSAL",
    "ACK",
    "COMMIT",
    "INFORM",
    "PING",
    "REQUEST",
    "SYNC",
    "REVALIDATE",
];

/// What a server answers its clients.
const ANSWERS: &[&str] = &["ConnectResponse", "pong", "Reply", "WatcherEvent"];

/// What clients of any kind ask a server for.
const REQUESTS: &[&str] = &[
    "ConnectRequest",
    "setData",
    "getData",
    "sync",
    "ping",
    "create",
    "delete",
    "multi",
    "exists",
    "getChildren",
    "closeSession",
    "setWatches",
];

const TIMERS: &[&str] = &[
    "notTimeout",
    "finalizeWait",
    "cnxTimeout",
    "initLimit",
    "syncLimit",
    "tick",
    "learner",
    "fsync",
    "redial",
    "sessionExpiry",
    "snapshot",
];

const CITED: &[&str] = &[
    "zookeeper/accept-epoch",
    "zookeeper/check-leader",
    "zookeeper/client-ahead",
    "zookeeper/commit",
    "zookeeper/connection",
    "zookeeper/epoch-ack",
    "zookeeper/epoch-to-propose",
    "zookeeper/finalize-wait",
    "zookeeper/keeps-quorum",
    "zookeeper/last-logged-zxid",
    "zookeeper/learner-timeout",
    "zookeeper/load-database",
    "zookeeper/log-before-ack",
    "zookeeper/log-before-epoch",
    "zookeeper/newleader-ack",
    "zookeeper/prep-request",
    "zookeeper/revalidate",
    "zookeeper/round-gate",
    "zookeeper/session-expiry",
    "zookeeper/session-restart",
    "zookeeper/session-timeout",
    "zookeeper/sync-choice",
    "zookeeper/tally",
    "zookeeper/total-order",
];

const LAST_WORDS: &[&str] = &[
    "My id {} not in the peer list",
    "The current epoch, {}, is older than the last zxid, {}",
    "The accepted epoch, {} is less than the current epoch, {}",
    "Got unexpected packet from leader: {}, exiting ... ",
    "Committing zxid {} but next pending txn {}",
];

/// A voting server.
pub const SERVER: Conduct = Conduct {
    sends: &[ELECTION, QUORUM, &["FOLLOWERINFO"], ANSWERS],
    hears: &[ELECTION, QUORUM, &["FOLLOWERINFO", "OBSERVERINFO"], REQUESTS],
    timers: &[TIMERS],
    cites: &[CITED],
    acks: true,
    last_words: LAST_WORDS,
    ..Conduct::NONE
};

/// A voting server under Kafka, whose brokers are its only clients.
pub const UNDER_KAFKA: Conduct = Conduct { acks: false, ..SERVER };

pub(super) const OBSERVER: Conduct = Conduct {
    sends: &[
        ELECTION,
        &["connect", "OBSERVERINFO", "ACKEPOCH", "ACK", "PING", "REQUEST", "SYNC", "REVALIDATE"],
        ANSWERS,
    ],
    hears: &[ELECTION, QUORUM, REQUESTS],
    timers: &[TIMERS, &["observerDelay"]],
    cites: &[CITED],
    last_words: LAST_WORDS,
    ..Conduct::NONE
};

pub(super) const APPLICATION: Conduct = Conduct {
    sends: &[
        &["ConnectRequest", "create", "delete", "exists", "getChildren", "closeSession"],
        &["setWatches", "ping", "open", "save"],
    ],
    hears: &[ANSWERS, &["opened", "saved", "refused"]],
    timers: &[&[
        "callback",
        "clientExpiry",
        "connectTimeout",
        "next",
        "ping",
        "readTimeout",
        "reconnect",
    ]],
    cites: &[&["zookeeper/recipe-position"]],
    asks: &[OpKind::Write],
    asks_of: Some("resource"),
    errors: &["STALE_TOKEN", "ConnectionLoss"],
    ..Conduct::NONE
};

pub(super) const RESOURCE: Conduct = Conduct {
    sends: &[&["opened", "saved", "refused"]],
    hears: &[&["open", "save"]],
    cites: &[&["zookeeper/fencing-token"]],
    acks: true,
    ..Conduct::NONE
};

pub(super) const WRITER: Conduct = Conduct {
    sends: &[&["ConnectRequest", "setData", "ping"]],
    hears: &[&["ConnectResponse", "pong", "Reply"]],
    timers: &[&["next", "reconnect", "connectTimeout", "readTimeout", "ping"]],
    asks: &[OpKind::Write],
    errors: &["ConnectionLoss"],
    ..Conduct::NONE
};

pub(super) const READER: Conduct = Conduct {
    sends: &[&["ConnectRequest", "getData", "sync", "ping"]],
    asks: &[OpKind::Read],
    ..WRITER
};

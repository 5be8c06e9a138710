//! What a server does with what it decided: rules that need a whole run to be seen.

use crate::rule::Rule;

/// An election is decided after this much silence.
pub const FINALIZE_WAIT: Rule = Rule {
    id: "zookeeper/finalize-wait",
    source: "apache/zookeeper 3.9.5 FastLeaderElection.lookForLeader, finalizeWait",
    switch: false,
};

/// What a server votes with is all it has logged, committed or not.
pub const LAST_LOGGED: Rule = Rule {
    id: "zookeeper/last-logged-zxid",
    source: "apache/zookeeper 3.9.5 server/ZKDatabase.fastForwardDataBase (ZOOKEEPER-2845)",
    switch: true,
};

/// Which epoch of a leader a learner accepts.
pub const ACCEPT_EPOCH: Rule = Rule {
    id: "zookeeper/accept-epoch",
    source: "apache/zookeeper 3.9.5 Learner.registerWithLeader",
    switch: false,
};

/// A learner has the history on disk before it claims the epoch.
pub const LOG_BEFORE_EPOCH: Rule = Rule {
    id: "zookeeper/log-before-epoch",
    source: "apache/zookeeper 3.9.5 Learner.syncWithLeader (ZOOKEEPER-4643)",
    switch: true,
};

/// A learner has the history on disk before it acknowledges it.
pub const LOG_BEFORE_ACK: Rule = Rule {
    id: "zookeeper/log-before-ack",
    source: "apache/zookeeper 3.9.5 Learner.syncWithLeader (ZOOKEEPER-3911, ZOOKEEPER-4646)",
    switch: true,
};

/// When a proposal is committed.
pub const COMMIT: Rule = Rule {
    id: "zookeeper/commit",
    source: "apache/zookeeper 3.9.5 Leader.tryToCommit",
    switch: true,
};

/// When a leader gives up.
pub const KEEPS_QUORUM: Rule = Rule {
    id: "zookeeper/keeps-quorum",
    source: "apache/zookeeper 3.9.5 Leader.lead",
    switch: false,
};

/// How long a learner believes in a silent leader.
pub const LEARNER_TIMEOUT: Rule = Rule {
    id: "zookeeper/learner-timeout",
    source: "apache/zookeeper 3.9.5 Learner.connectToLeader, syncWithLeader (soTimeout)",
    switch: false,
};

/// Whom a server lets in.
pub const CLIENT_AHEAD: Rule = Rule {
    id: "zookeeper/client-ahead",
    source: "apache/zookeeper 3.9.5 server/ZooKeeperServer.processConnectRequest",
    switch: false,
};

/// What a request will do, decided before it is proposed.
pub const PREP_REQUEST: Rule = Rule {
    id: "zookeeper/prep-request",
    source: "apache/zookeeper 3.9.5 server/PrepRequestProcessor.pRequest2Txn",
    switch: false,
};

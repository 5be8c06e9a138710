//! Rules that the nodes follow and cite, but that are no calculation to call alone.

use crate::rule::Rule;

/// One vote in a term, first come first served; none once the term has a leader.
pub const ONE_VOTE: Rule = Rule {
    id: "raft/one-vote-per-term",
    source: "etcd-io/raft main (2026) raft.go Step (canVote); paper 5.2",
    switch: true,
};

/// Term and vote are on the disk before anybody is answered.
pub const DURABLE_VOTE: Rule = Rule {
    id: "raft/durable-vote",
    source: "etcd-io/raft main (2026) raft.go newRaft, loadState; paper figure 2",
    switch: true,
};

/// A message of an earlier term is not listened to; its sender may be told.
pub const STALE_TERM: Rule = Rule {
    id: "raft/stale-term",
    source: "etcd-io/raft main (2026) raft.go Step; paper 5.1",
    switch: true,
};

/// A message of a later term makes its receiver a follower of that term.
pub const HIGHER_TERM: Rule = Rule {
    id: "raft/higher-term",
    source: "etcd-io/raft main (2026) raft.go Step, becomeFollower; paper 5.1",
    switch: false,
};

/// Whoever heard a leader less than an election timeout ago lets nobody raise the term.
pub const LEASE: Rule = Rule {
    id: "raft/lease",
    source: "etcd-io/raft main (2026) raft.go Step (inLease); thesis 6.2",
    switch: false,
};

/// Asking for a pre-vote, or answering, changes no term.
pub const PRE_VOTE_TERM: Rule = Rule {
    id: "raft/pre-vote-keeps-term",
    source: "etcd-io/raft main (2026) raft.go Step, becomePreCandidate; thesis 9.6",
    switch: true,
};

/// A leader told to hand over tells an up-to-date target to campaign at once.
pub const TRANSFER: Rule = Rule {
    id: "raft/transfer-leadership",
    source: "etcd-io/raft main (2026) raft.go stepLeader MsgTransferLeader, sendTimeoutNow; \
             thesis 3.10",
    switch: false,
};

/// A read is answered once a majority has confirmed that its leader still leads.
pub const READ_INDEX: Rule = Rule {
    id: "raft/read-index",
    source: "etcd-io/raft main (2026) raft.go stepLeader MsgReadIndex, read_only.go; thesis 6.4",
    switch: true,
};

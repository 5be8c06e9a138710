//! How logs are brought together, and what is committed.

use super::{Index, Log, LogEnd, Term};
use crate::parts::quorum::reached_by_majority;
use crate::rule::Rule;

/// The rule of [`commit_index`].
pub const COMMIT_INDEX: Rule = Rule {
    id: "raft/commit-index",
    source: "etcd-io/raft main (2026) raft.go maybeCommit, quorum/majority.go CommittedIndex; \
             paper 5.4.2, figure 8",
    switch: true,
};

/// The rule of [`append_entries`].
pub const APPEND_ENTRIES: Rule = Rule {
    id: "raft/append-entries",
    source: "etcd-io/raft main (2026) raft.go handleAppendEntries, log.go maybeAppend, \
             findConflictByTerm",
    switch: true,
};

/// The rule of [`next_probe`].
pub const NEXT_PROBE: Rule = Rule {
    id: "raft/next-probe",
    source: "etcd-io/raft main (2026) raft.go stepLeader MsgAppResp, log.go findConflictByTerm",
    switch: false,
};

/// The rule of [`commit_to`].
pub const COMMIT_TO: Rule = Rule {
    id: "raft/commit-to",
    source: "etcd-io/raft main (2026) log.go commitTo",
    switch: false,
};

/// What a leader says before it dies, whose follower confirmed more than it has itself, and which
/// never took a snapshot (`raft.go maybeSendSnapshot`).
pub const NO_SNAPSHOT: &str = "need non-empty snapshot";

/// Where a follower's commit index goes when its leader says so; `Err` with etcd's words if its log
/// lacks what it had confirmed: that is fatal.
pub fn commit_to(last: Index, committed: Index, to: Index) -> Result<Index, String> {
    if to > committed && last < to {
        return Err(format!(
            "tocommit({to}) is out of range [lastIndex({last})]. Was the raft log corrupted, \
             truncated, or lost?"
        ));
    }
    Ok(committed.max(to))
}

/// Whether a server can start from a disk on which `Commit` is `commit` and the log ends at `last`;
/// `Err` with what etcd says behind the server's id (`raft.go loadState`).
pub fn load_state(last: Index, commit: Index) -> Result<(), String> {
    if commit > last {
        return Err(format!("state.commit {commit} is out of range [0, {last}]"));
    }
    Ok(())
}

/// Why the commit index stays where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommitRefusal {
    /// No majority has anything beyond it.
    NoMajorityAhead,
    /// The entry on a majority is of this earlier term: it may still be overwritten.
    OtherTerm(Term),
    /// The leader does not have the entry on a majority.
    BeyondLog,
}

impl CommitRefusal {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            CommitRefusal::NoMajorityAhead => "no-majority-ahead",
            CommitRefusal::OtherTerm(_) => "other-term",
            CommitRefusal::BeyondLog => "beyond-log",
        }
    }
}

/// Where a leader of `term` may move its commit index, given how far each voter's log matches
/// its own: only to an entry of its own term. Earlier entries are committed along with it.
pub fn commit_index(
    log: &(impl Log + ?Sized),
    term: Term,
    committed: Index,
    matching: &[Index],
) -> Result<Index, CommitRefusal> {
    let reached = reached_by_majority(matching).unwrap_or(0);
    if reached <= committed {
        return Err(CommitRefusal::NoMajorityAhead);
    }
    match log.term(reached) {
        None => Err(CommitRefusal::BeyondLog),
        Some(found) if found != term => Err(CommitRefusal::OtherTerm(found)),
        Some(_) => Ok(reached),
    }
}

/// What a follower does with a `MsgApp` of its own term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Append {
    /// `prev` lies before the commit index: nothing changes, and the sender is told how far
    /// this log is committed.
    BelowCommitted,
    /// `prev` is not in this log. The sender is told the last entry here that can be in its own.
    Reject(LogEnd),
    /// The entries are in the log.
    Accept {
        /// Where the log changed: from here on it holds the sender's entries, and nothing
        /// after them. None if it held all of them before; then what follows them stays.
        changed_from: Option<Index>,
        /// The last index known to equal the sender's log: what is acknowledged.
        acknowledged: Index,
        /// The commit index from now on.
        committed: Index,
    },
}

/// What a follower does with the `entries` (their terms) that follow `prev` in its leader's log.
/// None of them lies at or below the commit index, so nothing committed is ever deleted.
pub fn append_entries(
    log: &(impl Log + ?Sized),
    committed: Index,
    prev: LogEnd,
    entries: &[Term],
    leader_commit: Index,
) -> Append {
    if prev.index < committed {
        return Append::BelowCommitted;
    }
    if !log.matches(prev) {
        let last = prev.index.min(log.last_index());
        return Append::Reject(find_conflict_by_term(log, last, prev.term));
    }
    let sent = (prev.index + 1..).zip(entries);
    let mut sent = sent.map(|(index, term)| LogEnd { term: *term, index });
    let changed_from = sent.find(|entry| !log.matches(*entry)).map(|entry| entry.index);
    let acknowledged = prev.index + entries.len() as Index;
    let committed = committed.max(leader_commit.min(acknowledged));
    Append::Accept { changed_from, acknowledged, committed }
}

/// The last entry at or before `index` whose term is at most `term`: no later one can be in a
/// log that has `term` at `index`.
pub fn find_conflict_by_term(log: &(impl Log + ?Sized), index: Index, term: Term) -> LogEnd {
    let mut at = index.min(log.last_index());
    while at > 0 {
        if let Some(ours) = log.term(at)
            && ours <= term
        {
            return LogEnd { term: ours, index: at };
        }
        at -= 1;
    }
    LogEnd::default()
}

/// What the leader tries next as `prev` after a rejection with this hint: whole terms that the
/// follower cannot have are skipped. A hint without a term (of an empty or very old follower)
/// is taken as it is.
pub fn next_probe(log: &(impl Log + ?Sized), hint: LogEnd) -> LogEnd {
    if hint.term > 0 {
        find_conflict_by_term(log, hint.index, hint.term)
    } else {
        let index = hint.index.min(log.last_index());
        LogEnd { term: log.term(index).unwrap_or(0), index }
    }
}

//! The pure, cited decisions of etcd-io/raft (main, 2026): each function is one rule, called by
//! the nodes of the simulation and by whoever asks for the rule alone.

mod campaign;
mod cited;
mod log;
mod vote;

pub use campaign::{CHECK_QUORUM, quorum_active};
pub use campaign::{
    ELECTION_TIMEOUT, STATE_TRANSITION, TALLY, TransitionRefusal, may_become,
    past_election_timeout, vote_result_name,
};
pub use cited::{
    DURABLE_VOTE, HIGHER_TERM, LEASE, ONE_VOTE, PRE_VOTE_TERM, READ_INDEX, STALE_TERM, TRANSFER,
};
pub use log::{
    APPEND_ENTRIES, Append, COMMIT_INDEX, COMMIT_TO, CommitRefusal, NEXT_PROBE, NO_SNAPSHOT,
    append_entries, commit_index, commit_to, find_conflict_by_term, load_state, next_probe,
};
pub use vote::{
    GRANT_VOTE, Lease, UP_TO_DATE, VoteAnswer, VoteKind, VoteRefusal, VoteRequest, Voter,
    grant_vote, up_to_date,
};

/// Every rule that a node cites.
pub const ALL: &[&crate::rule::Rule] = &[
    &ELECTION_TIMEOUT,
    &GRANT_VOTE,
    &ONE_VOTE,
    &DURABLE_VOTE,
    &UP_TO_DATE,
    &LEASE,
    &PRE_VOTE_TERM,
    &TALLY,
    &STALE_TERM,
    &HIGHER_TERM,
    &APPEND_ENTRIES,
    &NEXT_PROBE,
    &COMMIT_INDEX,
    &COMMIT_TO,
    &CHECK_QUORUM,
    &READ_INDEX,
    &TRANSFER,
];

/// The number of a period with at most one leader; 0 before the first.
pub type Term = u64;

/// A position in a log; the first entry is 1.
pub type Index = u64;

/// A node as the rules name it: positive. Upstream writes 0 for none, here it is an `Option`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(pub u64);

/// An entry by its term and index. The order of the fields is the rule of paper 5.4.1: of two
/// logs, the one whose last entry is greater is more up to date. The empty log ends at (0, 0).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct LogEnd {
    /// The entry's term.
    pub term: Term,
    /// The entry's index.
    pub index: Index,
}

/// What a node is (`raft.go StateType`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// Follows a leader, or waits for one.
    Follower,
    /// Asks whether it would win, without a new term.
    PreCandidate,
    /// Asks for votes in a new term.
    Candidate,
    /// Leads its term.
    Leader,
}

impl State {
    /// The names, in the order of the variants.
    pub const NAMES: &[&str] = &["Follower", "PreCandidate", "Candidate", "Leader"];
    /// Every state.
    pub const ALL: [State; 4] =
        [State::Follower, State::PreCandidate, State::Candidate, State::Leader];

    /// Upstream's name, without the prefix `State`.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What the rules ask of a log.
pub trait Log {
    /// The index of the last entry; 0 for an empty log.
    fn last_index(&self) -> Index;

    /// The term of the entry at `index`; 0 at index 0, none past the end.
    fn term(&self, index: Index) -> Option<Term>;

    /// The last entry (`log.go lastEntryID`).
    fn end(&self) -> LogEnd {
        let index = self.last_index();
        LogEnd { term: self.term(index).unwrap_or(0), index }
    }

    /// Whether this very entry is in the log (`log.go matchTerm`).
    fn matches(&self, entry: LogEnd) -> bool {
        self.term(entry.index) == Some(entry.term)
    }
}

/// A log as the list of its entries' terms: `[1, 1, 3]` has the indexes 1 to 3.
impl Log for [Term] {
    fn last_index(&self) -> Index {
        self.len() as Index
    }

    fn term(&self, index: Index) -> Option<Term> {
        match index.checked_sub(1) {
            None => Some(0),
            Some(before) => usize::try_from(before).ok().and_then(|at| self.get(at)).copied(),
        }
    }
}

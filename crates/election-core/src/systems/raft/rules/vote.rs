//! Who gets a vote.

use super::{Id, LogEnd, Term};
use crate::rule::Rule;

/// The rule of [`up_to_date`].
pub const UP_TO_DATE: Rule = Rule {
    id: "raft/up-to-date",
    source: "etcd-io/raft main (2026) log.go raftLog.isUpToDate; paper 5.4.1",
    switch: true,
};

/// The rule of [`grant_vote`].
pub const GRANT_VOTE: Rule = Rule {
    id: "raft/grant-vote",
    source: "etcd-io/raft main (2026) raft.go Step; paper 5.2, 5.4.1, thesis 9.6",
    switch: false,
};

/// Whether the candidate's log is at least as up to date as the voter's: the last term decides,
/// then the length.
pub fn up_to_date(voter: LogEnd, candidate: LogEnd) -> bool {
    candidate >= voter
}

/// What a voter has when the request arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Voter {
    /// Its current term.
    pub term: Term,
    /// Whom it voted for in that term.
    pub vote: Option<Id>,
    /// The leader it knows in that term.
    pub lead: Option<Id>,
    /// The end of its log.
    pub last: LogEnd,
}

/// `MsgVote` asks for a vote, `MsgPreVote` whether one would be given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum VoteKind {
    /// `MsgVote`
    Vote,
    /// `MsgPreVote`
    PreVote,
}

/// A request for a vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VoteRequest {
    /// Real, or asked beforehand.
    pub kind: VoteKind,
    /// The candidate.
    pub from: Id,
    /// The term it wants to lead.
    pub term: Term,
    /// The end of its log.
    pub last: LogEnd,
    /// Whether its leader told it to campaign: then the lease does not hold it up.
    pub transfer: bool,
}

/// With CheckQuorum, a voter that heard from a leader less than an election timeout ago lets
/// nobody raise the term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lease {
    /// Whether CheckQuorum is on.
    pub check_quorum: bool,
    /// Ticks since the voter last heard from its leader.
    pub election_elapsed: u64,
    /// Ticks of an election timeout, before it is randomised.
    pub election_tick: u64,
}

/// Why there is no vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoteRefusal {
    /// The lease of the known leader has so many ticks left.
    Lease(u64),
    /// The request is from a term that is over.
    StaleTerm,
    /// The vote of this term is given to another.
    AlreadyVoted(Id),
    /// This term has a leader.
    KnownLeader(Id),
    /// The candidate's log is not up to date.
    LogBehind,
}

/// What the candidate hears.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoteAnswer {
    /// It has the vote.
    Grant,
    /// It is told no.
    Reject,
    /// Nothing.
    Ignore,
}

impl VoteRefusal {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            VoteRefusal::Lease(_) => "lease",
            VoteRefusal::StaleTerm => "stale-term",
            VoteRefusal::AlreadyVoted(_) => "already-voted",
            VoteRefusal::KnownLeader(_) => "known-leader",
            VoteRefusal::LogBehind => "log-behind",
        }
    }

    /// Whether the candidate is told. A stale pre-vote is answered, for its sender may have a
    /// higher term and a shorter log, and would wait for ever.
    pub const fn answer(self, kind: VoteKind) -> VoteAnswer {
        match (self, kind) {
            (VoteRefusal::Lease(_), _) | (VoteRefusal::StaleTerm, VoteKind::Vote) => {
                VoteAnswer::Ignore
            }
            _ => VoteAnswer::Reject,
        }
    }
}

/// The whole decision on a request for a vote. A `MsgVote` of a higher term first makes the voter
/// a follower of that term, with no vote and no leader; a `MsgPreVote` changes nothing.
pub fn grant_vote(voter: &Voter, request: &VoteRequest, lease: &Lease) -> Result<(), VoteRefusal> {
    if request.term < voter.term {
        return Err(VoteRefusal::StaleTerm);
    }
    let future = request.term > voter.term;
    let leased = lease.check_quorum && voter.lead.is_some() && !request.transfer;
    if future && leased && lease.election_elapsed < lease.election_tick {
        return Err(VoteRefusal::Lease(lease.election_tick - lease.election_elapsed));
    }
    if !future {
        match (voter.vote, voter.lead) {
            (Some(vote), _) if vote != request.from => return Err(VoteRefusal::AlreadyVoted(vote)),
            (None, Some(lead)) => return Err(VoteRefusal::KnownLeader(lead)),
            _ => {}
        }
    }
    if up_to_date(voter.last, request.last) { Ok(()) } else { Err(VoteRefusal::LogBehind) }
}

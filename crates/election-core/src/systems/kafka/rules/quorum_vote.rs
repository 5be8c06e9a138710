//! Votes and states of the controller quorum (KIP-595, pre-vote KIP-996).
//! `raft EpochState.canGrantVote, EpochElection, QuorumState`

use super::VoterId;
use crate::flat::FlatMap;

/// The state of a voter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// In an epoch without a known leader.
    Unattached,
    /// Asking whether an election would have a chance; the epoch stays.
    Prospective,
    /// Standing for election in an epoch of its own.
    Candidate,
    /// Fetching from a leader.
    Follower,
    /// The active controller.
    Leader,
    /// A leader that gave up: it cannot lead its epoch again.
    Resigned,
}

impl State {
    /// Where a voter may go from here.
    pub fn next(self) -> &'static [State] {
        use State::{Candidate, Follower, Leader, Prospective, Resigned, Unattached};
        match self {
            // A higher epoch leads to Unattached or Follower from everywhere.
            Unattached => &[Unattached, Prospective, Follower],
            Prospective => &[Unattached, Candidate, Follower],
            Candidate => &[Unattached, Prospective, Follower, Leader],
            Follower => &[Unattached, Prospective, Follower],
            Leader => &[Unattached, Follower, Resigned],
            Resigned => &[Unattached, Follower],
        }
    }
}

/// The end of a log. The field order is the rule: epoch, then length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LogEnd {
    /// The epoch of its last record.
    pub epoch: i64,
    /// The offset after it.
    pub offset: i64,
}

/// What a voter looks at, in the epoch of the request.
#[derive(Clone, Copy, Debug)]
pub struct Voter {
    /// Its state.
    pub state: State,
    /// Whom it voted for.
    pub voted_for: Option<VoterId>,
    /// Who leads, as far as it knows.
    pub leader: Option<VoterId>,
    /// As a follower: it has reached that leader.
    pub has_fetched_from_leader: bool,
    /// The end of its log.
    pub log: LogEnd,
}

/// A vote request.
#[derive(Clone, Copy, Debug, Hash)]
pub struct VoteRequest {
    /// Who asks.
    pub candidate: VoterId,
    /// It only asks whether it would be elected.
    pub pre_vote: bool,
    /// The end of its log.
    pub log: LogEnd,
}

/// Why a vote is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotGranted {
    /// No vote is given in this state.
    State,
    /// The follower has fetched from its leader: it sees no need for an election.
    HasFetched,
    /// The vote of this epoch is given.
    AlreadyVoted,
    /// This epoch has a leader.
    LeaderKnown,
    /// The log of who asks is behind.
    LogBehind,
}

/// Answers a request of the voter's own epoch. Who got the vote gets it again, log or no log;
/// a pre-vote binds nobody.
pub fn grant(voter: &Voter, request: &VoteRequest) -> Result<(), NotGranted> {
    let up_to_date = if request.log >= voter.log { Ok(()) } else { Err(NotGranted::LogBehind) };
    match (voter.state, request.pre_vote) {
        (State::Leader, _) => Err(NotGranted::State),
        (State::Follower, true) if voter.has_fetched_from_leader => Err(NotGranted::HasFetched),
        (_, true) => up_to_date,
        (State::Unattached | State::Prospective, false) => match (voter.voted_for, voter.leader) {
            (Some(id), _) if id == request.candidate => Ok(()),
            (Some(_), _) => Err(NotGranted::AlreadyVoted),
            (None, Some(_)) => Err(NotGranted::LeaderKnown),
            (None, None) => up_to_date,
        },
        (_, false) => Err(NotGranted::State),
    }
}

/// What stops a count: `IllegalArgumentException`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IllegalVote {
    /// An answer, or oneself, that is no voter.
    NotAVoter,
    /// One does not reject oneself.
    OwnRejection,
    /// A vote given does not change. (The answer to a pre-vote may.)
    ChangedVote,
}

/// The answers to a candidate, one's own included. `EpochElection`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Election {
    own: VoterId,
    pre_vote: bool,
    /// `None`: no answer yet.
    answers: FlatMap<VoterId, Option<bool>>,
}

impl Election {
    /// The election begins with one's own vote.
    pub fn new(
        own: VoterId,
        pre_vote: bool,
        voters: impl IntoIterator<Item = VoterId>,
    ) -> Result<Election, IllegalVote> {
        let answers = voters.into_iter().map(|id| (id, None)).collect();
        let mut election = Election { own, pre_vote, answers };
        election.record(own, true)?;
        Ok(election)
    }
    /// Takes an answer down.
    pub fn record(&mut self, from: VoterId, granted: bool) -> Result<(), IllegalVote> {
        let answer = self.answers.get_mut(&from).ok_or(IllegalVote::NotAVoter)?;
        if from == self.own && !granted {
            return Err(IllegalVote::OwnRejection);
        }
        if !self.pre_vote && *answer == Some(!granted) {
            return Err(IllegalVote::ChangedVote);
        }
        *answer = Some(granted);
        Ok(())
    }
    /// How many voters make a majority.
    pub fn majority(&self) -> i64 {
        self.answers.len() as i64 / 2 + 1
    }
    /// How many have granted.
    pub fn grants(&self) -> i64 {
        self.answers.values().filter(|answer| **answer == Some(true)).count() as i64
    }
    /// How many have rejected.
    pub fn rejections(&self) -> i64 {
        self.answers.values().filter(|answer| **answer == Some(false)).count() as i64
    }
    /// A majority has granted.
    pub fn is_granted(&self) -> bool {
        self.grants() >= self.majority()
    }
    /// No majority can grant any more.
    pub fn is_rejected(&self) -> bool {
        self.answers.len() as i64 - self.rejections() < self.majority()
    }
}

//! When a node campaigns, what it may become, and when a round is decided.

use super::State;
use crate::parts::quorum::{VoteResult, vote_result};
use crate::rule::Rule;

/// The rule of [`vote_result`] and, for two joint configurations, the smaller of both results.
pub const TALLY: Rule = Rule {
    id: "raft/tally",
    source: "etcd-io/raft main (2026) quorum/majority.go VoteResult, quorum/joint.go VoteResult",
    switch: true,
};

/// The rule of [`may_become`].
pub const STATE_TRANSITION: Rule = Rule {
    id: "raft/state-transition",
    source: "etcd-io/raft main (2026) raft.go becomeFollower, becomePreCandidate, \
             becomeCandidate, becomeLeader",
    switch: false,
};

/// The rule of [`past_election_timeout`].
pub const ELECTION_TIMEOUT: Rule = Rule {
    id: "raft/election-timeout",
    source: "etcd-io/raft main (2026) raft.go pastElectionTimeout",
    switch: false,
};

/// The rule of [`quorum_active`].
pub const CHECK_QUORUM: Rule = Rule {
    id: "raft/check-quorum",
    source: "etcd-io/raft main (2026) raft.go stepLeader MsgCheckQuorum, \
             tracker/tracker.go QuorumActive",
    switch: false,
};

/// Upstream's name of a result.
pub const fn vote_result_name(result: VoteResult) -> &'static str {
    match result {
        VoteResult::Won => "VoteWon",
        VoteResult::Pending => "VotePending",
        VoteResult::Lost => "VoteLost",
    }
}

/// Why a node may not change its state in one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransitionRefusal {
    /// A leader campaigns only after it was a follower.
    LeaderStepsDownFirst,
    /// A follower leads only after it was a candidate.
    FollowerCampaignsFirst,
}

impl TransitionRefusal {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            TransitionRefusal::LeaderStepsDownFirst => "leader-steps-down-first",
            TransitionRefusal::FollowerCampaignsFirst => "follower-campaigns-first",
        }
    }
}

/// Whether a node in state `from` may go to state `to` in one step.
pub const fn may_become(from: State, to: State) -> Result<(), TransitionRefusal> {
    match (from, to) {
        (State::Leader, State::PreCandidate | State::Candidate) => {
            Err(TransitionRefusal::LeaderStepsDownFirst)
        }
        (State::Follower, State::Leader) => Err(TransitionRefusal::FollowerCampaignsFirst),
        _ => Ok(()),
    }
}

/// Whether a node has waited long enough for its leader. Both in ticks.
pub const fn past_election_timeout(
    election_elapsed: u64,
    randomized_election_timeout: u64,
) -> bool {
    election_elapsed >= randomized_election_timeout
}

/// Whether a leader stays, `active` of whose `voters` (itself included) were heard from since
/// the last check.
pub const fn quorum_active(voters: u64, active: u64) -> bool {
    matches!(vote_result(voters, active, voters.saturating_sub(active)), VoteResult::Won)
}

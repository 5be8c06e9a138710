//! Fast Leader Election: which vote is better, which votes count together, whom to believe.

use super::{Acks, Epoch, Round, ServerState, Sid, Verifier, Zxid};
use crate::rule::Rule;

/// The rule of [`replaces`].
pub const TOTAL_ORDER: Rule = Rule {
    id: "zookeeper/total-order",
    source: "apache/zookeeper 3.9.5 FastLeaderElection.totalOrderPredicate",
    switch: true,
};

/// The rule of [`counts_as_same`].
pub const VOTE_EQUALS: Rule = Rule {
    id: "zookeeper/vote-equals",
    source: "apache/zookeeper 3.9.5 Vote.equals (ZOOKEEPER-1805, ZOOKEEPER-1732)",
    switch: false,
};

/// The rule of [`voters_for`].
pub const TALLY: Rule = Rule {
    id: "zookeeper/tally",
    source: "apache/zookeeper 3.9.5 FastLeaderElection.getVoteTracker, SyncedLearnerTracker",
    switch: false,
};

/// The rule of [`check_leader`].
pub const CHECK_LEADER: Rule = Rule {
    id: "zookeeper/check-leader",
    source: "apache/zookeeper 3.9.5 FastLeaderElection.checkLeader (ZOOKEEPER-1514)",
    switch: true,
};

/// The rule of [`round_gate`].
pub const ROUND_GATE: Rule = Rule {
    id: "zookeeper/round-gate",
    source: "apache/zookeeper 3.9.5 FastLeaderElection.lookForLeader",
    switch: true,
};

/// The rule of [`connection`].
pub const CONNECTION: Rule = Rule {
    id: "zookeeper/connection",
    source: "apache/zookeeper 3.9.5 QuorumCnxManager.startConnection, handleConnection",
    switch: false,
};

/// Whom a server would have lead. The order of the fields is the rule: the newer epoch, then the
/// longer history, then the larger id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Vote {
    /// `currentEpoch` of the proposed leader.
    pub peer_epoch: Epoch,
    /// The last transaction it has logged.
    pub zxid: Zxid,
    /// Its id.
    pub leader: Sid,
}

/// Whether a server gives up its vote for the new one. A leader without `weight` is never taken.
pub fn replaces(new: Vote, current: Vote, weight: u64) -> bool {
    weight != 0 && new > current
}

/// A vote as it was received.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ballot {
    /// The vote.
    pub vote: Vote,
    /// `electionEpoch`: the round in which it was cast.
    pub round: Round,
    /// What its sender was doing.
    pub state: ServerState,
    /// The format of the notification; 0 before ZOOKEEPER-1732.
    pub version: i64,
}

/// Whether two ballots are for the same thing. Votes of a finished election may differ in zxid
/// and round, and with a server of the old format also in peerEpoch.
pub fn counts_as_same(a: &Ballot, b: &Ballot) -> bool {
    if a.state == ServerState::Looking || b.state == ServerState::Looking {
        a.vote == b.vote && a.round == b.round
    } else if (a.version > 0) != (b.version > 0) {
        a.vote.leader == b.vote.leader
    } else {
        a.vote.leader == b.vote.leader && a.vote.peer_epoch == b.vote.peer_epoch
    }
}

/// The voters whose ballot counts as the same as `ballot`: a quorum of them decides.
pub fn voters_for<'a>(
    ballot: &Ballot,
    received: impl IntoIterator<Item = (Sid, &'a Ballot)>,
    verifier: &Verifier,
) -> Acks {
    let mut acks = Acks::default();
    for (sid, other) in received {
        if counts_as_same(ballot, other) {
            acks.add(verifier, sid);
        }
    }
    acks
}

/// Why a quorum for a leader is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeaderDoubt {
    /// Others speak for it, itself it has not been heard.
    NotHeardFromLeader,
    /// It does not say that it leads.
    LeaderNotLeading,
    /// They want me, for a round that is not mine.
    OtherRound,
}

impl LeaderDoubt {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            LeaderDoubt::NotHeardFromLeader => "not-heard-from-leader",
            LeaderDoubt::LeaderNotLeading => "leader-not-leading",
            LeaderDoubt::OtherRound => "other-round",
        }
    }
}

/// Whether a server may believe a quorum of FOLLOWING and LEADING votes for `leader`, whose own
/// vote came with `leader_state`. The round of the votes and its own matter if it is itself.
pub fn check_leader(
    me: Sid,
    leader: Sid,
    leader_state: Option<ServerState>,
    logicalclock: Round,
    election_epoch: Round,
) -> Result<(), LeaderDoubt> {
    if leader == me {
        return if logicalclock == election_epoch { Ok(()) } else { Err(LeaderDoubt::OtherRound) };
    }
    match leader_state {
        None => Err(LeaderDoubt::NotHeardFromLeader),
        Some(ServerState::Leading) => Ok(()),
        Some(_) => Err(LeaderDoubt::LeaderNotLeading),
    }
}

/// What a LOOKING server does first with the notification of another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundGate {
    /// It is of a past round.
    Ignore,
    /// It is of this round: compare it with the present proposal.
    CompareWithProposal,
    /// It is of a later round: go there, forget all votes, and compare it with the vote that
    /// this server began with.
    AdoptRoundAndCompareWithInitialVote,
}

impl RoundGate {
    /// As it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            RoundGate::Ignore => "ignore",
            RoundGate::CompareWithProposal => "compare-with-proposal",
            RoundGate::AdoptRoundAndCompareWithInitialVote => {
                "adopt-round-and-compare-with-initial-vote"
            }
        }
    }
}

/// What the round of a LOOKING notification means to a LOOKING server.
pub const fn round_gate(logicalclock: Round, election_epoch: Round) -> RoundGate {
    if election_epoch > logicalclock {
        RoundGate::AdoptRoundAndCompareWithInitialVote
    } else if election_epoch < logicalclock {
        RoundGate::Ignore
    } else {
        RoundGate::CompareWithProposal
    }
}

/// What becomes of a new connection on the election port: of each pair, the one that the higher
/// id dialled survives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Connection {
    /// It stays.
    Kept,
    /// The acceptor closes it and dials the initiator.
    ClosedAndDialledBack,
    /// A server dialled itself.
    Ignored,
}

impl Connection {
    /// As it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Connection::Kept => "kept",
            Connection::ClosedAndDialledBack => "closed-and-dialled-back",
            Connection::Ignored => "ignored",
        }
    }
}

/// Whether the connection that `initiator` opened to `acceptor` is kept.
pub fn connection(initiator: Sid, acceptor: Sid) -> Connection {
    match initiator.cmp(&acceptor) {
        std::cmp::Ordering::Greater => Connection::Kept,
        std::cmp::Ordering::Less => Connection::ClosedAndDialledBack,
        std::cmp::Ordering::Equal => Connection::Ignored,
    }
}

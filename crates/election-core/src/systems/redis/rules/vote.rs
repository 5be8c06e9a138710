//! One vote per epoch, and how many votes elect. `src/sentinel.c`.

/// An epoch of Sentinel: `current_epoch`, `leader_epoch`, `config_epoch` count on one scale.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Epoch(pub i64);

/// What a Sentinel holds about elections for one master. The epochs are written to
/// `sentinel.conf`; after a restart the epoch is known but no longer whom it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter<Id> {
    /// The largest epoch seen.
    pub current_epoch: Epoch,
    /// Who got the last vote.
    pub leader: Option<Id>,
    /// The epoch of that vote.
    pub leader_epoch: Epoch,
}

/// What became of a request for a vote. The reply names `Voter::leader` in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ballot {
    /// `+vote-for-leader`: the vote of this epoch went to the asker.
    Cast,
    /// A vote was given in this epoch or in a later one.
    AlreadyVoted,
    /// The asker's epoch is behind the voter's.
    StaleEpoch,
}

impl<Id: Clone> Voter<Id> {
    /// Answers a request: the first one of an epoch gets the vote. Nothing else is looked at,
    /// neither the voter's own opinion of the master nor the asker's replicas.
    /// `sentinelVoteLeader`
    #[must_use]
    pub fn vote(&self, req_epoch: Epoch, req_runid: &Id) -> (Voter<Id>, Ballot) {
        let current_epoch = self.current_epoch.max(req_epoch);
        let seen = Voter { current_epoch, ..self.clone() };
        if self.leader_epoch >= req_epoch {
            (seen, Ballot::AlreadyVoted)
        } else if current_epoch > req_epoch {
            (seen, Ballot::StaleEpoch)
        } else {
            let leader = Some(req_runid.clone());
            (Voter { current_epoch, leader, leader_epoch: current_epoch }, Ballot::Cast)
        }
    }
}

/// What `SENTINEL is-master-down-by-addr` answers about the master itself: in TILT a Sentinel
/// does not trust its own view. `sentinelCommand`
pub fn says_down(tilt: bool, sdown: bool) -> bool {
    sdown && !tilt
}

/// The majority of all Sentinels ever seen for this master, dead ones and me included.
pub fn majority(known_sentinels: i64) -> i64 {
    known_sentinels / 2 + 1
}

/// Why a candidate is not elected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotElected {
    /// Fewer votes than the majority of the known Sentinels.
    NoMajority,
    /// Fewer votes than the configured quorum.
    NoQuorum,
}

/// Whether so many votes elect: both the majority and the quorum are needed.
/// `sentinelGetLeader`
pub fn elected(known_sentinels: i64, quorum: i64, votes: i64) -> Result<(), NotElected> {
    if votes < majority(known_sentinels) {
        Err(NotElected::NoMajority)
    } else if votes < quorum {
        Err(NotElected::NoQuorum)
    } else {
        Ok(())
    }
}

/// `SENTINEL CKQUORUM`: what the usable Sentinels are enough for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reachable {
    /// ODOWN can be reached.
    pub quorum: bool,
    /// A failover can be authorised.
    pub majority: bool,
}

/// Counts whether quorum and majority could be reached now. `sentinelIsQuorumReachable`
pub fn reachable(known_sentinels: i64, usable: i64, quorum: i64) -> Reachable {
    Reachable { quorum: usable >= quorum, majority: usable >= majority(known_sentinels) }
}

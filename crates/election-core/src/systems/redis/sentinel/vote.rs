//! One vote per epoch, and who has enough of them.

use super::{Sentinel, millis};
use crate::flat::FlatMap;
use crate::systems::redis::cited;
use crate::systems::redis::rules::failover::MAX_DESYNC;
use crate::systems::redis::rules::vote::{Ballot, Epoch, NotElected, Voter, elected, majority};
use crate::systems::redis::settings::Redis;
use crate::systems::redis::{Fx, Timer};
use crate::value::Value;
use crate::words::NodeId;
use crate::{fact, refusal};

impl Sentinel {
    /// Gives its vote of this epoch to the first who asks. `sentinelVoteLeader`
    pub(super) fn vote(
        &mut self,
        on: &Redis,
        epoch: Epoch,
        candidate: NodeId,
        fx: &mut Fx<'_>,
    ) -> bool {
        let voter = Voter {
            current_epoch: self.current_epoch,
            leader: self.master.leader,
            leader_epoch: self.master.leader_epoch,
        };
        let (mut after, mut ballot) = voter.vote(epoch, &candidate);
        if on.off.vote && after.leader != Some(candidate) {
            (after.leader, after.leader_epoch) = (Some(candidate), after.current_epoch);
            ballot = Ballot::Cast;
        }
        self.raise_epoch(after.current_epoch, fx);
        let because = || why_vote(on, &voter, epoch, candidate, ballot);
        match ballot {
            Ballot::Cast => {
                self.flush_config();
                self.log(fx, &cited::VOTE, "+vote-for-leader", because);
            }
            Ballot::AlreadyVoted => fx.cite(&cited::VOTE, "already-voted", because),
            Ballot::StaleEpoch => fx.cite(&cited::VOTE, "stale-epoch", because),
        }
        (self.master.leader, self.master.leader_epoch) = (after.leader, after.leader_epoch);
        let cast = ballot == Ballot::Cast;
        if cast && candidate != fx.me() {
            self.restart_failover_clock(fx);
        }
        cast
    }

    /// `failover_start_time = mstime() + rand() % SENTINEL_MAX_DESYNC`: the draw is how much
    /// later the timer moves it once more.
    pub(super) fn restart_failover_clock(&mut self, fx: &mut Fx<'_>) {
        (self.master.start_time, self.master.delay_logged) = (Some(millis(fx)), false);
        fx.arm(Timer::Desync, 0..=(MAX_DESYNC as u64 - 1) * 1000);
    }

    /// The draw is over: now is the base of the limits.
    pub fn desync(&mut self, fx: &mut Fx<'_>) {
        if self.master.start_time.is_some() {
            self.master.start_time = Some(millis(fx));
        }
    }

    /// The front runner of an epoch, as far as this Sentinel knows: others' votes first, then its
    /// own, for the front runner or for itself. `sentinelGetLeader`
    pub(super) fn leader_of(&mut self, on: &Redis, epoch: Epoch, fx: &mut Fx<'_>) -> Option<Tally> {
        let me = fx.me();
        let front = front_runner(&self.votes_of_others()).unwrap_or(me);
        if self.master.leader_epoch < epoch {
            self.vote(on, epoch, front, fx);
        }
        self.tally(on, epoch, me)
    }

    /// What the others said they voted in the current epoch.
    fn votes_of_others(&self) -> FlatMap<NodeId, i64> {
        let mut votes: FlatMap<NodeId, i64> = FlatMap::new();
        for other in self.others.values() {
            if let Some(leader) = other.leader
                && other.leader_epoch == self.current_epoch
            {
                *votes.entry(leader).or_default() += 1;
            }
        }
        votes
    }

    /// The count as it stands, this Sentinel's own vote included.
    pub(super) fn tally(&self, on: &Redis, epoch: Epoch, me: NodeId) -> Option<Tally> {
        let mut votes = self.votes_of_others();
        if let Some(mine) = self.master.leader
            && self.master.leader_epoch == epoch
        {
            *votes.entry(mine).or_default() += 1;
        }
        let winner = front_runner(&votes)?;
        let (known, quorum) = (self.others.len() as i64 + 1, self.quorum(on, me));
        Some(Tally { winner, known, quorum, votes: votes[&winner] })
    }
}

fn front_runner(votes: &FlatMap<NodeId, i64>) -> Option<NodeId> {
    votes.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id))).map(|(id, _)| *id)
}

/// A count of votes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub winner: NodeId,
    known: i64,
    quorum: i64,
    votes: i64,
}

impl Tally {
    /// Whether it elects.
    pub fn elects(&self, on: &Redis) -> bool {
        match elected(self.known, self.quorum, self.votes) {
            Err(NotElected::NoMajority) => on.off.elected && self.votes >= self.quorum,
            verdict => verdict.is_ok(),
        }
    }
    /// How many votes are missing.
    pub fn short(&self) -> i64 {
        majority(self.known).max(self.quorum) - self.votes
    }
    pub fn because(&self) -> Vec<Value> {
        let Tally { known, quorum, votes, .. } = *self;
        vec![
            fact!("known_sentinels", "known_sentinels" => known, "majority" => majority(known),
                "votes" => votes),
            fact!("quorum", "quorum" => quorum, "votes" => votes),
        ]
    }
}

fn why_vote(
    on: &Redis,
    voter: &Voter<NodeId>,
    epoch: Epoch,
    candidate: NodeId,
    ballot: Ballot,
) -> Vec<Value> {
    let mut because = vec![
        fact!("req_runid", "req_runid" => on.label(candidate)),
        fact!("current_epoch", "req_epoch" => epoch.0, "current_epoch" => voter.current_epoch.0),
        fact!("leader_epoch", "req_epoch" => epoch.0, "leader_epoch" => voter.leader_epoch.0),
    ];
    match ballot {
        Ballot::Cast => {}
        Ballot::AlreadyVoted => because.push(refusal!("already-voted",
            "leader" => voter.leader.map(|id| on.label(id)),
            "leader_epoch" => voter.leader_epoch.0)),
        Ballot::StaleEpoch => because.push(refusal!("stale-epoch", "req_epoch" => epoch.0,
            "current_epoch" => voter.current_epoch.0)),
    }
    because
}

//! What is a quorum.

use super::Sid;
use crate::flat::{FlatMap, FlatSet};
use crate::parts::quorum::is_majority;
use crate::rule::Rule;

/// The rule of [`Verifier::contains_quorum`].
pub const CONTAINS_QUORUM: Rule = Rule {
    id: "zookeeper/contains-quorum",
    source: "apache/zookeeper 3.9.5 flexible/QuorumMaj, QuorumHierarchical, QuorumOracleMaj \
             containsQuorum",
    switch: false,
};

/// How acknowledgements become a quorum.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum QuorumKind {
    /// More than half of the voters (`QuorumMaj`).
    Majority,
    /// More than half of the weight in more than half of the groups (`QuorumHierarchical`).
    Hierarchical {
        /// The servers of each group.
        groups: Vec<FlatSet<Sid>>,
        /// Weights other than 1.
        weights: FlatMap<Sid, u64>,
    },
    /// A majority, or of two voters one with the oracle's word (`QuorumOracleMaj`).
    Oracle {
        /// Whether it may be asked: while the leader has no forwarding follower.
        need_oracle: bool,
        /// Whether the oracle's file starts with `1`.
        says_yes: bool,
    },
}

/// A configuration: who votes, and what is a quorum of them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Verifier {
    /// The voting servers.
    pub voters: FlatSet<Sid>,
    /// What is a quorum.
    pub kind: QuorumKind,
}

/// The acknowledgements of voters; those of observers and strangers are not kept
/// (`SyncedLearnerTracker.addAck`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Acks(FlatSet<Sid>);

impl Acks {
    /// Keeps the acknowledgement of a voter; false if it is none.
    pub fn add(&mut self, of: &Verifier, sid: Sid) -> bool {
        let counts = of.voters.contains(&sid);
        if counts {
            self.0.insert(sid);
        }
        counts
    }

    /// Whether this server has acknowledged.
    pub fn has(&self, sid: Sid) -> bool {
        self.0.contains(&sid)
    }

    /// How many have acknowledged.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// Those who have, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Sid> {
        self.0.iter().copied()
    }
}

/// The weight of a group, and of those in it who have acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GroupStanding {
    /// The acknowledged weight.
    pub acked: u128,
    /// The weight of all.
    pub weight: u128,
}

impl GroupStanding {
    /// Whether the group agrees.
    pub const fn is_majority(self) -> bool {
        self.acked > self.weight / 2
    }
}

impl Verifier {
    /// A configuration in which the majority decides.
    pub fn majority(voters: impl IntoIterator<Item = Sid>) -> Verifier {
        Verifier { voters: voters.into_iter().collect(), kind: QuorumKind::Majority }
    }

    /// How many vote.
    pub fn size(&self) -> u64 {
        self.voters.len() as u64
    }

    /// The weight of a server; a server of weight 0 is never proposed as leader.
    pub fn weight(&self, sid: Sid) -> u64 {
        match &self.kind {
            QuorumKind::Hierarchical { weights, .. } => weights.get(&sid).copied().unwrap_or(1),
            _ => 1,
        }
    }

    /// Whether the acknowledgements are a quorum.
    pub fn contains_quorum(&self, acks: &Acks) -> bool {
        match &self.kind {
            QuorumKind::Majority => is_majority(acks.count(), self.size()),
            QuorumKind::Hierarchical { groups, .. } => {
                let standings = groups.iter().map(|group| self.standing(group, acks));
                let counted: Vec<_> = standings.filter(|group| group.weight > 0).collect();
                let agree = counted.iter().filter(|group| group.is_majority()).count() as u64;
                is_majority(agree, counted.len() as u64)
            }
            QuorumKind::Oracle { need_oracle, says_yes } => {
                is_majority(acks.count(), self.size())
                    || self.size() == 2 && *need_oracle && *says_yes
            }
        }
    }

    /// How far a group has come.
    pub fn standing(&self, group: &FlatSet<Sid>, acks: &Acks) -> GroupStanding {
        let mut standing = GroupStanding { acked: 0, weight: 0 };
        for sid in group {
            let weight = u128::from(self.weight(*sid));
            standing.weight += weight;
            standing.acked += if acks.has(*sid) { weight } else { 0 };
        }
        standing
    }
}

//! Which replica leads, by the controller of KRaft. `metadata PartitionChangeBuilder.electLeader`

use super::{BrokerId, set};
use crate::flat::FlatSet;

/// What an election may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Election {
    /// The first replica is to lead if it can; never unclean.
    Preferred,
    /// Keep the leader, or find one that has all the records.
    Online,
    /// As `Online`, but rather lose records than have no leader.
    Unclean,
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Candidates<'a> {
    /// The replicas, the preferred one first.
    pub replicas: &'a [BrokerId],
    /// The ISR that is to be.
    pub isr: &'a [BrokerId],
    /// The eligible leader replicas that are to be.
    pub elr: &'a [BrokerId],
    /// The replicas that left ISR and ELR; with balanced recovery the last leader alone.
    pub last_known_elr: &'a [BrokerId],
    /// Who leads.
    pub leader: Option<BrokerId>,
    /// Unfenced, not shutting down.
    pub acceptable: &'a FlatSet<BrokerId>,
    /// Eligible leader replicas are kept (KIP-966), and the last known leader may be elected.
    pub last_known_leader_may_lead: bool,
}

/// By which step a leader was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The first replica.
    Preferred,
    /// The leader stays.
    Current,
    /// The first valid one of the replicas.
    InOrder,
    /// The sole last known leader: unclean.
    LastKnown,
    /// The one that showed the longest log: unclean, and proposed (KIP-966).
    LongestLog,
    /// The first acceptable one of the replicas: unclean.
    Unclean,
}

impl Found {
    /// Whether records may be lost.
    pub fn is_unclean(self) -> bool {
        matches!(self, Found::LastKnown | Found::LongestLog | Found::Unclean)
    }
}

impl Candidates<'_> {
    /// The leader and how it was found; `None` leaves the partition without one. Valid is who
    /// is acceptable and in the ISR, or in the ELR while the ISR is empty.
    pub fn elect(&self, election: Election) -> Option<(BrokerId, Found)> {
        let preferred = self.replicas.first().copied().filter(|_| election == Election::Preferred);
        let source = set(if self.isr.is_empty() { self.elr } else { self.isr });
        let acceptable = |id: &BrokerId| self.acceptable.contains(id);
        let valid = |id: &BrokerId| source.contains(id) && acceptable(id);
        let in_order = || self.replicas.iter().copied().find(valid);
        let last_resort = || {
            let unclean = election == Election::Unclean;
            self.replicas.iter().copied().find(acceptable).filter(|_| unclean)
        };
        None.or_else(|| Some((preferred.filter(valid)?, Found::Preferred)))
            .or_else(|| Some((self.leader.filter(valid)?, Found::Current)))
            .or_else(|| Some((in_order()?, Found::InOrder)))
            .or_else(|| Some((self.last_known_leader()?, Found::LastKnown)))
            .or_else(|| Some((last_resort()?, Found::Unclean)))
    }

    /// The leader that was, if nobody else can know more and it is back. Up to 4.0 its being
    /// acceptable was not looked at (KAFKA-19522).
    fn last_known_leader(&self) -> Option<BrokerId> {
        let nobody_left = self.isr.is_empty() && self.elr.is_empty();
        match self.last_known_elr {
            [id] if self.last_known_leader_may_lead && nobody_left => {
                Some(*id).filter(|id| self.acceptable.contains(id))
            }
            _ => None,
        }
    }
}

//! Partition election before there was a controller: every replica asks itself whether it may
//! lead. `core KafkaZooKeeper.leaderElection, canBecomeLeader`, apache/kafka at 842da7bfcdd (July
//! 2012); no release had it.

use super::BrokerId;
use crate::flat::FlatSet;

/// Why a replica may try to lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// It is in the ISR.
    InIsr,
    /// Nobody is in the ISR.
    IsrEmpty,
    /// Nobody of the ISR is alive: an unclean leader, which no setting forbids.
    IsrDead,
}

/// Why it may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoClaim {
    /// Somebody in the ISR is alive and will lead.
    IsrLives,
    /// It is none of the assigned replicas.
    NotAssigned,
}

/// Whether this replica may try to lead. `canBecomeLeader`
pub fn may_lead(
    me: BrokerId,
    assigned: &[BrokerId],
    isr: &[BrokerId],
    live: &FlatSet<BrokerId>,
) -> Result<Claim, NoClaim> {
    if isr.contains(&me) {
        Ok(Claim::InIsr)
    } else if isr.iter().any(|id| live.contains(id)) {
        Err(NoClaim::IsrLives)
    } else if !assigned.contains(&me) {
        Err(NoClaim::NotAssigned)
    } else if isr.is_empty() {
        Ok(Claim::IsrEmpty)
    } else {
        Ok(Claim::IsrDead)
    }
}

/// Whether it first waits for `preferred.replica.wait.time`: the first replica of the assignment
/// is another, and alive.
pub fn gives_way(me: BrokerId, assigned: &[BrokerId], live: &FlatSet<BrokerId>) -> bool {
    assigned.first().is_some_and(|first| *first != me && live.contains(first))
}

/// The ISR that the winner writes: the one it found, even where it is not in it itself.
/// `ZkUtils.tryToBecomeLeaderForPartition`
pub fn isr_of_winner(me: BrokerId, isr: Vec<BrokerId>) -> Vec<BrokerId> {
    if isr.is_empty() { vec![me] } else { isr }
}

//! The leader selectors before 1.1. `core controller/PartitionLeaderSelector.scala`, 0.8.0 and
//! 0.8.2.2.

use super::{BrokerId, set};
use crate::flat::FlatSet;

/// The release whose selectors are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// 0.8.0: ISR order, and an unclean leader is always allowed.
    V080,
    /// 0.8.2: assignment order, and `unclean.leader.election.enable`.
    V082,
}

/// The five selectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// `OfflinePartitionLeaderSelector`
    Offline,
    /// `ReassignedPartitionLeaderSelector`; the assignment is that of the new replicas.
    Reassigned,
    /// `PreferredReplicaPartitionLeaderSelector`
    PreferredReplica,
    /// `ControlledShutdownLeaderSelector`
    ControlledShutdown,
    /// `NoOpLeaderSelector`: everything stays.
    NoOp,
}

/// Why there is no new leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSelected {
    /// `NoReplicaOnlineException`
    NoReplicaOnline,
    /// `LeaderElectionNotNeededException`
    LeaderElectionNotNeeded,
    /// `StateChangeFailedException`
    StateChangeFailed,
}

/// The partition as its selector finds it.
#[derive(Clone, Copy, Debug)]
pub struct Partition<'a> {
    /// Who leads.
    pub leader: Option<BrokerId>,
    /// The assigned replicas.
    pub assignment: &'a [BrokerId],
    /// Those in sync.
    pub isr: &'a [BrokerId],
    /// The brokers that are up and do not shut down.
    pub live: &'a FlatSet<BrokerId>,
    /// The brokers that shut down.
    pub shutting_down: &'a FlatSet<BrokerId>,
    /// `unclean.leader.election.enable`; no such setting in 0.8.0.
    pub unclean: bool,
}

/// The leader and the ISR to be written.
pub type Selected = (Option<BrokerId>, Vec<BrokerId>);

/// What a selector answers.
pub fn select(
    release: Release,
    selector: Selector,
    at: &Partition<'_>,
) -> Result<Selected, NotSelected> {
    match selector {
        Selector::Offline => offline(release, at),
        Selector::Reassigned => reassigned(release, at),
        Selector::PreferredReplica => preferred_replica(at),
        Selector::ControlledShutdown => controlled_shutdown(release, at),
        Selector::NoOp => Ok((at.leader, at.isr.to_vec())),
    }
}

fn offline(release: Release, at: &Partition<'_>) -> Result<Selected, NotSelected> {
    let live = |id: &BrokerId| at.live.contains(id);
    let live_isr: Vec<BrokerId> = at.isr.iter().copied().filter(live).collect();
    let mut live_assigned = at.assignment.iter().copied().filter(live);
    if live_isr.is_empty() {
        let allowed = release == Release::V080 || at.unclean;
        let leader = if allowed { live_assigned.next() } else { None };
        let leader = leader.ok_or(NotSelected::NoReplicaOnline)?;
        return Ok((Some(leader), vec![leader]));
    }
    let leader = match release {
        Release::V080 => live_isr.first().copied(),
        Release::V082 => {
            let in_isr = set(&live_isr);
            live_assigned.find(|id| in_isr.contains(id))
        }
    };
    Ok((Some(leader.ok_or(NotSelected::NoReplicaOnline)?), live_isr))
}

/// 0.8.0 takes for granted that the new replicas are in the ISR.
fn reassigned(release: Release, at: &Partition<'_>) -> Result<Selected, NotSelected> {
    let in_isr = set(at.isr);
    let leader = at
        .assignment
        .iter()
        .copied()
        .find(|id| at.live.contains(id) && (release == Release::V080 || in_isr.contains(id)));
    let none = match release {
        Release::V080 => NotSelected::StateChangeFailed,
        Release::V082 => NotSelected::NoReplicaOnline,
    };
    Ok((Some(leader.ok_or(none)?), at.isr.to_vec()))
}

fn preferred_replica(at: &Partition<'_>) -> Result<Selected, NotSelected> {
    let preferred = *at.assignment.first().ok_or(NotSelected::StateChangeFailed)?;
    if at.leader == Some(preferred) {
        Err(NotSelected::LeaderElectionNotNeeded)
    } else if at.live.contains(&preferred) && at.isr.contains(&preferred) {
        Ok((Some(preferred), at.isr.to_vec()))
    } else {
        Err(NotSelected::StateChangeFailed)
    }
}

/// The head of what is left of the ISR, alive or not; 0.8.0 also takes out the leader.
fn controlled_shutdown(release: Release, at: &Partition<'_>) -> Result<Selected, NotSelected> {
    let leaves = |id: &BrokerId| {
        at.shutting_down.contains(id) || (release == Release::V080 && at.leader == Some(*id))
    };
    let isr: Vec<BrokerId> = at.isr.iter().copied().filter(|id| !leaves(id)).collect();
    let leader = *isr.first().ok_or(NotSelected::StateChangeFailed)?;
    Ok((Some(leader), isr))
}

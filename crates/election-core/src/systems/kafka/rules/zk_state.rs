//! The state machines of a controller on ZooKeeper.
//! `core PartitionStateMachine.scala, ReplicaStateMachine.scala`

use super::BrokerId;

/// The state of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionState {
    /// Never created, or deleted.
    NonExistent,
    /// Assigned, without leader and ISR.
    New,
    /// With a leader.
    Online,
    /// Its leader is gone.
    Offline,
}

impl PartitionState {
    /// Where a partition may come from to get into this state. `validPreviousStates`
    pub fn valid_previous(self) -> &'static [PartitionState] {
        use PartitionState::{New, NonExistent, Offline, Online};
        match self {
            New => &[NonExistent],
            Online | Offline => &[New, Online, Offline],
            NonExistent => &[Offline],
        }
    }
    /// Going online is the one change that is written to ZooKeeper first.
    pub fn writes(self) -> bool {
        self == PartitionState::Online
    }
}

/// The state after a change was tried: `to`, if the change is valid and what has to be
/// written was written.
pub fn change(from: PartitionState, to: PartitionState, zk_error: bool) -> PartitionState {
    let valid = to.valid_previous().contains(&from);
    if valid && !(to.writes() && zk_error) { to } else { from }
}

/// Leader and ISR after a replica went offline; the last member of the ISR stays in it, since
/// it alone may lead again. `removeReplicasFromIsr`
pub fn replica_offline(
    leader: Option<BrokerId>,
    isr: &[BrokerId],
    offline: BrokerId,
) -> (Option<BrokerId>, Vec<BrokerId>) {
    if !isr.contains(&offline) {
        return (leader, isr.to_vec());
    }
    let leader = leader.filter(|id| *id != offline);
    if isr.len() == 1 {
        return (leader, isr.to_vec());
    }
    (leader, isr.iter().copied().filter(|id| *id != offline).collect())
}

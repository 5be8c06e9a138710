//! The four elections of a controller on ZooKeeper, since 1.1.
//! `core PartitionLeaderElectionAlgorithms, controller/Election.scala`

use super::{BrokerId, set};
use crate::flat::FlatSet;

/// Why a leader is wanted, and what that allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Election<'a> {
    /// The leader is gone.
    Offline {
        /// `unclean.leader.election.enable`: a replica outside the ISR may lead if need be.
        unclean: bool,
    },
    /// The replicas move: one of the target replicas is to lead.
    Reassign {
        /// The replicas after the move.
        target: &'a [BrokerId],
    },
    /// The first assigned replica is to lead, or nobody new.
    Preferred,
    /// The leader's broker asked to be shut down.
    ControlledShutdown,
}

/// The brokers as the controller sees them.
#[derive(Clone, Copy, Debug)]
pub struct Brokers<'a> {
    /// Those registered, the ones shutting down included.
    pub live: &'a FlatSet<BrokerId>,
    /// Those that asked to be shut down.
    pub shutting_down: &'a FlatSet<BrokerId>,
}

impl Brokers<'_> {
    /// A broker that shuts down is online only for the election that its shutdown asked for.
    pub fn online(&self, id: BrokerId, election: Election<'_>) -> bool {
        let counts_leaving = election == Election::ControlledShutdown;
        self.live.contains(&id) && (counts_leaving || !self.shutting_down.contains(&id))
    }
}

/// The outcome: a new leader, its ISR, and who is told by LeaderAndIsr.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elected {
    /// The new leader.
    pub leader: BrokerId,
    /// The ISR to be written with it.
    pub isr: Vec<BrokerId>,
    /// Who is told.
    pub leader_and_isr_to: Vec<BrokerId>,
    /// The leader was not in the ISR: records may be lost.
    pub unclean: bool,
}

/// Elects a leader, if anybody qualifies: the first in assignment order.
pub fn elect(
    election: Election<'_>,
    assignment: &[BrokerId],
    isr: &[BrokerId],
    brokers: Brokers<'_>,
) -> Option<Elected> {
    let online = |id: &BrokerId| brokers.online(*id, election);
    let in_isr = set(isr);
    let qualifies = |id: &&BrokerId| online(id) && in_isr.contains(id);
    let leaves = |id: &BrokerId| brokers.shutting_down.contains(id);
    let keep = |ids: &[BrokerId], wanted: &dyn Fn(&BrokerId) -> bool| -> Vec<BrokerId> {
        ids.iter().copied().filter(|id| wanted(id)).collect()
    };
    let clean = |leader: &BrokerId, isr: Vec<BrokerId>, leader_and_isr_to: Vec<BrokerId>| Elected {
        leader: *leader,
        isr,
        leader_and_isr_to,
        unclean: false,
    };
    match election {
        Election::Offline { unclean } => {
            let told = keep(assignment, &online);
            match assignment.iter().find(qualifies) {
                Some(leader) => Some(clean(leader, keep(isr, &online), told)),
                None if unclean => told.first().copied().map(|leader| Elected {
                    leader,
                    isr: vec![leader],
                    leader_and_isr_to: told,
                    unclean: true,
                }),
                None => None,
            }
        }
        Election::Reassign { target } => {
            let leader = target.iter().find(qualifies)?;
            Some(clean(leader, isr.to_vec(), target.to_vec()))
        }
        Election::Preferred => {
            let leader = assignment.iter().take(1).find(qualifies)?;
            Some(clean(leader, isr.to_vec(), assignment.to_vec()))
        }
        Election::ControlledShutdown => {
            let leader = assignment.iter().find(|id| qualifies(id) && !leaves(id))?;
            let stays = |id: &BrokerId| !leaves(id);
            Some(clean(leader, keep(isr, &stays), keep(assignment, &online)))
        }
    }
}

//! The four elections, and the other reasons for which a partition changes: from the state that
//! was read to the state that is to be written. No message is sent here.
//! `core PartitionLeaderElectionAlgorithms, Election`

use super::super::rules::legacy::{self, Release, Selector};
use super::super::rules::zk_election::{self, Brokers, Elected, Election};
use super::super::rules::zk_state::replica_offline;
use super::super::rules::{BrokerId, LeaderEpoch};
use super::super::words::PartitionId;
use super::super::{Fx, Kafka, cited};
use super::office::{Office, Plan, Why};
use super::znode::State;
use crate::fact;
use crate::flat::FlatSet;

/// Who leads and who is in sync from now on, and who is told.
struct Outcome {
    leader: Option<BrokerId>,
    isr: Vec<BrokerId>,
    told: Vec<BrokerId>,
}

impl Kafka {
    /// What becomes of a partition; `None`: it stays.
    pub(super) fn decide(
        &self,
        office: &Office,
        id: PartitionId,
        state: &State,
        why: Why,
        fx: &mut Fx,
    ) -> Option<Plan> {
        let replicas = office.partition(id)?.replicas.clone();
        let outcome = match why {
            Why::Refresh => None,
            Why::ReplicaOffline(gone) => without(office, id, state, &replicas, gone, fx),
            Why::NewReplicas => Some(Outcome {
                leader: state.leader,
                isr: state.isr.clone(),
                told: replicas.clone(),
            }),
            _ => self.elect(office, id, state, &replicas, why, fx),
        }?;
        let Outcome { leader, isr, told } = outcome;
        let leader_epoch = LeaderEpoch(state.leader_epoch.0 + 1);
        let state = State { controller_epoch: office.epoch, leader, leader_epoch, isr };
        Some(Plan { state, told })
    }

    fn elect(
        &self,
        office: &Office,
        id: PartitionId,
        state: &State,
        replicas: &[BrokerId],
        why: Why,
        fx: &mut Fx,
    ) -> Option<Outcome> {
        let allowed = self.settings.unclean || !self.settings.followed.elect_from_isr;
        let (election, selector) = match why {
            Why::Offline { unclean } => {
                (Election::Offline { unclean: unclean || allowed }, Selector::Offline)
            }
            Why::Preferred => (Election::Preferred, Selector::PreferredReplica),
            Why::Reassign => (Election::Reassign { target: replicas }, Selector::Reassigned),
            _ => (Election::ControlledShutdown, Selector::ControlledShutdown),
        };
        let live = office.live_ids();
        let brokers = Brokers { live: &live, shutting_down: &office.shutting_down };
        let elected = if self.settings.profile.has_selectors() {
            select_08(office, state, replicas, election, selector)
        } else {
            zk_election::elect(election, replicas, &state.isr, brokers)
        };
        cite(id, state, replicas, &live, election, elected.as_ref(), fx);
        elected.map(|it| Outcome {
            leader: Some(it.leader),
            isr: it.isr,
            told: it.leader_and_isr_to,
        })
    }
}

/// The selectors of 0.8.2, in the terms of the elections that came after them.
fn select_08(
    office: &Office,
    state: &State,
    replicas: &[BrokerId],
    election: Election<'_>,
    selector: Selector,
) -> Option<Elected> {
    let live: FlatSet<BrokerId> =
        office.live.keys().copied().filter(|id| office.is_online(*id)).collect();
    let assignment = match election {
        Election::Reassign { target } => target,
        _ => replicas,
    };
    let at = legacy::Partition {
        leader: state.leader,
        assignment,
        isr: &state.isr,
        live: &live,
        shutting_down: &office.shutting_down,
        unclean: matches!(election, Election::Offline { unclean: true }),
    };
    let (leader, isr) = legacy::select(Release::V082, selector, &at).ok()?;
    let leader = leader?;
    let unclean = !state.isr.contains(&leader);
    let told = assignment.iter().copied().filter(|id| office.live.contains_key(id)).collect();
    Some(Elected { leader, isr, leader_and_isr_to: told, unclean })
}

/// A replica goes offline: it leaves the ISR, unless it is the last there.
/// `removeReplicasFromIsr`
fn without(
    office: &Office,
    id: PartitionId,
    state: &State,
    replicas: &[BrokerId],
    gone: BrokerId,
    fx: &mut Fx,
) -> Option<Outcome> {
    let (leader, isr) = replica_offline(state.leader, &state.isr, gone);
    if (leader, &isr) == (state.leader, &state.isr) {
        return None;
    }
    fx.cite(&cited::REPLICA_OFFLINE, "offline", || {
        vec![
            fact!("partition", "id" => i64::from(id.0)),
            fact!("isr", "isr" => state.isr.clone(), "offline" => gone),
            fact!("leader", "leader" => leader, "new" => isr.clone()),
        ]
    });
    let told = replicas.iter().copied().filter(|id| *id != gone && office.live.contains_key(id));
    Some(Outcome { leader, isr, told: told.collect() })
}

fn cite(
    id: PartitionId,
    state: &State,
    assignment: &[BrokerId],
    live: &FlatSet<BrokerId>,
    election: Election<'_>,
    elected: Option<&Elected>,
    fx: &mut Fx,
) {
    let verdict = match elected {
        None => "none",
        Some(it) if it.unclean => "unclean",
        Some(_) => "elected",
    };
    let algorithm = match election {
        Election::Offline { .. } => "offline",
        Election::Reassign { .. } => "reassign",
        Election::Preferred => "preferred",
        Election::ControlledShutdown => "controlled-shutdown",
    };
    fx.cite(&cited::ELECT_LEADER_ZK, verdict, || {
        let live: Vec<BrokerId> = live.iter().copied().collect();
        vec![
            fact!("partition", "id" => i64::from(id.0), "algorithm" => algorithm),
            fact!("assignment", "assignment" => assignment.to_vec()),
            fact!("isr", "isr" => state.isr.clone()),
            fact!("live", "live" => live),
            match elected {
                None => crate::refusal!("no-leader"),
                Some(it) => fact!("leader", "leader" => it.leader, "isr" => it.isr.clone()),
            },
        ]
    });
}

//! The record that changes a partition: election, ISR, ELR, reassignment, epochs.
//! `metadata PartitionChangeBuilder.build`, `PartitionRegistration.merge`

use super::kraft_election::{Candidates, Election, Found};
use super::{BrokerId, LeaderEpoch, PartitionEpoch, set};
use crate::flat::FlatSet;

/// Whether a leader may have lost records and is still to say that it has recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeaderRecoveryState {
    /// All is well.
    Recovered,
    /// It was elected uncleanly: the ISR may not grow yet.
    Recovering,
}

/// A partition as the controller keeps it. `PartitionRegistration`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Partition {
    /// The replicas, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Those in sync.
    pub isr: Vec<BrokerId>,
    /// Those out of the ISR that hold all committed records nevertheless.
    pub elr: Vec<BrokerId>,
    /// Those that left ISR and ELR, or the last leader alone.
    pub last_known_elr: Vec<BrokerId>,
    /// Replicas that a reassignment takes out.
    pub removing_replicas: Vec<BrokerId>,
    /// Replicas that a reassignment brings in.
    pub adding_replicas: Vec<BrokerId>,
    /// Who leads.
    pub leader: Option<BrokerId>,
    /// Of the leader.
    pub leader_epoch: LeaderEpoch,
    /// Of this state.
    pub partition_epoch: PartitionEpoch,
    /// Of the leader.
    pub leader_recovery_state: LeaderRecoveryState,
}

/// The version of the metadata format that the cluster has agreed on, major and minor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MetadataVersion(pub u16, pub u16);

impl MetadataVersion {
    /// Until 3.5 a follower that left the ISR was told by a new leader epoch (KAFKA-15021).
    pub fn bumps_leader_epoch_on_isr_shrink(self) -> bool {
        self < MetadataVersion(3, 6)
    }
    /// Since 3.2 an unclean leader has to recover (KIP-704).
    pub fn has_leader_recovery(self) -> bool {
        self >= MetadataVersion(3, 2)
    }
}

/// What is to be changed, and under which circumstances.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The new ISR, if it is set.
    pub isr: Option<Vec<BrokerId>>,
    /// The new replicas, if they are set.
    pub replicas: Option<Vec<BrokerId>>,
    /// The new removing replicas, if they are set.
    pub removing: Option<Vec<BrokerId>>,
    /// The new adding replicas, if they are set.
    pub adding: Option<Vec<BrokerId>>,
    /// What the election may do.
    pub election: Election,
    /// Who showed the longest log, where a recovery asked for it (KIP-966, proposed).
    pub longest_log: Option<BrokerId>,
    /// Unfenced, not shutting down.
    pub acceptable: &'a FlatSet<BrokerId>,
    /// They came back without a proof that nothing was lost.
    pub unclean_shutdown: &'a FlatSet<BrokerId>,
    /// The effective `min.insync.replicas`.
    pub min_isr: i64,
    /// Eligible leader replicas are kept (KIP-966).
    pub elr_enabled: bool,
    /// Balanced recovery: the last leader is kept and may be elected again.
    pub use_last_known_leader: bool,
    /// The metadata version.
    pub version: MetadataVersion,
}

/// The fields that change; `None` = as before. `PartitionChangeRecord`
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// New replicas.
    pub replicas: Option<Vec<BrokerId>>,
    /// New ISR.
    pub isr: Option<Vec<BrokerId>>,
    /// New eligible leader replicas.
    pub elr: Option<Vec<BrokerId>>,
    /// New last known ELR.
    pub last_known_elr: Option<Vec<BrokerId>>,
    /// New removing replicas.
    pub removing_replicas: Option<Vec<BrokerId>>,
    /// New adding replicas.
    pub adding_replicas: Option<Vec<BrokerId>>,
    /// A leader, or none: the leader epoch goes up even if it is the same.
    pub leader: Option<Option<BrokerId>>,
    /// New recovery state.
    pub leader_recovery_state: Option<LeaderRecoveryState>,
}

/// A record, empty if nothing changes, and what led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The record; `None` if nothing changes.
    pub record: Option<Record>,
    /// The replicas of a reassignment are all in sync: it is complete.
    pub reassigned: bool,
    /// The ISR the election started from.
    pub target_isr: Vec<BrokerId>,
    /// The ELR the election started from.
    pub target_elr: Vec<BrokerId>,
    /// Who was elected.
    pub elected: Option<(BrokerId, Found)>,
}

/// The state in the making.
struct Target {
    isr: Vec<BrokerId>,
    replicas: Vec<BrokerId>,
    removing: Vec<BrokerId>,
    adding: Vec<BrokerId>,
    elr: Vec<BrokerId>,
    last_known_elr: Vec<BrokerId>,
}

/// Works the change out.
pub fn build(partition: &Partition, change: &Change<'_>) -> Built {
    let or = |new: &Option<Vec<BrokerId>>, old: &[BrokerId]| new.as_deref().unwrap_or(old).to_vec();
    let mut target = Target {
        isr: or(&change.isr, &partition.isr),
        replicas: or(&change.replicas, &partition.replicas),
        removing: or(&change.removing, &partition.removing_replicas),
        adding: or(&change.adding, &partition.adding_replicas),
        elr: partition.elr.clone(),
        last_known_elr: partition.last_known_elr.clone(),
    };
    let mut record = Record::default();
    let reassigned = target.complete_reassignment();
    target.populate_elr(partition, change);
    let (target_isr, target_elr) = (target.isr.clone(), target.elr.clone());
    let elected = target.elect(partition, change, &mut record);
    if record.leader.is_none() && !covers(&target.replicas, &partition.replicas) {
        // A replica is gone from the list: it learns so from the new epoch.
        record.leader = Some(partition.leader);
    }
    target.record_elr(partition, change, &mut record);
    let may_be_empty = change.elr_enabled || !target.isr.is_empty();
    if record.isr.is_none() && may_be_empty && target.isr != partition.isr {
        record.isr = Some(target.isr.clone());
    }
    let shrinks = record.isr.as_ref().is_some_and(|isr| !covers(isr, &partition.isr));
    let bumps = change.version.bumps_leader_epoch_on_isr_shrink();
    if bumps && shrinks && record.leader.is_none() {
        record.leader = Some(partition.leader);
    }
    record_last_known_leader(partition, change, &mut record);
    target.record_assignment(partition, &mut record);
    let record = Some(record).filter(|record| *record != Record::default());
    Built { record, reassigned, target_isr, target_elr, elected }
}

fn covers(list: &[BrokerId], members: &[BrokerId]) -> bool {
    set(list).is_superset(&set(members))
}

fn without(list: &[BrokerId], left_out: &[BrokerId]) -> Vec<BrokerId> {
    let left_out = set(left_out);
    list.iter().copied().filter(|id| !left_out.contains(id)).collect()
}

impl Target {
    /// A reassignment is complete when every replica that stays is in sync.
    /// `PartitionReassignmentReplicas.maybeCompleteReassignment`
    fn complete_reassignment(&mut self) -> bool {
        if self.removing.is_empty() && self.adding.is_empty() {
            return false;
        }
        let isr = without(&self.isr, &self.removing);
        let replicas = without(&self.replicas, &self.removing);
        let emptied = !self.removing.is_empty() && (isr.is_empty() || replicas.is_empty());
        if emptied || !covers(&isr, &replicas) {
            return false;
        }
        (self.isr, self.replicas) = (isr, replicas);
        (self.removing, self.adding) = (Vec::new(), Vec::new());
        true
    }

    /// Whoever leaves an ISR smaller than the minimum still holds all that is committed, since
    /// nothing is committed meanwhile; unless its disk may have lost it.
    fn populate_elr(&mut self, partition: &Partition, change: &Change<'_>) {
        if !change.elr_enabled {
            return;
        }
        if self.isr.len() as i64 >= change.min_isr {
            (self.elr, self.last_known_elr) = (Vec::new(), Vec::new());
            return;
        }
        let isr = set(&self.isr);
        let mut candidates = set(&self.elr);
        candidates.extend(&partition.isr);
        candidates.retain(|id| !isr.contains(id));
        let elr: FlatSet<BrokerId> =
            candidates.difference(change.unclean_shutdown).copied().collect();
        candidates.extend(self.last_known_elr.iter().filter(|id| !isr.contains(id)));
        self.last_known_elr = candidates.difference(&elr).copied().collect();
        self.elr = elr.into_iter().collect();
    }

    fn elect(
        &mut self,
        partition: &Partition,
        change: &Change<'_>,
        record: &mut Record,
    ) -> Option<(BrokerId, Found)> {
        let candidates = Candidates {
            replicas: &self.replicas,
            isr: &self.isr,
            elr: &self.elr,
            last_known_elr: &partition.last_known_elr,
            leader: partition.leader,
            acceptable: change.acceptable,
            last_known_leader_may_lead: change.elr_enabled && change.use_last_known_leader,
        };
        let recovered = change.longest_log.filter(|id| change.acceptable.contains(id));
        let elected = candidates.elect(change.election);
        let elected = elected.or(recovered.map(|id| (id, Found::LongestLog)));
        let leader = elected.map(|(id, _)| id);
        if leader == partition.leader {
            return elected;
        }
        if let Some(id) = leader.filter(|id| self.elr.contains(id)) {
            self.elr.retain(|other| *other != id);
            self.isr = vec![id];
        }
        record.leader = Some(leader);
        if let Some((id, found)) = elected
            && found.is_unclean()
        {
            record.isr = Some(vec![id]);
            let recovering = LeaderRecoveryState::Recovering;
            let is_new = partition.leader_recovery_state != recovering;
            if is_new && change.version.has_leader_recovery() {
                record.leader_recovery_state = Some(recovering);
            }
        }
        elected
    }

    fn record_elr(&mut self, partition: &Partition, change: &Change<'_>, record: &mut Record) {
        let unclean = record.isr.is_some();
        if unclean || !change.elr_enabled {
            (self.elr, self.last_known_elr) = (Vec::new(), Vec::new());
        }
        if self.elr != partition.elr {
            record.elr = Some(self.elr.clone());
        }
        // With balanced recovery the field holds the last leader and is written last.
        if !change.use_last_known_leader && self.last_known_elr != partition.last_known_elr {
            record.last_known_elr = Some(self.last_known_elr.clone());
        }
    }

    fn record_assignment(&self, partition: &Partition, record: &mut Record) {
        let changed =
            |new: &[BrokerId], old: &[BrokerId]| Some(new.to_vec()).filter(|new| new != old);
        if !self.replicas.is_empty() {
            record.replicas = changed(&self.replicas, &partition.replicas);
        }
        record.removing_replicas = changed(&self.removing, &partition.removing_replicas);
        record.adding_replicas = changed(&self.adding, &partition.adding_replicas);
    }
}

/// The leader that was is kept when the ISR runs empty, and forgotten with the next leader.
/// `maybeUpdateLastKnownLeader`
fn record_last_known_leader(partition: &Partition, change: &Change<'_>, record: &mut Record) {
    if !change.use_last_known_leader || !change.elr_enabled {
        return;
    }
    // The record keeps ids: a partition that had no leader leaves the id for none.
    let was = partition.leader.unwrap_or(BrokerId::NONE);
    let runs_empty = record.isr.as_ref().is_some_and(Vec::is_empty);
    let will_lead = match record.leader {
        Some(leader) => leader.is_some(),
        None => partition.leader.is_some(),
    };
    if runs_empty && partition.last_known_elr != [was] {
        record.last_known_elr = Some(vec![was]);
    } else if will_lead && !partition.last_known_elr.is_empty() {
        record.last_known_elr = Some(Vec::new());
    }
}

impl Partition {
    /// The state after the record. `PartitionRegistration.merge`
    #[must_use]
    pub fn merge(&self, record: &Record) -> Partition {
        let or =
            |new: &Option<Vec<BrokerId>>, old: &[BrokerId]| new.as_deref().unwrap_or(old).to_vec();
        let bump = i64::from(record.leader.is_some());
        Partition {
            replicas: or(&record.replicas, &self.replicas),
            isr: or(&record.isr, &self.isr),
            elr: or(&record.elr, &self.elr),
            last_known_elr: or(&record.last_known_elr, &self.last_known_elr),
            removing_replicas: or(&record.removing_replicas, &self.removing_replicas),
            adding_replicas: or(&record.adding_replicas, &self.adding_replicas),
            leader: record.leader.unwrap_or(self.leader),
            leader_epoch: LeaderEpoch(self.leader_epoch.0.saturating_add(bump)),
            partition_epoch: PartitionEpoch(self.partition_epoch.0.saturating_add(1)),
            leader_recovery_state: record
                .leader_recovery_state
                .unwrap_or(self.leader_recovery_state),
        }
    }
}

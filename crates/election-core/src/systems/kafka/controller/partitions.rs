//! Partitions at the active controller: elections, ISR changes, reassignment, balance.
//! `metadata ReplicationControlManager`

use super::Controller;
use crate::fact;
use crate::flat::FlatSet;
use crate::systems::kafka::message::{Altered, Message};
use crate::systems::kafka::record::MetaRecord;
use crate::systems::kafka::rules::isr_change::{self, AlterPartition, NotAltered};
use crate::systems::kafka::rules::kraft_election::{Election, Found};
use crate::systems::kafka::rules::partition_change::{
    Built, Change, LeaderRecoveryState, MetadataVersion, Partition, build,
};
use crate::systems::kafka::rules::{BrokerId, PartitionEpoch};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::value::Value;
use crate::words::NodeId;

/// The most records of one run of the balancer. `maxElectionsPerImbalance`
const MAX_ELECTIONS: usize = 1000;

/// What a change of many partitions is about.
#[derive(Clone, Copy, Default)]
pub(super) struct Who {
    /// Leaves every ISR, and may not lead.
    pub remove: Option<BrokerId>,
    /// May lead although the metadata still call it fenced.
    pub add: Option<BrokerId>,
    /// Came back without proof that nothing was lost.
    pub unclean: Option<BrokerId>,
}

impl Kafka {
    pub(super) fn acceptable(&self, node: &Controller, who: Who) -> FlatSet<BrokerId> {
        let active = |id: &BrokerId| node.image.is_active(*id) || who.add == Some(*id);
        let out = |id: &BrokerId| who.remove == Some(*id) || who.unclean == Some(*id);
        node.image.brokers.keys().copied().filter(|id| active(id) && !out(id)).collect()
    }

    pub(super) fn change<'a>(
        &self,
        partition: &Partition,
        acceptable: &'a FlatSet<BrokerId>,
        unclean_shutdown: &'a FlatSet<BrokerId>,
    ) -> Change<'a> {
        // With recovery by the longest log nobody is elected blindly.
        let recovers = self.settings.recovery.is_some();
        let unclean = self.settings.unclean && !recovers || !self.settings.followed.elect_from_isr;
        Change {
            isr: None,
            replicas: None,
            removing: None,
            adding: None,
            election: if unclean { Election::Unclean } else { Election::Online },
            longest_log: None,
            acceptable,
            unclean_shutdown,
            min_isr: self.settings.effective_min_isr(partition.replicas.len()),
            elr_enabled: self.settings.elr,
            use_last_known_leader: !recovers,
            version: MetadataVersion(4, 1),
        }
    }

    /// Works a change out, cites the election, and gives the record.
    pub(super) fn built(
        &self,
        id: PartitionId,
        partition: &Partition,
        change: &Change<'_>,
        fx: &mut Fx,
    ) -> Option<MetaRecord> {
        let built = build(partition, change);
        let turns = built.record.as_ref().is_some_and(|record| record.leader.is_some());
        let stuck = partition.leader.is_none() && built.elected.is_none();
        if turns || stuck {
            cite_election(id, partition, change, &built, fx);
        }
        built.record.map(|record| MetaRecord::PartitionChangeRecord(id, record))
    }

    /// A broker comes or goes: the change for each of these partitions.
    /// `generateLeaderAndIsrUpdates`
    fn updates(
        &self,
        node: &Controller,
        who: Who,
        concerned: impl Fn(&Partition) -> bool,
        fx: &mut Fx,
    ) -> Vec<MetaRecord> {
        let acceptable = self.acceptable(node, who);
        let unclean: FlatSet<BrokerId> = who.unclean.into_iter().collect();
        let gone = |id: &BrokerId| who.remove == Some(*id) || who.unclean == Some(*id);
        let mut records = Vec::new();
        for (id, partition) in node.image.partitions().filter(|(_, p)| concerned(p)) {
            let isr = partition.isr.iter().copied().filter(|id| !gone(id)).collect();
            let change = Change { isr: Some(isr), ..self.change(partition, &acceptable, &unclean) };
            records.extend(self.built(id, partition, &change, fx));
        }
        records
    }

    /// A broker goes: `handleBrokerFenced`, `handleBrokerInControlledShutdown`.
    pub(super) fn elections_without(
        &self,
        node: &Controller,
        broker: BrokerId,
        fx: &mut Fx,
    ) -> Vec<MetaRecord> {
        let who = Who { remove: Some(broker), ..Who::default() };
        self.updates(node, who, |partition| partition.isr.contains(&broker), fx)
    }

    /// A broker is back: partitions without a leader may have one now. `handleBrokerUnfenced`
    pub(super) fn elections_for_unfenced(
        &self,
        node: &Controller,
        broker: BrokerId,
        fx: &mut Fx,
    ) -> Vec<MetaRecord> {
        let who = Who { add: Some(broker), ..Who::default() };
        self.updates(node, who, |partition| partition.leader.is_none(), fx)
    }

    /// A new start of a known broker: what its earlier life held may be gone.
    /// `handleBrokerShutdown`
    pub(super) fn records_for_shutdown(
        &self,
        node: &Controller,
        broker: BrokerId,
        clean: bool,
        fx: &mut Fx,
    ) -> Vec<MetaRecord> {
        if clean || !self.settings.elr {
            return self.elections_without(node, broker, fx);
        }
        let who = Who { unclean: Some(broker), ..Who::default() };
        let concerned = |p: &Partition| p.isr.contains(&broker) || p.elr.contains(&broker);
        self.updates(node, who, concerned, fx)
    }

    /// Leadership returns to the first replicas. `maybeBalancePartitionLeaders`
    pub(super) fn balance_leaders(&self, node: &mut Controller, fx: &mut Fx) {
        if !self.settings.rebalance {
            return;
        }
        fx.arm_ms(Timer::Rebalance, self.settings.imbalance_check);
        let nobody = FlatSet::new();
        let acceptable = self.acceptable(node, Who::default());
        let mut records = Vec::new();
        for (id, partition) in node.image.partitions() {
            let preferred = partition.replicas.first().copied();
            if preferred == partition.leader || records.len() >= MAX_ELECTIONS {
                continue;
            }
            let change = Change {
                election: Election::Preferred,
                ..self.change(partition, &acceptable, &nobody)
            };
            if preferred.is_some_and(|id| acceptable.contains(&id) && partition.isr.contains(&id)) {
                records.extend(self.built(id, partition, &change, fx));
            }
        }
        self.write(node, records, fx);
    }

    /// Partitions without a leader are looked at again: the setting may have been switched on.
    /// `maybeElectUncleanLeaders`
    pub(super) fn elect_for_leaderless(&self, node: &mut Controller, fx: &mut Fx) {
        fx.arm_ms(Timer::UncleanElection, self.settings.unclean_interval);
        self.seek_recoveries(node, fx);
        if self.settings.unclean {
            let records = self.updates(node, Who::default(), |p| p.leader.is_none(), fx);
            self.write(node, records, fx);
        }
    }

    /// A leader proposes ISRs. `alterPartition`
    pub(super) fn alter_partitions(
        &self,
        node: &mut Controller,
        from: NodeId,
        broker: BrokerId,
        asked: u32,
        changes: Vec<(PartitionId, AlterPartition)>,
        fx: &mut Fx,
    ) {
        let known = node.image.brokers.get(&broker).map(|known| known.epoch);
        let stale = changes.iter().any(|(_, ask)| Some(ask.broker_epoch) != known);
        let error = match (node.is_active(), stale) {
            (false, _) => Errors::NotController,
            (true, true) => Errors::StaleBrokerEpoch,
            (true, false) => Errors::None,
        };
        if error != Errors::None {
            let results = Vec::new();
            return fx.send(from, Message::AlterPartitionResponse { error, asked, results });
        }
        let results = changes
            .into_iter()
            .map(|(partition, ask)| self.alter_partition(node, partition, &ask, fx))
            .collect();
        let answer = Message::AlterPartitionResponse { error, asked, results };
        self.answer_when_committed(node, from, answer, fx);
    }

    fn alter_partition(
        &self,
        node: &mut Controller,
        id: PartitionId,
        ask: &AlterPartition,
        fx: &mut Fx,
    ) -> Altered {
        let Some(partition) = node.image.partition(id).cloned() else {
            return altered(id, Errors::UnknownTopicOrPartition, None);
        };
        let verdict = isr_change::validate(&partition, &node.image.registrations(), ask);
        let error = verdict.err().map_or(Errors::None, error_of);
        fx.cite(&cited::ALTER_PARTITION, error.name(), || {
            alter_facts(&partition, ask, verdict.err())
        });
        if error != Errors::None && self.settings.followed.alter_partition {
            return altered(id, error, Some(&partition));
        }
        let nobody = FlatSet::new();
        let acceptable = self.acceptable(node, Who::default());
        let isr: Vec<BrokerId> = ask.new_isr.iter().map(|(id, _)| *id).collect();
        let change = Change {
            isr: Some(isr),
            election: Election::Online,
            ..self.change(&partition, &acceptable, &nobody)
        };
        let mut built = build(&partition, &change);
        let recovered = partition.leader_recovery_state == LeaderRecoveryState::Recovering
            && ask.leader_recovery_state == LeaderRecoveryState::Recovered;
        if recovered {
            let record = built.record.get_or_insert_default();
            record.leader_recovery_state = Some(LeaderRecoveryState::Recovered);
        }
        let record = built.record.map(|record| MetaRecord::PartitionChangeRecord(id, record));
        self.write(node, record.into_iter().collect(), fx);
        let now = node.image.partition(id);
        // A reassignment that is complete may have taken the leadership from who asked: then it
        // is done, and an error. Leaders of 3.3 and later ask so that they know this one.
        let error = match now.is_some_and(|now| now.leader != Some(ask.broker)) {
            true if built.reassigned => Errors::NewLeaderElected,
            _ => Errors::None,
        };
        altered(id, error, now)
    }
}

fn altered(partition: PartitionId, error: Errors, now: Option<&Partition>) -> Altered {
    Altered {
        partition,
        error,
        isr: now.map_or_else(Vec::new, |now| now.isr.clone()),
        leader_epoch: now.map_or_else(Default::default, |now| now.leader_epoch),
        partition_epoch: now.map_or(PartitionEpoch(-1), |now| now.partition_epoch),
    }
}

/// The error that a refused proposal is answered with.
pub fn error_of(reason: NotAltered) -> Errors {
    match reason {
        NotAltered::StaleBrokerEpoch => Errors::StaleBrokerEpoch,
        NotAltered::NewerLeaderEpoch | NotAltered::NewerPartitionEpoch => Errors::NotController,
        NotAltered::FencedLeaderEpoch => Errors::FencedLeaderEpoch,
        NotAltered::InvalidUpdateVersion => Errors::InvalidUpdateVersion,
        NotAltered::Ineligible(..) => Errors::IneligibleReplica,
        NotAltered::NotTheLeader
        | NotAltered::InvalidIsr
        | NotAltered::RecoveringWithOthers
        | NotAltered::RecoveringAgain => Errors::InvalidRequest,
    }
}

/// What was compared.
pub fn alter_facts(
    partition: &Partition,
    ask: &AlterPartition,
    why: Option<NotAltered>,
) -> Vec<Value> {
    let isr: Vec<BrokerId> = ask.new_isr.iter().map(|(id, _)| *id).collect();
    let mut facts = vec![
        fact!("leaderEpoch", "request" => ask.leader_epoch, "partition" => partition.leader_epoch),
        fact!("partitionEpoch", "request" => ask.partition_epoch,
            "partition" => partition.partition_epoch),
        fact!("leader", "brokerId" => ask.broker, "leader" => partition.leader),
        fact!("newIsr", "newIsr" => isr.clone(), "replicas" => partition.replicas.clone()),
    ];
    facts.push(match why {
        None => fact!("brokers", "eligible" => isr),
        Some(why) => crate::refusal!(error_of(why).name()),
    });
    facts
}

fn cite_election(
    id: PartitionId,
    partition: &Partition,
    change: &Change<'_>,
    built: &Built,
    fx: &mut Fx,
) {
    let verdict = match built.elected {
        None => "none",
        Some((_, found)) if found.is_unclean() => "unclean",
        Some(_) => "elected",
    };
    fx.cite(&cited::ELECT_LEADER, verdict, || {
        let from_elr = built.target_isr.is_empty();
        let (source, ids) =
            if from_elr { ("elr", &built.target_elr) } else { ("isr", &built.target_isr) };
        let acceptable: Vec<BrokerId> = change.acceptable.iter().copied().collect();
        vec![
            fact!("partition", "id" => i64::from(id.0)),
            fact!("replicas", "replicas" => partition.replicas.clone()),
            fact!(source, source => ids.clone()),
            fact!("acceptable", "acceptable" => acceptable),
            match built.elected {
                None => crate::refusal!("no-leader"),
                Some((id, Found::Preferred)) => fact!("replicas", "preferred" => id),
                Some((id, Found::Current)) => fact!("leader", "leader" => id),
                Some((id, Found::InOrder)) => fact!("replicas", "firstValid" => id),
                Some((id, Found::LastKnown)) => fact!("lastKnownElr", "lastKnownLeader" => id),
                Some((id, Found::LongestLog)) => fact!("logs", "longest" => id),
                Some((id, Found::Unclean)) => fact!("replicas", "firstAcceptable" => id),
            },
        ]
    });
}

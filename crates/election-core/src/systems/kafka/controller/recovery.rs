//! Unclean recovery by the longest log, as KIP-966 proposes it: a partition that can have no
//! clean leader any more goes to whoever shows the most of it. In no release; off by default.

use super::Controller;
use super::partitions::Who;
use crate::fact;
use crate::flat::{FlatMap, FlatSet};
use crate::systems::kafka::message::{LogInfoResponse, Message};
use crate::systems::kafka::rules::partition_change::Change;
use crate::systems::kafka::rules::unclean_recovery::{
    Leaderless, LogInfo, Strategy, Wait, longest,
};
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{PartitionId, list};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

use std::hash::{Hash, Hasher};

/// The partitions whose leader is sought. Nothing of it is in the metadata: the next active
/// controller begins anew.
#[derive(Clone, Debug, Default)]
pub struct Recoveries(FlatMap<PartitionId, Recovery>);

impl Hash for Recoveries {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A controller that recovers nothing is one of today's.
        if !self.0.is_empty() {
            self.0.hash(state);
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Recovery {
    /// Nobody is asked yet.
    Waits(Wait),
    /// These starts of brokers are asked, and some have answered.
    Asks { whom: Vec<(BrokerId, BrokerEpoch)>, answers: Vec<(BrokerId, LogInfo)> },
}

impl Recovery {
    /// What is known is as good as what is found now.
    fn still_holds(&self, found: &Recovery) -> bool {
        match (self, found) {
            (Recovery::Asks { whom, .. }, Recovery::Asks { whom: now, .. }) => whom == now,
            _ => self == found,
        }
    }
}

impl Kafka {
    /// The metadata have changed: partitions without a leader are looked at, and replicas asked.
    pub(super) fn seek_recoveries(&self, node: &mut Controller, fx: &mut Fx) {
        let Some(strategy) = self.settings.recovery else { return };
        let acceptable = self.acceptable(node, Who::default());
        let leaderless = node.image.partitions().filter(|(_, it)| it.leader.is_none());
        let found: FlatMap<PartitionId, Recovery> = leaderless
            .map(|(id, it)| {
                let state = Leaderless {
                    replicas: &it.replicas,
                    isr: &it.isr,
                    elr: &it.elr,
                    last_known_elr: &it.last_known_elr,
                    acceptable: &acceptable,
                };
                let epoch = |id: &BrokerId| Some((*id, node.image.brokers.get(id)?.epoch));
                let recovery = match state.whom_to_ask(strategy) {
                    Err(wait) => Recovery::Waits(wait),
                    Ok(asked) => Recovery::Asks {
                        whom: asked.iter().filter_map(epoch).collect(),
                        answers: Vec::new(),
                    },
                };
                (id, recovery)
            })
            .collect();
        let Some(active) = self.active(node) else { return };
        let known = &mut active.recoveries.0;
        known.retain(|id, _| found.contains_key(id));
        let mut ask: FlatMap<BrokerId, Vec<PartitionId>> = FlatMap::new();
        for (id, recovery) in found {
            if known.get(&id).is_some_and(|it| it.still_holds(&recovery)) {
                continue;
            }
            cite_search(id, strategy, &recovery, fx);
            if let Recovery::Asks { whom, .. } = &recovery {
                whom.iter().for_each(|(broker, _)| ask.entry(*broker).or_default().push(id));
            }
            known.insert(id, recovery);
        }
        self.ask_for_logs(ask, fx);
    }

    fn ask_for_logs(&self, ask: FlatMap<BrokerId, Vec<PartitionId>>, fx: &mut Fx) {
        if !ask.is_empty() {
            fx.arm_ms(Timer::UncleanRecovery, self.settings.recovery_timeout);
        }
        for (broker, partitions) in ask {
            if let Some(to) = self.settings.broker(broker) {
                fx.send(to, Message::GetReplicaLogInfo(broker, partitions));
            }
        }
    }

    /// A broker has said how much it has.
    pub(super) fn take_log_info(
        &self,
        node: &mut Controller,
        answer: &LogInfoResponse,
        fx: &mut Fx,
    ) {
        let from = (answer.broker, answer.broker_epoch);
        let Some(active) = self.active(node) else { return };
        let mut complete = Vec::new();
        for (id, info) in &answer.partitions {
            let Some(Recovery::Asks { whom, answers }) = active.recoveries.0.get_mut(id) else {
                continue;
            };
            // It has started again since: its log may be another by now.
            if !whom.contains(&from) {
                cite_stale(*id, from, whom, fx);
                continue;
            }
            answers.retain(|(broker, _)| *broker != answer.broker);
            answers.push((answer.broker, *info));
            let order = |of: &(BrokerId, _)| whom.iter().position(|(broker, _)| *broker == of.0);
            answers.sort_by_key(order);
            if answers.len() == whom.len() {
                complete.push(*id);
            }
        }
        for id in complete {
            self.elect_longest(node, id, fx);
        }
    }

    /// `unclean.recovery.timeout.ms` is over: who wants a leader above all takes the best of
    /// what is there; else all are asked again.
    pub(super) fn recovery_timed_out(&self, node: &mut Controller, fx: &mut Fx) {
        let Some(active) = self.active(node) else { return };
        let impatient = self.settings.recovery == Some(Strategy::Aggressive);
        let some =
            |it: &Recovery| matches!(it, Recovery::Asks { answers, .. } if !answers.is_empty());
        let ready = active.recoveries.0.iter().filter(|(_, it)| impatient && some(it));
        let ready: Vec<PartitionId> = ready.map(|(id, _)| *id).collect();
        active.recoveries.0.retain(|id, it| matches!(it, Recovery::Waits(_)) || ready.contains(id));
        for id in ready {
            self.elect_longest(node, id, fx);
        }
        self.seek_recoveries(node, fx);
    }

    fn elect_longest(&self, node: &mut Controller, id: PartitionId, fx: &mut Fx) {
        let recovery = self.active(node).and_then(|active| active.recoveries.0.remove(&id));
        let Some(Recovery::Asks { answers, .. }) = recovery else { return };
        let (Some(leader), Some(partition)) =
            (longest(&answers), node.image.partition(id).cloned())
        else {
            return;
        };
        fx.cite(&cited::UNCLEAN_RECOVERY, "longest-log", || {
            let mut facts = vec![fact!("partition", "id" => i64::from(id.0))];
            facts.extend(answers.iter().map(|(broker, info)| {
                fact!("logs", "broker" => *broker,
                    "lastWrittenLeaderEpoch" => info.last_written_leader_epoch,
                    "logEndOffset" => info.log_end_offset)
            }));
            facts.push(fact!("logs", "longest" => leader));
            facts
        });
        let nobody = FlatSet::new();
        let acceptable = self.acceptable(node, Who::default());
        let change =
            Change { longest_log: Some(leader), ..self.change(&partition, &acceptable, &nobody) };
        let record = self.built(id, &partition, &change, fx);
        self.write(node, record.into_iter().collect(), fx);
    }

    /// Which controller may ask is the business of its connection: whoever asks gets an answer.
    pub(in super::super) fn tell_log_info(
        &self,
        node: &crate::systems::kafka::broker::Broker,
        from: NodeId,
        partitions: &[PartitionId],
        fx: &mut Fx,
    ) {
        let info = |id: &PartitionId| {
            let log = node.log(*id);
            let epoch = log.and_then(|log| log.last_epoch());
            let info = LogInfo {
                last_written_leader_epoch: epoch
                    .unwrap_or(crate::systems::kafka::rules::LeaderEpoch(-1)),
                log_end_offset: log.map_or(0, |log| log.end()),
            };
            (*id, info)
        };
        let answer = LogInfoResponse {
            broker: node.id,
            broker_epoch: node.life.epoch.unwrap_or(BrokerEpoch(-1)),
            partitions: partitions.iter().map(info).collect(),
        };
        fx.send(from, Message::GetReplicaLogInfoResponse(Box::new(answer)));
    }
}

fn cite_search(id: PartitionId, strategy: Strategy, recovery: &Recovery, fx: &mut Fx) {
    let verdict = match recovery {
        Recovery::Waits(_) => "waits",
        Recovery::Asks { .. } => "asks",
    };
    fx.cite(&cited::UNCLEAN_RECOVERY, verdict, || {
        vec![
            fact!("partition", "id" => i64::from(id.0)),
            fact!("unclean.recovery.strategy", "strategy" => format!("{strategy:?}")),
            match recovery {
                Recovery::Waits(why) => crate::refusal!(why.name()),
                Recovery::Asks { whom, .. } => {
                    let ids: Vec<BrokerId> = whom.iter().map(|(broker, _)| *broker).collect();
                    fact!("lastKnownElr", "asked" => list(&ids))
                }
            },
        ]
    });
}

fn cite_stale(
    id: PartitionId,
    (broker, epoch): (BrokerId, BrokerEpoch),
    whom: &[(BrokerId, BrokerEpoch)],
    fx: &mut Fx,
) {
    fx.cite(&cited::UNCLEAN_RECOVERY, "STALE_BROKER_EPOCH", || {
        let known = whom.iter().find(|(known, _)| *known == broker).map(|(_, epoch)| *epoch);
        vec![
            fact!("partition", "id" => i64::from(id.0)),
            fact!("broker", "id" => broker),
            fact!("brokerEpoch", "answer" => epoch, "asked" => known),
            crate::refusal!("STALE_BROKER_EPOCH"),
        ]
    });
}

//! The active controller: it alone writes metadata; an answer waits until its records are
//! committed. `metadata QuorumController`

use super::Controller;
use super::recovery::Recoveries;
use crate::flat::FlatMap;
use crate::systems::kafka::message::{BrokerHeartbeatResponse, Message};
use crate::systems::kafka::record::{MetaEntry, MetaRecord};
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::Errors;
use crate::systems::kafka::{Fx, Kafka};
use crate::words::{NodeId, Time};
use std::sync::Arc;

/// What only the active controller has.
#[derive(Clone, Hash, Debug, Default)]
pub struct Active {
    /// When each unfenced broker was last heard of.
    pub contacts: FlatMap<BrokerId, Time>,
    /// How far each broker has replayed the metadata, by its last heartbeat.
    pub offsets: FlatMap<BrokerId, i64>,
    /// Records that wait to be appended together.
    pub pending: Vec<MetaEntry>,
    /// Answers that wait until everything before an offset is committed.
    pub waiting: Vec<(i64, NodeId, Message)>,
    /// Partitions that wait for the longest log (KIP-966, proposed).
    pub recoveries: Recoveries,
}

impl Active {
    /// What those who wait are told when this controller is no longer active.
    pub fn refusals(self) -> impl Iterator<Item = (NodeId, Message)> {
        self.waiting.into_iter().map(|(_, peer, answer)| (peer, refusal(answer)))
    }
}

/// The same answer with NOT_CONTROLLER in it.
fn refusal(answer: Message) -> Message {
    let error = Errors::NotController;
    match answer {
        Message::BrokerRegistrationResponse(asked, ..) => {
            Message::BrokerRegistrationResponse(asked, error, BrokerEpoch(-1))
        }
        Message::BrokerHeartbeatResponse(it) => {
            Message::BrokerHeartbeatResponse(BrokerHeartbeatResponse { error, ..it })
        }
        Message::AlterPartitionResponse { asked, .. } => {
            Message::AlterPartitionResponse { error, asked, results: Vec::new() }
        }
        other => other,
    }
}

impl Kafka {
    /// More is committed: the reign begins in earnest, or answers can go out.
    pub(super) fn committed(&self, node: &mut Controller, fx: &mut Fx) {
        let (hw, end) = (node.hw, node.disk.log.end());
        let Some(reign) = node.reign() else { return };
        if reign.active.is_none() {
            if hw > reign.epoch_start {
                node.image.catch_up(&node.disk.log, end);
                self.claim(node, fx);
            }
            return;
        }
        let Some(active) = node.reign_mut().and_then(|reign| reign.active.as_mut()) else { return };
        let waiting = std::mem::take(&mut active.waiting);
        let (ready, rest) = waiting.into_iter().partition(|(offset, _, _)| *offset <= hw);
        active.waiting = rest;
        let ready: Vec<(i64, NodeId, Message)> = ready;
        for (_, peer, answer) in ready {
            fx.send(peer, answer);
        }
    }

    /// Every broker that is not fenced begins a new session. `QuorumController.claim`
    fn claim(&self, node: &mut Controller, fx: &mut Fx) {
        let now = fx.now();
        let unfenced = node.image.brokers.iter().filter(|(_, broker)| !broker.fenced);
        let contacts = unfenced.map(|(id, _)| (*id, now)).collect();
        if let Some(reign) = node.reign_mut() {
            reign.active = Some(Active { contacts, ..Active::default() });
        }
        self.watch_sessions(node, fx);
        if self.settings.rebalance {
            fx.arm_ms(Timer::Rebalance, self.settings.imbalance_check);
        }
        fx.arm_ms(Timer::UncleanElection, self.settings.unclean_interval);
        self.seek_recoveries(node, fx);
    }

    /// The active controller's own state; nobody else has it.
    pub(super) fn active<'a>(&self, node: &'a mut Controller) -> Option<&'a mut Active> {
        node.reign_mut().and_then(|reign| reign.active.as_mut())
    }

    /// Writes records: they hold at once for this controller, and are appended together.
    pub(super) fn write(&self, node: &mut Controller, records: Vec<MetaRecord>, fx: &mut Fx) {
        let epoch = node.disk.epoch;
        let entries: Vec<MetaEntry> =
            records.into_iter().map(|it| MetaEntry { epoch, record: Arc::new(it) }).collect();
        if entries.is_empty() || !node.is_active() {
            return;
        }
        for entry in &entries {
            node.image.apply(&entry.record);
        }
        let Some(active) = self.active(node) else { return };
        if active.pending.is_empty() {
            fx.arm_ms(Timer::AppendLinger, self.settings.append_linger);
        }
        active.pending.extend(entries);
        self.seek_recoveries(node, fx);
    }

    /// Appends what has gathered; followers and brokers that wait get it at once.
    pub(super) fn append_pending(&self, node: &mut Controller, fx: &mut Fx) {
        let Some(active) = self.active(node) else { return };
        for entry in std::mem::take(&mut active.pending) {
            node.disk.log.push(entry);
        }
        self.advance_hw(node, fx);
        self.answer_all_with_news(node, fx);
    }

    /// Answers once everything written so far is committed.
    pub(super) fn answer_when_committed(
        &self,
        node: &mut Controller,
        peer: NodeId,
        answer: Message,
        fx: &mut Fx,
    ) {
        let (offset, hw) = (node.image.applied, node.hw);
        let Some(active) = self.active(node) else { return };
        if offset <= hw {
            fx.send(peer, answer);
        } else {
            active.waiting.push((offset, peer, answer));
        }
    }
}

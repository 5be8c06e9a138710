//! What the metadata say: brokers and partitions, replayed record by record.

use super::record::{MetaLog, MetaRecord};
use super::rules::isr_change::Registration;
use super::rules::partition_change::Partition;
use super::rules::{BrokerEpoch, BrokerId};
use super::words::{Incarnation, PartitionId};
use crate::flat::{FlatMap, FlatSet};
use crate::parts::chunks::Chunks;
use std::sync::Arc;

/// A broker as the metadata know it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Broker {
    /// The offset of its registration.
    pub epoch: BrokerEpoch,
    /// The start of its process that registered.
    pub incarnation: Incarnation,
    /// It may not lead.
    pub fenced: bool,
    /// The offset of the record that began its shutdown.
    pub in_controlled_shutdown: Option<i64>,
}

impl Broker {
    /// It may lead and be in sync.
    pub fn is_active(&self) -> bool {
        !self.fenced && self.in_controlled_shutdown.is_none()
    }
}

/// The state after a prefix of the metadata log.
#[derive(Clone, Hash, Debug, Default)]
pub struct Image {
    /// How many records are in it.
    pub applied: i64,
    /// The registered brokers.
    pub brokers: FlatMap<BrokerId, Broker>,
    /// By number. Copies share what has not changed.
    partitions: Chunks<Arc<Partition>>,
}

impl Image {
    /// The state after so many records.
    pub fn replay(log: &MetaLog, end: i64) -> Image {
        let mut image = Image::default();
        image.catch_up(log, end);
        image
    }

    /// Replays what is missing up to `end`; the partitions that changed.
    pub fn catch_up(&mut self, log: &MetaLog, end: i64) -> FlatSet<PartitionId> {
        let mut changed = FlatSet::new();
        while self.applied < end {
            let Some(entry) = log.get(self.applied) else { break };
            changed.extend(self.apply(&entry.record));
        }
        changed
    }

    /// Applies the next record; the partition it changes.
    pub fn apply(&mut self, record: &MetaRecord) -> Option<PartitionId> {
        let offset = self.applied;
        self.applied += 1;
        match record {
            MetaRecord::LeaderChangeMessage(_) => None,
            MetaRecord::RegisterBrokerRecord { broker, incarnation, fenced } => {
                let epoch = match self.brokers.get(broker) {
                    Some(known) if known.incarnation == *incarnation => known.epoch,
                    _ => BrokerEpoch(offset),
                };
                let in_controlled_shutdown = None;
                let broker_state = Broker {
                    epoch,
                    incarnation: *incarnation,
                    fenced: *fenced,
                    in_controlled_shutdown,
                };
                self.brokers.insert(*broker, broker_state);
                None
            }
            MetaRecord::BrokerRegistrationChangeRecord {
                broker,
                fenced,
                in_controlled_shutdown,
            } => {
                if let Some(known) = self.brokers.get_mut(broker) {
                    known.fenced = fenced.unwrap_or(known.fenced);
                    if *in_controlled_shutdown {
                        known.in_controlled_shutdown = Some(offset);
                    }
                }
                None
            }
            MetaRecord::PartitionRecord(id, state) => {
                self.partitions.push(Arc::new(state.clone()));
                Some(*id)
            }
            MetaRecord::PartitionChangeRecord(id, change) => {
                let state = self.partitions.get_mut(id.0.into())?;
                *state = Arc::new(state.merge(change));
                Some(*id)
            }
        }
    }

    /// On ZooKeeper: who lives, as the controller says.
    pub fn set_live(&mut self, live: &[(BrokerId, BrokerEpoch)]) {
        let alive = |(id, epoch): &(BrokerId, BrokerEpoch)| {
            let incarnation = Incarnation(0);
            (
                *id,
                Broker { epoch: *epoch, incarnation, fenced: false, in_controlled_shutdown: None },
            )
        };
        self.brokers = live.iter().map(alive).collect();
    }

    /// On ZooKeeper: a partition, as the controller says.
    pub fn set_partition(&mut self, id: PartitionId, state: Arc<Partition>) {
        let place = u32::from(id.0);
        let next = place == self.partitions.len();
        match self.partitions.get_mut(place) {
            Some(known) => *known = state,
            None if next => self.partitions.push(state),
            None => {}
        }
    }

    /// A partition.
    pub fn partition(&self, id: PartitionId) -> Option<&Partition> {
        self.partitions.get(id.0.into()).map(|state| &**state)
    }

    /// All partitions, in order.
    pub fn partitions(&self) -> impl Iterator<Item = (PartitionId, &Partition)> {
        (0u16..).map(PartitionId).zip(self.partitions.iter().map(|state| &**state))
    }

    /// Whether a broker may lead and be in sync.
    pub fn is_active(&self, id: BrokerId) -> bool {
        self.brokers.get(&id).is_some_and(Broker::is_active)
    }

    /// The brokers as the check of an ISR change looks at them.
    pub fn registrations(&self) -> FlatMap<BrokerId, Registration> {
        let registration = |(id, broker): (&BrokerId, &Broker)| {
            let in_controlled_shutdown = broker.in_controlled_shutdown.is_some();
            (
                *id,
                Registration { epoch: broker.epoch, fenced: broker.fenced, in_controlled_shutdown },
            )
        };
        self.brokers.iter().map(registration).collect()
    }
}

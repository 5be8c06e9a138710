//! The records of `__cluster_metadata`, and the log they stand in.

use super::rules::partition_change::{Partition, Record};
use super::rules::{BrokerId, ControllerEpoch, VoterId};
use super::words::{Incarnation, PartitionId, list, or_none};
use crate::parts::chunks::Chunks;
use std::sync::Arc;

/// A record of the metadata log, under its real name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum MetaRecord {
    /// The first record of a leader's epoch.
    LeaderChangeMessage(VoterId),
    /// A broker is registered; its epoch is the offset of this record.
    RegisterBrokerRecord {
        /// Who.
        broker: BrokerId,
        /// Which start of its process.
        incarnation: Incarnation,
        /// Fenced, unless the cluster is already at work when the run begins.
        fenced: bool,
    },
    /// A registered broker changes its state.
    BrokerRegistrationChangeRecord {
        /// Who.
        broker: BrokerId,
        /// Fenced or no longer; `None`: as before.
        fenced: Option<bool>,
        /// It asked to be shut down.
        in_controlled_shutdown: bool,
    },
    /// A partition is created.
    PartitionRecord(PartitionId, Partition),
    /// A partition changes.
    PartitionChangeRecord(PartitionId, Record),
}

impl MetaRecord {
    /// One short phrase, as a transcript prints it.
    pub fn text(&self) -> String {
        match self {
            MetaRecord::LeaderChangeMessage(id) => format!("LeaderChange({id})"),
            MetaRecord::RegisterBrokerRecord { broker, .. } => format!("RegisterBroker({broker})"),
            MetaRecord::BrokerRegistrationChangeRecord {
                broker,
                fenced,
                in_controlled_shutdown,
            } => {
                let what = match fenced {
                    Some(true) => "fence",
                    Some(false) => "unfence",
                    None if *in_controlled_shutdown => "controlled-shutdown",
                    None => "none",
                };
                format!("BrokerRegistrationChange({broker} {what})")
            }
            MetaRecord::PartitionRecord(id, state) => {
                format!("Partition({id} leader={} isr={})", or_none(state.leader), list(&state.isr))
            }
            MetaRecord::PartitionChangeRecord(id, change) => {
                let mut text = format!("PartitionChange({id}");
                if let Some(leader) = change.leader {
                    text += &format!(" leader={}", or_none(leader));
                }
                for (name, ids) in
                    [("isr", &change.isr), ("elr", &change.elr), ("replicas", &change.replicas)]
                {
                    if let Some(ids) = ids {
                        text += &format!(" {name}={}", list(ids));
                    }
                }
                text + ")"
            }
        }
    }
}

/// A record and the epoch of the controller that wrote it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MetaEntry {
    /// The writer's epoch.
    pub epoch: ControllerEpoch,
    /// What it says.
    pub record: Arc<MetaRecord>,
}

/// The metadata log of one process. Raft flushes it before it counts, so a loss of power takes
/// nothing from it.
#[derive(Clone, Hash, Debug, Default)]
pub struct MetaLog {
    entries: Chunks<MetaEntry>,
}

impl MetaLog {
    /// A log with these entries.
    pub fn new(entries: impl IntoIterator<Item = MetaEntry>) -> MetaLog {
        MetaLog { entries: entries.into_iter().collect() }
    }
    /// The offset after the last record.
    pub fn end(&self) -> i64 {
        self.entries.len().into()
    }
    /// The epoch of the last record; 0 for an empty log.
    pub fn last_epoch(&self) -> ControllerEpoch {
        self.entries.last().map_or(ControllerEpoch(0), |entry| entry.epoch)
    }
    /// The record at an offset.
    pub fn get(&self, offset: i64) -> Option<&MetaEntry> {
        self.entries.get(u32::try_from(offset).ok()?)
    }
    /// Adds at the end.
    pub fn push(&mut self, entry: MetaEntry) {
        self.entries.push(entry);
    }
    /// Drops everything from this offset on; whether there was anything.
    pub fn truncate(&mut self, end: i64) -> bool {
        let cut = end < self.end();
        if cut {
            self.entries.truncate(end.max(0) as u32);
        }
        cut
    }
    /// The records from this offset on.
    pub fn from(&self, offset: i64) -> Vec<MetaEntry> {
        (offset.max(0)..self.end()).filter_map(|at| self.get(at)).cloned().collect()
    }
    /// The largest epoch up to this one that is in the log, and where it ends.
    /// `ReplicatedLog.endOffsetForEpoch`
    pub fn end_for(&self, epoch: ControllerEpoch) -> (ControllerEpoch, i64) {
        // Epochs ascend: find the first record of a later one.
        let (mut low, mut high) = (0, self.end());
        while low < high {
            let middle = (low + high) / 2;
            if self.get(middle).is_some_and(|entry| entry.epoch <= epoch) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (self.get(low - 1).map_or(ControllerEpoch(0), |entry| entry.epoch), low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_ends_where_the_next_begins() {
        let entry = |epoch| MetaEntry {
            epoch: ControllerEpoch(epoch),
            record: Arc::new(MetaRecord::LeaderChangeMessage(VoterId(1))),
        };
        let log = MetaLog::new([0, 0, 2, 2, 2, 5].map(entry));
        for (epoch, expected) in [(0, (0, 2)), (1, (0, 2)), (2, (2, 5)), (4, (2, 5)), (9, (5, 6))] {
            let (found, end) = log.end_for(ControllerEpoch(epoch));
            assert_eq!((found.0, end), expected, "epoch {epoch}");
        }
    }
}

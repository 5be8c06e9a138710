//! The log of one replica, and what a crash leaves of it.

use crate::flat::FlatMap;
use crate::parts::chunks::Chunks;
use crate::protocol::Crash;
use crate::systems::kafka::message::Rec;
use crate::systems::kafka::rules::LeaderEpoch;
use crate::systems::kafka::rules::epochs::{EpochCache, EpochOffset};
use crate::words::{NodeId, OpId};

/// The log of one replica.
#[derive(Clone, Hash, Debug, Default)]
pub struct Log {
    records: Chunks<Rec>,
    epochs: EpochCache,
    /// Everything before is on the disk, not only with the operating system.
    pub recovery_point: i64,
    /// The high watermark as last written to the disk.
    pub checkpoint: i64,
    /// The last record of each producer: it tells a repeated batch.
    producers: FlatMap<NodeId, (OpId, i64)>,
}

impl Log {
    /// The offset after the last record.
    pub fn end(&self) -> i64 {
        self.records.len().into()
    }
    /// Where each leader epoch starts.
    pub fn epochs(&self) -> &EpochCache {
        &self.epochs
    }
    /// The epoch of the last record.
    pub fn last_epoch(&self) -> Option<LeaderEpoch> {
        self.records.last().map(|record| record.epoch)
    }
    /// The record at an offset.
    pub fn get(&self, offset: i64) -> Option<&Rec> {
        self.records.get(u32::try_from(offset).ok()?)
    }
    /// Whether it has the record of an operation; recent ones are asked for most.
    pub fn holds(&self, op: OpId) -> bool {
        self.iter().rev().any(|record| record.op == Some(op))
    }
    /// The first offset from `from` up to, not including, `end` where the two logs differ.
    pub fn first_difference(&self, other: &Log, from: i64, end: i64) -> Option<i64> {
        let place = |offset: i64| u32::try_from(offset.max(0)).unwrap_or(u32::MAX);
        self.records.first_difference(&other.records, place(from), place(end)).map(i64::from)
    }
    /// All records, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Rec> {
        self.records.iter()
    }
    /// The records from `offset` up to, not including, `end`.
    pub fn read(&self, offset: i64, end: i64) -> Vec<Rec> {
        (offset.max(0)..end.min(self.end())).filter_map(|at| self.get(at)).copied().collect()
    }
    /// A leader takes over: its epoch starts where the log ends.
    pub fn begin_epoch(&mut self, epoch: LeaderEpoch) {
        self.epochs.assign(epoch.0, self.end());
    }
    /// Adds a record at the end.
    pub fn append(&mut self, record: Rec, flush_every: i64) {
        let offset = self.end();
        self.epochs.assign(record.epoch.0, offset);
        if let Some(op) = record.op {
            self.producers.insert(op.client(), (op, offset));
        }
        self.records.push(record);
        if self.end() - self.recovery_point >= flush_every {
            self.recovery_point = self.end();
        }
    }
    /// Where this operation, or a later one of its producer, already stands.
    pub fn duplicate_of(&self, op: OpId) -> Option<i64> {
        let (last, offset) = self.producers.get(&op.client())?;
        (last.nth() >= op.nth()).then_some(*offset)
    }
    /// Drops everything from `end` on; whether there was anything.
    pub fn truncate(&mut self, end: i64) -> bool {
        let end = end.max(0);
        if end >= self.end() {
            return false;
        }
        self.records.truncate(end as u32);
        self.epochs.truncate_from_end(end);
        self.recovery_point = self.recovery_point.min(end);
        self.checkpoint = self.checkpoint.min(end);
        self.producers.clear();
        for (offset, record) in (0..).zip(self.records.iter()) {
            if let Some(op) = record.op {
                self.producers.insert(op.client(), (op, offset));
            }
        }
        true
    }
    /// The first epoch of which it knows.
    pub fn earliest_epoch(&self) -> Option<i64> {
        self.epochs.entries().first().map(|it| it.epoch)
    }
    /// The largest epoch up to this one, and where it ends here.
    pub fn end_offset_for(&self, epoch: i64) -> Option<EpochOffset> {
        self.epochs.end_offset_for(epoch, self.end())
    }
    /// What a crash leaves: a killed process loses nothing that it wrote; without power, what
    /// was not flushed is gone.
    #[must_use]
    pub fn after(mut self, crash: Crash) -> Log {
        if crash == Crash::Power {
            self.truncate(self.recovery_point);
        }
        self
    }
}

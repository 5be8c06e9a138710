//! Up to where a transactional reader reads. `storage ProducerStateManager`,
//! `UnifiedLog.fetchLastStableOffsetMetadata`

use crate::flat::{FlatMap, FlatSet};

/// A producer of transactions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProducerId(pub i64);

/// A log with transactions in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxnLog {
    log_end_offset: i64,
    high_watermark: i64,
    /// Where each producer's open transaction starts.
    ongoing: FlatMap<ProducerId, i64>,
    /// Decided, but the marker is not below the high watermark: marker and first offset.
    unreplicated: FlatMap<i64, i64>,
    /// The first offsets of all these.
    unstable: FlatSet<i64>,
}

impl TxnLog {
    /// Records; those of a producer open its transaction.
    pub fn append(&mut self, producer: Option<ProducerId>, count: i64) {
        if let Some(id) = producer {
            let first = *self.ongoing.entry(id).or_insert(self.log_end_offset);
            self.unstable.insert(first);
        }
        self.log_end_offset = self.log_end_offset.saturating_add(count);
    }

    /// A commit or abort marker, a record of its own. Without a transaction it decides nothing.
    pub fn end(&mut self, producer: ProducerId) {
        if let Some(first) = self.ongoing.remove(&producer) {
            self.unreplicated.insert(self.log_end_offset, first);
        }
        self.log_end_offset = self.log_end_offset.saturating_add(1);
    }

    /// The high watermark moves, never back and never beyond the log.
    pub fn set_high_watermark(&mut self, offset: i64) {
        self.high_watermark = offset.min(self.log_end_offset).max(self.high_watermark);
        let still_unreplicated = self.unreplicated.split_off(&self.high_watermark);
        for first in std::mem::replace(&mut self.unreplicated, still_unreplicated).values() {
            self.unstable.remove(first);
        }
    }

    /// How far is committed.
    pub fn high_watermark(&self) -> i64 {
        self.high_watermark
    }

    /// The first offset whose fate is open, or decided where it may still be lost.
    pub fn first_unstable_offset(&self) -> Option<i64> {
        self.unstable.first().copied()
    }

    /// Up to where `read_committed` reads.
    pub fn last_stable_offset(&self) -> i64 {
        self.first_unstable_offset().map_or(self.high_watermark, |o| o.min(self.high_watermark))
    }
}

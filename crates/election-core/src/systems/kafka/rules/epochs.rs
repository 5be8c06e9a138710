//! The leader epochs of a log (KIP-101), and what they tell a leader of a follower's log.
//! `storage LeaderEpochFileCache`, `core Partition.readRecords`

/// An epoch and an offset: where the epoch starts, or where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EpochOffset {
    /// The leader epoch.
    pub epoch: i64,
    /// The offset.
    pub offset: i64,
}

/// Where each leader epoch of a log starts, ascending in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EpochCache {
    entries: Vec<EpochOffset>,
}

impl EpochCache {
    /// The entries, ascending.
    pub fn entries(&self) -> &[EpochOffset] {
        &self.entries
    }

    /// The epoch written now.
    pub fn latest(&self) -> Option<EpochOffset> {
        self.entries.last().copied()
    }

    /// The epoch before it.
    pub fn previous_epoch(&self) -> Option<i64> {
        self.entries.iter().rev().nth(1).map(|entry| entry.epoch)
    }

    /// A batch of this epoch starts here. An entry that contradicts it goes: its records were
    /// never there, or are no more. `assign`
    pub fn assign(&mut self, epoch: i64, start_offset: i64) {
        let news = |latest: EpochOffset| epoch != latest.epoch || start_offset < latest.offset;
        if !self.latest().is_none_or(news) {
            return;
        }
        while self.latest().is_some_and(|e| e.epoch >= epoch || e.offset >= start_offset) {
            self.entries.pop();
        }
        self.entries.push(EpochOffset { epoch, offset: start_offset });
    }

    /// The log was cut at this offset: what starts there or later is gone. `truncateFromEnd`
    pub fn truncate_from_end(&mut self, end_offset: i64) {
        while end_offset >= 0 && self.latest().is_some_and(|e| e.offset >= end_offset) {
            self.entries.pop();
        }
    }

    /// The log starts at this offset now: so does the epoch it belongs to. `truncateFromStart`
    pub fn truncate_from_start(&mut self, start_offset: i64) {
        let gone = self.entries.iter().take_while(|entry| entry.offset <= start_offset).count();
        if gone > 0 {
            self.entries.drain(..gone - 1);
            self.entries[0].offset = start_offset;
        }
    }

    /// Where an epoch ends: the largest known epoch up to it, and where the next one starts;
    /// the epoch written now ends with the log. `None`: nothing is known of so new an epoch.
    /// `endOffsetFor`
    pub fn end_offset_for(&self, epoch: i64, log_end_offset: i64) -> Option<EpochOffset> {
        if epoch == -1 {
            return None;
        }
        if self.latest().is_some_and(|latest| latest.epoch == epoch) {
            return Some(EpochOffset { epoch, offset: log_end_offset });
        }
        let higher = self.entries.partition_point(|entry| entry.epoch <= epoch);
        let offset = self.entries.get(higher)?.offset;
        let floor = higher.checked_sub(1).map_or(epoch, |at| self.entries[at].epoch);
        Some(EpochOffset { epoch: floor, offset })
    }
}

/// What a leader tells a follower that fetches (KIP-595).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FetchAnswer {
    /// Records: the logs agree so far.
    Records,
    /// The logs part: the follower has to truncate.
    Diverging(EpochOffset),
    /// `OFFSET_OUT_OF_RANGE`
    OffsetOutOfRange,
}

/// Whether the follower's log agrees, by the epoch of its last record and the offset it wants.
/// `Partition.readRecords`
pub fn fetch_divergence(
    epochs: &EpochCache,
    log_start_offset: i64,
    log_end_offset: i64,
    last_fetched_epoch: i64,
    fetch_offset: i64,
) -> FetchAnswer {
    match epochs.end_offset_for(last_fetched_epoch, log_end_offset) {
        None => FetchAnswer::OffsetOutOfRange,
        Some(_) if fetch_offset < log_start_offset => FetchAnswer::OffsetOutOfRange,
        Some(end) if end.epoch < last_fetched_epoch || end.offset < fetch_offset => {
            FetchAnswer::Diverging(end)
        }
        Some(_) => FetchAnswer::Records,
    }
}

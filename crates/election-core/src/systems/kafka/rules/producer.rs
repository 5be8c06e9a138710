//! What a partition leader checks of an idempotent producer's batches.
//! `storage ProducerAppendInfo, ProducerStateEntry`

use std::collections::VecDeque;

/// The batches that are remembered.
pub const NUM_BATCHES_TO_RETAIN: usize = 5;
/// No epoch was seen yet.
const NO_PRODUCER_EPOCH: i64 = -1;

/// A batch of records. Sequence numbers wrap after 2147483647.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The producer's epoch.
    pub epoch: i64,
    /// The sequence number of its first record.
    pub first_seq: i64,
    /// The sequence number of its last record.
    pub last_seq: i64,
    /// It belongs to a transaction.
    pub transactional: bool,
}

/// Why a batch or a marker is not appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// It is in the log already: the client is told the old offsets.
    Duplicate,
    /// `OUT_OF_ORDER_SEQUENCE_NUMBER`
    OutOfOrderSequence,
    /// `INVALID_PRODUCER_EPOCH`
    InvalidProducerEpoch,
    /// `INVALID_TXN_STATE`: a plain batch inside a transaction.
    InvalidTxnState,
    /// `TRANSACTION_COORDINATOR_FENCED`
    TransactionCoordinatorFenced,
}

/// What is known of one producer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProducerState {
    epoch: i64,
    coordinator_epoch: i64,
    in_transaction: bool,
    /// (first, last) sequence numbers, the oldest first.
    batches: VecDeque<(i64, i64)>,
}

impl Default for ProducerState {
    fn default() -> ProducerState {
        ProducerState {
            epoch: NO_PRODUCER_EPOCH,
            coordinator_epoch: -1,
            in_transaction: false,
            batches: VecDeque::new(),
        }
    }
}

impl ProducerState {
    /// The epoch known, -1 for none.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }
    /// The last sequence number, -1 for none.
    pub fn last_seq(&self) -> i64 {
        self.batches.back().map_or(-1, |(_, last)| *last)
    }
    /// The coordinator's epoch known, -1 for none.
    pub fn coordinator_epoch(&self) -> i64 {
        self.coordinator_epoch
    }

    /// A batch from a client, checked in this order: duplicate, epoch, sequence, transaction.
    pub fn append(&mut self, batch: Batch) -> Result<(), Rejected> {
        let range = (batch.first_seq, batch.last_seq);
        if batch.epoch == self.epoch && self.batches.contains(&range) {
            return Err(Rejected::Duplicate);
        }
        self.check_epoch(batch.epoch)?;
        // Without a state any sequence number is right (KIP-360).
        let in_sequence = if batch.epoch == self.epoch {
            follows(self.last_seq(), batch.first_seq)
        } else {
            batch.first_seq == 0 || self.epoch == NO_PRODUCER_EPOCH
        };
        if !in_sequence {
            return Err(Rejected::OutOfOrderSequence);
        }
        self.append_replicated(batch)
    }

    /// A batch from the leader: epoch and sequence were checked there.
    pub fn append_replicated(&mut self, batch: Batch) -> Result<(), Rejected> {
        if self.in_transaction && !batch.transactional {
            return Err(Rejected::InvalidTxnState);
        }
        self.enter(batch.epoch);
        if self.batches.len() == NUM_BATCHES_TO_RETAIN {
            self.batches.pop_front();
        }
        self.batches.push_back((batch.first_seq, batch.last_seq));
        self.in_transaction |= batch.transactional;
        Ok(())
    }

    /// The end of a transaction, by its coordinator.
    pub fn marker(&mut self, epoch: i64, coordinator_epoch: i64) -> Result<(), Rejected> {
        self.check_epoch(epoch)?;
        if self.coordinator_epoch > coordinator_epoch {
            return Err(Rejected::TransactionCoordinatorFenced);
        }
        self.enter(epoch);
        self.coordinator_epoch = coordinator_epoch;
        self.in_transaction = false;
        Ok(())
    }

    fn check_epoch(&self, epoch: i64) -> Result<(), Rejected> {
        if epoch < self.epoch { Err(Rejected::InvalidProducerEpoch) } else { Ok(()) }
    }

    /// A new epoch starts its sequence anew.
    fn enter(&mut self, epoch: i64) {
        if self.epoch != epoch {
            self.batches.clear();
            self.epoch = epoch;
        }
    }
}

fn follows(last_seq: i64, first_seq: i64) -> bool {
    let wraps = first_seq == 0 && last_seq == i64::from(i32::MAX);
    wraps || first_seq == last_seq.saturating_add(1)
}

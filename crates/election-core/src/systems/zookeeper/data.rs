//! What a server stores: transactions, the log, the disk with what a crash leaves of it, and
//! the tree in memory. Nothing here knows of elections.

use super::request::SessionId;
use super::rules::{self, Epoch, Epochs, Sid, StartRefusal, Stored, Zxid};
use super::znodes::{Applied, Record, Znodes};
use crate::parts::chunks::Chunks;
use crate::protocol::{Crash, digest};
use crate::words::{NodeId, OpId};
use std::sync::Arc;

/// Where a transaction came from: the server its client is connected to answers it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Origin {
    /// The server.
    pub server: Sid,
    /// Its client.
    pub client: NodeId,
    /// The client's number of the request.
    pub xid: u32,
}

/// What a transaction does to the tree.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Payload {
    /// It was there before the run began.
    Before,
    /// `setData`: the operation's id is the value written.
    Write(OpId),
    /// What a client with a session asked for, as the leader decided it.
    Session(SessionId, Arc<Record>),
}

impl Payload {
    /// The client operation that it carries.
    pub const fn op(&self) -> Option<OpId> {
        match self {
            Payload::Write(op) => Some(*op),
            Payload::Before | Payload::Session(..) => None,
        }
    }
}

/// A transaction.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Txn {
    /// Its id.
    pub zxid: Zxid,
    /// Who waits for it.
    pub origin: Option<Origin>,
    /// What it does.
    pub payload: Payload,
}

impl Txn {
    /// For comparing logs: its zxid and the client's operation.
    pub fn digest(&self) -> u64 {
        let op = self.payload.op().map_or(u64::MAX, |op| u64::from(op.0));
        digest(&[self.zxid.0 as u64, op])
    }
}

/// The transactions in order. The first one kept stands after index `base`: what lies before it
/// is in a snapshot that every server has.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Log {
    base: i64,
    base_zxid: Zxid,
    txns: Chunks<Txn>,
}

/// How many transactions of an epoch are kept when a scenario describes a long one.
const KEPT: u32 = 256;

impl Log {
    /// The log in which each of these is the last transaction of its epoch; the transactions
    /// before them are filled in, so that servers with the same epoch share what came before.
    pub fn ending(ends: &[Zxid]) -> Log {
        let mut log = Log::default();
        for (nth, end) in ends.iter().enumerate() {
            let forgotten = if nth == 0 { end.counter().saturating_sub(KEPT) } else { 0 };
            if nth == 0 {
                log.base = i64::from(forgotten);
                log.base_zxid = if forgotten == 0 {
                    Zxid(0)
                } else {
                    Zxid(Zxid::start_of(end.epoch()).0 + log.base)
                };
            }
            for counter in forgotten + 1..=end.counter() {
                let zxid = Zxid(Zxid::start_of(end.epoch()).0 + i64::from(counter));
                log.push(Txn { zxid, origin: None, payload: Payload::Before });
            }
        }
        log
    }
    /// The index of the last transaction, counted from 1.
    pub fn end(&self) -> i64 {
        self.base + i64::from(self.txns.len())
    }
    /// The index before the first transaction kept.
    pub fn base(&self) -> i64 {
        self.base
    }
    /// The id of the last transaction.
    pub fn last(&self) -> Zxid {
        self.txns.last().map_or(self.base_zxid, |txn| txn.zxid)
    }
    /// Adds a transaction at the end.
    pub fn push(&mut self, txn: Txn) {
        self.txns.push(txn);
    }
    /// The transaction at this index.
    pub fn at(&self, index: i64) -> Option<&Txn> {
        self.txns.get(u32::try_from(index - self.base - 1).ok()?)
    }
    /// The id of the transaction at this index; before the first kept, that of the snapshot.
    pub fn zxid_at(&self, index: i64) -> Zxid {
        self.at(index).map_or(self.base_zxid, |txn| txn.zxid)
    }
    /// The last index whose transaction is not later than this.
    pub fn index_of(&self, zxid: Zxid) -> i64 {
        let (mut low, mut high) = (self.base, self.end());
        while low < high {
            let middle = high - (high - low) / 2;
            if self.zxid_at(middle) <= zxid {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
    /// The ids after index `from`, up to index `to`.
    pub fn zxids(&self, from: i64, to: i64) -> Vec<Zxid> {
        (from.max(self.base) + 1..=to).filter_map(|i| self.at(i)).map(|txn| txn.zxid).collect()
    }
    /// The transactions, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Txn> {
        self.txns.iter()
    }
    /// Drops what comes after this index; true if there was something.
    pub fn truncate(&mut self, index: i64) -> bool {
        let had = self.end() > index;
        self.txns.truncate(u32::try_from(index - self.base).unwrap_or(0));
        had
    }
}

/// A snapshot of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Snapshot {
    /// The tree's lastProcessedZxid; `(epoch, 0)` is that of a new epoch without transactions.
    pub zxid: Zxid,
    /// The index of the last transaction in it.
    pub index: i64,
}

/// `dataDir`: what survives a crash. `flushed` says how much of the log does.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// File `acceptedEpoch`: the highest epoch this server promised.
    pub accepted_epoch: Epoch,
    /// File `currentEpoch`: the epoch of the last leader whose history it took over.
    pub current_epoch: Epoch,
    /// File `currentEpoch.tmp`: the epoch that is being written.
    pub current_tmp: Option<Epoch>,
    /// The transaction log.
    pub log: Log,
    /// Up to which index the log is on disk; what follows is in buffers.
    pub flushed: i64,
    /// Up to which index it was handed to the operating system: what a kill leaves.
    pub handed: i64,
    /// The newest snapshot.
    pub snapshot: Snapshot,
    /// The index before the first transaction of its log files: a snapshot that a leader sent
    /// leaves a gap before it.
    pub log_from: i64,
    /// While a leader's snapshot is not on disk yet: what a crash brings back.
    pub old: Option<Box<Disk>>,
}

impl Disk {
    /// A disk on which these transactions of epoch 1 have made the tree, each by its session: what
    /// another system's ensemble holds when its run begins.
    pub fn holding(records: impl IntoIterator<Item = (SessionId, Record)>) -> Disk {
        let mut disk = Disk { accepted_epoch: 1, current_epoch: 1, ..Disk::default() };
        for (counter, (session, record)) in (1..).zip(records) {
            let zxid = Zxid(Zxid::start_of(1).0 + counter);
            let payload = Payload::Session(session, Arc::new(record));
            disk.log.push(Txn { zxid, origin: None, payload });
        }
        disk.flushed = disk.log.end();
        disk
    }
    /// What a crash leaves. The power takes what was not flushed; a kill leaves also what the
    /// operating system has (`FileTxnLog.commit` and `AtomicFileOutputStream` hand over, then
    /// flush), and takes only what is in the process's own buffer.
    pub fn after_crash(&self, crash: Crash) -> Disk {
        let mut disk = self.old.as_deref().unwrap_or(self).clone();
        disk.old = None;
        (disk.accepted_epoch, disk.current_epoch) = (self.accepted_epoch, self.current_epoch);
        disk.current_tmp = self.current_tmp.filter(|_| crash == Crash::Process);
        if crash == Crash::Process {
            disk.flushed = disk.flushed.max(disk.handed.min(disk.log.end()));
        }
        disk.handed = disk.flushed;
        disk.log.truncate(disk.flushed);
        if disk.snapshot.index > disk.flushed {
            disk.snapshot = Snapshot { zxid: disk.log.last(), index: disk.flushed };
        }
        disk
    }
    /// A snapshot is with the operating system, and with it what is in no log file.
    pub fn hand_over(&mut self, snapshot: Snapshot) {
        self.snapshot = snapshot;
        self.handed = self.handed.max(snapshot.index);
    }
    /// What a starting server finds on it.
    pub fn stored(&self) -> Stored {
        Stored {
            current_epoch: Some(self.current_epoch),
            current_tmp: self.current_tmp,
            accepted_epoch: Some(self.accepted_epoch),
            last_zxid: self.last_zxid(),
        }
    }
    /// Whether a server starts from it, and with which epochs: asked of the disks of a scenario
    /// and at every start.
    pub fn judge(&self) -> Result<Epochs, StartRefusal> {
        rules::load_database(&self.stored())
    }
    /// The last zxid that is on this disk or in its buffers.
    pub fn last_zxid(&self) -> Zxid {
        self.log.last().max(self.snapshot.zxid)
    }
    /// `TxnLog.truncate`: forgets what comes after this transaction, at once and for good.
    pub fn truncate_after(&mut self, zxid: Zxid) -> bool {
        let index = self.log.index_of(zxid);
        let had = self.log.truncate(index);
        self.flushed = self.flushed.min(index);
        self.handed = self.handed.min(index);
        if self.snapshot.index > index {
            self.snapshot = Snapshot { zxid: self.log.last(), index };
        }
        had
    }
}

/// The tree in memory (`ZKDatabase`, `DataTree`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tree {
    /// The index of the last transaction applied to it.
    pub applied: i64,
    /// A zxid without a transaction that it has reached: that of a snapshot or of a new epoch.
    pub floor: Zxid,
    /// The index up to which this server knows the log to be committed.
    pub commit: i64,
    /// The index before the first transaction of committedLog.
    pub committed_from: i64,
    /// What the applied transactions have made.
    pub znodes: Znodes,
}

impl Tree {
    /// The tree as a starting process reads it from its disk.
    pub fn load(disk: &Disk) -> Tree {
        let mut tree = Tree {
            applied: disk.log.base(),
            floor: disk.snapshot.zxid,
            commit: 0,
            committed_from: disk.snapshot.index.max(disk.log.base()),
            znodes: Znodes::default(),
        };
        tree.go_to(&disk.log, disk.log.end());
        tree
    }
    /// The state after the transaction at this index, from the log alone.
    pub fn go_to(&mut self, log: &Log, index: i64) {
        if index < self.applied {
            self.znodes = Znodes::default();
            self.applied = log.base();
        }
        while self.applied < index {
            self.apply_next(log);
        }
        self.applied = index;
    }
    /// Applies the next transaction of the log.
    pub fn apply_next(&mut self, log: &Log) -> Option<Applied> {
        self.applied += 1;
        match log.at(self.applied) {
            Some(Txn { zxid, payload: Payload::Session(session, record), .. }) => {
                Some(self.znodes.apply(*zxid, *session, record, &mut Vec::new()))
            }
            _ => None,
        }
    }
    /// `DataTree.lastProcessedZxid`.
    pub fn last_processed(&self, log: &Log) -> Zxid {
        log.zxid_at(self.applied).max(self.floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_described_log_shares_what_came_before() {
        let long = Log::ending(&[Zxid(0x1_0000_007c)]);
        let short = Log::ending(&[Zxid(0x1_0000_007b)]);
        assert_eq!((long.end(), short.end(), long.last()), (124, 123, Zxid(0x1_0000_007c)));
        assert_eq!(long.at(123), short.at(123));
        let two = Log::ending(&[Zxid(0x1_0000_0003), Zxid(0x2_0000_0002)]);
        assert_eq!(two.zxids(2, 5), [0x1_0000_0003, 0x2_0000_0001, 0x2_0000_0002].map(Zxid));
        let huge = Log::ending(&[Zxid(0x1_ffff_fffe)]);
        assert_eq!((huge.end(), huge.last()), (0xffff_fffe, Zxid(0x1_ffff_fffe)));
        assert_eq!(huge.iter().count(), 256);
    }

    #[test]
    fn a_zxid_is_found_at_or_before() {
        let log = Log::ending(&[Zxid(0x1_0000_0003), Zxid(0x3_0000_0001)]);
        for (zxid, index) in [
            (0, 0),
            (0x1_0000_0000, 0),
            (0x1_0000_0002, 2),
            (0x1_0000_0009, 3),
            (0x2_0000_0001, 3),
            (0x3_0000_0000, 3),
            (0x3_0000_0001, 4),
        ] {
            assert_eq!(log.index_of(Zxid(zxid)), index, "{zxid:x}");
        }
    }

    #[test]
    fn a_crash_leaves_what_was_flushed() {
        let mut disk = Disk { log: Log::ending(&[Zxid(0x1_0000_0003)]), ..Disk::default() };
        disk.flushed = 2;
        assert_eq!(disk.after_crash(Crash::Power).log.last(), Zxid(0x1_0000_0002));
        disk.handed = 3;
        assert_eq!(disk.after_crash(Crash::Process).log.last(), Zxid(0x1_0000_0003));
        disk.handed = 0;
        let old = disk.clone();
        disk.log = Log::ending(&[Zxid(0x2_0000_0009)]);
        disk.old = Some(Box::new(old));
        assert_eq!(disk.after_crash(Crash::Process).log.last(), Zxid(0x1_0000_0002));
    }
}

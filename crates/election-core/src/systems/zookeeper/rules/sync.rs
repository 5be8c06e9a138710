//! How a leader brings a learner up to date.

use super::Zxid;
use crate::rule::Rule;

/// The rule of [`sync_choice`].
pub const SYNC_CHOICE: Rule = Rule {
    id: "zookeeper/sync-choice",
    source: "apache/zookeeper 3.9.5 LearnerHandler.syncFollower, queueCommittedProposals",
    switch: false,
};

/// The first packet to the learner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SyncMode {
    /// What it lacks follows.
    Diff,
    /// It forgets what the leader does not have; what it lacks follows.
    Trunc,
    /// It gets everything anew.
    Snap,
}

impl SyncMode {
    /// The name of the packet.
    pub const fn name(self) -> &'static str {
        match self {
            SyncMode::Diff => "DIFF",
            SyncMode::Trunc => "TRUNC",
            SyncMode::Snap => "SNAP",
        }
    }
}

/// Which case of the leader's this is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SyncReason {
    /// A setting for tests asks for a snapshot.
    Forced,
    /// The learner has exactly what the leader has.
    InSync,
    /// The learner is ahead of all that is committed.
    PeerAhead,
    /// The learner is within the committed log.
    InCommittedLog,
    /// The learner is within the transaction log, which reaches the committed log.
    InTxnLog,
    /// The learner starts an epoch that this leader does not have: nothing can be truncated.
    PeerInUnknownEpoch,
    /// The transaction log is needed and not used.
    TxnLogDisabled,
    /// The transaction log begins after the learner's last transaction.
    TxnLogTooShort,
    /// The transaction log ends before the committed log begins.
    TxnLogGap,
    /// A TRUNC would cross an epoch, which no learner survives.
    TruncAcrossEpochs,
}

impl SyncReason {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            SyncReason::Forced => "forced",
            SyncReason::InSync => "in-sync",
            SyncReason::PeerAhead => "peer-ahead",
            SyncReason::InCommittedLog => "in-committed-log",
            SyncReason::InTxnLog => "in-txn-log",
            SyncReason::PeerInUnknownEpoch => "peer-in-unknown-epoch",
            SyncReason::TxnLogDisabled => "txn-log-disabled",
            SyncReason::TxnLogTooShort => "txn-log-too-short",
            SyncReason::TxnLogGap => "txn-log-gap",
            SyncReason::TruncAcrossEpochs => "trunc-across-epochs",
        }
    }
}

/// What the leader looks at.
#[derive(Clone, Copy, Debug)]
pub struct SyncInput<'a> {
    /// The learner's last transaction.
    pub peer_last_zxid: Zxid,
    /// The last one the leader has applied.
    pub last_processed_zxid: Zxid,
    /// The last ones committed, kept in memory; oldest first.
    pub committed_log: &'a [Zxid],
    /// Those on disk, oldest first; none: synchronising from there is disabled.
    pub txn_log: Option<&'a [Zxid]>,
    /// Send a snapshot whatever it is.
    pub force_snap_sync: bool,
}

/// What the leader sends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sync {
    /// The case.
    pub reason: SyncReason,
    /// The first packet.
    pub mode: SyncMode,
    /// Its zxid; none for a snapshot.
    pub zxid: Option<Zxid>,
    /// The transactions sent after it, each as PROPOSAL and COMMIT.
    pub proposals: Vec<Zxid>,
    /// After which transaction the learner gets what is new; none for a snapshot, which says so
    /// itself.
    pub forward_from: Option<Zxid>,
}

impl Sync {
    fn snapshot(reason: SyncReason) -> Sync {
        let mode = SyncMode::Snap;
        Sync { reason, mode, zxid: None, proposals: Vec::new(), forward_from: None }
    }

    fn one_packet(reason: SyncReason, mode: SyncMode, zxid: Zxid) -> Sync {
        let proposals = Vec::new();
        Sync { reason, mode, zxid: Some(zxid), proposals, forward_from: Some(zxid) }
    }
}

/// The first and last transaction of the committed log; without one, what the leader has applied.
fn committed_range(input: &SyncInput<'_>) -> (Zxid, Zxid) {
    let end = input.last_processed_zxid;
    let (first, last) = (input.committed_log.first(), input.committed_log.last());
    (first.copied().unwrap_or(end), last.copied().unwrap_or(end))
}

/// How the leader brings a learner up to date.
pub fn sync_choice(input: &SyncInput<'_>) -> Sync {
    let peer = input.peer_last_zxid;
    let (min, max) = committed_range(input);
    if input.force_snap_sync {
        Sync::snapshot(SyncReason::Forced)
    } else if peer == input.last_processed_zxid {
        Sync::one_packet(SyncReason::InSync, SyncMode::Diff, peer)
    } else if peer > max && peer.counter() != 0 {
        Sync::one_packet(SyncReason::PeerAhead, SyncMode::Trunc, max)
    } else if min <= peer && peer <= max {
        let mut queue = Queue::after(peer);
        queue.add(input.committed_log, None, max);
        queue.into_sync(SyncReason::InCommittedLog)
    } else if peer < min {
        from_txn_log(input, min, max)
    } else {
        Sync::snapshot(SyncReason::PeerInUnknownEpoch)
    }
}

/// The learner is older than the committed log: the disk must bridge the gap.
fn from_txn_log(input: &SyncInput<'_>, min: Zxid, max: Zxid) -> Sync {
    let Some(txn_log) = input.txn_log else {
        return Sync::snapshot(SyncReason::TxnLogDisabled);
    };
    if txn_log.first().is_none_or(|first| *first > input.peer_last_zxid) {
        return Sync::snapshot(SyncReason::TxnLogTooShort);
    }
    let mut queue = Queue::after(input.peer_last_zxid);
    queue.add(txn_log, Some(min), max);
    if queue.across_epochs {
        return Sync::snapshot(SyncReason::TruncAcrossEpochs);
    }
    if queue.queued < min {
        return Sync::snapshot(SyncReason::TxnLogGap);
    }
    queue.add(input.committed_log, None, max);
    queue.into_sync(SyncReason::InTxnLog)
}

/// The packets queued for a learner.
struct Queue {
    first: Option<(SyncMode, Zxid)>,
    proposals: Vec<Zxid>,
    /// The learner will have everything up to here.
    queued: Zxid,
    across_epochs: bool,
}

impl Queue {
    fn after(peer: Zxid) -> Queue {
        Queue { first: None, proposals: Vec::new(), queued: peer, across_epochs: false }
    }

    /// Queues what the learner lacks of `log`, up to `limit`. The first transaction that it does
    /// not have tells whether it has others: then it must forget those.
    fn add(&mut self, log: &[Zxid], limit: Option<Zxid>, last_committed: Zxid) {
        let peer = self.queued;
        // An epoch's own zxid is that of no transaction: it is in no log and is never truncated.
        let peer_is_epoch = peer.counter() == 0;
        let mut before = Zxid(-1);
        for zxid in log.iter().copied() {
            if limit.is_some_and(|limit| zxid > limit) {
                break;
            }
            if zxid < peer {
                before = zxid;
                continue;
            }
            if self.first.is_none() {
                if zxid == peer || peer_is_epoch {
                    self.first = Some((SyncMode::Diff, last_committed));
                } else if zxid.epoch() == peer.epoch() {
                    self.first = Some((SyncMode::Trunc, before));
                } else {
                    self.across_epochs = true;
                    return;
                }
            }
            // A log may hold a transaction twice, the learner gets it once.
            if zxid > self.queued {
                self.proposals.push(zxid);
                self.queued = zxid;
            }
        }
        if self.first.is_none() && peer_is_epoch {
            self.first = Some((SyncMode::Diff, last_committed));
        }
    }

    fn into_sync(self, reason: SyncReason) -> Sync {
        let Some((mode, zxid)) = self.first else {
            return Sync::snapshot(SyncReason::TruncAcrossEpochs);
        };
        let (proposals, forward_from) = (self.proposals, Some(self.queued));
        Sync { reason, mode, zxid: Some(zxid), proposals, forward_from }
    }
}

//! What is committed, and what a producer is told. `core Partition, ReplicaManager`

use super::follower::Standing;
use std::cmp::Ordering;

/// A follower, for the high watermark.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// How far it has got.
    pub log_end_offset: i64,
    /// It is in the maximal ISR: also while its joining or leaving is not committed.
    pub in_maximal_isr: bool,
    /// It is caught up.
    pub caught_up: bool,
    /// Whether it may be in the ISR.
    pub standing: Standing,
}

impl Progress {
    /// Whether the high watermark waits for it: who could join at any moment must have all.
    pub fn is_waited_for(&self) -> bool {
        self.in_maximal_isr || (self.caught_up && self.standing.is_eligible())
    }
}

/// The leader's new high watermark: what all it waits for have; never back, and not at all
/// with fewer in the ISR than the minimum (`under_min_isr`). `maybeIncrementLeaderHW`
pub fn high_watermark(
    high_watermark: i64,
    leader_log_end: i64,
    followers: impl IntoIterator<Item = Progress>,
    under_min_isr: bool,
) -> i64 {
    if under_min_isr {
        return high_watermark;
    }
    let waited_for = followers.into_iter().filter(Progress::is_waited_for);
    let reached = waited_for.map(|follower| follower.log_end_offset).fold(leader_log_end, i64::min);
    reached.max(high_watermark)
}

/// The ISR against the effective `min.insync.replicas`: `Less` is under, `Equal` is at it.
/// `isUnderMinIsr, isAtMinIsr`
pub fn min_isr_state(isr_size: i64, effective_min_isr: i64) -> Ordering {
    isr_size.cmp(&effective_min_isr)
}

/// A produce request for one partition, up to its answer.
#[derive(Clone, Copy, Debug)]
pub struct Produce {
    /// `acks`: 0, 1, or -1 for all.
    pub acks: i64,
    /// This broker leads the partition.
    pub leader: bool,
    /// The size of the ISR when the records were appended.
    pub isr_at_append: i64,
    /// The size of the maximal ISR when the high watermark passed them.
    pub isr_at_ack: i64,
    /// The effective minimum.
    pub min_isr: i64,
    /// The high watermark passed them before `request.timeout.ms`.
    pub high_watermark_reached: bool,
}

/// What a producer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing: `acks` 0.
    NoResponse,
    /// `NONE`
    Acknowledged,
    /// `INVALID_REQUIRED_ACKS`
    InvalidRequiredAcks,
    /// `NOT_LEADER_OR_FOLLOWER`
    NotLeaderOrFollower,
    /// `NOT_ENOUGH_REPLICAS`: nothing was appended.
    NotEnoughReplicas,
    /// `NOT_ENOUGH_REPLICAS_AFTER_APPEND`: the records stay in the log.
    NotEnoughReplicasAfterAppend,
    /// `REQUEST_TIMED_OUT`: the records stay in the log.
    RequestTimedOut,
}

/// The answer to a producer; the minimum binds `acks` all alone.
/// `ReplicaManager.appendRecords`, `appendRecordsToLeader`, `checkEnoughReplicasReachOffset`
pub fn told(request: &Produce) -> Told {
    match request.acks {
        0 => Told::NoResponse,
        -1 | 1 if !request.leader => Told::NotLeaderOrFollower,
        1 => Told::Acknowledged,
        -1 if request.isr_at_append < request.min_isr => Told::NotEnoughReplicas,
        -1 if !request.high_watermark_reached => Told::RequestTimedOut,
        -1 if request.isr_at_ack < request.min_isr => Told::NotEnoughReplicasAfterAppend,
        -1 => Told::Acknowledged,
        _ => Told::InvalidRequiredAcks,
    }
}

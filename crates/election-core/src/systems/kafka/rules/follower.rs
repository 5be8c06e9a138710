//! What a leader knows of its followers, and who is in sync. Times in ms.
//! `server replica/Replica, ReplicaState`, `core Partition`

use super::BrokerId;

/// What a leader knows of one follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FollowerState {
    /// The offset of its last fetch: it has everything before.
    pub log_end_offset: i64,
    /// The latest time at which it had all that the leader had.
    pub last_caught_up_time: i64,
    /// The leader's log end at its last fetch.
    pub last_fetch_leader_log_end_offset: i64,
    /// The time of its last fetch.
    pub last_fetch_time: i64,
}

impl FollowerState {
    /// Nothing is known.
    pub const EMPTY: FollowerState = FollowerState {
        log_end_offset: -1,
        last_caught_up_time: 0,
        last_fetch_leader_log_end_offset: 0,
        last_fetch_time: 0,
    };

    /// A fetch from `offset`. Whoever reaches where the leader was at the fetch before was
    /// caught up then: a follower may trail by a batch for ever. `updateFetchStateOrThrow`
    #[must_use]
    pub fn fetch(self, at: i64, offset: i64, leader_log_end: i64) -> FollowerState {
        let last_caught_up_time = if offset >= leader_log_end {
            self.last_caught_up_time.max(at)
        } else if offset >= self.last_fetch_leader_log_end_offset {
            self.last_caught_up_time.max(self.last_fetch_time)
        } else {
            self.last_caught_up_time
        };
        FollowerState {
            log_end_offset: offset,
            last_caught_up_time,
            last_fetch_leader_log_end_offset: self
                .last_fetch_leader_log_end_offset
                .max(leader_log_end),
            last_fetch_time: at,
        }
    }

    /// The leader is elected, or elected again: who is in sync has the full time before it.
    /// `resetReplicaState`
    #[must_use]
    pub fn reset(
        self,
        at: i64,
        leader_log_end: i64,
        is_new_leader: bool,
        is_follower_in_sync: bool,
    ) -> FollowerState {
        let since = if is_follower_in_sync { at } else { 0 };
        if is_new_leader {
            FollowerState {
                log_end_offset: -1,
                last_caught_up_time: since,
                last_fetch_leader_log_end_offset: -1,
                last_fetch_time: 0,
            }
        } else {
            FollowerState {
                log_end_offset: self.log_end_offset,
                last_caught_up_time: since,
                last_fetch_leader_log_end_offset: leader_log_end,
                last_fetch_time: since,
            }
        }
    }

    /// Whether it counts as caught up.
    pub fn is_caught_up(&self, now: i64, leader_log_end: i64, max_lag: i64) -> bool {
        let since = now.saturating_sub(self.last_caught_up_time);
        is_caught_up(self.log_end_offset, leader_log_end, since, max_lag)
    }
}

/// Equal to the leader's log end, however long silent; or caught up within
/// `replica.lag.time.max.ms`. `ReplicaState.isCaughtUp`, since 0.9
pub fn is_caught_up(log_end: i64, leader_log_end: i64, since: i64, max_lag: i64) -> bool {
    log_end == leader_log_end || since <= max_lag
}

/// Why 0.8 took a follower out of the ISR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutOfSync08 {
    /// Behind, and without progress for too long.
    Stuck,
    /// Too many messages behind.
    Slow,
}

/// The lag rule of 0.8: by time without progress, and by messages.
/// `0.8 Partition.getOutOfSyncReplicas`
pub fn out_of_sync_08(
    log_end: i64,
    leader_log_end: i64,
    since_update: i64,
    max_lag: i64,
    max_messages: i64,
) -> Option<OutOfSync08> {
    if log_end < leader_log_end && since_update > max_lag {
        Some(OutOfSync08::Stuck)
    } else if log_end >= 0 && leader_log_end.saturating_sub(log_end) > max_messages {
        Some(OutOfSync08::Slow)
    } else {
        None
    }
}

/// What makes a broker unfit for the ISR (KIP-841).
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The controller has fenced it.
    pub fenced: bool,
    /// It is about to leave.
    pub in_controlled_shutdown: bool,
}

impl Standing {
    /// `isReplicaIsrEligible`
    pub fn is_eligible(self) -> bool {
        !self.fenced && !self.in_controlled_shutdown
    }
}

/// Why a follower does not join the ISR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotInSync {
    /// It lacks committed records.
    BelowHighWatermark,
    /// It lacks where the leader's epoch starts: what it has may be of another history.
    BelowLeaderEpoch,
    /// It is fenced or shuts down.
    Ineligible,
}

/// Whether a follower may join the ISR. `isFollowerInSync, isReplicaIsrEligible`
pub fn may_join_isr(
    log_end: i64,
    high_watermark: i64,
    leader_epoch_start: i64,
    standing: Standing,
) -> Result<(), NotInSync> {
    if log_end < high_watermark {
        Err(NotInSync::BelowHighWatermark)
    } else if log_end < leader_epoch_start {
        Err(NotInSync::BelowLeaderEpoch)
    } else if !standing.is_eligible() {
        Err(NotInSync::Ineligible)
    } else {
        Ok(())
    }
}

/// A replica that a consumer may read from (KIP-392).
#[derive(Clone, Debug)]
pub struct ReadReplica {
    /// Its broker.
    pub id: BrokerId,
    /// Where it stands.
    pub rack: Option<String>,
    /// It leads.
    pub leader: bool,
    /// How far it has got.
    pub log_end_offset: i64,
    /// How long ago it was caught up.
    pub since_caught_up: i64,
}

/// The replica to read from: the leader, unless the client names a rack in which it does not
/// stand and others do; of those the most caught up. `None`: nobody leads.
/// `RackAwareReplicaSelector.select`
pub fn preferred_read_replica(
    client_rack: Option<&str>,
    replicas: &[ReadReplica],
) -> Option<BrokerId> {
    let leader = replicas.iter().find(|replica| replica.leader)?;
    let Some(rack) = client_rack.filter(|rack| !rack.is_empty()) else {
        return Some(leader.id);
    };
    let is_near = |replica: &&ReadReplica| replica.rack.as_deref() == Some(rack);
    if is_near(&leader) {
        return Some(leader.id);
    }
    let most_caught_up = |replica: &&ReadReplica| {
        (replica.log_end_offset, std::cmp::Reverse(replica.since_caught_up), replica.id)
    };
    let nearest = replicas.iter().filter(is_near).max_by_key(most_caught_up);
    Some(nearest.map_or(leader.id, |replica| replica.id))
}

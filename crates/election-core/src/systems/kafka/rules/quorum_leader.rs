//! A leader of the controller quorum: what is committed, how long it may believe in its
//! quorum, and how it leaves. `raft LeaderState, KafkaRaftClient`

use super::VoterId;
use crate::flat::FlatSet;

/// The high watermark after new offsets of the voters, the leader's own among them: what a
/// majority has, if that reaches beyond the first record of the leader's epoch; never back.
/// A voter not heard of is `None`. `maybeUpdateHighWatermark`
pub fn high_watermark(
    epoch_start: i64,
    offsets: impl IntoIterator<Item = Option<i64>>,
    previous: Option<i64>,
) -> Option<i64> {
    let mut offsets: Vec<Option<i64>> = offsets.into_iter().collect();
    // Ascending puts the unknown first: from the end they count as the shortest.
    offsets.sort_unstable();
    let reached = offsets.iter().rev().nth(offsets.len() / 2).copied().flatten();
    reached.filter(|offset| *offset > epoch_start).max(previous)
}

/// The timer of a leader that hears of a majority only by their fetches. Times in ms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CheckQuorum {
    leader: VoterId,
    voters: FlatSet<VoterId>,
    timeout: i64,
    now: i64,
    deadline: i64,
    fetched: FlatSet<VoterId>,
}

impl CheckQuorum {
    /// Starts the timer at 0; the timeout is 1.5 times `controller.quorum.fetch.timeout.ms`.
    pub fn new(leader: VoterId, voters: FlatSet<VoterId>, timeout: i64) -> CheckQuorum {
        CheckQuorum { leader, voters, timeout, now: 0, deadline: timeout, fetched: FlatSet::new() }
    }
    /// The voters are others from now on; who has fetched stays noted.
    pub fn set_voters(&mut self, voters: FlatSet<VoterId>) {
        self.voters = voters;
    }
    /// How many of the others make a majority with the leader, if it is a voter itself.
    pub fn needed(&self) -> i64 {
        let majority = self.voters.len() as i64 / 2 + 1;
        majority - i64::from(self.voters.contains(&self.leader))
    }
    /// Who has fetched since the timer was last set.
    pub fn fetched(&self) -> impl Iterator<Item = VoterId> {
        self.fetched.iter().copied()
    }
    /// A fetch: with a majority heard of the timer starts anew; true if it does.
    /// `updateCheckQuorumForFollowingVoter`
    pub fn fetch(&mut self, from: VoterId, at: i64) -> bool {
        if self.voters.contains(&from) {
            self.fetched.insert(from);
        }
        let heard = self.fetched.len() as i64 >= self.needed();
        if heard {
            self.fetched.clear();
            self.now = self.now.max(at);
            self.deadline = self.now.saturating_add(self.timeout);
        }
        heard
    }
    /// What is left; `None` for ever, with a single voter. `timeUntilCheckQuorumExpires`
    pub fn remaining(&mut self, at: i64) -> Option<i64> {
        if self.voters.len() == 1 {
            return None;
        }
        self.now = self.now.max(at);
        Some(self.deadline.saturating_sub(self.now).max(0))
    }
}

/// How long a preferred successor waits after EndQuorumEpoch, in ms: the first not at all, each
/// further one twice as long as the one before; who is not in the list the longest.
/// `strictExponentialElectionBackoffMs`
pub fn resign_backoff(position: i64, total: i64, max: i64) -> i64 {
    if position == 0 {
        return 0;
    }
    if position < 0 || position >= total {
        return max;
    }
    // Beyond 62 doublings the first step is below a millisecond: nobody waits.
    let halvings = u32::try_from(total - 1).unwrap_or(u32::MAX);
    let base = max.checked_shr(halvings).unwrap_or(0);
    let doublings = u32::try_from(position - 1).unwrap_or(u32::MAX).min(62);
    base.saturating_mul(1 << doublings).min(max)
}

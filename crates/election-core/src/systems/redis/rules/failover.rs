//! When a failover is tried, and when a returning master is made a replica.
//! `src/sentinel.c`. Instants and durations are in ms.

/// `SENTINEL_ELECTION_TIMEOUT`: a candidate gives up after this, or after `failover-timeout`
/// if that is shorter.
pub const ELECTION_TIMEOUT: i64 = 10_000;
/// `SENTINEL_MAX_DESYNC`: the draw added to `failover_start_time` is below this.
pub const MAX_DESYNC: i64 = 1000;

/// The clock of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// In the same tick in which ODOWN was found: the draw does not delay it.
    pub vote_requests_sent_at: i64,
    /// The base of the two limits below; the draw is in it.
    pub failover_start_time: i64,
    /// `-failover-abort-not-elected` comes at the first tick after this.
    pub abort_not_elected_after: i64,
    /// No new attempt by this Sentinel before.
    pub next_attempt_not_before: i64,
}

/// The clock of an attempt that starts with ODOWN at `odown_at`.
/// `sentinelStartFailover, sentinelStartFailoverIfNeeded, sentinelFailoverWaitStart`
pub fn timing(odown_at: i64, desync: i64, failover_timeout: i64) -> Timing {
    let failover_start_time = odown_at.saturating_add(desync);
    let election_timeout = failover_timeout.min(ELECTION_TIMEOUT);
    let block = failover_timeout.saturating_mul(2);
    Timing {
        vote_requests_sent_at: odown_at,
        failover_start_time,
        abort_not_elected_after: failover_start_time.saturating_add(election_timeout),
        next_attempt_not_before: failover_start_time.saturating_add(block),
    }
}

/// A replica in the table that says it is a master.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// For how long it has said so.
    pub role_reported: i64,
    /// For how long it has not been down; `None`: it never was.
    pub no_down_for: Option<i64>,
    /// The master in the table is up, says it is a master and has answered INFO lately.
    pub master_looks_sane: bool,
    /// This Sentinel is in TILT.
    pub tilt: bool,
}

/// Why a returning master is left alone for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeftAlone {
    /// In TILT a Sentinel only watches.
    Tilt,
    /// The master it would replicate is not trusted itself.
    MasterNotSane,
    /// It was down a short while ago.
    WasDown,
    /// It has not said so for long enough: a newer configuration may be on its way.
    TooShort,
}

/// How long a claim must be older than.
pub fn claim_limit(publish_period: i64) -> i64 {
    publish_period.saturating_mul(4)
}

/// Whether to send `SLAVEOF` now (`+convert-to-slave`). `sentinelRefreshInstanceInfo`
pub fn convert_to_slave(claim: &Claim, publish_period: i64) -> Result<(), LeftAlone> {
    let limit = claim_limit(publish_period);
    if claim.tilt {
        Err(LeftAlone::Tilt)
    } else if !claim.master_looks_sane {
        Err(LeftAlone::MasterNotSane)
    } else if claim.no_down_for.is_some_and(|age| age <= limit) {
        Err(LeftAlone::WasDown)
    } else if claim.role_reported <= limit {
        Err(LeftAlone::TooShort)
    } else {
        Ok(())
    }
}

//! Which replica is promoted. `src/sentinel.c sentinelSelectSlave, compareSlavesForPromotion`.
//! Instants and durations are in ms.

use std::cmp::Reverse;

/// What a Sentinel knows of a replica, from PING and from its last INFO.
#[derive(Clone, Debug)]
pub struct Replica {
    /// `replica-priority`; 0 = never promote.
    pub slave_priority: i64,
    /// Its offset at the last INFO: up to a second old, more if INFO is late.
    pub slave_repl_offset: i64,
    /// Its run id; very old servers do not tell.
    pub runid: Option<String>,
    /// Subjectively (or objectively) down.
    pub sdown: bool,
    /// The link is down.
    pub disconnected: bool,
    /// When it last answered a PING.
    pub last_avail: i64,
    /// When it last answered INFO, if it ever did.
    pub info_refresh: Option<i64>,
    /// For how long it has been without its master, as it says.
    pub master_link_down: i64,
}

/// The order of preference, best first: lower priority number, then larger offset, then
/// smaller run id regardless of case, a missing one last. The field order is the rule.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rank {
    /// `slave_priority`.
    pub priority: i64,
    /// `slave_repl_offset`.
    pub offset: Reverse<i64>,
    /// Puts those without a run id last.
    pub nameless: bool,
    /// The run id in lower case.
    pub runid: String,
}

impl Replica {
    /// Where it stands among the candidates. `compareSlavesForPromotion`
    pub fn rank(&self) -> Rank {
        Rank {
            priority: self.slave_priority,
            offset: Reverse(self.slave_repl_offset),
            nameless: self.runid.is_none(),
            runid: self.runid.as_deref().unwrap_or("").to_ascii_lowercase(),
        }
    }
}

/// Why a replica is no candidate, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excluded {
    /// It is down.
    Sdown,
    /// Its link is down.
    Disconnected,
    /// Its last answer to a PING is too old.
    LastAvail,
    /// Its priority is 0.
    PriorityZero,
    /// Its last INFO is too old.
    InfoRefresh,
    /// It has been without its master for longer than the master has been down.
    LinkDown,
}

/// How old things may be; older is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Since the last answer to a PING: five ping periods.
    pub last_avail: i64,
    /// Since the last INFO: five ping periods if the master is SDOWN (INFO then comes every
    /// second), else three info periods.
    pub info_refresh: i64,
    /// Without a master: its time in SDOWN and ten times `down-after-milliseconds`.
    pub master_link_down: i64,
}

/// What the limits derive from.
#[derive(Clone, Copy, Debug)]
pub struct Periods {
    /// `sentinel_ping_period`.
    pub ping: i64,
    /// `sentinel_info_period`.
    pub info: i64,
    /// `down-after-milliseconds`.
    pub down_after: i64,
}

impl Limits {
    /// The limits at `now`, the master being SDOWN since then, or not.
    pub fn new(now: i64, master_sdown_since: Option<i64>, periods: Periods) -> Limits {
        let last_avail = periods.ping.saturating_mul(5);
        let down_for = master_sdown_since.map_or(0, |since| now.saturating_sub(since));
        Limits {
            last_avail,
            info_refresh: match master_sdown_since {
                Some(_) => last_avail,
                None => periods.info.saturating_mul(3),
            },
            master_link_down: down_for.saturating_add(periods.down_after.saturating_mul(10)),
        }
    }

    /// Whether the replica may be promoted. `sentinelSelectSlave`
    pub fn check(&self, replica: &Replica, now: i64) -> Result<(), Excluded> {
        let age = |then: i64| now.saturating_sub(then);
        if replica.sdown {
            Err(Excluded::Sdown)
        } else if replica.disconnected {
            Err(Excluded::Disconnected)
        } else if age(replica.last_avail) > self.last_avail {
            Err(Excluded::LastAvail)
        } else if replica.slave_priority == 0 {
            Err(Excluded::PriorityZero)
        } else if replica.info_refresh.is_none_or(|then| age(then) > self.info_refresh) {
            Err(Excluded::InfoRefresh)
        } else if replica.master_link_down > self.master_link_down {
            Err(Excluded::LinkDown)
        } else {
            Ok(())
        }
    }
}

/// The best of those the limits leave, as its position; of equals the first.
pub fn select(replicas: &[Replica], now: i64, limits: &Limits) -> Option<usize> {
    (0..replicas.len())
        .filter(|i| limits.check(&replicas[*i], now).is_ok())
        .min_by_key(|i| replicas[*i].rank())
}

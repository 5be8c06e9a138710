//! Subjectively and objectively down. `src/sentinel.c`. Instants and durations are in ms.

/// What a Sentinel knows of one instance when it judges it.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    /// `down-after-milliseconds`.
    pub down_after: i64,
    /// When the oldest unanswered PING was sent.
    pub act_ping_time: Option<i64>,
    /// When the last acceptable answer came; looked at only on a link that is `disconnected`.
    pub last_avail_time: i64,
    /// The link is down.
    pub disconnected: bool,
    /// It stands in the table as a master.
    pub is_master: bool,
    /// It says in INFO that it is a replica.
    pub reports_slave: bool,
    /// Since when it reports its role.
    pub role_reported_time: i64,
    /// Since when it is flagged MASTER_REBOOT.
    pub reboot_since: Option<i64>,
    /// `master-reboot-down-after-period`; 0 is off.
    pub reboot_down_after_period: i64,
}

/// Why an instance counts as subjectively down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sdown {
    /// A PING has been waiting for too long.
    PingUnanswered,
    /// The link has been down for too long.
    LinkDown,
    /// A master has said for too long that it is a replica.
    ReportsSlave,
    /// A master has come back with another run id and is not ready.
    Rebooting,
}

/// Whether the instance is subjectively down, and why; every limit must be exceeded.
/// `sentinelCheckSubjectivelyDown`
pub fn sdown(of: &Instance, now: i64, info_period: i64) -> Option<Sdown> {
    let since = |then: i64| now.saturating_sub(then);
    let role_limit = of.down_after.saturating_add(info_period.saturating_mul(2));
    let rebooting = of.reboot_down_after_period > 0
        && of.reboot_since.is_some_and(|then| since(then) > of.reboot_down_after_period);
    match of.act_ping_time {
        Some(sent) if since(sent) > of.down_after => Some(Sdown::PingUnanswered),
        None if of.disconnected && since(of.last_avail_time) > of.down_after => {
            Some(Sdown::LinkDown)
        }
        _ if of.is_master && of.reports_slave && since(of.role_reported_time) > role_limit => {
            Some(Sdown::ReportsSlave)
        }
        _ if rebooting => Some(Sdown::Rebooting),
        _ => None,
    }
}

/// What another Sentinel last said about the master.
#[derive(Clone, Copy, Debug)]
pub struct Opinion {
    /// It said the master is down.
    pub master_down: bool,
    /// How long ago.
    pub reply_age: i64,
}

/// How many Sentinels see the master down: me, and those who said so within five ask periods.
/// `sentinelCheckObjectivelyDown`, `sentinelAskMasterStateToOtherSentinels`
pub fn seen_down_by(others: &[Opinion], ask_period: i64) -> i64 {
    let fresh = ask_period.saturating_mul(5);
    1 + others.iter().filter(|o| o.master_down && o.reply_age <= fresh).count() as i64
}

/// Objectively down: I see it down, and so many that the quorum is met.
pub fn odown(sdown: bool, quorum: i64, others: &[Opinion], ask_period: i64) -> bool {
    sdown && seen_down_by(others, ask_period) >= quorum
}

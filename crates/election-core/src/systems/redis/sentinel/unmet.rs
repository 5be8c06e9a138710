//! Why nobody leads, as far as this Sentinel knows: the condition that is not met now.

use super::table::{Attempt, Other, State};
use super::{Kin, Sentinel};
use crate::effects::Citation;
use crate::fact;
use crate::protocol::Unmet;
use crate::rule::Rule;
use crate::systems::redis::calls::why_sdown;
use crate::systems::redis::cited;
use crate::systems::redis::rules::down;
use crate::systems::redis::rules::failover::{ELECTION_TIMEOUT, timing};
use crate::systems::redis::rules::vote::majority;
use crate::systems::redis::settings::{ASK_PERIOD, INFO_PERIOD, Redis, TILT_PERIOD};
use crate::value::Value;
use crate::words::NodeId;

/// A rule as things stand, and how far from met it is.
pub(in crate::systems::redis) fn unmet(
    rule: &'static Rule,
    verdict: &'static str,
    because: Vec<Value>,
    short: i64,
) -> Option<Unmet> {
    let short = short.clamp(0, i64::from(u32::MAX)) as u32;
    Some(Unmet { citation: Citation { rule, verdict, because }, short })
}

impl Sentinel {
    /// What keeps this Sentinel from naming a master that runs, at its last tick.
    pub fn unmet(&self, on: &Redis) -> Option<Unmet> {
        let now = self.previous;
        if let Some(since) = self.tilt {
            let because = vec![fact!("sentinel_tilt_period", "since" => now - since,
                "limit" => TILT_PERIOD)];
            return unmet(&cited::TILT, "+tilt", because, 0);
        }
        match &self.master.attempt {
            _ if !self.master.peer.sdown => self.not_down_yet(on, now),
            _ if !self.master.odown && self.master.attempt.is_none() => {
                self.quorum_missing(on, now)
            }
            None => self.no_attempt(on, now),
            Some(attempt) if attempt.state == State::WaitStart => {
                self.votes_missing(on, attempt, now)
            }
            Some(attempt) if attempt.state < State::ReconfSlaves => {
                let because = vec![
                    fact!("failover_state", "promoted" => attempt.promoted.map(|id| on.label(id)),
                        "state" => attempt.state.word()),
                    fact!("failover-timeout", "elapsed" => now - attempt.changed,
                        "limit" => self.failover_timeout(on)),
                ];
                unmet(&cited::STATE, attempt.state.word(), because, 0)
            }
            Some(_) => None,
        }
    }

    /// The master answers no PING, but not for long enough; or it says that it is a replica.
    fn not_down_yet(&self, on: &Redis, now: i64) -> Option<Unmet> {
        let of = self.seen(on, Kin::Master, self.master.addr, now)?;
        if of.act_ping_time.is_none() && !of.disconnected && !of.reports_slave {
            return None;
        }
        let mut because = vec![fact!("instance", "instance" => on.label(self.master.addr))];
        because.extend(why_sdown(&of, now, INFO_PERIOD, None));
        unmet(&cited::SDOWN, "-sdown", because, 0)
    }

    /// Too few have said that it is down.
    fn quorum_missing(&self, on: &Redis, now: i64) -> Option<Unmet> {
        let opinions: Vec<down::Opinion> = self.others.values().map(|o| o.opinion(now)).collect();
        let (seen, quorum) = (down::seen_down_by(&opinions, ASK_PERIOD), self.quorum(on, self.me));
        let says = |(id, other): (&NodeId, &Other)| {
            fact!("sentinel", "sentinel" => on.label(*id), "master_down" => other.master_down,
                "reply_age" => now - other.last_reply, "limit" => ASK_PERIOD * 5,
                "s_down" => other.peer.sdown)
        };
        let mut because: Vec<Value> = self.others.iter().map(says).collect();
        because.push(fact!("quorum", "seen_down_by" => seen, "quorum" => quorum));
        unmet(&cited::ODOWN, "-odown", because, quorum - seen)
    }

    /// No attempt is under way: none could be won, none has anybody to promote, or none may begin.
    fn no_attempt(&self, on: &Redis, now: i64) -> Option<Unmet> {
        let known = self.others.len() as i64 + 1;
        let needed = majority(known).max(self.quorum(on, self.me));
        let usable = |other: &&Other| !other.peer.sdown && !other.peer.link.disconnected;
        let votes = self.others.values().filter(usable).count() as i64 + 1;
        if votes < needed {
            let mut because: Vec<Value> = self.standing_of_others(on);
            because.push(fact!("known_sentinels", "known_sentinels" => known,
                "majority" => majority(known), "usable" => votes));
            return unmet(&cited::ELECTED, "not-elected", because, needed - votes);
        }
        let start = self.master.start_time.unwrap_or(now);
        let until = timing(start, 0, self.failover_timeout(on)).next_attempt_not_before;
        let clock = fact!("failover-timeout", "since" => now - start, "limit" => until - start,
            "until_ms" => until);
        let (chosen, mut because) = self.weigh(on, self.me, now);
        if chosen.is_none() {
            because.insert(0, clock);
            return unmet(&cited::SELECT, "-failover-abort-no-good-slave", because, 1);
        }
        unmet(&cited::TIMING, "next-failover-delay", vec![clock], 0)
    }

    /// An attempt is under way, with too few votes.
    fn votes_missing(&self, on: &Redis, attempt: &Attempt, now: i64) -> Option<Unmet> {
        let mut because = self.standing_of_others(on);
        let limit = self.failover_timeout(on).min(ELECTION_TIMEOUT);
        let elapsed = now - self.master.start_time.unwrap_or(now);
        because.push(fact!("failover_start_time", "elapsed" => elapsed, "limit" => limit));
        let tally = self.tally(on, attempt.epoch, self.me)?;
        because.extend(tally.because());
        unmet(&cited::ELECTED, "not-elected", because, tally.short())
    }

    /// Who can vote, and who has.
    fn standing_of_others(&self, on: &Redis) -> Vec<Value> {
        let current = |other: &Other| {
            other.leader.filter(|_| other.leader_epoch == self.current_epoch).map(|id| on.label(id))
        };
        let row = |(id, other): (&NodeId, &Other)| {
            fact!("sentinel", "sentinel" => on.label(*id), "s_down" => other.peer.sdown,
                "disconnected" => other.peer.link.disconnected, "voted_for" => current(other))
        };
        self.others.iter().map(row).collect()
    }
}

//! The states of a failover, up to the promotion. `sentinelFailoverStateMachine`

use super::table::{Attempt, Replica, State};
use super::{Sentinel, millis};
use crate::fact;
use crate::systems::redis::Fx;
use crate::systems::redis::calls::{why_selected, word_of_exclusion};
use crate::systems::redis::cited;
use crate::systems::redis::message::hex;
use crate::systems::redis::rules::failover::{ELECTION_TIMEOUT, timing};
use crate::systems::redis::rules::selection::{self, Limits, Periods};
use crate::systems::redis::rules::vote::Epoch;
use crate::systems::redis::settings::{INFO_PERIOD, PING_PERIOD, Redis};
use crate::value::Value;
use crate::words::NodeId;

impl Sentinel {
    /// `sentinelStartFailoverIfNeeded`
    pub(super) fn start_failover_if_needed(&mut self, on: &Redis, fx: &mut Fx<'_>) -> bool {
        let now = millis(fx);
        if !self.master.odown || self.master.attempt.is_some() {
            return false;
        }
        if let Some(start) = self.master.start_time {
            let not_before = timing(start, 0, self.failover_timeout(on)).next_attempt_not_before;
            if now < not_before {
                if !std::mem::replace(&mut self.master.delay_logged, true) {
                    self.log(fx, &cited::TIMING, "next-failover-delay", || {
                        vec![fact!("failover-timeout", "since" => now - start,
                            "limit" => not_before - start)]
                    });
                }
                return false;
            }
        }
        self.start_failover(false, fx);
        true
    }

    /// `sentinelStartFailover`: a new epoch, and in it a first request for votes. It does not flush
    /// the epoch: the candidate's vote for itself does, in the same turn.
    fn start_failover(&mut self, forced: bool, fx: &mut Fx<'_>) {
        let epoch = Epoch(self.current_epoch.0 + 1);
        self.enter_epoch(epoch, fx);
        let odown = self.master.odown;
        self.log(fx, &cited::TIMING, "+try-failover", || {
            vec![
                fact!("odown", "odown" => odown, "forced" => forced),
                fact!("failover_epoch", "failover_epoch" => epoch.0),
            ]
        });
        let changed = millis(fx);
        let state = State::WaitStart;
        self.master.attempt = Some(Attempt { state, epoch, changed, promoted: None, forced });
        self.restart_failover_clock(fx);
    }

    /// `SENTINEL FAILOVER`: neither ODOWN nor votes are needed.
    pub fn order_failover(&mut self, on: &Redis, fx: &mut Fx<'_>) -> Result<(), String> {
        if self.master.attempt.is_some() {
            return Err("INPROG Failover already in progress".into());
        }
        if self.select(on, fx).is_none() {
            return Err("NOGOODSLAVE No suitable replica to promote".into());
        }
        self.start_failover(true, fx);
        Ok(())
    }

    /// One tick of a failover in progress.
    pub(super) fn advance_failover(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        match self.master.attempt.as_ref().map(|attempt| attempt.state) {
            Some(State::WaitStart) => self.wait_start(on, fx),
            Some(State::SelectSlave) => self.select_slave(on, fx),
            Some(State::SendSlaveofNoOne) => self.send_slaveof_no_one(on, fx),
            Some(State::WaitPromotion) => self.wait_promotion(on, fx),
            Some(State::ReconfSlaves) => self.reconf_slaves(on, fx),
            Some(State::UpdateConfig) | None => {}
        }
    }

    /// Enters a state of the failover in progress and says so.
    pub(super) fn enter(&mut self, state: State, word: &'static str, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(attempt) = &mut self.master.attempt else { return };
        let (from, epoch) = (attempt.state, attempt.epoch);
        (attempt.state, attempt.changed) = (state, now);
        self.log(fx, &cited::STATE, word, || {
            vec![
                fact!("failover_epoch", "failover_epoch" => epoch.0),
                fact!("failover_state", "from" => from.word(), "to" => state.word()),
            ]
        });
    }

    /// How long the failover is in its state, and how long it may be.
    fn in_state(&self, now: i64) -> i64 {
        self.master.attempt.as_ref().map_or(0, |attempt| now - attempt.changed)
    }

    fn wait_start(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let (now, me) = (millis(fx), fx.me());
        let Some((epoch, forced)) = self.master.attempt.as_ref().map(|a| (a.epoch, a.forced))
        else {
            return;
        };
        let tally = self.leader_of(on, epoch, fx);
        let elected = tally.as_ref().is_some_and(|tally| tally.winner == me && tally.elects(on));
        if !elected && !forced {
            let start = self.master.start_time.unwrap_or(now);
            let timeout = self.failover_timeout(on);
            let clock = timing(start, 0, timeout);
            if now > clock.abort_not_elected_after {
                self.log(fx, &cited::TIMING, "-failover-abort-not-elected", || {
                    let limit = timeout.min(ELECTION_TIMEOUT);
                    let mut because = tally.map_or_else(Vec::new, |tally| tally.because());
                    because.push(fact!("failover_start_time", "elapsed" => now - start,
                        "limit" => limit));
                    because
                });
                self.abort();
            }
            return;
        }
        self.log(fx, &cited::ELECTED, "+elected-leader", || match &tally {
            Some(tally) if elected => tally.because(),
            _ => vec![fact!("forced", "forced" => true)],
        });
        self.enter(State::SelectSlave, "+failover-state-select-slave", fx);
    }

    /// `sentinelAbortFailover`: possible only before the promotion.
    fn abort(&mut self) {
        self.master.attempt = None;
    }

    fn select_slave(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let Some(chosen) = self.select(on, fx) else {
            let because = self.selection.clone();
            self.log(fx, &cited::SELECT, "-failover-abort-no-good-slave", || because);
            return self.abort();
        };
        let because = self.selection.clone();
        self.log(fx, &cited::SELECT, "+selected-slave", || because);
        if let Some(attempt) = &mut self.master.attempt {
            attempt.promoted = Some(chosen);
        }
        self.enter(State::SendSlaveofNoOne, "+failover-state-send-slaveof-noone", fx);
    }

    /// The best replica by what their last INFO said, and how each compared.
    /// `sentinelSelectSlave`
    fn select(&mut self, on: &Redis, fx: &mut Fx<'_>) -> Option<NodeId> {
        let (chosen, because) = self.weigh(on, fx.me(), millis(fx));
        self.selection = because;
        chosen
    }

    /// Whom it would promote at this moment: the candidates, who is left out by which number,
    /// and what decided.
    pub(super) fn weigh(&self, on: &Redis, me: NodeId, now: i64) -> (Option<NodeId>, Vec<Value>) {
        let periods =
            Periods { ping: PING_PERIOD, info: INFO_PERIOD, down_after: self.down_after(on, me) };
        let since = self.master.peer.sdown_since.filter(|_| self.master.peer.sdown);
        let limits = Limits::new(now, since, periods);
        let ids: Vec<NodeId> = self.replicas.keys().copied().collect();
        let candidates: Vec<selection::Replica> = self.replicas.values().map(candidate).collect();
        let names: Vec<&str> = ids.iter().map(|id| on.label(*id)).collect();
        let chosen = selection::select(&candidates, now, &limits);
        let row = |(of, name): (&selection::Replica, &&str)| {
            let excluded = limits.check(of, now).err().map(word_of_exclusion);
            fact!("replica", "replica" => *name, "slave_priority" => of.slave_priority,
                "slave_repl_offset" => of.slave_repl_offset, "runid" => of.runid.clone(),
                "excluded" => excluded)
        };
        let mut because: Vec<Value> = candidates.iter().zip(&names).map(row).collect();
        because.extend(why_selected(&candidates, &names, chosen, now, &limits));
        (chosen.map(|place| ids[place]), because)
    }

    fn send_slaveof_no_one(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(attempt) = &self.master.attempt else { return };
        let (Some(promoted), epoch) = (attempt.promoted, attempt.epoch) else { return };
        let linked = self.replicas.get(&promoted).is_some_and(|r| !r.peer.link.disconnected);
        if !linked {
            return self.give_up_if_late(on, now, fx);
        }
        self.send_slaveof(promoted, None, epoch.0, fx);
        self.enter(State::WaitPromotion, "+failover-state-wait-promotion", fx);
    }

    fn wait_promotion(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        self.give_up_if_late(on, millis(fx), fx);
    }

    fn give_up_if_late(&mut self, on: &Redis, now: i64, fx: &mut Fx<'_>) {
        let (elapsed, limit) = (self.in_state(now), self.failover_timeout(on));
        if elapsed > limit {
            self.log(fx, &cited::STATE, "-failover-abort-slave-timeout", || {
                vec![fact!("failover-timeout", "elapsed" => elapsed, "limit" => limit)]
            });
            self.abort();
        }
    }

    /// INFO says the chosen one is a master: from here on there is no way back, and the new
    /// configuration epoch tells the others.
    pub(super) fn promoted(&mut self, on: &Redis, who: NodeId, fx: &mut Fx<'_>) {
        let Some(epoch) = self.master.attempt.as_ref().map(|attempt| attempt.epoch) else { return };
        let before = std::mem::replace(&mut self.master.config_epoch, epoch);
        self.flush_config();
        self.log(fx, &cited::STATE, "+promoted-slave", || {
            vec![
                fact!("role", "replica" => on.label(who), "role" => "master"),
                fact!("config_epoch", "old" => before.0, "new" => epoch.0),
            ]
        });
        self.enter(State::ReconfSlaves, "+failover-state-reconf-slaves", fx);
        self.force_hello();
    }
}

fn candidate(replica: &Replica) -> selection::Replica {
    let info = replica.report.info;
    let link = &replica.peer.link;
    selection::Replica {
        slave_priority: info.map_or(100, |info| info.priority),
        slave_repl_offset: info.map_or(0, |info| info.offset),
        runid: info.map(|info| hex(info.runid)),
        sdown: replica.peer.sdown,
        disconnected: link.disconnected,
        last_avail: link.last_avail,
        info_refresh: replica.report.refreshed,
        master_link_down: info.map_or(0, |info| info.link_down_s * 1000),
    }
}

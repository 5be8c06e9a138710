//! After the promotion: the other replicas are sent to the new master, a few at a time, and the
//! table gets its new master.

use super::table::{Reconf, State};
use super::{Sentinel, millis};
use crate::fact;
use crate::systems::redis::Fx;
use crate::systems::redis::cited;
use crate::systems::redis::settings::{Redis, SLAVE_RECONF_TIMEOUT};
use crate::words::NodeId;

impl Sentinel {
    /// `sentinelFailoverReconfNextSlave`
    pub(super) fn reconf_slaves(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let busy = |reconf: Reconf| matches!(reconf, Reconf::Sent(_) | Reconf::InProgress);
        let mut under_way = self.replicas.values().filter(|r| busy(r.reconf)).count() as i64;
        let Some(promoted) = self.promoted_slave() else { return };
        let limit = self.parallel_syncs(on);
        for id in self.replicas.keys().copied().collect::<Vec<_>>() {
            if under_way >= limit {
                break;
            }
            if id == promoted {
                continue;
            }
            self.give_up_reconf(on, id, fx);
            let replica = &self.replicas[&id];
            if replica.reconf == Reconf::No && !replica.peer.link.disconnected {
                self.send_to_promoted(on, id, promoted, "+slave-reconf-sent", fx);
                under_way += 1;
            }
        }
        self.detect_end(on, promoted, fx);
    }

    fn promoted_slave(&self) -> Option<NodeId> {
        self.master.attempt.as_ref().and_then(|attempt| attempt.promoted)
    }

    /// A replica that does not move counts as done: its configuration is repaired later.
    fn give_up_reconf(&mut self, on: &Redis, id: NodeId, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(replica) = self.replicas.get_mut(&id) else { return };
        let Reconf::Sent(at) = replica.reconf else { return };
        if now - at > SLAVE_RECONF_TIMEOUT {
            replica.reconf = Reconf::Done;
            self.log(fx, &cited::RECONF, "-slave-reconf-sent-timeout", || {
                vec![fact!("sentinel_slave_reconf_timeout", "replica" => on.label(id),
                    "elapsed" => now - at, "limit" => SLAVE_RECONF_TIMEOUT)]
            });
        }
    }

    fn send_to_promoted(
        &mut self,
        on: &Redis,
        id: NodeId,
        promoted: NodeId,
        word: &'static str,
        fx: &mut Fx<'_>,
    ) {
        let now = millis(fx);
        let (epoch, limit) = (self.master.config_epoch.0, self.parallel_syncs(on));
        self.send_slaveof(id, Some(promoted), epoch, fx);
        if let Some(replica) = self.replicas.get_mut(&id) {
            replica.reconf = Reconf::Sent(now);
        }
        self.log(fx, &cited::RECONF, word, || {
            vec![
                fact!("replica", "replica" => on.label(id), "master" => on.label(promoted)),
                fact!("parallel-syncs", "parallel-syncs" => limit),
            ]
        });
    }

    /// `sentinelFailoverDetectEnd`
    fn detect_end(&mut self, on: &Redis, promoted: NodeId, fx: &mut Fx<'_>) {
        let now = millis(fx);
        if self.replicas.get(&promoted).is_none_or(|replica| replica.peer.sdown) {
            return;
        }
        let missing = |(id, replica): &(&NodeId, &super::table::Replica)| {
            **id != promoted && replica.reconf != Reconf::Done && !replica.peer.sdown
        };
        let waits_for: Vec<NodeId> =
            self.replicas.iter().filter(missing).map(|(id, _)| *id).collect();
        let elapsed = self.master.attempt.as_ref().map_or(0, |attempt| now - attempt.changed);
        let limit = self.failover_timeout(on);
        let late = elapsed > limit;
        if late {
            self.log(fx, &cited::STATE, "+failover-end-for-timeout", || {
                vec![fact!("failover-timeout", "elapsed" => elapsed, "limit" => limit)]
            });
        }
        if !late && !waits_for.is_empty() {
            return;
        }
        self.enter(State::UpdateConfig, "+failover-end", fx);
        for id in waits_for {
            let replica = &self.replicas[&id];
            if replica.reconf == Reconf::No && !replica.peer.link.disconnected {
                self.send_to_promoted(on, id, promoted, "+slave-reconf-sent-be", fx);
            }
        }
    }

    /// `sentinelFailoverSwitchToPromotedSlave`
    pub(super) fn enter_promoted(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let Some(attempt) = &self.master.attempt else { return };
        if attempt.state != State::UpdateConfig {
            return;
        }
        let to = attempt.promoted.unwrap_or(self.master.addr);
        let (from, epoch) = (self.master.addr, attempt.epoch.0);
        let because = vec![
            fact!("master", "old" => on.label(from), "new" => on.label(to)),
            fact!("config_epoch", "new" => epoch),
        ];
        self.switch_master(to, because, fx);
    }
}

//! INFO read: whom the master names, who claims what, who has arrived where.

use super::table::{Reconf, Replica, State};
use super::{Sentinel, millis};
use crate::fact;
use crate::systems::redis::Fx;
use crate::systems::redis::calls::{why_claim, word_of_left_alone};
use crate::systems::redis::cited;
use crate::systems::redis::message::{Info, Message, hex};
use crate::systems::redis::rules::failover::{Claim, convert_to_slave};
use crate::systems::redis::settings::{INFO_PERIOD, PUBLISH_PERIOD, Redis};
use crate::words::NodeId;

impl Sentinel {
    /// `sentinelRefreshInstanceInfo`
    pub(super) fn read_info(&mut self, on: &Redis, from: NodeId, info: Info, fx: &mut Fx<'_>) {
        if from == self.master.addr {
            self.discover_replicas(on, info, fx);
        }
        self.note_info(on, from, info, fx);
        if self.tilt.is_some() || !self.replicas.contains_key(&from) {
            return;
        }
        match info.master {
            None => self.replica_claims_master(on, from, fx),
            Some(_) => {
                self.fix_config(on, from, fx);
                self.note_reconf(on, from, info, fx);
            }
        }
    }

    fn discover_replicas(&mut self, on: &Redis, info: Info, fx: &mut Fx<'_>) {
        for id in info.slaves.iter().filter(|id| *id != self.master.addr).collect::<Vec<_>>() {
            if !self.replicas.contains_key(&id) {
                self.replicas.insert(id, Replica::new(millis(fx)));
                self.flush_config();
                self.log(fx, &cited::DISCOVERY, "+slave", || {
                    vec![fact!("replica", "replica" => on.label(id))]
                });
            }
        }
    }

    fn note_info(&mut self, on: &Redis, from: NodeId, info: Info, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let is_master = from == self.master.addr;
        let reboot_down_after = self.reboot_down_after(on);
        let Some(report) = self.report_mut(from) else { return };
        let before = report.info.replace(info);
        report.refreshed = Some(now);
        let moved = before.is_none_or(|before| before.master != info.master);
        if moved && info.master.is_some() {
            report.conf_change = now;
        }
        let master_role = info.master.is_none();
        let changed = report.master_role != master_role;
        if changed {
            (report.master_role, report.role_since) = (master_role, now);
        }
        let reborn = before.filter(|before| before.runid != info.runid);
        if reborn.is_some() && is_master && reboot_down_after > 0 {
            report.rebooted = Some(now);
        }
        if let Some(before) = reborn {
            self.log(fx, &cited::DISCOVERY, "+reboot", || {
                vec![fact!("run_id", "instance" => on.label(from), "old" => hex(before.runid),
                    "new" => hex(info.runid))]
            });
        }
        if changed {
            let word = if master_role == is_master { "+role-change" } else { "-role-change" };
            let role = if master_role { "master" } else { "slave" };
            self.log(fx, &cited::DISCOVERY, word, || {
                vec![fact!("role", "instance" => on.label(from), "reported" => role)]
            });
        }
    }

    /// Whether the master of the table may be trusted to replicate from.
    /// `sentinelMasterLooksSane`
    fn master_looks_sane(&self, now: i64) -> bool {
        let master = &self.master;
        let fresh = master.report.refreshed.is_some_and(|then| now - then < INFO_PERIOD * 2);
        master.report.master_role && !master.peer.sdown && !master.odown && fresh
    }

    /// A replica of the table says that it is a master: the one being promoted, or an old
    /// master that came back.
    fn replica_claims_master(&mut self, on: &Redis, from: NodeId, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let promoted = self.master.attempt.as_ref().filter(|a| a.promoted == Some(from));
        if let Some(attempt) = promoted {
            if attempt.state == State::WaitPromotion {
                self.promoted(on, from, fx);
            }
            return;
        }
        let Some(replica) = self.replicas.get(&from) else { return };
        let claim = Claim {
            role_reported: now - replica.report.role_since,
            no_down_for: replica.peer.no_down_for(now),
            master_looks_sane: self.master_looks_sane(now),
            tilt: self.tilt.is_some(),
        };
        let verdict = convert_to_slave(&claim, PUBLISH_PERIOD);
        let (linked, told) = (!replica.peer.link.disconnected, replica.left_alone);
        let because = || {
            let mut because = vec![fact!("replica", "replica" => on.label(from))];
            because.extend(why_claim(&claim, PUBLISH_PERIOD, verdict));
            because
        };
        match verdict {
            Err(reason) if told == Some(reason) => {}
            Err(reason) => fx.cite(&cited::CONVERT, word_of_left_alone(reason), because),
            Ok(()) if linked => {
                self.send_slaveof(from, Some(self.master.addr), self.master.config_epoch.0, fx);
                self.log(fx, &cited::CONVERT, "+convert-to-slave", because);
            }
            Ok(()) => {}
        }
        if let Some(replica) = self.replicas.get_mut(&from) {
            replica.left_alone = verdict.err();
        }
    }

    /// A replica that follows somebody else for longer than `failover-timeout`.
    fn fix_config(&mut self, on: &Redis, from: NodeId, fx: &mut Fx<'_>) {
        let (now, limit) = (millis(fx), self.failover_timeout(on));
        let sane = self.master_looks_sane(now);
        let Some(replica) = self.replicas.get(&from) else { return };
        let follows = replica.report.replicates();
        let since = now - replica.report.conf_change;
        let was_down = replica.peer.no_down_for(now).is_some_and(|age| age <= limit);
        let master = self.master.addr;
        let wrong = follows != Some(master);
        if !wrong || !sane || was_down || since <= limit || replica.peer.link.disconnected {
            return;
        }
        self.send_slaveof(from, Some(self.master.addr), self.master.config_epoch.0, fx);
        self.log(fx, &cited::FIX, "+fix-slave-config", || {
            vec![
                fact!("master_host", "replica" => on.label(from),
                    "follows" => follows.map(|id| on.label(id)),
                    "master" => on.label(master)),
                fact!("failover-timeout", "since" => since, "limit" => limit),
            ]
        });
    }

    /// A replica on its way to the promoted one.
    fn note_reconf(&mut self, on: &Redis, from: NodeId, info: Info, fx: &mut Fx<'_>) {
        let promoted = self.master.attempt.as_ref().and_then(|attempt| attempt.promoted);
        let Some(replica) = self.replicas.get_mut(&from) else { return };
        let mut words = Vec::new();
        if matches!(replica.reconf, Reconf::Sent(_)) && info.master == promoted {
            replica.reconf = Reconf::InProgress;
            words.push("+slave-reconf-inprog");
        }
        if replica.reconf == Reconf::InProgress && info.link_up {
            replica.reconf = Reconf::Done;
            words.push("+slave-reconf-done");
        }
        for word in words {
            self.log(fx, &cited::RECONF, word, || {
                vec![
                    fact!("replica", "replica" => on.label(from)),
                    fact!("master_host", "master_host" => promoted.map(|id| on.label(id)),
                        "master_link_up" => info.link_up),
                ]
            });
        }
    }

    /// `sentinelSendSlaveOf`: the reply is not looked at; INFO will show the effect.
    pub(super) fn send_slaveof(
        &mut self,
        to: NodeId,
        master: Option<NodeId>,
        reign: i64,
        fx: &mut Fx<'_>,
    ) {
        if let Some(peer) = self.peer_mut(to) {
            peer.link.pending += 1;
        }
        fx.send(to, Message::SlaveOf { master, reign });
    }

    /// A PONG, and no error in its place, ends the wait for a master that had come back with
    /// another run id. `sentinelPingReplyCallback`
    pub(super) fn master_is_ready(&mut self, from: NodeId) {
        if from == self.master.addr {
            self.master.report.rebooted = None;
        }
    }
}

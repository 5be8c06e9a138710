//! Subjectively and objectively down, and asking the others.

use super::{Kin, Sentinel, millis};
use crate::fact;
use crate::systems::redis::Fx;
use crate::systems::redis::calls::why_sdown;
use crate::systems::redis::cited;
use crate::systems::redis::message::{LINK, Message, PUBSUB};
use crate::systems::redis::rules::down::{self, Instance, Opinion};
use crate::systems::redis::rules::vote::{Epoch, says_down};
use crate::systems::redis::settings::{
    ASK_PERIOD, INFO_PERIOD, MIN_LINK_RECONNECT_PERIOD, PUBLISH_PERIOD, Redis,
};
use crate::words::NodeId;

impl Sentinel {
    /// `sentinelCheckSubjectivelyDown`
    pub(super) fn check_sdown(&mut self, on: &Redis, kin: Kin, id: NodeId, fx: &mut Fx<'_>) {
        let (now, down_after) = (millis(fx), self.down_after(on, fx.me()));
        self.drop_dead_links(id, down_after, fx);
        let Some(of) = self.seen(on, kin, id, now) else { return };
        let Some(peer) = self.peer_mut(id) else { return };
        let found = down::sdown(&of, now, INFO_PERIOD);
        if found.is_some() == peer.sdown {
            return;
        }
        peer.sdown = found.is_some();
        if peer.sdown {
            peer.sdown_since = Some(now);
        }
        let word = if peer.sdown { "+sdown" } else { "-sdown" };
        self.log(fx, &cited::SDOWN, word, || {
            let mut because = vec![fact!("instance", "instance" => on.label(id))];
            because.extend(why_sdown(&of, now, INFO_PERIOD, found));
            because
        });
    }

    /// What it knows of an instance when it judges it.
    pub(super) fn seen(&self, on: &Redis, kin: Kin, id: NodeId, now: i64) -> Option<Instance> {
        let (peer, report) = match kin {
            Kin::Master => (&self.master.peer, Some(&self.master.report)),
            Kin::Replica => self.replicas.get(&id).map(|it| (&it.peer, Some(&it.report)))?,
            Kin::Sentinel => (&self.others.get(&id)?.peer, None),
        };
        Some(Instance {
            down_after: self.down_after(on, self.me),
            act_ping_time: peer.link.act_ping,
            last_avail_time: peer.link.last_avail,
            disconnected: peer.link.disconnected,
            is_master: kin == Kin::Master,
            reports_slave: report.is_some_and(|report| !report.master_role),
            role_reported_time: report.map_or(now, |report| report.role_since),
            reboot_since: report.and_then(|report| report.rebooted),
            reboot_down_after_period: self.reboot_down_after(on),
        })
    }

    /// A connection on which nothing comes back any more is closed, to be opened anew.
    fn drop_dead_links(&mut self, id: NodeId, down_after: i64, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(peer) = self.peer_mut(id) else { return };
        let link = &mut peer.link;
        let late = |then: i64| now - then > down_after / 2;
        let old = |since: i64| now - since > MIN_LINK_RECONNECT_PERIOD;
        if link.commands
            && old(link.commands_since)
            && link.act_ping.is_some_and(late)
            && late(link.last_pong)
        {
            (link.commands, link.disconnected, link.pending) = (false, true, 0);
            fx.hang_up(id, LINK);
        }
        let quiet = now - link.pubsub_activity > PUBLISH_PERIOD * 3;
        if link.pubsub && old(link.pubsub_since) && quiet {
            (link.pubsub, link.disconnected) = (false, true);
            fx.hang_up(id, PUBSUB);
        }
    }

    /// `sentinelCheckObjectivelyDown`: a count of what others said lately, no agreement.
    pub(super) fn check_odown(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let quorum = self.quorum(on, fx.me());
        let others: Vec<Opinion> = self.others.values().map(|it| it.opinion(now)).collect();
        let sdown = self.master.peer.sdown;
        let needed = if on.off.odown { 1 } else { quorum };
        let odown = down::odown(sdown, needed, &others, ASK_PERIOD);
        if odown == self.master.odown {
            return;
        }
        self.master.odown = odown;
        let word = if odown { "+odown" } else { "-odown" };
        self.log(fx, &cited::ODOWN, word, || {
            let seen_down_by = down::seen_down_by(&others, ASK_PERIOD);
            vec![
                fact!("sdown", "sdown" => sdown),
                fact!("quorum", "seen_down_by" => seen_down_by, "quorum" => quorum),
            ]
        });
    }

    /// Asks every other Sentinel whether it sees the master down too; once a failover has begun
    /// here, the same question asks for its vote. `sentinelAskMasterStateToOtherSentinels`
    pub(super) fn ask_others(&mut self, forced: bool, fx: &mut Fx<'_>) {
        let (now, me) = (millis(fx), fx.me());
        let master = &self.master;
        let question = Message::IsMasterDown {
            master: master.addr,
            epoch: self.current_epoch,
            runid: master.attempt.as_ref().map(|_| me),
        };
        for (id, other) in &mut self.others {
            let age = now - other.last_reply;
            if age > ASK_PERIOD * 5 {
                (other.master_down, other.leader) = (false, None);
            }
            let asks = self.master.peer.sdown && !other.peer.link.disconnected;
            if asks && (forced || age >= ASK_PERIOD) {
                other.peer.link.pending += 1;
                fx.send(*id, question.clone());
            }
        }
    }

    /// What another Sentinel answered. `sentinelReceiveIsMasterDownReply`
    pub(super) fn hear_opinion(
        &mut self,
        from: NodeId,
        (down, leader, leader_epoch): (bool, Option<NodeId>, Epoch),
        fx: &mut Fx<'_>,
    ) {
        let now = millis(fx);
        let Some(other) = self.others.get_mut(&from) else { return };
        (other.last_reply, other.master_down) = (now, down);
        if leader.is_some() {
            (other.leader, other.leader_epoch) = (leader, leader_epoch);
        }
    }

    /// `SENTINEL is-master-down-by-addr`: what it sees, unless its clock cannot be trusted, and
    /// its vote, if one is asked for.
    pub(super) fn answer_down(
        &mut self,
        on: &Redis,
        from: NodeId,
        (master, epoch, runid): (NodeId, Epoch, Option<NodeId>),
        fx: &mut Fx<'_>,
    ) {
        let same = master == self.master.addr;
        let down = same && says_down(self.tilt.is_some(), self.master.peer.sdown);
        let (mut leader, mut leader_epoch) = (None, Epoch(0));
        if let Some(candidate) = runid
            && same
        {
            self.vote(on, epoch, candidate, fx);
            (leader, leader_epoch) = (self.master.leader, self.master.leader_epoch);
        }
        fx.send(from, Message::DownReply { down, leader, leader_epoch });
    }
}

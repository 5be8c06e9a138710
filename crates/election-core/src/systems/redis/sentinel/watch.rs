//! The monitoring half: connections, PING, INFO, hello.

use super::{Kin, Sentinel, millis};
use crate::systems::redis::Fx;
use crate::systems::redis::message::Message;
use crate::systems::redis::settings::{
    INFO_PERIOD, INFO_PERIOD_CLOSE, MAX_PENDING_COMMANDS, PING_PERIOD, PUBLISH_PERIOD, Redis,
};
use crate::words::NodeId;

impl Sentinel {
    /// Opens what is not open, once a ping period. `sentinelReconnectInstance`
    pub(super) fn reconnect(&mut self, kin: Kin, id: NodeId, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(peer) = self.peer_mut(id) else { return };
        let link = &mut peer.link;
        if !link.disconnected || link.last_reconn.is_some_and(|then| now - then < PING_PERIOD) {
            return;
        }
        link.last_reconn = Some(now);
        if !link.commands {
            (link.commands, link.commands_since, link.pending) = (true, now, 0);
            self.ping(id, fx);
        }
        let Some(peer) = self.peer_mut(id) else { return };
        let link = &mut peer.link;
        if kin != Kin::Sentinel && !link.pubsub {
            (link.pubsub, link.pubsub_since, link.pubsub_activity) = (true, now, now);
            fx.send(id, Message::Subscribe);
        }
        link.disconnected = false;
    }

    /// `sentinelSendPing`: the oldest PING without an answer is the one that counts.
    fn ping(&mut self, id: NodeId, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(peer) = self.peer_mut(id) else { return };
        let link = &mut peer.link;
        link.pending += 1;
        link.last_ping = Some(now);
        link.act_ping = link.act_ping.or(Some(now));
        fx.send(id, Message::Ping);
    }

    /// `sentinelSendPeriodicCommands`
    pub(super) fn send_periodic(&mut self, on: &Redis, kin: Kin, id: NodeId, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let info_due = kin != Kin::Sentinel && self.info_due(kin, id, now);
        let hello = Message::Publish(self.hello(fx.me()));
        let ping_period = self.down_after(on, fx.me()).min(PING_PERIOD);
        let Some(peer) = self.peer_mut(id) else { return };
        if peer.link.disconnected || peer.link.pending >= MAX_PENDING_COMMANDS {
            return;
        }
        if info_due {
            peer.link.pending += 1;
            fx.send(id, Message::Info);
        }
        let link = &peer.link;
        let waited = link.last_ping.is_none_or(|then| now - then > ping_period / 2);
        let ping_due = now - link.last_pong > ping_period && waited;
        let publish_due = now - peer.last_pub > PUBLISH_PERIOD;
        if publish_due {
            peer.link.pending += 1;
        }
        if ping_due {
            self.ping(id, fx);
        }
        if publish_due {
            fx.send(id, hello);
        }
    }

    /// INFO every ten seconds, or every second to a replica whose master is in question.
    fn info_due(&self, kin: Kin, id: NodeId, now: i64) -> bool {
        let report = match self.replicas.get(&id) {
            Some(replica) if kin == Kin::Replica => &replica.report,
            _ => &self.master.report,
        };
        let in_question = self.master.odown || self.master.attempt.is_some();
        let link_down = report.info.is_some_and(|info| info.link_down_s != 0);
        let close = kin == Kin::Replica && (in_question || link_down);
        let period = if close { INFO_PERIOD_CLOSE } else { INFO_PERIOD };
        report.refreshed.is_none_or(|then| now - then > period)
    }
}

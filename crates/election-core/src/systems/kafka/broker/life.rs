//! A broker and the controller: registration, heartbeats, controlled shutdown.
//! `core BrokerLifecycleManager`

use super::Broker;
use super::isr::RETRY_MS;
use crate::systems::kafka::message::{
    BrokerHeartbeat, BrokerHeartbeatResponse, CONTROL_CHANNEL, Message,
};
use crate::systems::kafka::rules::BrokerEpoch;
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, PartitionId};
use crate::systems::kafka::{Fx, Kafka};
use crate::words::NodeId;

/// The first wait after a failure, in ms; it doubles with each, up to the session's timeout.
const BACKOFF_MS: u64 = 100;
/// How long a broker waits for the controller to let it go, in ms. `BrokerServer.shutdown`
const SHUTDOWN_MS: u64 = 300_000;

impl Kafka {
    pub(super) fn controller_of(&self, node: &Broker) -> Option<NodeId> {
        if let Some(zk) = &node.zk {
            return zk.controller.and_then(|id| self.settings.broker(id));
        }
        node.observer.leader.and_then(|id| self.settings.voter(id))
    }

    /// Registers, or says that it is alive. The timer then watches for the answer.
    pub(super) fn talk_to_controller(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(controller) = self.controller_of(node) else {
            return fx.arm_ms(Timer::Heartbeat, BACKOFF_MS);
        };
        if node.life.failures > 0 {
            fx.hang_up(controller, CONTROL_CHANNEL);
            self.propose_after(node, RETRY_MS, fx);
        }
        node.asked += 1;
        let asked = node.asked;
        node.life.asked = Some(asked);
        let message = match node.life.epoch {
            None => Message::BrokerRegistration {
                asked,
                broker: node.id,
                incarnation: node.disk.incarnation,
                previous: node.disk.clean_shutdown.unwrap_or(BrokerEpoch(-1)),
            },
            Some(epoch) => Message::BrokerHeartbeat(BrokerHeartbeat {
                asked,
                broker: node.id,
                epoch,
                offset: node.image.applied - 1,
                want_fence: node.image.applied <= epoch.0,
                want_shut_down: node.life.stopping,
            }),
        };
        fx.send(controller, message);
        // Nothing heard within half a session: try again over a new connection.
        node.life.failures = node.life.failures.saturating_add(1);
        fx.arm_ms(Timer::Heartbeat, (self.settings.session_timeout / 2).max(1));
    }

    /// Another controller: the next words go to it.
    pub(in super::super) fn controller_changed(&self, node: &mut Broker, fx: &mut Fx) {
        if node.zk.is_none() {
            node.life.failures = 0;
            fx.arm_ms(Timer::Heartbeat, 0);
        } else if self.settings.profile.writes_isr_itself() {
            return;
        }
        self.propose_after(node, 0, fx);
    }

    /// The request under way will not be answered: what it proposed is proposed again.
    fn propose_after(&self, node: &mut Broker, wait_ms: u64, fx: &mut Fx) {
        if self.take_back(node) {
            fx.arm_ms(Timer::AlterPartition, wait_ms);
        }
    }

    pub(super) fn controller_hung_up(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        if self.controller_of(node) == Some(peer) {
            if node.zk.is_none() {
                self.talk_failed(node, fx);
            } else if self.settings.profile.writes_isr_itself() {
                return;
            }
            self.propose_after(node, RETRY_MS, fx);
        }
    }

    fn talk_failed(&self, node: &mut Broker, fx: &mut Fx) {
        node.life.asked = None;
        node.life.failures = node.life.failures.saturating_add(1);
        let doubled = BACKOFF_MS << node.life.failures.saturating_sub(1).min(6);
        fx.arm_ms(Timer::Heartbeat, doubled.min(self.settings.session_timeout));
    }

    pub(super) fn registered(
        &self,
        node: &mut Broker,
        asked: u32,
        error: Errors,
        epoch: BrokerEpoch,
        fx: &mut Fx,
    ) {
        if node.life.asked != Some(asked) || node.life.epoch.is_some() {
            return;
        }
        node.life.asked = None;
        if error != Errors::None {
            return self.talk_failed(node, fx);
        }
        node.life.epoch = Some(epoch);
        (node.life.fenced, node.life.failures) = (true, 0);
        // The file is good for one start only.
        node.disk.clean_shutdown = None;
        fx.arm_ms(Timer::Heartbeat, 0);
        self.propose_isrs(node, fx);
    }

    pub(super) fn heartbeat_answered(
        &self,
        node: &mut Broker,
        answer: BrokerHeartbeatResponse,
        fx: &mut Fx,
    ) {
        if node.life.asked != Some(answer.asked) {
            return;
        }
        node.life.asked = None;
        if answer.error != Errors::None {
            return self.talk_failed(node, fx);
        }
        node.life.failures = 0;
        node.life.fenced = answer.fenced;
        if node.life.stopping && answer.should_shut_down {
            return self.stop_now(node, fx);
        }
        // While it waits to be let in or let go, it does not wait for the next beat.
        let hurried = node.life.fenced || node.life.stopping;
        let wait = if hurried { BACKOFF_MS } else { self.settings.heartbeat };
        fx.arm_ms(Timer::Heartbeat, wait);
    }

    /// Asked to stop: first its leaderships go to others.
    pub(in super::super) fn stop_broker(&self, node: &mut Broker, fx: &mut Fx) {
        node.life.stopping = true;
        if node.recovering {
            return fx.exit();
        }
        if node.zk.is_some() {
            return self.ask_shutdown(node, fx);
        }
        fx.arm_ms(Timer::Heartbeat, 0);
        fx.arm_ms(Timer::Shutdown, SHUTDOWN_MS);
    }

    /// Stops: everything is flushed, and the clean shutdown file says in which epoch.
    pub(super) fn stop_now(&self, node: &mut Broker, fx: &mut Fx) {
        self.flush_all(node);
        node.disk.clean_shutdown = node.life.epoch;
        node.disk.running = false;
        fx.exit();
    }

    /// Everything that was written is on the disk.
    pub(in super::super) fn flush_all(&self, node: &mut Broker) {
        let ids: Vec<PartitionId> = node.disk.logs.ids().collect();
        for id in ids {
            let Some(log) = node.disk.logs.get_mut(id) else { continue };
            log.recovery_point = log.end();
            if let Some(replica) = node.replicas.get(id) {
                log.checkpoint = replica.hw;
            }
        }
    }
}

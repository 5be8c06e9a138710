//! One line to each broker: a request at a time, again until it is answered or the broker is
//! gone. `core ControllerChannelManager.RequestSendThread`

use super::super::broker::Broker;
use super::super::message::{CONTROL_CHANNEL, Message};
use super::super::rules::BrokerId;
use super::super::timer::Timer;
use super::super::{Fx, Kafka};
use super::control::{Control, Head, Obeyed};
use crate::words::NodeId;

/// How long until a request that could not be delivered is sent again, in ms.
const AGAIN_MS: u64 = 100;

impl Kafka {
    /// Tells each broker what the task in hand has gathered: LeaderAndIsr, then UpdateMetadata,
    /// then StopReplica. `sendRequestsToBrokers`
    pub(super) fn tell_brokers(&self, node: &mut Broker, fx: &mut Fx) {
        let me = node.id;
        let with_epoch = self.settings.profile.sends_broker_epoch();
        let mut asked = node.asked;
        let Some(office) = self.office(node) else { return };
        let live: Vec<_> = office.live.iter().map(|(id, epoch)| (*id, *epoch)).collect();
        let mut idle = Vec::new();
        for (broker, batch) in std::mem::take(&mut office.batch) {
            let Some(epoch) = office.live.get(&broker).copied() else { continue };
            // Three requests at most for each broker.
            let head = |place: u32| Head {
                asked: asked + place,
                controller: me,
                controller_epoch: office.epoch,
                broker_epoch: with_epoch.then_some(epoch),
            };
            let line = office.lines.entry(broker).or_default();
            if !batch.leader_and_isr.is_empty() {
                line.queue.push_back(Control::LeaderAndIsr(head(1), batch.leader_and_isr));
            }
            if let Some(states) = batch.update_metadata {
                line.queue.push_back(Control::UpdateMetadata(head(2), live.clone(), states));
            }
            if !batch.stop_replica.is_empty() {
                line.queue.push_back(Control::StopReplica(head(3), batch.stop_replica));
            }
            if !line.sent {
                idle.push(broker);
            }
            asked += 3;
        }
        node.asked = asked;
        for broker in idle {
            self.send_next(node, broker, fx);
        }
    }

    fn send_next(&self, node: &mut Broker, broker: BrokerId, fx: &mut Fx) {
        let Some(to) = self.settings.broker(broker) else { return };
        let Some(office) = self.office(node) else { return };
        let Some(line) = office.lines.get_mut(&broker) else { return };
        let Some(request) = line.queue.front() else { return };
        line.sent = true;
        fx.send(to, Message::Control(Box::new(request.clone())));
        fx.arm_ms(Timer::ControlSend(to), self.settings.controller_socket_timeout);
    }

    /// The answer of a broker: the next request may go.
    pub(super) fn line_answered(
        &self,
        node: &mut Broker,
        from: NodeId,
        obeyed: &Obeyed,
        fx: &mut Fx,
    ) {
        let Some(broker) = self.broker_at(from) else { return };
        let Some(office) = self.office(node) else { return };
        let Some(line) = office.lines.get_mut(&broker) else { return };
        if !line.sent || line.queue.front().is_none_or(|it| it.head().asked != obeyed.asked) {
            return;
        }
        line.queue.pop_front();
        line.sent = false;
        fx.disarm(Timer::ControlSend(from));
        self.send_next(node, broker, fx);
    }

    /// The connection to a broker broke, or the wait is over.
    pub(in super::super) fn line_broke(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        let Some(broker) = self.broker_at(peer) else { return };
        let Some(office) = self.office(node) else { return };
        if let Some(line) = office.lines.get_mut(&broker).filter(|line| line.sent) {
            line.sent = false;
            fx.arm_ms(Timer::ControlSend(peer), AGAIN_MS);
        }
    }

    /// The wait is over: for an answer, or before the next try.
    pub(super) fn line_again(&self, node: &mut Broker, to: NodeId, fx: &mut Fx) {
        let Some(broker) = self.broker_at(to) else { return };
        let Some(office) = self.office(node) else { return };
        let Some(line) = office.lines.get(&broker) else { return };
        if line.sent {
            fx.hang_up(to, CONTROL_CHANNEL);
            return self.line_broke(node, to, fx);
        }
        self.send_next(node, broker, fx);
    }

    /// The broker is gone: what it was to be told is dropped.
    pub(super) fn close_line(&self, node: &mut Broker, broker: BrokerId, fx: &mut Fx) {
        let Some(to) = self.settings.broker(broker) else { return };
        let Some(office) = self.office(node) else { return };
        office.batch.remove(&broker);
        if office.lines.remove(&broker).is_some_and(|line| line.sent) {
            fx.hang_up(to, CONTROL_CHANNEL);
        }
        fx.disarm(Timer::ControlSend(to));
    }

    /// The broker of a process.
    pub(super) fn broker_at(&self, node: NodeId) -> Option<BrokerId> {
        self.settings.brokers.iter().find(|(_, known)| *known == node).map(|(id, _)| *id)
    }
}

//! A broker obeys the controller: unless it speaks for an epoch that is over.
//! `core ReplicaManager.becomeLeaderOrFollower, stopReplicas, KafkaApis.isBrokerEpochStale`

use super::super::broker::Broker;
use super::super::message::Message;
use super::super::profile::Profile;
use super::super::rules::fencing::{self, Epochs, Fenced, obeys};
use super::super::rules::{BrokerEpoch, BrokerId, LeaderEpoch};
use super::super::words::{Errors, PartitionId};
use super::super::{Fx, Kafka, cited};
use super::control::{Control, Head, Obeyed, States};
use crate::fact;
use crate::words::NodeId;

impl Kafka {
    /// A controller's request: the whole of it may be too old, or single partitions.
    pub(super) fn obey(&self, node: &mut Broker, from: NodeId, control: Control, fx: &mut Fx) {
        let kind = control.place();
        let head = control.head();
        if let Err(why) = self.fence(node, head, fx) {
            let (asked, error, refused) = (head.asked, error_of(why), Vec::new());
            let obeyed = Obeyed { asked, kind, error, refused };
            return fx.send(from, Message::Obeyed(Box::new(obeyed)));
        }
        self.heard_controller(node, head, fx);
        let refused = match control {
            Control::LeaderAndIsr(_, states) => self.lead_or_follow(node, head, &states, fx),
            Control::UpdateMetadata(_, live, states) => {
                self.update_metadata(node, &live, states);
                Vec::new()
            }
            Control::StopReplica(_, partitions) => self.stop_all(node, head, &partitions, fx),
        };
        let obeyed = Obeyed { asked: head.asked, kind, error: Errors::None, refused };
        fx.send(from, Message::Obeyed(Box::new(obeyed)));
    }

    fn epochs(&self, node: &Broker) -> Epochs {
        let controller = node.zk.as_ref().map_or_else(Default::default, |zk| zk.controller_epoch);
        let known = self.settings.profile.sends_broker_epoch();
        Epochs { controller, broker: node.life.epoch.filter(|_| known) }
    }

    fn fence(&self, node: &Broker, head: Head, fx: &mut Fx) -> Result<(), Fenced> {
        let own = self.epochs(node);
        let asked = Epochs { controller: head.controller_epoch, broker: head.broker_epoch };
        let verdict = obeys(own, None, asked, fencing::Control::UpdateMetadata);
        if let Err(why) = verdict {
            cite(own, asked, None, error_of(why).name(), fx);
        }
        if self.settings.followed.control_request { verdict } else { Ok(()) }
    }

    /// The highest epoch counts, and its controller is the one to talk to.
    fn heard_controller(&self, node: &mut Broker, head: Head, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        let newer = head.controller_epoch > zk.controller_epoch;
        zk.controller_epoch = zk.controller_epoch.max(head.controller_epoch);
        if newer {
            zk.controller = Some(head.controller);
            self.controller_changed(node, fx);
        }
    }

    /// LeaderAndIsr: only what is newer than what the replica knows.
    fn lead_or_follow(
        &self,
        node: &mut Broker,
        head: Head,
        states: &States,
        fx: &mut Fx,
    ) -> Vec<(PartitionId, Errors)> {
        let own = self.epochs(node);
        let asked = Epochs { controller: head.controller_epoch, broker: head.broker_epoch };
        let mut refused = Vec::new();
        for (id, state) in states {
            let here = node.replicas.get(*id).map(|replica| replica.leader_epoch);
            let control = fencing::Control::LeaderAndIsr {
                leader_epoch: state.leader_epoch,
                is_replica: state.replicas.contains(&node.id),
            };
            let verdict = obeys(own, here, asked, control);
            if let (Err(why), true) = (verdict, self.settings.followed.control_request) {
                if why != Fenced::OldLeaderEpoch || here != Some(state.leader_epoch) {
                    let epochs = Some((state.leader_epoch, here));
                    cite(own, asked, epochs, error_of(why).name(), fx);
                }
                refused.push((*id, error_of(why)));
                continue;
            }
            if *id == PartitionId::FOCUS {
                cite(own, asked, Some((state.leader_epoch, here)), "NONE", fx);
            }
            node.know_replica(*id);
            match state.leader {
                Some(leader) if leader == node.id => self.make_leader(node, *id, state, fx),
                leader => self.make_follower(node, *id, leader, state, fx),
            }
        }
        self.fetch_from_all(node, fx);
        refused
    }

    fn update_metadata(&self, node: &mut Broker, live: &[(BrokerId, BrokerEpoch)], states: States) {
        node.image.set_live(live);
        for (id, state) in states {
            node.image.set_partition(id, state);
        }
    }

    fn stop_all(
        &self,
        node: &mut Broker,
        head: Head,
        partitions: &[(PartitionId, Option<LeaderEpoch>, bool)],
        fx: &mut Fx,
    ) -> Vec<(PartitionId, Errors)> {
        let own = self.epochs(node);
        let asked = Epochs { controller: head.controller_epoch, broker: head.broker_epoch };
        let mut refused = Vec::new();
        for (id, leader_epoch, delete) in partitions {
            let here = node.replicas.get(*id).map(|replica| replica.leader_epoch);
            let same_will_do = self.settings.profile >= Profile::V39;
            let control =
                fencing::Control::StopReplica { leader_epoch: *leader_epoch, same_will_do };
            let verdict = obeys(own, here, asked, control);
            if let (Err(why), true) = (verdict, self.settings.followed.control_request) {
                cite(own, asked, leader_epoch.map(|it| (it, here)), error_of(why).name(), fx);
                refused.push((*id, error_of(why)));
                continue;
            }
            match delete {
                true => self.stop_replica(node, *id, fx),
                false => self.stop_fetching(node, *id, fx),
            }
        }
        refused
    }
}

fn error_of(why: Fenced) -> Errors {
    match why {
        Fenced::StaleBrokerEpoch => Errors::StaleBrokerEpoch,
        Fenced::StaleControllerEpoch | Fenced::OldLeaderEpoch => Errors::StaleControllerEpoch,
        Fenced::FencedLeaderEpoch => Errors::FencedLeaderEpoch,
        Fenced::NotAReplica => Errors::UnknownTopicOrPartition,
    }
}

fn cite(
    own: Epochs,
    asked: Epochs,
    leader: Option<(LeaderEpoch, Option<LeaderEpoch>)>,
    verdict: &'static str,
    fx: &mut Fx,
) {
    fx.cite(&cited::CONTROL_REQUEST, verdict, || {
        let mut facts = vec![
            fact!("brokerEpoch", "request" => asked.broker, "own" => own.broker),
            fact!("controllerEpoch", "request" => asked.controller, "own" => own.controller),
        ];
        if let Some((request, here)) = leader {
            facts.push(fact!("leaderEpoch", "request" => request, "own" => here));
        }
        facts
    });
}

//! What administrators and brokers ask of the controller: elections, balance, controlled
//! shutdown; and ISRs that leaders write themselves.
//! `core KafkaController, Partition, 2.8.2; ReplicationUtils before 2.7`

use super::super::broker::Broker;
use super::super::message::{Altered, CONTROL_CHANNEL, Message};
use super::super::rules::isr_change::AlterPartition;
use super::super::rules::partition_change::Partition;
use super::super::rules::{BrokerEpoch, BrokerId, PartitionEpoch};
use super::super::timer::Timer;
use super::super::words::{Errors, PartitionId};
use super::super::{Fx, Kafka, cited};
use super::Then;
use super::office::{Answer, Task, Why};
use super::znode::{self, State};
use crate::fact;
use crate::flat::FlatMap;
use crate::systems::zookeeper::{ANY_VERSION, Request, Response};
use crate::words::NodeId;

/// How often a broker asks to be shut down. `controlled.shutdown.max.retries`
const SHUTDOWN_TRIES: u8 = 3;
/// How long it waits between, in ms. `controlled.shutdown.retry.backoff.ms`
const SHUTDOWN_BACKOFF_MS: u64 = 5_000;

/// `ElectLeaders`: PREFERRED, or UNCLEAN.
pub fn elect_leaders(
    kafka: &Kafka,
    node: &mut Broker,
    id: PartitionId,
    unclean: bool,
    fx: &mut Fx,
) -> Result<(), String> {
    let Some(office) = kafka.office(node) else { return Err("NOT_CONTROLLER".into()) };
    let Some(known) = office.partition(id) else {
        return Err("UNKNOWN_TOPIC_OR_PARTITION".into());
    };
    let preferred = known.replicas.first().copied();
    // What a leader wrote itself the controller may not know yet; the election reads it.
    let late = kafka.settings.profile.writes_isr_itself();
    let ready = |id| office.is_online(id) && (late || known.isr.contains(&id));
    let why = match unclean {
        true if known.leader.is_some_and(|id| office.is_online(id)) => {
            return Err("ELECTION_NOT_NEEDED".into());
        }
        true if !known.replicas.iter().any(|id| office.is_online(*id)) => {
            return Err("ELIGIBLE_LEADERS_NOT_AVAILABLE".into());
        }
        false if known.leader == preferred => return Err("ELECTION_NOT_NEEDED".into()),
        false if !preferred.is_some_and(ready) => {
            return Err("PREFERRED_LEADER_NOT_AVAILABLE".into());
        }
        true => Why::Offline { unclean: true },
        false => Why::Preferred,
    };
    if let (true, Some(zk)) = (unclean, &mut node.zk) {
        zk.unclean_asked = true;
    }
    kafka.enqueue(node, Task::Change(why, vec![id]), fx);
    Ok(())
}

impl Kafka {
    /// Leadership returns to the first replicas, where too much of it has gone elsewhere.
    /// `checkAndTriggerAutoLeaderRebalance`
    pub(super) fn check_balance(&self, node: &mut Broker, fx: &mut Fx) {
        if !self.settings.rebalance || self.office(node).is_none() {
            return;
        }
        fx.arm_ms(Timer::Rebalance, self.settings.imbalance_check);
        let percentage = self.settings.imbalance_percentage;
        let Some(office) = self.office(node) else { return };
        let mut by_broker: FlatMap<BrokerId, (i64, Vec<PartitionId>)> = FlatMap::new();
        for (id, it) in office.partitions() {
            let Some(preferred) = it.replicas.first() else { continue };
            let entry = by_broker.entry(*preferred).or_default();
            entry.0 += 1;
            if it.leader != Some(*preferred) {
                entry.1.push(id);
            }
        }
        let due: Vec<PartitionId> = by_broker
            .into_values()
            .filter(|(all, away)| away.len() as i64 * 100 > percentage * all)
            .flat_map(|(_, away)| away)
            .filter(|id| {
                office.partition(*id).is_some_and(|it| {
                    let first = it.replicas.first();
                    it.adding_replicas.is_empty()
                        && it.removing_replicas.is_empty()
                        && first.is_some_and(|id| office.is_online(*id) && it.isr.contains(id))
                })
            })
            .collect();
        if !due.is_empty() {
            self.enqueue(node, Task::Change(Why::Preferred, due), fx);
        }
    }

    /// A broker wants to stop: its leaderships move, and it leaves every ISR.
    /// `doControlledShutdown`
    pub(super) fn shutdown_asked(
        &self,
        node: &mut Broker,
        from: NodeId,
        broker: BrokerId,
        epoch: BrokerEpoch,
        fx: &mut Fx,
    ) {
        let known = self.office(node).map(|office| office.live.get(&broker).copied());
        let error = match known {
            None => Errors::NotController,
            Some(Some(known)) if known > epoch => Errors::StaleBrokerEpoch,
            Some(_) => Errors::None,
        };
        if error != Errors::None {
            return fx.send(from, Message::ControlledShutdownResponse(error, Vec::new()));
        }
        let Some(office) = self.office(node) else { return };
        office.shutting_down.insert(broker);
        let alone = |it: &Partition| it.replicas.len() == 1;
        let led = office.which(|it| it.leader == Some(broker) && !alone(it));
        let followed = office.which(|it| it.isr.contains(&broker) && it.leader != Some(broker));
        for id in &followed {
            let epoch = office.partition(*id).map(|it| it.leader_epoch);
            let batch = office.batch.entry(broker).or_default();
            batch.stop_replica.push((
                *id,
                epoch.map(|e| super::super::rules::LeaderEpoch(e.0 + 1)),
                false,
            ));
        }
        office.tasks.push_back(Task::Change(Why::ControlledShutdown, led));
        office.tasks.push_back(Task::Change(Why::ReplicaOffline(broker), followed));
        self.enqueue(node, Task::AnswerShutdown(from, broker), fx);
    }

    pub(super) fn answer_shutdown(
        &self,
        node: &mut Broker,
        to: NodeId,
        broker: BrokerId,
        fx: &mut Fx,
    ) {
        let Some(office) = self.office(node) else { return };
        let led = office.which(|it| it.leader == Some(broker) && it.replicas.len() > 1);
        fx.send(to, Message::ControlledShutdownResponse(Errors::None, led));
    }

    /// This broker is asked to stop: it asks the controller.
    pub(in super::super) fn ask_shutdown(&self, node: &mut Broker, fx: &mut Fx) {
        let with_controller = self.settings.profile.has_controller();
        let Some(epoch) = node.life.epoch.filter(|_| with_controller) else {
            return self.close_session(node, fx);
        };
        let id = node.id;
        let Some(zk) = &mut node.zk else { return };
        if zk.shutdown_tries >= SHUTDOWN_TRIES {
            return self.close_session(node, fx);
        }
        zk.shutdown_tries += 1;
        let controller = zk.controller.and_then(|id| self.settings.broker(id));
        zk.shutdown_asked = controller;
        let wait = match controller {
            Some(to) => {
                fx.send(to, Message::ControlledShutdown(id, epoch));
                self.settings.controller_socket_timeout
            }
            None => SHUTDOWN_BACKOFF_MS,
        };
        fx.arm_ms(Timer::ControlledShutdown, wait);
    }

    pub(super) fn shutdown_answered(
        &self,
        node: &mut Broker,
        from: NodeId,
        error: Errors,
        remaining: &[PartitionId],
        fx: &mut Fx,
    ) {
        let asked = node.zk.as_mut().filter(|zk| zk.shutdown_asked == Some(from));
        let Some(zk) = asked else { return };
        zk.shutdown_asked = None;
        if error == Errors::None && remaining.is_empty() {
            return self.close_session(node, fx);
        }
        self.shutdown_failed(node, fx);
    }

    /// It leads something still, or the controller is out of reach: once more after a while,
    /// unless that was the last try. `KafkaServer.doControlledShutdown`
    fn shutdown_failed(&self, node: &mut Broker, fx: &mut Fx) {
        if node.zk.as_ref().is_some_and(|zk| zk.shutdown_tries >= SHUTDOWN_TRIES) {
            return self.close_session(node, fx);
        }
        fx.arm_ms(Timer::ControlledShutdown, SHUTDOWN_BACKOFF_MS);
    }

    /// The wait is over: for an answer, or before the next try.
    pub(super) fn shutdown_again(&self, node: &mut Broker, fx: &mut Fx) {
        let silent = node.zk.as_mut().and_then(|zk| zk.shutdown_asked.take());
        let Some(silent) = silent else { return self.ask_shutdown(node, fx) };
        fx.hang_up(silent, CONTROL_CHANNEL);
        self.shutdown_failed(node, fx);
    }

    /// The connection to a broker broke: if it was asked to let this one go, that has failed.
    pub(in super::super) fn shutdown_cut_off(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        let Some(zk) = node.zk.as_mut().filter(|zk| zk.shutdown_asked == Some(peer)) else {
            return;
        };
        zk.shutdown_asked = None;
        self.shutdown_failed(node, fx);
    }

    /// The last step of a stop: the session ends, and the ephemerals with it, at once.
    fn close_session(&self, node: &mut Broker, fx: &mut Fx) {
        fx.disarm(Timer::ControlledShutdown);
        self.flush_all(node);
        node.disk.running = false;
        if node.life.epoch.is_none() {
            return fx.exit();
        }
        self.ask(node, Request::CloseSession, Then::Closed, fx);
    }

    /// Before 2.7: the leader writes its ISR itself, on condition that it knows the newest
    /// version. `Partition.updateIsr, ReplicationUtils.updateLeaderAndIsr`
    pub(in super::super) fn write_isr(
        &self,
        node: &mut Broker,
        id: PartitionId,
        proposal: AlterPartition,
        fx: &mut Fx,
    ) {
        if !self.settings.profile.has_controller() {
            let read = Request::get_data(&znode::isr(id), false);
            return self.ask(node, read, Then::IsrRead(id, Box::new(proposal)), fx);
        }
        let Some(zk) = &node.zk else { return };
        let state = State {
            controller_epoch: zk.controller_epoch,
            leader: Some(node.id),
            leader_epoch: proposal.leader_epoch,
            isr: proposal.new_isr.iter().map(|(id, _)| *id).collect(),
        };
        let follows = self.settings.followed.conditional_write;
        let version = if follows { proposal.partition_epoch.0 as i32 } else { ANY_VERSION };
        let request = Request::set_data(&znode::state(id), &state.encode(), version);
        self.ask(node, request, Then::IsrWritten(id, Box::new(proposal)), fx);
    }

    pub(super) fn isr_written(
        &self,
        node: &mut Broker,
        id: PartitionId,
        proposal: &AlterPartition,
        result: Answer,
        fx: &mut Fx,
    ) {
        let Some(asked) = node.altering else { return };
        let isr: Vec<BrokerId> = proposal.new_isr.iter().map(|(id, _)| *id).collect();
        let (error, version) = match &result {
            Ok(Response::Stat(stat)) => (Errors::None, i64::from(stat.version)),
            // "Cached zkVersion not equal to that in zookeeper, skip updating ISR"
            _ => (Errors::IneligibleReplica, proposal.partition_epoch.0),
        };
        if let Err(error) = &result {
            let (known, name) = (proposal.partition_epoch, error.name());
            fx.cite(&cited::CONDITIONAL_WRITE, "refused", || {
                vec![
                    fact!("leader", "id" => proposal.broker, "zkVersion" => known),
                    crate::refusal!(name),
                ]
            });
        }
        let altered = Altered {
            partition: id,
            error,
            isr,
            leader_epoch: proposal.leader_epoch,
            partition_epoch: PartitionEpoch(version),
        };
        self.isr_decided(node, asked, &altered, fx);
        self.take_back(node);
        if error == Errors::None {
            self.isr_changed(node, id, fx);
        }
        self.propose_isrs(node, fx);
    }
}

//! Registration, and the race for `/controller`: who creates it first is the controller.
//! `core KafkaController.elect, processReelect, processRegisterBrokerAndReelect`

use super::super::broker::Broker;
use super::super::rules::{BrokerEpoch, ControllerEpoch};
use super::super::timer::Timer;
use super::super::{Fx, Kafka, cited};
use super::office::{Answer, Office, Task};
use super::startup::FIRST_BALANCE_MS;
use super::{Then, znode};
use crate::fact;
use crate::flat::FlatMap;
use crate::systems::zookeeper::{CreateMode, Error, Op, Request, Response, Stat, WatchedEvent};

/// How long until a broker whose znode still belongs to its last life tries again, in ms: the
/// real process gives up, and whoever supervises it starts it again.
const REGISTER_AGAIN_MS: u64 = 1000;

impl Kafka {
    /// The session is there: new, or still the same at another server.
    pub(super) fn connected(&self, node: &mut Broker, fx: &mut Fx) {
        if node.life.stopping {
            return;
        }
        if node.life.epoch.is_none() {
            self.register(node, fx);
        } else if node.disk.at_work {
            // The run begins at work: only the watches are missing.
            node.disk.at_work = false;
            if !self.settings.profile.has_controller() {
                return self.watch_leaders(node, fx);
            }
            self.watch_controller(node, fx);
            let Some(office) = node.zk.as_mut().and_then(|zk| zk.office.as_mut()) else { return };
            office.tasks.extend([Task::Brokers, Task::IsrNotices]);
            fx.arm_ms(Timer::Rebalance, FIRST_BALANCE_MS.min(self.settings.imbalance_check));
            self.run_tasks(node, fx);
        }
    }

    /// The session is over, and all it had: the broker resigns, and begins anew.
    /// `beforeInitializingSession, afterInitializingSession`
    pub(super) fn session_over(&self, node: &mut Broker, fx: &mut Fx) {
        self.resign(node, fx);
        node.life.epoch = None;
        node.disk.at_work = false;
        fx.disarm(Timer::PreferredReplica);
        let Some(zk) = &mut node.zk else { return };
        let asked = std::mem::take(&mut zk.asked);
        (zk.controller, zk.contests, zk.electing) = (None, Default::default(), false);
        if node.life.stopping {
            return fx.exit();
        }
        zk.handle = zk.handle.renewed(self.settings.zk_session_timeout as i64);
        zk.handle.connect(fx);
        self.ask_again(node, asked, fx);
    }

    /// What the threads of a broker wait for: ZkClient, in use until 1.0, asks for it again in
    /// the new session. `ZkClient.retryUntilConnected`
    fn ask_again(&self, node: &mut Broker, asked: FlatMap<u32, (Request, Then)>, fx: &mut Fx) {
        if !self.settings.profile.asks_again_in_new_session() {
            // What it was about to write has failed: the next fetch of the follower proposes anew.
            if self.settings.profile.writes_isr_itself() {
                self.drop_proposals(node);
            }
            return;
        }
        for (request, then) in asked.into_values() {
            let waits = matches!(
                then,
                Then::IsrRead(..) | Then::IsrWritten(..) | Then::MayAppend(..) | Then::WhoLeads(..)
            );
            if waits {
                self.ask(node, request, then, fx);
            }
        }
    }

    /// `/brokers/ids/<id>`: its czxid is the broker epoch.
    pub(super) fn register(&self, node: &mut Broker, fx: &mut Fx) {
        let path = znode::broker(node.id);
        let request = Request::create(&path, "{\"version\":5}", CreateMode::EPHEMERAL);
        self.ask(node, request, Then::Registered, fx);
    }

    pub(super) fn registered_in_zk(&self, node: &mut Broker, result: Answer, fx: &mut Fx) {
        match result {
            Ok(Response::Created { stat, .. }) => self.registered_as(node, stat, fx),
            Err(Error::NodeExists) => {
                let path = znode::broker(node.id);
                self.ask(node, Request::get_data(&path, false), Then::RegisteredBefore, fx);
            }
            _ => fx.arm_ms(Timer::Register, REGISTER_AGAIN_MS),
        }
    }

    /// `checkedEphemeralCreate`: the first try may have come through.
    pub(super) fn registered_before(&self, node: &mut Broker, result: Answer, fx: &mut Fx) {
        let Some(zk) = &node.zk else { return };
        let (session, earlier) = (zk.handle.session(), zk.registered_by);
        match result {
            Ok(Response::Data { stat, .. }) if stat.ephemeral_owner == session => {
                self.registered_as(node, stat, fx);
            }
            // `shouldReCreateEphemeralZNode`
            Ok(Response::Data { stat, .. })
                if stat.ephemeral_owner == earlier && self.settings.profile.deletes_old_znode() =>
            {
                let delete = Request::delete(&znode::broker(node.id), stat.version);
                self.ask(node, delete, Then::Deregistered, fx);
            }
            // `ZkUtils.createEphemeralPathExpectConflictHandleZKBug`
            _ if self.settings.profile.waits_for_old_znode() => {
                fx.arm_ms(Timer::Register, self.settings.zk_session_timeout);
            }
            _ => fx.arm_ms(Timer::Register, REGISTER_AGAIN_MS),
        }
    }

    fn registered_as(&self, node: &mut Broker, stat: Stat, fx: &mut Fx) {
        node.life.epoch = Some(BrokerEpoch(stat.czxid.0));
        if let Some(zk) = &mut node.zk {
            zk.registered_by = zk.handle.session();
        }
        if !self.settings.profile.has_controller() {
            let read = Request::get_data(znode::TOPIC, false);
            return self.ask(node, read, Then::TopicRead, fx);
        }
        self.watch_controller(node, fx);
        self.propose_isrs(node, fx);
    }

    /// Watches `/controller` whether it exists or not, and reads it.
    fn watch_controller(&self, node: &mut Broker, fx: &mut Fx) {
        self.ask(node, Request::exists(znode::CONTROLLER, true), Then::Watching, fx);
        self.ask(node, Request::get_data(znode::CONTROLLER, false), Then::ControllerRead, fx);
    }

    /// A watch fired.
    pub(super) fn watch_fired(&self, node: &mut Broker, event: &WatchedEvent, fx: &mut Fx) {
        let task = match &*event.path {
            znode::CONTROLLER => return self.watch_controller(node, fx),
            znode::BROKER_IDS => Task::Brokers,
            znode::ISR_CHANGES => Task::IsrNotices,
            path => match znode::partition_of_leader(path) {
                Some(id) => return self.contest(node, id, fx),
                None => match znode::partition_of_state(path) {
                    // `PartitionReassignmentIsrChangeHandler`
                    Some(id) => Task::Reassign(id, false),
                    None => return,
                },
            },
        };
        if let Some(office) = node.zk.as_mut().and_then(|zk| zk.office.as_mut()) {
            office.tasks.push_back(task);
            self.run_tasks(node, fx);
        }
    }

    /// Who is the controller? Nobody: then this broker tries. `maybeResign, elect`
    pub(super) fn controller_read(&self, node: &mut Broker, result: Answer, fx: &mut Fx) {
        let found = controller_in(&result);
        let me = node.id;
        let Some(zk) = &mut node.zk else { return };
        let before = std::mem::replace(&mut zk.controller, found);
        if found != Some(me) {
            self.resign(node, fx);
        }
        if found.is_some() && found != before {
            self.controller_changed(node, fx);
        }
        let Some(zk) = &mut node.zk else { return };
        if matches!(result, Err(Error::NoNode)) && !zk.electing {
            zk.electing = true;
            match self.settings.profile.elects_in_two_steps() {
                true => self.ask(node, create_controller(me), Then::ControllerCreated, fx),
                false => self.read_epoch(node, fx),
            }
        }
    }

    fn read_epoch(&self, node: &mut Broker, fx: &mut Fx) {
        self.ask(node, Request::get_data(znode::CONTROLLER_EPOCH, false), Then::EpochRead, fx);
    }

    /// 0.8: the znode first, the epoch in a second step.
    pub(super) fn controller_created(&self, node: &mut Broker, result: Answer, fx: &mut Fx) {
        match result {
            Ok(_) => self.read_epoch(node, fx),
            Err(_) => {
                let read = Request::get_data(znode::CONTROLLER, false);
                self.ask(node, read, Then::CreatedBefore, fx);
            }
        }
    }

    /// Its first try may have come through although the connection broke. `ZKCheckedEphemeral`
    pub(super) fn created_before(&self, node: &mut Broker, result: &Answer, fx: &mut Fx) {
        let owner = match result {
            Ok(Response::Data { stat, .. }) => Some(stat.ephemeral_owner),
            _ => None,
        };
        match node.zk.as_ref().is_some_and(|zk| owner == Some(zk.handle.session())) {
            true => self.read_epoch(node, fx),
            false => self.lost_race(node, Error::NodeExists, fx),
        }
    }

    /// Takes the next epoch. `registerControllerAndIncrementControllerEpoch`
    pub(super) fn epoch_read(&self, node: &mut Broker, result: Answer, fx: &mut Fx) {
        let Ok(Response::Data { data, stat }) = result else {
            return self.lost_race(node, Error::NoNode, fx);
        };
        let epoch = ControllerEpoch(data.parse::<i64>().unwrap_or(0) + 1);
        let raise = Op::set_data(znode::CONTROLLER_EPOCH, &epoch.to_string(), stat.version);
        let request = match self.settings.profile.elects_in_two_steps() {
            true => Request::Write(raise),
            false => {
                let create = Op::create(
                    znode::CONTROLLER,
                    &znode::controller_data(node.id),
                    CreateMode::EPHEMERAL,
                );
                Request::Multi(vec![create, raise])
            }
        };
        self.ask(node, request, Then::Elected(epoch, stat.version + 1), fx);
    }

    /// The one write that decides.
    pub(super) fn race_decided(
        &self,
        node: &mut Broker,
        epoch: ControllerEpoch,
        version: i32,
        result: Answer,
        fx: &mut Fx,
    ) {
        match result {
            Ok(_) => self.race_won(node, epoch, version, fx),
            Err(error) => {
                let read = Request::get_data(znode::CONTROLLER, false);
                self.ask(node, read, Then::RaceLost(epoch, error), fx);
            }
        }
    }

    /// NODEEXISTS, BADVERSION: the first try may have come through. `checkControllerAndEpoch`
    pub(super) fn race_lost(
        &self,
        node: &mut Broker,
        epoch: ControllerEpoch,
        error: Error,
        result: &Answer,
        fx: &mut Fx,
    ) {
        if controller_in(result) != Some(node.id) {
            return self.lost_race(node, error, fx);
        }
        let read = Request::get_data(znode::CONTROLLER_EPOCH, false);
        self.ask(node, read, Then::EpochChecked(epoch, error), fx);
    }

    pub(super) fn epoch_checked(
        &self,
        node: &mut Broker,
        epoch: ControllerEpoch,
        error: Error,
        result: &Answer,
        fx: &mut Fx,
    ) {
        match result {
            Ok(Response::Data { data, stat }) if data.parse() == Ok(epoch.0) => {
                self.race_won(node, epoch, stat.version, fx);
            }
            _ => self.lost_race(node, error, fx),
        }
    }

    fn race_won(&self, node: &mut Broker, epoch: ControllerEpoch, version: i32, fx: &mut Fx) {
        fx.cite(&cited::CONTROLLER_RACE, "won", || {
            vec![
                fact!("create /controller", "brokerid" => node.id),
                fact!("/controller_epoch", "version" => i64::from(version - 1), "epoch" => epoch),
            ]
        });
        let me = node.id;
        let Some(zk) = &mut node.zk else { return };
        zk.electing = false;
        (zk.controller, zk.office) = (Some(me), Some(Box::new(Office::new(epoch, version))));
        self.take_office(node, fx);
        self.controller_changed(node, fx);
    }

    /// Somebody else was first: who?
    fn lost_race(&self, node: &mut Broker, error: Error, fx: &mut Fx) {
        fx.cite(&cited::CONTROLLER_RACE, "lost", || {
            vec![fact!("create /controller", "brokerid" => node.id), crate::refusal!(error.name())]
        });
        if let Some(zk) = &mut node.zk {
            zk.electing = false;
        }
        self.resign(node, fx);
        self.watch_controller(node, fx);
    }

    /// No longer the controller. `onControllerResignation`
    pub(super) fn resign(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        if let Some(office) = zk.office.take() {
            zk.asked.retain(|_, (_, then)| !matches!(then, Then::Task(_)));
            for broker in office.lines.keys() {
                if let Some(to) = self.settings.broker(*broker) {
                    fx.disarm(Timer::ControlSend(to));
                }
            }
            fx.disarm(Timer::Rebalance);
        }
    }
}

/// The broker that `/controller` names.
fn controller_in(result: &Answer) -> Option<super::super::rules::BrokerId> {
    match result {
        Ok(Response::Data { data, .. }) => znode::controller_in(data),
        _ => None,
    }
}

fn create_controller(id: super::super::rules::BrokerId) -> Request {
    Request::create(znode::CONTROLLER, &znode::controller_data(id), CreateMode::EPHEMERAL)
}

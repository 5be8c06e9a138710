//! Kafka on ZooKeeper: each broker has a session; one of them is the controller.
//! `core KafkaController, KafkaZkClient, 2.8.2 and 3.9; 0.8 where a profile says so`

mod bootstrap;
mod change;
mod contest;
pub mod control;
mod decide;
mod direct;
mod line;
mod notice;
mod obey;
pub mod office;
mod race;
mod reassign;
mod request;
mod startup;
mod tasks;
pub mod znode;

pub use bootstrap::disk;
pub use reassign::reassign;
pub use request::elect_leaders;

use super::broker::Broker;
use super::message::{Message, Produce};
use super::rules::isr_change::AlterPartition;
use super::rules::{BrokerId, ControllerEpoch};
use super::timer::Timer;
use super::words::PartitionId;
use super::{Fx, Kafka};
use crate::flat::FlatMap;
use crate::systems::zookeeper::{self, Response, SessionId};
use crate::systems::zookeeper::{Ensemble, Error, Event, Handle, Request, State, Wire};
use crate::words::NodeId;
use contest::{Contests, Stage};
use notice::IsrChanges;
use office::{Office, Tag};

/// A broker's dealings with ZooKeeper, and with the controller.
#[derive(Clone, Hash, Debug)]
pub struct ZkSide {
    /// Its session.
    pub handle: Handle,
    /// What was asked and is not answered, by number: a lost connection asks again.
    asked: FlatMap<u32, (Request, Then)>,
    /// The session whose znode it registered with last.
    registered_by: SessionId,
    /// The controller named in `/controller`, as last read.
    pub controller: Option<BrokerId>,
    /// The highest controller epoch it has obeyed.
    pub controller_epoch: ControllerEpoch,
    /// Before the controller: what it does about leaders.
    pub contests: Contests,
    /// ISRs that it wrote itself, and is to tell the controller of.
    isr_changes: IsrChanges,
    /// While this broker is the controller.
    pub office: Option<Box<Office>>,
    /// It stands for election as controller: one attempt at a time.
    electing: bool,
    /// How often it asked to be shut down.
    pub shutdown_tries: u8,
    /// The controller that is asked, until it has answered.
    shutdown_asked: Option<NodeId>,
    /// An administrator has allowed an unclean election.
    pub unclean_asked: bool,
}

/// What an answer of ZooKeeper is for.
#[derive(Clone, Hash, Debug)]
pub enum Then {
    /// `/brokers/ids/<id>` was created.
    Registered,
    /// It was there already: whose is it?
    RegisteredBefore,
    /// That of an earlier session of this process was deleted.
    Deregistered,
    /// The watch of `/controller` is set.
    Watching,
    /// Who is the controller?
    ControllerRead,
    /// The epoch that is to be raised.
    EpochRead,
    /// `/controller` was created, 0.8: the epoch comes next.
    ControllerCreated,
    /// It was there already: whose is it? 0.8
    CreatedBefore,
    /// Became controller in this epoch, its version known.
    Elected(ControllerEpoch, i32),
    /// The write was refused: had an earlier try of it come through? Who is the controller?
    RaceLost(ControllerEpoch, Error),
    /// And in which epoch?
    EpochChecked(ControllerEpoch, Error),
    /// Of the task in hand.
    Task(Tag),
    /// Who holds which partition; before the controller.
    TopicRead,
    /// The watch of a leader's znode is set.
    LeaderWatched(PartitionId),
    /// Of the contest in hand.
    Contest(Stage),
    /// Whether this broker may append these records.
    MayAppend(NodeId, Box<Produce>),
    /// A client asked who leads, in the request of this number.
    WhoLeads((NodeId, u32), PartitionId),
    /// The epoch beside which the leader writes this ISR.
    IsrRead(PartitionId, Box<AlterPartition>),
    /// The leader wrote this ISR itself.
    IsrWritten(PartitionId, Box<AlterPartition>),
    /// The session was closed on purpose.
    Closed,
    /// Nothing.
    Nothing,
}

impl ZkSide {
    /// Not connected yet.
    pub fn new(handle: Handle) -> ZkSide {
        let handle_session = handle.session();
        ZkSide {
            handle,
            asked: FlatMap::new(),
            registered_by: handle_session,
            controller: None,
            controller_epoch: ControllerEpoch(0),
            contests: Contests::default(),
            isr_changes: IsrChanges::default(),
            office: None,
            electing: false,
            shutdown_tries: 0,
            shutdown_asked: None,
            unclean_asked: false,
        }
    }
}

impl Kafka {
    /// Does something with the ensemble, if there is one.
    pub(super) fn ensemble(&self, act: impl FnOnce(&Ensemble)) {
        if let Some(ensemble) = &self.settings.ensemble {
            act(ensemble);
        }
    }

    /// A broker with a handle of its own, if there is a ZooKeeper ensemble.
    pub(super) fn with_session(&self, mut broker: Broker) -> Broker {
        if let Some(ensemble) = &self.settings.ensemble {
            let hosts = ensemble.hosts();
            let place = broker.id.0.rem_euclid(hosts.len().max(1) as i64) as u8;
            let timeout = self.settings.zk_session_timeout as i64;
            let mut handle = Handle::new(hosts, place, timeout);
            if broker.disk.at_work {
                handle = handle.resuming(bootstrap::session_of(broker.id));
            }
            broker.zk = Some(Box::new(ZkSide::new(handle)));
        }
        broker
    }

    /// A broker that starts knows of no leader before the controller tells it.
    pub(super) fn know_no_leaders(&self, node: &mut Broker) {
        for (id, state) in self.settings.initial() {
            node.image.set_partition(id, std::sync::Arc::new(startup::unknown(&state.replicas)));
        }
    }

    /// The run begins with this broker at work.
    pub(super) fn continue_zk(&self, node: &mut Broker) {
        node.image.set_live(&bootstrap::registrations(&self.settings));
        bootstrap::continue_work(&self.settings, node);
    }

    /// The process starts: it opens its session.
    pub(super) fn start_zk(&self, node: &mut Broker, fx: &mut Fx) {
        if let Some(zk) = &mut node.zk {
            zk.handle.connect(fx);
        }
    }

    /// Asks ZooKeeper.
    fn ask(&self, node: &mut Broker, request: Request, then: Then, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        let xid = zk.handle.submit(request.clone(), fx);
        zk.asked.insert(xid, (request, then));
    }

    /// ZooKeeper says something.
    pub(super) fn zk_hears(&self, node: &mut Broker, from: NodeId, wire: Wire, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        let events = zk.handle.on_message(from, wire, fx);
        self.zk_events(node, events, fx);
    }

    /// A timer of the handle is due.
    pub(super) fn zk_wakes(&self, node: &mut Broker, timer: zookeeper::Timer, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        let events = zk.handle.on_timer(timer, fx);
        self.zk_events(node, events, fx);
    }

    /// The connection to a server broke.
    pub(super) fn zk_hung_up(&self, node: &mut Broker, peer: NodeId, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        let events = zk.handle.on_disconnect(peer, fx);
        self.zk_events(node, events, fx);
    }

    fn zk_events(&self, node: &mut Broker, events: Vec<Event>, fx: &mut Fx) {
        for event in events {
            match event {
                Event::State(State::SyncConnected) => self.connected(node, fx),
                Event::State(State::Expired) => self.session_over(node, fx),
                Event::State(State::Disconnected | State::Closed) => {}
                Event::Watch(event) => self.watch_fired(node, &event, fx),
                Event::Answer { xid, result } => self.zk_answered(node, xid, result, fx),
            }
        }
    }

    fn zk_answered(
        &self,
        node: &mut Broker,
        xid: u32,
        result: Result<Response, Error>,
        fx: &mut Fx,
    ) {
        let Some(zk) = &mut node.zk else { return };
        let Some((request, then)) = zk.asked.remove(&xid) else { return };
        match result {
            // `retryRequestsUntilConnected`
            Err(Error::ConnectionLoss) => self.ask(node, request, then, fx),
            Err(Error::SessionExpired) => {}
            result => match then {
                Then::Registered => self.registered_in_zk(node, result, fx),
                Then::Deregistered => self.register(node, fx),
                Then::RegisteredBefore => self.registered_before(node, result, fx),
                Then::ControllerRead => self.controller_read(node, result, fx),
                Then::EpochRead => self.epoch_read(node, result, fx),
                Then::ControllerCreated => self.controller_created(node, result, fx),
                Then::CreatedBefore => self.created_before(node, &result, fx),
                Then::RaceLost(epoch, error) => self.race_lost(node, epoch, error, &result, fx),
                Then::EpochChecked(epoch, error) => {
                    self.epoch_checked(node, epoch, error, &result, fx);
                }
                Then::Elected(epoch, version) => {
                    self.race_decided(node, epoch, version, result, fx);
                }
                Then::Task(tag) => self.task_answered(node, tag, result, fx),
                Then::IsrWritten(id, asked) => self.isr_written(node, id, &asked, result, fx),
                Then::TopicRead => self.start_replicas(node, result, fx),
                Then::LeaderWatched(id) if result.is_err() => self.contest(node, id, fx),
                Then::Contest(stage) => self.contest_answered(node, stage, result, fx),
                Then::MayAppend(from, batch) => self.may_append(node, from, *batch, &result, fx),
                Then::WhoLeads(from, id) => self.tell_who_leads(from, id, &result, fx),
                Then::IsrRead(id, asked) => self.isr_epoch_read(node, id, asked, &result, fx),
                Then::Closed => fx.exit(),
                Then::LeaderWatched(_) | Then::Watching | Then::Nothing => {}
            },
        }
    }

    /// A message of another broker that only clusters on ZooKeeper know.
    pub(super) fn zk_control(
        &self,
        node: &mut Broker,
        from: NodeId,
        message: Message,
        fx: &mut Fx,
    ) {
        match message {
            Message::Control(control) => self.obey(node, from, *control, fx),
            Message::Obeyed(obeyed) => self.line_answered(node, from, &obeyed, fx),
            Message::AlterPartition { asked, changes, .. } => {
                self.alter_partition_asked(node, from, asked, changes, fx);
            }
            Message::ControlledShutdown(broker, epoch) => {
                self.shutdown_asked(node, from, broker, epoch, fx);
            }
            Message::ControlledShutdownResponse(error, remaining) => {
                self.shutdown_answered(node, from, error, &remaining, fx);
            }
            _ => {}
        }
    }

    /// A timer of the controller is due.
    pub(super) fn office_wakes(&self, node: &mut Broker, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::ControlSend(to) => self.line_again(node, to, fx),
            Timer::Rebalance => self.check_balance(node, fx),
            Timer::Register => self.register(node, fx),
            Timer::ControlledShutdown => self.shutdown_again(node, fx),
            Timer::IsrNotice => self.maybe_notify(node, fx),
            Timer::PreferredReplica => self.tries_to_lead(node, fx),
            _ => {}
        }
    }
}

//! Apache Kafka: see README.md in this folder.

mod broker;
mod calls;
mod checks;
mod cited;
mod client;
mod conduct;
mod controller;
mod image;
mod leaders;
mod load;
mod message;
mod profile;
mod record;
mod replicas;
pub mod rules;
mod service;
mod settings;
mod shelf;
mod spec;
#[cfg(test)]
mod tests;
mod text;
mod timer;
mod topic;
mod unmet;
mod view;
mod vocabulary;
mod wire;
mod words;
mod zk;

pub use calls::CALLS;
pub use load::{Load, controller_load, replica_load};
pub use message::Message;
pub use spec::SPEC;
pub use timer::Timer;

use crate::effects::Effects;
use crate::property::{Findings, PropertySpec};
use crate::protocol::{Crash, Peek, Protocol, Unmet, digest};
use crate::scenario::{Config, NodeConfig};
use crate::schema::BadInput;
use crate::systems::zookeeper::{self, Ensemble};
use crate::value::Value;
use crate::view::{Partitions, Portrait, Standing};
use crate::words::{NodeId, NodeSet, OpId};
use broker::{Broker, Log};
use client::{Consumer, Producer};
use controller::Controller;
use settings::Settings;
use std::sync::Arc;
use words::PartitionId;

/// What a handler may do.
type Fx<'a> = Effects<'a, Kafka>;

/// Kafka, with the settings of a run.
#[derive(Clone, Debug)]
pub struct Kafka {
    settings: Arc<Settings>,
}

/// A process.
#[derive(Clone, Hash, Debug)]
pub enum Node {
    /// Of the controller quorum.
    Controller(Box<Controller>),
    /// Holds replicas.
    Broker(Box<Broker>),
    /// Writes.
    Producer(Box<Producer>),
    /// Reads.
    Consumer(Box<Consumer>),
    /// Of the ZooKeeper ensemble.
    Zookeeper(Box<zookeeper::Server>),
}

/// The office of a controller; that of a broker, over the data, is 0.
const CONTROLLERS: u8 = 1;
/// That of a ZooKeeper server.
const ENSEMBLE: u8 = 2;

impl Protocol for Kafka {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type History = checks::History;

    const PROPERTIES: &'static [PropertySpec] = checks::PROPERTIES;
    const PROMISES: &'static [&'static str] = checks::PROMISES;

    fn new(config: &Config) -> Result<Kafka, BadInput> {
        Ok(Kafka { settings: Arc::new(Settings::new(config)?) })
    }

    fn boot(&self, id: NodeId, config: &NodeConfig) -> Result<Node, BadInput> {
        spec::boot(self, id, config)
    }

    fn unmet(&self, node: &Node, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        self.unmet_of(node, nodes)
    }

    fn start(&self, node: &mut Node, fx: &mut Fx) {
        match node {
            Node::Controller(it) => self.start_controller(it, fx),
            Node::Broker(it) => self.start_broker(it, fx),
            Node::Producer(it) => self.start_producer(it, fx),
            Node::Consumer(it) => self.start_consumer(it, fx),
            Node::Zookeeper(it) => self.ensemble(|ensemble| ensemble.start(it, fx)),
        }
    }

    fn on_message(&self, node: &mut Node, from: NodeId, message: Message, fx: &mut Fx) {
        match node {
            Node::Controller(it) => self.controller_hears(it, from, message, fx),
            Node::Broker(it) => self.broker_hears(it, from, message, fx),
            Node::Producer(it) => self.producer_hears(it, message, fx),
            Node::Consumer(it) => self.consumer_hears(it, message, fx),
            Node::Zookeeper(it) => {
                if let Message::Zk(message) = message {
                    self.ensemble(|ensemble| ensemble.on_message(it, from, message, fx));
                }
            }
        }
    }

    fn on_timer(&self, node: &mut Node, timer: Timer, fx: &mut Fx) {
        match node {
            Node::Controller(it) => self.controller_wakes(it, timer, fx),
            Node::Broker(it) => self.broker_wakes(it, timer, fx),
            Node::Producer(it) => self.producer_wakes(it, timer, fx),
            Node::Consumer(it) => self.consumer_wakes(it, timer, fx),
            Node::Zookeeper(it) => {
                if let Timer::Zk(timer) = timer {
                    self.ensemble(|ensemble| ensemble.on_timer(it, timer, fx));
                }
            }
        }
    }

    fn on_disconnect(&self, node: &mut Node, peer: NodeId, channel: u8, fx: &mut Fx) {
        match node {
            Node::Controller(it) => self.controller_cut_off(it, peer, channel, fx),
            Node::Broker(it) => self.broker_cut_off(it, peer, channel, fx),
            Node::Producer(it) => self.producer_lost(it, peer, false, fx),
            Node::Consumer(it) => self.consumer_lost(it, peer, false, fx),
            Node::Zookeeper(it) => {
                self.ensemble(|ensemble| ensemble.on_disconnect(it, peer, channel, fx));
            }
        }
    }

    fn on_request(&self, node: &mut Node, request: &Value, fx: &mut Fx) -> Result<(), String> {
        spec::request(self, node, request, fx)
    }

    fn on_stop(&self, node: &mut Node, fx: &mut Fx) {
        match node {
            Node::Controller(it) => self.stop_controller(it, fx),
            Node::Broker(it) => self.stop_broker(it, fx),
            Node::Producer(_) | Node::Consumer(_) | Node::Zookeeper(_) => fx.exit(),
        }
    }

    fn durable(&self, node: &Node, crash: Crash) -> Node {
        match node {
            Node::Controller(it) if crash == Crash::Wipe => {
                Node::Controller(Box::new(Controller::new(it.id, Default::default())))
            }
            Node::Controller(it) => Node::Controller(Box::new(it.after_crash())),
            Node::Broker(it) if crash == Crash::Wipe => {
                // Each start has a name of its own, whatever is on the disk.
                let (incarnation, discards) = (it.disk.incarnation, it.disk.discards + 1);
                let disk =
                    broker::Disk { incarnation, discards, lossy: true, ..broker::Disk::default() };
                let broker = Broker::new(it.id, disk);
                Node::Broker(Box::new(self.with_session(broker)))
            }
            Node::Broker(it) => Node::Broker(Box::new(self.with_session(it.after(crash)))),
            Node::Producer(it) => Node::Producer(Box::new(it.after_crash())),
            Node::Consumer(it) => Node::Consumer(Box::new(it.after_crash())),
            Node::Zookeeper(it) => Node::Zookeeper(Box::new(match crash {
                Crash::Wipe => it.wiped(),
                _ => it.after_crash(crash),
            })),
        }
    }

    fn standing(&self, node: &Node) -> Standing {
        self.standing_of_node(node)
    }

    fn view(&self, node: &Node) -> Portrait {
        self.portrait_of(node)
    }

    fn office(&self, node: &Node) -> u8 {
        match node {
            Node::Controller(_) => CONTROLLERS,
            Node::Zookeeper(_) => ENSEMBLE,
            _ => 0,
        }
    }

    fn journal(&self, node: &Node, visit: &mut dyn FnMut(OpId)) {
        let Some(broker) = view::broker(node) else { return };
        for (_, log) in broker.disk.logs.iter() {
            log.iter().filter_map(|record| record.op).for_each(&mut *visit);
        }
    }

    fn holds(&self, node: &Node, op: OpId) -> bool {
        view::broker(node).is_some_and(|it| it.disk.logs.iter().any(|(_, log)| log.holds(op)))
    }

    fn keeps(&self, nodes: &[Peek<'_, Node>], op: OpId) -> bool {
        let client = nodes.iter().find(|peek| peek.id == op.client()).map(|peek| peek.node);
        let Some(Node::Producer(producer)) = client else { return false };
        let id = producer.link.partition;
        let leader = view::leader_of(running(nodes), id);
        let log = leader.and_then(|(_, broker)| broker.log(id));
        log.is_some_and(|log| log.holds(op))
    }

    fn record(&self, node: &Node, index: i64) -> Option<(i64, Option<OpId>)> {
        let record = view::broker(node)?.log(PartitionId::FOCUS)?.get(index)?;
        Some((record.epoch.0, record.op))
    }

    fn entry(&self, node: &Node, index: i64) -> Option<u64> {
        let record = view::broker(node)?.log(PartitionId::FOCUS)?.get(index - 1)?;
        let op = record.op.map_or(u64::MAX, |op| op.0.into());
        Some(digest(&[record.epoch.0 as u64, op]))
    }

    fn heft(&self) -> u32 {
        // A fetch names every partition that is followed.
        1 + self.settings.partitions() / 250
    }

    fn authority(&self, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        view::leader_of(running(nodes), PartitionId::FOCUS).map(|(id, _)| id)
    }

    /// A broker has a session with one ZooKeeper server, or follows the metadata log of one
    /// controller; and it fetches from the leaders of its replicas.
    fn talks(&self, node: &Node) -> Option<Vec<NodeId>> {
        match node {
            Node::Broker(it) => {
                let leaders = it.leaders();
                let leaders = leaders.iter().filter_map(|id| self.settings.broker(*id));
                let session = it.zk.as_ref().map(|zk| zk.handle.host());
                let observed = it.observer.leader.and_then(|id| self.settings.voter(id));
                Some(leaders.chain(session.or(observed)).collect())
            }
            Node::Controller(_) => Some(self.settings.voters.iter().map(|(_, it)| *it).collect()),
            Node::Zookeeper(_) => self.settings.ensemble.as_ref().map(Ensemble::hosts),
            Node::Producer(_) | Node::Consumer(_) => None,
        }
    }

    fn in_sync(&self, node: &Node) -> Option<NodeSet> {
        let leading = view::broker(node)?.leading(PartitionId::FOCUS)?;
        Some(leading.isr.iter().filter_map(|id| self.settings.broker(*id)).collect())
    }

    fn log_of(&self, node: &Node) -> u16 {
        match node {
            Node::Producer(it) => it.link.partition.0,
            Node::Consumer(it) => it.link.partition.0,
            _ => PartitionId::FOCUS.0,
        }
    }

    fn partitions(&self, nodes: &[Peek<'_, Node>]) -> Option<Partitions> {
        replicas::partitions(&self.settings, nodes)
    }

    fn ruled(&self, nodes: &[Peek<'_, Node>], visit: &mut dyn FnMut(OpId)) -> bool {
        let ops = |log: &Log, visit: &mut dyn FnMut(OpId)| {
            log.iter().filter_map(|record| record.op).for_each(visit);
        };
        let partitions = self.settings.partitions();
        if partitions == 1 {
            let leader = view::leader_of(running(nodes), PartitionId::FOCUS);
            leader
                .and_then(|(_, broker)| broker.log(PartitionId::FOCUS))
                .inspect(|l| ops(l, visit));
            return leader.is_some();
        }
        for id in (0..partitions as u16).map(PartitionId) {
            match view::leader_of(running(nodes), id) {
                Some((_, broker)) => {
                    broker.log(id).inspect(|log| ops(log, visit));
                }
                // Nobody leads it: what the longest log holds is not lost yet.
                None => {
                    let brokers = nodes.iter().filter_map(|peek| view::broker(peek.node));
                    let longest = brokers.filter_map(|it| it.log(id)).max_by_key(|log| log.end());
                    longest.inspect(|log| ops(log, visit));
                }
            }
        }
        true
    }

    fn service(
        &self,
        nodes: &[Peek<'_, Node>],
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        self.able(nodes, runs, linked)
    }

    fn inspect(
        &self,
        touched: NodeId,
        nodes: &[Peek<'_, Node>],
        history: &mut checks::History,
        findings: &mut Findings<'_>,
    ) {
        checks::inspect(self, touched, nodes, history, findings);
    }

    fn select(&self, selector: &str, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        if self.settings.profile.on_zookeeper() {
            let office = |id: NodeId, broker: &Broker| {
                Some((broker.zk.as_ref()?.office.as_ref()?.epoch, id))
            };
            let reigns = running(nodes).filter_map(|(id, broker)| office(id, broker));
            return reigns.max().map(|(_, id)| id).filter(|_| selector == "controller");
        }
        let controllers = nodes.iter().filter(|peek| peek.up && selector == "controller");
        let active = controllers.filter_map(|peek| Some((peek.id, view::controller(peek.node)?)));
        let highest = active.filter(|(_, it)| it.is_active()).max_by_key(|(_, it)| it.disk.epoch);
        highest.map(|(id, _)| id)
    }
}

/// The brokers that run.
fn running<'a>(nodes: &'a [Peek<'a, Node>]) -> impl Iterator<Item = (NodeId, &'a Broker)> {
    let up = nodes.iter().filter(|peek| peek.up);
    up.filter_map(|peek| Some((peek.id, view::broker(peek.node)?)))
}

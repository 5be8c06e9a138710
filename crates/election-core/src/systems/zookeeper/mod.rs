//! zookeeper: see README.md in this folder.

mod app;
mod broadcast;
mod calls;
mod check;
mod client;
pub mod conduct;
mod connection;
mod counts;
mod data;
mod discovery;
mod ensemble;
mod fle;
mod handle;
mod jobs;
mod leader;
mod learner;
mod load;
mod message;
mod out;
mod prep;
mod request;
pub mod rules;
mod server;
mod service;
mod session;
mod settings;
mod spec;
mod sync;
#[cfg(test)]
mod tests;
mod timer;
mod tracker;
mod unmet;
mod view;
pub mod vocabulary;
mod watches;
mod wire;
mod znodes;

pub use calls::CALLS;
pub use check::History as ServerHistory;
pub use data::Disk;
pub use ensemble::Ensemble;
pub use handle::{Event, Handle, State};
pub use load::{Load, watch_load};
pub use message::{CLIENT, KINDS, Message, NAMES, Wire};
pub use out::Out;
pub use request::{
    ANY_VERSION, Change, CreateMode, Error, Op, Request, Response, SessionId, Stat, Text,
    WatchedEvent,
};
pub use server::Server;
pub use settings::{DISK as SERVER_DISK, FSYNC_US, SERVER as SERVER_OPTIONS, SETTINGS};
pub use spec::{RULES, SPEC};
pub use timer::{TIMERS, Timer};
pub use znodes::{Record, Znode, Znodes};

use crate::effects::{Effects, OpKind};
use crate::flat::FlatMap;
use crate::property::{Findings, PropertySpec};
use crate::protocol::{Crash, Peek, Protocol, Unmet};
use crate::scenario::{Config, NodeConfig};
use crate::schema::BadInput;
use crate::value::Value;
use crate::view::{Portrait, Role, Standing};
use crate::words::{NodeId, NodeSet, OpId};
use app::{App, Resource};
use client::{Client, Task};
use counts::servers;
use rules::Sid;

/// A run of one ensemble and its clients.
#[derive(Clone, Debug)]
pub struct ZooKeeper {
    ensemble: Ensemble,
    /// Servers whose own list of servers is another one.
    others: FlatMap<Sid, Ensemble>,
    labels: Vec<String>,
    resource: Option<NodeId>,
}

/// A process.
#[derive(Clone, Hash, Debug)]
pub enum Node {
    /// A server, with a vote or without.
    Server(Box<Server>),
    /// A client.
    Client(Client),
    /// An application with a session.
    App(Box<App>),
    /// What applications write.
    Resource(Box<Resource>),
}

impl ZooKeeper {
    /// The ensemble as this server knows it.
    fn of(&self, server: &Server) -> &Ensemble {
        self.others.get(&server.sid).unwrap_or(&self.ensemble)
    }
    fn host_count(&self) -> u8 {
        self.ensemble.members().len() as u8
    }
    /// The server at this place of a client's connect string.
    fn host(&self, place: u8) -> NodeId {
        let members = self.ensemble.members();
        members[usize::from(place) % members.len()].id
    }
    fn label(&self, id: NodeId) -> &str {
        self.labels.get(id.index()).map_or("", String::as_str)
    }
    fn place(&self, id: NodeId) -> u8 {
        let place = self.ensemble.members().iter().position(|member| member.id == id);
        place.unwrap_or(0) as u8
    }
}

impl Protocol for ZooKeeper {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type History = check::History;
    const PROPERTIES: &'static [PropertySpec] = check::PROPERTIES;
    const PROMISES: &'static [&'static str] = check::PROMISES;

    fn new(config: &Config) -> Result<Self, BadInput> {
        let ensemble = Ensemble::read(config, "server", "observer")?;
        let mut others = FlatMap::new();
        for node in &config.nodes {
            if let Some(member) = ensemble.member(node.id)
                && let Some(own) = ensemble.seen_by(config, node)?
            {
                others.insert(member.sid, own);
            }
        }
        let labels = config.nodes.iter().map(|node| node.label.clone()).collect();
        let resource = config.of_kind("resource").next().map(|node| node.id);
        Ok(ZooKeeper { ensemble, others, labels, resource })
    }

    fn boot(&self, id: NodeId, config: &NodeConfig) -> Result<Node, BadInput> {
        if let Some(server) = self.ensemble.boot(id, config)? {
            return Ok(Node::Server(Box::new(server)));
        }
        match config.kind.name {
            "application" => {
                let place = id.0 % self.host_count();
                let handle = Handle::new(self.ensemble.hosts(), place, 0);
                let hasty = self.ensemble.off.recipe_position;
                return Ok(Node::App(Box::new(App::boot(config, handle, self.resource, hasty))));
            }
            "resource" => return Ok(Node::Resource(Box::default())),
            _ => {}
        }
        let task = Task {
            kind: if config.kind.name == "writer" { OpKind::Write } else { OpKind::Read },
            every_ms: config.options.at("every_ms").int().unsigned_abs(),
            in_flight: config.options.at("in_flight").int() as u32,
            count: config.options.at("count").as_int().map(|count| count as u32),
            sync: config.options.at("sync").flag(),
            session_timeout: config.options.at("sessionTimeout").int(),
        };
        let server = match config.attached {
            Some(server) => self.place(server),
            None => (id.0 - self.host_count().min(id.0)) % self.host_count(),
        };
        Ok(Node::Client(Client::new(task, server)))
    }

    fn start(&self, node: &mut Node, fx: &mut Effects<'_, Self>) {
        match node {
            Node::Server(server) => self.of(server).start(server, fx),
            Node::Client(client) => self.start_client(client, fx),
            Node::App(app) => app.start(fx),
            Node::Resource(_) => {}
        }
    }

    fn on_message(
        &self,
        node: &mut Node,
        from: NodeId,
        message: Message,
        fx: &mut Effects<'_, Self>,
    ) {
        match (node, message) {
            (Node::Server(server), message) => {
                self.of(server).on_message(server, from, message, fx);
            }
            (Node::Client(client), Message::Client(wire)) => {
                self.client_hears(client, from, wire, fx);
            }
            (Node::App(app), Message::Client(wire)) => {
                let events = app.handle.on_message(from, wire, fx);
                app.hear(events, self.label(fx.me()), fx);
            }
            (Node::App(app), Message::Work(said)) => app.hear_resource(said, fx),
            (Node::Resource(resource), Message::Work(said)) => {
                resource.hear(from, said, !self.ensemble.off.fencing_token, fx);
            }
            (Node::Client(_) | Node::App(_) | Node::Resource(_), _) => {}
        }
    }

    fn on_timer(&self, node: &mut Node, timer: Timer, fx: &mut Effects<'_, Self>) {
        match node {
            Node::Server(server) => self.of(server).on_timer(server, timer, fx),
            Node::Client(client) => self.client_timer(client, timer, fx),
            Node::App(app) if timer == Timer::Next => app.work(fx),
            Node::App(app) if timer == Timer::Callback => {
                app.run_callbacks(self.label(fx.me()), fx);
            }
            Node::App(app) => {
                let events = app.handle.on_timer(timer, fx);
                app.hear(events, self.label(fx.me()), fx);
            }
            Node::Resource(_) => {}
        }
    }

    fn on_request(
        &self,
        node: &mut Node,
        request: &Value,
        fx: &mut Effects<'_, Self>,
    ) -> Result<(), String> {
        match node {
            Node::App(app) => app.on_request(request, fx),
            _ => Err("only an application has a session to delete with".into()),
        }
    }

    fn on_disconnect(
        &self,
        node: &mut Node,
        peer: NodeId,
        channel: u8,
        fx: &mut Effects<'_, Self>,
    ) {
        match node {
            Node::Server(server) => self.of(server).on_disconnect(server, peer, channel, fx),
            Node::Client(client) if peer == self.host(client.server) => {
                self.client_lost(client, fx);
            }
            Node::App(app) => app.on_disconnect(peer, self.label(fx.me()), fx),
            Node::Client(_) | Node::Resource(_) => {}
        }
    }

    fn on_stop(&self, node: &mut Node, fx: &mut Effects<'_, Self>) {
        match node {
            Node::App(app) => app.on_stop(fx),
            _ => fx.exit(),
        }
    }

    fn durable(&self, node: &Node, crash: Crash) -> Node {
        match (node, crash) {
            (Node::Client(client), _) => Node::Client(client.after_crash()),
            (Node::App(app), _) => Node::App(Box::new(app.after_crash())),
            (Node::Resource(_), Crash::Wipe) => Node::Resource(Box::default()),
            (Node::Resource(_), _) => node.clone(),
            (Node::Server(server), Crash::Wipe) => Node::Server(Box::new(server.wiped())),
            (Node::Server(server), _) => Node::Server(Box::new(server.after_crash(crash))),
        }
    }

    fn standing(&self, node: &Node) -> Standing {
        match node {
            Node::Server(server) => {
                let id = self.ensemble.node(server.sid).unwrap_or(NodeId(0));
                self.ensemble.standing(server, id)
            }
            Node::Client(client) => Standing {
                role: Role::Client,
                epoch: 0,
                established: false,
                leader: Some(self.host(client.server)),
                log_end: 0,
                commit: -1,
                discards: 0,
            },
            Node::App(app) => view::app_standing(app),
            Node::Resource(resource) => view::resource_standing(resource),
        }
    }

    fn office(&self, node: &Node) -> u8 {
        u8::from(matches!(node, Node::App(_)))
    }

    fn view(&self, node: &Node) -> Portrait {
        match node {
            Node::Server(server) => self.ensemble.portrait(server),
            Node::Client(client) => {
                let server = self.labels.get(self.host(client.server).index());
                view::client_portrait(client, server.map_or("", String::as_str))
            }
            Node::App(app) => view::app_portrait(app, self.label(app.handle.host())),
            Node::Resource(resource) => view::resource_portrait(resource),
        }
    }

    /// An application is connected to one server, and to what it writes.
    fn talks(&self, node: &Node) -> Option<Vec<NodeId>> {
        match node {
            Node::App(app) => Some([app.handle.host()].into_iter().chain(self.resource).collect()),
            Node::Resource(_) => Some(Vec::new()),
            Node::Server(_) | Node::Client(_) => None,
        }
    }

    fn journal(&self, node: &Node, visit: &mut dyn FnMut(OpId)) {
        match node {
            Node::Server(server) => {
                server.disk.log.iter().filter_map(|txn| txn.payload.op()).for_each(visit);
            }
            Node::Resource(resource) => resource.lines.iter().copied().for_each(visit),
            Node::Client(_) | Node::App(_) => {}
        }
    }

    fn record(&self, node: &Node, index: i64) -> Option<(i64, Option<OpId>)> {
        view::txn(node, index).map(|txn| (txn.zxid.epoch(), txn.payload.op()))
    }

    fn entry(&self, node: &Node, index: i64) -> Option<u64> {
        view::txn(node, index).map(data::Txn::digest)
    }

    /// The established leader with a quorum of running voters in its epoch, itself counted; of
    /// several (their lists of servers differ) that of the highest epoch. A leader whose
    /// followers have turned away rules no longer, though it has not noticed.
    fn authority(&self, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        self.ruler(nodes)
    }

    /// A write is looked for from the end of the log.
    fn holds(&self, node: &Node, op: OpId) -> bool {
        match node {
            Node::Server(server) => {
                server.disk.log.iter().rev().any(|txn| txn.payload.op() == Some(op))
            }
            Node::Resource(resource) => resource.lines.iter().any(|line| *line == op),
            Node::Client(_) | Node::App(_) => false,
        }
    }

    /// A write of an application counts where the resource holds it.
    fn keeps(&self, nodes: &[Peek<'_, Node>], op: OpId) -> bool {
        let authority = self.authority(nodes);
        let counts = |peek: &&Peek<'_, Node>| {
            Some(peek.id) == authority || matches!(peek.node, Node::Resource(_))
        };
        nodes.iter().filter(counts).any(|peek| self.holds(peek.node, op))
    }

    /// What a server waits for.
    fn unmet(&self, node: &Node, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        match node {
            Node::Server(server) => Some(unmet::beside(self.of(server).unmet(server)?, nodes)),
            Node::Client(_) | Node::App(_) | Node::Resource(_) => None,
        }
    }

    /// The ensemble's leader rules over its clients' writes; over the applications', the resource.
    fn ruled(&self, nodes: &[Peek<'_, Node>], visit: &mut dyn FnMut(OpId)) -> bool {
        let Some(authority) = self.authority(nodes) else { return false };
        let rules =
            |peek: &&Peek<'_, Node>| peek.id == authority || matches!(peek.node, Node::Resource(_));
        nodes.iter().filter(rules).for_each(|peek| self.journal(peek.node, visit));
        true
    }

    /// Any quorum of the voters can elect.
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
        history: &mut check::History,
        findings: &mut Findings<'_>,
    ) {
        let servers = servers(nodes);
        self.ensemble.inspect(touched, &servers, history, findings);
        if let Some(peek) = nodes.iter().find(|peek| peek.id == touched) {
            check::inspect_app(peek, &servers, findings);
        }
    }
}

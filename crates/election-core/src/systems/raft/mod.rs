//! Raft as etcd runs it: see README.md in this folder.

mod calls;
mod client;
mod desk;
mod election;
mod inspect;
mod message;
mod reads;
mod ready;
mod replication;
pub mod rules;
mod settings;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod unmet;
mod view;
mod vocabulary;

pub use calls::CALLS;
pub use message::Message;

use crate::effects::Effects;
use crate::parts::group::connected_quorums;
use crate::parts::quorum::is_majority;
use crate::property::{Findings, PropertySpec};
use crate::protocol::{self, Crash, Peek, Protocol, Unmet};
use crate::scenario::{Config, NodeConfig};
use crate::schema::{BadInput, Field, Given, NAT, Ty};
use crate::sim::World;
use crate::system::{Ballots, KindSpec, SystemSpec};
use crate::value::Value;
use crate::view::{Portrait, Standing};
use crate::words::{NodeId, NodeSet, OpId};
use client::Client;
use inspect::History;
use rules::{State, Term};
use settings::{Off, Settings};
use state::{Disk, Entry, Server};

/// Raft, with the settings of a run.
#[derive(Clone, Debug)]
pub struct Raft {
    settings: Settings,
    off: Off,
    /// Some reader is content with its server's own state.
    serializable: bool,
    /// All of them vote.
    servers: Vec<Member>,
}

/// A server as the others know it.
#[derive(Clone, Debug)]
struct Member {
    id: NodeId,
    name: String,
    /// The term on its disk before the run.
    term: Term,
}

type Fx<'a> = Effects<'a, Raft>;

/// A process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    /// A member of the cluster.
    Server(Box<Server>),
    /// One of its clients.
    Client(Client),
}

/// The timers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Timer {
    /// `randomizedElectionTimeout`: followers and candidates.
    Election,
    /// `heartbeatTimeout`: the leader.
    Heartbeat,
    /// `electionTimeout` at the leader: looks for its quorum, gives up a transfer.
    CheckQuorum,
    /// `ReqTimeout`: the oldest request of a client.
    Request,
    /// `readIndexRetryTime`
    ReadIndex,
    /// `wal.Save`: the flush of a `Ready`.
    Save,
    /// A client's next request.
    Next,
    /// A client's patience.
    Deadline,
    /// A client's back-off.
    Retry,
    /// `ReqTimeout`: a leader that was asked to stop has waited enough for its successor.
    Stop,
}

const TIMER_NAMES: [&str; 10] = [
    "Election",
    "Heartbeat",
    "CheckQuorum",
    "Request",
    "ReadIndex",
    "Save",
    "Next",
    "Deadline",
    "Retry",
    "Stop",
];

impl protocol::Timer for Timer {
    fn name(self) -> &'static str {
        TIMER_NAMES[self as usize]
    }
    fn domain(self) -> u8 {
        self as u8
    }
    fn drawn(self) -> bool {
        matches!(self, Timer::Election | Timer::CheckQuorum)
    }
}

const SERVER_DISK: &[Field] = &[
    Field::int("term", 0, 1_000_000_000, 0),
    Field::optional("vote", Ty::Id),
    Field::with("log", Ty::List(&Ty::Int(1, i64::MAX)), Given::EmptyList),
    Field::with("commit", NAT, Given::Int(0)),
];

/// A flush of the WAL: a local SSD makes 500 in a second, one after the other (etcd's hardware
/// recommendations; the same page asks for 10 ms at most, which `fsync_ms` can say).
const FSYNC_US: u32 = 2000;

const KINDS: &[KindSpec] = &[
    KindSpec {
        name: "server",
        client: false,
        ring: 0,
        options: &[],
        durable: SERVER_DISK,
        fsync_us: Some(FSYNC_US),
        start_us: (0, 40_000),
    },
    KindSpec {
        name: "writer",
        client: true,
        ring: 1,
        options: client::WRITER,
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
    KindSpec {
        name: "reader",
        client: true,
        ring: 1,
        options: client::READER,
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
];

/// Raft in the register.
pub static SPEC: SystemSpec = SystemSpec {
    key: "raft",
    title: "Raft (etcd)",
    version: "etcd-io/raft main (2026)",
    kinds: KINDS,
    settings: settings::SETTINGS,
    profiles: settings::PROFILES,
    rules: rules::ALL,
    vocabulary: &vocabulary::WORDS,
    calls: CALLS,
    properties: inspect::PROPERTIES,
    requests: &[("transfer-leadership", &[Field::required("to", Ty::Id)])],
    selectors: &["down"],
    aliases: &[
        ("vote", "rule:raft/grant-vote=grant"),
        ("campaign", "send:MsgVote"),
        ("commit", "rule:raft/commit-index=commit"),
    ],
    messages: message::NAMES,
    ballots: Ballots { kinds: &["MsgPreVoteResp", "MsgVoteResp"], counted_by: "raft/tally" },
    timers: &TIMER_NAMES,
    costs: &[],
    leader_within_ms: |config| {
        Settings::read(config).ok().map(|settings| 10 * settings.election / 1000)
    },
    build: |config| Ok(Box::new(World::<Raft>::new(config)?)),
};

impl Protocol for Raft {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type History = History;

    const PROPERTIES: &'static [PropertySpec] = inspect::PROPERTIES;
    const PROMISES: &'static [&'static str] = inspect::PROMISES;

    fn new(config: &Config) -> Result<Raft, BadInput> {
        let member = |node: &NodeConfig| {
            let term = node.durable.at("term").int().unsigned_abs();
            Member { id: node.id, name: node.label.clone(), term }
        };
        Ok(Raft {
            settings: Settings::read(config)?,
            off: Off::read(config),
            serializable: config.nodes.iter().any(|n| n.options.at("serializable").flag()),
            servers: config.servers().map(member).collect(),
        })
    }

    fn promises(&self) -> Vec<&'static str> {
        let reads = (!self.serializable).then_some(inspect::PROMISE_OF_READS);
        inspect::PROMISES.iter().copied().chain(reads).collect()
    }

    fn boot(&self, id: NodeId, config: &NodeConfig) -> Result<Node, BadInput> {
        if config.kind.client {
            return Ok(Node::Client(Client::boot(id, config)));
        }
        let disk = self.read_disk(&config.durable).map_err(|bad| bad.inside("durable"))?;
        Ok(Node::Server(Box::new(Server::new(id, disk))))
    }

    fn start(&self, node: &mut Node, fx: &mut Fx) {
        match node {
            Node::Server(s) => self.start_server(s, fx),
            Node::Client(c) => self.start_client(c, fx),
        }
    }

    fn on_message(&self, node: &mut Node, from: NodeId, message: Message, fx: &mut Fx) {
        match node {
            Node::Server(s) => {
                self.at_server(s, from, message, fx);
                self.attend(s, fx);
            }
            Node::Client(c) => match message {
                Message::PutResponse(op, answer) | Message::RangeResponse(op, answer) => {
                    self.on_answer(c, op, answer, fx);
                }
                _ => {}
            },
        }
    }

    fn on_timer(&self, node: &mut Node, timer: Timer, fx: &mut Fx) {
        let s = match node {
            Node::Server(s) => s,
            Node::Client(c) => return self.on_client_timer(c, timer, fx),
        };
        match timer {
            Timer::Election | Timer::Heartbeat | Timer::CheckQuorum => self.on_ticked(s, timer, fx),
            Timer::Save => self.on_saved(s, fx),
            Timer::Request => self.on_request_timer(s, fx),
            Timer::ReadIndex => self.on_read_timer(s, fx),
            Timer::Stop => self.on_stop_timer(s, fx),
            Timer::Next | Timer::Deadline | Timer::Retry => {}
        }
        self.attend(s, fx);
    }

    fn on_disconnect(&self, node: &mut Node, peer: NodeId, _channel: u8, fx: &mut Fx) {
        match node {
            Node::Server(s) => s.desk.forget(peer),
            Node::Client(c) => self.on_broken(c, peer, fx),
        }
    }

    fn on_request(&self, node: &mut Node, request: &Value, fx: &mut Fx) -> Result<(), String> {
        let Node::Server(s) = node else { return Err("a client takes no requests".into()) };
        let to = self.member(request.at("to")).ok_or("to: no such server")?;
        if s.state() != State::Leader {
            return Err(desk::NOT_LEADER.into());
        }
        self.transfer(s, to, fx);
        self.attend(s, fx);
        Ok(())
    }

    /// A leader hands over before it exits (`server.go TryTransferLeadershipOnShutdown`).
    fn on_stop(&self, node: &mut Node, fx: &mut Fx) {
        match node {
            Node::Server(s) => self.stop_server(s, fx),
            Node::Client(_) => fx.exit(),
        }
    }

    fn durable(&self, node: &Node, crash: Crash) -> Node {
        match (node, crash) {
            (Node::Server(s), Crash::Wipe) => {
                let disk = Disk { emptied: true, ..Disk::default() };
                Node::Server(Box::new(Server::new(s.id, disk)))
            }
            (Node::Server(s), _) => {
                // What was handed to the operating system survives all but a power failure.
                let written = s.save.as_ref().filter(|_| crash != Crash::Power);
                let mut disk = written.map_or(&s.disk, |save| &save.disk).clone();
                if self.off.durable_vote {
                    disk.vote = None;
                }
                Node::Server(Box::new(Server::new(s.id, disk)))
            }
            (Node::Client(c), _) => Node::Client(c.restarted()),
        }
    }

    fn standing(&self, node: &Node) -> Standing {
        view::standing(node)
    }

    fn view(&self, node: &Node) -> Portrait {
        self.portrait(node)
    }

    fn journal(&self, node: &Node, visit: &mut dyn FnMut(OpId)) {
        if let Node::Server(s) = node {
            s.mem.log.iter().filter_map(|entry| entry.op).for_each(visit);
        }
    }

    /// A write is looked for from the end of the log.
    fn holds(&self, node: &Node, op: OpId) -> bool {
        let Node::Server(s) = node else { return false };
        s.mem.log.iter().rev().any(|entry| entry.op == Some(op))
    }

    fn record(&self, node: &Node, index: i64) -> Option<(i64, Option<OpId>)> {
        let Node::Server(s) = node else { return None };
        let entry = s.mem.log.get(u64::try_from(index).ok()?)?;
        Some((entry.term as i64, entry.op))
    }

    fn entry(&self, node: &Node, index: i64) -> Option<u64> {
        let Node::Server(s) = node else { return None };
        s.mem.log.get(u64::try_from(index).ok()?).map(Entry::digest)
    }

    fn authority(&self, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        inspect::authority(nodes)
    }

    /// `down`: the first server that does not run.
    fn select(&self, selector: &str, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        let down = |peek: &&Peek<'_, Node>| !peek.up && matches!(peek.node, Node::Server(_));
        nodes.iter().find(down).filter(|_| selector == "down").map(|peek| peek.id)
    }

    fn unmet(&self, node: &Node, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        let Node::Server(s) = node else { return None };
        self.what_is_unmet(s, nodes)
    }

    /// Any majority of the servers can elect.
    fn service(
        &self,
        nodes: &[Peek<'_, Node>],
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        let servers = nodes.iter().filter(|peek| matches!(peek.node, Node::Server(_)));
        let voters: NodeSet = servers.map(|peek| peek.id).collect();
        let enough = |group: NodeSet| is_majority(group.count().into(), voters.count().into());
        connected_quorums(voters, &enough, runs, linked)
    }

    fn inspect(
        &self,
        touched: NodeId,
        nodes: &[Peek<'_, Node>],
        history: &mut History,
        findings: &mut Findings<'_>,
    ) {
        self.look(touched, nodes, history, findings);
    }
}

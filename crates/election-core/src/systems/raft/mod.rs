//! Raft as etcd runs it: see README.md in this folder.

mod calls;
mod client;
mod desk;
mod election;
mod inspect;
mod message;
mod reads;
mod replication;
pub mod rules;
mod settings;
mod state;
mod view;

pub use calls::CALLS;
pub use message::Message;

use crate::effects::Effects;
use crate::property::{Findings, PropertySpec};
use crate::protocol::{self, Crash, Peek, Protocol};
use crate::scenario::{Config, NodeConfig};
use crate::schema::{BadInput, Field, Given, NAT, Ty};
use crate::sim::World;
use crate::system::{KindSpec, SystemSpec};
use crate::value::Value;
use crate::view::{Portrait, Standing};
use crate::words::{NodeId, OpId};
use client::Client;
use inspect::History;
use message::Peer;
use reads::ReadRequest;
use rules::{State, Term, VoteKind, VoteRequest};
use settings::{Off, Settings};
use state::{Disk, Entry, Server, rule_id};

/// Raft, with the settings of a run.
#[derive(Clone, Debug)]
pub struct Raft {
    settings: Settings,
    off: Off,
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
    /// A client's next request.
    Next,
    /// A client's patience.
    Deadline,
    /// A client's back-off.
    Retry,
}

const TIMER_NAMES: [&str; 8] =
    ["Election", "Heartbeat", "CheckQuorum", "Request", "ReadIndex", "Next", "Deadline", "Retry"];

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

/// The longest log a scenario may put on a disk.
const LOG_MAX: usize = 1000;

const KINDS: &[KindSpec] = &[
    KindSpec { name: "server", client: false, ring: 0, options: &[], durable: SERVER_DISK },
    KindSpec { name: "writer", client: true, ring: 1, options: client::WRITER, durable: &[] },
    KindSpec { name: "reader", client: true, ring: 1, options: client::READER, durable: &[] },
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
    calls: CALLS,
    properties: inspect::PROPERTIES,
    requests: &[("transfer-leadership", &[Field::required("to", Ty::Id)])],
    selectors: &[],
    aliases: &[
        ("vote", "rule:raft/grant-vote=grant"),
        ("campaign", "send:MsgVote"),
        ("commit", "rule:raft/commit-index=commit"),
    ],
    messages: message::NAMES,
    timers: &TIMER_NAMES,
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
            servers: config.servers().map(member).collect(),
        })
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
            Node::Server(_) => fx.arm(Timer::Election, self.settings.first_range()),
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
            Timer::Election => self.on_election_timer(s, fx),
            Timer::Heartbeat => self.on_heartbeat_timer(s, fx),
            Timer::CheckQuorum => self.on_check_quorum(s, fx),
            Timer::Request => self.on_request_timer(s, fx),
            Timer::ReadIndex => self.on_read_timer(s, fx),
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
        let Node::Server(s) = node else { return fx.exit() };
        match self.successor(s) {
            None => fx.exit(),
            Some(to) => {
                s.stopping = true;
                self.transfer(s, to, fx);
            }
        }
    }

    fn durable(&self, node: &Node, crash: Crash) -> Node {
        match (node, crash) {
            (Node::Server(s), Crash::Wipe) => {
                Node::Server(Box::new(Server::new(s.id, Disk::default())))
            }
            (Node::Server(s), _) => {
                let mut disk = s.disk.clone();
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
            s.disk.log.iter().filter_map(|entry| entry.op).for_each(visit);
        }
    }

    fn entry(&self, node: &Node, index: i64) -> Option<u64> {
        let Node::Server(s) = node else { return None };
        s.disk.log.get(u64::try_from(index).ok()?).map(Entry::digest)
    }

    fn authority(&self, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        inspect::authority(nodes)
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

impl Raft {
    /// `raft.go Step`: votes first, then terms, then what each state does with the message.
    fn at_server(&self, s: &mut Server, from: NodeId, message: Message, fx: &mut Fx) {
        match message {
            Message::Peer(term, Peer::PreVote(campaign)) => {
                let request = vote_request(VoteKind::PreVote, from, term, &campaign);
                self.on_campaign(s, from, &request, fx);
            }
            Message::Peer(term, Peer::Vote(campaign)) => {
                let request = vote_request(VoteKind::Vote, from, term, &campaign);
                self.on_campaign(s, from, &request, fx);
            }
            Message::Peer(term, peer) => {
                if self.heed(s, from, term, &peer, fx) {
                    self.at_peer(s, from, peer, fx);
                }
            }
            Message::Prop(op) => self.on_proposal(s, op, fx),
            Message::ReadIndex(op) => self.read_index(s, ReadRequest { op, from }, fx),
            Message::Put(request) => self.on_put(s, &request, fx),
            Message::Range { request, serializable } => {
                self.on_range(s, &request, serializable, fx);
            }
            Message::PutResponse(..) | Message::RangeResponse(..) => {}
        }
    }

    fn at_peer(&self, s: &mut Server, from: NodeId, peer: Peer, fx: &mut Fx) {
        match peer {
            Peer::PreVote(_) | Peer::Vote(_) => {}
            Peer::PreVoteResp(reply) => self.on_vote_reply(s, from, VoteKind::PreVote, reply, fx),
            Peer::VoteResp(reply) => self.on_vote_reply(s, from, VoteKind::Vote, reply, fx),
            // There is one leader in a term: what reaches a leader here is its own echo.
            Peer::App { .. } | Peer::Heartbeat { .. } if s.state() == State::Leader => {}
            Peer::App { prev, entries, commit } => {
                self.hear_leader(s, from, fx);
                self.on_append(s, from, prev, &entries, commit, fx);
            }
            Peer::Heartbeat { commit, context } => {
                self.hear_leader(s, from, fx);
                self.on_heartbeat(s, from, commit, context, fx);
            }
            Peer::AppResp { index, hint } => self.on_append_reply(s, from, index, hint, fx),
            Peer::HeartbeatResp { context } => self.on_heartbeat_reply(s, from, context, fx),
            Peer::ReadIndexResp { op, index } => s.desk.wait_for(op, index),
            Peer::TimeoutNow => self.on_timeout_now(s, fx),
        }
    }

    fn read_disk(&self, given: &Value) -> Result<Disk, BadInput> {
        let nat = |name: &str| given.at(name).int().unsigned_abs();
        let mut disk = Disk { term: nat("term"), commit: nat("commit"), ..Disk::default() };
        if given.at("log").items().len() > LOG_MAX {
            let says = format!("too long; allowed: up to {LOG_MAX} entries");
            return Err(BadInput::new("log", says));
        }
        let mut before = 0;
        for (i, term) in given.at("log").ints().into_iter().enumerate() {
            let term = term.unsigned_abs();
            if term < before || term > disk.term {
                let says = format!("{term} is not a term from {before} to {}", disk.term);
                return Err(BadInput::new(format!("log[{i}]"), says));
            }
            before = term;
            disk.log.push(Entry { term, op: None });
        }
        let last = rules::Log::last_index(&disk.log);
        if disk.commit > last {
            let says = format!("{} is not in the log; allowed: up to {last}", disk.commit);
            return Err(BadInput::new("commit", says));
        }
        if !given.at("vote").is_null() {
            let names: Vec<&str> = self.servers.iter().map(|s| s.name.as_str()).collect();
            let says = || format!("{} is not one of {}", given.at("vote"), names.join(", "));
            let vote = self.member(given.at("vote"));
            disk.vote = Some(vote.ok_or_else(|| BadInput::new("vote", says()))?);
        }
        Ok(disk)
    }

    /// The server of this name.
    fn member(&self, name: &Value) -> Option<NodeId> {
        let name = name.as_int().map_or_else(|| name.text().to_string(), |n| n.to_string());
        self.servers.iter().find(|server| server.name == name).map(|server| server.id)
    }
}

fn vote_request(
    kind: VoteKind,
    from: NodeId,
    term: Term,
    campaign: &message::Campaign,
) -> VoteRequest {
    let (last, transfer) = (campaign.last, campaign.transfer);
    VoteRequest { kind, from: rule_id(from), term, last, transfer }
}

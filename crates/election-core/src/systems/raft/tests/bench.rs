//! A server on the bench: one handler at a time, its effects laid out.

use crate::effects::{Effect, Effects};
use crate::protocol::{Crash, Protocol};
use crate::scenario::Scenario;
use crate::sim::Armed;
use crate::system::SystemSpec;
use crate::systems::check::json;
use crate::systems::raft::message::{Campaign, Message, Peer, Reply};
use crate::systems::raft::rules::{LogEnd, State, Term};
use crate::systems::raft::state::{Entry, Server};
use crate::systems::raft::{Node, Raft, Timer};
use crate::value::Value;
use crate::words::{NodeId, OpId, StepNo, Time};

/// A server, and what its last handler did.
pub struct Bench {
    pub raft: Raft,
    pub node: Node,
    me: NodeId,
    pub sent: Vec<(u8, Message)>,
    pub armed: Vec<Timer>,
    /// With what it died.
    pub died: Option<String>,
    /// It ended.
    pub exited: bool,
    /// Its disk is stalled: what it flushes stays unflushed until [`Bench::flush`].
    pub stalled: bool,
    flushing: bool,
    running: Vec<Armed<Timer>>,
    now: Time,
}

/// The servers of the tests are numbered as in the paper, from 1.
pub const fn id(number: u8) -> NodeId {
    NodeId(number - 1)
}

/// A cluster's settings: five servers unless `nodes` says otherwise.
pub fn scenario(settings: &str) -> Scenario {
    let mut file = json(
        r#"{"version":1,"system":"raft","until_ms":1000,
            "nodes":[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}]}"#,
    );
    file.set("settings", json(settings));
    Scenario::read(&file).unwrap()
}

/// The paper's Raft: no PreVote, no CheckQuorum.
pub const PLAIN: &str = r#"{"pre-vote":false,"check-quorum":false}"#;
/// PreVote without CheckQuorum.
pub const PRE_VOTE_ONLY: &str = r#"{"check-quorum":false}"#;
/// etcd's defaults.
pub const ETCD: &str = "{}";

impl Bench {
    /// Server 1 with these settings, of this term, with a log of these terms.
    pub fn new(settings: &str, term: Term, log: &[Term]) -> Bench {
        let scenario = scenario(settings);
        let raft = Raft::new(&scenario.config).unwrap();
        let mut config = scenario.config.nodes[0].clone();
        config.durable = crate::map! {
            "term" => term, "vote" => Value::Null, "log" => log.to_vec(), "commit" => 0,
        };
        let node = raft.boot(NodeId(0), &config).unwrap();
        let mut bench = Bench {
            raft,
            node,
            me: NodeId(0),
            sent: Vec::new(),
            armed: Vec::new(),
            died: None,
            exited: false,
            stalled: false,
            flushing: false,
            running: Vec::new(),
            now: Time(0),
        };
        bench.run(|raft, node, fx| raft.start(node, fx));
        bench
    }

    /// The same as the leader of the next term.
    pub fn leader(settings: &str, term: Term, log: &[Term]) -> Bench {
        let mut bench = Bench::new(settings, term, log);
        bench.lead(term);
        bench
    }

    /// It is elected for the term after this one.
    pub fn lead(&mut self, term: Term) {
        self.fire(Timer::Election);
        for voter in 2..=3 {
            if self.server().state() == State::PreCandidate {
                self.from(voter, term + 1, Peer::PreVoteResp(yes()));
            }
        }
        for voter in 2..=3 {
            if self.server().state() == State::Candidate {
                self.from(voter, term + 1, Peer::VoteResp(yes()));
            }
        }
        assert_eq!(self.server().state(), State::Leader);
    }

    /// The server.
    pub fn server(&self) -> &Server {
        match &self.node {
            Node::Server(s) => s,
            Node::Client(_) => panic!("a client on the bench"),
        }
    }

    /// The server, to prepare it.
    pub fn server_mut(&mut self) -> &mut Server {
        match &mut self.node {
            Node::Server(s) => s,
            Node::Client(_) => panic!("a client on the bench"),
        }
    }

    fn run(&mut self, input: impl FnOnce(&Raft, &mut Node, &mut Effects<'_, Raft>)) {
        self.sent.clear();
        self.armed.clear();
        self.step(input);
        while self.flushing && !self.stalled {
            self.flushing = false;
            self.step(|raft, node, fx| raft.on_timer(node, Timer::Save, fx));
        }
    }

    /// The disk works again.
    pub fn flush(&mut self) -> &[(u8, Message)] {
        self.stalled = false;
        self.run(|_, _, _| {});
        &self.sent
    }

    fn step(&mut self, input: impl FnOnce(&Raft, &mut Node, &mut Effects<'_, Raft>)) {
        let (mut out, mut next_op) = (Vec::new(), 0);
        let mut fx = Effects {
            me: self.me,
            cast: 5,
            now: self.now,
            detail: true,
            armed: &self.running,
            next_op: &mut next_op,
            out: &mut out,
        };
        input(&self.raft, &mut self.node, &mut fx);
        for effect in out {
            match effect {
                Effect::Send { to, message } => self.sent.push((to.0 + 1, message)),
                Effect::Arm { timer, from, .. } => {
                    self.armed.push(timer);
                    self.running.retain(|armed| armed.timer != timer);
                    let at = self.now.plus(from);
                    let (since, cause) = (self.now, StepNo(0));
                    self.running.push(Armed { timer, since, at, cause, disk: false });
                }
                Effect::Fsync(_) => self.flushing = true,
                Effect::Exit(_, says) => {
                    self.exited = true;
                    self.died = says.map(String::from);
                }
                Effect::Disarm(timer) => self.running.retain(|armed| armed.timer != timer),
                _ => {}
            }
        }
    }

    /// A message from another server.
    pub fn from(&mut self, number: u8, term: Term, peer: Peer) -> &[(u8, Message)] {
        self.message(number, Message::Peer(term, peer))
    }

    /// Any message.
    pub fn message(&mut self, number: u8, message: Message) -> &[(u8, Message)] {
        self.run(|raft, node, fx| raft.on_message(node, id(number), message, fx));
        &self.sent
    }

    /// A timer is due.
    pub fn fire(&mut self, timer: Timer) -> &[(u8, Message)] {
        self.running.retain(|armed| armed.timer != timer);
        self.run(|raft, node, fx| raft.on_timer(node, timer, fx));
        &self.sent
    }

    /// An administrator asks for a transfer.
    pub fn transfer(&mut self, to: u8) -> &[(u8, Message)] {
        let request = crate::map! { "request" => "transfer-leadership", "to" => u64::from(to) };
        self.run(|raft, node, fx| raft.on_request(node, &request, fx).unwrap());
        &self.sent
    }

    /// An administrator stops it.
    pub fn stop(&mut self) -> &[(u8, Message)] {
        self.run(|raft, node, fx| raft.on_stop(node, fx));
        &self.sent
    }

    /// Its disk is lost, and it starts again.
    pub fn wipe(&mut self) {
        self.node = self.raft.durable(&self.node, Crash::Wipe);
        self.run(|raft, node, fx| raft.start(node, fx));
    }

    /// Time passes and nothing happens.
    pub fn wait_ms(&mut self, ms: u64) {
        self.now = self.now.plus(ms * 1000);
    }

    /// Whether this timer runs.
    pub fn runs(&self, timer: Timer) -> bool {
        self.running.iter().any(|armed| armed.timer == timer)
    }

    /// What was sent to one server.
    pub fn to(&self, number: u8) -> Vec<&Message> {
        self.sent.iter().filter(|(to, _)| *to == number).map(|(_, message)| message).collect()
    }

    /// The terms of the log.
    pub fn log(&self) -> Vec<Term> {
        self.server().mem.log.iter().map(|entry| entry.term).collect()
    }
}

/// A vote for server 1.
pub fn yes() -> Reply {
    Reply { candidate: id(1), reject: false }
}

/// A refusal to server 1.
pub fn no() -> Reply {
    Reply { candidate: id(1), reject: true }
}

/// A request for a vote by this server, whose log ends so.
pub fn asks(number: u8, term: Term, index: u64) -> Campaign {
    Campaign { candidate: id(number), last: LogEnd { term, index }, transfer: false }
}

/// Entries that carry writes, of these terms.
pub fn entries(terms: &[Term]) -> Vec<Entry> {
    (0u32..).zip(terms).map(|(n, term)| Entry { term: *term, op: Some(OpId(n)) }).collect()
}

/// A `MsgApp`.
pub fn app(prev: (Term, u64), terms: &[Term], commit: u64) -> Peer {
    let prev = LogEnd { term: prev.0, index: prev.1 };
    Peer::App { prev, entries: entries(terms), commit }
}

/// A confirmation up to this index.
pub fn confirms(index: u64) -> Peer {
    Peer::AppResp { index, hint: None }
}

/// The only message, which must be from server to server.
#[track_caller]
pub fn only(sent: &[(u8, Message)]) -> (u8, Term, Peer) {
    match sent {
        [(to, Message::Peer(term, peer))] => (*to, *term, peer.clone()),
        other => panic!("not one message: {other:?}"),
    }
}

/// The system, for its tables.
pub fn spec() -> &'static SystemSpec {
    &crate::systems::raft::SPEC
}

//! redis: see README.md in this folder.

#[cfg(test)]
mod answers;
mod authority;
mod calls;
mod check;
pub mod cited;
pub mod client;
mod conduct;
#[cfg(test)]
mod disk_tests;
#[cfg(test)]
mod heal;
pub mod instance;
pub mod message;
mod own;
#[cfg(test)]
mod paper;
pub mod rules;
pub mod sentinel;
pub mod settings;
#[cfg(test)]
mod tests;
mod thread;
#[cfg(test)]
mod unmet_tests;
mod view;
mod vocabulary;
mod words;
mod work;

pub use calls::CALLS;

use crate::effects::Effects;
use crate::parts::group::connected_quorums;
use crate::parts::quorum::is_majority;
use crate::property::{Findings, PropertySpec};
use crate::protocol::{Crash, Peek, Protocol, Unmet};
use crate::scenario::{Config, NodeConfig};
use crate::schema::{BadInput, Field, Given, MS, Ty};
use crate::sim::World;
use crate::system::{Ballots, KindSpec, SystemSpec};
use crate::value::Value;
use crate::view::{Portrait, Standing};
use crate::words::{NodeId, NodeSet, OpId};
use client::Client;
use instance::Instance;
use message::Message;
use sentinel::Sentinel;
pub use settings::Redis;
use settings::{DISK, INSTANCE, SENTINEL, SETTINGS};
use thread::Input;

/// What a handler of this system may do.
type Fx<'a> = Effects<'a, Redis>;

/// How long a flush takes, µs: a solid-state disk.
const FSYNC: u32 = 1000;

/// Redis with Sentinel, for the register.
pub static SPEC: SystemSpec = SystemSpec {
    key: "redis",
    title: "Redis + Sentinel",
    version: "7.2",
    kinds: &[
        KindSpec {
            name: "redis",
            client: false,
            ring: 0,
            options: INSTANCE,
            durable: DISK,
            fsync_us: Some(FSYNC),
            start_us: (0, 0),
        },
        KindSpec {
            name: "sentinel",
            client: false,
            ring: 1,
            options: SENTINEL,
            durable: &[],
            fsync_us: Some(FSYNC),
            start_us: (0, 0),
        },
        KindSpec {
            name: "writer",
            client: true,
            ring: 2,
            options: client::WRITER,
            durable: &[],
            fsync_us: None,
            start_us: (0, 0),
        },
        KindSpec {
            name: "reader",
            client: true,
            ring: 2,
            options: client::READER,
            durable: &[],
            fsync_us: None,
            start_us: (0, 0),
        },
    ],
    settings: SETTINGS,
    profiles: &[],
    rules: cited::RULES,
    vocabulary: &vocabulary::WORDS,
    calls: CALLS,
    properties: check::PROPERTIES,
    requests: &[
        ("SENTINEL FAILOVER", &[]),
        ("FAILOVER", FAILOVER),
        ("REPLICAOF", REPLICAOF),
        ("CONFIG SET", own::CONFIG_SET),
        ("SENTINEL SET", own::SENTINEL_SET),
    ],
    selectors: &["failover-leader"],
    aliases: cited::ALIASES,
    messages: message::NAMES,
    ballots: Ballots { kinds: &["is-master-down-reply"], counted_by: "redis/sentinel-elected" },
    timers: Timer::NAMES,
    costs: &[],
    leader_within_ms: |config| {
        let ms = |name: &str| config.settings.at(name).int() as u64;
        Some(ms("down-after-milliseconds") + 2 * ms("failover-timeout") + 30_000)
    },
    build: |config| Ok(Box::new(World::<Redis>::new(config)?)),
};

const FAILOVER: &[Field] = &[
    Field::optional("TO", Ty::Id),
    Field::flag("FORCE", false),
    Field::with("TIMEOUT", MS, Given::Int(0)),
    Field::flag("ABORT", false),
];
/// Without `master`: `NO ONE`.
const REPLICAOF: &[Field] = &[Field::optional("master", Ty::Id)];

/// A process.
#[derive(Clone, Hash, Debug)]
pub enum Node {
    /// A Redis server.
    Instance(Box<Instance>),
    /// A Sentinel.
    Sentinel(Box<Sentinel>),
    /// A client.
    Client(Box<Client>),
}

/// What may be due.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Timer {
    /// `replicationCron`, once a second.
    Cron,
    /// A snapshot is being written.
    Bgsave,
    /// A snapshot is being loaded.
    Load,
    /// The timeout of a WAIT.
    Wait,
    /// `sentinelTimer`, 10 to 19 times a second.
    Tick,
    /// The random part of `failover_start_time`.
    Desync,
    /// A client's next operation.
    Next,
    /// A client's patience with an operation.
    Timeout,
    /// A client asks for the master's address again.
    Ask,
    /// A flush for which the main thread waits.
    Flush,
    /// The flush of the append-only file in the background.
    Bio,
    /// A child writes a snapshot.
    Child,
    /// A write has waited long enough behind a flush.
    Postponed,
}

impl Timer {
    const NAMES: &'static [&'static str] = &[
        "replicationCron",
        "BGSAVE",
        "loading",
        "WAIT",
        "sentinelTimer",
        "desync",
        "next-operation",
        "timeout",
        "ask-sentinel",
        "fsync",
        "bio-aof-fsync",
        "RDB-child",
        "aof-postponed",
    ];
}

impl crate::protocol::Timer for Timer {
    fn name(self) -> &'static str {
        Timer::NAMES[usize::from(self.domain())]
    }
    fn domain(self) -> u8 {
        self as u8
    }
}

impl Protocol for Redis {
    type Node = Node;
    type Message = Message;
    type Timer = Timer;
    type History = check::History;

    const PROPERTIES: &'static [PropertySpec] = check::PROPERTIES;
    const PROMISES: &'static [&'static str] =
        &["one-leader-per-epoch", "epoch-monotonic", "leader-within"];

    fn new(config: &Config) -> Result<Redis, BadInput> {
        Redis::read(config)
    }

    fn boot(&self, id: NodeId, config: &NodeConfig) -> Result<Node, BadInput> {
        match config.kind.name {
            "redis" => Ok(Node::Instance(Box::new(Instance::boot(self, id, config)?))),
            "sentinel" => Ok(Node::Sentinel(Box::new(Sentinel::boot(self, id)))),
            _ => Ok(Node::Client(Box::new(Client::boot(self, config)?))),
        }
    }

    fn start(&self, node: &mut Node, fx: &mut Fx<'_>) {
        match node {
            Node::Instance(instance) => instance.start(self, fx),
            Node::Sentinel(sentinel) => sentinel.start(fx),
            Node::Client(client) => client.start(self, fx),
        }
    }

    fn on_message(&self, node: &mut Node, from: NodeId, message: Message, fx: &mut Fx<'_>) {
        self.take(node, Input::Heard(from, message), fx);
    }

    fn on_timer(&self, node: &mut Node, timer: Timer, fx: &mut Fx<'_>) {
        match timer {
            Timer::Flush | Timer::Bio => self.disk_done(node, timer, fx),
            _ => self.take(node, Input::Due(timer), fx),
        }
    }

    fn on_disconnect(&self, node: &mut Node, peer: NodeId, channel: u8, fx: &mut Fx<'_>) {
        self.take(node, Input::Broke(peer, channel), fx);
    }

    fn on_request(&self, node: &mut Node, request: &Value, fx: &mut Fx<'_>) -> Result<(), String> {
        if node.thread().is_some_and(|thread| thread.is_blocked()) {
            return Err("no answer: its main thread waits for its disk".into());
        }
        let mark = fx.out.len();
        let result = self.ask(node, request, fx);
        self.before_sleep(node, mark, fx);
        result
    }

    fn on_stop(&self, node: &mut Node, fx: &mut Fx<'_>) {
        self.take(node, Input::Stop, fx);
    }

    fn durable(&self, node: &Node, crash: Crash) -> Node {
        match node {
            Node::Instance(instance) => Node::Instance(Box::new(instance.durable(self, crash))),
            Node::Sentinel(sentinel) => Node::Sentinel(Box::new(sentinel.durable(crash))),
            Node::Client(client) => Node::Client(Box::new(client.durable())),
        }
    }

    fn standing(&self, node: &Node) -> Standing {
        match node {
            Node::Instance(instance) => instance.standing(),
            Node::Sentinel(sentinel) => sentinel.standing(),
            Node::Client(client) => client.standing(),
        }
    }

    fn view(&self, node: &Node) -> Portrait {
        match node {
            Node::Instance(instance) => instance.portrait(self),
            Node::Sentinel(sentinel) => sentinel.portrait(self),
            Node::Client(client) => client.portrait(self),
        }
    }

    fn journal(&self, node: &Node, visit: &mut dyn FnMut(OpId)) {
        if let Node::Instance(instance) = node {
            instance.data.entries().iter().filter_map(|entry| entry.op()).for_each(visit);
        }
    }

    fn holds(&self, node: &Node, op: OpId) -> bool {
        let Node::Instance(instance) = node else { return false };
        instance.data.entries().iter().rev().any(|entry| entry.op() == Some(op))
    }

    /// Masters that never were one group do not compete.
    fn office(&self, node: &Node) -> u8 {
        let Node::Instance(instance) = node else { return 0 };
        if instance.group == self.group { 0 } else { instance.group.0 + 1 }
    }

    fn record(&self, node: &Node, index: i64) -> Option<(i64, Option<OpId>)> {
        let Node::Instance(instance) = node else { return None };
        let entry = instance.data.entries().iter().find(|entry| entry.end == index)?;
        Some((entry.reign()?, entry.op()))
    }

    fn authority(&self, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        authority::authority(self, nodes)
    }

    /// A majority of the Sentinels can fail over to an instance that they reach.
    fn service(
        &self,
        nodes: &[Peek<'_, Node>],
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        let of_kind = |sentinel: bool| -> NodeSet {
            let fits = |peek: &&Peek<'_, Node>| match peek.node {
                Node::Sentinel(_) => sentinel,
                Node::Instance(_) => !sentinel,
                Node::Client(_) => false,
            };
            nodes.iter().filter(fits).map(|peek| peek.id).collect()
        };
        let all = of_kind(true);
        let enough = |group: NodeSet| is_majority(group.count().into(), all.count().into());
        let sentinels = connected_quorums(all, &enough, runs, linked);
        let reached = |id: &NodeId| runs(*id) && sentinels.iter().all(|it| linked(it, *id));
        let instances: NodeSet = of_kind(false).iter().filter(reached).collect();
        if sentinels.is_empty() || instances.is_empty() {
            return NodeSet::EMPTY;
        }
        sentinels.iter().chain(instances.iter()).collect()
    }

    fn unmet(&self, node: &Node, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        match node {
            Node::Instance(instance) => instance.unmet(self, nodes),
            Node::Sentinel(sentinel) => sentinel.unmet(self),
            Node::Client(_) => None,
        }
    }

    fn inspect(
        &self,
        touched: NodeId,
        nodes: &[Peek<'_, Node>],
        history: &mut check::History,
        findings: &mut Findings<'_>,
    ) {
        check::inspect(self, touched, nodes, history, findings);
    }

    fn select(&self, selector: &str, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        let leads = |peek: &&Peek<'_, Node>| match peek.node {
            Node::Sentinel(sentinel) => sentinel.leads_failover(),
            _ => false,
        };
        let found = nodes.iter().filter(|peek| peek.up).find(leads);
        found.filter(|_| selector == "failover-leader").map(|peek| peek.id)
    }
}

//! The one trait that a system implements, and what it says about its messages and timers.
//!
//! A process is sans-IO: a handler gets the settings (`&self`), its own node, one input and
//! [`Effects`]; it never sees another node's clock, draws no random number and looks at no
//! global state. One input, then all effects are applied, then the next input.

use crate::effects::{Citation, Effects};
use crate::property::{Findings, PropertySpec};
use crate::scenario::{Config, NodeConfig};
use crate::schema::BadInput;
use crate::value::Value;
use crate::view::{Glyph, Partitions, Portrait, Standing};
use crate::words::{NodeId, NodeSet, OpId};
use std::fmt::Debug;
use std::hash::Hash;

/// A system: its settings are `self`, its processes are values of [`Protocol::Node`].
pub trait Protocol: Clone + Sized + 'static {
    /// One process. Where a system has several kinds, an enum with one variant per kind.
    type Node: Clone + Hash + Debug;
    /// What processes say to each other.
    type Message: Message;
    /// The named timers of a process. Arming one again moves it.
    type Timer: Timer;
    /// History variables for [`Protocol::inspect`]: they serve checking only.
    type History: Clone + Default + Hash + Debug;

    /// The checks of this system, beside the common ones.
    const PROPERTIES: &'static [PropertySpec];

    /// The common properties that this system promises to keep (see `sim::watch`).
    const PROMISES: &'static [&'static str];

    /// The settings of a run, typed. `config.settings` has passed the schema; what remains to
    /// refuse is settings that contradict each other. Called again when a setting changes live.
    fn new(config: &Config) -> Result<Self, BadInput>;

    /// The promises of this run: [`Protocol::PROMISES`], and what holds with these settings and
    /// this cast beside them.
    fn promises(&self) -> Vec<&'static str> {
        Self::PROMISES.to_vec()
    }

    /// A process as the scenario describes it, before its first start (its disk, so to say).
    fn boot(&self, id: NodeId, config: &NodeConfig) -> Result<Self::Node, BadInput>;

    /// The process starts, for the first time or again after a crash.
    fn start(&self, node: &mut Self::Node, fx: &mut Effects<'_, Self>);

    /// A message arrives.
    fn on_message(
        &self,
        node: &mut Self::Node,
        from: NodeId,
        message: Self::Message,
        fx: &mut Effects<'_, Self>,
    );

    /// A timer is due; it is no longer armed.
    fn on_timer(&self, node: &mut Self::Node, timer: Self::Timer, fx: &mut Effects<'_, Self>);

    /// A stream connection broke: the peer died, hung up, or refused it.
    fn on_disconnect(
        &self,
        _node: &mut Self::Node,
        _peer: NodeId,
        _channel: u8,
        _fx: &mut Effects<'_, Self>,
    ) {
    }

    /// An administrator or visitor asks this process for something (`transfer-leadership`, …).
    /// `request` is a map with `request` and the arguments. Err says why it was refused.
    fn on_request(
        &self,
        _node: &mut Self::Node,
        _request: &Value,
        _fx: &mut Effects<'_, Self>,
    ) -> Result<(), String> {
        Err("this process takes no requests".into())
    }

    /// A graceful stop is asked for. The process exits when it calls [`Effects::exit`], now or
    /// in a later handler.
    fn on_stop(&self, _node: &mut Self::Node, fx: &mut Effects<'_, Self>) {
        fx.exit();
    }

    /// What a crash leaves of a process: its disk. `Crash::Wipe` leaves what
    /// [`Protocol::boot`] would make of an empty disk.
    fn durable(&self, node: &Self::Node, crash: Crash) -> Self::Node;

    /// The few numbers that are compared before and after each step: role and epoch changes
    /// are derived from them. Must be cheap.
    fn standing(&self, node: &Self::Node) -> Standing;

    /// The picture of a process.
    fn view(&self, node: &Self::Node) -> Portrait;

    /// Whom a process is lastingly connected to, if not to everybody: the links that are drawn
    /// at all times. A pair that neither names has a line only while something happens on it.
    fn talks(&self, _node: &Self::Node) -> Option<Vec<NodeId>> {
        None
    }

    /// Which of several logs a client writes or reads: positions of operations are compared
    /// within one.
    fn log_of(&self, _node: &Self::Node) -> u16 {
        0
    }

    /// The replicas in sync, as a leader knows them: its ISR.
    fn in_sync(&self, _node: &Self::Node) -> Option<NodeSet> {
        None
    }

    /// What is decided about partitions: who leads, and which replicas count.
    fn partitions(&self, _nodes: &[Peek<'_, Self::Node>]) -> Option<Partitions> {
        None
    }

    /// Every client operation whose effect this process holds, in its order.
    fn journal(&self, _node: &Self::Node, _visit: &mut dyn FnMut(OpId)) {}

    /// Whether this process holds the effect of an operation. Asked of recent operations, so a
    /// log is best searched from its end.
    fn holds(&self, node: &Self::Node, op: OpId) -> bool {
        let mut found = false;
        self.journal(node, &mut |held| found |= held == op);
        found
    }

    /// Whether an operation that was just acknowledged is surely among what counts now, see
    /// [`Protocol::ruled`]; asked while somebody's data do count. If not, it is looked at closely.
    fn keeps(&self, nodes: &[Peek<'_, Self::Node>], op: OpId) -> bool {
        let authority = self.authority(nodes);
        let peek = nodes.iter().find(|peek| Some(peek.id) == authority);
        peek.is_some_and(|peek| self.holds(peek.node, op))
    }

    /// The record at `index` of this process's log: the epoch it was written in, and the client's
    /// operation it carries.
    fn record(&self, _node: &Self::Node, _index: i64) -> Option<(i64, Option<OpId>)> {
        None
    }

    /// A digest of the entry at `index` of this process's log, for comparing committed
    /// prefixes; `None` where it has none.
    fn entry(&self, _node: &Self::Node, _index: i64) -> Option<u64> {
        None
    }

    /// How many times dearer than usual a step of this run is to replay: checkpoints stand that
    /// much closer.
    fn heft(&self) -> u32 {
        1
    }

    /// The process whose data count now: by default the one that leads in the highest epoch
    /// and is established. `nodes` says which processes run.
    fn authority(&self, nodes: &[Peek<'_, Self::Node>]) -> Option<NodeId> {
        nodes
            .iter()
            .filter(|peek| peek.up)
            .map(|peek| (self.standing(peek.node), peek.id))
            .filter(|(standing, _)| standing.established)
            .max_by_key(|(standing, id)| (standing.epoch, *id))
            .map(|(_, id)| id)
    }

    /// Which leadership this process can hold: 0 that over the data, which `authority`, reigns
    /// and `leader-within` are about. Leaders of different offices (a controller beside the
    /// leader of a partition) are compared only among themselves, and so are their logs.
    fn office(&self, _node: &Self::Node) -> u8 {
        0
    }

    /// Visits every operation whose effect counts now; false if nobody's data do. By default
    /// the journal of the authority. A system whose data have several authorities, one for each
    /// partition, answers for each of them.
    fn ruled(&self, nodes: &[Peek<'_, Self::Node>], visit: &mut dyn FnMut(OpId)) -> bool {
        let Some(authority) = self.authority(nodes) else { return false };
        if let Some(peek) = nodes.iter().find(|peek| peek.id == authority) {
            self.journal(peek.node, visit);
        }
        true
    }

    /// Looks at all nodes after a step in which the standing of `touched` changed, and reports
    /// which of [`Protocol::PROPERTIES`] were exercised or violated.
    fn inspect(
        &self,
        _touched: NodeId,
        _nodes: &[Peek<'_, Self::Node>],
        _history: &mut Self::History,
        _findings: &mut Findings<'_>,
    ) {
    }

    /// The processes that ought to have a leader before long, as things stand: those that run and
    /// are connected among themselves, if they are enough to choose one. By default everybody,
    /// when all run and no link is broken. Who runs and which links are whole is asked of the
    /// world; what the processes think does not matter.
    fn service(
        &self,
        nodes: &[Peek<'_, Self::Node>],
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        let all: NodeSet = nodes.iter().map(|peek| peek.id).collect();
        let well = |a: NodeId| runs(a) && all.iter().all(|b| a == b || linked(a, b));
        if all.iter().all(well) { all } else { NodeSet::EMPTY }
    }

    /// What keeps this process without a leader, or the cluster from having one, by what this
    /// process knows now; `None` if it misses none. Asked only of processes that run.
    fn unmet(&self, _node: &Self::Node, _nodes: &[Peek<'_, Self::Node>]) -> Option<Unmet> {
        None
    }

    /// Resolves a selector of this system's own (`oldest-mirror`); ids and roles are known.
    fn select(&self, _selector: &str, _nodes: &[Peek<'_, Self::Node>]) -> Option<NodeId> {
        None
    }
}

/// A condition that is not met: why nothing happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unmet {
    /// The rule that would decide, its verdict as things stand, and what it compares: the
    /// deciding fact last, as in any citation.
    pub citation: Citation,
    /// How far from met: votes missing, replicas missing; 0 where only a timer must run out.
    pub short: u32,
}

/// A process as the checks see it.
#[derive(Debug)]
pub struct Peek<'a, N> {
    /// Which.
    pub id: NodeId,
    /// Its state; if it is down, its disk.
    pub node: &'a N,
    /// Whether it runs (a paused one does).
    pub up: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// Whom it does not reach, or is not reached by, over a cut link: told only to
    /// [`Protocol::unmet`].
    pub apart: NodeSet,
}

/// How a process went down.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Crash {
    /// It was killed: what it had handed to the operating system is kept.
    Process,
    /// The power failed: what was not flushed is gone.
    Power,
    /// Its disk was emptied; identity and configuration remain.
    Wipe,
}

/// What a message tells the kernel and the picture about itself.
pub trait Message: Clone + Hash + Debug {
    /// All kinds, in a fixed order: their index is part of a message's identity.
    const KINDS: &'static [MessageKind];
    /// Which kind this is.
    fn kind(&self) -> u8;
    /// How it is drawn.
    fn glyph(&self) -> Glyph;
    /// Its content in the real system's words, one line, as a transcript prints it.
    fn text(&self) -> String;
}

/// A kind of message.
#[derive(Debug)]
pub struct MessageKind {
    /// The real name.
    pub name: &'static str,
    /// How it travels.
    pub transport: Transport,
}

/// How a message travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// On the stream connection (TCP) of this channel between the two: in order, held while
    /// the link is cut, resent when lost; it breaks when an end dies, and both ends can tell.
    /// Channels are small numbers from 0 to [`CHANNELS`] − 1; a pair has one connection each.
    Stream(u8),
    /// In order among those of its lane (numbered like channels): a sender that keeps connections
    /// and drops what it cannot send at once. Gone when the network loses it; a cut link holds it
    /// for the time that such a connection lives (`sim/net.rs`).
    Lane(u8),
    /// By itself: may overtake, and is gone when lost or cut.
    Datagram,
}

/// How many stream connections, and how many lanes, a pair of processes may have.
pub const CHANNELS: u8 = 3;

/// What a timer tells the kernel and the picture about itself.
pub trait Timer: Copy + Eq + Hash + Debug {
    /// Its name, in the real system's words: also what `fire` in a plan names.
    fn name(self) -> &'static str;
    /// A small number below 16 that separates the random draws of the kinds.
    fn domain(self) -> u8;
    /// Whether it is drawn as the arc around its process: the one that decides suspicion.
    fn drawn(self) -> bool {
        false
    }
}

/// Adds a word to a digest, for [`Protocol::entry`].
pub fn digest(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |acc, part| crate::sim::rng::mix(acc ^ part))
}

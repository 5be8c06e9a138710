//! The picture of a run at one moment: plain data, in the visitor's vocabulary. No protocol
//! types inside.

use crate::words::{MessageId, NodeId, NodeSet, OpId, Time};

/// What is compared before and after each step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Standing {
    /// The closed role that decides shape and ring.
    pub role: Role,
    /// The system's own epoch of leadership (term, currentEpoch, config epoch, …).
    pub epoch: i64,
    /// Whether, as leader, it has finished taking over and may serve.
    pub established: bool,
    /// Whom it follows, or itself.
    pub leader: Option<NodeId>,
    /// Position after its last log entry (index, offset, zxid).
    pub log_end: i64,
    /// Its commit index or watermark; -1 where the system has none.
    pub commit: i64,
    /// Counts up whenever it discards data it held (truncation, resynchronisation).
    pub discards: u32,
}

/// What a process is, for shape, ring and letter. The system's own word stands beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Leads: filled disc in a double ring.
    Leader,
    /// Follows: hollow ring.
    Follower,
    /// Looks for a leader or asks for votes: dashed ring.
    Looking,
    /// Learns but never votes: square badge.
    Observer,
    /// Votes but holds no data (sentinel): hexagon.
    Voter,
    /// One of equals where nobody leads.
    Peer,
    /// A client.
    Client,
}

impl Role {
    /// The word used in files and classes.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Leader => "leader",
            Role::Follower => "follower",
            Role::Looking => "looking",
            Role::Observer => "observer",
            Role::Voter => "voter",
            Role::Peer => "peer",
            Role::Client => "client",
        }
    }
}

/// The protocol's part of a node's picture.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Portrait {
    /// The system's own word for role and phase: `LOOKING`, `leading - broadcast`, `StateLeader`.
    pub role_name: String,
    /// The epoch as its badge shows it: `e2`, `t5`; empty for none.
    pub badge: String,
    /// A second line beside the label: last zxid, offset, what a client waits for.
    pub note: String,
    /// The candidate this process votes for now, if it is voting.
    pub ballot: Option<Ballot>,
    /// The last log entries, newest last; at most eight.
    pub log: Vec<Cell>,
    /// An office it holds beside its role: `controller`; empty for none.
    pub office: &'static str,
    /// Its replicas of the first partitions, in their order.
    pub replicas: Vec<ReplicaView>,
    /// How many partitions it leads, and of how many it holds a replica; `None` for a process
    /// that never holds any.
    pub holds: Option<(u32, u32)>,
    /// Everything else worth inspecting: the real name of a field, and its value.
    pub facts: Vec<(&'static str, String)>,
}

impl Portrait {
    /// Its role, and the office it holds beside: `leader (controller)`.
    pub fn title(&self) -> String {
        match self.office {
            "" => self.role_name.clone(),
            office => format!("{} ({office})", self.role_name),
        }
    }
}

/// A ballot paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ballot {
    /// Whose name it carries.
    pub candidate: NodeId,
    /// Whether its holder knows of none better (drawn solid).
    pub best: bool,
}

/// A log entry as drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// The epoch it was written in: its colour.
    pub epoch: i64,
    /// A short text: index, counter.
    pub text: String,
    /// The position in the log: equal positions stand above each other.
    pub at: i64,
    /// Whether its process knows it committed.
    pub committed: bool,
    /// The client operation it carries.
    pub op: Option<OpId>,
}

/// One replica of a partition, as its process knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReplicaView {
    /// The partition's number.
    pub partition: u32,
    /// It believes it leads.
    pub leads: bool,
    /// The leader epoch it knows.
    pub epoch: i64,
    /// The offset up to which it knows records to be committed: the high watermark.
    pub commit: i64,
    /// The offset after its last record.
    pub end: i64,
    /// The last records, newest last; at most eight.
    pub log: Vec<Cell>,
}

/// A partition, as those who decide about it know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartitionView {
    /// Who leads it.
    pub leader: Option<NodeId>,
    /// In which leader epoch.
    pub epoch: i64,
    /// The replicas that count: the ISR.
    pub members: NodeSet,
    /// Replicas that left it with everything committed, and may lead while nobody in it can:
    /// Kafka's ELR.
    pub eligible: NodeSet,
    /// Who led last, while nobody does: Kafka's LastKnownElr.
    pub last_known: NodeSet,
}

/// The partitions of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Partitions {
    /// What the set of replicas that count is called: `ISR`.
    pub set: &'static str,
    /// The first ones, by number; at most [`Partitions::DRAWN`].
    pub first: Vec<PartitionView>,
    /// How many there are.
    pub count: u32,
}

impl Partitions {
    /// So many are drawn.
    pub const DRAWN: u32 = 6;
}

/// A process at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct NodeView {
    /// Which.
    pub id: NodeId,
    /// Its name in the scenario.
    pub label: String,
    /// Its kind in the system's words: `server`, `sentinel`, `writer`.
    pub kind: &'static str,
    /// Whether it is a client.
    pub client: bool,
    /// Role, epoch, log end, …
    pub standing: Standing,
    /// The protocol's part. For a process that is down: its disk.
    pub portrait: Portrait,
    /// Whom it is lastingly connected to; `None`: everybody.
    pub talks: Option<Vec<NodeId>>,
    /// Up, down, paused.
    pub health: Health,
    /// Why it ended itself or refused to start, in the real server's words; empty otherwise.
    pub reason: String,
    /// Since when its disk answers no flush, if it does not.
    pub stalled: Option<Time>,
    /// Its armed timers, the drawn one first.
    pub timers: Vec<TimerView>,
    /// True when no other process can reach it or be reached.
    pub isolated: bool,
}

/// Whether a process runs: the world's business, never a protocol's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Health {
    /// It runs.
    Up,
    /// It does not, since then.
    Down {
        /// Since when.
        since: Time,
        /// How it went down.
        how: Down,
    },
    /// It is stopped in its tracks (GC, SIGSTOP), since then.
    Paused {
        /// Since when.
        since: Time,
    },
}

/// How a process went down.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Down {
    /// Not started yet.
    NotStarted,
    /// Killed: its peers' connections were reset.
    Killed,
    /// Powered off: silence.
    PoweredOff,
    /// Stopped gracefully.
    Stopped,
    /// It ended itself in the middle of its work, as the real one does on a fatal error.
    Panicked,
    /// It refused to start: its disk or its configuration does not allow it.
    Refused,
}

impl Down {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Down::NotStarted => "not started",
            Down::Killed => "killed",
            Down::PoweredOff => "powered off",
            Down::Stopped => "stopped",
            Down::Panicked => "panicked",
            Down::Refused => "refused",
        }
    }
}

/// An armed timer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimerView {
    /// Its name.
    pub name: &'static str,
    /// Armed at.
    pub since: Time,
    /// Due at.
    pub at: Time,
    /// Whether it is drawn as the arc.
    pub drawn: bool,
}

/// A message under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// The real name of its kind; `RST` for a broken connection's notice.
    pub name: &'static str,
    /// Its content, one line.
    pub text: String,
    /// How it is drawn.
    pub glyph: Glyph,
    /// When it was sent.
    pub sent_at: Time,
    /// When it will arrive; `Time::NEVER` while it is held by a cut link.
    pub deliver_at: Time,
}

/// How a message is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Glyph {
    /// Solid dart.
    Request,
    /// Open dart.
    Reply,
    /// Open dart in the loss colour; its error is printed.
    Error,
    /// A ballot paper with the candidate's name.
    Ballot(Ballot),
    /// Small and quiet.
    Heartbeat,
    /// Log entries: a dart with an epoch-coloured cell.
    Data {
        /// The epoch of the last entry carried.
        epoch: i64,
    },
}

/// A directed link that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkView {
    /// From.
    pub from: NodeId,
    /// To.
    pub to: NodeId,
    /// Cut.
    pub cut: bool,
    /// Since when it is cut.
    pub since: Time,
    /// Slower than the network: its latency in µs.
    pub latency: Option<(u32, u32)>,
    /// Loses this share of messages, in millionths.
    pub loss: u32,
    /// Holds messages of these kinds.
    pub held: Vec<&'static str>,
    /// Drops messages of these kinds.
    pub dropped: Vec<&'static str>,
}

/// The picture of a run at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct ClusterView {
    /// When.
    pub now: Time,
    /// The cast, clients last.
    pub nodes: Vec<NodeView>,
    /// Messages under way, held ones included.
    pub messages: Vec<MessageView>,
    /// Links that are cut, slow or lossy.
    pub links: Vec<LinkView>,
    /// The process whose data count now.
    pub authority: Option<NodeId>,
    /// What is decided about partitions, where there are any.
    pub partitions: Option<Partitions>,
}

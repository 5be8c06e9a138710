//! The newtypes that cross module borders. No bare integer stands for an id or a time.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A process of the cast: its position there. At most [`NodeId::MAX`] processes play.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The largest cast.
    pub const MAX: u8 = 24;
    /// The position as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Simulated time since the start of the run, in microseconds.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct Time(pub u64);

impl Time {
    /// Later than anything that happens.
    pub const NEVER: Time = Time(u64::MAX);
    /// So many milliseconds after the start.
    pub const fn ms(ms: u64) -> Time {
        Time(ms * 1000)
    }
    /// Whole milliseconds since the start.
    pub const fn as_ms(self) -> u64 {
        self.0 / 1000
    }
    /// This time and `micros` more.
    #[must_use]
    pub const fn plus(self, micros: u64) -> Time {
        Time(self.0.saturating_add(micros))
    }
    /// Microseconds from `earlier` to this; 0 if it is not earlier.
    pub const fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Seconds with the millisecond, as a transcript prints it.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1_000_000, self.0 / 1000 % 1000)
    }
}

/// A set of processes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct NodeSet(pub u32);

impl NodeSet {
    /// Nobody.
    pub const EMPTY: NodeSet = NodeSet(0);
    /// Adds a process; false if it was in.
    pub fn insert(&mut self, id: NodeId) -> bool {
        let had = self.has(id);
        self.0 |= 1 << id.0;
        !had
    }
    /// Takes a process out.
    pub fn remove(&mut self, id: NodeId) {
        self.0 &= !(1 << id.0);
    }
    /// Whether it is in.
    pub fn has(self, id: NodeId) -> bool {
        self.0 >> id.0 & 1 == 1
    }
    /// How many are in.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
    /// Whether nobody is in.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// Those in both.
    #[must_use]
    pub fn and(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & other.0)
    }
    /// The members, ascending.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..32).map(NodeId).filter(move |id| self.has(*id))
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(ids: I) -> NodeSet {
        let mut set = NodeSet::EMPTY;
        for id in ids {
            set.insert(id);
        }
        set
    }
}

/// A client's operation: the client and its how-manieth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OpId(pub u32);

impl OpId {
    /// The highest number of an operation of one client.
    pub const LAST: u32 = 0xff_ffff;

    /// The `nth` operation of a client (from 0).
    pub const fn new(client: NodeId, nth: u32) -> OpId {
        OpId((client.0 as u32) << 24 | nth & 0xff_ffff)
    }
    /// Who asked.
    pub const fn client(self) -> NodeId {
        NodeId((self.0 >> 24) as u8)
    }
    /// The how-manieth of this client (from 0).
    pub const fn nth(self) -> u32 {
        self.0 & 0xff_ffff
    }
}

/// The how-manieth step of the world: every event happens in one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct StepNo(pub u32);

/// A message, named so that a change elsewhere does not rename it: the `nth` of this kind on
/// this link since its sender's last start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId {
    /// Sender.
    pub from: NodeId,
    /// Receiver.
    pub to: NodeId,
    /// How often the sender had been restarted when it sent this.
    pub incarnation: u16,
    /// The kind: an index into the system's message kinds.
    pub kind: u8,
    /// Counted from 0.
    pub nth: u32,
}

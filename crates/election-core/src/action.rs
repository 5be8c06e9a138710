//! What a visitor, a plan or a search may do to a run. The same value serves clicks, scenario
//! files and links.

use crate::value::Value;
use crate::words::{NodeId, NodeSet};

/// One deed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// The process dies; its connections are reset, so its peers notice at once.
    Kill(NodeId),
    /// The machine loses power: silence.
    PowerOff(NodeId),
    /// The process starts (again), with what is on its disk.
    Restart(NodeId),
    /// The process starts again with an empty disk.
    Wipe(NodeId),
    /// The process is stopped in its tracks (GC, SIGSTOP).
    Pause(NodeId),
    /// It goes on.
    Resume(NodeId),
    /// It is asked to stop gracefully.
    Stop(NodeId),
    /// Messages from the one to the other no longer arrive.
    Cut(NodeSet, NodeSet, Direction),
    /// They do again.
    Heal(NodeSet, NodeSet, Direction),
    /// All its links are cut, both ways.
    Isolate(NodeId),
    /// The connections between these processes break, and both ends notice; the links stay.
    Break(NodeSet, NodeSet),
    /// Every message of a kind on these links is let through, held or dropped from now on, as by
    /// a proxy that understands the protocol; `None`: of every kind.
    Filter(NodeSet, NodeSet, Direction, Option<u8>, Filter),
    /// The disk of the process answers no flush.
    Stall(NodeId),
    /// It does again.
    Unstall(NodeId),
    /// All links between different groups are cut; a process in no group keeps its links.
    Partition(Vec<NodeSet>),
    /// Every cut, slow or lossy link is as it was.
    HealAll,
    /// These links get this latency (µs, from and to).
    Slow(NodeSet, NodeSet, Direction, (u32, u32)),
    /// These links lose this share of messages, in millionths.
    Lossy(NodeSet, NodeSet, Direction, u32),
    /// A message under way is lost. On a stream it is resent after 200 ms.
    Lose(Which),
    /// A message under way arrives later, by so many µs.
    Delay(Which, u64),
    /// A message under way arrives twice (on a stream the copy is dropped).
    Duplicate(Which),
    /// An armed timer is due now.
    Fire(NodeId, &'static str),
    /// A setting changes.
    Set(&'static str, Value),
    /// An administrator asks a process for something.
    Request(NodeId, Value),
}

/// What a link does to messages of a kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Filter {
    /// Lets them through; what was held goes on.
    Pass,
    /// Holds them.
    Hold,
    /// Drops them.
    Drop,
}

impl Filter {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Filter::Pass => "pass",
            Filter::Hold => "hold",
            Filter::Drop => "drop",
        }
    }
}

/// Which way a link is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// Both ways.
    Both,
    /// Only from the first to the second.
    Forward,
    /// Only from the second to the first.
    Backward,
}

impl Direction {
    /// All words, as in files.
    pub const WORDS: &'static [&'static str] = &["both", "forward", "backward"];
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Direction::Both => "both",
            Direction::Forward => "forward",
            Direction::Backward => "backward",
        }
    }
    /// The direction of this word.
    pub fn from_word(word: &str) -> Option<Direction> {
        [Direction::Both, Direction::Forward, Direction::Backward]
            .into_iter()
            .find(|direction| direction.word() == word)
    }
}

/// A message under way: the first on this link of this kind, or the `nth` of its sender's
/// present life.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Which {
    /// Sender.
    pub from: NodeId,
    /// Receiver.
    pub to: NodeId,
    /// An index into the system's message kinds; `None`: any.
    pub kind: Option<u8>,
    /// Counted from 0; `None`: the first that is under way.
    pub nth: Option<u32>,
}

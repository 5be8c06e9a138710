//! What can be pointed at.

use election_core::words::{MessageId, NodeId, StepNo};

/// Something on the stage or in the band that can be hovered, selected and acted on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// A process.
    Node(NodeId),
    /// A link, whichever way; the smaller id first.
    Link(NodeId, NodeId),
    /// A message under way.
    Message(MessageId),
    /// What happened in one step.
    Step(StepNo),
}

impl Pick {
    /// The link between two processes, named the same from both ends.
    pub fn link(a: NodeId, b: NodeId) -> Pick {
        if a <= b { Pick::Link(a, b) } else { Pick::Link(b, a) }
    }
}

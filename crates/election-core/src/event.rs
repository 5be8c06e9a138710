//! What can happen: a closed list. Handlers never report a change of role or epoch; the world
//! derives it.

use crate::effects::{Citation, OpKind, Outcome};
use crate::view::{Down, Standing};
use crate::words::{MessageId, NodeId, NodeSet, OpId, StepNo, Time};

/// Something happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// When.
    pub at: Time,
    /// In which step: the events of one step belong together.
    pub step: StepNo,
    /// The step that caused this one: it sent the message or armed the timer. Its own step
    /// where nothing did.
    pub cause: StepNo,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// A process started.
    Started(NodeId),
    /// A process went down.
    Went {
        /// Which.
        node: NodeId,
        /// How.
        how: Down,
        /// Why it ended itself or refused to start, in the real server's words.
        says: Option<Box<str>>,
    },
    /// A process was paused.
    Paused(NodeId),
    /// A process goes on.
    Resumed(NodeId),
    /// A message was sent.
    Sent {
        /// Which.
        id: MessageId,
        /// Its content, when somebody records the details.
        text: Option<Box<str>>,
        /// It is a heartbeat, as far as somebody records the details.
        quiet: bool,
    },
    /// A message arrived.
    Delivered {
        /// Which.
        id: MessageId,
        /// When it was sent.
        sent_at: Time,
        /// Its content, when somebody records the details.
        text: Option<Box<str>>,
    },
    /// A message was lost.
    Lost {
        /// Which.
        id: MessageId,
        /// When it was sent.
        sent_at: Time,
        /// Where it was lost.
        why: Loss,
    },
    /// A stream connection broke, and this process noticed.
    Broke {
        /// Who noticed.
        node: NodeId,
        /// The other end.
        peer: NodeId,
        /// Which of the pair's connections.
        channel: u8,
    },
    /// A timer was due.
    Fired(NodeId, &'static str),
    /// A handler decided by a rule.
    Cited(NodeId, Citation),
    /// Role, epoch, leader or log changed.
    Became {
        /// Whose.
        node: NodeId,
        /// Before.
        from: Standing,
        /// After.
        to: Standing,
    },
    /// A leader counts other replicas as in sync than before, or begins to lead.
    InSync {
        /// Who leads.
        node: NodeId,
        /// The replicas in sync.
        members: NodeSet,
    },
    /// A client started an operation.
    Invoked(OpId, OpKind),
    /// A client's operation ended for it.
    Completed(OpId, Outcome),
    /// A server decided to answer a write with success.
    Acknowledged {
        /// Which write.
        op: OpId,
        /// Which server.
        node: NodeId,
        /// In which epoch of its leadership.
        epoch: i64,
    },
    /// A deed was done; as the file writes it.
    Acted(Box<str>),
    /// A deed could not be done, and why.
    NotDone(Box<str>),
}

/// Where a message was lost.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Loss {
    /// The link is cut.
    Cut,
    /// The network lost it.
    Network,
    /// The receiver is down: refused.
    Refused,
    /// The receiver is without power: silence.
    Silence,
    /// Its connection is no more.
    Stale,
    /// A visitor lost it.
    ByHand,
}

/// Who wants to know what happens.
pub trait Sink {
    /// Whether messages' contents and what rules compared are wanted too.
    fn wants_detail(&self) -> bool;
    /// An event; they come in order.
    fn event(&mut self, event: &Event);
}

/// Records everything with its details.
impl Sink for Vec<Event> {
    fn wants_detail(&self) -> bool {
        true
    }
    fn event(&mut self, event: &Event) {
        self.push(event.clone());
    }
}

//! Events in 32 bytes each: what a timeline and an event log need. Their details are found
//! again by replaying the one step.

use crate::effects::{OpKind, Outcome};
use crate::event::{Event, Loss, What};
use crate::system::SystemSpec;
use crate::view::{Down, Role, Standing};
use crate::words::{MessageId, NodeId, OpId, StepNo, Time};

/// One event, small.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// When.
    pub at: Time,
    /// µs between sending and this, for a message (up to an hour).
    pub flew: u32,
    /// In which step.
    pub step: StepNo,
    /// The step that caused it.
    pub cause: StepNo,
    /// Epoch, operation, nth of a message, place of a text: as `mark` says.
    pub value: u32,
    /// What.
    pub mark: Mark,
    /// Where: the process that it happened to.
    pub node: NodeId,
    /// The other process: a message's sender.
    pub peer: NodeId,
    /// Kind of message, place of the timer or rule in the system's list.
    pub kind: u8,
}

/// What a record tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A process started.
    Started,
    /// It went down; `kind` is the place in [`HOW`], `value` of one that ended itself the place
    /// of the text that says why.
    Went,
    /// It was paused.
    Paused,
    /// It goes on.
    Resumed,
    /// A message arrived.
    Delivered,
    /// A message was lost on a cut link.
    LostCut,
    /// A message was lost by the network or by hand.
    LostOnTheWay,
    /// A message was refused: the receiver is down, or its connection is no more.
    Refused,
    /// A connection broke.
    Broke,
    /// A timer was due.
    Fired,
    /// A rule decided.
    Cited,
    /// It leads, established; `value` is the epoch.
    Leads,
    /// It believes it leads, not yet established.
    Leading,
    /// It took this role; `kind` is the place in [`ROLES`].
    Turned,
    /// It leads, and counts these replicas as in sync: `value` is the set.
    InSync,
    /// A client started a write.
    Write,
    /// A client started a read.
    Read,
    /// It ended well.
    Ok,
    /// It failed.
    Failed,
    /// The client cannot know.
    Unknown,
    /// A server decided to acknowledge.
    Acked,
    /// A deed was done; `value` is the place of its text.
    Acted,
    /// A deed could not be done.
    NotDone,
}

/// The roles, for `Mark::Turned`.
pub const ROLES: [Role; 7] = [
    Role::Leader,
    Role::Follower,
    Role::Looking,
    Role::Observer,
    Role::Voter,
    Role::Peer,
    Role::Client,
];

/// How a process went down, for `Mark::Went`.
pub const HOW: [Down; 5] =
    [Down::Killed, Down::PoweredOff, Down::Stopped, Down::Panicked, Down::Refused];

/// What a step began with: a message, a timer, a deed.
pub fn first_of(step: StepNo, records: &[Record]) -> Option<&Record> {
    let place = records.partition_point(|record| record.step < step);
    records.get(place).filter(|record| record.step == step)
}

impl Record {
    /// When the message was sent.
    pub fn sent_at(&self) -> Time {
        Time(self.at.0.saturating_sub(self.flew.into()))
    }
    /// The operation of `Write` to `Acked`.
    pub fn op(&self) -> OpId {
        OpId(self.value)
    }
    /// Whether it is a decision, a fault or a change of role: what "next event of note" stops at.
    pub fn is_of_note(&self) -> bool {
        !matches!(
            self.mark,
            Mark::Delivered
                | Mark::Fired
                | Mark::Write
                | Mark::Read
                | Mark::Ok
                | Mark::Acked
                | Mark::LostCut
                | Mark::LostOnTheWay
        )
    }

    /// The record of an event; `None` for those that others imply. `text` keeps a text and
    /// returns its place.
    pub fn of(
        event: &Event,
        spec: &'static SystemSpec,
        text: &mut dyn FnMut(&str) -> u32,
    ) -> Option<Record> {
        let mut record = Record {
            at: event.at,
            flew: 0,
            step: event.step,
            cause: event.cause,
            value: 0,
            mark: Mark::Started,
            node: NodeId(0),
            peer: NodeId(0),
            kind: 0,
        };
        match &event.what {
            What::Sent { .. } => return None,
            What::Went { node, how, says } => {
                record.place(Mark::Went, *node);
                record.kind = place_of(HOW.iter().position(|known| known == how));
                record.value = says.as_deref().map_or(u32::MAX, text);
            }
            What::Acted(says) => (record.mark, record.value) = (Mark::Acted, text(says)),
            What::NotDone(says) => (record.mark, record.value) = (Mark::NotDone, text(says)),
            what => record.tell(what, spec),
        }
        Some(record)
    }

    fn tell(&mut self, what: &What, spec: &'static SystemSpec) {
        match what {
            What::Started(node) => self.place(Mark::Started, *node),
            What::Paused(node) => self.place(Mark::Paused, *node),
            What::Resumed(node) => self.place(Mark::Resumed, *node),
            What::Delivered { id, sent_at, .. } => self.message(Mark::Delivered, *id, *sent_at),
            What::Lost { id, sent_at, why } => {
                let mark = match why {
                    Loss::Cut => Mark::LostCut,
                    Loss::Refused | Loss::Stale => Mark::Refused,
                    Loss::Network | Loss::Silence | Loss::ByHand => Mark::LostOnTheWay,
                };
                self.message(mark, *id, *sent_at);
            }
            What::Broke { node, peer, channel } => {
                self.place(Mark::Broke, *node);
                (self.peer, self.kind) = (*peer, *channel);
            }
            What::Fired(node, timer) => {
                self.place(Mark::Fired, *node);
                self.kind = place_of(spec.timers.iter().position(|name| name == timer));
            }
            What::Cited(node, cited) => {
                self.place(Mark::Cited, *node);
                self.kind = place_of(spec.rules.iter().position(|rule| rule.id == cited.rule.id));
            }
            What::Became { node, to, .. } => self.turn(*node, to),
            What::InSync { node, members } => {
                self.place(Mark::InSync, *node);
                self.value = members.0;
            }
            What::Invoked(op, kind) => {
                self.operation(if *kind == OpKind::Write { Mark::Write } else { Mark::Read }, *op);
            }
            What::Completed(op, outcome) => {
                let mark = match outcome {
                    Outcome::Ok { .. } => Mark::Ok,
                    Outcome::Fail(_) => Mark::Failed,
                    Outcome::Unknown(_) => Mark::Unknown,
                };
                self.operation(mark, *op);
            }
            What::Acknowledged { op, node, .. } => {
                self.operation(Mark::Acked, *op);
                self.node = *node;
            }
            What::Sent { .. } | What::Went { .. } | What::Acted(_) | What::NotDone(_) => {}
        }
    }

    fn turn(&mut self, node: NodeId, to: &Standing) {
        let mark = match (to.role, to.established) {
            (Role::Leader, true) => Mark::Leads,
            (Role::Leader, false) => Mark::Leading,
            _ => Mark::Turned,
        };
        self.place(mark, node);
        self.kind = place_of(ROLES.iter().position(|role| *role == to.role));
        self.value = to.epoch as u32;
        self.peer = to.leader.unwrap_or(node);
    }

    fn message(&mut self, mark: Mark, id: MessageId, sent_at: Time) {
        self.place(mark, id.to);
        (self.peer, self.kind, self.value) = (id.from, id.kind, id.nth);
        self.flew = u32::try_from(self.at.since(sent_at)).unwrap_or(u32::MAX);
    }

    fn operation(&mut self, mark: Mark, op: OpId) {
        self.place(mark, op.client());
        self.value = op.0;
    }

    fn place(&mut self, mark: Mark, node: NodeId) {
        (self.mark, self.node) = (mark, node);
    }
}

/// A place in a list, as a record keeps it: 255 for none.
fn place_of(place: Option<usize>) -> u8 {
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

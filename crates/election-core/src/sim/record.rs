//! Events in 32 bytes each: what a timeline and an event log need. Their details are found
//! again by replaying the one step.

use crate::effects::{OpKind, Outcome};
use crate::event::{Event, Loss, What};
use crate::system::SystemSpec;
use crate::view::{Down, Role};
use crate::words::{NodeId, OpId, StepNo, Time};

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
    /// It went down; `kind` 0 killed, 1 without power, 2 stopped.
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
        let flew = |sent_at: Time| u32::try_from(event.at.since(sent_at)).unwrap_or(u32::MAX);
        let r = &mut record;
        match &event.what {
            What::Sent { .. } => return None,
            What::Started(node) => r.place(Mark::Started, *node),
            What::Went(node, how) => {
                r.place(Mark::Went, *node);
                r.kind = match how {
                    Down::PoweredOff => 1,
                    Down::Stopped => 2,
                    Down::Killed | Down::NotStarted => 0,
                };
            }
            What::Paused(node) => r.place(Mark::Paused, *node),
            What::Resumed(node) => r.place(Mark::Resumed, *node),
            What::Delivered { id, sent_at, .. } => {
                r.place(Mark::Delivered, id.to);
                (r.peer, r.kind, r.value, r.flew) = (id.from, id.kind, id.nth, flew(*sent_at));
            }
            What::Lost { id, sent_at, why } => {
                let mark = match why {
                    Loss::Cut => Mark::LostCut,
                    Loss::Refused | Loss::Stale => Mark::Refused,
                    Loss::Network | Loss::Silence | Loss::ByHand => Mark::LostOnTheWay,
                };
                r.place(mark, id.to);
                (r.peer, r.kind, r.value, r.flew) = (id.from, id.kind, id.nth, flew(*sent_at));
            }
            What::Broke { node, peer, channel } => {
                r.place(Mark::Broke, *node);
                (r.peer, r.kind) = (*peer, *channel);
            }
            What::Fired(node, timer) => {
                r.place(Mark::Fired, *node);
                r.kind = spec.timers.iter().position(|name| name == timer).unwrap_or(255) as u8;
            }
            What::Cited(node, cited) => {
                r.place(Mark::Cited, *node);
                let place = spec.rules.iter().position(|rule| rule.id == cited.rule.id);
                r.kind = place.unwrap_or(255) as u8;
            }
            What::Became { node, to, .. } => {
                r.place(Mark::Turned, *node);
                r.mark = match (to.role, to.established) {
                    (Role::Leader, true) => Mark::Leads,
                    (Role::Leader, false) => Mark::Leading,
                    _ => Mark::Turned,
                };
                r.kind = ROLES.iter().position(|role| *role == to.role).unwrap_or(0) as u8;
                r.value = to.epoch as u32;
                r.peer = to.leader.unwrap_or(*node);
            }
            What::Invoked(op, kind) => {
                let mark = if *kind == OpKind::Write { Mark::Write } else { Mark::Read };
                r.place(mark, op.client());
                r.value = op.0;
            }
            What::Completed(op, outcome) => {
                let mark = match outcome {
                    Outcome::Ok { .. } => Mark::Ok,
                    Outcome::Fail(_) => Mark::Failed,
                    Outcome::Unknown(_) => Mark::Unknown,
                };
                r.place(mark, op.client());
                r.value = op.0;
            }
            What::Acknowledged { op, node, .. } => {
                r.place(Mark::Acked, *node);
                r.value = op.0;
            }
            What::Acted(says) => {
                r.mark = Mark::Acted;
                r.value = text(says);
            }
            What::NotDone(says) => {
                r.mark = Mark::NotDone;
                r.value = text(says);
            }
        }
        Some(record)
    }

    fn place(&mut self, mark: Mark, node: NodeId) {
        (self.mark, self.node) = (mark, node);
    }
}

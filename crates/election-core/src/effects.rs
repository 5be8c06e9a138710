//! What a handler may do: say something, arm a timer, cite a rule, report on an operation.

use crate::protocol::Protocol;
use crate::rule::Rule;
use crate::sim::Armed;
use crate::value::Value;
use crate::view::Down;
use crate::words::{NodeId, OpId, Time};

/// Collects the effects of one handler call; the world applies them afterwards, in order.
pub struct Effects<'a, P: Protocol> {
    pub(crate) me: NodeId,
    pub(crate) cast: u8,
    pub(crate) now: Time,
    pub(crate) detail: bool,
    pub(crate) armed: &'a [Armed<P::Timer>],
    pub(crate) next_op: &'a mut u32,
    pub(crate) out: &'a mut Vec<Effect<P>>,
}

/// One effect.
#[derive(Debug)]
pub(crate) enum Effect<P: Protocol> {
    Send { to: NodeId, message: P::Message },
    Arm { timer: P::Timer, from: u64, to: u64 },
    Fsync(P::Timer),
    Disarm(P::Timer),
    HangUp { peer: NodeId, channel: u8 },
    Cite(Citation),
    Invoke { op: OpId, kind: OpKind },
    Complete { op: OpId, outcome: Outcome },
    Acknowledge { op: OpId, epoch: i64 },
    Exit(Down, Option<Box<str>>),
}

/// A decision, as a handler reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The rule that decided.
    pub rule: &'static Rule,
    /// The verdict, a word.
    pub verdict: &'static str,
    /// What was compared, the deciding entry last; empty when nobody records.
    pub because: Vec<Value>,
}

/// What a client asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OpKind {
    /// A write; the operation's id is the value written.
    Write,
    /// A read.
    Read,
}

/// How an operation ended for its client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// It succeeded. `position` is where in the system's history it stands (index, zxid,
    /// offset): a read that stands before a write acknowledged earlier is stale.
    Ok {
        /// Index, zxid or offset.
        position: i64,
    },
    /// It certainly had no effect; the real system's error name.
    Fail(&'static str),
    /// The client cannot know; the real system's error name.
    Unknown(&'static str),
}

impl<P: Protocol> Effects<'_, P> {
    /// This process.
    pub fn me(&self) -> NodeId {
        self.me
    }
    /// This process's own clock.
    pub fn now(&self) -> Time {
        self.now
    }
    /// How long ago (µs) a timer that runs was armed: `None` if it does not run. Changes made
    /// in this very handler do not show yet.
    pub fn elapsed(&self, timer: P::Timer) -> Option<u64> {
        let armed = self.armed.iter().find(|armed| armed.timer == timer);
        armed.map(|armed| self.now.since(armed.since))
    }
    /// How long (µs) until a timer that runs is due, as [`Effects::elapsed`].
    pub fn left(&self, timer: P::Timer) -> Option<u64> {
        let armed = self.armed.iter().find(|armed| armed.timer == timer);
        armed.map(|armed| armed.at.since(self.now))
    }
    /// How many processes play, clients included.
    pub fn cast(&self) -> u8 {
        self.cast
    }
    /// Sends a message. To itself: it arrives next, without a network.
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.out.push(Effect::Send { to, message });
    }
    /// Sends a copy to each.
    pub fn send_all(&mut self, to: impl IntoIterator<Item = NodeId>, message: &P::Message) {
        for id in to {
            self.send(id, message.clone());
        }
    }
    /// Arms a timer: due at a moment drawn from this range (µs from now, both ends included).
    /// A timer of this name that is already armed moves.
    pub fn arm(&mut self, timer: P::Timer, micros: std::ops::RangeInclusive<u64>) {
        self.out.push(Effect::Arm { timer, from: *micros.start(), to: *micros.end() });
    }
    /// Arms a timer: due after exactly so many milliseconds.
    pub fn arm_ms(&mut self, timer: P::Timer, ms: u64) {
        self.arm(timer, ms * 1000..=ms * 1000);
    }
    /// Disarms a timer, if it is armed.
    pub fn disarm(&mut self, timer: P::Timer) {
        self.out.push(Effect::Disarm(timer));
    }
    /// Closes the stream connection to a peer: it learns so after what was sent before. What
    /// is still under way from it is refused. Nothing happens if none is open. The closing side
    /// gets no `on_disconnect`. The next message opens a new one.
    pub fn hang_up(&mut self, peer: NodeId, channel: u8) {
        self.out.push(Effect::HangUp { peer, channel });
    }
    /// Names the rule that decided, its verdict, and what was compared. The closure runs only
    /// when somebody records the details.
    pub fn cite(
        &mut self,
        rule: &'static Rule,
        verdict: &'static str,
        because: impl FnOnce() -> Vec<Value>,
    ) {
        let because = if self.detail { because() } else { Vec::new() };
        self.out.push(Effect::Cite(Citation { rule, verdict, because }));
    }
    /// A client starts an operation.
    pub fn invoke(&mut self, kind: OpKind) -> OpId {
        let op = OpId::new(self.me, *self.next_op);
        *self.next_op += 1;
        self.out.push(Effect::Invoke { op, kind });
        op
    }
    /// A client's operation ends for it.
    pub fn complete(&mut self, op: OpId, outcome: Outcome) {
        self.out.push(Effect::Complete { op, outcome });
    }
    /// Arms a timer for the moment at which the flush that begins now is done: after the
    /// `fsync_ms` of this process, and not while its disk is stalled.
    pub fn fsync(&mut self, timer: P::Timer) {
        self.out.push(Effect::Fsync(timer));
    }
    /// The process exits of its own will: its connections are closed, its disk remains.
    pub fn exit(&mut self) {
        self.out.push(Effect::Exit(Down::Stopped, None));
    }
    /// The process ends itself on a fatal error (a panic, `System.exit`), after the effects given
    /// before. `says` is what the real one logs, with its numbers. Return after it.
    pub fn panic(&mut self, says: impl Into<Box<str>>) {
        self.out.push(Effect::Exit(Down::Panicked, Some(says.into())));
    }
    /// The process does not start: for [`Protocol::start`] only. `says` is what the real one
    /// logs. Return after it.
    pub fn refuse(&mut self, says: impl Into<Box<str>>) {
        self.out.push(Effect::Exit(Down::Refused, Some(says.into())));
    }
    /// A server decides to answer a write with success, as leader of this epoch.
    pub fn acknowledge(&mut self, op: OpId, epoch: i64) {
        self.out.push(Effect::Acknowledge { op, epoch });
    }
}

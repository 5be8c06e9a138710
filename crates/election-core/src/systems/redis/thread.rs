//! The one main thread of a server or a Sentinel. While it waits for its disk everything else
//! waits for it, and what its handler said leaves only afterwards: replies go out when the event
//! loop comes round (`beforeSleep`, and hiredis in a Sentinel).

use super::message::Message;
use super::{Fx, Timer};
use crate::effects::Effect;
use crate::words::{NodeId, OpId};
use std::collections::VecDeque;

/// What a process may be given to do.
#[derive(Clone, Hash, Debug)]
pub enum Input {
    /// Something was said to it.
    Heard(NodeId, Message),
    /// A timer is due.
    Due(Timer),
    /// A connection broke.
    Broke(NodeId, u8),
    /// It shall stop.
    Stop,
}

/// What it said and did while it had to wait.
#[derive(Clone, Hash, Debug)]
enum Said {
    Send(NodeId, Message),
    HangUp(NodeId, u8),
    Acknowledge(OpId, i64),
}

/// Whether the thread is free, and what waits for it.
#[derive(Clone, Hash, Debug, Default)]
pub struct MainThread {
    /// Flushes of its own that it waits for, one after the other.
    flushes: u8,
    /// It waits for a flush that another thread has begun.
    behind: bool,
    inbox: VecDeque<Input>,
    outbox: Vec<Said>,
}

impl MainThread {
    /// Whether it waits for its disk.
    pub fn is_blocked(&self) -> bool {
        self.flushes > 0 || self.behind
    }
    /// It writes a file and flushes it before it goes on.
    pub fn flush(&mut self) {
        self.flushes += 1;
    }
    /// It goes on when the other thread's flush is done.
    pub fn wait_behind(&mut self) {
        self.behind = true;
    }
    /// What comes while it is blocked waits; nobody needs a timer twice.
    pub fn put_off(&mut self, input: Input) {
        let again = |old: &Input| matches!((old, &input), (Input::Due(a), Input::Due(b)) if a == b);
        if !self.inbox.iter().any(again) {
            self.inbox.push_back(input);
        }
    }
    /// The next of what waits, if the thread is free.
    pub fn next(&mut self) -> Option<Input> {
        if self.is_blocked() { None } else { self.inbox.pop_front() }
    }

    /// A handler is done: if it must wait for the disk now, what it said since `mark` is held back.
    pub fn hold_back(&mut self, mark: usize, fx: &mut Fx<'_>) {
        if !self.is_blocked() {
            return;
        }
        for effect in fx.out.split_off(mark) {
            match effect {
                Effect::Send { to, message } => self.outbox.push(Said::Send(to, message)),
                Effect::HangUp { peer, channel } => self.outbox.push(Said::HangUp(peer, channel)),
                Effect::Acknowledge { op, epoch } => {
                    self.outbox.push(Said::Acknowledge(op, epoch));
                }
                other => fx.out.push(other),
            }
        }
        if self.flushes > 0 {
            fx.fsync(Timer::Flush);
        }
    }

    /// A flush of its own is done; true if that was the last.
    pub fn flushed(&mut self, fx: &mut Fx<'_>) -> bool {
        self.flushes = self.flushes.saturating_sub(1);
        if self.flushes > 0 {
            fx.fsync(Timer::Flush);
        }
        self.flushes == 0
    }
    /// The other thread's flush is done.
    pub fn caught_up(&mut self) {
        self.behind = false;
    }

    /// Says what was held back, if the thread is free.
    pub fn speak(&mut self, fx: &mut Fx<'_>) {
        if self.is_blocked() {
            return;
        }
        for said in self.outbox.drain(..) {
            match said {
                Said::Send(to, message) => fx.send(to, message),
                Said::HangUp(peer, channel) => fx.hang_up(peer, channel),
                Said::Acknowledge(op, epoch) => fx.acknowledge(op, epoch),
            }
        }
    }
}

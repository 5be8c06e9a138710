//! What a server may do, without naming the protocol it runs in: another system whose cast
//! contains ZooKeeper servers wraps their messages and timers in its own.

use super::message::Message;
use super::timer::Timer;
use crate::effects::Effects;
use crate::protocol::Protocol;
use crate::rule::Rule;
use crate::value::Value;
use crate::words::{NodeId, OpId};

/// The effects of a server's handler.
pub trait Out {
    /// Sends a message.
    fn send(&mut self, to: NodeId, message: Message);
    /// Arms a timer within so many milliseconds: from, to.
    fn arm(&mut self, timer: Timer, ms: std::ops::RangeInclusive<u64>);
    /// Begins a flush: the timer fires when it is done.
    fn fsync(&mut self, timer: Timer);
    /// Disarms a timer.
    fn disarm(&mut self, timer: Timer);
    /// Closes the connection to a peer.
    fn hang_up(&mut self, peer: NodeId, channel: u8);
    /// Names the rule that decided.
    fn cite(&mut self, rule: &'static Rule, verdict: &'static str, why: &dyn Fn() -> Vec<Value>);
    /// This process's own clock, in ms.
    fn now_ms(&self) -> i64;
    /// The leader of this epoch has committed a client's write.
    fn acknowledge(&mut self, op: OpId, epoch: i64);
    /// The process exits, with the message that the real one logs.
    fn panic(&mut self, says: String);
    /// The process does not start, with the message that the real one logs.
    fn refuse(&mut self, says: String);
}

impl<P: Protocol> Out for Effects<'_, P>
where
    P::Message: From<Message>,
    P::Timer: From<Timer>,
{
    fn send(&mut self, to: NodeId, message: Message) {
        Effects::send(self, to, message.into());
    }
    fn arm(&mut self, timer: Timer, ms: std::ops::RangeInclusive<u64>) {
        Effects::arm(self, timer.into(), ms.start() * 1000..=ms.end() * 1000);
    }
    fn fsync(&mut self, timer: Timer) {
        Effects::fsync(self, timer.into());
    }
    fn disarm(&mut self, timer: Timer) {
        Effects::disarm(self, timer.into());
    }
    fn hang_up(&mut self, peer: NodeId, channel: u8) {
        Effects::hang_up(self, peer, channel);
    }
    fn cite(&mut self, rule: &'static Rule, verdict: &'static str, why: &dyn Fn() -> Vec<Value>) {
        Effects::cite(self, rule, verdict, why);
    }
    fn now_ms(&self) -> i64 {
        Effects::now(self).as_ms() as i64
    }
    fn acknowledge(&mut self, op: OpId, epoch: i64) {
        Effects::acknowledge(self, op, epoch);
    }
    fn panic(&mut self, says: String) {
        Effects::panic(self, says);
    }
    fn refuse(&mut self, says: String) {
        Effects::refuse(self, says);
    }
}

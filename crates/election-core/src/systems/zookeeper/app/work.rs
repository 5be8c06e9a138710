//! What a leader of applications does: it reads what the resource holds when it begins, and from
//! then on writes the whole of it back with one more line, from its own memory.

use super::Lines;
use super::resource::Said;
use crate::systems::zookeeper::message::Message;
use crate::systems::zookeeper::out::Out;
use crate::words::{NodeId, OpId};

/// A leader's view of the resource.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Work {
    /// The resource.
    pub resource: Option<NodeId>,
    /// The token it works under.
    pub term: Option<i64>,
    /// What the resource held when it was read, and what was written since.
    pub view: Option<Lines>,
    /// The write under way.
    pub open: Option<OpId>,
}

impl Work {
    /// A new lead: the resource is read first.
    pub fn begin(&mut self, token: i64, fx: &mut dyn Out) {
        self.term = Some(token);
        self.view = None;
        self.say(Said::Open { token }, fx);
    }
    /// The resource was read.
    pub fn opened(&mut self, token: i64, lines: Lines) {
        if self.term == Some(token) && self.view.is_none() {
            self.view = Some(lines);
        }
    }
    /// Whether it may write now.
    pub fn ready(&self) -> Option<i64> {
        self.term.filter(|_| self.view.is_some() && self.open.is_none())
    }
    /// Writes one more line.
    pub fn save(&mut self, token: i64, op: OpId, fx: &mut dyn Out) {
        let mut lines = self.view.clone().unwrap_or_default();
        lines.push(op);
        self.open = Some(op);
        self.say(Said::Save { token, op, lines: Box::new(lines) }, fx);
    }
    /// The write was taken: its place. `None`: it is not the one under way.
    pub fn saved(&mut self, op: OpId) -> Option<i64> {
        self.open.take_if(|open| *open == op)?;
        let view = self.view.as_mut()?;
        view.push(op);
        Some(i64::from(view.len()))
    }
    /// The connection to the resource broke, or the lead is over: the write under way.
    pub fn give_up(&mut self) -> Option<OpId> {
        self.view = None;
        self.open.take()
    }
    fn say(&self, said: Said, fx: &mut dyn Out) {
        if let Some(resource) = self.resource {
            fx.send(resource, Message::Work(said));
        }
    }
}

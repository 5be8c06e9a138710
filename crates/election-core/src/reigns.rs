//! Who believed it led, and when: derived from events.

use crate::event::{Event, What};
use crate::view::Role;
use crate::words::{NodeId, Time};

/// A time in which a process believed it led.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reign {
    /// Who.
    pub node: NodeId,
    /// In which epoch; for one that was never established, the epoch it came from.
    pub epoch: i64,
    /// Whether it was established.
    pub established: bool,
    /// From when.
    pub from: Time,
    /// Until when; `None`: to the end.
    pub to: Option<Time>,
}

/// Derives reigns from events. A process that is down does not reign, whatever its disk says.
#[derive(Clone, Debug, Default)]
pub struct Reigns {
    /// In the order they began.
    pub all: Vec<Reign>,
    /// When processes started (true) and went down.
    lives: Vec<(Time, NodeId, bool)>,
}

impl Reigns {
    /// An event happened.
    pub fn hear(&mut self, event: &Event) {
        match &event.what {
            What::Became { node, to, .. } => {
                let leads = to.role == Role::Leader && !self.is_down(*node);
                let open = self.all.iter_mut().rev().find(|r| r.node == *node && r.to.is_none());
                match open {
                    // It becomes established, or its epoch rises while it is not yet.
                    Some(reign) if leads && (reign.epoch == to.epoch || !reign.established) => {
                        reign.epoch = to.epoch;
                        reign.established |= to.established;
                        return;
                    }
                    Some(reign) => reign.to = Some(event.at),
                    None => {}
                }
                if leads {
                    let (epoch, established) = (to.epoch, to.established);
                    let (node, from) = (*node, event.at);
                    self.all.push(Reign { node, epoch, established, from, to: None });
                }
            }
            What::Went { node, .. } => {
                self.lives.push((event.at, *node, false));
                self.end(*node, event.at);
            }
            What::Started(node) => self.lives.push((event.at, *node, true)),
            _ => {}
        }
    }

    fn is_down(&self, node: NodeId) -> bool {
        let last = self.lives.iter().rev().find(|(_, id, _)| *id == node);
        last.is_some_and(|(_, _, started)| !started)
    }

    /// Forgets what happened at this time or later.
    pub fn forget_from(&mut self, at: Time) {
        self.lives.retain(|(then, _, _)| *then < at);
        self.all.retain(|reign| reign.from < at);
        for reign in &mut self.all {
            if reign.to.is_some_and(|to| to >= at) {
                reign.to = None;
            }
        }
    }

    fn end(&mut self, node: NodeId, at: Time) {
        for reign in self.all.iter_mut().filter(|reign| reign.node == node && reign.to.is_none()) {
            reign.to = Some(at);
        }
    }
}

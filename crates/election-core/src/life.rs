//! The life of one write: who asked, who held it when, who said it was safe, who threw it away.
//! Found by telling the story once more, with an eye on that one operation.

use crate::effects::{OpKind, Outcome};
use crate::event::{Event, Sink, What};
use crate::sim::Cluster;
use crate::sim::history::{Leave, Run};
use crate::sim::ledger::Op;
use crate::words::{NodeId, NodeSet, OpId, StepNo, Time};

/// A turn in a write's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turn {
    /// When.
    pub at: Time,
    /// In which step.
    pub step: StepNo,
    /// What happened to it.
    pub what: Fate,
}

/// What can happen to a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Its client asked for it.
    Asked(NodeId),
    /// A process holds it from now on.
    Held(NodeId),
    /// A process decided to answer with success, in this epoch.
    Acknowledged(NodeId, i64),
    /// It ended for its client.
    Answered(Outcome),
    /// A process no longer holds it.
    Dropped(NodeId),
    /// The data that count are another process's now, and lack it.
    Overruled(NodeId),
    /// The data that count hold it again.
    Rescued(NodeId),
    /// No disk holds it any more.
    Gone,
}

/// A write's life, as far as the run was told.
#[derive(Clone, PartialEq, Debug)]
pub struct Life {
    /// The operation as the ledger has it in the end.
    pub op: Op,
    /// Who holds it in the end.
    pub holders: NodeSet,
    /// Whether the data that count hold it in the end.
    pub counts: bool,
    /// What happened to it, in order.
    pub turns: Vec<Turn>,
}

impl Life {
    /// Whether its client saw success and the data that count lack it.
    pub fn is_lost(&self) -> bool {
        self.op.is_acknowledged() && !self.counts
    }
}

/// Tells the life of a write; `None` for a read, or for what is not in the ledger yet.
pub fn of(run: &Run, id: OpId) -> Option<Life> {
    let mut telling = Telling::of(run, id)?;
    telling.go_on(&mut || true);
    Some(telling.life())
}

/// A life that is being told, piece by piece.
pub struct Telling {
    op: Op,
    counts: bool,
    end: StepNo,
    world: Box<dyn Cluster>,
    eye: Eye,
}

impl Telling {
    /// Begins to tell; `None` for a read, or for what is not in the ledger yet.
    pub fn of(run: &Run, id: OpId) -> Option<Telling> {
        let end = run.furthest();
        let op = *end.ledger().op(id).filter(|op| op.kind == OpKind::Write)?;
        let world = run.world_before(op.invoked);
        let eye = Eye::new(id, &*world);
        let counts = end.holdings().of(id).authority > 0;
        Some(Telling { op, counts, end: end.step_no(), world, eye })
    }

    /// Up to which step it is told.
    pub fn end(&self) -> StepNo {
        self.end
    }

    /// Tells on, as far as the leave goes; whether all is told.
    pub fn go_on(&mut self, leave: Leave) -> bool {
        while self.world.step_no() < self.end {
            if !leave() {
                return false;
            }
            self.eye.events.0.clear();
            if !self.world.step(&mut self.eye.events) {
                break;
            }
            self.eye.look(&*self.world);
        }
        true
    }

    /// The life, as far as it was told.
    pub fn life(self) -> Life {
        let Telling { op, counts, eye, .. } = self;
        Life { op, holders: eye.holders, counts, turns: eye.turns }
    }
}

impl std::fmt::Debug for Telling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the life of {:?} at {:?}", self.op.id, self.world)
    }
}

/// Watches one operation while the story is told.
struct Eye {
    id: OpId,
    events: Heard,
    /// Per process: log end and discards when it was last asked.
    seen: Vec<(i64, u32)>,
    holders: NodeSet,
    answered: bool,
    overruled: bool,
    turns: Vec<Turn>,
}

/// The process that may have written or dropped something.
fn actor(what: &What) -> Option<NodeId> {
    match what {
        What::Delivered { id, .. } => Some(id.to),
        What::Started(node) | What::Went { node, .. } | What::Fired(node, _) => Some(*node),
        _ => None,
    }
}

/// The events of one step, without their texts.
#[derive(Default)]
struct Heard(Vec<Event>);

impl Sink for Heard {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        self.0.push(event.clone());
    }
}

impl Eye {
    fn new(id: OpId, world: &dyn Cluster) -> Eye {
        let cast = world.config().nodes.len() as u8;
        let seen = (0..cast).map(|_| (i64::MIN, 0)).collect();
        let (holders, turns) = (NodeSet::EMPTY, Vec::new());
        Eye {
            id,
            events: Heard::default(),
            seen,
            holders,
            answered: false,
            overruled: false,
            turns,
        }
    }

    /// What the last step meant for the operation.
    fn look(&mut self, world: &dyn Cluster) {
        let (at, step) = (world.now(), world.step_no());
        let mut changed = false;
        let mut turns = Vec::new();
        for event in &self.events.0 {
            match event.what {
                What::Invoked(op, _) if op == self.id => turns.push(Fate::Asked(op.client())),
                What::Acknowledged { op, node, epoch } if op == self.id => {
                    turns.push(Fate::Acknowledged(node, epoch));
                }
                What::Completed(op, outcome) if op == self.id => {
                    self.answered = matches!(outcome, Outcome::Ok { .. });
                    changed = true;
                    turns.push(Fate::Answered(outcome));
                }
                What::Became { .. } | What::Went { .. } | What::Started(_) => changed = true,
                _ => {}
            }
        }
        changed |= self.look_at_holders(world, &mut turns);
        if changed {
            self.look_at_authority(world, &mut turns);
        }
        self.turns.extend(turns.into_iter().map(|what| Turn { at, step, what }));
    }

    /// A process is asked again once it has done something or its log has moved.
    fn look_at_holders(&mut self, world: &dyn Cluster, turns: &mut Vec<Fate>) -> bool {
        let before = turns.len();
        // Not the log alone: a standing is about the first of several.
        let acted: NodeSet = self.events.0.iter().filter_map(|event| actor(&event.what)).collect();
        for (node, seen) in (0..).map(NodeId).zip(&mut self.seen) {
            let standing = world.standing(node);
            let now = (standing.log_end, standing.discards);
            if std::mem::replace(seen, now) == now && !acted.has(node) {
                continue;
            }
            match (world.holds(node, self.id), self.holders.has(node)) {
                (true, false) => {
                    self.holders.insert(node);
                    turns.insert(0, Fate::Held(node));
                }
                (false, true) => {
                    self.holders.remove(node);
                    turns.push(Fate::Dropped(node));
                }
                _ => {}
            }
        }
        turns.len() > before
    }

    fn look_at_authority(&mut self, world: &dyn Cluster, turns: &mut Vec<Fate>) {
        let Some(authority) = world.authority().filter(|_| self.answered) else { return };
        let lacks = world.holdings().of(self.id).authority == 0;
        if lacks != self.overruled {
            self.overruled = lacks;
            turns.push(if lacks { Fate::Overruled(authority) } else { Fate::Rescued(authority) });
        }
        let dropped = turns.iter().any(|fate| matches!(fate, Fate::Dropped(_)));
        if dropped && self.holders.is_empty() {
            turns.push(Fate::Gone);
        }
    }
}

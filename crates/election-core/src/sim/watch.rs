//! The properties that are watched on every run, whatever the system, and the derived events.

use super::liveness::Service;
use super::world::{Slot, World, peek};
use crate::effects::{OpKind, Outcome};
use crate::event::{Sink, What};
use crate::flat::FlatMap;
use crate::parts::chunks::Chunks;
use crate::property::{Findings, PropertySpec, PropertyView, Status, Witness};
use crate::protocol::Protocol;
use crate::scenario::Config;
use crate::view::{Health, Role, Standing};
use crate::words::{NodeId, NodeSet, OpId, Time};

/// The common properties, in the order they are shown.
pub const COMMON: &[&str] = &[
    "one-leader-per-epoch",
    "epoch-monotonic",
    "committed-prefix-agrees",
    "watermark-monotonic",
    "no-dual-ack",
    "acked-on-authority",
    "acked-not-destroyed",
    "acked-readable",
    "dual-leader-belief",
    "leader-within",
    "server-led-within",
];

/// What the checks remember. It is part of the world: a fork forks it too.
#[derive(Clone, Hash, Debug)]
pub(super) struct Watch {
    pub board: Vec<PropertyView>,
    /// Who was first seen established in an epoch of an office.
    leaders: FlatMap<(u8, i64), NodeId>,
    /// The highest epoch in which a write was acknowledged, and by whom.
    acked: Option<(i64, NodeId)>,
    /// Per office, the digests of all entries that any process considered committed, from
    /// index 1.
    committed: FlatMap<u8, Chunks<u64>>,
    /// Per process: up to which index its committed entries were compared.
    compared: Vec<i64>,
    /// Whose data counted when it was last looked at.
    pub authority: Option<NodeId>,
    pub service: Service,
}

impl Watch {
    pub fn new<P: Protocol>(protocol: &P, config: &Config) -> Watch {
        let promises = protocol.promises();
        let claim = |id: &'static str, promised: bool| PropertyView {
            id,
            promised,
            status: Status::NotExercised,
            at: Time(0),
            witness: Witness::default(),
            why: None,
        };
        let common = COMMON.iter().map(|id| claim(id, promises.contains(id)));
        let own = P::PROPERTIES.iter().map(|spec: &PropertySpec| claim(spec.id, spec.promised));
        Watch {
            board: common.chain(own).collect(),
            leaders: FlatMap::new(),
            acked: None,
            committed: FlatMap::new(),
            compared: vec![0; config.nodes.len()],
            authority: None,
            service: Service::new(config),
        }
    }

    pub fn findings(&mut self, now: Time) -> Findings<'_> {
        Findings { now, board: &mut self.board }
    }

    pub fn is_violated(&self, id: &str) -> bool {
        self.board.iter().any(|claim| claim.id == id && claim.status == Status::Violated)
    }

    pub fn acknowledged(&mut self, node: NodeId, epoch: i64, now: Time) {
        let (highest, first) = self.acked.unwrap_or((epoch, node));
        let dual = epoch < highest && node != first;
        self.findings(now).check("no-dual-ack", !dual, || Witness {
            nodes: [node, first].into_iter().collect(),
            epoch: Some(epoch),
            says: format!("acknowledged in epoch {epoch} after an acknowledgement in {highest}"),
        });
        if epoch >= highest {
            self.acked = Some((epoch, node));
        }
    }

    fn leads(&mut self, node: NodeId, office: u8, epoch: i64, now: Time) {
        let first = *self.leaders.entry((office, epoch)).or_insert(node);
        self.findings(now).check("one-leader-per-epoch", first == node, || Witness {
            nodes: [node, first].into_iter().collect(),
            epoch: Some(epoch),
            says: format!("two leaders in epoch {epoch}"),
        });
    }
}

impl<P: Protocol> World<P> {
    /// Compares a process's standing with what it was, records what changed, and checks.
    pub(super) fn compare(&mut self, id: NodeId, sink: &mut dyn Sink) {
        let slot = &mut self.slots[id.index()];
        let in_sync = self.protocol.in_sync(&slot.node);
        if in_sync != slot.in_sync {
            slot.in_sync = in_sync;
            if let Some(members) = in_sync {
                self.emit(What::InSync { node: id, members }, sink);
            }
        }
        let slot = &mut self.slots[id.index()];
        let to = self.protocol.standing(&slot.node);
        let from = std::mem::replace(&mut slot.standing, to);
        if from == to {
            return;
        }
        let turned = |s: Standing| (s.role, s.epoch, s.established, s.leader);
        let turns = turned(from) != turned(to);
        if turns {
            self.emit(What::Became { node: id, from, to }, sink);
            self.check_turn(id, from, to);
        }
        if from.commit != to.commit {
            self.check_commit(id, from, to);
        }
        let peek = peek(&self.slots);
        let mut findings = Findings { now: self.now, board: &mut self.watch.board };
        self.protocol.inspect(id, &peek, &mut self.history, &mut findings);
        if from.discards != to.discards {
            self.check_acked();
        } else if turns {
            self.check_authority();
        }
        if turns {
            self.watch_service();
        }
    }

    fn check_turn(&mut self, id: NodeId, from: Standing, to: Standing) {
        let now = self.now;
        self.watch.findings(now).check("epoch-monotonic", to.epoch >= from.epoch, || Witness {
            nodes: [id].into_iter().collect(),
            epoch: Some(to.epoch),
            says: format!("epoch {} after {}", to.epoch, from.epoch),
        });
        let office = |slot: &Slot<P>| self.protocol.office(&slot.node);
        let mine = office(&self.slots[id.index()]);
        if to.role == Role::Leader && to.established {
            self.watch.leads(id, mine, to.epoch, now);
        }
        let believers: NodeSet = (0u8..)
            .zip(&self.slots)
            .filter(|(_, slot)| !matches!(slot.health, Health::Down { .. }))
            .filter(|(_, slot)| slot.standing.role == Role::Leader && office(slot) == mine)
            .map(|(i, _)| NodeId(i))
            .collect();
        if !believers.is_empty() {
            self.watch.findings(now).check("dual-leader-belief", believers.count() < 2, || {
                Witness {
                    nodes: believers,
                    epoch: None,
                    says: format!("{} processes believe they lead", believers.count()),
                }
            });
        }
    }

    fn check_commit(&mut self, id: NodeId, from: Standing, to: Standing) {
        let now = self.now;
        let back = to.commit < from.commit && to.commit >= 0;
        self.watch.findings(now).check("watermark-monotonic", !back, || Witness {
            nodes: [id].into_iter().collect(),
            epoch: Some(to.epoch),
            says: format!("commit {} after {}", to.commit, from.commit),
        });
        let office = self.protocol.office(&self.slots[id.index()].node);
        let start = self.watch.compared[id.index()] + 1;
        for index in start..=to.commit {
            let Some(mine) = self.protocol.entry(&self.slots[id.index()].node, index) else {
                break;
            };
            self.watch.compared[id.index()] = index;
            // What was committed before anybody could compare it is nobody's witness.
            let place = (index - 1) as u32;
            let committed = self.watch.committed.entry(office).or_default();
            if place > committed.len() {
                break;
            }
            let agreed = match committed.get(place) {
                Some(theirs) => *theirs == mine,
                None => {
                    committed.push(mine);
                    true
                }
            };
            let witness = || Witness {
                nodes: [id].into_iter().collect(),
                epoch: Some(to.epoch),
                says: format!("index {index} committed with another entry"),
            };
            self.watch.findings(now).check("committed-prefix-agrees", agreed, witness);
        }
    }

    /// A crash forgets what was compared, so that what comes back is compared again.
    pub(super) fn forget_compared(&mut self, id: NodeId) {
        self.watch.compared[id.index()] = 0;
    }

    pub(super) fn complete(&mut self, op: OpId, outcome: Outcome, sink: &mut dyn Sink) {
        if !self.ledger.complete(op, outcome, self.now) {
            return;
        }
        self.emit(What::Completed(op, outcome), sink);
        let Some(done) = self.ledger.op(op).copied() else { return };
        match (done.kind, outcome) {
            (OpKind::Read, Outcome::Ok { position }) => {
                let now = self.now;
                self.watch.findings(now).check("acked-readable", !done.stale, || Witness {
                    nodes: [op.client()].into_iter().collect(),
                    epoch: None,
                    says: format!("read {position}, but {} was acknowledged before", done.floor),
                });
            }
            (OpKind::Write, Outcome::Ok { .. }) => {
                self.watch.findings(self.now).exercise("acked-on-authority");
                self.watch.findings(self.now).exercise("acked-not-destroyed");
                self.check_fresh(op);
            }
            _ => {}
        }
    }
}

//! The properties that are watched on every run, whatever the system, and the derived events.

use super::ledger::Whereabouts;
use super::world::{Slot, World, peek};
use crate::effects::{OpKind, Outcome};
use crate::event::{Sink, What};
use crate::flat::FlatMap;
use crate::parts::chunks::Chunks;
use crate::property::{Findings, PropertySpec, PropertyView, Status, Witness};
use crate::protocol::{Peek, Protocol, Unmet};
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
    /// Since when nothing is broken, and whether this calm was judged.
    pub calm: Option<Time>,
    judged: bool,
    leader_within: Option<u64>,
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
        };
        let common = COMMON.iter().map(|id| claim(id, promises.contains(id)));
        let own = P::PROPERTIES.iter().map(|spec: &PropertySpec| claim(spec.id, spec.promised));
        Watch {
            board: common.chain(own).collect(),
            leaders: FlatMap::new(),
            acked: None,
            committed: FlatMap::new(),
            compared: vec![0; config.nodes.len()],
            calm: None,
            judged: false,
            leader_within: (config.system.leader_within_ms)(config).map(|ms| ms * 1000),
        }
    }

    pub fn findings(&mut self, now: Time) -> Findings<'_> {
        Findings { now, board: &mut self.board }
    }

    fn is_violated(&self, id: &str) -> bool {
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
        if turned(from) != turned(to) {
            self.emit(What::Became { node: id, from, to }, sink);
            self.check_turn(id, from, to);
        }
        if from.commit != to.commit {
            self.check_commit(id, from, to);
        }
        let peek = peek(&self.slots);
        let mut findings = Findings { now: self.now, board: &mut self.watch.board };
        self.protocol.inspect(id, &peek, &mut self.history, &mut findings);
        if from.established != to.established || from.discards != to.discards {
            self.check_acked();
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

    /// A write was acknowledged: the authority must hold it from that moment on.
    fn check_fresh(&mut self, op: OpId) {
        if self.watch.is_violated("acked-on-authority") {
            return;
        }
        if !self.protocol.keeps(&peek(&self.slots), op) {
            self.check_acked();
        }
    }

    /// The process whose data count now.
    pub(super) fn authority(&self) -> Option<NodeId> {
        self.protocol.authority(&peek(&self.slots))
    }

    /// Looks for acknowledged writes that the authority, or everybody, lacks.
    pub(super) fn check_acked(&mut self) {
        let Some(authority) = self.authority() else { return };
        let held = self.whereabouts();
        let mut doomed: Option<OpId> = None;
        let mut gone: Option<OpId> = None;
        for op in self.ledger.ops().iter() {
            if op.is_acknowledged() {
                let Whereabouts { authority, anywhere } = held.of(op.id);
                doomed = doomed.or((authority == 0).then_some(op.id));
                gone = gone.or((!anywhere).then_some(op.id));
            }
        }
        let config = &self.config;
        let witness = |op: OpId, says: &str| Witness {
            nodes: [authority].into_iter().collect(),
            epoch: None,
            says: format!("write {}#{} {says}", config.label(op.client()), op.nth()),
        };
        let mut findings = Findings { now: self.now, board: &mut self.watch.board };
        if let Some(op) = doomed {
            findings.violate("acked-on-authority", || witness(op, "is not on the authority"));
        }
        if let Some(op) = gone {
            findings.violate("acked-not-destroyed", || witness(op, "is on no disk any more"));
        }
    }

    /// A calm that lasts long enough must have a leader.
    pub(super) fn watch_liveness(&mut self) {
        let (Some(since), Some(within)) = (self.watch.calm, self.watch.leader_within) else {
            return;
        };
        if self.watch.judged || self.now.since(since) < within {
            return;
        }
        self.watch.judged = true;
        let leads =
            |slot: &Slot<P>| slot.standing.established && self.protocol.office(&slot.node) == 0;
        let led = self.slots.iter().any(leads);
        self.watch.findings(self.now).check("leader-within", led, || Witness {
            nodes: NodeSet::EMPTY,
            epoch: None,
            says: format!("no leader {} ms after everything was healed", within / 1000),
        });
    }

    /// What keeps processes without a leader, the nearest to being met first.
    pub(super) fn unmet(&self) -> Vec<(NodeId, Unmet)> {
        let peek = peek(&self.slots);
        let runs = peek.iter().filter(|peek| self.slots[peek.id.index()].health == Health::Up);
        let ask = |it: &Peek<'_, P::Node>| Some((it.id, self.protocol.unmet(it.node, &peek)?));
        let mut unmet: Vec<(NodeId, Unmet)> = runs.filter_map(ask).collect();
        unmet.sort_by_key(|(_, unmet)| unmet.short);
        unmet
    }

    /// Something was broken or mended: the calm begins anew, or is over.
    pub(super) fn feel_calm(&mut self) {
        let well = self.slots.iter().all(|slot| slot.health == Health::Up)
            && self.config.network.loss == 0
            && self.slots.iter().all(|slot| slot.stalled.is_none())
            && self.links.all().all(|(_, _, link)| !link.is_odd());
        self.watch.calm = well.then_some(self.now);
        self.watch.judged = false;
    }
}

/// Who holds which operation: counted once, asked often.
#[derive(Debug)]
pub struct Holdings {
    authority: Vec<Vec<u8>>,
    anywhere: Vec<Vec<u8>>,
    ruled: bool,
}

impl Holdings {
    fn note(counts: &mut [Vec<u8>], op: OpId) {
        let Some(counts) = counts.get_mut(op.client().index()) else { return };
        let nth = op.nth() as usize;
        if counts.len() <= nth {
            counts.resize(nth + 1, 0);
        }
        counts[nth] = counts[nth].saturating_add(1);
    }
    fn count(counts: &[Vec<u8>], op: OpId) -> u32 {
        let counts =
            counts.get(op.client().index()).and_then(|counts| counts.get(op.nth() as usize));
        u32::from(counts.copied().unwrap_or(0))
    }
    /// Where this operation is.
    pub fn of(&self, op: OpId) -> Whereabouts {
        let anywhere = Holdings::count(&self.anywhere, op) > 0;
        let authority =
            if self.ruled { Holdings::count(&self.authority, op) } else { u32::from(anywhere) };
        Whereabouts { authority, anywhere }
    }
}

impl<P: Protocol> World<P> {
    pub(super) fn whereabouts(&self) -> Holdings {
        let cast = self.slots.len();
        let mut held = Holdings {
            authority: vec![Vec::new(); cast],
            anywhere: vec![Vec::new(); cast],
            ruled: false,
        };
        for slot in &self.slots {
            self.protocol.journal(&slot.node, &mut |op| Holdings::note(&mut held.anywhere, op));
        }
        let Holdings { authority, .. } = &mut held;
        let ruled =
            self.protocol.ruled(&peek(&self.slots), &mut |op| Holdings::note(authority, op));
        held.ruled = ruled;
        held
    }
}

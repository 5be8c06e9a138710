//! Where acknowledged writes are: on the process whose data count, on some disk, or nowhere.
//!
//! **The law.** At every instant the ledger and the two promises about acknowledged writes say the
//! same: as soon as the ledger counts one as lost, `acked-on-authority` is violated; as soon as one
//! is on no disk, `acked-not-destroyed` is, too. What the ledger counts can change only when a
//! write is acknowledged, when somebody else's data count, or when somebody drops data: these
//! moments are looked at, and no others.

use super::ledger::Whereabouts;
use super::world::{World, peek};
use crate::property::{Findings, Witness};
use crate::protocol::Protocol;
use crate::words::{NodeId, OpId};

impl<P: Protocol> World<P> {
    /// A write was acknowledged: the authority must hold it from that moment on.
    pub(super) fn check_fresh(&mut self, op: OpId) {
        let both = ["acked-on-authority", "acked-not-destroyed"];
        if !both.iter().all(|id| self.watch.is_violated(id))
            && !self.protocol.keeps(&peek(&self.slots), op)
        {
            self.check_acked();
        }
    }

    /// The process whose data count now.
    pub(super) fn authority(&self) -> Option<NodeId> {
        self.protocol.authority(&peek(&self.slots))
    }

    /// If other data count than before, looks at what they lack.
    pub(super) fn check_authority(&mut self) {
        let authority = self.authority();
        if self.watch.authority != authority {
            self.watch.authority = authority;
            self.check_acked();
        }
    }

    /// Looks for acknowledged writes that the authority, or everybody, lacks.
    pub(super) fn check_acked(&mut self) {
        let authority = self.authority();
        self.watch.authority = authority;
        let held = self.whereabouts();
        let mut lost: Option<OpId> = None;
        let mut gone: Option<OpId> = None;
        for op in self.ledger.ops().iter().filter(|op| op.is_acknowledged()) {
            let Whereabouts { authority, anywhere } = held.of(op.id);
            lost = lost.or((authority == 0).then_some(op.id));
            gone = gone.or((!anywhere).then_some(op.id));
        }
        let config = &self.config;
        let witness = |op: OpId, says: &str| Witness {
            nodes: authority.into_iter().collect(),
            epoch: None,
            says: format!("write {}#{} {says}", config.label(op.client()), op.nth()),
        };
        let mut findings = Findings { now: self.now, board: &mut self.watch.board };
        if let Some(op) = lost {
            findings.violate("acked-on-authority", || witness(op, "is not on the authority"));
        }
        if let Some(op) = gone {
            findings.violate("acked-not-destroyed", || witness(op, "is on no disk any more"));
        }
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

//! What would have saved a write: the run told again under other settings, one at a time, a slice
//! per frame.

use super::SLICE;
use crate::session::Session;
use crate::session::compare::Against;
use crate::session::slice::Slice;
use election_core::outcome::Nobody;
use election_core::sim::Cluster;
use election_core::sim::ledger::Sum;
use election_core::value::Value;
use election_core::words::Time;

/// A setting that helps.
#[derive(Clone, PartialEq, Debug)]
pub struct Remedy {
    /// The setting or rule.
    pub name: &'static str,
    /// Its other value; for a rule, whether it holds.
    pub value: Value,
    /// What is set beside the run to see it.
    pub against: Against,
    /// The ledger of the run under it, as far as this run was told.
    pub sum: Sum,
}

/// What is tried, and what helped.
#[derive(Debug)]
pub struct Remedies {
    /// Settings under which fewer acknowledged writes are lost: the fewest first.
    pub found: Vec<Remedy>,
    /// How many settings were tried, and how many there are to try.
    pub tried: (usize, usize),
    /// The runs were too long for all to be tried.
    pub cut: bool,
    left: Vec<Candidate>,
    /// The run that is being told.
    trial: Option<(Candidate, Box<dyn Cluster>)>,
    /// Up to when each is told, and how many writes were lost in the run as it is.
    end: Time,
    lost: u32,
    /// Steps that all of them may still take.
    steps: u32,
}

/// A setting or rule, its other value, and the run with it.
pub(super) type Candidate = (&'static str, Value, Against);

/// How many settings are tried, and how many steps of all their runs are told.
const TRIED: usize = 16;
const STEPS: u32 = 800_000;
/// How many remedies are shown.
const SHOWN: usize = 3;

impl Remedies {
    /// Whether there is more to try.
    pub fn is_open(&self) -> bool {
        self.trial.is_some() || !self.left.is_empty()
    }

    fn give_up(&mut self) {
        (self.trial, self.cut) = (None, true);
        self.left.clear();
    }
}

impl Session {
    /// Begins to tell the run again under other settings.
    pub(in crate::session) fn look_for_remedies(&mut self) -> bool {
        self.stand_still();
        let mut left: Vec<Candidate> = self.candidates().into_iter().take(TRIED).collect();
        left.reverse();
        let (end, lost) = (self.run.head(), self.run.furthest().sum().lost);
        let tried = (0, left.len());
        let (found, trial, cut, steps) = (Vec::new(), None, false, STEPS);
        let remedies = Remedies { found, tried, cut, left, trial, end, lost, steps };
        if let Some(why) = &mut self.why {
            why.remedies = Some(remedies);
        }
        self.try_on();
        true
    }

    /// Tells the trials for a slice.
    pub(super) fn try_on(&mut self) {
        let Some(mut all) = self.why.as_mut().and_then(|why| why.remedies.take()) else { return };
        let mut slice = Slice::new(SLICE.0, SLICE.1);
        while all.is_open() && slice.more() {
            match all.trial.take() {
                None => self.begin_trial(&mut all),
                Some((candidate, world)) => go_on(&mut all, candidate, world, &mut slice),
            }
        }
        if !all.is_open() {
            self.order(&mut all);
        }
        if let Some(why) = &mut self.why {
            why.remedies = Some(all);
        }
    }

    fn begin_trial(&self, all: &mut Remedies) {
        let Some(candidate) = all.left.pop() else { return };
        match self.counterpart(&candidate.2) {
            Ok(run) => all.trial = Some((candidate, run.cluster().fork())),
            Err(_) => all.tried.0 += 1,
        }
    }

    /// What the story is about comes first, if it helps.
    fn order(&self, all: &mut Remedies) {
        let own = self.base.lesson.switch.as_ref().map(|switch| switch.setting.clone());
        all.found.sort_by_key(|remedy| {
            let told = own.as_deref() == Some(remedy.name);
            (!told, remedy.sum.lost, u32::MAX - remedy.sum.acknowledged)
        });
        all.found.truncate(SHOWN);
    }
}

/// Tells one trial on; at its end it is judged.
fn go_on(all: &mut Remedies, candidate: Candidate, mut world: Box<dyn Cluster>, slice: &mut Slice) {
    while world.next_at().is_some_and(|at| at <= all.end) {
        if all.steps == 0 {
            return all.give_up();
        }
        if !slice.more() {
            all.trial = Some((candidate, world));
            return;
        }
        all.steps -= 1;
        world.step(&mut Nobody);
    }
    all.tried.0 += 1;
    let (sum, (name, value, against)) = (world.sum(), candidate);
    if sum.lost < all.lost {
        all.found.push(Remedy { name, value, against, sum });
    }
}

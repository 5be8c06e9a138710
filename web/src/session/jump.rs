//! Ways of moving the playhead by what happened: to a decision, a fault, a change of leader, a
//! broken claim's witness, or to where the run was told last.

use super::{Notice, Session};
use crate::command::Stop;
use crate::form::Form;
use crate::scene::Pick;
use election_core::property::{PropertyView, Status};
use election_core::sim::record::{Mark, Record};
use election_core::words::{StepNo, Time};

/// How far beyond the end of the story the next of something is looked for, in simulated µs.
pub(super) const REACH: u64 = 60_000_000;
/// How many steps of one moment are looked through for a witness.
const MOMENT: u32 = 10_000;

impl Stop {
    /// Whether the playhead stops at this.
    pub fn is_at(self, record: &Record) -> bool {
        match self {
            Stop::Event => true,
            Stop::Decision => record.mark == Mark::Cited,
            Stop::Leader => record.mark == Mark::Leads,
            Stop::Fault => matches!(
                record.mark,
                Mark::Went | Mark::Paused | Mark::Resumed | Mark::Acted | Mark::NotDone
            ),
        }
    }
}

impl Session {
    pub(super) fn seek_step(&mut self, step: StepNo) {
        self.stand_still();
        self.run.seek_step(step);
        self.select(Some(Pick::Step(step)));
    }

    pub(super) fn caption(&mut self, forward: bool) {
        if let Some(at) = self.story.neighbour(self.run.now(), forward) {
            self.playback.seek(at);
        }
    }

    /// To the next stop of this sort, or the one before; the playhead stays if there is none.
    pub(super) fn go_to(&mut self, stop: Stop, forward: bool) {
        self.stand_still();
        self.forget_no_further();
        if self.go_to_both(stop, forward) {
            return;
        }
        if stop == Stop::Event {
            if forward {
                self.run.step_forward()
            } else {
                self.run.step_back()
            }
            self.show_stop(stop);
            return;
        }
        if forward {
            return self.set_out(stop);
        }
        match self.run.seek_prev(|record| stop.is_at(record)) {
            true => self.show_stop(stop),
            false => self.notice = Some(Notice::NoFurther(stop)),
        }
    }

    /// The workbench shows what the playhead stands on; in the story only a decision is a reason
    /// to open the drawer.
    pub(super) fn show_stop(&mut self, stop: Stop) {
        if self.form == Form::Workbench || stop == Stop::Decision {
            let step = self.run.cluster().step_no();
            self.select(Some(Pick::Step(step)));
        }
    }

    pub(super) fn forget_no_further(&mut self) {
        let about = |notice: &mut Notice| {
            matches!(
                notice,
                Notice::NoFurther(_) | Notice::Looking(..) | Notice::Full | Notice::Stopped(_)
            )
        };
        self.notice.take_if(about);
    }

    /// To where the run was told last, and on from there.
    pub(super) fn live(&mut self) {
        self.selected = None;
        self.forget_no_further();
        self.play(true);
        self.playback.seek(self.run.head());
    }

    /// Whether the playhead is where the run was told last.
    pub fn is_live(&self) -> bool {
        self.run.now() >= self.run.head()
    }

    /// To the step in which a claim broke: it is selected.
    pub(super) fn witness(&mut self, id: &str) {
        let broken = |claims: Vec<PropertyView>| {
            claims.into_iter().find(|it| it.id == id && it.status == Status::Violated)
        };
        let Some(claim) = broken(self.run.cluster().properties()) else { return };
        self.stand_still();
        self.run.seek(Time(claim.at.0.saturating_sub(1)));
        // Of a moment that has more steps, the last of these stands for its witness.
        for _ in 0..MOMENT {
            let next = self.run.cluster().next_at().filter(|at| *at <= claim.at);
            if next.is_none() {
                // It broke because nothing happened: the last thing that did is its witness.
                self.run.seek(claim.at);
                break;
            }
            self.run.step_forward();
            if broken(self.run.cluster().properties()).is_some() {
                break;
            }
        }
        let step = self.run.cluster().step_no();
        self.select(Some(Pick::Step(step)));
        self.witness = Some((claim.id, claim.witness.nodes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use election_core::scenario::Scenario;
    use election_core::words::StepNo;

    fn split_brain() -> Session {
        let file = include_str!("../../../scenarios/redis/split-brain.json");
        let file = serde_json::from_str(file).expect("the file is JSON");
        let base = Scenario::read(&file).expect("the file is a scenario");
        let mut session = Session::open(base, false).expect("the story starts");
        session.apply(Command::Form(Form::Workbench));
        session
    }

    #[test]
    fn a_broken_claim_leads_to_its_first_moment_with_its_witness_selected() {
        let mut session = split_brain();
        session.run.seek(session.run.scenario().until);
        let broken = session.run.cluster().properties();
        let broken: Vec<_> = broken.iter().filter(|it| it.status == Status::Violated).collect();
        assert!(broken.iter().any(|claim| claim.id == "dual-leader-belief"), "{broken:?}");
        for claim in broken {
            session.run.seek(session.run.scenario().until);
            session.apply(Command::Witness(claim.id));
            assert_eq!(session.run.now(), claim.at, "{}", claim.id);
            assert_eq!(session.witness, Some((claim.id, claim.witness.nodes)));
            let Some(Pick::Step(step)) = session.selected else { panic!("nothing selected") };
            assert_eq!(step, session.run.cluster().step_no());
            assert_eq!(session.chain.first(), Some(&step));
            // One step earlier it still held.
            session.run.seek_step(StepNo(step.0 - 1));
            let before = session.run.cluster().properties();
            let before = before.iter().find(|it| it.id == claim.id).map(|it| it.status);
            assert_ne!(before, Some(Status::Violated), "{}", claim.id);
        }
    }

    #[test]
    fn stops_are_found_both_ways_and_a_missing_one_is_said() {
        let mut session = split_brain();
        for stop in [Stop::Decision, Stop::Fault] {
            session.run.seek(Time(0));
            session.apply(Command::GoTo(stop, true));
            let first = session.run.cluster().step_no();
            assert_eq!(session.selected, Some(Pick::Step(first)), "{stop:?}");
            session.apply(Command::GoTo(stop, true));
            assert!(session.run.cluster().step_no() > first, "{stop:?}");
            session.apply(Command::GoTo(stop, false));
            assert_eq!(session.run.cluster().step_no(), first, "{stop:?}");
        }
        session.run.seek(Time(0));
        let here = session.run.cluster().step_no();
        session.apply(Command::GoTo(Stop::Leader, false));
        assert_eq!(session.run.cluster().step_no(), here);
        assert_eq!(session.notice, Some(Notice::NoFurther(Stop::Leader)));
    }

    #[test]
    fn live_is_where_the_run_was_told_last() {
        let mut session = split_brain();
        session.run.seek(Time::ms(9_000));
        session.run.seek(Time::ms(2_000));
        assert!(!session.is_live());
        session.apply(Command::Live);
        session.apply(Command::Elapsed(16.0));
        assert!(session.run.now() >= Time::ms(9_000) && session.playback.playing);
    }
}

//! The search for the next stop: a slice per frame, and after so many events a question.

use super::jump::REACH;
use super::slice::Slice;
use super::{Notice, Session};
use crate::command::Stop;
use election_core::sim::history::{Found, Search};
use election_core::words::{StepNo, Time};

/// Events that are looked through before the visitor is asked whether to go on.
pub const ASKED_AFTER: u32 = 200_000;
/// Steps in one slice, and ms of the wall clock.
const SLICE: (u32, f64) = (20_000, 20.0);

/// A search under way, in the run and in the one beside it.
#[derive(Clone, Debug)]
pub struct Quest {
    stop: Stop,
    /// Per run: how far it came, and what it found.
    sides: Vec<(Search, Option<Found>)>,
    /// Steps that were told for it.
    told: u32,
    /// At so many steps the visitor is asked.
    ask_at: u32,
    /// The visitor is being asked.
    asks: bool,
}

impl Session {
    /// Sets out for the next stop of this sort.
    pub(super) fn set_out(&mut self, stop: Stop) {
        let (now, until) = (self.run.now(), self.run.scenario().until);
        let alone = self.compare.is_none();
        let reach = if alone && now < until { until.since(now) } else { REACH };
        let beside = self.compare.as_ref().map(|compare| compare.other.run.search(reach));
        let all = std::iter::once(self.run.search(reach)).chain(beside);
        let sides = all.map(|search| (search, None)).collect();
        self.quest = Some(Quest { stop, sides, told: 0, ask_at: ASKED_AFTER, asks: false });
        self.look_on();
    }

    /// Whether a search goes on by itself.
    pub(super) fn looks(&self) -> bool {
        self.quest.as_ref().is_some_and(|quest| !quest.asks)
    }

    /// Goes on with the search after the question.
    pub(super) fn look_further(&mut self) {
        if let Some(quest) = &mut self.quest {
            quest.ask_at = quest.told.saturating_add(ASKED_AFTER);
            quest.asks = false;
            self.look_on();
        }
    }

    /// Gives the search up.
    pub(super) fn give_up(&mut self) {
        if self.quest.take().is_some() {
            self.forget_no_further();
        }
    }

    /// Looks through a slice.
    pub(super) fn look_on(&mut self) {
        let Some(mut quest) = self.quest.take() else { return };
        let allowed = SLICE.0.min(quest.ask_at.saturating_sub(quest.told));
        let mut slice = Slice::new(allowed, SLICE.1);
        let beside = self.compare.as_mut().map(|compare| &mut compare.other.run);
        let runs = std::iter::once(&mut self.run).chain(beside);
        for (run, (search, found)) in runs.zip(&mut quest.sides) {
            if found.is_none() {
                let stop = quest.stop;
                let come = run.find(search, |record| stop.is_at(record), &mut || slice.more());
                *found = Some(come).filter(|come| *come != Found::Underway);
            }
        }
        quest.told += allowed - slice.left().min(allowed);
        let found: Option<Vec<Found>> = quest.sides.iter().map(|(_, found)| *found).collect();
        match found {
            Some(found) => self.arrive(quest.stop, &found),
            None => {
                quest.asks = quest.told >= quest.ask_at;
                self.notice = Some(Notice::Looking(quest.stop, quest.told, quest.asks));
                self.quest = Some(quest);
            }
        }
    }

    fn arrive(&mut self, stop: Stop, found: &[Found]) {
        self.forget_no_further();
        let at = |found: &Found| match found {
            Found::At(step, at) => Some((*at, *step)),
            _ => None,
        };
        let first: Option<(Time, StepNo)> = found.iter().filter_map(at).min();
        match first {
            Some((at, _)) if self.compare.is_some() => self.playback.goal = Some(at),
            Some((_, step)) => {
                self.run.seek_step(step);
                self.show_stop(stop);
            }
            None if found.contains(&Found::Full) => self.notice = Some(Notice::Full),
            None if self.run.furthest().stopped().is_some() => {
                self.notice = self.run.furthest().stopped().map(Notice::Stopped);
            }
            None => self.notice = Some(Notice::NoFurther(stop)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::session::compare::tests::settle;
    use election_core::scenario::Scenario;

    /// Three servers that cannot agree, with nine clients and a heartbeat a millisecond.
    fn busy() -> Session {
        let clients: Vec<String> = (0..9)
            .map(|n| format!(r#"{{"id":"c{n}","kind":"writer","attached":"1","every_ms":1}}"#))
            .collect();
        let file = format!(
            r#"{{"version":1,"key":"busy","system":"raft","until_ms":3600000,"seed":1,
                "nodes":[{{"id":"1"}},{{"id":"2"}},{{"id":"3"}}],"clients":[{}],
                "network":{{"latency_ms":[0,0]}},
                "settings":{{"heartbeat-interval":1,"election-timeout":10}}}}"#,
            clients.join(",")
        );
        let file = serde_json::from_str(&file).expect("JSON");
        Session::open(Scenario::read(&file).expect("a scenario"), false).expect("it starts")
    }

    #[test]
    fn a_search_asks_after_so_many_events_and_goes_on_where_it_stopped() {
        let mut session = busy();
        session.apply(Command::GoTo(Stop::Leader, true));
        settle(&mut session);
        let here = session.run.now();
        session.apply(Command::GoTo(Stop::Fault, true));
        assert!(session.looks(), "one slice is not enough");
        settle(&mut session);
        assert_eq!(session.notice, Some(Notice::Looking(Stop::Fault, ASKED_AFTER, true)));
        assert_eq!(session.run.now(), here, "the playhead waits");
        let told = session.run.records().len();
        session.apply(Command::GoOn);
        settle(&mut session);
        assert_eq!(session.notice, Some(Notice::Looking(Stop::Fault, 2 * ASKED_AFTER, true)));
        assert!(session.run.records().len() > told);
        session.apply(Command::Escape);
        assert!(session.quest.is_none() && session.notice.is_none());
    }
}

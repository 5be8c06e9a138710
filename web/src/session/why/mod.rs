//! What the Why panel tells: the step that is asked about, the votes that were counted in it,
//! the life of the write it is about, and what would have saved that write.

mod remedies;
#[cfg(test)]
mod tests;

pub use remedies::{Remedies, Remedy};

use super::Session;
use super::compare::Against;
use super::slice::Slice;
use crate::command::Panel;
use crate::scene::Pick;
use election_core::ballots::{self, Ballot};
use election_core::event::{Event, What};
use election_core::life::{Life, Telling};
use election_core::schema::Ty;
use election_core::sim::record::{Mark, Record};
use election_core::system::Setting;
use election_core::value::Value;
use election_core::words::{OpId, StepNo};

/// The answer to "why".
#[derive(Debug)]
pub struct Why {
    /// The step that it is about.
    pub step: StepNo,
    /// What happened in it.
    pub events: Vec<Event>,
    /// The votes that were counted in it.
    pub ballots: Vec<Ballot>,
    /// The life of the write that it is about, up to the step it was told to.
    pub life: Option<(Life, StepNo)>,
    /// The life that is being told.
    telling: Option<Telling>,
    /// Settings under which fewer acknowledged writes are lost, once they are looked for.
    pub remedies: Option<Remedies>,
}

/// Steps of a life or of a trial in one frame, and ms of the wall clock.
const SLICE: (u32, f64) = (20_000, 20.0);

impl Session {
    /// Finds the answer anew, if what is asked about has changed.
    pub(super) fn refresh_why(&mut self) {
        let wanted = match self.open_panel() {
            // A replay for every decision that flies by would be for nobody's eyes.
            Some(Panel::Why) if self.is_fleeting() => return,
            Some(Panel::Why) => self.why_step(),
            _ => None,
        };
        if self.why.as_ref().map(|why| why.step) != wanted {
            self.why = wanted.map(|step| self.answer(step));
        }
        self.refresh_life();
    }

    fn answer(&self, step: StepNo) -> Why {
        let events = self.run.events_of(step);
        let ballots = ballots::counted(&self.run, &events);
        Why { step, events, ballots, life: None, telling: None, remedies: None }
    }

    /// A write's life is told as far as the run is; while time goes by, as far as it was.
    fn refresh_life(&mut self) {
        let (moves, here) = (self.moves(), self.run.furthest().step_no());
        let Some(why) = &mut self.why else { return };
        let told = why.life.as_ref().map(|(_, step)| *step);
        if told == Some(here) || moves && told.is_some() || why.telling.is_some() {
            return;
        }
        let op = why.events.iter().find_map(operation);
        why.telling = op.and_then(|op| Telling::of(&self.run, op));
        (why.life, why.remedies) = (None, None);
        self.tell_on();
    }

    /// Tells a life a slice on.
    fn tell_on(&mut self) {
        let Some(why) = &mut self.why else { return };
        let Some(telling) = &mut why.telling else { return };
        let (mut slice, end) = (Slice::new(SLICE.0, SLICE.1), telling.end());
        if telling.go_on(&mut || slice.more()) {
            why.life = why.telling.take().map(|telling| (telling.life(), end));
        }
    }

    /// Whether an answer is still being worked out.
    pub(super) fn wonders(&self) -> bool {
        self.why.as_ref().is_some_and(|why| {
            why.telling.is_some() || why.remedies.as_ref().is_some_and(Remedies::is_open)
        })
    }

    /// Works on the answer for a slice.
    pub(super) fn wonder_on(&mut self) {
        match self.why.as_ref().is_some_and(|why| why.telling.is_some()) {
            true => self.tell_on(),
            false => self.try_on(),
        }
    }

    /// The selected step, else the last decision of the selected process, else the last one.
    fn why_step(&self) -> Option<StepNo> {
        let node = match self.selected {
            Some(Pick::Step(step)) => return Some(step),
            Some(Pick::Node(id)) => Some(id),
            _ => None,
        };
        let decided = |record: &&Record| {
            record.mark == Mark::Cited && node.is_none_or(|node| node == record.node)
        };
        self.run.records_until_now().iter().rev().find(decided).map(|record| record.step)
    }

    /// What is worth trying: the lesson's switch, rules that are off, then every setting that
    /// says how safe a write has to be rather than how long something takes.
    pub(super) fn candidates(&self) -> Vec<(&'static str, Value, Against)> {
        let system = self.run.scenario().config.system;
        let mut found = Vec::new();
        match self.switched_over() {
            Ok(Against::Setting(name, value)) => {
                found.push((name, value.clone(), Against::Setting(name, value)));
            }
            Ok(Against::Rule(id, holds)) => {
                found.push((id, holds.into(), Against::Rule(id, holds)));
            }
            _ => {}
        }
        for id in &self.run.scenario().config.rules_off {
            found.push((id, true.into(), Against::Rule(id, true)));
        }
        let small = |setting: &&Setting| match setting.field.ty {
            Ty::Bool => true,
            Ty::Int(..) => setting.unit.is_empty(),
            Ty::OneOf(_) => setting.field.name != "profile",
            _ => false,
        };
        for setting in system.settings.iter().filter(small) {
            let (name, value) = (setting.field.name, self.alternative(setting));
            if found.iter().all(|(known, ..)| *known != name) {
                found.push((name, value.clone(), Against::Setting(name, value)));
            }
        }
        found
    }

    /// The value of a setting that is most worth trying instead: what the lesson's switch tries,
    /// the story's own, the default, or the nearest one that makes a difference.
    pub fn alternative(&self, setting: &'static Setting) -> Value {
        let name = setting.field.name;
        let settings = &self.run.cluster().config().settings;
        let value = settings.at(name);
        let switch = self.base.lesson.switch.as_ref();
        let tried = switch.filter(|it| it.setting == name).map(|it| it.value.clone());
        let story = self.base.config.settings.at(name).clone();
        let default = self.base.config.system.default_of(setting, settings.get("profile"));
        let known = [tried, Some(story), Some(default)];
        if let Some(other) = known.into_iter().flatten().find(|it| it != value) {
            return other;
        }
        match (&setting.field.ty, value) {
            (Ty::Bool, value) => Value::Bool(!value.flag()),
            (Ty::OneOf(words), value) => {
                let place = words.iter().position(|word| *word == value.text()).unwrap_or(0);
                words[(place + 1) % words.len()].into()
            }
            (Ty::Int(_, most), Value::Int(number)) if *number < 10 && number < most => {
                Value::Int(number + 1)
            }
            (Ty::Int(_, most), Value::Int(number)) if *number <= most / 2 => Value::Int(number * 2),
            (Ty::Int(least, _), Value::Int(number)) => Value::Int((number / 2).max(*least)),
            (_, value) => value.clone(),
        }
    }
}

/// The operation that an event is about.
fn operation(event: &Event) -> Option<OpId> {
    match event.what {
        What::Invoked(op, _) | What::Completed(op, _) | What::Acknowledged { op, .. } => Some(op),
        _ => None,
    }
}

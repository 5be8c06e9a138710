//! The plan of a run: steps at a time or after an event, and what visitors did on top.

use super::world::{Slot, World, peek};
use crate::action::Action;
use crate::event::{Sink, What};
use crate::protocol::Protocol;
use crate::scenario::Config;
use crate::scenario::plan::{Plan, Progress, When};
use crate::scenario::{deed, selector};
use crate::view::{Health, Role};
use crate::words::{NodeId, Time};
use std::sync::Arc;

/// What is still to be done, and what was heard.
#[derive(Clone, Debug)]
pub(super) struct Director {
    plan: Arc<Plan>,
    progress: Vec<Step>,
    /// What visitors did, in order of time; the first `played` are done.
    script: Arc<Vec<(Time, Action)>>,
    played: u32,
    due: Time,
    listens: bool,
}

#[derive(Clone, Debug)]
struct Step {
    seen: u32,
    due: Time,
    done: bool,
    /// Why it could not be done.
    failed: Option<Arc<str>>,
}

impl Director {
    pub fn new(config: &Config) -> Director {
        let plan = config.plan.clone();
        let progress = plan
            .steps
            .iter()
            .map(|step| {
                let due = if let When::At(at) = step.when { at } else { Time::NEVER };
                Step { seen: 0, due, done: false, failed: None }
            })
            .collect();
        let mut director = Director {
            plan,
            progress,
            script: Arc::default(),
            played: 0,
            due: Time::NEVER,
            listens: false,
        };
        director.find_due();
        director
    }

    /// When the next step of plan or script is due.
    pub fn due(&self) -> Time {
        self.due
    }

    /// Whether some step waits for an event.
    pub fn listens(&self) -> bool {
        self.listens
    }

    /// How far each step of the plan is.
    pub fn progress(&self) -> Vec<Progress> {
        let one = |step: &Step| match &step.failed {
            Some(why) => Progress::NotDone(why.to_string()),
            None if step.done => Progress::Done,
            None if step.due == Time::NEVER => Progress::Waits,
            None => Progress::Due(step.due),
        };
        self.progress.iter().map(one).collect()
    }

    fn find_due(&mut self) {
        let open = || self.progress.iter().filter(|progress| !progress.done);
        let planned = open().map(|progress| progress.due).min().unwrap_or(Time::NEVER);
        let scripted = self.script.get(self.played as usize).map_or(Time::NEVER, |(at, _)| *at);
        self.due = planned.min(scripted);
        self.listens = open().any(|progress| progress.due == Time::NEVER);
    }

    /// An event happened: a step that waits for it may become due.
    pub fn hear(&mut self, what: &What, now: Time) {
        let mut changed = false;
        for (step, progress) in self.plan.steps.iter().zip(&mut self.progress) {
            if let When::After { event, node, from, nth, plus } = &step.when
                && progress.due == Time::NEVER
                && now >= *from
                && event.fits(what, *node)
            {
                progress.seen += 1;
                if progress.seen == *nth {
                    progress.due = now.plus(*plus);
                    changed = true;
                }
            }
        }
        if changed {
            self.find_due();
        }
    }

    /// Replaces what visitors did. The part already played must be the same.
    pub fn set_script(&mut self, script: Arc<Vec<(Time, Action)>>) {
        self.script = script;
        self.find_due();
    }

    /// Takes the next due step: the plan before the script, in the order written.
    fn take(&mut self) -> Option<Todo> {
        let due = self.due;
        let place = self.progress.iter().position(|progress| !progress.done && progress.due == due);
        let todo = match place {
            Some(place) => {
                self.progress[place].done = true;
                Some(Todo::Planned(place))
            }
            None => {
                self.script.get(self.played as usize).filter(|(at, _)| *at <= due).map(|step| {
                    self.played += 1;
                    Todo::Scripted(step.1.clone())
                })
            }
        };
        self.find_due();
        todo
    }
}

enum Todo {
    Planned(usize),
    Scripted(Action),
}

impl<P: Protocol> World<P> {
    /// Does the next due step of plan or script.
    pub(super) fn direct(&mut self, sink: &mut dyn Sink) {
        match self.director.take() {
            Some(Todo::Planned(place)) => {
                let plan = self.director.plan.clone();
                let deed = &plan.steps[place].deed;
                let find = |selector: &str| self.select(selector);
                let done = match deed::read_action(deed, self.config.system, &find) {
                    Ok(action) => self.act_now(&action, sink),
                    Err(bad) => {
                        self.emit(What::NotDone(format!("plan[{place}].{bad}").into()), sink);
                        Err(bad.to_string())
                    }
                };
                self.director.progress[place].failed = done.err().map(Arc::from);
            }
            Some(Todo::Scripted(action)) => drop(self.act_now(&action, sink)),
            None => {}
        }
    }

    /// Does a deed and records it, or why it could not be done.
    pub(super) fn act_now(&mut self, action: &Action, sink: &mut dyn Sink) -> Result<(), String> {
        let text = deed::write_action(action, &self.config).to_string();
        self.emit(What::Acted(text.clone().into()), sink);
        self.do_now(action, sink).inspect_err(|why| {
            self.emit(What::NotDone(format!("{text}: {why}").into()), sink);
        })
    }

    /// The process a selector names now: an id, a role (`leader`, `follower:2`), or a word of
    /// the system's own.
    pub(super) fn select(&self, selector: &str) -> Option<NodeId> {
        if let Some(id) = self.config.find(selector) {
            return Some(id);
        }
        let (word, nth) = selector::split(selector);
        let running = (0u8..)
            .zip(&self.slots)
            .filter(|(_, slot)| !matches!(slot.health, Health::Down { .. }));
        if word == Role::Leader.word() {
            let authority = self.authority();
            let leads = |slot: &Slot<P>| {
                slot.standing.role == Role::Leader && self.protocol.office(&slot.node) == 0
            };
            let leaders = running.filter(|(_, slot)| leads(slot));
            let highest = leaders.max_by_key(|(_, s)| (s.standing.established, s.standing.epoch));
            return authority.or(highest.map(|(i, _)| NodeId(i)));
        }
        let mut alike = running.filter(|(_, slot)| slot.standing.role.word() == word);
        let found = nth.checked_sub(1).and_then(|nth| alike.nth(nth as usize));
        let found = found.map(|(i, _)| NodeId(i));
        found.or_else(|| self.protocol.select(selector, &peek(&self.slots)))
    }
}

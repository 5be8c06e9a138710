//! One story told over time: play on, seek, step, act, fork, and keep what was told before.
//!
//! History is the scenario, what visitors did (the script), and sparse checkpoints. A seek is
//! the nearest checkpoint and a replay; acting in the past forks a branch, and the old one is
//! kept as its script: state is never stored twice.

mod retell;
mod search;

pub use search::{Found, Search};

use super::cluster::Cluster;
use super::record::{Mark, Record};
use crate::action::Action;
use crate::event::{Event, Sink};
use crate::outcome::{Nobody, Reign, Reigns};
use crate::scenario::Scenario;
use crate::schema::BadInput;
use crate::words::{StepNo, Time};
use std::sync::Arc;

/// What visitors did, in order of time.
pub type Script = Arc<Vec<(Time, Action)>>;

/// Steps between two checkpoints, at first; doubled whenever there are too many.
const SPACING: u32 = 2048;
const CHECKPOINTS: usize = 256;
/// Events that one run keeps at most: 64 MB of records. A replay between two checkpoints of
/// such a run has at most 16,000 steps.
pub const MOST_EVENTS: usize = 2_000_000;
/// Steps that are taken of a moment at once: time need not go by in what a file asks for.
const BEGINNING: u32 = 5_000;

/// Asked before each step whether it may still be taken.
pub type Leave<'a> = &'a mut dyn FnMut() -> bool;

/// How far a call came with the steps it was allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// The playhead is where it was sent.
    There,
    /// There is more to do: the same call goes on with it.
    Underway,
    /// The run keeps no more than [`MOST_EVENTS`]: it ends here.
    Full,
}

/// A story, as far as it was told.
#[derive(Debug)]
pub struct Run {
    scenario: Scenario,
    branches: Vec<Branch>,
    current: usize,
    checkpoints: Vec<Box<dyn Cluster>>,
    spacing: u32,
    /// The furthest that was told.
    head: Box<dyn Cluster>,
    /// The world at the playhead, if that is not the furthest.
    past: Option<Box<dyn Cluster>>,
    log: Log,
}

/// One way the story went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    /// The branch it forked from, and when.
    pub parent: Option<(usize, Time)>,
    /// What visitors did.
    pub script: Script,
    /// How far it was told.
    pub told: Time,
}

/// What is remembered of every event.
#[derive(Debug)]
struct Log {
    spec: &'static crate::system::SystemSpec,
    records: Vec<Record>,
    texts: Vec<Box<str>>,
    reigns: Reigns,
}

impl Sink for Log {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        self.reigns.hear(event);
        let texts = &mut self.texts;
        let mut keep = |text: &str| {
            texts.push(text.into());
            texts.len() as u32 - 1
        };
        self.records.extend(Record::of(event, self.spec, &mut keep));
    }
}

impl Run {
    /// Opens a story; the playhead stands at its beginning, all processes started.
    pub fn new(scenario: Scenario) -> Result<Run, BadInput> {
        Run::with_script(scenario, Script::default())
    }

    /// Opens a story with what visitors did to it.
    pub fn with_script(scenario: Scenario, script: Script) -> Result<Run, BadInput> {
        let mut start = scenario.start()?;
        start.set_script(script.clone());
        let told = Time(0);
        let log = Log::new(scenario.config.system);
        let spacing = SPACING / start.heft();
        let mut run = Run {
            head: start.fork(),
            checkpoints: vec![start],
            branches: vec![Branch { parent: None, script, told }],
            current: 0,
            spacing,
            past: None,
            log,
            scenario,
        };
        run.finish_moment();
        Ok(run)
    }

    /// The story's beginning.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }
    /// The world at the playhead.
    pub fn cluster(&self) -> &dyn Cluster {
        self.past.as_deref().unwrap_or(&*self.head)
    }
    /// Where the playhead stands.
    pub fn now(&self) -> Time {
        self.cluster().now()
    }
    /// How far the story was told.
    pub fn head(&self) -> Time {
        self.head.now()
    }
    /// The world at the furthest moment that was told.
    pub fn furthest(&self) -> &dyn Cluster {
        &*self.head
    }
    /// Every event that was told, in order; also those right of the playhead.
    pub fn records(&self) -> &[Record] {
        &self.log.records
    }
    /// The records up to the playhead.
    pub fn records_until_now(&self) -> &[Record] {
        let step = self.cluster().step_no();
        let end = self.log.records.partition_point(|record| record.step <= step);
        &self.log.records[..end]
    }
    /// The text of an `Acted` or `NotDone` record.
    pub fn text(&self, record: &Record) -> &str {
        self.log.texts.get(record.value as usize).map_or("", |text| text)
    }
    /// Who believed it led, when; as far as the story was told.
    pub fn reigns(&self) -> &[Reign] {
        &self.log.reigns.all
    }
    /// What visitors did on this branch.
    pub fn script(&self) -> &Script {
        &self.branches[self.current].script
    }
    /// All branches; the first is the story as opened.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }
    /// The branch that is shown.
    pub fn current(&self) -> usize {
        self.current
    }

    /// Whether it keeps no more events: what was told can be looked at, and that is all.
    pub fn is_full(&self) -> bool {
        self.log.records.len() >= MOST_EVENTS
    }

    /// Moves the playhead; beyond the furthest the story is told on.
    pub fn seek(&mut self, to: Time) {
        self.approach(to, &mut || true);
    }

    /// Moves the playhead towards a time, as far as the leave goes.
    pub fn approach(&mut self, to: Time, leave: Leave) -> Progress {
        if to >= self.head.now() {
            self.past = None;
            return self.tell(to, leave);
        }
        // The nearest world at or before that time: a checkpoint, or where the playhead stands.
        let place = self.checkpoints.partition_point(|world| world.now() <= to);
        let nearest = &self.checkpoints[place.saturating_sub(1)];
        let near = |past: &dyn Cluster| past.now() <= to && past.step_no() >= nearest.step_no();
        if !self.past.as_deref().is_some_and(near) {
            self.past = Some(nearest.fork());
        }
        let Some(past) = &mut self.past else { return Progress::There };
        while past.next_at().is_some_and(|at| at <= to) {
            if !leave() {
                return Progress::Underway;
            }
            past.step(&mut Nobody);
        }
        past.advance_to(to, &mut Nobody);
        Progress::There
    }

    fn tell(&mut self, to: Time, leave: Leave) -> Progress {
        let progress = loop {
            if self.head.next_at().is_none_or(|at| at > to) {
                self.head.advance_to(to, &mut self.log);
                break Progress::There;
            }
            match self.tell_step(leave) {
                Progress::There => {}
                other => break other,
            }
        };
        let branch = &mut self.branches[self.current];
        branch.told = branch.told.max(self.head.now());
        progress
    }

    /// Tells one step more of the story.
    fn tell_step(&mut self, leave: Leave) -> Progress {
        if self.is_full() {
            return Progress::Full;
        }
        if !leave() {
            return Progress::Underway;
        }
        self.head.step(&mut self.log);
        self.keep_checkpoint();
        Progress::There
    }

    fn keep_checkpoint(&mut self) {
        let last = self.checkpoints.last().map_or(0, |world| world.step_no().0);
        if self.head.step_no().0 < last + self.spacing {
            return;
        }
        self.checkpoints.push(self.head.fork());
        if self.checkpoints.len() > CHECKPOINTS {
            let mut place = 0;
            self.checkpoints.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.spacing *= 2;
        }
    }

    /// Moves the playhead to right after a step.
    pub fn seek_step(&mut self, step: StepNo) {
        while self.head.step_no() < step && self.head.next_at().is_some() {
            if self.tell_step(&mut || true) == Progress::Full {
                break;
            }
        }
        self.past = (step < self.head.step_no()).then(|| self.replay_to(step));
    }

    /// One step on.
    pub fn step_forward(&mut self) {
        self.seek_step(StepNo(self.cluster().step_no().0 + 1));
    }

    /// One step back: to right after the step before.
    pub fn step_back(&mut self) {
        self.seek_step(StepNo(self.cluster().step_no().0.saturating_sub(1).max(1)));
    }

    /// Does a deed at the playhead. What was told beyond it becomes a branch of its own.
    pub fn act(&mut self, action: Action) {
        let now = self.now();
        self.finish_moment();
        let mut script: Vec<(Time, Action)> =
            self.script().iter().filter(|(at, _)| *at <= now).cloned().collect();
        let forks = self.past.is_some();
        script.push((now, action));
        let script = Arc::new(script);
        if let Some(past) = self.past.take() {
            self.head = past;
        }
        if forks {
            let parent = Some((self.current, now));
            self.branches.push(Branch { parent, script: script.clone(), told: now });
            self.current = self.branches.len() - 1;
        } else {
            self.branches[self.current].script = script.clone();
        }
        let step = self.head.step_no();
        self.checkpoints.retain(|world| world.step_no() <= step);
        for world in &mut self.checkpoints {
            world.set_script(script.clone());
        }
        self.head.set_script(script);
        self.log.forget_after(step);
        self.finish_moment();
    }

    /// All that happens at the playhead's moment; of a moment that does not end, the beginning.
    fn finish_moment(&mut self) {
        let mut left = BEGINNING;
        self.approach(self.now(), &mut || {
            left -= u32::from(left > 0);
            left > 0
        });
    }

    /// Shows another branch, at the same time if it was told that far.
    pub fn switch(&mut self, branch: usize) {
        if let Some((told, now)) = self.turn_to(branch) {
            self.seek(told);
            self.seek(now);
        }
    }

    /// Turns to the beginning of another branch. Returns how far it was told, and where the
    /// playhead belongs.
    pub fn turn_to(&mut self, branch: usize) -> Option<(Time, Time)> {
        let Branch { script, told, .. } = self.branches.get(branch)?.clone();
        let now = self.now().min(told);
        self.current = branch;
        self.checkpoints.truncate(1);
        self.checkpoints[0].set_script(script);
        self.spacing = SPACING / self.checkpoints[0].heft();
        self.head = self.checkpoints[0].fork();
        self.past = None;
        self.log = Log::new(self.scenario.config.system);
        Some((told, now))
    }

    /// Bytes that records and checkpoints' number stand for: (records, checkpoints).
    pub fn weight(&self) -> (usize, usize) {
        (self.log.records.len() * size_of::<Record>(), self.checkpoints.len())
    }
}

impl Log {
    fn new(spec: &'static crate::system::SystemSpec) -> Log {
        Log { spec, records: Vec::new(), texts: Vec::new(), reigns: Reigns::default() }
    }

    fn forget_after(&mut self, step: StepNo) {
        let end = self.records.partition_point(|record| record.step <= step);
        let Some(first) = self.records.get(end).map(|record| record.at) else { return };
        let texts = self.records[end..]
            .iter()
            .filter(|record| matches!(record.mark, Mark::Acted | Mark::NotDone | Mark::Went));
        let texts = texts.map(|record| record.value as usize).min();
        self.texts.truncate(texts.unwrap_or(self.texts.len()));
        self.records.truncate(end);
        self.reigns.forget_from(first);
    }
}

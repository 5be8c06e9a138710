//! Looks for trouble: random faults over time, and every order of what can happen next.
//!
//! The two find different bugs: a timed plan finds what needs waiting, an exploration finds
//! what needs one exact order. Neither proves a system safe; both say what they tried.

use crate::action::{Action, Direction};
use crate::event::Sink;
use crate::outcome::{Budget, Counts, Nobody, Stopped, advance};
use crate::property::Status;
use crate::scenario::Scenario;
use crate::sim::rng::{self, Domain};
use crate::sim::{Cluster, Pending};
use crate::words::{NodeId, NodeSet, Time};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A plan that broke a promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// The seed of the plan.
    pub seed: u64,
    /// What was done.
    pub script: Vec<(Time, Action)>,
    /// Which property broke, when, and the witness's words.
    pub property: &'static str,
    /// When.
    pub at: Time,
    /// The witness's words.
    pub says: String,
}

/// The first promised property that is violated.
pub fn broken(cluster: &dyn Cluster) -> Option<(&'static str, Time, String)> {
    let mut properties = cluster.properties();
    properties.retain(|property| property.promised && property.status == Status::Violated);
    properties.sort_by_key(|property| property.at);
    properties.into_iter().next().map(|p| (p.id, p.at, p.witness.says))
}

/// Draws one after the other, all from one plan's seed.
struct Dice {
    seed: u64,
    nth: u64,
}

impl Dice {
    fn roll(&mut self, from: u64, to: u64) -> u64 {
        self.nth += 1;
        rng::between(rng::draw(self.seed, Domain::Plan, 0, self.nth), from, to)
    }
    fn node(&mut self, nodes: u8) -> NodeId {
        NodeId(self.roll(0, u64::from(nodes) - 1) as u8)
    }
}

/// Random faults between `from` and `to`, at the scale of messages as often as at that of
/// timeouts; then everything is healed, resumed and restarted at `to`.
pub fn mischief(scenario: &Scenario, seed: u64, from: Time, to: Time) -> Vec<(Time, Action)> {
    let nodes = scenario.config.servers().count() as u8;
    let mut dice = Dice { seed, nth: 0 };
    let mut script = Vec::new();
    let mut now = from;
    let scale = [20_000, 200_000, 3_000_000][dice.roll(0, 2) as usize];
    while now < to && script.len() < 60 {
        deed(&mut dice, nodes, now, to, &mut script);
        now = now.plus(dice.roll(1_000, scale));
    }
    script.retain(|(at, _)| *at < to);
    script.push((to, Action::HealAll));
    for id in (0..nodes).map(NodeId) {
        script.push((to, Action::Resume(id)));
    }
    // A process that runs is left alone: only those that are down are started.
    for id in (0..nodes).map(NodeId) {
        if down_at_end(&script, id) {
            script.push((to, Action::Restart(id)));
        }
    }
    script.sort_by_key(|(at, _)| *at);
    script
}

fn down_at_end(script: &[(Time, Action)], id: NodeId) -> bool {
    let last = script.iter().filter_map(|(at, action)| match action {
        Action::Kill(node) | Action::PowerOff(node) if *node == id => Some((*at, true)),
        Action::Restart(node) if *node == id => Some((*at, false)),
        _ => None,
    });
    last.max().is_some_and(|(_, down)| down)
}

/// One misdeed. Half of all crashes are followed by a restart within the time of a message:
/// that is what catches a forgotten vote.
fn deed(dice: &mut Dice, nodes: u8, now: Time, to: Time, script: &mut Vec<(Time, Action)>) {
    let a = dice.node(nodes);
    let b = dice.node(nodes);
    let one = |id: NodeId| -> NodeSet { [id].into_iter().collect() };
    let soon = now.plus(dice.roll(100, 10_000));
    let later = now.plus(dice.roll(50_000, 4_000_000)).min(to);
    match dice.roll(0, 9) {
        0..=2 => {
            script.push((now, Action::Kill(a)));
            script.push((soon, Action::Restart(a)));
        }
        3 => {
            script.push((now, Action::PowerOff(a)));
            script.push((later, Action::Restart(a)));
        }
        4 => {
            script.push((now, Action::Pause(a)));
            script.push((later, Action::Resume(a)));
        }
        5 => script.push((now, Action::Isolate(a))),
        6 => {
            let left = NodeSet(dice.roll(1, (1 << nodes) - 1) as u32);
            let all: NodeSet = (0..nodes).map(NodeId).collect();
            let right = NodeSet(all.0 & !left.0);
            if !right.is_empty() {
                script.push((now, Action::Partition(vec![left, right])));
            }
        }
        7 if a != b => script.push((now, Action::Cut(one(a), one(b), Direction::Forward))),
        8 if a != b => script.push((now, Action::Cut(one(a), one(b), Direction::Both))),
        _ => script.push((now, Action::HealAll)),
    }
}

/// Runs one plan to its end and looks whether a promise broke.
pub fn try_plan(scenario: &Scenario, seed: u64, script: Vec<(Time, Action)>) -> Option<Trouble> {
    try_within(scenario, seed, script, Budget::default()).unwrap_or(None)
}

/// The same within these bounds; an error if the run outgrew them and nothing had broken so far.
fn try_within(
    scenario: &Scenario,
    seed: u64,
    script: Vec<(Time, Action)>,
    budget: Budget,
) -> Result<Option<Trouble>, Stopped> {
    let Ok(mut world) = scenario.with_seed(seed).start() else { return Ok(None) };
    world.set_script(Arc::new(script.clone()));
    let stopped = advance(&mut *world, scenario.until, &mut Counter::default(), budget);
    match (broken(&*world), stopped) {
        (Some((property, at, says)), _) => Ok(Some(Trouble { seed, script, property, at, says })),
        (None, Some(stopped)) => Err(stopped),
        (None, None) => Ok(None),
    }
}

/// Tries so many random plans; the first that breaks a promise is made as small as it gets.
pub fn hunt(scenario: &Scenario, seeds: std::ops::Range<u64>) -> Option<Trouble> {
    hunt_within(scenario, seeds, Budget::default()).unwrap_or(None)
}

/// The same, each run within these bounds; an error with the seed of the first run that outgrew
/// them.
pub fn hunt_within(
    scenario: &Scenario,
    seeds: std::ops::Range<u64>,
    budget: Budget,
) -> Result<Option<Trouble>, (u64, Stopped)> {
    let quiet = scenario.until.0 * 6 / 10;
    for seed in seeds {
        let plan = mischief(scenario, seed, Time(scenario.until.0 / 100), Time(quiet));
        match try_within(scenario, seed, plan, budget) {
            Ok(None) => {}
            Ok(Some(trouble)) => return Ok(Some(shrink(scenario, trouble))),
            Err(stopped) => return Err((seed, stopped)),
        }
    }
    Ok(None)
}

/// Leaves out one step after the other for as long as the same property still breaks.
fn shrink(scenario: &Scenario, mut trouble: Trouble) -> Trouble {
    let mut place = 0;
    while place < trouble.script.len() {
        let mut fewer = trouble.script.clone();
        fewer.remove(place);
        match try_plan(scenario, trouble.seed, fewer) {
            Some(smaller) if smaller.property == trouble.property => trouble = smaller,
            _ => place += 1,
        }
    }
    trouble
}

/// What an exploration found.
#[derive(Debug)]
pub struct Explored {
    /// How many different states were seen.
    pub states: u32,
    /// Whether everything within the depth was seen.
    pub complete: bool,
    /// The property that broke, and the way there.
    pub broken: Option<(&'static str, Vec<String>)>,
}

/// The limits of an exploration.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// How many steps deep.
    pub depth: u32,
    /// How many states.
    pub states: u32,
    /// How often a process may crash and come back at once.
    pub bounces: u32,
    /// How often a timer may fire that is not yet due.
    pub timers: u32,
}

/// Tries every order of what can happen from here: each message under way, each timer, and a
/// few crashes with restart.
pub fn explore(start: &dyn Cluster, reach: Reach) -> Explored {
    let mut explorer =
        Explorer { seen: BTreeSet::new(), complete: true, most: reach.states, path: Vec::new() };
    let broken = explorer.visit(start, reach);
    let path = explorer.path.clone();
    Explored {
        states: explorer.seen.len() as u32,
        complete: explorer.complete,
        broken: broken.map(|property| (property, path)),
    }
}

struct Explorer {
    seen: BTreeSet<(u64, u32, u32)>,
    complete: bool,
    most: u32,
    path: Vec<String>,
}

impl Explorer {
    fn visit(&mut self, world: &dyn Cluster, left: Reach) -> Option<&'static str> {
        if let Some((property, _, _)) = broken(world) {
            return Some(property);
        }
        if !self.seen.insert((world.fingerprint(), left.bounces, left.timers)) {
            return None;
        }
        if left.depth == 0 || self.seen.len() as u32 >= self.most {
            self.complete = false;
            return None;
        }
        let less = Reach { depth: left.depth - 1, ..left };
        for pending in world.pending() {
            let next = match pending {
                Pending::Deliver(..) | Pending::Start(..) => less,
                Pending::Fire(..) if left.timers > 0 => Reach { timers: left.timers - 1, ..less },
                Pending::Fire(..) | Pending::Plan(_) => continue,
            };
            let mut fork = world.fork();
            if fork.take(&pending, &mut Nobody) {
                let found = self.down(&*fork, next, || name(world, &pending));
                if found.is_some() {
                    return found;
                }
            }
        }
        if left.bounces > 0 {
            let servers = world.config().servers().map(|node| node.id);
            for id in servers.collect::<Vec<_>>() {
                let mut fork = world.fork();
                fork.act(&Action::Restart(id), &mut Nobody);
                let next = Reach { bounces: left.bounces - 1, ..less };
                let found = self.down(&*fork, next, || format!("bounce {}", id.0));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    fn down(
        &mut self,
        world: &dyn Cluster,
        left: Reach,
        name: impl FnOnce() -> String,
    ) -> Option<&'static str> {
        self.path.push(name());
        let found = self.visit(world, left);
        if found.is_none() {
            self.path.pop();
        }
        found
    }
}

fn name(world: &dyn Cluster, pending: &Pending) -> String {
    let label = |id: NodeId| world.config().label(id);
    match pending {
        Pending::Deliver(id, _) => {
            format!("{} → {} {}", label(id.from), label(id.to), world.kind_name(*id))
        }
        Pending::Fire(id, timer, _) => format!("{} timer {timer}", label(*id)),
        Pending::Start(id, _) => format!("{} starts", label(*id)),
        Pending::Plan(_) => "plan".into(),
    }
}

/// Counts events: for measuring, and for ending what has no end.
#[derive(Debug, Default)]
pub struct Counter {
    /// How many events.
    pub events: u64,
}

impl Sink for Counter {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, _: &crate::event::Event) {
        self.events += 1;
    }
}

impl Counts for Counter {
    fn events(&self) -> u64 {
        self.events
    }
}

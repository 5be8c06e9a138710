//! Runs a scenario from its start to its end and says what came of it.

use crate::event::{Event, Sink, What};
use crate::map;
pub use crate::reigns::{Reign, Reigns};
use crate::scenario::claim::Claim;
use crate::scenario::expect::{Heard, describe};
use crate::scenario::plan::{PlanStep, Progress, When};
use crate::scenario::{MOST_EVENTS, Scenario};
use crate::schema::BadInput;
use crate::sim::Cluster;
use crate::value::Value;
use crate::view::{Health, Role};
use crate::words::{NodeId, Time};

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The world at the end.
    pub end: Box<dyn Cluster>,
    /// How many events there were.
    pub events: u64,
    /// Why it was stopped before its end, if it was.
    pub stopped: Option<Stopped>,
    /// Who believed it led, when.
    pub reigns: Vec<Reign>,
    /// Every claim: whether it came true, and what was found.
    pub expect: Vec<(bool, Value)>,
    /// The steps of the plan that were not done, or were done though a refusal was expected.
    pub not_done: Vec<NotDone>,
    /// When each caption of the lesson was due; `None`: its event did not come.
    pub captions: Vec<Option<Time>>,
    /// Every decision: rule, verdict, what was compared.
    pub decisions: Vec<Value>,
}

/// A step of the plan that was not done, or was done though a refusal was expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotDone {
    /// Which, from 0.
    pub step: usize,
    /// What it asked for.
    pub deed: Value,
    /// Why it was not done.
    pub why: String,
    /// Whether that is as it must be.
    pub ok: bool,
}

impl NotDone {
    /// As in the outcome file.
    pub fn to_value(&self) -> Value {
        let path = format!("plan[{}]", self.step);
        map! { "path" => path, "deed" => &self.deed, "why" => &self.why, "ok" => self.ok }
    }
}

/// How much a run may come to before it is stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// So many events.
    pub events: u64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { events: MOST_EVENTS as u64 }
    }
}

/// A run that was stopped before its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stopped {
    /// At which simulated time.
    pub at: Time,
    /// After how many events.
    pub events: u64,
    /// Why.
    pub why: String,
}

impl Stopped {
    /// As in the outcome file.
    pub fn to_value(&self) -> Value {
        map! { "at_ms" => millis(self.at), "events" => self.events, "why" => &self.why }
    }
}

/// How many decisions an outcome keeps.
const DECISIONS: usize = 20_000;

/// Collects what an outcome needs, and hands every event on.
pub struct Observer<'a> {
    next: &'a mut dyn Sink,
    label: Vec<String>,
    events: u64,
    reigns: Reigns,
    decisions: Option<Vec<Value>>,
    claims: Vec<(Claim, Heard)>,
    captions: Vec<Caption>,
    /// Some claim looks at what messages say.
    reads: bool,
}

/// A caption that waits, or when it is due.
struct Caption {
    when: When,
    seen: u32,
    due: Option<Time>,
}

impl Caption {
    fn new(when: &When) -> Caption {
        let due = if let When::At(at) = when { Some(*at) } else { None };
        Caption { when: when.clone(), seen: 0, due }
    }

    fn hear(&mut self, what: &What, now: Time) {
        if let When::After { event, node, from, nth, plus } = &self.when
            && self.due.is_none()
            && now >= *from
            && event.fits(what, *node)
        {
            self.seen += 1;
            self.due = (self.seen == *nth).then(|| now.plus(*plus));
        }
    }
}

impl Sink for Observer<'_> {
    fn wants_detail(&self) -> bool {
        self.reads || self.decisions.is_some() || self.next.wants_detail()
    }
    fn event(&mut self, event: &Event) {
        self.events += 1;
        self.reigns.hear(event);
        for (claim, heard) in &mut self.claims {
            if let Claim::Event(claim) = claim {
                heard.hear(claim, event);
            }
        }
        for caption in &mut self.captions {
            caption.hear(&event.what, event.at);
        }
        if let (Some(decisions), What::Cited(node, cited)) = (&mut self.decisions, &event.what)
            && decisions.len() < DECISIONS
        {
            decisions.push(map! {
                "at_ms" => millis(event.at), "node" => &self.label[node.index()],
                "rule" => cited.rule.id, "verdict" => cited.verdict,
                "because" => cited.because.clone(),
            });
        }
        self.next.event(event);
    }
}

/// Nobody listens.
pub struct Nobody;

impl Sink for Nobody {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, _: &Event) {}
}

/// Runs a scenario to its end, within the default bounds. `detail`: keep every decision with
/// what it compared. Every event is handed to `sink`.
pub fn run(scenario: &Scenario, detail: bool, sink: &mut dyn Sink) -> Result<Outcome, BadInput> {
    run_within(scenario, Budget::default(), detail, sink)
}

/// Runs a scenario to its end, or until it outgrows its bounds.
pub fn run_within(
    scenario: &Scenario,
    budget: Budget,
    detail: bool,
    sink: &mut dyn Sink,
) -> Result<Outcome, BadInput> {
    let mut world = scenario.start()?;
    let mut observer = Observer::new(scenario, detail, sink);
    let mut order: Vec<usize> = (0..scenario.expect.len()).collect();
    order.sort_by_key(|place| scenario.expect[*place].at);
    let mut checked = vec![(false, Value::Null); order.len()];
    let mut stopped = None;
    for place in order {
        let expect = &scenario.expect[place];
        stopped = advance(&mut *world, expect.at, &mut observer, budget);
        if stopped.is_some() {
            break;
        }
        checked[place] = expect.check(&*world, observer.claims[place].1);
    }
    if stopped.is_none() {
        stopped = advance(&mut *world, scenario.until, &mut observer, budget);
    }
    let end = world.now();
    let shown = |caption: &Caption| caption.due.filter(|due| *due <= end);
    Ok(Outcome {
        not_done: not_done(scenario, &*world),
        end: world,
        events: observer.events,
        stopped,
        captions: observer.captions.iter().map(shown).collect(),
        reigns: observer.reigns.all,
        expect: checked,
        decisions: observer.decisions.unwrap_or_default(),
    })
}

impl<'a> Observer<'a> {
    fn new(scenario: &Scenario, detail: bool, next: &'a mut dyn Sink) -> Observer<'a> {
        let claims = scenario.expect.iter().map(|expect| (expect.claim.clone(), Heard::default()));
        let claims: Vec<(Claim, Heard)> = claims.collect();
        let reads = |(claim, _): &(Claim, Heard)| match claim {
            Claim::Event(claim) => claim.text.is_some(),
            _ => false,
        };
        Observer {
            next,
            label: scenario.config.nodes.iter().map(|node| node.label.clone()).collect(),
            events: 0,
            reigns: Reigns::default(),
            decisions: detail.then(Vec::new),
            reads: claims.iter().any(reads),
            claims,
            captions: scenario.lesson.steps.iter().map(|step| Caption::new(&step.when)).collect(),
        }
    }
}

fn not_done(scenario: &Scenario, world: &dyn Cluster) -> Vec<NotDone> {
    let steps = scenario.config.plan.steps.iter().zip(world.plan());
    let one = |(step, (planned, progress)): (usize, (&PlanStep, Progress))| {
        let (ok, why) = planned.must.judge(&progress);
        why.map(|why| NotDone { step, deed: planned.deed.clone(), why, ok })
    };
    steps.enumerate().filter_map(one).collect()
}

/// A sink that counts.
pub trait Counts: Sink {
    /// How many events it was told.
    fn events(&self) -> u64;
}

impl Counts for Observer<'_> {
    fn events(&self) -> u64 {
        self.events
    }
}

/// Takes all steps up to this time, unless the run outgrows its bounds before.
pub fn advance<S: Counts>(
    world: &mut dyn Cluster,
    to: Time,
    observer: &mut S,
    budget: Budget,
) -> Option<Stopped> {
    let stopped = |world: &dyn Cluster, events: u64, why: String| {
        Some(Stopped { at: world.now(), events, why })
    };
    while world.next_at().is_some_and(|at| at <= to) {
        if observer.events() >= budget.events {
            let why = format!("more than {} events", budget.events);
            return stopped(world, observer.events(), why);
        }
        if !world.step(observer) {
            break;
        }
    }
    if let Some(why) = world.stopped() {
        return stopped(world, observer.events(), why.to_string());
    }
    world.advance_to(to, observer);
    None
}

/// The processes that run and believe they lead, by the office that is over the data.
pub fn believers(cluster: &dyn Cluster) -> Vec<NodeId> {
    let all = (0..cluster.config().nodes.len() as u8).map(NodeId);
    let leads = |id: &NodeId| {
        !matches!(cluster.health(*id), Health::Down { .. })
            && cluster.standing(*id).role == Role::Leader
            && cluster.office(*id) == 0
    };
    all.filter(leads).collect()
}

fn millis(at: Time) -> Value {
    match at.0 % 1000 {
        0 => at.as_ms().into(),
        _ => Value::Decimal(at.0 as i64 * 1000),
    }
}

impl Outcome {
    /// Whether the run came to its end, every claim came true, every step of the plan ended as it
    /// must, and every caption was shown.
    pub fn ok(&self) -> bool {
        self.stopped.is_none()
            && self.expect.iter().all(|(ok, _)| *ok)
            && self.captions.iter().all(Option::is_some)
            && self.not_done.iter().all(|step| step.ok)
    }

    /// The outcome file.
    pub fn to_value(&self, scenario: &Scenario) -> Value {
        let label = |id: NodeId| self.end.config().label(id).to_string();
        let reign = |reign: &Reign| {
            map! {
                "node" => label(reign.node), "epoch" => reign.epoch,
                "established" => reign.established, "from_ms" => millis(reign.from),
                "to_ms" => reign.to.map(millis),
            }
        };
        let expect = scenario.expect.iter().zip(&self.expect).map(|(expect, (ok, found))| {
            map! { "expect" => &expect.source, "ok" => *ok, "found" => found }
        });
        let captions = scenario.lesson.steps.iter().zip(&self.captions).map(|(step, at)| {
            let ask = step.ask.as_ref().map(|(ask, _)| ask.clone());
            map! { "say" => step.say.clone(), "ask" => ask, "at_ms" => at.map(millis) }
        });
        let not_done = self.not_done.iter().map(NotDone::to_value);
        let nodes = (0..self.end.config().nodes.len() as u8).map(NodeId);
        let properties = self.end.properties();
        map! {
            "version" => 1, "system" => scenario.config.system.key, "key" => &scenario.key,
            "seed" => scenario.config.seed, "hash" => format!("{:016x}", self.end.hash()),
            "ok" => self.ok(), "stopped" => self.stopped.as_ref().map(Stopped::to_value),
            "events" => self.events, "steps" => self.end.step_no().0,
            "until_ms" => millis(self.end.now()),
            "reigns" => self.reigns.iter().map(reign).collect::<Vec<_>>(),
            "nodes" => nodes.map(|id| describe(&*self.end, id)).collect::<Vec<_>>(),
            "ledger" => self.end.sum().to_value(),
            "properties" => properties.iter().map(|p| p.to_value(&label)).collect::<Vec<_>>(),
            "expect" => expect.collect::<Vec<_>>(), "not_done" => not_done.collect::<Vec<_>>(),
            "captions" => captions.collect::<Vec<_>>(),
            "decisions" => self.decisions.clone(),
        }
    }
}

//! Runs a scenario from its start to its end and says what came of it.

use crate::event::{Event, Sink, What};
use crate::map;
use crate::scenario::Scenario;
use crate::scenario::expect::{Claim, Heard, describe};
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
    /// Who believed it led, when.
    pub reigns: Vec<Reign>,
    /// Every claim: whether it came true, and what was found.
    pub expect: Vec<(bool, Value)>,
    /// Every decision: rule, verdict, what was compared.
    pub decisions: Vec<Value>,
}

/// A time in which a process believed it led.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reign {
    /// Who.
    pub node: NodeId,
    /// In which epoch; for one that was never established, the epoch it came from.
    pub epoch: i64,
    /// Whether it was established.
    pub established: bool,
    /// From when.
    pub from: Time,
    /// Until when; `None`: to the end.
    pub to: Option<Time>,
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
}

/// Derives reigns from events.
#[derive(Clone, Debug, Default)]
pub struct Reigns {
    /// In the order they began.
    pub all: Vec<Reign>,
}

impl Reigns {
    /// An event happened.
    pub fn hear(&mut self, event: &Event) {
        match &event.what {
            What::Became { node, to, .. } => {
                let leads = to.role == Role::Leader;
                let open = self.all.iter_mut().rev().find(|r| r.node == *node && r.to.is_none());
                match open {
                    // It becomes established, or its epoch rises while it is not yet.
                    Some(reign) if leads && (reign.epoch == to.epoch || !reign.established) => {
                        reign.epoch = to.epoch;
                        reign.established |= to.established;
                        return;
                    }
                    Some(reign) => reign.to = Some(event.at),
                    None => {}
                }
                if leads {
                    let (epoch, established) = (to.epoch, to.established);
                    let (node, from) = (*node, event.at);
                    self.all.push(Reign { node, epoch, established, from, to: None });
                }
            }
            What::Went { node, .. } => self.end(*node, event.at),
            _ => {}
        }
    }

    /// Forgets what happened at this time or later.
    pub fn forget_from(&mut self, at: Time) {
        self.all.retain(|reign| reign.from < at);
        for reign in &mut self.all {
            if reign.to.is_some_and(|to| to >= at) {
                reign.to = None;
            }
        }
    }

    fn end(&mut self, node: NodeId, at: Time) {
        for reign in self.all.iter_mut().filter(|reign| reign.node == node && reign.to.is_none()) {
            reign.to = Some(at);
        }
    }
}

impl Sink for Observer<'_> {
    fn wants_detail(&self) -> bool {
        self.decisions.is_some() || self.next.wants_detail()
    }
    fn event(&mut self, event: &Event) {
        self.events += 1;
        self.reigns.hear(event);
        for (claim, heard) in &mut self.claims {
            if let Claim::Event { event: name, node, from, .. } = claim
                && event.at >= *from
                && name.fits(&event.what, *node)
            {
                heard.count += 1;
                heard.first.get_or_insert(event.at);
            }
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

/// Runs a scenario to its end. `detail`: keep every decision with what it compared. Every event
/// is handed to `sink`.
pub fn run(scenario: &Scenario, detail: bool, sink: &mut dyn Sink) -> Result<Outcome, BadInput> {
    let mut world = scenario.start()?;
    let claims = scenario.expect.iter().map(|expect| (expect.claim.clone(), Heard::default()));
    let mut observer = Observer {
        next: sink,
        label: scenario.config.nodes.iter().map(|node| node.label.clone()).collect(),
        events: 0,
        reigns: Reigns::default(),
        decisions: detail.then(Vec::new),
        claims: claims.collect(),
    };
    let mut order: Vec<usize> = (0..scenario.expect.len()).collect();
    order.sort_by_key(|place| scenario.expect[*place].at);
    let mut checked = vec![(false, Value::Null); order.len()];
    for place in order {
        let expect = &scenario.expect[place];
        world.advance_to(expect.at, &mut observer);
        checked[place] = expect.check(&*world, observer.claims[place].1);
    }
    world.advance_to(scenario.until, &mut observer);
    Ok(Outcome {
        end: world,
        events: observer.events,
        reigns: observer.reigns.all,
        expect: checked,
        decisions: observer.decisions.unwrap_or_default(),
    })
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
    /// Whether every claim came true.
    pub fn ok(&self) -> bool {
        self.expect.iter().all(|(ok, _)| *ok)
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
        let nodes = (0..self.end.config().nodes.len() as u8).map(NodeId);
        let properties = self.end.properties();
        map! {
            "version" => 1, "system" => scenario.config.system.key, "key" => &scenario.key,
            "seed" => scenario.config.seed, "hash" => format!("{:016x}", self.end.hash()),
            "events" => self.events, "steps" => self.end.step_no().0,
            "until_ms" => millis(self.end.now()),
            "reigns" => self.reigns.iter().map(reign).collect::<Vec<_>>(),
            "nodes" => nodes.map(|id| describe(&*self.end, id)).collect::<Vec<_>>(),
            "ledger" => self.end.sum().to_value(),
            "properties" => properties.iter().map(|p| p.to_value(&label)).collect::<Vec<_>>(),
            "expect" => expect.collect::<Vec<_>>(),
            "decisions" => self.decisions.clone(),
        }
    }
}

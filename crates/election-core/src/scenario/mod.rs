//! A story as data: cast, settings, plan, expectations, lesson. The same format serves the
//! built-in lessons, visitors' files and links.

pub mod claim;
pub mod config;
pub mod deed;
pub mod event_name;
pub mod expect;
pub mod form;
pub mod lesson;
pub mod plan;
pub mod selector;
mod traits;
mod vacuous;

pub use config::{Config, Network, NodeConfig};
pub use vacuous::{MOST_EVENTS, furthest, most_operations};

use crate::schema::{self, BadInput, Ty};
use crate::sim::Cluster;
use crate::system::SystemSpec;
use crate::systems;
use crate::value::Value;
use crate::view::Role;
use crate::words::{NodeId, Time};
use claim::Claim;
use event_name::EventName;
use expect::Expect;
use lesson::Lesson;
use plan::Plan;
use std::sync::Arc;

/// A story, read and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name within its system.
    pub key: String,
    /// Cast, settings, network, seed, plan.
    pub config: Config,
    /// How long it runs.
    pub until: Time,
    /// What must come true.
    pub expect: Vec<Expect>,
    /// What is told on the way.
    pub lesson: Lesson,
    /// The file it was read from, for writing it out again.
    pub source: Value,
}

const FIELDS: [&str; 15] = [
    "version",
    "key",
    "system",
    "nodes",
    "clients",
    "settings",
    "rules_off",
    "network",
    "stagger_ms",
    "seed",
    "plan",
    "until_ms",
    "expect",
    "lesson",
    "title",
];

/// The longest run a file may ask for, in ms: an hour.
pub const UNTIL_MAX_MS: i64 = 3_600_000;

impl Scenario {
    /// Reads and checks a scenario as its author wrote it. The page, which judges no claim, reads
    /// by `read_changed` everywhere, and so carries none of what is asked here: 37 KB.
    ///
    /// # Errors
    /// What it may not say, and what is vacuous in it: a check that cannot fail or cannot come
    /// true, a deed that does nothing.
    pub fn read(file: &Value) -> Result<Scenario, BadInput> {
        let read = Scenario::read_plainly(file);
        read.and_then(|it| vacuous::check(&it).map(|()| it)).map_err(BadInput::hinted)
    }

    /// Reads what a visitor made of a story: another seed, other settings, fewer servers. What is
    /// vacuous is let pass, since a visitor's change may make it so.
    ///
    /// # Errors
    /// What it may not say.
    pub fn read_changed(file: &Value) -> Result<Scenario, BadInput> {
        Scenario::read_plainly(file).map_err(BadInput::hinted)
    }

    fn read_plainly(file: &Value) -> Result<Scenario, BadInput> {
        let Value::Map(fields) = file else {
            return Err(BadInput::new("", format!("{} is not an object", schema::brief(file))));
        };
        if let Some((name, _)) = fields.iter().find(|(name, _)| !FIELDS.contains(&name.as_str())) {
            return Err(BadInput::unknown_field(name, name, &FIELDS));
        }
        no_field_twice(fields)?;
        read_version(file)?;
        file.get("title").map_or(Ok(Value::Null), |it| schema::check(it, &Ty::Text, "title"))?;
        let system = read_system(file)?;
        let until = need(file, "until_ms", &Ty::Int(1, UNTIL_MAX_MS), Some(30_000))?.int();
        let until = Time::ms(until as u64);
        let empty = Value::Map(Vec::new());
        let mut config = Config {
            system,
            nodes: config::read_cast(system, file)?,
            settings: system.check_settings(file.get("settings").unwrap_or(&empty))?,
            rules_off: read_rules_off(system, file)?,
            network: config::read_network(file)?,
            stagger: config::read_stagger(file)?,
            seed: need(file, "seed", &Ty::Int(0, u32::MAX as i64), Some(1))?.int() as u64,
            plan: Arc::new(Plan::default()),
        };
        config.plan = Arc::new(plan::read_plan(file, &config, until)?);
        let scenario = Scenario {
            key: need(file, "key", &Ty::Text, None).map(|key| key.text().to_string()).or_else(
                |bad| if file.get("key").is_none() { Ok("custom".into()) } else { Err(bad) },
            )?,
            until,
            expect: expect::read_all(file, &config, until)?,
            lesson: lesson::read(file, &config, until)?,
            source: file.clone(),
            config,
        };
        // What only the system itself can refuse (settings that contradict each other, what a
        // disk may hold) is refused here, not when the run starts.
        let world = scenario.start()?;
        expect::check_partitions(&scenario.expect, &*world)?;
        Ok(scenario)
    }

    /// The world of this run before its first step.
    pub fn start(&self) -> Result<Box<dyn Cluster>, BadInput> {
        (self.config.system.build)(&self.config)
    }

    /// The same story with another seed.
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Scenario {
        let mut scenario = self.clone();
        scenario.config.seed = seed;
        scenario.source.set("seed", seed.into());
        scenario
    }
}

/// Another number of `nodes` in a scenario's source: the first ones stay, further ones are copies
/// of the first under the next free numbers.
pub fn resize(source: &mut Value, count: u8) {
    let nodes = source.at("nodes").items();
    let Some(first) = nodes.first() else { return };
    let name = |node: &Value| match node.at("id") {
        Value::Int(n) => n.to_string(),
        id => id.text().to_string(),
    };
    let prefix = name(first).trim_end_matches(|c: char| c.is_ascii_digit()).to_string();
    let mut cast: Vec<Value> = nodes.iter().take(count.into()).cloned().collect();
    let taken: Vec<String> = cast.iter().map(name).collect();
    let free = (1u8..).map(|n| format!("{prefix}{n}")).filter(|id| !taken.contains(id));
    for id in free.take(usize::from(count) - cast.len()) {
        let mut node = first.clone();
        node.set("id", id.into());
        cast.push(node);
    }
    source.set("nodes", cast.into());
}

/// The process of the cast that a value names by its id.
fn find_id(config: &Config, value: &Value, path: &str) -> Result<NodeId, BadInput> {
    let text = match value {
        Value::Int(n) => n.to_string(),
        other => other.text().to_string(),
    };
    config.find(&text).ok_or_else(|| {
        let ids: Vec<&str> = config.nodes.iter().map(|node| node.label.as_str()).collect();
        let says = format!("{} is not one of {}", schema::brief(value), ids.join(", "));
        BadInput::new(path, says).near(&text, ids)
    })
}

/// Refuses an object in which a name stands twice.
fn no_field_twice(fields: &[(String, Value)]) -> Result<(), BadInput> {
    let twice = |(i, (name, _)): (usize, &(String, Value))| {
        fields[..i].iter().any(|(earlier, _)| earlier == name).then(|| name.clone())
    };
    match fields.iter().enumerate().find_map(twice) {
        Some(name) => Err(BadInput::new(name, "given twice; allowed: once")),
        None => Ok(()),
    }
}

/// Refuses to wait at a process for an event that cannot happen there.
fn check_place(config: &Config, event: &EventName, at: Option<NodeId>) -> Result<(), BadInput> {
    let Some(kind) = at.map(|id| config.nodes[id.index()].kind) else { return Ok(()) };
    let guise = config.system.vocabulary.guise(kind.name);
    let roles: Vec<Role> = guise.map_or(Vec::new(), |guise| guise.roles().collect());
    let says = match event {
        EventName::Became(role) if !roles.contains(role) => {
            let words = roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ");
            format!("a {} is never {}; allowed: {words}", kind.name, role.word())
        }
        EventName::Invoke | EventName::Ok | EventName::Fail | EventName::Unknown
            if !kind.client && !roles.contains(&Role::Client) =>
        {
            format!("a {} asks for nothing; allowed: clients, or no node", kind.name)
        }
        EventName::Ack if kind.client => {
            format!("a {} acknowledges nothing; allowed: servers, or no node", kind.name)
        }
        _ => return Ok(()),
    };
    Err(BadInput::new("node", says))
}

fn need(file: &Value, name: &str, ty: &Ty, default: Option<i64>) -> Result<Value, BadInput> {
    match (file.get(name), default) {
        (Some(value), _) => schema::check(value, ty, name),
        (None, Some(default)) => Ok(default.into()),
        (None, None) => Err(BadInput::new(name, format!("missing; allowed: {ty}"))),
    }
}

fn read_version(file: &Value) -> Result<(), BadInput> {
    match file.get("version") {
        Some(Value::Int(1)) => Ok(()),
        Some(other) => {
            let says = format!("{} is not 1, the version this build reads", schema::brief(other));
            Err(BadInput::new("version", says))
        }
        None => Err(BadInput::new("version", "missing; allowed: 1")),
    }
}

fn read_system(file: &Value) -> Result<&'static SystemSpec, BadInput> {
    let keys = || systems::SYSTEMS.iter().map(|spec| spec.key).collect::<Vec<_>>().join(", ");
    let Some(given) = file.get("system") else {
        return Err(BadInput::new("system", format!("missing; allowed: {}", keys())));
    };
    let found = given.as_text().and_then(systems::find);
    found.ok_or_else(|| {
        let known: Vec<&str> = systems::SYSTEMS.iter().map(|spec| spec.key).collect();
        BadInput::not_one_of("system", given, &known)
    })
}

fn read_rules_off(
    system: &'static SystemSpec,
    file: &Value,
) -> Result<Vec<&'static str>, BadInput> {
    let Some(given) = file.get("rules_off") else { return Ok(Vec::new()) };
    let list = schema::check(given, &Ty::Set(&Ty::Text), "rules_off")?;
    let read =
        |(i, id): (usize, &Value)| system.check_rule_off(id.text(), &format!("rules_off[{i}]"));
    list.items().iter().enumerate().map(read).collect()
}

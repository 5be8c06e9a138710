//! What a story claims: checked on every run of it.

use super::config::Config;
use super::event_name::EventName;
use crate::map;
use crate::property::Status;
use crate::schema::{self, BadInput, Field, Given, INT, Ty};
use crate::sim::Cluster;
use crate::value::Value;
use crate::view::Health;
use crate::words::{NodeId, Time};

/// One claim.
#[derive(Clone, Debug)]
pub struct Expect {
    /// When it is checked: at the end, if the file does not say.
    pub at: Time,
    /// What is claimed.
    pub claim: Claim,
    /// As the file writes it.
    pub source: Value,
}

/// What is claimed.
#[derive(Clone, Debug)]
pub enum Claim {
    /// This process is the established leader of the highest epoch, or nobody is.
    Leader(Option<NodeId>),
    /// Exactly these processes believe they lead.
    Believers(Vec<NodeId>),
    /// A process's role, epoch, health and so on.
    Node(NodeId, Vec<(String, Value)>),
    /// The ledger's numbers.
    Ledger(Vec<(String, Bounds)>),
    /// A property's status.
    Property(&'static str, Status),
    /// How often an event happened in a span, and when it first did (ms).
    Event {
        /// Which event.
        event: EventName,
        /// At which process; `None`: anywhere.
        node: Option<NodeId>,
        /// From when on it counts.
        from: Time,
        /// How often.
        count: Option<Bounds>,
        /// Milliseconds from `from` to the first.
        first_ms: Option<Bounds>,
    },
}

/// A number, or `{min, max}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// At least.
    pub min: i64,
    /// At most.
    pub max: i64,
}

impl Bounds {
    fn read(value: &Value, path: &str) -> Result<Bounds, BadInput> {
        const MIN_MAX: &[Field] = &[
            Field::with("min", INT, Given::Int(i64::MIN)),
            Field::with("max", INT, Given::Int(i64::MAX)),
        ];
        match value {
            Value::Int(n) => Ok(Bounds { min: *n, max: *n }),
            Value::Map(_) => {
                let checked = schema::check(value, &Ty::Record(MIN_MAX), path)?;
                Ok(Bounds { min: checked.at("min").int(), max: checked.at("max").int() })
            }
            _ => {
                let says = format!("{} is not an int or {{min, max}}", schema::brief(value));
                Err(BadInput::new(path, says))
            }
        }
    }
    /// Whether the number is within.
    pub fn fits(self, n: i64) -> bool {
        self.min <= n && n <= self.max
    }
}

const LEDGER: [&str; 13] = [
    "attempted",
    "acknowledged",
    "survivors",
    "lost",
    "doomed",
    "recovered",
    "failed",
    "unknown",
    "open",
    "duplicated",
    "reads",
    "stale_reads",
    "unavailable_ms",
];
const NODE: [&str; 7] = ["role", "epoch", "established", "health", "log_end", "commit", "leader"];

pub(super) fn read_all(
    file: &Value,
    config: &Config,
    until: Time,
) -> Result<Vec<Expect>, BadInput> {
    let Some(given) = file.get("expect") else { return Ok(Vec::new()) };
    let list = schema::check(given, &Ty::List(&Ty::Any), "expect")?;
    let read = |(i, item): (usize, &Value)| {
        read(item, config, until).map_err(|bad| bad.inside(&format!("expect[{i}]")))
    };
    list.items().iter().enumerate().map(read).collect()
}

fn read(item: &Value, config: &Config, until: Time) -> Result<Expect, BadInput> {
    const ALLOWED: [&str; 11] = [
        "at_ms",
        "leader",
        "believers",
        "node",
        "is",
        "ledger",
        "property",
        "event",
        "count",
        "first_ms",
        "from_ms",
    ];
    for (name, _) in item.fields() {
        if !ALLOWED.contains(&name.as_str()) {
            let says = format!("unknown field; allowed: {}", ALLOWED.join(", "));
            return Err(BadInput::new(name, says));
        }
    }
    let time = |name: &str, default: Time| match item.get(name) {
        None => Ok(default),
        Some(value) => {
            let horizon = Ty::Decimal(0, until.as_ms() as i64 * 1_000_000);
            let at = schema::check(value, &horizon, name)?;
            Ok(Time((at.millionths() / 1000) as u64))
        }
    };
    let find = |value: &Value, path: &str| find(config, value, path);
    let claim = if let Some(value) = item.get("leader") {
        Claim::Leader(if value.is_null() { None } else { Some(find(value, "leader")?) })
    } else if let Some(value) = item.get("believers") {
        let ids = value.items().iter().map(|value| find(value, "believers"));
        Claim::Believers(ids.collect::<Result<_, _>>()?)
    } else if let Some(value) = item.get("ledger") {
        Claim::Ledger(read_ledger(value)?)
    } else if let Some(value) = item.get("property") {
        read_property(config, value, item.at("is"))?
    } else if let Some(value) = item.get("event") {
        let bounds = |name: &str| item.get(name).map(|v| Bounds::read(v, name)).transpose();
        Claim::Event {
            event: EventName::read(value.text(), config.system, "event")?,
            node: item.get("node").map(|value| find(value, "node")).transpose()?,
            from: time("from_ms", Time(0))?,
            count: bounds("count")?,
            first_ms: bounds("first_ms")?,
        }
    } else if let Some(value) = item.get("node") {
        Claim::Node(find(value, "node")?, read_node(item.at("is"))?)
    } else {
        let says = "missing; allowed: one of leader, believers, node, ledger, property, event";
        return Err(BadInput::new("leader", says));
    };
    Ok(Expect { at: time("at_ms", until)?, claim, source: item.clone() })
}

fn find(config: &Config, value: &Value, path: &str) -> Result<NodeId, BadInput> {
    let text = if let Value::Int(n) = value { n.to_string() } else { value.text().to_string() };
    config.find(&text).ok_or_else(|| {
        let ids: Vec<&str> = config.nodes.iter().map(|node| node.label.as_str()).collect();
        BadInput::new(path, format!("{} is not one of {}", schema::brief(value), ids.join(", ")))
    })
}

fn read_ledger(value: &Value) -> Result<Vec<(String, Bounds)>, BadInput> {
    let read = |(name, value): &(String, Value)| {
        let path = format!("ledger.{name}");
        if !LEDGER.contains(&name.as_str()) {
            let says = format!("unknown field; allowed: {}", LEDGER.join(", "));
            return Err(BadInput::new(path, says));
        }
        Ok((name.clone(), Bounds::read(value, &path)?))
    };
    value.fields().iter().map(read).collect()
}

fn read_property(config: &Config, value: &Value, is: &Value) -> Result<Claim, BadInput> {
    let common = crate::sim::COMMON.iter().copied();
    let own = config.system.properties.iter().map(|spec| spec.id);
    let known: Vec<&'static str> = common.chain(own).collect();
    let id = known.iter().find(|id| Some(**id) == value.as_text()).ok_or_else(|| {
        let says = format!("{} is not one of {}", schema::brief(value), known.join(", "));
        BadInput::new("property", says)
    })?;
    let all = [Status::Holds, Status::Violated, Status::NotExercised];
    let status = all.into_iter().find(|status| is.as_text() == Some(status.word()));
    status.map(|status| Claim::Property(id, status)).ok_or_else(|| {
        let says = format!("{} is not one of holds, violated, not exercised", schema::brief(is));
        BadInput::new("is", says)
    })
}

fn read_node(is: &Value) -> Result<Vec<(String, Value)>, BadInput> {
    if let Some((name, _)) = is.fields().iter().find(|(name, _)| !NODE.contains(&name.as_str())) {
        let says = format!("unknown field; allowed: {}", NODE.join(", "));
        return Err(BadInput::new(format!("is.{name}"), says));
    }
    if is.fields().is_empty() {
        let says = format!("empty; allowed: an object with {}", NODE.join(", "));
        return Err(BadInput::new("is", says));
    }
    Ok(is.fields().to_vec())
}

/// What the claims on events need to know: how often, and when first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heard {
    /// How often it happened.
    pub count: i64,
    /// When it first did.
    pub first: Option<Time>,
}

impl Expect {
    /// Whether the claim is true now, and what was found.
    pub fn check(&self, cluster: &dyn Cluster, heard: Heard) -> (bool, Value) {
        let label = |id: NodeId| cluster.config().label(id).to_string();
        match &self.claim {
            Claim::Leader(expected) => {
                let found = cluster.authority();
                (found == *expected, found.map(label).into())
            }
            Claim::Believers(expected) => {
                let found = super::super::outcome::believers(cluster);
                let all =
                    expected.len() == found.len() && expected.iter().all(|id| found.contains(id));
                (all, found.into_iter().map(label).collect::<Vec<_>>().into())
            }
            Claim::Node(id, expected) => {
                let found = describe(cluster, *id);
                let ok = expected.iter().all(|(name, value)| fits(found.at(name), value));
                (ok, found)
            }
            Claim::Ledger(expected) => {
                let found = cluster.sum().to_value();
                (expected.iter().all(|(name, bounds)| bounds.fits(found.at(name).int())), found)
            }
            Claim::Property(id, status) => {
                let found = cluster.properties().into_iter().find(|property| property.id == *id);
                let ok = found.as_ref().is_some_and(|found| found.status == *status);
                (ok, found.map(|found| found.to_value(&label)).into())
            }
            Claim::Event { from, count, first_ms, .. } => {
                let first = heard.first.map(|at| at.since(*from) as i64 / 1000);
                let ok = count.is_none_or(|bounds| bounds.fits(heard.count))
                    && first_ms.is_none_or(|bounds| first.is_some_and(|ms| bounds.fits(ms)));
                (ok, map! { "count" => heard.count, "first_ms" => first })
            }
        }
    }
}

fn fits(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Int(n), Value::Map(_)) => {
            Bounds::read(expected, "").is_ok_and(|bounds| bounds.fits(*n))
        }
        _ => found == expected,
    }
}

/// A process in the words of the outcome file.
pub fn describe(cluster: &dyn Cluster, id: NodeId) -> Value {
    let standing = cluster.standing(id);
    let health = match cluster.health(id) {
        Health::Up => "up",
        Health::Down { .. } => "down",
        Health::Paused { .. } => "paused",
    };
    let label = |id: NodeId| cluster.config().label(id).to_string();
    map! {
        "id" => label(id), "kind" => cluster.config().nodes[id.index()].kind.name,
        "role" => standing.role.word(), "epoch" => standing.epoch,
        "established" => standing.established, "health" => health,
        "log_end" => standing.log_end, "commit" => standing.commit,
        "leader" => standing.leader.map(label),
    }
}

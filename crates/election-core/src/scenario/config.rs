//! The cast, settings and network of a run: everything but the plan.

use super::plan::Plan;
use crate::schema::{self, BadInput, Given, Ty};
use crate::system::{KindSpec, SystemSpec};
use crate::value::Value;
use crate::vocabulary::Guise;
use crate::words::NodeId;
use std::sync::Arc;

/// The cast, settings and network of a run.
#[derive(Clone, Debug)]
pub struct Config {
    /// The system.
    pub system: &'static SystemSpec,
    /// All processes, clients last: a [`NodeId`] is a position here.
    pub nodes: Vec<NodeConfig>,
    /// Every setting of the system, defaults filled in.
    pub settings: Value,
    /// The ids of the rules that are switched off.
    pub rules_off: Vec<&'static str>,
    /// How messages travel.
    pub network: Network,
    /// How long after the beginning processes start: from, to (µs, both included), uniform; `None`:
    /// as their kind says.
    pub stagger: Option<(u32, u32)>,
    /// The seed of all draws.
    pub seed: u64,
    /// What is done to the run, and when.
    pub plan: Arc<Plan>,
}

/// A process as the scenario describes it.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// Its position in the cast.
    pub id: NodeId,
    /// Its name in the scenario.
    pub label: String,
    /// Its kind.
    pub kind: &'static KindSpec,
    /// Whether it is started at the beginning.
    pub up: bool,
    /// How long a flush of its disk takes, in µs; `None` if its disk is not simulated.
    pub fsync_us: Option<u32>,
    /// What is on its disk at the start, defaults filled in.
    pub durable: Value,
    /// Whether the scenario said anything about its disk.
    pub has_durable: bool,
    /// The kind's options, defaults filled in.
    pub options: Value,
    /// For a client: the process it talks to first.
    pub attached: Option<NodeId>,
}

/// How messages travel where a link has nothing of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Network {
    /// One-way latency: from, to (µs, both included), uniform.
    pub latency: (u32, u32),
    /// Share of messages lost, in millionths.
    pub loss: u32,
}

impl Default for Network {
    fn default() -> Network {
        Network { latency: (1_000, 5_000), loss: 0 }
    }
}

/// The latency a scenario may ask for, in milliseconds with a fraction: up to a minute.
pub(super) const LATENCY: Ty = Ty::Decimal(0, 60_000 * 1_000_000);
/// A share of messages.
pub(super) const SHARE: Ty = Ty::Decimal(0, 1_000_000);

impl Config {
    /// Whether a rule is switched off.
    pub fn off(&self, rule: &crate::rule::Rule) -> bool {
        self.rules_off.contains(&rule.id)
    }
    /// The process of this name.
    pub fn find(&self, label: &str) -> Option<NodeId> {
        self.nodes.iter().find(|node| node.label == label).map(|node| node.id)
    }
    /// What a process can be and do.
    pub fn guise(&self, id: NodeId) -> Option<&'static Guise> {
        self.system.vocabulary.guise(self.nodes[id.index()].kind.name)
    }
    /// The processes of this kind.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &NodeConfig> {
        self.nodes.iter().filter(move |node| node.kind.name == kind)
    }
    /// The processes that are no clients.
    pub fn servers(&self) -> impl Iterator<Item = &NodeConfig> {
        self.nodes.iter().filter(|node| !node.kind.client)
    }
    /// The name of a process.
    pub fn label(&self, id: NodeId) -> &str {
        &self.nodes[id.index()].label
    }
}

/// Reads `nodes` and `clients`.
pub(super) fn read_cast(
    spec: &'static SystemSpec,
    file: &Value,
) -> Result<Vec<NodeConfig>, BadInput> {
    let nodes = list(file, "nodes")?;
    let clients = list(file, "clients")?;
    if nodes.is_empty() {
        return Err(BadInput::new("nodes", "empty; allowed: 1 to 15 processes"));
    }
    for (path, items, max) in [("nodes", nodes, 15), ("clients", clients, 9)] {
        if items.len() > max {
            let says = format!("{} processes; allowed: up to {max}", items.len());
            return Err(BadInput::new(path, says));
        }
    }
    let mut cast: Vec<NodeConfig> = Vec::new();
    for (path, items, client) in [("nodes", nodes, false), ("clients", clients, true)] {
        for (i, item) in items.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let node = read_node(spec, item, client, &cast).map_err(|bad| bad.inside(&path))?;
            cast.push(node);
        }
    }
    Ok(cast)
}

fn list<'a>(file: &'a Value, name: &str) -> Result<&'a [Value], BadInput> {
    match file.get(name) {
        Some(Value::List(items)) => Ok(items),
        Some(other) => {
            let says = format!("{} is not a list of objects", schema::brief(other));
            Err(BadInput::new(name, says))
        }
        None => Ok(&[]),
    }
}

fn read_node(
    spec: &'static SystemSpec,
    item: &Value,
    client: bool,
    before: &[NodeConfig],
) -> Result<NodeConfig, BadInput> {
    let Value::Map(given) = item else {
        return Err(BadInput::new("", format!("{} is not an object", schema::brief(item))));
    };
    super::no_field_twice(given)?;
    let kind = read_kind(spec, item, client)?;
    let mut common = vec!["id", "kind", "up", if client { "attached" } else { "durable" }];
    common.extend(kind.fsync_us.map(|_| "fsync_ms"));
    let options: Vec<(String, Value)> =
        given.iter().filter(|(name, _)| !common.contains(&name.as_str())).cloned().collect();
    if let Some((name, _)) = options.iter().find(|(n, _)| !kind.options.iter().any(|f| f.name == n))
    {
        let names: Vec<&str> =
            common.into_iter().chain(kind.options.iter().map(|field| field.name)).collect();
        return Err(BadInput::unknown_field(name, name, &names));
    }
    let durable = item.get("durable");
    Ok(NodeConfig {
        id: NodeId(before.len() as u8),
        label: read_label(item, before)?,
        kind,
        up: match item.get("up") {
            None => true,
            Some(value) => schema::check(value, &Ty::Bool, "up")?.flag(),
        },
        durable: schema::check_record(durable.unwrap_or(&Given::EmptyMap.value()), kind.durable)
            .map_err(|bad| bad.inside("durable"))?,
        fsync_us: read_fsync(item, kind)?,
        has_durable: durable.is_some(),
        options: schema::check_record(&Value::Map(options), kind.options)?,
        attached: match item.get("attached") {
            Some(value) if client => Some(read_attached(value, before)?),
            _ => None,
        },
    })
}

/// Reads `fsync_ms`, for a kind whose disk is simulated.
fn read_fsync(item: &Value, kind: &KindSpec) -> Result<Option<u32>, BadInput> {
    match item.get("fsync_ms").filter(|_| kind.fsync_us.is_some()) {
        None => Ok(kind.fsync_us),
        Some(given) => {
            let ms = schema::check(given, &LATENCY, "fsync_ms")?;
            Ok(Some((ms.millionths() / 1000) as u32))
        }
    }
}

fn read_kind(
    spec: &'static SystemSpec,
    item: &Value,
    client: bool,
) -> Result<&'static KindSpec, BadInput> {
    let mut kinds = spec.kinds.iter().filter(|kind| kind.client == client);
    match item.get("kind") {
        None => kinds
            .next()
            .ok_or_else(|| BadInput::new("kind", format!("{} has no such processes", spec.title))),
        Some(value) => kinds.find(|kind| value.as_text() == Some(kind.name)).ok_or_else(|| {
            let names = spec.kinds.iter().filter(|kind| kind.client == client).map(|it| it.name);
            BadInput::not_one_of("kind", value, &names.collect::<Vec<_>>())
        }),
    }
}

fn read_label(item: &Value, before: &[NodeConfig]) -> Result<String, BadInput> {
    const SAYS: &str = "an id: 1 to 16 letters, digits, '-', '_' or '.'";
    let label = match item.get("id") {
        None => return Err(BadInput::new("id", format!("missing; allowed: {SAYS}"))),
        Some(Value::Int(n)) => n.to_string(),
        Some(Value::Text(text)) => text.clone(),
        Some(other) => {
            return Err(BadInput::new("id", format!("{} is not {SAYS}", schema::brief(other))));
        }
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if label.is_empty() || label.len() > 16 || !label.chars().all(fits) {
        let shown = schema::brief(&label.as_str().into());
        return Err(BadInput::new("id", format!("{shown} is not {SAYS}")));
    }
    if before.iter().any(|node| node.label == label) {
        return Err(BadInput::new(
            "id",
            format!("\"{label}\" is taken; allowed: one not used before"),
        ));
    }
    Ok(label)
}

fn read_attached(value: &Value, before: &[NodeConfig]) -> Result<NodeId, BadInput> {
    let text = match value {
        Value::Int(n) => n.to_string(),
        other => other.text().to_string(),
    };
    let found = before.iter().find(|node| node.label == text && !node.kind.client);
    found.map(|node| node.id).ok_or_else(|| {
        let names = before.iter().filter(|node| !node.kind.client).map(|node| node.label.as_str());
        let says = format!(
            "{} is not one of {}",
            schema::brief(value),
            names.clone().collect::<Vec<_>>().join(", ")
        );
        BadInput::new("attached", says).near(&text, names)
    })
}

/// Reads `stagger_ms`.
pub(super) fn read_stagger(file: &Value) -> Result<Option<(u32, u32)>, BadInput> {
    file.get("stagger_ms").map(|given| read_latency(given, "stagger_ms")).transpose()
}

/// Reads `network`.
pub(super) fn read_network(file: &Value) -> Result<Network, BadInput> {
    let mut network = Network::default();
    let Some(given) = file.get("network") else { return Ok(network) };
    let Value::Map(fields) = given else {
        return Err(BadInput::new("network", format!("{} is not an object", schema::brief(given))));
    };
    super::no_field_twice(fields).map_err(|bad| bad.inside("network"))?;
    for (name, value) in fields {
        match name.as_str() {
            "latency_ms" => network.latency = read_latency(value, "network.latency_ms")?,
            "loss" => network.loss = read_share(value, "network.loss")?,
            _ => {
                let at = format!("network.{name}");
                return Err(BadInput::unknown_field(at, name, &["latency_ms", "loss"]));
            }
        }
    }
    Ok(network)
}

/// Reads `[from, to]` in milliseconds.
pub(super) fn read_latency(value: &Value, path: &str) -> Result<(u32, u32), BadInput> {
    let pair = schema::check(value, &Ty::List(&LATENCY), path)?;
    let micros = |v: &Value| (v.millionths() / 1000) as u32;
    match pair.items() {
        [from, to] if micros(from) <= micros(to) => Ok((micros(from), micros(to))),
        _ => {
            let says = format!("{} is not [from, to] in ms with from ≤ to", schema::brief(value));
            Err(BadInput::new(path, says))
        }
    }
}

/// Reads a share of messages, as millionths.
pub(super) fn read_share(value: &Value, path: &str) -> Result<u32, BadInput> {
    Ok(schema::check(value, &SHARE, path)?.millionths() as u32)
}

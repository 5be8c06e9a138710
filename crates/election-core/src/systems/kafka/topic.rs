//! The one topic of a run: who holds which partition, and the ids of the servers.

use super::rules::BrokerId;
use crate::scenario::Config;
use crate::schema::BadInput;
use crate::value::Value;
use crate::words::NodeId;

/// The topic as `kafka-topics --create` would be told.
#[derive(Debug)]
pub struct Topic {
    /// The replicas of each partition, the preferred leader first.
    pub assignment: Vec<Vec<BrokerId>>,
    /// The ISR of the first partition, if the scenario gives one.
    pub isr: Option<Vec<BrokerId>>,
    /// The leader epoch at the beginning.
    pub leader_epoch: i64,
}

/// Every server's `node.id`: its label, which has to be an int as in the real system.
pub fn read_ids(config: &Config) -> Result<Vec<(NodeId, i64)>, BadInput> {
    let read = |(i, node): (usize, &crate::scenario::NodeConfig)| {
        let id = node.label.parse::<i32>().ok().filter(|id| *id >= 0);
        id.map(|id| (node.id, i64::from(id))).ok_or_else(|| {
            let says =
                format!("\"{}\" is not a node.id: an int from 0 to {}", node.label, i32::MAX);
            BadInput::new(format!("nodes[{i}].id"), says)
        })
    };
    let ids = config.servers().enumerate().filter(|(_, node)| node.kind.name != "zookeeper");
    ids.map(read).collect()
}

impl Topic {
    /// Reads the topic and refuses what Kafka refuses, by Kafka's own error.
    pub fn read(config: &Config, brokers: &[(BrokerId, NodeId)]) -> Result<Topic, BadInput> {
        let settings = &config.settings;
        let ids: Vec<BrokerId> = brokers.iter().map(|(id, _)| *id).collect();
        let assignment = match settings.at("assignment") {
            Value::Null => place(settings, &ids)?,
            given => read_assignment(settings, given, &ids)?,
        };
        let replicas = &assignment[0];
        let isr = match settings.at("isr") {
            Value::Null => None,
            given => Some(read_replicas(given, replicas, "settings.isr")?),
        };
        Ok(Topic { assignment, isr, leader_epoch: settings.at("leaderEpoch").int() })
    }
}

/// Partition after partition, one broker on: the striped placement without its random start.
/// `StripedReplicaPlacer`
fn place(settings: &Value, brokers: &[BrokerId]) -> Result<Vec<Vec<BrokerId>>, BadInput> {
    let n = brokers.len();
    if n == 0 {
        return Err(BadInput::new("nodes", "no broker; allowed: at least one of kind broker"));
    }
    let factor = settings.at("replicationFactor").as_int().unwrap_or(n.min(3) as i64) as usize;
    if factor > n {
        let says = format!("INVALID_REPLICATION_FACTOR: {factor} is more than the {n} brokers");
        return Err(BadInput::new(
            "settings.replicationFactor",
            format!("{says}; allowed: 1 to {n}"),
        ));
    }
    let partitions = settings.at("partitions").int() as usize;
    let row = |p: usize| (0..factor).map(|r| brokers[(p + r) % n]).collect();
    Ok((0..partitions).map(row).collect())
}

fn read_assignment(
    settings: &Value,
    given: &Value,
    brokers: &[BrokerId],
) -> Result<Vec<Vec<BrokerId>>, BadInput> {
    if given.items().is_empty() {
        let says = "empty; allowed: a list of replicas for each partition";
        return Err(BadInput::new("settings.assignment", says));
    }
    if settings.at("replicationFactor").as_int().is_some() {
        let says = "given beside assignment; allowed: one of the two";
        return Err(BadInput::new("settings.replicationFactor", says));
    }
    let partitions = settings.at("partitions").int() as usize;
    if partitions > 1 && partitions != given.items().len() {
        let says = format!("{partitions} partitions, but {} assigned", given.items().len());
        return Err(BadInput::new("settings.partitions", format!("{says}; allowed: the same")));
    }
    let read = |(i, row): (usize, &Value)| {
        read_replicas(row, brokers, &format!("settings.assignment[{i}]"))
    };
    given.items().iter().enumerate().map(read).collect()
}

/// A list of ids out of those allowed, each once.
fn read_replicas(
    given: &Value,
    allowed: &[BrokerId],
    path: &str,
) -> Result<Vec<BrokerId>, BadInput> {
    let ids: Vec<BrokerId> = given.ints().into_iter().map(BrokerId).collect();
    let known = super::words::list(allowed);
    if ids.is_empty() {
        let says = format!("INVALID_REPLICA_ASSIGNMENT: empty; allowed: some of {known}");
        return Err(BadInput::new(path, says));
    }
    for (i, id) in ids.iter().enumerate() {
        let what = match (allowed.contains(id), ids[..i].contains(id)) {
            (false, _) => "is not known",
            (true, true) => "is named twice",
            (true, false) => continue,
        };
        let says = format!("INVALID_REPLICA_ASSIGNMENT: broker {id} {what}; allowed: {known}");
        return Err(BadInput::new(format!("{path}[{i}]"), says));
    }
    Ok(ids)
}

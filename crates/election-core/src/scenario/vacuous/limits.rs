//! How large a number can get in a run.

use super::super::config::{Config, NodeConfig};
use super::Said;
use crate::effects::OpKind;
use crate::schema::BadInput;
use crate::value::Value;
use crate::words::{NodeId, Time};

/// A run that has more events is stopped.
pub const MOST_EVENTS: i64 = 2_000_000;

/// Positions in logs whose records are not told apart stay below this in any run.
const FAR: i64 = 1_000_000_000_000;

/// How far `epoch`, `log_end` and `commit` of a process can have come by then.
pub fn furthest(config: &Config, id: NodeId, name: &str, at: Time) -> i64 {
    match (name, config.guise(id).and_then(|guise| guise.log)) {
        // One in a millisecond would be many, in the longest run, too.
        ("epoch", _) => 100 + at.as_ms() as i64 + disks(config),
        (_, Some(log)) => records(config, log.stride, at),
        _ => FAR,
    }
}

/// The most operations of this kind that all clients can have begun by then.
pub fn most_operations(config: &Config, kind: OpKind, at: Time) -> i64 {
    operations(config, kind, None, at)
}

/// The most operations of this kind that clients can have begun by then, all or this one.
pub(super) fn operations(config: &Config, kind: OpKind, client: Option<NodeId>, at: Time) -> i64 {
    let asks = |node: &&NodeConfig| {
        let does = config.guise(node.id).map(|guise| guise.does);
        does.is_some_and(|does| does.asks.contains(&kind))
            && client.is_none_or(|client| client == node.id)
    };
    let all = config.nodes.iter().filter(asks).map(|node| of_client(config, node, at));
    all.fold(0, i64::saturating_add).min(MOST_EVENTS)
}

/// A client begins one operation in so many ms, or so many at once; twice that is never reached.
/// What the plan makes it do comes on top: a request for so many, a timer that fires, another
/// life.
fn of_client(config: &Config, node: &NodeConfig, at: Time) -> i64 {
    let number = |name: &str| node.options.at(name).as_int().filter(|n| *n > 0);
    let size = number("batch").unwrap_or(1) * number("in_flight").unwrap_or(1);
    let ms = at.as_ms() as i64;
    let by_rate = number("every_ms").map(|every| (ms / every + 1) * size * 2);
    let steps = config.plan.steps.iter().map(|step| &step.deed);
    let lives =
        1 + steps.clone().filter(|deed| is_one_of(deed, &["restart", "wipe"])).count() as i64;
    let by_count = number("count").map(|count| count.saturating_mul(lives));
    let by_hand = steps.map(|deed| match deed.at("do").text() {
        "fire" => size,
        "request" => deed.at("with").at("count").as_int().unwrap_or(0),
        _ => 0,
    });
    // Asked for nothing at its own pace (`every_ms` 0 of a producer), or asking without a pause.
    let paced = match (node.options.get("every_ms"), by_rate) {
        (Some(_), None) if node.kind.name == "producer" => Some(0),
        (_, by_rate) => by_rate,
    };
    let own = [paced, by_count].into_iter().flatten().min().unwrap_or(MOST_EVENTS);
    by_hand.fold(own, i64::saturating_add)
}

fn is_one_of(deed: &Value, words: &[&str]) -> bool {
    words.contains(&deed.at("do").text())
}

/// A record at a position that no log has, or that none reaches.
pub(super) fn check_record(id: NodeId, at: i64, none: bool, said: &Said) -> Result<(), BadInput> {
    let Some(log) = said.config.guise(id).and_then(|guise| guise.log) else { return Ok(()) };
    let (first, last) = (log.first, records(said.config, log.stride, said.at));
    let word = if none { "always" } else { "never" };
    let says = match at {
        _ if at < first => format!("{at} is no position; allowed: from {first}"),
        _ if at > last => {
            let is = if none { "null" } else { "something" };
            format!("{at} is {word} {is}: no log gets there; allowed: up to {last}")
        }
        _ => return Ok(()),
    };
    Err(BadInput::new("record", says))
}

/// A write that its client never gets to.
pub(super) fn check_write(op: &str, said: &Said) -> Result<(), BadInput> {
    let (client, nth) = op.split_once('#').unwrap_or((op, ""));
    let most = operations(said.config, OpKind::Write, said.config.find(client), said.at);
    if nth.parse().is_ok_and(|nth: i64| nth < most) {
        return Ok(());
    }
    let says = format!("\"{op}\" never comes: {client} has begun fewer by then");
    Err(BadInput::new("is.op", format!("{says}; allowed: below {client}#{most}")))
}

/// A position that no log has passed by then: what was on the disks, every write with room for its
/// repetitions, and what leaders write of their own.
fn records(config: &Config, stride: i64, at: Time) -> i64 {
    let writes = operations(config, OpKind::Write, None, at);
    let own = 100 + at.as_ms() as i64 / 10;
    (writes * 4 + own).saturating_mul(stride).saturating_add(disks(config))
}

fn disks(config: &Config) -> i64 {
    config.nodes.iter().map(|node| on_disk(&node.durable)).max().unwrap_or(0)
}

/// The largest number that a disk could mean as the position of its last record.
fn on_disk(disk: &Value) -> i64 {
    let one = |(_, value): &(String, Value)| match value {
        // A transaction's id is its epoch, then its number.
        Value::Int(n) => (*n & 0xffff_ffff).max(*n >> 32),
        Value::List(items) => {
            let each = items.iter().map(|it| on_disk(&crate::map! { "it" => it.clone() }));
            each.max().unwrap_or(0).max(items.len() as i64)
        }
        Value::Map(_) => on_disk(value),
        _ => 0,
    };
    disk.fields().iter().map(one).max().unwrap_or(0)
}

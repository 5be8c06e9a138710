//! What a story claims: checked on every run of it.

use super::claim::{self, Claim, EventClaim};
use super::config::Config;
use super::event_name;
use super::traits::Want;
use crate::event::Event;
use crate::map;
use crate::outcome::believers;
use crate::schema::{self, BadInput, Ty};
use crate::sim::Cluster;
use crate::value::Value;
use crate::view::{Health, NodeView, Partitions};
use crate::words::{NodeId, NodeSet, Time};

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

pub(super) fn read_all(
    file: &Value,
    config: &Config,
    until: Time,
) -> Result<Vec<Expect>, BadInput> {
    let Some(given) = file.get("expect") else { return Ok(Vec::new()) };
    let list = schema::check(given, &Ty::List(&Ty::Any), "expect")?;
    let read = |(i, item): (usize, &Value)| {
        let (at, claim) =
            claim::read(item, config, until).map_err(|bad| bad.inside(&format!("expect[{i}]")))?;
        Ok(Expect { at, claim, source: item.clone() })
    };
    list.items().iter().enumerate().map(read).collect()
}

/// Refuses claims about partitions that this cluster does not show.
pub(super) fn check_partitions(all: &[Expect], cluster: &dyn Cluster) -> Result<(), BadInput> {
    for (i, expect) in all.iter().enumerate() {
        let Claim::Partition(asked, _) = expect.claim else { continue };
        let found = cluster.view().partitions;
        let shown = found.map_or(0, |it| it.count.min(Partitions::DRAWN));
        if asked >= shown {
            let says = match shown {
                0 => format!("{asked} is none; allowed: no such claim, there are no partitions"),
                _ => format!("{asked} is not shown; allowed: 0 to {}", shown - 1),
            };
            return Err(BadInput::new(format!("expect[{i}].partition"), says));
        }
    }
    Ok(())
}

/// What the claims on events need to know: how often, and when first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heard {
    /// How often it happened.
    pub count: i64,
    /// When it first did.
    pub first: Option<Time>,
}

impl Heard {
    /// Something happened: it counts if it is what the claim is about.
    pub fn hear(&mut self, claim: &EventClaim, event: &Event) {
        let has = |part: &String| {
            event_name::text_of(&event.what).is_some_and(|text| text.contains(part.as_str()))
        };
        if event.at >= claim.from
            && claim.event.fits(&event.what, claim.node)
            && claim.text.as_ref().is_none_or(has)
        {
            self.count += 1;
            self.first.get_or_insert(event.at);
        }
    }
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
                let found = believers(cluster);
                let all =
                    expected.len() == found.len() && expected.iter().all(|id| found.contains(id));
                (all, found.into_iter().map(label).collect::<Vec<_>>().into())
            }
            Claim::Node(id, wants) => judge(wants, describe(cluster, *id)),
            Claim::Partition(nth, wants) => judge(wants, describe_partition(cluster, *nth)),
            Claim::Ledger(None, wants) => judge(wants, cluster.sum().to_value()),
            Claim::Ledger(Some(client), wants) => {
                let (held, now) = (cluster.holdings(), cluster.now());
                let sum = cluster.ledger().sum_of(*client, now, &|op| held.of(op));
                judge(wants, sum.to_value())
            }
            Claim::Property(id, status) => {
                let found = cluster.properties().into_iter().find(|property| property.id == *id);
                let ok = found.as_ref().is_some_and(|found| found.status == *status);
                (ok, found.map(|found| found.to_value(&label)).into())
            }
            Claim::Event(claim) => {
                let first = heard.first.map(|at| at.since(claim.from) as i64 / 1000);
                let ok = claim.count.is_none_or(|bounds| bounds.fits(heard.count))
                    && claim.first_ms.is_none_or(|b| first.is_some_and(|ms| b.fits(ms)));
                (ok, map! { "count" => heard.count, "first_ms" => first })
            }
            Claim::EqualLogs(ids, equal) => {
                let logs: Vec<Vec<u64>> = ids.iter().map(|id| cluster.log(*id)).collect();
                let ends: Vec<i64> = ids.iter().map(|id| cluster.standing(*id).log_end).collect();
                let same =
                    logs.iter().all(|log| *log == logs[0]) && ends.iter().all(|e| *e == ends[0]);
                (same == *equal, map! { "equal" => same, "log_end" => ends })
            }
            Claim::Record(id, at, wants) => {
                let found = describe_record(cluster, *id, *at);
                match wants {
                    Some(wants) => judge(wants, found),
                    None => (found.is_null(), found),
                }
            }
        }
    }
}

fn judge(wants: &[(&'static str, Want)], found: Value) -> (bool, Value) {
    let fits = wants.iter().all(|(name, want)| want.fits(found.at(name)));
    (fits && !found.is_null(), found)
}

/// A process in the words of the outcome file. One that is down has no role and follows nobody:
/// what it still has is its disk.
pub fn describe(cluster: &dyn Cluster, id: NodeId) -> Value {
    let view = node_view(cluster, id);
    let standing = cluster.standing(id);
    let label = |id: NodeId| cluster.config().label(id).to_string();
    let (health, how) = match cluster.health(id) {
        Health::Up => ("up", None),
        Health::Down { how, .. } => ("down", Some(how.word())),
        Health::Paused { .. } => ("paused", None),
    };
    let runs = how.is_none();
    map! {
        "id" => label(id), "kind" => cluster.config().nodes[id.index()].kind.name,
        "role" => runs.then(|| standing.role.word()),
        "role_name" => runs.then_some(view.portrait.role_name), "epoch" => standing.epoch,
        "established" => runs && standing.established, "health" => health, "how" => how,
        "reason" => how.map(|_| view.reason).filter(|reason| !reason.is_empty()),
        "log_end" => standing.log_end, "commit" => standing.commit,
        "leader" => standing.leader.filter(|_| runs).map(label),
    }
}

fn node_view(cluster: &dyn Cluster, id: NodeId) -> NodeView {
    cluster.view().nodes.swap_remove(id.index())
}

/// A partition as those who decide about it know it.
fn describe_partition(cluster: &dyn Cluster, nth: u32) -> Value {
    let label = |id: NodeId| cluster.config().label(id).to_string();
    let labels = |set: NodeSet| set.iter().map(label).collect::<Vec<_>>();
    let found = cluster.view().partitions;
    let Some(it) = found.as_ref().and_then(|all| all.first.get(nth as usize)) else {
        return Value::Null;
    };
    map! {
        "partition" => nth, "leader" => it.leader.map(label), "epoch" => it.epoch,
        "isr" => labels(it.members), "elr" => labels(it.eligible),
        "last_known_elr" => labels(it.last_known),
    }
}

/// What stands at a position of a process's log: null for nothing.
fn describe_record(cluster: &dyn Cluster, id: NodeId, at: i64) -> Value {
    let Some((epoch, op)) = cluster.record(id, at) else { return Value::Null };
    let op = op.map(|op| format!("{}#{}", cluster.config().label(op.client()), op.nth()));
    map! { "epoch" => epoch, "op" => op }
}

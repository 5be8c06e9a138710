//! What it costs to elect leaders again: the death of the broker that leads all partitions,
//! counted in runs. One controller hears of it and decides (2.8); before there was one, every
//! replica watched its partition's znode (V2).

use super::SPEC;
use super::cited::{LEADER_RACE, MAY_LEAD};
use crate::event::{Event, Sink, What};
use crate::map;
use crate::outcome;
use crate::scenario::Scenario;
use crate::schema::BadInput;
use crate::system::Counters;
use crate::value::Value;
use crate::words::Time;

/// The cost, until others lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Load {
    /// Watch events that the ZooKeeper servers send.
    pub events: u32,
    /// Reads that they get.
    pub reads: u32,
    /// `create`s that they get: a replica tries to lead.
    pub creates: u32,
    /// Other writes that they get.
    pub writes: u32,
    /// Requests of the controller to brokers, itself among them.
    pub rpcs: u32,
    /// How often a replica asked itself whether it may lead.
    pub asked: u32,
    /// How often one of them won.
    pub won: u32,
    /// How often another was faster.
    pub lost: u32,
}

/// When the broker dies.
const DEATH: Time = Time::ms(6000);

/// The cost under one controller, 2.8: so many partitions, each with a replica on each of so many
/// brokers (3 to 12), on three ZooKeeper servers.
pub fn controller_load(partitions: u16, brokers: u8) -> Result<Load, BadInput> {
    load("2.8", partitions, brokers)
}

/// The cost where every replica watches, V2, with the same cast. What each leader does later to
/// take the dead out of its ISR, one read and one write, is not in it.
pub fn replica_load(partitions: u16, brokers: u8) -> Result<Load, BadInput> {
    load("V2", partitions, brokers)
}

fn load(profile: &str, partitions: u16, brokers: u8) -> Result<Load, BadInput> {
    let server = |id: u8| map! { "id" => format!("z{id}"), "kind" => "zookeeper" };
    let broker = |id: u8| map! { "id" => id.to_string() };
    let nodes: Vec<Value> = (1..=brokers).map(broker).chain((1..=3).map(server)).collect();
    // 1 is the controller, where there is one; 2 leads everything.
    let replicas: Vec<Value> =
        [2, 1].into_iter().chain(3..=brokers).map(|id| i64::from(id).into()).collect();
    let assignment = vec![Value::List(replicas); usize::from(partitions)];
    let kill = map! { "at_ms" => DEATH.as_ms(), "do" => "kill", "node" => "2" };
    let file = map! {
        "version" => 1, "system" => SPEC.key, "nodes" => nodes, "plan" => vec![kill],
        "settings" => map! {
            "profile" => profile, "zookeeper.session.timeout.ms" => 4000,
            "replica.lag.time.max.ms" => 600_000,
            "auto.leader.rebalance.enable" => false, "assignment" => assignment,
        },
        // A replica goes through its partitions one by one.
        "until_ms" => 20_000 + 100 * i64::from(partitions),
    };
    let mut load = Load::default();
    outcome::run(&Scenario::read_changed(&file)?, false, &mut load)?;
    Ok(load)
}

/// The load of one controller with three brokers, by its counters' names.
pub fn count(partitions: u16) -> Result<Counters, BadInput> {
    controller_load(partitions, 3).map(counters)
}

/// The same before the controller.
pub fn count_before(partitions: u16) -> Result<Counters, BadInput> {
    replica_load(partitions, 3).map(counters)
}

fn counters(load: Load) -> Counters {
    let writes = ("writes", load.creates + load.writes);
    vec![("events", load.events), ("reads", load.reads), writes, ("requests", load.rpcs)]
}

impl Sink for Load {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        if event.at < DEATH {
            return;
        }
        let name = |kind: u8| SPEC.messages.get(usize::from(kind)).copied().unwrap_or("");
        match &event.what {
            What::Sent { id, .. } if name(id.kind) == "WatcherEvent" => self.events += 1,
            What::Delivered { id, .. } => match name(id.kind) {
                "getData" | "getChildren" | "exists" => self.reads += 1,
                "create" => self.creates += 1,
                "multi" | "setData" => self.writes += 1,
                "LeaderAndIsr" | "UpdateMetadata" | "StopReplica" => self.rpcs += 1,
                _ => {}
            },
            What::Cited(_, cited) if cited.rule.id == MAY_LEAD.id => self.asked += 1,
            What::Cited(_, cited) if cited.rule.id == LEADER_RACE.id => match cited.verdict {
                "won" => self.won += 1,
                _ => self.lost += 1,
            },
            _ => {}
        }
    }
}

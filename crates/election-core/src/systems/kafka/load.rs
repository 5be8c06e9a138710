//! What one controller costs: the death of the broker that leads all partitions, counted in a
//! run. Beside it stands what a watch for every partition costs (`zookeeper::watch_load`).

use super::SPEC;
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
    /// Conditional writes that they get.
    pub writes: u32,
    /// Requests of the controller to brokers, itself among them.
    pub rpcs: u32,
}

/// When the broker dies.
const DEATH: Time = Time::ms(6000);

/// Runs so many partitions, each with a replica on each of so many brokers (3 to 12) of 2.8, on
/// three ZooKeeper servers.
pub fn controller_load(partitions: u16, brokers: u8) -> Result<Load, BadInput> {
    let server = |id: u8| map! { "id" => format!("z{id}"), "kind" => "zookeeper" };
    let broker = |id: u8| map! { "id" => id.to_string() };
    let nodes: Vec<Value> = (1..=brokers).map(broker).chain((1..=3).map(server)).collect();
    // 1 is the controller; 2 leads everything.
    let replicas: Vec<Value> =
        [2, 1].into_iter().chain(3..=brokers).map(|id| i64::from(id).into()).collect();
    let assignment = vec![Value::List(replicas); usize::from(partitions)];
    let kill = map! { "at_ms" => DEATH.as_ms(), "do" => "kill", "node" => "2" };
    let file = map! {
        "version" => 1, "system" => SPEC.key, "nodes" => nodes, "plan" => vec![kill],
        "settings" => map! {
            "profile" => "2.8", "zookeeper.session.timeout.ms" => 4000,
            "auto.leader.rebalance.enable" => false, "assignment" => assignment,
        },
        "until_ms" => 20_000,
    };
    let mut load = Load::default();
    outcome::run(&Scenario::read(&file)?, false, &mut load)?;
    Ok(load)
}

/// The load with three brokers, by its counters' names.
pub fn count(partitions: u16) -> Result<Counters, BadInput> {
    let load = controller_load(partitions, 3)?;
    let (reads, writes) = (("reads", load.reads), ("writes", load.writes));
    Ok(vec![("events", load.events), reads, writes, ("requests", load.rpcs)])
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
                "multi" | "setData" => self.writes += 1,
                "LeaderAndIsr" | "UpdateMetadata" | "StopReplica" => self.rpcs += 1,
                _ => {}
            },
            _ => {}
        }
    }
}

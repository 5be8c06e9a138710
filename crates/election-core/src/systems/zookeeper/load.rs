//! What a watch for every partition costs: elections of many partitions, as Kafka held them
//! before it had a controller, counted in a run.

use super::SPEC;
use crate::event::{Event, Sink, What};
use crate::map;
use crate::outcome;
use crate::scenario::Scenario;
use crate::schema::BadInput;
use crate::system::Counters;
use crate::value::Value;
use crate::words::Time;

/// What the death of the broker that leads all partitions costs, until others lead them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Load {
    /// Watch events that the servers send.
    pub events: u32,
    /// `create`s that they get.
    pub creates: u32,
    /// Of these, refused with NODEEXISTS.
    pub refused: u32,
    /// Reads that leave the next watch.
    pub reads: u32,
    /// Transactions, each on a quorum of disks: the refused ones too.
    pub transactions: u32,
}

/// When the broker dies.
const DEATH: Time = Time::ms(6000);

/// Runs so many partitions, each with a replica on each of so many brokers (2 to 12), on three
/// servers.
pub fn watch_load(partitions: u16, brokers: u8) -> Result<Load, BadInput> {
    let server = |id: u8| map! { "id" => id.to_string() };
    let broker = |nth: u8| {
        map! {
            "id" => format!("b{nth}"), "kind" => "application", "elections" => i64::from(partitions),
            "sessionTimeout" => 4000, "up" => false,
        }
    };
    let up = |nth: u8| {
        let at = if nth == 0 { 1500 } else { 4000 };
        map! { "at_ms" => at, "do" => "restart", "node" => format!("b{nth}") }
    };
    let kill = map! { "at_ms" => DEATH.as_ms(), "do" => "kill", "node" => "b0" };
    let nodes: Vec<Value> = (1..=3).map(server).chain((0..brokers).map(broker)).collect();
    let plan: Vec<Value> = (0..brokers).map(up).chain([kill]).collect();
    let file = map! {
        "version" => 1, "system" => SPEC.key, "nodes" => nodes, "plan" => plan,
        "settings" => map! { "profile" => "small" }, "until_ms" => 14_000,
    };
    let mut load = Load::default();
    outcome::run(&Scenario::read_changed(&file)?, false, &mut load)?;
    Ok(load)
}

/// The load with three brokers, by its counters' names.
pub fn count(partitions: u16) -> Result<Counters, BadInput> {
    let load = watch_load(partitions, 3)?;
    Ok(vec![("events", load.events), ("reads", load.reads), ("writes", load.creates)])
}

impl Sink for Load {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        if event.at < DEATH {
            return;
        }
        match &event.what {
            What::Sent { id, .. } if SPEC.messages[usize::from(id.kind)] == "WatcherEvent" => {
                self.events += 1;
            }
            What::Delivered { id, .. } => match SPEC.messages[usize::from(id.kind)] {
                "create" => self.creates += 1,
                "exists" => self.reads += 1,
                _ => {}
            },
            What::Cited(_, cited) if cited.rule.id == super::rules::PREP_REQUEST.id => {
                self.transactions += 1;
                self.refused += u32::from(cited.verdict == "NODEEXISTS");
            }
            _ => {}
        }
    }
}

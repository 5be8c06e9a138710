//! Runs of small ensembles, described in a few words.

mod disk;
mod election;
mod packets;
mod silence;
mod zab;
mod znodes;

use super::SPEC;
use crate::event::{Event, What};
use crate::outcome::{self, Outcome};
use crate::scenario::Scenario;
use crate::sim::Cluster;
use crate::value::Value;
use crate::words::{NodeId, Time};

/// A scenario on one machine, small intervals: `rest` are the other fields of the file.
pub(super) fn story(nodes: &str, plan: &str, rest: &str) -> Scenario {
    let text = format!(
        r#"{{"version":1,"system":"zookeeper","nodes":[{nodes}],"plan":[{plan}],
            "network":{{"latency_ms":[0.1,1]}},"stagger_ms":[0,0]{rest}}}"#
    );
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
    Scenario::read(&file).unwrap_or_else(|bad| panic!("{bad}"))
}

/// A server that does not start within the run.
pub(super) const NEVER: u64 = u64::MAX;

/// Servers with these ids that start at these times (ms), 0: from the beginning.
pub(super) fn starting(servers: &[(u8, u64)], rest: &str) -> Scenario {
    let node = |(id, at): &(u8, u64)| format!(r#"{{"id":"{id}","up":{}}}"#, *at == 0);
    let nodes: Vec<String> = servers.iter().map(node).collect();
    let late = servers.iter().filter(|(_, at)| *at > 0 && *at != NEVER);
    let plan: Vec<String> =
        late.map(|(id, at)| format!(r#"{{"at_ms":{at},"do":"restart","node":"{id}"}}"#)).collect();
    story(&nodes.join(","), &plan.join(","), rest)
}

/// Runs it over some seeds; each must end with this leader, or none.
#[track_caller]
pub(super) fn led_by(scenario: &Scenario, leader: Option<&str>) {
    for seed in 1..=20 {
        let outcome = run(&scenario.with_seed(seed)).0;
        let config = outcome.end.config();
        let found = outcome.end.authority().map(|id| config.label(id).to_string());
        assert_eq!(found.as_deref(), leader, "seed {seed}");
    }
}

/// Runs it and keeps every event.
pub(super) fn run(scenario: &Scenario) -> (Outcome, Vec<Event>) {
    let mut events: Vec<Event> = Vec::new();
    let outcome = outcome::run(scenario, false, &mut events).unwrap();
    (outcome, events)
}

/// Every message of this kind: when it was sent, from, to, content.
pub(super) fn sent(events: &[Event], kind: &str) -> Vec<(Time, NodeId, NodeId, String)> {
    let kind = SPEC.messages.iter().position(|name| *name == kind).unwrap() as u8;
    let mut found = Vec::new();
    for event in events {
        if let What::Sent { id, text, .. } = &event.what
            && id.kind == kind
        {
            let text = text.as_deref().unwrap_or("").to_string();
            found.push((event.at, id.from, id.to, text));
        }
    }
    found
}

/// A field of a process's portrait.
pub(super) fn fact(world: &dyn Cluster, label: &str, name: &str) -> String {
    let view = world.view();
    let node = view.nodes.iter().find(|node| node.label == label).unwrap();
    let fact = node.portrait.facts.iter().find(|(known, _)| *known == name);
    fact.unwrap_or_else(|| panic!("{label} has no {name}")).1.clone()
}

//! Runs of this system.

use crate::event::{Event, What};
use crate::outcome::{self, Outcome};
use crate::scenario::Scenario;
use crate::value::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Three servers and three Sentinels with a writer; `rest` is the plan and so on.
fn three(settings: &str, rest: &str) -> String {
    format!(
        r#"{{"version":1,"key":"t","system":"redis","nodes":[
        {{"id":"r1"}},{{"id":"r2","replicaof":"r1"}},{{"id":"r3","replicaof":"r1"}},
        {{"id":"s1","kind":"sentinel"}},{{"id":"s2","kind":"sentinel"}},
        {{"id":"s3","kind":"sentinel"}}],"clients":[{{"id":"c1","every_ms":100}}],
        "network":{{"latency_ms":[0.1,0.5]}},
        "settings":{{"failover-timeout":6000,"repl-diskless-sync-delay":0{settings}}},{rest}}}"#
    )
}

fn play(text: &str, seed: u64) -> (Scenario, Outcome, Vec<Event>) {
    let scenario = Scenario::read(&json(text)).unwrap_or_else(|bad| panic!("{bad}"));
    let scenario = scenario.with_seed(seed);
    let mut events = Vec::new();
    let outcome = outcome::run(&scenario, true, &mut events).unwrap_or_else(|bad| panic!("{bad}"));
    (scenario, outcome, events)
}

/// When a verdict was first reached, ms.
fn first(events: &[Event], verdict: &str) -> Option<u64> {
    let cited = |what: &What| matches!(what, What::Cited(_, cited) if cited.verdict == verdict);
    events.iter().find(|event| cited(&event.what)).map(|event| event.at.as_ms())
}

const KILL: &str = r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"}],"until_ms":12000"#;

#[test]
fn a_killed_master_is_replaced_within_two_to_two_point_seven_seconds() {
    let text = three(r#","down-after-milliseconds":1000"#, KILL);
    let mut times = Vec::new();
    for seed in 0..200 {
        let (_, _, events) = play(&text, seed);
        times.push(first(&events, "+switch-master").expect("a switch") - 5000);
    }
    times.sort_unstable();
    println!("{:?} {:?} {:?}", times[0], times[100], times[199]);
    assert!(times[0] >= 2000 && times[199] <= 2700, "{times:?}");
}

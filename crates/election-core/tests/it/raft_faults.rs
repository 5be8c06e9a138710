//! What faults of the disk do to etcd: a member that lost it, and one whose disk stands still.

use election_core::outcome::{self, Nobody, Outcome};
use election_core::scenario::Scenario;
use election_core::value::Value;
use election_core::view::{Down, Health};

/// Three servers, led by 1; a client writes through 2 and one reads what 1 has itself.
fn run(plan: &str, seed: u64) -> Outcome {
    let text = format!(
        r#"{{"version":1,"system":"raft","nodes":[{{"id":"1"}},{{"id":"2"}},{{"id":"3"}}],
            "clients":[
              {{"id":"w","kind":"writer","attached":"2","every_ms":500,"timeout_ms":9000,
                "endpoints":"attached"}},
              {{"id":"r","kind":"reader","attached":"1","every_ms":500,"serializable":true,
                "endpoints":"attached"}}],
            "until_ms":60000,
            "plan":[{{"at_ms":50,"do":"fire","node":"1","timer":"Election"}},{plan}]}}"#
    );
    let file: Value = serde_json::from_str(&text).unwrap();
    let scenario = Scenario::read(&file).unwrap().with_seed(seed);
    outcome::run(&scenario, true, &mut Nobody).unwrap()
}

fn health(outcome: &Outcome, node: usize) -> Health {
    outcome.end.view().nodes[node].health
}

/// The leader's heartbeat kills a member that lost what it had confirmed; nobody storms before, and
/// after it the cluster says no more than it would have said anyway.
#[test]
fn a_wiped_member_dies_and_nobody_storms() {
    for seed in 1..=20 {
        let calm = run(r#"{"at_ms":59999,"do":"kill","node":"2"}"#, seed);
        for plan in [
            r#"{"at_ms":5000,"do":"wipe","node":"2"}"#,
            r#"{"at_ms":5000,"do":"wipe","node":"2"},{"at_ms":9000,"do":"restart","node":"2"}"#,
        ] {
            let wiped = run(plan, seed);
            assert!(matches!(health(&wiped, 1), Health::Down { how: Down::Panicked, .. }));
            assert!(wiped.events * 100 <= calm.events * 105, "{} {}", wiped.events, calm.events);
            assert_eq!(wiped.reigns.len(), 1, "{:?}", wiped.reigns);
        }
    }
}

/// Two wiped members have no configuration: neither campaigns. The third has what was committed;
/// once it is back, they vote for it, and nothing is lost. Nothing storms.
#[test]
fn a_majority_that_lost_its_disks_never_storms() {
    let plan = r#"{"at_ms":8000,"do":"kill","node":"1"},{"at_ms":8010,"do":"wipe","node":"2"},
                  {"at_ms":8010,"do":"wipe","node":"3"},{"at_ms":15000,"do":"restart","node":"1"}"#;
    for seed in 1..=20 {
        let outcome = run(plan, seed);
        assert!(outcome.events < 60_000, "seed {seed}: {} events", outcome.events);
        let [_, next, ..] = &outcome.reigns[..] else { panic!("seed {seed}: no second leader") };
        assert!(next.from.as_ms() >= 15_000, "seed {seed}: {}", next.from.as_ms());
        assert_eq!(outcome.end.sum().lost, 0);
    }
}

/// A leader whose disk stands still sends no heartbeats: another leads after an election timeout or
/// two. It still answers reads of what it has, by then an old state.
#[test]
fn a_leader_whose_disk_stalls_is_replaced() {
    let plan =
        r#"{"at_ms":5000,"do":"stall","node":"1"},{"at_ms":20000,"do":"unstall","node":"1"}"#;
    for seed in 1..=20 {
        let outcome = run(plan, seed);
        let [_, next, ..] = &outcome.reigns[..] else { panic!("seed {seed}: no second leader") };
        let waited = next.from.as_ms() - 5000;
        assert!((900..=3000).contains(&waited), "seed {seed}: {waited} ms");
        let stale = outcome.end.sum().stale_reads;
        assert!(stale > 0, "seed {seed}: it answers with what it has");
        assert_eq!(outcome.end.sum().lost, 0);
    }
}

/// A stall shorter than an election timeout changes no leader.
#[test]
fn a_short_stall_changes_nothing() {
    let plan = r#"{"at_ms":5000,"do":"stall","node":"1"},{"at_ms":5700,"do":"unstall","node":"1"},
                  {"at_ms":9000,"do":"stall","node":"3"},{"at_ms":19000,"do":"unstall","node":"3"}"#;
    for seed in 1..=20 {
        assert_eq!(run(plan, seed).reigns.len(), 1, "seed {seed}");
    }
}

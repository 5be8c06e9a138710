//! Who ought to have a leader: judged as long as enough is whole, whatever else is broken.

use super::cluster;
use crate::outcome::Nobody;
use crate::property::Status;
use crate::scenario::Scenario;
use crate::words::Time;

const KRAFT: &str = r#"{"id":"101","kind":"controller"},{"id":"102","kind":"controller"},
    {"id":"103","kind":"controller"}"#;
const ENSEMBLE: &str = r#"{"id":"z1","kind":"zookeeper"},{"id":"z2","kind":"zookeeper"},
    {"id":"z3","kind":"zookeeper"}"#;
const PRODUCER: &str = r#"{"id":"p","kind":"producer"}"#;

/// What `leader-within` says after 300 s of four brokers, three of which hold the first
/// partition, when these processes are killed at once and stay down.
fn judged(others: &str, profile: &str, killed: &[&str]) -> Status {
    let settings = format!(r#""profile":"{profile}","assignment":[[1,2,3]]"#);
    let kill = |node: &&str| format!(r#"{{"at_ms":0,"do":"kill","node":"{node}"}}"#);
    let plan: Vec<String> = killed.iter().map(kill).collect();
    let mut file = cluster(4, others, PRODUCER, &settings, &plan.join(","), "");
    // All run when the first dies.
    file.set("stagger_ms", vec![0, 0].into());
    let mut world = Scenario::read_changed(&file).unwrap().start().unwrap();
    world.advance_to(Time::ms(300_000), &mut Nobody);
    let found = world.properties().into_iter().find(|it| it.id == "leader-within");
    found.unwrap().status
}

#[test]
fn what_is_not_needed_may_be_broken() {
    for (others, profile, decider) in [(KRAFT, "4.x", "103"), (ENSEMBLE, "2.8", "z3")] {
        for broken in [&[][..], &["p"], &["4"], &[decider], &["p", "4", decider]] {
            assert_eq!(judged(others, profile, broken), Status::Holds, "{profile} {broken:?}");
        }
    }
}

#[test]
fn without_a_quorum_or_a_replica_nothing_is_promised() {
    for (others, profile, two) in [(KRAFT, "4.x", ["102", "103"]), (ENSEMBLE, "2.8", ["z2", "z3"])]
    {
        for broken in [&two[..], &["1"], &["3"]] {
            let found = judged(others, profile, broken);
            assert_eq!(found, Status::NotExercised, "{profile} {broken:?}");
        }
    }
}

//! What the sources say, as runs.

use super::SPEC;
use crate::outcome::Nobody;
use crate::scenario::Scenario;
use crate::sim::Cluster;
use crate::systems::check::json;
use crate::value::Value;
use crate::words::Time;

const EVERYONE_DIES: &str = include_str!("../../../../../scenarios/kafka/everyone-dies.json");

/// Broker 1 has 120 records, 2 has 100, 3 has 90; acknowledged are 30 (10 with a minimum of
/// two). This one comes back first: who leads, and how many acknowledged records are lost?
#[track_caller]
fn first_back(broker: &str, unclean: bool, min_isr: i64, leads: Option<&str>, lost: u32) {
    let restart =
        |at: u32, node: &str| format!(r#""at_ms": {at}, "do": "restart", "node": "{node}""#);
    let swapped = EVERYONE_DIES
        .replace(&restart(60_000, broker), &restart(60_000, "3"))
        .replace(&restart(45_000, "3"), &restart(45_000, broker));
    let mut file = json(&swapped);
    let mut settings = file.at("settings").clone();
    settings.set("unclean.leader.election.enable", unclean.into());
    settings.set("min.insync.replicas", min_isr.into());
    file.set("settings", settings);
    for seed in 1..=5 {
        let scenario = Scenario::read(&file).unwrap().with_seed(seed);
        let mut world = scenario.start().unwrap();
        world.advance_to(Time::ms(58_000), &mut Nobody);
        let found = world.authority().map(|id| world.config().label(id).to_string());
        let case = format!("{broker} first, unclean {unclean}, minimum {min_isr}, seed {seed}");
        assert_eq!((found.as_deref(), world.sum().lost), (leads, lost), "{case}");
    }
}

/// docs/design "Unclean leader election: What if they all die?"
#[test]
fn who_leads_after_all_died_and_what_it_costs() {
    for min_isr in [1, 2] {
        first_back("3", false, min_isr, None, 0);
        first_back("2", false, min_isr, None, 0);
        first_back("1", false, min_isr, Some("1"), 0);
        first_back("1", true, min_isr, Some("1"), 0);
    }
    first_back("3", true, 1, Some("3"), 30);
    first_back("2", true, 1, Some("2"), 20);
    first_back("3", true, 2, Some("3"), 10);
    first_back("2", true, 2, Some("2"), 0);
}

#[track_caller]
fn refused(settings: &str, path: &str, word: &str) {
    let nodes = r#"[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"101","kind":"controller"}]"#;
    let file =
        format!(r#"{{"version":1,"system":"{}","nodes":{nodes},"settings":{settings}}}"#, SPEC.key);
    let bad = Scenario::read(&json(&file)).expect_err(settings);
    assert_eq!(bad.path, path, "{bad}");
    assert!(bad.says.contains(word) && bad.says.contains("allowed"), "{bad}");
}

#[test]
fn bad_topics_are_refused_by_kafkas_own_error() {
    let (assignment, isr) = ("settings.assignment", "settings.isr");
    refused(r#"{"replicationFactor":4}"#, "settings.replicationFactor", "INVALID_REPLICATION");
    refused(r#"{"assignment":[[1,2,2]]}"#, &format!("{assignment}[0][2]"), "INVALID_REPLICA_ASS");
    refused(r#"{"assignment":[[1,9]]}"#, &format!("{assignment}[0][1]"), "INVALID_REPLICA_ASS");
    refused(r#"{"isr":[1,4]}"#, &format!("{isr}[1]"), "INVALID_REPLICA_ASSIGNMENT");
    refused(
        r#"{"replicationFactor":2,"min.insync.replicas":3}"#,
        "settings.min.insync.replicas",
        "3",
    );
}

fn run(key: &str, at: u64) -> Box<dyn Cluster> {
    let path = format!("{}/../../scenarios/kafka/{key}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = json(&std::fs::read_to_string(path).unwrap());
    let mut world = Scenario::read(&file).unwrap().start().unwrap();
    world.advance_to(Time::ms(at), &mut Nobody);
    world
}

/// `BrokerHeartbeatManager`: an isolated broker is fenced after `broker.session.timeout.ms`;
/// until then nobody else leads.
#[test]
fn a_silent_leader_keeps_its_partition_for_a_session() {
    let leader = |at| {
        let world = run("partition-leader-dies", at);
        world.authority().map(|id| world.config().label(id).to_string())
    };
    assert_eq!(leader(4_900).as_deref(), Some("1"));
    assert_eq!(leader(11_500), None);
    assert_eq!(leader(14_500).as_deref(), Some("2"));
}

/// `maybeBalancePartitionLeaders` does nothing without `auto.leader.rebalance.enable`.
#[test]
fn without_rebalance_leadership_stays_away() {
    let text = include_str!("../../../../../scenarios/kafka/preferred-comes-home.json");
    let mut file = json(text);
    let mut settings = file.at("settings").clone();
    settings.set("auto.leader.rebalance.enable", false.into());
    file.set("settings", settings);
    let mut world = Scenario::read(&file).unwrap().start().unwrap();
    world.advance_to(Time::ms(45_000), &mut Nobody);
    let leader = world.authority().map(|id| world.config().label(id).to_string());
    assert_eq!(leader.as_deref(), Some("2"));
}

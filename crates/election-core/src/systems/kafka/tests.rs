//! What the sources say, as runs.

mod answers;
mod moves;
mod releases;
mod service;
mod silence;

use super::SPEC;
use crate::outcome::{Nobody, run as run_scenario};
use crate::scenario::Scenario;
use crate::search::{mischief, try_plan};
use crate::sim::Cluster;
use crate::systems::check::json;
use crate::value::Value;
use crate::words::Time;

const EVERYONE_DIES: &str = include_str!("../../../../../scenarios/kafka/everyone-dies.json");
const ON_ZOOKEEPER: &str =
    include_str!("../../../../../scenarios/kafka/everyone-dies-zookeeper.json");

/// Broker 1 has 120 records, 2 has 100, 3 has 90; acknowledged are 30 (10 with a minimum of
/// two). This one comes back first: who leads, and how many acknowledged records are lost?
#[track_caller]
fn first_back(broker: &str, unclean: bool, min_isr: i64, leads: Option<&str>, lost: u32) {
    for file in [EVERYONE_DIES, ON_ZOOKEEPER] {
        first_back_in(file, broker, unclean, min_isr, (leads, lost));
    }
}

#[track_caller]
fn first_back_in(
    file: &str,
    broker: &str,
    unclean: bool,
    min_isr: i64,
    (leads, lost): (Option<&str>, u32),
) {
    let restart =
        |at: u32, node: &str| format!(r#""at_ms": {at}, "do": "restart", "node": "{node}""#);
    let swapped = file
        .replace(&restart(60_000, broker), &restart(60_000, "3"))
        .replace(&restart(45_000, "3"), &restart(45_000, broker));
    let mut file = json(&swapped);
    let mut settings = file.at("settings").clone();
    settings.set("unclean.leader.election.enable", unclean.into());
    settings.set("min.insync.replicas", min_isr.into());
    file.set("settings", settings);
    for seed in 1..=5 {
        let scenario = Scenario::read_changed(&file).unwrap().with_seed(seed);
        let mut world = scenario.start().unwrap();
        world.advance_to(Time::ms(58_000), &mut Nobody);
        let found = world.authority().map(|id| world.config().label(id).to_string());
        let key = file_key(&file);
        let case = format!("{key}: {broker} first, {unclean}, minimum {min_isr}, seed {seed}");
        assert_eq!((found.as_deref(), world.sum().lost), (leads, lost), "{case}");
    }
}

fn file_key(file: &Value) -> String {
    file.at("key").text().to_string()
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

/// A cluster of brokers 1 to `brokers` and of `others`, for two minutes.
fn cluster(
    brokers: u32,
    others: &str,
    clients: &str,
    settings: &str,
    plan: &str,
    expect: &str,
) -> Value {
    let brokers: String = (1..=brokers).map(|id| format!(r#"{{"id":"{id}"}},"#)).collect();
    json(&format!(
        r#"{{"version":1,"key":"test","system":"kafka","nodes":[{brokers}{others}],
        "clients":[{clients}],"settings":{{{settings}}},"seed":1,"plan":[{plan}],
        "until_ms":120000,"expect":[{expect}]}}"#
    ))
}

/// It comes as the file says, on several seeds.
#[track_caller]
fn as_expected(file: &Value, case: &str) {
    let scenario = Scenario::read(file).expect(case);
    for seed in 1..=4 {
        let outcome = run_scenario(&scenario.with_seed(seed), false, &mut Nobody).expect(case);
        let failed: Vec<_> = outcome.expect.iter().filter(|(ok, _)| !ok).collect();
        assert!(failed.is_empty(), "{case}, seed {seed}: {failed:?}");
    }
}

#[track_caller]
fn refused(settings: &str, path: &str, word: &str) {
    let nodes = r#"[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"101","kind":"controller"}]"#;
    refused_cast(nodes, settings, path, word);
}

#[test]
fn bad_topics_are_refused_by_kafkas_own_error() {
    let (assignment, isr) = ("settings.assignment", "settings.isr");
    refused(r#"{"replicationFactor":4}"#, "settings.replicationFactor", "INVALID_REPLICATION");
    refused(r#"{"assignment":[[1,2,2]]}"#, &format!("{assignment}[0][2]"), "INVALID_REPLICA_ASS");
    refused(r#"{"assignment":[[1,9]]}"#, &format!("{assignment}[0][1]"), "INVALID_REPLICA_ASS");
    refused(r#"{"isr":[1,4]}"#, &format!("{isr}[1]"), "INVALID_REPLICA_ASSIGNMENT");
}

#[track_caller]
fn refused_cast(nodes: &str, settings: &str, path: &str, word: &str) {
    let file =
        format!(r#"{{"version":1,"system":"{}","nodes":{nodes},"settings":{settings}}}"#, SPEC.key);
    let bad = Scenario::read(&json(&file)).expect_err(settings);
    assert_eq!(bad.path, path, "{bad}");
    assert!(bad.says.contains(word) && bad.says.contains("allowed"), "{bad}");
}

#[test]
fn what_a_profile_does_not_have_is_refused() {
    let zk = r#"[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"z1","kind":"zookeeper"}]"#;
    let kraft = r#"[{"id":"1"},{"id":"101","kind":"controller"}]"#;
    let none = r#"[{"id":"1"}]"#;
    refused_cast(zk, r#"{"profile":"2.8","elr":true}"#, "settings.elr", "2.8");
    refused_cast(
        zk,
        r#"{"profile":"3.9","broker.session.timeout.ms":5000}"#,
        "settings.broker.session.timeout.ms",
        "4.x",
    );
    refused_cast(
        kraft,
        r#"{"zookeeper.session.timeout.ms":5000}"#,
        "settings.zookeeper.session.timeout.ms",
        "4.x",
    );
    let lag = "replica.lag.max.messages";
    refused_cast(
        zk,
        r#"{"profile":"2.8","replica.lag.max.messages":9}"#,
        &format!("settings.{lag}"),
        "0.8",
    );
    refused_cast(kraft, r#"{"profile":"2.8"}"#, "nodes[1].kind", "controller");
    refused_cast(zk, "{}", "nodes[3].kind", "zookeeper");
    refused_cast(none, r#"{"profile":"0.8"}"#, "nodes", "zookeeper");
    refused_cast(none, "{}", "nodes", "controller");
    let four = r#"{"profile":"2.8","replicationFactor":4}"#;
    refused_cast(zk, four, "settings.replicationFactor", "INVALID_REPLICATION_FACTOR");
}

/// Whatever happens to brokers and ZooKeeper servers: no leader epoch of a partition has two
/// leaders, and what was committed stays.
#[test]
fn five_hundred_plans_find_no_two_leaders_in_one_epoch() {
    let text = include_str!("../../../../../scenarios/kafka/playground-zookeeper.json");
    let mut file = json(text);
    file.set("until_ms", 45_000.into());
    let scenario = Scenario::read(&file).unwrap();
    let mut found = Vec::new();
    for seed in 1..=500 {
        let plan = mischief(&scenario, seed, Time::ms(1_000), Time::ms(27_000));
        found.extend(
            try_plan(&scenario, seed, plan)
                .map(|it| format!("seed {seed}: {} at {}: {}", it.property, it.at, it.says)),
        );
    }
    assert!(found.is_empty(), "{} plans:\n{}", found.len(), found.join("\n"));
}

/// Wiki "Kafka Detailed Replication Design V3": one watch for all broker failures, batched
/// requests to brokers; what grows with the partitions is reads and conditional writes.
#[test]
fn one_controller_hears_one_event_however_many_partitions() {
    for (partitions, brokers) in [(10, 3), (100, 3), (100, 5), (400, 3)] {
        let load = super::controller_load(partitions, brokers).unwrap();
        let case = format!("{partitions} partitions, {brokers} brokers: {load:?}");
        let others = u32::from(brokers) - 1;
        assert_eq!(load.events, 1, "{case}");
        assert_eq!(load.writes, u32::from(partitions), "{case}");
        assert_eq!(load.reads, 2 * u32::from(partitions) + 1 + others, "{case}");
        assert!(load.rpcs <= 4 * others, "{case}");
    }
}

/// Before the controller: L partitions of R replicas are L(R−1) deleted znodes seen, as many
/// replicas that read and try, and L that win and write the ISR. Created znodes are seen, too.
#[test]
fn every_replica_hears_of_every_partition_before_the_controller() {
    for (partitions, brokers) in [(10, 3), (100, 3), (100, 5), (300, 3)] {
        let load = super::replica_load(partitions, brokers).unwrap();
        let case = format!("{partitions} partitions, {brokers} brokers: {load:?}");
        let led = u32::from(partitions);
        let heard = led * (u32::from(brokers) - 1);
        assert!((heard..=2 * heard).contains(&load.events), "{case}");
        assert!(load.reads >= 3 * heard, "{case}");
        assert_eq!((load.won, load.writes), (led, led), "{case}");
        assert_eq!(load.creates, load.won + load.lost, "{case}");
        assert!(load.asked <= heard && load.creates <= load.asked, "{case}");
        assert_eq!(load.rpcs, 0, "{case}");
        let one = super::controller_load(partitions, brokers).unwrap();
        assert!(load.events >= heard * one.events && load.reads > 2 * one.reads, "{case} {one:?}");
    }
}

/// `maybePropagateIsrChanges`: every leader writes its ISR, one notice names them all 5 s later,
/// and the controller reads these states only.
#[test]
fn one_notice_names_all_isrs_that_changed() {
    for profile in ["0.11", "2.4"] {
        let (all, two) = ("[2,1,3],".repeat(30), "[2,1],".repeat(9));
        let file = json(&format!(
            r#"{{"version":1,"key":"notice","system":"kafka","nodes":[{{"id":"1"}},{{"id":"2"}},
            {{"id":"3"}},{{"id":"z1","kind":"zookeeper"}}],"settings":{{"profile":"{profile}",
            "replica.lag.time.max.ms":10000,"partitions":40,"assignment":[{all}{two}[2,1]]}},
            "seed":1,"plan":[{{"at_ms":0,"do":"cut","from":["3"],"to":["2"]}}],"until_ms":30000,
            "expect":[{{"event":"rule:kafka/out-of-sync=lagging","count":30}},
            {{"event":"deliver:setData","count":30}},
            {{"event":"deliver:create","count":1}},
            {{"event":"deliver:delete","count":1}},
            {{"event":"deliver:getData","from_ms":5000,"count":31}},
            {{"event":"deliver:UpdateMetadata","node":"3","from_ms":5000,"count":1}},
            {{"event":"deliver:UpdateMetadata","from_ms":5000,"at_ms":14900,"count":0}}]}}"#
        ));
        let outcome = run_scenario(&Scenario::read(&file).unwrap(), false, &mut Nobody).unwrap();
        assert!(outcome.expect.iter().all(|(ok, _)| *ok), "{profile}: {:?}", outcome.expect);
    }
}

/// 1,000 partitions on 5 brokers: the death of one is as many elections as it led.
#[test]
fn a_thousand_partitions_lose_a_broker() {
    for (cast, settings, rule) in [
        (r#"{"id":"101","kind":"controller"}"#, "", "kafka/elect-leader-kraft=elected"),
        (
            r#"{"id":"z1","kind":"zookeeper"}"#,
            r#","profile":"2.8","zookeeper.session.timeout.ms":6000"#,
            "kafka/elect-leader-zk=elected",
        ),
    ] {
        let brokers: String = (1..=5).map(|id| format!(r#"{{"id":"{id}"}},"#)).collect();
        let file = json(&format!(
            r#"{{"version":1,"key":"many","system":"kafka","nodes":[{brokers}{cast}],
            "settings":{{"partitions":1000,"replicationFactor":3{settings}}},"seed":1,
            "plan":[{{"at_ms":5000,"do":"kill","node":"2"}}],"until_ms":25000,
            "expect":[{{"event":"rule:{rule}","count":200}}]}}"#
        ));
        let outcome = run_scenario(&Scenario::read(&file).unwrap(), false, &mut Nobody).unwrap();
        assert!(outcome.expect.iter().all(|(ok, _)| *ok), "{rule}: {:?}", outcome.expect);
        let steps = outcome.end.step_no().0;
        // Each partition costs a few messages, not one for every other partition.
        assert!(steps < 40_000, "{rule}: {steps} steps");
    }
}

fn run(key: &str, at: u64) -> Box<dyn Cluster> {
    let path = format!("{}/../../scenarios/kafka/{key}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = json(&std::fs::read_to_string(path).unwrap());
    let mut world = Scenario::read_changed(&file).unwrap().start().unwrap();
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
    let mut world = Scenario::read_changed(&file).unwrap().start().unwrap();
    world.advance_to(Time::ms(45_000), &mut Nobody);
    let leader = world.authority().map(|id| world.config().label(id).to_string());
    assert_eq!(leader.as_deref(), Some("2"));
}

/// What is told of a broker is about the first partition; broker 4 of five has no replica of it.
#[test]
fn a_broker_shows_the_log_of_the_first_partition_or_none() {
    let text = include_str!("../../../../../scenarios/kafka/thousand-partitions.json");
    let mut cluster = Scenario::read(&json(text)).unwrap().start().unwrap();
    cluster.advance_to(Time::ms(4_000), &mut Nobody);
    let nodes = cluster.view().nodes;
    let portrait = |label: &str| &nodes.iter().find(|node| node.label == label).unwrap().portrait;
    assert!(portrait("4").replicas.iter().any(|replica| replica.partition == 3));
    assert!(portrait("4").log.is_empty());
    assert_eq!(portrait("1").log, portrait("1").replicas[0].log);
    assert!(!portrait("1").log.is_empty());
}

//! Runs of this system: what the real servers did, over many seeds.

use crate::event::{Event, What};
use crate::outcome::{self, Outcome};
use crate::property::Status;
use crate::scenario::Scenario;
use crate::value::Value;
use crate::words::NodeId;

pub(super) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Three servers and three Sentinels, `settings` beside short ones, `rest` of the file.
pub(super) fn three(settings: &str, rest: &str) -> String {
    cast(3, settings, r#"{"id":"w","every_ms":100}"#, rest)
}

/// Three servers, so many Sentinels, these clients.
pub(super) fn cast(sentinels: u8, settings: &str, clients: &str, rest: &str) -> String {
    let sentinel = |i| format!(r#",{{"id":"s{i}","kind":"sentinel"}}"#);
    let sentinels: String = (1..=sentinels).map(sentinel).collect();
    format!(
        r#"{{"version":1,"key":"t","system":"redis","nodes":[{{"id":"r1"}},
        {{"id":"r2","replicaof":"r1"}},{{"id":"r3","replicaof":"r1"}}{sentinels}],
        "clients":[{clients}],"network":{{"latency_ms":[0.1,0.5]}},
        "settings":{{"down-after-milliseconds":1000,"failover-timeout":6000,
        "repl-diskless-sync-delay":0{settings}}},{rest}}}"#
    )
}

pub(super) struct Run {
    pub scenario: Scenario,
    pub outcome: Outcome,
    pub events: Vec<Event>,
}

impl Run {
    #[track_caller]
    pub fn new(text: &str, seed: u64) -> Run {
        let scenario = Scenario::read(&json(text)).unwrap_or_else(|bad| panic!("{bad}"));
        let scenario = scenario.with_seed(seed);
        let mut events = Vec::new();
        let outcome = outcome::run(&scenario, true, &mut events).unwrap_or_else(|b| panic!("{b}"));
        Run { scenario, outcome, events }
    }
    /// The citations of a verdict: when (ms), where, what was compared.
    pub fn cited(&self, verdict: &str) -> Vec<(u64, NodeId, &[Value])> {
        let found = self.events.iter().filter_map(|event| match &event.what {
            What::Cited(node, cited) if cited.verdict == verdict => {
                Some((event.at.as_ms(), *node, cited.because.as_slice()))
            }
            _ => None,
        });
        found.collect()
    }
    /// When a verdict was first reached, ms.
    pub fn first(&self, verdict: &str) -> Option<u64> {
        self.cited(verdict).first().map(|(at, ..)| *at)
    }
    pub fn lost(&self) -> u32 {
        self.outcome.end.sum().lost
    }
    pub fn leader(&self) -> String {
        let leader = self.outcome.end.authority();
        leader.map_or("nobody".into(), |id| self.scenario.config.label(id).into())
    }
    pub fn property(&self, id: &str) -> Status {
        let all = self.outcome.end.properties();
        all.into_iter().find(|p| p.id == id).expect("a known property").status
    }
}

fn switch_times(how: &str) -> Vec<u64> {
    let plan = format!(r#""plan":[{{"at_ms":5000,"do":"{how}","node":"r1"}}],"until_ms":12000"#);
    let text = three("", &plan);
    let mut times: Vec<u64> = (0..200)
        .map(|seed| Run::new(&text, seed).first("+switch-master").expect("a switch") - 5000)
        .collect();
    times.sort_unstable();
    times
}

#[test]
fn a_killed_master_is_replaced_after_two_to_two_point_seven_seconds() {
    let times = switch_times("kill");
    assert!(times[0] >= 2000 && times[199] <= 2700, "{times:?}");
}

#[test]
fn a_power_failure_is_noticed_up_to_a_second_later() {
    let times = switch_times("power-off");
    assert!(times[0] >= 2000 && times[199] <= 3700, "{times:?}");
    assert!(times[100] >= 2500 && times[100] <= 3100, "the median: {}", times[100]);
}

#[test]
fn with_equal_offsets_the_smallest_run_id_wins() {
    let text = three("", r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"}],"until_ms":9000"#);
    for seed in 0..60 {
        let run = Run::new(&text, seed);
        let selected = run.cited("+selected-slave");
        let because = selected[0].2;
        let of = |name: &str| -> Vec<Value> {
            because.iter().filter_map(|fact| fact.get(name).cloned()).collect()
        };
        assert_eq!(of("slave_repl_offset")[0], of("slave_repl_offset")[1], "seed {seed}");
        let best = of("runid").into_iter().zip(of("replica")).min().map(|(_, replica)| replica);
        assert_eq!(best.map(|r| r.text().to_string()), Some(run.leader()), "seed {seed}");
    }
}

/// A log line and its how-manieth step of the order: equal numbers may come either way.
const ORDER: [(&str, u8); 9] = [
    ("+odown", 1),
    ("+new-epoch", 2),
    ("+try-failover", 2),
    ("+elected-leader", 3),
    ("+selected-slave", 4),
    ("+failover-state-wait-promotion", 5),
    ("+promoted-slave", 6),
    ("+failover-end", 7),
    ("+switch-master", 8),
];

#[test]
fn the_lines_of_a_failover_come_in_their_order() {
    let text = three("", r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"}],"until_ms":16000"#);
    for seed in 0..40 {
        let run = Run::new(&text, seed);
        let leader = run.cited("+elected-leader")[0].1;
        let mut last = (run.first("+sdown").expect("a +sdown"), 0);
        for event in &run.events {
            let What::Cited(node, cited) = &event.what else { continue };
            let step = ORDER.iter().find(|(word, _)| *word == cited.verdict);
            if let (true, Some((word, step))) = (*node == leader, step) {
                assert!(last.1 <= *step, "seed {seed}: {word} after step {}", last.1);
                last = (event.at.as_ms(), *step);
            }
        }
        assert_eq!(last.1, 8, "seed {seed}");
        assert!(run.first("+config-update-from") >= run.first("+promoted-slave"));
    }
}

#[test]
fn one_sentinel_of_three_sees_it_down_and_no_more() {
    let plan = r#""plan":[{"at_ms":4000,"do":"kill","node":"s2"},
        {"at_ms":4000,"do":"kill","node":"s3"},{"at_ms":5000,"do":"kill","node":"r1"}],
        "until_ms":30000"#;
    for seed in 0..20 {
        let run = Run::new(&three("", plan), seed);
        assert!(run.first("+sdown").is_some());
        assert_eq!(run.first("+odown"), None);
        assert_eq!(run.first("+try-failover"), None);
    }
}

#[test]
fn a_quorum_of_one_starts_attempts_that_a_minority_cannot_win() {
    let plan = r#""plan":[{"at_ms":4000,"do":"kill","node":"s2"},
        {"at_ms":4000,"do":"kill","node":"s3"},{"at_ms":5000,"do":"kill","node":"r1"}],
        "until_ms":30000"#;
    for seed in 0..20 {
        let run = Run::new(&three(r#","quorum":1"#, plan), seed);
        assert_eq!(run.first("+elected-leader"), None);
        let tries: Vec<u64> = run.cited("+try-failover").iter().map(|(at, ..)| *at).collect();
        let gives_up = run.first("-failover-abort-not-elected").expect("an abort") - tries[0];
        assert!((6000..=7200).contains(&gives_up), "{gives_up}");
        let again = tries[1] - tries[0];
        assert!((12_000..=13_100).contains(&again), "{again}");
    }
}

#[test]
fn the_write_gate_closes_a_whole_number_of_seconds_after_the_last_ack() {
    let clients = r#"{"id":"w","mode":"stay","attached":"r1","every_ms":20}"#;
    let plan = r#""plan":[{"at_ms":5750,"do":"partition","groups":[["r1","w"],["r2","r3"]]}],
        "until_ms":20000"#;
    for (lag, from, to) in [(3, 3100, 3400), (10, 10_100, 10_400)] {
        let gate = format!(r#","min-replicas-to-write":1,"min-replicas-max-lag":{lag}"#);
        for seed in 0..20 {
            let run = Run::new(&cast(3, &gate, clients, plan), seed);
            // Before its replicas are online a master with a gate refuses too.
            let refusals = run.cited("NOREPLICAS");
            let refused = refusals.iter().map(|(at, ..)| *at).find(|at| *at > 5750);
            let window = refused.expect("a refusal") - 5750;
            assert!((from..=to).contains(&window), "lag {lag}: {window}");
        }
    }
}

#[test]
fn the_gate_opens_and_closes_live() {
    let plan = r#""plan":[{"at_ms":3000,"do":"isolate","node":"r1"},
        {"at_ms":3000,"do":"heal","from":["r1"],"to":["w"]},
        {"at_ms":20000,"do":"set","setting":"min-replicas-to-write","value":1},
        {"at_ms":24000,"do":"set","setting":"min-replicas-to-write","value":0}],"until_ms":28000"#;
    let clients = r#"{"id":"w","mode":"stay","attached":"r1","every_ms":20}"#;
    let run = Run::new(&cast(0, "", clients, plan), 1);
    let refused: Vec<u64> = run.cited("NOREPLICAS").iter().map(|(at, ..)| *at).collect();
    let (first, last) = (refused[0], refused[refused.len() - 1]);
    assert!((20_000..=21_050).contains(&first) && last < 24_000, "{first} to {last}");
    assert!(run.outcome.end.sum().acknowledged > 1000);
}

#[test]
fn jepsen_counts_fifty_six_percent() {
    let text = include_str!("../../../../../scenarios/redis/jepsen-56-percent.json");
    for seed in 0..40 {
        let sum = Run::new(text, seed).outcome.end.sum();
        let rate = sum.lost * 1000 / sum.acknowledged;
        assert!((534..=594).contains(&rate), "seed {seed}: {sum:?}");
    }
}

#[test]
fn a_sentinel_that_slept_only_watches_for_thirty_seconds() {
    let plan = r#""plan":[{"at_ms":5000,"do":"pause","node":"s1"},
        {"at_ms":8000,"do":"resume","node":"s1"},{"at_ms":9000,"do":"kill","node":"r1"}],
        "until_ms":45000"#;
    let run = Run::new(&three("", plan), 3);
    let (into, out) = (run.cited("+tilt"), run.cited("-tilt"));
    assert_eq!((into.len(), out.len()), (1, 1));
    let slept = out[0].0 - into[0].0;
    assert!((30_000..=30_100).contains(&slept), "{slept}");
    let acted = run.events.iter().any(|event| match &event.what {
        What::Cited(node, cited) => {
            *node == into[0].1 && cited.verdict == "+try-failover" && event.at.as_ms() < out[0].0
        }
        _ => false,
    });
    assert!(!acted, "in TILT nothing is tried");
    assert_ne!(run.leader(), "r1", "the other two are enough");
}

/// The corner of `sentinelProcessHelloMessage` that the README tells of.
#[test]
fn a_failover_back_to_the_old_master_can_split_a_config_epoch() {
    let plan = r#""plan":[{"at_ms":14787,"do":"pause","node":"r1"},
        {"at_ms":17429,"do":"resume","node":"r1"},
        {"at_ms":18738,"do":"partition","groups":[["r1","s1","s2","s3"],["r2","r3"]]}],
        "until_ms":26000"#;
    let split = (0..200).any(|seed| {
        let run = Run::new(&three("", plan), seed);
        run.property("one-master-per-config-epoch") == Status::Violated
    });
    assert!(split, "no seed shows it any more");
}

#[track_caller]
fn refused(text: &str, path: &str) {
    let bad = Scenario::read(&json(text)).expect_err("a refusal");
    assert_eq!(bad.path, path, "{bad}");
}

#[test]
fn bad_input_is_refused_by_name() {
    let end = r#""until_ms":1000"#;
    refused(&three(r#","quorum":0"#, end), "settings.quorum");
    let text = three("", end)
        .replace(r#""down-after-milliseconds":1000"#, r#""down-after-milliseconds":0"#);
    refused(&text, "settings.down-after-milliseconds");
    let text = three("", end).replace(r#""id":"r2","#, r#""id":"r2","replica-priority":-1,"#);
    refused(&text, "nodes[1].replica-priority");
    let text = three("", end).replace(r#""replicaof":"r1""#, r#""replicaof":"r9""#);
    refused(&text, "nodes[1].replicaof");
    refused(&cast(10, "", r#"{"id":"w"}"#, end), "nodes");
    refused(&cast(3, "", r#"{"id":"w","attached":"r7"}"#, end), "clients[0].attached");
    refused(&cast(3, "", r#"{"id":"w","attached":"r1"}"#, end), "clients[0].attached");
    refused(
        &cast(3, "", r#"{"id":"w","mode":"stay","attached":"s1"}"#, end),
        "clients[0].attached",
    );
}

//! An answer is judged with the state in which it was asked, and nobody waits for what nobody
//! will send.

use super::tests::{Run, cast, three};
use crate::event::{Event, What};
use crate::property::Status;

/// How many messages of a kind process number `from` sent.
fn sent(run: &Run, from: u8, kind: &str) -> usize {
    let place = super::message::NAMES.iter().position(|name| *name == kind).expect("a kind");
    let is = |event: &&Event| match &event.what {
        What::Sent { id, .. } => id.from.0 == from && usize::from(id.kind) == place,
        _ => false,
    };
    run.events.iter().filter(is).count()
}

#[test]
fn a_client_without_sentinels_asks_a_few_times_a_second() {
    let plan = r#""plan":[{"at_ms":5000,"do":"kill","node":"s1"},
        {"at_ms":5000,"do":"kill","node":"s2"},{"at_ms":5000,"do":"kill","node":"s3"}],
        "until_ms":15000"#;
    let run = Run::new(&three("", plan), 1);
    let asked = sent(&run, 6, "SUBSCRIBE");
    assert!((50..=110).contains(&asked), "{asked} in ten seconds");
}

#[test]
fn a_client_whose_sentinel_dies_hears_of_the_switch_from_the_next() {
    let clients = r#"{"id":"w","attached":"s1","every_ms":100}"#;
    let plan = r#""plan":[{"at_ms":5000,"do":"partition",
        "groups":[["r1"],["r2","r3","s1","s2","s3"]]},
        {"after":{"event":"+promoted-slave","plus_ms":0},"do":"kill","node":"s1"}],
        "until_ms":12000"#;
    for seed in 0..10 {
        let run = Run::new(&cast(3, "", clients, plan), seed);
        let end = run.outcome.end.view();
        let note = &end.nodes[6].portrait.note;
        assert!(note.contains(&run.leader()), "seed {seed}: {note}, not {}", run.leader());
    }
}

#[test]
fn wait_is_refused_by_one_that_became_a_replica_meanwhile() {
    let clients = r#"{"id":"w","mode":"stay","attached":"r1","every_ms":0,"wait":1}"#;
    let plan = r#""plan":[{"at_ms":5000,"do":"request","node":"r2",
        "request":"REPLICAOF"},{"at_ms":5000,"do":"request","node":"r1",
        "request":"REPLICAOF","with":{"master":"r2"}}],"until_ms":9000"#;
    let mut refused = 0;
    for seed in 0..30 {
        let run = Run::new(&cast(0, "", clients, plan), seed);
        refused += run.cited("ERR").len();
        assert_ne!(run.property("replica-equals-master"), Status::Violated, "seed {seed}");
        let offsets: Vec<i64> =
            run.outcome.end.view().nodes[..2].iter().map(|node| node.standing.log_end).collect();
        assert!((offsets[0] - offsets[1]).abs() < 200, "seed {seed}: {offsets:?}");
    }
    assert!(refused > 0, "no WAIT came late");
}

#[test]
fn a_reboot_is_over_with_a_pong_and_not_with_loading() {
    let slow = |settings: &str| {
        three(
            &format!(r#","appendonly":"yes"{settings}"#),
            r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"},
            {"at_ms":5300,"do":"restart","node":"r1"}],"until_ms":40000"#,
        )
        .replace(r#"{"id":"r1"}"#, r#"{"id":"r1","load_ms":30000}"#)
        .replace(r#"milliseconds":1000"#, r#"milliseconds":3000"#)
    };
    // A server that is loading answers: nobody calls it down, and nobody writes.
    let run = Run::new(&slow(""), 2);
    assert_eq!(run.first("+sdown"), None);
    assert!(run.outcome.end.sum().unavailable > 25_000_000);
    let run = Run::new(&slow(r#","master-reboot-down-after-period":3000"#), 2);
    let seen = run.first("+reboot").expect("a reboot");
    let down = run.first("+sdown").expect("a +sdown");
    assert!((3000..=3200).contains(&(down - seen)), "{seen} {down}");
    assert_ne!(run.leader(), "r1");
}

#[test]
fn a_server_that_is_loading_still_publishes() {
    let plan = r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"},
        {"at_ms":5300,"do":"restart","node":"r1"}],"until_ms":20000"#;
    let text = three(r#","appendonly":"yes""#, plan)
        .replace(r#"{"id":"r1"}"#, r#"{"id":"r1","load_ms":14000}"#);
    let run = Run::new(&text, 1);
    let published = sent(&run, 3, "PUBLISH");
    assert!(published < 80, "{published} in twenty seconds");
}

#[test]
fn so_many_operations_at_once_and_no_more() {
    let clients = r#"{"id":"w","mode":"stay","attached":"r1","every_ms":0,"in_flight":4,
        "count":20}"#;
    let plan = r#""plan":[{"at_ms":1000,"do":"cut","from":["w"],"to":["r1"]}],"until_ms":1900"#;
    let run = Run::new(&cast(0, "", &clients.replace("every_ms\":0", "every_ms\":200"), plan), 1);
    assert_eq!(run.outcome.end.sum().open, 4);
    let run = Run::new(&cast(0, "", clients, r#""plan":[],"until_ms":3000"#), 1);
    assert_eq!(run.outcome.end.sum().acknowledged, 20);
}

#[test]
fn what_is_set_on_one_process_is_set_there_alone() {
    let set = |node: &str, with: &str| {
        format!(
            r#""plan":[{{"at_ms":4000,"do":"request","node":"{node}",{with}}},
            {{"at_ms":5000,"do":"kill","node":"r1"}}],"until_ms":12000"#
        )
    };
    let priority = set("r3", r#""request":"CONFIG SET","with":{"replica-priority":1}"#);
    let never = set("r2", r#""request":"CONFIG SET","with":{"replica-priority":0}"#);
    for seed in 0..10 {
        assert_eq!(Run::new(&three("", &priority), seed).leader(), "r3");
        assert_eq!(Run::new(&three("", &never), seed).leader(), "r3");
    }
    // One Sentinel with a longer patience: two are left, and enough.
    let patient = set("s1", r#""request":"SENTINEL SET","with":{"down-after-milliseconds":60000}"#);
    let run = Run::new(&three("", &patient), 1);
    let s1 = run.scenario.config.nodes.iter().position(|node| node.label == "s1");
    assert!(run.cited("+sdown").iter().all(|(_, who, _)| Some(who.index()) != s1));
    assert_ne!(run.leader(), "r1");
    let quorum = set("s1", r#""request":"SENTINEL SET","with":{"quorum":4}"#);
    let run = Run::new(&three("", &quorum), 1);
    assert!(run.cited("+odown").iter().all(|(_, who, _)| Some(who.index()) != s1));
}

#[test]
fn masters_that_never_were_one_group_are_a_fault_of_configuration() {
    let text = r#"{"version":1,"key":"t","system":"redis",
        "nodes":[{"id":"a"},{"id":"b"},{"id":"c"}],
        "clients":[{"id":"w","mode":"stay","attached":"a","every_ms":100}],"until_ms":3000}"#;
    let run = Run::new(text, 1);
    assert_eq!(run.property("one-leader-per-epoch"), Status::Holds);
    assert_eq!(run.property("dual-leader-belief"), Status::Holds);
    assert_eq!(run.property("one-replication-group"), Status::Violated);
    assert_eq!((run.leader(), run.lost()), ("a".into(), 0));
    let run = Run::new(&three("", r#""plan":[],"until_ms":3000"#), 1);
    assert_eq!(run.property("one-replication-group"), Status::Holds);
}

#[test]
fn a_named_server_that_follows_another_does_not_rule() {
    // FAILOVER behind the back of the Sentinels: they name r1 until it has said for down-after
    // and two INFO periods that it is a replica.
    let plan = r#""plan":[{"at_ms":5000,"do":"request","node":"r1","request":"FAILOVER",
        "with":{}}],"until_ms":12000"#;
    let clients = r#"{"id":"w","mode":"next","every_ms":20}"#;
    for seed in 0..10 {
        let run = Run::new(&cast(3, "", clients, plan), seed);
        let (leader, lost) = (run.leader(), run.lost());
        assert!(leader == "r2" || leader == "r3", "seed {seed}: {leader}");
        assert_eq!(lost, 0, "seed {seed}");
        assert_eq!(run.property("acked-on-authority"), Status::Holds, "seed {seed}");
    }
}

/// `replicaofCommand`: NO ONE changes a replica only. Two who are promoted by hand at the same time
/// are two reigns, and neither is taken for the other's twin.
#[test]
fn two_that_are_promoted_by_hand_do_not_share_a_reign() {
    let ask = |at: u64, who: &str| {
        format!(r#"{{"at_ms":{at},"do":"request","node":"{who}","request":"REPLICAOF"}}"#)
    };
    let plan = [ask(3000, "r2"), ask(3000, "r3"), ask(4000, "r2")].join(",");
    let plan = format!(r#""plan":[{plan}],"until_ms":5000"#);
    for seed in 0..30 {
        let run = Run::new(&cast(0, "", "", &plan), seed);
        let end = run.outcome.end.view();
        let reigns: Vec<i64> = end.nodes[..3].iter().map(|node| node.standing.epoch).collect();
        assert_eq!(reigns, [0, 1, 2], "seed {seed}");
        assert_eq!(run.property("one-leader-per-epoch"), Status::Holds, "seed {seed}");
    }
}

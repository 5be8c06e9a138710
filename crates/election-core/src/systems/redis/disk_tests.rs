//! Disks that take their time: what waits, and what goes on.

use super::tests::{Run, three};
use crate::event::What;
use crate::property::Status;

fn stall(settings: &str, node: &str, more: &str) -> String {
    let plan =
        format!(r#""plan":[{{"at_ms":5000,"do":"stall","node":"{node}"}}{more}],"until_ms":30000"#);
    three(settings, &plan)
}

#[test]
fn a_stalled_disk_stops_a_master_after_two_seconds_of_everysec() {
    let text = stall(r#","appendonly":"yes""#, "r1", "");
    for seed in 0..20 {
        let run = Run::new(&text, seed);
        // Up to a second until the next flush begins, then two in which writes are put off.
        let blocked = run.first("fsync-too-long").expect("a blocked thread") - 5000;
        assert!((2000..=3200).contains(&blocked), "seed {seed}: {blocked}");
        let down = run.first("+sdown").expect("a silent master") - 5000;
        assert!(down > blocked + 900, "seed {seed}: {down}");
        assert_ne!(run.leader(), "r1", "seed {seed}");
    }
}

#[test]
fn without_an_append_only_file_a_master_needs_no_disk() {
    let run = Run::new(&stall("", "r1", ""), 1);
    assert_eq!(run.first("+sdown"), None);
    assert_eq!(run.leader(), "r1");
}

#[test]
fn with_appendfsync_always_every_answer_waits_for_the_disk() {
    let settings = r#","appendonly":"yes","appendfsync":"always""#;
    let text = three(
        settings,
        r#""plan":[{"at_ms":5000,"do":"power-off","node":"r1"}],
        "until_ms":9000"#,
    )
    .replace(r#"{"id":"r1"}"#, r#"{"id":"r1","fsync_ms":30}"#);
    let run = Run::new(&text, 1);
    let times = run.outcome.end.ledger().ops().iter().filter_map(|op| {
        op.done.filter(|_| op.is_acknowledged()).map(|(at, _)| at.since(op.invoked) / 1000)
    });
    assert!(times.min().expect("writes") >= 30);
    assert_eq!(run.lost(), 0);
}

#[test]
fn a_sentinel_whose_disk_stalls_answers_nobody_once_it_has_voted() {
    let text = stall(
        "",
        "s1",
        r#",{"at_ms":6000,"do":"kill","node":"r1"},
        {"at_ms":20000,"do":"unstall","node":"s1"}"#,
    );
    for seed in 0..10 {
        let run = Run::new(&text, seed);
        assert!(run.first("+switch-master").is_some_and(|at| at < 20_000), "seed {seed}");
        // It wakes up with a clock that it does not trust.
        let tilt = run.cited("+tilt");
        assert_eq!(tilt.len(), 1, "seed {seed}");
        assert_eq!(run.scenario.config.label(tilt[0].1), "s1");
        assert_ne!(run.property("one-vote-per-epoch"), Status::Violated);
    }
}

#[test]
fn a_vote_that_was_not_flushed_was_never_given() {
    let plan = r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"},
        {"after":{"event":"+vote-for-leader","nth":1,"plus_ms":0},"do":"kill","node":"s1"},
        {"after":{"event":"+vote-for-leader","nth":1,"plus_ms":50},"do":"restart","node":"s1"}],
        "until_ms":30000"#;
    for seed in 0..30 {
        let run = Run::new(&three("", plan), seed);
        assert_ne!(run.property("one-vote-per-epoch"), Status::Violated, "seed {seed}");
        assert_ne!(run.property("elected-by-majority"), Status::Violated, "seed {seed}");
    }
}

/// `sentinelStartFailover` raises the epoch without a flush; the vote for itself flushes.
#[test]
fn a_candidate_flushes_its_epoch_once_with_its_vote() {
    let plan = r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"}],"until_ms":12000"#;
    let mut text = three("", plan);
    for id in ["s1", "s2", "s3"] {
        let plain = format!(r#""id":"{id}""#);
        text = text.replacen(&plain, &format!(r#"{plain},"fsync_ms":40"#), 1);
    }
    for seed in 0..10 {
        let run = Run::new(&text, seed);
        let (at, candidate, _) = run.cited("+try-failover")[0];
        let flushes = run.events.iter().filter(|event| {
            matches!(event.what, What::Fired(node, "fsync") if node == candidate)
                && (at + 1..=at + 100).contains(&event.at.as_ms())
        });
        assert_eq!(flushes.count(), 1, "seed {seed}");
    }
}

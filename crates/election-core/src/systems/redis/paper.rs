//! One test per sentence of the sources, told in our words.

use super::tests::{Run, cast, three};
use crate::property::Status;

const WRITER: &str = r#"{"id":"w","every_ms":100}"#;
const STAYS: &str = r#"{"id":"w","mode":"stay","attached":"r1","every_ms":50}"#;

fn plan(steps: &str, until: u64) -> String {
    format!(r#""plan":[{steps}],"until_ms":{until}"#)
}

/// Redis documentation, replication: replication is asynchronous; the client is answered first.
#[test]
fn a_write_is_acknowledged_before_any_replica_has_it() {
    let steps = r#"{"at_ms":2000,"do":"cut","from":["r1"],"to":["r2","r3"]}"#;
    let run = Run::new(&cast(0, "", STAYS, &plan(steps, 4000)), 1);
    let sum = run.outcome.end.sum();
    assert!(sum.acknowledged > 70 && sum.acknowledged + 1 >= sum.attempted, "{sum:?}");
}

/// replication.c, replicationCron: the master's PING goes through the stream, so that the
/// offsets of an idle pair move; 14 bytes each `repl-ping-replica-period`.
#[test]
fn an_idle_masters_offset_moves_with_its_pings() {
    let offset = |until: u64| {
        let run = Run::new(&cast(0, "", "", &plan("", until)), 1);
        run.outcome.end.view().nodes[0].standing.log_end
    };
    assert_eq!(offset(45_500) - offset(15_500), 14 * 3);
}

/// replication.c, masterTryPartialResynchronization: a replica that was away for a moment goes
/// on where it was, from the backlog.
#[test]
fn a_short_absence_costs_no_full_copy() {
    let steps = r#"{"at_ms":5000,"do":"cut","from":["r1"],"to":["r2"]},
        {"at_ms":12000,"do":"heal","from":["r1"],"to":["r2"]}"#;
    let run = Run::new(&cast(0, r#","repl-timeout":3"#, STAYS, &plan(steps, 16_000)), 1);
    let late = |word: &str| run.cited(word).iter().filter(|(at, ..)| *at > 6000).count();
    assert_eq!((late("+CONTINUE"), late("+FULLRESYNC")), (1, 0));
    assert_eq!(run.property("replica-equals-master"), Status::Holds);
}

/// redis.conf, repl-backlog-size: the bigger the backlog, the longer a replica can be away.
#[test]
fn a_backlog_too_small_costs_a_full_copy() {
    let steps = r#"{"at_ms":5000,"do":"cut","from":["r1"],"to":["r2"]},
        {"at_ms":12000,"do":"heal","from":["r1"],"to":["r2"]}"#;
    let settings = r#","repl-timeout":3,"repl-backlog-size":500"#;
    let run = Run::new(&cast(0, settings, STAYS, &plan(steps, 16_000)), 1);
    let late = |word: &str| run.cited(word).iter().filter(|(at, ..)| *at > 6000).count();
    assert_eq!((late("+CONTINUE"), late("+FULLRESYNC")), (0, 1));
}

/// replication.c, shiftReplicationId: after a promotion the other replicas go on by the old id.
#[test]
fn after_a_promotion_the_others_need_no_full_copy() {
    let steps = r#"{"at_ms":5000,"do":"kill","node":"r1"}"#;
    let run = Run::new(&three("", &plan(steps, 12_000)), 2);
    let late = |word: &str| run.cited(word).iter().filter(|(at, ..)| *at > 5000).count();
    assert_eq!((late("+CONTINUE"), late("+FULLRESYNC")), (1, 0));
}

/// Redis documentation, replication: a master without persistence that restarts by itself
/// comes back empty, and its replicas copy the emptiness.
#[test]
fn a_master_without_persistence_empties_its_replicas() {
    let steps = r#"{"at_ms":3000,"do":"kill","node":"r1"},
        {"at_ms":3200,"do":"restart","node":"r1"}"#;
    let lost = |settings: &str| Run::new(&cast(0, settings, STAYS, &plan(steps, 9000)), 1).lost();
    assert!(lost(r#","save":"""#) > 50);
    assert_eq!(lost(r#","appendonly":"yes""#), 0);
}

/// server.c, processCommand: a replica takes no writes.
#[test]
fn a_replica_answers_readonly() {
    let clients = r#"{"id":"w","mode":"stay","attached":"r2","every_ms":100}"#;
    let run = Run::new(&cast(0, "", clients, &plan("", 3000)), 1);
    assert_eq!(run.outcome.end.sum().acknowledged, 0);
    assert!(run.cited("READONLY").len() > 20);
}

/// redis.conf, replica-serve-stale-data: with `no`, a replica without its master refuses reads.
#[test]
fn a_replica_without_its_master_may_refuse_reads() {
    let clients = r#"{"id":"r","kind":"reader","mode":"stay","attached":"r2","every_ms":100}"#;
    let steps = r#"{"at_ms":3000,"do":"kill","node":"r1"}"#;
    for (stale, refuses) in [("yes", false), ("no", true)] {
        let settings = format!(r#","replica-serve-stale-data":"{stale}""#);
        let run = Run::new(&cast(0, &settings, clients, &plan(steps, 6000)), 1);
        assert_eq!(!run.cited("MASTERDOWN").is_empty(), refuses, "{stale}");
    }
}

/// Redis documentation, WAIT: it returns how many replicas have the write, and rolls nothing
/// back.
#[test]
fn wait_counts_and_does_not_undo() {
    let clients = r#"{"id":"w","mode":"stay","attached":"r1","every_ms":500,"wait":2,
        "wait_timeout_ms":200}"#;
    let steps = r#"{"at_ms":3000,"do":"kill","node":"r3"}"#;
    let run = Run::new(&cast(0, "", clients, &plan(steps, 6000)), 1);
    let sum = run.outcome.end.sum();
    assert!(sum.unknown >= 5 && sum.recovered == sum.unknown, "{sum:?}");
}

/// sentinel.c, sentinelGetLeader: Sentinels that are dead still count among the voters.
#[test]
fn the_majority_is_of_all_sentinels_ever_seen() {
    let steps = r#"{"at_ms":4000,"do":"kill","node":"s3"},{"at_ms":4000,"do":"kill","node":"s4"},
        {"at_ms":4000,"do":"kill","node":"s5"},{"at_ms":5000,"do":"kill","node":"r1"}"#;
    let run = Run::new(&cast(5, r#","quorum":2"#, WRITER, &plan(steps, 20_000)), 1);
    assert!(run.first("+try-failover").is_some());
    assert_eq!(run.first("+elected-leader"), None);
}

/// sentinel.c, sentinelFlushConfig: a vote is written down before it is told.
#[test]
fn a_restarted_sentinel_does_not_vote_twice() {
    let steps = r#"{"at_ms":5000,"do":"kill","node":"r1"},
        {"after":{"event":"+vote-for-leader","node":"s2"},"do":"restart","node":"s2"},
        {"after":{"event":"+vote-for-leader","node":"s3"},"do":"restart","node":"s3"}"#;
    for seed in 0..40 {
        let run = Run::new(&three("", &plan(steps, 30_000)), seed);
        assert_ne!(run.property("one-vote-per-epoch"), Status::Violated, "seed {seed}");
        assert_ne!(run.property("one-failover-leader-per-epoch"), Status::Violated);
    }
}

/// sentinel.c, sentinelSelectSlave: priority 0 is never promoted.
#[test]
fn with_only_priority_zero_nobody_is_promoted() {
    let steps = r#"{"at_ms":5000,"do":"kill","node":"r1"}"#;
    let text = three("", &plan(steps, 12_000))
        .replace(r#""replicaof":"r1""#, r#""replicaof":"r1","replica-priority":0"#);
    let run = Run::new(&text, 1);
    assert!(run.first("-failover-abort-no-good-slave").is_some());
    assert_eq!(run.first("+switch-master"), None);
}

/// sentinel.c, sentinelSelectSlave: replicas that were without their master for more than ten
/// times `down-after-milliseconds` before it went down are left out.
#[test]
fn replicas_without_a_master_for_too_long_are_left_out() {
    let cut = |from: u64| {
        let steps = format!(
            r#"{{"at_ms":{from},"do":"cut","from":["r1"],"to":["r2","r3"]}},
            {{"at_ms":20000,"do":"kill","node":"r1"}}"#
        );
        let settings = r#","repl-timeout":1"#;
        Run::new(&cast(3, settings, "", &plan(&steps, 30_000)), 1)
    };
    assert!(cut(16_000).first("+switch-master").is_some());
    let long = cut(4_000);
    assert!(long.first("-failover-abort-no-good-slave").is_some());
    assert_eq!(long.first("+switch-master"), None);
}

/// sentinel.c, sentinelRefreshInstanceInfo: an old master is demoted no sooner than 8 seconds
/// after it has begun to claim, and only on an INFO.
#[test]
fn an_old_master_is_demoted_eight_to_twelve_seconds_after_it_is_back() {
    let steps = r#"{"at_ms":5000,"do":"kill","node":"r1"},
        {"at_ms":12000,"do":"restart","node":"r1"}"#;
    for seed in 0..20 {
        let run = Run::new(&three("", &plan(steps, 30_000)), seed);
        let after = run.first("+convert-to-slave").expect("a demotion") - 12_000;
        assert!((8000..=12_000).contains(&after), "seed {seed}: {after}");
    }
}

/// sentinel.c, sentinelFailoverReconfNextSlave: at most `parallel-syncs` replicas at a time.
#[test]
fn replicas_follow_one_after_the_other() {
    let steps = r#"{"at_ms":5000,"do":"kill","node":"r1"}"#;
    let four = r#"{"id":"r3","replicaof":"r1"},{"id":"r4","replicaof":"r1"},
        {"id":"r5","replicaof":"r1"}"#;
    for (syncs, apart) in [(1, true), (3, false)] {
        let settings = format!(r#","parallel-syncs":{syncs}"#);
        let text =
            three(&settings, &plan(steps, 20_000)).replace(r#"{"id":"r3","replicaof":"r1"}"#, four);
        let run = Run::new(&text, 1);
        let sent: Vec<u64> = run.cited("+slave-reconf-sent").iter().map(|(at, ..)| *at).collect();
        assert_eq!(sent.len(), 3);
        assert_eq!(sent[1] - sent[0] > 500, apart, "{sent:?}");
    }
}

/// sentinel.c, sentinelFailoverWaitPromotion: a promotion that INFO does not show within
/// `failover-timeout` is given up.
#[test]
fn a_promotion_that_does_not_happen_is_given_up() {
    let steps = r#"{"at_ms":5000,"do":"kill","node":"r1"},
        {"after":{"event":"+selected-slave"},"do":"pause","node":"r2"},
        {"after":{"event":"+selected-slave"},"do":"pause","node":"r3"}"#;
    let run = Run::new(&three("", &plan(steps, 20_000)), 1);
    assert!(run.first("-failover-abort-slave-timeout").is_some());
    assert_eq!(run.first("+promoted-slave"), None);
}

/// replication.c, updateFailoverStatus: FAILOVER with a timeout and a replica that lags is
/// called off, and the writes held back are executed.
#[test]
fn failover_is_called_off_when_the_replica_does_not_catch_up() {
    let steps = r#"{"at_ms":3000,"do":"cut","from":["r1"],"to":["r2","r3"]},
        {"at_ms":3500,"do":"request","node":"r1","request":"FAILOVER","with":{"TIMEOUT":1500}}"#;
    let run = Run::new(&cast(0, "", STAYS, &plan(steps, 8000)), 1);
    assert_eq!(run.cited("abort").len(), 1);
    assert_eq!((run.leader().as_str(), run.lost()), ("r1", 0));
    assert!(run.outcome.end.sum().failed == 0);
}

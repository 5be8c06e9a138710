//! The scenario format: a check that cannot fail is refused, and every refusal names the path, what
//! is allowed and the nearest word.

use crate::ask::json;
use election_core::outcome::{self, Budget, Nobody, Outcome};
use election_core::scenario::Scenario;
use election_core::value::Value;

const BASE: &str = r#"{"version":1,"system":"raft","until_ms":5000,
    "nodes":[{"id":"1"},{"id":"2"},{"id":"3"}],
    "clients":[{"id":"w","kind":"writer","attached":"1","every_ms":100}],"network":{"latency_ms":[1,5]}}"#;

fn with(field: &str, value: &str) -> Value {
    let mut file = json(BASE);
    file.set(field, json(value));
    file
}

/// The scenario with this field is refused at this path, with these words.
#[track_caller]
fn refused(field: &str, value: &str, path: &str, words: &[&str]) {
    match Scenario::read(&with(field, value)) {
        Ok(_) => panic!("{field} {value} is accepted"),
        Err(bad) => {
            assert_eq!(bad.path, path, "{value}: {bad}");
            for word in words {
                assert!(bad.says.contains(word), "{value}: {word:?} is not in {bad}");
            }
        }
    }
}

#[track_caller]
fn run(field: &str, value: &str) -> Outcome {
    let scenario = Scenario::read(&with(field, value)).unwrap_or_else(|bad| panic!("{bad}"));
    outcome::run(&scenario, false, &mut Nobody).unwrap()
}

#[test]
fn a_claim_that_cannot_fail_is_refused() {
    for (claim, path, words) in [
        (r#"{"leader":"1","believers":["1"]}"#, ".believers", &["beside leader", "one claim"][..]),
        (r#"{"leader":"1","node":"1"}"#, ".node", &["beside leader"]),
        (r#"{"ledger":{"lost":0},"property":"acked-readable","is":"holds"}"#, ".property", &[]),
        (r#"{"leader":"1","count":1}"#, ".count", &["unknown field", "leader, at_ms"]),
        (r#"{"leader":"1","at":1}"#, ".at", &["perhaps at_ms"]),
        (r#"{"leader":"w"}"#, ".leader", &["a writer and never leads", "1, 2, 3"]),
        (r#"{"leader":"12"}"#, ".leader", &["1, 2, 3, w", "perhaps 1"]),
        (r#"{"at_ms":3}"#, "", &["claims nothing", "leader, believers"]),
        (r#"{"beleivers":[]}"#, "", &["perhaps believers"]),
        (r#"{"believers":"1"}"#, ".believers", &["\"1\" is not a list"]),
        (r#"{"believers":["1","1"]}"#, ".believers[1]", &["listed twice"]),
        (r#"{"event":"leader"}"#, ".count", &["count, first_ms or both"]),
        (r#"{"event":"leader","count":{}}"#, ".count", &["true of every number"]),
        (r#"{"event":"leader","count":{"min":0}}"#, ".count", &["true of every number"]),
        (r#"{"event":"leader","count":{"min":3,"max":2}}"#, ".count", &["min ≤ max"]),
        (r#"{"event":"leader","count":-1}"#, ".count", &["never found"]),
        (r#"{"event":"leader","count":{"mim":3}}"#, ".count.mim", &["perhaps min"]),
        (r#"{"event":"leader","count":"many"}"#, ".count", &["int or {min, max}"]),
        (r#"{"event":"leader","count":0,"first_ms":{"max":9}}"#, ".count", &["1 or more"]),
        (r#"{"event":"leader","count":1,"count":2}"#, ".count", &["given twice"]),
        (r#"{"event":"leader","node":"w","count":0}"#, ".node", &["a writer is never leader"]),
        (r#"{"event":"observer","count":0}"#, ".event", &["not an event", "follower"]),
        (r#"{"event":"ack","node":"w","count":0}"#, ".node", &["acknowledges nothing"]),
        (r#"{"event":"fail","node":"1","count":0}"#, ".node", &["asks for nothing"]),
        (r#"{"event":"leader","text":"x","count":0}"#, ".text", &["send:KIND"]),
        (r#"{"event":"send:MsgVote","text":"","count":0}"#, ".text", &["in every text"]),
        (r#"{"event":"lead","count":0}"#, ".event", &["perhaps leader"]),
        (r#"{"event":"send:MsgVot","count":0}"#, ".event", &["perhaps send:MsgVote"]),
        (r#"{"event":"timer:elect","count":0}"#, ".event", &["timer:NAME ("]),
        (r#"{"event":"rule:raft/taly","count":0}"#, ".event", &["perhaps raft/tally"]),
        (
            r#"{"event":"rule:raft/tally=won","count":0}"#,
            ".event",
            &["\"won\" is no verdict of raft/tally", "VoteLost, VotePending, VoteWon", "perhaps"],
        ),
        (r#"{"event":"leader","count":1,"from_ms":3000,"at_ms":2000}"#, ".from_ms", &["2000"]),
        (r#"{"event":"leader","count":1,"at_ms":9000}"#, ".at_ms", &["0 to 5000"]),
        (r#"{"ledger":{}}"#, ".ledger", &["claims nothing", "attempted"]),
        (r#"{"ledger":3}"#, ".ledger", &["claims nothing"]),
        (r#"{"ledger":{"lots":0}}"#, ".ledger.lots", &["perhaps lost"]),
        (r#"{"ledger":{"lost":{"min":0}}}"#, ".ledger.lost", &["true of every number"]),
        (r#"{"ledger":{"lost":0},"client":"1"}"#, ".client", &["not one of w"]),
        (r#"{"property":"acked-readible","is":"holds"}"#, ".property", &["perhaps acked-readable"]),
        (r#"{"property":"acked-readable","is":"held"}"#, ".is", &["perhaps holds"]),
        (r#"{"property":"acked-readable"}"#, ".is", &["missing"]),
        (r#"{"node":"1"}"#, ".is", &["missing"]),
        (r#"{"node":"1","is":{}}"#, ".is", &["claims nothing", "role"]),
        (r#"{"node":"1","is":{"roll":"leader"}}"#, ".is.roll", &["perhaps role"]),
        (r#"{"node":"1","is":{"role":"observer"}}"#, ".is.role", &["follower, looking, leader"]),
        (r#"{"node":"1","is":{"role_name":"Leader"}}"#, ".is.role_name", &["perhaps StateLeader"]),
        (r#"{"node":"1","is":{"health":"dead"}}"#, ".is.health", &["up, down, paused"]),
        (r#"{"node":"1","is":{"established":1}}"#, ".is.established", &["true or false"]),
        (r#"{"node":"1","is":{"leader":"9"}}"#, ".is.leader", &["1, 2, 3, w"]),
        (r#"{"node":"1","is":{"epoch":"2"}}"#, ".is.epoch", &["an int or {min, max}"]),
        (r#"{"node":"1","is":{"health":"up","how":"killed"}}"#, ".is.how", &["down"]),
        (r#"{"node":"1","is":{"health":"down","role":"leader"}}"#, ".is.role", &["has none"]),
        (r#"{"partition":0,"is":{"leader":"1"}}"#, ".partition", &["no partitions"]),
        (r#"{"partition":-1,"is":{"leader":"1"}}"#, ".partition", &["from 0"]),
        (r#"{"equal_logs":["1"]}"#, ".equal_logs", &["two or more"]),
        (r#"{"equal_logs":["1","w"]}"#, ".equal_logs[1]", &["has no log; allowed: 1, 2, 3"]),
        (r#"{"record":1,"node":"w","is":null}"#, ".node", &["has no log"]),
        (r#"{"record":1,"node":"1","is":{}}"#, ".is", &["claims nothing"]),
        ("3", "", &["3 is not an object"]),
    ] {
        refused("expect", &format!("[{claim}]"), &format!("expect[0]{path}"), words);
    }
}

#[test]
fn a_claim_on_what_never_is_or_always_is_refused() {
    for (claim, path, words) in [
        (r#"{"event":"send:MsgReadIndex","count":0}"#, ".event", &["no process of this cast"][..]),
        (r#"{"event":"down","text":"exploded","count":0}"#, ".text", &["killed; powered off"]),
        (r#"{"node":"w","is":{"health":"up"}}"#, ".is.health", &["nothing ends or pauses w"]),
        (r#"{"record":0,"node":"1","is":null}"#, ".record", &["from 1"]),
        (r#"{"record":3,"node":"1","is":{"op":"w#999"}}"#, ".is.op", &["below w#102"]),
        (r#"{"node":"1","is":{"epoch":{"max":99999}}}"#, ".is.epoch", &["a max below 5100"]),
        (r#"{"node":"1","is":{"log_end":{"max":99999}}}"#, ".is.log_end", &["a max below"]),
    ] {
        refused("expect", &format!("[{claim}]"), &format!("expect[0]{path}"), words);
    }
}

#[test]
fn a_step_that_names_nothing_is_refused() {
    for (step, path, words) in [
        (r#""do":"start","node":"1""#, ".do", &["perhaps restart"][..]),
        (r#""do":"kill","node":"4""#, ".node", &["names no process", "1, 2, 3, w, leader"]),
        (r#""do":"kill","node":"leder""#, ".node", &["perhaps leader"]),
        (r#""do":"kill","node":"observer""#, ".node", &["names no process"]),
        (r#""do":"kill","node":"follower:x""#, ".node", &["follower:N"]),
        (r#""do":"kill","node":"follower:0""#, ".node", &["follower:N"]),
        (r#""do":"kill","node":"leader:2""#, ".node", &["leader"]),
        (r#""do":"kill","nodes":"1""#, ".nodes", &["unknown field", "perhaps node"]),
        (r#""do":"cut","from":[],"to":["1"]"#, ".from", &["[] is empty"]),
        (r#""do":"partition","groups":[["1","2","3"]]"#, ".groups", &["two or more"]),
        (r#""do":"partition","groups":[["1"],[]]"#, ".groups[1]", &["[] is empty"]),
        (r#""do":"fire","node":"1","timer":"elect""#, ".timer", &["perhaps"]),
        (
            r#""do":"drop","from":["1"],"to":["2"],"message":"MsgReadIndex""#,
            ".message",
            &["nobody"],
        ),
        (r#""do":"set","setting":"pre-vote","value":true"#, ".value", &["what it is already"]),
        (r#""do":"set","setting":"prevote","value":true"#, ".setting", &["not one of"]),
        (r#""do":"kill","node":"1","may_fail":false"#, ".may_fail", &["allowed: true"]),
        (r#""do":"kill","node":"1","refused":"""#, ".refused", &["a part of the reason"]),
        (r#""do":"kill","node":"1","refused":"x","may_fail":true"#, ".refused", &["one of them"]),
        (r#""do":"kill","node":"1","node":"2""#, ".node", &["given twice"]),
        (r#""after":{"event":"leader"},"do":"kill","node":"1""#, ".after", &["beside at_ms"]),
    ] {
        let plan = format!(r#"[{{"at_ms":10,{step}}}]"#);
        refused("plan", &plan, &format!("plan[0]{path}"), words);
    }
    for (after, path, words) in [
        (r#"{"event":"leader","node":"leader"}"#, ".node", &["not one of 1, 2, 3, w"][..]),
        (r#"{"event":"leader","node":"w"}"#, ".node", &["never leader"]),
        (r#"{"event":"leader","from_ms":6000}"#, ".from_ms", &["0 to 5000"]),
        (r#"{"event":"leader","form_ms":6}"#, ".form_ms", &["perhaps from_ms"]),
    ] {
        let plan = format!(r#"[{{"after":{after},"do":"kill","node":"1"}}]"#);
        refused("plan", &plan, &format!("plan[0].after{path}"), words);
    }
}

#[test]
fn the_rest_of_a_file_is_held_to_its_word_too() {
    for (field, value, path, words) in [
        ("expct", "[]", "expct", &["perhaps expect"][..]),
        ("system", "\"rafd\"", "system", &["perhaps raft"]),
        ("settings", r#"{"pre-vot":true}"#, "settings.pre-vot", &["perhaps pre-vote"]),
        ("rules_off", r#"["raft/up-to-dat"]"#, "rules_off[0]", &["perhaps raft/up-to-date"]),
        ("network", r#"{"los":0}"#, "network.los", &["perhaps loss"]),
        ("network", r#"{"loss":0,"loss":1}"#, "network.loss", &["given twice"]),
        ("nodes", r#"[{"id":"1","id":"2"}]"#, "nodes[0].id", &["given twice"]),
        ("nodes", r#"[{"id":"1","kind":"sever"}]"#, "nodes[0].kind", &["perhaps server"]),
        ("nodes", r#"[{"id":"1","upp":true}]"#, "nodes[0].upp", &["perhaps up"]),
        ("lesson", r#"{"steps":[{"at_ms":1}]}"#, "lesson.steps[0].say", &["say, ask or both"]),
        (
            "lesson",
            r#"{"steps":[{"at_ms":1,"ask":"who"}]}"#,
            "lesson.steps[0].answer",
            &["missing"],
        ),
        (
            "lesson",
            r#"{"steps":[{"at_ms":1,"say":"x","answer":"1"}]}"#,
            "lesson.steps[0].answer",
            &["without ask"],
        ),
    ] {
        refused(field, value, path, words);
    }
}

#[test]
fn what_the_plan_could_not_do_is_said_and_fails_the_run() {
    let dead = r#"{"at_ms":900,"do":"kill","node":"1"},{"at_ms":901,"do":"kill","node":"1""#;
    for (plan, ok, why) in [
        (format!("[{dead}}}]"), false, "1 is down already"),
        (format!("[{dead},\"may_fail\":true}}]"), true, "1 is down already"),
        (format!("[{dead},\"refused\":\"down already\"}}]"), true, "1 is down already"),
        (format!("[{dead},\"refused\":\"paused\"}}]"), false, "1 is down already"),
        (
            r#"[{"at_ms":900,"do":"kill","node":"1","refused":"down"}]"#.into(),
            false,
            "done, though a refusal was expected",
        ),
        (r#"[{"at_ms":1,"do":"resume","node":"leader"}]"#.into(), false, "names no process now"),
        (
            r#"[{"after":{"event":"down","node":"1"},"do":"kill","node":"2"}]"#.into(),
            false,
            "its event did not come",
        ),
        (
            r#"[{"after":{"event":"start","node":"1","plus_ms":6000},"do":"kill","node":"2"}]"#
                .into(),
            false,
            "after the end",
        ),
    ] {
        let outcome = run("plan", &plan);
        let found: Vec<Value> = outcome.not_done.iter().map(|step| step.to_value()).collect();
        assert_eq!(found.len(), 1, "{plan}: {found:?}");
        assert!(found[0].at("why").text().contains(why), "{plan}: {}", found[0]);
        assert_eq!((found[0].at("ok").flag(), outcome.ok()), (ok, ok), "{plan}");
    }
    assert!(run("plan", r#"[{"at_ms":900,"do":"kill","node":"1"}]"#).not_done.is_empty());
}

#[test]
fn a_caption_that_is_never_shown_fails_the_run() {
    let lesson = |node: u8| {
        format!(r#"{{"steps":[{{"after":{{"event":"down","node":"{node}"}},"say":"gone"}}]}}"#)
    };
    let outcome = run("lesson", &lesson(1));
    assert_eq!((outcome.captions.as_slice(), outcome.ok()), (&[None][..], false));
}

#[test]
fn after_counts_from_its_own_time() {
    let step = |from: u32| {
        let after = format!(r#"{{"event":"timer:Heartbeat","from_ms":{from}}}"#);
        let outcome = run("plan", &format!(r#"[{{"after":{after},"do":"kill","node":"w"}}]"#));
        let done = outcome.end.view().nodes[3].health;
        let election_core::view::Health::Down { since, .. } = done else { panic!("{done:?}") };
        since.as_ms()
    };
    assert!(step(0) < 3000 && step(3000) >= 3000 && step(3000) < 3200);
}

#[test]
fn a_run_that_outgrows_its_bounds_is_stopped_and_says_so() {
    let scenario = Scenario::read(&json(BASE)).unwrap();
    let budget = Budget { events: 100 };
    let outcome = outcome::run_within(&scenario, budget, false, &mut Nobody).unwrap();
    let stopped = outcome.stopped.as_ref().expect("it is stopped");
    assert_eq!(stopped.why, "more than 100 events");
    assert!(!outcome.ok() && outcome.events < 200 && stopped.at < scenario.until);
    let whole = outcome::run(&scenario, false, &mut Nobody).unwrap();
    assert!(whole.stopped.is_none() && whole.ok());
}

#[test]
fn a_dead_process_has_no_role_and_reigns_no_more() {
    let file = json(
        r#"{"version":1,"system":"redis","until_ms":9000,"nodes":[{"id":"r1"},
            {"id":"r2","replicaof":"r1"},{"id":"r3","replicaof":"r1"}],
            "plan":[{"at_ms":5000,"do":"power-off","node":"r1"}],
            "expect":[{"node":"r1","is":{"health":"down","how":"powered off","leader":null}}]}"#,
    );
    let scenario = Scenario::read(&file).unwrap();
    let outcome = outcome::run(&scenario, false, &mut Nobody).unwrap();
    assert!(outcome.ok(), "{}", outcome.to_value(&scenario));
    let told = outcome.to_value(&scenario);
    let dead = &told.at("nodes").items()[0];
    assert!(dead.at("role").is_null() && !dead.at("established").flag(), "{dead}");
    for reign in told.at("reigns").items() {
        assert_eq!(reign.at("to_ms").as_int(), Some(5000), "{reign}");
    }
    let mut transcript = election_core::transcript::Transcript::new(&scenario.config, true);
    outcome::run(&scenario, false, &mut transcript).unwrap();
    let text = transcript.finish();
    let after = text.split("loses power").nth(1).unwrap_or("");
    assert!(!after.contains("→ leader"), "{after}");
}

/// Each claim is true as written, and false when bent: it looks at what it says.
#[test]
fn every_form_of_claim_can_be_true_and_can_be_false() {
    for (right, wrong) in [
        (r#"{"ledger":{"lost":0},"client":"w"}"#, r#"{"ledger":{"acknowledged":0},"client":"w"}"#),
        (
            r#"{"equal_logs":["1","2"],"at_ms":500}"#,
            r#"{"equal_logs":["1","2"],"is":false,"at_ms":500}"#,
        ),
        (
            r#"{"record":1,"node":"1","is":{"epoch":1}}"#,
            r#"{"record":1,"node":"1","is":{"epoch":2}}"#,
        ),
        (r#"{"record":99,"node":"1","is":null}"#, r#"{"record":99,"node":"1","is":{"op":null}}"#),
        (
            r#"{"event":"send:MsgVote","text":"Term:1","count":{"min":1}}"#,
            r#"{"event":"send:MsgVote","text":"Term:9","count":{"min":1}}"#,
        ),
        (
            r#"{"node":"1","is":{"role_name":"StateLeader"}}"#,
            r#"{"node":"1","is":{"role_name":"StateCandidate"}}"#,
        ),
        (
            r#"{"event":"ok","node":"w","count":{"min":1}}"#,
            r#"{"event":"unknown","count":{"min":1}}"#,
        ),
    ] {
        let (yes, no) =
            (run("expect", &format!("[{right}]")), run("expect", &format!("[{wrong}]")));
        assert!(yes.expect[0].0, "{right}: {}", yes.expect[0].1);
        assert!(!no.expect[0].0, "{wrong}: {}", no.expect[0].1);
    }
}

#[test]
fn a_partition_is_claimed_with_isr_elr_and_last_known_leader() {
    let stories = crate::stories::all();
    let (_, file, _) = stories.iter().find(|it| it.0 == "kafka/last-replica-standing-elr").unwrap();
    for (at, is, ok) in [
        (27_000, r#"{"leader":"3","isr":["3"],"elr":["2"],"last_known_elr":[]}"#, true),
        (27_000, r#"{"elr":["1"]}"#, false),
        (39_000, r#"{"leader":null,"isr":[],"elr":["3","2"],"last_known_elr":["3"]}"#, true),
        (39_000, r#"{"last_known_elr":[]}"#, false),
    ] {
        let mut file = file.clone();
        let claim = format!(r#"[{{"at_ms":{at},"partition":0,"is":{is}}}]"#);
        file.set("expect", json(&claim));
        let scenario = Scenario::read(&file).unwrap_or_else(|bad| panic!("{bad}"));
        let outcome = outcome::run(&scenario, false, &mut Nobody).unwrap();
        assert_eq!(outcome.expect[0].0, ok, "{claim}: {}", outcome.expect[0].1);
    }
}

//! `election run` as it is called: streams, bounds, tables, and what it says of unknown words.

use election_core::value::Value;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::{env, fs};

fn election(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_election")).args(arguments).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// A scenario in a file of its own.
fn file(name: &str, scenario: &str) -> PathBuf {
    let path = env::temp_dir().join(format!("election-{}-{name}.json", std::process::id()));
    fs::write(&path, scenario).expect("a file");
    path
}

/// It ends with this status; its standard output.
#[track_caller]
fn ends(arguments: &[&str], status: i32) -> String {
    let output = election(arguments);
    assert_eq!(output.status.code(), Some(status), "{arguments:?} {}", text(&output.stderr));
    text(&output.stdout)
}

#[track_caller]
fn refuses(arguments: &[&str], words: &[&str]) {
    let output = election(arguments);
    let message = text(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{message}");
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message:?}");
    }
}

/// A cluster that is busy for an hour: it must end by itself long before.
const BUSY: &str = r#"{"version":1,"system":"raft","until_ms":3600000,
    "nodes":[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"},{"id":"5"}],
    "settings":{"heartbeat-interval":1,"election-timeout":10},"network":{"latency_ms":[0,0]},
    "clients":[{"id":"w","kind":"writer","attached":"1","every_ms":1}],
    "expect":[{"leader":"1"}]}"#;

#[test]
fn a_run_without_end_is_stopped_with_a_reason() {
    let path = file("busy", BUSY);
    let path = path.to_str().expect("a name");
    let reason = "more than 20000 events";
    for options in [&[][..], &["--all"], &["--trace"], &["--json"], &["--seeds", "1..3"]] {
        let all = [&["run", path, "--max-events", "20000"], options].concat();
        let told = ends(&all, 1);
        assert!(told.contains(reason), "{options:?}: {}", &told[told.len().saturating_sub(400)..]);
    }
    let told = ends(&["search", path, "--max-events", "20000"], 1);
    assert!(told.contains(reason) && told.contains("STOPPED with seed 1"), "{told}");
    let json = ends(&["run", path, "--json", "--max-events", "20000"], 1);
    let outcome: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(outcome.at("stopped").at("why").text(), reason);
    assert!(!outcome.at("ok").flag() && outcome.at("stopped").at("at_ms").millionths() > 0);
    let told = ends(&["run", path], 1);
    assert!(told.contains("STOPPED") && !told.contains("NOT AS EXPECTED"), "no claim was checked");
}

#[test]
fn a_trace_is_a_line_of_json_for_each_event_and_a_reader_may_leave() {
    let told = ends(&["run", "raft/election", "--trace"], 0);
    let lines: Vec<Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0].at("key").text(), "election");
    assert!(lines.len() > 100 && !lines[lines.len() - 1].at("hash").is_null());
    let path = file("left", BUSY);
    let mut child = Command::new(env!("CARGO_BIN_EXE_election"))
        .args(["run", path.to_str().expect("a name"), "--trace"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut some = [0; 1000];
    child.stdout.take().expect("a pipe").read_exact(&mut some).expect("it streams");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[test]
fn many_seeds_give_a_table() {
    let told = ends(&["run", "raft/election", "--seeds", "1..5"], 0);
    assert!(told.starts_with("seeds 1 to 5: passes, and min / median / max"), "{told}");
    assert!(told.contains("    5/5  the run as a whole"), "{told}");
    let json = ends(&["run", "raft/election", "--seeds", "1..5", "--json"], 0);
    let table: Value = serde_json::from_str(&json).expect("JSON");
    let rows = table.at("rows").items();
    let whole = &rows[rows.len() - 1];
    assert_eq!((table.at("runs").int(), whole.at("passed").int()), (5, 5), "{whole}");
    let events = &whole.at("numbers").items()[0];
    let [min, median, max] = ["min", "median", "max"].map(|name| events.at(name).int());
    assert!(0 < min && min <= median && median <= max, "{events}");

    let wrong = file(
        "wrong",
        &BUSY.replace("3600000", "300").replace("\"leader\":\"1\"", "\"leader\":null"),
    );
    let told = ends(&["run", wrong.to_str().expect("a name"), "--seeds", "3..4"], 1);
    assert!(told.contains("0/2") && told.contains("not with seed 3, 4"), "{told}");
}

#[test]
fn what_a_plan_could_not_do_is_printed_and_fails() {
    let plan = r#""plan":[{"at_ms":5,"do":"resume","node":"1"}],"until_ms":300,"#;
    let path = file("undone", &BUSY.replace(r#""until_ms":3600000,"#, plan));
    let told = ends(&["run", path.to_str().expect("a name")], 1);
    assert!(told.contains("NOT DONE: plan[0]") && told.contains("1 is not paused"), "{told}");
}

#[test]
fn unknown_words_bring_the_nearest() {
    refuses(&["run", "raft/electoin"], &["no story of this name", "perhaps raft/election"]);
    refuses(&["run", "raft/election", "--sed", "1"], &["perhaps --seed"]);
    refuses(&["run", "raft/election", "--seeds", "5..1"], &["A..B"]);
    refuses(&["run", "raft/election", "--seeds", "1..3", "--trace"], &["do not go together"]);
    refuses(&["run", "raft/election", "--json", "--trace"], &["do not go together"]);
    refuses(&["run", "raft/election", "--max-events", "0"], &["an int from 1 up"]);
    refuses(&["search", "raft/election", "--plan", "1"], &["perhaps --plans"]);
    let path = file("word", &BUSY.replace("\"expect\"", "\"expekt\""));
    refuses(&["run", path.to_str().expect("a name")], &["expekt: unknown", "perhaps expect"]);
}

#[test]
fn a_file_is_read_up_to_its_limit_wherever_it_comes_from() {
    let path = file("large", &" ".repeat(1_100_000));
    refuses(&["run", path.to_str().expect("a name")], &["allowed: up to 1048576"]);
    refuses(&["run", "/dev/zero"], &["more than 1048576 bytes"]);
    refuses(&["run", "/"], &["directory"]);
}

#[test]
fn the_list_names_selectors_events_claims_and_deeds() {
    let list: Value = serde_json::from_str(&ends(&["list", "--json"], 0)).expect("JSON");
    let names = |section: &str, field: &str| -> Vec<String> {
        list.at(section).items().iter().map(|it| it.at(field).text().to_string()).collect()
    };
    assert!(names("actions", "do").contains(&"hold".to_string()));
    for claim in ["leader", "equal_logs", "record", "partition", "event", "ledger", "node"] {
        assert!(names("claims", "claim").contains(&claim.to_string()), "{claim}");
    }
    for system in list.at("systems").items() {
        let events: Vec<&str> = system.at("events").items().iter().map(Value::text).collect();
        assert!(events.contains(&"start") && events.iter().any(|it| it.starts_with("rule:")));
        assert!(matches!(system.at("selectors"), Value::List(_)));
        let kind = &system.at("kinds").items()[0];
        assert!(!kind.at("roles").items().is_empty() && !kind.at("role_names").items().is_empty());
    }
    let readable = ends(&["list"], 0);
    for words in ["selectors: an id, leader, ROLE:N", "Claims of expect", "After an event"] {
        assert!(readable.contains(words), "{words}");
    }
}

//! The program as it is called: what it prints where, and its exit status.

use election_core::systems::rule_calls;
use election_core::value::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// A rule with two plain fields.
const TIMEOUT: &str = "raft/election-timeout";

fn election(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_election"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that refuses early need not read it all.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the program ends")
}

/// It prints one line and ends well.
#[track_caller]
fn prints(arguments: &[&str], input: &str) -> String {
    let output = election(arguments, input.as_bytes());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), errors.as_ref()), (Some(0), ""), "{arguments:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    text.strip_suffix('\n').expect("a whole line").to_string()
}

/// It refuses: status 2, one message with these words, nothing on standard output.
#[track_caller]
fn refuses(arguments: &[&str], input: &[u8], words: &[&str]) {
    let output = election(arguments, input);
    let message = String::from_utf8(output.stderr).expect("text");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{message}");
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message:?}");
    }
}

#[test]
fn a_verdict_is_one_line_and_says_why() {
    let order = r#"{"new":{"leader":2,"zxid":"0x500000001","peerEpoch":5},
                    "current":{"leader":3,"zxid":"0x400000009","peerEpoch":5}}"#;
    let expected = concat!(
        r#"{"verdict":true,"because":[{"fact":"peerEpoch","new":5,"current":5},"#,
        r#"{"fact":"zxid","new":"0x500000001","current":"0x400000009"}]}"#
    );
    assert_eq!(prints(&["rule", "zookeeper/total-order", order], ""), expected);
    assert_eq!(prints(&["rule", "zookeeper/total-order", "-"], order), expected);
}

#[test]
fn a_refusal_is_an_answer_too() {
    let request = r#"{"voter":{"term":6,"vote":4,"log":[2,6]},
                      "message":{"from":5,"term":6,"logTerm":6,"index":9}}"#;
    let text = prints(&["rule", "raft/grant-vote", request], "");
    assert!(text.starts_with(r#"{"verdict":"reject","because":["#), "{text}");
    assert!(text.ends_with(r#"{"refusal":"already-voted","vote":4}]}"#), "{text}");
}

#[test]
fn bad_input_names_what_is_wrong() {
    for (input, words) in [
        ("[1]", &["raft/election-timeout: [1] is not an object"][..]),
        ("7", &["7 is not an object"]),
        ("{", &["raft/election-timeout: not JSON", "line 1"]),
        ("", &["not JSON"]),
        ("{} {}", &["not JSON"]),
        (r#"{"electionElapsed":1}"#, &["randomizedElectionTimeout: missing; allowed: an int"]),
        (
            r#"{"electionElapsed":1,"randomizedElectionTimeout":2,"x":3}"#,
            &["x: unknown field, holding 3; allowed: electionElapsed, randomizedElectionTimeout"],
        ),
        (
            r#"{"electionElapsed":1,"electionElapsed":2,"randomizedElectionTimeout":2}"#,
            &["electionElapsed: given twice"],
        ),
        (
            r#"{"electionElapsed":18446744073709551615,"randomizedElectionTimeout":2}"#,
            &["electionElapsed: 18446744073709551615 is not an int from 0 up"],
        ),
        (
            r#"{"electionElapsed":1.5,"randomizedElectionTimeout":2}"#,
            &["electionElapsed: 1.5 is not an int"],
        ),
        (r#"{"electionElapsed":1e999,"randomizedElectionTimeout":2}"#, &["not JSON"]),
    ] {
        refuses(&["rule", TIMEOUT, input], b"", words);
        refuses(&["rule", TIMEOUT, "-"], input.as_bytes(), words);
    }
}

#[test]
fn too_much_input_is_refused() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    refuses(&["rule", TIMEOUT, &deep], b"", &["not JSON", "recursion limit"]);
    refuses(&["rule", TIMEOUT, "-"], &vec![b' '; 3 << 20], &["allowed: 1048576"]);
    refuses(&["rule", TIMEOUT, "-"], b"\xff\xfe{}", &["not text"]);
}

#[test]
fn a_misspelt_name_brings_the_nearest_one() {
    refuses(
        &["rule", "raft/uptodate", "{}"],
        b"",
        &["raft/uptodate: no such rule; allowed: see election list; perhaps raft/up-to-date"],
    );
    refuses(&["rule", &"x".repeat(100_000), "{}"], b"", &["no such rule"]);
    refuses(&["lst"], b"", &["perhaps list"]);
    refuses(&["list", "--jsn"], b"", &["allowed: --json"]);
    refuses(&["rule", "raft/tally"], b"", &["election rule ID JSON"]);
    refuses(&[], b"", &["election rule ID JSON"]);
    assert!(prints(&["help"], "").contains("election list"));
}

#[test]
fn every_listed_example_has_the_listed_verdict() {
    let list: Value = serde_json::from_str(&prints(&["list", "--json"], "")).expect("JSON");
    let rules = list.at("rules").items();
    assert_eq!(rules.len(), rule_calls().count());
    for rule in rules {
        let (id, example) = (rule.at("id").text(), rule.at("example"));
        assert!(!rule.at("source").text().is_empty() && !rule.at("input").items().is_empty());
        let answer = prints(&["rule", id, &example.at("input").to_string()], "");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(answer.at("verdict"), example.at("verdict"), "{id}");
        let names: Vec<&str> = answer.fields().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["verdict", "because"], "{id}");
    }
}

#[test]
fn the_readable_list_has_every_rule() {
    let text = prints(&["list"], "");
    for rule in rule_calls() {
        assert!(text.contains(&format!("\n\n{}\n", rule.id)), "{}", rule.id);
    }
}

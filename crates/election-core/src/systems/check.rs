//! Rule calls against vectors written as JSON text, for the unit tests.

use crate::rule::{Answer, RuleCall};
use crate::value::Value;

/// Reads JSON.
#[track_caller]
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Calls the rule; the answer, sound in shape.
#[track_caller]
pub fn call(rule: &RuleCall, input: &str) -> Answer {
    let answer = rule.call(&json(input)).unwrap_or_else(|e| panic!("{}: {e}: {input}", rule.id));
    let entries = match answer.because.first() {
        Some(Value::List(_)) => answer.because.iter().flat_map(Value::items).collect(),
        _ => answer.because.iter().collect::<Vec<_>>(),
    };
    assert!(!entries.is_empty(), "{}: an answer says why: {input}", rule.id);
    for entry in entries {
        let names = ["fact", "refusal"].map(|kind| entry.at(kind).as_text().is_some());
        assert_ne!(names[0], names[1], "{}: neither fact nor refusal: {entry}", rule.id);
    }
    answer
}

/// The rule answers `input` with `verdict`.
#[track_caller]
pub fn gives(rule: &RuleCall, input: &str, verdict: &str) {
    assert_eq!(call(rule, input).verdict.to_string(), json(verdict).to_string(), "{input}");
}

/// The rule's own example holds.
#[track_caller]
pub fn example(rule: &RuleCall) {
    gives(rule, rule.example.0, rule.example.1);
}

/// The rule refuses `input` because of the field at `path`.
#[track_caller]
pub fn refuses(rule: &RuleCall, input: &str, path: &str) {
    match rule.call(&json(input)) {
        Ok(answer) => panic!("{}: {input} gives {}", rule.id, answer.verdict),
        Err(bad) => {
            assert_eq!(bad.path, path, "{bad}");
            assert!(bad.says.contains("allowed") || bad.says.contains(" is not "), "{bad}");
        }
    }
}

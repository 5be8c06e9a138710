//! A rule is asked as the command line asks it: by its id and JSON text.

use election_core::rule::{Answer, RuleCall};
use election_core::systems::rule_calls;
use election_core::value::Value;

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn rule(id: &str) -> &'static RuleCall {
    rule_calls().find(|call| call.id == id).unwrap_or_else(|| panic!("no rule {id}"))
}

/// The answer to `input`.
#[track_caller]
pub fn answer(id: &str, input: &str) -> Answer {
    match rule(id).call(&json(input)) {
        Ok(answer) => answer,
        Err(error) => panic!("{id} {input}: {error}"),
    }
}

/// The answer to `input` has this verdict.
#[track_caller]
pub fn verdict(id: &str, input: &str, expected: &str) {
    let found = answer(id, input).verdict.to_string();
    assert_eq!(found, json(expected).to_string(), "{id} {input}");
}

/// What was compared on the way to the answer.
#[track_caller]
pub fn because(id: &str, input: &str, expected: &str) {
    let found = Value::List(answer(id, input).because).to_string();
    assert_eq!(found, json(expected).to_string(), "{id} {input}");
}

/// The input is refused with this message.
#[track_caller]
pub fn refused(id: &str, input: &str, message: &str) {
    match rule(id).call(&json(input)) {
        Ok(answer) => panic!("{id} {input}: answered {}", answer.verdict),
        Err(error) => assert_eq!(error.to_string(), message, "{id} {input}"),
    }
}

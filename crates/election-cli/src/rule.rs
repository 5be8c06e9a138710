//! `election rule`: one protocol rule, called alone.

use crate::{Done, Failure, perhaps};
use election_core::nearest::nearest;
use election_core::rule::RuleCall;
use election_core::systems::rule_calls;
use election_core::value::Value;
use std::io::{self, Read};

/// The largest input, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Calls the rule of this id with JSON text, or with standard input for `-`.
pub fn call(id: &str, input: &str) -> Done {
    let rule = find(id)?;
    let input = if input == "-" { standard_input(id)? } else { input.to_string() };
    if input.len() as u64 > MAX_BYTES {
        let says = format!("{id}: the input has {} bytes; allowed: {MAX_BYTES}", input.len());
        return Err(Failure::bad(says));
    }
    let answer = rule.call(&parse(id, &input)?).map_err(|error| {
        // The input as a whole has no path: then the rule is named.
        if error.path.is_empty() {
            Failure::bad(format!("{id}: {}", error.says))
        } else {
            Failure::bad(error.to_string())
        }
    })?;
    Ok(answer.to_value().to_string())
}

fn find(id: &str) -> Result<&'static RuleCall, Failure> {
    rule_calls().find(|rule| rule.id == id).ok_or_else(|| {
        let meant = perhaps(nearest(id, rule_calls().map(|rule| rule.id)));
        Failure::bad(format!("{id}: no such rule; allowed: see election list{meant}"))
    })
}

/// One byte more than allowed is read, so that too much is seen to be too much.
fn standard_input(id: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::bad(format!("{id}: standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        let says = format!("{id}: the input has more than {MAX_BYTES} bytes; allowed: {MAX_BYTES}");
        return Err(Failure::bad(says));
    }
    String::from_utf8(bytes).map_err(|error| Failure::bad(format!("{id}: not text: {error}")))
}

/// The depth is bounded by the parser.
fn parse(id: &str, text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::bad(format!("{id}: not JSON: {error}; allowed: a JSON object")))
}

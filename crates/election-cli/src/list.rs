//! `election list`: everything there is, by name.

use election_core::map;
use election_core::rule::RuleCall;
use election_core::schema::{Field, Given};
use election_core::systems::rule_calls;
use election_core::value::Value;

/// Everything as one JSON object, a section for each kind of thing.
pub fn json() -> String {
    map! { "rules" => rule_calls().map(rule).collect::<Vec<Value>>() }.to_string()
}

/// Everything for people, a section for each kind of thing.
pub fn readable() -> String {
    let rules: Vec<String> = rule_calls().map(readable_rule).collect();
    format!("Rules: election rule ID JSON\n\n{}", rules.join("\n\n"))
}

/// The rule as it documents itself, its example as JSON.
fn rule(call: &RuleCall) -> Value {
    let mut rule = call.describe();
    let (input, verdict) = call.example;
    rule.set("example", map! { "input" => parsed(input), "verdict" => parsed(verdict) });
    rule
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

fn readable_rule(call: &RuleCall) -> String {
    let fields: Vec<String> = call.input.iter().map(readable_field).collect();
    format!(
        "{}\n  source   {}\n  input    {}\n  verdict  {}\n  example  {} → {}",
        call.id,
        call.source,
        fields.join(", "),
        call.output,
        parsed(call.example.0),
        parsed(call.example.1),
    )
}

fn readable_field(field: &Field) -> String {
    match &field.given {
        Given::Required => field.name.to_string(),
        Given::Optional => format!("{}?", field.name),
        Given::Same(other) => format!("{} = {other}", field.name),
        given => format!("{} = {}", field.name, given.value()),
    }
}

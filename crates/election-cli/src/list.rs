//! `election list`: everything there is, by name.

use crate::run::SCENARIOS;
use election_core::map;
use election_core::rule::RuleCall;
use election_core::scenario::deed::DEEDS;
use election_core::scenario::event_name::{self, PLAIN};
use election_core::scenario::form::{FORMS, Form};
use election_core::scenario::plan::AFTER;
use election_core::schema::{self, Field, Given};
use election_core::sim::COMMON;
use election_core::system::SystemSpec;
use election_core::systems::{SYSTEMS, rule_calls};
use election_core::value::Value;

/// Everything as one JSON object, a section for each kind of thing.
pub fn json() -> String {
    let scenario =
        |(system, key, _): &(&str, &str, &str)| map! { "system" => *system, "key" => *key };
    let deed = |(name, fields): &(&str, &'static [Field])| {
        map! { "do" => *name, "fields" => schema::describe(fields) }
    };
    map! {
        "systems" => SYSTEMS.iter().map(|spec| spec.describe()).collect::<Vec<Value>>(),
        "scenarios" => SCENARIOS.iter().map(scenario).collect::<Vec<Value>>(),
        "rules" => rule_calls().map(rule).collect::<Vec<Value>>(),
        "settings" => settings(),
        "properties" => COMMON.to_vec(),
        "actions" => DEEDS.iter().map(deed).collect::<Vec<Value>>(),
        "events" => PLAIN.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        "after" => schema::describe(AFTER),
        "claims" => FORMS.iter().map(Form::describe).collect::<Vec<Value>>(),
    }
    .to_string()
}

/// Every setting of every system, under its system's key.
fn settings() -> Value {
    let of =
        |spec: &&'static SystemSpec| (spec.key.to_string(), spec.describe().at("settings").clone());
    Value::Map(SYSTEMS.iter().map(of).collect())
}

/// Everything for people, a section for each kind of thing.
pub fn readable() -> String {
    let systems: Vec<String> = SYSTEMS.iter().map(|spec| readable_system(spec)).collect();
    let scenarios: Vec<String> =
        SCENARIOS.iter().map(|(system, key, _)| format!("  {system}/{key}")).collect();
    let deeds: Vec<String> = DEEDS
        .iter()
        .map(|(name, fields)| {
            let fields: Vec<String> = fields.iter().map(readable_field).collect();
            format!("  {name} {}", fields.join(", "))
        })
        .collect();
    let rules: Vec<String> = rule_calls().map(readable_rule).collect();
    format!(
        "Systems\n\n{}\n\nScenarios: election run SYSTEM/KEY\n\n{}\n\nActions of a plan\n\n{}\n\n\
         After an event\n\n  {}\n\nClaims of expect\n\n{}\n\n\
         Common properties\n\n  {}\n\nRules: election rule ID JSON\n\n{}",
        systems.join("\n\n"),
        scenarios.join("\n"),
        deeds.join("\n"),
        AFTER.iter().map(readable_field).collect::<Vec<_>>().join(", "),
        FORMS.iter().map(readable_claim).collect::<Vec<_>>().join("\n"),
        COMMON.join(", "),
        rules.join("\n\n")
    )
}

/// A claim's fields, and what may stand in its `is` or `ledger`.
fn readable_claim(form: &Form) -> String {
    let fields: Vec<String> = form.fields.iter().map(readable_field).collect();
    let says: Vec<&str> = form.traits.iter().map(|(name, _)| *name).collect();
    let says = if says.is_empty() { String::new() } else { format!(": {}", says.join(", ")) };
    format!("  {}{says}", fields.join(", "))
}

fn readable_system(spec: &'static SystemSpec) -> String {
    let settings: Vec<String> = spec
        .settings
        .iter()
        .map(|setting| {
            let live = if setting.live { ", live" } else { "" };
            let unit = if setting.unit.is_empty() { "" } else { " " };
            let field = readable_field(&setting.field);
            format!("    {field}{unit}{} ({}{live})", setting.unit, setting.field.ty)
        })
        .collect();
    let kinds: Vec<&str> = spec.kinds.iter().map(|kind| kind.name).collect();
    let selectors: Vec<&str> =
        ["an id", "leader", "ROLE:N"].into_iter().chain(spec.selectors.iter().copied()).collect();
    let own: Vec<&str> = spec.properties.iter().map(|property| property.id).collect();
    format!(
        "  {} — {} {}\n    processes: {}\n    properties: {}\n    selectors: {}\n    events: {}\n{}",
        spec.key,
        spec.title,
        spec.version,
        kinds.join(", "),
        own.join(", "),
        selectors.join(", "),
        event_name::names(spec).join(", "),
        settings.join("\n")
    )
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

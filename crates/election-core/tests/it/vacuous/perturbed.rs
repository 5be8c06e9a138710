//! A story whose every check is bent so that what came true is false.

use crate::ask::json;
use election_core::map;
use election_core::scenario::Scenario;
use election_core::scenario::config::Config;
use election_core::value::Value;

/// The story with every claim bent, part by part, every refusal for another reason, and every
/// caption's event so far off that it never comes.
pub fn file(file: &Value, scenario: &Scenario) -> Value {
    let mut out = file.clone();
    let claims = file.at("expect").items().iter();
    let claims: Vec<Value> = claims.flat_map(|claim| bent(claim, &scenario.config)).collect();
    if !claims.is_empty() {
        out.set("expect", claims.into());
    }
    let mut plan = file.at("plan").items().to_vec();
    for step in plan.iter_mut().filter(|step| step.get("refused").is_some()) {
        step.set("refused", "zzz~".into());
    }
    if !plan.is_empty() {
        out.set("plan", plan.into());
    }
    let mut lesson = file.at("lesson").clone();
    let mut steps = lesson.at("steps").items().to_vec();
    for step in steps.iter_mut().filter(|step| step.get("after").is_some()) {
        let mut after = step.at("after").clone();
        after.set("nth", 1_000_000.into());
        step.set("after", after);
    }
    lesson.set("steps", steps.into());
    if file.get("lesson").is_some() {
        out.set("lesson", lesson);
    }
    out
}

/// The claim, bent in each of its parts alone.
fn bent(claim: &Value, config: &Config) -> Vec<Value> {
    let with = |field: &str, value: Value| {
        let mut claim = claim.clone();
        claim.set(field, value);
        claim
    };
    for form in ["leader", "believers", "equal_logs", "property"] {
        let Some(given) = claim.get(form) else { continue };
        return vec![match form {
            "leader" => with(form, other_leader(given, config)),
            "believers" if given.items().is_empty() => {
                with(form, vec![other_leader(&Value::Null, config)].into())
            }
            "believers" => with(form, Value::List(Vec::new())),
            "equal_logs" => with("is", (claim.at("is") == &Value::Bool(false)).into()),
            _ if claim.at("is").text() == "holds" => with("is", "violated".into()),
            _ => with("is", "holds".into()),
        }];
    }
    if claim.get("event").is_some() {
        let parts = ["count", "first_ms"].into_iter().filter(|part| claim.get(part).is_some());
        let alone = |part: &str| {
            let mut claim = with(part, numbers(claim.at(part)));
            ["count", "first_ms"].iter().filter(|it| **it != part).for_each(|it| claim.remove(it));
            claim
        };
        return parts.map(alone).collect();
    }
    let field = if claim.get("ledger").is_some() { "ledger" } else { "is" };
    if claim.at(field).is_null() {
        // No record there: some record, of whatever epoch.
        return vec![with("is", json(r#"{"epoch":{"min":1}}"#))];
    }
    let alone = |(name, value): &(String, Value)| {
        let mut one = map! {};
        one.set(name, other(name, value, claim, config));
        with(field, one)
    };
    claim.at(field).fields().iter().map(alone).collect()
}

fn other_leader(given: &Value, config: &Config) -> Value {
    match given {
        Value::Null => {
            let mut nodes = config.nodes.iter();
            let holds = |guise: &election_core::vocabulary::Guise| guise.log.is_some();
            let found = nodes.find(|node| config.guise(node.id).is_some_and(holds));
            found.unwrap().label.as_str().into()
        }
        _ => Value::Null,
    }
}

/// Bounds that nothing within these keeps to.
fn numbers(given: &Value) -> Value {
    match (given, given.get("min"), given.get("max")) {
        (Value::Int(n), ..) => map! { "min" => n + 1 },
        (_, _, Some(max)) => map! { "min" => max.int() + 1 },
        (_, min, None) => map! { "max" => min.unwrap().int() - 1 },
    }
}

fn other(name: &str, value: &Value, claim: &Value, config: &Config) -> Value {
    let node = config.find(claim.at("node").text());
    let node = node.or_else(|| config.find(&claim.at("node").to_string()));
    let guise = node.and_then(|id| config.guise(id));
    let another = |all: &[&str]| -> Value {
        let words: Vec<&str> = value.text().split(", ").collect();
        (*all.iter().find(|word| !words.contains(word)).unwrap()).into()
    };
    match name {
        "role" => {
            let roles: Vec<&str> = guise.unwrap().roles().map(|role| role.word()).collect();
            another(&roles)
        }
        "role_name" => another(&guise.unwrap().names()),
        "health" => another(&["up", "down", "paused"]),
        "how" => another(&["killed", "stopped"]),
        "reason" => "zzz~".into(),
        "leader" => other_leader(value, config),
        "op" => {
            if value.is_null() {
                "w#0".into()
            } else {
                Value::Null
            }
        }
        "isr" | "elr" | "last_known_elr" if value.items().is_empty() => {
            vec![other_leader(&Value::Null, config)].into()
        }
        "isr" | "elr" | "last_known_elr" => Value::List(Vec::new()),
        _ => match value {
            Value::Bool(is) => (!is).into(),
            number => numbers(number),
        },
    }
}

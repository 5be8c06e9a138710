//! A run for other tools: as a scenario file, and as a history in Jepsen's form.

use crate::action::Action;
use crate::effects::{OpKind, Outcome};
use crate::scenario::Scenario;
use crate::scenario::deed::write_action;
use crate::sim::Cluster;
use crate::value::Value;
use crate::words::Time;
use std::fmt::Write;

/// The run with what visitors did as part of its plan. What the story demanded is left out where
/// they have made another run of it, of which nobody demanded that: by deeds, by settings, rules
/// or servers (`story`: as its author wrote it). Every draw of a story is one run.
pub fn scenario_file(story: &Scenario, scenario: &Scenario, script: &[(Time, Action)]) -> Value {
    let (mine, theirs) = (&scenario.config, &story.config);
    let changed = mine.settings != theirs.settings
        || mine.rules_off != theirs.rules_off
        || mine.nodes.len() != theirs.nodes.len();
    let mut file = scenario.source.clone();
    let steps = script.iter().map(|(at, action)| step(*at, action, scenario));
    let mut plan: Vec<Value> = file.at("plan").items().iter().cloned().chain(steps).collect();
    if !script.is_empty() {
        // What was done after the story's end prolongs it.
        let last = script.last().map_or(Time(0), |(at, _)| *at).max(scenario.until);
        file.set("until_ms", (last.0.div_ceil(1000) as i64).into());
    }
    if changed || !script.is_empty() {
        file.remove("expect");
        for step in &mut plan {
            step.remove("refused");
            step.set("may_fail", true.into());
        }
        file.set("plan", plan.into());
    }
    if changed {
        file.remove("lesson");
    }
    file
}

fn step(at: Time, action: &Action, scenario: &Scenario) -> Value {
    let mut step = crate::map! { "at_ms" => Value::Decimal(at.0 as i64 * 1000) };
    for (name, value) in write_action(action, &scenario.config).fields() {
        if !value.is_null() {
            step.set(name, value.clone());
        }
    }
    step
}

/// Every operation as Jepsen's checkers read it: EDN, a line per invocation and per end; unknown
/// ends are `:info`. A process whose operation ended so takes a new number, as Jepsen demands.
pub fn jepsen_history(cluster: &dyn Cluster) -> String {
    let cast = cluster.config().nodes.len() as u32;
    let mut lives = vec![0u32; cast as usize];
    let mut lines: Vec<(Time, u32, String)> = Vec::new();
    for (nth, op) in (0u32..).zip(cluster.ledger().ops().iter()) {
        let client = u32::from(op.id.client().0);
        let life = &mut lives[client as usize];
        let process = client + *life * cast;
        let f = if op.kind == OpKind::Write { "write" } else { "read" };
        let value = |outcome: Option<Outcome>| match (op.kind, outcome) {
            (OpKind::Write, _) => op.id.0.to_string(),
            (OpKind::Read, Some(Outcome::Ok { position })) => position.to_string(),
            (OpKind::Read, _) => "nil".into(),
        };
        let mut line = |at: Time, order: u32, kind: &str, outcome: Option<Outcome>| {
            let mut text = format!(
                "{{:type :{kind}, :f :{f}, :value {}, :process {process}, :time {}",
                value(outcome),
                at.0 * 1000
            );
            if let Some(Outcome::Fail(error) | Outcome::Unknown(error)) = outcome {
                // A String takes every write.
                let _ = write!(text, ", :error {error:?}");
            }
            text.push('}');
            lines.push((at, order, text));
        };
        line(op.invoked, nth * 2, "invoke", None);
        if let Some((at, outcome)) = op.done {
            let kind = match outcome {
                Outcome::Ok { .. } => "ok",
                Outcome::Fail(_) => "fail",
                Outcome::Unknown(_) => "info",
            };
            line(at, nth * 2 + 1, kind, Some(outcome));
            *life += u32::from(matches!(outcome, Outcome::Unknown(_)));
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, _, line)| line + "\n").collect()
}

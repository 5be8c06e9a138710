//! The plan of a scenario: steps at a time or after an event.

use super::config::{self, Config};
use super::deed::{Resolver, check_action};
use super::event_name::EventName;
use crate::schema::{self, BadInput, Field, Given, Ty};
use crate::value::Value;
use crate::words::{NodeId, Time};

/// All steps of a plan.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Plan {
    /// In the order written.
    pub steps: Vec<PlanStep>,
}

/// One step of a plan.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PlanStep {
    /// When it is done.
    pub when: When,
    /// What is done: a checked action whose selectors are resolved when it is done.
    pub deed: Value,
}

/// When a step is done.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum When {
    /// At this time.
    At(Time),
    /// So long after an event.
    After {
        /// Which event.
        event: EventName,
        /// At which process; `None`: anywhere.
        node: Option<NodeId>,
        /// The how-manieth, from 1.
        nth: u32,
        /// So many µs after it.
        plus: u64,
    },
}

/// Reads `plan`.
pub(super) fn read_plan(file: &Value, config: &Config, until: Time) -> Result<Plan, BadInput> {
    let steps = match file.get("plan") {
        None => &[],
        Some(Value::List(steps)) if steps.len() <= 200 => steps.as_slice(),
        Some(other) => {
            let says = format!("{} is not a list of at most 200 steps", schema::brief(other));
            return Err(BadInput::new("plan", says));
        }
    };
    let read = |(i, step): (usize, &Value)| {
        read_step(step, config, until).map_err(|bad| bad.inside(&format!("plan[{i}]")))
    };
    Ok(Plan { steps: steps.iter().enumerate().map(read).collect::<Result<_, _>>()? })
}

fn read_step(step: &Value, config: &Config, until: Time) -> Result<PlanStep, BadInput> {
    let Value::Map(fields) = step else {
        return Err(BadInput::new("", format!("{} is not an object", schema::brief(step))));
    };
    let is_when = |name: &str| name == "at_ms" || name == "after";
    let deed = fields.iter().filter(|(name, _)| !is_when(name)).cloned().collect();
    Ok(PlanStep {
        when: read_when(step, config, until)?,
        deed: check_action(&Value::Map(deed), config)?,
    })
}

/// Reads `at_ms` or `after`.
pub(super) fn read_when(step: &Value, config: &Config, until: Time) -> Result<When, BadInput> {
    match (step.get("at_ms"), step.get("after")) {
        (Some(at), None) => {
            let horizon = Ty::Decimal(0, until.as_ms() as i64 * 1_000_000);
            let at = schema::check(at, &horizon, "at_ms")?;
            Ok(When::At(Time((at.millionths() / 1000) as u64)))
        }
        (None, Some(after)) => read_after(after, config).map_err(|bad| bad.inside("after")),
        (Some(_), Some(_)) => {
            Err(BadInput::new("after", "given beside at_ms; allowed: one of them"))
        }
        (None, None) => Err(BadInput::new("at_ms", "missing; allowed: at_ms or after")),
    }
}

const AFTER: &[Field] = &[
    Field::required("event", Ty::Text),
    Field::optional("node", Ty::Id),
    Field::int("nth", 1, 1_000_000, 1),
    Field::with("plus_ms", config::LATENCY, Given::Int(0)),
];

fn read_after(after: &Value, config: &Config) -> Result<When, BadInput> {
    let after = schema::check_record(after, AFTER)?;
    let node = match after.at("node") {
        Value::Null => None,
        value => {
            let find = |text: &str| config.find(text);
            let reader = Resolver { deed: &after, spec: config.system, find: &find };
            Some(reader.find(value, "node")?)
        }
    };
    Ok(When::After {
        event: EventName::read(after.at("event").text(), config.system, "event")?,
        node,
        nth: after.at("nth").int() as u32,
        plus: (after.at("plus_ms").millionths() / 1000) as u64,
    })
}

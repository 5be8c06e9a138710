//! The plan of a scenario: steps at a time or after an event.

use super::config::{self, Config};
use super::deed::check_action;
use super::event_name::EventName;
use super::find_id;
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
    /// What must come of it.
    pub must: Must,
}

/// What must come of a step.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Must {
    /// It is done.
    BeDone,
    /// Whatever comes.
    Nothing,
    /// It is refused, with this in the reason.
    BeRefused(String),
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
        /// From when on it counts.
        from: Time,
        /// The how-manieth, from 1.
        nth: u32,
        /// So many µs after it.
        plus: u64,
    },
}

/// How far a step is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It waits for its event.
    Waits,
    /// It is due then.
    Due(Time),
    /// It is done.
    Done,
    /// It could not be done, and why.
    NotDone(String),
}

impl Must {
    /// Whether this is what must come, and if the step was not done, why.
    pub fn judge(&self, progress: &Progress) -> (bool, Option<String>) {
        let why = match progress {
            Progress::Done => None,
            Progress::NotDone(why) => Some(why.clone()),
            Progress::Waits => Some("its event did not come".to_string()),
            Progress::Due(at) => Some(format!("due at {at} s, after the end")),
        };
        match self {
            Must::Nothing => (true, why),
            Must::BeDone => (why.is_none(), why),
            Must::BeRefused(text) => {
                let refused = matches!(progress, Progress::NotDone(why) if why.contains(text));
                (refused, why.or_else(|| Some("done, though a refusal was expected".into())))
            }
        }
    }
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

/// The fields of a step beside those of its deed.
const STEP: [&str; 4] = ["at_ms", "after", "may_fail", "refused"];

fn read_step(step: &Value, config: &Config, until: Time) -> Result<PlanStep, BadInput> {
    let Value::Map(fields) = step else {
        return Err(BadInput::new("", format!("{} is not an object", schema::brief(step))));
    };
    super::no_field_twice(fields)?;
    let deed = fields.iter().filter(|(name, _)| !STEP.contains(&name.as_str())).cloned().collect();
    Ok(PlanStep {
        when: read_when(step, config, until)?,
        deed: check_action(&Value::Map(deed), config)?,
        must: read_must(step)?,
    })
}

/// Reads `may_fail` or `refused`.
fn read_must(step: &Value) -> Result<Must, BadInput> {
    match (step.get("may_fail"), step.get("refused")) {
        (None, None) => Ok(Must::BeDone),
        (Some(Value::Bool(true)), None) => Ok(Must::Nothing),
        (Some(other), None) => {
            let says = format!("{} is not true; allowed: true, or not given", schema::brief(other));
            Err(BadInput::new("may_fail", says))
        }
        (None, Some(Value::Text(text))) if !text.is_empty() => Ok(Must::BeRefused(text.clone())),
        (None, Some(other)) => {
            let says = format!("{} is not a part of the reason, a string", schema::brief(other));
            Err(BadInput::new("refused", says))
        }
        (Some(_), Some(_)) => {
            Err(BadInput::new("refused", "given beside may_fail; allowed: one of them"))
        }
    }
}

/// Reads `at_ms` or `after`.
pub(super) fn read_when(step: &Value, config: &Config, until: Time) -> Result<When, BadInput> {
    match (step.get("at_ms"), step.get("after")) {
        (Some(at), None) => Ok(When::At(read_time(at, until, "at_ms")?)),
        (None, Some(after)) => read_after(after, config, until).map_err(|bad| bad.inside("after")),
        (Some(_), Some(_)) => {
            Err(BadInput::new("after", "given beside at_ms; allowed: one of them"))
        }
        (None, None) => Err(BadInput::new("at_ms", "missing; allowed: at_ms or after")),
    }
}

/// Reads a moment of the run, in ms with a fraction.
pub(super) fn read_time(value: &Value, until: Time, path: &str) -> Result<Time, BadInput> {
    let horizon = Ty::Decimal(0, until.as_ms() as i64 * 1_000_000);
    let at = schema::check(value, &horizon, path)?;
    Ok(Time((at.millionths() / 1000) as u64))
}

/// The fields of `after`.
pub const AFTER: &[Field] = &[
    Field::required("event", Ty::Text),
    Field::optional("node", Ty::Id),
    Field::with("from_ms", Ty::Any, Given::Int(0)),
    Field::int("nth", 1, 1_000_000, 1),
    Field::with("plus_ms", config::LATENCY, Given::Int(0)),
];

fn read_after(after: &Value, config: &Config, until: Time) -> Result<When, BadInput> {
    let after = schema::check_record(after, AFTER)?;
    let node = match after.at("node") {
        Value::Null => None,
        value => Some(find_id(config, value, "node")?),
    };
    let event = EventName::read(after.at("event").text(), config.system, "event")?;
    super::check_place(config, &event, node)?;
    Ok(When::After {
        event,
        node,
        from: read_time(after.at("from_ms"), until, "from_ms")?,
        nth: after.at("nth").int() as u32,
        plus: (after.at("plus_ms").millionths() / 1000) as u64,
    })
}

//! What is told on the way: captions by id; their prose stands in the locale files.

use super::config::Config;
use super::plan::{self, When};
use crate::schema::{self, BadInput, Field, Given, Ty};
use crate::value::Value;
use crate::words::Time;

/// What is told on the way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lesson {
    /// In the order told.
    pub steps: Vec<LessonStep>,
    /// The one switch the lesson ends with, if any.
    pub switch: Option<Switch>,
}

/// One caption or question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LessonStep {
    /// When it is shown.
    pub when: When,
    /// The id of its caption.
    pub say: Option<String>,
    /// The id of its question, and the answer the run will give.
    pub ask: Option<(String, String)>,
}

/// "Try the opposite": a setting and the value to try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Switch {
    /// The setting's real name, or a rule's id.
    pub setting: String,
    /// The other value; for a rule, whether it holds.
    pub value: Value,
}

const SWITCH: &[Field] = &[Field::required("setting", Ty::Text), Field::required("value", Ty::Any)];
const STEP: &[Field] = &[
    Field::optional("at_ms", Ty::Any),
    Field::optional("after", Ty::Any),
    Field::optional("say", Ty::Text),
    Field::optional("ask", Ty::Text),
    Field::optional("answer", Ty::Text),
];
const LESSON: &[Field] = &[
    Field::with("steps", Ty::List(&Ty::Any), Given::EmptyList),
    Field::optional("switch", Ty::Record(SWITCH)),
];

pub(super) fn read(file: &Value, config: &Config, until: Time) -> Result<Lesson, BadInput> {
    let Some(given) = file.get("lesson") else { return Ok(Lesson::default()) };
    let lesson = schema::check_record(given, LESSON).map_err(|bad| bad.inside("lesson"))?;
    let read = |(i, step): (usize, &Value)| {
        read_step(step, config, until).map_err(|bad| bad.inside(&format!("lesson.steps[{i}]")))
    };
    let steps =
        lesson.at("steps").items().iter().enumerate().map(read).collect::<Result<_, _>>()?;
    let switch = match lesson.at("switch") {
        Value::Null => None,
        given => {
            let setting = given.at("setting").text().to_string();
            let value = read_value(config, &setting, given.at("value"))
                .map_err(|bad| bad.inside("lesson.switch"))?;
            Some(Switch { setting, value })
        }
    };
    Ok(Lesson { steps, switch })
}

/// A setting's value; for a rule, whether it holds.
fn read_value(config: &Config, name: &str, value: &Value) -> Result<Value, BadInput> {
    let system = config.system;
    if system.check_rule_off(name, "setting").is_ok() {
        return schema::check(value, &Ty::Bool, "value");
    }
    match system.setting(name) {
        Some(setting) => schema::check(value, &setting.field.ty, "value"),
        None => {
            let settings = system.settings.iter().map(|setting| setting.field.name);
            let rules = system.rules.iter().filter(|rule| rule.switch).map(|rule| rule.id);
            let known: Vec<&str> = settings.chain(rules).collect();
            Err(BadInput::not_one_of("setting", &name.into(), &known))
        }
    }
}

fn read_step(step: &Value, config: &Config, until: Time) -> Result<LessonStep, BadInput> {
    let checked = schema::check_record(step, STEP)?;
    let text = |name: &str| checked.at(name).as_text().map(str::to_string);
    let (say, ask, answer) = (text("say"), text("ask"), text("answer"));
    let bad = |path: &str, says: &str| Err(BadInput::new(path, says));
    match (&say, &ask, &answer) {
        (None, None, _) => return bad("say", "missing; allowed: say, ask or both"),
        (_, None, Some(_)) => return bad("answer", "given without ask; allowed beside it"),
        (_, Some(_), None) => return bad("answer", "missing; allowed: what the run will show"),
        (_, _, Some(answer)) if answer.is_empty() => {
            return bad("answer", "\"\" is none; allowed: what the run will show");
        }
        _ => {}
    }
    let when = plan::read_when(step, config, until)?;
    Ok(LessonStep { when, say, ask: ask.zip(answer) })
}

//! What a claim may say of a thing: names, and what the found value must be like.

use super::config::Config;
use super::find_id;
use crate::effects::OpKind;
use crate::schema::{self, BadInput, Field, Given, INT, Ty};
use crate::value::Value;
use crate::words::{NodeId, OpId};

/// One thing that may be claimed, by its name in `is` or `ledger`.
pub type Trait = (&'static str, Kind);

/// What kind of value a trait has.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An int from the first number up, or `{min, max}`.
    Number(i64),
    /// True or false.
    Flag,
    /// A process, or `null` for none.
    Process,
    /// A list of processes, in any order.
    Processes,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of the words that the claim's subject allows; see `read`.
    Own,
    /// Comma-parted words, all of which must be among those found.
    OwnWords,
    /// A text that the found one contains.
    Part,
    /// A client's write, `w#3`: the fourth of `w`; or `null` for none of a client's.
    Op,
}

/// What the found value must be like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Want {
    /// This.
    Exactly(Value),
    /// Within.
    Within(Bounds),
    /// These, in any order.
    Set(Vec<String>),
    /// All these words among its own.
    Words(Vec<String>),
    /// This text in it.
    Part(String),
}

/// A number, or `{min, max}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// At least.
    pub min: i64,
    /// At most.
    pub max: i64,
}

impl Bounds {
    /// Reads bounds of a number that is never below `floor`: what every such number keeps to is
    /// refused, and so is what none does.
    pub fn read(value: &Value, floor: i64, path: &str) -> Result<Bounds, BadInput> {
        const MIN_MAX: &[Field] = &[
            Field::with("min", INT, Given::Int(i64::MIN)),
            Field::with("max", INT, Given::Int(i64::MAX)),
        ];
        let bounds = match value {
            Value::Int(n) => Bounds { min: *n, max: *n },
            Value::Map(_) => {
                let checked = schema::check(value, &Ty::Record(MIN_MAX), path)?;
                Bounds { min: checked.at("min").int(), max: checked.at("max").int() }
            }
            _ => {
                let says = format!("{} is not an int or {{min, max}}", schema::brief(value));
                return Err(BadInput::new(path, says));
            }
        };
        let shown = schema::brief(value);
        let says = if bounds.min <= floor && bounds.max == i64::MAX {
            format!("{shown} is true of every number; allowed: a min above {floor}, or a max")
        } else if bounds.min > bounds.max {
            format!("{shown} is true of no number; allowed: min ≤ max")
        } else if bounds.max < floor {
            format!("{shown} is never found; allowed: {floor} or more")
        } else {
            return Ok(bounds);
        };
        Err(BadInput::new(path, says))
    }

    /// Whether the number is within.
    pub fn fits(self, n: i64) -> bool {
        self.min <= n && n <= self.max
    }
}

impl Want {
    /// Whether the found value is like this.
    pub fn fits(&self, found: &Value) -> bool {
        match self {
            Want::Exactly(value) => found == value,
            Want::Within(bounds) => found.as_int().is_some_and(|n| bounds.fits(n)),
            Want::Set(ids) => {
                let has = |id: &String| found.items().iter().any(|it| it.text() == id);
                matches!(found, Value::List(items) if items.len() == ids.len())
                    && ids.iter().all(has)
            }
            Want::Words(words) => {
                let own: Vec<&str> = found.text().split(", ").collect();
                words.iter().all(|word| own.contains(&word.as_str()))
            }
            Want::Part(text) => found.as_text().is_some_and(|found| found.contains(text)),
        }
    }
}

/// Reads what a claim says of a thing. `own`: the words for [`Kind::Own`] and [`Kind::OwnWords`].
pub fn read(
    given: &Value,
    table: &[Trait],
    own: &dyn Fn(&str) -> Vec<&'static str>,
    config: &Config,
    path: &str,
) -> Result<Vec<(&'static str, Want)>, BadInput> {
    let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
    let fields = match given {
        Value::Map(fields) if !fields.is_empty() => fields,
        other => {
            let says = format!(
                "{} claims nothing; allowed: an object with {}",
                schema::brief(other),
                names.join(", ")
            );
            return Err(BadInput::new(path, says));
        }
    };
    super::no_field_twice(fields).map_err(|bad| bad.inside(path))?;
    let one = |(name, value): &(String, Value)| {
        let at = format!("{path}.{name}");
        let found = table.iter().find(|(known, _)| known == name);
        let (name, kind) = found.ok_or_else(|| BadInput::unknown_field(&at, name, &names))?;
        Ok((*name, read_one(value, *kind, &own(name), config, &at)?))
    };
    fields.iter().map(one).collect()
}

fn read_one(
    value: &Value,
    kind: Kind,
    own: &[&str],
    config: &Config,
    path: &str,
) -> Result<Want, BadInput> {
    let label = |value: &Value| find_id(config, value, path).map(|id| config.label(id).to_string());
    let no = |what: &str| BadInput::new(path, format!("{} is not {what}", schema::brief(value)));
    Ok(match (kind, value) {
        (Kind::Number(floor), _) => Want::Within(Bounds::read(value, floor, path)?),
        (Kind::Flag, Value::Bool(_)) => Want::Exactly(value.clone()),
        (Kind::Flag, _) => return Err(no("true or false")),
        (Kind::Process | Kind::Op, Value::Null) => Want::Exactly(Value::Null),
        (Kind::Process, _) => Want::Exactly(label(value)?.into()),
        (Kind::Processes, Value::List(items)) => {
            schema::check(value, &Ty::Set(&Ty::Any), path)?;
            Want::Set(items.iter().map(label).collect::<Result<_, _>>()?)
        }
        (Kind::Processes, _) => return Err(no("a list of ids")),
        (Kind::OneOf(words), _) => one_of(value, words, path)?,
        (Kind::Own, _) => one_of(value, own, path)?,
        (Kind::OwnWords, Value::Text(text)) => {
            let words: Vec<String> = text.split(", ").map(str::to_string).collect();
            for word in &words {
                one_of(&word.as_str().into(), own, path)?;
            }
            Want::Words(words)
        }
        (Kind::Part, Value::Text(text)) if !text.is_empty() => Want::Part(text.clone()),
        (Kind::OwnWords | Kind::Part, _) => return Err(no("a text with something in it")),
        (Kind::Op, _) => read_op(value, config, path)?,
    })
}

/// `w#3`: a client that writes, and which of its operations, from 0.
fn read_op(value: &Value, config: &Config, path: &str) -> Result<Want, BadInput> {
    let writes =
        |id: NodeId| config.guise(id).is_some_and(|guise| guise.does.asks.contains(&OpKind::Write));
    let writers = config.nodes.iter().filter(|node| writes(node.id));
    let writers: Vec<&str> = writers.map(|node| node.label.as_str()).collect();
    let text = value.text();
    let (client, nth) = text.split_once('#').unwrap_or((text, ""));
    let plain = nth.parse::<u32>().is_ok_and(|n| n.to_string() == nth && n <= OpId::LAST);
    if plain && writers.contains(&client) {
        return Ok(Want::Exactly(value.clone()));
    }
    let who = if writers.is_empty() { "nobody writes here".into() } else { writers.join(", ") };
    let says = format!(
        "{} is no client's write; allowed: null, or CLIENT#N with N from 0 and CLIENT one of {who}",
        schema::brief(value)
    );
    Err(BadInput::new(path, says).near(client, writers))
}

fn one_of(value: &Value, words: &[&str], path: &str) -> Result<Want, BadInput> {
    match value.as_text() {
        Some(text) if words.contains(&text) => Ok(Want::Exactly(value.clone())),
        _ => Err(BadInput::not_one_of(path, value, words)),
    }
}

/// A table of traits as documentation: name and what may stand there.
pub fn describe(table: &[Trait]) -> Vec<(&'static str, String)> {
    let says = |kind: &Kind| match kind {
        Kind::Number(_) => "an int, or {min, max}".to_string(),
        Kind::Flag => "true or false".into(),
        Kind::Process => "an id, or null for nobody".into(),
        Kind::Processes => "a list of ids, in any order".into(),
        Kind::OneOf(words) => format!("one of {}", words.join(", ")),
        Kind::Own => "a role of its kind".into(),
        Kind::OwnWords => "the system's own words for its role".into(),
        Kind::Part => "a text that it contains".into(),
        Kind::Op => "a client's write, CLIENT#N with N from 0, or null for none".into(),
    };
    table.iter().map(|(name, kind)| (*name, says(kind))).collect()
}

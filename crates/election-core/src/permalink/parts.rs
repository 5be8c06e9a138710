//! The parts of a deed in a link, both ways.

use super::text::{escape, literal, unescape};
use crate::schema::BadInput;
use crate::value::Value;

/// A list is written with commas, an object as JSON, `null` as nothing.
pub(super) fn part(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => escape(text),
        Value::List(items) => {
            let nested = items.iter().any(|item| matches!(item, Value::List(_)));
            items.iter().map(part).collect::<Vec<_>>().join(if nested { ";" } else { "," })
        }
        Value::Map(fields) => {
            let pair = |(name, value): &(String, Value)| format!("{name}:{}", inner(value));
            let given = fields.iter().filter(|(_, value)| !value.is_null());
            given.map(pair).collect::<Vec<_>>().join(",")
        }
        value => value.to_string(),
    }
}

/// A value within an object: a list begins with `;`, a text that looks like a number with `'`.
fn inner(value: &Value) -> String {
    match value {
        Value::List(items) if items.is_empty() => ";".into(),
        Value::List(items) => items.iter().map(|item| [";", &inner(item)].concat()).collect(),
        Value::Text(text) if text.is_empty() || literal(text) != *value => ["'", text].concat(),
        value => part(value),
    }
}

fn read_inner(text: &str) -> Option<Value> {
    if text == ";" {
        return Some(Value::List(Vec::new()));
    }
    if let Some(items) = text.strip_prefix(';') {
        return items.split(';').map(read_inner).collect::<Option<Vec<_>>>().map(Value::List);
    }
    match text.strip_prefix('\'') {
        Some(text) => unescape(text).map(Value::Text),
        None => unescape(text).map(|text| literal(&text)),
    }
}

/// What a request comes with.
pub(super) fn read_map(text: &str) -> Result<Value, BadInput> {
    let pairs = text.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
        let read = pair.split_once(':').and_then(|(name, value)| Some((name, read_inner(value)?)));
        let (name, value) =
            read.ok_or_else(|| BadInput::new("with", format!("{pair:?} is not NAME:VALUE")))?;
        Ok((name.to_string(), value))
    });
    pairs.collect::<Result<Vec<_>, _>>().map(Value::Map)
}

//! The plain data that crosses the borders of this crate: rule calls, scenario files, settings.
//!
//! One small tree, so that the command line (through `serde_json`) and the page (through the
//! browser's own `JSON.parse`) hand over the same thing and get the same error messages.

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A JSON value without floating point: decimals are kept in millionths.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Value {
    /// `null`, also an optional field that was not given.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A signed 64-bit integer.
    Int(i64),
    /// A number with a fraction, in millionths: `0.85` is `Decimal(850_000)`.
    Decimal(i64),
    /// A number that neither `Int` nor `Decimal` can hold: as it was written or, where JSON's
    /// reader has rounded it, in the notation that says so (`1.8446744073709552e19`).
    Odd(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object. The order of its fields is kept; a name given twice is kept twice, so that
    /// the reader can refuse it.
    Map(Vec<(String, Value)>),
}

/// Builds a [`Value::Map`] in the order written: `map! { "fact" => "zxid", "new" => 5 }`.
#[macro_export]
macro_rules! map {
    ($($name:expr => $value:expr),* $(,)?) => {
        $crate::value::Value::Map(vec![
            $(($name.to_string(), $crate::value::Value::from($value))),*
        ])
    };
}

impl Value {
    /// The field `name` of a map; `None` if this is no map or has no such field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The field `name`, or `Null`. After a schema check every declared field is present.
    pub fn at(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }

    /// The fields of a map; empty for anything else.
    pub fn fields(&self) -> &[(String, Value)] {
        if let Value::Map(fields) = self { fields } else { &[] }
    }

    /// The elements of a list; empty for anything else.
    pub fn items(&self) -> &[Value] {
        if let Value::List(items) = self { items } else { &[] }
    }

    /// The integer, if this is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(n) = self { Some(*n) } else { None }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The integer; 0 for anything else. For fields that a schema has already checked.
    pub fn int(&self) -> i64 {
        self.as_int().unwrap_or(0)
    }

    /// The boolean; false for anything else. For fields that a schema has already checked.
    pub fn flag(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// The text; empty for anything else. For fields that a schema has already checked.
    pub fn text(&self) -> &str {
        self.as_text().unwrap_or("")
    }

    /// A decimal or an integer, in millionths. For fields that a schema has already checked.
    pub fn millionths(&self) -> i64 {
        match self {
            Value::Decimal(n) => *n,
            Value::Int(n) => n.saturating_mul(1_000_000),
            _ => 0,
        }
    }

    /// True for `Null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The integers of a list. For fields that a schema has already checked.
    pub fn ints(&self) -> Vec<i64> {
        self.items().iter().map(Value::int).collect()
    }

    /// Puts `value` at `name`, in place if the field is there.
    pub fn set(&mut self, name: &str, value: Value) {
        let Value::Map(fields) = self else { return };
        match fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => fields.push((name.to_string(), value)),
        }
    }

    /// Takes the field away.
    pub fn remove(&mut self, name: &str) {
        if let Value::Map(fields) = self {
            fields.retain(|(key, _)| key != name);
        }
    }
}

/// Compact JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::Int(n) => write!(f, "{n}"),
            Value::Decimal(n) => f.write_str(&decimal(*n)),
            Value::Odd(text) => f.write_str(text),
            Value::Text(text) => quote(text, f),
            Value::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    f.write_str(if i == 0 { "" } else { "," })?;
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Value::Map(fields) => {
                f.write_str("{")?;
                for (i, (name, value)) in fields.iter().enumerate() {
                    f.write_str(if i == 0 { "" } else { "," })?;
                    quote(name, f)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c if (c as u32) < 0x20 => write!(f, "\\u{:04x}", c as u32)?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

fn decimal(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let n = millionths.unsigned_abs();
    let text = format!("{sign}{}.{:06}", n / 1_000_000, n % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

macro_rules! from {
    ($($ty:ty => |$x:ident| $value:expr),* $(,)?) => {
        $(impl From<$ty> for Value { fn from($x: $ty) -> Value { $value } })*
    };
}
from! {
    bool => |x| Value::Bool(x),
    i64 => |x| Value::Int(x),
    i32 => |x| Value::Int(x.into()),
    u32 => |x| Value::Int(x.into()),
    u8 => |x| Value::Int(x.into()),
    u64 => |x| i64::try_from(x).map_or_else(|_| Value::Odd(x.to_string()), Value::Int),
    &str => |x| Value::Text(x.to_string()),
    String => |x| Value::Text(x),
    &String => |x| Value::Text(x.clone()),
    &Value => |x| x.clone(),
}
impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => to.serialize_unit(),
            Value::Bool(b) => to.serialize_bool(*b),
            Value::Int(n) => to.serialize_i64(*n),
            Value::Decimal(n) => to.serialize_f64(*n as f64 / 1e6),
            Value::Odd(text) | Value::Text(text) => to.serialize_str(text),
            Value::List(items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Value::Map(fields) => {
                let mut map = to.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        Value::deserialize(from)
    }
    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Int(n))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(n.into())
    }
    // JavaScript has only floating point: a whole number arrives here from the page. The edge
    // of the crate is the one place where a float is looked at, and it leaves as an integer.
    fn visit_f64<E>(self, x: f64) -> Result<Value, E> {
        const WHOLE: f64 = 9_007_199_254_740_992.0;
        Ok(if x.fract() == 0.0 && x.abs() <= WHOLE {
            Value::Int(x as i64)
        } else if x.abs() < 1e9 {
            Value::Decimal((x * 1e6).round() as i64)
        } else {
            Value::Odd(format!("{x:e}"))
        })
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_string()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = map.next_entry()? {
            fields.push(entry);
        }
        Ok(Value::Map(fields))
    }
}

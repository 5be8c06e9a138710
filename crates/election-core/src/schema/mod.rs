//! What a piece of input must look like, as data: the same table checks it, fills in its
//! defaults, names the offending field in an error and documents it in `election list`.

use crate::nearest::nearest;
use crate::value::Value;
use std::fmt;

mod check;
mod describe;
#[cfg(test)]
mod tests;

pub use check::{check, check_record};
pub use describe::describe;

/// One field of an object: its real name, its type, and what holds when it is not given.
#[derive(Debug)]
pub struct Field {
    /// The name, as the real system spells it.
    pub name: &'static str,
    /// What it may hold.
    pub ty: Ty,
    /// What holds when it is absent.
    pub given: Given,
}

/// What holds when a field is absent.
#[derive(Debug)]
pub enum Given {
    /// It must be given.
    Required,
    /// It may be absent or `null`, and is then `Null`.
    Optional,
    /// An integer default.
    Int(i64),
    /// A boolean default.
    Bool(bool),
    /// A text default (also for [`Ty::OneOf`] and [`Ty::Zxid`]).
    Text(&'static str),
    /// A decimal default, in millionths.
    Decimal(i64),
    /// An empty list or set.
    EmptyList,
    /// An empty map or record: a record's own defaults apply.
    EmptyMap,
    /// The value of another field of the same object.
    Same(&'static str),
}

/// The type of a value.
#[derive(Debug)]
pub enum Ty {
    /// `true` or `false`.
    Bool,
    /// An integer from the first bound to the second, both included.
    Int(i64, i64),
    /// A number from the first bound to the second, in millionths, both included.
    Decimal(i64, i64),
    /// Any string.
    Text,
    /// An identifier: an int or a string, one kind per call.
    Id,
    /// A ZooKeeper transaction id: `"0x…"`, a decimal string or an int. Normalised to `Int`.
    Zxid,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An integer in the range, or one of these words.
    IntOr(i64, i64, &'static [&'static str]),
    /// An array in which order matters.
    List(&'static Ty),
    /// An array without duplicates.
    Set(&'static Ty),
    /// An object with free names and values of one type.
    Map(&'static Ty),
    /// An object whose names are ints from the first bound up, with values of one type.
    IntMap(i64, &'static Ty),
    /// An object with these fields and no others.
    Record(&'static [Field]),
    /// An object whose field of the first name selects one of the cases.
    Tagged(&'static str, &'static [(&'static str, &'static [Field])]),
    /// `null` or the type.
    NullOr(&'static Ty),
    /// Any value: checked by the one who reads it.
    Any,
}

/// Any signed 64-bit integer.
pub const INT: Ty = Ty::Int(i64::MIN, i64::MAX);
/// A count, an index or an offset: not negative.
pub const NAT: Ty = Ty::Int(0, i64::MAX);
/// A duration in milliseconds: not negative, under ten thousand years.
pub const MS: Ty = Ty::Int(0, 315_360_000_000_000);

impl Field {
    /// A field that must be given.
    pub const fn required(name: &'static str, ty: Ty) -> Field {
        Field { name, ty, given: Given::Required }
    }
    /// A field that may be absent or `null`.
    pub const fn optional(name: &'static str, ty: Ty) -> Field {
        Field { name, ty, given: Given::Optional }
    }
    /// A field with a default.
    pub const fn with(name: &'static str, ty: Ty, given: Given) -> Field {
        Field { name, ty, given }
    }
    /// An integer field with a default.
    pub const fn int(name: &'static str, min: i64, max: i64, default: i64) -> Field {
        Field { name, ty: Ty::Int(min, max), given: Given::Int(default) }
    }
    /// A boolean field with a default.
    pub const fn flag(name: &'static str, default: bool) -> Field {
        Field { name, ty: Ty::Bool, given: Given::Bool(default) }
    }
}

/// Why an input was refused: where, what was found, what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadInput {
    /// The field, as a path: `steps[2].offset`. Empty for the whole input.
    pub path: String,
    /// What is wrong and what is allowed.
    pub says: String,
    /// The valid word that an unknown one is nearest to, if it is about a word.
    pub meant: Option<String>,
}

impl BadInput {
    /// A refusal of the field at `path`.
    pub fn new(path: impl Into<String>, says: impl Into<String>) -> BadInput {
        BadInput { path: path.into(), says: says.into(), meant: None }
    }
    /// A refusal of a value that is none of the words that are known here.
    pub fn not_one_of(path: impl Into<String>, value: &Value, known: &[&str]) -> BadInput {
        let says = format!("{} is not one of {}", brief(value), known.join(", "));
        BadInput::new(path, says).near(value.text(), known.iter().copied())
    }
    /// A refusal of a field that is none of those known here.
    pub fn unknown_field(path: impl Into<String>, name: &str, known: &[&str]) -> BadInput {
        BadInput::new(path, format!("unknown field; allowed: {}", known.join(", ")))
            .near(name, known.iter().copied())
    }
    /// The same refusal, with the known word that this one is nearest to.
    #[must_use]
    pub fn near<'a>(mut self, word: &str, known: impl IntoIterator<Item = &'a str>) -> BadInput {
        self.meant = nearest(word, known).map(str::to_string);
        self
    }
    /// The same refusal, which says the nearest word, too.
    #[must_use]
    pub fn hinted(mut self) -> BadInput {
        if let Some(meant) = self.meant.take() {
            self.says = format!("{}; perhaps {meant}", self.says);
        }
        self
    }
    /// The same refusal, seen from the object that holds the field `outer`.
    #[must_use]
    pub fn inside(mut self, outer: &str) -> BadInput {
        self.path = join(outer, &self.path);
        self
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.path.is_empty() { "input" } else { &self.path };
        write!(f, "{at}: {}", self.says)
    }
}

impl std::error::Error for BadInput {}

fn join(outer: &str, inner: &str) -> String {
    match (outer.is_empty(), inner.is_empty() || inner.starts_with('[')) {
        (true, _) => inner.to_string(),
        (false, true) => format!("{outer}{inner}"),
        (false, false) => format!("{outer}.{inner}"),
    }
}

/// Reads a zxid: `"0x…"` (64 bits, so `0xffff…` is negative), a decimal string or an int.
pub fn zxid(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        Value::Text(text) => match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                u64::from_str_radix(hex, 16).ok().map(|n| n as i64)
            }
            Some(_) => None,
            None => text.parse().ok(),
        },
        _ => None,
    }
}

/// Prints a zxid as ZooKeeper does.
pub fn hex(zxid: i64) -> String {
    format!("0x{zxid:x}")
}

/// The value as shown in an error: whole if short, else its beginning.
pub fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        text
    } else {
        text.chars().take(57).collect::<String>() + "…"
    }
}

/// The type as named in an error: "… is not {this}".
impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Bool => f.write_str("a bool"),
            Ty::Int(i64::MIN, i64::MAX) => f.write_str("an int (signed 64-bit)"),
            Ty::Int(min, i64::MAX) => write!(f, "an int from {min} up"),
            Ty::Int(i64::MIN, max) => write!(f, "an int up to {max}"),
            Ty::Int(min, max) => write!(f, "an int from {min} to {max}"),
            Ty::Decimal(min, max) => {
                write!(f, "a number from {} to {}", Value::Decimal(*min), Value::Decimal(*max))
            }
            Ty::Text => f.write_str("a string"),
            Ty::Id => f.write_str("an id (int or string)"),
            Ty::Zxid => {
                f.write_str("a zxid (\"0x…\" hex, a decimal string or an int, signed 64-bit)")
            }
            Ty::OneOf(words) => write!(f, "one of {}", words.join(", ")),
            Ty::IntOr(min, max, words) => {
                write!(f, "{} or one of {}", Ty::Int(*min, *max), words.join(", "))
            }
            Ty::List(inner) => write!(f, "a list, each {inner}"),
            Ty::Set(inner) => write!(f, "a list without duplicates, each {inner}"),
            Ty::Map(inner) => write!(f, "an object, each value {inner}"),
            Ty::IntMap(i64::MIN, inner) => {
                write!(f, "an object, each name an int, each value {inner}")
            }
            Ty::IntMap(min, inner) => {
                write!(f, "an object, each name an int from {min} up, each value {inner}")
            }
            Ty::Record(fields) => {
                let names: Vec<&str> = fields.iter().map(|f| f.name).collect();
                write!(f, "an object {{{}}}", names.join(", "))
            }
            Ty::Tagged(tag, cases) => {
                let words: Vec<&str> = cases.iter().map(|(word, _)| *word).collect();
                write!(f, "an object with {tag}: {}", words.join(", "))
            }
            Ty::NullOr(inner) => write!(f, "null or {inner}"),
            Ty::Any => f.write_str("any value"),
        }
    }
}

impl Given {
    /// The default as a value; `Null` where there is none.
    pub fn value(&self) -> Value {
        match self {
            Given::Required | Given::Optional | Given::Same(_) => Value::Null,
            Given::Int(n) => Value::Int(*n),
            Given::Bool(b) => Value::Bool(*b),
            Given::Text(text) => Value::from(*text),
            Given::Decimal(n) => Value::Decimal(*n),
            Given::EmptyList => Value::List(Vec::new()),
            Given::EmptyMap => Value::Map(Vec::new()),
        }
    }
}

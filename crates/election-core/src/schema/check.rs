//! The check of a value against the table: the first thing that is wrong, by its path.

use super::{BadInput, Field, Given, Ty, brief, join, zxid};
use crate::flat::FlatSet;
use crate::value::Value;

/// Checks an object against its fields and returns it with every field present, in the order
/// of the schema, defaults filled in.
pub fn check_record(value: &Value, fields: &[Field]) -> Result<Value, BadInput> {
    Checker { ids: None }.record(value, fields, "", None)
}

/// Checks one value against its type.
pub fn check(value: &Value, ty: &Ty, path: &str) -> Result<Value, BadInput> {
    Checker { ids: None }.value(value, ty, path)
}

/// What is remembered over one call: whether its ids are ints or strings.
struct Checker {
    ids: Option<bool>,
}

type Checked = Result<Value, BadInput>;

impl Checker {
    fn record(
        &mut self,
        value: &Value,
        fields: &[Field],
        path: &str,
        tag: Option<&str>,
    ) -> Checked {
        let Value::Map(given) = value else {
            return Err(BadInput::new(path, format!("{} is not an object", brief(value))));
        };
        for (i, (name, value)) in given.iter().enumerate() {
            let known = fields.iter().any(|f| f.name == name) || tag == Some(name);
            if !known {
                return Err(unknown(name, value, fields, path, tag));
            }
            if given[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(given_twice(join(path, name), value));
            }
        }
        let mut out: Vec<(String, Value)> = Vec::with_capacity(fields.len() + 1);
        if let Some(tag) = tag {
            out.push((tag.to_string(), value.at(tag).clone()));
        }
        for field in fields {
            let checked = self.field(value, field, path, &out)?;
            out.push((field.name.to_string(), checked));
        }
        Ok(Value::Map(out))
    }

    fn field(
        &mut self,
        record: &Value,
        field: &Field,
        path: &str,
        before: &[(String, Value)],
    ) -> Checked {
        let at = join(path, field.name);
        if let Some(value) = record.get(field.name) {
            let null_is_absent = value.is_null() && matches!(field.given, Given::Optional);
            return if null_is_absent {
                Ok(Value::Null)
            } else {
                self.value(value, &field.ty, &at)
            };
        }
        match &field.given {
            Given::Required => Err(BadInput::new(at, format!("missing; allowed: {}", field.ty))),
            Given::Same(other) => {
                let same = before.iter().find(|(name, _)| name == other);
                Ok(same.map_or(Value::Null, |(_, value)| value.clone()))
            }
            Given::EmptyMap => self.value(&Value::Map(Vec::new()), &field.ty, &at),
            Given::Text(_) => self.value(&field.given.value(), &field.ty, &at),
            given => Ok(given.value()),
        }
    }

    fn value(&mut self, value: &Value, ty: &Ty, path: &str) -> Checked {
        let no = || BadInput::new(path, format!("{} is not {ty}", brief(value)));
        match (ty, value) {
            (Ty::Any, _) => Ok(value.clone()),
            (Ty::NullOr(_), Value::Null) => Ok(Value::Null),
            (Ty::NullOr(inner), _) => self.value(value, inner, path),
            (Ty::Bool, Value::Bool(_)) | (Ty::Text, Value::Text(_)) => Ok(value.clone()),
            (Ty::Int(min, max) | Ty::IntOr(min, max, _), Value::Int(n)) if min <= n && n <= max => {
                Ok(value.clone())
            }
            (Ty::Decimal(min, max), Value::Int(_) | Value::Decimal(_)) => {
                let n = value.millionths();
                if *min <= n && n <= *max { Ok(value.clone()) } else { Err(no()) }
            }
            (Ty::OneOf(words) | Ty::IntOr(_, _, words), Value::Text(text)) => {
                let near = || no().near(text, words.iter().copied());
                if words.contains(&text.as_str()) { Ok(value.clone()) } else { Err(near()) }
            }
            (Ty::Id, Value::Int(_) | Value::Text(_)) => self.id(value, path),
            (Ty::Zxid, _) => zxid(value).map(Value::Int).ok_or_else(no),
            (Ty::List(inner), Value::List(items)) => self.items(items, inner, path),
            (Ty::Set(inner), Value::List(items)) => {
                let out = self.items(items, inner, path)?;
                no_duplicates(out.items(), path)?;
                Ok(out)
            }
            (Ty::Map(inner), Value::Map(fields)) => self.values(fields, inner, path),
            (Ty::IntMap(min, inner), Value::Map(fields)) => {
                int_names(fields, *min, path)?;
                self.values(fields, inner, path)
            }
            (Ty::Record(fields), _) => self.record(value, fields, path, None),
            (Ty::Tagged(tag, cases), Value::Map(_)) => self.tagged(value, tag, cases, path),
            _ => Err(no()),
        }
    }

    fn items(&mut self, items: &[Value], inner: &Ty, path: &str) -> Checked {
        let checked =
            items.iter().enumerate().map(|(i, v)| self.value(v, inner, &format!("{path}[{i}]")));
        Ok(Value::List(checked.collect::<Result<_, _>>()?))
    }

    fn values(&mut self, fields: &[(String, Value)], inner: &Ty, path: &str) -> Checked {
        let mut seen = FlatSet::new();
        let mut out = Vec::with_capacity(fields.len());
        for (name, value) in fields {
            let at = join(path, name);
            if !seen.insert(name) {
                return Err(given_twice(at, value));
            }
            out.push((name.clone(), self.value(value, inner, &at)?));
        }
        Ok(Value::Map(out))
    }

    fn tagged(
        &mut self,
        value: &Value,
        tag: &str,
        cases: &[(&str, &[Field])],
        path: &str,
    ) -> Checked {
        let words = cases.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let at = join(path, tag);
        let Some(found) = value.get(tag) else {
            return Err(BadInput::new(at, format!("missing; allowed: one of {words}")));
        };
        match cases.iter().find(|(word, _)| found.as_text() == Some(word)) {
            Some((_, fields)) => self.record(value, fields, path, Some(tag)),
            None => {
                let says = format!("{} is not one of {words}", brief(found));
                Err(BadInput::new(at, says).near(found.text(), cases.iter().map(|(w, _)| *w)))
            }
        }
    }

    fn id(&mut self, value: &Value, path: &str) -> Checked {
        let is_text = matches!(value, Value::Text(_));
        if *self.ids.get_or_insert(is_text) != is_text {
            let (found, others) =
                if is_text { ("a string", "ints") } else { ("an int", "strings") };
            let says = format!(
                "{} is {found}, the ids before it are {others}; allowed: one kind per call",
                brief(value)
            );
            return Err(BadInput::new(path, says));
        }
        Ok(value.clone())
    }
}

fn unknown(name: &str, value: &Value, fields: &[Field], path: &str, tag: Option<&str>) -> BadInput {
    let names: Vec<&str> = tag.into_iter().chain(fields.iter().map(|f| f.name)).collect();
    let allowed = if names.is_empty() { "none".into() } else { names.join(", ") };
    let says = format!("unknown field, holding {}; allowed: {allowed}", brief(value));
    BadInput::new(join(path, name), says).near(name, names)
}

fn given_twice(at: String, value: &Value) -> BadInput {
    BadInput::new(at, format!("given twice, the second time as {}; allowed: once", brief(value)))
}

fn no_duplicates(items: &[Value], path: &str) -> Result<(), BadInput> {
    let mut seen = FlatSet::new();
    match items.iter().position(|item| !seen.insert(item)) {
        None => Ok(()),
        Some(i) => {
            let says = format!("{} is listed twice; allowed: once", brief(&items[i]));
            Err(BadInput::new(format!("{path}[{i}]"), says))
        }
    }
}

/// One spelling per int, so that no two names mean the same one.
fn int_names(fields: &[(String, Value)], min: i64, path: &str) -> Result<(), BadInput> {
    for (name, _) in fields {
        let canonical = name.parse::<i64>().is_ok_and(|n| n >= min && n.to_string() == *name);
        if !canonical {
            let found = brief(&Value::from(name));
            let says = format!("the name {found} is not {}", Ty::Int(min, i64::MAX));
            return Err(BadInput::new(join(path, name), says));
        }
    }
    Ok(())
}

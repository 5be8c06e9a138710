//! The table as documentation, for `election list`.

use super::{Field, Given, Ty};
use crate::map;
use crate::value::Value;

/// The fields as documentation: name, type, and default or `required`; for `election list`.
pub fn describe(fields: &[Field]) -> Value {
    fields.iter().map(describe_field).collect::<Vec<Value>>().into()
}

fn describe_field(field: &Field) -> Value {
    let mut out = map! { "name" => field.name, "type" => field.ty.to_string() };
    match &field.given {
        Given::Required => out.set("required", true.into()),
        Given::Same(other) => out.set("default", format!("as {other}").into()),
        given => out.set("default", given.value()),
    }
    match &field.ty {
        Ty::OneOf(words) | Ty::IntOr(_, _, words) => out.set("allowed", words.to_vec().into()),
        Ty::Bool => out.set("allowed", vec![true, false].into()),
        Ty::Int(min, max) => {
            out.set("min", (*min).into());
            out.set("max", (*max).into());
        }
        Ty::Decimal(min, max) => {
            out.set("min", Value::Decimal(*min));
            out.set("max", Value::Decimal(*max));
        }
        ty => {
            if let Some(fields) = inner_fields(ty) {
                out.set("fields", fields);
            }
        }
    }
    out
}

fn inner_fields(ty: &Ty) -> Option<Value> {
    match ty {
        Ty::Record(fields) => Some(describe(fields)),
        Ty::List(inner)
        | Ty::Set(inner)
        | Ty::Map(inner)
        | Ty::IntMap(_, inner)
        | Ty::NullOr(inner) => inner_fields(inner),
        Ty::Tagged(tag, cases) => Some(
            cases
                .iter()
                .map(|(word, fields)| map! { *tag => *word, "fields" => describe(fields) })
                .collect::<Vec<Value>>()
                .into(),
        ),
        _ => None,
    }
}

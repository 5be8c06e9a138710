//! The way into the rules on sequential znodes.

use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Ty};
use crate::systems::zookeeper::rules;
use crate::value::Value;
use crate::{fact, map};

pub const RECIPE_POSITION: RuleCall = RuleCall {
    id: rules::RECIPE_POSITION.id,
    source: rules::RECIPE_POSITION.source,
    input: &[Field::required("children", Ty::Set(&Ty::Text)), Field::required("me", Ty::Text)],
    output: "{leader bool, watch name or null}",
    example: (
        r#"{"children":["n_0000000021","n_0000000004"],"me":"n_0000000021"}"#,
        r#"{"leader":false,"watch":"n_0000000004"}"#,
    ),
    decide: decide_recipe_position,
};

fn number(name: &str, path: String) -> Result<i64, BadInput> {
    rules::sequence_number(name).ok_or_else(|| {
        let found = Value::from(name);
        BadInput::new(path, format!("{found} is not a name that ends in ten digits"))
    })
}

fn decide_recipe_position(input: &Value) -> Result<Answer, BadInput> {
    let children = input.at("children").items();
    let me = input.at("me").text();
    let mut numbers = FlatSet::new();
    for (i, child) in children.iter().enumerate() {
        let path = format!("children[{i}]");
        if !numbers.insert(number(child.text(), path.clone())?) {
            let says = format!("{child} has the number of another child; allowed: one child each");
            return Err(BadInput::new(path, says));
        }
    }
    let mine = number(me, "me".into())?;
    if !children.iter().any(|child| child.text() == me) {
        let says = format!("{} is not one of the children", input.at("me"));
        return Err(BadInput::new("me", says));
    }
    let watch = rules::predecessor(children.iter().map(Value::text), mine);
    let ahead = numbers.range(..mine).count() as u64;
    let because = vec![
        fact!("me", "sequence" => mine, "ahead" => ahead),
        fact!("children", "predecessor" => watch.map(|(number, _)| number), "me" => mine),
    ];
    let verdict = map! { "leader" => watch.is_none(), "watch" => watch.map(|(_, name)| name) };
    Ok(Answer::new(verdict, because))
}

pub const SEQUENCE_SUFFIX: RuleCall = RuleCall {
    id: rules::SEQUENCE_SUFFIX.id,
    source: rules::SEQUENCE_SUFFIX.source,
    input: &[Field::required("cversion", Ty::Int(i32::MIN as i64, i32::MAX as i64))],
    output: "string of 10 digits",
    example: (r#"{"cversion":37}"#, "\"0000000037\""),
    decide: decide_sequence_suffix,
};

fn decide_sequence_suffix(input: &Value) -> Result<Answer, BadInput> {
    let cversion = input.at("cversion").int();
    let suffix = rules::sequence_suffix(i32::try_from(cversion).unwrap_or_default());
    Ok(Answer::new(suffix, vec![fact!("cversion", "cversion" => cversion)]))
}

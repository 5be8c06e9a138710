//! A rule called alone, by hand: which one, with what input. No Yew, no DOM.

use election_core::permalink;
use election_core::rule::{Answer, RuleCall};
use election_core::schema::{BadInput, Field, Given, Ty};
use election_core::systems::{self, SYSTEMS};
use election_core::value::Value;

/// A rule and the input that it is asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calculator {
    /// The rule's id.
    pub id: &'static str,
    /// The input, as far as it is filled in.
    pub input: Value,
}

/// One step on the way to a part of the input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Into the field of this name.
    Field(&'static str),
    /// To the element at this place.
    Place(usize),
}

/// A change of the input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// This part becomes this value.
    Set(Vec<Step>, Value),
    /// One more element in this list: like its last, or this one if it is empty.
    Add(Vec<Step>, Value),
    /// Without its element at this place.
    Remove(Vec<Step>, usize),
}

/// Every rule that can be called, system by system.
pub fn calls() -> impl Iterator<Item = &'static RuleCall> {
    SYSTEMS.iter().flat_map(|spec| spec.calls)
}

impl Calculator {
    /// The rule of this id with an input; `None` if there is no such rule.
    pub fn of(id: &str, input: Value) -> Option<Calculator> {
        calls().find(|call| call.id == id).map(|call| Calculator { id: call.id, input })
    }

    /// A system's first rule, with its example.
    pub fn first_of(system: &str) -> Option<Calculator> {
        let call = systems::find(system)?.calls.first()?;
        let input = crate::loader::parse(call.example.0).ok()?;
        Some(Calculator { id: call.id, input })
    }

    /// The rule.
    pub fn call(&self) -> Option<&'static RuleCall> {
        calls().find(|call| call.id == self.id)
    }

    /// Its answer.
    pub fn answer(&self) -> Result<Answer, BadInput> {
        match self.call() {
            Some(call) => call.call(&self.input),
            None => Err(BadInput::new("rule", "there is no such rule")),
        }
    }

    /// The part of the input at the end of this way; `Null` where it is not filled in.
    pub fn at(&self, way: &[Step]) -> Value {
        let mut here = &self.input;
        for step in way {
            here = match step {
                Step::Field(name) => here.at(name),
                Step::Place(place) => here.items().get(*place).unwrap_or(&Value::Null),
            };
        }
        here.clone()
    }

    /// Changes the input.
    pub fn edit(&mut self, edit: Edit) {
        let (way, value) = match edit {
            Edit::Set(way, value) => (way, value),
            Edit::Add(way, first) => {
                let mut items = self.at(&way).items().to_vec();
                items.push(items.last().cloned().unwrap_or(first));
                (way, items.into())
            }
            Edit::Remove(way, place) => {
                let mut items = self.at(&way).items().to_vec();
                if place < items.len() {
                    items.remove(place);
                }
                (way, items.into())
            }
        };
        put(&mut self.input, &way, value);
    }

    /// The calculator as a link's fragment.
    pub fn fragment(&self) -> String {
        ["rule/", self.id, "?", &permalink::escape(&self.input.to_string())].concat()
    }
}

/// Reads a fragment: the rule's id and its input as JSON text; `None` if it is none of ours.
pub fn read(fragment: &str) -> Option<(String, String)> {
    let (id, input) = fragment.strip_prefix("rule/")?.split_once('?')?;
    (fragment.len() <= permalink::LONGEST)
        .then(|| permalink::unescape(input))
        .flatten()
        .map(|input| (id.to_string(), input))
}

/// `Null` takes a field away again: its default holds.
fn put(here: &mut Value, way: &[Step], value: Value) {
    let Some((step, rest)) = way.split_first() else {
        *here = value;
        return;
    };
    match step {
        Step::Field(name) => {
            if let (Value::Map(fields), true, true) = (&mut *here, rest.is_empty(), value.is_null())
            {
                fields.retain(|(known, _)| known != name);
                return;
            }
            if here.is_null() {
                *here = Value::Map(Vec::new());
            }
            let mut inner = here.at(name).clone();
            put(&mut inner, rest, value);
            here.set(name, inner);
        }
        Step::Place(place) => {
            if let Value::List(items) = here
                && let Some(item) = items.get_mut(*place)
            {
                put(item, rest, value);
            }
        }
    }
}

/// A value of this type to begin with.
pub fn blank(ty: &Ty) -> Value {
    match ty {
        Ty::Bool => Value::Bool(false),
        Ty::OneOf(words) => words.first().copied().map(Value::from).unwrap_or_default(),
        Ty::Text => "a".into(),
        Ty::List(_) | Ty::Set(_) => Value::List(Vec::new()),
        Ty::Map(_) | Ty::IntMap(..) => Value::Map(Vec::new()),
        Ty::Record(fields) => Value::Map(needed(fields)),
        Ty::Tagged(tag, cases) => {
            let (word, fields) = cases[0];
            let mut all = vec![((*tag).to_string(), word.into())];
            all.extend(needed(fields));
            Value::Map(all)
        }
        Ty::NullOr(_) | Ty::Any => Value::Null,
        Ty::Int(min, _) | Ty::IntOr(min, ..) => Value::Int((*min).max(0)),
        Ty::Decimal(..) | Ty::Id | Ty::Zxid => Value::Int(1),
    }
}

fn needed(fields: &'static [Field]) -> Vec<(String, Value)> {
    let required = fields.iter().filter(|field| matches!(field.given, Given::Required));
    required.map(|field| (field.name.to_string(), blank(&field.ty))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use election_core::map;

    fn votes() -> Calculator {
        let vote = |leader: i64| map! { "leader" => leader, "zxid" => "0x5", "peerEpoch" => 1 };
        let input = map! { "new" => vote(2), "current" => vote(3) };
        Calculator::of("zookeeper/total-order", input).expect("the rule exists")
    }

    #[test]
    fn an_edit_changes_the_answer_and_a_cleared_field_its_default() {
        let mut rule = votes();
        assert_eq!(rule.answer().unwrap().verdict, Value::Bool(false));
        let way = vec![Step::Field("new"), Step::Field("zxid")];
        rule.edit(Edit::Set(way, "0x6".into()));
        assert_eq!(rule.answer().unwrap().verdict, Value::Bool(true));
        rule.edit(Edit::Set(vec![Step::Field("weight")], 0.into()));
        assert_eq!(rule.answer().unwrap().verdict, Value::Bool(false));
        rule.edit(Edit::Set(vec![Step::Field("weight")], Value::Null));
        assert_eq!(rule.answer().unwrap().verdict, Value::Bool(true));
    }

    #[test]
    fn a_link_gives_the_input_back() {
        let rule = votes();
        let (id, input) = read(&rule.fragment()).expect("it is a link to a rule");
        assert_eq!((id.as_str(), input), (rule.id, rule.input.to_string()));
        assert_eq!(read("1/raft/election"), None);
    }

    #[test]
    fn rows_come_and_go_in_every_list_of_every_rule() {
        for call in calls() {
            for field in call.input {
                if let Ty::List(inner) | Ty::Set(inner) = &field.ty {
                    let mut rule = Calculator { id: call.id, input: map! {} };
                    let way = vec![Step::Field(field.name)];
                    rule.edit(Edit::Add(way.clone(), blank(inner)));
                    assert_eq!(rule.at(&way).items().len(), 1, "{}", call.id);
                    rule.edit(Edit::Remove(way.clone(), 0));
                    assert!(rule.at(&way).items().is_empty(), "{}", call.id);
                }
            }
        }
    }
}

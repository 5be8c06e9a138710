//! What the reader of deeds accepts, the writer can write again: over every deed, with hostile
//! values in every field.

use crate::stories;
use election_core::map;
use election_core::permalink::{self, Address};
use election_core::scenario::Scenario;
use election_core::scenario::deed::{DEEDS, check_action, read_action, write_action};
use election_core::schema::{Field, Ty};
use election_core::sim::rng::{between, mix};
use election_core::value::Value;
use election_core::words::Time;

/// Values that no field expects, and some that each of them takes in another shape.
fn hostile(scenario: &Scenario) -> Vec<Value> {
    let labels: Vec<Value> =
        scenario.config.nodes.iter().map(|node| node.label.as_str().into()).collect();
    let (first, last) = (labels[0].clone(), labels[labels.len() - 1].clone());
    let texts = ["", " ", "~", "!", "a~b", "x,y", "a;b", "k:v", "%7e", "%", "é", "选", "1", "true"];
    let mut all: Vec<Value> = texts.map(Value::from).to_vec();
    all.extend(
        ["null", "leader", "follower:2", "MsgVote", "'", "&do=", "#", "1.50"].map(Value::from),
    );
    all.extend([Value::Null, true.into(), 0.into(), 1.into(), (-1).into(), i64::MAX.into()]);
    all.extend([Value::Decimal(1), Value::Decimal(250_000), Value::Decimal(i64::MIN)]);
    let list = |items: Vec<Value>| Value::List(items);
    all.extend([list(vec![]), list(vec![list(vec![])]), list(vec![first.clone()])]);
    all.extend([list(vec![first.clone(), first.clone()]), list(vec![list(vec![first.clone()])])]);
    all.push(list(vec![list(vec![first.clone()]), list(vec![last.clone()])]));
    all.push(list(vec![list(vec![first.clone()]), list(vec![])]));
    all.extend([
        list(vec![1.into()]),
        list(vec![1.into(), 2.into()]),
        list(vec![0.into(), 0.into()]),
    ]);
    all.push(list(vec![Value::Decimal(500), Value::Decimal(1_500_000)]));
    all.extend([map! {}, map! { "a~b" => "c,d" }, map! { "path" => "1" }, map! { "count" => 3 }]);
    all.extend([labels.into(), first, last]);
    all
}

struct Dice(u64);

impl Dice {
    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        self.0 += 1;
        &from[between(mix(self.0), 0, from.len() as u64 - 1) as usize]
    }
}

/// A deed of this word with a value in every field: a sound one more often than not.
fn deed(word: &str, fields: &[Field], scenario: &Scenario, dice: &mut Dice) -> Value {
    let (spec, hostile) = (scenario.config.system, hostile(scenario));
    let labels: Vec<Value> =
        scenario.config.nodes.iter().map(|node| node.label.as_str().into()).collect();
    let mut out = map! { "do" => word };
    for field in fields {
        let sound: Vec<Value> = match field.name {
            "node" => labels.clone(),
            "from" | "to" if matches!(field.ty, Ty::Any) => labels.clone(),
            "from" | "to" => labels.iter().map(|label| Value::List(vec![label.clone()])).collect(),
            "direction" => ["both", "forward", "backward"].map(Value::from).to_vec(),
            "message" => spec.messages.iter().map(|name| (*name).into()).collect(),
            "timer" => spec.timers.iter().map(|name| (*name).into()).collect(),
            "setting" => spec.settings.iter().map(|it| it.field.name.into()).collect(),
            "request" => spec.requests.iter().map(|(name, _)| (*name).into()).collect(),
            "latency_ms" => vec![Value::List(vec![1.into(), Value::Decimal(2_500_001)])],
            "loss" => vec![Value::Decimal(250_000)],
            "with" => vec![with(spec.requests, &out, &labels, &hostile, dice)],
            _ => vec![7.into()],
        };
        match *dice.pick(&[0, 0, 0, 1, 2]) {
            0 if !sound.is_empty() => out.set(field.name, dice.pick(&sound).clone()),
            2 => {}
            _ => out.set(field.name, dice.pick(&hostile).clone()),
        }
    }
    out
}

/// What a request may come with, by its own table.
fn with(
    requests: &[(&str, &[Field])],
    deed: &Value,
    labels: &[Value],
    hostile: &[Value],
    dice: &mut Dice,
) -> Value {
    let name = deed.at("request").text();
    let mut out = map! {};
    let fields = requests.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, it)| *it);
    for field in fields {
        let value = match &field.ty {
            Ty::Id => dice.pick(labels).clone(),
            Ty::List(_) | Ty::Set(_) => Value::List(vec![1.into(), 2.into(), 3.into()]),
            Ty::OneOf(words) => (*dice.pick(words)).into(),
            Ty::Text => (*dice.pick(&["/a b", "1", "true", "x,y:z", "null"])).into(),
            _ => 1.into(),
        };
        let value =
            if *dice.pick(&[true, true, false]) { value } else { dice.pick(hostile).clone() };
        out.set(field.name, value);
    }
    out
}

#[test]
fn every_deed_that_is_read_is_written_as_it_was() {
    let mut read = 0;
    for (name, _, scenario) in stories::all().into_iter().filter(|it| it.0.ends_with("/playground"))
    {
        let mut dice = Dice(mix(name.len() as u64));
        for (word, fields) in DEEDS {
            for _ in 0..400 {
                let deed = deed(word, fields, &scenario, &mut dice);
                let config = &scenario.config;
                let find = |text: &str| config.find(text);
                let Ok(action) = check_action(&deed, config)
                    .and_then(|checked| read_action(&checked, config.system, &find))
                else {
                    continue;
                };
                read += 1;
                let written = write_action(&action, config);
                let again = check_action(&written, config)
                    .and_then(|checked| read_action(&checked, config.system, &find));
                assert_eq!(again.as_ref(), Ok(&action), "{name}: {deed} as {written}");
                let script = vec![(Time::ms(5), action)];
                let link = permalink::encode(&scenario, &scenario, &script, Time::ms(9), 1);
                let address = Address::parse(&link).unwrap_or_else(|bad| panic!("{link}: {bad}"));
                let applied = address.apply(&scenario);
                assert_eq!(applied.refused, [], "{name}: {deed} as {link}");
                assert_eq!(applied.script, script, "{name}: {deed} as {link}");
            }
        }
    }
    assert!(read > 2_000, "only {read} deeds were sound");
}

#[test]
fn a_deed_to_nobody_is_refused_by_its_field() {
    let (_, _, base) =
        stories::all().into_iter().find(|(name, ..)| name == "raft/playground").unwrap();
    let refused = |deed: Value| check_action(&deed, &base.config).unwrap_err().path;
    let empty = || Value::List(Vec::new());
    let one = || Value::List(vec!["1".into()]);
    assert_eq!(refused(map! { "do" => "cut", "from" => empty(), "to" => one() }), "from");
    assert_eq!(refused(map! { "do" => "heal", "from" => one(), "to" => empty() }), "to");
    assert_eq!(refused(map! { "do" => "partition", "groups" => empty() }), "groups");
    let groups = Value::List(vec![one(), empty()]);
    assert_eq!(refused(map! { "do" => "partition", "groups" => groups }), "groups[1]");
}

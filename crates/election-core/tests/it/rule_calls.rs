//! What holds for every rule that can be called alone, whatever it decides.

use crate::ask::json;
use election_core::rule::RuleCall;
use election_core::systems::rule_calls;
use election_core::value::Value;

#[test]
fn every_example_has_the_verdict_it_shows() {
    for call in rule_calls() {
        let answer =
            call.call(&json(call.example.0)).unwrap_or_else(|e| panic!("{}: {e}", call.id));
        assert_eq!(answer.verdict.to_string(), json(call.example.1).to_string(), "{}", call.id);
    }
}

#[test]
fn every_rule_has_one_id_and_a_source() {
    let mut ids: Vec<&str> = rule_calls().map(|call| call.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id is used twice");
    assert!(rule_calls().all(|call| !call.source.is_empty() && call.id.contains('/')));
}

/// A small generator of its own: the same values on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len() as u64) as usize]
    }

    /// A value that the author of a rule did not think of.
    fn value(&mut self, depth: u32) -> Value {
        const INTS: [i64; 10] =
            [0, 1, -1, 2, 3, i64::MIN, i64::MAX, i64::MAX - 1, 0x1_0000_0000, -0x8000_0000];
        const TEXTS: [&str; 8] =
            ["", "0x", "0xffffffffffffffff", "1", "é0000000001", "-", "a.b[0]", "LOOKING"];
        match self.roll(if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => Value::Bool(self.roll(2) == 0),
            2 => Value::Int(*self.pick(&INTS)),
            3 => Value::from(*self.pick(&TEXTS)),
            4 => Value::Decimal(*self.pick(&INTS)),
            5 => Value::List((0..self.roll(5)).map(|_| self.value(depth - 1)).collect()),
            _ => {
                let fields = (0..self.roll(4))
                    .map(|_| (self.pick(&TEXTS).to_string(), self.value(depth - 1)));
                Value::Map(fields.collect())
            }
        }
    }

    /// The value with some of its leaves changed, so that much of it still passes the check.
    fn bend(&mut self, value: &Value) -> Value {
        const INTS: [i64; 9] = [0, 1, 2, 3, 4, 5, 9, i64::MIN, i64::MAX];
        if self.roll(24) == 0 {
            return self.value(2);
        }
        match value {
            Value::Int(_) if self.roll(2) == 0 => Value::Int(*self.pick(&INTS)),
            Value::Bool(b) => Value::Bool(*b ^ (self.roll(3) == 0)),
            Value::List(items) => {
                let mut out: Vec<Value> = items.iter().map(|item| self.bend(item)).collect();
                match self.roll(5) {
                    0 => drop(out.pop()),
                    1 if !out.is_empty() => out.push(self.bend(&out[0].clone())),
                    _ => {}
                }
                Value::List(out)
            }
            Value::Map(fields) => {
                let kept =
                    fields.iter().filter(|_| self.roll(20) != 0).cloned().collect::<Vec<_>>();
                Value::Map(kept.into_iter().map(|(k, v)| (k, self.bend(&v))).collect())
            }
            other => other.clone(),
        }
    }
}

/// Whatever comes in, a rule answers and says why, or refuses and says what.
fn survives(call: &RuleCall, input: &Value) -> bool {
    match call.call(input) {
        Ok(answer) => {
            assert!(!answer.because.is_empty(), "{} says no why: {input}", call.id);
            true
        }
        Err(error) => {
            assert!(!error.says.is_empty(), "{} refuses without a word: {input}", call.id);
            false
        }
    }
}

#[test]
fn no_input_makes_a_rule_panic() {
    let mut dice = Dice(7);
    for call in rule_calls() {
        let example = json(call.example.0);
        let mut answered = 0;
        for _ in 0..1500 {
            answered += u32::from(survives(call, &dice.bend(&example)));
        }
        assert!(answered > 20, "{}: only {answered} of 1500 bent examples got an answer", call.id);
        for _ in 0..200 {
            survives(call, &dice.value(4));
        }
    }
}

#[test]
fn a_field_too_many_is_named_in_every_rule() {
    for call in rule_calls() {
        let mut input = json(call.example.0);
        input.set("no such field", Value::Int(1));
        let error = call.call(&input).expect_err(call.id);
        assert_eq!(error.path, "no such field", "{}", call.id);
    }
}

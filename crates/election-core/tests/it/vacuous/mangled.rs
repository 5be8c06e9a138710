//! A file with something wrong somewhere: drawn, but the same every time.

use election_core::scenario::resize;
use election_core::value::Value;

/// A sequence of draws.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// The file with one to three values replaced, taken away, doubled or renamed.
pub fn file(file: &Value, nth: u64) -> Value {
    let mut draw = Draw(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let mut out = file.clone();
    if draw.below(10) == 0 {
        resize(&mut out, draw.below(15) as u8 + 1);
    }
    for _ in 0..=draw.below(3) {
        mangle(&mut out, &mut draw);
    }
    out
}

fn mangle(value: &mut Value, draw: &mut Draw) {
    // Down to some value, seldom to one near the top.
    let stop = draw.below(6) == 0;
    match value {
        Value::Map(fields) if !fields.is_empty() && !stop => {
            let at = draw.below(fields.len());
            mangle(&mut fields[at].1, draw);
        }
        Value::List(items) if !items.is_empty() && !stop => {
            let at = draw.below(items.len());
            mangle(&mut items[at], draw);
        }
        Value::Map(fields) if !fields.is_empty() => {
            let at = draw.below(fields.len());
            match draw.below(3) {
                0 => drop(fields.remove(at)),
                1 => fields.push(fields[at].clone()),
                _ => fields[at].0.push('s'),
            }
        }
        Value::List(items) if !items.is_empty() => {
            let at = draw.below(items.len());
            match draw.below(3) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => items.clear(),
            }
        }
        other => *other = junk(other, draw),
    }
}

fn junk(was: &Value, draw: &mut Draw) -> Value {
    match (draw.below(12), was) {
        (0, Value::Int(n)) => Value::Int(n + 1),
        (1, Value::Int(n)) => Value::Int(-n),
        (2, Value::Text(text)) => format!("{text}x").into(),
        (3, Value::Text(text)) => text.chars().rev().collect::<String>().into(),
        (0..=3, _) => Value::Null,
        (4, _) => Value::Int(i64::MAX),
        (5, _) => Value::Int(0),
        (6, _) => Value::Odd("1e300".into()),
        (7, _) => Value::Decimal(500_000),
        (8, _) => "".into(),
        (9, _) => "leader".into(),
        (10, _) => Value::List(vec![was.clone()]),
        _ => Value::Map(vec![("at_ms".into(), was.clone())]),
    }
}

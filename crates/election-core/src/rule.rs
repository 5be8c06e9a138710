//! A rule is one pure decision of one real system. The same function serves the simulation,
//! the page's calculators, the command line and the tests.

use crate::map;
use crate::schema::{self, BadInput, Field};
use crate::value::Value;

/// A decision that a handler cites. What a visitor reads about it stands in the locale files
/// under its id.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `system/name`, as in `election rule`.
    pub id: &'static str,
    /// Where the real source says so: file, function, version.
    pub source: &'static str,
    /// Whether "break this rule and see" makes sense: it may stand in `rules_off`.
    pub switch: bool,
}

/// A rule that can be called alone, with everything it looks at in its input.
#[derive(Debug)]
pub struct RuleCall {
    /// `system/name`.
    pub id: &'static str,
    /// Where the real source says so: file, function, version.
    pub source: &'static str,
    /// The fields of the input.
    pub input: &'static [Field],
    /// The shape of the verdict, for people.
    pub output: &'static str,
    /// A call as JSON text, and its verdict.
    pub example: (&'static str, &'static str),
    /// The decision. Its argument has passed the check against `input`, defaults filled in;
    /// what remains to refuse is fields that contradict each other.
    pub decide: fn(&Value) -> Result<Answer, BadInput>,
}

/// A verdict and what was compared to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The decision; its shape is the rule's.
    pub verdict: Value,
    /// In the order of comparison, the deciding entry last; never empty. A rule with steps has
    /// one list per step here.
    pub because: Vec<Value>,
}

impl Answer {
    /// An answer with what was compared.
    pub fn new(verdict: impl Into<Value>, because: Vec<Value>) -> Answer {
        debug_assert!(!because.is_empty(), "an answer says why");
        Answer { verdict: verdict.into(), because }
    }
    /// The answer of a rule with a verdict per step: verdict and what was compared, for each.
    /// An answer says why, so there must be a step. (A rule with one verdict after all its
    /// steps may do without.)
    pub fn by_step(steps: Vec<(Value, Vec<Value>)>) -> Result<Answer, BadInput> {
        if steps.is_empty() {
            return Err(BadInput::new("steps", "[] is empty; allowed: at least one step"));
        }
        let (verdicts, because): (Vec<Value>, Vec<Value>) =
            steps.into_iter().map(|(verdict, why)| (verdict, Value::List(why))).unzip();
        Ok(Answer::new(verdicts, because))
    }
    /// The answer as it is printed.
    pub fn to_value(&self) -> Value {
        map! { "verdict" => &self.verdict, "because" => Value::List(self.because.clone()) }
    }
}

/// An entry of `because`: a fact that was looked at, with the values compared.
/// `fact!("zxid", "new" => 5, "current" => 4)`.
#[macro_export]
macro_rules! fact {
    ($name:expr $(, $key:expr => $value:expr)* $(,)?) => {
        $crate::map! { "fact" => $name $(, $key => $value)* }
    };
}

/// An entry of `because`: a typed reason to refuse. `refusal!("stale-term", "term" => 3)`.
#[macro_export]
macro_rules! refusal {
    ($name:expr $(, $key:expr => $value:expr)* $(,)?) => {
        $crate::map! { "refusal" => $name $(, $key => $value)* }
    };
}

impl RuleCall {
    /// Checks the input and decides.
    pub fn call(&self, input: &Value) -> Result<Answer, BadInput> {
        (self.decide)(&schema::check_record(input, self.input)?)
    }
    /// The rule as documentation, for `election list`.
    pub fn describe(&self) -> Value {
        map! {
            "id" => self.id, "source" => self.source, "input" => schema::describe(self.input),
            "output" => self.output,
            "example" => map! { "input" => self.example.0, "verdict" => self.example.1 },
        }
    }
}

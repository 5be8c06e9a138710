//! `election run --seeds`: the same story over many seeds, as a table of what came true and how far
//! the numbers spread.

use crate::{Done, Failure};
use election_core::map;
use election_core::outcome::{self, Budget, Nobody, Outcome};
use election_core::scenario::Scenario;
use election_core::value::Value;
use std::ops::RangeInclusive;

/// The most seeds at once.
const MOST: u64 = 100_000;

/// Reads `A..B`, both included.
pub fn read(text: Option<&&str>) -> Result<RangeInclusive<u64>, Failure> {
    let text = text.copied().unwrap_or("");
    let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
    let range = text.split_once("..").and_then(|(a, b)| Some((number(a)?, number(b)?)));
    match range {
        Some((first, last)) if first <= last && last - first < MOST => Ok(first..=last),
        _ => Err(Failure::bad(format!(
            "--seeds: {text:?} is not A..B with A ≤ B, both from 0 to 4294967295, at most {MOST} seeds"
        ))),
    }
}

/// One line of the table: how often it came true, and every number that was found.
struct Row {
    says: String,
    passed: u64,
    failed: Vec<u64>,
    numbers: Vec<(String, Vec<i64>)>,
}

impl Row {
    fn new(says: String) -> Row {
        Row { says, passed: 0, failed: Vec::new(), numbers: Vec::new() }
    }

    fn count(&mut self, seed: u64, ok: bool) {
        self.passed += u64::from(ok);
        if !ok {
            self.failed.push(seed);
        }
    }

    /// Takes in every number of what was found, by its name.
    fn take(&mut self, found: &Value) {
        for (name, value) in found.fields() {
            let Some(n) = value.as_int() else { continue };
            match self.numbers.iter_mut().find(|(known, _)| known == name) {
                Some((_, all)) => all.push(n),
                None => self.numbers.push((name.clone(), vec![n])),
            }
        }
    }

    /// Each number: its name, how often it was found, and min, median, max.
    fn spreads(&self) -> Vec<(&str, u64, [i64; 3])> {
        let spread = |(_, all): &(String, Vec<i64>)| {
            let mut all = all.clone();
            all.sort_unstable();
            (all.len() as u64, [all[0], all[(all.len() - 1) / 2], all[all.len() - 1]])
        };
        let spreads = self.numbers.iter().map(|number| (number.0.as_str(), spread(number)));
        spreads.map(|(name, (count, numbers))| (name, count, numbers)).collect()
    }

    fn to_value(&self, runs: u64) -> Value {
        let numbers = self.spreads().into_iter().map(|(name, count, [min, median, max])| {
            map! {
                "name" => name, "count" => count, "min" => min, "median" => median,
                "max" => max,
            }
        });
        map! {
            "says" => &self.says, "passed" => self.passed, "runs" => runs,
            "failed_seeds" => self.failed.iter().map(|seed| Value::from(*seed)).collect::<Vec<_>>(),
            "numbers" => numbers.collect::<Vec<_>>(),
        }
    }

    fn readable(&self, runs: u64) -> String {
        let mut lines = vec![format!("{:>5}/{runs}  {}", self.passed, self.says)];
        if !self.failed.is_empty() {
            let shown = self.failed.iter().take(12).map(u64::to_string).collect::<Vec<_>>();
            let more = if self.failed.len() > 12 { ", …" } else { "" };
            lines.push(format!("{:14}not with seed {}{more}", "", shown.join(", ")));
        }
        for (name, count, [min, median, max]) in self.spreads() {
            let of = if count == runs { String::new() } else { format!(" of {count}") };
            lines.push(format!("{:14}{name}: {min} / {median} / {max}{of}", ""));
        }
        lines.join("\n")
    }
}

/// Runs the story once per seed. The first run that outgrows its bounds ends it all.
pub fn run(scenario: &Scenario, seeds: RangeInclusive<u64>, budget: Budget, json: bool) -> Done {
    let (first, last) = (*seeds.start(), *seeds.end());
    let mut rows: Vec<Row> =
        scenario.expect.iter().map(|expect| Row::new(expect.source.to_string())).collect();
    let mut plan = Row::new("every step of the plan ended as it must".into());
    let mut captions = Row::new("every caption was shown".into());
    let mut whole = Row::new("the run as a whole".into());
    let mut stopped = None;
    for seed in seeds {
        let run = outcome::run_within(&scenario.with_seed(seed), budget, false, &mut Nobody);
        let outcome = run.map_err(|error| Failure::bad(error.to_string()))?;
        for (row, (ok, found)) in rows.iter_mut().zip(&outcome.expect) {
            row.count(seed, *ok);
            row.take(found);
        }
        plan.count(seed, outcome.not_done.iter().all(|step| step.ok));
        captions.count(seed, outcome.captions.iter().all(Option::is_some));
        whole.count(seed, outcome.ok());
        whole.take(&totals(&outcome));
        if let Some(why) = outcome.stopped {
            stopped = Some((seed, why));
            break;
        }
    }
    let runs = whole.passed + whole.failed.len() as u64;
    rows.extend([plan, captions, whole]);
    let text = if json {
        let stopped = stopped.as_ref().map(|(seed, why)| with_seed(*seed, why.to_value()));
        let rows = rows.iter().map(|row| row.to_value(runs)).collect::<Vec<_>>();
        map! { "first" => first, "last" => last, "runs" => runs, "stopped" => stopped, "rows" => rows }
            .to_string()
    } else {
        let rows = rows.iter().map(|row| row.readable(runs)).collect::<Vec<_>>().join("\n");
        let stopped = stopped.as_ref().map_or(String::new(), |(seed, why)| {
            format!("\nSTOPPED with seed {seed} at {} s: {}", why.at, why.why)
        });
        format!(
            "seeds {first} to {last}: passes, and min / median / max of each number\n{rows}{stopped}"
        )
    };
    let all = rows.iter().all(|row| row.failed.is_empty());
    if all { Ok(text) } else { Err(Failure::Expectation(text)) }
}

fn with_seed(seed: u64, mut stopped: Value) -> Value {
    stopped.set("seed", seed.into());
    stopped
}

/// What spreads in every run: events, reigns, the ledger.
fn totals(outcome: &Outcome) -> Value {
    let mut all = map! { "events" => outcome.events, "reigns" => outcome.reigns.len() as u64 };
    for (name, value) in outcome.end.sum().to_value().fields() {
        all.set(name, value.clone());
    }
    all
}

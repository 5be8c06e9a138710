//! `election run` and `election trace`: a scenario from its start to its end.

use crate::{Done, Failure};
use election_core::outcome::{self, Outcome};
use election_core::scenario::Scenario;
use election_core::trace::Tracer;
use election_core::transcript::Transcript;
use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The largest scenario file, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// What `run` was asked for.
#[derive(Debug, Default)]
pub struct Options {
    seed: Option<u64>,
    json: bool,
    trace: bool,
    everything: bool,
}

impl Options {
    /// Reads what stands behind the file's name.
    pub fn read(arguments: &[&str]) -> Result<Options, Failure> {
        let mut options = Options::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match *argument {
                "--json" => options.json = true,
                "--trace" => options.trace = true,
                "--all" => options.everything = true,
                "--seed" => {
                    let text = rest.next().copied().unwrap_or("");
                    let seed = text.parse::<u32>().map_err(|_| {
                        Failure::bad(format!("--seed: {text:?} is not an int from 0 to 4294967295"))
                    })?;
                    options.seed = Some(seed.into());
                }
                other => {
                    let allowed = "--seed N, --json, --trace, --all";
                    return Err(Failure::bad(format!(
                        "run: {other:?} is not known; allowed: {allowed}"
                    )));
                }
            }
        }
        Ok(options)
    }
}

/// Reads a scenario: a file, or a built-in one by `system/key`.
pub fn read(file: &str) -> Result<Scenario, Failure> {
    let bad = |says: String| Failure::bad(format!("{file}: {says}"));
    let built_in = SCENARIOS.iter().find(|(system, key, _)| format!("{system}/{key}") == file);
    let text = match built_in {
        Some((_, _, text)) => (*text).to_string(),
        None => {
            let size = Path::new(file).metadata().map_err(|error| bad(error.to_string()))?.len();
            if size > MAX_BYTES {
                return Err(bad(format!("{size} bytes; allowed: up to {MAX_BYTES}")));
            }
            std::fs::read_to_string(file).map_err(|error| bad(error.to_string()))?
        }
    };
    let value = serde_json::from_str(&text).map_err(|error| bad(format!("not JSON: {error}")))?;
    Scenario::read(&value).map_err(|error| bad(error.to_string()))
}

/// Runs a scenario file: a transcript, the outcome as JSON, or every event as NDJSON.
pub fn run(file: &str, options: &Options) -> Done {
    let mut scenario = read(file)?;
    if let Some(seed) = options.seed {
        scenario = scenario.with_seed(seed);
    }
    let failed = |error: election_core::schema::BadInput| Failure::bad(error.to_string());
    let (outcome, text) = if options.trace {
        let mut tracer = Tracer::new(&scenario);
        let outcome = outcome::run(&scenario, false, &mut tracer).map_err(failed)?;
        let text = tracer.finish(&*outcome.end);
        (outcome, text)
    } else if options.json {
        let outcome = outcome::run(&scenario, true, &mut outcome::Nobody).map_err(failed)?;
        let text = outcome.to_value(&scenario).to_string();
        (outcome, text)
    } else {
        let mut transcript = Transcript::new(&scenario.config, options.everything);
        let outcome = outcome::run(&scenario, true, &mut transcript).map_err(failed)?;
        let text = transcript.finish() + &summary(&scenario, &outcome);
        (outcome, text)
    };
    if outcome.ok() { Ok(text) } else { Err(Failure::Expectation(text)) }
}

/// The end of a transcript: who led, the ledger, the properties, the claims.
fn summary(scenario: &Scenario, outcome: &Outcome) -> String {
    let label = |id| outcome.end.config().label(id).to_string();
    let mut lines = vec![String::new()];
    for reign in &outcome.reigns {
        let to = reign.to.map_or("the end".into(), |to| format!("{to} s"));
        let how = if reign.established { "leads" } else { "believes it leads" };
        lines.push(format!(
            "{} {how} in epoch {} from {} s to {to}",
            label(reign.node),
            reign.epoch,
            reign.from
        ));
    }
    let sum = outcome.end.sum();
    lines.push(format!(
        "{} attempted, {} acknowledged = {} survivors + {} lost; {} recovered, {} failed, {} unknown",
        sum.attempted,
        sum.acknowledged,
        sum.survivors,
        sum.lost,
        sum.recovered,
        sum.failed,
        sum.unknown
    ));
    for property in outcome.end.properties() {
        let says = &property.witness.says;
        let at =
            if says.is_empty() { String::new() } else { format!(" at {}: {says}", property.at) };
        lines.push(format!("{:<14} {}{at}", property.status.word(), property.id));
    }
    for (expect, (ok, found)) in scenario.expect.iter().zip(&outcome.expect) {
        let verdict = if *ok { "as expected" } else { "NOT AS EXPECTED" };
        let found = if *ok { String::new() } else { format!(", found {found}") };
        lines.push(format!("{verdict}: {}{found}", expect.source));
    }
    lines.join("\n")
}

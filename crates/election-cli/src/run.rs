//! `election run`: a scenario from its start to its end.

use crate::output::Output;
use crate::{Done, Failure, perhaps, seeds};
use election_core::nearest::{nearest, nearest_few};
use election_core::outcome::{self, Budget, Outcome};
use election_core::scenario::Scenario;
use election_core::schema::BadInput;
use election_core::trace::Tracer;
use election_core::transcript::Transcript;
use std::fs::File;
use std::io::Read;
use std::ops::RangeInclusive;

include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The largest scenario file, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// How many events a run may have unless `--max-events` says otherwise: sixteen times as many as
/// the longest built-in story has.
const EVENTS: u64 = 2_000_000;
/// The same for a run of which every event is written down.
const EVENTS_TOLD: u64 = 1_000_000;

/// What `run` was asked for.
#[derive(Debug, Default)]
pub struct Options {
    seed: Option<u64>,
    seeds: Option<RangeInclusive<u64>>,
    json: bool,
    trace: bool,
    everything: bool,
    events: Option<u64>,
}

const ALLOWED: [&str; 6] = ["--seed", "--seeds", "--json", "--trace", "--all", "--max-events"];

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
                "--seed" => options.seed = Some(seed(rest.next())?),
                "--seeds" => options.seeds = Some(seeds::read(rest.next())?),
                "--max-events" => options.events = Some(max_events(rest.next())?),
                other => return Err(unknown("run", other, &ALLOWED)),
            }
        }
        let together = |a: bool, b: bool, says: &str| match a && b {
            true => Err(Failure::bad(format!("run: {says} do not go together"))),
            false => Ok(()),
        };
        let many = options.seeds.is_some();
        together(options.json, options.trace, "--json and --trace")?;
        together(options.everything, options.json || options.trace, "--all and --json or --trace")?;
        together(many, options.seed.is_some(), "--seeds and --seed")?;
        together(many, options.trace || options.everything, "--seeds and --trace or --all")?;
        Ok(options)
    }
}

/// A refusal of an option.
pub fn unknown(command: &str, option: &str, allowed: &[&str]) -> Failure {
    let meant = perhaps(nearest(option, allowed.iter().copied()));
    let allowed = allowed.join(", ");
    Failure::bad(format!("{command}: {option:?} is not known; allowed: {allowed}{meant}"))
}

fn seed(text: Option<&&str>) -> Result<u64, Failure> {
    let text = text.copied().unwrap_or("");
    let read = text.parse::<u32>().map(u64::from);
    read.map_err(|_| Failure::bad(format!("--seed: {text:?} is not an int from 0 to 4294967295")))
}

/// Reads `--max-events`.
pub fn max_events(text: Option<&&str>) -> Result<u64, Failure> {
    let text = text.copied().unwrap_or("");
    let read = text.parse::<u64>().ok().filter(|n| *n > 0);
    read.ok_or_else(|| Failure::bad(format!("--max-events: {text:?} is not an int from 1 up")))
}

/// Reads a scenario: a file, or a built-in one by `system/key`.
pub fn read(file: &str) -> Result<Scenario, Failure> {
    let bad = |says: String| Failure::bad(format!("{file}: {says}"));
    let built_in = SCENARIOS.iter().find(|(system, key, _)| format!("{system}/{key}") == file);
    let text = match built_in {
        Some((_, _, text)) => (*text).to_string(),
        None => read_file(file)?,
    };
    let value = serde_json::from_str(&text).map_err(|error| bad(format!("not JSON: {error}")))?;
    Scenario::read(&value).map_err(|error| bad(error.to_string()))
}

/// One byte more than allowed is read, so that too much is seen to be too much, wherever it comes
/// from: a pipe has no size that could be asked for before.
fn read_file(file: &str) -> Result<String, Failure> {
    let bad = |says: String| Failure::bad(format!("{file}: {says}"));
    let opened = File::open(file).map_err(|error| {
        let names: Vec<String> = SCENARIOS.iter().map(|(s, key, _)| format!("{s}/{key}")).collect();
        let near = perhaps(nearest_few(file, names.iter().map(String::as_str), 3));
        bad(format!("{error}, and no story of this name; allowed: see election list{near}"))
    })?;
    let mut bytes = Vec::new();
    let read = opened.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| bad(error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(bad(format!("more than {MAX_BYTES} bytes; allowed: up to {MAX_BYTES}")));
    }
    String::from_utf8(bytes).map_err(|error| bad(format!("not text: {error}")))
}

/// Runs a scenario file: a transcript, the outcome as JSON, every event as NDJSON, or a table over
/// many seeds. What is told on the way is printed at once.
pub fn run(file: &str, options: &Options) -> Done {
    let mut scenario = read(file)?;
    let failed = |error: BadInput| Failure::bad(error.to_string());
    let told = options.trace || (options.everything && !options.json);
    let events = options.events.unwrap_or(if told { EVENTS_TOLD } else { EVENTS });
    let budget = Budget { events };
    if let Some(seeds) = &options.seeds {
        return seeds::run(&scenario, seeds.clone(), budget, options.json);
    }
    if let Some(seed) = options.seed {
        scenario = scenario.with_seed(seed);
    }
    let (outcome, text) = if options.trace {
        let mut output = Output::new(Tracer::new(&scenario));
        let outcome = outcome::run_within(&scenario, budget, false, &mut output).map_err(failed)?;
        let mut tracer = output.close()?;
        if let Some(stopped) = &outcome.stopped {
            tracer.stop(stopped);
        }
        let text = tracer.finish(&*outcome.end);
        (outcome, text)
    } else if options.json {
        let outcome = outcome::run_within(&scenario, budget, true, &mut outcome::Nobody);
        let outcome = outcome.map_err(failed)?;
        let text = outcome.to_value(&scenario).to_string();
        (outcome, text)
    } else {
        let mut output = Output::new(Transcript::new(&scenario.config, options.everything));
        let outcome = outcome::run_within(&scenario, budget, true, &mut output).map_err(failed)?;
        let text = output.close()?.finish() + &summary(&scenario, &outcome);
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
        "{} attempted, {} acknowledged = {} survivors + {} lost; {} recovered, {} failed, {} unknown, {} open",
        sum.attempted,
        sum.acknowledged,
        sum.survivors,
        sum.lost,
        sum.recovered,
        sum.failed,
        sum.unknown,
        sum.open
    ));
    for property in outcome.end.properties() {
        let says = &property.witness.says;
        let at =
            if says.is_empty() { String::new() } else { format!(" at {}: {says}", property.at) };
        lines.push(format!("{:<14} {}{at}", property.status.word(), property.id));
    }
    lines.extend(judgements(scenario, outcome));
    lines.join("\n")
}

/// What was demanded of the run, and whether it came.
fn judgements(scenario: &Scenario, outcome: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    for step in &outcome.not_done {
        let (nth, deed, why) = (step.step, &step.deed, &step.why);
        let verdict = if step.ok { "not done, as allowed" } else { "NOT DONE" };
        lines.push(format!("{verdict}: plan[{nth}] {deed}: {why}"));
    }
    for (step, _) in outcome.captions.iter().enumerate().filter(|(_, at)| at.is_none()) {
        lines.push(format!("NEVER SHOWN: lesson.steps[{step}], its event did not come"));
    }
    if let Some(stopped) = &outcome.stopped {
        lines.push(format!("STOPPED at {} s: {}", stopped.at, stopped.why));
        return lines;
    }
    for (expect, (ok, found)) in scenario.expect.iter().zip(&outcome.expect) {
        let verdict = if *ok { "as expected" } else { "NOT AS EXPECTED" };
        let found = if *ok { String::new() } else { format!(", found {found}") };
        lines.push(format!("{verdict}: {}{found}", expect.source));
    }
    lines
}

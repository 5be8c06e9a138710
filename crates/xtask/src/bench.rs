//! `cargo xtask bench`: what is measured against the budgets of ARCHITECTURE.md. It reports;
//! it never fails for being slow, because a busy machine is no defect of the code.

use crate::step::Step;
use crate::{browser, crowd, other, page};
use election_core::systems::{NAMES, Name};
use election_e2e::page::{Page, Visitor};
use election_e2e::{Outcome, bench as probe, dist, serve_dist};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A quantity and what it may be at most, or must be at least.
struct Budget {
    key: &'static str,
    limit: f64,
    more_is_better: bool,
    unit: &'static str,
}

const BUDGETS: [Budget; 9] = [
    at_least("events-per-second", 3_000_000.0, "events/s"),
    at_least("events-per-second-traced", 1_000_000.0, "events/s"),
    at_most("script-per-frame", 4.0, "ms"),
    at_most("idle-mutations", 0.0, "mutations"),
    at_most("seek", 16.0, "ms"),
    at_most("seek-99th", 16.0, "ms"),
    at_most("history-per-event", 64.0, "B"),
    at_most("heap-per-event", 64.0, "B"),
    at_most("first-load-gzip", 200.0, "KB"),
];

const fn at_least(key: &'static str, limit: f64, unit: &'static str) -> Budget {
    Budget { key, limit, more_is_better: true, unit }
}

const fn at_most(key: &'static str, limit: f64, unit: &'static str) -> Budget {
    Budget { key, limit, more_is_better: false, unit }
}

/// Ten minutes: what the engine is measured over, as `election bench` does.
const SIMULATED_MS: u32 = 600_000;

/// The long run with faults: how long, how many faults, how many seeks.
const ENDURANCE: (u32, u32, u32) = (600_000, 20, 400);

/// Measures everything that can be measured, and says of the rest why not.
///
/// # Errors
/// If the page cannot be built or the browser is missing.
pub fn bench(arguments: &[String]) -> Outcome<()> {
    let argument = arguments.first().map(String::as_str);
    let only_engine = argument == Some("engine");
    let only_crowd = argument == Some("crowd");
    page::build_quietly()?;
    browser::ensure()?;
    Step::cargo("election: fast build", "build --quiet --profile fast -p election-cli").run()?;
    println!("\n  {:<58}{:>16}{:>12}", "", "measured", "budget");
    warn_if_busy();
    if only_crowd {
        let server = serve_dist()?;
        crowd::measure(&Page::new(Visitor::default())?, server.address());
        return Ok(());
    }
    let playgrounds = playgrounds()?;
    report("native", native(&playgrounds));
    let server = serve_dist()?;
    let address = server.address();
    let page = Page::new(Visitor::default())?;
    page.open(address)?;
    for name in NAMES {
        let story = format!("{}/playground", name.key);
        let file = crate::root().join(format!("scenarios/{story}.json"));
        page.open(&format!("{address}#1/{story}"))?;
        report("browser", probe::engine(&page, &fs::read_to_string(file)?, SIMULATED_MS));
    }
    if only_engine {
        return Ok(());
    }
    let at_rest = format!("{address}#1/redis/playground?t=0");
    let redis = fs::read_to_string(crate::root().join("scenarios/redis/playground.json"))?;
    report("browser, 20 faults", probe::endurance(&page, &at_rest, &redis, ENDURANCE));
    match probe::script_per_frame(&page, address) {
        Ok((ms, flying)) => {
            print_measure("script-per-frame", &format!("9 servers, {flying} messages"), ms);
        }
        Err(why) => println!("  script-per-frame: not measured: {}", first_line(&why.to_string())),
    }
    crowd::measure(&page, address);
    other::beside(&page, argument);
    print_outcome("idle-mutations", "3 s, paused", probe::idle_mutations(&page, address));
    let story = |name: Name| (name.key, format!("#1/{}/playground", name.key));
    let compared = ("two systems", "#1/raft/playground?t=0&vs=redis/playground".into());
    let embedded = ("embed", "?embed".into());
    for (what, query) in NAMES.map(story).into_iter().chain([compared, embedded]) {
        let files = probe::first_load(&page, &format!("{address}{query}"))?;
        print_first_load(what, &files)?;
    }
    Ok(())
}

/// Durations are of the wall clock: says so where other work would stretch them (Linux).
fn warn_if_busy() {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().and_then(|load| load.parse::<f64>().ok()).unwrap_or(0.0);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if load > cores as f64 {
        println!("  The machine is busy (load {load} on {cores} cores): times are too long.");
    }
}

/// Each system's playground: a quiet cluster with clients.
fn playgrounds() -> Outcome<Vec<PathBuf>> {
    let systems = fs::read_dir(crate::root().join("scenarios"))?.flatten();
    let mut files: Vec<PathBuf> =
        systems.map(|folder| folder.path().join("playground.json")).collect();
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

/// The engine's measures from `election bench`, by the keys of the budgets.
fn native(files: &[PathBuf]) -> Outcome<Value> {
    let words = "run --quiet --profile fast -p election-cli -- bench";
    let step = Step::cargo("election bench", words);
    let printed = files.iter().fold(step, Step::arg).output()?;
    let runs: Value = serde_json::from_str(&printed)?;
    let mut measures = Vec::new();
    for run in runs.as_array().into_iter().flatten() {
        let what = [&run["system"], &run["key"]].map(|name| name.as_str().unwrap_or("?"));
        let mut add = |key: &str, field: &str, scale: f64| {
            let value = run[field].as_f64().map(|value| value * scale);
            measures.push(json!({ "key": key, "what": what.join("/"), "value": value }));
        };
        add("events-per-second", "events_per_s", 1.0);
        add("events-per-second-traced", "events_per_s_traced", 1.0);
        add("seek", "seek_us_max", 0.001);
        add("history-per-event", "record_bytes_per_event", 1.0);
    }
    Ok(measures.into())
}

pub fn report(place: &str, measures: Outcome<Value>) {
    let measures = match measures {
        Ok(measures) => measures,
        Err(why) => return println!("  {place}: not measured: {}", first_line(&why.to_string())),
    };
    for measure in measures.as_array().into_iter().flatten() {
        let key = measure["key"].as_str().unwrap_or("?");
        let what = format!("{place}, {}", measure["what"].as_str().unwrap_or(""));
        print_measure(key, &what, measure["value"].as_f64().unwrap_or(f64::NAN));
    }
}

fn print_outcome(key: &str, what: &str, value: Outcome<f64>) {
    match value {
        Ok(value) => print_measure(key, what, value),
        Err(why) => println!("  {key}: not measured: {}", first_line(&why.to_string())),
    }
}

pub fn print_measure(key: &str, what: &str, value: f64) {
    let label = format!("{key}: {what}");
    let Some(budget) = BUDGETS.iter().find(|budget| budget.key == key) else {
        return println!("  {label:<58}{value:>16.1}");
    };
    let kept = if budget.more_is_better { value >= budget.limit } else { value <= budget.limit };
    let sign = if budget.more_is_better { "≥" } else { "≤" };
    let verdict = if kept { "" } else { "  OVER" };
    let unit = budget.unit;
    println!(
        "  {label:<58}{:>16} {sign} {:>9} {unit}{verdict}",
        number(value),
        number(budget.limit)
    );
}

fn print_first_load(form: &str, files: &[String]) -> Outcome<()> {
    let (mut raw, mut gzip) = (0, 0);
    println!();
    for file in files {
        let bytes = fs::read(dist().join(file))?;
        let packed = crate::gzipped(&bytes)?;
        page::print_size(&format!("{form}: {file}"), bytes.len(), packed);
        (raw, gzip) = (raw + bytes.len(), gzip + packed);
    }
    page::print_size(&format!("{form}: first load, raw and gzip"), raw, gzip);
    #[expect(clippy::cast_precision_loss, reason = "a page has fewer than 2^52 bytes")]
    print_measure("first-load-gzip", form, gzip as f64 / 1000.0);
    Ok(())
}

/// Whole numbers in groups of three, small ones with two decimals.
fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

pub fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("no reason given")
}

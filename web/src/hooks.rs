//! What tests and benches may ask of the page from outside: `window.wasmBindings`.

use crate::address::CATALOGUE;
use crate::loader;
use crate::locale::Language;
use election_core::action::Action;
use election_core::event::{Event, Sink};
use election_core::map;
use election_core::outcome::{self, Nobody};
use election_core::scenario::Scenario;
use election_core::sim::history::Run;
use election_core::sim::rng::{between, mix};
use election_core::systems;
use election_core::value::Value;
use election_core::words::{NodeId, Time};
use std::cell::Cell;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// Frames drawn, and the ms of script that they took.
    static FRAMES: Cell<(u32, f64)> = const { Cell::new((0, 0.0)) };
}

/// Measures the script of one frame.
pub struct FrameClock(f64);

impl FrameClock {
    /// A frame begins.
    pub fn start() -> FrameClock {
        FrameClock(now())
    }
    /// Its script is done.
    pub fn stop(self) {
        let (frames, ms) = FRAMES.get();
        FRAMES.set((frames + 1, ms + now() - self.0));
    }
}

/// The wall clock, in ms.
pub fn now() -> f64 {
    gloo::utils::window().performance().map_or(0.0, |clock| clock.now())
}

/// Frames played so far, and the milliseconds that playing (not drawing) them took.
#[wasm_bindgen]
pub fn frames() -> Vec<f64> {
    let (frames, ms) = FRAMES.get();
    vec![frames.into(), ms]
}

/// The final hash of a scenario (JSON), as `election run --json` prints it.
///
/// # Errors
/// What is wrong with the scenario.
#[wasm_bindgen]
pub fn hash(scenario: &str) -> Result<String, String> {
    let scenario = read(scenario)?;
    let outcome = outcome::run(&scenario, false, &mut Nobody).map_err(|bad| bad.to_string())?;
    Ok(format!("{:016x}", outcome.end.hash()))
}

/// The outcome of a scenario (JSON), as `election run --json` prints it.
///
/// # Errors
/// What is wrong with the scenario.
#[wasm_bindgen]
pub fn run(scenario: &str) -> Result<String, String> {
    let scenario = read(scenario)?;
    let outcome = outcome::run(&scenario, true, &mut Nobody).map_err(|bad| bad.to_string())?;
    Ok(outcome.to_value(&scenario).to_string())
}

/// Falls: what the page then shows can be seen.
///
/// # Panics
/// Always.
#[wasm_bindgen]
pub fn fall() {
    panic!("this page was asked to fall");
}

/// The engine's measures over a minute of every playground: a JSON list.
///
/// # Errors
/// If a story cannot be fetched or started.
#[wasm_bindgen]
pub async fn bench() -> Result<String, String> {
    let mut all = Vec::new();
    for (system, keys) in CATALOGUE {
        if keys.contains(&"playground") && systems::find(system).is_some() {
            let (_, story) = loader::story(Language::English, system, "playground").await;
            let story = story.map_err(|why| format!("{why:?}"))?;
            all.extend(measures(&sound(&story)?, Time::ms(60_000))?);
        }
    }
    Ok(Value::List(all).to_string())
}

/// The engine's measures over so many simulated ms of a scenario (JSON): a JSON list.
///
/// # Errors
/// What is wrong with the scenario.
#[wasm_bindgen]
pub fn measure(scenario: &str, ms: u32) -> Result<String, String> {
    measures(&read(scenario)?, Time::ms(ms.into())).map(|all| Value::List(all).to_string())
}

/// What a long run with faults costs: so many simulated ms of a scenario (JSON), so many faults
/// spread over them, so many seeks to and fro. A JSON list.
///
/// # Errors
/// What is wrong with the scenario.
#[wasm_bindgen]
pub fn endure(scenario: &str, ms: u32, faults: u32, seeks: u32) -> Result<String, String> {
    let bad = |bad: election_core::schema::BadInput| bad.to_string();
    let scenario = read(scenario)?;
    let (until, seeks) = (Time::ms(ms.into()), seeks.max(1));
    let script = Arc::new(spread(&scenario, until, faults));
    let mut run = Run::with_script(scenario.clone(), script.clone()).map_err(bad)?;
    let heap = heap_bytes();
    run.seek(until);
    let grown = heap_bytes() - heap;
    let mut took: Vec<f64> = (0..seeks)
        .map(|nth| {
            let to = Time(between(mix(nth.into()), 0, until.0));
            let clock = now();
            run.seek(to);
            now() - clock
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    let mut events = Counter(0);
    let mut world = scenario.start().map_err(bad)?;
    world.set_script(script);
    world.advance_to(until, &mut events);
    let what = [scenario.config.system.key, "/", &scenario.key].concat();
    let measure = |key: &str, value: f64| {
        map! { "key" => key, "what" => &what, "value" => Value::Decimal((value * 1e6) as i64) }
    };
    let all = vec![
        measure("seek-median", at(0.5)),
        measure("seek-99th", at(0.99)),
        measure("seek-longest", at(1.0)),
        measure("events", events.0 as f64),
        measure("heap-per-event", grown / events.0.max(1) as f64),
    ];
    Ok(Value::List(all).to_string())
}

/// Faults of four kinds in turn, each undone ten seconds later.
fn spread(scenario: &Scenario, until: Time, faults: u32) -> Vec<(Time, Action)> {
    let servers = scenario.config.servers().count() as u32;
    let mut script = Vec::new();
    for nth in 0..faults {
        let node = NodeId((nth % servers) as u8);
        let at = Time(until.0 / u64::from(faults + 1) * u64::from(nth + 1));
        let (fault, undone) = match nth % 4 {
            0 => (Action::Kill(node), Action::Restart(node)),
            1 => (Action::Isolate(node), Action::HealAll),
            2 => (Action::PowerOff(node), Action::Restart(node)),
            _ => (Action::Pause(node), Action::Resume(node)),
        };
        script.extend([(at, fault), (at.plus(10_000_000), undone)]);
    }
    script.sort_by_key(|(at, _)| *at);
    script
}

/// Counts events.
struct Counter(u64);

impl Sink for Counter {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, _: &Event) {
        self.0 += 1;
    }
}

/// How much memory the program has taken from the browser, in bytes. It never gives any back.
fn heap_bytes() -> f64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    js_sys::ArrayBuffer::from(memory.buffer()).byte_length().into()
}

/// How often speed is measured; the best counts. Browsers compile a program fast at first and
/// well while it runs: the first round measures that, and the others what a visitor has after
/// some seconds.
const ROUNDS: u32 = 4;

fn measures(scenario: &Scenario, until: Time) -> Result<Vec<Value>, String> {
    let bad = |bad: election_core::schema::BadInput| bad.to_string();
    let (mut quiet, mut traced) = (f64::MAX, f64::MAX);
    let mut run = Run::new(scenario.clone()).map_err(bad)?;
    for _ in 0..ROUNDS {
        let mut plain = scenario.start().map_err(bad)?;
        let clock = now();
        plain.advance_to(until, &mut Nobody);
        quiet = quiet.min(now() - clock);
        run = Run::new(scenario.clone()).map_err(bad)?;
        let clock = now();
        run.seek(until);
        traced = traced.min(now() - clock);
    }
    let clock = now();
    for nth in 0..40 {
        run.seek(Time(until.0 / 41 * ((nth * 17) % 41)));
    }
    let seek = (now() - clock) / 40.0;
    let events = run.records().len() as f64;
    let what = [scenario.config.system.key, "/", &scenario.key].concat();
    let measure = |key: &str, value: f64| {
        map! { "key" => key, "what" => &what, "value" => Value::Decimal((value * 1e6) as i64) }
    };
    let per_second = |took: f64| events / took.max(0.001) * 1000.0;
    Ok(vec![
        measure("events-per-second", per_second(quiet)),
        measure("events-per-second-traced", per_second(traced)),
        measure("seek", seek),
    ])
}

fn read(scenario: &str) -> Result<Scenario, String> {
    sound(&loader::parse(scenario)?)
}

fn sound(scenario: &Value) -> Result<Scenario, String> {
    Scenario::read_changed(scenario).map_err(|bad| bad.to_string())
}

//! What tests and benches may ask of the page from outside: `window.wasmBindings`.

use crate::address::CATALOGUE;
use crate::loader;
use crate::locale::Language;
use election_core::map;
use election_core::outcome::{self, Nobody};
use election_core::scenario::Scenario;
use election_core::sim::history::Run;
use election_core::systems;
use election_core::value::Value;
use election_core::words::Time;
use std::cell::Cell;
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

fn now() -> f64 {
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

fn measures(scenario: &Scenario, until: Time) -> Result<Vec<Value>, String> {
    let bad = |bad: election_core::schema::BadInput| bad.to_string();
    let mut plain = scenario.start().map_err(bad)?;
    let clock = now();
    plain.advance_to(until, &mut Nobody);
    let quiet = now() - clock;
    let mut run = Run::new(scenario.clone()).map_err(bad)?;
    let clock = now();
    run.seek(until);
    let traced = now() - clock;
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
    Scenario::read(scenario).map_err(|bad| bad.to_string())
}

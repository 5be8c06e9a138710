//! `election bench`: what the engine costs, as one JSON object.

use crate::run::read;
use crate::{Done, Failure};
use election_core::map;
use election_core::outcome::{Budget, Nobody, Stopped, advance};
use election_core::scenario::Scenario;
use election_core::search::Counter;
use election_core::sim::history::Run;
use election_core::sim::rng;
use election_core::value::Value;
use election_core::words::Time;
use std::time::Instant;

/// Ten minutes of simulated time.
const LONG: Time = Time(600_000_000);

/// A run that has more events is measured up to there.
const EVENTS: u64 = 5_000_000;

/// Measures every file given.
pub fn bench(files: &[&str]) -> Done {
    let one = |file: &&str| measure(&read(file)?);
    let all = files.iter().map(one).collect::<Result<Vec<Value>, Failure>>()?;
    Ok(Value::List(all).to_string())
}

fn measure(scenario: &Scenario) -> Result<Value, Failure> {
    let bad = |error: election_core::schema::BadInput| Failure::bad(error.to_string());
    let mut counted = scenario.start().map_err(bad)?;
    let mut count = Counter::default();
    let stopped = advance(&mut *counted, LONG, &mut count, Budget { events: EVENTS });
    let (events, long) = (count.events, stopped.as_ref().map_or(LONG, |stopped| stopped.at));

    let mut plain = scenario.start().map_err(bad)?;
    let clock = Instant::now();
    plain.advance_to(long, &mut Nobody);
    let quiet = clock.elapsed();

    let mut run = Run::new(scenario.clone()).map_err(bad)?;
    let clock = Instant::now();
    run.seek(long);
    let traced = clock.elapsed();

    let clock = Instant::now();
    let clones = 1000;
    for _ in 0..clones {
        std::hint::black_box(run.cluster().fork());
    }
    let clone = clock.elapsed() / clones;
    let mut seeks: Vec<u128> = (0..200).map(|nth| seek(&mut run, nth, long)).collect();
    seeks.sort_unstable();
    let (records, checkpoints) = run.weight();
    let per_second =
        |took: std::time::Duration| events * 1_000_000 / (took.as_micros().max(1) as u64);
    Ok(map! {
        "system" => scenario.config.system.key, "key" => &scenario.key,
        "processes" => scenario.config.nodes.len() as u32,
        "simulated_ms" => long.as_ms(),
        "stopped" => stopped.as_ref().map(Stopped::to_value), "events" => events, "steps" => plain.step_no().0,
        "events_per_s" => per_second(quiet), "events_per_s_traced" => per_second(traced),
        "seek_us_median" => seeks[seeks.len() / 2] as u64,
        "seek_us_max" => seeks[seeks.len() - 1] as u64,
        "clone_ns" => clone.as_nanos() as u64,
        "record_bytes_per_event" => Value::Decimal((records as i64 * 1_000_000) / events.max(1) as i64),
        "checkpoints" => checkpoints as u32,
    })
}

/// A seek to a drawn time up to `long`; how many µs it took.
fn seek(run: &mut Run, nth: u64, long: Time) -> u128 {
    let to = Time(rng::between(rng::mix(nth), 0, long.0));
    let clock = Instant::now();
    run.seek(to);
    clock.elapsed().as_micros()
}

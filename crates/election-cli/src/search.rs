//! `election search`: random faults until a promise breaks.

use crate::run::{max_events, read, unknown};
use crate::{Done, Failure};
use election_core::outcome::Budget;
use election_core::scenario::deed::write_action;
use election_core::search::{Trouble, hunt_within};

/// How many events the run of one plan may have, unless `--max-events` says otherwise.
const EVENTS: u64 = 2_000_000;

/// Tries plans on a scenario file; prints the smallest that breaks a promise.
pub fn search(file: &str, options: &[&str]) -> Done {
    let (mut plans, mut first, mut events) = (200, 1, EVENTS);
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--plans" => plans = number("--plans", rest.next(), 1, 1_000_000)?,
            "--seed" => first = number("--seed", rest.next(), 0, u32::MAX.into())?,
            "--max-events" => events = max_events(rest.next())?,
            other => return Err(unknown("search", other, &["--plans", "--seed", "--max-events"])),
        }
    }
    let scenario = read(file)?;
    match hunt_within(&scenario, first..first + plans, Budget { events }) {
        Ok(None) => Ok(format!("{plans} plans tried, seeds {first} on: no promise broke")),
        Ok(Some(trouble)) => {
            let lines = trouble.script.iter().map(|(at, action)| {
                format!("  {at} s  {}", write_action(action, &scenario.config))
            });
            let Trouble { seed, property, at, says, .. } = &trouble;
            let plan = lines.collect::<Vec<_>>().join("\n");
            Ok(format!("{property} is violated at {at} s: {says}\nseed {seed}, after\n{plan}"))
        }
        Err((seed, stopped)) => Err(Failure::Expectation(format!(
            "{} plans tried, no promise broke; STOPPED with seed {seed} at {} s: {}",
            seed - first,
            stopped.at,
            stopped.why
        ))),
    }
}

fn number(name: &str, text: Option<&&str>, min: u64, max: u64) -> Result<u64, Failure> {
    let text = text.copied().unwrap_or("");
    let read = text.parse::<u64>().ok().filter(|n| (min..=max).contains(n));
    let says = || Failure::bad(format!("{name}: {text:?} is not an int from {min} to {max}"));
    read.ok_or_else(says)
}

//! `election search`: random faults until a promise breaks.

use crate::run::read;
use crate::{Done, Failure};
use election_core::scenario::deed::write_action;
use election_core::search::{Trouble, hunt};

/// Tries plans on a scenario file; prints the smallest that breaks a promise.
pub fn search(file: &str, options: &[&str]) -> Done {
    let scenario = read(file)?;
    let number = |name: &str, default: u64, max: u64| {
        let place = options.iter().position(|option| *option == name);
        let Some(place) = place else { return Ok(default) };
        let text = options.get(place + 1).copied().unwrap_or("");
        text.parse::<u64>()
            .ok()
            .filter(|n| *n <= max)
            .ok_or_else(|| Failure::bad(format!("{name}: {text:?} is not an int from 0 to {max}")))
    };
    let known = ["--plans", "--seed"];
    if let Some(other) = options.iter().step_by(2).find(|option| !known.contains(option)) {
        let says = format!("search: {other:?} is not known; allowed: --plans N, --seed N");
        return Err(Failure::bad(says));
    }
    let first = number("--seed", 1, u32::MAX.into())?;
    let plans = number("--plans", 200, 1_000_000)?;
    match hunt(&scenario, first..first + plans) {
        None => Ok(format!("{plans} plans tried, seeds {first} on: no promise broke")),
        Some(trouble) => {
            let lines = trouble.script.iter().map(|(at, action)| {
                format!("  {at} s  {}", write_action(action, &scenario.config))
            });
            let Trouble { seed, property, at, says, .. } = &trouble;
            let plan = lines.collect::<Vec<_>>().join("\n");
            Ok(format!("{property} is violated at {at} s: {says}\nseed {seed}, after\n{plan}"))
        }
    }
}

//! Every built-in scenario keeps its word over many seeds.

use crate::stories;
use election_core::outcome::{self, Nobody};
use election_core::property::Status;

const SEEDS: u64 = 50;

/// Every claim comes true, every step of a plan ends as it must, every caption is shown.
#[test]
fn every_expectation_holds_over_fifty_seeds() {
    let mut failures = Vec::new();
    for (name, _, scenario) in stories::all() {
        assert!(!scenario.expect.is_empty(), "{name} claims nothing");
        let first = scenario.config.seed;
        for seed in std::iter::once(first).chain(1..=SEEDS) {
            let told = scenario.with_seed(seed);
            let outcome = outcome::run(&told, false, &mut Nobody).unwrap();
            for (expect, (ok, found)) in told.expect.iter().zip(&outcome.expect) {
                if !ok {
                    failures.push(format!("{name} seed {seed}: {}, found {found}", expect.source));
                }
            }
            for step in outcome.not_done.iter().filter(|step| !step.ok) {
                failures.push(format!("{name} seed {seed}: {}: {}", step.deed, step.why));
            }
            for step in (0..outcome.captions.len()).filter(|i| outcome.captions[*i].is_none()) {
                failures.push(format!("{name} seed {seed}: lesson.steps[{step}] is never shown"));
            }
            assert!(outcome.stopped.is_none(), "{name} seed {seed}");
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// A promise may break only where the story says so, or where a rule is off.
#[test]
fn promises_are_kept_unless_the_story_says_otherwise() {
    let mut failures = Vec::new();
    for (name, file, scenario) in stories::all() {
        if !scenario.config.rules_off.is_empty() {
            continue;
        }
        let said = file.at("expect").to_string();
        for seed in 1..=10 {
            let outcome = outcome::run(&scenario.with_seed(seed), false, &mut Nobody).unwrap();
            for property in outcome.end.properties() {
                let broken = property.promised && property.status == Status::Violated;
                if broken && !said.contains(&format!("\"property\":\"{}\"", property.id)) {
                    let says = property.witness.says;
                    failures.push(format!("{name} seed {seed}: {} {says}", property.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// "Try the opposite" changes something. A run with the switch on is the same file, so this is asked
/// of the stories alone.
#[test]
fn every_switch_has_another_value_than_the_story() {
    for (name, _, scenario) in stories::all() {
        let Some(switch) = &scenario.lesson.switch else { continue };
        let config = &scenario.config;
        let now = config.settings.get(&switch.setting).cloned();
        let holds = !config.rules_off.iter().any(|off| *off == switch.setting);
        assert_ne!(now.unwrap_or(holds.into()), switch.value, "{name}");
    }
}

/// The ledger is a sum at every moment.
#[test]
fn the_ledger_adds_up_at_every_moment() {
    for (name, _, scenario) in stories::all() {
        let mut world = scenario.start().unwrap();
        for part in 1..=60 {
            let at = election_core::words::Time(scenario.until.0 * part / 60);
            world.advance_to(at, &mut Nobody);
            let sum = world.sum();
            assert_eq!(sum.survivors + sum.lost, sum.acknowledged, "{name} at {at}: {sum:?}");
            let ends = sum.acknowledged + sum.failed + sum.unknown + sum.open;
            assert_eq!(ends, sum.attempted, "{name} at {at}: {sum:?}");
            assert!(sum.doomed <= sum.lost, "{name} at {at}: {sum:?}");
        }
    }
}

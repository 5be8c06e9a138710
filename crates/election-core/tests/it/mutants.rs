//! Rules on: nothing is found. A rule off: a named property breaks, in a story, under random
//! faults, or in an exploration.

use crate::stories;
use election_core::outcome::{self, Nobody};
use election_core::property::Status;
use election_core::rule::Rule;
use election_core::scenario::Scenario;
use election_core::search::{Reach, explore, hunt};
use election_core::system::SystemSpec;
use election_core::systems::SYSTEMS;
use election_core::words::Time;

/// The stories of a system with the switched-off rules of each replaced.
fn stories_of(system: &str) -> Vec<(String, Scenario)> {
    let all = stories::all().into_iter().filter(|(_, _, s)| s.config.system.key == system);
    all.map(|(name, _, scenario)| (name, scenario)).collect()
}

fn with_off(scenario: &Scenario, rules: &[&'static str]) -> Scenario {
    let mut changed = scenario.clone();
    changed.config.rules_off = rules.to_vec();
    changed
}

/// The world of a story when its first leader is established, or after five seconds.
fn led(scenario: &Scenario) -> Box<dyn election_core::sim::Cluster> {
    let mut world = scenario.start().unwrap();
    while world.authority().is_none() && world.now() < Time::ms(5000) && world.step(&mut Nobody) {}
    world
}

const REACH: Reach = Reach { depth: 14, states: 6_000, bounces: 1, timers: 2 };

/// How a switched-off rule was caught, if it was.
fn caught(rule: &'static Rule) -> Option<String> {
    let system = rule.id.split('/').next().unwrap_or("");
    let stories = stories_of(system);
    for (name, scenario) in &stories {
        // What breaks with all rules on, too, catches nothing.
        let violated = |rules: &[&'static str]| {
            let outcome = outcome::run(&with_off(scenario, rules), false, &mut Nobody).ok()?;
            let mut broken = outcome.end.properties();
            broken.retain(|it| it.promised && it.status == Status::Violated);
            Some(broken)
        };
        let Some(mut found) = violated(&[rule.id]).filter(|found| !found.is_empty()) else {
            continue;
        };
        let before = violated(&[]).unwrap_or_default();
        found.retain(|it| before.iter().all(|old| old.id != it.id));
        if let Some(property) = found.first() {
            return Some(format!("{} at {} in {name}", property.id, property.at));
        }
    }
    for (name, scenario) in stories.iter().filter(|(name, _)| name.ends_with("/playground")) {
        let off = with_off(scenario, &[rule.id]);
        if let Some(trouble) = hunt(&off, 1..60) {
            let steps = trouble.script.len();
            return Some(format!("{} by {steps} faults in {name}", trouble.property));
        }
        let found = explore(&*led(&off), REACH);
        if let Some((property, path)) = found.broken {
            return Some(format!("{property} by {} steps from {name}", path.len()));
        }
    }
    None
}

#[test]
fn each_rule_switched_off_is_caught_by_a_property() {
    let mut missed = Vec::new();
    // A system lists the rules of another that it runs on, too: once is enough.
    let own = |spec: &&'static SystemSpec| {
        let prefix = format!("{}/", spec.key);
        spec.rules.iter().filter(move |rule| rule.switch && rule.id.starts_with(&prefix))
    };
    for rule in SYSTEMS.iter().flat_map(|spec| own(spec)) {
        match caught(rule) {
            Some(how) => println!("{}: {how}", rule.id),
            None => missed.push(rule.id),
        }
    }
    assert!(missed.is_empty(), "nothing catches {missed:?}");
}

#[test]
fn with_all_rules_on_random_faults_find_nothing() {
    for spec in SYSTEMS {
        for (name, scenario) in stories_of(spec.key) {
            let trouble = name.ends_with("/playground").then(|| hunt(&scenario, 1..25)).flatten();
            assert_eq!(trouble, None, "{name}");
        }
    }
}

#[test]
fn with_all_rules_on_an_exploration_finds_nothing() {
    for spec in SYSTEMS {
        for (name, scenario) in stories_of(spec.key) {
            if name.ends_with("/playground") {
                let explored = explore(&*led(&scenario), REACH);
                assert_eq!(explored.broken, None, "{name}");
                assert!(explored.states > 100, "{name}: only {} states", explored.states);
            }
        }
    }
}

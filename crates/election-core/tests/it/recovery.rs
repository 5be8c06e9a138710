//! After the worst night — the power of every server fails, and all start again — clients are
//! served again, in every system and every release.

use crate::stories;
use election_core::action::Action;
use election_core::outcome::Nobody;
use election_core::scenario::Scenario;
use election_core::words::{NodeId, Time};
use std::sync::Arc;

/// Whether a write is acknowledged in the last quarter of the run.
fn is_served_again(scenario: &Scenario, until: Time) -> bool {
    let servers = || scenario.config.servers().map(|node| node.id);
    let at = |ms: u64, deed: fn(NodeId) -> Action| {
        servers().map(move |id| (Time::ms(ms), deed(id))).collect::<Vec<_>>()
    };
    let script = [at(15_000, Action::PowerOff), at(17_000, Action::Restart)].concat();
    let mut world = scenario.start().unwrap();
    world.set_script(Arc::new(script));
    world.advance_to(until, &mut Nobody);
    let late = Time(until.0 * 3 / 4);
    let mut ops = world.ledger().ops().iter();
    ops.any(|op| op.is_acknowledged() && op.done.is_some_and(|(at, _)| at > late))
}

#[test]
fn when_all_servers_lost_power_clients_are_served_again() {
    let mut wrong = Vec::new();
    for (name, file, _) in stories::all() {
        if !name.contains("/playground") {
            continue;
        }
        let profiles: &[&str] = if name == "kafka/playground-zookeeper" {
            &["0.11", "2.4", "2.8", "3.9"]
        } else {
            &[""]
        };
        for profile in profiles {
            let mut file = file.clone();
            if !profile.is_empty() {
                let mut settings = file.at("settings").clone();
                settings.set("profile", (*profile).into());
                file.set("settings", settings);
            }
            let scenario = Scenario::read(&file).unwrap_or_else(|bad| panic!("{name}: {bad}"));
            let fails =
                |seed: &u64| !is_served_again(&scenario.with_seed(*seed), Time::ms(150_000));
            let failed: Vec<u64> = (1..=12).filter(fails).collect();
            if !failed.is_empty() {
                wrong.push(format!("{name} {profile}: seeds {failed:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

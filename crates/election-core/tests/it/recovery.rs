//! After the worst night — power fails, and all that lost it start again — clients are served
//! again, in every system and every release.

use crate::ask::json;
use crate::stories;
use election_core::action::Action;
use election_core::outcome::Nobody;
use election_core::scenario::Scenario;
use election_core::value::Value;
use election_core::words::{NodeId, Time};
use std::sync::Arc;

/// Whether each client is answered in the last fifth of a run in which these lose power.
fn are_served_again(scenario: &Scenario, dark: &[NodeId]) -> bool {
    let at = |ms: u64, deed: fn(NodeId) -> Action| {
        dark.iter().map(move |&id| (Time::ms(ms), deed(id))).collect::<Vec<_>>()
    };
    let script = [at(15_000, Action::PowerOff), at(17_000, Action::Restart)].concat();
    let mut world = scenario.start().unwrap();
    world.set_script(Arc::new(script));
    world.advance_to(Time::ms(150_000), &mut Nobody);
    let late = |at: Time| at > Time::ms(120_000);
    let clients = scenario.config.nodes.iter().filter(|node| node.kind.client);
    clients.map(|node| node.id).all(|client| {
        let mut ops = world.ledger().ops().iter().filter(|op| op.id.client() == client);
        ops.any(|op| op.succeeded() && op.done.is_some_and(|(when, _)| late(when)))
    })
}

/// Those that lose power together: every server, or all of one kind.
fn nights(scenario: &Scenario) -> Vec<Vec<NodeId>> {
    let all: Vec<_> = scenario.config.servers().collect();
    let mut kinds: Vec<&str> = all.iter().map(|node| node.kind.name).collect();
    kinds.dedup();
    let of = |kind: &&str| {
        let own = all.iter().filter(|node| node.kind.name == *kind);
        own.map(|node| node.id).collect()
    };
    let mut nights: Vec<Vec<NodeId>> = kinds.iter().map(of).collect();
    if kinds.len() > 1 {
        nights.push(all.iter().map(|node| node.id).collect());
    }
    nights
}

/// The seeds on which somebody waits for ever, by cast and night.
fn wrong(name: &str, file: &Value) -> Vec<String> {
    let scenario = Scenario::read(file).unwrap_or_else(|bad| panic!("{name}: {bad}"));
    let judged = nights(&scenario).into_iter().map(|dark| {
        let fails = |seed: &u64| !are_served_again(&scenario.with_seed(*seed), &dark);
        let failed: Vec<u64> = (1..=12).filter(fails).collect();
        (failed.is_empty(), format!("{name}, {dark:?}: seeds {failed:?}"))
    });
    judged.filter(|(fine, _)| !fine).map(|(_, what)| what).collect()
}

#[test]
fn when_servers_lost_power_clients_are_served_again() {
    let wrong: Vec<String> =
        stories::playgrounds().flat_map(|(name, file, _)| wrong(&name, &file)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Three brokers with the producer and the consumer of their release.
fn kafka(profile: &str) -> Value {
    let on_zookeeper = profile != "4.x";
    let (others, session) = match on_zookeeper {
        true => (["z1", "z2", "z3"], r#","zookeeper.session.timeout.ms":6000"#),
        false => (["101", "102", "103"], ""),
    };
    let kind = if on_zookeeper { "zookeeper" } else { "controller" };
    let others = others.map(|id| format!(r#"{{"id":"{id}","kind":"{kind}"}}"#)).join(",");
    json(&format!(
        r#"{{"version":1,"system":"kafka","seed":1,"until_ms":150000,
            "nodes":[{{"id":"1"}},{{"id":"2"}},{{"id":"3"}},{others}],
            "clients":[{{"id":"p","kind":"producer","every_ms":300}},
                       {{"id":"c","kind":"consumer"}}],
            "settings":{{"profile":"{profile}"{session}}}}}"#
    ))
}

#[test]
fn when_brokers_of_any_release_lost_power_clients_are_served_again() {
    let profiles = ["0.8", "0.11", "2.4", "2.8", "3.9", "4.x"];
    let wrong: Vec<String> =
        profiles.iter().flat_map(|profile| wrong(profile, &kafka(profile))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! The same story and seed give the same run; a seek gives the same moment; a fault changes
//! nothing before it; a link gives the same run back.

use crate::stories;
use election_core::action::Action;
use election_core::event::{Event, What};
use election_core::outcome::Nobody;
use election_core::permalink::{self, Address};
use election_core::scenario::Scenario;
use election_core::search::mischief;
use election_core::sim::history::Run;
use election_core::sim::rng::{between, mix};
use election_core::words::Time;
use std::sync::Arc;

/// As much of the run as these tests look at.
fn span(scenario: &Scenario) -> Time {
    scenario.until.min(Time::ms(20_000))
}

fn straight(scenario: &Scenario, to: Time) -> u64 {
    let mut world = scenario.start().unwrap();
    world.advance_to(to, &mut Nobody);
    world.hash()
}

#[test]
fn the_same_seed_gives_the_same_run_whoever_looks() {
    for (name, _, scenario) in stories::all() {
        let to = span(&scenario);
        let mut watched = scenario.start().unwrap();
        let mut events: Vec<Event> = Vec::new();
        watched.advance_to(to, &mut events);
        assert_eq!(watched.hash(), straight(&scenario, to), "{name}");
        assert_ne!(watched.hash(), straight(&scenario.with_seed(987_654), to), "{name}: no seed?");
    }
}

#[test]
fn random_seeks_and_steps_arrive_where_the_straight_run_was() {
    for (name, _, scenario) in stories::all() {
        let to = span(&scenario);
        let mut run = Run::new(scenario.clone()).unwrap();
        for nth in 0..40 {
            let at = Time(between(mix(nth), 0, to.0));
            run.seek(at);
            if nth % 8 == 0 {
                assert_eq!(run.cluster().hash(), straight(&scenario, at), "{name} at {at}");
            }
            run.step_forward();
            let (step, hash) = (run.cluster().step_no(), run.cluster().hash());
            run.step_back();
            run.step_forward();
            assert_eq!((run.cluster().step_no(), run.cluster().hash()), (step, hash), "{name}");
        }
        run.seek(to);
        assert_eq!(run.cluster().hash(), straight(&scenario, to), "{name} at the end");
    }
}

#[test]
fn acting_in_the_past_keeps_the_old_branch_as_it_was() {
    for (name, _, scenario) in stories::all() {
        let to = span(&scenario);
        let mut run = Run::new(scenario.clone()).unwrap();
        run.seek(to);
        let before = run.cluster().hash();
        run.seek(Time(to.0 / 3));
        run.act(Action::Kill(election_core::words::NodeId(0)));
        run.seek(to);
        let script = run.script().clone();
        let mut replay = scenario.start().unwrap();
        replay.set_script(script);
        replay.advance_to(to, &mut Nobody);
        assert_eq!(run.cluster().hash(), replay.hash(), "{name}: the fork is not its script");
        run.switch(0);
        run.seek(to);
        assert_eq!(run.cluster().hash(), before, "{name}: the old branch changed");
    }
}

/// What happened, without step numbers: those count the fault too.
fn story(scenario: &Scenario, script: Vec<(Time, Action)>, to: Time) -> Vec<(Time, What)> {
    let mut world = scenario.start().unwrap();
    world.set_script(Arc::new(script));
    let mut events: Vec<Event> = Vec::new();
    world.advance_to(to, &mut events);
    events.into_iter().map(|event| (event.at, event.what)).collect()
}

#[test]
fn a_fault_changes_nothing_before_it() {
    for (name, _, scenario) in stories::all() {
        let to = span(&scenario);
        let at = Time(to.0 / 2);
        let quiet = story(&scenario, Vec::new(), to);
        let last = election_core::words::NodeId(scenario.config.servers().count() as u8 - 1);
        let cut = story(&scenario, vec![(at, Action::Isolate(last))], to);
        let before = |events: &[(Time, What)]| {
            events.iter().filter(|(when, _)| *when < at).cloned().collect::<Vec<_>>()
        };
        assert_eq!(before(&quiet), before(&cut), "{name}");
    }
}

#[test]
fn a_link_gives_the_run_back() {
    for (name, _, scenario) in stories::all() {
        let to = span(&scenario);
        let mut script = mischief(&scenario, 5, Time(1000), to);
        script.truncate(30);
        let mut run = Run::with_script(scenario.clone(), Arc::new(script.clone())).unwrap();
        run.seek(to);
        let check = permalink::check_of(run.cluster());
        let link = permalink::encode(&scenario, &scenario, &script, to, check);
        let address = Address::parse(&link).unwrap_or_else(|bad| panic!("{name}: {link}: {bad}"));
        let applied = address.apply(&scenario);
        assert_eq!(applied.refused, [], "{name}: {link}");
        assert_eq!((&applied.script, applied.at), (&script, to), "{name}: {link}");
        let mut again = Run::with_script(applied.scenario, Arc::new(applied.script)).unwrap();
        again.seek(applied.at);
        assert_eq!(address.check, Some(permalink::check_of(again.cluster())), "{name}: {link}");
    }
}

#[test]
fn a_broken_link_is_refused_by_name_and_never_panics() {
    let (_, _, scenario) = stories::all().swap_remove(0);
    let script = mischief(&scenario, 5, Time(1000), Time::ms(9000));
    let link = permalink::encode(&scenario, &scenario.with_seed(99), &script, Time(5), 77);
    for place in 0..link.len() {
        for byte in [b'~', b'!', b'0', b'%', b'/', b'?', b'z'] {
            let mut bytes = link.clone().into_bytes();
            bytes[place] = byte;
            if let Ok(address) = Address::parse(&String::from_utf8(bytes).unwrap()) {
                let _ = address.apply(&scenario);
            }
        }
        if let Ok(address) = Address::parse(&link[..place]) {
            let _ = address.apply(&scenario);
        }
    }
    for (text, field) in [
        ("2/raft/election", "link.version"),
        ("1/Raft!/x", "link.system"),
        ("1/raft", "link.story"),
        ("1/raft/x?seed=-1", "link.seed"),
        ("1/raft/x?what=1", "link.what"),
        ("1/raft/x?t=%%", "link.t"),
    ] {
        assert_eq!(Address::parse(text).unwrap_err().path, field, "{text}");
    }
}

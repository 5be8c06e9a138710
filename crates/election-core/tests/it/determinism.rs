//! The same story and seed give the same run; a seek gives the same moment; a fault changes
//! nothing before it.

use crate::stories;
use election_core::action::Action;
use election_core::event::{Event, What};
use election_core::outcome::Nobody;
use election_core::scenario::Scenario;
use election_core::search::mischief;
use election_core::sim::history::Run;
use election_core::sim::rng::{between, mix};
use election_core::words::{NodeId, Time};
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
        for nth in 0..20 {
            run.seek(Time(between(mix(nth), 0, to.0)));
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

/// Each seed is a run of its own, sought to and fro in; the stories take turns.
#[test]
fn a_seek_of_a_thousand_random_seeds_arrives_where_the_straight_run_was() {
    let stories = stories::all();
    for seed in 0..1_000_u64 {
        let (name, _, story) = &stories[(seed % stories.len() as u64) as usize];
        let scenario = story.with_seed(mix(seed) >> 32);
        let to = scenario.until.min(Time::ms(6_000));
        let script: Arc<Vec<_>> = Arc::new(mischief(&scenario, seed, Time(1000), to));
        let mut run = Run::with_script(scenario.clone(), script.clone()).unwrap();
        run.seek(Time(between(mix(seed), 0, to.0)));
        run.seek(Time(between(mix(seed ^ 1), 0, to.0)));
        let at = Time(between(mix(seed ^ 2), 0, to.0));
        run.seek(at);
        let mut world = scenario.start().unwrap();
        world.set_script(script);
        world.advance_to(at, &mut Nobody);
        assert_eq!(run.cluster().hash(), world.hash(), "{name} with seed {seed} at {at}");
    }
}

#[test]
fn a_fork_at_any_point_leaves_the_old_branch_as_it_was() {
    for (nth, (name, _, scenario)) in (0u64..).zip(stories::all()) {
        let to = span(&scenario);
        let mut run = Run::new(scenario.clone()).unwrap();
        run.seek(to);
        // The story, a fork of it, a fork of that: each as its script tells it.
        for fork in 0..3 {
            run.seek(Time(between(mix(nth * 3 + fork), 0, to.0)));
            run.act(Action::Kill(NodeId(fork as u8 % scenario.config.nodes.len() as u8)));
            run.seek(to);
        }
        let branches: Vec<_> = run.branches().to_vec();
        assert_eq!(branches.len(), 4, "{name}");
        for (place, branch) in branches.iter().enumerate().rev() {
            run.switch(place);
            run.seek(to);
            let mut replay = scenario.start().unwrap();
            replay.set_script(branch.script.clone());
            replay.advance_to(to, &mut Nobody);
            assert_eq!(run.cluster().hash(), replay.hash(), "{name}: branch {place}");
            assert_eq!(run.branches(), branches, "{name}: looking changed a branch");
        }
        assert_eq!(run.cluster().hash(), straight(&scenario, to), "{name}: the story itself");
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
        let last = NodeId(scenario.config.servers().count() as u8 - 1);
        let cut = story(&scenario, vec![(at, Action::Isolate(last))], to);
        let before = |events: &[(Time, What)]| {
            events.iter().filter(|(when, _)| *when < at).cloned().collect::<Vec<_>>()
        };
        assert_eq!(before(&quiet), before(&cut), "{name}");
    }
}

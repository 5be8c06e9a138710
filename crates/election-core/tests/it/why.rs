//! What the Why panel tells: a write's life agrees with the ledger, and votes are found where
//! they were counted.

use crate::stories;
use election_core::ballots;
use election_core::life::{self, Fate, Life};
use election_core::sim::history::Run;
use election_core::sim::record::Mark;
use election_core::system::SystemSpec;
use election_core::systems::SYSTEMS;
use election_core::words::{NodeId, OpId, Time};

/// A few writes that were acknowledged: the first that are lost, and the first that are not.
fn some_writes(run: &Run) -> Vec<(OpId, bool)> {
    let cluster = run.cluster();
    let held = cluster.holdings();
    let acknowledged = cluster.ledger().ops().iter().filter(|op| op.is_acknowledged());
    let (mut lost, mut kept) = (Vec::new(), Vec::new());
    for op in acknowledged {
        let gone = held.of(op.id).authority == 0;
        if gone { &mut lost } else { &mut kept }.push((op.id, gone));
    }
    lost.into_iter().take(2).chain(kept.into_iter().take(1)).collect()
}

fn told(scenario: &election_core::scenario::Scenario) -> Run {
    let mut run = Run::new(scenario.clone()).unwrap();
    run.seek(scenario.until.min(Time::ms(40_000)));
    run
}

fn place(life: &Life, wanted: impl Fn(&Fate) -> bool) -> Option<usize> {
    life.turns.iter().rposition(|turn| wanted(&turn.what))
}

#[test]
fn the_life_of_a_write_ends_as_the_ledger_says() {
    let mut lost = 0;
    for (name, _, scenario) in stories::all() {
        let run = told(&scenario);
        for (op, gone) in some_writes(&run) {
            let life = life::of(&run, op).unwrap();
            let at = format!("{name}, {op:?}: {:?}", life.turns);
            assert_eq!(life.turns[0].what, Fate::Asked(op.client()), "{at}");
            assert!(life.turns.is_sorted_by_key(|turn| turn.step), "{at}");
            assert_eq!(life.is_lost(), gone, "{at}");
            let cast = scenario.config.nodes.len() as u8;
            let holders = (0..cast).map(NodeId).filter(|id| run.cluster().holds(*id, op));
            assert_eq!(life.holders, holders.collect(), "{at}");
            let overruled = place(&life, |fate| matches!(fate, Fate::Overruled(_)));
            let rescued = place(&life, |fate| matches!(fate, Fate::Rescued(_)));
            assert_eq!(gone, overruled > rescued, "{at}");
            lost += u32::from(gone);
        }
    }
    assert!(lost > 20, "only {lost} lost writes were looked at");
}

/// The steps in which votes were counted, and how many there were.
fn counts(run: &Run, spec: &SystemSpec) -> Vec<usize> {
    let rule = spec.rules.iter().position(|rule| rule.id == spec.ballots.counted_by);
    let counted = run
        .records()
        .iter()
        .filter(|record| record.mark == Mark::Cited && Some(usize::from(record.kind)) == rule);
    let look = |record: &election_core::sim::record::Record| {
        let events = run.events_of(record.step);
        let ballots = ballots::counted(run, &events);
        assert!(ballots.iter().all(|ballot| ballot.step <= record.step && !ballot.text.is_empty()));
        ballots.len()
    };
    counted.take(40).map(look).collect()
}

#[test]
fn votes_are_found_where_they_were_counted() {
    for spec in SYSTEMS.iter().filter(|spec| !spec.ballots.counted_by.is_empty()) {
        let stories =
            stories::all().into_iter().filter(|(_, _, s)| s.config.system.key == spec.key);
        let counted: Vec<usize> =
            stories.take(6).flat_map(|(_, _, scenario)| counts(&told(&scenario), spec)).collect();
        let with = counted.iter().filter(|ballots| **ballots > 0).count();
        println!("{}: {with} of {} counts had votes from others", spec.key, counted.len());
        assert!(with > 0, "{}: nobody ever counted a vote", spec.key);
    }
}

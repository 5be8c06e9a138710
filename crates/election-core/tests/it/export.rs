//! A run written out and read again is the same run.

use crate::stories;
use election_core::export::{jepsen_history, scenario_file};
use election_core::outcome::Nobody;
use election_core::scenario::Scenario;
use election_core::search::mischief;
use election_core::words::Time;
use std::sync::Arc;

#[test]
fn a_scenario_file_written_out_runs_as_before() {
    for (name, _, scenario) in stories::all() {
        let to = scenario.until.min(Time::ms(20_000));
        let script = mischief(&scenario, 3, Time(5000), to);
        let file = scenario_file(&scenario, &script);
        let read = Scenario::read(&file).unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let mut by_plan = read.start().unwrap();
        by_plan.advance_to(to, &mut Nobody);
        let mut by_hand = scenario.start().unwrap();
        by_hand.set_script(Arc::new(script));
        by_hand.advance_to(to, &mut Nobody);
        assert_eq!(by_plan.sum(), by_hand.sum(), "{name}");
        assert_eq!(by_plan.hash(), by_hand.hash(), "{name}");
    }
}

#[test]
fn a_history_has_each_operation_once_and_one_at_a_time_per_process() {
    for (name, _, scenario) in stories::all() {
        let mut world = scenario.start().unwrap();
        world.advance_to(scenario.until.min(Time::ms(20_000)), &mut Nobody);
        let history = jepsen_history(&*world);
        let count = |kind: &str| history.matches(&format!(":type :{kind}")).count() as u32;
        assert_eq!(count("invoke"), world.ledger().ops().len(), "{name}");
        let ended = world.ledger().ops().iter().filter(|op| op.done.is_some()).count() as u32;
        assert_eq!(count("ok") + count("fail") + count("info"), ended, "{name}");
    }
}

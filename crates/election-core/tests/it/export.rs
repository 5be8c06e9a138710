//! A run written out and read again is the same run.

use crate::stories;
use election_core::export::{jepsen_history, scenario_file};
use election_core::outcome::Nobody;
use election_core::scenario::lesson::Switch;
use election_core::scenario::{Scenario, resize};
use election_core::search::mischief;
use election_core::value::Value;
use election_core::words::Time;
use std::sync::Arc;

#[test]
fn a_scenario_file_written_out_runs_as_before() {
    for (name, _, scenario) in stories::all() {
        let to = scenario.until.min(Time::ms(20_000));
        let script = mischief(&scenario, 3, Time(5000), to);
        let file = scenario_file(&scenario, &scenario, &script);
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

/// A visitor's change makes claims, steps and switches vacuous: they are left out, and what is
/// written out can be read.
#[test]
fn what_a_visitor_made_of_a_story_is_a_file_that_can_be_read() {
    let mut loosened = 0;
    for (name, file, scenario) in stories::all() {
        let mut changed: Vec<Value> = Vec::new();
        for count in 1..=7 {
            let mut source = file.clone();
            resize(&mut source, count);
            changed.push(source);
        }
        if let Some(switch) = &scenario.lesson.switch {
            changed.push(flipped(&scenario, switch));
        }
        for source in changed {
            let Ok(changed) = Scenario::read_changed(&source) else { continue };
            let written = scenario_file(&scenario, &changed, &[]);
            Scenario::read(&written).unwrap_or_else(|bad| panic!("{name}: {bad}"));
            loosened += u32::from(written.get("expect").is_none());
        }
        assert_eq!(scenario_file(&scenario, &scenario, &[]), file, "{name}");
    }
    assert!(loosened > 20, "{loosened}");
}

fn flipped(scenario: &Scenario, switch: &Switch) -> Value {
    let mut source = scenario.source.clone();
    if scenario.config.system.setting(&switch.setting).is_some() {
        let mut settings = source.get("settings").cloned().unwrap_or(Value::Map(Vec::new()));
        settings.set(&switch.setting, switch.value.clone());
        source.set("settings", settings);
    } else if !switch.value.flag() {
        source.set("rules_off", vec![switch.setting.as_str()].into());
    } else {
        source.remove("rules_off");
    }
    source
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

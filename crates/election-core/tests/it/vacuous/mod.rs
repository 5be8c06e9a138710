//! No check is vacuous: every mutation of a story that makes one so is refused where it stands, and
//! every check of a story fails once it is perturbed. No mangled file does harm.

mod mangled;
mod mutations;
mod perturbed;

use crate::ask::json;
use crate::stories;
use election_core::outcome::{self, Nobody};
use election_core::scenario::Scenario;
use election_core::value::Value;
use mutations::Mutant;

#[test]
fn every_vacuous_mutation_of_every_story_is_refused_where_it_stands() {
    let mut kinds = std::collections::BTreeMap::new();
    for (name, file, scenario) in stories::all() {
        for Mutant { kind, file, path } in mutations::all(&file, &scenario) {
            match Scenario::read(&file) {
                Ok(_) => panic!("{name}: {kind} at {path} is accepted"),
                Err(bad) => assert_eq!(bad.path, path, "{name}: {kind}: {bad}"),
            }
            *kinds.entry(kind).or_insert(0) += 1;
        }
    }
    assert!(kinds.len() > 25 && kinds.values().sum::<u32>() > 1500, "{kinds:?}");
}

#[test]
fn every_check_of_a_story_fails_when_it_is_perturbed() {
    let mut checks = 0;
    for (name, file, scenario) in stories::all() {
        let perturbed = perturbed::file(&file, &scenario);
        let read = Scenario::read_changed(&perturbed);
        let read = read.unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let outcome = outcome::run(&read, false, &mut Nobody).unwrap();
        for ((ok, found), expect) in outcome.expect.iter().zip(&read.expect) {
            assert!(!ok, "{name}: {} is true of {found}", expect.source);
        }
        let demanded = perturbed.at("plan").items().iter().filter(|it| it.get("refused").is_some());
        let failed = outcome.not_done.iter().filter(|step| !step.ok).count();
        assert!(failed >= demanded.count(), "{name}: {:?}", outcome.not_done);
        let waits = |step: &&Value| step.get("after").is_some();
        let waiting = perturbed.at("lesson").at("steps").items().iter().filter(waits).count();
        let shown = outcome.captions.iter().filter(|due| due.is_none()).count();
        assert_eq!(shown, waiting, "{name}: a caption came all the same");
        checks += outcome.expect.len();
        assert!(outcome.expect.is_empty() || !outcome.ok(), "{name}");
    }
    assert!(checks > 300, "{checks}");
}

#[test]
fn a_mangled_file_is_refused_by_the_name_of_a_field_or_runs() {
    let stories = stories::all();
    let (mut refused, mut ran) = (0, 0);
    for nth in 0..600 {
        let (name, file, _) = &stories[nth % stories.len()];
        let mangled = mangled::file(file, nth as u64);
        match Scenario::read(&mangled) {
            Err(bad) => {
                let first = bad.path.split(['.', '[']).next().unwrap_or("");
                let known = file.get(first).is_some() || mangled.get(first).is_some();
                let missing = ["version", "system", "nodes"].contains(&first);
                assert!(known || missing, "{name} {nth}: {bad}");
                refused += 1;
            }
            Ok(scenario) => {
                let budget = outcome::Budget { events: 2_000 };
                let _ = outcome::run_within(&scenario, budget, false, &mut Nobody);
                ran += 1;
            }
        }
    }
    assert!(refused > 300 && ran > 20, "{refused} refused, {ran} ran");
}

/// What visitors make of a story is asked none of this.
#[test]
fn what_visitors_make_of_a_story_is_not_asked() {
    let file = json(
        r#"{"version":1,"key":"Mine / 4 ?","system":"raft","until_ms":900,
            "nodes":[{"id":"leader"},{"id":"2"},{"id":"3"}],
            "plan":[{"at_ms":1,"do":"partition","groups":[["2"],["2","3"]]},
                {"at_ms":2,"do":"heal","from":["2"],"to":["3"]}],
            "expect":[{"ledger":{"reads":0}}]}"#,
    );
    assert_eq!(Scenario::read(&file).unwrap_err().path, "key");
    assert!(Scenario::read_changed(&file).is_ok());
}

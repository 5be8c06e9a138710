//! `scenarios/README.md` is true: its examples run, and it names everything there is.

use crate::ask::json;
use election_core::outcome::{self, Nobody};
use election_core::scenario::Scenario;
use election_core::value::Value;

/// The blocks of `scenarios/README.md`: what stands behind their fence, and the text.
fn blocks() -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let parts: Vec<&str> = text.split("```").collect();
    let fenced = parts.iter().skip(1).step_by(2);
    let split = |part: &&str| {
        let (head, body) = part.split_once('\n').unwrap();
        (head.to_string(), body.to_string())
    };
    fenced.map(split).collect()
}

#[test]
fn every_example_of_the_readme_runs_as_it_says() {
    let all = blocks();
    let base = &all.iter().find(|(head, _)| head == "json").unwrap().1;
    let mut seen = 0;
    for (head, text) in &all {
        let mut file = json(base);
        match head.as_str() {
            "json" => file = json(text),
            "json plan" => {
                file.set("plan", json(text));
                file.set("expect", Value::List(Vec::new()));
                file.remove("lesson");
            }
            "json expect" => file.set("expect", json(text)),
            _ => continue,
        }
        seen += 1;
        let scenario = Scenario::read(&file).unwrap_or_else(|bad| panic!("{head}: {bad}"));
        let outcome = outcome::run(&scenario, false, &mut Nobody).unwrap();
        let told = outcome.to_value(&scenario);
        let bad = |it: &&Value| !it.at("ok").flag();
        let judged =
            told.at("expect").items().iter().chain(told.at("not_done").items()).filter(bad);
        let judged: Vec<String> = judged.map(Value::to_string).collect();
        assert!(outcome.ok(), "{head} {text}: {judged:?}");
    }
    assert_eq!(seen, 4);
}

/// The readme names every deed, form of claim, trait and plain event there is.
#[test]
fn the_readme_is_complete() {
    use election_core::scenario::{deed::DEEDS, event_name::PLAIN, form::FORMS};
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let deeds = DEEDS.iter().map(|(name, _)| *name);
    let events = PLAIN.iter().map(|(name, _)| *name);
    let forms = FORMS.iter().map(|form| form.name);
    let process = FORMS.iter().filter(|form| form.name != "ledger").flat_map(|form| form.traits);
    let traits = process.map(|(name, _)| *name);
    for word in deeds.chain(events).chain(forms).chain(traits) {
        assert!(text.contains(&format!("`{word}`")), "{word} is not in scenarios/README.md");
    }
}

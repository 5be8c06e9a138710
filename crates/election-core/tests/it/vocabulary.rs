//! What a run shows is what its system declares: no verdict, role or name beside it.

use crate::stories;
use election_core::event::{Event, Sink, What};
use election_core::scenario::event_name::{EventName, names};
use election_core::systems::SYSTEMS;
use election_core::view::Health;
use election_core::vocabulary::Vocabulary;
use election_core::words::Time;
use std::collections::BTreeSet;

/// Collects citations that the vocabulary does not have.
struct Ear {
    words: &'static Vocabulary,
    odd: BTreeSet<String>,
}

impl Sink for Ear {
    fn wants_detail(&self) -> bool {
        false
    }
    fn event(&mut self, event: &Event) {
        if let What::Cited(_, cited) = &event.what
            && !self.words.gives(cited.rule.id, cited.verdict)
        {
            self.odd.insert(format!("{} does not give {}", cited.rule.id, cited.verdict));
        }
    }
}

#[test]
fn every_story_shows_declared_words_only() {
    for (name, _, scenario) in stories::all() {
        let words = scenario.config.system.vocabulary;
        let mut ear = Ear { words, odd: BTreeSet::new() };
        let mut world = scenario.start().unwrap();
        for part in 1..=40 {
            world.advance_to(Time(scenario.until.0 * part / 40), &mut ear);
            for node in world.view().nodes {
                let guise = words.guise(node.kind).unwrap_or_else(|| panic!("{}", node.kind));
                if matches!(node.health, Health::Down { .. }) {
                    continue;
                }
                if !guise.roles.contains(&node.standing.role) {
                    ear.odd.insert(format!("a {} is {:?}", node.kind, node.standing.role));
                }
                for word in node.portrait.role_name.split(", ") {
                    if !guise.names.contains(&word) {
                        ear.odd.insert(format!("a {} calls itself {word}", node.kind));
                    }
                }
            }
        }
        assert!(ear.odd.is_empty(), "{name}: {:?}", ear.odd);
    }
}

#[test]
fn every_declared_word_belongs_to_something() {
    for spec in SYSTEMS {
        for (rule, verdicts) in spec.vocabulary.verdicts.iter().flat_map(|table| table.iter()) {
            assert!(spec.rules.iter().any(|known| known.id == *rule), "{rule} is no rule");
            let unique: BTreeSet<&&str> = verdicts.iter().collect();
            assert!(!verdicts.is_empty() && unique.len() == verdicts.len(), "{rule}");
        }
        let kinds: BTreeSet<&str> = spec.kinds.iter().map(|kind| kind.name).collect();
        let guises: BTreeSet<&str> = spec.vocabulary.guises.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, guises, "{}", spec.key);
    }
}

#[test]
fn every_listed_event_and_every_short_name_reads() {
    for spec in SYSTEMS {
        for name in names(spec) {
            EventName::read(&name, spec, "event").unwrap_or_else(|bad| panic!("{bad}"));
        }
        for (_, name) in spec.aliases {
            EventName::read(name, spec, "event").unwrap_or_else(|bad| panic!("{bad}"));
        }
    }
}

//! Every sentence that a visitor reads stands in both languages.

use crate::stories;
use election_core::sim::COMMON;
use election_core::system::SystemSpec;
use election_core::systems::SYSTEMS;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// All keys and texts of a language, file by file.
fn read(language: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales").join(language);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path()).unwrap();
        files.insert(name.clone(), parse(&name, &text));
    }
    files
}

/// `key = text`, indented lines carry on, `#` begins a comment.
fn parse(name: &str, text: &str) -> BTreeMap<String, String> {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut last: Option<String> = None;
    for (i, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with(' ') {
            let key = last.as_ref().unwrap_or_else(|| panic!("{name}:{}: no key above", i + 1));
            let value = keys.get_mut(key).unwrap();
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (key, value) =
            line.split_once(" =").unwrap_or_else(|| panic!("{name}:{}: no ` =`", i + 1));
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(key.chars().all(fits), "{name}:{}: {key:?} is no key", i + 1);
        let old = keys.insert(key.to_string(), value.trim().to_string());
        assert_eq!(old, None, "{name}:{}: {key} stands twice", i + 1);
        last = Some(key.to_string());
    }
    keys
}

fn placeables(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|p| p.0.trim().into())
        .collect()
}

#[test]
fn both_languages_have_the_same_keys_and_the_same_placeables() {
    let (en, zh) = (read(LANGUAGES[0]), read(LANGUAGES[1]));
    let mut wrong = Vec::new();
    let files: BTreeSet<&String> = en.keys().chain(zh.keys()).collect();
    for file in files {
        let (Some(en), Some(zh)) = (en.get(file), zh.get(file)) else {
            wrong.push(format!("{file} stands in one language only"));
            continue;
        };
        let keys: BTreeSet<&String> = en.keys().chain(zh.keys()).collect();
        for key in keys {
            match (en.get(key), zh.get(key)) {
                (Some(a), Some(b)) if placeables(a) != placeables(b) => {
                    wrong.push(format!("{file}: {key} has other placeables"));
                }
                (Some(a), Some(b)) if a.is_empty() || b.is_empty() => {
                    wrong.push(format!("{file}: {key} is empty"));
                }
                (Some(_), Some(_)) => {}
                _ => wrong.push(format!("{file}: {key} stands in one language only")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn dashed(id: &str) -> String {
    id.replace('/', "-")
}

/// Every key that the page will look for in a system's file.
fn wanted(spec: &SystemSpec) -> Vec<String> {
    let key = spec.key;
    let setting = |name: &str| format!("setting-{key}-{}", name.replace('.', "_"));
    let mut keys = vec![format!("{key}-title"), format!("{key}-about")];
    keys.extend(spec.settings.iter().map(|s| setting(s.field.name)));
    keys.extend(spec.rules.iter().map(|rule| format!("rule-{}", dashed(rule.id))));
    keys.extend(spec.messages.iter().map(|kind| format!("message-{key}-{kind}")));
    keys.extend(spec.timers.iter().map(|timer| format!("timer-{key}-{timer}")));
    for property in spec.properties {
        keys.push(format!("property-{}", property.id));
        keys.push(format!("property-{}-says", property.id));
    }
    keys
}

#[test]
fn everything_a_system_shows_has_its_sentence() {
    let en = read("en");
    let mut missing = Vec::new();
    for spec in SYSTEMS {
        let file = format!("{}.ftl", spec.key);
        let Some(texts) = en.get(&file) else {
            missing.push(file);
            continue;
        };
        missing.extend(wanted(spec).into_iter().filter(|key| !texts.contains_key(key)));
        for (_, _, scenario) in stories::all() {
            if scenario.config.system.key == spec.key {
                let id = |id: &str| format!("{}-{}-{id}", spec.key, scenario.key);
                let mut ids = vec![id("title"), id("summary")];
                for step in &scenario.lesson.steps {
                    ids.extend(step.say.as_deref().map(id));
                    ids.extend(step.ask.as_ref().map(|(ask, _)| id(ask)));
                }
                missing.extend(ids.into_iter().filter(|key| !texts.contains_key(key)));
            }
        }
    }
    if let Some(page) = en.get("page.ftl") {
        for id in COMMON {
            for key in [format!("property-{id}"), format!("property-{id}-says")] {
                if !page.contains_key(&key) {
                    missing.push(key);
                }
            }
        }
    }
    assert!(missing.is_empty(), "no sentence for\n{}", missing.join("\n"));
}

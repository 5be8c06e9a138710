//! The golden runs: the text of a run is documentation, and stays as it is until somebody means
//! to change it. `UPDATE_GOLDENS=1` rewrites them.

use crate::stories;
use election_core::transcript::Transcript;
use election_core::words::Time;
use std::fs;
use std::path::{Path, PathBuf};

/// Every `systems/<system>/transcripts/*.txt`.
fn goldens() -> Vec<PathBuf> {
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems");
    let folders = fs::read_dir(systems).unwrap().flatten();
    let files = folders.flat_map(|system| {
        fs::read_dir(system.path().join("transcripts")).into_iter().flatten().flatten()
    });
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.sort();
    files
}

/// The first line says which story, and how much of it: `raft/election, the first 900 ms`.
fn read_header(text: &str) -> Option<(&str, u64)> {
    let (name, span) = text.lines().next()?.split_once(", the first ")?;
    Some((name, span.strip_suffix(" ms")?.parse().ok()?))
}

#[test]
fn golden_runs_read_as_they_did() {
    let stories = stories::all();
    let mut changed = Vec::new();
    for path in goldens() {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.display();
        let (name, span) = read_header(&text).unwrap_or_else(|| panic!("{shown}: no header"));
        let (_, _, scenario) = stories
            .iter()
            .find(|(story, ..)| story == name)
            .unwrap_or_else(|| panic!("{shown}: there is no story {name}"));
        let mut world = scenario.start().unwrap();
        let mut transcript = Transcript::new(&scenario.config, false);
        world.advance_to(Time::ms(span), &mut transcript);
        let told = format!("{name}, the first {span} ms\n\n{}", transcript.finish());
        if told == text {
            continue;
        }
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(&path, told).unwrap();
            continue;
        }
        let line = told.lines().zip(text.lines()).position(|(new, old)| new != old);
        let at = line.unwrap_or(told.lines().count().min(text.lines().count()));
        let of = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_string();
        changed.push(format!("{shown}:{}\n  was {}\n  is  {}", at + 1, of(&text), of(&told)));
    }
    assert!(changed.is_empty(), "UPDATE_GOLDENS=1 rewrites them\n{}", changed.join("\n"));
}

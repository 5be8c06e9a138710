//! The laws of the house, as a test: what may not stand in the tree.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap()
}

fn files(dir: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let skipped = ["target", "dist", "node_modules"].iter().any(|skip| name == *skip);
        if path.is_dir() && !skipped && !name.to_string_lossy().starts_with('.') {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

fn rust(under: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&root().join(under), "rs", &mut found);
    let root = root();
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    found.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The code of a line, without its comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or("")
}

#[test]
fn no_file_is_longer_than_400_lines_and_no_line_than_100_columns() {
    let mut wrong = Vec::new();
    for (name, text) in rust("") {
        let lines = text.lines().count();
        if lines > 400 {
            wrong.push(format!("{name}: {lines} lines"));
        }
        for (i, line) in text.lines().enumerate() {
            // A string that rustfmt cannot break may stand out.
            if line.chars().count() > 100 && !line.contains('"') {
                wrong.push(format!("{name}:{}: {} columns", i + 1, line.chars().count()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_function_is_longer_than_70_lines() {
    let mut wrong = Vec::new();
    for (name, text) in rust("") {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let word =
                line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ");
            let word = word.trim_start_matches("pub(crate) ").trim_start_matches("const ");
            if !word.starts_with("fn ") || line.trim_end().ends_with(';') {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[start..].iter().position(|line| *line == end).unwrap_or(0);
            if length > 70 {
                wrong.push(format!("{name}:{}: {length} lines", start + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_has_no_clock_no_thread_no_hash_map_and_no_float() {
    let banned = [
        "HashMap",
        "HashSet",
        "Instant",
        "SystemTime",
        "std::thread",
        "std::fs",
        "std::env",
        "f64",
        "f32",
        "rand::",
    ];
    let mut wrong = Vec::new();
    for (name, text) in rust("crates/election-core/src") {
        // JSON numbers enter and leave here; nowhere else is a float looked at.
        let edge = name.ends_with("src/value.rs");
        // Test modules with a file of their own read stories from disk.
        let tests = name.ends_with("/tests.rs") || name.ends_with("/paper.rs");
        let body = text.split("#[cfg(test)]").next().filter(|_| !tests).unwrap_or("");
        for (i, line) in body.lines().enumerate() {
            for word in banned.iter().filter(|word| code(line).contains(**word)) {
                if !(edge && *word == "f64" || name.ends_with("golden.rs")) {
                    wrong.push(format!("{name}:{}: {word}", i + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_simulation_knows_no_system_and_no_system_knows_the_simulation() {
    let systems = ["raft", "zookeeper", "redis", "kafka"];
    let mut wrong = Vec::new();
    for (name, text) in rust("crates/election-core/src/sim") {
        for (i, line) in text.lines().enumerate() {
            let line = code(line).to_lowercase();
            for system in systems.iter().filter(|system| line.contains(**system)) {
                wrong.push(format!("{name}:{}: {system}", i + 1));
            }
        }
    }
    for system in systems {
        for (name, text) in rust(&format!("crates/election-core/src/systems/{system}")) {
            for (i, line) in text.lines().enumerate() {
                for other in systems.iter().filter(|other| **other != system) {
                    // Kafka of the 0.8 to 3.x kind runs on real ZooKeeper servers.
                    let allowed = system == "kafka" && *other == "zookeeper";
                    if code(line).contains(&format!("systems::{other}")) && !allowed {
                        wrong.push(format!("{name}:{}: names {other}", i + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_says_later_and_no_test_is_skipped() {
    // Spelled apart, so that this file does not find itself.
    let banned = [["TO", "DO"], ["FIX", "ME"], ["todo", "!("], ["unimplem", "ented!("]];
    let skipped = ["#[ig", "nore"].concat();
    let mut wrong = Vec::new();
    for (name, text) in rust("") {
        for (i, line) in text.lines().enumerate() {
            let found = banned.iter().map(|parts| parts.concat()).chain([skipped.clone()]);
            for word in found.filter(|word| line.contains(word)) {
                wrong.push(format!("{name}:{}: {word}", i + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

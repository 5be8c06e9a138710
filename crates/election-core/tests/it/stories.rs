//! Reads the built-in scenarios, for the tests that loop over them.

use election_core::scenario::Scenario;
use election_core::value::Value;
use std::fs;
use std::path::Path;

/// The playgrounds among them.
pub fn playgrounds() -> impl Iterator<Item = (String, Value, Scenario)> {
    all().into_iter().filter(|(name, _, _)| name.contains("/playground"))
}

/// All built-in scenarios: path for messages, file, read and checked.
pub fn all() -> Vec<(String, Value, Scenario)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut found = Vec::new();
    for system in fs::read_dir(root).unwrap().flatten() {
        for file in fs::read_dir(system.path()).into_iter().flatten().flatten() {
            let path = file.path();
            let name = format!(
                "{}/{}",
                system.file_name().to_string_lossy(),
                path.file_stem().unwrap().to_string_lossy()
            );
            let text = fs::read_to_string(&path).unwrap();
            let value: Value =
                serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            let scenario = Scenario::read(&value).unwrap_or_else(|bad| panic!("{name}: {bad}"));
            found.push((name, value, scenario));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

//! Takes the built-in scenarios into the program, so that `list` names them and `run` finds them
//! without their files.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut found = Vec::new();
    for system in fs::read_dir(&root).into_iter().flatten().flatten() {
        for file in fs::read_dir(system.path()).into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let key = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let path = fs::canonicalize(&path).unwrap_or(path);
                found.push((system.file_name().to_string_lossy().into_owned(), key, path));
            }
        }
    }
    found.sort();
    let mut code = String::from("pub const SCENARIOS: &[(&str, &str, &str)] = &[\n");
    for (system, key, path) in found {
        // A String takes every write.
        let _ = writeln!(code, "({system:?}, {key:?}, include_str!({path:?})),");
    }
    code.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("scenarios.rs");
    fs::write(out, code)
        .unwrap_or_else(|error| panic!("the scenarios cannot be taken in: {error}"));
}

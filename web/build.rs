//! Writes the catalogue: which stories there are, from the listing of `scenarios/`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scenarios = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../scenarios");
    println!("cargo::rerun-if-changed={}", scenarios.display());
    let mut out = String::from("&[\n");
    for system in sorted(&scenarios)?.iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", system.display());
        let files = sorted(system)?;
        let mut keys: Vec<&str> = files.iter().filter_map(|path| key(path)).collect();
        // Free play comes after the stories.
        keys.sort_by_key(|key| *key == "playground");
        let name = system.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        writeln!(out, "    ({name:?}, &{keys:?}),")?;
    }
    out.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("catalogue.rs"), out)?;
    Ok(())
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn key(path: &Path) -> Option<&str> {
    let json = path.extension().is_some_and(|ending| ending == "json");
    path.file_stem().and_then(|stem| stem.to_str()).filter(|_| json)
}

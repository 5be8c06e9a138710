//! Writes the catalogue: which stories there are, from the listing of `scenarios/`, in the order
//! of `stories.txt`; what is not named there comes after, by name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scenarios = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../scenarios");
    println!("cargo::rerun-if-changed={}", scenarios.display());
    println!("cargo::rerun-if-changed=stories.txt");
    let order = fs::read_to_string("stories.txt")?;
    let place = |system: &str, key: &str| {
        let line = order.lines().find(|line| line.split(':').next() == Some(system));
        let mut words = line.unwrap_or_default().split([':', ' ']).filter(|word| !word.is_empty());
        words.position(|word| word == key).unwrap_or(usize::MAX)
    };
    let mut out = String::from("&[\n");
    let mut systems = sorted(&scenarios)?;
    let line = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        order.lines().position(|line| line.split(':').next() == Some(name)).unwrap_or(usize::MAX)
    };
    systems.sort_by_key(line);
    for system in systems.iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", system.display());
        let files = sorted(system)?;
        let mut keys: Vec<&str> = files.iter().filter_map(|path| key(path)).collect();
        let name = system.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        keys.sort_by_key(|key| place(name, key));
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

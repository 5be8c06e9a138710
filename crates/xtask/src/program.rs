//! The page's programs. Trunk builds the one with every system; here are those with one system
//! each, a half to two thirds of it, and the script that loads the one an address needs.

use crate::step::Step;
use election_core::systems::NAMES;
use election_e2e::Outcome;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Chooses by the address.
const CHOICE: &str = include_str!("../../../web/start.js");

/// A program in `dist/`: what the script knows it by, and its files' common name.
pub type Program = (&'static str, String);

/// Builds a program for each system into `dist`; `path` is where wasm-bindgen is found.
///
/// # Errors
/// If a build fails.
pub fn build_each(dist: &Path, path: &OsStr) -> Outcome<Vec<Program>> {
    NAMES.iter().map(|name| Ok((name.key, build(name.key, dist, path)?))).collect()
}

fn build(system: &'static str, dist: &Path, path: &OsStr) -> Outcome<String> {
    // The same target folder as trunk's: what does not depend on the systems is compiled once.
    let words = "build --release --locked --target wasm32-unknown-unknown \
                 --package election-web --no-default-features --features";
    Step::cargo(format!("page: the program of {system} alone"), words).arg(system).run()?;
    let wasm = crate::target().join("wasm32-unknown-unknown/release/election-web.wasm");
    let name = format!("{system}-{:016x}", sum(&fs::read(&wasm)?));
    Step::new("page: its bindings", "wasm-bindgen")
        .words("--target web --no-typescript --out-name")
        .arg(&name)
        .arg("--out-dir")
        .arg(dist)
        .arg(wasm)
        .env("PATH", path)
        .output()?;
    Ok(name)
}

/// Writes the script that chooses among these programs and returns its name.
///
/// # Errors
/// If it cannot be written.
pub fn write_start(dist: &Path, programs: &[Program]) -> Outcome<String> {
    let names: Vec<String> =
        programs.iter().map(|(key, name)| format!("{key}: {name:?}")).collect();
    let script = format!("const programs = {{ {} }};\n\n{CHOICE}", names.join(", "));
    let name = format!("start-{:016x}.js", sum(script.as_bytes()));
    fs::write(dist.join(&name), script)?;
    Ok(name)
}

/// FNV-1a: files with other contents get other names, so a host may let browsers keep them.
fn sum(bytes: &[u8]) -> u64 {
    let add = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, add)
}

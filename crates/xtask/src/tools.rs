//! What the build needs beside cargo: the wasm target, trunk and wasm-bindgen.

use crate::step::Step;
use election_e2e::Outcome;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The newest trunk that the project's Rust version compiles.
const TRUNK: &str = "0.21.14";

/// Tools run for a fraction of a second and are compiled for minutes: optimised as their own
/// release profiles ask (fat LTO), trunk and wasm-bindgen take 14 CPU minutes, so they take 4.
const QUICK_PROFILE: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

const NETWORK: &str = "Installing needs the network once; after that everything works without.";

/// Sees to the wasm target.
///
/// # Errors
/// If it is missing and cannot be added.
pub fn wasm_target() -> Outcome<()> {
    let sysroot = Step::new("where rustc lives", "rustc").words("--print sysroot").output()?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib");
    if library.is_dir() {
        return Ok(());
    }
    Step::new("install: Rust target wasm32-unknown-unknown", "rustup")
        .words("target add wasm32-unknown-unknown")
        .advice("Without rustup, install your distribution's Rust library for wasm32.")
        .run()
}

/// Sees to a component of the Rust toolchain that has a `cargo` subcommand.
///
/// # Errors
/// If it is missing and cannot be added.
pub fn component(name: &str, subcommand: &str) -> Outcome<()> {
    if Step::cargo(name, subcommand).arg("--version").succeeds() {
        return Ok(());
    }
    Step::new(format!("install: Rust component {name}"), "rustup")
        .words("component add")
        .arg(name)
        .run()
}

/// Sees to trunk and wasm-bindgen and returns a PATH on which both are found.
///
/// # Errors
/// If one is missing and cannot be installed.
pub fn page_builders() -> Outcome<OsString> {
    let bindgen = locked_version("wasm-bindgen")?;
    let mut folders = Vec::new();
    // wasm-bindgen refuses to work on the output of any version but its own.
    folders.push(tool("wasm-bindgen", "wasm-bindgen-cli", &bindgen, "1 to 2", "")?);
    // Built without TLS and update check: it has nothing to download, wasm-bindgen is there.
    folders.push(tool("trunk", "trunk", TRUNK, "2 to 4", "--no-default-features")?);
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    Ok(std::env::join_paths(folders)?)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(crate::root().join("Cargo.lock"))?;
    let entry = format!("name = \"{package}\"\nversion = \"");
    let version = lock.split_once(&entry).and_then(|(_, rest)| rest.split('"').next());
    Ok(version.ok_or_else(|| format!("Cargo.lock has no {package}"))?.to_owned())
}

/// Finds a tool on PATH or in `target/tools`, or installs it there; returns its folder.
fn tool(name: &str, package: &str, version: &str, minutes: &str, with: &str) -> Outcome<PathBuf> {
    let home = crate::target().join("tools");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::iter::once(home.join("bin")).chain(std::env::split_paths(&path));
    for place in places {
        let program = place.join(name).with_extension(std::env::consts::EXE_EXTENSION);
        if program.is_file() && has_version(&program, version) {
            return Ok(place);
        }
    }
    let install = |lock: &str| {
        let what = format!("install: {name} {version} ({minutes} minutes, once)");
        let words = format!("install {package} --version {version} --force {with} {lock}");
        let step = Step::cargo(what, &words).arg("--root").arg(&home).advice(NETWORK);
        QUICK_PROFILE.iter().fold(step, |step, (name, value)| step.env(name, value))
    };
    // A tool's own lock file is the tested choice, but it may name versions since withdrawn.
    install("--locked").run_or(install(""))?;
    Ok(home.join("bin"))
}

fn has_version(program: &Path, version: &str) -> bool {
    let printed = Step::new("its version", &program.to_string_lossy()).arg("--version").output();
    printed.is_ok_and(|text| text.split_whitespace().any(|word| word == version))
}

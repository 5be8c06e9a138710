//! Another visualiser measured beside the page: on the same machine, in the same run.

use crate::bench::{first_line, print_measure};
use crate::step::Step;
use election_e2e::Outcome;
use election_e2e::page::Page;
use election_e2e::raftscope::{self, ORIGIN};
use std::path::PathBuf;

/// As many servers as the page's busiest state has.
const SERVERS: u8 = 9;
/// Its history takes megabytes per simulated second: ten seconds are enough to see.
const SIMULATED_MS: u32 = 10_000;

/// Measures RaftScope from `folder`, from `$RAFTSCOPE`, or fetched; says why where it cannot.
pub fn beside(page: &Page, folder: Option<&str>) {
    println!();
    match measure(page, folder) {
        Ok(figures) => {
            let (servers, flying) = (SERVERS, figures.flying);
            let run = format!("{} messages in {} s", figures.messages, SIMULATED_MS / 1000);
            let say = |key: &str, what: &str, value: f64| {
                print_measure(key, &format!("RaftScope, {what}"), value);
            };
            say("script-per-frame", &format!("{servers} servers, {flying} messages"), {
                figures.script_per_frame
            });
            say("seek-median", &run, figures.seek[0]);
            say("seek-99th", &run, figures.seek[1]);
            say("seek-longest", &run, figures.seek[2]);
            say("heap-per-message", &run, figures.heap_per_message);
        }
        Err(why) => println!("  RaftScope: not measured: {}", first_line(&why.to_string())),
    }
    println!();
}

fn measure(page: &Page, folder: Option<&str>) -> Outcome<raftscope::Figures> {
    let given = folder.map(PathBuf::from).or_else(|| std::env::var_os("RAFTSCOPE").map(Into::into));
    let from = match given {
        Some(folder) => folder,
        None => fetched()?,
    };
    let copy = crate::target().join("raftscope-prepared");
    raftscope::prepare(&from, &copy, SERVERS)?;
    raftscope::measure(page, &copy, SIMULATED_MS)
}

/// A copy of its public repository, plug-ins included, under `target`: never part of this one.
fn fetched() -> Outcome<PathBuf> {
    let folder = crate::target().join("raftscope");
    if !folder.join("index.html").is_file() {
        Step::new("fetch RaftScope, to measure it", "git")
            .words("clone --quiet --depth 1 --recurse-submodules --shallow-submodules")
            .arg(ORIGIN)
            .arg(&folder)
            .env("GIT_TERMINAL_PROMPT", "0")
            .advice("`cargo xtask bench FOLDER` measures a copy that is already there.")
            .run()?;
    }
    Ok(folder)
}

//! Build, serve, test, bench and photograph the project, set-up included.
//!
//! `cargo xtask` on a machine that has only Rust: what is missing is installed, at the versions
//! pinned in [`tools`], into `target/tools`; what is on PATH in a fitting version is used.

mod bench;
mod browser;
mod crowd;
mod other;
mod page;
mod program;
mod screenshots;
mod serve;
mod step;
mod test;
mod tools;

use election_e2e::Outcome;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <task>

  serve [PORT]           build the release page and serve it on localhost (default port 8080)
  build                  leave the release page in dist/, for any static host and any sub-path
  test                   format, clippy, native tests, then the page in a real browser
  screenshots [PART]...  photograph the built page into target/screenshots/
                         (only pictures whose name contains a PART: start, 390x844, dark, zh-CN)
  bench [RAFTSCOPE]      speed, memory and first load, against their budgets; RaftScope beside
                         them, from this folder or fetched from its public repository
  bench engine           the engine's speed only, native and in the browser
  bench crowd            the story of a thousand partitions only
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let done = match task {
        "serve" => serve::serve(rest),
        "build" => page::build(),
        "bench" => bench::bench(rest),
        "test" => test::test(),
        "screenshots" => screenshots::screenshots(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no task {other:?}\n\n{USAGE}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\ncargo xtask {task}: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The top of the repository.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Where cargo builds, and so where tools and pictures go: `target`, unless told otherwise.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The same place without `..` in it, for messages.
fn shown(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(&path).display().to_string()
}

/// The size in a form that reads well in a table.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

/// The size after `gzip -9`, as a static host sends it.
fn gzipped(bytes: &[u8]) -> Outcome<usize> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

//! `cargo xtask test`: what must hold before a change lands.

use crate::step::Step;
use crate::{browser, page, tools};
use election_e2e::Outcome;

/// Runs all checks, cheapest first, and stops at the first that fails.
///
/// # Errors
/// The first failure, with its output.
pub fn test() -> Outcome<()> {
    tools::component("rustfmt", "fmt")?;
    tools::component("clippy", "clippy")?;
    tools::wasm_target()?;
    Step::cargo("format", "fmt --all --check").advice("Run `cargo fmt --all`.").run()?;
    let native = "clippy --quiet --workspace --all-targets --locked -- --deny warnings";
    Step::cargo("clippy: native, tests included", native).run()?;
    let wasm = "clippy --quiet --package election-web --target wasm32-unknown-unknown --locked \
                -- --deny warnings";
    Step::cargo("clippy: the page, for wasm", wasm).run()?;
    let tests = "test --quiet --workspace --exclude election-e2e --locked";
    Step::cargo("tests: native", tests).run()?;
    page::build_quietly()?;
    browser::ensure()?;
    let pages = "test --quiet --package election-e2e --locked -- --test-threads 2";
    Step::cargo("tests: the page in Chromium", pages).run()
}

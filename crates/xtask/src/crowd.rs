//! A thousand partitions, and the death of a broker that leads a fifth of them: the story that
//! costs most, measured where it costs most.

use crate::bench::{first_line, report};
use election_e2e::page::{Page, Visitor};
use election_e2e::{Outcome, bench as probe};
use serde_json::{Value, json};
use std::fs;
use std::time::Instant;

/// The story.
const STORY: &str = "kafka/thousand-partitions";
/// How long it is, without further faults, and how many seeks.
const WHOLE: (u32, u32, u32) = (26_000, 0, 400);
/// What the visitor watches at 1×: what it is called, and from when on in the story.
const WATCHED: [(&str, u64); 2] = [("the broker dies", 4_500), ("200 elections", 13_000)];

/// Measures the story natively and on the page.
pub fn measure(page: &Page, address: &str) {
    println!();
    match on_page(page, address) {
        Ok(()) => {}
        Err(why) => println!("  {STORY}: not measured: {}", first_line(&why.to_string())),
    }
    println!();
}

fn on_page(page: &Page, address: &str) -> Outcome<()> {
    report("native", native());
    page.become_visitor(Visitor::default())?;
    let scenario = fs::read_to_string(file())?;
    let at_rest = format!("{address}#1/{STORY}?t=0");
    page.open(&at_rest)?;
    report("browser", probe::engine(page, &scenario, WHOLE.0));
    report("browser", probe::endurance(page, &at_rest, &scenario, WHOLE));
    for (what, from_ms) in WATCHED {
        let frames = probe::frames_from(page, address, STORY, from_ms)?;
        let value =
            |key: &str, ms: f64| json!({ "key": key, "what": format!("1×, {what}"), "value": ms });
        let both =
            [value("script-per-frame", frames.mean), value("script-longest", frames.longest)];
        report("browser", Ok(both.to_vec().into()));
    }
    Ok(())
}

fn file() -> std::path::PathBuf {
    crate::root().join(format!("scenarios/{STORY}.json"))
}

/// The wall time of the whole story from a terminal, start of the program included.
fn native() -> Outcome<Value> {
    let election = crate::target().join("fast/election");
    let clock = Instant::now();
    let done = std::process::Command::new(election).arg("run").arg(file()).output()?;
    let ms = clock.elapsed().as_secs_f64() * 1000.0;
    if !done.status.success() {
        return Err(format!("{STORY} does not keep its word").into());
    }
    Ok(json!([{ "key": "whole-story-ms", "what": STORY, "value": ms }]))
}

//! When something fails altogether: the page always says what happened and shows a way to go on.

use crate::foreign;
use election_e2e::page::{Page, Visitor, visit};
use election_e2e::server::Server;
use election_e2e::{Outcome, dist, serve_dist};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// A Raft cluster whose leader was killed after three seconds.
const RUN: &str = "#1/raft/playground?do=1satc~kill~1&t=2z60w";

/// Runs this in every page before its own scripts.
pub fn before(page: &Page, script: &str) -> Outcome<()> {
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).map(drop)
}

/// A copy of the built page without the files whose path contains `missing`.
fn without(name: &str, missing: &str) -> Outcome<Server> {
    let folder = dist().join("../target/tmp").join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(&dist(), &folder, missing)?;
    Server::start(PathBuf::from(&folder), "/a/sub/path/", 0)
}

fn copy(from: &Path, to: &Path, missing: &str) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().ok_or("a file without a name")?);
        if path.to_string_lossy().contains(missing) {
            continue;
        }
        match path.is_dir() {
            true => copy(&path, &target, missing)?,
            false => drop(fs::copy(&path, &target)?),
        }
    }
    Ok(())
}

#[test]
fn a_panic_is_shown_with_the_link_that_reproduces_it_and_ways_to_go_on() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    page.open(&format!("{}{RUN}", server.address()))?;
    page.wait_for("[data-node='1'][data-health=down]")?;
    page.script("try { wasmBindings.fall() } catch {}")?;
    assert!(page.text(".fallen pre")?.contains("this page was asked to fall"));
    let again = page.attribute(".fallen .again", "href")?;
    assert!(again.contains("do=1satc~kill~1"), "{again}");
    let story = page.attribute(".fallen .story", "href")?;
    assert!(story.ends_with("#1/raft/playground"), "{story}");
    // Nothing is asked of a program that has fallen.
    page.press("k")?;
    assert_eq!(page.count(".fallen")?, 1);
    page.click(".fallen .again")?;
    page.wait_for("[data-node='1'][data-health=down]")?;
    assert_eq!(page.count(".fallen")?, 0);
    Ok(())
}

#[test]
fn a_panic_in_chinese_is_told_in_chinese() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    page.open(&format!("{}?lang=zh-CN{RUN}", server.address()))?;
    page.wait_for("[data-node='1'][data-health=down]")?;
    page.script("try { wasmBindings.fall() } catch {}")?;
    assert!(!page.text(".fallen h2")?.is_ascii());
    Ok(())
}

#[test]
fn a_program_that_is_missing_is_said_with_its_name() -> Outcome<()> {
    for (missing, says) in [("_bg.wasm", "HTTP 404"), ("raft-", "raft-")] {
        let server = without(missing.trim_matches(['_', '-']), missing)?;
        let page = Page::new(Visitor::default())?;
        page.open(&format!("{}{RUN}", server.address()))?;
        assert_eq!(page.text(".fallen h2")?, "Election Lab could not be loaded", "{missing}");
        let why = page.text(".fallen pre")?;
        assert!(why.contains(says), "{missing}: {why}");
        assert!(page.attribute(".fallen .again", "href")?.contains("kill~1"), "{missing}");
    }
    Ok(())
}

#[test]
fn a_browser_without_webassembly_is_told_what_is_needed() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    before(&page, "delete window.WebAssembly")?;
    page.open(server.address())?;
    assert_eq!(page.text(".fallen h2")?, "This browser cannot run Election Lab");
    assert!(page.text(".fallen p")?.contains("WebAssembly"));
    Ok(())
}

#[test]
fn an_error_of_the_program_that_is_no_panic_is_shown_too() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    page.open(&format!("{}{RUN}", server.address()))?;
    page.wait_for("[data-node='1'][data-health=down]")?;
    // A stack that overflows ends in an error of the browser, not in a panic.
    page.script(
        "const error = new RangeError('Maximum call stack size exceeded');
         error.stack = 'at wasm-function[7] (x_bg.wasm)';
         window.dispatchEvent(new ErrorEvent('error', { error }))",
    )?;
    assert!(page.text(".fallen pre")?.contains("Maximum call stack"));
    Ok(())
}

#[test]
fn texts_or_stories_that_are_missing_leave_no_empty_page() -> Outcome<()> {
    let server = without("no-stories", "scenarios")?;
    let page = Page::new(Visitor::default())?;
    page.open(server.address())?;
    let says = page.text("[role=alert]")?;
    assert!(says.contains("404"), "{says}");
    let server = without("no-texts", "locales")?;
    page.open(&format!("{}{RUN}", server.address()))?;
    page.wait_for("[data-node='1'][data-health=down]")?;
    page.script("try { wasmBindings.fall() } catch {}")?;
    assert!(page.text(".fallen h2")?.contains("Something went wrong"));
    Ok(())
}

#[test]
fn a_browser_without_a_timeout_signal_fetches_a_scenario_all_the_same() -> Outcome<()> {
    let (server, host) = (serve_dist()?, foreign::serve()?);
    let page = Page::new(Visitor::default())?;
    before(&page, "delete AbortSignal.timeout")?;
    page.open(&format!("{}?scenario={host}/open.json", server.address()))?;
    page.wait_for("[data-node=r1]")?;
    Ok(())
}

#[test]
fn a_scenario_without_end_is_refused_at_its_limit() -> Outcome<()> {
    let (server, host) = (serve_dist()?, foreign::serve()?);
    let page = Page::new(Visitor::default())?;
    page.open(&format!("{}?scenario={host}/endless.json", server.address()))?;
    let says = page.text(".notice")?;
    assert!(says.contains("at most 1000 KB"), "{says}");
    page.until("that the host is no longer read from", |_| Ok(foreign::endless_ended()))?;
    assert!(foreign::endless_sent() < 30_000_000, "{}", foreign::endless_sent());
    Ok(())
}

#[test]
fn a_text_of_fifty_megabytes_is_refused_before_it_is_looked_at() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{RUN}", server.address()), |page| {
        page.wait_for("[data-node='1'][data-health=down]")?;
        page.script(
            "const gift = new DataTransfer();
             gift.setData('text/plain', '{'.repeat(50_000_000));
             const start = performance.now();
             document.body.dispatchEvent(new ClipboardEvent('paste',
                 { clipboardData: gift, bubbles: true, cancelable: true }));
             window.took = performance.now() - start",
        )?;
        let says = page.text(".notice")?;
        assert!(says.contains("50000 KB"), "{says}");
        let took = page.script("return took")?.as_f64().ok_or("no time")?;
        assert!(took < 1_000.0, "{took} ms");
        Ok(())
    })
}

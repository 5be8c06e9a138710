//! Two runs side by side, and the branches of one.

use election_e2e::page::{Page, Visitor, visit};
use election_e2e::{Outcome, serve_dist};
use serde_json::json;

/// Redis' two masters at 20 s of their story: what the one confirmed is lost.
const SPLIT: &str = "#1/redis/split-brain?t=bwzgg";
/// Kafka when everybody dies, at its end.
const ALL_DIE: &str = "#1/kafka/everyone-dies?t=zq0ao";

/// Clicks the middle of something drawn, wherever a label may lie over it.
fn tap(page: &Page, css: &str) -> Outcome<()> {
    page.wait_for(css)?;
    let script = format!(
        "document.querySelector(`{css}`).dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
    );
    page.script(&script).map(drop)
}

/// One click on "Compare … and …", and what the table says at the end of the line of lost writes.
fn compare_in_one_click(page: &Page) -> Outcome<(String, String)> {
    page.click(".compare-switch")?;
    page.wait_for(".besidebox [data-node]")?;
    let cell = |place: &str| page.text(&format!(".score-of-two .ledger-lost td.at-end:{place}"));
    page.until("both ends", |_| Ok(cell("first-child")? != "…" && cell("last-child")? != "…"))?;
    Ok((cell("first-child")?, cell("last-child")?))
}

#[test]
fn min_replicas_0_and_1_are_one_click_apart_and_the_link_gives_both_back() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}", server.address()), |page| {
        let (left, right) = compare_in_one_click(page)?;
        let number =
            |text: &str| text.split_whitespace().next().and_then(|it| it.parse::<u32>().ok());
        assert!(number(&left) > number(&right), "{left} and {right} lost");
        page.wait_for(".cap .parts")?;
        page.until("what differs", |page| Ok(page.count("[data-apart]")? > 0))?;
        tap(page, ".besidebox [data-node=r3]")?;
        page.until("that r3 is down on both", |page| {
            Ok(page.count("[data-node=r3][data-health=down]")? == 2)
        })?;
        page.until("that the link tells of it", |page| Ok(page.address()?.contains("~kill~")))?;
        let link = page.address()?;
        assert!(link.contains("vs.set.min-replicas-to-write=1"), "{link}");
        assert!(link.split('#').nth(1).is_some_and(|it| it.len() < 1_500), "{link}");
        page.open(&link)?;
        page.until("both again", |page| Ok(page.count("[data-node=r3][data-health=down]")? == 2))?;
        assert_eq!(page.count(".notice")?, 0, "the outcome is as the link promised");
        page.until("the same link again", |page| Ok(page.address()? == link))
    })
}

#[test]
fn unclean_off_and_on_are_one_click_apart() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{ALL_DIE}", server.address()), |page| {
        let (left, right) = compare_in_one_click(page)?;
        assert!(left.starts_with('0') && !right.starts_with('0'), "{left} and {right} lost");
        let at = page.text(".now .time")?;
        page.click(".cap .parts")?;
        page.until("where they part", |page| Ok(page.text(".now .time")? != at))
    })
}

#[test]
fn what_if_a_setting_were_another_is_one_click_and_its_value_can_be_changed() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/redis/playground?t=1satc", server.address()), |page| {
        page.click(".to-settings")?;
        page.click(".settings .what-if")?;
        page.wait_for(".besidebox [data-node]")?;
        let link = page.address()?;
        assert!(link.contains("&vs.set."), "{link}");
        page.click(".whose.other .keep")?;
        page.until("one run", |page| Ok(page.count(".besidebox")? == 0))?;
        let link = page.address()?;
        assert!(!link.contains("&vs") && link.contains("set."), "{link}");
        Ok(())
    })
}

#[test]
fn two_runs_at_rest_change_nothing_in_the_document() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}", server.address()), |page| {
        compare_in_one_click(page)?;
        std::thread::sleep(std::time::Duration::from_millis(500));
        let count = page.script_later(
            "const done = arguments[0]; let changes = 0;
             const watch = new MutationObserver(records => { changes += records.length });
             watch.observe(document, { subtree: true, childList: true, attributes: true,
                                       characterData: true });
             setTimeout(() => done(changes), 1500)",
        )?;
        assert_eq!(count, json!(0));
        Ok(())
    })
}

#[test]
fn a_branch_is_shown_in_the_tree_renamed_and_compared() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/raft/playground?t=2z60w", server.address()), |page| {
        page.wait_for("[data-node=\"1\"]")?;
        page.press(election_e2e::page::keys::LEFT)?;
        tap(page, "[data-node=\"1\"]")?;
        page.click("button.branches")?;
        page.wait_for(".tree .depth-1.shown")?;
        assert!(page.text(".tree .depth-1 .way")?.contains("kill 1 at"));
        page.click(".tree .depth-1 summary")?;
        page.type_into(".tree .depth-1 input", "without 1\u{e007}")?;
        page.until("the new name", |page| Ok(page.text(".tree .depth-1 .way")? == "without 1"))?;
        page.click(".tree .depth-0 .link-like")?;
        page.wait_for(".besidebox [data-node]")?;
        page.until("that server 1 is down in one of them", |page| {
            Ok(page.count("[data-node=\"1\"][data-health=down]")? == 1)
        })
    })
}

#[test]
fn an_embedded_comparison_shows_both_stages() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor { size: (640, 480), ..Visitor::default() })?;
    let story = "redis/split-brain";
    page.open(&format!(
        "{}?embed{SPLIT}&vs={story}&vs.set.min-replicas-to-write=1",
        server.address()
    ))?;
    page.wait_for(".besidebox [data-node=r1]")?;
    page.wait_for(".score-of-two .ledger-lost")?;
    let fits = page.script("return document.documentElement.scrollHeight <= innerHeight")?;
    assert_eq!(fits, json!(true), "nothing is cut off");
    assert_eq!(page.console_errors()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn half_a_comparison_says_what_is_wrong_and_the_run_on_the_left_is_shown() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}&vs=redis/nowhere&vs.t=0", server.address()), |page| {
        page.wait_for(".notice")?;
        assert!(page.text(".notice")?.contains("vs.link.story"));
        page.wait_for("[data-node=r1]")?;
        assert_eq!(page.count(".besidebox")?, 0);
        Ok(())
    })
}

//! What a visitor does: kill the leader, cut a link, change a setting, come back by the link.

use election_core::outcome::{self, Nobody};
use election_core::scenario::Scenario;
use election_e2e::page::{Page, Visitor, visit};
use election_e2e::{Outcome, serve_dist};
use serde_json::json;
use std::path::Path;

/// A Raft cluster that has had three seconds to elect its leader.
const LED: &str = "#1/raft/playground?t=1satc";

/// What the page says of the process that leads, or nothing.
fn leader(page: &Page) -> Outcome<String> {
    let found = page.script(
        "const it = document.querySelector('[data-node][data-role=leader]');
         return it ? it.getAttribute('data-node') : ''",
    )?;
    Ok(found.as_str().unwrap_or_default().to_string())
}

/// Clicks the middle of something drawn, wherever a label may lie over it.
fn tap(page: &Page, css: &str) -> Outcome<()> {
    page.wait_for(css)?;
    let script = format!(
        "document.querySelector(`{css}`).dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
    );
    page.script(&script).map(|_| ())
}

#[test]
fn a_killed_leader_is_replaced_and_the_link_gives_the_run_back() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{LED}", server.address()), |page| {
        page.wait_for("[data-node][data-role=leader]")?;
        let first = leader(page)?;
        tap(page, &format!("[data-node=\"{first}\"]"))?;
        page.until("that the leader is gone", |page| Ok(leader(page)?.is_empty()))?;
        page.press(" ")?;
        page.until("that another leads", |page| {
            let now = leader(page)?;
            Ok(!now.is_empty() && now != first)
        })?;
        page.press(" ")?;
        let second = leader(page)?;
        let link = page.address()?;
        assert!(link.contains("~kill~"), "the deed is in the link: {link}");
        page.open("about:blank")?;
        page.open(&link)?;
        page.wait_for("[data-node][data-role=leader]")?;
        assert_eq!(leader(page)?, second, "{link}");
        assert_eq!(page.count(".notice")?, 0, "the outcome is as the link promised");
        Ok(())
    })
}

#[test]
fn a_link_is_cut_and_a_setting_changed_by_hand() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{LED}", server.address()), |page| {
        page.wait_for("[data-link]")?;
        tap(page, "[data-link]")?;
        page.until("that a link is cut", |page| {
            let cut = "return [...document.querySelectorAll('[data-cut]')].filter(it => \
                       it.getAttribute('data-cut') !== 'no').length";
            Ok(page.script(cut)? != json!(0))
        })?;
        page.click(".to-settings")?;
        page.wait_for(".settings input[type=checkbox]")?;
        page.click(".settings input[type=checkbox]")?;
        page.until("that the link tells of it", |page| Ok(page.address()?.contains("set")))
    })
}

#[test]
fn a_rule_is_called_alone_and_linked() -> Outcome<()> {
    let server = serve_dist()?;
    let input = "%7b%22sentinels%22%3a1%7d";
    visit(&format!("{}{LED}", server.address()), |page| {
        page.click(".to-calculator")?;
        page.wait_for(".calculator .answer output")?;
        page.until("that the link names the rule", |page| {
            Ok(page.address()?.contains("#rule/raft/"))
        })
    })?;
    let page = Page::new(Visitor::default())?;
    page.open(&format!("{}#rule/redis/select-replica?{input}", server.address()))?;
    page.wait_for(".calculator .refused")?;
    assert!(page.text(".calculator .refused")?.contains("sentinels: unknown field"));
    Ok(())
}

#[test]
fn a_bad_link_names_the_field_and_the_page_stays_usable() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/raft/playground?set.pre-vote=7&seed=3&t=0", server.address()), |page| {
        page.wait_for(".notice")?;
        assert!(page.text(".notice")?.contains("pre-vote"));
        page.wait_for("[data-node]")
    })
}

#[test]
fn stories_end_with_the_same_hash_natively_and_in_the_browser() -> Outcome<()> {
    let server = serve_dist()?;
    let page = Page::new(Visitor::default())?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    for story in [
        "raft/figure-8",
        "raft/partition-heals",
        "zookeeper/leader-dies-longer-log-wins",
        "zookeeper/four-phases",
        "redis/split-brain",
        "kafka/everyone-dies",
    ] {
        let text = std::fs::read_to_string(root.join(format!("{story}.json")))?;
        let scenario = Scenario::read(&serde_json::from_str(&text)?)?;
        let native = outcome::run(&scenario, false, &mut Nobody)?.end.hash();
        page.open(&format!("{}#1/{story}", server.address()))?;
        election_e2e::bench::await_program(&page)?;
        let script = format!("return window.wasmBindings.hash({})", json!(text));
        assert_eq!(page.script(&script)?, json!(format!("{native:016x}")), "{story}");
    }
    Ok(())
}

/// Three brokers and three partitions, at 20 s: broker 2 is down, and 3 leads what it led.
#[test]
fn a_strip_of_a_broker_sets_its_partition_in_focus() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/kafka/several-partitions?t=bwzgg", server.address()), |page| {
        page.wait_for("[data-node=\"3\"]")?;
        let focused = |page: &Page| page.text(".decided");
        assert!(focused(page)?.contains("ISR [1, 3]"), "{}", focused(page)?);
        let strips = |page: &Page| page.count(".strip[data-partition=\"1\"]");
        assert_eq!(strips(page)?, 3, "each card has a strip of partition 1");
        tap(page, ".strip[data-partition=\"1\"]")?;
        page.until("partition 1", |page| {
            Ok(strips(page)? == 0 && page.count(".strip[data-partition=\"0\"]")? == 3)
        })?;
        assert_eq!(page.count("[data-node=\"3\"] .head")?, 1, "3 leads partition 1");
        assert_eq!(page.count("[data-health=down]")?, 1, "the click killed nobody");
        tap(page, "[data-node=\"3\"]")?;
        page.until("that 3 is down too", |page| Ok(page.count("[data-health=down]")? == 2))
    })
}

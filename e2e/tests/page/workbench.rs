//! The workbench: its switch, its timeline, and the ways between timeline and stage.

use election_e2e::page::{Page, visit};
use election_e2e::{Outcome, serve_dist};

/// Two masters at once, twelve seconds in: claims are broken, writes are lost.
const SPLIT: &str = "?view=workbench#1/redis/split-brain?t=7fqps";
/// The timeline's plot in the window: left, top, width, height.
const PLOT: &str = "const box = document.querySelector('.timeline .plot').getBoundingClientRect();
     return [box.x, box.y, box.width, box.height].map(Math.round)";

fn plot(page: &Page) -> Outcome<[i32; 4]> {
    page.wait_for(".timeline.full .plot")?;
    let found = page.script(PLOT)?;
    let at = |index: usize| found[index].as_i64().and_then(|it| i32::try_from(it).ok());
    let [x, y, w, h] = [at(0), at(1), at(2), at(3)];
    Ok([x.ok_or("x")?, y.ok_or("y")?, w.ok_or("w")?, h.ok_or("h")?])
}

/// How wide the stretch that is shown stands in the strip of the whole run.
fn window_width(page: &Page) -> Outcome<f64> {
    let width = page.attribute(".overview .window", "width")?;
    Ok(width.parse()?)
}

/// Waits until the run of the link is told.
fn arrive(page: &Page) -> Outcome<()> {
    page.wait_for("[data-claim]")?;
    page.until("that the seek has arrived", |page| Ok(page.text(".time")?.starts_with("12.4")))
}

#[test]
fn the_switch_changes_the_depth_and_the_link_opens_at_it() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/raft/playground?t=1satc", server.address()), |page| {
        page.wait_for(".page:not(.bench) .stage")?;
        page.click(".tools .form")?;
        page.wait_for(".bench .timeline.full")?;
        page.until("the view in the address", |p| Ok(p.address()?.contains("view=workbench")))?;
        let link = page.address()?;
        page.press("b")?;
        page.wait_for(".page:not(.bench) .stage")?;
        page.open(&link)?;
        page.wait_for(".bench .timeline.full")
    })
}

#[test]
fn a_broken_claim_leads_to_its_witness() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}", server.address()), |page| {
        arrive(page)?;
        let at = page.text("[data-claim] u")?;
        let at = at.trim_end_matches(" s").to_owned();
        page.click("[data-claim]")?;
        page.until("the moment of the claim", |page| Ok(page.text(".time")?.starts_with(&at)))?;
        page.wait_for("[data-claim][aria-pressed=true]")?;
        page.wait_for(".timeline.chained .chain .last")?;
        page.wait_for(".stage .pointed")?;
        page.wait_for(".timeline .lane.lit")
    })
}

#[test]
fn stage_and_timeline_light_each_other() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}", server.address()), |page| {
        arrive(page)?;
        assert_eq!(page.count(".timeline .lane.lit")?, 0);
        page.hover("[data-node=r2]")?;
        page.wait_for(".timeline .lane.lit[data-lane=r2]")?;
        page.hover(".ledger")?;
        page.until("no lane lit", |page| Ok(page.count(".timeline .lane.lit")? == 0))?;
        assert_eq!(page.count(".stage .pointed")?, 0);
        page.hover(".timeline .diamond")?;
        page.wait_for(".stage .pointed")
    })
}

#[test]
fn the_ruler_chooses_a_stretch_and_two_clicks_show_all_again() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}", server.address()), |page| {
        arrive(page)?;
        let before = page.text(".time")?;
        let [x, y, w, h] = plot(page)?;
        let (all, low) = (window_width(page)?, y + h - 6);
        page.drag((x + w / 10, low), (x + w / 4, low))?;
        page.until("less time", |page| Ok(window_width(page)? < all / 4.0))?;
        assert_eq!(page.text(".time")?, before, "the playhead stays");
        let chosen = window_width(page)?;
        page.script(
            "const svg = document.querySelector('.timeline'), box = svg.getBoundingClientRect();
             svg.dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: -240,
                 clientX: box.x + box.width / 2, bubbles: true, cancelable: true }))",
        )?;
        page.until("half of it", |page| Ok(window_width(page)? < chosen * 0.6))?;
        page.script(
            "document.querySelector('.timeline')
                 .dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))",
        )?;
        page.until("the whole run", |page| Ok((window_width(page)? - all).abs() < 1.0))
    })
}

#[test]
fn keys_step_by_decision_and_fault_and_show_what_led_there() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{SPLIT}", server.address()), |page| {
        arrive(page)?;
        let key = |key: &str| -> Outcome<String> {
            let before = page.text(".time")?;
            page.press(key)?;
            page.until("another moment", |page| Ok(page.text(".time")? != before))?;
            page.text(".time")
        };
        let fault = key("f")?;
        assert!(fault.starts_with("13.000"), "the cut heals: {fault}");
        key("d")?;
        page.wait_for(".timeline.chained .chain")?;
        key(election_e2e::page::keys::END).map(drop)
    })
}

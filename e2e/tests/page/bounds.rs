//! Small files that make endless work: the page stays responsive, asks, and stops with a reason.

use crate::fall::before;
use crate::share::drop_file;
use election_e2e::page::{Page, Visitor, keys, visit};
use election_e2e::{Outcome, serve_dist};

/// So many servers of a kind with nine clients, and no latency: an hour of it has no end.
fn busy(system: &str, nodes: &[(&str, &str)], client: &str, settings: &str) -> String {
    let node = |(id, kind): &(&str, &str)| format!(r#"{{"id":"{id}","kind":"{kind}"}}"#);
    let nodes: Vec<String> = nodes.iter().map(node).collect();
    let client =
        |nth: u32| format!(r#"{{"id":"c{nth}","kind":"{client}","attached":"1","every_ms":1}}"#);
    let clients: Vec<String> = (0..9).map(client).collect();
    format!(
        r#"{{"version":1,"key":"busy","system":"{system}","nodes":[{}],"until_ms":3600000,
            "seed":1,"clients":[{}],"network":{{"latency_ms":[0,0]}},"settings":{settings}}}"#,
        nodes.join(","),
        clients.join(",")
    )
}

fn files() -> [String; 2] {
    let names: Vec<String> = (1..=15).map(|n| n.to_string()).collect();
    let raft: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "server")).collect();
    let kafka = [("1", "broker"), ("2", "broker"), ("3", "broker"), ("101", "controller")];
    [
        busy("raft", &raft, "writer", r#"{"heartbeat-interval":1,"election-timeout":10}"#),
        busy(
            "kafka",
            &kafka,
            "producer",
            r#"{"replica.fetch.wait.max.ms":0,"replica.fetch.backoff.ms":0}"#,
        ),
    ]
}

/// Watches how long the page keeps its visitor waiting, in every program that is loaded.
const WATCH: &str = "window.longest = 0;
    new PerformanceObserver(list => {
        const took = list.getEntries().map(task => task.duration);
        window.longest = Math.max(window.longest, ...took);
    }).observe({ type: 'longtask' });";

/// The longest task so far, in ms; 0 if none took 50.
fn longest(page: &Page) -> Outcome<f64> {
    Ok(page.script("return window.longest")?.as_f64().ok_or("no number")?)
}

/// A machine that runs other tests at once is slower than a visitor's: what took minutes before
/// the work was sliced must not take a second.
const MOST_MS: f64 = 800.0;

#[test]
fn endless_work_leaves_the_page_responsive() -> Outcome<()> {
    let server = serve_dist()?;
    for file in files() {
        let page = Page::new(Visitor::default())?;
        before(&page, WATCH)?;
        page.open(&format!("{}?view=workbench", server.address()))?;
        page.wait_for("[data-node]")?;
        drop_file(&page, &file)?;
        page.wait_for("[data-node='3']")?;
        let opened = longest(&page)?;
        page.press(" ")?;
        std::thread::sleep(std::time::Duration::from_secs(3));
        page.press(" ")?;
        let played = longest(&page)?;
        for key in ["F", "f"] {
            page.press(key)?;
            page.wait_for(".notice")?;
        }
        page.until("the question", |page| Ok(page.count(".notice .go-on")? == 1))?;
        page.click(".notice .go-on")?;
        page.press(keys::ESCAPE)?;
        page.until("no question", |page| Ok(page.count(".notice .go-on")? == 0))?;
        let jumped = longest(&page)?;
        println!("  opened {opened} ms, played {played} ms, jumped {jumped} ms");
        assert!(jumped < MOST_MS, "{opened} {played} {jumped}");
    }
    Ok(())
}

#[test]
fn why_nobody_leads_is_answered_at_any_moment() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/raft/playground?t=0", server.address()), |page| {
        page.click(".nobody")?;
        page.wait_for(".unmet h2")?;
        page.press(keys::ESCAPE)?;
        page.until("the panel closed", |page| Ok(page.count(".unmet")? == 0))?;
        page.press("n")?;
        page.wait_for(".unmet h2")
    })
}

#[test]
fn connections_messages_and_disks_are_at_hand() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}#1/raft/playground?t=2z60w", server.address()), |page| {
        page.wait_for("[data-node='1']")?;
        let written = |what: &str| {
            page.until(what, |page| Ok(page.address()?.contains(&what.replace(' ', ""))))
        };
        page.press("1")?;
        page.press("r")?;
        page.wait_for(".menu [role=menuitem]")?;
        page.click(".menu [role=menuitem]")?;
        written("~break~1~2")?;
        page.press("h")?;
        page.wait_for(".menu [role=menuitem]")?;
        page.click(".menu [role=menuitem]")?;
        page.wait_for(".filter select")?;
        page.click(".filter + .deeds button")?;
        written("~hold~1~2~both")
    })
}

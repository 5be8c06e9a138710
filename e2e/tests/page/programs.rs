//! One program a system: the address chooses, and what needs another system loses nothing.

use election_e2e::page::{Page, visit};
use election_e2e::{Outcome, serve_dist};
use serde_json::json;

/// A Raft cluster whose leader was killed after three seconds.
const RUN: &str = "#1/raft/playground?do=1satc~kill~1&t=2z60w";
/// Server 1 as that run leaves it.
const KILLED: &str = "[data-node=\"1\"][data-health=down]";

/// Which programs this load of the page has fetched; that with every system is `election`.
fn programs(page: &Page) -> Outcome<serde_json::Value> {
    page.script(
        "return performance.getEntriesByType('resource').map(it => it.name.split('/').at(-1))
             .filter(it => it.endsWith('.wasm')).map(it => it.split('-')[0])",
    )
}

#[test]
fn an_address_loads_the_program_of_its_system_and_no_other() -> Outcome<()> {
    let server = serve_dist()?;
    visit(server.address(), |page| {
        let loads = |what: &str, program: &str| {
            page.open(&format!("{}{what}", server.address()))?;
            page.wait_for("[data-node]")?;
            assert_eq!(programs(page)?, json!([program]), "{what}");
            Outcome::Ok(())
        };
        loads("", "zookeeper")?;
        loads("?embed#1/kafka/playground", "kafka")?;
        loads("#rule/redis/select-replica?%7b%7d", "redis")?;
        loads("#1/raft/playground?t=0&vs=raft/election", "raft")?;
        loads("#1/raft/playground?t=0&vs=redis/playground", "election")?;
        loads("?scenario=scenarios/raft/figure-8.json", "election")?;
        loads("#1/paxos/playground", "zookeeper")
    })
}

#[test]
fn a_story_of_another_system_comes_with_its_program_and_back_leads_to_the_run() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{RUN}", server.address()), |page| {
        page.wait_for(KILLED)?;
        page.click(".pick")?;
        page.click(".of-redis .story-split-brain")?;
        page.wait_for("[data-node=r1]")?;
        assert_eq!(programs(page)?, json!(["redis"]));
        page.script("history.back()")?;
        page.wait_for(KILLED)?;
        assert_eq!(programs(page)?, json!(["raft"]));
        page.click(".to-calculator")?;
        page.script(
            "const rules = document.querySelector('.which-rule'); rules.value = 'zookeeper';
             rules.dispatchEvent(new Event('change', { bubbles: true }))",
        )?;
        page.until("a rule of ZooKeeper", |p| Ok(p.address()?.contains("#rule/zookeeper/")))?;
        page.wait_for(".calculator .answer output")
    })
}

#[test]
fn a_file_of_another_system_is_opened_by_the_program_with_all() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{RUN}", server.address()), |page| {
        page.wait_for(KILLED)?;
        let file = include_str!("../../../scenarios/redis/min-replicas.json");
        let file = file.replacen("min-replicas", "from-a-file", 1);
        crate::share::drop_file(page, &file)?;
        page.wait_for("[data-node=r1]")?;
        assert_eq!(programs(page)?, json!(["election"]));
        page.until("the file in the link", |page| Ok(page.address()?.contains("file=")))?;
        page.open(&page.address()?)?;
        page.wait_for("[data-node=r1]")?;
        assert_eq!(programs(page)?, json!(["redis"]), "the errand is done");
        Ok(())
    })
}

#[test]
fn a_story_of_another_system_stands_beside_the_run() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}{RUN}", server.address()), |page| {
        page.wait_for(KILLED)?;
        page.click(".pick")?;
        page.click(".of-redis li:has(.story-split-brain) .versus-story")?;
        page.wait_for(".besidebox [data-node=r1]")?;
        page.wait_for(KILLED)?;
        assert_eq!(programs(page)?, json!(["election"]));
        page.until("both in the link", |p| Ok(p.address()?.contains("vs=redis/split-brain")))
    })
}

#[test]
fn costs_are_counted_in_every_system() -> Outcome<()> {
    let server = serve_dist()?;
    visit(&format!("{}?view=workbench#1/kafka/controller-load", server.address()), |page| {
        page.click(".ledger .sums")?;
        page.until("the button", |page| Ok(page.count("button.wide")? == 2))?;
        page.script("[...document.querySelectorAll('button.wide')].at(-1).click()")?;
        page.until("ZooKeeper's chart beside Kafka's", |page| {
            let named = "return [...document.querySelectorAll('figure.costs figcaption')].some(
                it => it.textContent.includes('a plain application of ZooKeeper'))";
            Ok(page.count("figure.costs")? > 1 && page.script(named)? == true)
        })?;
        assert_eq!(programs(page)?, json!(["election"]));
        Ok(())
    })
}

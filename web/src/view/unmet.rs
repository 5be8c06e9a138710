//! Why nobody leads now: the nearest condition that is not met, with its numbers, as facts of the
//! same kind as any decision's.

use super::page::Page;
use super::why;
use crate::command::Command;
use crate::narrate;
use election_core::protocol::Unmet;
use election_core::view::{Health, NodeView};
use election_core::words::NodeId;
use yew::prelude::*;

/// How many of the others are listed.
const MOST: usize = 12;

/// The way to the answer, while nobody leads.
pub fn opener(page: &Page) -> Html {
    if page.embed || !page.session.no_one_acts() {
        return html! {};
    }
    let says = page.text.get(match page.session.nobody_leads() {
        true => "unmet-opener",
        false => "unmet-opener-paused",
    });
    html! {
        <button type="button" class="nobody" aria-label={says.clone()}
                onclick={page.ask(Command::WhyNobody)}>
            <span class="whole">{ says }</span>
            <span class="brief">{ page.text.get("unmet-opener-brief") }</span><kbd>{ "N" }</kbd>
        </button>
    }
}

/// The answer for everybody.
pub fn nobody(page: &Page) -> Html {
    let all = page.session.run.cluster().unmet();
    let mut all = all.iter();
    let title = match page.session.nobody_leads() {
        true => "unmet-title",
        false => "unmet-title-paused",
    };
    html! {
        <section class="unmet">
            <h2>{ page.text.get(title) }</h2>
            if let Some((id, nearest)) = all.next() {
                <p class="rule">{ page.text.with("unmet-nearest", &[("node", &page.name(*id))]) }
                    { " " }{ short(page, nearest) }</p>
                { why::decision(page, &nearest.citation) }
                { others(page, &all.take(MOST).collect::<Vec<_>>()) }
            } else {
                <p class="rule">{ page.text.get("unmet-none") }</p>
            }
            { clients(page) }
        </section>
    }
}

fn others(page: &Page, others: &[&(NodeId, Unmet)]) -> Html {
    if others.is_empty() {
        return html! {};
    }
    let row = |(id, unmet): &&(NodeId, Unmet)| {
        let rule = narrate::short(unmet.citation.rule.id).replace('-', " ");
        html! {
            <li>
                <button type="button" onclick={page.ask(
                    Command::Select(Some(crate::scene::Pick::Node(*id))))}>
                    <span><b>{ page.name(*id) }</b>{ " " }{ rule }{ ": " }
                        { why::verdict(page, &unmet.citation) }
                        <small>{ short(page, unmet) }</small></span>
                </button>
            </li>
        }
    };
    html! {
        <details class="more">
            <summary>{ page.text.get("unmet-others") }</summary>
            <ol class="rows">{ for others.iter().map(row) }</ol>
        </details>
    }
}

/// How far from met. Where the rule does not count, its verdict and its facts say all.
fn short(page: &Page, unmet: &Unmet) -> String {
    if unmet.short == 0 {
        return page.text.get("unmet-timer");
    }
    let key = ["unmet-short-", &unmet.citation.rule.id.replace('/', "-")].concat();
    match page.text.find(&key) {
        Some(_) => page.text.with(&key, &[("short", &unmet.short.to_string())]),
        None => String::new(),
    }
}

/// The clients whose server has no leader.
fn clients(page: &Page) -> Html {
    let without =
        |node: &&NodeView| server_of(page, node.id).is_some_and(|it| is_without(page, it));
    let names: Vec<String> =
        page.view.nodes.iter().filter(without).map(|node| page.name(node.id)).collect();
    if names.is_empty() {
        return html! {};
    }
    html! { <p class="mut">{ page.text.with("unmet-clients", &[("nodes", &names.join(", "))]) }</p> }
}

/// The server that a client is attached to.
fn server_of(page: &Page, id: NodeId) -> Option<NodeId> {
    let node = page.session.run.scenario().config.nodes.get(id.index())?;
    node.attached.filter(|_| node.kind.client)
}

/// Whether a process has no leader.
fn is_without(page: &Page, id: NodeId) -> bool {
    let node = page.view.nodes.get(id.index());
    node.is_some_and(|node| node.health != Health::Up || node.standing.leader.is_none())
}

/// The answer for one process that has no leader, or for a client whose server has none.
pub fn of(page: &Page, node: &NodeView) -> Html {
    let server = server_of(page, node.id);
    let id = server.unwrap_or(node.id);
    if !is_without(page, id) || page.view.nodes[id.index()].health != Health::Up {
        return html! {};
    }
    let all = page.session.run.cluster().unmet();
    let Some((_, own)) = all.iter().find(|(of, _)| *of == id) else { return html! {} };
    let title = match server {
        Some(server) => page.text.with("unmet-server", &[("node", &page.name(server))]),
        None => page.text.get("unmet-own"),
    };
    html! {
        <section class="unmet">
            <h3>{ title }</h3>
            <p class="rule">{ short(page, own) }</p>
            { why::decision(page, &own.citation) }
        </section>
    }
}

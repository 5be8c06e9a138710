//! Why a decision fell as it did: what was compared, in order; the rule; what would have
//! happened otherwise; where the real source says so; what led here.

use super::life;
use super::page::Page;
use crate::command::Command;
use crate::session::Why;
use crate::session::compare::Against;
use crate::{figures, narrate};
use election_core::ballots::Ballot;
use election_core::effects::Citation;
use election_core::event::{Event, What};
use election_core::sim::record::{Mark, first_of};
use election_core::value::Value;
use election_core::words::{NodeId, StepNo, Time};
use yew::prelude::*;

/// How many causes are listed, and how many of them at once.
const CAUSES: usize = 24;
const NEAREST: usize = 6;

/// The Why panel.
pub fn why(page: &Page) -> Html {
    if !page.session.asks_about_silence() {
        return last(page);
    }
    html! {
        <>
            { super::unmet::nobody(page) }
            <details class="more before">
                <summary>{ page.text.get("unmet-last") }</summary>
                { last(page) }
            </details>
        </>
    }
}

/// Why what is selected, or was decided last, fell as it did.
fn last(page: &Page) -> Html {
    let Some(why) = &page.session.why else {
        return html! { <p class="mut">{ page.text.get("why-empty") }</p> };
    };
    let at = why.events.first().map_or(Time(0), |event| event.at);
    let cited = why.events.iter().filter_map(|event| match &event.what {
        What::Cited(node, citation) => Some((*node, citation)),
        _ => None,
    });
    let cited: Vec<(NodeId, &Citation)> = cited.collect();
    html! {
        <>
            <p class="when"><span>{ cited.first().map(|(node, _)| page.name(*node)) }</span>
                <span>{ figures::moment(at) }</span></p>
            { for cited.iter().map(|(_, citation)| decision(page, citation)) }
            { votes(page, why) }
            { for happened(page, &why.events) }
            if let Some((life, _)) = &why.life {
                { life::life(page, life, why.remedies.as_ref()) }
            }
            { causes(page, why.step) }
        </>
    }
}

/// The votes that were counted, each with the message that brought it.
fn votes(page: &Page, why: &Why) -> Html {
    if why.ballots.is_empty() {
        return html! {};
    }
    let row = |ballot: &Ballot| {
        html! {
            <li>
                <button type="button" onclick={page.ask(Command::SeekStep(ballot.step))}>
                    <span class="at">{ figures::stamp(ballot.at) }</span>
                    <span><b>{ page.name(ballot.from) }</b>{ " " }<code>{ ballot.kind }</code>
                        <small>{ &ballot.text }</small></span>
                </button>
            </li>
        }
    };
    html! {
        <>
            <h3>{ page.text.get("votes-counted") }</h3>
            <ol class="rows votes">{ for why.ballots.iter().map(row) }</ol>
        </>
    }
}

/// A verdict in words.
pub fn verdict(page: &Page, citation: &Citation) -> String {
    let verdict = ["verdict-", citation.verdict].concat();
    page.text.find(&verdict).unwrap_or(citation.verdict).to_string()
}

/// A rule, what it decided or would decide, and what it compared.
pub fn decision(page: &Page, citation: &Citation) -> Html {
    let id = citation.rule.id;
    let name = narrate::short(id).replace('-', " ");
    let verdict = verdict(page, citation);
    html! {
        <section class="decision">
            <h2>{ name }{ ": " }<em>{ verdict }</em></h2>
            { compared(page, &citation.because) }
            if let Some(says) = page.text.rule("rule", id) {
                <p class="rule">{ says.to_string() }</p>
            }
            if let Some(says) = page.text.rule("otherwise", id) {
                <p class="else"><b>{ page.text.get("otherwise") }</b>{ " " }{ says.to_string() }</p>
            }
            if citation.rule.switch {
                <p><button type="button" class="what-if" onclick={page.ask(
                    Command::Compare(Against::Rule(id, false)))}>
                    { page.text.get("what-if-off") }
                </button></p>
            }
            <p class="src"><code>{ id }</code><br />{ citation.rule.source }</p>
        </section>
    }
}

/// The facts in the order of comparison; the last one decided.
pub fn compared(page: &Page, because: &[Value]) -> Html {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in because.iter().flat_map(Value::fields) {
        if !matches!(name.as_str(), "fact" | "refusal") && !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    // A single value needs no heading of its own.
    if columns.is_empty() && because.is_empty() {
        return html! {};
    }
    // Facts that have little in common stand beside their values, not in columns.
    let wide = columns.len() > 3;
    let heading = |name: &&str| html! { <th>{ word(page, "column-", name) }</th> };
    let row = |(place, fact): (usize, &Value)| {
        let decides = place + 1 == because.len();
        let name = fact.get("fact").or_else(|| fact.get("refusal")).map_or("", Value::text);
        let cell = |column: &&str| {
            html! { <td class="num">{ fact.get(column).map(super::settings::shown) }</td> }
        };
        html! {
            <tr class={if decides { "decides" } else { "" }}>
                <th scope="row">{ word(page, "fact-", name) }</th>
                if wide { { pairs(page, fact, name, &columns) } }
                else { { for columns.iter().map(cell) } }
                <td>{ if decides { page.text.get("decides") } else { String::new() } }</td>
            </tr>
        }
    };
    html! {
        <table class={if wide { "compared loose" } else { "compared" }}>
            <thead><tr>
                <th colspan={if wide { "3" } else { "1" }}>{ page.text.get("compared") }</th>
                if !wide { { for columns.iter().map(heading) }<th /> }
            </tr></thead>
            <tbody>{ for because.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

/// Everything a fact says, name beside value; what bears the fact's own name needs none.
fn pairs(page: &Page, fact: &Value, name: &str, columns: &[&str]) -> Html {
    let given = columns.iter().filter_map(|column| Some((column, fact.get(column)?)));
    let pair = |(column, value): (&&str, &Value)| {
        html! {
            <span class="pair">
                if *column != name { { word(page, "column-", column) }{ " " } }
                <b>{ super::settings::shown(value) }</b>
            </span>
        }
    };
    html! { <td class="pairs">{ for given.map(pair) }</td> }
}

/// A fact's or column's name in words; the real name where it is one.
fn word(page: &Page, prefix: &str, name: &str) -> String {
    page.text.find(&[prefix, name].concat()).unwrap_or(name).to_string()
}

/// What else happened in the step.
fn happened<'a>(page: &'a Page, events: &'a [Event]) -> impl Iterator<Item = Html> + 'a {
    let config = &page.session.run.scenario().config;
    let said = events.iter().filter_map(|event| narrate::event(event, config, page.text));
    said.take(12).map(|sentence| html! { <p class="happened">{ sentence }</p> })
}

/// The chain of steps that led here, nearest first.
fn causes(page: &Page, step: StepNo) -> Html {
    let run = &page.session.run;
    let chain = run.causes(step, CAUSES + 1);
    let cause = |step: &StepNo| {
        let record = first_of(*step, run.records())?;
        let says = narrate::record(record, run, page.text);
        Some(html! {
            <li>
                <button type="button" onclick={page.ask(Command::SeekStep(*step))}>
                    <span class="at">{ figures::stamp(record.at) }</span><span>{ says }</span>
                </button>
            </li>
        })
    };
    // A client that asks on and on was led there by its last time: that is said once.
    let ticks = |step: &StepNo| {
        let record = first_of(*step, run.records())?;
        (record.mark == Mark::Fired).then_some((record.node, record.kind))
    };
    let mut chain: Vec<StepNo> = chain.into_iter().skip(1).collect();
    chain.dedup_by(|later, earlier| ticks(later).is_some() && ticks(later) == ticks(earlier));
    let causes: Vec<Html> = chain.iter().filter_map(cause).collect();
    if causes.is_empty() {
        return html! {};
    }
    let (near, far) = causes.split_at(causes.len().min(NEAREST));
    let all = run.records_until_now().len().to_string();
    let more = page.text.with("led-here-more", &[("count", &far.len().to_string())]);
    html! {
        <>
            <h3>{ page.text.get("led-here") }</h3>
            <p class="mut">{ page.text.with("led-here-of", &[("all", &all)]) }</p>
            <ol class="rows">{ for near.iter().cloned() }</ol>
            if !far.is_empty() {
                <details class="more"><summary>{ more }</summary>
                    <ol class="rows">{ for far.iter().cloned() }</ol></details>
            }
        </>
    }
}

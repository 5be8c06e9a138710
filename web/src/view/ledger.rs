//! What became of the clients' operations, as sums that add up.

use super::page::Page;
use crate::command::Command;
use crate::figures;
use election_core::sim::ledger::Op;
use election_core::sim::record::{Mark, Record};
use yew::prelude::*;

/// How many lost writes are listed.
const LISTED: usize = 6;

/// The ledger panel.
pub fn panel(page: &Page) -> Html {
    let sum = &page.sum;
    if sum.attempted == 0 && sum.reads == 0 {
        return html! {
            <>
                <p class="mut">{ page.text.get("ledger-empty") }</p>
                { super::costs::panel(page) }
            </>
        };
    }
    let row = |key: &str, number: String, class: &'static str| {
        let help = page.text.find(&["ledger-", key, "-help"].concat()).unwrap_or_default();
        html! {
            <tr class={class}>
                <th scope="row">{ page.text.get(&["ledger-", key].concat()) }
                    <small>{ help.to_string() }</small></th>
                <td class="num">{ number }</td>
            </tr>
        }
    };
    let count = |key: &str, number: u32, bad: bool| {
        row(key, number.to_string(), if bad && number > 0 { "warn" } else { "" })
    };
    html! {
        <>
            <p class="sum"><b>{ sum.acknowledged }</b>{ " " }{ page.text.get("acknowledged") }
                { " = " }<b>{ sum.survivors }</b>{ " " }{ page.text.get("survivors") }
                { " + " }<b class={if sum.lost > 0 { "warn" } else { "" }}>{ sum.lost }</b>
                { " " }{ page.text.get("lost") }</p>
            <table class="facts"><tbody>
                { count("attempted", sum.attempted, false) }
                { count("acknowledged", sum.acknowledged, false) }
                { count("survivors", sum.survivors, false) }
                { count("lost", sum.lost, true) }
                { count("doomed", sum.doomed, true) }
                { count("recovered", sum.recovered, false) }
                { count("failed", sum.failed, false) }
                { count("unknown", sum.unknown, false) }
                { count("open", sum.open, false) }
                { count("duplicated", sum.duplicated, true) }
                { count("reads", sum.reads, false) }
                { count("stale", sum.stale_reads, true) }
                { row("unavailable", figures::span(sum.unavailable),
                    if sum.unavailable > 0 { "warn" } else { "" }) }
            </tbody></table>
            if sum.lost > 0 { { lost(page) } }
            { super::costs::panel(page) }
        </>
    }
}

/// The lost writes, each with the way to its life.
fn lost(page: &Page) -> Html {
    let run = &page.session.run;
    let ops = run.cluster().ledger().ops();
    let lost = |op: &&Op| op.is_acknowledged() && page.holdings.of(op.id).authority == 0;
    let row = |record: &Record| {
        let op = (record.op().nth() + 1).to_string();
        let name = page.name(record.op().client());
        html! {
            <li>
                <button type="button" onclick={page.ask(Command::Explain(record.step))}>
                    <span class="at">{ figures::stamp(record.at) }</span>
                    <span>{ page.text.with("life-of", &[("node", &name), ("op", &op)]) }</span>
                </button>
            </li>
        }
    };
    // Where it ended is known, so that no frame looks through the whole run.
    let shown = ops.iter().filter(lost).take(LISTED).filter_map(|op| {
        let (at, _) = op.done?;
        let from = run.records().partition_point(|record| record.at < at);
        let ended = |record: &&Record| record.mark == Mark::Ok && record.op() == op.id;
        run.records()[from..].iter().find(ended)
    });
    let more = (page.sum.lost as usize).saturating_sub(LISTED);
    html! {
        <>
            <h3>{ page.text.get("ledger-lost-writes") }</h3>
            <ol class="rows">{ for shown.map(row) }</ol>
            if more > 0 {
                <p class="mut">
                    { page.text.with("ledger-lost-more", &[("count", &more.to_string())]) }
                </p>
            }
        </>
    }
}

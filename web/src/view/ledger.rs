//! What became of the clients' operations, as sums that add up.

use super::page::Page;
use crate::figures;
use yew::prelude::*;

/// The ledger panel.
pub fn panel(page: &Page) -> Html {
    let sum = &page.sum;
    if sum.attempted == 0 && sum.reads == 0 {
        return html! { <p class="mut">{ page.text.get("ledger-empty") }</p> };
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
        </>
    }
}

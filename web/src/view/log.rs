//! What happened up to the playhead, newest first.

use super::page::Page;
use crate::command::Command;
use crate::scene::Pick;
use crate::{figures, narrate};
use election_core::sim::record::Record;
use yew::prelude::*;

/// How many are listed: older ones are found by moving the playhead.
const MOST: usize = 60;

/// The event log panel. With a process selected: only what happened to it.
pub fn panel(page: &Page) -> Html {
    let run = &page.session.run;
    let node = match page.session.selected {
        Some(Pick::Node(id)) => Some(id),
        _ => None,
    };
    let shown =
        |record: &&Record| record.is_of_note() && node.is_none_or(|node| record.node == node);
    let row = |record: &Record| {
        let class = match page.session.selected {
            Some(Pick::Step(step)) if step == record.step => "chosen",
            _ => "",
        };
        html! {
            <li class={class}>
                <button type="button" onclick={page.ask(Command::SeekStep(record.step))}>
                    <span class="at">{ figures::stamp(record.at) }</span>
                    <span>{ narrate::record(record, run, page.text) }</span>
                </button>
            </li>
        }
    };
    let rows = run.records_until_now().iter().rev().filter(shown).take(MOST);
    html! {
        <>
            <p class="mut">{ match node {
                Some(id) => page.text.with("log-of", &[("node", &page.name(id))]),
                None => page.text.get("log-help"),
            } }</p>
            <ol class="rows">{ for rows.map(row) }</ol>
        </>
    }
}

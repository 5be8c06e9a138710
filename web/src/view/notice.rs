//! What the page has to tell once: what could not be used, why, and what can be done instead.

use super::icon::Icon;
use super::page::Page;
use crate::command::{Command, Stop};
use crate::figures;
use crate::locale::Text;
use crate::session::Notice;
use crate::trouble::Trouble;
use election_core::schema::BadInput;
use election_core::sim::history::MOST_EVENTS;
use yew::prelude::*;

/// So many fields are listed; of the rest, how many there are.
const MOST: usize = 6;

/// The notice, if there is one.
pub fn notice(page: &Page) -> Html {
    let text = page.text;
    let Some(notice) = &page.session.notice else { return html! {} };
    let body = match notice {
        Notice::Refused(fields) => html! {
            <><p>{ text.get("notice-refused") }</p>{ refused(fields, text) }</>
        },
        Notice::NoFurther(stop) => {
            html! { <p>{ text.get(&["notice-no-further-", stop.word()].concat()) }</p> }
        }
        Notice::Looking(stop, events, asks) => looking(page, *stop, *events, *asks),
        Notice::Full => {
            let most = figures::grouped(MOST_EVENTS as u64);
            html! {
                <>
                    <p>{ text.with("notice-full", &[("most", &most)]) }</p>
                    <p class="mut">{ text.get("notice-full-do") }</p>
                </>
            }
        }
        Notice::Stopped(why) => {
            let key = match why.contains("no progress") {
                true => "notice-stopped-still",
                false => "notice-stopped-grows",
            };
            html! { <><p>{ text.get(key) }</p><p class="mut">{ text.get("notice-stopped-do") }</p></> }
        }
        Notice::Behind => html! { <p>{ text.get("notice-behind") }</p> },
        Notice::OutcomeChanged => html! { <p>{ text.get("notice-outcome-changed") }</p> },
        Notice::Trouble(trouble) => trouble_of(trouble, text),
    };
    html! {
        <div class="notice" role="status">
            <div>{ body }</div>
            { page.tool(Icon::Cross, "close", "close", Command::DismissNotice) }
        </div>
    }
}

/// A search that takes longer: how far it came, and whether to go on.
fn looking(page: &Page, stop: Stop, events: u32, asks: bool) -> Html {
    let key = [if asks { "notice-nothing-" } else { "notice-looking-" }, stop.word()].concat();
    let events = figures::grouped(events.into());
    html! {
        <>
            <p>{ page.text.with(&key, &[("events", &events)]) }</p>
            if asks {
                <p><button type="button" class="go-on" onclick={page.ask(Command::GoOn)}>
                    { page.text.get("notice-go-on") }
                </button></p>
            }
        </>
    }
}

/// A trouble: its sentence, its fields, and what can be done.
pub fn trouble_of(trouble: &Trouble, text: &Text) -> Html {
    let (says, advice) = trouble.says(text);
    html! {
        <>
            <p>{ says }</p>
            { refused(trouble.fields(), text) }
            <p class="mut">{ advice }</p>
        </>
    }
}

fn refused(fields: &[BadInput], text: &Text) -> Html {
    if fields.is_empty() {
        return html! {};
    }
    let more = fields.len().saturating_sub(MOST);
    html! {
        <ul>
            { for fields.iter().take(MOST).map(|bad| html! { <li>{ bad.to_string() }</li> }) }
            if more > 0 {
                <li>{ text.with("notice-more", &[("count", &more.to_string())]) }</li>
            }
        </ul>
    }
}

//! What the page has to tell once: what could not be used, why, and what can be done instead.

use super::icon::Icon;
use super::page::Page;
use crate::command::Command;
use crate::locale::Text;
use crate::session::Notice;
use crate::trouble::Trouble;
use election_core::schema::BadInput;
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

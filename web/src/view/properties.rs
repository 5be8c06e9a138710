//! The claims that are watched on every run: what holds, what is broken and by whom.

use super::icon::{Icon, icon};
use super::page::Page;
use crate::command::Command;
use crate::figures;
use election_core::property::{PropertyView, Status};
use yew::prelude::*;

/// The properties panel: broken claims first.
pub fn panel(page: &Page) -> Html {
    let mut claims: Vec<&PropertyView> = page.claims.iter().collect();
    claims.sort_by_key(|claim| match claim.status {
        Status::Violated => 0,
        Status::Holds => 1,
        Status::NotExercised => 2,
    });
    html! { <ul class="claimed">{ for claims.into_iter().map(|claim| row(page, claim)) }</ul> }
}

/// A claim's name.
pub fn name(page: &Page, id: &'static str) -> String {
    page.text.find(&["property-", id].concat()).unwrap_or(id).to_string()
}

fn row(page: &Page, claim: &PropertyView) -> Html {
    let key = ["property-", claim.id].concat();
    let name = name(page, claim.id);
    let says = page.text.find(&[&key, "-says"].concat()).unwrap_or_default().to_string();
    let (class, picture) = match claim.status {
        Status::Violated => ("violated", Some(Icon::Cross)),
        Status::Holds => ("holds", Some(Icon::Check)),
        Status::NotExercised => ("idle", None),
    };
    let status = page.text.get(&["status-", class].concat());
    let promised = if claim.promised { String::new() } else { page.text.get("not-promised") };
    html! {
        <li class={class}>
            <span class="mark-of">{ picture.map(icon) }</span>
            <div>
                <b>{ name }</b>{ " " }<span class="mut">{ status }</span>
                <p>{ says }{ " " }<i>{ promised }</i></p>
                if claim.status == Status::Violated {
                    <button type="button" class="link-like"
                            onclick={page.ask(Command::Witness(claim.id))}>
                        { figures::moment(claim.at) }{ ": " }{ &claim.witness.says }
                    </button>
                }
            </div>
        </li>
    }
}

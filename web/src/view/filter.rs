//! What a proxy that understands the protocol can do on a link: hold or drop every message of a
//! kind, and let them pass again.

use super::page::Page;
use crate::app::Message;
use crate::command::Command;
use election_core::action::{Action, Direction, Filter};
use election_core::words::NodeId;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The three deeds, with the keys of their names.
const DEEDS: [(Filter, &str); 3] =
    [(Filter::Hold, "filter-hold"), (Filter::Drop, "filter-drop"), (Filter::Pass, "filter-pass")];

fn deed(a: NodeId, b: NodeId, way: Direction, kind: Option<u8>, filter: Filter) -> Command {
    let one = |id: NodeId| [id].into_iter().collect();
    Command::Act(Action::Filter(one(a), one(b), way, kind, filter))
}

/// For a message that is selected: its kind, on its way.
pub fn of_kind(page: &Page, from: NodeId, to: NodeId, kind: u8) -> Html {
    let kinds = page.session.base.config.system.messages;
    let Some(name) = kinds.get(usize::from(kind)) else { return html! {} };
    let ends = [("from", &*page.name(from)), ("to", &page.name(to)), ("message", *name)];
    let button = |(filter, key): (Filter, &str)| {
        let command = deed(from, to, Direction::Forward, Some(kind), filter);
        html! {
            <button type="button" onclick={page.ask(command)}>{ page.text.get(key) }</button>
        }
    };
    html! {
        <>
            <h3>{ page.text.with("filter-kind", &ends) }</h3>
            <div class="deeds">{ for DEEDS.into_iter().map(button) }</div>
        </>
    }
}

/// For a link that is selected: a kind, a way, and what to do.
pub fn of_link(page: &Page, a: NodeId, b: NodeId) -> Html {
    let (kind, way) = page.session.filter;
    let (from, to) = (page.name(a), page.name(b));
    let button = |(filter, key): (Filter, &str)| {
        html! {
            <button type="button" onclick={page.ask(deed(a, b, way, kind, filter))}>
                { page.text.get(key) }
            </button>
        }
    };
    let ways = [
        (Direction::Both, [&from, " – ", &to].concat()),
        (Direction::Forward, [&from, " → ", &to].concat()),
        (Direction::Backward, [&to, " → ", &from].concat()),
    ];
    html! {
        <>
            <h3>{ page.text.get("filter-link") }</h3>
            <p class="filter">
                { kinds(page, kind, way) }
                <select aria-label={page.text.get("filter-way")}
                        onchange={chosen(page, move |place| {
                            Command::Filter(kind, WAYS[place % WAYS.len()])
                        })}>
                    { for ways.iter().map(|(it, name)| html! {
                        <option selected={*it == way}>{ name }</option>
                    }) }
                </select>
            </p>
            <div class="deeds">{ for DEEDS.into_iter().map(button) }</div>
        </>
    }
}

const WAYS: [Direction; 3] = [Direction::Both, Direction::Forward, Direction::Backward];

fn kinds(page: &Page, kind: Option<u8>, way: Direction) -> Html {
    let all = page.session.base.config.system.messages;
    let option = |(place, name): (usize, &&str)| {
        html! { <option selected={kind == Some(place as u8)}>{ *name }</option> }
    };
    let choose = move |place: usize| Command::Filter(place.checked_sub(1).map(|it| it as u8), way);
    html! {
        <select aria-label={page.text.get("filter-message")} onchange={chosen(page, choose)}>
            <option selected={kind.is_none()}>{ page.text.get("done-every-message") }</option>
            { for all.iter().enumerate().map(option) }
        </select>
    }
}

/// Asks for what stands at the chosen place.
fn chosen(page: &Page, command: impl Fn(usize) -> Command + 'static) -> Callback<Event> {
    let on = page.on.clone();
    Callback::from(move |event: Event| {
        let Some(target) = event.target() else { return };
        let place = target.unchecked_into::<HtmlSelectElement>().selected_index();
        on.emit(Message::Do(command(usize::try_from(place).unwrap_or(0))));
    })
}

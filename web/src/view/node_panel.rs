//! Everything about what is selected: a process, a link, a message.

use super::page::Page;
use super::{filter, unmet};
use crate::command::{Command, Panel};
use crate::scene::Pick;
use crate::{figures, keys, narrate};
use election_core::action::{Action, Direction, Which};
use election_core::view::{Down, Glyph, Health, MessageView, NodeView};
use election_core::words::{NodeId, Time};
use yew::prelude::*;

/// The panel of what is selected.
pub fn panel(page: &Page) -> Html {
    match page.session.selected {
        Some(Pick::Node(id)) => match page.view.nodes.get(id.index()) {
            Some(node) => process(page, node),
            None => html! {},
        },
        Some(Pick::Link(a, b)) => link(page, a, b),
        Some(Pick::Message(id)) => {
            match page.view.messages.iter().find(|message| message.id == id) {
                Some(found) => message(page, found),
                None => html! { <p class="mut">{ page.text.get("message-gone") }</p> },
            }
        }
        _ => html! { <p class="mut">{ page.text.get("select-something") }</p> },
    }
}

fn process(page: &Page, node: &NodeView) -> Html {
    let portrait = &node.portrait;
    let fact = |name: String, value: String| {
        html! { <tr><th scope="row"><code>{ name }</code></th><td class="num">{ value }</td></tr> }
    };
    html! {
        <>
            <h2>{ page.name(node.id) }{ " " }<em>{ portrait.title() }</em></h2>
            <p class="rule">{ health(page, node) }{ " " }
                if node.reason.is_empty() { { &portrait.note } }</p>
            if !node.reason.is_empty() { <p class="reason"><code>{ &node.reason }</code></p> }
            if let Some(since) = node.stalled { <p class="rule">{ stalled(page, since) }</p> }
            { deeds(page, node) }
            { unmet::of(page, node) }
            if !node.timers.is_empty() { { timers(page, node) } }
            <h3>{ page.text.get("facts") }</h3>
            <table class="facts"><tbody>
                { for portrait.facts.iter().map(|(n, v)| fact((*n).into(), v.clone())) }
            </tbody></table>
            <button type="button" class="link-like"
                    onclick={page.ask(Command::Panel(Some(Panel::Why)))}>
                { page.text.get("last-decision") }
            </button>
        </>
    }
}

fn health(page: &Page, node: &NodeView) -> String {
    let since = |key: &str, since: Time| {
        page.text.with(key, &[("span", &figures::span(page.view.now.since(since)))])
    };
    match node.health {
        Health::Up if node.isolated => page.text.get("health-isolated"),
        Health::Up => page.text.get("health-up"),
        Health::Paused { since: at } => since("health-paused", at),
        Health::Down { since: at, how: Down::Panicked } => since("health-panicked", at),
        Health::Down { how: Down::Refused, .. } => page.text.get("health-refused"),
        Health::Down { since: at, .. } => since("health-down", at),
    }
}

fn stalled(page: &Page, since: Time) -> String {
    let span = figures::span(page.view.now.since(since));
    page.text.with("health-stalled", &[("span", &span)])
}

fn deeds(page: &Page, node: &NodeView) -> Html {
    let button = |(letter, key): (char, &'static str)| {
        let command = keys::deed(letter, node.id, page.session)?;
        if matches!(command, Command::Menu(..) | Command::MenuPage(_)) {
            return None;
        }
        let name = page.text.get(keys::deed_key(letter, key, node.id, page.session));
        Some(html! {
            <button type="button" onclick={page.ask(command)}>
                { name }<kbd>{ letter }</kbd>
            </button>
        })
    };
    html! { <div class="deeds">{ for keys::DEEDS.into_iter().flatten().filter_map(button) }</div> }
}

fn timers(page: &Page, node: &NodeView) -> Html {
    let system = page.session.base.config.system.key;
    let row = |timer: &election_core::view::TimerView| {
        let name = narrate::timer_name(page.text, system, timer.name);
        let left = figures::span(timer.at.since(page.view.now));
        let fire = page.ask::<MouseEvent>(Command::Act(Action::Fire(node.id, timer.name)));
        html! {
            <tr><th scope="row">{ name }</th><td class="num">{ left }</td>
                <td><button type="button" class="small" onclick={fire}>
                    { page.text.get("fire-now") }
                </button></td></tr>
        }
    };
    html! {
        <>
            <h3>{ page.text.get("timers") }</h3>
            <table class="facts"><tbody>{ for node.timers.iter().map(row) }</tbody></table>
        </>
    }
}

fn link(page: &Page, a: NodeId, b: NodeId) -> Html {
    let (from, to) = (page.name(a), page.name(b));
    let button = |direction: Direction, key: &str| {
        let cut = page.session.is_cut(a, b, direction);
        let key = [if cut { "heal-" } else { "cut-" }, key].concat();
        html! {
            <button type="button" onclick={page.ask(Command::CutOrHeal(a, b, direction))}>
                { page.text.with(&key, &[("from", &from), ("to", &to)]) }
            </button>
        }
    };
    let slow = Action::Slow(
        [a].into_iter().collect(),
        [b].into_iter().collect(),
        Direction::Both,
        super::menu::SLOW,
    );
    html! {
        <>
            <h2>{ &from }{ " – " }{ &to }</h2>
            <div class="deeds">
                { button(Direction::Both, "both") }
                { button(Direction::Forward, "forward") }
                { button(Direction::Backward, "backward") }
                <button type="button" onclick={page.ask(Command::Act(slow))}>
                    { page.text.get("slow-link") }
                </button>
                <button type="button" onclick={page.ask(Command::Act(breaks(a, b)))}>
                    { page.text.get("break-link") }
                </button>
            </div>
            { filter::of_link(page, a, b) }
        </>
    }
}

/// The connections between two processes break.
pub fn breaks(a: NodeId, b: NodeId) -> Action {
    Action::Break([a].into_iter().collect(), [b].into_iter().collect())
}

fn message(page: &Page, message: &MessageView) -> Html {
    let (id, system) = (message.id, page.session.base.config.system.key);
    let kind = system_message(page, system, message.name);
    let which = Which { from: id.from, to: id.to, kind: Some(id.kind), nth: Some(id.nth) };
    let button = |key: &str, action: Action| {
        html! {
            <button type="button" onclick={page.ask(Command::Act(action))}>
                { page.text.get(key) }
            </button>
        }
    };
    let due = match message.deliver_at {
        Time::NEVER => page.text.get("held"),
        at => figures::moment(at),
    };
    // A broken connection's notice is the network's own: nobody can hold it up.
    let notice = message.glyph == Glyph::Error && message.name == "RST";
    html! {
        <>
            <p class="when"><span>{ page.name(id.from) }{ " → " }{ page.name(id.to) }</span></p>
            <h2><code>{ message.name }</code></h2>
            <p class="rule">{ kind }</p>
            <p class="machine">{ &message.text }</p>
            <table class="facts"><tbody>
                <tr><th scope="row">{ page.text.get("sent") }</th>
                    <td class="num">{ figures::moment(message.sent_at) }</td></tr>
                <tr><th scope="row">{ page.text.get("arrives") }</th>
                    <td class="num">{ due }</td></tr>
            </tbody></table>
            if !notice {
                <div class="deeds">
                    { button("lose", Action::Lose(which)) }
                    { button("delay", Action::Delay(which, 100_000)) }
                    { button("duplicate", Action::Duplicate(which)) }
                </div>
                { filter::of_kind(page, id.from, id.to, id.kind) }
            }
        </>
    }
}

fn system_message(page: &Page, system: &str, name: &str) -> Option<String> {
    page.text.find(&["message-", system, "-", name].concat()).map(str::to_string)
}

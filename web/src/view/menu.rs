//! Everything that can be done to one thing, with the keys that do it.

use super::icon::{Icon, icon};
use super::node_panel;
use super::page::Page;
use crate::command::{Command, Menu, MenuPage};
use crate::keys;
use crate::scene::Pick;
use election_core::action::{Action, Direction};
use election_core::map;
use election_core::schema::{Field, Given, Ty};
use election_core::value::Value;
use election_core::words::{NodeId, NodeSet};
use yew::prelude::*;

/// The latency of a link that was slowed down by hand, in µs.
pub const SLOW: (u32, u32) = (400_000, 600_000);

/// The open menu, if one is.
pub fn menu(page: &Page) -> Html {
    let Some(menu) = page.session.menu else { return html! {} };
    let body = match menu.of {
        Pick::Node(id) => process(page, menu, id),
        Pick::Link(a, b) => link(page, a, b),
        Pick::Message(_) | Pick::Step(_) => html! {
            { item(page, Icon::Lens, page.text.get("inspect"), "", "↵",
                Command::Select(Some(menu.of))) }
        },
    };
    html! {
        <>
            <div class="veil" onclick={page.ask(Command::MenuPage(None))}
                 oncontextmenu={page.ask(Command::MenuPage(None))} />
            <div class="menu" role="menu">{ body }</div>
        </>
    }
}

fn item(page: &Page, picture: Icon, name: String, help: &str, key: &str, command: Command) -> Html {
    html! {
        <button type="button" role="menuitem" onclick={page.ask(command)}>
            { icon(picture) }<span>{ name }<small>{ help.to_string() }</small></span>
            <kbd>{ key.to_string() }</kbd>
        </button>
    }
}

fn process(page: &Page, menu: Menu, id: NodeId) -> Html {
    let Some(node) = page.view.nodes.get(id.index()) else { return html! {} };
    let body = match menu.page {
        MenuPage::Deeds => deeds(page, id),
        MenuPage::Cut => peers(page, id, &|peer| Command::CutOrHeal(id, peer, Direction::Both)),
        MenuPage::Slow => peers(page, id, &|peer| {
            let set = |id: NodeId| [id].into_iter().collect::<NodeSet>();
            Command::Act(Action::Slow(set(id), set(peer), Direction::Both, SLOW))
        }),
        MenuPage::Break => peers(page, id, &|peer| Command::Act(node_panel::breaks(id, peer))),
        MenuPage::Filter => {
            peers(page, id, &|peer| Command::Select(Some(Pick::Link(id.min(peer), id.max(peer)))))
        }
        MenuPage::Request(place) => whom(page, id, usize::from(place)),
    };
    html! {
        <>
            <h3><b>{ page.name(id) }</b>{ ", " }{ node.portrait.title() }</h3>
            { body }
        </>
    }
}

fn deeds(page: &Page, id: NodeId) -> Html {
    let deed = |deed: Option<(char, &'static str)>| {
        let Some((letter, key)) = deed else { return html! { <hr /> } };
        let Some(command) = keys::deed(letter, id, page.session) else { return html! {} };
        let key = keys::deed_key(letter, key, id, page.session);
        let help = page.text.find(&[key, "-help"].concat()).unwrap_or_default();
        item(page, picture(key), page.text.get(key), help, &letter.to_string(), command)
    };
    let inspect = Command::Select(Some(Pick::Node(id)));
    html! {
        <>
            { for keys::DEEDS.into_iter().map(deed) }
            { item(page, Icon::Lens, page.text.get("inspect"), "", "↵", inspect) }
            { requests(page, id) }
        </>
    }
}

fn picture(key: &str) -> Icon {
    match key {
        "deed-kill" => Icon::Bolt,
        "deed-power-off" => Icon::Power,
        "deed-pause" => Icon::Pause,
        "deed-stop" => Icon::Square,
        "deed-isolate" => Icon::Isolate,
        "deed-cut" => Icon::Scissors,
        "deed-slow" => Icon::Clock,
        "deed-wipe" | "deed-stall" | "deed-unstall" => Icon::Disk,
        "deed-break" | "deed-filter" => Icon::Chain,
        _ => Icon::Play,
    }
}

/// What an administrator may ask of this process.
fn requests(page: &Page, id: NodeId) -> Html {
    let system = page.session.base.config.system;
    if system.requests.is_empty() || page.view.nodes[id.index()].client {
        return html! {};
    }
    let request = |(place, (name, fields)): (usize, &(&'static str, &'static [Field]))| {
        let key = ["request-", system.key, "-", name].concat();
        let says = page.text.find(&key).unwrap_or(name).to_string();
        let command = match fields.iter().find(|field| matches!(field.ty, Ty::Id)) {
            Some(_) => Command::MenuPage(Some(MenuPage::Request(place as u8))),
            None => Command::Act(Action::Request(id, map! { "request" => *name })),
        };
        item(page, Icon::Wrench, says, "", "", command)
    };
    let offered =
        system.requests.iter().enumerate().filter(|(_, (_, fields))| is_one_press(fields));
    html! { <><hr />{ for offered.map(request) }</> }
}

/// Whether a request needs no more than whom it is about: values are for files, which say which.
fn is_one_press(fields: &[Field]) -> bool {
    let names_one = fields.iter().any(|field| matches!(field.ty, Ty::Id));
    let must_say = fields.iter().any(|field| matches!(field.given, Given::Required));
    let may_say = fields.iter().all(|field| matches!(field.given, Given::Optional));
    fields.is_empty() || names_one || !must_say && !may_say
}

/// Whom a request is about.
fn whom(page: &Page, id: NodeId, place: usize) -> Html {
    let Some((name, fields)) = page.session.base.config.system.requests.get(place) else {
        return html! {};
    };
    let field = fields.iter().find(|field| matches!(field.ty, Ty::Id)).map_or("", |f| f.name);
    peers(page, id, &|peer| {
        let label = page.session.run.scenario().config.label(peer);
        let mut request = map! { "request" => *name };
        request.set(field, Value::from(label));
        Command::Act(Action::Request(id, request))
    })
}

fn peers(page: &Page, id: NodeId, command: &dyn Fn(NodeId) -> Command) -> Html {
    let others = page.view.nodes.iter().filter(|node| node.id != id);
    let peer = |node: &election_core::view::NodeView| {
        let cut = page.session.is_cut(id, node.id, Direction::Both);
        let help = if cut { page.text.get("is-cut") } else { String::new() };
        item(page, Icon::Chain, page.name(node.id), &help, "", command(node.id))
    };
    html! { <>{ for others.map(peer) }</> }
}

fn link(page: &Page, a: NodeId, b: NodeId) -> Html {
    let (from, to) = (page.name(a), page.name(b));
    let ways = [
        (Direction::Both, "both"),
        (Direction::Forward, "forward"),
        (Direction::Backward, "backward"),
    ];
    let way = |(direction, key): (Direction, &str)| {
        let cut = page.session.is_cut(a, b, direction);
        let key = [if cut { "heal-" } else { "cut-" }, key].concat();
        let name = page.text.with(&key, &[("from", &from), ("to", &to)]);
        item(page, Icon::Scissors, name, "", "", Command::CutOrHeal(a, b, direction))
    };
    html! {
        <>
            <h3><b>{ &from }{ " – " }{ &to }</b></h3>
            { for ways.into_iter().map(way) }
            { item(page, Icon::Chain, page.text.get("break-link"), "", "",
                Command::Act(node_panel::breaks(a, b))) }
            { item(page, Icon::Chain, page.text.get("deed-filter"), "", "",
                Command::Select(Some(Pick::Link(a, b)))) }
        </>
    }
}

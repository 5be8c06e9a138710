//! The drawer beside the stage: one panel at a time, and the line from which they are opened.

use super::icon::Icon;
use super::page::Page;
use super::{branches, calculator, ledger, log, node_panel, properties, settings, sources, why};
use crate::command::{Command, Dialog, Panel};
use yew::prelude::*;

/// What a panel shows.
pub fn body(page: &Page, panel: Panel) -> Html {
    match panel {
        Panel::Why => why::why(page),
        Panel::Node => node_panel::panel(page),
        Panel::Settings => settings::panel(page),
        Panel::Ledger => ledger::panel(page),
        Panel::Log => log::panel(page),
        Panel::Branches => branches::panel(page),
        Panel::Properties => properties::panel(page),
        Panel::Sources => sources::panel(page),
    }
}

const TABS: [Panel; 3] = [Panel::Why, Panel::Node, Panel::Settings];
const FOOT: [Panel; 5] =
    [Panel::Settings, Panel::Ledger, Panel::Log, Panel::Properties, Panel::Sources];

/// The drawer beside the stage, while a panel is open.
pub fn drawer(page: &Page) -> Html {
    let Some(open) = page.session.panel else { return html! {} };
    let others = FOOT.into_iter().chain([Panel::Branches]);
    let others = others.filter(|panel| *panel == open && !TABS.contains(panel));
    let tab = |panel: Panel| {
        let key = ["panel-", panel.word()].concat();
        html! {
            <button type="button" role="tab" id={["tab-", panel.word()].concat()}
                    aria-selected={(panel == open).to_string()}
                    onclick={page.ask(Command::Panel(Some(panel)))}>{ page.text.get(&key) }</button>
        }
    };
    html! {
        <aside class="drawer">
            <div class="tabs" role="tablist">
                { for TABS.into_iter().chain(others).map(tab) }
                { page.tool(Icon::Cross, "close", "close", Command::Panel(None)) }
            </div>
            <div class="sheet" role="tabpanel" aria-labelledby={["tab-", open.word()].concat()}>
                { body(page, open) }
            </div>
        </aside>
    }
}

/// The last line: what can be opened.
pub fn foot(page: &Page) -> Html {
    let tab = |panel: Panel| {
        let shown = page.session.panel == Some(panel);
        let next = if shown { None } else { Some(panel) };
        let key = ["panel-", panel.word()].concat();
        html! {
            <button type="button" aria-pressed={shown.to_string()}
                    class={["to-", panel.word()].concat()}
                    onclick={page.ask(Command::Panel(next))}>{ page.text.get(&key) }</button>
        }
    };
    html! {
        <nav class="foot">
            { for FOOT.into_iter().map(tab) }
            { calculator::opener(page) }
            <button type="button" onclick={page.ask(Command::Dialog(Some(Dialog::Help)))}>
                { page.text.get("help") }
            </button>
            <span class="hint">{ page.text.get("hint") }</span>
        </nav>
    }
}

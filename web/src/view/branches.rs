//! The ways that the run went, as a small tree: shown, renamed, compared.

use super::icon::{Icon, icon};
use super::page::Page;
use super::settings;
use crate::app::Message;
use crate::command::{Command, Panel};
use crate::figures;
use crate::session::compare::Against;
use crate::session::{BranchName, Twig};
use election_core::value::Value;
use yew::prelude::*;

/// The branch that is shown, and the way to the others; nothing while there is only one.
pub fn opener(page: &Page) -> Html {
    let run = &page.session.run;
    if run.branches().len() < 2 {
        return html! {};
    }
    let open = page.session.panel == Some(Panel::Branches);
    let next = if open { None } else { Some(Panel::Branches) };
    html! {
        <button type="button" class="branches" aria-expanded={open.to_string()}
                title={page.text.get("branches")} onclick={page.ask(Command::Panel(next))}>
            { icon(Icon::Fork) }
            <span>{ name(page, &page.session.branch_name(run.current())) }</span>
            <small>{ run.branches().len() }</small>
        </button>
    }
}

/// The tree.
pub fn panel(page: &Page) -> Html {
    let twigs = page.session.twigs();
    html! {
        <>
            <p class="mut">{ page.text.get("branches-help") }</p>
            <ul class="tree">{ for twigs.iter().map(|it| twig(page, it)) }</ul>
        </>
    }
}

fn twig(page: &Page, twig: &Twig) -> Html {
    let branch = twig.branch;
    let depth = ["depth-", &twig.depth.min(5).to_string()].concat();
    let said = name(page, &twig.name);
    let on = page.on.clone();
    let rename = Callback::from(move |event: Event| {
        on.emit(Message::Do(Command::NameBranch(branch, settings::entered(&event))));
    });
    let given = match &twig.name {
        BranchName::Given(name) => name.clone(),
        _ => String::new(),
    };
    html! {
        <li key={branch} class={classes!(depth, twig.shown.then_some("shown"))}>
            <button type="button" class="way" aria-current={twig.shown.then_some("true")}
                    onclick={page.ask(Command::Branch(branch))}>
                { icon(if twig.shown { Icon::Check } else { Icon::Fork }) }
                <span>{ &said }</span>
            </button>
            <details>
                <summary>{ page.text.get("branch-rename") }</summary>
                <input type="text" maxlength="60" value={given} placeholder={said.clone()}
                       aria-label={page.text.get("branch-rename")} onchange={rename} />
            </details>
            if !twig.shown {
                <button type="button" class="link-like"
                        onclick={page.ask(Command::Compare(Against::Branch(branch)))}>
                    { page.text.get("branch-compare") }
                </button>
            }
        </li>
    }
}

/// What a branch is called: `kill 1 at 3.200 s`.
pub fn name(page: &Page, name: &BranchName) -> String {
    match name {
        BranchName::Given(name) => name.clone(),
        BranchName::Story => page.text.get("branch-first"),
        BranchName::Deed(deed, at) => {
            let deed = said(page, deed);
            page.text.with("branch-at", &[("deed", &deed), ("at", &figures::stamp(*at))])
        }
    }
}

/// A deed in a few words.
fn said(page: &Page, deed: &Value) -> String {
    let word = deed.at("do").text();
    let list = |name: &str| settings::shown(deed.at(name));
    let groups = deed.at("groups").items().iter().map(settings::shown).collect::<Vec<_>>();
    page.text.with(
        &["branch-", word].concat(),
        &[
            ("node", &list("node")),
            ("from", &list("from")),
            ("to", &list("to")),
            ("groups", &groups.join(" | ")),
            ("message", deed.at("message").text()),
            ("timer", deed.at("timer").text()),
            ("setting", deed.at("setting").text()),
            ("value", &list("value")),
            ("request", deed.at("request").text()),
        ],
    )
}

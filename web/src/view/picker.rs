//! The choice of system and story.

use super::icon::{Icon, icon};
use super::page::Page;
use crate::address::CATALOGUE;
use crate::app::Message;
use crate::app::beside::Wish;
use crate::command::Command;
use election_core::systems::{NAMES, Name};
use yew::prelude::*;

/// The picker.
pub fn picker(page: &Page) -> Html {
    let known = CATALOGUE
        .iter()
        .filter_map(|(key, stories)| Some((NAMES.iter().find(|it| it.key == *key)?, *stories)));
    html! {
        <div class="over" role="dialog" aria-modal="true"
             aria-label={page.text.get("choose-story")}>
            <div class="veil" onclick={page.ask(Command::Dialog(None))} />
            <section class="dialog picker">
                <h2>{ page.text.get("choose-story") }</h2>
                { page.tool(Icon::Cross, "close", "close", Command::Dialog(None)) }
                <p class="picker-hint">{ icon(Icon::Pair) }{ page.text.get("compare-story-help") }</p>
                { for known.map(|(system, stories)| group(page, system, stories)) }
                { super::share::open(page) }
            </section>
        </div>
    }
}

fn group(page: &Page, system: &'static Name, stories: &'static [&'static str]) -> Html {
    let about = page.text.find(&[system.key, "-about"].concat()).unwrap_or_default().to_string();
    let story = |key: &&'static str| {
        let text = |what: &str| {
            page.text.find(&[system.key, "-", key, "-", what].concat()).map(str::to_string)
        };
        let (on, chosen) = (page.on.clone(), (*key).to_string());
        let open = Callback::from(move |_: MouseEvent| {
            on.emit(Message::Do(Command::Dialog(None)));
            on.emit(Message::Open(system.key, chosen.clone()));
        });
        let base = &page.session.base;
        let here = base.config.system.key == system.key && base.key == *key;
        html! {
            <li>
                <button type="button" class={["story-", key].concat()}
                        aria-current={here.then_some("true")} onclick={open}>
                    <b>{ text("title").unwrap_or_else(|| (*key).into()) }</b>
                    <span>{ text("summary").unwrap_or_default() }</span>
                </button>
                { versus(page, system.key, key) }
            </li>
        }
    };
    html! {
        <section class={["group of-", system.key].concat()}>
            <h3>{ system.title }{ " " }<small>{ system.version }</small></h3>
            <p class="mut">{ about }</p>
            <ul>{ for stories.iter().map(story) }</ul>
        </section>
    }
}

/// Sets a story beside the one that is shown.
fn versus(page: &Page, system: &'static str, key: &'static str) -> Html {
    let (on, name) = (page.on.clone(), page.text.get("compare-story"));
    let beside = Callback::from(move |_: MouseEvent| {
        on.emit(Message::Do(Command::Dialog(None)));
        on.emit(Message::Beside(Wish::Story(system, key.to_string())));
    });
    html! {
        <button type="button" class="versus-story" title={name.clone()} aria-label={name}
                onclick={beside}>{ icon(Icon::Pair) }</button>
    }
}

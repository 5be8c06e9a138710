//! The top line: where we are, how the clients fare, and the page's own tools.

use super::icon::{Icon, icon};
use super::page::Page;
use crate::address::Theme;
use crate::app::Message;
use crate::command::{Command, Dialog, Panel};
use crate::figures;
use crate::form::Form;
use crate::locale::Language;
use election_core::property::Status;
use election_core::value::Value;
use yew::prelude::*;

/// The top line of the page.
pub fn header(page: &Page) -> Html {
    let system = page.session.base.config.system;
    let pick = page.ask(Command::Dialog(Some(Dialog::Picker)));
    html! {
        <header class="head">
            <h1 class="mark">{ page.text.get("page-title") }</h1>
            <div class="where">
                <button type="button" class="pick" aria-haspopup="dialog" onclick={pick}>
                    <b>{ system.title }{ " " }{ version(page) }</b>
                    <span class="lesson">{ title(page) }</span>
                    { icon(Icon::Down) }
                </button>
            </div>
            if page.session.shown_form() == Form::Story { { score(page) } }
            { tools(page) }
        </header>
    }
}

/// The top line of the embedded page.
pub fn embedded(page: &Page) -> Html {
    html! {
        <header class="head">
            <b class="mark">{ page.session.base.config.system.title }{ ": " }{ title(page) }</b>
            { score(page) }
        </header>
    }
}

/// The story's title.
pub fn title(page: &Page) -> String {
    let key = page.story_key("title");
    let own = || {
        let base = &page.session.base;
        base.source.at("title").as_text().unwrap_or(&base.key).to_string()
    };
    page.text.find(&key).map_or_else(own, str::to_string)
}

/// The version that is modelled: the profile where that names one, `2.8`, else the default.
pub fn version(page: &Page) -> String {
    let config = page.session.run.cluster().config();
    let profile = config.settings.get("profile").map_or("", Value::text);
    if profile.bytes().any(|b| b.is_ascii_digit()) {
        return profile.to_string();
    }
    short_version(config.system.version)
}

/// `3.9.5` as `3.9`: the patch level, and what is no number, is told with the sources.
pub fn short_version(version: &str) -> String {
    let number = version.starts_with(|c: char| c.is_ascii_digit());
    version.split('.').take(if number { 2 } else { 0 }).collect::<Vec<_>>().join(".")
}

fn score(page: &Page) -> Html {
    let sum = &page.sum;
    let number = |key: &str, figure: String, warns: bool| {
        html! {
            <div class={if warns { "warn" } else { "" }}>
                <b>{ figure }</b><span>{ page.text.get(key) }</span>
            </div>
        }
    };
    let asked = sum.attempted > 0;
    html! {
        <div class="score" role="group" aria-label={page.text.get("panel-ledger")}>
            if asked {
                { number("acknowledged", sum.acknowledged.to_string(), false) }
                { number("lost", sum.lost.to_string(), sum.lost > 0) }
                { number("unknown", sum.unknown.to_string(), false) }
                { number("unavailable", figures::span(sum.unavailable), sum.unavailable > 0) }
            }
            { claims(page) }
        </div>
    }
}

/// How many of the claims that were put to the test hold.
fn claims(page: &Page) -> Html {
    let tested = page.claims.iter().filter(|claim| claim.status != Status::NotExercised);
    let violated = page.claims.iter().filter(|claim| claim.status == Status::Violated).count();
    let (all, of) = (tested.count(), page.text.get("of"));
    if all == 0 {
        return html! {};
    }
    let hold = all - violated;
    let open = page.ask::<MouseEvent>(Command::Panel(Some(Panel::Properties)));
    let picture = if violated > 0 { Icon::Cross } else { Icon::Check };
    html! {
        <button type="button" class={if violated > 0 { "claims warn" } else { "claims" }}
                onclick={open}>
            { icon(picture) }<b>{ format!("{hold} {of} {all}") }</b>
            <span>{ page.text.get("panel-properties").to_lowercase() }</span>
        </button>
    }
}

fn tools(page: &Page) -> Html {
    let send = |message: fn() -> Message| {
        let on = page.on.clone();
        Callback::from(move |_: MouseEvent| on.emit(message()))
    };
    let picture = if page.theme == Theme::Dark { Icon::Sun } else { Icon::Moon };
    let theme = page.text.get("theme");
    html! {
        <div class="tools">
            { form_switch(page) }
            <button type="button" class="share" aria-haspopup="dialog"
                    onclick={page.ask(Command::Dialog(Some(Dialog::Share)))}>
                { page.text.get("share") }
            </button>
            <button type="button" class="theme" title={theme.clone()} aria-label={theme}
                    onclick={send(|| Message::Theme)}>{ icon(picture) }</button>
            { for Language::ALL.into_iter().filter(|l| *l != page.text.language)
                .map(|language| language_switch(page, language)) }
        </div>
    }
}

/// Offers the other depth.
fn form_switch(page: &Page) -> Html {
    let other = page.session.form.other();
    let picture = if other == Form::Workbench { Icon::Bench } else { Icon::Story };
    let key = ["form-", other.word()].concat();
    html! {
        <button type="button" class="form" title={page.text.get(&[&key, "-help"].concat())}
                onclick={page.ask(Command::Form(other))}>
            { icon(picture) }<span>{ page.text.get(&key) }</span>
        </button>
    }
}

/// Offers the other language, in that language.
fn language_switch(page: &Page, language: Language) -> Html {
    let on = page.on.clone();
    let switch = Callback::from(move |_: MouseEvent| on.emit(Message::Language(language)));
    html! {
        <button type="button" class="language" lang={language.tag()} onclick={switch}>
            { language.name() }
        </button>
    }
}

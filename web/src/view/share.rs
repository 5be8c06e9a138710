//! The share dialog: the link, the frame, the picture, the files; and the way in for a file.

use super::icon::Icon;
use super::page::Page;
use super::{header, slide};
use crate::app::Message;
use crate::command::Command;
use crate::figures;
use crate::outside;
use crate::sharing::{Export, Length, SIZES, Sharing, frame, length_of};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The dialog.
pub fn share(page: &Page) -> Html {
    html! {
        <div class="over" role="dialog" aria-modal="true" aria-label={page.text.get("share-title")}>
            <div class="veil" onclick={page.ask(Command::Dialog(None))} />
            <section class="dialog share-sheet">
                <h2>{ page.text.get("share-title") }</h2>
                { page.tool(Icon::Cross, "close", "close", Command::Dialog(None)) }
                <div class="columns">
                    <div>{ link(page) }{ embed(page) }{ open(page) }</div>
                    <div>{ picture(page) }{ files(page) }</div>
                </div>
            </section>
        </div>
    }
}

fn send<E: 'static>(page: &Page, what: impl Fn() -> Sharing + 'static) -> Callback<E> {
    let on = page.on.clone();
    Callback::from(move |_: E| on.emit(Message::Share(what())))
}

fn link(page: &Page) -> Html {
    let fragment = page.session.fragment();
    let length = length_of(&fragment);
    let (at, count) = (figures::moment(page.session.run.now()), fragment.len().to_string());
    let says = |key: &str| page.text.with(key, &[("at", &at), ("count", &count)]);
    html! {
        <section>
            <h3>{ page.text.get("share-link") }</h3>
            if length == Length::TooLong {
                <p class="warn">{ says("share-link-too-long") }</p>
            } else {
                <p class="mut">{ says("share-link-says") }</p>
                <textarea class="link-text" readonly=true rows="2"
                          aria-label={page.text.get("share-link")}
                          value={[&outside::page(), "#", &fragment].concat()} />
                if length == Length::Long {
                    <p class="warn">{ says("share-link-long") }</p>
                }
                { copy(page, false) }
            }
        </section>
    }
}

/// The button that copies, and what became of it.
fn copy(page: &Page, of_frame: bool) -> Html {
    let key = if of_frame { "share-copy-frame" } else { "share-copy" };
    let outcome = match page.session.sharing.copied {
        Some((what, true)) if what == of_frame => Some(("mut", "share-copied")),
        Some((what, false)) if what == of_frame => Some(("warn", "trouble-clipboard-do")),
        _ => None,
    };
    let class = if of_frame { "wide copy-frame" } else { "wide copy-link" };
    html! {
        <p class="copied">
            <button type="button" {class} onclick={send(page, move || Sharing::Copy(of_frame))}>
                { page.text.get(key) }
            </button>
            <span role="status" class={outcome.map_or("", |(class, _)| class)}>
                { outcome.map(|(_, key)| page.text.get(key)).unwrap_or_default() }
            </span>
        </p>
    }
}

fn embed(page: &Page) -> Html {
    let fragment = page.session.fragment();
    if length_of(&fragment) == Length::TooLong {
        return html! {};
    }
    let chosen = page.session.sharing.size;
    let size = |(nth, (width, height)): (usize, &(u32, u32))| {
        html! {
            <button type="button" aria-pressed={(nth == chosen).to_string()}
                    onclick={send(page, move || Sharing::Size(nth))}>
                { width }{ " × " }{ height }
            </button>
        }
    };
    let title = [page.session.base.config.system.title, ": ", &header::title(page)].concat();
    let text = frame(&outside::page(), &fragment, SIZES[chosen % SIZES.len()], &title);
    html! {
        <section>
            <h3>{ page.text.get("share-embed") }</h3>
            <div class="choice" role="group">{ for SIZES.iter().enumerate().map(size) }</div>
            <textarea class="frame-text" readonly=true rows="4"
                      aria-label={page.text.get("share-embed")} value={text} />
            { copy(page, true) }
        </section>
    }
}

fn picture(page: &Page) -> Html {
    let choice = |timeline: bool, key: &str| {
        let pressed = page.session.sharing.timeline == timeline;
        html! {
            <button type="button" aria-pressed={pressed.to_string()}
                    onclick={send(page, move || Sharing::Timeline(timeline))}>
                { page.text.get(key) }
            </button>
        }
    };
    html! {
        <section>
            <h3>{ page.text.get("share-picture") }</h3>
            <div class="choice" role="group">
                { choice(false, "share-stage") }{ choice(true, "share-timeline") }
            </div>
            <div class="preview">{ slide::slide(page) }</div>
            <p class="copied">
                { save(page, Export::Svg) }{ save(page, Export::Png) }
                <span class="mut">{ "1920 × 1080" }</span>
            </p>
        </section>
    }
}

fn save(page: &Page, export: Export) -> Html {
    let key = ["share-", export.word()].concat();
    html! {
        <button type="button" class={["wide save-", export.word()].concat()}
                aria-busy={(export == Export::Trace && page.session.writing.is_some()).to_string()}
                onclick={send(page, move || Sharing::Save(export))}>
            { page.text.get(&key) }
        </button>
    }
}

fn files(page: &Page) -> Html {
    let row = |export: Export| {
        let help = ["share-", export.word(), "-help"].concat();
        html! { <li>{ save(page, export) }<span class="mut">{ page.text.get(&help) }</span></li> }
    };
    html! {
        <section>
            <h3>{ page.text.get("share-files") }</h3>
            <ul class="files">{ for Export::FILES.into_iter().map(row) }</ul>
        </section>
    }
}

/// The way in: choose, drop or paste.
pub fn open(page: &Page) -> Html {
    let on = page.on.clone();
    let chosen = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = input.files().and_then(|files| files.item(0)) {
            on.emit(Message::Share(Sharing::File(file)));
        }
        // The same file may be chosen again.
        input.set_value("");
    });
    let on = page.on.clone();
    let pasted = Callback::from(move |event: InputEvent| {
        let Some(target) = event.target() else { return };
        let input: HtmlInputElement = target.unchecked_into();
        let text = input.value();
        input.set_value("");
        on.emit(Message::Share(Sharing::Came(text)));
    });
    html! {
        <section>
            <h3>{ page.text.get("share-open") }</h3>
            <p class="copied">
                <label class="wide choose-file">
                    { page.text.get("share-choose") }
                    <input type="file" class="vh" accept=".json,application/json"
                           onchange={chosen} />
                </label>
                <input type="text" class="paste" placeholder={page.text.get("share-paste")}
                       aria-label={page.text.get("share-paste")} oninput={pasted} />
            </p>
            <p class="mut">{ page.text.get("share-open-help") }</p>
        </section>
    }
}

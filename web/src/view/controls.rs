//! Time: where it stands, how fast it goes, and every way to move it.

use super::branches;
use super::icon::Icon;
use super::page::Page;
use crate::app::Message;
use crate::command::{Command, Speed};
use crate::figures;
use crate::session::Lens;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The controls of the page.
pub fn transport(page: &Page) -> Html {
    html! {
        <div class="transport">
            <div class="now">
                <b class="time">{ figures::moment(page.session.run.now()) }</b>
                <span>{ speed(page) }{ lens(page) }</span>
            </div>
            <div class="keys">
                { page.tool(Icon::LeaderBack, "leader-back", "leader-back",
                    Command::LeaderChange(false)) }
                { page.tool(Icon::StepBack, "step-back", "step-back", Command::Step(false)) }
                { play(page) }
                { page.tool(Icon::StepOn, "step-on", "step-on", Command::Step(true)) }
                { page.tool(Icon::LeaderOn, "leader-on", "leader-on",
                    Command::LeaderChange(true)) }
            </div>
            { branches::opener(page) }
        </div>
    }
}

/// The one row of the embedded page.
pub fn row(page: &Page) -> Html {
    let now = page.session.run.now();
    let address = ["./#", &page.session.fragment()].concat();
    html! {
        <section class="row">
            { play(page) }
            <progress max={page.session.run.scenario().until.as_ms().to_string()}
                      value={now.as_ms().to_string()} aria-label={page.text.get("time")} />
            <span class="time">{ figures::moment(now) }</span>
            <a href={address} target="_blank" rel="noopener">{ page.text.get("open-run") }</a>
        </section>
    }
}

/// How much time the band shows.
fn lens(page: &Page) -> Html {
    match page.session.window.lens {
        Lens::Follows => page.tool(Icon::Wide, "lens-whole", "lens", Command::Lens),
        Lens::Whole | Lens::Chosen => page.tool(Icon::Lens, "lens-follow", "lens", Command::Lens),
    }
}

fn play(page: &Page) -> Html {
    let (picture, key) = match page.session.playback.playing {
        true => (Icon::Pause, "pause"),
        false => (Icon::Play, "play"),
    };
    page.tool(picture, key, "play", Command::TogglePlay)
}

fn speed(page: &Page) -> Html {
    let on = page.on.clone();
    let change = Callback::from(move |event: Event| {
        let Some(target) = event.target() else { return };
        let chosen = target.unchecked_into::<HtmlSelectElement>().value();
        on.emit(Message::Do(Command::Speed(Speed::from_word(&chosen))));
    });
    let now = page.session.playback.speed;
    let fixed = (0..Speed::STEPS.len()).map(|step| Speed::Fixed(step as u8));
    let option = |speed: Speed| {
        let name = match speed {
            Speed::Auto => page.text.get("speed-auto"),
            Speed::Fixed(_) => [speed.word(), "×"].concat(),
        };
        html! { <option value={speed.word()} selected={speed == now}>{ name }</option> }
    };
    html! {
        <select class="speed" aria-label={page.text.get("speed")} onchange={change}>
            { for std::iter::once(Speed::Auto).chain(fixed).map(option) }
        </select>
    }
}

//! Time: where it stands, how fast it goes, and every way to move it.

use super::branches;
use super::icon::Icon;
use super::page::Page;
use crate::app::Message;
use crate::command::{Command, Look, Speed, Stop};
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
                    Command::GoTo(Stop::Leader, false)) }
                { page.tool(Icon::StepBack, "step-back", "step-back", Command::GoTo(Stop::Event, false)) }
                { play(page) }
                { page.tool(Icon::StepOn, "step-on", "step-on", Command::GoTo(Stop::Event, true)) }
                { page.tool(Icon::LeaderOn, "leader-on", "leader-on",
                    Command::GoTo(Stop::Leader, true)) }
            </div>
            { branches::opener(page) }
        </div>
    }
}

/// The stops on either side of play, the farthest outside.
const STOPS: [(Stop, [Icon; 2], [&str; 2]); 4] = [
    (Stop::Leader, [Icon::LeaderBack, Icon::LeaderOn], ["leader-back", "leader-on"]),
    (Stop::Fault, [Icon::FaultBack, Icon::FaultOn], ["fault-back", "fault-on"]),
    (Stop::Decision, [Icon::DecisionBack, Icon::DecisionOn], ["decision-back", "decision-on"]),
    (Stop::Event, [Icon::StepBack, Icon::StepOn], ["step-back", "step-on"]),
];

/// The controls of the workbench, in its top line.
pub fn console(page: &Page) -> Html {
    let back = STOPS.into_iter().map(|(stop, icons, keys)| {
        page.tool(icons[0], keys[0], keys[0], Command::GoTo(stop, false))
    });
    let on = STOPS.into_iter().rev().map(|(stop, icons, keys)| {
        page.tool(icons[1], keys[1], keys[1], Command::GoTo(stop, true))
    });
    let live = page.session.is_live();
    html! {
        <div class="transport console">
            <div class="keys">
                { for back }{ play(page) }{ for on }
            </div>
            <b class="time">{ figures::moment(page.session.run.now()) }</b>
            { speed(page) }
            <button type="button" class="live" aria-pressed={live.to_string()}
                    title={page.text.get("live-help")} onclick={page.ask(Command::Live)}>
                { page.text.get("live-word") }
            </button>
            { branches::opener(page) }
        </div>
    }
}

/// How much time the timeline shows.
pub fn zoom(page: &Page) -> Html {
    html! {
        <div class="zoom" role="group" aria-label={page.text.get("zoom")}>
            { page.tool(Icon::Minus, "zoom-out", "zoom-out", Command::Look(Look::Zoom(false))) }
            { page.tool(Icon::Plus, "zoom-in", "zoom-in", Command::Look(Look::Zoom(true))) }
            { lens(page) }
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
        Lens::Follows => page.tool(Icon::Wide, "lens-whole", "lens", Command::Look(Look::Lens)),
        Lens::Whole | Lens::Chosen => {
            page.tool(Icon::Lens, "lens-follow", "lens", Command::Look(Look::Lens))
        }
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

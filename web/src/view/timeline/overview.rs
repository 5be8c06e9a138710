//! The whole run in one strip, with the stretch that the timeline shows.

use super::BandEvent;
use super::hands::{hold, is_held, place_in};
use crate::scene::Overview;
use crate::scene::palette::Hue;
use crate::view::Say;
use crate::view::svg::{Path, n};
use std::rc::Rc;
use yew::prelude::*;

/// Draws the strip.
pub fn overview(strip: &Rc<Overview>, say: Say, on: &Callback<BandEvent>) -> Html {
    let view_box = ["0 0 ", &n(strip.width), " ", &n(strip.height)].concat();
    let (x, w) = (strip.window.0, (strip.window.1 - strip.window.0).max(4.0));
    let plot = strip.plot;
    html! {
        <svg class="overview" viewBox={view_box} role="img" aria-label={say("overview", &[])}
            onpointerdown={pressed(strip, on)} onpointermove={moved(strip, on)}
            ondblclick={on.reform(|_| BandEvent::Whole)}>
            if plot.x > 70.0 {
                <text x="0" y={n(plot.y + plot.h * 0.72)} font-size="12">
                    { say("overview", &[]) }
                </text>
            }
            <rect x={n(plot.x)} y={n(plot.y)} width={n(plot.w)} height={n(plot.h)} class="ground" />
            <rect x={n(plot.x)} y={n(plot.y)} width={n(strip.told - plot.x)} height={n(plot.h)}
                class="told" />
            { for strip.clashes.iter().map(|(from, to)| html! {
                <rect x={n(*from)} y={n(plot.y)} width={n((to - from).max(1.0))} height={n(plot.h)}
                    class="clash" />
            }) }
            { for strip.reigns.iter().map(reign) }
            { ticks(&strip.deeds, strip, "deeds") }
            { ticks(&strip.planned, strip, "planned") }
            { ticks(&[strip.playhead], strip, "now") }
            <rect x={n(x)} y="1" width={n(w)} height={n(strip.height - 2.0)} rx="4"
                class="window" />
        </svg>
    }
}

fn reign((from, to, y, hue): &(f32, f32, f32, Hue)) -> Html {
    let d = Path::new().to(*from, *y).line(*to, *y).done();
    html! { <path {d} class={["reign ", hue.class()].concat()} /> }
}

fn ticks(places: &[f32], strip: &Overview, class: &'static str) -> Html {
    let mut path = Path::new();
    for x in places {
        path = path.to(*x, strip.plot.y).line(*x, strip.plot.y + strip.plot.h);
    }
    html! { <path d={path.done()} {class} /> }
}

fn pressed(strip: &Rc<Overview>, on: &Callback<BandEvent>) -> Callback<PointerEvent> {
    let (strip, on) = (strip.clone(), on.clone());
    Callback::from(move |event: PointerEvent| {
        if event.button() == 0 && event.detail() < 2 {
            hold(&event);
            on.emit(BandEvent::Centre(strip.time_at(place_in(&event, strip.width).x)));
        }
    })
}

fn moved(strip: &Rc<Overview>, on: &Callback<BandEvent>) -> Callback<PointerEvent> {
    let (strip, on) = (strip.clone(), on.clone());
    Callback::from(move |event: PointerEvent| {
        if is_held(&event) {
            on.emit(BandEvent::Centre(strip.time_at(place_in(&event, strip.width).x)));
        }
    })
}

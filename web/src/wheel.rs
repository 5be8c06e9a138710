//! The wheel over the timeline: with Ctrl, or a pinch on a touchpad, it zooms; sideways, or with
//! Shift, it pans. Any other turn is the page's.

use crate::command::{Command, Look};
use crate::dom;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, WheelEvent};
use yew::Callback;

/// Listens as long as it is kept. Yew's own listeners could not keep the browser from zooming.
pub fn listen(on: Callback<Command>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    let turned = move |event: &Event| {
        let event: &WheelEvent = event.unchecked_ref();
        if let Some(look) = meant(event) {
            event.prevent_default();
            on.emit(Command::Look(look));
        }
    };
    EventListener::new_with_options(&document(), "wheel", options, turned)
}

/// A turn of so many pixels doubles or halves what is shown.
const DOUBLES: f64 = 240.0;

fn meant(event: &WheelEvent) -> Option<Look> {
    let over = event.target()?.dyn_into::<Element>().ok()?;
    over.closest("svg.timeline").ok()??;
    let (part, width) = dom::part_of(".timeline .plot", f64::from(event.client_x()))?;
    let (x, y) = (event.delta_x(), event.delta_y());
    match () {
        () if event.ctrl_key() || event.meta_key() => {
            Some(Look::ZoomAt(part.clamp(0.0, 1.0), (y / DOUBLES).exp2().clamp(0.25, 4.0)))
        }
        () if event.shift_key() => Some(Look::Pan((x + y) / width)),
        () if x.abs() > y.abs() => Some(Look::Pan(x / width)),
        () => None,
    }
}

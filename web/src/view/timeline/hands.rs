//! Hands in the band: press and drag to seek, press a mark to look at it, keys as on any slider.

use super::BandEvent;
use crate::scene::{Band, Point};
use election_core::words::Time;
use std::rc::Rc;
use yew::prelude::*;

/// The handlers of the band.
pub struct Hands {
    /// A button was pressed.
    pub down: Callback<PointerEvent>,
    /// The pointer moved.
    pub moved: Callback<PointerEvent>,
    /// It left.
    pub left: Callback<PointerEvent>,
    /// A key was pressed.
    pub keyed: Callback<KeyboardEvent>,
}

impl Hands {
    /// For this moment's band.
    pub fn of(band: &Rc<Band>, on: &Callback<BandEvent>) -> Hands {
        Hands {
            down: down(band.clone(), on.clone()),
            moved: moved(band.clone(), on.clone()),
            left: on.reform(|_| BandEvent::Hover(None)),
            keyed: keyed(band.clone(), on.clone()),
        }
    }
}

fn down(band: Rc<Band>, on: Callback<BandEvent>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        let p = place(&event, &band);
        if let Some(pick) = band.pick_at(p) {
            on.emit(BandEvent::Pick(pick));
            return;
        }
        if let Some(svg) = svg_of(&event) {
            // Without it a drag merely ends at the edge.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
        on.emit(BandEvent::Seek(band.time_at(p.x)));
    })
}

fn moved(band: Rc<Band>, on: Callback<BandEvent>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let p = place(&event, &band);
        let captured = svg_of(&event).is_some_and(|it| it.has_pointer_capture(event.pointer_id()));
        if captured {
            on.emit(BandEvent::Seek(band.time_at(p.x)));
        } else {
            on.emit(BandEvent::Hover(band.pick_at(p)));
        }
    })
}

/// A hundredth of what is shown, a tenth with the page keys; plus and minus zoom.
fn keyed(band: Rc<Band>, on: Callback<BandEvent>) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let span = band.to.since(band.from);
        let back = |by: u64| BandEvent::Seek(Time(band.now.0.saturating_sub(by)));
        let on_by = |by: u64| BandEvent::Seek(band.now.plus(by));
        let meant = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => back(span / 100),
            "ArrowRight" | "ArrowUp" => on_by(span / 100),
            "PageDown" => back(span / 10),
            "PageUp" => on_by(span / 10),
            "Home" => BandEvent::Seek(band.from),
            "End" => BandEvent::Seek(band.head.min(band.to)),
            "+" | "=" => BandEvent::Zoom(true),
            "-" => BandEvent::Zoom(false),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on.emit(meant);
    })
}

fn svg_of(event: &PointerEvent) -> Option<web_sys::Element> {
    event.target_dyn_into::<web_sys::Element>()?.closest("svg.timeline").ok()?
}

fn place(event: &PointerEvent, band: &Band) -> Point {
    let Some(frame) = svg_of(event).map(|svg| svg.get_bounding_client_rect()) else {
        return Point::default();
    };
    let scale = band.width / (frame.width() as f32).max(1.0);
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    Point::new((x - frame.left() as f32) * scale, (y - frame.top() as f32) * scale)
}

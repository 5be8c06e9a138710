//! Hands in the band: press and drag to seek, press a mark to look at it, drag the ruler to
//! choose what is shown, two fingers to zoom, keys as on any slider.

use super::BandEvent;
use crate::scene::{Band, Point};
use election_core::words::Time;
use std::rc::Rc;
use yew::prelude::*;

/// The handlers of the band.
pub struct Hands {
    /// A button was pressed, or a finger put down.
    pub down: Callback<PointerEvent>,
    /// The pointer moved.
    pub moved: Callback<PointerEvent>,
    /// It was let go.
    pub up: Callback<PointerEvent>,
    /// It left.
    pub left: Callback<PointerEvent>,
    /// The ruler, or where nothing is, was pressed twice.
    pub twice: Callback<MouseEvent>,
    /// A key was pressed.
    pub keyed: Callback<KeyboardEvent>,
}

impl Hands {
    /// For this moment's band.
    pub fn of(band: &Rc<Band>, on: &Callback<BandEvent>) -> Hands {
        Hands {
            down: down(band.clone(), on.clone()),
            moved: moved(band.clone(), on.clone()),
            up: up(band.clone(), on.clone()),
            left: on.reform(|_| BandEvent::Hover(None)),
            twice: on.reform(|_| BandEvent::Whole),
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
        let picked = band.pick_at(p).filter(|_| !event.shift_key() && !band.is_axis(p));
        if let Some(pick) = picked {
            on.emit(BandEvent::Pick(pick));
            return;
        }
        hold(&event);
        if is_finger(&event) {
            on.emit(BandEvent::Finger(event.pointer_id(), Some(part(p, &band))));
        }
        // The second press of two is no choice of a moment.
        if event.detail() > 1 || event.shift_key() || band.held {
            return;
        }
        let at = band.time_at(p.x);
        on.emit(if band.is_axis(p) { BandEvent::Brush(at, at) } else { BandEvent::Seek(at) });
    })
}

fn moved(band: Rc<Band>, on: Callback<BandEvent>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let p = place(&event, &band);
        if !is_held(&event) {
            on.emit(BandEvent::Hover(band.pick_at(p)));
            return;
        }
        if is_finger(&event) {
            on.emit(BandEvent::Finger(event.pointer_id(), Some(part(p, &band))));
        }
        if let Some(brush) = &band.brush {
            on.emit(BandEvent::Brush(band.time_at(brush.anchor), band.time_at(p.x)));
        } else if event.shift_key() {
            let part = f64::from(event.movement_x()) / f64::from(band.plot.w.max(1.0));
            on.emit(BandEvent::Pan(-part));
        } else if !band.held {
            on.emit(BandEvent::Seek(band.time_at(p.x)));
        }
    })
}

/// How far the pointer moves on the ruler before that chooses a stretch.
const DRAG: f32 = 6.0;

fn up(band: Rc<Band>, on: Callback<BandEvent>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        if is_finger(&event) {
            on.emit(BandEvent::Finger(event.pointer_id(), None));
        }
        let Some(brush) = &band.brush else { return };
        let (from, to) = (band.time_at(brush.from), band.time_at(brush.to));
        on.emit(match brush.to - brush.from < DRAG {
            true => BandEvent::Seek(from),
            false => BandEvent::Window(from, to),
        });
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

fn is_finger(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

/// At which part of what is shown a point is.
fn part(p: Point, band: &Band) -> f64 {
    f64::from((p.x - band.plot.x) / band.plot.w.max(1.0))
}

fn svg_of(event: &PointerEvent) -> Option<web_sys::Element> {
    event.target_dyn_into::<web_sys::Element>()?.closest("svg").ok()?
}

fn place(event: &PointerEvent, band: &Band) -> Point {
    place_in(event, band.width)
}

/// Where a pointer is in an SVG of this width.
pub fn place_in(event: &PointerEvent, width: f32) -> Point {
    let Some(frame) = svg_of(event).map(|svg| svg.get_bounding_client_rect()) else {
        return Point::default();
    };
    let scale = width / (frame.width() as f32).max(1.0);
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    Point::new((x - frame.left() as f32) * scale, (y - frame.top() as f32) * scale)
}

/// Whether the pointer is pressed on this SVG.
pub fn is_held(event: &PointerEvent) -> bool {
    svg_of(event).is_some_and(|it| it.has_pointer_capture(event.pointer_id()))
}

/// Keeps the pointer until it is let go.
pub fn hold(event: &PointerEvent) {
    if let Some(svg) = svg_of(event) {
        // Without it a drag merely ends at the edge.
        let _ = svg.set_pointer_capture(event.pointer_id());
    }
}

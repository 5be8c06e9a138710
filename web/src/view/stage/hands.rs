//! Hands: pointer and keys, turned into what was meant.

use super::StageEvent;
use super::flight::key_of;
use crate::scene::{Pick, Point, Stage};
use crate::view::svg::Path;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// The pointer's handlers of the whole stage.
pub struct Hands {
    /// A button was pressed.
    pub down: Callback<PointerEvent>,
    /// It moved.
    pub moved: Callback<PointerEvent>,
    /// The button was let go.
    pub up: Callback<PointerEvent>,
    /// It left the stage.
    pub left: Callback<PointerEvent>,
    /// The browser took it away.
    pub cancelled: Callback<PointerEvent>,
}

/// A shorter line than this was a click.
const CLICK: f32 = 6.0;

impl Hands {
    /// For this moment's stage.
    pub fn of(stage: &Rc<Stage>, on: &Callback<StageEvent>) -> Hands {
        Hands {
            down: down(stage.clone(), on.clone()),
            moved: moved(stage.clone(), on.clone()),
            up: up(stage.clone(), on.clone()),
            left: {
                let (stage, on) = (stage.clone(), on.clone());
                Callback::from(move |_| {
                    if stage.hovered.is_some() {
                        on.emit(StageEvent::Hover(None));
                    }
                })
            },
            cancelled: on.reform(|_| StageEvent::LineCancelled),
        }
    }
}

/// The handlers of all messages at once: so many handlers as messages would have to be made and
/// compared in every frame.
pub struct Flights {
    /// One was clicked.
    pub clicked: Callback<MouseEvent>,
    /// The menu of one is wanted.
    pub menu: Callback<MouseEvent>,
    /// A key was pressed on one.
    pub keyed: Callback<KeyboardEvent>,
    /// One has the focus.
    pub focused: Callback<FocusEvent>,
}

impl Flights {
    /// For this moment's messages.
    pub fn of(stage: &Rc<Stage>, on: &Callback<StageEvent>) -> Flights {
        let (on, clicks) = (on.clone(), on.clone());
        let (menus, keys) = (on.clone(), on.clone());
        let stages = [stage.clone(), stage.clone(), stage.clone(), stage.clone()];
        let [here, there, keyboard, focus] = stages;
        Flights {
            clicked: Callback::from(move |event: MouseEvent| {
                if let Some((pick, _)) = message_under(&event, &here) {
                    clicks.emit(StageEvent::Click(pick));
                }
            }),
            menu: Callback::from(move |event: MouseEvent| {
                if let Some((pick, place)) = message_under(&event, &there) {
                    menu(pick, place, &menus).emit(event);
                }
            }),
            keyed: Callback::from(move |event: KeyboardEvent| {
                if let Some((pick, place)) = message_under(&event, &keyboard) {
                    keyed(pick, place, &keys).emit(event);
                }
            }),
            focused: Callback::from(move |event: FocusEvent| {
                if let Some((pick, _)) = message_under(&event, &focus) {
                    on.emit(StageEvent::Hover(Some(pick)));
                }
            }),
        }
    }
}

/// The message that an event happened to.
fn message_under(event: &web_sys::Event, stage: &Stage) -> Option<(Pick, Point)> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let name = target.closest("[data-flight]").ok()??.get_attribute("data-flight")?;
    let flight = stage.flights.iter().find(|flight| key_of(flight) == name)?;
    Some((Pick::Message(flight.id), flight.place))
}

/// A line begins where nothing is. A finger scrolls the page instead.
fn down(stage: Rc<Stage>, on: Callback<StageEvent>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let p = place(&event, &stage);
        if event.button() != 0 || event.pointer_type() == "touch" || stage.pick_at(p).is_some() {
            return;
        }
        let svg = event.target_dyn_into::<web_sys::Element>();
        if let Some(svg) = svg.and_then(|it| it.closest("svg.stage").ok().flatten()) {
            // Only a convenience: without it the line ends at the edge of the stage.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
        on.emit(StageEvent::LineFrom(p));
    })
}

fn moved(stage: Rc<Stage>, on: Callback<StageEvent>) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        let p = place(&event, &stage);
        if stage.line.is_some() {
            on.emit(StageEvent::LineTo(p));
            return;
        }
        let pick = stage.pick_at(p);
        if pick != stage.hovered {
            on.emit(StageEvent::Hover(pick));
        }
    })
}

fn up(stage: Rc<Stage>, on: Callback<StageEvent>) -> Callback<PointerEvent> {
    Callback::from(move |_: PointerEvent| {
        let Some((p, q)) = stage.line else { return };
        on.emit(match p.distance(q) < CLICK {
            true => StageEvent::Background,
            false => StageEvent::CutAcross(stage.crossed.clone()),
        });
    })
}

/// Where a pointer is on the stage.
fn place(event: &PointerEvent, stage: &Stage) -> Point {
    let target = event.target_dyn_into::<web_sys::Element>();
    let svg = target.and_then(|it| it.closest("svg.stage").ok().flatten());
    let Some(frame) = svg.map(|svg| svg.get_bounding_client_rect()) else {
        return Point::default();
    };
    let scale = stage.width / (frame.width() as f32).max(1.0);
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    Point::new((x - frame.left() as f32) * scale, (y - frame.top() as f32) * scale)
}

/// The second button, or a long touch: the menu.
pub fn menu(pick: Pick, place: Point, on: &Callback<StageEvent>) -> Callback<MouseEvent> {
    on.reform(move |event: MouseEvent| {
        event.prevent_default();
        StageEvent::Menu(pick, place)
    })
}

/// Enter and space click; `m` opens the menu, as the keyboard's own menu key does.
pub fn keyed(pick: Pick, place: Point, on: &Callback<StageEvent>) -> Callback<KeyboardEvent> {
    let on = on.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let meant = match event.key().as_str() {
            "Enter" | " " => StageEvent::Click(pick),
            "m" | "ContextMenu" => StageEvent::Menu(pick, place),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on.emit(meant);
    })
}

/// A click on something within a process, which is not a click on the process.
pub fn chosen(on: &Callback<()>) -> Callback<MouseEvent> {
    on.reform(|event: MouseEvent| event.stop_propagation())
}

/// The same by key.
pub fn chosen_by_key(on: &Callback<()>) -> Callback<KeyboardEvent> {
    let on = on.clone();
    Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            on.emit(());
        }
    })
}

/// Focus shows what hovering shows.
pub fn focused(pick: Pick, on: &Callback<StageEvent>) -> Callback<FocusEvent> {
    on.reform(move |_: FocusEvent| StageEvent::Hover(Some(pick)))
}

/// The line that is drawn, with scissors at its tip.
pub fn line((p, q): (Point, Point), stage: &Stage) -> Html {
    let class = if stage.crossed.is_empty() { "drawn" } else { "drawn cuts" };
    html! { <path d={Path::new().to(p.x, p.y).line(q.x, q.y).done()} {class} /> }
}

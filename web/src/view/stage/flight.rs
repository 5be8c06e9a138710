//! One message. A frame moves it by one attribute: everything in it stands around its place, and
//! hands are those of the whole group.

use super::StageEvent;
use super::glyph;
use super::hands;
use crate::scene::flight::{Fate, FlightSprite, Mark};
use crate::scene::{Point, Stage};
use crate::view::Say;
use crate::view::svg::{Path, at, at_heading, n};
use std::collections::BTreeSet;
use std::rc::Rc;
use yew::prelude::*;

/// Draws all messages where they are now.
pub fn flights(stage: &Rc<Stage>, say: Say, on: &Callback<StageEvent>) -> Html {
    let hands = hands::Flights::of(stage, on);
    // A message that was delivered twice has one name and two places.
    let mut seen = BTreeSet::new();
    let drawn = stage.flights.iter().map(|sprite| {
        let mut key = key_of(sprite);
        while seen.contains(&key) {
            key.push('+');
        }
        let drawn = flight(sprite, &key, stage, say);
        seen.insert(key);
        drawn
    });
    html! {
        <g class="flights" onclick={hands.clicked} oncontextmenu={hands.menu}
            onkeydown={hands.keyed} onfocusin={hands.focused}>
            { for drawn }
        </g>
    }
}

fn flight(sprite: &FlightSprite, key: &str, stage: &Stage, say: Say) -> Html {
    match sprite.fate {
        Fate::UnderWay | Fate::Held => alive(sprite, key, stage, say),
        Fate::Lost(left) => fallen(sprite, key, stage, left, "lost"),
        Fate::Refused(left) => fallen(sprite, key, stage, left, "refused"),
    }
}

/// What is said of a message: all of it once it can be looked at.
fn describe(sprite: &FlightSprite, stage: &Stage, say: Say) -> AttrValue {
    if !stage.still && !sprite.named {
        return sprite.name.into();
    }
    let key = if sprite.fate == Fate::Held { "stage-message-held" } else { "stage-message" };
    let (from, to) = (sprite.ends.0.as_str(), sprite.ends.1.as_str());
    let says = say(key, &[("name", sprite.name), ("from", from), ("to", to)]);
    match sprite.text.is_empty() {
        true => says.into(),
        false => [&says, ": ", &sprite.text].concat().into(),
    }
}

fn alive(sprite: &FlightSprite, key: &str, stage: &Stage, say: Say) -> Html {
    let says = describe(sprite, stage, say);
    let class = if sprite.selected { "flight selected" } else { "flight" };
    let from_here = |p: Point| p.moved(-sprite.place.x, -sprite.place.y);
    html! {
        <g key={key} {class} transform={at(sprite.place)} role="button"
            aria-label={says.clone()} tabindex={if stage.still { "0" } else { "-1" }}
            data-message={sprite.name} data-flight={key_of(sprite)}>
            if stage.still { <title>{ says }</title> }
            if let Some((p, q)) = sprite.trail.map(|(p, q)| (from_here(p), from_here(q))) {
                <path d={Path::new().to(p.x, p.y).line(q.x, q.y).done()}
                    class={trail_class(&sprite.mark)} />
            }
            <circle r={n(stage.sizes.hit / 2.0)} class="target" />
            if sprite.selected {
                <circle r={n(stage.sizes.badge * 1.7)} class="selection" />
            }
            { shape(sprite, stage, Point::default()) }
            if sprite.named { { label(sprite, stage) } }
        </g>
    }
}

/// It lies where it fell and fades with simulated time. Its name stands behind it, where it came
/// from: before it may be a process.
fn fallen(sprite: &FlightSprite, key: &str, stage: &Stage, left: f32, class: &'static str) -> Html {
    // Full for the first half, so that it can be read.
    let opacity = n((left * 2.0).min(1.0));
    let (sin, cos) = sprite.heading.to_radians().sin_cos();
    let back = stage.sizes.badge * 2.0;
    let x = sprite.place.moved(-cos * back, -sin * back);
    let text = stage.sizes.text;
    // On a short way it has no room of its own length: beside it there is.
    let short = sprite.way < text * 9.0;
    let named = sprite.named && !(short && cos.abs() > 0.7);
    let (anchor, dx, dy) = match () {
        () if short => ("start", text, 0.36),
        () if cos > 0.4 => ("end", -text, 0.36),
        () if cos < -0.4 => ("start", text, 0.36),
        () if sin > 0.0 => ("middle", 0.0, -0.9),
        () => ("middle", 0.0, 1.6),
    };
    html! {
        <g {key} class={["flight gone ", class].concat()} {opacity}
            aria-hidden="true">
            { shape(sprite, stage, sprite.place) }
            <g transform={at(x)}>{ glyph::cross(stage.sizes.badge * 0.5, "x") }</g>
            if named {
                <text x={n(x.x + dx)} y={n(x.y + dy * text)} font-size={n(text)}
                    text-anchor={anchor} class="message-name halo">{ sprite.name }</text>
            }
        </g>
    }
}

fn shape(sprite: &FlightSprite, stage: &Stage, place: Point) -> Html {
    let s = stage.sizes.badge;
    match &sprite.mark {
        Mark::Ballot(name, best) => html! {
            <g transform={at(place)}>
                { glyph::ballot(s, name, if *best { "ballot best" } else { "ballot" }) }
            </g>
        },
        mark => html! {
            <g transform={at_heading(place, sprite.heading)}>
                { glyph::mark(mark, s * 0.75) }
            </g>
        },
    }
}

fn label(sprite: &FlightSprite, stage: &Stage) -> Html {
    let s = stage.sizes.badge;
    let place = Point::new(0.0, s * 1.4 + stage.sizes.text * 0.8);
    glyph::text(place, stage.sizes.text, "message-name halo", sprite.name)
}

fn trail_class(mark: &Mark) -> &'static str {
    if *mark == Mark::Error { "trail error" } else { "trail" }
}

/// Stable while the message lives.
pub fn key_of(sprite: &FlightSprite) -> String {
    let id = sprite.id;
    let word = u64::from(id.from.0) << 56
        | u64::from(id.to.0) << 48
        | u64::from(id.kind) << 40
        | u64::from(id.incarnation & 0xff) << 32
        | u64::from(id.nth);
    word.to_string()
}

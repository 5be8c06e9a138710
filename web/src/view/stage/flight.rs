//! One message.

use super::StageEvent;
use super::glyph;
use super::hands::{focused, keyed, menu};
use crate::scene::flight::{Fate, FlightSprite, Mark};
use crate::scene::{Pick, Stage};
use crate::view::Say;
use crate::view::svg::{Path, at, at_heading, n};
use yew::prelude::*;

/// Draws a message where it is now.
pub fn flight(sprite: &FlightSprite, stage: &Stage, say: Say, on: &Callback<StageEvent>) -> Html {
    match sprite.fate {
        Fate::UnderWay | Fate::Held => alive(sprite, stage, say, on),
        Fate::Lost(left) => fallen(sprite, stage, left, "lost"),
        Fate::Refused(left) => fallen(sprite, stage, left, "refused"),
    }
}

fn alive(sprite: &FlightSprite, stage: &Stage, say: Say, on: &Callback<StageEvent>) -> Html {
    let pick = Pick::Message(sprite.id);
    let key = if sprite.fate == Fate::Held { "stage-message-held" } else { "stage-message" };
    let (from, to) = (sprite.ends.0.as_str(), sprite.ends.1.as_str());
    let says = say(key, &[("name", sprite.name), ("from", from), ("to", to)]);
    let says = if sprite.text.is_empty() { says } else { [&says, ": ", &sprite.text].concat() };
    let onclick = on.reform(move |_: MouseEvent| StageEvent::Click(pick));
    let class = if sprite.selected { "flight selected" } else { "flight" };
    html! {
        <g key={key_of(sprite)} {class} role="button" aria-label={says.clone()}
            tabindex={if stage.still { "0" } else { "-1" }} data-message={sprite.name} {onclick}
            oncontextmenu={menu(pick, sprite.place, on)}
            onkeydown={keyed(pick, sprite.place, on)} onfocus={focused(pick, on)}>
            <title>{ says }</title>
            if let Some((p, q)) = sprite.trail {
                <path d={Path::new().to(p.x, p.y).line(q.x, q.y).done()}
                    class={trail_class(&sprite.mark)} />
            }
            <circle cx={n(sprite.place.x)} cy={n(sprite.place.y)}
                r={n(stage.sizes.hit / 2.0)} class="target" />
            if sprite.selected {
                <circle cx={n(sprite.place.x)} cy={n(sprite.place.y)} r={n(stage.sizes.badge * 1.7)}
                    class="selection" />
            }
            { shape(sprite, stage) }
            if sprite.named { { label(sprite, stage) } }
        </g>
    }
}

/// It lies where it fell and fades with simulated time. Its name stands behind it, where it came
/// from: before it may be a process.
fn fallen(sprite: &FlightSprite, stage: &Stage, left: f32, class: &'static str) -> Html {
    // Full for the first half, so that it can be read.
    let opacity = n((left * 2.0).min(1.0));
    let (sin, cos) = sprite.heading.to_radians().sin_cos();
    let back = stage.sizes.badge * 2.0;
    let x = sprite.place.moved(-cos * back, -sin * back);
    let text = stage.sizes.text;
    let (anchor, dx, dy) = match () {
        () if cos > 0.4 => ("end", -text, 0.36),
        () if cos < -0.4 => ("start", text, 0.36),
        () if sin > 0.0 => ("middle", 0.0, -0.9),
        () => ("middle", 0.0, 1.6),
    };
    html! {
        <g key={key_of(sprite)} class={["flight gone ", class].concat()} {opacity}
            aria-hidden="true">
            { shape(sprite, stage) }
            <g transform={at(x)}>{ glyph::cross(stage.sizes.badge * 0.5, "x") }</g>
            if sprite.named {
                <text x={n(x.x + dx)} y={n(x.y + dy * text)} font-size={n(text)}
                    text-anchor={anchor} class="message-name halo">{ sprite.name }</text>
            }
        </g>
    }
}

fn shape(sprite: &FlightSprite, stage: &Stage) -> Html {
    let s = stage.sizes.badge;
    match &sprite.mark {
        Mark::Ballot(name, best) => html! {
            <g transform={at(sprite.place)}>
                { glyph::ballot(s, name, if *best { "ballot best" } else { "ballot" }) }
            </g>
        },
        mark => html! {
            <g transform={at_heading(sprite.place, sprite.heading)}>
                { glyph::mark(mark, s * 0.75) }
            </g>
        },
    }
}

fn label(sprite: &FlightSprite, stage: &Stage) -> Html {
    let s = stage.sizes.badge;
    let place = sprite.place.moved(0.0, s * 1.4 + stage.sizes.text * 0.8);
    glyph::text(place, stage.sizes.text, "message-name halo", sprite.name)
}

fn trail_class(mark: &Mark) -> &'static str {
    if *mark == Mark::Error { "trail error" } else { "trail" }
}

/// Stable while the message lives.
fn key_of(sprite: &FlightSprite) -> String {
    let id = sprite.id;
    let word = u64::from(id.from.0) << 56
        | u64::from(id.to.0) << 48
        | u64::from(id.kind) << 40
        | u64::from(id.incarnation & 0xff) << 32
        | u64::from(id.nth);
    word.to_string()
}

//! One process.

use super::StageEvent;
use super::hands::{focused, keyed, menu};
use super::{card, glyph};
use crate::figures;
use crate::scene::label::Align;
use crate::scene::log::{CellSprite, Strip};
use crate::scene::node::{Fares, NodeSprite, Shape, Text};
use crate::scene::palette::Hue;
use crate::scene::{Pick, Stage};
use crate::view::Say;
use crate::view::svg::{Path, arc, at, n};
use election_core::view::Role;
use yew::prelude::*;

/// Draws a process, with its text and log.
pub fn node(sprite: &NodeSprite, stage: &Stage, say: Say, on: &Callback<StageEvent>) -> Html {
    let pick = Pick::Node(sprite.id);
    let name = name(sprite, say);
    let says = describe(sprite, &name, say);
    let onclick = on.reform(move |_: MouseEvent| StageEvent::Click(pick));
    html! {
        <g key={u32::from(sprite.id.0)} class={class(sprite)}>
            if let Some(text) = &sprite.text {
                { words(sprite, text, stage, &name, say) }
            }
            { sprite.log.as_ref().map_or_else(Html::default, |strip| log(strip, stage)) }
            <g class="hit" transform={at(sprite.place)} role="button" tabindex="0"
                aria-label={says.clone()}
                aria-pressed={if sprite.selected { "true" } else { "false" }}
                data-node={sprite.label.clone()} data-role={sprite.role.word()}
                data-health={health_word(sprite.fares)} {onclick}
                oncontextmenu={menu(pick, sprite.place, on)}
                onkeydown={keyed(pick, sprite.place, on)} onfocus={focused(pick, on)}>
                <title>{ says }</title>
                if let Some(drawn) = &sprite.card {
                    { card::body(sprite, drawn, stage, &name, say) }
                } else {
                    <circle r={n(sprite.r + stage.sizes.badge * 1.2)} class="target" />
                    { body(sprite, stage) }
                }
            </g>
            { for sprite.card.iter().map(|card| card::strips(sprite, card, stage, say, on)) }
        </g>
    }
}

fn class(sprite: &NodeSprite) -> String {
    let fares = match sprite.fares {
        Fares::Up => "up",
        Fares::Down | Fares::NotStarted => "down",
        Fares::Panicked | Fares::Refused => "down broken",
        Fares::Paused => "paused",
    };
    let flag = |on: bool, class: &'static str| if on { class } else { "" };
    [
        "node ",
        sprite.role.word(),
        " ",
        fares,
        " ",
        sprite.reign.map_or("e-none", Hue::class),
        flag(sprite.unestablished, " unestablished"),
        flag(sprite.selected, " selected"),
        flag(sprite.hovered, " hovered"),
    ]
    .concat()
}

fn health_word(fares: Fares) -> &'static str {
    match fares {
        Fares::Up => "up",
        Fares::Down => "down",
        Fares::Panicked => "panicked",
        Fares::Refused => "refused",
        Fares::NotStarted => "not-started",
        Fares::Paused => "paused",
    }
}

/// `server 3`, or the name alone where that says enough.
fn name(sprite: &NodeSprite, say: Say) -> String {
    if !sprite.label.bytes().all(|b| b.is_ascii_digit()) {
        return sprite.label.clone();
    }
    let kind = say(&["kind-", sprite.kind].concat(), &[]);
    say("node-name", &[("kind", &kind), ("label", &sprite.label)])
}

/// `down 12 s`; `None` while it runs.
pub fn state(sprite: &NodeSprite, say: Say) -> Option<String> {
    let since = figures::span(sprite.off_for);
    match sprite.fares {
        Fares::Down => Some(say("stage-down", &[("time", &since)])),
        Fares::NotStarted => Some(say("stage-not-started", &[])),
        Fares::Panicked => Some(say("stage-panicked", &[("time", &since)])),
        Fares::Refused => Some(say("stage-refused", &[])),
        Fares::Paused => Some(say("stage-paused", &[("time", &since)])),
        Fares::Up => stalled(sprite, say),
    }
}

/// `disk stalled 3 s`; `None` while it answers.
fn stalled(sprite: &NodeSprite, say: Say) -> Option<String> {
    let time = figures::span(sprite.stalled_for?);
    Some(say("stage-stalled", &[("time", &time)]))
}

/// `server 3, LOOKING, e1, votes for 1, cut off`.
fn describe(sprite: &NodeSprite, name: &str, say: Say) -> String {
    let state = state(sprite, say).unwrap_or_else(|| sprite.role_name.clone());
    let mut parts = vec![name.to_owned(), state];
    parts.extend(sprite.badge.as_ref().map(|(words, _)| words.clone()));
    parts.extend(sprite.ballot.as_ref().map(|it| say("stage-votes-for", &[("node", &it.name)])));
    parts.extend(sprite.hull.map(|name| say("stage-in-hull", &[("name", name)])));
    if sprite.isolated {
        parts.push(say("stage-cut-off", &[]));
    }
    if sprite.fares == Fares::Up && sprite.stalled_for.is_some() {
        parts.push(sprite.role_name.clone());
    }
    parts.push(sprite.reason.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// Everything around the origin: rings, disc, badges, ballot.
fn body(sprite: &NodeSprite, stage: &Stage) -> Html {
    let (r, b) = (sprite.r, stage.sizes.badge);
    let hatch = (!sprite.fares.runs()).then_some("url(#hatch)");
    html! {
        <>
            { rings(sprite, stage) }
            { glyph::outline(sprite.shape, r, "disc", hatch) }
            if sprite.role == Role::Leader && sprite.fares.runs() {
                <circle r={n(r)} class="ring-edge" />
                <circle r={n(r)} class="ring" />
                <circle r={n(r - 6.5)} class="core" />
            } else {
                { glyph::outline(sprite.shape, r, "ring", None) }
            }
            <text y={n(id_size(sprite) * 0.35 - lift(sprite))} font-size={n(id_size(sprite))}
                text-anchor="middle" class="id">{ &sprite.label }</text>
            { glyph::role_badge(sprite, b) }
            { sprite.badge.as_ref().map_or_else(Html::default, |(words, hue)| {
                glyph::epoch_badge(r, b, words, hue.class())
            }) }
            { sprite.ballot.as_ref().map_or_else(Html::default, |worn| html! {
                <g transform={at(crate::scene::Point::new(0.0, r + 1.0))}>
                    { glyph::ballot(b * 1.18, &worn.name, ballot_class(worn.best, worn.fresh)) }
                </g>
            }) }
        </>
    }
}

/// Timer, moat and selection.
fn rings(sprite: &NodeSprite, stage: &Stage) -> Html {
    let (r, b) = (sprite.r, stage.sizes.badge);
    let timer = if sprite.fares == Fares::Paused { "timer frozen" } else { "timer" };
    html! {
        <>
            { sprite.hull.map_or_else(Html::default, |name| {
                hull(name, r, b, sprite.place.x * 2.0 > stage.width)
            }) }
            if let Some(left) = sprite.timer {
                <circle r={n(r + b * 0.75)} class="timer-track" />
                <path d={arc(r + b * 0.75, left)} class={timer} />
            }
            if sprite.isolated {
                <circle r={n(r + b * 1.6)} class="moat" />
            }
            if sprite.selected {
                <circle r={n(r + b * 1.3)} class="selection" />
            }
            if sprite.hovered {
                <circle r={n(r + b * 1.3)} class="hovering" />
            }
        </>
    }
}

/// The set that the process is in, drawn around it; its name towards the middle of the stage.
fn hull(name: &'static str, r: f32, b: f32, right: bool) -> Html {
    let (outer, size) = (r + b * 1.02, (b * 0.85).max(10.0));
    let (x, anchor) = if right { (-0.74, "end") } else { (0.74, "start") };
    html! {
        <>
            <circle r={n(outer)} class="hull" />
            <text x={n(outer * x)} y={n(outer * 0.74 + size)} font-size={n(size)}
                text-anchor={anchor} class="hull-name halo">{ name }</text>
        </>
    }
}

fn ballot_class(best: bool, fresh: bool) -> &'static str {
    match (best, fresh) {
        (true, true) => "ballot best fresh",
        (true, false) => "ballot best",
        (false, true) => "ballot fresh",
        (false, false) => "ballot",
    }
}

/// Long names are written smaller, as far as they stay legible.
fn id_size(sprite: &NodeSprite) -> f32 {
    let room = match sprite.shape {
        Shape::Disc | Shape::Hexagon => sprite.r * 1.35,
        _ => sprite.r * 1.7,
    };
    let letters = sprite.label.chars().count().max(1) as f32;
    (room / (letters * 0.6)).min(sprite.r * 0.82).max(12.0)
}

/// A worn ballot covers the foot of the disc.
fn lift(sprite: &NodeSprite) -> f32 {
    if sprite.ballot.is_some() { sprite.r * 0.1 } else { 0.0 }
}

fn words(sprite: &NodeSprite, text: &Text, stage: &Stage, name: &str, say: Say) -> Html {
    let anchor = match text.align {
        Align::Start => "start",
        Align::Middle => "middle",
        Align::End => "end",
    };
    let role = state(sprite, say).unwrap_or_else(|| text.role.clone());
    let role_class = if sprite.fares == Fares::Up { "role" } else { "quiet" };
    html! {
        <g class="words" text-anchor={anchor} aria-hidden="true">
            if let Some(y) = text.title_y {
                <text x={n(text.x)} y={n(y)} class="halo">
                    <tspan class="name" font-size={n(stage.sizes.name)}>{ name }</tspan>
                    <tspan dx={n(stage.sizes.text * 0.6)} class={role_class}
                        font-size={n(stage.sizes.text)}>
                        { role }
                    </tspan>
                </text>
            }
            if let Some((y, note)) = &text.note {
                <text x={n(text.x)} y={n(*y)} font-size={n(stage.sizes.text)} class="note halo">
                    { note }
                    if !text.phase.is_empty() {
                        <tspan dx={n(stage.sizes.text * 0.6)} class="phase">{ &text.phase }</tspan>
                    }
                </text>
            }
        </g>
    }
}

/// The cells of a log.
pub fn log(strip: &Strip, stage: &Stage) -> Html {
    let h = stage.sizes.cell_height;
    html! {
        <g class="log" aria-hidden="true">
            { for strip.cells.iter().map(|it| cell(it, strip.y, stage)) }
            if let Some((from, to)) = strip.doomed {
                <path d={Path::new().to(from, strip.y + h + 3.5).line(to, strip.y + h + 3.5).done()}
                    class="loss-bar" />
            }
            if let Some(x) = strip.notch {
                <path d={Path::new().to(x, strip.y - 4.0).line(x, strip.y + h + 4.0).done()}
                    class="notch" />
            }
        </g>
    }
}

fn cell(cell: &CellSprite, y: f32, stage: &Stage) -> Html {
    let h = stage.sizes.cell_height;
    let Some(entry) = &cell.entry else {
        return html! {
            <rect x={n(cell.x + 0.6)} y={n(y + 0.6)} width={n(cell.w - 1.2)} height={n(h - 1.2)}
                rx="2" class="slot" />
        };
    };
    let class = match (entry.doomed, entry.committed) {
        (true, _) => "cell doomed",
        (false, true) => "cell",
        (false, false) => "cell open",
    };
    let fill = entry.doomed.then(|| entry.hue.hatch());
    let size = (cell.w * 1.5 / entry.text.chars().count().max(2) as f32).min(stage.sizes.text);
    html! {
        <g class={entry.hue.class()}>
            <rect x={n(cell.x)} y={n(y)} width={n(cell.w)} height={n(h)} rx="2" {fill} {class} />
            <text x={n(cell.x + cell.w / 2.0)} y={n(y + h / 2.0 + size * 0.35)} font-size={n(size)}
                text-anchor="middle" {class}>{ &entry.text }</text>
        </g>
    }
}

//! A process as a card, around its middle.

use super::glyph;
use super::node::{log, state};
use super::{StageEvent, hands};
use crate::scene::card::{Card, Decided, Focus, HeldStrip, PartitionStrip, Standing};
use crate::scene::geometry::text_width;
use crate::scene::node::NodeSprite;
use crate::scene::{Point, Stage};
use crate::view::Say;
use crate::view::svg::{Path, at, n};
use election_core::view::Role;
use yew::prelude::*;

/// The corners of cards.
const ROUND: f32 = 10.0;

/// Frame, name, replicas, badges.
pub fn body(sprite: &NodeSprite, card: &Card, stage: &Stage, name: &str, say: Say) -> Html {
    let b = stage.sizes.badge;
    let leads = sprite.role == Role::Leader && sprite.fares.runs();
    let hatch = (!sprite.fares.runs()).then_some("url(#hatch)");
    let (x, y) = (card.w / 2.0, -card.h / 2.0);
    html! {
        <g class="card">
            { rings(sprite, card, stage) }
            { frame(card, 0.0, "disc", hatch) }
            if !sprite.fares.runs() { { frame(card, -5.0, "sheet", None) } }
            if leads { { head(card, card.title + stage.sizes.text * 0.5) } }
            { frame(card, 0.0, "frame", None) }
            { title(sprite, card, stage, name, say) }
            { focus(card, stage, say) }
            { counts(card, stage, say) }
            { timer(sprite, card) }
            <g transform={at(Point::new(-x + b * 0.5, y + b * 0.3))}>
                { glyph::role_sign(sprite, b) }
            </g>
            { sprite.badge.as_ref().map_or_else(Html::default, |(words, hue)| {
                glyph::epoch_pill(Point::new(x - b * 1.1, y), b, words, hue.class())
            }) }
        </g>
    }
}

fn frame(card: &Card, by: f32, class: &'static str, fill: Option<&'static str>) -> Html {
    let (w, h) = (card.w + 2.0 * by, card.h + 2.0 * by);
    html! {
        <rect x={n(-w / 2.0)} y={n(-h / 2.0)} width={n(w)} height={n(h)}
            rx={n((ROUND + by * 0.7).max(2.0))} {class} {fill} />
    }
}

/// The set around it, selection, isolation.
fn rings(sprite: &NodeSprite, card: &Card, stage: &Stage) -> Html {
    let b = stage.sizes.badge;
    html! {
        <>
            if sprite.hull.is_some() { { frame(card, b * 0.75, "hull", None) } }
            if sprite.isolated { { frame(card, b * 1.15, "moat", None) } }
            if sprite.selected { { frame(card, b * 0.45, "selection", None) } }
            if sprite.hovered { { frame(card, b * 0.45, "hovering", None) } }
        </>
    }
}

/// A leader's head, in the colour of its epoch.
fn head(card: &Card, low: f32) -> Html {
    let (x, y) = (card.w / 2.0, -card.h / 2.0);
    let path = Path::new().to(-x, low).line(-x, y + ROUND);
    let path = path.word("Q").pair(-x, y).word(" ").pair(-x + ROUND, y).line(x - ROUND, y);
    let path = path.word("Q").pair(x, y).word(" ").pair(x, y + ROUND).line(x, low).word("Z");
    html! { <path d={path.done()} class="head" /> }
}

/// `broker 1`, and how it fares or what else it is.
fn title(sprite: &NodeSprite, card: &Card, stage: &Stage, name: &str, say: Say) -> Html {
    let sizes = &stage.sizes;
    let from = -card.w / 2.0 + card.pad + sizes.badge * 1.1;
    let to = card.w / 2.0 - card.pad * 0.7 - sizes.badge * 1.5;
    let mut state = state(sprite, say).unwrap_or_else(|| card.office.to_owned());
    let fits = |name: &str| {
        let both = text_width(name, sizes.name) + text_width(&state, sizes.text);
        both + sizes.text * 0.4 < to - from
    };
    // What does not fit beside the kind may fit beside the label; hatching and badge say it too.
    let (long, short) = (fits(name), fits(&sprite.label));
    let name = if !long && short { sprite.label.as_str() } else { name };
    if !long && !short {
        state.clear();
    }
    html! {
        <>
            <text x={n(from)} y={n(card.title)} font-size={n(sizes.name)} class="title">
                { name }
            </text>
            <text x={n(to)} y={n(card.title)} font-size={n(sizes.text)} text-anchor="end"
                class="state">{ state }</text>
        </>
    }
}

/// The partition in focus.
fn focus(card: &Card, stage: &Stage, say: Say) -> Html {
    let size = stage.sizes.text;
    let (left, right) = (-card.w / 2.0 + card.pad, card.w / 2.0 - card.pad);
    let (partition, line) = card.about;
    let number = partition.to_string();
    let title = say("stage-partition", &[("partition", &number)]);
    let Some(focus) = &card.focus else {
        return html! {
            <>
                if let Some(y) = line {
                    <text x={n(left)} y={n(y)} font-size={n(size)} class="quiet">{ title }</text>
                }
                <text x={n(0.0)} y={n(size * 1.5)} font-size={n(size)} text-anchor="middle"
                    class="quiet">{ say("stage-no-replica", &[]) }</text>
            </>
        };
    };
    let words = membership(focus.standing, say);
    let fits = text_width(&title, size) + text_width(&words, size) + size * 2.0 < right - left;
    let (sign, from, anchor) = match fits {
        true => (right - text_width(&words, size) - size * 0.3, right, "end"),
        false => (left + size * 0.5, left + size * 1.3, "start"),
    };
    html! {
        <>
            if let Some(y) = line {
                if fits {
                    <text x={n(left)} y={n(y)} font-size={n(size)} class="quiet">{ title }</text>
                }
                { dot(Point::new(sign, y - size * 0.34), size, focus.standing) }
                <text x={n(from)} y={n(y)} font-size={n(size)} text-anchor={anchor}
                    class={if focus.standing.member { "member" } else { "quiet" }}>{ words }</text>
            }
            { log(&focus.log, stage) }
            { marks(focus, stage) }
            { figures(focus, left, right, size) }
        </>
    }
}

/// `in ISR`, `not in ISR`
fn membership(standing: Standing, say: Say) -> String {
    let key = if standing.member { "stage-in-set" } else { "stage-out-of-set" };
    say(key, &[("set", standing.set)])
}

/// A star for who leads, a dot for who counts, a ring for who does not.
fn dot(place: Point, size: f32, standing: Standing) -> Html {
    let r = size * 0.34;
    html! {
        <g transform={at(place)}>
            if standing.leads {
                <polygon points={crate::view::svg::corners(10, size * 0.58, 0.5)} class="sign-in" />
            } else if standing.member {
                <circle r={n(r)} class="sign-in" />
            } else {
                <circle r={n(r)} class="sign-out" />
            }
        </g>
    }
}

/// The high watermark as a bar through the log, the log end as a triangle beneath it.
fn marks(focus: &Focus, stage: &Stage) -> Html {
    let (y, h) = (focus.log.y, stage.sizes.cell_height);
    let x = focus.commit.x;
    let bar = Path::new().to(x, y - 4.0).line(x, y + h + 3.0);
    // Its serif points into the log.
    let serif =
        if focus.log.cells.first().is_some_and(|cell| cell.x > x - 4.0) { 4.0 } else { -4.0 };
    let bar = bar.to(x + serif, y - 4.0).line(x, y - 4.0);
    let (x, y) = (focus.end.x, y + h + 2.5);
    let tip = Path::new().to(x, y).line(x + 4.5, y + 7.0).line(x - 4.5, y + 7.0).word("Z");
    html! {
        <>
            <path d={bar.done()} class="hw" />
            <path d={tip.done()} class="leo" />
        </>
    }
}

fn figures(focus: &Focus, left: f32, right: f32, size: f32) -> Html {
    let values = [focus.commit.value, focus.end.value].map(|value| value.to_string());
    let all = ["HW  LEO  ", &values[0], &values[1]].concat();
    // The triangle of the mark stands for its name.
    let end = if text_width(&all, size) < right - left { "LEO" } else { "▲" };
    let figure = |x: f32, anchor: &'static str, name: &'static str, value: i64| {
        html! {
            <text x={n(x)} y={n(focus.figures)} font-size={n(size)} text-anchor={anchor}
                class="figure">
                { name }<tspan dx={n(size * 0.3)} class="strong">{ value }</tspan>
            </text>
        }
    };
    html! {
        <>
            { figure(left, "start", "HW", focus.commit.value) }
            { figure(right, "end", end, focus.end.value) }
        </>
    }
}

/// The other partitions. They stand beside the process, not in it: each is a button of its own.
pub fn strips(
    sprite: &NodeSprite,
    card: &Card,
    stage: &Stage,
    say: Say,
    on: &Callback<StageEvent>,
) -> Html {
    html! {
        <g class="card strips" transform={at(sprite.place)}>
            { for card.strips.iter().map(|it| strip(it, card, stage, say, on)) }
        </g>
    }
}

/// Another partition: a click sets it in focus.
fn strip(
    strip: &PartitionStrip,
    card: &Card,
    stage: &Stage,
    say: Say,
    on: &Callback<StageEvent>,
) -> Html {
    let size = stage.sizes.text;
    let (left, right) = (-card.w / 2.0 + card.pad, card.w / 2.0 - card.pad);
    let partition = strip.partition;
    let number = partition.to_string();
    let title = say("stage-partition", &[("partition", &number)]);
    let says = match &strip.held {
        Some(held) => [&title, ", ", &membership(held.standing, say)].concat(),
        None => [&title, ", ", &say("stage-no-replica", &[])].concat(),
    };
    let chosen = on.reform(move |()| StageEvent::Partition(partition));
    html! {
        <g key={number.clone()} class="strip" role="button" tabindex="0" aria-label={says.clone()}
            data-partition={number.clone()} onclick={hands::chosen(&chosen)}
            onkeydown={hands::chosen_by_key(&chosen)}>
            <title>{ says }</title>
            <rect x={n(left - 4.0)} y={n(strip.y - size * 1.1)} width={n(right - left + 8.0)}
                height={n(size * 1.5)} rx="4" class="target" />
            <text x={n(left + size * 1.3)} y={n(strip.y)} font-size={n(size)} class="quiet">
                { "P" }{ number }
            </text>
            { strip.held.as_ref().map_or_else(Html::default, |held| {
                bar(held, strip.y, left, right, size)
            }) }
        </g>
    }
}

fn bar(held: &HeldStrip, y: f32, left: f32, right: f32, size: f32) -> Html {
    let (top, h) = (y - size * 0.72, size * 0.66);
    let rect = |to: f32, class: &'static str| {
        let w = (to - held.from).max(0.5);
        html! {
            <rect x={n(held.from)} y={n(top)} width={n(w)} height={n(h)} rx="1.5" {class} />
        }
    };
    let x = held.commit.x;
    html! {
        <g class={held.hue.class()}>
            { dot(Point::new(left + size * 0.5, y - size * 0.34), size, held.standing) }
            { rect(held.full, "slot") }
            { rect(held.end.x, "cell open") }
            { rect(held.commit.x, "cell") }
            <path d={Path::new().to(x, top - 2.0).line(x, top + h + 2.0).done()} class="hw" />
            <text x={n(right)} y={n(y)} font-size={n(size)} text-anchor="end" class="figure">
                { held.end.value }
            </text>
        </g>
    }
}

fn counts(card: &Card, stage: &Stage, say: Say) -> Html {
    let Some((y, leads, holds)) = card.counts else { return Html::default() };
    let (leads, holds) = (leads.to_string(), holds.to_string());
    let words = say("stage-holds", &[("leads", &leads), ("holds", &holds)]);
    let words = crate::scene::node::shorten(&words, card.w - 2.0 * card.pad, stage.sizes.text);
    html! {
        <text x={n(-card.w / 2.0 + card.pad)} y={n(y)} font-size={n(stage.sizes.text)}
            class="quiet">{ words }</text>
    }
}

/// What is left of its suspicion, along the lower edge.
fn timer(sprite: &NodeSprite, card: &Card) -> Html {
    let Some(left) = sprite.timer else { return Html::default() };
    let (x, y) = (card.w / 2.0 - ROUND, card.h / 2.0 - 3.5);
    let line = |to: f32| Path::new().to(-x, y).line(to, y).done();
    let class = if sprite.fares.is_paused() { "timer frozen" } else { "timer" };
    html! {
        <>
            <path d={line(x)} class="timer-track" />
            <path d={line(-x + 2.0 * x * left)} {class} />
        </>
    }
}

/// `partition 0: leader 1, epoch 1, ISR [1, 3]`
pub fn decided(it: &Decided, stage: &Stage, say: Say) -> Html {
    let (partition, epoch) = (it.partition.to_string(), it.epoch.to_string());
    let arguments = [
        ("partition", partition.as_str()),
        ("leader", it.leader.as_str()),
        ("epoch", epoch.as_str()),
    ];
    let nobody = it.leader.is_empty();
    let key = if nobody { "stage-decided-nobody" } else { "stage-decided" };
    html! {
        <text x={n(it.at.x)} y={n(it.at.y)} font-size={n(stage.sizes.text)}
            class={if nobody { "decided nobody halo" } else { "decided halo" }}>
            { say(key, &arguments) }
            <tspan dx={n(stage.sizes.text * 0.6)} class="strong">
                { it.set }{ " [" }{ &it.members }{ "]" }
            </tspan>
        </text>
    }
}

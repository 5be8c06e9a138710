//! One link, and what a click on it offers.

use super::StageEvent;
use super::glyph;
use super::hands::{focused, keyed, menu};
use crate::figures;
use crate::scene::link::{Cut, LinkSprite, Offer};
use crate::scene::palette::Hue;
use crate::scene::{Pick, Point, Stage, geometry::Line};
use crate::view::Say;
use crate::view::svg::{Path, n};
use election_core::action::Direction;
use yew::prelude::*;

/// Draws a link.
pub fn link(sprite: &LinkSprite, say: Say, on: &Callback<StageEvent>) -> Html {
    let pick = Pick::Link(sprite.a, sprite.b);
    let middle = sprite.line.at(0.5);
    let says = describe(sprite, say);
    let onclick = on.reform(move |_: MouseEvent| StageEvent::Click(pick));
    let key = u32::from(sprite.a.0) << 8 | u32::from(sprite.b.0);
    html! {
        <g {key} class={class(sprite)} role="button" tabindex="0" aria-label={says.clone()}
            data-link={sprite.name.clone()} data-cut={cut_word(sprite.cut)} {onclick}
            oncontextmenu={menu(pick, middle, on)} onkeydown={keyed(pick, middle, on)}
            onfocus={focused(pick, on)}>
            <title>{ says }</title>
            <path d={path(&sprite.line)} class="target" />
            { strokes(sprite) }
        </g>
    }
}

fn cut_word(cut: Cut) -> &'static str {
    match cut {
        Cut::No => "no",
        Cut::Both => "both",
        Cut::Forward => "forward",
        Cut::Backward => "backward",
    }
}

fn class(sprite: &LinkSprite) -> String {
    let flag = |on: bool, class: &'static str| if on { class } else { "" };
    [
        "link ",
        flag(sprite.cut != Cut::No, "cut "),
        flag(sprite.dead, "dead "),
        flag(sprite.slow.is_some(), "slow "),
        flag(sprite.loss > 0 || !sprite.dropped.is_empty(), "lossy "),
        flag(!sprite.held.is_empty(), "holds "),
        flag(sprite.client, "client "),
        flag(sprite.follows.is_some() && sprite.cut == Cut::No, "follows "),
        sprite.follows.map_or("", Hue::class),
        flag(sprite.hovered, " hovered"),
        flag(sprite.selected, " selected"),
        flag(sprite.crossed, " crossed"),
    ]
    .concat()
}

/// `link 1 – 3, cut since 8.000 s`.
fn describe(sprite: &LinkSprite, say: Say) -> String {
    let (a, b) = sprite.name.split_once('-').unwrap_or((&sprite.name, ""));
    let mut text = say("stage-link", &[("a", a), ("b", b)]);
    let since = figures::moment(sprite.since);
    let ends = [("a", a), ("b", b), ("time", since.as_str())];
    let (key, args) = match sprite.cut {
        Cut::No => ("", ends),
        Cut::Both => ("stage-link-cut", ends),
        Cut::Forward => ("stage-link-cut-one-way", ends),
        Cut::Backward => ("stage-link-cut-one-way", [("a", b), ("b", a), ("time", ends[2].1)]),
    };
    if !key.is_empty() {
        text.push_str(", ");
        text.push_str(&say(key, &args));
    }
    if let Some(latency) = sprite.slow {
        text.push_str(", ");
        text.push_str(&say("stage-link-slow", &[("time", &figures::span(latency.into()))]));
    }
    if sprite.loss > 0 {
        text.push_str(", ");
        let percent = (sprite.loss.div_ceil(10_000)).to_string();
        text.push_str(&say("stage-link-lossy", &[("percent", &percent)]));
    }
    for (key, kinds) in [("stage-link-holds", &sprite.held), ("stage-link-drops", &sprite.dropped)]
    {
        if !kinds.is_empty() {
            text.push_str(", ");
            text.push_str(&say(key, &[("messages", &kinds.join(", "))]));
        }
    }
    text
}

/// A link's line.
pub fn path(line: &Line) -> AttrValue {
    let path = Path::new().to(line.a.x, line.a.y);
    if line.bowed {
        return path
            .word("Q")
            .pair(line.bend.x, line.bend.y)
            .word(" ")
            .pair(line.b.x, line.b.y)
            .done();
    }
    path.line(line.b.x, line.b.y).done()
}

fn strokes(sprite: &LinkSprite) -> Html {
    let line = &sprite.line;
    let whole = |class: &'static str| html! { <path d={path(line)} {class} /> };
    // Nothing is said of a cut where nothing could come through anyway.
    let cut = if sprite.dead { Cut::No } else { sprite.cut };
    match cut {
        Cut::No => html! {
            <>
                { whole("stroke") }
                if sprite.hovered || sprite.crossed {
                    { glyph::scissors(line.at(0.5), "scissors offer") }
                }
            </>
        },
        Cut::Both => {
            let gap = (20.0 / line.length().max(1.0)).min(0.4);
            html! {
                <>
                    <path d={path(&line.piece(0.0, 0.5 - gap))} class="stroke" />
                    <path d={path(&line.piece(0.5 + gap, 1.0))} class="stroke" />
                    { cap(line, 0.5 - gap) }
                    { cap(line, 0.5 + gap) }
                    { glyph::scissors(line.at(0.5), "scissors") }
                </>
            }
        }
        Cut::Forward => one_way(line),
        Cut::Backward => one_way(&line.reversed()),
    }
}

/// What goes along `line` stops at a cap; what comes back passes on its own side.
fn one_way(line: &Line) -> Html {
    let shifted = |from: f32, to: f32, right: f32| {
        let (a, b) = (line.beside(from, right), line.beside(to, right));
        let bend = if line.bowed { line.piece(from, to).bend } else { a.lerp(b, 0.5) };
        Line { a, b, bend, bowed: line.bowed }
    };
    let head = line.beside(0.42, -3.5);
    let back = line.ahead(0.42);
    let arrow = back.y.atan2(back.x).to_degrees() + 180.0;
    html! {
        <>
            <path d={path(&shifted(0.0, 0.55, 3.5))} class="stroke" />
            { cap(&shifted(0.0, 0.55, 3.5), 1.0) }
            <path d={path(&shifted(0.0, 1.0, -3.5))} class="passes" />
            <path d="M5 0L-5 4.500V-4.500Z" class="arrowhead"
                transform={crate::view::svg::at_heading(head, arrow)} />
        </>
    }
}

fn cap(line: &Line, part: f32) -> Html {
    let (p, q) = (line.beside(part, 6.0), line.beside(part, -6.0));
    html! { <path d={Path::new().to(p.x, p.y).line(q.x, q.y).done()} class="end" /> }
}

/// `cut 3 – 4 | only 3 → 4 | only 4 → 3`, or `heal` where it is cut.
pub fn offer(offer: &Offer, stage: &Stage, say: Say, on: &Callback<StageEvent>) -> Html {
    let (a, b) = (offer.names.0.as_str(), offer.names.1.as_str());
    let rect = offer.rect;
    let third = rect.w / 3.0;
    let ways = [
        (Direction::Both, offer.cut == Cut::Both, ["stage-cut-both", "stage-heal-both"], (a, b)),
        (Direction::Forward, offer.cut == Cut::Forward, ONE_WAY, (a, b)),
        (Direction::Backward, offer.cut == Cut::Backward, ONE_WAY, (b, a)),
    ];
    let choices = ways.into_iter().enumerate().map(|(i, (direction, heal, keys, (a, b)))| {
        let words = say(keys[usize::from(heal)], &[("a", a), ("b", b)]);
        let (a, b) = (offer.a, offer.b);
        let event = move |_: MouseEvent| StageEvent::Link { a, b, direction, heal };
        let class = if i == 0 { "first" } else { "other" };
        let x = rect.x + third * i as f32;
        let place = Point::new(x + third / 2.0, rect.y + rect.h / 2.0 + stage.sizes.text * 0.36);
        html! {
            <g class="way" role="button" aria-label={words.clone()} onclick={on.reform(event)}>
                <rect x={n(x)} y={n(rect.y)} width={n(third)}
                    height={n(rect.h)} rx={n(rect.h / 2.0)} />
                { glyph::text(place, stage.sizes.text, class, &words) }
            </g>
        }
    });
    html! {
        <g class="offer">
            <rect x={n(rect.x)} y={n(rect.y)} width={n(rect.w)} height={n(rect.h)}
                rx={n(rect.h / 2.0)}
                class="pill" />
            { for choices }
        </g>
    }
}

const ONE_WAY: [&str; 2] = ["stage-cut-one-way", "stage-heal-one-way"];

//! The time band as SVG: one slider for hands and keys, and what happened drawn behind it.

mod hands;

use super::Say;
use super::svg::{Path, at_scaled, n};
use crate::figures;
use crate::scene::palette::Hue;
use crate::scene::timeline::arrows::{Arrow, ArrowEnd};
use crate::scene::timeline::digest::DeedSort;
use crate::scene::timeline::lanes::{
    Clash, Fit, LaneSprite, MarkSort, MarkSprite, Span, SpanWhat, Writes,
};
use crate::scene::{Band, Pick, Point};
use crate::view::stage::glyph;
use election_core::words::Time;
use std::rc::Rc;
use yew::prelude::*;

/// What a visitor did in the band.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum BandEvent {
    /// Moved the playhead.
    Seek(Time),
    /// Wants to see less time (`true`) or more, around the playhead.
    Zoom(bool),
    /// Clicked something that happened.
    Pick(Pick),
    /// The pointer is over something else now.
    Hover(Option<Pick>),
}

/// Draws the band.
pub fn band(band: &Rc<Band>, say: Say, on: &Callback<BandEvent>) -> Html {
    let hands = hands::Hands::of(band, on);
    let view_box = ["0 0 ", &n(band.width), " ", &n(band.height)].concat();
    let right = band.plot.x + band.plot.w;
    let shown = |x: f32| x >= band.plot.x - 1.0 && x <= right + 1.0;
    html! {
        <svg class="timeline" viewBox={view_box} role="slider" tabindex="0"
            aria-label={say("band", &[])}
            aria-valuemin={ms(band.from)} aria-valuemax={ms(band.to)} aria-valuenow={ms(band.now)}
            aria-valuetext={figures::moment(band.now)}
            onpointerdown={hands.down} onpointermove={hands.moved} onpointerleave={hands.left}
            onkeydown={hands.keyed}>
            <g aria-hidden="true">
                { ruler(band) }
                { for band.clashes.iter().map(|it| clash(it, band, say)) }
                { for band.lanes.iter().map(|it| lane(it, band, say)) }
                { band.writes.as_ref().map_or_else(Html::default, |it| writes(it, band, say)) }
                { arrows(&band.arrows.all) }
                { for band.marks.iter().map(mark) }
                { for band.deeds.iter().map(|it| deed(it.x, it.sort, band)) }
                { for band.planned.iter().map(|x| planned(*x, band)) }
                if shown(band.playhead) { { playhead(band) } }
            </g>
        </svg>
    }
}

fn ms(at: Time) -> String {
    at.as_ms().to_string()
}

fn ruler(band: &Band) -> Html {
    let mut lines = Path::new();
    for tick in &band.ticks {
        lines = lines.to(tick.x, band.plot.y - 2.0).line(tick.x, band.plot.y + band.plot.h);
    }
    html! {
        <g class="ruler">
            <path d={lines.done()} />
            { for band.ticks.iter().map(|tick| html! {
                <text x={n(tick.x)} y={n(band.text)}
                    font-size={n(band.text)} text-anchor={tick.anchor}>
                    { &tick.text }
                </text>
            }) }
        </g>
    }
}

fn clash(clash: &Clash, band: &Band, say: Say) -> Html {
    let (w, top) = (clash.to - clash.from, band.plot.y - 3.0);
    let words = say("band-two-leaders", &[("time", &figures::span(clash.lasted))]);
    let bracket = Path::new().to(clash.from, top + 4.0).line(clash.from, top).line(clash.to, top);
    html! {
        <g class="clash">
            <title>{ words }</title>
            <rect x={n(clash.from)} y={n(band.plot.y)} width={n(w)} height={n(band.plot.h)} />
            <path d={bracket.line(clash.to, top + 4.0).done()} />
        </g>
    }
}

fn lane(lane: &LaneSprite, band: &Band, say: Say) -> Html {
    let name = match lane.label.bytes().all(|b| b.is_ascii_digit()) && !band.compact {
        true => {
            let kind = say(&["kind-", lane.kind].concat(), &[]);
            say("node-name", &[("kind", &kind), ("label", &lane.label)])
        }
        false => lane.label.clone(),
    };
    html! {
        <g class={if lane.lit { "lane lit" } else { "lane" }}>
            <text x="0" y={n(lane.y + band.text * 0.35)} font-size={n(band.text)} class="name">
                { name }
            </text>
            { for lane.spans.iter().map(|it| span(it, lane)) }
            { for lane.spans.iter().map(|it| words(it, lane, band, say)) }
        </g>
    }
}

fn span(span: &Span, lane: &LaneSprite) -> Html {
    let line = |class: String| {
        let d = Path::new().to(span.from, lane.y).line(span.to, lane.y).done();
        html! { <path {d} {class} /> }
    };
    let block = |class: String, fill: Option<&'static str>| {
        let (y, w, h) = (n(lane.y - lane.band / 2.0), n(span.to - span.from), n(lane.band));
        html! { <rect x={n(span.from)} {y} width={w} height={h} rx="2" {class} {fill} /> }
    };
    match span.what {
        SpanWhat::Runs(reign) => line(["runs ", reign.map_or("e-none", Hue::class)].concat()),
        // The ground under the dots hides the thin line.
        SpanWhat::Down => html! { <>{ line("erased".into()) }{ line("down".into()) }</> },
        SpanWhat::Paused => block("paused".into(), Some("url(#hatch)")),
        SpanWhat::Leads(hue, ..) => block(["reign ", hue.class()].concat(), None),
        SpanWhat::Takes(hue, ..) => block(["reign open ", hue.class()].concat(), Some(hue.hatch())),
    }
}

/// What stands in a reign's band.
fn words(span: &Span, lane: &LaneSprite, band: &Band, say: Say) -> Html {
    let (class, key, hue, epoch, fit) = match span.what {
        SpanWhat::Leads(hue, epoch, fit) => ("words ", "band-leads", hue, epoch, fit),
        SpanWhat::Takes(hue, epoch, fit) => ("words open ", "band-takes-over", hue, epoch, fit),
        _ => return Html::default(),
    };
    let epoch = epoch.to_string();
    let words = match fit {
        Fit::Sentence => say(key, &[("epoch", &epoch)]),
        Fit::Number => ["e", &epoch].concat(),
        Fit::Nothing => return Html::default(),
    };
    // The decision that began it stands at its edge.
    let (x, y) = (span.from + 9.0, lane.y + band.text * 0.35);
    html! {
        <text x={n(x)} y={n(y)} font-size={n(band.text)} class={[class, hue.class()].concat()}>
            { words }
        </text>
    }
}

fn writes(writes: &Writes, band: &Band, say: Say) -> Html {
    let ticks = |places: &[f32], half: f32, class: &'static str| {
        if places.is_empty() {
            return Html::default();
        }
        let mut path = Path::new();
        for x in places {
            path = path.to(*x, writes.y - half).line(*x, writes.y + half);
        }
        html! { <path d={path.done()} {class} /> }
    };
    let s = writes.half * 0.55;
    let mut crosses = Path::new();
    for x in &writes.failed {
        crosses = crosses.to(x - s, writes.y - s).line(x + s, writes.y + s);
        crosses = crosses.to(x + s, writes.y - s).line(x - s, writes.y + s);
    }
    html! {
        <g class="writes">
            <text x="0" y={n(writes.y + band.text * 0.35)} font-size={n(band.text)} class="name">
                { say("band-writes", &[]) }
            </text>
            { ticks(&writes.ok, writes.half, "ok") }
            <path d={crosses.done()} class="failed" />
            { for writes.unknown.iter().map(|x| html! {
                <circle cx={n(*x)} cy={n(writes.y)} r={n(s)} class="unknown" />
            }) }
            { ticks(&writes.lost, writes.half * 1.4, "lost") }
        </g>
    }
}

/// All arrows of one sort are one path.
fn arrows(all: &[Arrow]) -> Html {
    let lines = |wanted: &dyn Fn(&&Arrow) -> bool, class: &'static str| {
        let mut path = Path::new();
        for arrow in all.iter().filter(wanted) {
            path = path.to(arrow.a.x, arrow.a.y).line(arrow.b.x, arrow.b.y);
        }
        html! { <path d={path.done()} {class} /> }
    };
    let mut dots = Path::new();
    let mut crosses = Path::new();
    for arrow in all {
        let (x, y) = (arrow.b.x, arrow.b.y);
        match arrow.end {
            ArrowEnd::Arrived => dots = dots.to(x, y).word("h0"),
            ArrowEnd::Lost => {
                crosses = crosses.to(x - 3.0, y - 3.0).line(x + 3.0, y + 3.0);
                crosses = crosses.to(x + 3.0, y - 3.0).line(x - 3.0, y + 3.0);
            }
            ArrowEnd::Flying => {}
        }
    }
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <g class="arrows">
            { lines(&|it| it.end != ArrowEnd::Lost && !it.lit, "flew") }
            { lines(&|it| it.end == ArrowEnd::Lost && !it.lit, "fell") }
            <path d={dots.done()} class="arrivals" />
            <path d={crosses.done()} class="crosses" />
            { lines(&|it| it.lit, "lit") }
        </g>
    }
}

fn mark(mark: &MarkSprite) -> Html {
    let (x, y) = (mark.place.x, mark.place.y);
    let s = if mark.lit { 6.5 } else { 5.0 };
    let lit = |plain: &'static str, lit: &'static str| if mark.lit { lit } else { plain };
    match mark.sort {
        MarkSort::Decision => {
            let path = Path::new().to(x, y - s).line(x + s, y).line(x, y + s).line(x - s, y);
            let class = lit("diamond", "diamond lit");
            html! { <path d={path.word("Z").done()} {class} /> }
        }
        MarkSort::Dot => html! { <circle cx={n(x)} cy={n(y)} r="1.8" class="dot" /> },
        MarkSort::Went => {
            let path = Path::new().to(x - s, y - s).line(x + s, y + s);
            let path = path.to(x + s, y - s).line(x - s, y + s);
            html! { <path d={path.done()} class={lit("went", "went lit")} /> }
        }
        MarkSort::Started => {
            let path = Path::new().to(x, y - s).line(x + s, y + s * 0.8).line(x - s, y + s * 0.8);
            html! { <path d={path.word("Z").done()} class={lit("started", "started lit")} /> }
        }
    }
}

fn deed(x: f32, sort: DeedSort, band: &Band) -> Html {
    let line = Path::new().to(x, band.plot.y).line(x, band.plot.y + band.plot.h).done();
    let place = Point::new(x, band.plot.y - 4.0);
    let knot = |r: &'static str| html! { <circle cx={n(x)} cy={n(place.y)} {r} class="knot" /> };
    let (class, glyph) = match sort {
        DeedSort::Cut => (
            "deed cut",
            html! {
                <g transform={at_scaled(place, 0.7)}>
                    { glyph::scissors(Point::default(), "scissors") }
                </g>
            },
        ),
        DeedSort::Heal => ("deed heal", knot("4")),
        DeedSort::Other => ("deed", knot("3")),
    };
    html! { <g {class}><path d={line} class="instant" />{ glyph }</g> }
}

fn planned(x: f32, band: &Band) -> Html {
    let line = Path::new().to(x, band.plot.y).line(x, band.plot.y + band.plot.h).done();
    html! { <path d={line} class="planned" /> }
}

fn playhead(band: &Band) -> Html {
    let (x, top) = (band.playhead, band.plot.y - 4.0);
    let knob = Path::new().to(x - 6.0, top - 8.0).line(x + 6.0, top - 8.0).line(x + 6.0, top);
    html! {
        <g class="playhead">
            <path d={Path::new().to(x, top).line(x, band.plot.y + band.plot.h).done()}
                class="line" />
            <path d={knob.line(x, top + 6.0).line(x - 6.0, top).word("Z").done()} class="knob" />
        </g>
    }
}

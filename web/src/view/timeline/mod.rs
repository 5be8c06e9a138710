//! The time band as SVG: one slider for hands and keys, and what happened drawn behind it.

mod full;
mod hands;
pub mod overview;

use super::Say;
use super::svg::{Path, at_scaled, n};
use crate::figures;
use crate::scene::palette::Hue;
use crate::scene::timeline::DeedSprite;
use crate::scene::timeline::arrows::{Arrow, ArrowEnd, Arrows};
use crate::scene::timeline::digest::DeedSort;
use crate::scene::timeline::lanes::{Clash, Fit, LaneSprite, MarkSort, MarkSprite, Span, SpanWhat};
use crate::scene::timeline::writes::{Doomed, Writes};
use crate::scene::{Band, Pick, Point};
use crate::view::stage::glyph;
use election_core::words::{NodeId, Time};
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
    /// Chooses a stretch on the ruler: from where, to where.
    Brush(Time, Time),
    /// Wants to see this stretch.
    Window(Time, Time),
    /// Wants to see what comes later (above 0) or earlier, by this part of what is shown.
    Pan(f64),
    /// Wants to see the whole run.
    Whole,
    /// Put a finger on it, moved it, or took it off.
    Finger(i32, Option<f64>),
    /// Pressed the strip of the whole run.
    Centre(Time),
}

/// What stands at the right end of a lane, and whether it is a loss.
pub type End<'a> = &'a dyn Fn(NodeId) -> (String, bool);

/// Draws the band.
pub fn band(band: &Rc<Band>, say: Say, end: End, on: &Callback<BandEvent>) -> Html {
    let hands = hands::Hands::of(band, on);
    let view_box = ["0 0 ", &n(band.width), " ", &n(band.height)].concat();
    let right = band.plot.x + band.plot.w;
    let shown = |x: f32| x >= band.plot.x - 1.0 && x <= right + 1.0;
    let chained = !band.chain.stops.is_empty();
    let class = match (band.full, chained) {
        (false, _) => "timeline",
        (true, false) => "timeline full",
        (true, true) => "timeline full chained",
    };
    html! {
        <svg {class} viewBox={view_box} role="slider" tabindex="0"
            aria-label={say("band", &[])}
            aria-valuemin={ms(band.from)} aria-valuemax={ms(band.to)} aria-valuenow={ms(band.now)}
            aria-valuetext={figures::moment(band.now)}
            onpointerdown={hands.down} onpointermove={hands.moved} onpointerup={hands.up.clone()}
            onpointercancel={hands.up} onpointerleave={hands.left} ondblclick={hands.twice}
            onkeydown={hands.keyed}>
            <g aria-hidden="true">
                <rect class="plot" x={n(band.plot.x)} y="0" width={n(band.plot.w)}
                    height={n(band.height)} />
                { ruler(band) }
                { for band.clashes.iter().map(|it| clash(it, band, say)) }
                { for band.lanes.iter().map(|it| lane(it, band, say)) }
                { for band.doomed.iter().map(|it| doomed(it, band, say)) }
                { for band.writes.iter().map(|it| writes(it, band, say)) }
                { arrows(&band.arrows) }
                { for band.marks.iter().map(mark) }
                { for band.deeds.iter().map(|it| deed(it, band, say)) }
                { for band.planned.iter().map(|x| planned(*x, band)) }
                if chained { { full::chain(band) } }
                if band.full { { full::over(band, end) } }
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
                <text x={n(tick.x)} y={n(band.axis)}
                    font-size={n(band.text)} text-anchor={tick.anchor}>
                    { &tick.text }
                </text>
            }) }
        </g>
    }
}

fn clash(clash: &Clash, band: &Band, say: Say) -> Html {
    let (w, top) = (clash.to - clash.from, full::bracket(band));
    let words = say("band-two-leaders", &[("time", &figures::exact(clash.lasted))]);
    let bracket = Path::new().to(clash.from, top + 4.0).line(clash.from, top).line(clash.to, top);
    html! {
        <g class="clash">
            <title>{ words.clone() }</title>
            <rect x={n(clash.from)} y={n(band.plot.y)} width={n(w)} height={n(band.plot.h)} />
            <path d={bracket.line(clash.to, top + 4.0).done()} />
            if band.full { { full::clash_words(clash, band, words) } }
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
    let x = if band.full { full::NAME } else { 0.0 };
    html! {
        <g class={if lane.lit { "lane lit" } else { "lane" }} data-lane={lane.label.clone()}>
            if band.full { { full::lane(lane, band) } }
            <text x={n(x)} y={n(lane.y + band.text * 0.35)} font-size={n(band.text)} class="name">
                { name }
            </text>
            { for lane.spans.iter().map(|it| span(it, lane)) }
            { for lane.spans.iter().map(|it| words(it, lane, band, say)) }
        </g>
    }
}

fn doomed(doomed: &Doomed, band: &Band, say: Say) -> Html {
    let words = say("band-doomed", &[]);
    let w = doomed.to - doomed.from;
    let fits = w > crate::scene::geometry::text_width(&words, band.text) + 20.0;
    let (x, y) = (doomed.to - 8.0, doomed.y + band.text * 0.35);
    html! {
        <g class={["doomed ", doomed.hue.class()].concat()}>
            <title>{ words.clone() }</title>
            <rect x={n(doomed.from)} y={n(doomed.y - doomed.band / 2.0)} width={n(w)}
                height={n(doomed.band)} fill={doomed.hue.hatch()} />
            <rect x={n(doomed.from)} y={n(doomed.y + doomed.band / 2.0 - 1.0)} width={n(w)}
                height="2" class="bar" />
            if fits {
                <text x={n(x)} y={n(y)} font-size={n(band.text)} text-anchor="end">{ words }</text>
            }
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
        SpanWhat::InSync(_) => block("in-sync".into(), None),
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
    let (x, y) = (span.from + 9.0, lane.y + band.text * 0.35);
    let (class, key, hue, epoch, fit) = match span.what {
        SpanWhat::InSync(true) => {
            return html! {
                <text x={n(x)} y={n(y)} font-size={n(band.text)} class="words in-sync">
                    { say("stage-in-set", &[("set", band.set)]) }
                </text>
            };
        }
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
            if writes.client.is_none() {
                <text x="0" y={n(writes.y + band.text * 0.35)} font-size={n(band.text)}
                    class="name">{ say("band-writes", &[]) }</text>
            }
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
fn arrows(arrows: &Arrows) -> Html {
    let all = &arrows.all;
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
        <g class={if arrows.are_many() { "arrows many" } else { "arrows" }}>
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

fn deed(deed: &DeedSprite, band: &Band, say: Say) -> Html {
    let (x, low) = (deed.x, band.plot.y + band.plot.h);
    let line = Path::new().to(x, band.plot.y).line(x, low).done();
    // The full timeline names deeds above the brackets.
    let place = Point::new(x, if band.full { full::DEED } else { band.plot.y - 4.0 });
    let knot = |r: &'static str| html! { <circle cx={n(x)} cy={n(place.y)} {r} class="knot" /> };
    let (class, glyph) = match deed.sort {
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
        DeedSort::Own => ("deed own", knot("2.5")),
    };
    html! {
        <g class={if deed.lit { [class, " lit"].concat() } else { class.to_string() }}>
            if deed.sort != DeedSort::Own { <path d={line} class="instant" /> }
            { glyph }
            if band.full { { full::deed_words(deed, band, say) } }
        </g>
    }
}

fn planned(x: f32, band: &Band) -> Html {
    let line = Path::new().to(x, band.plot.y).line(x, band.plot.y + band.plot.h).done();
    html! { <path d={line} class="planned" /> }
}

fn playhead(band: &Band) -> Html {
    let (x, top, low) = (band.playhead, band.plot.y - 4.0, band.plot.y + band.plot.h);
    let line = Path::new().to(x, top).line(x, low).done();
    if band.full {
        return html! {
            <g class="playhead"><path d={line} class="line" />{ full::flag(band) }</g>
        };
    }
    let knob = Path::new().to(x - 6.0, top - 8.0).line(x + 6.0, top - 8.0).line(x + 6.0, top);
    html! {
        <g class="playhead">
            <path d={line} class="line" />
            <path d={knob.line(x, top + 6.0).line(x - 6.0, top).word("Z").done()} class="knob" />
        </g>
    }
}

//! What the full timeline has beyond the band: glyphs at the lanes' left ends, what each process
//! came to at their right ends, words above, and the way to the selected event.

use super::End;
use crate::figures;
use crate::scene::geometry::text_width;
use crate::scene::palette::Hue;
use crate::scene::timeline::lanes::{Clash, LaneSprite};
use crate::scene::timeline::{DeedSprite, END};
use crate::scene::{Band, Point};
use crate::view::Say;
use crate::view::svg::{Path, at, corners, n};
use election_core::view::Role;
use yew::prelude::*;

/// Where lanes' names begin.
pub const NAME: f32 = 20.0;
/// Where deeds stand, above the brackets of two leaders at once.
pub const DEED: f32 = 9.0;
/// The half size of a lane's glyph.
const GLYPH: f32 = 5.0;

/// The lane's ground while it is lit, and the shape of its process's role.
pub fn lane(lane: &LaneSprite, band: &Band) -> Html {
    let (y, s) = (lane.y, GLYPH);
    let class = ["role ", lane.hue.map_or("e-none", Hue::class)].concat();
    let disc = |class: &'static str| html! { <circle r={n(s)} {class} /> };
    let shape = match lane.role {
        None => {
            let cross = Path::new().to(-s, -s).line(s, s).to(s, -s).line(-s, s);
            html! { <path d={cross.done()} class="gone" /> }
        }
        Some(Role::Leader) => html! { <>{ disc("ring") }<circle r="2.8" class="core" /></> },
        Some(Role::Voter) => html! { <polygon points={corners(6, s * 1.1, 1.0)} class="ring" /> },
        Some(Role::Client | Role::Observer) => html! {
            <rect x={n(-s)} y={n(-s)} width={n(s * 2.0)} height={n(s * 2.0)} rx="2" class="ring" />
        },
        Some(Role::Looking) => disc("ring looks"),
        Some(Role::Follower | Role::Peer) => disc("ring"),
    };
    html! {
        <>
            if lane.lit {
                <rect x="0" y={n(y - band.row / 2.0)} width={n(band.width)}
                    height={n(band.row)} class="ground" />
            }
            <g transform={at(Point::new(GLYPH + 1.0, y))} {class}>{ shape }</g>
        </>
    }
}

/// What lies over everything: ends of lanes, and the stretch that is being chosen.
pub fn over(band: &Band, end: End) -> Html {
    let x = band.plot.x + band.plot.w + 8.0;
    let words = |lane: &LaneSprite| {
        let (words, warns) = end(lane.id);
        let words = fitted(words, band.text, END - 10.0);
        html! {
            <text x={n(x)} y={n(lane.y + band.text * 0.35)} font-size={n(band.text)}
                class={if warns { "end warns" } else { "end" }}>{ words }</text>
        }
    };
    html! {
        <>
            if !band.compact { { for band.lanes.iter().map(words) } }
            if let Some(brush) = &band.brush {
                <rect x={n(brush.from)} y={n(band.plot.y)} width={n(brush.to - brush.from)}
                    height={n(band.height - band.plot.y)} class="brush" />
            }
        </>
    }
}

/// The way to the selected step.
pub fn chain(band: &Band) -> Html {
    let mut legs = Path::new();
    for (a, b) in &band.chain.legs {
        legs = legs.to(a.x, a.y).line(b.x, b.y);
    }
    let last = band.chain.stops.len().saturating_sub(1);
    let stop = |(i, (place, _)): (usize, &(Point, _))| {
        let (r, class) = if i == last { ("6", "stop last") } else { ("3", "stop") };
        html! { <circle cx={n(place.x)} cy={n(place.y)} {r} {class} /> }
    };
    html! {
        <g class="chain" data-stops={band.chain.stops.len().to_string()}>
            <path d={legs.done()} />
            { for band.chain.stops.iter().enumerate().map(stop) }
        </g>
    }
}

/// `two believe they lead, for 4.068 s`, in the middle of its bracket, if there is room.
pub fn clash_words(clash: &Clash, band: &Band, words: String) -> Html {
    let half = text_width(&words, band.text) / 2.0 + 6.0;
    if clash.to - clash.from < half * 2.0 + 16.0 {
        return Html::default();
    }
    let place = Point::new((clash.from + clash.to) / 2.0, bracket(band) + band.text * 0.35);
    html! {
        <text x={n(place.x)} y={n(place.y)} font-size={n(band.text)} text-anchor="middle"
            class="two">{ words }</text>
    }
}

/// Where the bracket over two leaders at once stands.
pub fn bracket(band: &Band) -> f32 {
    band.plot.y - if band.full { 10.0 } else { 3.0 }
}

/// As much of a text as fits.
fn fitted(mut words: String, size: f32, room: f32) -> String {
    if text_width(&words, size) <= room {
        return words;
    }
    while text_width(&words, size) > room - size && words.pop().is_some() {}
    words.push('…');
    words
}

/// What was done, where there is room to say it.
pub fn deed_words(deed: &DeedSprite, band: &Band, say: Say) -> Html {
    let (verb, whom) = (&deed.says.0, &deed.says.1);
    let words = [&say(&["mark-", verb].concat(), &[]), " ", whom].concat();
    let fits = |words: &str| text_width(words, band.text) + 18.0 < deed.room;
    if !fits(&words) {
        return Html::default();
    }
    html! {
        <text x={n(deed.x + 9.0)} y={n(DEED + band.text * 0.35)} font-size={n(band.text)}>
            { words }
        </text>
    }
}

/// The playhead's time on the ruler.
pub fn flag(band: &Band) -> Html {
    let words = figures::moment(band.now);
    let (w, h) = (text_width(&words, band.text) + 14.0, band.text + 7.0);
    let right = band.plot.x + band.plot.w;
    let x = (band.playhead - w / 2.0).clamp(band.plot.x - w / 2.0, (right - w / 2.0).max(0.0));
    let y = band.plot.y + band.plot.h + 1.0;
    html! {
        <g class="flag">
            <rect x={n(x)} y={n(y)} width={n(w)} height={n(h)} rx="4" />
            <text x={n(x + w / 2.0)} y={n(band.axis)} font-size={n(band.text)}
                text-anchor="middle">{ words }</text>
        </g>
    }
}

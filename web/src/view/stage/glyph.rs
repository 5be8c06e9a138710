//! The glyph sheet: badges, ballots, darts, scissors. Shapes around the origin.

use crate::scene::node::{Fares, NodeSprite, Shape};
use crate::scene::{Point, flight::Mark};
use crate::view::svg::{Path, at, corners, n};
use election_core::view::Role;
use yew::prelude::*;

/// Hatchings: for what is down, and for what is doomed in each epoch's colour.
pub fn patterns() -> Html {
    let hatch =
        |id: &'static str, class: &'static str, period: &'static str, width: &'static str| {
            html! {
                <pattern {id} {class} width={period} height={period} patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)">
                    <rect class="ground" width={period} height={period} />
                    <rect class="stripe" {width} height={period} />
                </pattern>
            }
        };
    html! {
        <defs>
            { hatch("hatch", "off", "7", "2") }
            { hatch("gap", "gap", "6", "1.6") }
            { hatch("doomed-0", "e0", "4.6", "2") }
            { hatch("doomed-1", "e1", "4.6", "2") }
            { hatch("doomed-2", "e2", "4.6", "2") }
            { hatch("doomed-3", "e3", "4.6", "2") }
            { hatch("doomed-4", "e4", "4.6", "2") }
        </defs>
    }
}

/// A line of text, centred.
pub fn text(place: Point, size: f32, class: &'static str, text: &str) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    html! {
        <text x={n(place.x)} y={n(place.y)} font-size={n(size)} text-anchor="middle" {class}>
            { text }
        </text>
    }
}

/// A letter in the middle of a badge.
fn letter(size: f32, class: &'static str, letter: &'static str) -> Html {
    html! {
        <text y={n(size * 0.36)} font-size={n(size)} text-anchor="middle" {class}>{ letter }</text>
    }
}

/// Role and health: star L, circle F, diamond ?, square O; a cross for down, bars for paused.
pub fn role_badge(sprite: &NodeSprite, s: f32) -> Html {
    let k = 0.74 * sprite.r;
    let place = at(Point::new(-k - s * 0.15, -k - s * 0.1));
    html! { <g transform={place}>{ role_sign(sprite, s) }</g> }
}

/// The same around the origin.
pub fn role_sign(sprite: &NodeSprite, s: f32) -> Html {
    let size = s * 1.25;
    match (sprite.fares, sprite.role) {
        (Fares::NotStarted, _) => Html::default(),
        (Fares::Down, _) => {
            html! { <><circle r={n(s)} class="badge off" />{ cross(s * 0.38, "sign") }</> }
        }
        (Fares::Panicked | Fares::Refused, _) => {
            html! {
                <>
                    <polygon points={corners(8, s * 1.15, 1.0)} class="badge broken" />
                    { letter(size, "on-badge", "!") }
                </>
            }
        }
        (Fares::Paused, _) => {
            let (x, y) = (s * 0.28, s * 0.4);
            let bars = Path::new().to(-x, -y).line(-x, y).to(x, -y).line(x, y).done();
            html! { <><circle r={n(s)} class="badge off" /><path d={bars} class="sign bars" /></> }
        }
        (_, Role::Leader) => html! {
            <>
                <polygon points={corners(10, s * 1.5, 0.62)} class="badge" />
                { letter(size, "on-badge", "L") }
            </>
        },
        (_, Role::Follower) => html! {
            <><circle r={n(s)} class="badge quiet" />{ letter(size, "on-badge", "F") }</>
        },
        (_, Role::Looking) => html! {
            <>
                <polygon points={corners(4, s * 1.3, 1.0)} class="badge" />
                { letter(size, "on-badge", "?") }
            </>
        },
        (_, Role::Observer) => html! {
            <>
                <rect x={n(-s * 0.95)} y={n(-s * 0.95)} width={n(s * 1.9)} height={n(s * 1.9)}
                    rx="2.5" class="badge quiet" />
                { letter(size, "on-badge", "O") }
            </>
        },
        (_, Role::Voter | Role::Peer | Role::Client) => Html::default(),
    }
}

/// The epoch: a pill in its colour with its number.
pub fn epoch_badge(r: f32, s: f32, words: &str, class: &'static str) -> Html {
    let k = 0.74 * r;
    epoch_pill(Point::new(k + s * 0.2, -k), s, words, class)
}

/// The same, around a place.
pub fn epoch_pill(place: Point, s: f32, words: &str, class: &'static str) -> Html {
    let w = s * 1.2 + words.chars().count() as f32 * s * 0.82;
    html! {
        <g transform={at(place)} {class}>
            <rect x={n(-w / 2.0)} y={n(-s * 0.95)} width={n(w)} height={n(s * 1.9)} rx={n(s * 0.95)}
                class="badge epoch" />
            <text y={n(s * 0.43)} font-size={n(s * 1.25)} text-anchor="middle" class="on-epoch">
                { words }
            </text>
        </g>
    }
}

/// The outline of a process.
pub fn outline(shape: Shape, r: f32, class: &'static str, fill: Option<&'static str>) -> Html {
    let point = |tip: f32| {
        let path = Path::new().to(-r, -tip * r * 0.55).line(0.0, -tip * r * 1.2);
        path.line(r, -tip * r * 0.55).line(r, tip * r).line(-r, tip * r).word("Z").done()
    };
    let side = n(r * 2.0);
    match shape {
        Shape::Disc => html! { <circle r={n(r)} {class} {fill} /> },
        Shape::Hexagon => html! { <polygon points={corners(6, r * 1.08, 1.0)} {class} {fill} /> },
        Shape::Square => html! {
            <rect x={n(-r)} y={n(-r)} width={side.clone()} height={side} rx={n(r * 0.3)} {class}
                {fill} />
        },
        Shape::Sends => html! { <path d={point(1.0)} {class} {fill} /> },
        Shape::Receives => html! { <path d={point(-1.0)} {class} {fill} /> },
    }
}

/// A ballot paper with a candidate's name.
pub fn ballot(s: f32, name: &str, class: &'static str) -> Html {
    let long = name.chars().count().max(1) as f32 - 1.0;
    let (w, h, f) = (s * 1.15 + long * s * 0.34, s * 0.86, s * 0.5);
    let path = Path::new().to(-w, -h).line(w - f, -h).line(w, -h + f).line(w, h).line(-w, h);
    html! {
        <g {class}>
            <path d={path.word("Z").done()} class="paper" />
            <text y={n(s * 0.43)} font-size={n(s * 1.2)} text-anchor="middle">{ name }</text>
        </g>
    }
}

/// What a message looks like, heading to the right.
pub fn mark(mark: &Mark, s: f32) -> Html {
    let dart = |class: &'static str| {
        let path = Path::new().to(s * 1.1, 0.0).line(-s, s * 0.8).line(-s * 0.5, 0.0);
        html! { <path d={path.line(-s, -s * 0.8).word("Z").done()} {class} /> }
    };
    match mark {
        Mark::Request => dart("dart"),
        Mark::Reply => dart("dart open"),
        Mark::Error => dart("dart error"),
        Mark::Heartbeat => html! { <circle r={n(s * 0.42)} class="beat" /> },
        Mark::Data(hue) => html! {
            <g class={hue.class()}>
                <rect x={n(-s * 1.9)} y={n(-s * 0.65)} width={n(s * 1.3)} height={n(s * 1.3)}
                    rx="1.5" class="cell" />
                { dart("dart") }
            </g>
        },
        // Ballots stay upright, so that they can be read: see `flight`.
        Mark::Ballot(..) => Html::default(),
    }
}

/// A cross around the origin.
pub fn cross(s: f32, class: &'static str) -> Html {
    let path = Path::new().to(-s, -s).line(s, s).to(s, -s).line(-s, s).done();
    html! { <path d={path} {class} /> }
}

/// Scissors: a link is cut, or a click will cut it.
pub fn scissors(place: Point, class: &'static str) -> Html {
    html! {
        <g transform={at(place)} {class}>
            <circle r="13" class="ground" />
            <g transform="translate(-8 -8)" class="blades">
                <circle cx="3.6" cy="4" r="2.3" /><circle cx="3.6" cy="12" r="2.3" />
                <path d="M5.6 5.2 14 11.4M5.6 10.8 14 4.6" />
            </g>
        </g>
    }
}

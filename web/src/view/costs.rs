//! What elections cost by the number of partitions: one small chart for each design, on the same
//! axes.

use super::page::Page;
use super::svg::{Path, n};
use crate::command::Command;
use crate::session::{COSTED, Curve};
use yew::prelude::*;

/// Width, height and margins of a chart, in px.
const W: f32 = 300.0;
const H: f32 = 150.0;
const LEFT: f32 = 40.0;
const RIGHT: f32 = 70.0;
const FOOT: f32 = 22.0;
/// The vertical axis: powers of ten from 1.
const DECADES: u32 = 4;

/// The charts, or the button that has them counted; nothing in stories that are not about it.
pub fn panel(page: &Page) -> Html {
    let base = &page.session.base;
    if base.config.system.costs.iter().all(|costs| costs.story != base.key) {
        return html! {};
    }
    if page.session.counts.is_some() {
        return html! {
            <><h3>{ page.text.get("costs") }</h3>
            <p class="mut">{ page.text.get("costs-counting") }</p></>
        };
    }
    let Some(curves) = &page.session.costs else {
        return html! {
            <>
                <h3>{ page.text.get("costs") }</h3>
                <p><button type="button" class="wide" onclick={page.ask(Command::Count)}>
                    { page.text.get("costs-count") }
                </button></p>
            </>
        };
    };
    let mut designs: Vec<&'static str> = curves.iter().map(|curve| curve.design).collect();
    designs.dedup();
    html! {
        <>
            <h3>{ page.text.get("costs") }</h3>
            <p class="mut">{ page.text.get("costs-help") }</p>
            { for designs.into_iter().map(|design| chart(page, design, curves)) }
        </>
    }
}

fn chart(page: &Page, design: &'static str, curves: &[Curve]) -> Html {
    let title = page.text.get(&["costs-", design].concat());
    let own: Vec<&Curve> = curves.iter().filter(|curve| curve.design == design).collect();
    let tick = |decade: u32| {
        let (at, number) = (y(10_f32.powi(decade as i32)), 10_u32.pow(decade));
        html! {
            <>
                <path d={Path::new().to(LEFT, at).line(W - RIGHT, at).done()} class="grid" />
                <text x={n(LEFT - 5.0)} y={n(at + 4.0)} text-anchor="end">{ number }</text>
            </>
        }
    };
    let foot = |size: &u16| {
        html! {
            <text x={n(x(*size))} y={n(H - 6.0)} text-anchor="middle">{ *size }</text>
        }
    };
    html! {
        <figure class="costs">
            <figcaption>{ &title }</figcaption>
            <svg viewBox="0 0 300 150" role="img" aria-label={table(page, &title, &own)}>
                { for (0..=DECADES).map(tick) }
                { for COSTED.iter().map(foot) }
                { for own.iter().zip(label_places(&own)).rev().map(|(c, at)| line(page, c, at)) }
            </svg>
        </figure>
    }
}

fn line(page: &Page, curve: &Curve, label: f32) -> Html {
    let mut path = Path::new();
    for (place, (size, count)) in COSTED.iter().zip(&curve.counts).enumerate() {
        let (x, y) = (x(*size), y(*count as f32));
        path = if place == 0 { path.to(x, y) } else { path.line(x, y) };
    }
    let name = page.text.get(&["costs-of-", curve.counter].concat());
    let last = curve.counts.last().copied().unwrap_or_default();
    html! {
        <g class={["curve ", curve.counter].concat()}>
            <path d={path.done()} />
            <text x={n(W - RIGHT + 5.0)} y={n(label)}>{ name }{ " " }{ last }</text>
        </g>
    }
}

/// Where the names stand: beside the ends of their lines, never closer than a line of text.
fn label_places(curves: &[&Curve]) -> Vec<f32> {
    let ends: Vec<f32> =
        curves.iter().map(|curve| y(curve.counts.last().copied().unwrap_or(1) as f32)).collect();
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*a].total_cmp(&ends[*b]));
    let mut places = ends.clone();
    let mut ceiling = 0.0;
    for place in order {
        places[place] = (ends[place] + 4.0).max(ceiling);
        ceiling = places[place] + 12.0;
    }
    places
}

/// The chart in words: what a screen reader reads.
fn table(page: &Page, title: &str, curves: &[&Curve]) -> String {
    let mut says = title.to_string();
    for curve in curves {
        says.push_str("; ");
        says.push_str(&page.text.get(&["costs-of-", curve.counter].concat()));
        for (size, count) in COSTED.iter().zip(&curve.counts) {
            says.push_str(&[" ", &size.to_string(), ": ", &count.to_string()].concat());
        }
    }
    says
}

fn x(size: u16) -> f32 {
    let [first, last] = [COSTED[0], COSTED[COSTED.len() - 1]].map(|n| f32::from(n).ln());
    LEFT + 6.0 + (W - LEFT - RIGHT - 12.0) * (f32::from(size).ln() - first) / (last - first)
}

fn y(count: f32) -> f32 {
    let top = 12.0;
    let share = count.max(1.0).log10() / DECADES as f32;
    H - FOOT - (H - FOOT - top) * share.min(1.0)
}

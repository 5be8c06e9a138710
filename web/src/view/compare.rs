//! Two runs side by side: what they differ in, where they part, and which fares better.

use super::icon::{Icon, icon};
use super::page::{self, Page};
use super::svg::{Path, at, n};
use super::{branches, header, settings};
use crate::app::Message;
use crate::command::Command;
use crate::figures;
use crate::narrate;
use crate::scene::{Band, Point, Stage};
use crate::session::compare::{
    Against, Apart, Comparison, Difference, Numbers, Parting, Plan, ROWS, Row, Side, apart,
    differences,
};
use election_core::schema::Ty;
use election_core::sim::record::Record;
use election_core::value::Value;
use yew::prelude::*;

/// What is asked for on the right goes to the run on the right.
pub fn on_the_right(on: &Callback<Message>) -> Callback<Message> {
    on.reform(|message| match message {
        Message::Stage(event) => Message::StageRight(event),
        Message::Band(event) => Message::BandRight(event),
        Message::Do(command) => Message::Do(Command::Beside(Box::new(command))),
        other => other,
    })
}

/// The page of the run on the right, if there is one.
pub fn right<'a>(page: &Page<'a>, on: &'a Callback<Message>) -> Option<Page<'a>> {
    let compare = page.session.compare.as_ref()?;
    let sizes = [page.size, page.strip];
    Some(Page {
        embed: page.embed,
        shown: page.shown,
        ..Page::of(&compare.other, page.text, on, sizes, page.places)
    })
}

/// Everything that stands beside the stage on the left.
pub fn beside(page: &Page, right: &Page) -> Html {
    let Some(compare) = page.session.compare.as_ref() else { return html! {} };
    html! {
        <>
            { title(page, right, Side::Left) }
            { title(page, right, Side::Right) }
            <section class="besidebox">{ page::stage(right, Some(page)) }</section>
            { table(page, right, compare) }
            <section class="cap">
                <p>{ parting(page, right, compare) }</p>
                if !page.embed { <p class="mut">{ conditions(page, compare) }{ again(page) }</p> }
            </section>
        </>
    }
}

/// Which run this is, and the way to it alone.
fn title(page: &Page, right: &Page, side: Side) -> Html {
    let (class, one, key) = match side {
        Side::Left => ("whose one", page, "compare-keep-left"),
        Side::Right => ("whose other", right, "compare-keep-right"),
    };
    let all = differences(page.session, right.session);
    let more = all.len().saturating_sub(1);
    html! {
        <header class={class}>
            <h2>
                { match all.first() {
                    Some(first) => told(page, right, one, first, side),
                    None => html! { { page.text.get("compare-same") } },
                } }
                if more > 0 { <small>{ [" +", &more.to_string()].concat() }</small> }
            </h2>
            <button type="button" class="link-like keep" onclick={page.ask(Command::Keep(side))}>
                { page.text.get(key) }
            </button>
        </header>
    }
}

fn told(page: &Page, right: &Page, one: &Page, difference: &Difference, side: Side) -> Html {
    let is_left = side == Side::Left;
    match difference {
        Difference::Story => html! {
            <>{ one.session.base.config.system.title }{ ": " }{ header::title(one) }</>
        },
        Difference::Setting(name, a, b) => html! {
            <><code>{ *name }</code>{ " " }
            if is_left {
                <b>{ settings::shown_in_words(page, a) }</b>
            } else {
                { chooser(page, name, b) }
            }</>
        },
        Difference::Rule(id, left_holds) => {
            let key = if *left_holds == is_left { "compare-holds" } else { "compare-off" };
            html! { <><code>{ narrate::short(id) }</code>{ " " }<b>{ page.text.get(key) }</b></> }
        }
        Difference::Deeds(_) => {
            let (mine, its) = (page.session.run.script(), right.session.run.script());
            let (of, than) = if is_left { (its, mine) } else { (mine, its) };
            let name = page.session.name_of_deed(of, than);
            html! { { branches::name(page, &name) } }
        }
    }
}

/// The setting of the run on the right can be changed in place.
fn chooser(page: &Page, name: &'static str, value: &Value) -> Html {
    let Some(setting) = page.session.base.config.system.setting(name) else { return html! {} };
    let on = page.on.clone();
    let send = move |value| {
        on.emit(Message::Do(Command::Compare(Against::Setting(name, value))));
    };
    html! {
        <label class="setting">
            <span class="vh">{ page.text.get("compare-change") }</span>
            { settings::control(setting, value, send) }
            if matches!(setting.field.ty, Ty::Bool) {
                <b>{ settings::shown_in_words(page, value) }</b>
            }
            <span class="unit">{ setting.unit }</span>
        </label>
    }
}

/// Where they part.
fn parting(page: &Page, right: &Page, compare: &Comparison) -> Html {
    let (text, foresight) = (page.text, &compare.foresight);
    let Some(parting) = foresight.parting() else {
        let key = match (foresight.can_part(), foresight.is_done()) {
            (false, _) => "compare-strangers",
            (true, false) => "compare-thinking",
            (true, true) if foresight.is_cut() => "compare-cut",
            (true, true) => "compare-never-part",
        };
        return html! { { text.get(key) } };
    };
    let at = text.with("compare-at", &[("at", &figures::stamp(parting.at))]);
    let one = |one: &Page, record: Option<Record>, key: &str| match record {
        None if !foresight.is_done() => String::new(),
        record => side_of_parting(one, record, parting, key),
    };
    let left = one(page, parting.left, "compare-left");
    let right = one(right, parting.right, "compare-right");
    html! {
        <>
            { text.get("compare-parts") }{ " " }
            <button type="button" class="parts" onclick={page.ask(Command::Parting)}>
                { at }
            </button>
            { text.get("compare-stop") }{ " " }{ left }{ " " }{ right }
        </>
    }
}

/// What happens on one side at that moment, or next.
fn side_of_parting(one: &Page, record: Option<Record>, parting: &Parting, key: &str) -> String {
    let Some(record) = record else {
        return one.text.get(&[key, "-nothing"].concat());
    };
    let says = narrate::record(&record, &one.session.run, one.text);
    let at = figures::stamp(record.at);
    let later = if at == figures::stamp(parting.at) { "" } else { "-later" };
    one.text.with(&[key, later].concat(), &[("says", &says), ("at", &at)])
}

/// The way back to both runs as they are without the visitor.
fn again(page: &Page) -> Html {
    if page.session.run.script().is_empty() {
        return html! {};
    }
    html! {
        <>{ " " }<button type="button" class="link-like" onclick={page.ask(Command::Restart)}>
            { page.text.get("restart") }
        </button></>
    }
}

/// What is the same in both.
fn conditions(page: &Page, compare: &Comparison) -> String {
    let key = match compare.plan {
        Plan::Same => "compare-plan-same",
        Plan::Lent => "compare-plan-lent",
        Plan::Own => "compare-plan-own",
    };
    let seed = page.session.run.scenario().config.seed.to_string();
    page.text.with(key, &[("seed", &seed)])
}

/// The numbers of both, at the playhead and at the end.
fn table(page: &Page, right: &Page, compare: &Comparison) -> Html {
    let now = compare.numbers([page.sum, right.sum]);
    let ends = compare.foresight.ends();
    let text = page.text;
    html! {
        <section class="score-of-two">
            <table>
                <thead><tr>
                    <th scope="col">{ text.get("compare-end") }</th>
                    <th scope="col">{ text.get("compare-now") }</th>
                    <td />
                    <th scope="col">{ text.get("compare-now") }</th>
                    <th scope="col">{ text.get("compare-end") }</th>
                </tr></thead>
                <tbody>{ for ROWS.iter().map(|row| line(page, row, &now, ends.as_ref())) }</tbody>
            </table>
        </section>
    }
}

fn line(page: &Page, row: &Row, now: &[Numbers; 2], ends: Option<&[Numbers; 2]>) -> Html {
    let text = page.text;
    let cell = |both: Option<&[Numbers; 2]>, place: usize, class: &'static str| {
        let Some(both) = both else { return html! { <td {class}>{ "…" }</td> } };
        let number = (row.number)(&both[place]);
        let shown = if row.time { figures::span(number) } else { number.to_string() };
        let wins = row.winner(both) == Some(place);
        let better = || html! { <span class="vh">{ " " }{ text.get("compare-better") }</span> };
        html! {
            <td class={classes!(class, wins.then_some("better"))}>
                if wins { { icon(Icon::Check) } }{ shown }
                if wins { { better() } }
            </td>
        }
    };
    let help = text.get(&[row.key, "-help"].concat());
    html! {
        <tr class={row.key}>
            { cell(ends, 0, "at-end") }
            { cell(Some(now), 0, "at-now") }
            <th scope="row" title={help}>{ text.get(row.key) }</th>
            { cell(Some(now), 1, "at-now") }
            { cell(ends, 1, "at-end") }
        </tr>
    }
}

/// Marks on the processes that are not the same on the other stage.
pub fn marks(page: &Page, other: &Page, stage: &Stage) -> Html {
    let view_box = ["0 0 ", &n(stage.width), " ", &n(stage.height)].concat();
    let system = |page: &Page| page.session.base.config.system.key;
    let all = match system(page) == system(other) {
        true => apart(&page.view, &other.view),
        false => Vec::new(),
    };
    html! {
        <svg class="marks" viewBox={view_box} role="list" aria-label={page.text.get("compare-marks")}>
            { for all.iter().map(|it| mark(page, stage, it)) }
        </svg>
    }
}

fn mark(page: &Page, stage: &Stage, apart: &Apart) -> Html {
    let Some(node) = stage.node(apart.left) else { return html! {} };
    let s = stage.sizes.badge;
    let corner = if node.body.card { 1.0 } else { 0.74 };
    let (x, y) = (corner * node.body.half_w + s * 0.15, corner * node.body.half_h + s * 0.15);
    let place = Point::new(node.place.x - x, node.place.y + y);
    let bars = Path::new().to(-s * 0.5, -s * 0.24).line(s * 0.5, -s * 0.24);
    let bars = bars.to(-s * 0.5, s * 0.24).line(s * 0.5, s * 0.24);
    let bars = bars.to(s * 0.34, -s * 0.62).line(-s * 0.34, s * 0.62);
    html! {
        <g class="apart" transform={at(place)} role="listitem" data-apart={node.label.clone()}>
            <title>{ page.name(node.id) }{ ": " }{ in_what(page, apart) }</title>
            <circle r={n(s)} />
            <path d={bars.done()} />
        </g>
    }
}

fn in_what(page: &Page, apart: &Apart) -> String {
    let all = [
        (apart.health, "compare-health"),
        (apart.role, "compare-role"),
        (apart.epoch, "compare-epoch"),
        (apart.log, "compare-log"),
    ];
    let said = all.iter().filter(|(differs, _)| *differs).map(|(_, key)| page.text.get(key));
    said.collect::<Vec<_>>().join(", ")
}

/// The class of a band: alone, or the upper or lower of two.
pub fn band_class(page: &Page, left: Option<&Page>) -> &'static str {
    match (left, &page.session.compare) {
        (Some(_), _) => "band lower",
        (None, Some(_)) => "band upper",
        (None, None) => "band",
    }
}

/// Where the two part, as a line in each of their bands.
pub fn parting_in(page: &Page, left: Option<&Page>, band: &Band) -> Html {
    let compare = left.unwrap_or(page).session.compare.as_ref();
    let parting = compare.and_then(|compare| compare.foresight.parting());
    let Some(parting) = parting.filter(|it| it.at >= band.from && it.at <= band.to) else {
        return html! {};
    };
    let span = band.to.since(band.from).max(1) as f32;
    let x = band.plot.x + parting.at.since(band.from) as f32 / span * band.plot.w;
    let line = Path::new().to(x, band.plot.y - 6.0).line(x, band.plot.y + band.plot.h);
    let view_box = ["0 0 ", &n(band.width), " ", &n(band.height)].concat();
    html! {
        <svg class="marks" viewBox={view_box} aria-hidden="true">
            <path d={line.done()} class="parting" />
        </svg>
    }
}

//! The workbench: lesson and settings, stage and caption, inspector, ledger and claims, and the
//! whole timeline, all at once.

use super::icon::{Icon, icon};
use super::page::{self, Page};
use super::{calculator, caption, controls, drawer, header, properties, settings, timeline};
use crate::app::Message;
use crate::command::{Command, Dialog, Panel};
use crate::figures;
use crate::scene::timeline::full_height_for;
use crate::scene::{BandInput, OverviewInput, lay_out_band, lay_out_overview};
use crate::session::Telling;
use election_core::property::{PropertyView, Status};
use election_core::view::{Down, Health};
use election_core::words::NodeId;
use std::rc::Rc;
use yew::prelude::*;

/// The workbench.
pub fn workbench(page: &Page) -> Html {
    html! {
        <main key="workbench" class="page bench">
            { header::header(page) }
            { controls::console(page) }
            <aside class="left">
                { lesson(page) }
                <div class="sheet">{ settings::panel(page) }</div>
                { more(page) }
            </aside>
            <section class="stagebox" ref={page.places[0].clone()}>
                { page::stage(page, None) }
            </section>
            { caption::caption(page) }
            { inspector(page) }
            { ledger(page) }
            <section class="strip">
                { controls::zoom(page) }
                <div class="bandbox" ref={page.places[1].clone()}>{ time(page) }</div>
            </section>
        </main>
    }
}

/// The captions in their order; a click goes there.
fn lesson(page: &Page) -> Html {
    let session = page.session;
    let now = session.story.at(session.run.now());
    let row = |(at, step): (election_core::words::Time, usize)| {
        let lesson = &session.base.lesson.steps[step];
        let id = lesson.say.as_deref().or(lesson.ask.as_ref().map(|(ask, _)| ask.as_str()));
        let says = page.text.get(&page.story_key(id.unwrap_or_default()));
        let here = now == Telling::Step(step);
        let class = if at > session.run.now() { "ahead" } else { "" };
        html! {
            <li {class} aria-current={here.then_some("step")}>
                <button type="button" title={says.clone()} onclick={page.ask(Command::Seek(at))}>
                    <span class="says">{ says }</span>
                    <span class="at">{ figures::stamp(at) }</span>
                </button>
            </li>
        }
    };
    let steps = session.story.order();
    if steps.is_empty() {
        return html! {};
    }
    html! {
        <nav class="lesson-list" aria-label={page.text.get("bench-lesson")}>
            <h2>{ page.text.get("bench-lesson") }</h2>
            <ol>{ for steps.into_iter().map(row) }</ol>
        </nav>
    }
}

/// What is asked for seldom.
fn more(page: &Page) -> Html {
    html! {
        <nav class="more">
            <button type="button" onclick={page.ask(Command::Panel(Some(Panel::Sources)))}>
                { page.text.get("panel-sources") }
            </button>
            { calculator::opener(page) }
            <button type="button" onclick={page.ask(Command::Dialog(Some(Dialog::Help)))}>
                { page.text.get("help") }
            </button>
        </nav>
    }
}

/// Always there; any other panel joins them while it is shown.
const TABS: [(Panel, &str); 3] =
    [(Panel::Why, "panel-why"), (Panel::Node, "bench-inspector"), (Panel::Log, "bench-events")];

fn inspector(page: &Page) -> Html {
    let open = match page.session.open_panel() {
        // The settings stand on the left already.
        None | Some(Panel::Settings) => Panel::Why,
        Some(panel) => panel,
    };
    let key = ["panel-", open.word()].concat();
    let other = (open, key.as_str());
    let others = Some(other).filter(|_| TABS.iter().all(|(panel, _)| *panel != open));
    let tab = |(panel, key): (Panel, &str)| {
        html! {
            <button type="button" role="tab" id={["tab-", panel.word()].concat()}
                    aria-selected={(panel == open).to_string()}
                    onclick={page.ask(Command::Panel(Some(panel)))}>{ page.text.get(key) }</button>
        }
    };
    html! {
        <aside class="right">
            <div class="tabs" role="tablist">{ for TABS.into_iter().chain(others).map(tab) }</div>
            <div class="sheet" role="tabpanel" aria-labelledby={["tab-", open.word()].concat()}>
                { drawer::body(page, open) }
            </div>
        </aside>
    }
}

/// What became of the clients' writes, as a sum, and the claims.
fn ledger(page: &Page) -> Html {
    let sum = &page.sum;
    let part = |key: &str, number: u32, warns: bool| {
        html! {
            <span class={if warns && number > 0 { "part warn" } else { "part" }}>
                <b>{ number }</b>{ " " }{ page.text.get(key) }
            </span>
        }
    };
    let sign = |sign: &'static str| html! { <span class="sign">{ sign }</span> };
    html! {
        <section class="ledger" aria-label={page.text.get("panel-ledger")}>
            <button type="button" class="sums"
                    onclick={page.ask(Command::Panel(Some(Panel::Ledger)))}>
                if sum.attempted > 0 {
                    { part("bench-attempted", sum.attempted, false) }
                    { part("acknowledged", sum.acknowledged, false) }{ sign("=") }
                    { part("survivors", sum.survivors, false) }{ sign("+") }
                    { part("lost", sum.lost, true) }
                    { part("unknown", sum.unknown, false) }
                    { part("bench-failed", sum.failed, false) }
                    if sum.unavailable > 0 {
                        <span class="part warn"><b>{ figures::span(sum.unavailable) }</b>
                            { " " }{ page.text.get("unavailable") }</span>
                    }
                } else {
                    <span class="mut">{ page.text.get("ledger-empty") }</span>
                }
            </button>
            { claims(page) }
        </section>
    }
}

/// How many broken claims are named; the rest is counted.
const NAMED: usize = 2;

fn claims(page: &Page) -> Html {
    let broken: Vec<&PropertyView> =
        page.claims.iter().filter(|claim| claim.status == Status::Violated).collect();
    let hold = page.claims.iter().filter(|claim| claim.status == Status::Holds).count();
    let named = |claim: &&PropertyView| {
        let shown = page.session.witness.is_some_and(|(id, _)| id == claim.id);
        html! {
            <button type="button" class="broken" data-claim={claim.id}
                    aria-pressed={shown.to_string()} title={claim.witness.says.clone()}
                    onclick={page.ask(Command::Witness(claim.id))}>
                { icon(Icon::Cross) }<b>{ properties::name(page, claim.id) }</b>
                <u>{ figures::stamp(claim.at) }{ " s" }</u>
            </button>
        }
    };
    let open = page.ask::<MouseEvent>(Command::Panel(Some(Panel::Properties)));
    let more = broken.len().saturating_sub(NAMED);
    html! {
        <div class="claims-row">
            { for broken.iter().take(NAMED).map(named) }
            <button type="button" class="hold" onclick={open}>
                if more > 0 { <b class="warn">{ "+" }{ more }{ " " }</b> }
                { icon(Icon::Check) }
                { page.text.with("bench-hold", &[("count", &hold.to_string())]) }
            </button>
        </div>
    }
}

/// The most that the timeline takes of a window that is so wide, in pixels.
fn most(width: f32) -> f32 {
    if width >= 1500.0 { 320.0 } else { 218.0 }
}

fn time(page: &Page) -> Html {
    let session = page.session;
    let (shown, planned) = (page.shown, session.planned());
    let lost = |op| page.holdings.of(op).authority == 0;
    let width = page.strip.0;
    let compact = width < 720.0;
    let processes = session.base.config.nodes.len();
    let band = lay_out_band(&BandInput {
        full: true,
        compact,
        height: full_height_for(processes, most(width)),
        lost: if page.sum.lost > 0 { Some(&lost) } else { None },
        ..page.band_input(shown, &planned)
    });
    let strip = lay_out_overview(&OverviewInput {
        run: &session.run,
        digest: &session.digest,
        whole: session.whole(),
        shown,
        planned: &planned,
        left: band.plot.x,
        width,
    });
    let ends: Vec<(NodeId, [u32; 4])> =
        band.writes.iter().filter_map(|it| Some((it.client?, it.count))).collect();
    let end = |id: NodeId| came_to(page, id, &ends);
    let say = |key: &str, arguments: &[(&str, &str)]| page.say(key, arguments);
    let on = page.on.reform(Message::Band);
    html! {
        <>
            { timeline::band(&Rc::new(band), &say, &end, &on) }
            { timeline::overview::overview(&Rc::new(strip), &say, &on) }
        </>
    }
}

/// What a process came to at the playhead, and whether that is a loss.
fn came_to(page: &Page, id: NodeId, writes: &[(NodeId, [u32; 4])]) -> (String, bool) {
    let Some(node) = page.view.nodes.get(id.index()) else { return Default::default() };
    let counted = |key: &str, count: u32| page.text.with(key, &[("count", &count.to_string())]);
    match node.health {
        Health::Down { how: Down::Refused, .. } => return (page.text.get("stage-refused"), true),
        Health::Down { since, how } => {
            let key = if how == Down::Panicked { "stage-panicked" } else { "stage-down" };
            let time = figures::span(page.view.now.since(since));
            return (page.text.with(key, &[("time", &time)]), true);
        }
        Health::Paused { since } => {
            let time = figures::span(page.view.now.since(since));
            return (page.text.with("stage-paused", &[("time", &time)]), true);
        }
        Health::Up => {}
    }
    if let Some((_, [ok, lost, failed, unknown])) = writes.iter().find(|(of, _)| *of == id) {
        return match () {
            () if *lost > 0 => (counted("bench-end-lost", *lost), true),
            () if *failed + *unknown > 0 => {
                let failed = (failed + unknown).to_string();
                let words = [("count", &*ok.to_string()), ("failed", &failed)];
                (page.text.with("bench-end-some", &words), false)
            }
            () if *ok > 0 => (counted("bench-end-ok", *ok), false),
            () => (node.portrait.title(), false),
        };
    }
    let (role, badge) = (&node.portrait.title(), &node.portrait.badge);
    (if badge.is_empty() { role.clone() } else { [role, ", ", badge].concat() }, false)
}

//! A slide of this moment: title, stage or timeline, caption, time line. It is the preview in the
//! share dialog and, as it stands, the saved picture.

use super::page::{self, Page};
use super::svg::n;
use super::{caption, header};
use crate::figures;
use crate::scene::slide::{self, FOOT, HEIGHT, MARGIN, Slide, TITLE, WIDTH};
use crate::scene::timeline::height_for;
use election_core::property::Status;
use std::rc::Rc;
use yew::prelude::*;

/// The slide of the stage or of the timeline.
pub fn slide(page: &Page) -> Html {
    let laid_out = slide::lay_out(&caption::says(page));
    let system = page.session.base.config.system;
    let title = [system.title, " ", &header::short_version(system.version)].concat();
    html! {
        <svg class="slide" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1920 1080" role="img"
             aria-label={page.text.get("share-picture")}>
            <rect class="sheet-of" width={n(WIDTH)} height={n(HEIGHT)} />
            <text class="title" x={n(MARGIN)} y={n(TITLE.0)} font-size={n(TITLE.1)}>
                { title }<tspan class="story" dx="22">{ header::title(page) }</tspan>
            </text>
            if page.session.sharing.timeline { { timeline(page, &laid_out) } }
            else { { stage(page, &laid_out) } }
            { for laid_out.caption.iter().map(|(y, line)| html! {
                <text class="says" x={n(WIDTH / 2.0)} y={n(*y)} font-size={n(slide::CAPTION.0)}
                      text-anchor="middle">{ line }</text>
            }) }
            { foot(page) }
        </svg>
    }
}

/// The page as if it had a stage and a strip of these sizes.
fn sized<'a>(page: &Page<'a>, stage: (f32, f32), strip: (f32, f32)) -> Page<'a> {
    Page {
        presenting: true,
        shown: page.shown,
        ..Page::of(page.session, page.text, page.on, [stage, strip], page.places)
    }
}

fn stage(page: &Page, slide: &Slide) -> Html {
    let frame = slide.picture;
    let laid_out = page::staged(&sized(page, (frame.w, frame.h), page.strip));
    let say = |key: &str, arguments: &[(&str, &str)]| page.say(key, arguments);
    html! {
        <svg x={n(frame.x)} y={n(frame.y)} width={n(frame.w)} height={n(frame.h)}>
            { super::stage::stage(&Rc::new(laid_out), &say, &Callback::noop()) }
        </svg>
    }
}

/// The band is laid out for a window and enlarged, as far as width and height allow.
fn timeline(page: &Page, slide: &Slide) -> Html {
    let frame = slide.picture;
    let width = frame.w - 2.0 * MARGIN;
    let scale = scale_of(frame.h, page.session.base.config.servers().count());
    let laid_out = page::banded(&sized(page, page.size, (width / scale, 0.0)), None);
    let height = laid_out.height * scale;
    let top = frame.y + (frame.h - height) / 2.0;
    let say = |key: &str, arguments: &[(&str, &str)]| page.say(key, arguments);
    let no_ends = |_| Default::default();
    html! {
        <svg x={n(MARGIN)} y={n(top.max(frame.y))} width={n(width)} height={n(height)}>
            { super::timeline::band(&Rc::new(laid_out), &say, &no_ends, &Callback::noop()) }
        </svg>
    }
}

/// How much larger than in a window the band can be.
fn scale_of(room: f32, servers: usize) -> f32 {
    (room / height_for(servers, false)).clamp(1.0, 2.4)
}

/// When it is, how the clients fare, and how to come to the same run.
fn foot(page: &Page) -> Html {
    let sum = &page.sum;
    let count = |key: &str, count: u32| [&page.text.get(key), " ", &count.to_string()].concat();
    let mut says = vec![figures::moment(page.session.run.now())];
    if sum.attempted > 0 {
        says.push(count("acknowledged", sum.acknowledged));
        says.push(count("lost", sum.lost));
        says.push(count("unknown", sum.unknown));
    }
    let violated = page.claims.iter().filter(|claim| claim.status == Status::Violated).count();
    if violated > 0 {
        says.push(count("share-violated", violated as u32));
    }
    let seed = page.session.run.scenario().config.seed.to_string();
    let from = [&page.text.get("page-title"), " · ", &page.text.get("seed"), " ", &seed].concat();
    html! {
        <>
            <text class="foot-line" x={n(MARGIN)} y={n(FOOT.0)} font-size={n(FOOT.1)}>
                { says.join(" · ") }
            </text>
            <text class="foot-line" x={n(WIDTH - MARGIN)} y={n(FOOT.0)} font-size={n(FOOT.1)}
                  text-anchor="end">{ from }</text>
        </>
    }
}

//! The narrator: what the story says now, and the one thing to try.

use super::icon::{Icon, icon};
use super::page::Page;
use super::settings;
use crate::command::Command;
use crate::figures;
use crate::narrate;
use crate::session::Telling;
use crate::session::compare::Against;
use election_core::sim::record::Record;
use election_core::value::Value;
use yew::prelude::*;

/// An event that is no older, in µs, is told as what happens now; others with their time.
const FRESH: u64 = 1_000_000;

/// The caption with its steps and its switch.
pub fn caption(page: &Page) -> Html {
    html! {
        <section class="cap">
            <p>{ says(page) }</p>
            <div class="steps">
                if !page.embed { { steps(page) } }
                { switch(page) }
            </div>
        </section>
    }
}

/// What the caption says.
pub fn says(page: &Page) -> String {
    let session = page.session;
    match session.story.at(session.run.now()) {
        Telling::Step(step) => {
            let step = &session.base.lesson.steps[step];
            let id = step.say.as_deref().or(step.ask.as_ref().map(|(ask, _)| ask.as_str()));
            page.text.get(&page.story_key(id.unwrap_or_default()))
        }
        Telling::Events => {
            let records = session.run.records_until_now();
            let news = records.iter().rev().find(|record: &&Record| {
                narrate::is_news(record)
                    && !matches!(record.mark, election_core::sim::record::Mark::Acted)
            });
            match news {
                Some(news) => {
                    let event = narrate::record(news, &session.run, page.text);
                    if session.run.now().since(news.at) < FRESH {
                        return event;
                    }
                    let time = figures::exact(news.at.0);
                    page.text.with("caption-earlier", &[("time", &time), ("event", &event)])
                }
                None => page.text.get("nothing-yet"),
            }
        }
    }
}

fn steps(page: &Page) -> Html {
    let session = page.session;
    let place = match session.story.at(session.run.now()) {
        Telling::Step(step) => {
            let place = session.story.place(step).to_string();
            let all = session.story.len().to_string();
            page.text.with("caption-place", &[("place", &place), ("all", &all)])
        }
        Telling::Events => page.text.get("caption-yours"),
    };
    html! {
        <>
            if session.base.lesson.steps.len() > 1 {
                { page.tool(Icon::Left, "caption-back", "nav caption-back",
                    Command::Caption(false)) }
                <span>{ place }</span>
                { page.tool(Icon::Right, "caption-on", "nav caption-on",
                    Command::Caption(true)) }
            }
            if matches!(session.story.at(session.run.now()), Telling::Events) {
                <button type="button" class="again" onclick={page.ask(Command::Restart)}>
                    { icon(Icon::Again) }{ page.text.get("restart") }
                </button>
            }
        </>
    }
}

/// "Try the opposite": a setting under its real name, and the other value.
fn switch(page: &Page) -> Html {
    let Some(switch) = &page.session.base.lesson.switch else { return html! {} };
    let flipped = page.session.is_flipped();
    let now = page.session.switched(&switch.setting);
    let [here, there] = sides(page, &now).map(|value| settings::shown_in_words(page, &value));
    let now = settings::shown(&now);
    html! {
    <>
           <button type="button" class="try" role="switch" aria-checked={flipped.to_string()}
                   onclick={page.ask(Command::Flip)}>
               <span class={if flipped { "sw on" } else { "sw" }} />
               <code>{ &switch.setting }</code>
               <span class="val">{ now }</span>
               <span class="go">{ page.text.get("flip") }</span>
           </button>
           <button type="button" class="compare-switch"
                   onclick={page.ask(Command::Compare(Against::Switch))}>
               { icon(Icon::Pair) }
               { page.text.with("compare-switch", &[("a", &here), ("b", &there)]) }
           </button>
           </>
       }
}

/// The switch's value as it stands, and the other one.
fn sides(page: &Page, now: &Value) -> [Value; 2] {
    let Some(switch) = &page.session.base.lesson.switch else { return [now.clone(), Value::Null] };
    let other = match (now, page.session.is_flipped()) {
        (Value::Bool(on), _) => Value::Bool(!on),
        (_, true) => page.session.base.config.settings.at(&switch.setting).clone(),
        (_, false) => switch.value.clone(),
    };
    [now.clone(), other]
}

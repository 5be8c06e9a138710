//! The whole page, and what every part of it is drawn from.

use super::{
    branches, calculator, caption, compare, controls, header, help, icon, ledger, log, menu,
    node_panel, notice,
};
use super::{picker, properties, settings, share, sources, why};
use crate::address::Theme;
use crate::app::Message;
use crate::command::{Command, Dialog, Panel};
use crate::locale::Text;
use crate::scene::timeline::height_for;
use crate::scene::{Band, BandInput, Stage, StageInput, lay_out, lay_out_band};
use crate::session::Session;
use crate::trouble::Trouble;
use election_core::property::PropertyView;
use election_core::sim::Holdings;
use election_core::sim::ledger::Sum;
use election_core::view::ClusterView;
use election_core::words::Time;
use icon::{Icon, icon};
use std::rc::Rc;
use yew::prelude::*;

/// What the page is drawn from: one moment.
pub struct Page<'a> {
    /// The run and what is selected in it.
    pub session: &'a Session,
    /// The texts.
    pub text: &'a Text,
    /// The picture of the moment.
    pub view: ClusterView,
    /// The ledger's sum.
    pub sum: Sum,
    /// Who holds which operation's effect.
    pub holdings: Holdings,
    /// The claims.
    pub claims: Vec<PropertyView>,
    /// Where gestures go.
    pub on: &'a Callback<Message>,
    /// The stage's size, in CSS pixels.
    pub size: (f32, f32),
    /// The time strip's size, in CSS pixels.
    pub strip: (f32, f32),
    /// The stretch of time that the band shows.
    pub shown: (Time, Time),
    /// The elements of stage and strip.
    pub places: &'a [NodeRef; 2],
    /// The theme that is shown.
    pub theme: Theme,
    /// What was announced last.
    pub said: &'a str,
    /// Only stage, caption and one row of controls.
    pub embed: bool,
    /// For a projector: larger words.
    pub presenting: bool,
}

impl<'a> Page<'a> {
    /// The moment at the playhead.
    pub fn of(
        session: &'a Session,
        text: &'a Text,
        on: &'a Callback<Message>,
        [size, strip]: [(f32, f32); 2],
        places: &'a [NodeRef; 2],
    ) -> Page<'a> {
        let cluster = session.run.cluster();
        let holdings = cluster.holdings();
        Page {
            view: cluster.view(),
            sum: cluster.ledger().sum(cluster.now(), &|op| holdings.of(op)),
            holdings,
            claims: cluster.properties(),
            theme: Theme::Light,
            said: "",
            embed: false,
            presenting: false,
            shown: session.shown(),
            session,
            text,
            on,
            size,
            strip,
            places,
        }
    }

    /// A gesture's handler: it asks for this.
    pub fn ask<E: 'static>(&self, command: Command) -> Callback<E> {
        let on = self.on.clone();
        Callback::from(move |_| on.emit(Message::Do(command.clone())))
    }

    /// A button with an icon, named by a key.
    pub fn tool(&self, picture: Icon, key: &str, class: &'static str, command: Command) -> Html {
        let name = self.text.get(key);
        html! {
            <button type="button" class={class} title={name.clone()} aria-label={name}
                    onclick={self.ask(command)}>{ icon(picture) }</button>
        }
    }

    /// A text in the words of the system, where it has its own: `term 3` for `epoch 3`.
    pub fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let own = [key, "-", self.session.base.config.system.key].concat();
        self.text.with(if self.text.find(&own).is_some() { &own } else { key }, arguments)
    }

    /// A process as sentences name it.
    pub fn name(&self, id: election_core::words::NodeId) -> String {
        self.text.node(&self.session.run.scenario().config, id)
    }

    /// The key of one of the story's texts.
    pub fn story_key(&self, id: &str) -> String {
        let base = &self.session.base;
        [base.config.system.key, "-", &base.key, "-", id].concat()
    }
}

/// The page.
pub fn page(page: &Page) -> Html {
    let on_the_right = compare::on_the_right(page.on);
    let right = compare::right(page, &on_the_right);
    let right = right.as_ref();
    let quiet = page.session.panel.is_none() || page.embed || right.is_some();
    let class = match (page.embed, right.is_some(), quiet) {
        (true, true, _) => "page embed versus",
        (_, true, _) => "page versus",
        (true, ..) => "page embed",
        (.., true) => "page",
        _ => "page open",
    };
    html! {
        <>
            <main class={class}>
                if page.embed { { header::embedded(page) } } else { { header::header(page) } }
                <section class="stagebox" ref={page.places[0].clone()}>
                    { stage(page, right) }
                </section>
                if let Some(right) = right {
                    { compare::beside(page, right) }
                } else {
                    { caption::caption(page) }
                }
                if page.embed {
                    { controls::row(page) }
                } else {
                    <section class="strip">
                        { controls::transport(page) }
                        <div class="bandbox" ref={page.places[1].clone()}>
                            { band(page, None) }
                            if let Some(right) = right { { band(right, Some(page)) } }
                        </div>
                    </section>
                    if !quiet { { drawer(page) } }
                    { foot(page) }
                }
            </main>
            { notice::notice(page) }
            { menu::menu(page) }
            if let Some(right) = right { { menu::menu(right) } }
            if page.session.dialog == Some(Dialog::Picker) { { picker::picker(page) } }
            if let (Some(Dialog::Calculator), Some(rule)) =
                (page.session.dialog, &page.session.calculator)
            {
                { calculator::calculator(page, rule) }
            }
            if page.session.dialog == Some(Dialog::Help) { { help::help(page) } }
            if page.session.dialog == Some(Dialog::Share) { { share::share(page) } }
            <p class="vh" aria-live="polite">{ page.said.to_string() }</p>
        </>
    }
}

/// Before the first story has arrived.
pub fn waiting(text: &Text, failed: Option<&Trouble>) -> Html {
    let Some(why) = failed else { return html! { <main class="page waiting" /> } };
    html! {
        <main class="page waiting">
            <div role="alert">{ notice::trouble_of(why, text) }</div>
            <p><a href="./">{ text.get("fallen-afresh") }</a></p>
        </main>
    }
}

/// The stage, with marks on what is not the same on the other one.
pub fn stage(page: &Page, other: Option<&Page>) -> Html {
    let laid_out = staged(page);
    let say = |key: &str, arguments: &[(&str, &str)]| page.say(key, arguments);
    let marks = other.map(|other| compare::marks(page, other, &laid_out));
    html! {
        <>
            { super::stage::stage(&Rc::new(laid_out), &say, &page.on.reform(Message::Stage)) }
            { marks }
        </>
    }
}

/// The stage of this moment, laid out.
pub fn staged(page: &Page) -> Stage {
    let session = page.session;
    let doomed = |op| {
        let held = page.holdings.of(op);
        held.authority == 0 && held.anywhere
    };
    let system = session.base.config.system;
    lay_out(&StageInput {
        view: &page.view,
        system: system.key,
        kinds: system.kinds,
        width: page.size.0,
        height: page.size.1,
        presenting: page.presenting,
        still: !session.playback.playing,
        lost: &session.traces.lost,
        glow: session.traces.glow,
        doomed: &doomed,
        changed: &session.traces.changed(),
        selected: session.selected,
        hovered: session.hovered,
        line: session.line,
    })
}

fn band(page: &Page, left: Option<&Page>) -> Html {
    let laid_out = banded(page, left);
    let say = |key: &str, arguments: &[(&str, &str)]| page.say(key, arguments);
    let parting = compare::parting_in(page, left, &laid_out);
    let drawn = super::timeline::band(&Rc::new(laid_out), &say, &page.on.reform(Message::Band));
    html! { <div class={compare::band_class(page, left)}>{ drawn }{ parting }</div> }
}

/// The band of this moment, laid out.
pub fn banded(page: &Page, left: Option<&Page>) -> Band {
    let session = page.session;
    let lost = |op| page.holdings.of(op).authority == 0;
    let (from, to) = page.shown;
    let two = left.is_some() || session.compare.is_some();
    let compact = page.strip.0 < 720.0 || two;
    let servers = session.base.config.servers().count();
    lay_out_band(&BandInput {
        run: &session.run,
        digest: &session.digest,
        flying: &page.view.messages,
        from,
        to,
        planned: &session.planned(),
        lost: if page.sum.lost > 0 { Some(&lost) } else { None },
        selected: session.selected,
        hovered: session.hovered,
        width: page.strip.0,
        height: height_for(servers, compact),
        compact,
    })
}

const TABS: [Panel; 3] = [Panel::Why, Panel::Node, Panel::Settings];
const FOOT: [Panel; 5] =
    [Panel::Settings, Panel::Ledger, Panel::Log, Panel::Properties, Panel::Sources];

fn drawer(page: &Page) -> Html {
    let Some(open) = page.session.panel else { return html! {} };
    let others = FOOT.into_iter().chain([Panel::Branches]);
    let others = others.filter(|panel| *panel == open && !TABS.contains(panel));
    let tab = |panel: Panel| {
        let key = ["panel-", panel.word()].concat();
        html! {
            <button type="button" role="tab" id={["tab-", panel.word()].concat()}
                    aria-selected={(panel == open).to_string()}
                    onclick={page.ask(Command::Panel(Some(panel)))}>{ page.text.get(&key) }</button>
        }
    };
    let body = match open {
        Panel::Why => why::why(page),
        Panel::Node => node_panel::panel(page),
        Panel::Settings => settings::panel(page),
        Panel::Ledger => ledger::panel(page),
        Panel::Log => log::panel(page),
        Panel::Branches => branches::panel(page),
        Panel::Properties => properties::panel(page),
        Panel::Sources => sources::panel(page),
    };
    html! {
        <aside class="drawer">
            <div class="tabs" role="tablist">
                { for TABS.into_iter().chain(others).map(tab) }
                { page.tool(Icon::Cross, "close", "close", Command::Panel(None)) }
            </div>
            <div class="sheet" role="tabpanel" aria-labelledby={["tab-", open.word()].concat()}>
                { body }
            </div>
        </aside>
    }
}

fn foot(page: &Page) -> Html {
    let tab = |panel: Panel| {
        let shown = page.session.panel == Some(panel);
        let next = if shown { None } else { Some(panel) };
        let key = ["panel-", panel.word()].concat();
        html! {
            <button type="button" aria-pressed={shown.to_string()}
                    class={["to-", panel.word()].concat()}
                    onclick={page.ask(Command::Panel(next))}>{ page.text.get(&key) }</button>
        }
    };
    html! {
        <nav class="foot">
            { for FOOT.into_iter().map(tab) }
            { calculator::opener(page) }
            <button type="button" onclick={page.ask(Command::Dialog(Some(Dialog::Help)))}>
                { page.text.get("help") }
            </button>
            <span class="hint">{ page.text.get("hint") }</span>
        </nav>
    }
}

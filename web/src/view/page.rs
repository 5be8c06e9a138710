//! The whole page, and what every part of it is drawn from.

use super::{
    calculator, caption, compare, controls, drawer, header, help, icon, menu, notice, picker,
    share, workbench,
};
use crate::address::Theme;
use crate::app::Message;
use crate::command::{Command, Dialog};
use crate::form::Form;
use crate::locale::Text;
use crate::scene::timeline::height_for;
use crate::scene::{Band, BandInput, Pick, Related, Stage, StageInput, lay_out, lay_out_band};
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

    /// What a time band is laid out from; its height and what is lost are its owner's to say.
    pub fn band_input<'b>(
        &'b self,
        (from, to): (Time, Time),
        planned: &'b [Time],
    ) -> BandInput<'b> {
        let session = self.session;
        BandInput {
            run: &session.run,
            digest: &session.digest,
            flying: &self.view.messages,
            nodes: &self.view.nodes,
            set: self.view.partitions.as_ref().map_or("", |all| all.set),
            from,
            to,
            planned,
            lost: None,
            selected: session.selected,
            hovered: session.hovered,
            lit: self.lit(false).nodes,
            chain: &session.chain,
            width: self.strip.0,
            height: 0.0,
            compact: false,
            full: false,
            brush: session.window.brush,
            held: session.is_held(),
        }
    }

    /// The processes and the link that what is selected or hovered is about. On the stage, what
    /// can be pointed at there shows that by itself.
    pub fn lit(&self, on_stage: bool) -> Related {
        let session = self.session;
        let picks = [session.selected, session.hovered].into_iter().flatten();
        let picks = picks.filter(|pick| !on_stage || matches!(pick, Pick::Step(_)));
        let records = session.run.records();
        let lit = picks.map(|pick| Related::of(pick, records)).reduce(Related::and);
        let witness = session.witness.map(|(_, nodes)| Related { nodes, link: None });
        lit.into_iter().chain(witness).reduce(Related::and).unwrap_or_default()
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
    if page.session.shown_form() == Form::Workbench && !page.embed {
        return html! { <>{ workbench::workbench(page) }{ over(page, None) }</> };
    }
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
            <main key="story" class={class}>
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
                    if !quiet { { drawer::drawer(page) } }
                    { drawer::foot(page) }
                }
            </main>
            { over(page, right) }
        </>
    }
}

/// What lies over the page.
fn over(page: &Page, right: Option<&Page>) -> Html {
    html! {
        <>
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
            if other.is_none() { { super::unmet::opener(page) } }
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
    let laid_out = lay_out(&StageInput {
        view: &page.view,
        system: system.key,
        kinds: system.kinds,
        width: page.size.0,
        height: page.size.1,
        focus: session.focus,
        presenting: page.presenting,
        still: !session.playback.playing,
        lost: &session.traces.lost,
        glow: session.traces.glow,
        doomed: &doomed,
        changed: &session.traces.changed(),
        selected: session.selected,
        hovered: session.hovered,
        line: session.line,
    });
    Stage { lit: page.lit(true), ..laid_out }
}

fn band(page: &Page, left: Option<&Page>) -> Html {
    let laid_out = banded(page, left);
    let say = |key: &str, arguments: &[(&str, &str)]| page.say(key, arguments);
    let parting = compare::parting_in(page, left, &laid_out);
    let on = page.on.reform(Message::Band);
    let drawn = super::timeline::band(&Rc::new(laid_out), &say, &|_| Default::default(), &on);
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
        height: height_for(servers, compact),
        compact,
        lost: if page.sum.lost > 0 { Some(&lost) } else { None },
        ..page.band_input((from, to), &session.planned())
    })
}

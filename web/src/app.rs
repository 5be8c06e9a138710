//! The one component with state: gesture → message → session → picture. Effects on the browser
//! happen here and in `dom`, nowhere else.

pub mod beside;
mod elsewhere;
mod rule;
mod share;
mod sizes;

use self::beside::Wish;
use crate::address::{self, Theme, Wanted};
use crate::command::{Command, Dialog};
use crate::dom::{self, Sight, Sizes};
use crate::errand::{self, Errand};
use crate::form::Form;
use crate::locale::{Language, Text};
use crate::session::{Notice, Session};
use crate::sharing::Sharing;
use crate::trouble::Trouble;
use crate::view::page::{self, Page};
use crate::view::stage::StageEvent;
use crate::view::timeline::BandEvent;
use crate::{fallen, hands, hooks, keys, loader, narrate, outside, wheel};
use election_core::scenario::Scenario;
use election_core::scenario::deed::write_action;
use election_core::systems;
use election_core::value::Value;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// What can reach the component.
pub enum Message {
    /// Ask the session.
    Do(Command),
    /// A hand on the stage.
    Stage(StageEvent),
    /// A hand in the band.
    Band(BandEvent),
    /// A hand on the stage on the right of two.
    StageRight(StageEvent),
    /// A hand in the band of the run on the right of two.
    BandRight(BandEvent),
    /// Set another story beside the one that is shown.
    Beside(Wish),
    /// That story and its texts arrived.
    ArrivedBeside(Wish, Language, Vec<String>, Result<Value, Trouble>),
    /// A frame is due; when, in ms.
    Frame(f64),
    /// A key was pressed.
    Key(web_sys::KeyboardEvent),
    /// Open another story.
    Open(&'static str, String),
    /// A story's texts and file arrived.
    Arrived(Box<Wanted>, Language, Vec<String>, Result<Value, Trouble>),
    /// Other texts arrived.
    Texts(Language, Vec<String>),
    /// The stage (0) or the time strip (1) has this size.
    Size(usize, f32, f32),
    /// The embedded page can be seen, or no longer.
    Seen(bool),
    /// The address changed under the page.
    Address,
    /// Open the calculator of this rule with this input, as JSON text.
    Calculator(String, String),
    /// What leaves the page, and what comes into it.
    Share(Sharing),
    /// The other theme.
    Theme,
    /// This language.
    Language(Language),
}

/// The page.
pub struct App {
    text: Text,
    wanted: Wanted,
    theme: Option<Theme>,
    form: Form,
    errand: Option<Errand>,
    session: Option<Session>,
    failed: Option<Trouble>,
    sizes: [(f32, f32); 2],
    places: [NodeRef; 2],
    frame: Option<AnimationFrame>,
    last: Option<f64>,
    announcer: narrate::Announcer,
    focus: dom::Focus,
    watchers: Option<(Form, [Option<Sizes>; 2], Option<Sight>)>,
    listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let wanted = dom::wanted();
        let theme = dom::theme(&wanted);
        dom::show_theme(theme);
        let mut app = App {
            text: Text::new(dom::language(&wanted)),
            form: dom::form(&wanted),
            errand: Errand::take(),
            wanted,
            theme,
            session: None,
            failed: None,
            sizes: [(960.0, 420.0), (960.0, 140.0)],
            places: Default::default(),
            frame: None,
            last: None,
            announcer: narrate::Announcer::default(),
            focus: dom::Focus::default(),
            watchers: None,
            listeners: Vec::new(),
        };
        app.listen(ctx);
        app.fetch(ctx, app.wanted.clone());
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let changed = match message {
            Message::Frame(now) => self.play_on(now),
            Message::Do(command) => self.apply(ctx, command),
            Message::Stage(event) => {
                let session = self.session.as_ref();
                let command = session.and_then(|it| hands::meant(event, it, ".stagebox .stage"));
                command.is_some_and(|command| self.apply(ctx, command))
            }
            Message::Band(event) => self.apply(ctx, hands::meant_in_band(event)),
            Message::StageRight(event) => self.hand_on_the_right(ctx, event),
            Message::BandRight(event) => self.hand_in_band_on_the_right(ctx, event),
            Message::ArrivedBeside(wish, language, texts, story) => {
                self.arrive_beside(wish, language, &texts, story)
            }
            Message::Key(event) => self.press(ctx, &event),
            Message::Size(place, width, height) => {
                std::mem::replace(&mut self.sizes[place], (width, height)) != (width, height)
            }
            Message::Arrived(wanted, language, texts, story) => {
                let rule = wanted.rule.clone();
                if let Some((address, lent)) = wanted.beside.clone() {
                    self.fetch_beside(ctx, Wish::Link(Box::new(address), lent));
                }
                let changed = self.arrive(ctx, *wanted, language, &texts, story);
                if let Some((id, input)) = rule {
                    self.open_calculator(ctx, &id, &input);
                }
                self.run_errand(ctx);
                changed
            }
            other => self.serve(ctx, other),
        };
        self.go_on(ctx);
        changed
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let on = ctx.link().callback(|message| message);
        match &self.session {
            Some(session) => page::page(&Page {
                embed: self.wanted.embed,
                theme: dom::theme_now(self.theme),
                said: self.announcer.said(),
                ..Page::of(session, &self.text, &on, self.sizes, &self.places)
            }),
            None => page::waiting(&self.text, self.failed.as_ref()),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if let Some(session) = &self.session {
            let menu = session.open_menu();
            if let Some(menu) = menu {
                let beside = || dom::corner_of(".stage .selected .hit");
                dom::place(".menu", menu.at.or_else(beside).unwrap_or_default());
            }
            let open = [menu.is_some(), session.dialog.is_some()];
            self.focus.follow(&[".menu button", ".dialog button"], &open);
        }
        self.watch(ctx);
    }
}

impl App {
    fn listen(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        let options = EventListenerOptions::enable_prevent_default();
        let key = move |event: &Event| {
            link.send_message(Message::Key(event.clone().unchecked_into()));
        };
        self.listeners.push(EventListener::new_with_options(&document(), "keydown", options, key));
        let link = ctx.link().clone();
        let changed = move |_: &Event| link.send_message(Message::Address);
        self.listeners.push(EventListener::new(&window(), "hashchange", changed));
        self.listen_for_gifts(ctx);
        self.listeners.push(wheel::listen(ctx.link().callback(Message::Do)));
    }

    /// Fetches the story that is wanted, or the front page, with its texts.
    fn fetch(&self, ctx: &Context<Self>, wanted: Wanted) {
        let front = || address::front_page().map(|(system, key)| (system.into(), key.into()));
        let run = wanted.run.as_ref().map(|run| (run.system.clone(), run.key.clone()));
        let Some((system, key)) = run.or_else(front) else { return };
        let language = self.text.language;
        ctx.link().send_future(async move {
            let carried = wanted.run.as_ref().and_then(|run| run.file.as_deref());
            let (texts, story) = match (carried, &wanted.scenario) {
                (Some(file), _) => loader::carried(language, file).await,
                (None, Some(from)) if wanted.run.is_none() && wanted.rule.is_none() => {
                    loader::elsewhere(language, from).await
                }
                _ => loader::story(language, &system, &key).await,
            };
            Message::Arrived(Box::new(wanted), language, texts, story)
        });
    }

    fn arrive(
        &mut self,
        ctx: &Context<Self>,
        wanted: Wanted,
        language: Language,
        texts: &[String],
        story: Result<Value, Trouble>,
    ) -> bool {
        self.learn(language, texts);
        let plays = !dom::wants_stillness() && !wanted.embed;
        let opened = story.and_then(|story| {
            let read = Scenario::read_changed(&story).and_then(|base| match &wanted.run {
                Some(run) => Session::follow(base.clone(), run.apply(&base), run.check),
                None => Session::open(base, plays),
            });
            read.map_err(Trouble::Field)
        });
        match opened {
            Ok(mut session) => {
                session.notice = wanted.refused.map(Notice::Trouble).or(session.notice);
                let named = wanted.scenario.is_some() && wanted.run.is_none();
                let file = wanted.run.as_ref().is_some_and(|run| run.file.is_some());
                session.carried = wanted.brought || named || file;
                if wanted.brought {
                    outside::new_entry();
                    dom::show_fragment(&session.fragment());
                }
                session.form = self.form;
                self.session = Some(session);
                self.announcer = narrate::Announcer::default();
            }
            Err(Trouble::LeftOut) => return self.sends(&Errand::Stay),
            Err(why) if self.session.is_none() && !wanted.is_front() => {
                // The first story, and above it what is wrong with the one that was wanted.
                self.fetch(ctx, Wanted { refused: Some(why), ..wanted.form() });
            }
            Err(why) => return self.tell(why),
        }
        true
    }

    fn learn(&mut self, language: Language, texts: &[String]) {
        if language != self.text.language {
            self.text = Text::new(language);
        }
        texts.iter().for_each(|file| self.text.read(file));
        dom::show_language(language, &self.text.get("page-title"));
        fallen::speak(fallen::KEYS.map(|key| self.text.find(key).map(str::to_string)));
    }

    fn play_on(&mut self, now: f64) -> bool {
        self.frame = None;
        let since = self.last.replace(now).map_or(16.0, |last| now - last);
        let Some(session) = &mut self.session else { return false };
        let clock = hooks::FrameClock::start();
        let changed = session.apply(Command::Elapsed(since));
        share::keep_trace(session);
        self.announcer.listen(session, &self.text, now);
        if changed && self.announcer.is_time_to_write(now, session.moves()) {
            dom::show_fragment(&session.fragment());
        }
        clock.stop();
        changed
    }

    /// Asks for the next frame: the only place that does.
    fn go_on(&mut self, ctx: &Context<Self>) {
        let moves = self.session.as_ref().is_some_and(Session::moves);
        if moves && self.frame.is_none() {
            let link = ctx.link().clone();
            let due = move |now| link.send_message(Message::Frame(now));
            self.frame = Some(request_animation_frame(due));
        }
        if !moves {
            self.last = None;
        }
    }

    fn apply(&mut self, ctx: &Context<Self>, command: Command) -> bool {
        if command == Command::Count && !systems::is_whole() {
            return self.sends(&Errand::Count);
        }
        let Some(session) = &mut self.session else { return false };
        if command == Command::Dialog(Some(Dialog::Picker)) {
            let language = self.text.language;
            ctx.link().send_future(async move {
                let systems: Vec<&str> = address::CATALOGUE.iter().map(|(key, _)| *key).collect();
                Message::Texts(language, loader::texts(language, &systems).await)
            });
        }
        if let Command::Form(form) = command {
            self.form = form;
            dom::keep_form(form);
        }
        let looks_only = matches!(command, Command::Hover(_) | Command::Menu(..));
        if let Command::Act(action) = &command {
            let deed = write_action(action, &session.run.scenario().config);
            fallen::about_to(deed.to_string());
        }
        let changed = session.apply(command);
        fallen::about_to(String::new());
        if changed && !looks_only {
            self.announcer.listen(session, &self.text, f64::MAX);
            dom::show_fragment(&session.fragment());
        }
        changed
    }

    fn press(&mut self, ctx: &Context<Self>, event: &web_sys::KeyboardEvent) -> bool {
        let key = event.key();
        let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        let presses = matches!(key.as_str(), " " | "Enter") && dom::is_on_button();
        if chord || presses || dom::is_typing() && key != "Escape" {
            return false;
        }
        let Some(session) = &self.session else { return false };
        if session.open_menu().is_some() && matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            dom::focus_neighbour(key == "ArrowDown");
            return false;
        }
        let Some(command) = keys::command(&key, event.shift_key(), session) else { return false };
        event.prevent_default();
        self.apply(ctx, command)
    }

    /// What the page does beside the run.
    fn serve(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Open(system, key) => {
                let mut wanted = Wanted { embed: self.wanted.embed, ..Wanted::default() };
                wanted.run = Some(address::story(system, &key));
                if !self.goes_to(&wanted, &["1/", system, "/", &key].concat()) {
                    self.fetch(ctx, wanted);
                }
            }
            Message::Beside(Wish::Story(system, key)) if systems::is_left_out(system) => {
                return self.sends(&Errand::Beside(system.into(), key));
            }
            Message::Beside(wish) => self.fetch_beside(ctx, wish),
            Message::Texts(language, texts) => self.learn(language, &texts),
            Message::Seen(seen) => {
                return !dom::wants_stillness() && self.apply(ctx, Command::Play(seen));
            }
            Message::Address => {
                let wanted = dom::wanted();
                match (&self.session, &wanted.refused) {
                    (Some(_), Some(bad)) => return self.tell(bad.clone()),
                    _ if wanted.is_left_out() => errand::stay(),
                    _ => self.fetch(ctx, wanted),
                }
            }
            Message::Calculator(id, input) => return self.open_calculator(ctx, &id, &input),
            Message::Share(asked) => return self.share(ctx, asked),
            Message::Theme => {
                let theme = dom::theme_now(self.theme).other();
                self.theme = Some(theme);
                dom::show_theme(self.theme);
                if !dom::store("theme", theme.word()) {
                    self.tell(Trouble::NoStorage);
                }
            }
            Message::Language(language) => {
                if !dom::store("language", language.tag()) {
                    self.tell(Trouble::NoStorage);
                }
                let systems = self.session.as_ref().map(Session::systems).unwrap_or_default();
                let files: Vec<&str> = ["page"].into_iter().chain(systems).collect();
                ctx.link().send_future(async move {
                    Message::Texts(language, loader::texts(language, &files).await)
                });
            }
            _ => return false,
        }
        true
    }
}

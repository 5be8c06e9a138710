//! What a visitor has before them: a run, how it is played, what is selected and open. No Yew,
//! no DOM, no clock: [`Session::apply`] is the only way in, and tests are natural.

mod branches;
pub mod compare;
mod costs;
mod deeds;
mod depth;
mod jump;
mod notice;
mod playback;
mod quest;
mod rerun;
pub mod slice;
mod story;
#[cfg(test)]
mod tests;
mod traces;
mod why;
mod window;
mod work;
mod writing;

pub use branches::{BranchName, Twig};
pub use compare::Comparison;
pub use costs::{Curve, SIZES as COSTED};
pub use notice::Notice;
pub use playback::Playback;
pub use story::{Story, Telling};
pub use traces::Traces;
pub use why::{Remedies, Remedy, Why};
pub use window::{Lens, Window};

use crate::calculator::Calculator;
use crate::command::{Command, Dialog, Menu, Panel};
use crate::form::Form;
use crate::scene::timeline::Digest;
use crate::scene::{Pick, Point};
use crate::sharing::Choices;
use crate::trouble::Trouble;
use compare::Side;
use costs::Count;
use election_core::action::Direction;
use election_core::event::{Event, What};
use election_core::permalink::{self, Applied};
use election_core::scenario::Scenario;
use election_core::schema::BadInput;
use election_core::sim::history::Run;
use election_core::words::{NodeSet, StepNo, Time};
use quest::Quest;
use std::sync::Arc;
use writing::Writing;

/// A run with everything that a visitor sees of it.
#[derive(Debug)]
pub struct Session {
    /// The story as its file tells it.
    pub base: Scenario,
    /// The run.
    pub run: Run,
    /// The captions, with their times.
    pub story: Story,
    /// How it is played.
    pub playback: Playback,
    /// At which depth it is shown.
    pub form: Form,
    /// What is selected.
    pub selected: Option<Pick>,
    /// The claim whose witness is selected, and the processes that broke it.
    pub witness: Option<(&'static str, NodeSet)>,
    /// The steps that led to the selected one, that one first.
    pub chain: Vec<StepNo>,
    /// The partition in focus.
    pub focus: u32,
    /// What the pointer is over.
    pub hovered: Option<Pick>,
    /// The line that is drawn across the stage.
    pub line: Option<(Point, Point)>,
    /// What was a moment ago and can still be seen.
    pub traces: Traces,
    /// What the band knows of the run's records.
    pub digest: Digest,
    /// Which stretch of time the band shows.
    pub window: Window,
    /// What the drawer shows.
    pub panel: Option<Panel>,
    /// What lies over the page.
    pub dialog: Option<Dialog>,
    /// The rule that is called alone.
    pub calculator: Option<Calculator>,
    /// The open menu.
    pub menu: Option<Menu>,
    /// What has to be told.
    pub notice: Option<Notice>,
    /// The run that stands beside this one.
    pub compare: Option<Box<Comparison>>,
    /// What the visitor calls the branches, by their places.
    pub names: Vec<Option<String>>,
    /// What was chosen in the share dialog.
    pub sharing: Choices,
    /// The story is not built in: its file travels with the link.
    pub carried: bool,
    /// What elections cost by the number of partitions, once it was counted.
    pub costs: Option<Vec<Curve>>,
    /// What the Why panel tells.
    pub why: Option<Why>,
    /// What a link promised of its outcome, until that is reached.
    check: Option<(Time, u32)>,
    /// The search for the next stop.
    quest: Option<Quest>,
    /// The kind of messages, and the way, that the deeds of a link's panel are about.
    pub filter: (Option<u8>, Direction),
    /// The count of costs that is under way.
    pub counts: Option<Count>,
    /// The trace that is being written, or is written and not saved yet.
    pub writing: Option<Writing>,
}

impl Session {
    /// Opens a story at its beginning.
    pub fn open(base: Scenario, playing: bool) -> Result<Session, BadInput> {
        let run = Run::new(base.clone())?;
        Ok(Session::of(base, run, playing))
    }

    /// Opens a story as a link tells it: settings, deeds, time.
    pub fn follow(base: Scenario, link: Applied, check: Option<u32>) -> Result<Session, BadInput> {
        let run = Run::with_script(link.scenario, Arc::new(link.script))?;
        let mut session = Session::of(base, run, false);
        session.playback.seek(link.at);
        session.check = check.map(|check| (link.at, check));
        session.notice = match link.refused {
            refused if refused.is_empty() => None,
            refused if refused[0].path == "link.sum" => {
                Some(Notice::Trouble(Trouble::LinkDamaged(refused)))
            }
            refused => Some(Notice::Refused(refused)),
        };
        Ok(session)
    }

    fn of(base: Scenario, run: Run, playing: bool) -> Session {
        Session {
            story: Story::of(&run),
            playback: Playback::new(playing),
            base,
            run,
            form: Form::default(),
            selected: None,
            witness: None,
            chain: Vec::new(),
            hovered: None,
            line: None,
            traces: Traces::default(),
            digest: Digest::default(),
            window: Window::default(),
            panel: None,
            dialog: None,
            calculator: None,
            menu: None,
            notice: None,
            compare: None,
            names: Vec::new(),
            sharing: Choices::default(),
            carried: false,
            costs: None,
            focus: 0,
            why: None,
            check: None,
            quest: None,
            counts: None,
            writing: None,
            filter: (None, Direction::Both),
        }
    }

    /// Does what is asked; false if nothing that can be seen has changed.
    pub fn apply(&mut self, command: Command) -> bool {
        let changed = match command {
            Command::Elapsed(ms) => self.play_on(ms),
            Command::Hover(pick) => {
                self.hover_beside(pick);
                std::mem::replace(&mut self.hovered, pick) != pick
            }
            Command::Look(look) => self.look(look),
            Command::Form(form) => std::mem::replace(&mut self.form, form) != form,
            Command::Escape => self.escape(),
            Command::Line(line) => {
                self.line = line;
                true
            }
            Command::Select(pick) => self.select(pick),
            // Two runs leave no room for a drawer.
            Command::Panel(_) if self.compare.is_some() => false,
            Command::Panel(panel) => std::mem::replace(&mut self.panel, panel) != panel,
            command @ (Command::Menu(_)
            | Command::MenuPage(_)
            | Command::Calculator(_)
            | Command::Calculate(_)
            | Command::Dialog(_)) => self.lay_over(command),
            Command::Background => {
                self.line = None;
                self.select(None);
                true
            }
            Command::Explain(step) => {
                self.selected = Some(Pick::Step(step));
                self.panel = Some(Panel::Why);
                true
            }
            Command::WhyNobody if self.compare.is_some() => false,
            Command::WhyNobody => {
                (self.selected, self.menu, self.panel) = (None, None, Some(Panel::Why));
                true
            }
            Command::Filter(kind, way) => {
                self.filter = (kind, way);
                true
            }
            Command::Partition(partition) => self.look_at(partition),
            Command::Count => self.count_costs(),
            Command::Remedies => self.look_for_remedies(),
            Command::DismissNotice => {
                self.give_up();
                self.notice.take().is_some()
            }
            Command::Beside(command) => self.apply_beside(*command),
            command => self.apply_to_run(command),
        };
        let worked = self.follow_beside();
        self.refresh_why();
        self.refresh_chain();
        self.keep_playhead();
        self.digest.follow(&self.run);
        self.traces.follow(&self.run, self.playback.rate);
        changed | worked
    }

    /// What lies over the page: menus and dialogs.
    fn lay_over(&mut self, command: Command) -> bool {
        match command {
            Command::Menu(menu) => {
                self.menu = Some(menu);
                true
            }
            Command::MenuPage(page) => {
                self.menu = page.and_then(|page| self.menu.map(|menu| Menu { page, ..menu }));
                true
            }
            Command::Calculator(calculator) => {
                self.dialog = Some(Dialog::Calculator);
                self.calculator = Some(calculator);
                true
            }
            Command::Calculate(edit) => {
                self.calculator.iter_mut().for_each(|rule| rule.edit(edit.clone()));
                true
            }
            Command::Dialog(dialog) => {
                // What is shared is what is seen.
                if dialog == Some(Dialog::Share) {
                    self.stand_still();
                    self.sharing.copied = None;
                }
                std::mem::replace(&mut self.dialog, dialog) != dialog
            }
            _ => false,
        }
    }

    fn apply_to_run(&mut self, command: Command) -> bool {
        if command != Command::GoOn {
            self.give_up();
        }
        self.also_beside(&command);
        match command {
            Command::TogglePlay => self.play(!self.playback.playing),
            Command::Play(playing) => self.play(playing),
            Command::Speed(speed) => self.playback.speed = speed,
            Command::Seek(at) => self.playback.seek(at),
            Command::SeekStep(step) => self.seek_step(step),
            Command::GoTo(stop, forward) => self.go_to(stop, forward),
            Command::GoOn => self.look_further(),
            Command::Live => self.live(),
            Command::Witness(id) => self.witness(id),
            Command::Caption(forward) => self.caption(forward),
            Command::KillOrRestart(id) => self.act(self.toggled(id)),
            Command::Act(action) => self.act(action),
            Command::CutOrHeal(a, b, direction) => {
                self.link(a, b, direction, self.is_cut(a, b, direction));
            }
            Command::Link { a, b, direction, heal } => self.link(a, b, direction, heal),
            Command::CutAll(links) => {
                self.line = None;
                for (a, b) in links {
                    self.link(a, b, Direction::Both, false);
                }
            }
            Command::Flip => self.flip(),
            Command::Set(name, value) => self.set(name, &value),
            Command::RuleOff(id, off) => self.rule_off(id, off),
            Command::Seed(seed) => self.rerun(|source| source.set("seed", seed.into())),
            Command::Servers(count) => self.servers(count),
            Command::Restart => self.restart(),
            Command::Branch(branch) => self.branch(branch),
            Command::NameBranch(branch, name) => self.name_branch(branch, &name),
            Command::Compare(against) => self.compare_with(&against),
            Command::Keep(side) => self.keep(side),
            Command::Parting => self.seek_parting(),
            _ => return false,
        }
        true
    }

    /// Two runs show the same partition.
    fn look_at(&mut self, partition: u32) -> bool {
        if let Some(compare) = &mut self.compare {
            compare.other.focus = partition;
        }
        std::mem::replace(&mut self.focus, partition) != partition
    }

    fn select(&mut self, pick: Option<Pick>) -> bool {
        let changed = std::mem::replace(&mut self.selected, pick) != pick;
        self.menu = None;
        self.witness = None;
        let wanted = match pick {
            None => None,
            Some(Pick::Step(_)) => Some(Panel::Why),
            Some(Pick::Node(_)) if self.panel == Some(Panel::Why) => Some(Panel::Why),
            Some(_) => Some(Panel::Node),
        };
        let about_selection = matches!(self.panel, None | Some(Panel::Why | Panel::Node));
        if about_selection {
            self.panel = wanted;
        }
        changed
    }

    fn escape(&mut self) -> bool {
        if self.escape_beside() {
            return true;
        }
        if self.menu.take().is_some() || self.dialog.take().is_some() {
            return true;
        }
        self.quest = None;
        if self.notice.take().is_some() {
            return true;
        }
        self.witness = None;
        if self.selected.take().is_some() | self.panel.take().is_some() {
            return true;
        }
        let compares = self.compare.is_some();
        self.keep(Side::Left);
        compares
    }

    /// Pressing play at the end of a told story goes on beyond it.
    fn play(&mut self, playing: bool) {
        self.playback.play(playing, self.run.now() >= self.run.scenario().until);
    }

    /// Steps and jumps stop the clock: what they lead to is to be looked at.
    fn stand_still(&mut self) {
        self.playback.playing = false;
        self.playback.goal = None;
    }

    /// The link to this run at this moment.
    pub fn fragment(&self) -> String {
        if let (Some(Dialog::Calculator), Some(rule)) = (self.dialog, &self.calculator) {
            return rule.fragment();
        }
        let cluster = self.run.cluster();
        let check = permalink::check_of(cluster);
        let (now, script) = (self.run.now(), self.run.script());
        let encode = if self.carried { permalink::encode_with_file } else { permalink::encode };
        let link = encode(&self.base, self.run.scenario(), script, now, check);
        match &self.compare {
            Some(compare) => compare.fragment(&link),
            None => link,
        }
    }
}

/// Whether a step contains a decision, and so an answer to "why".
pub fn cites(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event.what, What::Cited(..)))
}

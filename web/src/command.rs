//! Everything that can be asked of the page, by hand, key, link or host: a closed list.

use crate::calculator::{Calculator, Edit};
use crate::form::Form;
use crate::scene::{Pick, Point};
use crate::session::compare::{Against, Side};
use election_core::action::{Action, Direction};
use election_core::value::Value;
use election_core::words::{NodeId, StepNo, Time};

/// One request to the run that is shown.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// So many milliseconds of the wall clock went by.
    Elapsed(f64),
    /// Play, or pause.
    TogglePlay,
    /// Play or pause.
    Play(bool),
    /// Play at this speed.
    Speed(Speed),
    /// Move the playhead.
    Seek(Time),
    /// Move the playhead to right after a step, and select it.
    SeekStep(StepNo),
    /// Show another stretch of time.
    Look(Look),
    /// To the next stop of this sort (`true`) or the one before.
    GoTo(Stop, bool),
    /// Look further for the stop that was not found yet.
    GoOn,
    /// To where the run was told last, and on from there.
    Live,
    /// To the moment at which this claim broke; what broke it is selected.
    Witness(&'static str),
    /// Show the run at this depth.
    Form(Form),
    /// To the next caption of the lesson (`true`) or the one before.
    Caption(bool),
    /// Try the opposite: the one switch of the lesson.
    Flip,
    /// A click on a process: it is killed, or restarted.
    KillOrRestart(NodeId),
    /// Do this at the playhead.
    Act(Action),
    /// Cut a link, or heal it if it is cut.
    CutOrHeal(NodeId, NodeId, Direction),
    /// Cut every one of these links.
    CutAll(Vec<(NodeId, NodeId)>),
    /// Cut, or heal, a link.
    Link {
        /// One end.
        a: NodeId,
        /// The other end.
        b: NodeId,
        /// Which ways: forward is from `a` to `b`.
        direction: Direction,
        /// Heal it rather than cut it.
        heal: bool,
    },
    /// The line that is drawn across the stage.
    Line(Option<(Point, Point)>),
    /// A setting of the system gets this value.
    Set(&'static str, Value),
    /// A rule is switched off, or on again.
    RuleOff(&'static str, bool),
    /// The same story with another seed.
    Seed(u64),
    /// Another number of servers, in the playground.
    Servers(u8),
    /// From the beginning, undisturbed.
    Restart,
    /// Show another branch of the run.
    Branch(usize),
    /// Call a branch so; an empty name gives it back its own.
    NameBranch(usize, String),
    /// Set another run beside this one.
    Compare(Against),
    /// Ends the comparison: this side stays.
    Keep(Side),
    /// To where the two runs part.
    Parting,
    /// This is asked for on the right of two runs.
    Beside(Box<Command>),
    /// Count what elections cost, by the number of partitions.
    Count,
    /// Say why this step happened; the playhead stays.
    Explain(StepNo),
    /// Say why nobody leads now.
    WhyNobody,
    /// The deeds of a link's panel are about this kind of messages (all without one), this way.
    Filter(Option<u8>, Direction),
    /// Look for settings under which the acknowledged writes would not have been lost.
    Remedies,
    /// Select something, or nothing.
    Select(Option<Pick>),
    /// Set a partition in focus.
    Partition(u32),
    /// The pointer is over this.
    Hover(Option<Pick>),
    /// Show this panel, or none.
    Panel(Option<Panel>),
    /// Show a menu.
    Menu(Menu),
    /// Another page of the open menu; `None` closes it.
    MenuPage(Option<MenuPage>),
    /// Open the calculator of a rule.
    Calculator(Calculator),
    /// Change what the rule is asked about.
    Calculate(Edit),
    /// Show a dialog, or none.
    Dialog(Option<Dialog>),
    /// A click where nothing is.
    Background,
    /// Away with the notice.
    DismissNotice,
    /// Close whatever lies on top.
    Escape,
}

/// Which stretch of time is to be shown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Look {
    /// The whole run, or again what suits the speed.
    Lens,
    /// Less time (`true`) or more.
    Zoom(bool),
    /// So many times as much time; what is at this part of the stretch (0 to 1) stays there.
    ZoomAt(f64, f64),
    /// What comes later (above 0) or earlier, by so much of what is shown.
    Pan(f64),
    /// This stretch.
    Window(Time, Time),
    /// The stretch that is being chosen on the ruler.
    Brush(Option<(Time, Time)>),
    /// The whole run.
    Whole,
    /// The middle of the stretch, chosen in the strip of the whole run.
    Centre(Time),
    /// A finger is on the timeline, at this part of the stretch, or has left it.
    Finger(i32, Option<f64>),
}

/// What the playhead can stop at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Anything that happens.
    Event,
    /// A decision by a rule.
    Decision,
    /// A change of leader.
    Leader,
    /// What was done to the cluster, by hand or by plan.
    Fault,
}

impl Stop {
    /// The last part of the keys of its texts.
    pub const fn word(self) -> &'static str {
        match self {
            Stop::Event => "event",
            Stop::Decision => "decision",
            Stop::Leader => "leader",
            Stop::Fault => "fault",
        }
    }
}

/// How fast simulated time goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speed {
    /// Slow while an election's messages fly, fast while nothing happens.
    Auto,
    /// One of [`Speed::STEPS`].
    Fixed(u8),
}

impl Speed {
    /// The fixed speeds: name, and simulated time per wall time.
    pub const STEPS: [(&'static str, f64); 9] = [
        ("0.001", 0.001),
        ("0.003", 0.003),
        ("0.01", 0.01),
        ("0.03", 0.03),
        ("0.1", 0.1),
        ("0.3", 0.3),
        ("1", 1.0),
        ("3", 3.0),
        ("10", 10.0),
    ];
    /// Its name in the control.
    pub fn word(self) -> &'static str {
        match self {
            Speed::Auto => "auto",
            Speed::Fixed(step) => Speed::STEPS[usize::from(step) % Speed::STEPS.len()].0,
        }
    }
    /// The speed of this name.
    pub fn from_word(word: &str) -> Speed {
        let step = Speed::STEPS.iter().position(|(name, _)| *name == word);
        step.map_or(Speed::Auto, |step| Speed::Fixed(step as u8))
    }
}

/// What the drawer shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    /// Why a decision fell as it did.
    Why,
    /// Everything about the selected process, link or message.
    Node,
    /// The system's settings and rules.
    Settings,
    /// What became of the clients' operations.
    Ledger,
    /// What happened, newest first.
    Log,
    /// The ways that the run went.
    Branches,
    /// The claims that are watched.
    Properties,
    /// Where the rules stand in the real system, and what is left out.
    Sources,
}

impl Panel {
    /// The key of its name, and its class.
    pub const fn word(self) -> &'static str {
        match self {
            Panel::Why => "why",
            Panel::Node => "node",
            Panel::Settings => "settings",
            Panel::Ledger => "ledger",
            Panel::Log => "log",
            Panel::Branches => "branches",
            Panel::Properties => "properties",
            Panel::Sources => "sources",
        }
    }
}

/// What lies over the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// The choice of system and story.
    Picker,
    /// Keys and gestures.
    Help,
    /// A rule called alone.
    Calculator,
    /// What leaves the page and what comes in.
    Share,
}

/// A page of a menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MenuPage {
    /// Everything that can be done.
    Deeds,
    /// The links that can be cut or healed.
    Cut,
    /// The links that can be slowed down.
    Slow,
    /// The connections that can be broken.
    Break,
    /// The links on which messages can be held or dropped.
    Filter,
    /// Whom a request of this place in the system's list is about.
    Request(u8),
}

/// An open menu.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Menu {
    /// Of what.
    pub of: Pick,
    /// Where, in CSS pixels of the window; `None`: beside what it is of.
    pub at: Option<(f32, f32)>,
    /// Which page.
    pub page: MenuPage,
}

//! What leaves the page: the link to a run, the frame to embed it, the files of it. Texts only;
//! how they get out is `outside`'s business.

use crate::session::Session;
use crate::trouble::Trouble;
use election_core::export::{jepsen_history, scenario_file};
use election_core::permalink::{HANDY, LONGEST};
use election_core::value::Value;

/// What can be asked of the dialog, and what comes of it.
#[derive(Debug)]
pub enum Sharing {
    /// Copy the link, or (`true`) the frame.
    Copy(bool),
    /// It was copied, or could not be.
    Copied(bool, bool),
    /// A frame of this size.
    Size(usize),
    /// The picture of the timeline rather than of the stage.
    Timeline(bool),
    /// Save this.
    Save(Export),
    /// A text was pasted, dropped or read from a file.
    Came(String),
    /// A file was chosen or dropped.
    File(web_sys::File),
    /// Something could not be done.
    Failed(Trouble),
}

/// What can be saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Export {
    /// The run as a scenario's file.
    Scenario,
    /// Every event, with its cause.
    Trace,
    /// The clients' operations, as Jepsen's checkers read them.
    History,
    /// The picture as SVG.
    Svg,
    /// The picture as PNG.
    Png,
}

impl Export {
    /// The files that are texts.
    pub const FILES: [Export; 3] = [Export::Scenario, Export::Trace, Export::History];

    /// The key of its name, and its class.
    pub const fn word(self) -> &'static str {
        match self {
            Export::Scenario => "scenario",
            Export::Trace => "trace",
            Export::History => "history",
            Export::Svg => "svg",
            Export::Png => "png",
        }
    }
    /// The file's media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Export::Scenario => "application/json",
            Export::Trace => "application/x-ndjson",
            Export::History => "text/plain",
            Export::Svg => "image/svg+xml",
            Export::Png => "image/png",
        }
    }
}

/// What the dialog remembers while it is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Choices {
    /// Which of [`SIZES`].
    pub size: usize,
    /// The picture shows the timeline.
    pub timeline: bool,
    /// What was copied last: the link, or (`true`) the frame; and whether it could be.
    pub copied: Option<(bool, bool)>,
}

/// Frames: width and height, in CSS pixels.
pub const SIZES: [(u32, u32); 3] = [(640, 480), (800, 600), (960, 540)];

/// How long a link is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Every mail program and chat passes it on whole.
    Handy,
    /// Some would cut it: the file is safer.
    Long,
    /// No link of this length is read: only the file remains.
    TooLong,
}

/// How long this link is.
pub fn length_of(fragment: &str) -> Length {
    match fragment.len() {
        length if length <= HANDY => Length::Handy,
        length if length <= LONGEST => Length::Long,
        _ => Length::TooLong,
    }
}

/// The frame that shows this run in another page. `page` is the page's address.
pub fn frame(page: &str, fragment: &str, (width, height): (u32, u32), title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let fragment = fragment.replace('&', "&amp;");
    format!(
        "<iframe src=\"{page}?embed#{fragment}\" width=\"{width}\" height=\"{height}\" \
         title=\"{title}\" loading=\"lazy\"></iframe>"
    )
}

/// The run as a scenario's file: what visitors did is part of its plan.
pub fn scenario(session: &Session) -> Value {
    let run = &session.run;
    let mut file = scenario_file(&session.base, run.scenario(), run.script());
    let told = run.scenario().until.max(run.now()).0.div_ceil(1000) as i64;
    if told > file.at("until_ms").as_int().unwrap_or(0) {
        file.set("until_ms", told.into());
    }
    file
}

/// The clients' operations up to the playhead in Jepsen's form.
pub fn history(session: &Session) -> String {
    jepsen_history(session.run.cluster())
}

/// The name under which it is saved: system, story, what, and for pictures the moment.
pub fn file_name(session: &Session, export: Export) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let key: String = session.base.key.chars().take(64).map(safe).collect();
    let name = [session.base.config.system.key, "-", &key].concat();
    let picture = if session.sharing.timeline { "timeline" } else { "stage" };
    let at = session.run.now().as_ms();
    match export {
        Export::Scenario => [&name, ".json"].concat(),
        Export::Trace => [&name, "-trace.ndjson"].concat(),
        Export::History => [&name, "-history.edn"].concat(),
        Export::Svg => format!("{name}-{picture}-{at}ms.svg"),
        Export::Png => format!("{name}-{picture}-{at}ms.png"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use election_core::scenario::Scenario;
    use election_core::words::{NodeId, Time};

    const STORY: &str = include_str!("../../scenarios/raft/playground.json");

    fn session() -> Session {
        let file = serde_json::from_str(STORY).expect("JSON");
        let mut session =
            Session::open(Scenario::read(&file).expect("sound"), false).expect("runs");
        session.run.seek(Time::ms(3000));
        session.apply(Command::KillOrRestart(NodeId(0)));
        session.run.seek(Time::ms(4000));
        session
    }

    #[test]
    fn a_run_that_goes_beyond_its_story_is_a_scenario_all_the_same() {
        let mut session = session();
        let end = session.run.scenario().until.plus(2_000_400);
        session.run.seek(end);
        session.apply(Command::KillOrRestart(NodeId(0)));
        let file = Scenario::read(&scenario(&session)).expect("it can be read");
        assert!(file.until >= end);
        let mut again = file.start().expect("it starts");
        again.advance_to(end, &mut election_core::outcome::Nobody);
        assert_eq!(again.hash(), session.run.cluster().hash());
    }

    #[test]
    fn a_frame_is_sound_html_whatever_the_title() {
        let html = frame("https://x.org/lab/", "1/raft/x?t=1&check=2", SIZES[0], "a \"b\" <c> & d");
        assert_eq!(
            html,
            "<iframe src=\"https://x.org/lab/?embed#1/raft/x?t=1&amp;check=2\" width=\"640\" \
             height=\"480\" title=\"a &quot;b&quot; &lt;c> &amp; d\" loading=\"lazy\"></iframe>"
        );
    }

    #[test]
    fn a_link_that_nobody_would_read_is_not_offered() {
        assert_eq!(length_of(&"x".repeat(1_500)), Length::Handy);
        assert_eq!(length_of(&"x".repeat(1_501)), Length::Long);
        assert_eq!(length_of(&"x".repeat(LONGEST + 1)), Length::TooLong);
    }
}

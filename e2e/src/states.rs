//! The states of the page that `cargo xtask screenshots` photographs: a table to extend.

use crate::Outcome;
use crate::page::{Page, Visitor};
use std::time::Duration;

/// A state of the page: an address, and what a visitor does there.
pub struct State {
    /// Name in the picture's file name.
    pub name: &'static str,
    /// Query without its `?`, or empty. The embedded size adds `embed`.
    pub query: &'static str,
    /// Fragment without its `#`, or empty.
    pub fragment: &'static str,
    /// Gestures, one after the other.
    pub acts: &'static [Act],
}

impl State {
    /// Brings `page` into this state; `address` is that of the page itself.
    ///
    /// # Errors
    /// If a gesture cannot be made.
    pub fn reach(&self, page: &Page, address: &str) -> Outcome<()> {
        self.arrive(page, &self.address(address))
    }

    fn address(&self, page: &str) -> String {
        format!("{page}?{}#{}", self.query, self.fragment)
    }

    fn arrive(&self, page: &Page, address: &str) -> Outcome<()> {
        page.open(address)?;
        for act in self.acts {
            match act {
                Act::See(css) => page.wait_for(css)?,
                Act::Click(css) => page.click(css)?,
                Act::Hover(css) => page.hover(css)?,
                Act::Press(key) => page.press(key)?,
                Act::Wait(ms) => std::thread::sleep(Duration::from_millis(*ms)),
            }
        }
        Ok(())
    }
}

/// One gesture, or a wait. Selectors are CSS.
pub enum Act {
    /// Wait until this is there.
    See(&'static str),
    /// Click the middle of this.
    Click(&'static str),
    /// Move the mouse onto this.
    Hover(&'static str),
    /// Press a key; see [`crate::page::keys`].
    Press(&'static str),
    /// Let this many milliseconds of the wall clock pass.
    Wait(u64),
}

/// A window to photograph the page in.
pub struct Frame {
    /// Name in the picture's file name.
    pub name: &'static str,
    /// Width and height in CSS pixels.
    pub size: (u32, u32),
    /// Whether the page is asked for its embedded form.
    pub embed: bool,
}

/// Every state, in the order of the pictures.
pub const STATES: &[State] = &[
    State { name: "start", query: "", fragment: "", acts: &[] },
    BUSY,
    TWO,
    IDLE,
    State {
        name: "workbench",
        query: "view=workbench",
        fragment: "1/redis/split-brain?t=7fqps",
        acts: &[Act::See("[data-claim]"), Act::Wait(1500)],
    },
    State {
        name: "workbench-witness",
        query: "view=workbench",
        fragment: "1/redis/split-brain?t=7fqps",
        acts: &[Act::See("[data-claim]"), Act::Wait(1500), Act::Click("[data-claim]")],
    },
    State {
        name: "workbench-playing",
        query: "view=workbench",
        fragment: "1/zookeeper/leader-dies-longer-log-wins?t=2z60w",
        acts: &[Act::See(".timeline.full"), Act::Press(" "), Act::Wait(4000)],
    },
    State {
        name: "workbench-kafka",
        query: "view=workbench",
        fragment: "1/kafka/everyone-dies?t=7fqps",
        acts: &[Act::See(".timeline.full"), Act::Wait(1500)],
    },
    State {
        name: "compare-redis",
        query: "",
        fragment: "1/redis/split-brain?t=bwzgg&vs=redis/split-brain\
                   &vs.set.min-replicas-to-write=1",
        acts: &[Act::See(".besidebox .stage"), Act::See(".cap .parts")],
    },
    State {
        name: "compare-kafka",
        query: "",
        fragment: "1/kafka/everyone-dies?t=zq0ao&vs=kafka/everyone-dies\
                   &vs.set.unclean.leader.election.enable=true",
        acts: &[Act::See(".besidebox .stage"), Act::See(".cap .parts")],
    },
];

/// Two runs side by side, playing: what the second one costs (the bench's script per frame).
pub const TWO: State = State {
    name: "two",
    query: "",
    fragment: "1/raft/playground?do=1satc~slow~1,2,3,4,5~1,2,3,4,5~both~450,450!\
               2z60w~slow~1,2,3,4,5~1,2,3,4,5~both~700,700&t=4rgu8&vs=raft/playground\
               &vs.set.pre-vote=false&vs.do=1satc~slow~1,2,3,4,5~1,2,3,4,5~both~450,450!\
               2z60w~slow~1,2,3,4,5~1,2,3,4,5~both~700,700",
    acts: &[Act::See(".besidebox .stage"), Act::Press(" ")],
};

/// The busiest state, playing: nine servers and two clients, heartbeats under way for 185 ms
/// each, so about 60 messages in flight (the bench's script per frame).
pub const BUSY: State = State {
    name: "busy",
    query: "",
    fragment: "1/raft/playground?nodes=9&do=1satc~slow~1,2,3,4,5,6,7,8,9~1,2,3,4,5,6,7,8,9~both~\
               185,185&t=4rgu8",
    acts: &[Act::See(".stage"), Act::Press(" ")],
};

/// A state in which nothing moves (the bench's idle page).
pub const IDLE: State = State {
    name: "idle",
    query: "",
    fragment: "1/raft/playground?t=3klmo",
    acts: &[Act::See(".stage"), Act::Wait(1000)],
};

/// The sizes the page must look good at (design §5).
pub const FRAMES: [Frame; 4] = [
    Frame { name: "1920x1080", size: (1920, 1080), embed: false },
    Frame { name: "1366x768", size: (1366, 768), embed: false },
    Frame { name: "390x844", size: (390, 844), embed: false },
    Frame { name: "embed-640x480", size: (640, 480), embed: true },
];

/// Both colour schemes.
pub const THEMES: [&str; 2] = ["light", "dark"];

/// Both languages.
pub const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// One picture to take.
#[derive(Clone, Copy)]
pub struct Shot {
    /// What is shown.
    pub state: &'static State,
    /// In which window.
    pub frame: &'static Frame,
    /// `light` or `dark`.
    pub theme: &'static str,
    /// `en` or `zh-CN`.
    pub language: &'static str,
}

impl Shot {
    /// Every combination of state, size, theme and language.
    pub fn all() -> impl Iterator<Item = Self> {
        let themes =
            || THEMES.iter().flat_map(|theme| LANGUAGES.map(|language| (*theme, language)));
        let frames = FRAMES.iter().flat_map(move |frame| themes().map(move |pair| (frame, pair)));
        let frames: Vec<_> = frames.collect();
        STATES.iter().flat_map(move |state| {
            let shot = move |(frame, (theme, language))| Self { state, frame, theme, language };
            frames.clone().into_iter().map(shot)
        })
    }

    /// The picture's file name without its ending: state, size, theme, language.
    pub fn name(&self) -> String {
        format!("{}-{}-{}-{}", self.state.name, self.frame.name, self.theme, self.language)
    }

    /// Brings `page` into this state, starting from `address`, and takes the picture as a PNG.
    ///
    /// # Errors
    /// If an act cannot be done, or the console reports an error.
    pub fn take(&self, page: &Page, address: &str) -> Outcome<Vec<u8>> {
        let (theme, language) = (self.theme, self.language);
        page.become_visitor(Visitor { size: self.frame.size, theme, language })?;
        self.state.arrive(page, &self.address(address))?;
        let picture = page.picture()?;
        match page.console_errors()? {
            errors if errors.is_empty() => Ok(picture),
            errors => Err(format!("console errors:\n{}", errors.join("\n")).into()),
        }
    }

    fn address(&self, page: &str) -> String {
        let address = self.state.address(page);
        if self.frame.embed { address.replacen('?', "?embed&", 1) } else { address }
    }
}

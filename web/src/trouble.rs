//! What can be wrong with what comes from outside — a link, a file, a paste, another host — and
//! what the browser may refuse. Each has its own sentence, and says what can be done instead.

use crate::locale::Text;
use election_core::permalink::LONGEST as LONGEST_LINK;
use election_core::schema::BadInput;

/// The largest file that is read, in bytes: a scenario of thirty deeds has two thousand.
pub const LARGEST: usize = 1_000_000;
/// How deep lists and objects may be nested in a file.
pub const DEEPEST: usize = 32;
/// How long another host may take to answer, in ms.
pub const PATIENCE: u32 = 8_000;

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// A link of a later version of the page.
    LinkNewer(BadInput),
    /// What stands behind `#` is no link of this page.
    LinkForeign(BadInput),
    /// A link with so many characters.
    LinkTooLong(usize),
    /// A link that names what does not exist, or was cut off.
    LinkBroken(BadInput),
    /// A link that was changed on its way; what of it could be used is shown.
    LinkDamaged(Vec<BadInput>),
    /// Nothing was given, or nothing that is a text.
    Empty,
    /// What was fetched is no text (UTF-8).
    NoText,
    /// A file or a text of so many bytes.
    TooLarge(usize),
    /// A file that ends in the middle: so many brackets or quotes are open.
    CutOff(usize),
    /// A text that is no JSON: what the browser says.
    NotJson(String),
    /// Lists within lists, deeper than any scenario.
    TooDeep,
    /// A scenario of a system that this program leaves out.
    LeftOut,
    /// JSON of something else: the fields it has.
    Foreign(String),
    /// A scenario of a later version.
    Newer(String),
    /// A scenario with a bad field.
    Field(BadInput),
    /// An address that is not of the web.
    BadAddress(String),
    /// Another host answered with this status.
    Status(String, u16),
    /// Another host could not be reached, or forbids other pages to read from it.
    Unreachable(String),
    /// Another host took too long.
    TimedOut(String),
    /// The run is too long to be written out: so many events.
    TooLong(usize),
    /// The browser does not let the page remember a choice.
    NoStorage,
    /// The browser could not draw the picture.
    NoPicture,
}

impl Trouble {
    /// What a link that could not be read suffers from.
    pub fn of_link(fragment: &str, bad: BadInput) -> Trouble {
        let newer = |text: &str| text.parse::<u32>().is_ok_and(|version| version > 1);
        match bad.path.as_str() {
            "link" => Trouble::LinkTooLong(fragment.len()),
            "link.version" if newer(fragment.split('/').next().unwrap_or("")) => {
                Trouble::LinkNewer(bad)
            }
            "link.version" => Trouble::LinkForeign(bad),
            _ => Trouble::LinkBroken(bad),
        }
    }

    /// The key of its sentence; with `-do`, of what can be done.
    fn key(&self) -> &'static str {
        match self {
            Trouble::LinkNewer(_) => "trouble-link-newer",
            Trouble::LinkForeign(_) => "trouble-link-foreign",
            Trouble::LinkTooLong(_) => "trouble-link-long",
            Trouble::LinkBroken(_) => "trouble-link-broken",
            Trouble::LinkDamaged(_) => "trouble-link-damaged",
            Trouble::Empty => "trouble-empty",
            Trouble::NoText => "trouble-no-text",
            Trouble::TooLarge(_) => "trouble-large",
            Trouble::CutOff(_) => "trouble-cut-off",
            Trouble::NotJson(_) => "trouble-not-json",
            Trouble::TooDeep => "trouble-deep",
            Trouble::LeftOut => "trouble-left-out",
            Trouble::Foreign(_) => "trouble-foreign",
            Trouble::Newer(_) => "trouble-newer",
            Trouble::Field(_) => "trouble-field",
            Trouble::BadAddress(_) => "trouble-address",
            Trouble::Status(..) => "trouble-status",
            Trouble::Unreachable(_) => "trouble-unreachable",
            Trouble::TimedOut(_) => "trouble-timed-out",
            Trouble::TooLong(_) => "trouble-long",
            Trouble::NoStorage => "trouble-storage",
            Trouble::NoPicture => "trouble-picture",
        }
    }

    /// The sentence, and what can be done.
    pub fn says(&self, text: &Text) -> (String, String) {
        let (mut found, mut allowed) = (String::new(), String::new());
        match self {
            Trouble::LinkTooLong(length) => {
                (found, allowed) = (length.to_string(), LONGEST_LINK.to_string());
            }
            Trouble::TooLarge(bytes) => {
                found = bytes.div_ceil(1000).to_string();
                allowed = (LARGEST / 1000).to_string();
            }
            Trouble::CutOff(open) => found = open.to_string(),
            Trouble::TooDeep => allowed = DEEPEST.to_string(),
            Trouble::TooLong(events) => {
                (found, allowed) = (events.to_string(), MOST_EVENTS.to_string());
            }
            Trouble::TimedOut(address) => {
                (found, allowed) = (address.clone(), (PATIENCE / 1000).to_string());
            }
            Trouble::Status(address, status) => {
                (found, allowed) = (address.clone(), status.to_string());
            }
            Trouble::NotJson(says)
            | Trouble::Foreign(says)
            | Trouble::Newer(says)
            | Trouble::BadAddress(says)
            | Trouble::Unreachable(says) => found.clone_from(says),
            _ => {}
        }
        let says = text.with(self.key(), &[("found", &found), ("allowed", &allowed)]);
        (says, text.get(&[self.key(), "-do"].concat()))
    }

    /// The fields that were refused: which, what was found, what is allowed.
    pub fn fields(&self) -> &[BadInput] {
        match self {
            Trouble::LinkNewer(bad)
            | Trouble::LinkForeign(bad)
            | Trouble::LinkBroken(bad)
            | Trouble::Field(bad) => std::slice::from_ref(bad),
            Trouble::LinkDamaged(all) => all,
            _ => &[],
        }
    }
}

/// The longest run that is written out event by event: about sixty megabytes.
pub const MOST_EVENTS: usize = 300_000;

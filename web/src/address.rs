//! What an address asks for: the query chooses the form of the page, the fragment the run.

use crate::calculator;
use crate::form::Form;
use crate::locale::Language;
use crate::session::compare::split;
use crate::trouble::Trouble;
use election_core::permalink::{self, Address};
use election_core::schema::BadInput;
use election_core::systems;

/// Which stories there are: per system, their keys.
pub static CATALOGUE: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// A theme that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As in `?theme=` and `data-theme`.
    pub const fn word(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
    /// The theme of this word.
    pub fn from_word(word: &str) -> Option<Theme> {
        [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.word() == word)
    }
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Theme {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        }
    }
}

/// What an address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Only stage, caption and one row of controls.
    pub embed: bool,
    /// The depth, if the address names one.
    pub form: Option<Form>,
    /// The language, if the address names one.
    pub language: Option<Language>,
    /// The theme, if the address names one.
    pub theme: Option<Theme>,
    /// The run; `None` without a fragment.
    pub run: Option<Address>,
    /// The run that stands beside it, and whether it goes by the first one's plan.
    pub beside: Option<(Address, bool)>,
    /// The rule to call alone, and its input as JSON text.
    pub rule: Option<(String, String)>,
    /// Where a scenario's file is to be fetched from.
    pub scenario: Option<String>,
    /// The story was brought along: its file travels with the link.
    pub brought: bool,
    /// What could not be read, and what is allowed.
    pub refused: Option<Trouble>,
}

impl Wanted {
    /// Reads `location.search` and `location.hash`.
    pub fn read(query: &str, fragment: &str) -> Wanted {
        let mut wanted = Wanted::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "embed" => wanted.embed = true,
                "view" => wanted.form = Form::from_word(value),
                "lang" => wanted.language = Language::from_tag(value),
                "theme" => wanted.theme = Theme::from_word(value),
                "scenario" if !value.is_empty() => {
                    wanted.scenario = Some(permalink::unescape(value).unwrap_or(value.into()));
                }
                _ => {}
            }
        }
        let fragment = fragment.trim_start_matches('#');
        wanted.rule = calculator::read(fragment);
        if !fragment.is_empty() && wanted.rule.is_none() {
            let (left, beside) = split(fragment);
            match Address::parse(&left).and_then(known) {
                Ok(address) => wanted.run = Some(address),
                Err(bad) => wanted.refused = Some(Trouble::of_link(fragment, bad)),
            }
            match beside.map(|it| (Address::parse(&it.link).and_then(known), it.lent)) {
                Some((Ok(address), lent)) => wanted.beside = Some((address, lent)),
                Some((Err(bad), _)) => {
                    let bad = Trouble::of_link(fragment, bad.inside("vs"));
                    wanted.refused = wanted.refused.or(Some(bad));
                }
                None => {}
            }
        }
        wanted
    }

    /// Whether nothing is asked for but the page.
    pub fn is_front(&self) -> bool {
        self.run.is_none() && self.scenario.is_none() && !self.brought
    }

    /// Whether it names a system that this program leaves out.
    pub fn is_left_out(&self) -> bool {
        let beside = self.beside.iter().map(|(address, _)| address);
        let runs = self.run.iter().chain(beside).map(|address| address.system.as_str());
        let rule = self.rule.iter().filter_map(|(id, _)| id.split('/').next());
        runs.chain(rule).any(systems::is_left_out)
    }

    /// The form of the page alone, without what is shown in it.
    pub fn form(&self) -> Wanted {
        let (embed, language, theme) = (self.embed, self.language, self.theme);
        Wanted { embed, language, theme, ..Wanted::default() }
    }
}

/// Refuses a link to a story that does not exist.
fn known(address: Address) -> Result<Address, BadInput> {
    let Some((_, stories)) = stories_of(&address.system) else {
        let systems: Vec<&str> = CATALOGUE.iter().map(|(system, _)| *system).collect();
        let says = format!("{:?} is not one of {}", address.system, systems.join(", "));
        return Err(BadInput::new("link.system", says));
    };
    if address.file.is_none() && !stories.contains(&address.key.as_str()) {
        let says = format!("{:?} is not one of {}", address.key, stories.join(", "));
        return Err(BadInput::new("link.story", says));
    }
    Ok(address)
}

/// A system's key and those of its stories.
pub fn stories_of(system: &str) -> Option<(&'static str, &'static [&'static str])> {
    CATALOGUE.iter().copied().find(|(known, _)| *known == system)
}

/// The address of a story at its beginning.
pub fn story(system: &str, key: &str) -> Address {
    Address { system: system.into(), key: key.into(), ..Address::default() }
}

/// What a visitor sees first: the first of these that exists, else the first story there is.
pub fn front_page() -> Option<(&'static str, &'static str)> {
    const WISHES: [(&str, &str); 2] =
        [("zookeeper", "leader-dies-longer-log-wins"), ("raft", "playground")];
    let exists = |system: &str, key: &str| {
        let stories = stories_of(system);
        stories.is_some_and(|(_, keys)| keys.contains(&key)) && systems::find(system).is_some()
    };
    let wish = WISHES.into_iter().find(|(system, key)| exists(system, key));
    let mut all = CATALOGUE.iter().filter(|(system, _)| systems::find(system).is_some());
    wish.or_else(|| all.find_map(|(system, keys)| keys.first().map(|key| (*system, *key))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_chooses_form_language_and_theme() {
        let wanted = Wanted::read("?embed&lang=zh-Hans&theme=dark&view=workbench&other=1", "");
        assert!(wanted.embed && wanted.refused.is_none() && wanted.run.is_none());
        assert_eq!(wanted.language, Some(Language::Chinese));
        assert_eq!(wanted.theme, Some(Theme::Dark));
        assert_eq!(wanted.form, Some(Form::Workbench));
    }

    #[test]
    fn a_link_to_an_unknown_system_names_the_field() {
        let wanted = Wanted::read("", "#1/paxos/playground?t=0");
        let refused = wanted.refused.expect("there is no such system");
        assert_eq!(refused.fields()[0].path, "link.system");
    }

    #[test]
    fn a_cut_off_link_names_what_is_wrong() {
        let refused = Wanted::read("", "#1/zoo").refused.expect("the story is missing");
        assert_eq!(refused.fields()[0].path, "link.story");
    }

    #[test]
    fn a_scenario_may_be_named_by_its_address() {
        let wanted = Wanted::read("?scenario=https%3A%2F%2Fx.org%2Fa.json&embed", "");
        assert_eq!(wanted.scenario.as_deref(), Some("https://x.org/a.json"));
        assert!(wanted.embed && wanted.form().scenario.is_none());
    }
}

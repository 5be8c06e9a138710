//! What the page says, in the visitor's language: a small reader for the Fluent files that are
//! fetched at the start (`key = text`, indented continuation lines, `{ $name }`, comments).

use election_core::scenario::Config;
use election_core::words::NodeId;
use std::collections::BTreeMap;

/// The languages, equal in everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// English.
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// As in `lang` attributes and folder names.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        }
    }
    /// Its own short name, for the switch.
    pub const fn name(self) -> &'static str {
        match self {
            Language::English => "EN",
            Language::Chinese => "中文",
        }
    }
    /// The language of a BCP 47 tag; `None` for one that the page does not speak.
    pub fn from_tag(tag: &str) -> Option<Language> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Language::English),
            "zh" => Some(Language::Chinese),
            _ => None,
        }
    }
}

/// Every text of the chosen language that was fetched so far.
#[derive(Debug)]
pub struct Text {
    /// The language.
    pub language: Language,
    entries: BTreeMap<Box<str>, Box<str>>,
}

impl Text {
    /// Nothing yet.
    pub fn new(language: Language) -> Text {
        Text { language, entries: BTreeMap::new() }
    }

    /// Takes in a file; a key given twice has its last text. Lines that are neither an entry,
    /// a continuation, a comment nor empty are left out: a broken file never breaks the page.
    pub fn read(&mut self, file: &str) {
        let mut entry: Option<(&str, String)> = None;
        for line in file.lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, text)) = entry.as_mut().filter(|_| !line.trim().is_empty()) {
                    text.push_str(if text.is_empty() { "" } else { " " });
                    text.push_str(line.trim());
                }
                continue;
            }
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            self.keep(entry.take());
            entry = line.split_once('=').map(|(key, text)| (key.trim(), text.trim().to_string()));
        }
        self.keep(entry);
    }

    fn keep(&mut self, entry: Option<(&str, String)>) {
        if let Some((key, text)) = entry {
            self.entries.insert(key.into(), text.into());
        }
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(|text| &**text)
    }

    /// The text of a key; where it is missing, the last part of the key.
    pub fn get(&self, key: &str) -> String {
        self.find(key).unwrap_or_else(|| key.rsplit('-').next().unwrap_or(key)).to_string()
    }

    /// The text of a key with its placeables filled in. An argument that is not given stays
    /// visible as its name.
    pub fn with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let Some(mut rest) = self.find(key) else { return self.get(key) };
        let mut out = String::new();
        while let Some((before, inside)) = rest.split_once('{') {
            let Some((name, after)) = inside.split_once('}') else { break };
            out.push_str(before);
            let name = name.trim().trim_start_matches('$');
            let argument = arguments.iter().find(|(known, _)| *known == name);
            out.push_str(argument.map_or(name, |(_, value)| value));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// A process as sentences name it: `server 3`, or its name alone where that says enough.
    pub fn node(&self, config: &Config, id: NodeId) -> String {
        let Some(node) = config.nodes.get(id.index()) else { return String::new() };
        if node.label.bytes().all(|b| b.is_ascii_digit()) {
            let mut key = String::from("kind-");
            key.push_str(node.kind.name);
            self.with("node-name", &[("kind", &self.get(&key)), ("label", &node.label)])
        } else {
            node.label.clone()
        }
    }

    /// The text of a rule: `what` is `rule` or `otherwise`.
    pub fn rule(&self, what: &str, id: &str) -> Option<&str> {
        self.find(&[what, "-", &id.replace('/', "-")].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &str) -> Text {
        let mut text = Text::new(Language::English);
        text.read(file);
        text
    }

    #[test]
    fn an_entry_may_go_on_in_indented_lines() {
        let text = text("# who\nlong = one\n  two\n\n  three\nshort = x = y\n");
        assert_eq!(text.get("long"), "one two three");
        assert_eq!(text.get("short"), "x = y");
    }

    #[test]
    fn placeables_are_filled_in_and_missing_ones_stay_visible() {
        let text = text("led = { $node } leads in { $epoch }");
        assert_eq!(text.with("led", &[("node", "3")]), "3 leads in epoch");
    }

    #[test]
    fn a_missing_key_falls_back_to_its_last_part() {
        assert_eq!(text("").get("raft-split-vote-intro"), "intro");
    }

    #[test]
    fn broken_lines_break_nothing() {
        let text = text("  indented first\nno equals sign\nopen = { $never closed\n= nameless\n");
        assert_eq!(text.with("open", &[]), "{ $never closed");
    }

    #[test]
    fn languages_are_told_by_their_primary_tag() {
        assert_eq!(Language::from_tag("zh-Hans-CN"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
        assert_eq!(Language::from_tag("fr"), None);
    }
}

//! What a hand or a plan did, in words. A run keeps each deed as the JSON that files and links
//! write; here it becomes a sentence's middle: `kill server 3`.

use crate::locale::Text;
use election_core::scenario::Config;

/// A deed's text in words; what is no deed stays as it is.
pub fn words(deed: &str, config: &Config, text: &Text) -> String {
    let mut reader = Reader { rest: deed };
    match reader.value() {
        Some(Json::Map(fields)) => {
            let why = reader.rest;
            say(&fields, config, text).map_or_else(|| deed.to_string(), |says| says + why)
        }
        _ => deed.to_string(),
    }
}

fn say(fields: &[(String, Json)], config: &Config, text: &Text) -> Option<String> {
    let get = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let names = |name: &str| match get(name) {
        Some(Json::List(items)) => list(items, config, text),
        Some(value) => process(value, config, text),
        None => String::new(),
    };
    let word = get("do")?.plain();
    let key = match (word.as_str(), get("direction").map(Json::plain).as_deref()) {
        ("cut" | "heal" | "hold" | "drop" | "pass", Some("forward" | "backward")) => {
            ["done-", &word, "-one-way"].concat()
        }
        _ => ["done-", &word].concat(),
    };
    text.find(&key)?;
    let (mut from, mut to) = (names("from"), names("to"));
    if get("direction").is_some_and(|way| way.plain() == "backward") {
        std::mem::swap(&mut from, &mut to);
    }
    let filters = matches!(word.as_str(), "hold" | "drop" | "pass");
    let any = if filters { "done-every-message" } else { "done-any-message" };
    let message = get("message").map(Json::plain).filter(|kind| kind != "null");
    let groups = match get("groups") {
        Some(Json::List(groups)) => {
            let group = |group: &Json| match group {
                Json::List(items) => list(items, config, text),
                other => other.plain(),
            };
            groups.iter().map(group).collect::<Vec<_>>().join(" | ")
        }
        _ => String::new(),
    };
    let plain = |name: &str| get(name).map(Json::plain).unwrap_or_default();
    Some(text.with(
        &key,
        &[
            ("node", &names("node")),
            ("from", &from),
            ("to", &to),
            ("groups", &groups),
            ("message", &message.unwrap_or_else(|| text.get(any))),
            ("ms", &plain("by_ms")),
            ("latency", &plain("latency_ms")),
            ("loss", &percent(&plain("loss"))),
            ("timer", &plain("timer")),
            ("setting", &plain("setting")),
            ("value", &plain("value")),
            ("request", &plain("request")),
        ],
    ))
}

fn list(items: &[Json], config: &Config, text: &Text) -> String {
    items.iter().map(|item| process(item, config, text)).collect::<Vec<_>>().join(", ")
}

/// A process by its name in sentences; a role, as plans may name, as it is.
fn process(value: &Json, config: &Config, text: &Text) -> String {
    let label = value.plain();
    config.find(&label).map_or(label, |id| text.node(config, id))
}

/// `0.25` as `25`.
fn percent(share: &str) -> String {
    let share = share.parse::<f32>().unwrap_or(0.0);
    format!("{}", (share * 100.0).round() as u32)
}

/// JSON as the core writes it.
enum Json {
    Text(String),
    /// A number, `true`, `false` or `null`.
    Word(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    /// The value without quotes; a list's items with dashes between them.
    fn plain(&self) -> String {
        match self {
            Json::Text(text) | Json::Word(text) => text.clone(),
            Json::List(items) => items.iter().map(Json::plain).collect::<Vec<_>>().join("–"),
            Json::Map(fields) => {
                let pair = |(name, value): &(String, Json)| [name, " ", &value.plain()].concat();
                fields.iter().map(pair).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, word: char) -> bool {
        let found = self.rest.strip_prefix(word);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn value(&mut self) -> Option<Json> {
        if self.eat('[') {
            return self.many(']', Reader::value).map(Json::List);
        }
        if self.eat('{') {
            let pair = |reader: &mut Reader| {
                let name = reader.text()?;
                reader.eat(':').then_some(())?;
                Some((name, reader.value()?))
            };
            return self.many('}', pair).map(Json::Map);
        }
        if self.rest.starts_with('"') {
            return self.text().map(Json::Text);
        }
        let end = self.rest.find([',', ']', '}']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then(|| Json::Word(word.to_string()))
    }

    fn many<T>(&mut self, end: char, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        while !self.eat(end) {
            all.push(one(self)?);
            self.eat(',');
        }
        Some(all)
    }

    fn text(&mut self) -> Option<String> {
        self.eat('"').then_some(())?;
        let mut out = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((place, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[place + 1..];
                    return Some(out);
                }
                '\\' => out.push(chars.next()?.1),
                c => out.push(c),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;
    use election_core::action::{Action, Direction, Which};
    use election_core::scenario::Scenario;
    use election_core::scenario::deed::write_action;
    use election_core::words::{NodeId, NodeSet};

    const STORY: &str = include_str!("../../scenarios/raft/playground.json");
    const TEXTS: [(Language, &str); 2] = [
        (Language::English, include_str!("../../locales/en/page.ftl")),
        (Language::Chinese, include_str!("../../locales/zh-CN/page.ftl")),
    ];

    fn scenario() -> Scenario {
        Scenario::read(&serde_json::from_str(STORY).expect("JSON")).expect("a scenario")
    }

    fn text((language, file): (Language, &str)) -> Text {
        let mut text = Text::new(language);
        text.read(file);
        text
    }

    #[test]
    fn a_deed_is_told_in_words_and_its_failure_with_its_reason() {
        let (scenario, text) = (scenario(), text(TEXTS[0]));
        let config = &scenario.config;
        let told =
            |action: &Action| words(&write_action(action, config).to_string(), config, &text);
        assert_eq!(told(&Action::Kill(NodeId(2))), "kill server 3");
        let set = |id: u8| [NodeId(id)].into_iter().collect::<NodeSet>();
        let cut = |way| Action::Cut(set(0), set(1), way);
        assert_eq!(told(&cut(Direction::Both)), "cut server 1 – server 2");
        assert_eq!(told(&cut(Direction::Backward)), "cut server 2 → server 1");
        let slow = Action::Slow(set(0), set(1), Direction::Both, (400_000, 600_500));
        assert_eq!(told(&slow), "slow server 1 – server 2 to 400–600.5 ms");
        let lossy = Action::Lossy(set(0), set(1), Direction::Both, 250_000);
        assert_eq!(told(&lossy), "server 1 – server 2 lose 25 %");
        let which = Which { from: NodeId(0), to: NodeId(1), kind: None, nth: None };
        assert_eq!(told(&Action::Lose(which)), "lose the next message from server 1 to server 2");
        let groups = vec![[NodeId(0), NodeId(1)].into_iter().collect(), set(2)];
        assert_eq!(told(&Action::Partition(groups)), "partition server 1, server 2 | server 3");
        let failed = write_action(&Action::Kill(NodeId(0)), config).to_string() + ": is down";
        assert_eq!(words(&failed, config, &text), "kill server 1: is down");
        assert_eq!(words("plan[0].node: nobody", config, &text), "plan[0].node: nobody");
    }

    #[test]
    fn every_deed_has_its_words_in_both_languages() {
        let scenario = scenario();
        for (word, _) in election_core::scenario::deed::DEEDS {
            let deed = format!("{{\"do\":\"{word}\",\"node\":\"1\"}}");
            for language in TEXTS {
                let told = words(&deed, &scenario.config, &text(language));
                assert_ne!(told, deed, "{word}");
                assert!(!told.contains(['{', '"']), "{told}");
            }
        }
    }

    #[test]
    fn what_is_cut_off_stays_as_it_is() {
        let (scenario, text) = (scenario(), text(TEXTS[0]));
        let deed = "{\"do\":\"cut\",\"from\":[\"1\"],\"to\":[\"2\"],\"direction\":\"both\"}";
        for end in 0..deed.len() {
            assert_eq!(words(&deed[..end], &scenario.config, &text), deed[..end]);
        }
    }
}

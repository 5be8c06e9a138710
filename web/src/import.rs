//! What a visitor brings along — a file, dropped or chosen, or a pasted text: a scenario, or a
//! link to a run.

use crate::trouble::{DEEPEST, LARGEST, Trouble};
use election_core::scenario::Scenario;
use election_core::systems;
use election_core::value::Value;

/// What was brought.
#[derive(Debug)]
pub enum Brought {
    /// A scenario: its file, checked.
    Story(Value),
    /// A link: what stands behind its `#`.
    Link(String),
}

/// Reads a text that was brought; `parse` is the browser's reader of JSON.
///
/// # Errors
/// What is wrong with it.
pub fn read(
    text: &str,
    parse: impl FnOnce(&str) -> Result<Value, String>,
) -> Result<Brought, Trouble> {
    if text.len() > LARGEST {
        return Err(Trouble::TooLarge(text.len()));
    }
    let text = text.trim().trim_start_matches('\u{feff}');
    if text.is_empty() {
        return Err(Trouble::Empty);
    }
    match text.starts_with(['{', '[']) {
        true => story(text, parse).map(Brought::Story),
        false => link(text).map(Brought::Link).ok_or_else(|| Trouble::NotJson(brief(text))),
    }
}

/// Reads the text of a scenario's file.
///
/// # Errors
/// What is wrong with it.
pub fn story(
    text: &str,
    parse: impl FnOnce(&str) -> Result<Value, String>,
) -> Result<Value, Trouble> {
    if text.len() > LARGEST {
        return Err(Trouble::TooLarge(text.len()));
    }
    let (deepest, open) = nesting(text);
    if deepest > DEEPEST {
        return Err(Trouble::TooDeep);
    }
    if open > 0 {
        return Err(Trouble::CutOff(open));
    }
    let file = parse(text).map_err(Trouble::NotJson)?;
    check(&file)?;
    Ok(file)
}

/// Whether a file is a scenario that this page can run.
fn check(file: &Value) -> Result<(), Trouble> {
    let fields = match file {
        Value::Map(fields) => fields,
        other => return Err(Trouble::Foreign(brief(&other.to_string()))),
    };
    if file.get("system").is_none() && file.get("nodes").is_none() {
        let names: Vec<&str> = fields.iter().take(6).map(|(name, _)| name.as_str()).collect();
        return Err(Trouble::Foreign(brief(&names.join(", "))));
    }
    match file.get("version") {
        _ if systems::is_left_out(file.at("system").text()) => Err(Trouble::LeftOut),
        Some(Value::Int(version)) if *version > 1 => Err(Trouble::Newer(version.to_string())),
        // The page judges no claim: a vacuous one is no reason to refuse a run.
        _ => Scenario::read_changed(file).map(drop).map_err(Trouble::Field),
    }
}

/// What stands behind the `#` of a link, with or without the rest of the address.
fn link(text: &str) -> Option<String> {
    let one_line = !text.contains(char::is_whitespace);
    let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
    let version = fragment.split_once('/').map(|(version, _)| version);
    let ours = version.is_some_and(|version| {
        version == "rule" || !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit())
    });
    (one_line && ours).then(|| fragment.to_string())
}

/// How deep lists and objects are nested in a JSON text, and how many of them, or quotes, are
/// still open at its end.
fn nesting(text: &str) -> (usize, usize) {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (deepest, depth + usize::from(quoted))
}

/// The beginning, if it is long.
fn brief(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => [&text[..end], "…"].concat(),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = include_str!("../../scenarios/raft/playground.json");

    fn read(text: &str) -> Result<Brought, Trouble> {
        super::read(text, |text| serde_json::from_str(text).map_err(|bad| bad.to_string()))
    }

    #[test]
    fn a_scenario_and_a_link_are_told_apart() {
        assert!(matches!(read(STORY), Ok(Brought::Story(_))));
        assert!(matches!(read(&format!("\u{feff}{STORY}\n")), Ok(Brought::Story(_))));
        for text in ["https://x.org/lab/?embed#1/raft/playground?t=0", "1/raft/playground?t=0"] {
            let Ok(Brought::Link(link)) = read(text) else { panic!("{text} is a link") };
            assert_eq!(link, "1/raft/playground?t=0");
        }
    }

    #[test]
    fn everything_else_is_refused_for_its_own_reason() {
        let why = |text: &str| read(text).expect_err(text);
        assert_eq!(why("  \n"), Trouble::Empty);
        assert_eq!(why(&"x".repeat(LARGEST + 1)), Trouble::TooLarge(LARGEST + 1));
        assert_eq!(why("hello there"), Trouble::NotJson("hello there".into()));
        assert!(matches!(why("{\"a\": tru}"), Trouble::NotJson(_)));
        assert_eq!(why(&STORY[..STORY.len() / 2]), {
            Trouble::CutOff(nesting(&STORY[..STORY.len() / 2]).1)
        });
        assert_eq!(why(&"[".repeat(90_000)), Trouble::TooDeep);
        assert_eq!(why("[1]"), Trouble::Foreign("[1]".into()));
        assert_eq!(why("{\"name\": 1, \"dependencies\": {}}"), {
            Trouble::Foreign("name, dependencies".into())
        });
        assert_eq!(why(&STORY.replacen("\"version\": 1", "\"version\": 2", 1)), {
            Trouble::Newer("2".into())
        });
        let Trouble::Field(bad) = why(&STORY.replacen("\"nodes\"", "\"knots\"", 1)) else {
            panic!("a field")
        };
        assert_eq!(bad.path, "knots");
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_says_so() {
        let text = STORY.trim_end();
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(matches!(read(&text[..end]), Err(Trouble::CutOff(_))), "{}", &text[..end]);
        }
    }

    #[test]
    fn links_of_other_versions_and_of_other_pages_are_told_apart() {
        use election_core::permalink::Address;
        let of = |link: &str| Trouble::of_link(link, Address::parse(link).expect_err(link));
        assert!(matches!(of("2/raft/playground"), Trouble::LinkNewer(_)));
        assert!(matches!(of("section-3"), Trouble::LinkForeign(_)));
        assert!(matches!(of("1/raft"), Trouble::LinkBroken(_)));
        let long = ["1/raft/playground?off=", &"a".repeat(20_000)].concat();
        assert_eq!(of(&long), Trouble::LinkTooLong(long.len()));
    }
}

//! Claims on events: whether such a process can do it at all, with such a text, in such a window.

use super::super::claim::EventClaim;
use super::super::config::Config;
use super::super::event_name::EventName;
use super::{MOST_EVENTS, Said, process, sum, within};
use crate::schema::{BadInput, brief};
use crate::value::Value;
use crate::vocabulary::Conduct;
use crate::words::NodeId;

pub(super) fn check(claim: &EventClaim, said: &Said) -> Result<(), BadInput> {
    possible(&claim.event, claim.node, said.config)?;
    if let Some(text) = &claim.text {
        known_text(claim, text, said.config)?;
    }
    let none = claim.count.is_some_and(|count| count.fits(0));
    if none && claim.from >= said.at {
        let (from, at) = (claim.from.as_ms(), said.at.as_ms());
        let says = format!("{from} leaves nothing up to {at} to count in; allowed: below {at}");
        return Err(BadInput::new("from_ms", says));
    }
    let shown = |name: &str| brief(said.source.at(name));
    if let Some(count) = claim.count {
        within(count, MOST_EVENTS, "count", &shown("count"))?;
    }
    let Some(first) = claim.first_ms else { return Ok(()) };
    let window = said.at.since(claim.from) as i64 / 1000;
    if first.min > window || (first.max > window && first.max < i64::MAX) {
        let says = format!(
            "{} is beyond the window, which is {window} ms long; allowed: up to {window}",
            shown("first_ms")
        );
        return Err(BadInput::new("first_ms", says));
    }
    Ok(())
}

/// Refuses an event that no process of the cast, or not this one, can be at.
pub(super) fn possible(
    event: &EventName,
    node: Option<NodeId>,
    config: &Config,
) -> Result<(), BadInput> {
    let all = config.nodes.iter().map(|node| node.id);
    let able: Vec<NodeId> = all.filter(|id| can(event, *id, config)).collect();
    let what = event.told(config.system);
    match node {
        None if able.is_empty() => {
            let says = format!("{what} never comes: no process of this cast {}", verb(event));
            Err(BadInput::new("event", format!("{says}; allowed: an event of this cast")))
        }
        Some(id) if !able.contains(&id) => {
            let able: Vec<&str> = able.into_iter().map(|id| config.label(id)).collect();
            let able = if able.is_empty() { "another event".into() } else { able.join(", ") };
            let (label, kind) = (config.label(id), config.nodes[id.index()].kind.name);
            let says =
                format!("\"{label}\" is a {kind} and never {}; allowed: {able}", verb(event));
            Err(BadInput::new("node", says))
        }
        _ => Ok(()),
    }
}

/// What a process does at which such an event is.
fn verb(event: &EventName) -> &'static str {
    match event {
        EventName::Became(_) => "becomes that",
        EventName::Start => "starts",
        EventName::Down => "goes down in this plan",
        EventName::Ack => "acknowledges a write",
        EventName::Invoke | EventName::Ok | EventName::Fail | EventName::Unknown => "asks",
        EventName::Timer(_) => "arms such a timer",
        EventName::Send(_) => "sends such a message",
        EventName::Deliver(_) => "is sent such a message",
        EventName::Rule(..) => "cites such a rule",
    }
}

fn can(event: &EventName, id: NodeId, config: &Config) -> bool {
    let Some(guise) = config.guise(id) else { return true };
    let does = guise.does;
    let name = |kind: &u8| config.system.messages[usize::from(*kind)];
    match event {
        EventName::Became(role) => guise.can_be(*role),
        EventName::Start => true,
        EventName::Down => process::can_go_down(config, id),
        EventName::Ack => does.acks && sum::somebody_writes(config),
        EventName::Invoke | EventName::Ok | EventName::Fail | EventName::Unknown => {
            sum::is_asking(config, id)
        }
        EventName::Timer(timer) => has(does.timers, timer),
        EventName::Send(kind) => has(does.sends, name(kind)) && goes(name(kind), config),
        EventName::Deliver(kind) => has(does.hears, name(kind)) && goes(name(kind), config),
        EventName::Rule(rule, _) => has(does.cites, rule),
    }
}

/// Whether somebody here sends such messages, somebody understands them, and who makes others send
/// them is there.
pub(super) fn goes(message: &str, config: &Config) -> bool {
    let needs = config.system.vocabulary.needs.iter().find(|(word, _)| *word == message);
    let there = |kind: &&str| config.of_kind(kind).next().is_some();
    needs.is_none_or(|(_, kinds)| kinds.iter().any(there))
        && conducts(config).any(|it| has(it.sends, message))
        && conducts(config).any(|it| has(it.hears, message))
}

fn has(lists: &[&[&str]], word: &str) -> bool {
    lists.iter().any(|list| list.contains(&word))
}

fn conducts(config: &Config) -> impl Iterator<Item = &'static Conduct> {
    config.nodes.iter().filter_map(|node| config.guise(node.id)).map(|guise| guise.does)
}

/// Refuses a text that such an event never has, where its texts are known.
fn known_text(claim: &EventClaim, text: &str, config: &Config) -> Result<(), BadInput> {
    let all = config.nodes.iter().map(|node| node.id);
    let at = all.filter(|id| claim.node.is_none_or(|node| node == *id));
    let does = at.filter_map(|id| config.guise(id)).map(|guise| guise.does);
    let known: Vec<String> = match claim.event {
        EventName::Fail | EventName::Unknown => {
            does.flat_map(|does| does.errors).map(|error| (*error).to_string()).collect()
        }
        EventName::Down => process::ends(does),
        _ => return Ok(()),
    };
    said_by(&known, text, config, "text")
}

/// Refuses a part that stands in none of these texts; `{}` in one stands for any text.
pub(super) fn said_by(
    known: &[String],
    part: &str,
    config: &Config,
    path: &str,
) -> Result<(), BadInput> {
    let ids: String = config.nodes.iter().map(|node| node.label.as_str()).collect();
    let ids = ids.as_str();
    if known.iter().any(|whole| may_hold(whole, part, ids)) {
        return Ok(());
    }
    let mut shown: Vec<&str> = Vec::new();
    for text in known {
        if !shown.contains(&text.as_str()) {
            shown.push(text);
        }
    }
    let allowed = if shown.is_empty() { "none".into() } else { shown.join("; ") };
    let says =
        format!("{} is in no such text; allowed: a part of {allowed}", brief(&Value::from(part)));
    Err(BadInput::new(path, says).near(part, shown))
}

/// Whether the part can stand in the text, whatever number, kind of a packet or id, made of these
/// letters, stands for its `{}`.
fn may_hold(whole: &str, part: &str, ids: &str) -> bool {
    // What comes next: a letter, or `None` for a gap.
    let pieces = whole.split("{}").map(|piece| piece.chars().map(Some));
    let mut text: Vec<Option<char>> = Vec::new();
    for (nth, piece) in pieces.enumerate() {
        text.extend((nth > 0).then_some(None));
        text.extend(piece);
    }
    let fills = |c: char| {
        c.is_ascii_hexdigit() || c.is_ascii_uppercase() || "x-".contains(c) || ids.contains(c)
    };
    // All places to which the part may have come.
    let mut places: Vec<bool> = vec![true; text.len() + 1];
    for c in part.chars() {
        let mut next = vec![false; text.len() + 1];
        for (at, it) in text.iter().enumerate().filter(|(at, _)| places[*at]) {
            next[at + 1] |= *it == Some(c);
            next[at] |= it.is_none() && fills(c);
        }
        // A gap may end at any time.
        for at in 0..text.len() {
            next[at + 1] |= next[at] && text[at].is_none();
        }
        places = next;
    }
    places.contains(&true)
}

#[cfg(test)]
mod tests {
    use super::may_hold;

    #[test]
    fn a_part_is_found_whatever_stands_for_the_gaps() {
        let whole = "tocommit({}) is out of range [lastIndex({})]. Was the log lost?";
        for (part, held) in [
            ("tocommit(7) is out", true),
            ("out of range", true),
            ("(7) is out of range [lastIndex(0)]. Was", true),
            ("commit(", true),
            ("7", true),
            ("lastIndex(r1)", true),
            ("exploded", false),
            ("lost?", true),
            ("out of rage", false),
            ("tocommit[7]", false),
            ("lost? No", false),
            ("killed by", false),
        ] {
            assert_eq!(may_hold(whole, part, "r1"), held, "{part}");
        }
        assert!(may_hold("killed", "kill", "") && !may_hold("killed", "killer", ""));
    }
}

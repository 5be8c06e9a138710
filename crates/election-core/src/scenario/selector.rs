//! How a plan names a process: by its id, or by what it is when the step is done.

use super::config::{Config, NodeConfig};
use super::event_name::ROLES;
use crate::schema::{self, BadInput};
use crate::value::Value;
use crate::view::Role;
use crate::vocabulary::Guise;

/// `follower:2` → (`follower`, 2): the second in the order of the cast; without a number the
/// first. A number that is none is 0, which names nobody.
pub fn split(text: &str) -> (&str, u32) {
    match text.split_once(':') {
        Some((word, nth)) => (word, nth.parse().unwrap_or(0)),
        None => (text, 1),
    }
}

/// The roles that a process of this cast can have, in the order in which they are declared.
pub fn roles(config: &Config) -> Vec<Role> {
    let guise = |node: &NodeConfig| config.system.vocabulary.guise(node.kind.name);
    let guises: Vec<&Guise> = config.nodes.iter().filter_map(guise).collect();
    let has = |role: &Role| guises.iter().any(|guise| guise.can_be(*role));
    ROLES.into_iter().filter(has).collect()
}

/// Everything that names a process in this cast: ids, roles, the system's own words.
pub fn words(config: &Config) -> Vec<String> {
    let ids = config.nodes.iter().map(|node| node.label.clone());
    let roles = roles(config);
    let roles = roles.iter().map(|role| match role {
        Role::Leader => role.word().to_string(),
        role => format!("{}:N", role.word()),
    });
    let own = config.system.selectors.iter().map(|word| (*word).to_string());
    ids.chain(roles).chain(own).collect()
}

/// Refuses what can never name a process of this cast.
pub fn check(value: &Value, config: &Config, path: &str) -> Result<(), BadInput> {
    let text = match value {
        Value::Int(n) => n.to_string(),
        other => other.text().to_string(),
    };
    if config.find(&text).is_some() || config.system.selectors.contains(&text.as_str()) {
        return Ok(());
    }
    let (word, nth) = split(&text);
    let role = roles(config).into_iter().find(|role| role.word() == word);
    match role {
        Some(Role::Leader) if text == word => Ok(()),
        Some(role) if role != Role::Leader && (1..=24).contains(&nth) => Ok(()),
        _ => {
            let words = words(config);
            let shown = words.join(", ");
            let says = format!("{} names no process; allowed: {shown}", schema::brief(value));
            let plain = words.iter().map(|word| word.trim_end_matches(":N"));
            Err(BadInput::new(path, says).near(word, plain))
        }
    }
}

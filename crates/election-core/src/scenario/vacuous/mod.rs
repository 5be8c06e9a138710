//! What is vacuous: a check that no run of this cast and plan could make fail, or could make come
//! true, and a deed that does nothing. An author is told so. What visitors made of a story — other
//! settings, fewer servers, deeds by hand — is not asked.

mod deed;
mod event;
mod limits;
mod process;
mod sum;

pub use limits::{MOST_EVENTS, furthest, most_operations};

use super::config::Config;
use super::event_name::ROLES;
use super::expect::Expect;
use super::lesson::Switch;
use super::plan::{Must, When};
use super::traits::{Bounds, Want};
use super::{Claim, Scenario};
use crate::property::Status;
use crate::schema::{self, BadInput};
use crate::systems::SYSTEMS;
use crate::value::Value;
use crate::view::Role;
use crate::words::{NodeId, Time};

/// Refuses what is vacuous.
pub(super) fn check(scenario: &Scenario) -> Result<(), BadInput> {
    let config = &scenario.config;
    key(&scenario.key)?;
    ids(config)?;
    deed::check(config)?;
    let steps = config.plan.steps.iter().enumerate();
    for (i, step) in steps.filter(|(_, step)| step.must != Must::Nothing) {
        wait(&step.when, config).map_err(|bad| bad.inside(&format!("plan[{i}].after")))?;
    }
    for (i, expect) in scenario.expect.iter().enumerate() {
        claim(expect, config).map_err(|bad| bad.inside(&format!("expect[{i}]")))?;
    }
    lesson(scenario)?;
    empty(scenario)
}

/// A key is part of links and of the names of texts.
fn key(key: &str) -> Result<(), BadInput> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if (1..=64).contains(&key.len())
        && key.starts_with(char::is_alphanumeric)
        && key.chars().all(fits)
    {
        return Ok(());
    }
    let shown = schema::brief(&key.into());
    let says = "1 to 64 letters, digits, '-', '_' or '.', first a letter or digit";
    Err(BadInput::new("key", format!("{shown} is not a key: {says}")))
}

/// An id that reads like a selector would be taken for what it is not.
fn ids(config: &Config) -> Result<(), BadInput> {
    let own = SYSTEMS.iter().flat_map(|spec| spec.selectors.iter().copied());
    let words = ["all", "any", "anybody", "everybody", "majority", "minority", "nobody", "none"];
    let roles = ROLES.iter().map(|role| role.word());
    let taken: Vec<&str> = roles.chain(own).chain(words).chain(["null"]).collect();
    for node in &config.nodes {
        let label = node.label.to_ascii_lowercase();
        if taken.contains(&label.as_str()) {
            let first = usize::from(node.kind.client) * config.servers().count();
            let list = if node.kind.client { "clients" } else { "nodes" };
            let path = format!("{list}[{}].id", node.id.index() - first);
            let says = format!(
                "\"{}\" is a word that selects processes; allowed: any but {}",
                node.label,
                taken.join(", ")
            );
            return Err(BadInput::new(path, says));
        }
    }
    Ok(())
}

/// An event to wait for that cannot come.
fn wait(when: &When, config: &Config) -> Result<(), BadInput> {
    match when {
        When::After { event, node, .. } => event::possible(event, *node, config),
        When::At(_) => Ok(()),
    }
}

fn lesson(scenario: &Scenario) -> Result<(), BadInput> {
    let given = scenario.source.at("lesson");
    for (i, step) in scenario.lesson.steps.iter().enumerate() {
        let inside = |bad: BadInput| bad.inside(&format!("lesson.steps[{i}].after"));
        wait(&step.when, &scenario.config).map_err(inside)?;
    }
    if given.get("steps").is_some_and(|steps| steps.items().is_empty()) {
        let says = "[] tells nothing; allowed: one step or more, or no steps";
        return Err(BadInput::new("lesson.steps", says));
    }
    if matches!(given, Value::Map(fields) if fields.is_empty()) {
        return Err(BadInput::new("lesson", "{} tells nothing; allowed: steps, switch or both"));
    }
    match &scenario.lesson.switch {
        Some(switch) => opposite(switch, &scenario.config),
        None => Ok(()),
    }
}

/// "Try the opposite" is another value than the story's.
fn opposite(switch: &Switch, config: &Config) -> Result<(), BadInput> {
    let holds = !config.rules_off.iter().any(|off| *off == switch.setting);
    let now = config.settings.get(&switch.setting).cloned().unwrap_or(holds.into());
    if now == switch.value {
        let says = format!("{now} is what the story has; allowed: another value");
        return Err(BadInput::new("lesson.switch.value", says));
    }
    Ok(())
}

/// `"expect": []` beside nothing else that could fail.
fn empty(scenario: &Scenario) -> Result<(), BadInput> {
    let given = scenario.source.get("expect").is_some() && scenario.expect.is_empty();
    let told = !scenario.lesson.steps.is_empty() || !scenario.config.plan.steps.is_empty();
    if given && !told {
        let says = "[] claims nothing, and no step of a plan or a lesson could fail; allowed: one \
                    claim or more, or no expect";
        return Err(BadInput::new("expect", says));
    }
    Ok(())
}

fn claim(expect: &Expect, config: &Config) -> Result<(), BadInput> {
    if expect.at == Time(0) {
        let says = "0 is the beginning, when nothing has happened; allowed: above 0";
        return Err(BadInput::new("at_ms", says));
    }
    let said = Said { source: &expect.source, config, at: expect.at };
    match &expect.claim {
        Claim::Event(claim) => event::check(claim, &said),
        Claim::Node(id, wants) => process::check(*id, wants, &said),
        Claim::Ledger(client, wants) => sum::check(*client, wants, &said),
        Claim::Property(id, status) => property(id, *status, &said),
        Claim::Partition(_, wants) => wants.iter().try_for_each(|it| partition(it, &said)),
        Claim::Record(id, nth, wants) => record(*id, *nth, wants.as_deref(), &said),
        Claim::Leader(_) | Claim::Believers(_) | Claim::EqualLogs(..) => Ok(()),
    }
}

fn record(
    id: NodeId,
    nth: i64,
    wants: Option<&[(&'static str, Want)]>,
    said: &Said,
) -> Result<(), BadInput> {
    limits::check_record(id, nth, wants.is_none(), said)?;
    for (name, want) in wants.unwrap_or(&[]) {
        match want {
            Want::Exactly(Value::Text(op)) => limits::check_write(op, said)?,
            Want::Within(bounds) => {
                let most = limits::furthest(said.config, id, "epoch", said.at);
                within(*bounds, most, &format!("is.{name}"), &said.shown("is", name))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// A claim, as the file writes it, and what it is about.
struct Said<'a> {
    source: &'a Value,
    config: &'a Config,
    at: Time,
}

impl Said<'_> {
    /// What stands in the file at `field.name`.
    fn shown(&self, field: &str, name: &str) -> String {
        schema::brief(self.source.at(field).at(name))
    }
}

/// A number that is never above `most`: bounds that every such number keeps to, or none.
fn within(bounds: Bounds, most: i64, path: &str, shown: &str) -> Result<(), BadInput> {
    let open = bounds.max == i64::MAX;
    let says = match bounds {
        _ if bounds.min > most => format!("{shown} is never found; allowed: up to {most}"),
        _ if bounds.max > most && !open => {
            format!("{shown} has a max that is never exceeded; allowed: a max below {most}")
        }
        _ if bounds.max == most && bounds.min <= 0 => {
            format!("{shown} is true of every number; allowed: a max below {most}")
        }
        _ => return Ok(()),
    };
    Err(BadInput::new(path, says))
}

/// Whether nothing in this cast puts the property to the test.
fn property(id: &str, status: Status, said: &Said) -> Result<(), BadInput> {
    let config = said.config;
    let needs = config.system.vocabulary.needs.iter().find(|(known, _)| *known == id);
    let there = |kind: &&str| config.of_kind(kind).next().is_some();
    let lacks = match (id, needs) {
        (_, Some((_, kinds))) if !kinds.iter().any(there) => kinds.join(" or "),
        ("no-dual-ack" | "acked-on-authority" | "acked-not-destroyed", _)
            if !sum::somebody_writes(config) =>
        {
            "client that writes".to_string()
        }
        ("acked-readable", _) if !(sum::somebody_writes(config) && sum::somebody_reads(config)) => {
            "client that writes and one that reads".to_string()
        }
        _ => return Ok(()),
    };
    let word = status.word();
    let says = match status {
        Status::NotExercised => format!("\"{word}\" is always so: there is no {lacks}"),
        _ => format!("\"{word}\" is never so: there is no {lacks}"),
    };
    let says = format!("{says}; allowed: claims on {id} with a {lacks}");
    Err(BadInput::new("is", says))
}

/// Of a partition: those that hold its data.
fn partition((name, want): &(&'static str, Want), said: &Said) -> Result<(), BadInput> {
    let named: Vec<&str> = match want {
        Want::Exactly(Value::Text(label)) => vec![label],
        Want::Set(labels) => labels.iter().map(String::as_str).collect(),
        _ => return Ok(()),
    };
    let holds = |id: &NodeId| said.config.guise(*id).is_some_and(|guise| guise.log.is_some());
    let stranger =
        named.into_iter().find(|label| !said.config.find(label).is_some_and(|id| holds(&id)));
    match stranger {
        Some(label) => {
            let all = said.config.nodes.iter().filter(|node| holds(&node.id));
            let all: Vec<&str> = all.map(|node| node.label.as_str()).collect();
            let says = format!("\"{label}\" holds no partition; allowed: {}", all.join(", "));
            Err(BadInput::new(format!("is.{name}"), says))
        }
        None => Ok(()),
    }
}

/// The word of a role, or of nobody.
fn role_named(word: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role.word() == word)
}

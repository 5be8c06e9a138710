//! Claims on a process: whether it is ever otherwise, or ever so.

use super::super::config::Config;
use super::super::selector;
use super::super::traits::Want;
use super::{Said, event, limits, role_named, within};
use crate::schema::BadInput;
use crate::value::Value;
use crate::view::{Down, Role};
use crate::vocabulary::{Conduct, Guise};
use crate::words::NodeId;

pub(super) fn check(
    id: NodeId,
    wants: &[(&'static str, Want)],
    said: &Said,
) -> Result<(), BadInput> {
    let Some(guise) = said.config.guise(id) else { return Ok(()) };
    for (name, want) in wants {
        told(id, guise, name, said)?;
        number(id, guise, name, want, said)?;
    }
    one_look(guise, wants, said)?;
    established(guise, wants, said)?;
    whom_it_follows(id, guise, wants, said)?;
    health(id, guise, wants, said)
}

fn refuse(name: &str, says: String) -> Result<(), BadInput> {
    Err(BadInput::new(format!("is.{name}"), says))
}

/// What is always the same of such a process.
fn told(id: NodeId, guise: &Guise, name: &str, said: &Said) -> Result<(), BadInput> {
    let common = ["health", "how"];
    let ends = ["reason"].into_iter().filter(|_| !guise.does.last_words.is_empty());
    let all: Vec<&str> = guise.tells.iter().copied().chain(common).chain(ends).collect();
    if all.contains(&name) {
        return Ok(());
    }
    let (label, shown) = (said.config.label(id), said.shown("is", name));
    let says = format!("{shown} cannot be otherwise, or never is: {label} is a {}", guise.kind);
    refuse(name, format!("{says}; allowed: {}", all.join(", ")))
}

fn number(id: NodeId, guise: &Guise, name: &str, want: &Want, said: &Said) -> Result<(), BadInput> {
    let Want::Within(bounds) = want else { return Ok(()) };
    let shown = said.shown("is", name);
    // Nothing is committed before the first record.
    let least = if name == "commit" { guise.log.map_or(0, |log| log.first - 1) } else { 0 };
    if bounds.max < least {
        return refuse(name, format!("{shown} is never found; allowed: {least} or more"));
    }
    if bounds.min <= least && bounds.max == i64::MAX {
        let says =
            format!("{shown} is true of every number; allowed: a min above {least}, or a max");
        return refuse(name, says);
    }
    within(*bounds, limits::furthest(said.config, id, name, said.at), &format!("is.{name}"), &shown)
}

fn text<'a>(wants: &'a [(&'static str, Want)], name: &str) -> Option<&'a str> {
    let found = wants.iter().find(|(known, _)| *known == name);
    found.and_then(|(_, want)| if let Want::Exactly(value) = want { value.as_text() } else { None })
}

/// The roles in which it calls itself all this.
fn roles_called(guise: &Guise, words: &[String]) -> Vec<Role> {
    let all = guise.looks.iter();
    let fits = all.filter(|(_, names)| words.iter().all(|word| names.contains(&word.as_str())));
    fits.map(|(role, _)| *role).collect()
}

/// A role, and a name that it never has in it.
fn one_look(guise: &Guise, wants: &[(&'static str, Want)], said: &Said) -> Result<(), BadInput> {
    let Some((_, Want::Words(words))) = wants.iter().find(|(name, _)| *name == "role_name") else {
        return Ok(());
    };
    let (called, shown) = (roles_called(guise, words), said.shown("is", "role_name"));
    let role = text(wants, "role").and_then(role_named);
    if called.is_empty() {
        return refuse("role_name", format!("{shown} is never all of it at once; allowed: fewer"));
    }
    match role.filter(|role| !called.contains(role)) {
        Some(role) => {
            let names = guise.looks.iter().filter(|(own, _)| *own == role);
            let names: Vec<&str> = names.flat_map(|(_, names)| names.iter().copied()).collect();
            let says = format!("{shown} is never the name of a {}", role.word());
            refuse("role_name", format!("{says}; allowed: {}", names.join(", ")))
        }
        None => Ok(()),
    }
}

/// Only who leads can be established.
fn established(guise: &Guise, wants: &[(&'static str, Want)], said: &Said) -> Result<(), BadInput> {
    if !wants.iter().any(|(name, _)| *name == "established") {
        return Ok(());
    }
    let by_role = text(wants, "role").and_then(role_named).is_none_or(|role| role == Role::Leader);
    let by_name = wants.iter().all(|(_, want)| match want {
        Want::Words(words) => roles_called(guise, words).contains(&Role::Leader),
        _ => true,
    });
    if by_role && by_name {
        return Ok(());
    }
    let shown = said.shown("is", "established");
    refuse("established", format!("{shown} beside another role; allowed beside role leader"))
}

/// A leader follows itself; others somebody who can lead.
fn whom_it_follows(
    id: NodeId,
    guise: &Guise,
    wants: &[(&'static str, Want)],
    said: &Said,
) -> Result<(), BadInput> {
    let Some((_, Want::Exactly(leader))) = wants.iter().find(|(name, _)| *name == "leader") else {
        return Ok(());
    };
    let (own, config) = (said.config.label(id), said.config);
    let leads = text(wants, "role").and_then(role_named) == Some(Role::Leader);
    if leads && leader.as_text() != Some(own) {
        return refuse("leader", format!("{leader} beside role leader; allowed: \"{own}\""));
    }
    let can = |other: NodeId| {
        let alike = |it: &Guise| it.can_be(Role::Leader) && it.log.is_some() >= guise.log.is_some();
        config.guise(other).is_some_and(alike)
    };
    match leader.as_text().and_then(|label| config.find(label)).filter(|other| !can(*other)) {
        Some(other) => {
            let kind = config.nodes[other.index()].kind.name;
            let all = config.nodes.iter().filter(|node| can(node.id));
            let all: Vec<&str> = all.map(|node| node.label.as_str()).collect();
            let says = format!("{leader} is a {kind}, whom it never follows");
            refuse("leader", format!("{says}; allowed: null, {}", all.join(", ")))
        }
        None => Ok(()),
    }
}

/// Whether some step of the plan may do one of these deeds to the process.
fn may_meet(config: &Config, id: NodeId, deeds: &[&str]) -> bool {
    let node = &config.nodes[id.index()];
    config.plan.steps.iter().any(|step| {
        let named = match step.deed.at("node") {
            Value::Int(n) => n.to_string(),
            other => other.text().to_string(),
        };
        let by_role = role_named(selector::split(&named).0);
        let meant = match config.find(&named) {
            Some(found) => found == id,
            None => by_role
                .is_none_or(|role| config.guise(node.id).is_none_or(|guise| guise.can_be(role))),
        };
        meant && deeds.contains(&step.deed.at("do").text())
    })
}

const KILLS: &[&str] = &["kill", "restart", "wipe"];
const STOPS: &[&str] = &["stop", "request"];

/// Whether the process can ever go down in this plan, or by itself.
pub(super) fn can_go_down(config: &Config, id: NodeId) -> bool {
    let panics = config.guise(id).is_none_or(|guise| !guise.does.last_words.is_empty());
    panics
        || may_meet(config, id, KILLS)
        || may_meet(config, id, STOPS)
        || may_meet(config, id, &["power-off"])
}

/// Every text with which such processes go down.
pub(super) fn ends<'a>(all: impl Iterator<Item = &'a Conduct>) -> Vec<String> {
    let plain = [Down::Killed, Down::PoweredOff, Down::Stopped].map(|how| how.word().to_string());
    let said = all.flat_map(|does| does.last_words.iter().copied());
    let said = said.flat_map(|text| {
        [Down::Panicked, Down::Refused].map(|how| format!("{}: {text}", how.word()))
    });
    plain.into_iter().chain(said).collect()
}

fn health(
    id: NodeId,
    guise: &Guise,
    wants: &[(&'static str, Want)],
    said: &Said,
) -> Result<(), BadInput> {
    let (config, label) = (said.config, said.config.label(id));
    let meets = |deeds: &[&str]| may_meet(config, id, deeds);
    let starts_down = !config.nodes[id.index()].up;
    let (goes_down, pauses) = (can_go_down(config, id), meets(&["pause"]));
    let alone = wants.len() == 1;
    match text(wants, "health") {
        Some("up") if alone && !starts_down && !goes_down && !pauses => {
            let says = format!("\"up\" cannot be otherwise: nothing ends or pauses {label}");
            return refuse("health", format!("{says}; allowed: of a process that the plan meets"));
        }
        Some("paused") if !pauses => {
            let says = format!("\"paused\" never is: no step pauses {label}");
            return refuse("health", format!("{says}; allowed with a step that does"));
        }
        Some("down") if !starts_down && !goes_down => {
            let says = format!("\"down\" never is: nothing ends {label}");
            return refuse("health", format!("{says}; allowed with a step that does"));
        }
        _ => {}
    }
    let panics = !guise.does.last_words.is_empty();
    let ever = match text(wants, "how") {
        Some("killed") => meets(KILLS),
        Some("powered off") => meets(&["power-off"]),
        Some("stopped") => meets(STOPS),
        Some("panicked" | "refused") => panics,
        _ => true,
    };
    if !ever {
        let says = format!("{} never is: nothing makes {label} end so", said.shown("is", "how"));
        return refuse("how", format!("{says}; allowed: what the plan or the process itself does"));
    }
    let reason = wants.iter().find_map(|(_, want)| match want {
        Want::Part(text) => Some(text),
        _ => None,
    });
    let known: Vec<String> = guise.does.last_words.iter().map(|it| (*it).to_string()).collect();
    reason.map_or(Ok(()), |text| event::said_by(&known, text, config, "is.reason"))
}

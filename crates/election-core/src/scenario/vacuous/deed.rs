//! Deeds of a plan that do nothing. `"may_fail": true` allows them: a visitor's run, written out,
//! may heal what nobody had cut.

use super::super::config::Config;
use super::super::plan::{Must, PlanStep, When};
use super::event;
use crate::schema::{BadInput, brief};
use crate::value::Value;
use crate::words::NodeId;

pub(super) fn check(config: &Config) -> Result<(), BadInput> {
    for (i, step) in config.plan.steps.iter().enumerate() {
        let inside = |bad: BadInput| bad.inside(&format!("plan[{i}]"));
        ["from", "to"].into_iter().try_for_each(|name| once(&step.deed, name)).map_err(inside)?;
        let groups = step.deed.at("groups").items().iter().enumerate();
        for (nth, group) in groups {
            twice(group.items(), &format!("groups[{nth}]")).map_err(inside)?;
        }
        if step.must != Must::Nothing {
            one(config, i, step).map_err(inside)?;
        }
    }
    Ok(())
}

fn once(deed: &Value, name: &str) -> Result<(), BadInput> {
    twice(deed.at(name).items(), name)
}

fn twice(items: &[Value], path: &str) -> Result<(), BadInput> {
    let again = (1..items.len()).find(|i| items[..*i].iter().any(|it| same(it, &items[*i])));
    match again {
        Some(i) => {
            let says = format!("{} is listed twice; allowed: once", brief(&items[i]));
            Err(BadInput::new(format!("{path}[{i}]"), says))
        }
        None => Ok(()),
    }
}

fn name(value: &Value) -> String {
    if let Value::Int(n) = value { n.to_string() } else { value.text().to_string() }
}

fn same(a: &Value, b: &Value) -> bool {
    name(a) == name(b)
}

fn one(config: &Config, i: usize, step: &PlanStep) -> Result<(), BadInput> {
    let deed = &step.deed;
    let before = || {
        let steps = config.plan.steps.iter().enumerate();
        steps
            .filter(move |(j, other)| may_come_before((*j, other), (i, step)))
            .map(|(_, it)| &it.deed)
    };
    let links = links(deed, config);
    let touched = |words: &[&str]| {
        let mut others = before().filter(|other| words.contains(&other.at("do").text()));
        others.any(|other| meet(&links, &self::links(other, config)) && one_kind(deed, other))
    };
    let word = deed.at("do").text();
    if let Some(message) = deed.at("message").as_text().filter(|it| !event::goes(it, config)) {
        let says = format!("nobody here sends \"{message}\"; allowed: what this cast sends");
        return Err(BadInput::new("message", says));
    }
    let (from, network) = (deed.at("from"), &config.network);
    let nothing = |path: &str, says: String| Err(BadInput::new(path, says));
    match word {
        "cut" | "heal" | "slow" | "lossy" | "hold" | "drop" | "pass" | "break"
            if links.is_empty() =>
        {
            let says = format!("{} to itself is no link; allowed: another process", brief(from));
            nothing("to", says)
        }
        "partition" => overlap(deed.at("groups").items()),
        "heal" if !touched(CUTS) => {
            let says = "\"heal\" does nothing: no step before cuts these links; allowed behind cut, \
                        isolate or partition";
            nothing("do", says.into())
        }
        "heal-all" if !before().any(|other| ODD.contains(&other.at("do").text())) => {
            let says = format!("\"heal-all\" does nothing; allowed behind {}", ODD.join(", "));
            nothing("do", says)
        }
        "pass" if !touched(&["hold", "drop"]) => {
            let says = "\"pass\" does nothing: no step before holds or drops such messages on these \
                        links; allowed behind hold or drop";
            nothing("do", says.into())
        }
        "slow" if latency(deed) == network.latency && !touched(&["slow"]) => {
            let says = format!(
                "{} is what the network has; allowed: another",
                brief(deed.at("latency_ms"))
            );
            nothing("latency_ms", says)
        }
        "lossy"
            if deed.at("loss").millionths() == i64::from(network.loss) && !touched(&["lossy"]) =>
        {
            nothing(
                "loss",
                format!("{} is what the network has; allowed: another", deed.at("loss")),
            )
        }
        "set" => no_change(config, deed, before()),
        _ => Ok(()),
    }
}

const CUTS: &[&str] = &["cut", "isolate", "partition"];
const ODD: &[&str] = &["cut", "isolate", "partition", "slow", "lossy", "hold", "drop"];

fn latency(deed: &Value) -> (u32, u32) {
    let micros = |nth: usize| {
        let value = deed.at("latency_ms").items().get(nth);
        value.map_or(0, |value| (value.millionths() / 1000) as u32)
    };
    (micros(0), micros(1))
}

/// Whether a step may be done before another. An event may come at any time.
fn may_come_before((i, a): (usize, &PlanStep), (j, b): (usize, &PlanStep)) -> bool {
    match (&a.when, &b.when) {
        _ if i == j => false,
        (When::At(a), When::At(b)) => a < b || (a == b && i < j),
        _ => true,
    }
}

/// A process; `None`: which, the moment decides.
type Who = Option<NodeId>;

/// The links that a deed is about, from and to.
fn links(deed: &Value, config: &Config) -> Vec<(Who, Who)> {
    let find = |value: &Value| config.find(&name(value));
    let list = |name: &str| deed.at(name).items().iter().map(find).collect::<Vec<Who>>();
    match deed.at("do").text() {
        "isolate" => {
            let me = find(deed.at("node"));
            vec![(me, None), (None, me)]
        }
        "partition" => {
            let groups = deed.at("groups").items().iter();
            let groups: Vec<Vec<Who>> =
                groups.map(|group| group.items().iter().map(find).collect()).collect();
            let mut all = Vec::new();
            for (i, a) in groups.iter().enumerate() {
                groups.iter().skip(i + 1).for_each(|b| all.extend(between(a, b, "both")));
            }
            all
        }
        _ => between(&list("from"), &list("to"), deed.at("direction").text()),
    }
}

fn between(from: &[Who], to: &[Who], way: &str) -> Vec<(Who, Who)> {
    let pairs = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b)));
    let pairs = pairs.filter(|(a, b)| a.is_none() || a != b);
    let ways = pairs.flat_map(|(a, b)| match way {
        "forward" => vec![(a, b)],
        "backward" => vec![(b, a)],
        _ => vec![(a, b), (b, a)],
    });
    ways.collect()
}

/// Whether some link may be among both.
fn meet(some: &[(Who, Who)], others: &[(Who, Who)]) -> bool {
    let alike = |a: Who, b: Who| a.is_none() || b.is_none() || a == b;
    some.iter().any(|(f, t)| others.iter().any(|(g, u)| alike(*f, *g) && alike(*t, *u)))
}

/// Whether two filters are about messages of one kind; what has none is about all.
fn one_kind(a: &Value, b: &Value) -> bool {
    let (a, b) = (a.at("message").text(), b.at("message").text());
    a.is_empty() || b.is_empty() || a == b
}

/// A process in two groups would lose every link: nobody means that by two groups.
fn overlap(groups: &[Value]) -> Result<(), BadInput> {
    for (nth, group) in groups.iter().enumerate() {
        for (i, who) in group.items().iter().enumerate() {
            let mut earlier = groups[..nth].iter();
            if let Some(other) = earlier.position(|it| it.items().iter().any(|id| same(id, who))) {
                let says =
                    format!("{} is in groups[{other}], too; allowed: in one group", brief(who));
                return Err(BadInput::new(format!("groups[{nth}][{i}]"), says));
            }
        }
    }
    Ok(())
}

/// A setting that has this value already.
fn no_change<'a>(
    config: &Config,
    deed: &Value,
    mut before: impl Iterator<Item = &'a Value>,
) -> Result<(), BadInput> {
    let setting = deed.at("setting");
    let is = config.settings.at(setting.text());
    let changed = before.any(|it| it.at("do").text() == "set" && it.at("setting") == setting);
    if is == deed.at("value") && !changed {
        let says = format!("{is} is what it is already; allowed: another");
        return Err(BadInput::new("value", says));
    }
    Ok(())
}

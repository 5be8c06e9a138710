//! In what two runs differ: by their stories, and at one moment.

use super::super::Session;
use election_core::action::Action;
use election_core::sim::history::Script;
use election_core::value::Value;
use election_core::view::{ClusterView, Health, NodeView};
use election_core::words::{NodeId, Time};

/// One thing in which two runs differ from the beginning.
#[derive(Clone, PartialEq, Debug)]
pub enum Difference {
    /// They tell different stories.
    Story,
    /// A setting: its value on the left and on the right.
    Setting(&'static str, Value, Value),
    /// A rule: whether it holds on the left; on the right it is the other way.
    Rule(&'static str, bool),
    /// What was done to them, from this moment on.
    Deeds(Time),
}

/// In what the two runs differ; what was asked for first.
pub fn differences(left: &Session, right: &Session) -> Vec<Difference> {
    let (a, b) = (left.run.scenario(), right.run.scenario());
    let system = a.config.system;
    if system.key != b.config.system.key || left.base.key != right.base.key {
        return vec![Difference::Story];
    }
    let mut all = Vec::new();
    let value = |name: &str| (a.config.settings.at(name), b.config.settings.at(name));
    for name in system.settings.iter().map(|setting| setting.field.name) {
        let (left, right) = value(name);
        if left != right {
            all.push(Difference::Setting(name, left.clone(), right.clone()));
        }
    }
    // What another profile brings with it is not told line by line.
    if let Some(place) = all.iter().position(|it| matches!(it, Difference::Setting("profile", ..)))
    {
        all.swap(0, place);
        all.truncate(1);
    }
    for rule in system.rules.iter().filter(|rule| rule.switch) {
        let off = |rules: &[&str]| rules.contains(&rule.id);
        if off(&a.config.rules_off) != off(&b.config.rules_off) {
            all.push(Difference::Rule(rule.id, !off(&a.config.rules_off)));
        }
    }
    let deed = first_deed_apart(left.run.script(), right.run.script());
    all.extend(deed.map(|(at, _)| Difference::Deeds(at)));
    all
}

/// The first deed of the second script that the first one does not have; if it has no more, the
/// time of the first one's next.
pub fn first_deed_apart<'a>(of: &Script, than: &'a Script) -> Option<(Time, Option<&'a Action>)> {
    let mut place = 0;
    while of.get(place).is_some() && of.get(place) == than.get(place) {
        place += 1;
    }
    match (than.get(place), of.get(place)) {
        (Some((at, action)), _) => Some((*at, Some(action))),
        (None, Some((at, _))) => Some((*at, None)),
        (None, None) => None,
    }
}

/// A process that is not the same in both runs at this moment, and in what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Apart {
    /// Its id on the left.
    pub left: NodeId,
    /// Its id on the right.
    pub right: NodeId,
    /// It runs in one and not in the other.
    pub health: bool,
    /// Its role, or whom it follows.
    pub role: bool,
    /// Its epoch.
    pub epoch: bool,
    /// Its log.
    pub log: bool,
}

/// The processes that differ now. They are told by their names; clients have nothing to differ in.
pub fn apart(left: &ClusterView, right: &ClusterView) -> Vec<Apart> {
    let servers = left.nodes.iter().filter(|node| !node.client);
    let pair = |a: &NodeView| {
        let b = right.nodes.iter().find(|b| b.label == a.label && b.kind == a.kind)?;
        compared(a, b)
    };
    servers.filter_map(pair).collect()
}

fn compared(a: &NodeView, b: &NodeView) -> Option<Apart> {
    let (x, y) = (&a.standing, &b.standing);
    let up = |node: &NodeView| match node.health {
        Health::Up => 0,
        Health::Paused { .. } => 1,
        Health::Down { .. } => 2,
    };
    let apart = Apart {
        left: a.id,
        right: b.id,
        health: up(a) != up(b),
        role: (x.role, x.leader, x.established) != (y.role, y.leader, y.established),
        epoch: x.epoch != y.epoch,
        log: x.log_end != y.log_end || a.portrait.log != b.portrait.log,
    };
    (apart.health || apart.role || apart.epoch || apart.log).then_some(apart)
}

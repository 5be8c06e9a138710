//! What happened, in a sentence: for the caption, the event log, the causes and the live region.

use crate::deeds;
use crate::locale::Text;
use crate::session::Session;
use election_core::effects::Outcome;
use election_core::event::{Event, Loss, What};
use election_core::scenario::Config;
use election_core::sim::history::Run;
use election_core::sim::record::{HOW, Mark, ROLES, Record};
use election_core::view::{Down, Role};
use election_core::words::{NodeId, NodeSet};

/// A record as a sentence.
pub fn record(record: &Record, run: &Run, text: &Text) -> String {
    let config = &run.scenario().config;
    let system = config.system;
    let node = text.node(config, record.node);
    let peer = text.node(config, record.peer);
    let epoch = epoch(record.value.into(), config, text);
    let named =
        |list: &[&'static str]| list.get(usize::from(record.kind)).copied().unwrap_or_default();
    let kind = named(system.messages);
    let kind = if kind.is_empty() { "RST" } else { kind };
    let key = match record.mark {
        Mark::Started => "event-started",
        Mark::Went => went(HOW.get(usize::from(record.kind))),
        Mark::Paused => "event-paused",
        Mark::Resumed => "event-resumed",
        Mark::Delivered => "event-delivered",
        Mark::LostCut => "event-lost-cut",
        Mark::LostOnTheWay => "event-lost",
        Mark::Refused => "event-refused",
        Mark::Broke => "event-broke",
        Mark::Fired => "event-fired",
        Mark::Cited => "event-cited",
        Mark::Leads => "event-leads",
        Mark::Leading => "event-leading",
        Mark::Turned => turned(ROLES.get(usize::from(record.kind)), record.node != record.peer),
        Mark::InSync => "event-in-sync",
        Mark::Write => "event-write",
        Mark::Read => "event-read",
        Mark::Ok => "event-ok",
        Mark::Failed => "event-failed",
        Mark::Unknown => "event-unknown",
        Mark::Acked => "event-acked",
        Mark::Acted => "event-acted",
        Mark::NotDone => "event-not-done",
    };
    let timer = timer_name(text, system.key, named(system.timers));
    let rule = system.rules.get(usize::from(record.kind)).map_or("", |rule| short(rule.id));
    let deed = match record.mark {
        Mark::Acted | Mark::NotDone => deeds::words(run.text(record), config, text),
        _ => String::new(),
    };
    let reason = if record.mark == Mark::Went { run.text(record) } else { "" };
    let members = match record.mark {
        Mark::InSync => {
            let members = NodeSet(record.value);
            members.iter().map(|id| text.node(config, id)).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    };
    text.with(
        key,
        &[
            ("members", &members),
            ("node", &node),
            ("peer", &peer),
            ("epoch", &epoch),
            ("message", kind),
            ("timer", &timer),
            ("rule", rule),
            ("deed", &deed),
            ("reason", reason),
            ("op", &(record.op().nth() + 1).to_string()),
        ],
    )
}

/// The sentence of a process that went down.
fn went(how: Option<&Down>) -> &'static str {
    match how {
        Some(Down::PoweredOff) => "event-powered-off",
        Some(Down::Stopped) => "event-stopped",
        Some(Down::Panicked) => "event-panicked",
        Some(Down::Refused) => "event-refused-to-start",
        Some(Down::Killed | Down::NotStarted) | None => "event-killed",
    }
}

/// An event with its details as a sentence; `None` for one that others imply.
pub fn event(event: &Event, config: &Config, text: &Text) -> Option<String> {
    let name = |id: &NodeId| text.node(config, *id);
    let message =
        |kind: u8| config.system.messages.get(usize::from(kind)).copied().unwrap_or("RST");
    let said = |key: &str, arguments: &[(&str, &str)]| Some(text.with(key, arguments));
    match &event.what {
        What::Started(node) => said("event-started", &[("node", &name(node))]),
        What::Went { node, how, says } => {
            let reason = says.as_deref().unwrap_or_default();
            said(went(Some(how)), &[("node", &name(node)), ("reason", reason)])
        }
        What::Paused(node) => said("event-paused", &[("node", &name(node))]),
        What::Resumed(node) => said("event-resumed", &[("node", &name(node))]),
        What::Delivered { id, .. } => {
            let (from, to) = (name(&id.from), name(&id.to));
            let arguments = [("node", &*to), ("peer", &*from), ("message", message(id.kind))];
            said("event-delivered", &arguments)
        }
        What::Lost { id, why, .. } => {
            let key = match why {
                Loss::Cut => "event-lost-cut",
                Loss::Refused | Loss::Stale => "event-refused",
                Loss::Network | Loss::Silence | Loss::ByHand => "event-lost",
            };
            let (from, to) = (name(&id.from), name(&id.to));
            said(key, &[("node", &*to), ("peer", &*from), ("message", message(id.kind))])
        }
        What::Broke { node, peer, .. } => {
            said("event-broke", &[("node", &name(node)), ("peer", &name(peer))])
        }
        What::Fired(node, timer) => {
            let timer = timer_name(text, config.system.key, timer);
            said("event-fired", &[("node", &name(node)), ("timer", &timer)])
        }
        What::Became { node, to, .. } => {
            let key = match (to.role, to.established) {
                (Role::Leader, true) => "event-leads",
                (Role::Leader, false) => "event-leading",
                (role, _) => turned(Some(&role), to.leader.is_some_and(|leader| leader != *node)),
            };
            let (node, peer) = (name(node), name(&to.leader.unwrap_or(*node)));
            said(
                key,
                &[("node", &node), ("peer", &peer), ("epoch", &epoch(to.epoch, config, text))],
            )
        }
        What::InSync { node, members } => {
            let members: Vec<String> = members.iter().map(|id| name(&id)).collect();
            said("event-in-sync", &[("node", &name(node)), ("members", &members.join(", "))])
        }
        What::Completed(op, outcome) => {
            let key = match outcome {
                Outcome::Ok { .. } => "event-ok",
                Outcome::Fail(_) => "event-failed",
                Outcome::Unknown(_) => "event-unknown",
            };
            let (client, op) = (name(&op.client()), (op.nth() + 1).to_string());
            said(key, &[("node", &client), ("op", &op)])
        }
        What::Acted(deed) => said("event-acted", &[("deed", &deeds::words(deed, config, text))]),
        What::NotDone(deed) => {
            said("event-not-done", &[("deed", &deeds::words(deed, config, text))])
        }
        What::Sent { .. } | What::Cited(..) | What::Invoked(..) | What::Acknowledged { .. } => None,
    }
}

/// An epoch under the system's own name: `epoch 2`, `term 5`.
fn epoch(epoch: i64, config: &Config, text: &Text) -> String {
    let own = ["epoch-", config.system.key].concat();
    let key = if text.find(&own).is_some() { &own } else { "epoch" };
    text.with(key, &[("epoch", &epoch.to_string())])
}

fn turned(role: Option<&Role>, follows_another: bool) -> &'static str {
    match role {
        Some(Role::Looking) => "event-looking",
        Some(Role::Follower) if follows_another => "event-follows",
        Some(Role::Observer) if follows_another => "event-observes",
        Some(Role::Follower | Role::Observer) => "event-follows-nobody",
        _ => "event-turned",
    }
}

/// A timer in words, its real name where there are none.
pub fn timer_name(text: &Text, system: &str, timer: &str) -> String {
    let key = ["timer-", system, "-", timer].concat();
    text.find(&key).unwrap_or(timer).to_string()
}

/// A rule's name without its system.
pub fn short(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, name)| name)
}

/// What a caption tells of when there is no lesson, and the live region reads out: changes of
/// leadership, faults, deeds.
pub fn is_news(record: &Record) -> bool {
    matches!(
        record.mark,
        Mark::Leads
            | Mark::Went
            | Mark::Started
            | Mark::Paused
            | Mark::Resumed
            | Mark::Acted
            | Mark::NotDone
    ) || record.mark == Mark::Turned && ROLES.get(usize::from(record.kind)) == Some(&Role::Looking)
}

/// Reads out what is new, not more often than it can be listened to, and says when the address
/// is due to be written.
#[derive(Debug, Default)]
pub struct Announcer {
    heard: usize,
    said: String,
    said_at: f64,
    wrote_at: f64,
}

/// Between two announcements, in ms of the wall clock.
const PAUSE: f64 = 1_800.0;
/// Between two writings of the address while time goes by, in ms of the wall clock.
const WRITING: f64 = 1_000.0;

impl Announcer {
    /// What was said last.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Hears what happened up to the playhead. `now` is the wall clock in ms, or `MAX` for what
    /// the visitor did, which is said at once.
    pub fn listen(&mut self, session: &Session, text: &Text, now: f64) {
        let records = session.run.records_until_now();
        if records.len() < self.heard {
            self.heard = records.len();
        }
        if now != f64::MAX && now - self.said_at < PAUSE {
            return;
        }
        let news = records[self.heard..].iter().rev().find(|record| is_news(record));
        self.heard = records.len();
        if let Some(news) = news {
            self.said = record(news, &session.run, text);
            self.said_at = if now == f64::MAX { self.said_at } else { now };
        }
    }

    /// Whether the address is due to be written: now and then, and when time stands still.
    pub fn is_time_to_write(&mut self, now: f64, moves: bool) -> bool {
        let due = !moves || now - self.wrote_at >= WRITING;
        if due {
            self.wrote_at = now;
        }
        due
    }
}

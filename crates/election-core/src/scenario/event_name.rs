//! Events by name, as plans, lessons and expectations wait for them.

use crate::event::What;
use crate::schema::BadInput;
use crate::system::SystemSpec;
use crate::view::Role;
use crate::words::NodeId;

/// An event as a plan or an expectation names it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum EventName {
    /// A process took this role (`leader`: and is established).
    Became(Role),
    /// A process started.
    Start,
    /// A process went down.
    Down,
    /// A write was acknowledged; the process is the server.
    Ack,
    /// `timer:NAME`: a timer was due.
    Timer(&'static str),
    /// `send:KIND`: a message was sent; the process is its sender.
    Send(u8),
    /// `deliver:KIND`: a message arrived; the process is its receiver.
    Deliver(u8),
    /// `rule:ID` or `rule:ID=VERDICT`: a rule decided.
    Rule(&'static str, Option<String>),
}

pub(super) const ROLES: [Role; 7] = [
    Role::Leader,
    Role::Follower,
    Role::Looking,
    Role::Observer,
    Role::Voter,
    Role::Peer,
    Role::Client,
];

impl EventName {
    /// Reads an event's name.
    pub fn read(text: &str, spec: &'static SystemSpec, path: &str) -> Result<EventName, BadInput> {
        let alias = spec.aliases.iter().find(|(name, _)| *name == text);
        let text = alias.map_or(text, |(_, name)| name);
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let kind = || spec.messages.iter().position(|name| *name == rest).map(|kind| kind as u8);
        let found = match word {
            "start" => Some(EventName::Start),
            "down" => Some(EventName::Down),
            "ack" => Some(EventName::Ack),
            "timer" => spec.timers.iter().find(|name| **name == rest).map(|n| EventName::Timer(n)),
            "send" => kind().map(EventName::Send),
            "deliver" => kind().map(EventName::Deliver),
            "rule" => {
                let (id, verdict) =
                    rest.split_once('=').map_or((rest, None), |(i, v)| (i, Some(v)));
                let rule = spec.rules.iter().find(|rule| rule.id == id);
                rule.map(|rule| EventName::Rule(rule.id, verdict.map(str::to_string)))
            }
            _ => ROLES.into_iter().find(|role| role.word() == text).map(EventName::Became),
        };
        found.ok_or_else(|| {
            let aliases =
                spec.aliases.iter().map(|(name, _)| format!(", {name}")).collect::<String>();
            let says = format!(
                "\"{text}\" is not an event; allowed: start, down, ack, leader, follower, looking, \
                 observer{aliases}, timer:NAME ({}), send:KIND or deliver:KIND ({}), \
                 rule:ID or rule:ID=VERDICT",
                spec.timers.join(", "),
                spec.messages.join(", "),
            );
            BadInput::new(path, says)
        })
    }

    /// Whether this happened, at that process.
    pub fn fits(&self, what: &What, node: Option<NodeId>) -> bool {
        self.place(what).is_some_and(|at| node.is_none_or(|node| node == at))
    }

    /// Where it happened, if this is what happened.
    pub fn place(&self, what: &What) -> Option<NodeId> {
        match (self, what) {
            (EventName::Became(Role::Leader), What::Became { node, from, to }) => {
                (!from.established && to.established).then_some(*node)
            }
            (EventName::Became(role), What::Became { node, from, to }) => {
                (from.role != *role && to.role == *role).then_some(*node)
            }
            (EventName::Start, What::Started(node)) => Some(*node),
            (EventName::Down, What::Went { node, .. }) => Some(*node),
            (EventName::Ack, What::Acknowledged { node, .. }) => Some(*node),
            (EventName::Timer(name), What::Fired(node, fired)) => (name == fired).then_some(*node),
            (EventName::Send(kind), What::Sent { id, .. }) => (id.kind == *kind).then_some(id.from),
            (EventName::Deliver(kind), What::Delivered { id, .. }) => {
                (id.kind == *kind).then_some(id.to)
            }
            (EventName::Rule(id, verdict), What::Cited(node, cited)) => {
                let same = verdict.as_deref().is_none_or(|verdict| verdict == cited.verdict);
                (cited.rule.id == *id && same).then_some(*node)
            }
            _ => None,
        }
    }
}

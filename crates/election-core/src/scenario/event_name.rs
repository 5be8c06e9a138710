//! Events by name, as plans, lessons and expectations wait for them.

use crate::effects::Outcome;
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
    /// A client began an operation.
    Invoke,
    /// A client saw its operation succeed.
    Ok,
    /// A client saw its operation fail for certain.
    Fail,
    /// A client cannot know how its operation ended.
    Unknown,
    /// `timer:NAME`: a timer was due.
    Timer(&'static str),
    /// `send:KIND`: a message was sent; the process is its sender.
    Send(u8),
    /// `deliver:KIND`: a message arrived; the process is its receiver.
    Deliver(u8),
    /// `rule:ID` or `rule:ID=VERDICT`: a rule decided.
    Rule(&'static str, Option<&'static str>),
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

/// Those that stand for themselves, and at which process they happen.
pub const PLAIN: [(&str, EventName); 7] = [
    ("start", EventName::Start),
    ("down", EventName::Down),
    ("ack", EventName::Ack),
    ("invoke", EventName::Invoke),
    ("ok", EventName::Ok),
    ("fail", EventName::Fail),
    ("unknown", EventName::Unknown),
];

/// Every event of a system by name, `rule:ID` without its verdicts.
pub fn names(spec: &'static SystemSpec) -> Vec<String> {
    let plain = PLAIN.iter().map(|(name, _)| (*name).to_string());
    let taken = |role: &Role| spec.vocabulary.guises.iter().any(|g| g.can_be(*role));
    let roles = ROLES.into_iter().filter(taken).map(|role| role.word().to_string());
    let aliases = spec.aliases.iter().map(|(name, _)| (*name).to_string());
    let timers = spec.timers.iter().map(|name| format!("timer:{name}"));
    let kinds = spec.messages.iter();
    let kinds = kinds.flat_map(|kind| [format!("send:{kind}"), format!("deliver:{kind}")]);
    let rules = spec.rules.iter().map(|rule| rule.id);
    let cited = rules.filter(|id| !spec.vocabulary.verdicts_of(id).is_empty());
    let cited = cited.map(|id| format!("rule:{id}"));
    plain.chain(roles).chain(aliases).chain(timers).chain(kinds).chain(cited).collect()
}

impl EventName {
    /// Reads an event's name.
    pub fn read(text: &str, spec: &'static SystemSpec, path: &str) -> Result<EventName, BadInput> {
        let alias = spec.aliases.iter().find(|(name, _)| *name == text);
        let text = alias.map_or(text, |(_, name)| name);
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let kind = || spec.messages.iter().position(|name| *name == rest).map(|kind| kind as u8);
        let found = match word {
            "timer" => spec.timers.iter().find(|name| **name == rest).map(|n| EventName::Timer(n)),
            "send" => kind().map(EventName::Send),
            "deliver" => kind().map(EventName::Deliver),
            "rule" => return read_rule(rest, spec, path),
            _ => {
                let taken = |role: &Role| {
                    let mut guises = spec.vocabulary.guises.iter();
                    role.word() == text && guises.any(|guise| guise.can_be(*role))
                };
                let plain = PLAIN.into_iter().find(|(name, _)| *name == text).map(|(_, it)| it);
                plain.or_else(|| ROLES.into_iter().find(taken).map(EventName::Became))
            }
        };
        found.ok_or_else(|| {
            let names = names(spec);
            let says = format!("\"{text}\" is not an event; allowed: {}", brief(&names));
            BadInput::new(path, says).near(text, names.iter().map(String::as_str))
        })
    }

    /// As a file names it.
    pub fn told(&self, spec: &'static SystemSpec) -> String {
        let message = |kind: &u8| spec.messages[usize::from(*kind)];
        match self {
            EventName::Became(role) => role.word().into(),
            EventName::Timer(name) => format!("timer:{name}"),
            EventName::Send(kind) => format!("send:{}", message(kind)),
            EventName::Deliver(kind) => format!("deliver:{}", message(kind)),
            EventName::Rule(id, None) => format!("rule:{id}"),
            EventName::Rule(id, Some(verdict)) => format!("rule:{id}={verdict}"),
            plain => {
                let known = PLAIN.iter().find(|(_, event)| event == plain);
                known.map_or("", |(name, _)| name).into()
            }
        }
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
            (EventName::Invoke, What::Invoked(op, _)) => Some(op.client()),
            (EventName::Ok, What::Completed(op, Outcome::Ok { .. })) => Some(op.client()),
            (EventName::Fail, What::Completed(op, Outcome::Fail(_))) => Some(op.client()),
            (EventName::Unknown, What::Completed(op, Outcome::Unknown(_))) => Some(op.client()),
            (EventName::Timer(name), What::Fired(node, fired)) => (name == fired).then_some(*node),
            (EventName::Send(kind), What::Sent { id, .. }) => (id.kind == *kind).then_some(id.from),
            (EventName::Deliver(kind), What::Delivered { id, .. }) => {
                (id.kind == *kind).then_some(id.to)
            }
            (EventName::Rule(id, verdict), What::Cited(node, cited)) => {
                let same = verdict.is_none_or(|verdict| verdict == cited.verdict);
                (cited.rule.id == *id && same).then_some(*node)
            }
            _ => None,
        }
    }

    /// Whether such an event has a text: a message's content, a client's error, how a process
    /// went down.
    pub fn has_text(&self) -> bool {
        use EventName::{Deliver, Down, Fail, Send, Unknown};
        matches!(self, Send(_) | Deliver(_) | Fail | Unknown | Down)
    }
}

/// The text of an event, see [`EventName::has_text`].
pub fn text_of(what: &What) -> Option<String> {
    match what {
        What::Sent { text, .. } | What::Delivered { text, .. } => {
            text.as_deref().map(str::to_string)
        }
        What::Completed(_, Outcome::Fail(error) | Outcome::Unknown(error)) => {
            Some((*error).to_string())
        }
        What::Went { how, says, .. } => {
            let says = says.as_deref().map_or(String::new(), |says| format!(": {says}"));
            Some(format!("{}{says}", how.word()))
        }
        _ => None,
    }
}

/// `kafka/produce=NONE`: a rule that is cited, and a verdict that it gives.
fn read_rule(rest: &str, spec: &'static SystemSpec, path: &str) -> Result<EventName, BadInput> {
    let (id, verdict) = rest.split_once('=').map_or((rest, None), |(id, v)| (id, Some(v)));
    let cited = || {
        let ids = spec.rules.iter().map(|rule| rule.id);
        ids.filter(|id| !spec.vocabulary.verdicts_of(id).is_empty())
    };
    let Some(id) = cited().find(|known| *known == id) else {
        let ids = cited().collect::<Vec<_>>().join(", ");
        let says = format!("\"{id}\" is no rule that a process cites; allowed: {ids}");
        return Err(BadInput::new(path, says).near(id, cited()));
    };
    let Some(verdict) = verdict else { return Ok(EventName::Rule(id, None)) };
    let known = spec.vocabulary.verdicts_of(id);
    match known.iter().find(|word| **word == verdict) {
        Some(word) => Ok(EventName::Rule(id, Some(word))),
        None => {
            let all = known.join(", ");
            let says = format!("\"{verdict}\" is no verdict of {id}; allowed: {all}");
            Err(BadInput::new(path, says).near(verdict, known.iter().copied()))
        }
    }
}

/// All names, those of a kind behind its first word: `timer:NAME (tick, …)`.
fn brief(names: &[String]) -> String {
    let of = |word: &str| {
        let rest = names.iter().filter_map(|name| name.strip_prefix(word)?.strip_prefix(':'));
        rest.collect::<Vec<_>>().join(", ")
    };
    let plain = names.iter().filter(|name| !name.contains(':')).cloned().collect::<Vec<_>>();
    format!(
        "{}, timer:NAME ({}), send:KIND or deliver:KIND ({}), rule:ID or rule:ID=VERDICT ({})",
        plain.join(", "),
        of("timer"),
        of("send"),
        of("rule")
    )
}

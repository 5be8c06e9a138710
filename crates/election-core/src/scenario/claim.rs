//! What a file may claim of a run, and how it is read. A claim that could not fail is refused.

use super::config::Config;
use super::event_name::EventName;
use super::form::form_of;
use super::plan::read_time;
use super::traits::{self, Bounds, Trait, Want};
use super::{check_place, find_id};
use crate::property::Status;
use crate::schema::{self, BadInput};
use crate::value::Value;
use crate::view::Role;
use crate::words::{NodeId, Time};

/// What is claimed.
#[derive(Clone, Debug)]
pub enum Claim {
    /// This process is the established leader of the highest epoch, or nobody is.
    Leader(Option<NodeId>),
    /// Exactly these processes believe they lead.
    Believers(Vec<NodeId>),
    /// A process's role, epoch, health and so on.
    Node(NodeId, Vec<(&'static str, Want)>),
    /// Who leads a partition, in which epoch, with which ISR.
    Partition(u32, Vec<(&'static str, Want)>),
    /// The ledger's numbers, over all clients or of one.
    Ledger(Option<NodeId>, Vec<(&'static str, Want)>),
    /// A property's status.
    Property(&'static str, Status),
    /// How often an event happened in a span, and when it first did.
    Event(EventClaim),
    /// Whether the logs of these processes are the same, record by record.
    EqualLogs(Vec<NodeId>, bool),
    /// What stands at a position of a process's log; `None`: nothing.
    Record(NodeId, i64, Option<Vec<(&'static str, Want)>>),
}

/// How often an event happened in a span, and when it first did.
#[derive(Clone, Debug)]
pub struct EventClaim {
    /// Which event.
    pub event: EventName,
    /// At which process; `None`: anywhere.
    pub node: Option<NodeId>,
    /// A part of its text: a message's content, a client's error, how a process went down.
    pub text: Option<String>,
    /// From when on it counts.
    pub from: Time,
    /// How often.
    pub count: Option<Bounds>,
    /// Milliseconds from `from` to the first.
    pub first_ms: Option<Bounds>,
}

/// Reads one claim and when it is checked.
pub(super) fn read(item: &Value, config: &Config, until: Time) -> Result<(Time, Claim), BadInput> {
    let form = form_of(item)?;
    let checked = schema::check_record(item, form.fields)?;
    let at = match checked.at("at_ms") {
        Value::Null => until,
        value => read_time(value, until, "at_ms")?,
    };
    let said = Said { item: &checked, config, traits: form.traits };
    let claim = match form.name {
        "leader" => Claim::Leader(match checked.at("leader") {
            Value::Null => None,
            id => Some(said.can_lead(id, "leader")?),
        }),
        "believers" => {
            let ids = checked.at("believers").items().iter().enumerate();
            let ids = ids.map(|(i, id)| said.can_lead(id, &format!("believers[{i}]")));
            Claim::Believers(ids.collect::<Result<_, _>>()?)
        }
        "ledger" => Claim::Ledger(said.client()?, said.all("ledger")?),
        "property" => said.property()?,
        "partition" => Claim::Partition(
            u32::try_from(checked.at("partition").int()).unwrap_or(u32::MAX),
            said.all("is")?,
        ),
        "equal_logs" => said.equal_logs()?,
        "record" => {
            let is = if checked.at("is").is_null() { None } else { Some(said.all("is")?) };
            Claim::Record(said.with_log(said.item.at("node"), "node")?, said.position(), is)
        }
        "event" => Claim::Event(said.event(at, until)?),
        _ => said.process()?,
    };
    Ok((at, claim))
}

/// An entry whose fields have passed the check.
struct Said<'a> {
    item: &'a Value,
    config: &'a Config,
    traits: &'static [Trait],
}

impl Said<'_> {
    fn all(&self, field: &str) -> Result<Vec<(&'static str, Want)>, BadInput> {
        traits::read(self.item.at(field), self.traits, &|_| Vec::new(), self.config, field)
    }

    fn node(&self) -> Result<NodeId, BadInput> {
        find_id(self.config, self.item.at("node"), "node")
    }

    /// A process that can lead those that hold the data.
    fn can_lead(&self, value: &Value, path: &str) -> Result<NodeId, BadInput> {
        let id = find_id(self.config, value, path)?;
        let can = |id: NodeId| {
            let guise = self.config.guise(id);
            guise.is_some_and(|guise| guise.can_be(Role::Leader) && guise.log.is_some())
        };
        if can(id) {
            return Ok(id);
        }
        let kind = self.config.nodes[id.index()].kind.name;
        let says = format!("{} is a {kind} and never leads", schema::brief(value));
        let can = self.config.nodes.iter().filter(|it| can(it.id));
        let can: Vec<&str> = can.map(|node| node.label.as_str()).collect();
        Err(BadInput::new(path, format!("{says}; allowed: {}", can.join(", "))))
    }

    fn client(&self) -> Result<Option<NodeId>, BadInput> {
        let given = self.item.at("client");
        if given.is_null() {
            return Ok(None);
        }
        let id = find_id(self.config, given, "client")?;
        let asks = |id: NodeId| self.config.guise(id).is_some_and(|it| !it.does.asks.is_empty());
        if asks(id) {
            return Ok(Some(id));
        }
        let clients = self.config.nodes.iter().filter(|node| asks(node.id));
        let clients: Vec<&str> = clients.map(|node| node.label.as_str()).collect();
        Err(BadInput::not_one_of("client", given, &clients))
    }

    fn property(&self) -> Result<Claim, BadInput> {
        let own = self.config.system.properties.iter().map(|spec| spec.id);
        let known: Vec<&'static str> = crate::sim::COMMON.iter().copied().chain(own).collect();
        let given = self.item.at("property");
        let Some(id) = known.iter().find(|id| Some(**id) == given.as_text()) else {
            return Err(BadInput::not_one_of("property", given, &known));
        };
        let all = [Status::Holds, Status::Violated, Status::NotExercised];
        let word = self.item.at("is").text();
        let status = all.into_iter().find(|status| status.word() == word);
        Ok(Claim::Property(id, status.unwrap_or(Status::NotExercised)))
    }

    fn process(&self) -> Result<Claim, BadInput> {
        let id = self.node()?;
        let guise = self.config.guise(id);
        let own = |name: &str| match (name, guise) {
            ("role", Some(guise)) => guise.roles().map(Role::word).collect(),
            ("role_name", Some(guise)) => guise.names(),
            _ => Vec::new(),
        };
        let is = traits::read(self.item.at("is"), self.traits, &own, self.config, "is")?;
        let given = self.item.at("is");
        let down = given.get("health").is_none_or(|health| health.text() == "down");
        for name in ["how", "reason"] {
            if given.get(name).is_some() && !down {
                let says = "said of a process that is down; allowed beside \"health\":\"down\"";
                return Err(BadInput::new(format!("is.{name}"), says));
            }
        }
        let (gone, living) = (given.get("how").or(given.get("health")), ["role", "role_name"]);
        let gone = gone.is_some_and(|word| !matches!(word.text(), "up" | "paused"));
        match living.into_iter().find(|name| gone && given.get(name).is_some()) {
            Some(name) => {
                let says = "a process that is down has none; allowed: health up or paused";
                Err(BadInput::new(format!("is.{name}"), says))
            }
            None => Ok(Claim::Node(id, is)),
        }
    }

    fn position(&self) -> i64 {
        self.item.at("record").int()
    }

    /// A process that has a log.
    fn with_log(&self, value: &Value, path: &str) -> Result<NodeId, BadInput> {
        let id = find_id(self.config, value, path)?;
        let has = |id: NodeId| self.config.guise(id).is_some_and(|guise| guise.log.is_some());
        if has(id) {
            return Ok(id);
        }
        let all = self.config.nodes.iter().filter(|node| has(node.id));
        let all: Vec<&str> = all.map(|node| node.label.as_str()).collect();
        let says = format!("{} has no log; allowed: {}", schema::brief(value), all.join(", "));
        Err(BadInput::new(path, says))
    }

    fn equal_logs(&self) -> Result<Claim, BadInput> {
        let ids = self.item.at("equal_logs").items().iter().enumerate();
        let read = |(i, id): (usize, &Value)| self.with_log(id, &format!("equal_logs[{i}]"));
        let ids: Vec<NodeId> = ids.map(read).collect::<Result<_, _>>()?;
        if ids.len() < 2 {
            let says = format!("{} processes; allowed: two or more", ids.len());
            return Err(BadInput::new("equal_logs", says));
        }
        Ok(Claim::EqualLogs(ids, self.item.at("is").flag()))
    }

    fn event(&self, at: Time, until: Time) -> Result<EventClaim, BadInput> {
        let item = self.item;
        let event = EventName::read(item.at("event").text(), self.config.system, "event")?;
        let node = if item.at("node").is_null() { None } else { Some(self.node()?) };
        check_place(self.config, &event, node)?;
        let from = read_time(item.at("from_ms"), until, "from_ms")?;
        if from > at {
            let says = format!("{} is after at_ms; allowed: up to {}", ms(from), ms(at));
            return Err(BadInput::new("from_ms", says));
        }
        let bounds = |name: &str| match item.at(name) {
            Value::Null => Ok(None),
            given => Bounds::read(given, 0, name).map(Some),
        };
        let (count, first_ms) = (bounds("count")?, bounds("first_ms")?);
        if count.is_none() && first_ms.is_none() {
            return Err(BadInput::new("count", "missing; allowed: count, first_ms or both"));
        }
        if first_ms.is_some() && count.is_some_and(|count| count.fits(0)) {
            let says = "allows 0 beside first_ms; allowed: 1 or more";
            return Err(BadInput::new("count", says));
        }
        let text = item.at("text").as_text().map(str::to_string);
        if text.is_some() && !event.has_text() {
            let says = "this event has none; allowed for send:KIND, deliver:KIND, fail, unknown, \
                        down";
            return Err(BadInput::new("text", says));
        }
        if text.as_deref() == Some("") {
            return Err(BadInput::new("text", "\"\" is in every text; allowed: a part of it"));
        }
        Ok(EventClaim { event, node, text, from, count, first_ms })
    }
}

fn ms(at: Time) -> Value {
    Value::Decimal(at.0 as i64 * 1000)
}

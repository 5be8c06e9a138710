//! What a file may claim of a run, and how it is read. A claim that could not fail is refused.

use super::config::Config;
use super::event_name::EventName;
use super::plan::read_time;
use super::traits::{self, Bounds, Kind, Trait, Want};
use super::{check_place, find_id};
use crate::map;
use crate::property::Status;
use crate::schema::{self, BadInput, Field, Given, NAT, Ty};
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

/// A form of claim.
#[derive(Debug)]
pub struct Form {
    /// The field that shows that it is one.
    pub name: &'static str,
    /// All its fields.
    pub fields: &'static [Field],
    /// What stands in its `is` or `ledger`, if that is an object.
    pub traits: &'static [Trait],
}

/// When it is checked: at the end, if the file does not say.
const AT: Field = Field::optional("at_ms", Ty::Any);
const NODE: Field = Field::required("node", Ty::Id);
const IS: Field = Field::required("is", Ty::Any);
const STATUS: &[&str] =
    &[Status::Holds.word(), Status::Violated.word(), Status::NotExercised.word()];

/// Every form of claim.
pub const FORMS: &[Form] = &[
    Form {
        name: "leader",
        fields: &[Field::required("leader", Ty::NullOr(&Ty::Id)), AT],
        traits: &[],
    },
    Form {
        name: "believers",
        fields: &[Field::required("believers", Ty::Set(&Ty::Id)), AT],
        traits: &[],
    },
    Form {
        name: "ledger",
        fields: &[Field::required("ledger", Ty::Any), Field::optional("client", Ty::Id), AT],
        traits: LEDGER,
    },
    Form {
        name: "property",
        fields: &[
            Field::required("property", Ty::Text),
            Field::required("is", Ty::OneOf(STATUS)),
            AT,
        ],
        traits: &[],
    },
    Form {
        name: "partition",
        fields: &[Field::required("partition", NAT), IS, AT],
        traits: PARTITION,
    },
    Form {
        name: "equal_logs",
        fields: &[Field::required("equal_logs", Ty::Set(&Ty::Id)), Field::flag("is", true), AT],
        traits: &[],
    },
    Form {
        name: "record",
        fields: &[Field::required("record", NAT), NODE, IS, AT],
        traits: RECORD,
    },
    Form {
        name: "event",
        fields: &[
            Field::required("event", Ty::Text),
            Field::optional("node", Ty::Id),
            Field::optional("text", Ty::Text),
            Field::with("from_ms", Ty::Any, Given::Int(0)),
            Field::optional("count", Ty::Any),
            Field::optional("first_ms", Ty::Any),
            AT,
        ],
        traits: &[],
    },
    // Last: `node` belongs to others, too.
    Form { name: "node", fields: &[NODE, IS, AT], traits: PROCESS },
];

/// What may be said of a process.
const PROCESS: &[Trait] = &[
    ("role", Kind::Own),
    ("role_name", Kind::OwnWords),
    ("epoch", Kind::Number(-1)),
    ("established", Kind::Flag),
    ("health", Kind::OneOf(&["up", "down", "paused"])),
    ("how", Kind::OneOf(&["not started", "killed", "powered off", "stopped"])),
    ("log_end", Kind::Number(0)),
    ("commit", Kind::Number(-1)),
    ("leader", Kind::Process),
];

/// What may be said of a partition.
const PARTITION: &[Trait] =
    &[("leader", Kind::Process), ("epoch", Kind::Number(-1)), ("isr", Kind::Processes)];

/// What may be said of a record: the epoch it was written in, and the client's operation.
const RECORD: &[Trait] = &[("epoch", Kind::Number(-1)), ("op", Kind::Text)];

/// The ledger's numbers.
const LEDGER: &[Trait] = &[
    ("attempted", Kind::Number(0)),
    ("acknowledged", Kind::Number(0)),
    ("survivors", Kind::Number(0)),
    ("lost", Kind::Number(0)),
    ("doomed", Kind::Number(0)),
    ("recovered", Kind::Number(0)),
    ("failed", Kind::Number(0)),
    ("unknown", Kind::Number(0)),
    ("open", Kind::Number(0)),
    ("duplicated", Kind::Number(0)),
    ("reads", Kind::Number(0)),
    ("stale_reads", Kind::Number(0)),
    ("unavailable_ms", Kind::Number(0)),
];

impl Form {
    /// As documentation, for `election list`: its fields, and what may stand in `is` or `ledger`.
    pub fn describe(&self) -> Value {
        let traits = traits::describe(self.traits);
        let traits: Vec<Value> = traits
            .into_iter()
            .map(|(name, says)| map! { "name" => name, "type" => says })
            .collect();
        map! {
            "claim" => self.name, "fields" => schema::describe(self.fields), "says" => traits,
        }
    }
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
            Claim::Record(said.node()?, checked.at("record").int(), is)
        }
        "event" => Claim::Event(said.event(at, until)?),
        _ => said.process()?,
    };
    Ok((at, claim))
}

/// Which form an entry has: exactly one.
fn form_of(item: &Value) -> Result<&'static Form, BadInput> {
    let Value::Map(fields) = item else {
        return Err(BadInput::new("", format!("{} is not an object", schema::brief(item))));
    };
    let mut found = FORMS.iter().filter(|form| item.get(form.name).is_some());
    let names: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
    let Some(first) = found.next() else {
        let says = format!("claims nothing; allowed: one of {}", names.join(", "));
        let given = fields.iter().map(|(name, _)| name.as_str()).find(|name| *name != "at_ms");
        return Err(BadInput::new("", says).near(given.unwrap_or(""), names));
    };
    let uses_node = first.fields.iter().any(|field| field.name == "node");
    match found.find(|form| !(uses_node && form.name == "node")) {
        Some(second) => {
            let says = format!("given beside {}; allowed: one claim in an entry", first.name);
            Err(BadInput::new(second.name, says))
        }
        None => Ok(first),
    }
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

    fn roles(&self, id: NodeId) -> &'static [Role] {
        let kind = self.config.nodes[id.index()].kind.name;
        self.config.system.vocabulary.guise(kind).map_or(&[], |guise| guise.roles)
    }

    fn can_lead(&self, value: &Value, path: &str) -> Result<NodeId, BadInput> {
        let id = find_id(self.config, value, path)?;
        if self.roles(id).contains(&Role::Leader) {
            return Ok(id);
        }
        let kind = self.config.nodes[id.index()].kind.name;
        let says = format!("{} is a {kind} and never leads", schema::brief(value));
        let can = self.config.nodes.iter().filter(|it| self.roles(it.id).contains(&Role::Leader));
        let can: Vec<&str> = can.map(|node| node.label.as_str()).collect();
        Err(BadInput::new(path, format!("{says}; allowed: {}", can.join(", "))))
    }

    fn client(&self) -> Result<Option<NodeId>, BadInput> {
        let given = self.item.at("client");
        if given.is_null() {
            return Ok(None);
        }
        let id = find_id(self.config, given, "client")?;
        if self.config.nodes[id.index()].kind.client || self.roles(id).contains(&Role::Client) {
            return Ok(Some(id));
        }
        let clients = self.config.nodes.iter().filter(|node| node.kind.client);
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
        let kind = self.config.nodes[id.index()].kind.name;
        let guise = self.config.system.vocabulary.guise(kind);
        let own = |name: &str| match (name, guise) {
            ("role", Some(guise)) => guise.roles.iter().map(|role| role.word()).collect(),
            ("role_name", Some(guise)) => guise.names.to_vec(),
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

    fn equal_logs(&self) -> Result<Claim, BadInput> {
        let ids = self.item.at("equal_logs").items().iter().enumerate();
        let read = |(i, id): (usize, &Value)| find_id(self.config, id, &format!("equal_logs[{i}]"));
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
        let bounds = |name: &str, floor: i64| match item.at(name) {
            Value::Null => Ok(None),
            given => Bounds::read(given, floor, name).map(Some),
        };
        // That an event comes at all is a claim: its first time may have any length.
        let (count, first_ms) = (bounds("count", 0)?, bounds("first_ms", -1)?);
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

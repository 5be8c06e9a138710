//! The forms of claims, as tables: their fields, and what may be said of what.

use super::traits::{self, Kind, Trait};
use crate::map;
use crate::property::Status;
use crate::schema::{self, BadInput, Field, Given, NAT, Ty};
use crate::value::Value;
use crate::view::Down;

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

const HOW: &[&str] = &[
    Down::NotStarted.word(),
    Down::Killed.word(),
    Down::PoweredOff.word(),
    Down::Stopped.word(),
    Down::Panicked.word(),
    Down::Refused.word(),
];

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
    ("epoch", Kind::Number(0)),
    ("established", Kind::Flag),
    ("health", Kind::OneOf(&["up", "down", "paused"])),
    ("how", Kind::OneOf(HOW)),
    ("reason", Kind::Part),
    ("log_end", Kind::Number(0)),
    ("commit", Kind::Number(-1)),
    ("leader", Kind::Process),
];

/// What may be said of a partition.
const PARTITION: &[Trait] = &[
    ("leader", Kind::Process),
    ("epoch", Kind::Number(0)),
    ("isr", Kind::Processes),
    ("elr", Kind::Processes),
    ("last_known_elr", Kind::Processes),
];

/// What may be said of a record: the epoch it was written in, and the client's operation.
const RECORD: &[Trait] = &[("epoch", Kind::Number(0)), ("op", Kind::Op)];

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

/// Which form an entry has: exactly one.
pub(super) fn form_of(item: &Value) -> Result<&'static Form, BadInput> {
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

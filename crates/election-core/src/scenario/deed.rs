//! Actions as data, both ways: checked and read from files and links, and written to them.

use super::config::{self, Config};
use super::selector;
use crate::action::{Action, Direction, Filter, Which};
use crate::map;
use crate::schema::{self, BadInput, Field, Given, Ty};
use crate::system::SystemSpec;
use crate::value::Value;
use crate::words::{NodeId, NodeSet};

const NODE: Field = Field::required("node", Ty::Any);
const FROM: Field = Field::required("from", Ty::List(&Ty::Any));
const TO: Field = Field::required("to", Ty::List(&Ty::Any));
const WAY: Field = Field::with("direction", Ty::OneOf(Direction::WORDS), Given::Text("both"));
const LINK: &[Field] = &[FROM, TO, WAY];
const ONE: &[Field] = &[NODE];
const FILTER: &[Field] = &[FROM, TO, WAY, Field::optional("message", Ty::Text)];
const MESSAGE: [Field; 4] = [
    Field::required("from", Ty::Any),
    Field::required("to", Ty::Any),
    Field::optional("message", Ty::Text),
    Field::optional("nth", Ty::Int(0, u32::MAX as i64)),
];

/// Every action and its fields.
pub const DEEDS: &[(&str, &[Field])] = &[
    ("kill", ONE),
    ("power-off", ONE),
    ("restart", ONE),
    ("wipe", ONE),
    ("pause", ONE),
    ("resume", ONE),
    ("stop", ONE),
    ("isolate", ONE),
    ("stall", ONE),
    ("unstall", ONE),
    ("break", &[FROM, TO]),
    ("hold", FILTER),
    ("drop", FILTER),
    ("pass", FILTER),
    ("cut", LINK),
    ("heal", LINK),
    ("heal-all", &[]),
    ("partition", &[Field::required("groups", Ty::List(&Ty::List(&Ty::Any)))]),
    ("slow", &[FROM, TO, WAY, Field::required("latency_ms", Ty::Any)]),
    ("lossy", &[FROM, TO, WAY, Field::required("loss", config::SHARE)]),
    ("lose", &MESSAGE),
    ("duplicate", &MESSAGE),
    (
        "delay",
        &[
            Field::required("from", Ty::Any),
            Field::required("to", Ty::Any),
            Field::optional("message", Ty::Text),
            Field::optional("nth", Ty::Int(0, u32::MAX as i64)),
            Field::required("by_ms", config::LATENCY),
        ],
    ),
    ("fire", &[NODE, Field::required("timer", Ty::Text)]),
    ("set", &[Field::required("setting", Ty::Text), Field::required("value", Ty::Any)]),
    (
        "request",
        &[
            NODE,
            Field::required("request", Ty::Text),
            Field::with("with", Ty::Any, Given::EmptyMap),
        ],
    ),
];

/// Checks the fields of an action that do not depend on when it is done.
pub fn check_action(deed: &Value, config: &Config) -> Result<Value, BadInput> {
    check_deed(deed, config).map_err(BadInput::hinted)
}

fn check_deed(deed: &Value, config: &Config) -> Result<Value, BadInput> {
    let checked = schema::check(deed, &Ty::Tagged("do", DEEDS), "")?;
    for (name, value) in checked.fields() {
        if ["node", "from", "to", "groups"].contains(&name.as_str()) {
            check_selectors(value, config, name)?;
        }
    }
    if let Some(Value::List(groups)) = checked.get("groups").filter(|it| it.items().len() < 2) {
        let says = format!("{} groups; allowed: two or more", groups.len());
        return Err(BadInput::new("groups", says));
    }
    // Which process a selector names, the moment decides.
    read_action(&checked, config.system, &|text| config.find(text).or(Some(NodeId(0))))?;
    Ok(checked)
}

/// Every selector in a value names something, and no list of them is empty.
fn check_selectors(value: &Value, config: &Config, path: &str) -> Result<(), BadInput> {
    let Value::List(items) = value else { return selector::check(value, config, path) };
    if items.is_empty() {
        return Err(BadInput::new(path, "[] is empty; allowed: one process or more"));
    }
    let mut items = items.iter().enumerate();
    items.try_for_each(|(i, item)| check_selectors(item, config, &format!("{path}[{i}]")))
}

/// Reads a checked action; `find` resolves its selectors.
pub fn read_action(
    deed: &Value,
    spec: &'static SystemSpec,
    find: &dyn Fn(&str) -> Option<NodeId>,
) -> Result<Action, BadInput> {
    let reader = Resolver { deed, spec, find };
    let node = || reader.node("node");
    let link = || Ok((reader.nodes("from")?, reader.nodes("to")?, reader.direction()));
    Ok(match deed.at("do").text() {
        "kill" => Action::Kill(node()?),
        "power-off" => Action::PowerOff(node()?),
        "restart" => Action::Restart(node()?),
        "wipe" => Action::Wipe(node()?),
        "pause" => Action::Pause(node()?),
        "resume" => Action::Resume(node()?),
        "stop" => Action::Stop(node()?),
        "isolate" => Action::Isolate(node()?),
        "stall" => Action::Stall(node()?),
        "unstall" => Action::Unstall(node()?),
        "break" => Action::Break(reader.nodes("from")?, reader.nodes("to")?),
        "hold" => reader.filter(Filter::Hold)?,
        "drop" => reader.filter(Filter::Drop)?,
        "pass" => reader.filter(Filter::Pass)?,
        "cut" => link().map(|(from, to, way)| Action::Cut(from, to, way))?,
        "heal" => link().map(|(from, to, way)| Action::Heal(from, to, way))?,
        "heal-all" => Action::HealAll,
        "partition" => Action::Partition(reader.groups()?),
        "slow" => {
            let (from, to, way) = link()?;
            Action::Slow(from, to, way, config::read_latency(deed.at("latency_ms"), "latency_ms")?)
        }
        "lossy" => {
            let (from, to, way) = link()?;
            Action::Lossy(from, to, way, config::read_share(deed.at("loss"), "loss")?)
        }
        "lose" => Action::Lose(reader.which()?),
        "duplicate" => Action::Duplicate(reader.which()?),
        "delay" => Action::Delay(reader.which()?, (deed.at("by_ms").millionths() / 1000) as u64),
        "fire" => Action::Fire(node()?, reader.timer()?),
        "set" => reader.setting()?,
        "request" => Action::Request(node()?, reader.request()?),
        other => return Err(BadInput::new("do", format!("\"{other}\" is not an action"))),
    })
}

struct Resolver<'a> {
    deed: &'a Value,
    spec: &'static SystemSpec,
    find: &'a dyn Fn(&str) -> Option<NodeId>,
}

impl Resolver<'_> {
    fn find(&self, value: &Value, path: &str) -> Result<NodeId, BadInput> {
        let text = if let Value::Int(n) = value { n.to_string() } else { value.text().to_string() };
        (self.find)(&text).ok_or_else(|| {
            BadInput::new(path, format!("{} names no process now", schema::brief(value)))
        })
    }
    fn node(&self, name: &str) -> Result<NodeId, BadInput> {
        self.find(self.deed.at(name), name)
    }
    fn set_of(&self, list: &Value, path: &str) -> Result<NodeSet, BadInput> {
        if list.items().is_empty() {
            return Err(BadInput::new(path, "[] names no process; allowed: one or more"));
        }
        let one = |(i, value): (usize, &Value)| self.find(value, &format!("{path}[{i}]"));
        list.items().iter().enumerate().map(one).collect()
    }
    fn nodes(&self, name: &str) -> Result<NodeSet, BadInput> {
        self.set_of(self.deed.at(name), name)
    }
    fn direction(&self) -> Direction {
        Direction::from_word(self.deed.at("direction").text()).unwrap_or(Direction::Both)
    }
    fn groups(&self) -> Result<Vec<NodeSet>, BadInput> {
        let groups = self.deed.at("groups").items();
        if groups.is_empty() {
            return Err(BadInput::new("groups", "[] has no group; allowed: one or more"));
        }
        let groups = groups.iter().enumerate();
        groups.map(|(i, group)| self.set_of(group, &format!("groups[{i}]"))).collect()
    }
    fn kind(&self) -> Result<Option<u8>, BadInput> {
        let Value::Text(name) = self.deed.at("message") else { return Ok(None) };
        let place = self.spec.messages.iter().position(|known| known == name);
        let place = place.ok_or_else(|| self.unknown("message", name, self.spec.messages))?;
        Ok(Some(place as u8))
    }
    fn filter(&self, filter: Filter) -> Result<Action, BadInput> {
        let (from, to) = (self.nodes("from")?, self.nodes("to")?);
        Ok(Action::Filter(from, to, self.direction(), self.kind()?, filter))
    }
    fn which(&self) -> Result<Which, BadInput> {
        let kind = self.kind()?;
        let nth = self.deed.at("nth").as_int().map(|nth| nth as u32);
        Ok(Which { from: self.node("from")?, to: self.node("to")?, kind, nth })
    }
    fn timer(&self) -> Result<&'static str, BadInput> {
        let name = self.deed.at("timer").text();
        let found = self.spec.timers.iter().find(|known| **known == name).copied();
        found.ok_or_else(|| self.unknown("timer", name, self.spec.timers))
    }
    fn unknown(&self, path: &str, name: &str, allowed: &[&str]) -> BadInput {
        BadInput::not_one_of(path, &name.into(), allowed)
    }
    fn setting(&self) -> Result<Action, BadInput> {
        let name = self.deed.at("setting").text();
        let Some(setting) = self.spec.setting(name).filter(|setting| setting.live) else {
            let live = self.spec.settings.iter().filter(|s| s.live).map(|s| s.field.name);
            return Err(self.unknown("setting", name, &live.collect::<Vec<_>>()));
        };
        let value = schema::check(self.deed.at("value"), &setting.field.ty, "value")?;
        Ok(Action::Set(setting.field.name, value))
    }
    fn request(&self) -> Result<Value, BadInput> {
        let name = self.deed.at("request").text();
        let Some((_, fields)) = self.spec.requests.iter().find(|(known, _)| *known == name) else {
            let names: Vec<&str> = self.spec.requests.iter().map(|(name, _)| *name).collect();
            return Err(self.unknown("request", name, &names));
        };
        let with =
            schema::check_record(self.deed.at("with"), fields).map_err(|b| b.inside("with"))?;
        let mut request = map! { "request" => name };
        for (name, value) in with.fields() {
            let is_id = fields.iter().any(|field| field.name == name && matches!(field.ty, Ty::Id));
            // A process is named by its label, which may look like a number.
            let value = match value {
                Value::Int(n) if is_id => n.to_string().into(),
                value => value.clone(),
            };
            request.set(name, value);
        }
        Ok(request)
    }
}

/// An action as files and links write it.
pub fn write_action(action: &Action, config: &Config) -> Value {
    let one = |word: &str, id: &NodeId| map! { "do" => word, "node" => config.label(*id) };
    let names = |set: &NodeSet| -> Value {
        set.iter().map(|id| config.label(id)).collect::<Vec<_>>().into()
    };
    let link = |word: &str, from: &NodeSet, to: &NodeSet, way: &Direction| {
        map! { "do" => word, "from" => names(from), "to" => names(to), "direction" => way.word() }
    };
    let message = |word: &str, which: &Which| {
        let from = config.label(which.from);
        let kind = which.kind.map(|kind| config.system.messages[usize::from(kind)]);
        let to = config.label(which.to);
        map! { "do" => word, "from" => from, "to" => to, "message" => kind, "nth" => which.nth }
    };
    let ms = |micros: u64| Value::Decimal(micros as i64 * 1000);
    match action {
        Action::Kill(id) => one("kill", id),
        Action::PowerOff(id) => one("power-off", id),
        Action::Restart(id) => one("restart", id),
        Action::Wipe(id) => one("wipe", id),
        Action::Pause(id) => one("pause", id),
        Action::Resume(id) => one("resume", id),
        Action::Stop(id) => one("stop", id),
        Action::Isolate(id) => one("isolate", id),
        Action::Cut(from, to, way) => link("cut", from, to, way),
        Action::Heal(from, to, way) => link("heal", from, to, way),
        Action::HealAll => map! { "do" => "heal-all" },
        Action::Stall(id) => one("stall", id),
        Action::Unstall(id) => one("unstall", id),
        Action::Break(from, to) => {
            map! { "do" => "break", "from" => names(from), "to" => names(to) }
        }
        Action::Filter(from, to, way, kind, filter) => {
            let mut out = link(filter.word(), from, to, way);
            out.set("message", kind.map(|kind| config.system.messages[usize::from(kind)]).into());
            out
        }
        Action::Partition(groups) => {
            map! { "do" => "partition", "groups" => groups.iter().map(names).collect::<Vec<_>>() }
        }
        Action::Slow(from, to, way, (low, high)) => {
            let mut out = link("slow", from, to, way);
            out.set("latency_ms", vec![ms((*low).into()), ms((*high).into())].into());
            out
        }
        Action::Lossy(from, to, way, loss) => {
            let mut out = link("lossy", from, to, way);
            out.set("loss", Value::Decimal((*loss).into()));
            out
        }
        Action::Lose(which) => message("lose", which),
        Action::Duplicate(which) => message("duplicate", which),
        Action::Delay(which, by) => {
            let mut out = message("delay", which);
            out.set("by_ms", ms(*by));
            out
        }
        Action::Fire(id, timer) => {
            let mut out = one("fire", id);
            out.set("timer", (*timer).into());
            out
        }
        Action::Set(name, value) => map! { "do" => "set", "setting" => *name, "value" => value },
        Action::Request(id, request) => write_request(&one("request", id), request),
    }
}

fn write_request(one: &Value, request: &Value) -> Value {
    let mut out = one.clone();
    out.set("request", request.at("request").clone());
    let with = request.fields().iter().filter(|(name, _)| name != "request").cloned().collect();
    out.set("with", Value::Map(with));
    out
}

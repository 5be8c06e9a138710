//! A run as text for a link: system, story, what differs from it, what visitors did, where the
//! playhead stands, and a short check of the outcome. Every name is the real one, so that old
//! links can be read and what cannot be applied can be named.
//!
//! `1/raft/playground?sum=…&seed=7&nodes=3&set.tickTime=3000&off=…&do=1e8~kill~2!…&t=4qk&check=5fz`
//! Times are µs in base 36; actions are separated by `!`, their parts by `~`, lists by `,`. `sum`
//! tells a link that was damaged or cut off on its way; a link written by hand has none. A story
//! that is not built in travels in `file`.

mod parts;
mod text;

use parts::{part, read_map};
pub use text::{escape, unescape};

use crate::action::Action;
use crate::map;
use crate::scenario::deed::{check_action, read_action, write_action};
use crate::scenario::{self, Scenario};
use crate::schema::BadInput;
use crate::sim::Cluster;
use crate::value::Value;
use crate::words::Time;
use text::{base36, base64, from_base36, from_base64, is_name, literal, sum_of};

/// The longest link that is read.
pub const LONGEST: usize = 16_384;
/// The longest link that every mail program and chat passes on whole.
pub const HANDY: usize = 1_500;
const VERSION: &str = "1";

/// A link, read but not yet applied to its story.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Address {
    /// The system's key.
    pub system: String,
    /// The story's key.
    pub key: String,
    /// The seed, if it is not the story's.
    pub seed: Option<u64>,
    /// The number of processes in `nodes`, if it is not the story's.
    pub nodes: Option<u8>,
    /// Settings that differ: name and value as text.
    pub settings: Vec<(String, String)>,
    /// The rules switched off, if that differs.
    pub rules_off: Option<Vec<String>>,
    /// What visitors did, as text.
    pub script: String,
    /// Where the playhead stands.
    pub at: Time,
    /// The check of the outcome at the playhead.
    pub check: Option<u32>,
    /// The story's file as JSON text, if it is not built in.
    pub file: Option<String>,
    /// Whether the text is not what was written: characters changed, missing or added.
    pub damaged: bool,
}

/// A link applied to its story.
#[derive(Debug)]
pub struct Applied {
    /// The story with what differs.
    pub scenario: Scenario,
    /// What visitors did.
    pub script: Vec<(Time, Action)>,
    /// Where the playhead stands.
    pub at: Time,
    /// What could not be applied, and why.
    pub refused: Vec<BadInput>,
}

/// The check of a run's outcome that a link carries.
pub fn check_of(cluster: &dyn Cluster) -> u32 {
    (cluster.hash() & 0xff_ffff) as u32
}

/// Writes a run as a link. `base` is the story as its file tells it, `scenario` the one that
/// was run.
pub fn encode(
    base: &Scenario,
    scenario: &Scenario,
    script: &[(Time, Action)],
    at: Time,
    check: u32,
) -> String {
    seal(base, differences(base, scenario, script, at, check))
}

/// The same for a story that is not built in: its file travels with the link. What the file
/// claims of its run is left out.
pub fn encode_with_file(
    base: &Scenario,
    scenario: &Scenario,
    script: &[(Time, Action)],
    at: Time,
    check: u32,
) -> String {
    let mut file = base.source.clone();
    file.remove("expect");
    let mut parts = vec![format!("file={}", base64(file.to_string().as_bytes()))];
    parts.extend(differences(base, scenario, script, at, check));
    seal(base, parts)
}

/// Puts the sum of everything else first, so that a link that was cut off tells.
fn seal(base: &Scenario, parts: Vec<String>) -> String {
    // A visitor's file may be called anything.
    let key = if is_name(&base.key) { &base.key } else { "file" };
    let (system, parts) = (base.config.system.key, parts.join("&"));
    let sum = base36(sum_of(&[system, "/", key, "?", &parts]).into());
    format!("{VERSION}/{system}/{key}?sum={sum}&{parts}")
}

fn differences(
    base: &Scenario,
    scenario: &Scenario,
    script: &[(Time, Action)],
    at: Time,
    check: u32,
) -> Vec<String> {
    let config = &scenario.config;
    let mut parts = Vec::new();
    if config.seed != base.config.seed {
        parts.push(format!("seed={}", config.seed));
    }
    let nodes = |scenario: &Scenario| scenario.config.servers().count();
    if nodes(scenario) != nodes(base) {
        parts.push(format!("nodes={}", nodes(scenario)));
    }
    for (name, value) in config.settings.fields() {
        if base.config.settings.get(name) != Some(value) {
            let text = value.as_text().map_or_else(|| value.to_string(), str::to_string);
            parts.push(format!("set.{name}={}", escape(&text)));
        }
    }
    if config.rules_off != base.config.rules_off {
        parts.push(format!("off={}", config.rules_off.join(",")));
    }
    if !script.is_empty() {
        let steps: Vec<String> = script
            .iter()
            .map(|(at, action)| {
                let deed = write_action(action, config);
                let parts = deed.fields().iter().map(|(_, value)| part(value));
                std::iter::once(base36(at.0)).chain(parts).collect::<Vec<_>>().join("~")
            })
            .collect();
        parts.push(format!("do={}", steps.join("!")));
    }
    parts.push(format!("t={}", base36(at.0)));
    parts.push(format!("check={}", base36(check.into())));
    parts
}

impl Address {
    /// Reads a link's text (without `#`).
    pub fn parse(text: &str) -> Result<Address, BadInput> {
        if text.len() > LONGEST {
            let says = format!("{} characters; allowed: up to {LONGEST}", text.len());
            return Err(BadInput::new("link", says));
        }
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut path = path.split('/');
        let version = path.next().unwrap_or("");
        if version != VERSION {
            let says = format!("{version:?} is not {VERSION}, the version this build reads");
            return Err(BadInput::new("link.version", says));
        }
        let mut name = |field: &str| match path.next() {
            Some(name) if is_name(name) => Ok(name.to_string()),
            found => {
                let says =
                    format!("{:?} is not a name of letters, digits and '-'", found.unwrap_or(""));
                Err(BadInput::new(format!("link.{field}"), says))
            }
        };
        let (system, key) = (name("system")?, name("story")?);
        if let Some(more) = path.next() {
            return Err(BadInput::new("link.story", format!("{more:?} is one part too many")));
        }
        let mut address = Address { system, key, ..Address::default() };
        let mut parts = query;
        if let Some(sealed) = query.strip_prefix("sum=") {
            let (sum, rest) = sealed.split_once('&').unwrap_or((sealed, ""));
            let sum = from_base36(sum).ok_or_else(|| {
                BadInput::new("link.sum", format!("{sum:?} is not a sum in base 36"))
            })?;
            let found = sum_of(&[&address.system, "/", &address.key, "?", rest]);
            address.damaged = sum != u64::from(found);
            parts = rest;
        }
        for pair in parts.split('&').filter(|pair| !pair.is_empty()) {
            address.read_pair(pair)?;
        }
        Ok(address)
    }

    fn read_pair(&mut self, pair: &str) -> Result<(), BadInput> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let bad =
            |says: &str| BadInput::new(format!("link.{name}"), format!("{value:?} is not {says}"));
        match name {
            "seed" => {
                let seed = value.parse::<u32>().map_err(|_| bad("an int from 0 to 4294967295"))?;
                self.seed = Some(seed.into());
            }
            "nodes" => {
                let nodes = value.parse::<u8>().ok().filter(|nodes| (1..=15).contains(nodes));
                self.nodes = Some(nodes.ok_or_else(|| bad("an int from 1 to 15"))?);
            }
            "off" => {
                let ids = value.split(',').filter(|id| !id.is_empty());
                self.rules_off = Some(ids.map(str::to_string).collect());
            }
            "do" => self.script = value.to_string(),
            "t" => self.at = Time(from_base36(value).ok_or_else(|| bad("a time in base 36"))?),
            "check" => {
                let check = from_base36(value).and_then(|check| u32::try_from(check).ok());
                self.check = Some(check.ok_or_else(|| bad("a check in base 36"))?);
            }
            "file" => {
                let file = from_base64(value).and_then(|bytes| String::from_utf8(bytes).ok());
                let says = "what was sent is not a text in base 64";
                self.file = Some(file.ok_or_else(|| BadInput::new("link.file", says))?);
            }
            _ => match name.strip_prefix("set.") {
                Some(setting) => {
                    let value = unescape(value).ok_or_else(|| bad("a percent-encoded text"))?;
                    self.settings.push((setting.to_string(), value));
                }
                None => {
                    let says = "unknown part; allowed: sum first, then file, seed, nodes, \
                                set.NAME, off, do, t, check";
                    return Err(BadInput::new(format!("link.{name}"), says));
                }
            },
        }
        Ok(())
    }

    /// Applies the link to its story. What cannot be applied is left out and named.
    pub fn apply(&self, base: &Scenario) -> Applied {
        let mut refused = Vec::new();
        if self.damaged {
            let says = "the link was changed or cut off on its way: not the run that was shared";
            refused.push(BadInput::new("link.sum", says));
        }
        let mut source = base.source.clone();
        if let Some(seed) = self.seed {
            source.set("seed", seed.into());
        }
        if let Some(nodes) = self.nodes {
            scenario::resize(&mut source, nodes);
        }
        let system = base.config.system;
        let mut settings = source.get("settings").cloned().unwrap_or_else(|| map! {});
        for (name, text) in &self.settings {
            // `4.1` may be a number or a name: the setting's type decides.
            let checked = system.check_setting(name, &literal(text));
            match checked
                .or_else(|bad| system.check_setting(name, &text.as_str().into()).map_err(|_| bad))
            {
                Ok(value) => settings.set(name, value),
                Err(bad) => refused.push(bad.inside("link")),
            }
        }
        source.set("settings", settings);
        if let Some(off) = &self.rules_off {
            let checked = off.iter().map(|id| system.check_rule_off(id, "link.off"));
            let (good, bad): (Vec<_>, Vec<_>) = checked.partition(Result::is_ok);
            refused.extend(bad.into_iter().filter_map(Result::err));
            source.set("rules_off", good.into_iter().flatten().collect::<Vec<_>>().into());
        }
        let scenario = Scenario::read_changed(&source).unwrap_or_else(|bad| {
            refused.push(bad.inside("link"));
            base.clone()
        });
        let mut script = Vec::new();
        for (i, step) in self.script.split('!').filter(|step| !step.is_empty()).enumerate() {
            match read_step(step, &scenario) {
                Ok(step) if script.last().is_none_or(|(last, _)| *last <= step.0) => {
                    script.push(step)
                }
                Ok(_) => refused
                    .push(BadInput::new(format!("link.do[{i}]"), "earlier than the one before")),
                Err(bad) => refused.push(bad.inside(&format!("link.do[{i}]"))),
            }
        }
        // A link may look at most an hour into a run.
        let at = self.at.min(Time::ms(crate::scenario::UNTIL_MAX_MS as u64));
        Applied { scenario, script, at, refused }
    }
}

/// `~`-separated parts back into an action: its fields in the order in which they are written.
fn read_step(step: &str, scenario: &Scenario) -> Result<(Time, Action), BadInput> {
    let mut parts = step.split('~');
    let at = parts.next().and_then(from_base36);
    let at = at.ok_or_else(|| BadInput::new("at", format!("{step:?} has no time in base 36")))?;
    let word = parts.next().unwrap_or("");
    let names: &[&str] = match word {
        "cut" | "heal" => &["from", "to", "direction"],
        "slow" => &["from", "to", "direction", "latency_ms"],
        "lossy" => &["from", "to", "direction", "loss"],
        "break" => &["from", "to"],
        "hold" | "drop" | "pass" => &["from", "to", "direction", "message"],
        "partition" => &["groups"],
        "heal-all" => &[],
        "lose" | "duplicate" => &["from", "to", "message", "nth"],
        "delay" => &["from", "to", "message", "nth", "by_ms"],
        "fire" => &["node", "timer"],
        "set" => &["setting", "value"],
        "request" => &["node", "request", "with"],
        _ => &["node"],
    };
    let mut deed = map! { "do" => word };
    let list = |text: &str| -> Vec<String> {
        text.split(',').filter(|id| !id.is_empty()).map(str::to_string).collect()
    };
    let plain = |name: &str, text: &str| {
        let says = || BadInput::new(name, format!("{text:?} is not a percent-encoded text"));
        unescape(text).ok_or_else(says)
    };
    for (name, text) in names.iter().zip(parts.by_ref()) {
        let link = !matches!(word, "lose" | "duplicate" | "delay");
        let value = match *name {
            // A value may be the empty text, and a request may come with nothing.
            _ if text.is_empty() && !matches!(*name, "with" | "value") => continue,
            "from" | "to" if link => list(text).into(),
            "groups" => Value::List(text.split(';').map(|group| list(group).into()).collect()),
            "latency_ms" => Value::List(text.split(',').map(literal).collect()),
            "with" => read_map(text)?,
            "loss" | "nth" | "by_ms" | "value" => literal(&plain(name, text)?),
            _ => plain(name, text)?.into(),
        };
        deed.set(name, value);
    }
    if let Some(rest) = parts.next() {
        return Err(BadInput::new(word, format!("{rest:?} is one part too many")));
    }
    Ok((Time(at), read_deed(&deed, scenario)?))
}

/// A deed as an action. What looks like a number may be a name: the setting's type decides.
fn read_deed(deed: &Value, scenario: &Scenario) -> Result<Action, BadInput> {
    let config = &scenario.config;
    let read = |deed: &Value| {
        let checked = check_action(deed, config)?;
        read_action(&checked, config.system, &|text| config.find(text))
    };
    read(deed).or_else(|bad| match deed.get("value") {
        Some(Value::Int(_) | Value::Decimal(_) | Value::Bool(_)) => {
            let mut named = deed.clone();
            named.set("value", deed.at("value").to_string().into());
            read(&named).map_err(|_| bad)
        }
        _ => Err(bad),
    })
}

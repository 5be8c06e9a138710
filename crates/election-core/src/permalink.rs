//! A run as text for a link: system, story, what differs from it, what visitors did, where the
//! playhead stands, and a short check of the outcome. Every name is the real one, so that old
//! links can be read and what cannot be applied can be named.
//!
//! `1/raft/playground?seed=7&nodes=3&set.tickTime=3000&off=…&do=1e8~kill~2!…&t=4qk&check=5fz`
//! Times are µs in base 36; actions are separated by `!`, their parts by `~`, lists by `,`.

use crate::action::Action;
use crate::map;
use crate::scenario::deed::{check_action, read_action, write_action};
use crate::scenario::{self, Scenario};
use crate::schema::BadInput;
use crate::sim::Cluster;
use crate::value::Value;
use crate::words::Time;

/// The longest link that is read.
pub const LONGEST: usize = 16_384;
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
    format!("{VERSION}/{}/{}?{}", config.system.key, base.key, parts.join("&"))
}

/// A list is written with commas, an object as JSON, `null` as nothing.
fn part(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => escape(text),
        Value::List(items) => {
            let nested = items.iter().any(|item| matches!(item, Value::List(_)));
            items.iter().map(part).collect::<Vec<_>>().join(if nested { ";" } else { "," })
        }
        Value::Map(fields) => {
            let pair = |(name, value): &(String, Value)| format!("{name}:{}", part(value));
            fields.iter().map(pair).collect::<Vec<_>>().join(",")
        }
        value => value.to_string(),
    }
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
        let mut address = Address { system, key, ..Address::default() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
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
            _ => match name.strip_prefix("set.") {
                Some(setting) => {
                    let value = unescape(value).ok_or_else(|| bad("a percent-encoded text"))?;
                    self.settings.push((setting.to_string(), value));
                }
                None => {
                    let says = "unknown part; allowed: seed, nodes, set.NAME, off, do, t, check";
                    return Err(BadInput::new(format!("link.{name}"), says));
                }
            },
        }
        Ok(())
    }

    /// Applies the link to its story. What cannot be applied is left out and named.
    pub fn apply(&self, base: &Scenario) -> Applied {
        let mut refused = Vec::new();
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
            match system.check_setting(name, &literal(text)) {
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
        let scenario = Scenario::read(&source).unwrap_or_else(|bad| {
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
    for (name, text) in names.iter().zip(parts.by_ref()) {
        let link = matches!(word, "cut" | "heal" | "slow" | "lossy");
        let value = match *name {
            _ if text.is_empty() && *name != "with" => continue,
            "from" | "to" if link => list(text).into(),
            "groups" => Value::List(text.split(';').map(|group| list(group).into()).collect()),
            "latency_ms" => Value::List(text.split(',').map(literal).collect()),
            "with" => read_map(text),
            "loss" | "nth" | "by_ms" | "value" => literal(&unescape(text).unwrap_or_default()),
            _ => unescape(text).unwrap_or_default().into(),
        };
        deed.set(name, value);
    }
    if let Some(rest) = parts.next() {
        return Err(BadInput::new(word, format!("{rest:?} is one part too many")));
    }
    let config = &scenario.config;
    let checked = check_action(&deed, config)?;
    let action = read_action(&checked, config.system, &|text| config.find(text))?;
    Ok((Time(at), action))
}

fn read_map(text: &str) -> Value {
    let pairs = text.split(',').filter_map(|pair| pair.split_once(':'));
    Value::Map(
        pairs
            .map(|(name, value)| (name.to_string(), literal(&unescape(value).unwrap_or_default())))
            .collect(),
    )
}

/// A number or a boolean, else the text itself.
fn literal(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => text.parse().map(Value::Int).ok().or_else(|| decimal(text)).unwrap_or(text.into()),
    }
}

fn decimal(text: &str) -> Option<Value> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = fraction.len() <= 6 && fraction.bytes().all(|b| b.is_ascii_digit());
    let magnitude = whole.strip_prefix('-').unwrap_or(whole);
    if !digits || fraction.is_empty() || !magnitude.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let units = magnitude.parse::<i64>().ok()?.checked_mul(1_000_000)?;
    let rest = format!("{fraction:0<6}").parse::<i64>().ok()?;
    let n = units.checked_add(rest)?;
    Some(Value::Decimal(if whole.starts_with('-') { -n } else { n }))
}

fn is_name(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() <= 64 && text.bytes().all(fits)
}

/// A text as it may stand in a link.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02x}"));
        }
    }
    out
}

/// The text that was escaped; `None` if it was not.
pub fn unescape(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

fn base36(mut n: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((n % 36) as u32, 36).unwrap_or('0'));
        n /= 36;
        if n == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

fn from_base36(text: &str) -> Option<u64> {
    let fits =
        !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| u64::from_str_radix(text, 36).ok()).flatten()
}

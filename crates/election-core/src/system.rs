//! What the register knows of a system: names, settings, kinds of processes, rules.

use crate::map;
use crate::property::PropertySpec;
use crate::rule::{Rule, RuleCall};
use crate::scenario::{Config, event_name};
use crate::schema::{self, BadInput, Field, Given};
use crate::sim::Cluster;
use crate::value::Value;
use crate::view::Role;
use crate::vocabulary::{Guise, Vocabulary};

/// Everything about a system that is not a process.
#[derive(Debug)]
pub struct SystemSpec {
    /// `zookeeper`: in files, links and rule ids.
    pub key: &'static str,
    /// `ZooKeeper`.
    pub title: &'static str,
    /// The version that is modelled by default.
    pub version: &'static str,
    /// The kinds of processes; the first one is the default for `nodes`, the first client kind
    /// for `clients`.
    pub kinds: &'static [KindSpec],
    /// The settings, under their real names.
    pub settings: &'static [Setting],
    /// Other defaults under the setting `profile`: its value, and what it changes.
    pub profiles: &'static [(&'static str, &'static [(&'static str, Given)])],
    /// Every rule that its processes cite.
    pub rules: &'static [&'static Rule],
    /// The verdicts of these rules, and what its processes can be.
    pub vocabulary: &'static Vocabulary,
    /// Every rule that can be called alone.
    pub calls: &'static [RuleCall],
    /// Its own properties, beside the common ones.
    pub properties: &'static [PropertySpec],
    /// What an administrator may ask of a process: name and arguments.
    pub requests: &'static [(&'static str, &'static [Field])],
    /// Selectors of its own (`oldest-mirror`), beside ids and roles.
    pub selectors: &'static [&'static str],
    /// Short names for events in plans (`vote`), and the event they stand for.
    pub aliases: &'static [(&'static str, &'static str)],
    /// The names of its messages' kinds, in order.
    pub messages: &'static [&'static str],
    /// How votes are counted.
    pub ballots: Ballots,
    /// The names of its timers.
    pub timers: &'static [&'static str],
    /// What grows with the number of partitions, for the story that tells of it.
    pub costs: &'static [Costs],
    /// Within how many milliseconds after everything is healed a leader is due, for a run with
    /// these settings; `None` where nobody leads.
    pub leader_within_ms: fn(&Config) -> Option<u64>,
    /// Makes the world of a run.
    pub build: fn(&Config) -> Result<Box<dyn Cluster>, BadInput>,
}

/// A kind of process.
#[derive(Debug)]
pub struct KindSpec {
    /// The system's own word: `server`, `observer`, `sentinel`, `writer`.
    pub name: &'static str,
    /// Clients stand in `clients`, not in `nodes`.
    pub client: bool,
    /// Which ring or row of the stage it stands on, from 0.
    pub ring: u8,
    /// What a scenario may say of one such process.
    pub options: &'static [Field],
    /// What may be on its disk at the start.
    pub durable: &'static [Field],
    /// How long a flush of its disk takes, in µs, unless `fsync_ms` of the process says otherwise;
    /// `None` for a kind whose disk is not simulated.
    pub fsync_us: Option<u32>,
    /// How long after the beginning such processes start: from, to (µs, both included), uniform,
    /// unless `stagger_ms` of the file says otherwise. No two real ones start in the same
    /// millisecond and keep step for ever.
    pub start_us: (u32, u32),
}

/// Which messages carry votes, and which rule counts them.
#[derive(Clone, Copy, Debug)]
pub struct Ballots {
    /// The kinds of messages whose receiver counts a vote.
    pub kinds: &'static [&'static str],
    /// The rule that is cited when it counts; empty where nobody votes.
    pub counted_by: &'static str,
}

/// Names and numbers.
pub type Counters = Vec<(&'static str, u32)>;

/// Counters of whole runs, by the number of partitions.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    /// Which design is counted: a part of its title's key.
    pub design: &'static str,
    /// The key of the story that tells of them.
    pub story: &'static str,
    /// Counts with so many partitions: each counter's name and number.
    ///
    /// # Errors
    /// If that many cannot be.
    pub count: fn(u16) -> Result<Counters, BadInput>,
}

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its real name, type and default.
    pub field: Field,
    /// `ms`, `ticks`, `s`, or nothing.
    pub unit: &'static str,
    /// Whether it can be changed while the run goes on.
    pub live: bool,
}

impl SystemSpec {
    /// The setting of this name.
    pub fn setting(&self, name: &str) -> Option<&'static Setting> {
        self.settings.iter().find(|setting| setting.field.name == name)
    }

    /// The kind of this name.
    pub fn kind(&self, name: &str) -> Option<&'static KindSpec> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// Checks one setting.
    pub fn check_setting(&self, name: &str, value: &Value) -> Result<Value, BadInput> {
        let path = format!("settings.{name}");
        match self.setting(name) {
            Some(setting) => schema::check(value, &setting.field.ty, &path),
            None => {
                let says = format!("unknown setting; allowed: {}", self.names());
                let known = self.settings.iter().map(|setting| setting.field.name);
                Err(BadInput::new(path, says).near(name, known))
            }
        }
    }

    /// Checks the given settings and fills in the others: from the profile, else the default.
    pub fn check_settings(&self, given: &Value) -> Result<Value, BadInput> {
        let Value::Map(fields) = given else {
            return Err(BadInput::new("settings", format!("{given} is not an object")));
        };
        let mut checked = map! {};
        for (i, (name, value)) in fields.iter().enumerate() {
            if fields[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(BadInput::new(
                    format!("settings.{name}"),
                    "given twice; allowed: once",
                ));
            }
            checked.set(name, self.check_setting(name, value)?);
        }
        let profile = checked
            .get("profile")
            .cloned()
            .or_else(|| self.setting("profile").map(|setting| setting.field.given.value()));
        let mut out = map! {};
        for setting in self.settings {
            let name = setting.field.name;
            let value = checked.get(name).cloned();
            out.set(name, value.unwrap_or_else(|| self.default_of(setting, profile.as_ref())));
        }
        Ok(out)
    }

    /// The default of a setting under a profile.
    pub fn default_of(&self, setting: &Setting, profile: Option<&Value>) -> Value {
        let profile = profile.and_then(Value::as_text);
        let changed = self.profiles.iter().filter(|(key, _)| Some(*key) == profile);
        let given = changed.flat_map(|(_, values)| values.iter());
        let mut given = given.filter(|(name, _)| *name == setting.field.name).map(|(_, it)| it);
        given.next_back().unwrap_or(&setting.field.given).value()
    }

    /// The id of a rule that may be switched off, or the refusal.
    pub fn check_rule_off(&self, id: &str, path: &str) -> Result<&'static str, BadInput> {
        let switches = || self.rules.iter().filter(|rule| rule.switch).map(|rule| rule.id);
        switches().find(|known| *known == id).ok_or_else(|| {
            let allowed = switches().collect::<Vec<_>>().join(", ");
            let says =
                format!("\"{id}\" is not a rule that can be switched off; allowed: {allowed}");
            BadInput::new(path, says).near(id, switches())
        })
    }

    fn roles_of(&self, kind: &str) -> Vec<&'static str> {
        let guise = self.vocabulary.guise(kind);
        guise.map_or(Vec::new(), |guise| guise.roles().map(Role::word).collect())
    }

    fn names_of(&self, kind: &str) -> Vec<&'static str> {
        self.vocabulary.guise(kind).map_or(Vec::new(), Guise::names)
    }

    fn names(&self) -> String {
        self.settings.iter().map(|s| s.field.name).collect::<Vec<_>>().join(", ")
    }

    /// As documentation, for `election list`.
    pub fn describe(&'static self) -> Value {
        let settings: Vec<Value> = self
            .settings
            .iter()
            .map(|setting| {
                let mut out =
                    schema::describe(std::slice::from_ref(&setting.field)).items()[0].clone();
                out.set("unit", setting.unit.into());
                out.set("live", setting.live.into());
                out
            })
            .collect();
        let kinds: Vec<Value> = self.kinds.iter().map(|kind| map! {
            "name" => kind.name, "client" => kind.client,
            "roles" => self.roles_of(kind.name), "role_names" => self.names_of(kind.name),
            "options" => schema::describe(kind.options), "durable" => schema::describe(kind.durable),
        }).collect();
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|rule| {
                map! {
                    "id" => rule.id, "source" => rule.source, "switch" => rule.switch,
                    "verdicts" => self.vocabulary.verdicts_of(rule.id).to_vec(),
                }
            })
            .collect();
        let properties: Vec<Value> = self
            .properties
            .iter()
            .map(|p| {
                map! {
                    "id" => p.id, "promised" => p.promised,
                }
            })
            .collect();
        let requests: Vec<Value> = self
            .requests
            .iter()
            .map(|(name, fields)| {
                map! {
                    "name" => *name, "fields" => schema::describe(fields),
                }
            })
            .collect();
        map! {
            "key" => self.key, "title" => self.title, "version" => self.version,
            "kinds" => kinds, "settings" => settings,
            "profiles" => self.profiles.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
            "rules" => rules, "properties" => properties, "requests" => requests,
            "messages" => self.messages.to_vec(), "timers" => self.timers.to_vec(),
            "events" => event_name::names(self), "selectors" => self.selectors.to_vec(),
        }
    }
}

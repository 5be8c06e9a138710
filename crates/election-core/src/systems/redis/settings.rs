//! The settings of redis.conf and sentinel.conf, typed, and the cast they apply to.

use super::rules::replication::MinReplicas;
use crate::scenario::Config;
use crate::schema::{BadInput, Field, Given, Ty};
use crate::system::Setting;
use crate::value::Value;
use crate::words::NodeId;
use std::sync::Arc;

/// `sentinel_ping_period`, ms. The periods are constants in `src/sentinel.c`.
pub const PING_PERIOD: i64 = 1000;
/// `sentinel_info_period`, ms.
pub const INFO_PERIOD: i64 = 10_000;
/// INFO to a replica while its master is down or being replaced, ms.
pub const INFO_PERIOD_CLOSE: i64 = 1000;
/// `sentinel_publish_period`, ms.
pub const PUBLISH_PERIOD: i64 = 2000;
/// `sentinel_ask_period`, ms.
pub const ASK_PERIOD: i64 = 1000;
/// `sentinel_min_link_reconnect_period`, ms.
pub const MIN_LINK_RECONNECT_PERIOD: i64 = 15_000;
/// `sentinel_slave_reconf_timeout`, ms.
pub const SLAVE_RECONF_TIMEOUT: i64 = 10_000;
/// `sentinel_tilt_trigger`, ms.
pub const TILT_TRIGGER: i64 = 2000;
/// `sentinel_tilt_period`, ms.
pub const TILT_PERIOD: i64 = 30_000;
/// `SENTINEL_MAX_PENDING_COMMANDS`.
pub const MAX_PENDING_COMMANDS: u32 = 100;
/// The timer of a Sentinel: `hz` is redrawn at every tick, 10 to 19. µs.
pub const TICK: std::ops::RangeInclusive<u64> = 53_000..=100_000;
/// How many Sentinels a scenario may have.
const SENTINELS: usize = 9;

/// A run's settings.
#[derive(Clone, Debug)]
pub struct Redis {
    /// `down-after-milliseconds`.
    pub down_after: i64,
    /// `quorum`.
    pub quorum: i64,
    /// `failover-timeout`, ms.
    pub failover_timeout: i64,
    /// `parallel-syncs`.
    pub parallel_syncs: i64,
    /// `master-reboot-down-after-period`, ms.
    pub reboot_down_after: i64,
    /// `min-replicas-to-write`, `min-replicas-max-lag`.
    pub gate: MinReplicas,
    /// `repl-timeout`, s.
    pub repl_timeout: i64,
    /// `repl-ping-replica-period`, s.
    pub ping_replica_period: i64,
    /// `repl-backlog-size`, bytes.
    pub backlog_size: i64,
    /// `repl-backlog-ttl`, s.
    pub backlog_ttl: i64,
    /// `repl-diskless-sync-delay`, s.
    pub sync_delay: i64,
    /// `replica-serve-stale-data`.
    pub serve_stale: bool,
    /// `appendonly`.
    pub appendonly: bool,
    /// `appendfsync`.
    pub appendfsync: Fsync,
    /// `save`: (seconds, changes).
    pub save: &'static [(i64, i64)],
    /// The rules that are switched off.
    pub off: Off,
    /// The seed, for run ids and replication ids.
    pub seed: u64,
    /// The group that is watched, by the master of its configuration: that of the first
    /// Sentinel's master, or without Sentinels that of the first master.
    pub group: NodeId,
    /// The cast.
    pub cast: Arc<[Player]>,
}

/// `appendfsync`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fsync {
    /// Before each answer.
    Always,
    /// Once a second, in the background.
    Everysec,
    /// When the operating system likes.
    No,
}

impl Fsync {
    /// The word of redis.conf.
    pub fn read(word: &str) -> Fsync {
        match word {
            "always" => Fsync::Always,
            "no" => Fsync::No,
            _ => Fsync::Everysec,
        }
    }
}

/// Rules switched off: "break this rule and see".
#[derive(Clone, Copy, Debug, Default)]
pub struct Off {
    /// `redis/sentinel-vote`.
    pub vote: bool,
    /// `redis/sentinel-elected`.
    pub elected: bool,
    /// `redis/odown`.
    pub odown: bool,
    /// `redis/psync`.
    pub psync: bool,
    /// `redis/config-epoch`.
    pub config_epoch: bool,
}

/// One of the cast, as the others may know it.
#[derive(Clone, Debug)]
pub struct Player {
    /// Its name in the scenario.
    pub label: String,
    /// What it is.
    pub kind: Kind,
}

/// What one of the cast is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A Redis server, and the master of its configuration file.
    Instance(Option<NodeId>),
    /// A Sentinel.
    Sentinel {
        /// `sentinel monitor`: the master.
        monitor: NodeId,
        /// Its own `quorum`, if it has one.
        quorum: Option<i64>,
        /// Its own `down-after-milliseconds`, if it has one.
        down_after: Option<i64>,
    },
    /// A client.
    Client,
}

pub(super) const YES_NO: Ty = Ty::OneOf(&["yes", "no"]);
/// The longest duration a file may ask for: a day.
pub(super) const DAY_S: i64 = 86_400;
pub(super) const DAY: i64 = DAY_S * 1000;
pub(super) const APPENDFSYNC: Ty = Ty::OneOf(&["always", "everysec", "no"]);
/// `save` of the default redis.conf.
pub(super) const SAVE: &str = "3600 1 300 100 60 10000";

const fn int(name: &'static str, min: i64, max: i64, default: i64, unit: &'static str) -> Setting {
    Setting { field: Field::int(name, min, max, default), unit, live: true }
}

const fn yes_no(name: &'static str, default: &'static str, live: bool) -> Setting {
    Setting { field: Field::with(name, YES_NO, Given::Text(default)), unit: "", live }
}

/// All settings, with the defaults of 7.2.
pub const SETTINGS: &[Setting] = &[
    int("down-after-milliseconds", 1, DAY, 30_000, "ms"),
    int("quorum", 1, 99, 2, ""),
    int("failover-timeout", 1, DAY, 180_000, "ms"),
    int("parallel-syncs", 1, 99, 1, ""),
    int("master-reboot-down-after-period", 0, DAY, 0, "ms"),
    int("min-replicas-to-write", 0, 99, 0, ""),
    int("min-replicas-max-lag", 0, DAY_S, 10, "s"),
    int("repl-timeout", 1, DAY_S, 60, "s"),
    int("repl-ping-replica-period", 1, DAY_S, 10, "s"),
    int("repl-backlog-size", 1, 1 << 40, 1 << 20, "bytes"),
    int("repl-backlog-ttl", 0, DAY_S, 3600, "s"),
    int("repl-diskless-sync-delay", 0, DAY_S, 5, "s"),
    yes_no("replica-serve-stale-data", "yes", true),
    yes_no("appendonly", "no", false),
    Setting {
        field: Field::with("appendfsync", APPENDFSYNC, Given::Text("everysec")),
        unit: "",
        live: true,
    },
    Setting {
        field: Field::with("save", Ty::OneOf(&["", SAVE]), Given::Text(SAVE)),
        unit: "",
        live: true,
    },
];

/// `save`: (seconds, changes).
pub(super) fn save_points(text: &str) -> &'static [(i64, i64)] {
    match text {
        "" => &[],
        _ => &[(3600, 1), (300, 100), (60, 10_000)],
    }
}

/// What redis.conf says of one server.
pub const INSTANCE: &[Field] = &[
    Field::optional("replicaof", Ty::Id),
    Field::int("replica-priority", 0, i32::MAX as i64, 100),
    Field::optional("run_id", Ty::Text),
    // How long loading its data set takes, and writing it: data sets are small unless told so.
    Field::optional("load_ms", Ty::Int(0, DAY)),
    Field::optional("bgsave_ms", Ty::Int(0, DAY)),
];

/// What its disk may hold at the start: an RDB file with the replication position.
pub const DISK: &[Field] =
    &[Field::optional("repl-id", Ty::Text), Field::int("repl-offset", 0, 1 << 50, 0)];

/// What sentinel.conf says of one Sentinel, where it differs from the settings.
pub const SENTINEL: &[Field] = &[
    Field::optional("monitor", Ty::Id),
    Field::optional("quorum", Ty::Int(1, 99)),
    Field::optional("down-after-milliseconds", Ty::Int(1, DAY)),
];

impl Redis {
    /// Reads the settings and the cast.
    pub fn read(config: &Config) -> Result<Redis, BadInput> {
        let int = |name: &str| config.settings.at(name).int();
        let yes = |name: &str| config.settings.at(name).text() == "yes";
        let off = |rule| config.off(rule);
        let cast = read_cast(config)?;
        let watched = cast.iter().find_map(|player| match player.kind {
            Kind::Sentinel { monitor, .. } => Some(monitor),
            _ => None,
        });
        let masters = |player: &Player| matches!(player.kind, Kind::Instance(None));
        let first = cast.iter().position(masters).map_or(NodeId(0), |place| NodeId(place as u8));
        Ok(Redis {
            down_after: int("down-after-milliseconds"),
            quorum: int("quorum"),
            failover_timeout: int("failover-timeout"),
            parallel_syncs: int("parallel-syncs"),
            reboot_down_after: int("master-reboot-down-after-period"),
            gate: MinReplicas {
                to_write: int("min-replicas-to-write"),
                max_lag: int("min-replicas-max-lag"),
            },
            repl_timeout: int("repl-timeout"),
            ping_replica_period: int("repl-ping-replica-period"),
            backlog_size: int("repl-backlog-size"),
            backlog_ttl: int("repl-backlog-ttl"),
            sync_delay: int("repl-diskless-sync-delay"),
            serve_stale: yes("replica-serve-stale-data"),
            appendonly: yes("appendonly"),
            appendfsync: Fsync::read(config.settings.at("appendfsync").text()),
            save: save_points(config.settings.at("save").text()),
            off: Off {
                vote: off(&super::cited::VOTE),
                elected: off(&super::cited::ELECTED),
                odown: off(&super::cited::ODOWN),
                psync: off(&super::cited::PSYNC),
                config_epoch: off(&super::cited::CONFIG_EPOCH),
            },
            seed: config.seed,
            group: root_of(&cast, watched.unwrap_or(first)),
            cast,
        })
    }

    /// What a process is.
    pub fn kind(&self, id: NodeId) -> &Kind {
        &self.cast[id.index()].kind
    }
    /// The name of a process.
    pub fn label(&self, id: NodeId) -> &str {
        &self.cast[id.index()].label
    }
    /// Whether it is a Redis server.
    pub fn is_instance(&self, id: NodeId) -> bool {
        matches!(self.kind(id), Kind::Instance(_))
    }
    /// Whether it is a Sentinel.
    pub fn is_sentinel(&self, id: NodeId) -> bool {
        matches!(self.kind(id), Kind::Sentinel { .. })
    }
    /// Everyone of whom `which` is true, in the order of the cast.
    pub fn all(&self, which: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
        (0..self.cast.len() as u8).map(NodeId).filter(|id| which(*id)).collect()
    }
    /// The reign of a server that is promoted by hand: above the one it knows, and no other
    /// server's, so that two who are promoted at the same time do not share one.
    pub fn next_reign(&self, known: i64, promoted: NodeId) -> i64 {
        let servers = self.all(|id| self.is_instance(id));
        let place = servers.iter().position(|id| *id == promoted).unwrap_or(0) as i64;
        let all = servers.len().max(1) as i64;
        known + 1 + (place - known - 1).rem_euclid(all)
    }
    /// The quorum a Sentinel was configured with.
    pub fn quorum_of(&self, me: NodeId) -> i64 {
        match self.kind(me) {
            Kind::Sentinel { quorum: Some(quorum), .. } => *quorum,
            _ => self.quorum,
        }
    }
    /// The `down-after-milliseconds` a Sentinel was configured with.
    pub fn down_after_of(&self, me: NodeId) -> i64 {
        match self.kind(me) {
            Kind::Sentinel { down_after: Some(ms), .. } => *ms,
            _ => self.down_after,
        }
    }
    /// The master that the configuration files of the cast begin with.
    pub fn first_master(&self) -> Option<NodeId> {
        let masters = |id: NodeId| matches!(self.kind(id), Kind::Instance(None));
        self.all(masters).first().copied()
    }
    /// The master at the end of the chain that the configuration files describe.
    pub fn root_of(&self, id: NodeId) -> NodeId {
        root_of(&self.cast, id)
    }
    /// The Redis server of this name; `Null`: none is meant.
    pub fn named_instance(&self, value: &Value) -> Result<Option<NodeId>, String> {
        let label = match value {
            Value::Null => return Ok(None),
            Value::Int(n) => n.to_string(),
            other => other.text().to_string(),
        };
        let found = self.all(|id| self.is_instance(id) && self.label(id) == label);
        found.first().map(|id| Some(*id)).ok_or_else(|| format!("no redis is called {label}"))
    }
    /// A number as random as the seed makes it: the nth of a kind of a process.
    pub fn draw(&self, what: u64, who: NodeId, nth: u32) -> u64 {
        crate::protocol::digest(&[self.seed, what, u64::from(who.0), u64::from(nth)])
    }
}

fn read_cast(config: &Config) -> Result<Arc<[Player]>, BadInput> {
    let sentinels = config.of_kind("sentinel").count();
    if sentinels > SENTINELS {
        let says = format!("{sentinels} sentinels; allowed: up to {SENTINELS}");
        return Err(BadInput::new("nodes", says));
    }
    let first = config.of_kind("redis").find(|node| node.options.at("replicaof").is_null());
    let Some(first) = first else {
        return Err(BadInput::new("nodes", "no master; allowed: a redis without replicaof"));
    };
    let mut cast = Vec::new();
    for (i, node) in config.nodes.iter().enumerate() {
        let instance = |option: &str| find_instance(config, i, option);
        let number = |option: &str| node.options.at(option).as_int();
        let kind = match node.kind.name {
            "redis" => Kind::Instance(instance("replicaof")?),
            "sentinel" => Kind::Sentinel {
                monitor: instance("monitor")?.unwrap_or(first.id),
                quorum: number("quorum"),
                down_after: number("down-after-milliseconds"),
            },
            _ => Kind::Client,
        };
        cast.push(Player { label: node.label.clone(), kind });
    }
    Ok(cast.into())
}

fn root_of(cast: &[Player], from: NodeId) -> NodeId {
    let mut id = from;
    for _ in cast {
        match cast[id.index()].kind {
            Kind::Instance(Some(master)) => id = master,
            _ => break,
        }
    }
    id
}

/// The Redis server that an option of the node at this place names.
fn find_instance(config: &Config, place: usize, option: &str) -> Result<Option<NodeId>, BadInput> {
    let me = &config.nodes[place];
    let given = match me.options.at(option) {
        Value::Null => return Ok(None),
        Value::Int(n) => n.to_string(),
        other => other.text().to_string(),
    };
    let others = || config.of_kind("redis").filter(|node| node.id != me.id);
    match others().find(|node| node.label == given) {
        Some(node) => Ok(Some(node.id)),
        None => {
            let names: Vec<&str> = others().map(|node| node.label.as_str()).collect();
            let says = format!("\"{given}\" is not one of {}", names.join(", "));
            Err(BadInput::new(format!("nodes[{place}].{option}"), says))
        }
    }
}

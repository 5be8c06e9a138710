//! Settings by their real names (`zoo.cfg`, and system properties without their prefix), and
//! what a scenario may say of a process.

use super::rules;
use crate::scenario::Config;
use crate::schema::{Field, Given, Ty};
use crate::system::{KindSpec, Setting};
use crate::value::Value;

/// The settings of a run, typed. Times are in milliseconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// The basic unit of time.
    pub tick_time: u64,
    /// Ticks that a learner may take to connect and synchronise.
    pub init_limit: u32,
    /// Ticks of silence between a learner and its leader.
    pub sync_limit: u32,
    /// Ticks to connect to the leader; 0: as `init_limit`.
    pub connect_limit: u32,
    /// One attempt to reach another server's election port.
    pub cnx_timeout: u64,
    /// The first wait of an election.
    pub min_notification: u64,
    /// The longest wait of an election.
    pub max_notification: u64,
    /// Between two attempts to reach the leader.
    pub redial: u64,
    /// An observer's longest pause before it looks for a leader.
    pub observer_delay: u64,
    /// Whether the leader serves clients.
    pub leader_serves: bool,
    /// How many committed transactions are kept in memory for learners.
    pub commit_log_count: i64,
    /// How much of the transaction log may be read for a learner, in millionths of the snapshot's
    /// size; negative: none.
    pub snapshot_size_factor: i64,
    /// The counter with which a reign begins; 0, but for tests.
    pub initial_zxid: i64,
}

impl Settings {
    /// The settings of a run. What the system of the run does not have keeps its default.
    pub fn read(config: &Config) -> Settings {
        let get = |name: &str| {
            let given = config.settings.get(name).cloned();
            given.unwrap_or_else(|| {
                let setting = SETTINGS.iter().find(|setting| setting.field.name == name);
                setting.map_or(Value::Null, |setting| setting.field.given.value())
            })
        };
        let int = |name: &str| get(name).int();
        let ms = |name: &str| int(name).unsigned_abs();
        let ticks = |name: &str| int(name) as u32;
        Settings {
            tick_time: ms("tickTime"),
            init_limit: ticks("initLimit"),
            sync_limit: ticks("syncLimit"),
            connect_limit: ticks("connectToLearnerMasterLimit"),
            cnx_timeout: ms("cnxTimeout"),
            min_notification: ms("minNotificationInterval"),
            max_notification: ms("maxNotificationInterval"),
            redial: ms("leaderConnectDelayDuringRetryMs"),
            observer_delay: ms("observer.election.DelayMs"),
            leader_serves: get("leaderServes") == Value::from("yes"),
            commit_log_count: int("commitLogCount"),
            snapshot_size_factor: get("snapshotSizeFactor").millionths(),
            initial_zxid: int("testingonly.initialZxid"),
        }
    }
    /// `initLimit` in milliseconds.
    pub fn init_ms(&self) -> u64 {
        self.tick_time * u64::from(self.init_limit)
    }
    /// `syncLimit` in milliseconds.
    pub fn sync_ms(&self) -> u64 {
        self.tick_time * u64::from(self.sync_limit)
    }
    /// How long a learner tries to reach its leader, in milliseconds.
    pub fn connect_ms(&self) -> u64 {
        match self.connect_limit {
            0 => self.init_ms(),
            ticks => self.tick_time * u64::from(ticks),
        }
    }
    /// A leader is due so long after everything is healed, in milliseconds: all servers may be
    /// in the longest wait, and the first attempts may fail.
    pub fn leader_within(&self) -> u64 {
        self.max_notification + 3 * self.init_ms() + self.sync_ms() + 5_000
    }
}

/// Which rules are switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Off {
    /// `zookeeper/total-order`: compare zxid and sid only.
    pub total_order: bool,
    /// `zookeeper/check-leader`: believe any quorum.
    pub check_leader: bool,
    /// `zookeeper/round-gate`: a later round is not adopted.
    pub round_gate: bool,
    /// `zookeeper/epoch-ack`: a learner may be ahead of the leader.
    pub epoch_ack: bool,
    /// `zookeeper/last-logged-zxid`: vote with what memory holds.
    pub last_logged: bool,
    /// `zookeeper/log-before-epoch`: claim the epoch first.
    pub log_before_epoch: bool,
    /// `zookeeper/log-before-ack`: acknowledge first.
    pub log_before_ack: bool,
    /// `zookeeper/commit`: commit without a quorum.
    pub commit: bool,
    /// `zookeeper/recipe-position`: a watch that fires is taken for the lead.
    pub recipe_position: bool,
    /// `zookeeper/fencing-token`: a resource takes every write.
    pub fencing_token: bool,
    /// `zookeeper/session-restart`: a new leader ends the sessions at once.
    pub session_restart: bool,
}

impl Off {
    /// What a scenario switched off.
    pub fn read(config: &Config) -> Off {
        Off {
            total_order: config.off(&rules::TOTAL_ORDER),
            check_leader: config.off(&rules::CHECK_LEADER),
            round_gate: config.off(&rules::ROUND_GATE),
            epoch_ack: config.off(&rules::EPOCH_ACK),
            last_logged: config.off(&rules::LAST_LOGGED),
            log_before_epoch: config.off(&rules::LOG_BEFORE_EPOCH),
            log_before_ack: config.off(&rules::LOG_BEFORE_ACK),
            commit: config.off(&rules::COMMIT),
            recipe_position: config.off(&rules::RECIPE_POSITION),
            fencing_token: config.off(&rules::FENCING_TOKEN),
            session_restart: config.off(&rules::SESSION_RESTART),
        }
    }
}

const fn int(
    name: &'static str,
    (min, max): (i64, i64),
    default: i64,
    unit: &'static str,
) -> Setting {
    Setting { field: Field::int(name, min, max, default), unit, live: true }
}

/// All settings. The defaults of tickTime, initLimit and syncLimit are those of
/// `conf/zoo_sample.cfg`; the others are those of the code.
pub const SETTINGS: &[Setting] = &[
    Setting {
        field: Field::with("profile", Ty::OneOf(&["sample", "small"]), Given::Text("sample")),
        unit: "",
        live: false,
    },
    int("tickTime", (100, 60_000), 2000, "ms"),
    int("initLimit", (1, 1000), 10, "ticks"),
    int("syncLimit", (1, 1000), 5, "ticks"),
    int("connectToLearnerMasterLimit", (0, 1000), 0, "ticks"),
    int("cnxTimeout", (100, 60_000), 5000, "ms"),
    int("minNotificationInterval", (10, 60_000), 200, "ms"),
    int("maxNotificationInterval", (10, 600_000), 60_000, "ms"),
    int("leaderConnectDelayDuringRetryMs", (1, 10_000), 100, "ms"),
    int("observer.election.DelayMs", (0, 60_000), 200, "ms"),
    Setting {
        field: Field::with("leaderServes", Ty::OneOf(&["yes", "no"]), Given::Text("yes")),
        unit: "",
        live: false,
    },
    int("commitLogCount", (0, 10_000), 500, ""),
    Setting {
        field: Field::with(
            "snapshotSizeFactor",
            Ty::Decimal(-1_000_000, 100_000_000),
            Given::Decimal(330_000),
        ),
        unit: "",
        live: true,
    },
    int("testingonly.initialZxid", (0, u32::MAX as i64 - 1), 0, ""),
];

/// `small`: the intervals of the real runs that this model was compared with.
pub const PROFILES: &[(&str, &[(&str, Given)])] =
    &[("sample", &[]), ("small", &[("tickTime", Given::Int(500)), ("syncLimit", Given::Int(4))])];

/// What a scenario may say of a server.
pub const SERVER: &[Field] = &[
    Field::optional("myid", Ty::Int(0, 255)),
    SERVERS,
    SNAPSHOT,
    Field::int("weight", 0, 1000, 1),
    Field::optional("group", Ty::Int(1, 100)),
];

const OBSERVER: &[Field] = &[Field::optional("myid", Ty::Int(0, 255)), SERVERS, SNAPSHOT];

/// The `server.N` lines of its own configuration file, by the names of the processes.
const SERVERS: Field = Field::optional("servers", Ty::List(&Ty::Text));
/// How long its snapshot takes to be read or written.
const SNAPSHOT: Field = Field::int("snapshot_ms", 0, 3_600_000, 0);

/// What may be on a server's disk at the start.
pub const DISK: &[Field] = &[
    Field::optional("currentEpoch", Ty::Int(0, 1_000_000)),
    Field::optional("acceptedEpoch", Ty::Int(0, 1_000_000)),
    Field::optional("zxid", Ty::Zxid),
    Field::optional("log", Ty::List(&Ty::Zxid)),
];

const APPLICATION: &[Field] = &[
    Field::with("recipe", Ty::OneOf(&["single", "sequential"]), Given::Text("single")),
    Field::with(
        "stops_on",
        Ty::OneOf(&["Disconnected", "Expired", "NodeDeleted"]),
        Given::Text("Disconnected"),
    ),
    SESSION,
    PACE,
    Field::int("callback_ms", 0, 60_000, 0),
    Field::int("elections", 1, 10_000, 1),
];

const PACE: Field = Field::int("every_ms", 1, 600_000, 100);
/// After so many operations a client is done.
const COUNT: Field = Field::optional("count", Ty::Int(0, 1_000_000));
/// So many operations of a client are under way at once.
const IN_FLIGHT: Field = Field::int("in_flight", 1, 1000, 1);
const SESSION: Field = Field::int("sessionTimeout", 100, 600_000, 6000);

/// Processes start within so many µs of each other: closer than finalizeWait, so that the largest
/// id leads an empty ensemble.
const START_US: (u32, u32) = (0, 100_000);

/// How long a step of a server's disk takes unless the scenario says otherwise, in µs.
pub const FSYNC_US: u32 = 3000;

const fn server(name: &'static str, options: &'static [Field]) -> KindSpec {
    KindSpec {
        name,
        client: false,
        ring: 0,
        options,
        durable: DISK,
        fsync_us: Some(FSYNC_US),
        start_us: START_US,
    }
}

const fn other(name: &'static str, ring: u8, options: &'static [Field]) -> KindSpec {
    KindSpec {
        name,
        client: false,
        ring,
        options,
        durable: &[],
        fsync_us: None,
        start_us: START_US,
    }
}

const fn client(name: &'static str, options: &'static [Field]) -> KindSpec {
    KindSpec { client: true, ..other(name, 1, options) }
}

/// All kinds of processes.
pub const KINDS: &[KindSpec] = &[
    server("server", SERVER),
    server("observer", OBSERVER),
    other("application", 1, APPLICATION),
    other("resource", 2, &[]),
    client("writer", &[PACE, SESSION, COUNT, IN_FLIGHT]),
    client("reader", &[PACE, SESSION, COUNT, IN_FLIGHT, Field::flag("sync", false)]),
];

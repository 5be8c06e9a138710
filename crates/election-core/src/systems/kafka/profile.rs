//! Release ranges: what the scenarios' `profile` names, and what differs between them.

use super::settings::SETTINGS;
use crate::scenario::Config;
use crate::schema::{BadInput, Given};

/// A release range.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Profile {
    /// The trunk of March to July 2012 (KAFKA-300, 842da7bfcdd), before the controller. Called V2
    /// after the design document; no release had it.
    V2,
    /// 0.8.2
    V08,
    /// 0.11
    V011,
    /// 2.4
    V24,
    /// 2.8 on ZooKeeper
    V28,
    /// 3.9 on ZooKeeper
    V39,
    /// 4.1 on KRaft
    V4,
}

/// How a follower finds where its log and the leader's part.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Truncates {
    /// It cuts to its own high watermark.
    ToHighWatermark,
    /// It asks the leader where its last epoch ends, once (KIP-101).
    AskingOnce,
    /// It asks until both know the epoch of the answer (KIP-279).
    Asking,
    /// The leader says so in a fetch response (KIP-595).
    InFetch,
}

impl Profile {
    const ALL: &'static [(&'static str, Profile)] = &[
        ("V2", Profile::V2),
        ("0.8", Profile::V08),
        ("0.11", Profile::V011),
        ("2.4", Profile::V24),
        ("2.8", Profile::V28),
        ("3.9", Profile::V39),
        ("4.x", Profile::V4),
    ];

    /// The profile of a run.
    pub fn of(config: &Config) -> Profile {
        let name = config.settings.at("profile").text();
        let found = Profile::ALL.iter().find(|(known, _)| *known == name);
        found.map_or(Profile::V4, |(_, profile)| *profile)
    }
    /// Whether the cluster keeps its metadata in ZooKeeper.
    pub fn on_zookeeper(self) -> bool {
        self < Profile::V4
    }
    /// One broker decides for all partitions: since 0.8.0 (KAFKA-335, KAFKA-343).
    pub fn has_controller(self) -> bool {
        self > Profile::V2
    }
    /// The client of ZooKeeper asks again in a new session what it asked in the last: ZkClient,
    /// until 1.0.
    pub fn asks_again_in_new_session(self) -> bool {
        self <= Profile::V011
    }
    /// `/controller` first, the epoch in a second write: until 1.0.
    pub fn elects_in_two_steps(self) -> bool {
        self <= Profile::V011
    }
    /// Every write checks the version of `/controller_epoch`: since 2.1 (KAFKA-6082).
    pub fn checks_controller_epoch(self) -> bool {
        self >= Profile::V24
    }
    /// The controller names the registration it means: since 2.2 (KIP-380).
    pub fn sends_broker_epoch(self) -> bool {
        self >= Profile::V24
    }
    /// The selectors of 0.8.2.
    pub fn has_selectors(self) -> bool {
        self == Profile::V08
    }
    /// Leaders write their ISR to ZooKeeper themselves: until 2.6 (KIP-497).
    pub fn writes_isr_itself(self) -> bool {
        self <= Profile::V24
    }
    /// And leave a notice for the controller: since 0.9.
    pub fn notes_isr_changes(self) -> bool {
        self.writes_isr_itself() && self > Profile::V08
    }
    /// A leader whose ISR is called invalid sends it again: in 2.7 and 2.8; later ones wait for
    /// the metadata.
    pub fn retries_invalid_isr(self) -> bool {
        self == Profile::V28
    }
    /// A follower may leave the ISR for being too many messages behind: until 0.8.
    pub fn counts_lag_in_messages(self) -> bool {
        self <= Profile::V08
    }
    /// The high watermark waits for who is about to join, too.
    pub fn waits_for_maximal_isr(self) -> bool {
        self > Profile::V08
    }
    /// The minimum counts as no more than the replicas there are: since 3.7 (KIP-966).
    pub fn has_effective_min_isr(self) -> bool {
        self >= Profile::V39
    }
    /// A broker that stops leading answers at once whoever waits for its records: since 0.9.
    pub fn completes_when_not_leader(self) -> bool {
        self > Profile::V08
    }
    /// A broker deletes the znode that its own earlier session left: since 2.2 (KAFKA-7165).
    pub fn deletes_old_znode(self) -> bool {
        self >= Profile::V24
    }
    /// A broker that finds its znode there waits a session's timeout for it to go: until 0.8;
    /// later ones give up.
    pub fn waits_for_old_znode(self) -> bool {
        self <= Profile::V08
    }
    /// `acks` of a producer: none at first, the leader's alone, since 3.0 all (KIP-679).
    pub fn default_acks(self) -> i8 {
        match self {
            Profile::V2 => 0,
            Profile::V08 | Profile::V011 | Profile::V24 | Profile::V28 => 1,
            Profile::V39 | Profile::V4 => -1,
        }
    }
    /// `retries` of a producer: 3 of the first one (`message.send.max.retries`), none of the
    /// Java one, since 2.1 as many as `delivery.timeout.ms` allows (KIP-91).
    pub fn default_retries(self) -> u32 {
        match self {
            Profile::V2 => 3,
            Profile::V08 | Profile::V011 => 0,
            _ => i32::MAX as u32,
        }
    }
    /// A producer can be idempotent: since 0.11 (KIP-98).
    pub fn has_idempotence(self) -> bool {
        self >= Profile::V011
    }
    /// And is so by default: since 3.0 (KIP-679).
    pub fn default_idempotence(self) -> bool {
        self >= Profile::V39
    }
    /// A client waits longer after each lost connection: since 0.11 (KIP-144).
    pub fn doubles_reconnect_backoff(self) -> bool {
        self >= Profile::V011
    }
    /// And after each error: since 3.7 (KIP-580).
    pub fn doubles_retry_backoff(self) -> bool {
        self >= Profile::V39
    }
    /// A follower whose log is longer than its leader's gives up where an unclean election is not
    /// allowed: until 1.0.
    pub fn halts_before_truncation(self) -> bool {
        matches!(self, Profile::V08 | Profile::V011)
    }
    /// Who joins the ISR has to have reached the start of the leader's epoch: since 2.1
    /// (KAFKA-7128).
    pub fn joins_at_epoch_start(self) -> bool {
        self >= Profile::V24
    }
    /// Who joins the ISR has to be alive, too: since 3.3 (KIP-841).
    pub fn checks_isr_eligibility(self) -> bool {
        self >= Profile::V39
    }
    /// The controller sees a broker that went and came back between two looks, by its epoch:
    /// since 2.2 (KIP-380). Before, only who is gone or new.
    pub fn sees_bounced_brokers(self) -> bool {
        self >= Profile::V24
    }
    /// The high watermark stays below `min.insync.replicas`: since 3.7 (KIP-966).
    pub fn freezes_below_min_isr(self) -> bool {
        self >= Profile::V39
    }
    /// Fetches name the leader epoch: since 2.1 (KIP-320).
    pub fn fences_fetches(self) -> bool {
        self >= Profile::V24
    }
    /// How followers truncate.
    pub fn truncates(self) -> Truncates {
        match self {
            Profile::V2 | Profile::V08 => Truncates::ToHighWatermark,
            Profile::V011 => Truncates::AskingOnce,
            Profile::V24 => Truncates::Asking,
            Profile::V28 | Profile::V39 | Profile::V4 => Truncates::InFetch,
        }
    }
}

/// The names of the profiles.
pub const NAMES: &[&str] = &["V2", "0.8", "0.11", "2.4", "2.8", "3.9", "4.x"];

type Defaults = &'static [(&'static str, Given)];

const NO_ELR: (&str, Given) = ("elr", Given::Bool(false));
const LAG_10: (&str, Given) = ("replica.lag.time.max.ms", Given::Int(10_000));
const SESSION_6: (&str, Given) = ("zookeeper.session.timeout.ms", Given::Int(6_000));
const UNCLEAN: (&str, Given) = ("unclean.leader.election.enable", Given::Bool(true));

/// The defaults that differ from those of 4.x.
pub const PROFILES: &[(&str, Defaults)] = &[
    ("V2", &[NO_ELR, LAG_10, SESSION_6, UNCLEAN]),
    ("0.8", &[NO_ELR, LAG_10, SESSION_6, UNCLEAN]),
    ("0.11", &[NO_ELR, LAG_10, SESSION_6]),
    ("2.4", &[NO_ELR, LAG_10, SESSION_6]),
    ("2.8", &[NO_ELR]),
    ("3.9", &[NO_ELR]),
    ("4.x", &[]),
];

/// Whether a profile has something.
type Has = fn(Profile) -> bool;

/// Settings that only some profiles have: name, which, and their names.
const ONLY: &[(&str, Has, &str)] = &[
    ("elr", |it| !it.on_zookeeper(), "4.x"),
    ("unclean.recovery.manager.enabled", |it| !it.on_zookeeper(), "4.x"),
    ("unclean.recovery.strategy", |it| !it.on_zookeeper(), "4.x"),
    ("unclean.recovery.timeout.ms", |it| !it.on_zookeeper(), "4.x"),
    ("broker.session.timeout.ms", |it| !it.on_zookeeper(), "4.x"),
    ("broker.heartbeat.interval.ms", |it| !it.on_zookeeper(), "4.x"),
    ("unclean.leader.election.interval.ms", |it| !it.on_zookeeper(), "4.x"),
    ("controller.quorum.election.timeout.ms", |it| !it.on_zookeeper(), "4.x"),
    ("controller.quorum.fetch.timeout.ms", |it| !it.on_zookeeper(), "4.x"),
    ("zookeeper.session.timeout.ms", Profile::on_zookeeper, "V2, 0.8, 0.11, 2.4, 2.8, 3.9"),
    (
        "leader.imbalance.per.broker.percentage",
        |it| it.on_zookeeper() && it.has_controller(),
        "0.8 to 3.9",
    ),
    ("replica.lag.max.messages", Profile::counts_lag_in_messages, "V2, 0.8"),
    ("preferred.replica.wait.time", |it| !it.has_controller(), "V2"),
    ("unclean.leader.election.enable", Profile::has_controller, "0.8 to 4.x"),
    ("min.insync.replicas", Profile::has_controller, "0.8 to 4.x"),
];

/// Refuses settings that the profile does not have, and a cast that does not fit it.
pub fn check(config: &Config, profile: Profile) -> Result<(), BadInput> {
    let name = config.settings.at("profile").text();
    for (setting, has, allowed) in ONLY {
        let known = SETTINGS.iter().find(|known| known.field.name == *setting);
        let default = known.map(|it| config.system.default_of(it, config.settings.get("profile")));
        let given = default.is_some_and(|default| *config.settings.at(setting) != default);
        if given && !has(profile) {
            let says = format!("profile {name} has no such setting; allowed: profile {allowed}");
            return Err(BadInput::new(format!("settings.{setting}"), says));
        }
    }
    let count = |kind: &str| config.nodes.iter().filter(|node| node.kind.name == kind).count();
    let (wanted, strange) = match profile.on_zookeeper() {
        true => ("zookeeper", "controller"),
        false => ("controller", "zookeeper"),
    };
    if count(strange) > 0 {
        let at = config.nodes.iter().position(|node| node.kind.name == strange).unwrap_or(0);
        let says = format!("a {strange} has no part in profile {name}; allowed: broker, {wanted}");
        return Err(BadInput::new(format!("nodes[{at}].kind"), says));
    }
    if count(wanted) == 0 {
        let says = format!("profile {name} needs a {wanted}; allowed: at least one");
        return Err(BadInput::new("nodes", says));
    }
    Ok(())
}

//! The settings under etcd's names, typed, and the presets of the paper and of raftscope.

use super::rules;
use crate::scenario::Config;
use crate::schema::{BadInput, Field, Given, Ty};
use crate::system::Setting;

/// Every setting, with etcd's defaults (`server/embed/config.go NewConfig`).
pub const SETTINGS: &[Setting] = &[
    Setting {
        field: Field::with("profile", Ty::OneOf(&["etcd", "paper", "raftscope"]), ETCD),
        unit: "",
        live: false,
    },
    Setting { field: Field::int("heartbeat-interval", 1, 10_000, 100), unit: "ms", live: true },
    Setting { field: Field::int("election-timeout", 2, 50_000, 1000), unit: "ms", live: true },
    Setting { field: Field::flag("pre-vote", true), unit: "", live: true },
    Setting { field: Field::flag("check-quorum", true), unit: "", live: true },
    Setting { field: Field::int("max-size-per-msg", 0, MIB, MIB / 2), unit: "bytes", live: true },
    Setting { field: Field::flag("initial-election-tick-advance", true), unit: "", live: false },
];

const MIB: i64 = 1 << 20;

/// What an entry takes in a message: a guess, for entries here have no content.
const ENTRY_BYTES: u64 = 8 << 10;

const ETCD: Given = Given::Text("etcd");

/// What the presets change. Paper 5.2, 9.3: elections after 150 to 300 ms, nothing that came
/// later. raftscope `raft.js`: 100 to 200 ms, one RPC every 50 ms.
pub const PROFILES: &[(&str, &[(&str, Given)])] = &[
    ("etcd", &[]),
    (
        "paper",
        &[
            ("heartbeat-interval", Given::Int(50)),
            ("election-timeout", Given::Int(150)),
            ("pre-vote", Given::Bool(false)),
            ("check-quorum", Given::Bool(false)),
            ("initial-election-tick-advance", Given::Bool(false)),
        ],
    ),
    (
        "raftscope",
        &[
            ("heartbeat-interval", Given::Int(50)),
            ("election-timeout", Given::Int(100)),
            ("pre-vote", Given::Bool(false)),
            ("check-quorum", Given::Bool(false)),
            ("initial-election-tick-advance", Given::Bool(false)),
        ],
    ),
];

/// The settings of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// µs between a leader's heartbeats; etcd's clock ticks at this interval.
    pub heartbeat: u64,
    /// µs of silence that a follower endures at least.
    pub election: u64,
    /// Whether time passes in whole ticks, as in etcd.
    pub ticks: bool,
    /// Ask before campaigning (`Config.PreVote`).
    pub pre_vote: bool,
    /// A leader without a majority steps down (`Config.CheckQuorum`).
    pub check_quorum: bool,
    /// How many entries a message carries at most: as many as `MaxSizePerMsg` has room for, but
    /// one in any case.
    pub most_entries: u64,
    /// A server that starts waits less.
    pub advance: bool,
}

impl Settings {
    /// Reads the settings; refuses those that etcd refuses.
    pub fn read(config: &Config) -> Result<Settings, BadInput> {
        let nat = |name: &str| config.settings.at(name).int().unsigned_abs();
        let (heartbeat, election) = (nat("heartbeat-interval"), nat("election-timeout"));
        let ticks = config.settings.at("profile").text() == "etcd";
        // embed/config.go Validate: "--election-timeout should be at least as 5 times as
        // --heartbeat-interval".
        let least = if ticks { 5 * heartbeat } else { heartbeat + 1 };
        if election < least {
            let says = format!(
                "{election} ms is too short for a heartbeat-interval of {heartbeat} ms; allowed: \
                 at least {least}"
            );
            return Err(BadInput::new("settings.election-timeout", says));
        }
        Ok(Settings {
            heartbeat: heartbeat * 1000,
            election: election * 1000,
            ticks,
            pre_vote: config.settings.at("pre-vote").flag(),
            check_quorum: config.settings.at("check-quorum").flag(),
            most_entries: (nat("max-size-per-msg") / ENTRY_BYTES).max(1),
            advance: config.settings.at("initial-election-tick-advance").flag(),
        })
    }

    /// The part of a tick that has passed when a timer is armed, at most.
    const fn phase(&self) -> u64 {
        if self.ticks { self.heartbeat } else { 0 }
    }

    /// µs until a follower campaigns. etcd waits for 10 to 19 ticks, the first of which comes
    /// after any part of 100 ms: drawn at once, that is 900 to 1900 ms, evenly.
    pub const fn election_range(&self) -> std::ops::RangeInclusive<u64> {
        self.election - self.phase()..=2 * self.election - self.phase()
    }

    /// The same for a server that has just started: with peers to talk to, etcd skips all but
    /// two ticks of the election timeout (`server.go adjustTicks`).
    pub const fn first_range(&self) -> std::ops::RangeInclusive<u64> {
        let skipped = self.election.saturating_sub(2 * self.heartbeat);
        let skipped = if self.advance { skipped } else { 0 };
        self.election - self.phase() - skipped..=2 * self.election - self.phase() - skipped
    }

    /// How many ticks an election timeout has, before it is randomised.
    pub const fn election_tick(&self) -> u64 {
        self.election / self.tick()
    }

    /// How many ticks have passed in `micros`. A clock ticks at a phase nobody knows: what is
    /// left over counts from half a tick on.
    pub const fn ticks_in(&self, micros: u64) -> u64 {
        let half = if self.ticks { self.tick() / 2 } else { 0 };
        (micros + half) / self.tick()
    }

    const fn tick(&self) -> u64 {
        if self.ticks { self.heartbeat } else { 1000 }
    }

    /// µs that a server waits for a request's outcome (`config.go ReqTimeout`): 5 s for queue,
    /// computation and disk, and two election timeouts.
    pub const fn request_timeout(&self) -> u64 {
        5_000_000 + 2 * self.election
    }
}

/// The rules that are switched off: the checks that a node then leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Off {
    /// A second vote in one term is given away.
    pub one_vote: bool,
    /// Vote and term are not on the disk.
    pub durable_vote: bool,
    /// Half of the voters are enough.
    pub majority: bool,
    /// A candidate's log is not looked at.
    pub up_to_date: bool,
    /// Messages of an earlier term are listened to.
    pub stale_term: bool,
    /// An entry of an earlier term is committed once a majority has it.
    pub commit_own_term: bool,
    /// A question about a vote raises the term.
    pub pre_vote_term: bool,
    /// `prev` is not looked for in the log.
    pub log_matching: bool,
    /// A leader answers reads without asking whether it still leads.
    pub read_index: bool,
}

impl Off {
    /// Reads `rules_off`.
    pub fn read(config: &Config) -> Off {
        Off {
            one_vote: config.off(&rules::ONE_VOTE),
            durable_vote: config.off(&rules::DURABLE_VOTE),
            majority: config.off(&rules::TALLY),
            up_to_date: config.off(&rules::UP_TO_DATE),
            stale_term: config.off(&rules::STALE_TERM),
            commit_own_term: config.off(&rules::COMMIT_INDEX),
            pre_vote_term: config.off(&rules::PRE_VOTE_TERM),
            log_matching: config.off(&rules::APPEND_ENTRIES),
            read_index: config.off(&rules::READ_INDEX),
        }
    }
}

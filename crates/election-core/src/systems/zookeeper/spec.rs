//! What the register knows of ZooKeeper.

use super::{CALLS, ZooKeeper, check, load, message, rules, settings, timer};
use crate::rule::Rule;
use crate::scenario::Config;
use crate::schema::{BadInput, Field, Ty};
use crate::sim::{Cluster, World};
use crate::system::{Ballots, Costs, SystemSpec};

/// ZooKeeper 3.9, as the register knows it.
pub static SPEC: SystemSpec = SystemSpec {
    key: "zookeeper",
    title: "ZooKeeper",
    version: "3.9.5",
    kinds: settings::KINDS,
    settings: settings::SETTINGS,
    profiles: settings::PROFILES,
    rules: RULES,
    vocabulary: &super::vocabulary::WORDS,
    calls: CALLS,
    properties: check::PROPERTIES,
    requests: &[("delete", &[Field::required("path", Ty::Text)])],
    selectors: &[],
    aliases: &[("vote", "send:Notification")],
    messages: message::NAMES,
    ballots: Ballots { kinds: &["Notification"], counted_by: "zookeeper/tally" },
    timers: timer::TIMERS,
    costs: &[Costs { design: "zookeeper", story: "watch-load", count: load::count }],
    leader_within_ms: |config| Some(settings::Settings::read(config).leader_within()),
    build,
};

/// Every rule that the servers cite.
pub const RULES: &[&Rule] = &[
    &rules::LOAD_DATABASE,
    &rules::TOTAL_ORDER,
    &rules::TALLY,
    &rules::CHECK_LEADER,
    &rules::ROUND_GATE,
    &rules::FINALIZE_WAIT,
    &rules::CONNECTION,
    &rules::EPOCH_TO_PROPOSE,
    &rules::ACCEPT_EPOCH,
    &rules::EPOCH_ACK,
    &rules::SYNC_CHOICE,
    &rules::LOG_BEFORE_EPOCH,
    &rules::LOG_BEFORE_ACK,
    &rules::NEWLEADER_ACK,
    &rules::COMMIT,
    &rules::LAST_LOGGED,
    &rules::KEEPS_QUORUM,
    &rules::LEARNER_TIMEOUT,
    &rules::CLIENT_AHEAD,
    &rules::PREP_REQUEST,
    &rules::SESSION_TIMEOUT,
    &rules::SESSION_EXPIRY,
    &rules::SESSION_RESTART,
    &rules::REVALIDATE,
    &rules::RECIPE_POSITION,
    &rules::FENCING_TOKEN,
];

fn build(config: &Config) -> Result<Box<dyn Cluster>, BadInput> {
    Ok(Box::new(World::<ZooKeeper>::new(config)?))
}

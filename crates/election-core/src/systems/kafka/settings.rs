//! The settings under Kafka's own names, and what a run makes of them.

use super::profile::{self, Profile};
use super::record::{MetaEntry, MetaRecord};
use super::rules::partition_change::{LeaderRecoveryState, Partition};
use super::rules::unclean_recovery::Strategy;
use super::rules::{BrokerId, ControllerEpoch, LeaderEpoch, PartitionEpoch, VoterId};
use super::words::{Incarnation, PartitionId};
use super::{calls, cited, topic};
use crate::scenario::Config;
use crate::schema::{BadInput, Field, Given, MS, NAT, Ty};
use crate::system::Setting;
use crate::systems::zookeeper::Ensemble;
use crate::words::NodeId;
use std::sync::Arc;

const fn setting(field: Field, unit: &'static str, live: bool) -> Setting {
    Setting { field, unit, live }
}
const fn ms(name: &'static str, default: i64) -> Setting {
    setting(Field { name, ty: MS, given: Given::Int(default) }, "ms", true)
}
const fn flag(name: &'static str, default: bool) -> Setting {
    setting(Field::flag(name, default), "", true)
}

const STRATEGY: Ty = Ty::OneOf(&["None", "Balanced", "Aggressive"]);

/// All settings.
pub const SETTINGS: &[Setting] = &[
    setting(Field::with("profile", Ty::OneOf(profile::NAMES), Given::Text("4.x")), "", false),
    flag("unclean.leader.election.enable", false),
    setting(Field::int("min.insync.replicas", 1, 15, 1), "", true),
    flag("elr", true),
    setting(Field::int("partitions", 1, 1000, 1), "", false),
    setting(Field::optional("replicationFactor", Ty::Int(1, 15)), "", false),
    setting(Field::optional("assignment", Ty::List(&Ty::List(&NAT))), "", false),
    setting(Field::optional("isr", Ty::List(&NAT)), "", false),
    setting(Field::int("leaderEpoch", 0, i32::MAX as i64, 0), "", false),
    ms("replica.lag.time.max.ms", 30_000),
    ms("replica.fetch.wait.max.ms", 500),
    ms("replica.fetch.backoff.ms", 1_000),
    setting(Field::int("replica.fetch.max.bytes", 1, i32::MAX as i64, 1_048_576), "bytes", true),
    ms("replica.socket.timeout.ms", 30_000),
    ms("replica.high.watermark.checkpoint.interval.ms", 5_000),
    setting(Field::with("log.flush.interval.messages", NAT, Given::Int(i64::MAX)), "", true),
    flag("auto.leader.rebalance.enable", true),
    setting(Field::int("leader.imbalance.check.interval.seconds", 1, 86_400, 300), "s", true),
    ms("unclean.leader.election.interval.ms", 300_000),
    ms("broker.session.timeout.ms", 9_000),
    ms("broker.heartbeat.interval.ms", 2_000),
    ms("controller.quorum.election.timeout.ms", 1_000),
    ms("controller.quorum.fetch.timeout.ms", 2_000),
    ms("controller.quorum.election.backoff.max.ms", 1_000),
    ms("controller.quorum.append.linger.ms", 25),
    ms("controller.quorum.retry.backoff.ms", 20),
    ms("zookeeper.session.timeout.ms", 18_000),
    ms("controller.socket.timeout.ms", 30_000),
    setting(Field::int("leader.imbalance.per.broker.percentage", 0, 100, 10), "%", true),
    setting(Field::int("replica.lag.max.messages", 1, i32::MAX as i64, 4_000), "", true),
    ms("preferred.replica.wait.time", 300),
    // Proposed by KIP-966, in no release.
    flag("unclean.recovery.manager.enabled", false),
    setting(Field::with("unclean.recovery.strategy", STRATEGY, Given::Text("Balanced")), "", true),
    ms("unclean.recovery.timeout.ms", 300_000),
];

/// The rules that are followed; each may be switched off to see what it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Followed {
    /// A leader comes from the ISR or the ELR.
    pub elect_from_isr: bool,
    /// The controller checks the epochs of an ISR change.
    pub alter_partition: bool,
    /// One vote an epoch, and to no shorter log.
    pub raft_vote: bool,
    /// Only a majority commits.
    pub raft_high_watermark: bool,
    /// A leader of the quorum that is not heard gives up.
    pub raft_check_quorum: bool,
    /// The high watermark waits for everybody who may be in the ISR.
    pub maximal_isr: bool,
    /// `acks=all` needs `min.insync.replicas`.
    pub produce: bool,
    /// The leader tells a follower whose log is another.
    pub fetch_divergence: bool,
    /// A follower cuts by leader epoch, not by high watermark.
    pub truncate: bool,
    /// A follower that lacks committed records does not join the ISR.
    pub isr_expand: bool,
    /// A broker does not obey a controller, or a leader epoch, that is over.
    pub control_request: bool,
    /// States are written only if nobody wrote them meanwhile.
    pub conditional_write: bool,
}

impl Followed {
    fn of(config: &Config) -> Followed {
        Followed {
            elect_from_isr: !config.off(&cited::ELECT_LEADER)
                && !config.off(&cited::ELECT_LEADER_ZK),
            alter_partition: !config.off(&cited::ALTER_PARTITION),
            raft_vote: !config.off(&cited::RAFT_VOTE),
            raft_high_watermark: !config.off(&cited::RAFT_HIGH_WATERMARK),
            raft_check_quorum: !config.off(&cited::RAFT_CHECK_QUORUM),
            maximal_isr: !config.off(&cited::HIGH_WATERMARK),
            produce: !config.off(&cited::PRODUCE),
            fetch_divergence: !config.off(&cited::FETCH_DIVERGENCE),
            truncate: !config.off(&cited::TRUNCATE),
            isr_expand: !config.off(&cited::ISR_EXPAND),
            control_request: !config.off(&cited::CONTROL_REQUEST),
            conditional_write: !config.off(&cited::CONDITIONAL_WRITE),
        }
    }
}

/// The settings of a run. Times in ms.
#[derive(Clone, Debug)]
pub struct Settings {
    pub profile: Profile,
    pub unclean: bool,
    pub min_isr: i64,
    pub elr: bool,
    pub lag_max: u64,
    pub fetch_wait: u64,
    pub fetch_backoff: u64,
    /// How many records a follower gets at once, a record taken for 1 KiB.
    pub fetch_max: i64,
    pub socket_timeout: u64,
    pub checkpoint: u64,
    pub flush_messages: i64,
    pub rebalance: bool,
    pub imbalance_check: u64,
    pub unclean_interval: u64,
    pub session_timeout: u64,
    pub heartbeat: u64,
    pub election_timeout: u64,
    pub quorum_fetch_timeout: u64,
    pub resign_backoff_max: u64,
    pub append_linger: u64,
    pub quorum_retry: u64,
    pub zk_session_timeout: u64,
    pub controller_socket_timeout: u64,
    pub imbalance_percentage: i64,
    pub lag_max_messages: i64,
    pub preferred_wait: u64,
    /// Leaders may be sought by the longest log (KIP-966, proposed), and how.
    pub recovery: Option<Strategy>,
    pub recovery_timeout: u64,
    pub followed: Followed,
    /// The servers of the ZooKeeper ensemble, where there is one.
    pub ensemble: Option<Ensemble>,
    /// The brokers that are up when the run begins.
    pub up: Vec<BrokerId>,
    /// Every server's `node.id`, brokers and controllers, by place in the cast.
    pub ids: Vec<(NodeId, i64)>,
    /// The brokers, in the order of the cast.
    pub brokers: Vec<(BrokerId, NodeId)>,
    /// The voters of the controller quorum, in the order of the cast.
    pub voters: Vec<(VoterId, NodeId)>,
    /// The metadata that every process has on its disk when the run begins.
    pub bootstrap: Arc<Vec<MetaEntry>>,
}

impl Settings {
    /// Reads the settings of a run.
    pub fn new(config: &Config) -> Result<Settings, BadInput> {
        let it = &config.settings;
        let profile = Profile::of(config);
        profile::check(config, profile)?;
        let ms = |name: &str| it.at(name).int() as u64;
        let ids = topic::read_ids(config)?;
        let of = |kind: &str| {
            let ids = ids.clone();
            let kind = kind.to_string();
            ids.into_iter().filter(move |(node, _)| config.nodes[node.index()].kind.name == kind)
        };
        let brokers: Vec<(BrokerId, NodeId)> =
            of("broker").map(|(node, id)| (BrokerId(id), node)).collect();
        let voters = of("controller").map(|(node, id)| (VoterId(id), node)).collect();
        let topic = topic::Topic::read(config, &brokers)?;
        let ensemble = match profile.on_zookeeper() {
            true => Some(Ensemble::read(config, "zookeeper", "")?),
            false => None,
        };
        let up = |(_, node): &&(BrokerId, NodeId)| config.nodes[node.index()].up;
        Ok(Settings {
            profile,
            zk_session_timeout: ms("zookeeper.session.timeout.ms"),
            controller_socket_timeout: ms("controller.socket.timeout.ms").max(1),
            imbalance_percentage: it.at("leader.imbalance.per.broker.percentage").int(),
            recovery: Some(calls::strategy(it.at("unclean.recovery.strategy").text()))
                .filter(|_| it.at("unclean.recovery.manager.enabled").flag()),
            recovery_timeout: ms("unclean.recovery.timeout.ms").max(1),
            lag_max_messages: it.at("replica.lag.max.messages").int(),
            preferred_wait: ms("preferred.replica.wait.time"),
            ensemble,
            up: brokers.iter().filter(up).map(|(id, _)| *id).collect(),
            unclean: it.at("unclean.leader.election.enable").flag(),
            min_isr: it.at("min.insync.replicas").int(),
            elr: it.at("elr").flag(),
            lag_max: ms("replica.lag.time.max.ms"),
            fetch_wait: ms("replica.fetch.wait.max.ms"),
            fetch_backoff: ms("replica.fetch.backoff.ms").max(1),
            fetch_max: (it.at("replica.fetch.max.bytes").int() / 1024).max(1),
            socket_timeout: ms("replica.socket.timeout.ms").max(1),
            checkpoint: ms("replica.high.watermark.checkpoint.interval.ms").max(1),
            flush_messages: it.at("log.flush.interval.messages").int(),
            rebalance: it.at("auto.leader.rebalance.enable").flag(),
            imbalance_check: ms("leader.imbalance.check.interval.seconds") * 1000,
            unclean_interval: ms("unclean.leader.election.interval.ms").max(1),
            session_timeout: ms("broker.session.timeout.ms"),
            heartbeat: ms("broker.heartbeat.interval.ms").max(1),
            election_timeout: ms("controller.quorum.election.timeout.ms").max(1),
            quorum_fetch_timeout: ms("controller.quorum.fetch.timeout.ms").max(1),
            resign_backoff_max: ms("controller.quorum.election.backoff.max.ms"),
            append_linger: ms("controller.quorum.append.linger.ms"),
            quorum_retry: ms("controller.quorum.retry.backoff.ms").max(1),
            followed: Followed::of(config),
            bootstrap: Arc::new(bootstrap(config, &brokers, &topic)),
            ids,
            brokers,
            voters,
        })
    }

    /// `min.insync.replicas` as it counts for a partition of so many replicas: since 3.7 never
    /// more than these (KIP-966). Before, `inSyncSize < minIsr` refuses every acks=all.
    pub fn effective_min_isr(&self, replicas: usize) -> i64 {
        match self.profile.has_effective_min_isr() {
            true => super::rules::isr_change::effective_min_isr(self.min_isr, replicas as i64),
            false => self.min_isr,
        }
    }

    /// The partitions as they are when the run begins.
    pub fn initial(&self) -> impl Iterator<Item = (PartitionId, &Partition)> {
        self.bootstrap.iter().filter_map(|entry| match &*entry.record {
            MetaRecord::PartitionRecord(id, state) => Some((*id, state)),
            _ => None,
        })
    }

    /// Whether this process is a ZooKeeper server.
    pub fn is_zookeeper(&self, node: NodeId) -> bool {
        self.ensemble.as_ref().is_some_and(|it| it.member(node).is_some())
    }

    /// The `node.id` of a process.
    pub fn id_of(&self, node: NodeId) -> i64 {
        self.ids.iter().find(|(known, _)| *known == node).map_or(-1, |(_, id)| *id)
    }

    /// The broker of this id.
    pub fn broker(&self, id: BrokerId) -> Option<NodeId> {
        self.brokers.iter().find(|(known, _)| *known == id).map(|(_, node)| *node)
    }

    /// The controller of this id.
    pub fn voter(&self, id: VoterId) -> Option<NodeId> {
        self.voters.iter().find(|(known, _)| *known == id).map(|(_, node)| *node)
    }

    /// How many partitions the topic has.
    pub fn partitions(&self) -> u32 {
        (self.bootstrap.len() - self.brokers.len()) as u32
    }
}

/// The cluster is at work when the run begins: its metadata are on every disk. Processes that
/// are down at the beginning are fenced and, unless the scenario says so, out of the ISR.
fn bootstrap(
    config: &Config,
    brokers: &[(BrokerId, NodeId)],
    topic: &topic::Topic,
) -> Vec<MetaEntry> {
    let entry = |record| MetaEntry { epoch: ControllerEpoch(0), record: Arc::new(record) };
    let up = |id: &BrokerId| {
        let node = brokers.iter().find(|(known, _)| known == id).map(|(_, node)| *node);
        node.is_some_and(|node| config.nodes[node.index()].up)
    };
    let registrations = brokers.iter().map(|(id, _)| MetaRecord::RegisterBrokerRecord {
        broker: *id,
        incarnation: Incarnation(0),
        fenced: !up(id),
    });
    let partitions = (0u16..).map(PartitionId).zip(&topic.assignment).map(|(id, replicas)| {
        let live: Vec<BrokerId> = replicas.iter().copied().filter(|id| up(id)).collect();
        let given = topic.isr.clone().filter(|_| id == PartitionId::FOCUS);
        let isr = given.unwrap_or_else(|| if live.is_empty() { replicas.clone() } else { live });
        let leader = replicas.iter().copied().find(|id| isr.contains(id) && up(id));
        let state = Partition {
            replicas: replicas.clone(),
            isr,
            elr: Vec::new(),
            last_known_elr: Vec::new(),
            removing_replicas: Vec::new(),
            adding_replicas: Vec::new(),
            leader,
            leader_epoch: LeaderEpoch(topic.leader_epoch),
            partition_epoch: PartitionEpoch(0),
            leader_recovery_state: LeaderRecoveryState::Recovered,
        };
        MetaRecord::PartitionRecord(id, state)
    });
    registrations.chain(partitions).map(entry).collect()
}

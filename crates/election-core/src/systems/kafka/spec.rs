//! Kafka in the register: kinds of processes, what a scenario may say of them, requests.

use super::broker::{self, Broker, Log};
use super::client::{Consumer, Producer};
use super::controller::{self, Controller};
use super::message::Rec;
use super::record::MetaLog;
use super::rules::kraft_election::Election;
use super::rules::{BrokerId, LeaderEpoch, VoterId};
use super::settings::Settings;
use super::words::PartitionId;
use super::{CALLS, Fx, Kafka, Node, checks, cited, load, message, profile, settings, timer, zk};
use crate::scenario::NodeConfig;
use crate::schema::{BadInput, Field, Given, MS, NAT, Ty};
use crate::sim::World;
use crate::system::{Ballots, Costs, KindSpec, SystemSpec};
use crate::systems::zookeeper::{self, Ensemble};
use crate::value::Value;
use crate::words::NodeId;

const fn client_ms(name: &'static str, default: i64) -> Field {
    Field { name, ty: MS, given: Given::Int(default) }
}

const PARTITION: Field = Field::int("partition", 0, 999, 0);

const PRODUCER: &[Field] = &[
    PARTITION,
    // What is not given is as in the release: `client::Defaults`.
    Field::optional("acks", Ty::OneOf(&["0", "1", "all"])),
    client_ms("every_ms", 100),
    Field::int("batch", 1, 1000, 1),
    Field::int("in_flight", 1, 100, 1),
    Field::int("count", 0, 100_000, 0),
    Field::optional("retries", Ty::Int(0, i32::MAX as i64)),
    client_ms("retry.backoff.ms", 100),
    client_ms("request.timeout.ms", 30_000),
    client_ms("delivery.timeout.ms", 120_000),
    Field::optional("enable.idempotence", Ty::Bool),
];

const CONSUMER: &[Field] = &[
    PARTITION,
    client_ms("every_ms", 100),
    Field::int("count", 0, 100_000, 0),
    Field::with("auto.offset.reset", Ty::OneOf(&["latest", "earliest"]), Given::Text("earliest")),
    client_ms("retry.backoff.ms", 100),
    client_ms("request.timeout.ms", 30_000),
];

/// Of the first partition.
const LOG: &[Field] = &[
    Field::with("logEndOffset", Ty::Int(0, 10_000), Given::Int(0)),
    Field::with("leaderEpochs", Ty::List(&Ty::List(&NAT)), Given::EmptyList),
    Field::optional("highWatermark", NAT),
    Field::optional("recoveryPoint", NAT),
];

/// Nobody starts in the same instant as another, and so no two heartbeats, fetches or requests
/// keep step for ever.
const START_US: (u32, u32) = (0, 40_000);

const fn kind(name: &'static str, ring: u8, durable: &'static [Field]) -> KindSpec {
    KindSpec {
        name,
        client: false,
        ring,
        options: &[],
        durable,
        fsync_us: None,
        start_us: START_US,
    }
}

const fn client(name: &'static str, options: &'static [Field]) -> KindSpec {
    KindSpec {
        name,
        client: true,
        ring: 2,
        options,
        durable: &[],
        fsync_us: None,
        start_us: START_US,
    }
}

/// How long a broker looks through its logs when it was not stopped in good order.
/// `LogManager.loadLogs, LogLoader.recoverLog`
const BROKER: &[Field] = &[client_ms("recovery_ms", 0)];

const KINDS: &[KindSpec] = &[
    KindSpec { options: BROKER, ..kind("broker", 1, LOG) },
    kind("controller", 0, &[]),
    KindSpec { fsync_us: Some(zookeeper::FSYNC_US), ..kind("zookeeper", 0, &[]) },
    client("producer", PRODUCER),
    client("consumer", CONSUMER),
];

/// Kafka in the register.
pub static SPEC: SystemSpec = SystemSpec {
    key: "kafka",
    title: "Kafka",
    version: "4.1.1",
    kinds: KINDS,
    settings: settings::SETTINGS,
    profiles: profile::PROFILES,
    rules: cited::ALL,
    vocabulary: &super::vocabulary::WORDS,
    calls: CALLS,
    properties: checks::PROPERTIES,
    requests: &[
        ("produce", &[Field::int("count", 1, 1000, 1)]),
        (
            "ElectLeaders",
            &[
                PARTITION,
                Field::with(
                    "electionType",
                    Ty::OneOf(&["PREFERRED", "UNCLEAN"]),
                    Given::Text("PREFERRED"),
                ),
            ],
        ),
        ("AlterPartitionReassignments", &[PARTITION, Field::required("replicas", Ty::List(&NAT))]),
    ],
    selectors: &["controller"],
    aliases: &[
        ("elected", "rule:kafka/elect-leader-kraft=elected"),
        ("unclean", "rule:kafka/elect-leader-kraft=unclean"),
        ("no-leader", "rule:kafka/elect-leader-kraft=none"),
        ("isr-shrinks", "rule:kafka/out-of-sync=lagging"),
        ("isr-expands", "rule:kafka/isr-expand=joins"),
        ("fenced", "rule:kafka/broker-session=expired"),
        ("vote", "deliver:Vote"),
    ],
    messages: &{
        let mut names = [""; message::KINDS.len()];
        let mut i = 0;
        while i < names.len() {
            names[i] = message::KINDS[i].name;
            i += 1;
        }
        names
    },
    ballots: Ballots { kinds: &["VoteResponse"], counted_by: "kafka/raft-tally" },
    timers: timer::NAMES,
    costs: &[
        Costs { design: "kafka-v2", story: "watch-herd", count: load::count_before },
        Costs { design: "kafka", story: "controller-load", count: load::count },
    ],
    // A broker's session runs out, the quorum elects, and everybody catches up.
    leader_within_ms: |config| {
        let ms = |name: &str| config.settings.at(name).int() as u64;
        if profile::Profile::of(config).on_zookeeper() {
            // The ensemble elects, sessions of what is gone run out, and a controller loads.
            let ensemble = Ensemble::read(config, "zookeeper", "").ok()?;
            return Some(
                ensemble.settings.leader_within() + 3 * ms("zookeeper.session.timeout.ms") + 30_000,
            );
        }
        Some(
            2 * ms("broker.session.timeout.ms")
                + 4 * ms("controller.quorum.election.timeout.ms")
                + 2 * ms("controller.quorum.fetch.timeout.ms")
                + 10_000,
        )
    },
    build: |config| Ok(Box::new(World::<Kafka>::new(config)?)),
};

/// A process before its first start.
pub fn boot(kafka: &Kafka, id: NodeId, config: &NodeConfig) -> Result<Node, BadInput> {
    let settings: &Settings = &kafka.settings;
    let partition = config.options.at("partition").as_int().unwrap_or(0);
    let partitions = i64::from(settings.partitions());
    if config.kind.client && partition >= partitions {
        let says = format!("{partition} is not a partition; allowed: 0 to {}", partitions - 1);
        return Err(BadInput::new("partition", says));
    }
    let metadata = MetaLog::new(settings.bootstrap.iter().cloned());
    if let Some(ensemble) = settings.ensemble.as_ref().filter(|it| it.member(id).is_some()) {
        let server = ensemble.boot_with(id, zk::disk(settings));
        return server
            .map(|it| Node::Zookeeper(Box::new(it)))
            .ok_or_else(|| BadInput::new("kind", "not of the ensemble; allowed: zookeeper"));
    }
    Ok(match config.kind.name {
        "controller" => {
            let disk = controller::Disk { log: metadata, ..controller::Disk::default() };
            Node::Controller(Box::new(Controller::new(VoterId(settings.id_of(id)), disk)))
        }
        "producer" => Node::Producer(Box::new(Producer::new(config, settings.profile)?)),
        "consumer" => Node::Consumer(Box::new(Consumer::new(config, settings.profile))),
        _ => {
            let log = read_log(&config.durable).map_err(|bad| bad.inside("durable"))?;
            let at_work = config.up;
            let mut disk = broker::Disk { metadata, at_work, ..broker::Disk::default() };
            if config.has_durable {
                disk.logs.insert(PartitionId::FOCUS, log);
            }
            let mut broker = Broker::new(BrokerId(settings.id_of(id)), disk);
            broker.recovery_ms = config.options.at("recovery_ms").int() as u64;
            Node::Broker(Box::new(kafka.with_session(broker)))
        }
    })
}

/// The log of the first partition as the scenario describes it.
fn read_log(durable: &Value) -> Result<Log, BadInput> {
    let end = durable.at("logEndOffset").int();
    let mut epochs: Vec<(i64, i64)> = Vec::new();
    for (i, pair) in durable.at("leaderEpochs").items().iter().enumerate() {
        let path = format!("leaderEpochs[{i}]");
        let [epoch, start] = pair.ints()[..] else {
            return Err(BadInput::new(path, "not a pair; allowed: [epoch, startOffset]"));
        };
        let ascends = epochs.last().is_none_or(|(e, s)| epoch > *e && start > *s);
        if !ascends || epochs.is_empty() && start != 0 || start >= end.max(1) {
            let says = "does not ascend from offset 0 to below logEndOffset; allowed: \
                        [[epoch, 0], [higher epoch, higher offset], …]";
            return Err(BadInput::new(path, says));
        }
        epochs.push((epoch, start));
    }
    let mut log = Log::default();
    for offset in 0..end {
        let epoch = epochs.iter().rev().find(|(_, start)| *start <= offset);
        let epoch = LeaderEpoch(epoch.map_or(0, |(epoch, _)| *epoch));
        log.append(Rec { epoch, op: None }, i64::MAX);
    }
    let up_to = |name: &str| -> Result<i64, BadInput> {
        let given = durable.at(name).as_int().unwrap_or(end);
        let says = || format!("{given} is beyond the log; allowed: 0 to {end}");
        if given <= end { Ok(given) } else { Err(BadInput::new(name, says())) }
    };
    log.checkpoint = up_to("highWatermark")?;
    log.recovery_point = up_to("recoveryPoint")?;
    Ok(log)
}

/// What an administrator or visitor asks for.
pub fn request(kafka: &Kafka, node: &mut Node, request: &Value, fx: &mut Fx) -> Result<(), String> {
    let partition = PartitionId(request.at("partition").as_int().unwrap_or(0) as u16);
    match (request.at("request").text(), node) {
        ("produce", Node::Producer(producer)) => {
            kafka.produce_on_request(producer, request.at("count").int() as u32, fx);
            Ok(())
        }
        ("produce", _) => Err("only a producer writes".into()),
        ("ElectLeaders", Node::Broker(broker)) => {
            let unclean = request.at("electionType").text() == "UNCLEAN";
            zk::elect_leaders(kafka, broker, partition, unclean, fx)
        }
        ("AlterPartitionReassignments", Node::Broker(broker)) => {
            let target: Vec<BrokerId> =
                request.at("replicas").ints().into_iter().map(BrokerId).collect();
            zk::reassign(kafka, broker, partition, &target, fx)
        }
        ("ElectLeaders", Node::Controller(controller)) => {
            let unclean = request.at("electionType").text() == "UNCLEAN";
            let election = if unclean { Election::Unclean } else { Election::Preferred };
            kafka.elect_leaders(controller, partition, election, fx)
        }
        ("AlterPartitionReassignments", Node::Controller(controller)) => {
            let target: Vec<BrokerId> =
                request.at("replicas").ints().into_iter().map(BrokerId).collect();
            kafka.reassign(controller, partition, &target, fx)
        }
        _ => Err("NOT_CONTROLLER".into()),
    }
}

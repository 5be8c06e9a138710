//! Properties of this system, beside the common ones. Names after the specifications of
//! Vanlightly (kafka-tlaplus) and of the KIPs.

use super::broker::{Broker, Log, ReplicaRole};
use super::controller::Controller;
use super::image::Image;
use super::leaders::Leaders;
use super::record::{MetaLog, MetaRecord};
use super::rules::partition_change::Partition;
use super::rules::unclean_recovery::Strategy;
use super::rules::{BrokerId, LeaderEpoch};
use super::words::{PartitionId, list};
use super::zk::office::Office;
use super::{Kafka, Node, view};
use crate::property::{Findings, PropertySpec, Witness};
use crate::protocol::Peek;
use crate::words::NodeId;
use std::sync::Arc;

/// A leader epoch of a partition has one leader.
const ONE_LEADER: &str = "one-leader-per-partition-epoch";
/// Committed metadata are the same everywhere.
const METADATA_AGREE: &str = "committed-metadata-agree";
/// A leader of the quorum that no majority fetches from gives up.
const UNHEARD_RESIGNS: &str = "unheard-controller-resigns";
/// Without unclean election a leader comes from the ISR or the ELR.
const FROM_ISR: &str = "leader-from-isr";
/// Who may be in the ISR by the controller is waited for by the leader.
const MAXIMAL_ISR: &str = "leader-waits-for-controllers-isr";
/// Nothing is committed by fewer than `min.insync.replicas`.
const MIN_ISR: &str = "min-isr-commits";
/// Every member of the ISR holds everything committed.
const ISR_COMPLETE: &str = "isr-holds-committed";
/// Up to the lower of two high watermarks, two replicas hold the same.
const LOGS_AGREE: &str = "logs-agree-below-high-watermark";
/// A new leader lacks nothing that was committed.
const CLEAN_LEADER: &str = "clean-leader-is-complete";
/// What a consumer has read stays what the leader holds.
const READS_STAY: &str = "consumed-records-stay";

const fn promise(id: &'static str) -> PropertySpec {
    PropertySpec { id, promised: true }
}

/// The checks of this system. The last four are no longer put to the test once an unclean
/// election was allowed or a disk has lost what was written to it: then committed records may
/// go, and the ledger says which.
pub const PROPERTIES: &[PropertySpec] = &[
    promise(ONE_LEADER),
    promise(METADATA_AGREE),
    promise(UNHEARD_RESIGNS),
    promise(FROM_ISR),
    promise(MAXIMAL_ISR),
    promise(MIN_ISR),
    promise(ISR_COMPLETE),
    promise(LOGS_AGREE),
    promise(CLEAN_LEADER),
    promise(READS_STAY),
];

/// The common properties that Kafka promises. Of acknowledged writes it promises nothing
/// without conditions: `acks`, `min.insync.replicas` and flushed disks decide.
pub const PROMISES: &[&str] = &["one-leader-per-epoch", "epoch-monotonic"];

/// How far back logs are compared: only what is new can differ.
const LOOK_BACK: i64 = 64;

/// What the checks remember.
#[derive(Clone, Hash, Debug, Default)]
pub struct History {
    leaders: Leaders,
    /// The committed metadata.
    metadata: MetaLog,
    /// And what they say.
    image: Image,
    /// How far the first partition was committed, and in which epoch.
    committed: i64,
    last_epoch: LeaderEpoch,
    /// The first partition as a controller on ZooKeeper last wrote or read it.
    written: Option<Arc<Partition>>,
    /// Unclean elections were allowed.
    unclean: bool,
    /// Committed records may go.
    excused: bool,
}

/// What a check looks at.
struct Scene<'a> {
    kafka: &'a Kafka,
    nodes: &'a [Peek<'a, Node>],
    touched: NodeId,
}

impl<'a> Scene<'a> {
    fn brokers(&self) -> impl Iterator<Item = (&'a Peek<'a, Node>, &'a Broker)> {
        self.nodes.iter().filter_map(|peek| Some((peek, view::broker(peek.node)?)))
    }
    fn controllers(&self) -> impl Iterator<Item = (&'a Peek<'a, Node>, &'a Controller)> {
        self.nodes.iter().filter_map(|peek| Some((peek, view::controller(peek.node)?)))
    }
    fn witness(&self, epoch: Option<i64>, says: String) -> Witness {
        Witness { nodes: [self.touched].into_iter().collect(), epoch, says }
    }
    /// The first partition as the active controller knows it, if that is the state in which
    /// this broker leads it.
    fn state_led_by(&self, broker: &Broker) -> Option<&'a Partition> {
        let replica = broker.replicas.get(PartitionId::FOCUS)?;
        let known = match broker.zk {
            None => self.active()?.image.partition(PartitionId::FOCUS)?,
            Some(_) => &**self.office()?.partition(PartitionId::FOCUS)?,
        };
        // Where leaders write their ISR themselves, the controller may hear of it later.
        let late = self.kafka.settings.profile.writes_isr_itself()
            && known.partition_epoch < replica.partition_epoch;
        let same = known.leader == Some(broker.id) && known.leader_epoch == replica.leader_epoch;
        Some(known).filter(|_| same && !late)
    }
    fn active(&self) -> Option<&'a Controller> {
        let running = self.controllers().filter(|(peek, it)| peek.up && it.is_active());
        running.max_by_key(|(_, it)| it.disk.epoch).map(|(_, it)| it)
    }
    /// The controller on ZooKeeper: of several that believe it, the latest.
    fn office(&self) -> Option<&'a Office> {
        let offices = self.brokers().filter(|(peek, _)| peek.up);
        let offices = offices.filter_map(|(_, it)| it.zk.as_ref()?.office.as_deref());
        offices.max_by_key(|office| office.epoch)
    }
}

/// Looks at all processes.
pub fn inspect(
    kafka: &Kafka,
    touched: NodeId,
    nodes: &[Peek<'_, Node>],
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    let Some(peek) = nodes.iter().find(|peek| peek.id == touched) else { return };
    let scene = Scene { kafka, nodes, touched };
    history.unclean |= kafka.settings.unclean
        || kafka.settings.recovery == Some(Strategy::Aggressive)
        || scene.controllers().any(|(_, controller)| controller.unclean_asked)
        || scene.brokers().any(|(_, it)| it.zk.as_ref().is_some_and(|zk| zk.unclean_asked));
    history.excused |= history.unclean || scene.brokers().any(|(_, broker)| broker.disk.lossy);
    match peek.node {
        Node::Controller(it) => {
            metadata(&scene, &it.disk.log, it.hw, history, findings);
            unheard(&scene, it, findings);
        }
        Node::Broker(it) => {
            match it.zk.as_ref().and_then(|zk| zk.office.as_deref()) {
                Some(office) => elected_on_zookeeper(&scene, office, history, findings),
                None => metadata(&scene, &it.disk.metadata, it.observer.hw, history, findings),
            }
            one_leader(&scene, it, history, findings);
            maximal_isr(&scene, it, findings);
            commits(&scene, it, history, findings);
            if !history.excused {
                isr_complete(&scene, it, findings);
                logs_agree(&scene, it, findings);
                reads_stay(&scene, it, findings);
            }
        }
        Node::Producer(_) | Node::Consumer(_) | Node::Zookeeper(_) => {}
    }
}

/// `MetadataLogMatching`, and the elections that were committed.
fn metadata(
    scene: &Scene<'_>,
    log: &MetaLog,
    hw: i64,
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    let known = history.metadata.end();
    let differs = ((hw.min(known) - LOOK_BACK).max(0)..hw.min(known))
        .find(|at| log.get(*at) != history.metadata.get(*at));
    if hw > 0 {
        findings.check(METADATA_AGREE, differs.is_none(), || {
            let at = differs.unwrap_or(0);
            scene.witness(None, format!("offset {at} was committed with another record"))
        });
    }
    for at in known..hw {
        let Some(entry) = log.get(at) else { break };
        elected(scene, &entry.record, history, findings);
        history.metadata.push(entry.clone());
        history.image.apply(&entry.record);
    }
}

/// `UncleanExclusion`
fn elected(scene: &Scene<'_>, record: &MetaRecord, history: &History, findings: &mut Findings<'_>) {
    let MetaRecord::PartitionChangeRecord(id, change) = record else { return };
    let (Some(Some(leader)), Some(before)) = (change.leader, history.image.partition(*id)) else {
        return;
    };
    // The same record may take the last one out of the ELR, for an unclean shutdown.
    let last_known = before.isr.is_empty() && before.last_known_elr.contains(&leader);
    // A reassignment ends with the record that takes its last new replica into the ISR: the old
    // leader, still in that ISR or the one before, has vouched for it.
    let joined = change.isr.as_ref().is_some_and(|isr| {
        isr.contains(&leader) && isr.len() > 1 && isr.iter().any(|id| before.isr.contains(id))
    });
    let clean =
        before.isr.contains(&leader) || before.elr.contains(&leader) || last_known || joined;
    findings.check(FROM_ISR, clean || history.unclean, || {
        let (isr, elr) = (list(&before.isr), list(&before.elr));
        scene.witness(None, format!("partition {id}: {leader} elected, ISR {isr}, ELR {elr}"))
    });
}

/// The same of a cluster on ZooKeeper: each controller reads before it writes.
fn elected_on_zookeeper(
    scene: &Scene<'_>,
    office: &Office,
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    let Some(now) = office.partition(PartitionId::FOCUS) else { return };
    if let (Some(before), Some(leader)) = (&history.written, now.leader)
        // Nobody wrote in between: the state before is the one that was read.
        && now.partition_epoch.0 == before.partition_epoch.0 + 1
        && before.leader != Some(leader)
    {
        let clean = before.isr.contains(&leader) || history.unclean;
        findings.check(FROM_ISR, clean, || {
            let isr = list(&before.isr);
            scene.witness(Some(now.leader_epoch.0), format!("{leader} elected, ISR {isr}"))
        });
    }
    let newer = history.written.as_ref().is_none_or(|it| {
        (it.leader_epoch, it.partition_epoch) < (now.leader_epoch, now.partition_epoch)
    });
    if newer {
        history.written = Some(now.clone());
    }
}

fn unheard(scene: &Scene<'_>, node: &Controller, findings: &mut Findings<'_>) {
    if let Some(reign) = node.reign() {
        findings.check(UNHEARD_RESIGNS, !reign.overdue, || {
            let says = format!("{} leads on although no majority fetches from it", node.id);
            scene.witness(Some(node.disk.epoch.0), says)
        });
    }
}

fn one_leader(
    scene: &Scene<'_>,
    broker: &Broker,
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    let mut leads = false;
    for (id, replica) in broker.replicas.iter() {
        if !matches!(replica.role, ReplicaRole::Leader(_)) {
            continue;
        }
        leads = true;
        let first = history.leaders.first(id, replica.leader_epoch, broker.id);
        if first != broker.id {
            findings.violate(ONE_LEADER, || {
                let says = format!("partition {id}: {first} and {} lead", broker.id);
                scene.witness(Some(replica.leader_epoch.0), says)
            });
        }
    }
    if leads {
        findings.exercise(ONE_LEADER);
    }
}

/// `ReplicationQuorumSuperset`: whoever the controller may elect from the ISR, the leader of
/// that very state waits for.
fn maximal_isr(scene: &Scene<'_>, broker: &Broker, findings: &mut Findings<'_>) {
    let Some(leading) = broker.leading(PartitionId::FOCUS) else { return };
    let Some(known) = scene.state_led_by(broker) else { return };
    let waits_for = |member: &&BrokerId| {
        let maximal = scene.kafka.settings.followed.maximal_isr;
        **member == broker.id
            || leading.isr.contains(member)
            || maximal && leading.is_in_maximal_isr(**member)
    };
    let ignored: Vec<BrokerId> = known.isr.iter().filter(|id| !waits_for(id)).copied().collect();
    findings.check(MAXIMAL_ISR, ignored.is_empty(), || {
        let says = format!("not waited for, but in the controller's ISR: {}", list(&ignored));
        scene.witness(Some(known.leader_epoch.0), says)
    });
}

/// `MinISR`, and `LeaderCompleteness` of a new leader.
fn commits(scene: &Scene<'_>, broker: &Broker, history: &mut History, findings: &mut Findings<'_>) {
    let focus = PartitionId::FOCUS;
    let (Some(leading), Some(replica)) = (broker.leading(focus), broker.replicas.get(focus)) else {
        return;
    };
    let end = broker.log(focus).map_or(0, Log::end);
    let epoch = replica.leader_epoch;
    if epoch > history.last_epoch {
        let committed = history.committed;
        if !history.excused {
            findings.check(CLEAN_LEADER, end >= committed, || {
                let says = format!("{committed} records were committed, the new leader has {end}");
                scene.witness(Some(epoch.0), says)
            });
        }
        // What an unclean leader took for committed before, it commits to nobody now.
        let brought = if history.excused { replica.hw } else { 0 };
        (history.last_epoch, history.committed) = (epoch, committed.min(end).max(brought));
    }
    if epoch == history.last_epoch && replica.hw > history.committed {
        let size = leading.isr.len() as i64;
        let min = scene.kafka.settings.effective_min_isr(leading.followers.len() + 1);
        if scene.kafka.settings.profile.freezes_below_min_isr() {
            findings.check(MIN_ISR, size >= min, || {
                let says = format!("committed up to {} by an ISR of {size}, not {min}", replica.hw);
                scene.witness(Some(epoch.0), says)
            });
        }
        history.committed = replica.hw;
    }
}

/// `LeaderCandidateCompleteness`
fn isr_complete(scene: &Scene<'_>, broker: &Broker, findings: &mut Findings<'_>) {
    let focus = PartitionId::FOCUS;
    let (Some(known), Some(replica)) = (scene.state_led_by(broker), broker.replicas.get(focus))
    else {
        return;
    };
    let lacks = |member: &Broker| member.log(focus).map_or(0, Log::end) < replica.hw;
    // At the end of a move who is no replica any more may stand in the ISR for a moment: the
    // leader waits for it no longer, and nobody can elect it.
    let counts = |id: &BrokerId| known.isr.contains(id) && known.replicas.contains(id);
    let short: Vec<BrokerId> = scene
        .brokers()
        .filter(|(_, member)| counts(&member.id) && lacks(member))
        .map(|(_, member)| member.id)
        .collect();
    findings.check(ISR_COMPLETE, short.is_empty(), || {
        let says =
            format!("high watermark {}, but in the ISR and short: {}", replica.hw, list(&short));
        scene.witness(Some(replica.leader_epoch.0), says)
    });
}

fn logs_agree(scene: &Scene<'_>, broker: &Broker, findings: &mut Findings<'_>) {
    let focus = PartitionId::FOCUS;
    let known = |broker: &Broker| Some((broker.replicas.get(focus)?.hw, broker.id));
    let (Some((hw, me)), Some(log)) = (known(broker), broker.log(focus)) else { return };
    for (peek, other) in scene.brokers() {
        let (Some((theirs, id)), Some(their_log)) = (known(other), other.log(focus)) else {
            continue;
        };
        let end = hw.min(theirs).min(log.end()).min(their_log.end());
        if id == me || !peek.up || end == 0 {
            continue;
        }
        let differs = log.first_difference(their_log, end - LOOK_BACK, end);
        findings.check(LOGS_AGREE, differs.is_none(), || Witness {
            nodes: [scene.touched, peek.id].into_iter().collect(),
            epoch: None,
            says: format!("both hold offset {} as committed, and differ", differs.unwrap_or(0)),
        });
    }
}

/// `ConsistentRead`
fn reads_stay(scene: &Scene<'_>, broker: &Broker, findings: &mut Findings<'_>) {
    let focus = PartitionId::FOCUS;
    let (Some(_), Some(log)) = (broker.leading(focus), broker.log(focus)) else { return };
    if scene.state_led_by(broker).is_none() {
        return;
    }
    for peek in scene.nodes {
        let Node::Consumer(consumer) = peek.node else { continue };
        let read = &consumer.consumed;
        if consumer.link.partition != focus || read.is_empty() {
            continue;
        }
        let recent = read.len().saturating_sub(LOOK_BACK as u32)..read.len();
        let mut recent = recent.filter_map(|at| Some((at, read.get(at)?.as_ref()?)));
        let differs = recent.find(|(at, mine)| Some(*mine) != log.get((*at).into()));
        findings.check(READS_STAY, differs.is_none(), || Witness {
            nodes: [scene.touched, peek.id].into_iter().collect(),
            epoch: None,
            says: format!(
                "offset {} was read, and is another record now",
                differs.map_or(0, |(at, _)| at)
            ),
        });
    }
}

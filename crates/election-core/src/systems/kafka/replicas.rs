//! Partitions and their replicas, as they are drawn.

use super::Node;
use super::broker::{Broker, Log, ReplicaRole};
use super::rules::BrokerId;
use super::settings::Settings;
use super::words::PartitionId;
use super::zk::znode;
use crate::protocol::Peek;
use crate::view::{Cell, PartitionView, Partitions, ReplicaView};
use crate::words::NodeSet;

/// How many records of a log are drawn.
const DRAWN: i64 = 8;

/// What is decided about the first partitions.
pub fn partitions(settings: &Settings, nodes: &[Peek<'_, Node>]) -> Option<Partitions> {
    let count = settings.partitions();
    let view = |id: u32| {
        let state = decided(nodes, PartitionId(id as u16))?;
        Some(PartitionView {
            leader: state.leader.and_then(|id| settings.broker(id)),
            epoch: state.epoch,
            members: processes(settings, &state.isr),
            eligible: processes(settings, &state.elr),
            last_known: processes(settings, &state.last_known_elr),
        })
    };
    let first = (0..count.min(Partitions::DRAWN)).map_while(view).collect();
    Some(Partitions { set: "ISR", first, count })
}

/// Who leads a partition, and who is in sync.
#[derive(Default)]
struct Decided {
    leader: Option<BrokerId>,
    epoch: i64,
    isr: Vec<BrokerId>,
    elr: Vec<BrokerId>,
    last_known_elr: Vec<BrokerId>,
}

fn processes(settings: &Settings, ids: &[BrokerId]) -> NodeSet {
    ids.iter().filter_map(|id| settings.broker(*id)).collect()
}

/// A partition's state where it is decided: as it is known to the latest controller, or while
/// none has replayed anything to the broker that has most; or as it stands in the tree of the
/// ZooKeeper server that knows most.
fn decided(nodes: &[Peek<'_, Node>], id: PartitionId) -> Option<Decided> {
    let replayed = nodes.iter().filter_map(|peek| {
        let (active, image) = match peek.node {
            Node::Controller(it) => (it.is_active(), &it.image),
            Node::Broker(it) if it.zk.is_none() => (false, &it.image),
            _ => return None,
        };
        Some(((peek.up, active, image.applied), image))
    });
    if let Some((_, image)) = replayed.max_by_key(|(rank, _)| *rank) {
        let state = image.partition(id)?;
        return Some(Decided {
            leader: state.leader,
            epoch: state.leader_epoch.0,
            isr: state.isr.clone(),
            elr: state.elr.clone(),
            last_known_elr: state.last_known_elr.clone(),
        });
    }
    let servers = nodes.iter().filter_map(|peek| match peek.node {
        Node::Zookeeper(server) => Some((peek.up, server)),
        _ => None,
    });
    let (_, server) = servers.max_by_key(|(up, server)| (*up, server.disk.log.end()))?;
    let data = |path: &str| server.tree.znodes.get(path).map(|it| &*it.data);
    let state = znode::decided(data, id)?;
    let (leader, epoch, isr) = (state.leader, state.leader_epoch.0, state.isr);
    Some(Decided { leader, epoch, isr, ..Decided::default() })
}

/// The replicas of the first partitions that a broker holds.
pub fn of(node: &Broker) -> Vec<ReplicaView> {
    let drawn = (0..Partitions::DRAWN as u16).map(PartitionId);
    drawn.filter_map(|id| Some(replica(node, id, node.log(id)?))).collect()
}

fn replica(node: &Broker, id: PartitionId, log: &Log) -> ReplicaView {
    let replica = node.replicas.get(id);
    let commit = replica.map_or(log.checkpoint, |it| it.hw);
    let end = log.end();
    let cell = |at: i64| {
        let record = log.get(at)?;
        let (epoch, op) = (record.epoch.0, record.op);
        Some(Cell { epoch, text: at.to_string(), at, committed: at < commit, op })
    };
    ReplicaView {
        partition: id.0.into(),
        leads: matches!(replica.map(|it| &it.role), Some(ReplicaRole::Leader(_))),
        epoch: replica.map_or(-1, |it| it.leader_epoch.0),
        commit,
        end,
        log: ((end - DRAWN).max(0)..end).filter_map(cell).collect(),
    }
}

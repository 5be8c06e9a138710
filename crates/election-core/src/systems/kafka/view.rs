//! What a visitor sees of a process.

use super::broker::{Broker, ReplicaRole};
use super::client::{Consumer, Producer};
use super::controller::{Controller, State};
use super::words::{PartitionId, list, or_none};
use super::zk::ZkSide;
use super::{Kafka, Node};
use crate::view::{Ballot, Portrait, Role, Standing};
use crate::words::NodeId;

/// A process that holds no data.
const NOBODY: Standing = Standing {
    role: Role::Client,
    epoch: 0,
    established: false,
    leader: None,
    log_end: 0,
    commit: -1,
    discards: 0,
};

impl Kafka {
    pub(super) fn standing_of_node(&self, node: &Node) -> Standing {
        match node {
            Node::Controller(it) => self.controller_standing(it),
            Node::Broker(it) => self.broker_standing(it),
            Node::Zookeeper(it) => match &self.settings.ensemble {
                Some(ensemble) => ensemble.standing(it, ensemble.node(it.sid).unwrap_or(NodeId(0))),
                None => NOBODY,
            },
            Node::Producer(_) | Node::Consumer(_) => NOBODY,
        }
    }

    fn controller_standing(&self, node: &Controller) -> Standing {
        let role = match node.state {
            State::Leader(_) => Role::Leader,
            State::Follower(_) => Role::Follower,
            _ => Role::Looking,
        };
        Standing {
            role,
            epoch: node.disk.epoch.0,
            established: node.is_active(),
            leader: node.disk.leader.and_then(|id| self.settings.voter(id)),
            log_end: node.disk.log.end(),
            commit: node.hw,
            discards: 0,
        }
    }

    fn broker_standing(&self, node: &Broker) -> Standing {
        let focus = PartitionId::FOCUS;
        let replica = node.replicas.get(focus);
        let log = node.log(focus);
        let on_disk = log.and_then(|log| log.epochs().latest()).map_or(0, |latest| latest.epoch);
        let (role, leader) = match replica.map(|replica| &replica.role) {
            Some(ReplicaRole::Leader(_)) => (Role::Leader, self.settings.broker(node.id)),
            Some(ReplicaRole::Follower(it)) => (Role::Follower, self.settings.broker(it.leader)),
            Some(ReplicaRole::Leaderless) => (Role::Looking, None),
            None => (Role::Observer, None),
        };
        let known = replica.map_or(-1, |replica| replica.leader_epoch.0);
        Standing {
            role,
            epoch: known.max(on_disk).max(node.disk.stopped_in.0),
            established: role == Role::Leader,
            leader,
            log_end: log.map_or(0, super::broker::Log::end),
            commit: replica.map(|it| it.hw).or(log.map(|log| log.checkpoint)).unwrap_or(-1),
            discards: node.disk.discards,
        }
    }

    pub(super) fn portrait_of(&self, node: &Node) -> Portrait {
        match node {
            Node::Controller(it) => self.controller_portrait(it),
            Node::Broker(it) => broker_portrait(it),
            Node::Producer(it) => producer_portrait(it),
            Node::Consumer(it) => consumer_portrait(it),
            Node::Zookeeper(it) => {
                let ensemble = self.settings.ensemble.as_ref();
                ensemble.map_or_else(Portrait::default, |ensemble| ensemble.portrait(it))
            }
        }
    }

    fn controller_portrait(&self, node: &Controller) -> Portrait {
        let end = node.disk.log.end();
        let asks = matches!(node.state, State::Prospective(_) | State::Candidate(_));
        let candidate = if asks { Some(node.id) } else { node.disk.voted_for };
        let looking = !matches!(node.state, State::Leader(_) | State::Follower(_));
        let ballot = candidate
            .filter(|_| looking)
            .and_then(|id| self.settings.voter(id))
            .map(|candidate| Ballot { candidate, best: false });
        let fenced: Vec<_> =
            node.image.brokers.iter().filter(|(_, b)| b.fenced).map(|(id, _)| *id).collect();
        let focus = node.image.partition(PartitionId::FOCUS);
        Portrait {
            role_name: format!("{:?}", node.state.name()),
            office: if node.is_active() { "active controller" } else { "" },
            badge: format!("e{}", node.disk.epoch),
            note: format!("HW {} LEO {end}", node.hw),
            ballot,
            log: Vec::new(),
            facts: vec![
                ("epoch", node.disk.epoch.to_string()),
                ("votedId", or_none(node.disk.voted_for)),
                ("leaderId", or_none(node.disk.leader)),
                ("highWatermark", node.hw.to_string()),
                ("logEndOffset", end.to_string()),
                ("fenced brokers", list(&fenced)),
                ("partition 0 leader", focus.map_or("?".into(), |p| or_none(p.leader))),
                ("partition 0 ISR", focus.map_or("?".into(), |p| list(&p.isr))),
                ("partition 0 ELR", focus.map_or("?".into(), |p| list(&p.elr))),
                (
                    "partition 0 last known leader",
                    focus.map_or("?".into(), |p| list(&p.last_known_elr)),
                ),
            ],
            ..Portrait::default()
        }
    }
}

fn broker_portrait(node: &Broker) -> Portrait {
    let focus = PartitionId::FOCUS;
    let log = node.log(focus);
    let end = log.map_or(0, super::broker::Log::end);
    let replica = node.replicas.get(focus);
    let hw = replica.map(|it| it.hw).or(log.map(|log| log.checkpoint)).unwrap_or(0);
    let known = node.image.partition(focus);
    let (role_name, isr) = match replica.map(|replica| &replica.role) {
        Some(ReplicaRole::Leader(leading)) => {
            let pending =
                leading.pending.as_ref().map_or(String::new(), |p| format!(" → {}", list(&p.isr)));
            ("leader", format!("{}{pending}", list(&leading.isr)))
        }
        Some(ReplicaRole::Follower(_)) => ("follower", known.map_or("?".into(), |p| list(&p.isr))),
        Some(ReplicaRole::Leaderless) => ("no leader", known.map_or("?".into(), |p| list(&p.isr))),
        None if log.is_some() => ("replica on disk", "?".into()),
        None => ("no replica", known.map_or("?".into(), |p| list(&p.isr))),
    };
    let epoch = replica.map_or(-1, |replica| replica.leader_epoch.0);
    let led = node.leads().count();
    let replicas = super::replicas::of(node);
    let shown = replicas.iter().find(|it| it.partition == u32::from(focus.0));
    let mut portrait = Portrait {
        role_name: role_name.into(),
        badge: if epoch >= 0 { format!("e{epoch}") } else { String::new() },
        note: format!("HW {hw} LEO {end}"),
        ballot: None,
        log: shown.map(|it| it.log.clone()).unwrap_or_default(),
        facts: vec![
            ("leader epoch", epoch.to_string()),
            ("partition epoch", replica.map_or(-1, |it| it.partition_epoch.0).to_string()),
            ("broker epoch", or_none(node.life.epoch)),
            ("fenced", node.life.fenced.to_string()),
            ("highWatermark", hw.to_string()),
            ("logEndOffset", end.to_string()),
            ("recovery point", log.map_or(0, |log| log.recovery_point).to_string()),
            ("ISR", isr),
            ("ELR", known.map_or("?".into(), |p| list(&p.elr))),
            ("leads partitions", led.to_string()),
            ("metadata offset", node.image.applied.to_string()),
        ],
        holds: Some((led as u32, node.disk.logs.len() as u32)),
        replicas,
        ..Portrait::default()
    };
    if let Some(zk) = &node.zk {
        on_zookeeper(&mut portrait, zk);
    }
    portrait
}

/// What a broker on ZooKeeper has beside: a session, and perhaps the office.
fn on_zookeeper(portrait: &mut Portrait, zk: &ZkSide) {
    portrait.facts.retain(|(name, _)| !matches!(*name, "metadata offset" | "fenced" | "ELR"));
    portrait.facts.extend([
        ("controller", or_none(zk.controller)),
        ("controller epoch", zk.controller_epoch.to_string()),
        ("session", zk.handle.session().to_string()),
        ("session state", zk.handle.state().name().into()),
        ("watches", zk.handle.watch_count().to_string()),
    ]);
    if let Some(office) = &zk.office {
        portrait.office = "controller";
        portrait.facts.push(("own controller epoch", office.epoch.to_string()));
    }
}

fn producer_portrait(node: &Producer) -> Portrait {
    let acks = if node.acks == -1 { "all".into() } else { node.acks.to_string() };
    let note = match &node.batch {
        // Nothing has failed yet: the error is what a timeout would end in.
        Some(batch) if batch.sent <= 1 && batch.last_error == "TimeoutException" => {
            format!("{} waits", batch.ops.len())
        }
        Some(batch) => format!("{} waits: {}", batch.ops.len(), batch.last_error),
        None => format!("{} written", node.begun),
    };
    Portrait {
        role_name: "producer".into(),
        note,
        facts: vec![("acks", acks), ("enable.idempotence", node.idempotent.to_string())],
        ..Portrait::default()
    }
}

fn consumer_portrait(node: &Consumer) -> Portrait {
    let position = node.position.map_or("?".into(), |at| at.to_string());
    Portrait {
        role_name: "consumer".into(),
        note: format!("position {position}"),
        facts: vec![("position", position), ("resets", node.resets.to_string())],
        ..Portrait::default()
    }
}

/// The broker of a process, if it is one.
pub fn broker(node: &Node) -> Option<&Broker> {
    if let Node::Broker(broker) = node { Some(broker) } else { None }
}

/// The controller of a process, if it is one.
pub fn controller(node: &Node) -> Option<&Controller> {
    if let Node::Controller(controller) = node { Some(controller) } else { None }
}

/// The process with the best claim to lead a partition: the highest leader epoch.
pub fn leader_of<'a>(
    nodes: impl Iterator<Item = (NodeId, &'a Broker)>,
    id: PartitionId,
) -> Option<(NodeId, &'a Broker)> {
    let leads = nodes.filter(|(_, broker)| broker.leading(id).is_some());
    leads.max_by_key(|(node, broker)| {
        (broker.replicas.get(id).map_or(-1, |replica| replica.leader_epoch.0), *node)
    })
}

//! Who ought to have a leader as things stand.

use super::rules::BrokerId;
use super::words::PartitionId;
use super::{Kafka, Node, view};
use crate::flat::FlatSet;
use crate::parts::group::connected_quorums;
use crate::parts::quorum::is_majority;
use crate::protocol::Peek;
use crate::words::{NodeId, NodeSet};

impl Kafka {
    /// Those who decide: a quorum of controllers, or of the ensemble, that runs and is connected;
    /// and the brokers that hold the first partition, if all of them run and reach all of those
    /// and each other: then somebody of its ISR is there, whoever that is. On ZooKeeper any broker
    /// can be the controller, so all that run must reach the others. Nothing is promised once a
    /// disk has lost records: who may lead then depends on what is left.
    pub(super) fn able(
        &self,
        nodes: &[Peek<'_, Node>],
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        let deciders = self.deciders(runs, linked);
        let on_zookeeper = self.settings.profile.on_zookeeper();
        let holders = holders(self, nodes);
        let mut brokers = NodeSet::EMPTY;
        for peek in nodes {
            let Some(broker) = view::broker(peek.node) else { continue };
            let holds = holders.contains(&broker.id);
            if holds && (broker.disk.lossy || !runs(peek.id)) {
                return NodeSet::EMPTY;
            }
            if holds || on_zookeeper && peek.up {
                brokers.insert(peek.id);
            }
        }
        let reached = |id: NodeId| {
            let others = deciders.iter().chain(brokers.iter()).filter(|it| *it != id);
            runs(id) && others.into_iter().all(|it| linked(it, id))
        };
        if deciders.is_empty() || brokers.is_empty() || !brokers.iter().all(reached) {
            return NodeSet::EMPTY;
        }
        deciders.iter().chain(brokers.iter()).collect()
    }

    /// A quorum of the voters: of the controllers, or of the ensemble.
    fn deciders(
        &self,
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        let voters: NodeSet = match &self.settings.ensemble {
            Some(ensemble) => ensemble.voters().map(|member| member.id).collect(),
            None => self.settings.voters.iter().map(|(_, process)| *process).collect(),
        };
        let enough = |group: NodeSet| is_majority(group.count().into(), voters.count().into());
        connected_quorums(voters, &enough, runs, linked)
    }
}

/// Who holds a replica of the first partition, or is to, by anything that anybody knows.
fn holders(kafka: &Kafka, nodes: &[Peek<'_, Node>]) -> FlatSet<BrokerId> {
    let focus = PartitionId::FOCUS;
    let mut all = FlatSet::default();
    let first = kafka.settings.initial().filter(|(id, _)| *id == focus);
    first.for_each(|(_, known)| all.extend(known.replicas.iter().copied()));
    for peek in nodes {
        let (image, office) = match peek.node {
            Node::Controller(it) => (&it.image, None),
            Node::Broker(it) => (&it.image, it.zk.as_ref().and_then(|zk| zk.office.as_deref())),
            _ => continue,
        };
        let known = image.partition(focus).map(|it| &it.replicas);
        let decided = office.and_then(|office| office.partition(focus)).map(|it| &it.replicas);
        known.into_iter().chain(decided).for_each(|ids| all.extend(ids.iter().copied()));
    }
    all
}

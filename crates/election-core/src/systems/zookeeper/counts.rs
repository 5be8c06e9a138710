//! Whose data count, and who could elect.

use super::ensemble::Ensemble;
use super::rules::Acks;
use super::server::{Role, Server};
use super::{Node, ZooKeeper};
use crate::parts::group::connected_quorums;
use crate::protocol::Peek;
use crate::words::{NodeId, NodeSet};

impl Ensemble {
    /// Whether this server's data count: it is established, and a quorum of running voters is
    /// with it in its epoch.
    pub fn rules(&self, peek: &Peek<'_, Server>, servers: &[Peek<'_, Server>]) -> bool {
        let epoch = peek.node.disk.current_epoch;
        let leads = matches!(&peek.node.role, Role::Leading(leader) if leader.established());
        let with = |other: &&Peek<'_, Server>| {
            let follows = matches!(&other.node.role,
                Role::Learning(learner) if learner.leader_id == peek.id);
            other.up && follows && other.node.disk.current_epoch == epoch
        };
        let mut acks = Acks::default();
        acks.add(&self.verifier, peek.node.sid);
        for other in servers.iter().filter(with) {
            acks.add(&self.verifier, other.node.sid);
        }
        peek.up && leads && self.quorum(&acks)
    }
}

impl ZooKeeper {
    /// The leader whose data count.
    pub(super) fn ruler(&self, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
        let servers = servers(nodes);
        let rules = |peek: &&Peek<'_, Server>| self.of(peek.node).rules(peek, &servers);
        let ruling = servers.iter().filter(rules);
        ruling.max_by_key(|peek| (peek.node.disk.current_epoch, peek.id)).map(|peek| peek.id)
    }

    /// The voters that run and reach a quorum of each other.
    pub(super) fn able(
        &self,
        nodes: &[Peek<'_, Node>],
        runs: &dyn Fn(NodeId) -> bool,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> NodeSet {
        let sid = |id: NodeId| match nodes[id.index()].node {
            Node::Server(server) => Some(server.sid).filter(|sid| self.ensemble.votes(*sid)),
            _ => None,
        };
        let voters: NodeSet =
            nodes.iter().map(|it| it.id).filter(|id| sid(*id).is_some()).collect();
        let enough = |group: NodeSet| {
            let mut acks = Acks::default();
            group.iter().filter_map(sid).for_each(|sid| {
                acks.add(&self.ensemble.verifier, sid);
            });
            self.ensemble.quorum(&acks)
        };
        connected_quorums(voters, &enough, runs, linked)
    }
}

/// The servers among all processes.
pub(super) fn servers<'a>(nodes: &[Peek<'a, Node>]) -> Vec<Peek<'a, Server>> {
    let server = |peek: &Peek<'a, Node>| match peek.node {
        Node::Server(server) => Some(Peek {
            id: peek.id,
            node: &**server,
            up: peek.up,
            paused: peek.paused,
            apart: peek.apart,
        }),
        Node::Client(_) | Node::App(_) | Node::Resource(_) => None,
    };
    nodes.iter().filter_map(server).collect()
}

//! Whose data count when.

use super::instance::Instance;
use super::{Node, Redis};
use crate::flat::FlatMap;
use crate::protocol::Peek;
use crate::words::NodeId;
use std::cmp::Reverse;

/// The master whose data count now: one that runs, is a master and has loaded its data.
///
/// With Sentinels that run it is the one that the highest configuration epoch names; of equals,
/// the one that most Sentinels name. If that one has become a replica, it is the master whose
/// data replace its own. While it does not run, nobody's data count: a write is kept as long as
/// any disk holds it. Without a Sentinel that runs it is the master of the highest reign.
pub fn authority(on: &Redis, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
    match named(nodes) {
        Some(id) => end_of_chain(nodes, id),
        None => highest_reign(on, nodes),
    }
}

/// Whom the Sentinels that run name.
fn named(nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
    let mut named: FlatMap<(i64, NodeId), u32> = FlatMap::new();
    for peek in nodes.iter().filter(|peek| peek.up) {
        if let Node::Sentinel(of) = peek.node {
            *named.entry((of.master.config_epoch.0, of.named())).or_default() += 1;
        }
    }
    let best = named.into_iter().max_by_key(|((epoch, id), votes)| (*epoch, *votes, Reverse(*id)));
    best.map(|((_, id), _)| id)
}

/// A server that runs.
fn running<'a>(nodes: &'a [Peek<'_, Node>], id: NodeId) -> Option<&'a Instance> {
    let peek = &nodes[id.index()];
    match peek.node {
        Node::Instance(instance) if peek.up => Some(instance),
        _ => None,
    }
}

/// The master at the end of the chain of masters that begins here.
fn end_of_chain(nodes: &[Peek<'_, Node>], from: NodeId) -> Option<NodeId> {
    let mut id = from;
    for _ in nodes {
        match running(nodes, id)?.master() {
            None => return Some(id).filter(|id| rules(nodes, *id)),
            Some(master) => id = master,
        }
    }
    None
}

fn rules(nodes: &[Peek<'_, Node>], id: NodeId) -> bool {
    running(nodes, id).is_some_and(|instance| instance.standing().established)
}

/// Without Sentinels: of equals the first in the group's own order.
fn highest_reign(on: &Redis, nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
    let ids = nodes.iter().map(|peek| peek.id).filter(|id| rules(nodes, *id));
    let key = |id: &NodeId| {
        let instance = running(nodes, *id)?;
        Some((instance.group == on.group, instance.reign, *id == on.group, Reverse(*id)))
    };
    ids.max_by_key(key)
}

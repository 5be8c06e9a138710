//! Who can reach whom: groups of processes that are enough to choose a leader.

use crate::words::{NodeId, NodeSet};

/// The voters that belong to some quorum whose members all run and are all connected among
/// themselves. (A process may belong to one such quorum and be cut off from another.)
pub fn connected_quorums(
    voters: NodeSet,
    is_quorum: &dyn Fn(NodeSet) -> bool,
    runs: &dyn Fn(NodeId) -> bool,
    linked: &dyn Fn(NodeId, NodeId) -> bool,
) -> NodeSet {
    let up: NodeSet = voters.iter().filter(|id| runs(*id)).collect();
    let mut found = NodeSet::EMPTY;
    for a in up.iter() {
        for b in up.iter().filter(|b| a == *b || linked(a, *b)) {
            // The largest group around two members, found greedily.
            let mut group: NodeSet = [a, b].into_iter().collect();
            for c in up.iter() {
                if !group.has(c) && group.iter().all(|member| linked(member, c)) {
                    group.insert(c);
                }
            }
            if is_quorum(group) {
                found = NodeSet(found.0 | group.0);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[u8]) -> NodeSet {
        ids.iter().map(|id| NodeId(*id)).collect()
    }

    fn majority(of: u32) -> impl Fn(NodeSet) -> bool {
        move |group| group.count() > of / 2
    }

    #[test]
    fn one_cut_link_leaves_two_majorities_of_three() {
        let cut = |a: NodeId, b: NodeId| a.0.max(b.0) == 2 && a.0.min(b.0) == 1;
        let (all, enough) = (set(&[0, 1, 2]), majority(3));
        let found = connected_quorums(all, &enough, &|_| true, &|a, b| !cut(a, b));
        assert_eq!(found, all);
        let found = connected_quorums(all, &enough, &|id| id.0 != 0, &|a, b| !cut(a, b));
        assert_eq!(found, NodeSet::EMPTY, "the two that are left do not hear each other");
    }

    #[test]
    fn a_minority_is_not_enough() {
        let side = |id: NodeId| id.0 < 2;
        let linked = |a: NodeId, b: NodeId| side(a) == side(b);
        let found = connected_quorums(set(&[0, 1, 2, 3, 4]), &majority(5), &|_| true, &linked);
        assert_eq!(found, set(&[2, 3, 4]));
    }
}

//! Consumer groups of the classic protocol. `classic/ClassicGroup, ClassicGroupState`

use super::keys::java_hash_order;
use crate::flat::{FlatMap, FlatSet};

/// Who leads a group after its leader left: the first member in the order of a hash table, not
/// the oldest. (Eight members in one slot of the table would be kept as a tree; that order is
/// not looked at.) `ClassicGroup.remove`
pub fn leader_after_leave<'a>(members: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    java_hash_order(members).first().copied()
}

/// The state of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    /// No members.
    Empty,
    /// Waiting for all members to join again.
    PreparingRebalance,
    /// Waiting for the leader's assignment.
    CompletingRebalance,
    /// All have their assignment.
    Stable,
    /// Gone.
    Dead,
}

impl GroupState {
    /// Where a group may come from. `validPreviousStates`
    pub fn valid_previous(self) -> &'static [GroupState] {
        use GroupState::{CompletingRebalance, Dead, Empty, PreparingRebalance, Stable};
        match self {
            Empty => &[PreparingRebalance],
            PreparingRebalance => &[Stable, CompletingRebalance, Empty],
            CompletingRebalance => &[PreparingRebalance],
            Stable => &[CompletingRebalance],
            Dead => &[Stable, PreparingRebalance, CompletingRebalance, Empty, Dead],
        }
    }
}

/// The protocols that every member supports.
pub fn candidate_protocols<'a>(members: &[Vec<&'a str>]) -> FlatSet<&'a str> {
    let mut supported: FlatMap<&str, usize> = FlatMap::new();
    for name in members.iter().flatten() {
        *supported.entry(name).or_default() += 1;
    }
    supported.into_iter().filter(|(_, n)| *n == members.len()).map(|(name, _)| name).collect()
}

/// The votes for each candidate: each member's first one, by its own order of preference. In
/// the order in which the names came up.
pub fn protocol_votes<'a>(members: &[Vec<&'a str>]) -> Vec<(&'a str, i64)> {
    let candidates = candidate_protocols(members);
    let mut votes: Vec<(&str, i64)> = Vec::new();
    for protocols in members {
        let Some(first) = protocols.iter().copied().find(|name| candidates.contains(name)) else {
            continue;
        };
        match votes.iter_mut().find(|(name, _)| *name == first) {
            Some((_, count)) => *count += 1,
            None => votes.push((first, 1)),
        }
    }
    votes
}

/// The protocol with the most votes; of equals the first in the order of a hash table. `None`:
/// the members have nothing in common. `selectProtocol`
pub fn select_protocol<'a>(votes: &[(&'a str, i64)]) -> Option<&'a str> {
    let most = votes.iter().map(|(_, count)| *count).max()?;
    let count = |wanted: &str| votes.iter().find(|(name, _)| *name == wanted).map(|(_, n)| *n);
    java_hash_order(votes.iter().map(|(name, _)| *name))
        .into_iter()
        .find(|name| count(name) == Some(most))
}

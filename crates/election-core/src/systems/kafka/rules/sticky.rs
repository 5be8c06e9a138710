//! The sticky assignors: balance first, then let everybody keep what it has. Racks and
//! generations are not looked at: all members were in the last generation.
//! `clients AbstractStickyAssignor, CooperativeStickyAssignor`

use super::keys::java_hash_order;
use super::sticky_general;
use crate::flat::{FlatMap, FlatSet};
use std::collections::VecDeque;

/// A partition: topic and number.
pub type TopicPartition<'a> = (&'a str, i64);
/// Who reads what, by member id.
pub type Owners<'a> = FlatMap<TopicPartition<'a>, &'a str>;

/// A member of a group, what it wants to read and what it reads now.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its topics.
    pub topics: FlatSet<&'a str>,
    /// Its partitions.
    pub owned: Vec<TopicPartition<'a>>,
}

/// An assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sticky<'a> {
    /// The owners after the round, or after the next one where ownership is transferred.
    pub owners: Owners<'a>,
    /// What changes from one member to another, with the new owner. A cooperative group holds
    /// it back for a round, until the old owner has let go.
    pub transferring: Owners<'a>,
    /// All members read the same topics.
    pub constrained: bool,
}

/// What the members own, as far as they agree; topics that are gone do not count.
pub(super) struct Claims<'a> {
    /// By member, in the order of a hash table.
    pub owned: Vec<(&'a str, Vec<TopicPartition<'a>>)>,
    /// Claimed by more than one: nobody's.
    pub disputed: FlatSet<TopicPartition<'a>>,
}

/// Assigns the partitions of all topics that are read.
pub fn assign<'a>(partitions: &FlatMap<&'a str, i64>, members: &[Member<'a>]) -> Sticky<'a> {
    let mut partitions = partitions.clone();
    partitions.retain(|topic, n| *n > 0 && members.iter().any(|m| m.topics.contains(topic)));
    let by_id: FlatMap<&str, &Member<'a>> = members.iter().map(|m| (m.id, m)).collect();
    let walk: Vec<&Member<'a>> = java_hash_order(members.iter().map(|member| member.id))
        .into_iter()
        .filter_map(|id| by_id.get(id).copied())
        .collect();
    let claims = claims(&partitions, &walk);
    if subscriptions_equal(&walk) {
        let (owners, transferring) = constrained(&partitions, claims);
        Sticky { owners, transferring, constrained: true }
    } else {
        let owners = sticky_general::assign(&partitions, &by_id, claims);
        let transferring = transferring(members, &owners);
        Sticky { owners, transferring, constrained: false }
    }
}

fn claims<'a>(partitions: &FlatMap<&'a str, i64>, walk: &[&Member<'a>]) -> Claims<'a> {
    let mut claimant: FlatMap<TopicPartition<'a>, &str> = FlatMap::new();
    let mut disputed = FlatSet::new();
    for member in walk {
        for partition in &member.owned {
            if partitions.contains_key(partition.0)
                && claimant.insert(*partition, member.id).is_some()
            {
                disputed.insert(*partition);
            }
        }
    }
    let undisputed = |partition: &&TopicPartition<'a>| {
        claimant.contains_key(*partition) && !disputed.contains(*partition)
    };
    let owned = walk
        .iter()
        .map(|member| (member.id, member.owned.iter().filter(undisputed).copied().collect()))
        .collect();
    Claims { owned, disputed }
}

/// Whether all read the same topics. (The real check overlooks members without any topic that
/// come first, and would give them partitions too; no consumer joins a group like that.)
fn subscriptions_equal(walk: &[&Member<'_>]) -> bool {
    walk.windows(2).all(|pair| pair[0].topics == pair[1].topics)
}

/// The members by how much they still may get.
struct Unfilled<'a> {
    /// Below the minimum; those are served in turn.
    under_min: Vec<&'a str>,
    /// At the minimum, and some may have one more.
    at_min: VecDeque<&'a str>,
}

/// All members read the same: everybody keeps up to its quota, the rest is dealt round.
/// `ConstrainedAssignmentBuilder`
fn constrained<'a>(
    partitions: &FlatMap<&'a str, i64>,
    claims: Claims<'a>,
) -> (Owners<'a>, Owners<'a>) {
    let members = claims.owned.len() as i64;
    if members == 0 {
        return (Owners::new(), Owners::new());
    }
    let total: i64 = partitions.values().sum();
    let (min, over_min) = (total / members, total % members);
    let mut owners = Owners::new();
    let mut counts: FlatMap<&str, i64> = FlatMap::new();
    let mut revoked = Owners::new();
    let mut over = 0;
    let mut unfilled = Unfilled { under_min: Vec::new(), at_min: VecDeque::new() };
    for (id, mut owned) in claims.owned {
        owned.sort_by_key(|(topic, partition)| (*partition, *topic));
        let keeps = keeps(id, owned.len() as i64, min, over_min, &mut over, &mut unfilled);
        counts.insert(id, keeps);
        for (nth, partition) in (0..).zip(owned) {
            let to = if nth < keeps { &mut owners } else { &mut revoked };
            to.insert(partition, id);
        }
    }
    unfilled.under_min.sort_unstable();
    unfilled.at_min.make_contiguous().sort_unstable();
    let all = partitions.iter().flat_map(|(topic, n)| (0..*n).map(|partition| (*topic, partition)));
    let unassigned: Vec<_> = all.filter(|partition| !owners.contains_key(partition)).collect();
    let dealt = deal(unassigned, min, &mut counts, unfilled);
    let mut transferring = dealt.clone();
    transferring.retain(|partition, id| {
        let from_another = revoked.get(partition).is_some_and(|old| old != id);
        from_another || claims.disputed.contains(partition)
    });
    owners.extend(dealt);
    (owners, transferring)
}

/// How many of its partitions a member keeps: the quota, or one more as long as there are
/// such places. Notes whether it may still get some.
fn keeps<'a>(
    id: &'a str,
    owned: i64,
    min: i64,
    over_min: i64,
    over: &mut i64,
    unfilled: &mut Unfilled<'a>,
) -> i64 {
    let max = min + i64::from(over_min > 0);
    if owned < min {
        unfilled.under_min.push(id);
        owned
    } else if owned >= max && *over < over_min {
        *over += 1;
        if *over == over_min {
            unfilled.at_min.clear();
        }
        max
    } else {
        if *over < over_min {
            unfilled.at_min.push_back(id);
        }
        min
    }
}

/// Deals partitions round the members below the minimum, then one each to those at it.
fn deal<'a>(
    partitions: Vec<TopicPartition<'a>>,
    min: i64,
    counts: &mut FlatMap<&'a str, i64>,
    mut unfilled: Unfilled<'a>,
) -> Owners<'a> {
    let mut dealt = Owners::new();
    let mut at = 0;
    for partition in partitions {
        if at >= unfilled.under_min.len() {
            at = 0;
        }
        let from_under_min = unfilled.under_min.get(at).copied();
        let Some(id) = from_under_min.or_else(|| unfilled.at_min.pop_front()) else { break };
        dealt.insert(partition, id);
        let count = counts.entry(id).or_default();
        *count += 1;
        if from_under_min.is_some() && *count == min {
            unfilled.under_min.remove(at);
            unfilled.at_min.push_back(id);
        } else {
            at += 1;
        }
    }
    dealt
}

/// What somebody gets that somebody else owns now. `computePartitionsTransferringOwnership`
fn transferring<'a>(members: &[Member<'a>], owners: &Owners<'a>) -> Owners<'a> {
    let mut added = owners.clone();
    let mut revoked = FlatSet::new();
    for member in members {
        for partition in &member.owned {
            if owners.get(partition) == Some(&member.id) {
                added.remove(partition);
            } else {
                revoked.insert(*partition);
            }
        }
    }
    added.retain(|partition, _| revoked.contains(partition));
    added
}

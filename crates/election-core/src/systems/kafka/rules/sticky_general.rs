//! The sticky assignment of members that read different topics: keep, fill up from the
//! poorest, then move from rich to poor as long as that helps.
//! `clients AbstractStickyAssignor.GeneralAssignmentBuilder`

use super::keys::java_hash;
use super::sticky::{Claims, Member, Owners, TopicPartition};
use crate::flat::{FlatMap, FlatSet};

/// Assigns from what the members own.
pub(super) fn assign<'a>(
    partitions: &FlatMap<&'a str, i64>,
    members: &FlatMap<&'a str, &Member<'a>>,
    claims: Claims<'a>,
) -> Owners<'a> {
    let reads = |id: &str, topic: &str| members.get(id).is_some_and(|m| m.topics.contains(topic));
    let readers = |topic: &str| members.keys().copied().filter(|id| reads(id, topic)).collect();
    let readers: FlatMap<&str, FlatSet<&str>> =
        partitions.keys().map(|topic| (*topic, readers(topic))).collect();
    let mut topics: Vec<&str> = partitions.keys().copied().collect();
    topics.sort_by_key(|topic| (readers[topic].len(), *topic));
    let all: Vec<TopicPartition<'a>> = topics
        .iter()
        .flat_map(|topic| (0..partitions[topic]).map(|partition| (*topic, partition)))
        .collect();
    let mut revocation_required = false;
    let mut table = Table {
        readers,
        owners: Owners::new(),
        counts: members.keys().map(|id| (*id, 0)).collect(),
        movements: FlatMap::new(),
    };
    for (id, owned) in claims.owned {
        for partition in owned {
            if reads(id, partition.0) {
                table.give(partition, id);
            } else {
                revocation_required = true;
            }
        }
    }
    let initializing = table.owners.is_empty();
    let unassigned: Vec<_> =
        all.iter().copied().filter(|partition| !table.owners.contains_key(partition)).collect();
    for partition in &unassigned {
        if let Some(id) = table.poorest_reader(partition.0) {
            table.give(*partition, id);
        }
    }
    // A topic with one reader has nothing to move.
    let movable = |partition: &TopicPartition<'a>| table.readers[partition.0].len() >= 2;
    let all: Vec<_> = all.into_iter().filter(movable).collect();
    let unassigned: Vec<_> = unassigned.into_iter().filter(movable).collect();
    table.balance(&all, &unassigned, initializing, revocation_required);
    table.owners
}

struct Table<'a> {
    /// Who reads a topic.
    readers: FlatMap<&'a str, FlatSet<&'a str>>,
    owners: Owners<'a>,
    counts: FlatMap<&'a str, i64>,
    /// What was moved in this round, from whom to whom.
    movements: FlatMap<TopicPartition<'a>, (&'a str, &'a str)>,
}

impl<'a> Table<'a> {
    fn count(&self, id: &str) -> i64 {
        self.counts.get(id).copied().unwrap_or(0)
    }

    fn give(&mut self, partition: TopicPartition<'a>, id: &'a str) {
        *self.counts.entry(id).or_default() += 1;
        if let Some(old) = self.owners.insert(partition, id) {
            *self.counts.entry(old).or_default() -= 1;
        }
    }

    fn poorest_reader(&self, topic: &str) -> Option<&'a str> {
        self.readers.get(topic)?.iter().copied().min_by_key(|id| (self.count(id), *id))
    }

    /// First what was just given out, unless somebody had to give something up; then all. What
    /// does not make the spread smaller is undone.
    fn balance(
        &mut self,
        all: &[TopicPartition<'a>],
        unassigned: &[TopicPartition<'a>],
        initializing: bool,
        revocation_required: bool,
    ) {
        let before = (self.owners.clone(), self.counts.clone());
        let score = self.score();
        if !revocation_required {
            self.reassign(unassigned);
        }
        let performed = self.reassign(all);
        if !initializing && performed && self.score() >= score {
            (self.owners, self.counts) = before;
        }
    }

    /// Moves partitions to poorer readers until nothing more can be gained.
    fn reassign(&mut self, partitions: &[TopicPartition<'a>]) -> bool {
        let mut performed = false;
        let mut balanced = self.is_balanced();
        loop {
            let mut modified = false;
            for partition in partitions {
                if balanced {
                    break;
                }
                let Some(owner) = self.owners.get(partition).copied() else { continue };
                let Some(to) = self.poorest_reader(partition.0) else { continue };
                if self.count(owner) > self.count(to) + 1 {
                    let actual = self.actual_partition(*partition, owner, to);
                    self.shift(actual, to);
                    balanced = self.is_balanced();
                    modified = true;
                }
            }
            performed |= modified;
            if !modified {
                return performed;
            }
        }
    }

    /// Nobody could get a partition from somebody who has two more.
    fn is_balanced(&self) -> bool {
        let (min, max) = (self.counts.values().min(), self.counts.values().max());
        if min.zip(max).is_none_or(|(min, max)| *min >= max - 1) {
            return true;
        }
        let mut richest: FlatMap<&str, i64> = FlatMap::new();
        for ((topic, _), owner) in &self.owners {
            let most = richest.entry(topic).or_default();
            *most = (*most).max(self.count(owner));
        }
        richest.iter().all(|(topic, most)| {
            self.poorest_reader(topic).is_none_or(|id| self.count(id) + 1 >= *most)
        })
    }

    /// Another partition of the topic, if it was moved the other way just before: taking it
    /// back spares two moves. `getTheActualPartitionToBeMoved`
    fn actual_partition(
        &self,
        partition: TopicPartition<'a>,
        from: &'a str,
        to: &'a str,
    ) -> TopicPartition<'a> {
        let first = self.movements.get(&partition).map_or(from, |(source, _)| *source);
        self.movements
            .iter()
            .filter(|(moved, pair)| moved.0 == partition.0 && **pair == (to, first))
            .map(|(moved, _)| *moved)
            .min_by_key(|moved| hash_slot(*moved))
            .unwrap_or(partition)
    }

    fn shift(&mut self, partition: TopicPartition<'a>, to: &'a str) {
        let Some(from) = self.owners.get(&partition).copied() else { return };
        let source = self.movements.remove(&partition).map_or(from, |(source, _)| source);
        if source != to {
            self.movements.insert(partition, (source, to));
        }
        self.give(partition, to);
    }

    /// The sum of all differences between two members that share a topic with anybody; the
    /// others have nothing to give or to get. `getBalanceScore`
    fn score(&self) -> i64 {
        let shared = self.readers.values().filter(|readers| readers.len() >= 2);
        let members: FlatSet<&str> = shared.flatten().copied().collect();
        let mut counts: Vec<i64> = members.into_iter().map(|id| self.count(id)).collect();
        counts.sort_unstable();
        // Each count is larger than all before it.
        let (mut score, mut sum) = (0, 0);
        for (nth, count) in (0..).zip(counts) {
            score += count * nth - sum;
            sum += count;
        }
        score
    }
}

/// Where a small hash table of Java keeps the partition.
fn hash_slot((topic, partition): TopicPartition<'_>) -> u32 {
    let hash = (31_i64 + partition).wrapping_mul(31) as i32;
    let hash = hash.wrapping_add(java_hash(topic)) as u32;
    (hash ^ (hash >> 16)) & 15
}

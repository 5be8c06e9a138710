//! Where the replicas of a new topic go, on ZooKeeper. `core AdminUtils`, KIP-36.

use super::BrokerId;
use crate::flat::{FlatMap, FlatSet};

/// Why nothing is assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplaceable {
    /// `InvalidPartitionsException`: fewer than one partition.
    InvalidPartitions,
    /// `InvalidReplicationFactorException`: fewer than one replica, or more than brokers.
    InvalidReplicationFactor,
}

/// What is to be placed, and where the two draws of the real controller fell.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// How many partitions.
    pub partitions: i64,
    /// How many replicas each.
    pub replication_factor: i64,
    /// The position of the first partition's first replica.
    pub start_index: i64,
    /// The number of the first partition: above 0 where partitions are added.
    pub start_partition: i64,
    /// How far the second replica stands from the first; one more after every round.
    pub next_replica_shift: i64,
}

impl Topic {
    /// Whether so many brokers can hold it. `assignReplicasToBrokers`
    pub fn check(&self, brokers: i64) -> Result<(), Unplaceable> {
        if self.partitions <= 0 {
            Err(Unplaceable::InvalidPartitions)
        } else if self.replication_factor <= 0 || self.replication_factor > brokers {
            Err(Unplaceable::InvalidReplicationFactor)
        } else {
            Ok(())
        }
    }
}

/// The replicas of each partition, in order of the partitions; leaders go round the brokers,
/// and the shift grows by one with every round. With `racks` the brokers alternate by rack, and
/// no rack gets a second replica before each has one. The topic must have passed its check.
pub fn place(
    topic: &Topic,
    brokers: &[BrokerId],
    racks: Option<&FlatMap<BrokerId, String>>,
) -> Vec<(i64, Vec<BrokerId>)> {
    let ring = match racks {
        Some(racks) => rack_alternated(racks),
        None => brokers.to_vec(),
    };
    let n = ring.len() as i64;
    let start_partition = topic.start_partition.max(0);
    let mut shift = topic.next_replica_shift;
    let mut out = Vec::new();
    for partition in start_partition..start_partition.saturating_add(topic.partitions) {
        if n > 0 && partition > 0 && partition % n == 0 {
            shift = shift.saturating_add(1);
        }
        let row = Row { ring: &ring, partition, topic, shift };
        out.push((partition, racks.map_or_else(|| row.plain(), |racks| row.rack_aware(racks))));
    }
    out
}

/// One partition's turn.
struct Row<'a> {
    ring: &'a [BrokerId],
    partition: i64,
    topic: &'a Topic,
    shift: i64,
}

impl Row<'_> {
    fn first(&self) -> usize {
        let n = self.ring.len() as i128;
        ((i128::from(self.partition) + i128::from(self.topic.start_index)) % n) as usize
    }

    /// The broker `nth` after the first, `shift` apart: it is never the first one itself.
    fn follower(&self, shift: i64, nth: usize) -> BrokerId {
        let n = self.ring.len();
        let away = (i128::from(shift) + nth as i128) % (n as i128 - 1);
        self.ring[(self.first() + 1 + away as usize) % n]
    }

    fn others(&self) -> usize {
        usize::try_from(self.topic.replication_factor - 1).unwrap_or(0)
    }

    fn plain(&self) -> Vec<BrokerId> {
        let followers = (0..self.others()).map(|nth| self.follower(self.shift, nth));
        std::iter::once(self.ring[self.first()]).chain(followers).collect()
    }

    fn rack_aware(&self, racks: &FlatMap<BrokerId, String>) -> Vec<BrokerId> {
        let all: FlatSet<&str> = racks.values().map(String::as_str).collect();
        let shift = self.shift.saturating_mul(all.len() as i64);
        let leader = self.ring[self.first()];
        let rack = |id: &BrokerId| racks.get(id).map_or("", String::as_str);
        let mut replicas = vec![leader];
        let mut used_racks = FlatSet::from([rack(&leader)]);
        let mut used = FlatSet::from([leader]);
        let mut nth = 0;
        while replicas.len() <= self.others() {
            let broker = self.follower(shift, nth);
            nth += 1;
            let rack_is_free = used_racks.len() == all.len() || !used_racks.contains(rack(&broker));
            if rack_is_free && used.insert(broker) {
                used_racks.insert(rack(&broker));
                replicas.push(broker);
            }
        }
        replicas
    }
}

/// The brokers, one of each rack in turn; racks by name, brokers of a rack by id.
/// `getRackAlternatedBrokerList`
fn rack_alternated(racks: &FlatMap<BrokerId, String>) -> Vec<BrokerId> {
    let mut by_rack: FlatMap<&str, Vec<BrokerId>> = FlatMap::new();
    for (id, rack) in racks {
        by_rack.entry(rack).or_default().push(*id);
    }
    let longest = by_rack.values().map(Vec::len).max().unwrap_or(0);
    (0..longest).flat_map(|nth| by_rack.values().filter_map(move |r| r.get(nth).copied())).collect()
}

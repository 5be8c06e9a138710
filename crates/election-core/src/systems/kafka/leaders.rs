//! Who was first seen to lead a partition in a leader epoch: what the check of one leader per
//! epoch remembers.

use super::rules::{BrokerId, LeaderEpoch};
use super::shelf::Shelf;
use super::words::PartitionId;
use std::hash::{Hash, Hasher};

/// Who was first seen to lead each partition in each of its epochs.
#[derive(Clone, Debug, Default)]
pub struct Leaders {
    /// By partition; the epochs ascend.
    reigns: Shelf<Vec<(LeaderEpoch, BrokerId)>>,
    len: u32,
}

impl Leaders {
    /// Who led first in this epoch: from now on this broker, if nobody did.
    pub fn first(&mut self, id: PartitionId, epoch: LeaderEpoch, broker: BrokerId) -> BrokerId {
        let known = self.reigns.get(id).map_or(&[][..], |reigns| reigns);
        // The latest reign is asked for again and again.
        if let Some((latest, first)) = known.last()
            && *latest == epoch
        {
            return *first;
        }
        match known.binary_search_by_key(&epoch, |(epoch, _)| *epoch) {
            Ok(place) => known[place].1,
            Err(place) => {
                if let Some(reigns) = self.reigns.get_or_insert(id, Vec::new) {
                    reigns.insert(place, (epoch, broker));
                    self.len += 1;
                }
                broker
            }
        }
    }
}

impl Hash for Leaders {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // As a map from partition and epoch to broker.
        state.write_usize(self.len as usize);
        for (id, reigns) in self.reigns.iter() {
            reigns.iter().for_each(|(epoch, broker)| ((id, *epoch), *broker).hash(state));
        }
    }
}

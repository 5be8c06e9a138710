//! Which member reads which partition. `clients RangeAssignor, RoundRobinAssignor`

use crate::flat::{FlatMap, FlatSet};

/// A member of a group and what it wants to read.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Its id, drawn anew with every start.
    pub id: &'a str,
    /// `group.instance.id`, which stays.
    pub instance: Option<&'a str>,
    /// Its topics.
    pub topics: FlatSet<&'a str>,
}

impl Member<'_> {
    /// Members with an instance id come first, by it; the others by member id. `MemberInfo`
    fn order(&self) -> (bool, &str) {
        (self.instance.is_none(), self.instance.unwrap_or(self.id))
    }
}

/// The partitions of each member by its position: (topic, partition).
pub type Assignment<'a> = Vec<Vec<(&'a str, i64)>>;

/// The positions of the members in their order.
fn sorted(members: &[Member<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|a, b| members[*a].order().cmp(&members[*b].order()));
    order
}

/// Topic by topic a range for each of its readers, the first ones one more if it does not
/// divide. Racks are not looked at. `RangeAssignor`
pub fn range<'a>(partitions: &FlatMap<&'a str, i64>, members: &[Member<'a>]) -> Assignment<'a> {
    let order = sorted(members);
    let mut out = vec![Vec::new(); members.len()];
    for (topic, count) in partitions {
        let readers: Vec<usize> =
            order.iter().copied().filter(|i| members[*i].topics.contains(topic)).collect();
        let mut next = 0;
        for (nth, reader) in readers.iter().enumerate() {
            let one_more = i64::from((nth as i64) < count % readers.len() as i64);
            let end = next + count / readers.len() as i64 + one_more;
            out[*reader].extend((next..end).map(|partition| (*topic, partition)));
            next = end;
        }
    }
    out
}

/// All partitions in order, dealt round the members; who does not read the topic is passed
/// over. `RoundRobinAssignor`
pub fn round_robin<'a>(
    partitions: &FlatMap<&'a str, i64>,
    members: &[Member<'a>],
) -> Assignment<'a> {
    let order = sorted(members);
    let mut out = vec![Vec::new(); members.len()];
    let mut at = 0;
    for (topic, count) in partitions {
        if !members.iter().any(|member| member.topics.contains(topic)) {
            continue;
        }
        for partition in 0..*count {
            while !members[order[at]].topics.contains(topic) {
                at = (at + 1) % order.len();
            }
            out[order[at]].push((*topic, partition));
            at = (at + 1) % order.len();
        }
    }
    out
}

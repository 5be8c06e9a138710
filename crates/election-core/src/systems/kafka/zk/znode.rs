//! The znodes of a cluster: their paths and what stands in them.
//! `core zk/ZkData.scala`

use super::super::rules::{BrokerId, ControllerEpoch, LeaderEpoch};
use super::super::words::{PartitionId, list};
use crate::flat::{FlatMap, FlatSet};
use std::fmt::Write;

/// The broker that is the controller; ephemeral.
pub const CONTROLLER: &str = "/controller";
/// How often the controller changed: a plain number, and its version is the fence of writes.
pub const CONTROLLER_EPOCH: &str = "/controller_epoch";
/// One ephemeral child for each broker.
pub const BROKER_IDS: &str = "/brokers/ids";
/// The replicas of each partition of the one topic.
pub const TOPIC: &str = "/brokers/topics/t";
/// Sequential children: leaders that wrote an ISR themselves.
pub const ISR_CHANGES: &str = "/isr_change_notification";

/// Persistent znodes that are there from the first start on, parents first.
pub const PERSISTENT: &[&str] =
    &["/brokers", BROKER_IDS, "/brokers/topics", ISR_CHANGES, "/admin", "/config"];

/// The same, before the controller.
pub const PERSISTENT_V2: &[&str] = &["/brokers", BROKER_IDS, "/brokers/topics"];

/// `/brokers/ids/<id>`
pub fn broker(id: BrokerId) -> String {
    format!("{BROKER_IDS}/{id}")
}

/// `/brokers/topics/t/partitions/<p>/state`
pub fn state(id: PartitionId) -> String {
    format!("{TOPIC}/partitions/{id}/state")
}

/// `/brokers/topics/t/partitions/<p>/leader`: before the controller, ephemeral.
pub fn leader(id: PartitionId) -> String {
    format!("{TOPIC}/partitions/{id}/leader")
}

/// The partition whose state's znode this is.
pub fn partition_of_state(path: &str) -> Option<PartitionId> {
    let rest = path.strip_prefix(TOPIC)?.strip_prefix("/partitions/")?;
    rest.strip_suffix("/state")?.parse().ok().map(PartitionId)
}

/// The partition whose leader's znode this is.
pub fn partition_of_leader(path: &str) -> Option<PartitionId> {
    let rest = path.strip_prefix(TOPIC)?.strip_prefix("/partitions/")?;
    rest.strip_suffix("/leader")?.parse().ok().map(PartitionId)
}

/// `/brokers/topics/t/partitions/<p>/isr`: before the controller.
pub fn isr(id: PartitionId) -> String {
    format!("{TOPIC}/partitions/{id}/isr")
}

/// The broker that leads, and its epoch.
pub fn leader_data(id: BrokerId, epoch: LeaderEpoch) -> String {
    format!("{id};{epoch}")
}

/// Who leads, and in which epoch.
pub fn leader_in(data: &str) -> Option<(BrokerId, LeaderEpoch)> {
    let (id, epoch) = data.split_once(';')?;
    Some((BrokerId(id.parse().ok()?), LeaderEpoch(epoch.parse().ok()?)))
}

/// Who is in sync, and the epoch of the leader that said so first.
pub fn isr_data(isr: &[BrokerId], epoch: LeaderEpoch) -> String {
    let ids: Vec<String> = isr.iter().map(ToString::to_string).collect();
    format!("{};{epoch}", ids.join(","))
}

/// Who is in sync, and the epoch beside it.
pub fn isr_in(data: &str) -> Option<(Vec<BrokerId>, LeaderEpoch)> {
    let (ids, epoch) = data.split_once(';')?;
    let ids = ids.split(',').filter(|id| !id.is_empty());
    let ids = ids.map(|id| id.parse().ok().map(BrokerId)).collect::<Option<_>>()?;
    Some((ids, LeaderEpoch(epoch.parse().ok()?)))
}

/// What stands in a notice of changed ISRs.
pub fn isr_notice_data(partitions: &FlatSet<PartitionId>) -> String {
    let one = |id: &PartitionId| format!("{{\"topic\":\"t\",\"partition\":{id}}}");
    let all: Vec<String> = partitions.iter().map(one).collect();
    format!("{{\"version\":1,\"partitions\":[{}]}}", all.join(","))
}

/// The partitions that a notice names.
pub fn isr_notice_in(data: &str) -> FlatSet<PartitionId> {
    let entries = data.split('}').filter_map(|entry| after(entry, "partition"));
    entries.filter_map(|id| id.parse().ok().map(PartitionId)).collect()
}

/// The state of a partition as the tree has it: in one znode, or, before the controller, in two.
pub fn decided<'a>(data: impl Fn(&str) -> Option<&'a str>, id: PartitionId) -> Option<State> {
    if let Some(state) = data(&state(id)) {
        return State::decode(state);
    }
    let (isr, isr_epoch) = isr_in(data(&isr(id))?)?;
    let found = data(&leader(id)).and_then(leader_in);
    let leader_epoch = found.map_or(isr_epoch, |(_, epoch)| epoch);
    let leader = found.map(|(leader, _)| leader);
    Some(State { controller_epoch: ControllerEpoch(0), leader, leader_epoch, isr })
}

/// What stands in `/controller`; the time of its start is left out.
pub fn controller_data(id: BrokerId) -> String {
    format!("{{\"version\":1,\"brokerid\":{id}}}")
}

/// The broker named in `/controller`.
pub fn controller_in(data: &str) -> Option<BrokerId> {
    number(data, "brokerid").map(BrokerId)
}

/// What stands in a partition's state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    /// The controller that wrote it, or in whose time the leader did.
    pub controller_epoch: ControllerEpoch,
    /// Who leads.
    pub leader: Option<BrokerId>,
    /// In which leader epoch.
    pub leader_epoch: LeaderEpoch,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
}

impl State {
    /// As JSON.
    pub fn encode(&self) -> String {
        format!(
            "{{\"controller_epoch\":{},\"leader\":{},\"version\":1,\"leader_epoch\":{},\"isr\":{}}}",
            self.controller_epoch,
            self.leader.unwrap_or(BrokerId::NONE),
            self.leader_epoch,
            list(&self.isr)
        )
    }
    /// From JSON; `None` if it is none of this kind.
    pub fn decode(data: &str) -> Option<State> {
        Some(State {
            controller_epoch: ControllerEpoch(number(data, "controller_epoch")?),
            leader: number(data, "leader").map(BrokerId).filter(|id| *id != BrokerId::NONE),
            leader_epoch: LeaderEpoch(number(data, "leader_epoch")?),
            isr: numbers(after(data, "isr")?)?,
        })
    }
}

/// What stands in the topic's znode.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Topic {
    /// The replicas of each partition, the preferred leader first.
    pub partitions: FlatMap<PartitionId, Vec<BrokerId>>,
    /// Replicas that are being added.
    pub adding: FlatMap<PartitionId, Vec<BrokerId>>,
    /// Replicas that are being removed.
    pub removing: FlatMap<PartitionId, Vec<BrokerId>>,
}

impl Topic {
    /// As JSON.
    pub fn encode(&self) -> String {
        format!(
            "{{\"version\":3,\"partitions\":{},\"adding_replicas\":{},\"removing_replicas\":{}}}",
            lists(&self.partitions),
            lists(&self.adding),
            lists(&self.removing)
        )
    }
    /// From JSON.
    pub fn decode(data: &str) -> Topic {
        Topic {
            partitions: lists_in(data, "partitions"),
            adding: lists_in(data, "adding_replicas"),
            removing: lists_in(data, "removing_replicas"),
        }
    }
}

fn lists(all: &FlatMap<PartitionId, Vec<BrokerId>>) -> String {
    let mut text = String::from("{");
    for (i, (id, replicas)) in all.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}\"{id}\":{}", list(replicas));
    }
    text + "}"
}

fn lists_in(data: &str, name: &str) -> FlatMap<PartitionId, Vec<BrokerId>> {
    let body = after(data, name).and_then(|rest| rest.strip_prefix('{'));
    let body = body.and_then(|rest| rest.split('}').next()).unwrap_or("");
    let entry = |entry: &str| {
        let (key, value) = entry.split_once(':')?;
        let id = key.trim_matches([',', '"']).parse().ok()?;
        Some((PartitionId(id), numbers(value)?))
    };
    body.split_inclusive(']').filter_map(entry).collect()
}

/// What follows `"name":`.
fn after<'a>(data: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = data;
    while let Some(at) = rest.find(name) {
        let (before, found) = rest.split_at(at);
        rest = &found[name.len()..];
        if let (true, Some(value)) = (before.ends_with('"'), rest.strip_prefix("\":")) {
            return Some(value);
        }
    }
    None
}

fn number(data: &str, name: &str) -> Option<i64> {
    let value = after(data, name)?;
    let end = value.find([',', '}']).unwrap_or(value.len());
    value[..end].parse().ok()
}

fn numbers(value: &str) -> Option<Vec<BrokerId>> {
    let inside = value.strip_prefix('[')?.split(']').next()?;
    let ids = inside.split(',').filter(|id| !id.is_empty());
    ids.map(|id| id.parse().ok().map(BrokerId)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (leader, isr) in [(Some(2), vec![2, 3]), (None, vec![1]), (Some(7), vec![])] {
            let state = State {
                controller_epoch: ControllerEpoch(4),
                leader: leader.map(BrokerId),
                leader_epoch: LeaderEpoch(9),
                isr: isr.into_iter().map(BrokerId).collect(),
            };
            assert_eq!(State::decode(&state.encode()), Some(state));
        }
        let ids = [3, 1].map(BrokerId);
        for isr in [&ids[..], &[]] {
            let data = isr_data(isr, LeaderEpoch(7));
            assert_eq!(isr_in(&data), Some((isr.to_vec(), LeaderEpoch(7))));
        }
        for ids in [&[][..], &[4], &[0, 12, 300]] {
            let ids: FlatSet<PartitionId> = ids.iter().copied().map(PartitionId).collect();
            assert_eq!(isr_notice_in(&isr_notice_data(&ids)), ids);
        }
        let data = leader_data(BrokerId(3), LeaderEpoch(7));
        assert_eq!(leader_in(&data), Some((BrokerId(3), LeaderEpoch(7))));
        assert_eq!(partition_of_leader(&leader(PartitionId(12))), Some(PartitionId(12)));
        let mut topic = Topic::default();
        topic.partitions.insert(PartitionId(0), [4, 5, 1].map(BrokerId).to_vec());
        topic.partitions.insert(PartitionId(12), [2].map(BrokerId).to_vec());
        topic.adding.insert(PartitionId(0), [4, 5].map(BrokerId).to_vec());
        assert_eq!(Topic::decode(&topic.encode()), topic);
        assert_eq!(controller_in(&controller_data(BrokerId(3))), Some(BrokerId(3)));
    }

    #[test]
    fn nonsense_is_no_state() {
        for text in ["", "{", "\"leader\":", "{\"isr\":[x]}", "{\"leader_epoch\":1}"] {
            assert_eq!(State::decode(text), None, "{text}");
        }
        for text in ["", ";", "1", "x;1", "1;x", "1,x;2"] {
            assert_eq!(leader_in(text), None, "{text}");
            assert_eq!(isr_in(text).filter(|(ids, _)| !ids.is_empty()), None, "{text}");
        }
        assert_eq!(partition_of_leader("/brokers/topics/t/partitions/1/isr"), None);
        assert_eq!(Topic::decode("{\"partitions\":{"), Topic::default());
    }
}

//! What a controller on ZooKeeper tells brokers, and what they say back.

use super::super::rules::partition_change::Partition;
use super::super::rules::{BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch};
use super::super::words::{Errors, PartitionId, list, or_none};
use std::sync::Arc;

/// Who speaks, and to which registration of the broker.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Head {
    /// Matches the answer to the request.
    pub asked: u32,
    /// The controller.
    pub controller: BrokerId,
    /// Its epoch.
    pub controller_epoch: ControllerEpoch,
    /// The registration it means; `None` from a release before KIP-380.
    pub broker_epoch: Option<BrokerEpoch>,
}

/// The states of some partitions; the partition epoch is the version of the state znode.
pub type States = Vec<(PartitionId, Arc<Partition>)>;

/// A request of the controller to a broker.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Control {
    /// Lead or follow these.
    LeaderAndIsr(Head, States),
    /// What clients are to be told: who is alive, and the states that changed.
    UpdateMetadata(Head, Vec<(BrokerId, BrokerEpoch)>, States),
    /// Stop these replicas: the leader epoch, if it is known, and whether to delete the log.
    StopReplica(Head, Vec<(PartitionId, Option<LeaderEpoch>, bool)>),
}

/// The answer to one of these.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Obeyed {
    /// Matches the answer to the request.
    pub asked: u32,
    /// Which of the three: its place in [`Control`].
    pub kind: u8,
    /// NONE, or why the whole request was refused.
    pub error: Errors,
    /// Partitions for which it was refused.
    pub refused: Vec<(PartitionId, Errors)>,
}

impl Control {
    /// Its place among the three.
    pub fn place(&self) -> u8 {
        match self {
            Control::LeaderAndIsr(..) => 0,
            Control::UpdateMetadata(..) => 1,
            Control::StopReplica(..) => 2,
        }
    }
    /// Who speaks.
    pub fn head(&self) -> Head {
        match self {
            Control::LeaderAndIsr(head, _)
            | Control::UpdateMetadata(head, ..)
            | Control::StopReplica(head, _) => *head,
        }
    }
    /// As a transcript prints it.
    pub fn text(&self) -> String {
        let Head { controller, controller_epoch, broker_epoch, .. } = self.head();
        let head = format!(
            "controllerEpoch={controller_epoch} brokerEpoch={} from={controller}",
            or_none(broker_epoch)
        );
        match self {
            Control::LeaderAndIsr(_, states) => head + &states_text(states),
            Control::UpdateMetadata(_, live, states) => {
                let ids: Vec<BrokerId> = live.iter().map(|(id, _)| *id).collect();
                format!("{head} live={}{}", list(&ids), states_text(states))
            }
            Control::StopReplica(_, partitions) => {
                let ids: Vec<PartitionId> = partitions.iter().take(4).map(|it| it.0).collect();
                format!("{head} partitions={}", list(&ids))
            }
        }
    }
}

impl Obeyed {
    /// As a transcript prints it.
    pub fn text(&self) -> String {
        let refused = self.refused.iter().take(4);
        let refused: Vec<String> = refused.map(|(id, why)| format!(" {id}: {why}")).collect();
        format!("{}{}", self.error, refused.concat())
    }
}

fn states_text(states: &States) -> String {
    let one = |(id, it): &(PartitionId, Arc<Partition>)| {
        let leader = or_none(it.leader);
        format!(" {id}: leader={leader} leaderEpoch={} isr={}", it.leader_epoch, list(&it.isr))
    };
    let more = states.len().saturating_sub(3);
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    states.iter().take(3).map(one).collect::<String>() + &more
}

//! What only the active controller has: its view of the cluster, its one queue of work, and one
//! line of requests to each broker.
//! `core ControllerContext, ControllerEventManager, ControllerChannelManager`

use super::super::rules::isr_change::AlterPartition;
use super::super::rules::partition_change::Partition;
use super::super::rules::{BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch};
use super::super::words::PartitionId;
use super::control::{Control, States};
use super::znode::State;
use crate::flat::{FlatMap, FlatSet};
use crate::parts::chunks::Chunks;
use crate::systems::zookeeper::{Error, Response};
use crate::words::NodeId;
use std::collections::VecDeque;
use std::sync::Arc;

/// The active controller.
#[derive(Clone, Hash, Debug)]
pub struct Office {
    /// Its epoch.
    pub epoch: ControllerEpoch,
    /// The version of `/controller_epoch` that it made: the fence of its writes.
    pub epoch_version: i32,
    /// The brokers with a znode, and when that was created.
    pub live: FlatMap<BrokerId, BrokerEpoch>,
    /// Those of them that asked to be shut down.
    pub shutting_down: FlatSet<BrokerId>,
    /// The partitions by number; the partition epoch is the version of the state znode.
    pub partitions: Chunks<Arc<Partition>>,
    /// What is to be done, in order.
    pub tasks: VecDeque<Task>,
    /// What is being done: it waits for ZooKeeper.
    pub running: Option<Running>,
    /// What each broker is to be told when the task in hand is done.
    pub batch: FlatMap<BrokerId, Batch>,
    /// One line to each broker: a request at a time.
    pub lines: FlatMap<BrokerId, Line>,
}

/// A task that waits for answers of ZooKeeper.
#[derive(Clone, Hash, Debug)]
pub struct Running {
    /// Which.
    pub task: Task,
    /// What it has decided to write, if it is writing.
    pub plans: FlatMap<PartitionId, Plan>,
    /// How many answers are missing.
    pub waiting: u32,
    /// The answers so far.
    pub got: Vec<(Tag, Answer)>,
}

/// What ZooKeeper answers.
pub type Answer = Result<Response, Error>;

/// Which request of a task an answer belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tag {
    /// The only one.
    Only,
    /// About a broker.
    Broker(BrokerId),
    /// About a partition.
    Partition(PartitionId),
}

/// What the controller does next.
#[derive(Clone, Hash, Debug)]
pub enum Task {
    /// Reads which brokers there are, and watches for changes.
    Brokers,
    /// Reads the znodes of these brokers, and acts on who came and went.
    BrokerZnodes(Vec<BrokerId>),
    /// Reads who holds which partition.
    Topic,
    /// Reads the states of all partitions.
    States,
    /// The first words of a new controller: to everybody, everything; then elections.
    Startup,
    /// Changes the state of these partitions.
    Change(Why, Vec<PartitionId>),
    /// Leaders proposed these ISRs.
    AlterPartition(NodeId, u32, Vec<(PartitionId, AlterPartition)>),
    /// Leaders wrote ISRs to ZooKeeper themselves: looks for their notices.
    IsrNotices,
    /// Reads these.
    IsrNoticeData(Vec<String>),
    /// Writes who holds which partition.
    WriteTopic,
    /// Looks how far a partition has moved; true: the move begins, or is begun anew.
    Reassign(PartitionId, bool),
    /// The last step of moving a partition: these are no longer replicas, and are told.
    EndReassignment(PartitionId, Vec<BrokerId>),
    /// Another move replaced the one under way: these are not to be replicas after all.
    StopReplicas(PartitionId, Vec<BrokerId>),
    /// A broker that is shutting down is told what it still leads.
    AnswerShutdown(NodeId, BrokerId),
}

/// Why the state of a partition changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// It has no live leader; an administrator may have allowed an unclean one.
    Offline {
        /// Allowed by request.
        unclean: bool,
    },
    /// Its first replica is to lead.
    Preferred,
    /// Its replicas have moved: one of the new ones is to lead.
    Reassign,
    /// The leader's broker is shutting down.
    ControlledShutdown,
    /// This broker no longer takes part.
    ReplicaOffline(BrokerId),
    /// Nothing but the leader epoch: the replicas changed, and all are to hear of it.
    NewReplicas,
    /// What leaders wrote themselves is read again.
    Refresh,
}

/// A decision that is being written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Plan {
    /// The new state.
    pub state: State,
    /// Who is told by LeaderAndIsr.
    pub told: Vec<BrokerId>,
}

/// What a broker is to be told.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Batch {
    /// Lead or follow.
    pub leader_and_isr: States,
    /// Metadata; `Some` also if only the live brokers changed.
    pub update_metadata: Option<States>,
    /// Stop.
    pub stop_replica: Vec<(PartitionId, Option<LeaderEpoch>, bool)>,
}

/// Requests to one broker. `RequestSendThread`
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Line {
    /// The first one is under way if `sent`.
    pub queue: VecDeque<Control>,
    /// The first one waits for its answer.
    pub sent: bool,
}

impl Office {
    /// A controller that knows nothing yet.
    pub fn new(epoch: ControllerEpoch, epoch_version: i32) -> Office {
        Office {
            epoch,
            epoch_version,
            live: FlatMap::new(),
            shutting_down: FlatSet::new(),
            partitions: Chunks::default(),
            tasks: VecDeque::new(),
            running: None,
            batch: FlatMap::new(),
            lines: FlatMap::new(),
        }
    }

    /// A partition.
    pub fn partition(&self, id: PartitionId) -> Option<&Arc<Partition>> {
        self.partitions.get(id.0.into())
    }

    /// All partitions, in order.
    pub fn partitions(&self) -> impl Iterator<Item = (PartitionId, &Arc<Partition>)> {
        (0u16..).map(PartitionId).zip(self.partitions.iter())
    }

    /// The partitions for which this holds.
    pub fn which(&self, holds: impl Fn(&Partition) -> bool) -> Vec<PartitionId> {
        self.partitions().filter(|(_, it)| holds(it)).map(|(id, _)| id).collect()
    }

    /// The brokers with a znode.
    pub fn live_ids(&self) -> FlatSet<BrokerId> {
        self.live.keys().copied().collect()
    }

    /// Whether a broker can lead.
    pub fn is_online(&self, id: BrokerId) -> bool {
        self.live.contains_key(&id) && !self.shutting_down.contains(&id)
    }

    /// Takes over what the state znode says, and its version.
    pub fn learn(&mut self, id: PartitionId, state: &State, version: i32) {
        use super::super::rules::PartitionEpoch;
        let Some(known) = self.partitions.get_mut(id.0.into()) else { return };
        let mut now = Partition::clone(known);
        now.leader = state.leader;
        now.leader_epoch = state.leader_epoch;
        now.isr.clone_from(&state.isr);
        now.partition_epoch = PartitionEpoch(version.into());
        *known = Arc::new(now);
    }

    /// These brokers are to lead or follow this partition.
    pub fn tell_leader_and_isr(&mut self, id: PartitionId, to: &[BrokerId]) {
        let Some(state) = self.partition(id).cloned() else { return };
        for broker in to {
            if self.live.contains_key(broker) {
                let batch = self.batch.entry(*broker).or_default();
                batch.leader_and_isr.push((id, state.clone()));
            }
        }
    }

    /// Everybody is to know this partition.
    pub fn tell_everybody(&mut self, id: PartitionId) {
        let Some(state) = self.partition(id).cloned() else { return };
        for broker in self.live.keys() {
            let batch = self.batch.entry(*broker).or_default();
            batch.update_metadata.get_or_insert_default().push((id, state.clone()));
        }
    }

    /// Everybody is to know who is alive.
    pub fn tell_who_lives(&mut self) {
        for broker in self.live.keys() {
            self.batch.entry(*broker).or_default().update_metadata.get_or_insert_default();
        }
    }
}

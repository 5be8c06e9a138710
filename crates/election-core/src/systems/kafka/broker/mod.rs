//! A broker: replicas of partitions, led or followed as the metadata say.

mod epochs;
mod follow;
mod isr;
mod lead;
mod life;
mod log;
mod observe;
mod produce;
mod serve;
mod start;

use super::image::Image;
use super::message::{CONTROL_CHANNEL, DATA_CHANNEL, Fetch, Message, QUORUM_CHANNEL};
use super::record::MetaLog;
use super::rules::{BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch, PartitionEpoch, VoterId};
use super::shelf::Shelf;
use super::timer::Timer;
use super::words::{Incarnation, PartitionId};
use super::zk::ZkSide;
use super::{Fx, Kafka};
use crate::flat::{FlatMap, FlatSet};
use crate::protocol::Crash;
use crate::systems::zookeeper;
use crate::words::NodeId;
pub use lead::{Fate, Follower, Leading, Proposed, Waiting};
pub use log::Log;

/// A broker process.
#[derive(Clone, Hash, Debug)]
pub struct Broker {
    /// Its `node.id`.
    pub id: BrokerId,
    /// What survives.
    pub disk: Disk,
    /// Its reading of the metadata log.
    pub observer: Observer,
    /// The metadata it has replayed.
    pub image: Image,
    /// Its standing with the controller.
    pub life: Life,
    /// What it does with each of its replicas.
    pub replicas: Shelf<Replica>,
    /// One fetcher per leader it follows.
    pub fetchers: FlatMap<BrokerId, Fetcher>,
    /// Fetches that wait for records.
    pub parked: FlatMap<NodeId, Fetch>,
    /// The AlterPartition request under way.
    pub altering: Option<u32>,
    /// Counts requests, to tell an answer from a late one.
    pub asked: u32,
    /// Its session with ZooKeeper, where there is one.
    pub zk: Option<Box<ZkSide>>,
    /// How long it looks through its logs after it was not stopped in good order, in ms.
    pub recovery_ms: u64,
    /// It does so: it accepts no connection yet.
    pub recovering: bool,
}

/// What survives a crash.
#[derive(Clone, Hash, Debug, Default)]
pub struct Disk {
    /// The metadata log, flushed record by record.
    pub metadata: MetaLog,
    /// The highest epoch of the quorum it has seen.
    pub quorum_epoch: ControllerEpoch,
    /// How often the process was started.
    pub incarnation: Incarnation,
    /// The clean shutdown file: the broker epoch in which it stopped in good order.
    pub clean_shutdown: Option<BrokerEpoch>,
    /// The replicas' logs.
    pub logs: Shelf<Log>,
    /// The run begins with this process already at work.
    pub at_work: bool,
    /// How often it has thrown records away.
    pub discards: u32,
    /// The leader epoch in which its replica of the first partition was deleted.
    pub stopped_in: LeaderEpoch,
    /// It has lost what it had written: to a loss of power, or with its disk.
    pub lossy: bool,
    /// It runs, or was not stopped in good order: there is no `.kafka_cleanshutdown`.
    pub running: bool,
}

/// Reads the metadata log as an observer of the quorum.
#[derive(Clone, Hash, Debug, Default)]
pub struct Observer {
    /// Who leads the quorum.
    pub leader: Option<VoterId>,
    /// The leader has not answered in time, or hung up: others are asked until it answers. It is
    /// the one to talk to as long as no newer epoch is heard of.
    pub overdue: bool,
    /// Which voter is asked then, and while nobody is known to lead: a position in the list.
    pub bootstrap: u8,
    /// The request under way.
    pub asked: u32,
    /// The offset after the last committed record.
    pub hw: i64,
}

/// The standing of a broker with the controller. `BrokerLifecycleManager`
#[derive(Clone, Hash, Debug, Default)]
pub struct Life {
    /// Its registration; `None` until it is registered.
    pub epoch: Option<BrokerEpoch>,
    /// The controller has it fenced, as far as it knows.
    pub fenced: bool,
    /// It wants to stop.
    pub stopping: bool,
    /// How many tries in a row have failed.
    pub failures: u8,
    /// The request under way: a registration or a heartbeat, one at a time.
    pub asked: Option<u32>,
}

/// What a broker does with a replica.
#[derive(Clone, Hash, Debug)]
pub struct Replica {
    /// The high watermark it knows.
    pub hw: i64,
    /// The leader epoch it knows.
    pub leader_epoch: LeaderEpoch,
    /// The version of the partition's state it knows.
    pub partition_epoch: PartitionEpoch,
    /// Leads, follows, or waits.
    pub role: ReplicaRole,
}

/// Leads, follows, or waits.
#[derive(Clone, Hash, Debug)]
pub enum ReplicaRole {
    /// The partition has no leader.
    Leaderless,
    /// Follows another broker.
    Follower(Following),
    /// Leads.
    Leader(Box<Leading>),
}

/// A replica that follows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Following {
    /// Whom.
    pub leader: BrokerId,
    /// Whether it is fetched.
    pub pause: Pause,
}

/// Whether a replica is fetched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pause {
    /// It is.
    Fetching,
    /// Again after `replica.fetch.backoff.ms`.
    Backoff,
    /// It asks the leader first where its last epoch ends.
    Truncating,
    /// Not before the metadata say something new: its leader epoch was fenced.
    Failed,
}

/// The fetcher for one leader. `ReplicaFetcherThread`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Fetcher {
    /// The request under way.
    pub asked: Option<u32>,
    /// It waits before it connects again.
    pub backing_off: bool,
}

impl Replica {
    /// A replica of which nothing is known but its high watermark on the disk.
    pub fn unknown(hw: i64) -> Replica {
        let (leader_epoch, partition_epoch) = (LeaderEpoch(-1), PartitionEpoch(-1));
        Replica { hw, leader_epoch, partition_epoch, role: ReplicaRole::Leaderless }
    }

    /// Whom it follows, and whether it is fetched.
    pub fn following(&self) -> Option<Following> {
        if let ReplicaRole::Follower(following) = self.role { Some(following) } else { None }
    }

    /// A replica that follows goes on.
    fn resume(&mut self, with: Pause) {
        if let ReplicaRole::Follower(following) = &mut self.role {
            following.pause = with;
        }
    }
}

impl Broker {
    /// A broker that has not been started.
    pub fn new(id: BrokerId, disk: Disk) -> Broker {
        Broker {
            id,
            disk,
            observer: Observer::default(),
            image: Image::default(),
            life: Life::default(),
            replicas: Shelf::default(),
            fetchers: FlatMap::new(),
            parked: FlatMap::new(),
            altering: None,
            asked: 0,
            zk: None,
            recovery_ms: 0,
            recovering: false,
        }
    }

    /// What a crash leaves.
    pub fn after(&self, crash: Crash) -> Broker {
        let mut disk = self.disk.clone();
        disk.at_work = false;
        let written = |disk: &Disk| disk.logs.iter().map(|(_, log)| log.end()).sum::<i64>();
        let before = written(&disk);
        disk.logs = disk.logs.iter().map(|(id, log)| (id, log.clone().after(crash))).collect();
        let after = written(&disk);
        disk.discards += u32::from(after < before);
        disk.lossy |= after < before;
        Broker { recovery_ms: self.recovery_ms, ..Broker::new(self.id, disk) }
    }

    /// The log of a replica.
    pub fn log(&self, id: PartitionId) -> Option<&Log> {
        self.disk.logs.get(id)
    }

    /// The reign over a partition, while this broker leads it.
    pub fn leading(&self, id: PartitionId) -> Option<&Leading> {
        match &self.replicas.get(id)?.role {
            ReplicaRole::Leader(leading) => Some(leading),
            _ => None,
        }
    }

    /// The partitions that this broker leads.
    pub fn leads(&self) -> impl Iterator<Item = (PartitionId, &Leading)> {
        self.replicas.iter().filter_map(|(id, replica)| match &replica.role {
            ReplicaRole::Leader(leading) => Some((id, &**leading)),
            _ => None,
        })
    }

    /// From whom it fetches.
    pub fn leaders(&self) -> FlatSet<BrokerId> {
        let followed = self.replicas.iter().filter_map(|(_, replica)| replica.following());
        followed.map(|following| following.leader).collect()
    }

    /// What is known of a replica; at first only its high watermark on the disk.
    pub fn know_replica(&mut self, id: PartitionId) -> Option<&Replica> {
        if self.replicas.get(id).is_none() {
            let log = self.disk.logs.get_or_insert(id, Log::default)?;
            self.replicas.insert(id, Replica::unknown(log.checkpoint));
        }
        self.replicas.get(id)
    }

    /// The replicas of this leader that are paused so.
    fn paused(&self, leader: BrokerId, pause: Pause) -> Vec<PartitionId> {
        let wanted = Some(Following { leader, pause });
        let all = self.replicas.iter().filter(|(_, replica)| replica.following() == wanted);
        all.map(|(id, _)| id).collect()
    }

    /// A replica that this broker leads, to change it: its log, its high watermark, the reign.
    fn led(&mut self, id: PartitionId) -> Option<(&Log, &mut i64, &mut Leading)> {
        let replica = self.replicas.get_mut(id)?;
        match &mut replica.role {
            ReplicaRole::Leader(leading) => {
                Some((self.disk.logs.get(id)?, &mut replica.hw, leading))
            }
            _ => None,
        }
    }
}

impl Kafka {
    /// Whether replicas elect their leaders themselves: before the controller.
    fn elects_itself(&self, node: &Broker) -> bool {
        node.zk.is_some() && !self.settings.profile.has_controller()
    }

    /// A message for a broker.
    pub(super) fn broker_hears(
        &self,
        node: &mut Broker,
        from: NodeId,
        message: Message,
        fx: &mut Fx,
    ) {
        if node.recovering {
            return fx.hang_up(from, message.channel());
        }
        match message {
            Message::QuorumFetchResponse(answer) => self.observe(node, answer, fx),
            Message::BrokerRegistrationResponse(asked, error, epoch) => {
                self.registered(node, asked, error, epoch, fx);
            }
            Message::BrokerHeartbeatResponse(answer) => self.heartbeat_answered(node, answer, fx),
            Message::AlterPartitionResponse { error, asked, results } => {
                self.isr_answered(node, error, asked, results, fx);
            }
            Message::Fetch(fetch) => self.serve_fetch(node, from, fetch, fx),
            Message::FetchResponse(answer) => self.take_records(node, from, answer, fx),
            Message::Produce(batch) if self.elects_itself(node) => {
                self.ask_whether_it_leads(node, from, batch, fx);
            }
            Message::Metadata(asked, id) if self.elects_itself(node) => {
                self.look_who_leads(node, (from, asked), id, fx);
            }
            Message::Produce(batch) => self.produce(node, from, batch, fx),
            Message::Metadata(asked, id) => self.tell_leader(node, from, asked, id, fx),
            Message::OffsetForLeaderEpoch(asked, of) => {
                self.tell_epoch_ends(node, from, asked, &of, fx);
            }
            Message::OffsetForLeaderEpochResponse(asked, ends) => {
                self.take_epoch_ends(node, from, asked, ends, fx);
            }
            Message::GetReplicaLogInfo(_, of) => self.tell_log_info(node, from, &of, fx),
            Message::Zk(zookeeper::Message::Client(wire)) => self.zk_hears(node, from, wire, fx),
            other => self.zk_control(node, from, other, fx),
        }
    }

    /// A timer of a broker is due.
    pub(super) fn broker_wakes(&self, node: &mut Broker, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::LogRecovery => self.begin_work(node, fx),
            Timer::QuorumRetry => self.fetch_metadata(node, fx),
            Timer::QuorumFetchTimeout => self.ask_another_voter(node, fx),
            Timer::Heartbeat => self.talk_to_controller(node, fx),
            Timer::AlterPartition => self.propose_again(node, fx),
            Timer::IsrExpiration => self.shrink_isrs(node, fx),
            Timer::Checkpoint => self.checkpoint(node, fx),
            Timer::FetchBackoff(leader) => self.fetch_again(node, leader, fx),
            Timer::FetchTimeout(leader) => self.fetch_timed_out(node, leader, fx),
            Timer::ParkedFetch(peer) => self.answer_fetch(node, peer, fx),
            Timer::Purgatory => self.expire_writes(node, fx),
            Timer::Shutdown => self.stop_now(node, fx),
            Timer::Zk(timer) => self.zk_wakes(node, timer, fx),
            other => self.office_wakes(node, other, fx),
        }
    }

    /// A connection of a broker broke.
    pub(super) fn broker_cut_off(&self, node: &mut Broker, peer: NodeId, channel: u8, fx: &mut Fx) {
        if node.recovering {
            return;
        }
        if self.settings.is_zookeeper(peer) {
            return self.zk_hung_up(node, peer, fx);
        }
        match channel {
            QUORUM_CHANNEL => self.voter_hung_up(node, peer, fx),
            CONTROL_CHANNEL => {
                self.controller_hung_up(node, peer, fx);
                self.line_broke(node, peer, fx);
                self.shutdown_cut_off(node, peer, fx);
            }
            DATA_CHANNEL => {
                node.parked.remove(&peer);
                fx.disarm(Timer::ParkedFetch(peer));
                self.leader_hung_up(node, peer, fx);
            }
            _ => {}
        }
    }
}

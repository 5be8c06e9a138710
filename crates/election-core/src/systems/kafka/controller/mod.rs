//! A controller: a voter of the quorum that keeps `__cluster_metadata`, and, while it leads the
//! quorum, the active controller.

mod active;
mod admin;
mod brokers;
mod fetch;
mod lead;
mod partitions;
mod recovery;
mod vote;

pub use partitions::{alter_facts, error_of};

use super::image::Image;
use super::message::{Message, QUORUM_CHANNEL};
use super::record::MetaLog;
use super::rules::quorum_vote::{self, Election, LogEnd};
use super::rules::{ControllerEpoch, VoterId};
use super::timer::Timer;
use super::{Fx, Kafka};
use crate::words::NodeId;
pub use lead::Reign;

/// A controller process.
#[derive(Clone, Hash, Debug)]
pub struct Controller {
    /// Its `node.id`.
    pub id: VoterId,
    /// What survives.
    pub disk: Disk,
    /// Its place in the quorum.
    pub state: State,
    /// The offset after the last record it knows committed.
    pub hw: i64,
    /// The metadata: committed ones, and at the active controller also what is on its way.
    pub image: Image,
    /// Counts requests, to tell an answer from a late one.
    pub asked: u32,
    /// An administrator asked for an unclean election.
    pub unclean_asked: bool,
}

/// What survives a crash: the file `quorum-state` and the log. Raft flushes both.
#[derive(Clone, Hash, Debug, Default)]
pub struct Disk {
    /// The current epoch.
    pub epoch: ControllerEpoch,
    /// Who got its vote in it.
    pub voted_for: Option<VoterId>,
    /// Who leads it.
    pub leader: Option<VoterId>,
    /// The metadata log.
    pub log: MetaLog,
}

/// The state of a voter, with what belongs to it. `raft QuorumState`
#[derive(Clone, Hash, Debug)]
pub enum State {
    /// In an epoch without a leader it could follow.
    Unattached,
    /// Asks whether an election would have a chance.
    Prospective(Election),
    /// Stands for election.
    Candidate(Election),
    /// Fetches from the leader; true once an answer came.
    Follower(bool),
    /// Leads the quorum.
    Leader(Box<Reign>),
    /// Led this epoch and gave up.
    Resigned,
}

impl State {
    /// The state by name, as the rules know it.
    pub fn name(&self) -> quorum_vote::State {
        match self {
            State::Unattached => quorum_vote::State::Unattached,
            State::Prospective(_) => quorum_vote::State::Prospective,
            State::Candidate(_) => quorum_vote::State::Candidate,
            State::Follower(_) => quorum_vote::State::Follower,
            State::Leader(_) => quorum_vote::State::Leader,
            State::Resigned => quorum_vote::State::Resigned,
        }
    }
}

impl Controller {
    /// A controller that has never run.
    pub fn new(id: VoterId, disk: Disk) -> Controller {
        let (state, image) = (State::Unattached, Image::default());
        Controller { id, disk, state, hw: 0, image, asked: 0, unclean_asked: false }
    }

    /// What a crash leaves.
    pub fn after_crash(&self) -> Controller {
        Controller::new(self.id, self.disk.clone())
    }

    /// The end of its log as votes compare it.
    pub fn log_end(&self) -> LogEnd {
        LogEnd { epoch: self.disk.log.last_epoch().0, offset: self.disk.log.end() }
    }

    /// The reign, while it leads.
    pub fn reign(&self) -> Option<&Reign> {
        if let State::Leader(reign) = &self.state { Some(reign) } else { None }
    }

    fn reign_mut(&mut self) -> Option<&mut Reign> {
        if let State::Leader(reign) = &mut self.state { Some(reign) } else { None }
    }

    /// It leads, and its first record is committed.
    pub fn is_active(&self) -> bool {
        self.reign().is_some_and(|reign| reign.active.is_some())
    }
}

/// Timers of a voter that does not lead.
const FOLLOWING: [Timer; 3] = [Timer::Election, Timer::QuorumFetchTimeout, Timer::QuorumRetry];

impl Kafka {
    /// The process starts: what it was before decides what it may be now.
    /// `QuorumState.initialize`
    pub(super) fn start_controller(&self, node: &mut Controller, fx: &mut Fx) {
        let me = node.id;
        if self.settings.voters.len() == 1 {
            return self.become_prospective(node, fx);
        }
        match node.disk.leader {
            // It cannot lead the same epoch again.
            Some(leader) if leader == me => {
                node.state = State::Resigned;
                self.arm_election(fx);
            }
            Some(leader) => self.become_follower(node, node.disk.epoch, leader, fx),
            None => {
                node.state = State::Unattached;
                self.arm_election(fx);
            }
        }
    }

    pub(super) fn arm_election(&self, fx: &mut Fx) {
        let timeout = self.settings.election_timeout * 1000;
        fx.arm(Timer::Election, timeout..=2 * timeout - 1);
    }

    /// Every other voter.
    fn other_voters(&self, me: VoterId) -> Vec<NodeId> {
        let others = self.settings.voters.iter().filter(|(id, _)| *id != me);
        others.map(|(_, node)| *node).collect()
    }

    /// A message for a controller.
    pub(super) fn controller_hears(
        &self,
        node: &mut Controller,
        from: NodeId,
        message: Message,
        fx: &mut Fx,
    ) {
        match message {
            Message::Vote(asked) => self.answer_vote(node, from, asked, fx),
            Message::VoteResponse(answer) => self.count_vote(node, from, answer, fx),
            Message::BeginQuorumEpoch(epoch, leader) => {
                self.hear_leader(node, from, epoch, leader, fx);
            }
            Message::BeginQuorumEpochResponse(epoch) => self.hear_epoch(node, epoch, None, fx),
            Message::EndQuorumEpoch(epoch, leader, successors) => {
                self.leader_resigned(node, epoch, leader, &successors, fx);
            }
            Message::QuorumFetch(ask) => self.serve_metadata(node, from, ask, fx),
            Message::QuorumFetchResponse(answer) => self.take_metadata(node, answer, fx),
            Message::BrokerRegistration { asked, broker, incarnation, previous } => {
                self.register_broker(node, from, asked, broker, incarnation, previous, fx);
            }
            Message::BrokerHeartbeat(beat) => self.broker_is_alive(node, from, beat, fx),
            Message::AlterPartition { broker, asked, changes } => {
                self.alter_partitions(node, from, broker, asked, changes, fx);
            }
            Message::GetReplicaLogInfoResponse(answer) => self.take_log_info(node, &answer, fx),
            _ => {}
        }
    }

    /// A timer of a controller is due.
    pub(super) fn controller_wakes(&self, node: &mut Controller, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::Election => self.election_timeout(node, fx),
            Timer::QuorumFetchTimeout => self.become_prospective(node, fx),
            Timer::QuorumRetry => self.fetch_from_leader(node, fx),
            Timer::CheckQuorum => self.quorum_lost(node, fx),
            Timer::BeginQuorumEpoch => self.announce(node, fx),
            Timer::ParkedQuorumFetch(peer) => self.answer_parked(node, peer, fx),
            Timer::AppendLinger => self.append_pending(node, fx),
            Timer::BrokerSession => self.fence_stale_brokers(node, fx),
            Timer::Rebalance => self.balance_leaders(node, fx),
            Timer::UncleanElection => self.elect_for_leaderless(node, fx),
            Timer::UncleanRecovery => self.recovery_timed_out(node, fx),
            _ => {}
        }
    }

    /// A connection of a controller broke.
    pub(super) fn controller_cut_off(
        &self,
        node: &mut Controller,
        peer: NodeId,
        channel: u8,
        fx: &mut Fx,
    ) {
        if channel != QUORUM_CHANNEL {
            return;
        }
        if let Some(reign) = node.reign_mut() {
            reign.parked.remove(&peer);
            fx.disarm(Timer::ParkedQuorumFetch(peer));
        }
        let leader = node.disk.leader.and_then(|id| self.settings.voter(id));
        if matches!(node.state, State::Follower(_)) && leader == Some(peer) {
            fx.arm_ms(Timer::QuorumRetry, self.settings.quorum_retry);
        }
    }

    /// Asked to stop: a leader names its successors, the longest log first.
    pub(super) fn stop_controller(&self, node: &mut Controller, fx: &mut Fx) {
        if let Some(reign) = node.reign() {
            let message =
                Message::EndQuorumEpoch(node.disk.epoch, node.id, reign.successors(node.id));
            fx.send_all(self.other_voters(node.id), &message);
        }
        fx.exit();
    }
}

//! A server (`QuorumPeer`): what it stores, what it does, and the changes from one to the other.

use super::connection::Connections;
use super::data::{Disk, Snapshot, Tree};
use super::ensemble::Ensemble;
use super::fle::Looking;
use super::leader::Leader;
use super::learner::Learner;
use super::message::{self, Message, Packet};
use super::out::Out;
use super::rules::{self, Ballot, Epoch, Round, ServerState, Sid, Vote, Zxid};
use super::service::Served;
use super::session::Sessions;
use super::timer::Timer;
use super::watches::Watches;
use crate::fact;
use crate::words::NodeId;
use std::collections::VecDeque;

/// A server of an ensemble. A crash leaves `disk` (see [`Disk::after_crash`]) and nothing else.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Server {
    /// The number in its `myid` file.
    pub sid: Sid,
    /// Whether it has no vote.
    pub observer: bool,
    /// Its disk, and what is in its buffers.
    pub disk: Disk,
    /// The tree in memory.
    pub tree: Tree,
    /// What it does.
    pub role: Role,
    /// `logicalclock`: the round of the last election it took part in.
    pub round: Round,
    /// `currentVote`: how the last election ended; before the first, a vote for itself.
    pub current_vote: Ballot,
    /// Its connections to the election ports of the others.
    pub connections: Connections,
    /// Its clients and what they wait for.
    pub served: Served,
    /// What its clients watch.
    pub watches: Watches,
    /// The sessions it opens and hears of.
    pub sessions: Sessions,
    /// What its disk is still to do, one after the other.
    pub jobs: VecDeque<Job>,
    /// How often it threw data away.
    pub discards: u32,
}

/// What a server does (`ServerState`), with what it needs to do it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// LOOKING.
    Looking(Looking),
    /// FOLLOWING or OBSERVING.
    Learning(Learner),
    /// LEADING.
    Leading(Box<Leader>),
}

/// A step of the disk. Each takes its own time, and a crash may come before any.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Job {
    /// Write `acceptedEpoch`.
    AcceptedEpoch(Epoch),
    /// Write `currentEpoch`.
    CurrentEpoch(Epoch),
    /// Flush the log up to this index.
    Flush(i64),
    /// Take a snapshot of the tree.
    Snapshot(Snapshot),
    /// No step of the disk: send ACK(NEWLEADER) when what stands before it is done.
    AckNewLeader(Zxid),
}

impl Server {
    /// A server that has this disk, before it starts.
    pub fn new(sid: Sid, observer: bool, disk: Disk) -> Server {
        let vote = Vote { peer_epoch: disk.current_epoch, zxid: disk.last_zxid(), leader: sid };
        Server {
            sid,
            observer,
            tree: Tree::load(&disk),
            disk,
            role: Role::Looking(Looking::new(vote, 0)),
            round: 0,
            current_vote: message::ballot(vote, -1, ServerState::Looking),
            connections: Connections::default(),
            served: Served::default(),
            watches: Watches::default(),
            sessions: Sessions::default(),
            jobs: VecDeque::new(),
            discards: 0,
        }
    }
    /// What an emptied disk leaves of it.
    pub fn wiped(&self) -> Server {
        let empty = Server::new(self.sid, self.observer, Disk::default());
        Server { discards: self.discards + 1, ..empty }
    }
    /// What a crash leaves of it.
    pub fn after_crash(&self) -> Server {
        let lost = self.disk.after_crash();
        let discards = self.discards + u32::from(lost.log.end() < self.disk.log.end());
        Server { discards, ..Server::new(self.sid, self.observer, lost) }
    }
    /// The state it writes into its notifications.
    pub fn state(&self) -> ServerState {
        match &self.role {
            Role::Looking(_) => ServerState::Looking,
            Role::Learning(_) if self.observer => ServerState::Observing,
            Role::Learning(_) => ServerState::Following,
            Role::Leading(_) => ServerState::Leading,
        }
    }
    /// `DataTree.lastProcessedZxid`.
    pub fn last_processed(&self) -> Zxid {
        self.tree.last_processed(&self.disk.log)
    }
    /// Whether it serves clients: its request processors run.
    pub fn serves(&self) -> bool {
        match &self.role {
            Role::Looking(_) => false,
            Role::Learning(learner) => learner.serves(),
            Role::Leading(leader) => leader.established(),
        }
    }
}

impl Ensemble {
    /// The process starts.
    pub fn start(&self, server: &mut Server, fx: &mut dyn Out) {
        self.look_for_leader(server, fx);
    }

    /// Back to LOOKING, from whatever it did: connections of leader, learner and clients are
    /// closed, what the log still buffers is flushed, and the next round begins. An observer
    /// pauses first.
    pub fn back_to_looking(&self, server: &mut Server, fx: &mut dyn Out) {
        self.close_all(server, fx);
        server.jobs.clear();
        self.fast_forward(server, fx);
        let pause = self.settings.observer_delay;
        if server.observer && pause > 0 {
            let vote = self.initial_vote(server);
            server.role = Role::Looking(Looking::resting(vote));
            fx.arm(Timer::ObserverDelay, 0..=pause);
        } else {
            self.look_for_leader(server, fx);
        }
    }

    fn close_all(&self, server: &mut Server, fx: &mut dyn Out) {
        const TIMERS: [Timer; 6] = [
            Timer::InitLimit,
            Timer::SyncLimit,
            Timer::Tick,
            Timer::Fsync,
            Timer::Redial,
            Timer::SessionExpiry,
        ];
        for timer in TIMERS {
            fx.disarm(timer);
        }
        match &server.role {
            Role::Looking(_) => {}
            Role::Learning(learner) => fx.hang_up(learner.leader_id, message::QUORUM),
            Role::Leading(leader) => {
                for peer in leader.peers() {
                    fx.hang_up(peer, message::QUORUM);
                    fx.disarm(Timer::Learner(peer));
                }
            }
        }
        self.close_clients(server, fx);
    }

    /// `SyncRequestProcessor.shutdown` and `fastForwardDataBase`: all that reached the log is
    /// flushed and applied, so that the next vote counts it.
    fn fast_forward(&self, server: &mut Server, fx: &mut dyn Out) {
        server.disk.flushed = server.disk.log.end();
        if let Some(old) = server.disk.old.take() {
            // The leader's snapshot never got to the disk: the database is loaded anew.
            server.disk = Disk { accepted_epoch: server.disk.accepted_epoch, ..*old };
            server.tree = Tree { commit: server.tree.commit, ..Tree::load(&server.disk) };
        }
        let (applied, logged) = (server.last_processed(), server.disk.last_zxid());
        if logged > applied {
            let verdict = if self.off.last_logged { "last-processed" } else { "last-logged" };
            fx.cite(&rules::LAST_LOGGED, verdict, &|| {
                vec![fact!("zxid", "lastProcessed" => applied, "lastLogged" => logged)]
            });
        }
        if !self.off.last_logged {
            server.tree.go_to(&server.disk.log, server.disk.log.end());
        }
    }

    /// Gives the disk something to do.
    pub fn write(&self, server: &mut Server, job: Job, fx: &mut dyn Out) {
        if let (Job::Flush(end), true) = (job, server.jobs.len() > 1)
            && let Some(Job::Flush(last)) = server.jobs.back_mut()
        {
            // Group commit: what waits for the disk goes in one write.
            *last = end;
            return;
        }
        server.jobs.push_back(job);
        if server.jobs.len() == 1 {
            self.next_job(server, fx);
        }
    }

    fn next_job(&self, server: &mut Server, fx: &mut dyn Out) {
        while let Some(Job::AckNewLeader(zxid)) = server.jobs.front().copied() {
            server.jobs.pop_front();
            self.ack_new_leader(server, zxid, fx);
        }
        if !server.jobs.is_empty() {
            fx.arm(Timer::Fsync, 1..=self.settings.fsync);
        }
    }

    /// The disk has finished a step.
    pub fn written(&self, server: &mut Server, fx: &mut dyn Out) {
        let Some(job) = server.jobs.pop_front() else { return };
        match job {
            Job::AcceptedEpoch(epoch) => server.disk.accepted_epoch = epoch,
            Job::CurrentEpoch(epoch) => server.disk.current_epoch = epoch,
            Job::Flush(end) => server.disk.flushed = server.disk.flushed.max(end),
            Job::Snapshot(snapshot) => {
                server.disk.snapshot = snapshot;
                server.disk.old = None;
            }
            Job::AckNewLeader(_) => {}
        }
        match (&server.role, job) {
            (Role::Leading(_), Job::AcceptedEpoch(epoch)) => self.announce(server, epoch, fx),
            (Role::Leading(_), Job::CurrentEpoch(_)) => self.ack_own_new_leader(server, fx),
            (Role::Leading(_), Job::Flush(_)) => self.ack_own_proposals(server, fx),
            (Role::Learning(_), Job::AcceptedEpoch(_)) => self.ack_epoch(server, fx),
            (Role::Learning(_), Job::Flush(_)) => self.ack_proposals(server, fx),
            _ => {}
        }
        self.next_job(server, fx);
    }

    /// A packet on channel 1.
    pub fn on_packet(&self, server: &mut Server, from: NodeId, packet: Packet, fx: &mut dyn Out) {
        match &server.role {
            Role::Leading(_) => self.from_learner(server, from, packet, fx),
            Role::Learning(learner) if learner.leader_id == from => {
                self.from_leader(server, packet, fx);
            }
            // The port is closed: the dialler is refused.
            _ => fx.hang_up(from, message::QUORUM),
        }
    }

    /// A message from another server.
    pub fn on_message(
        &self,
        server: &mut Server,
        from: NodeId,
        message: Message,
        fx: &mut dyn Out,
    ) {
        match message {
            Message::Election(election) => self.on_election(server, from, election, fx),
            Message::Quorum(packet) => self.on_packet(server, from, packet, fx),
            Message::Client(wire) => self.on_client(server, from, wire, fx),
            Message::Work(_) => {}
        }
    }

    /// A timer is due.
    pub fn on_timer(&self, server: &mut Server, timer: Timer, fx: &mut dyn Out) {
        match timer {
            Timer::Notification => self.notification_timeout(server, fx),
            Timer::FinalizeWait => self.finalize(server, fx),
            Timer::Cnx(peer) => self.give_up_dialling(server, peer, fx),
            Timer::ObserverDelay => self.look_for_leader(server, fx),
            Timer::InitLimit | Timer::SyncLimit => self.out_of_patience(server, timer, fx),
            Timer::Redial => self.dial_leader(server, fx),
            Timer::Tick => self.half_tick(server, fx),
            Timer::Learner(peer) => self.drop_learner(server, peer, fx),
            Timer::Fsync => self.written(server, fx),
            Timer::SessionExpiry => self.expire_sessions(server, fx),
            Timer::Next
            | Timer::Reconnect
            | Timer::ConnectTimeout
            | Timer::ReadTimeout
            | Timer::ClientPing
            | Timer::ClientExpiry
            | Timer::Callback => {}
        }
    }

    /// A connection broke.
    pub fn on_disconnect(&self, server: &mut Server, peer: NodeId, channel: u8, fx: &mut dyn Out) {
        match (channel, &server.role) {
            (message::ELECTION, _) => self.lost_election_connection(server, peer, fx),
            (message::QUORUM, Role::Leading(_)) => self.lost_learner(server, peer, fx),
            (message::QUORUM, Role::Learning(learner)) if learner.leader_id == peer => {
                self.lost_leader(server, fx);
            }
            (message::CLIENT, _) => server.forget_client(peer),
            _ => {}
        }
    }

    /// `initLimit` or `syncLimit` is over.
    fn out_of_patience(&self, server: &mut Server, timer: Timer, fx: &mut dyn Out) {
        let (verdict, limit) = match timer {
            Timer::InitLimit => ("initLimit", self.settings.init_ms()),
            _ => ("syncLimit", self.settings.sync_ms()),
        };
        let tick = self.settings.tick_time;
        let why = || vec![fact!("silence", "tickTime" => tick, "limit_ms" => limit)];
        match &server.role {
            Role::Leading(_) => fx.cite(&rules::KEEPS_QUORUM, "initLimit", &why),
            _ => fx.cite(&rules::LEARNER_TIMEOUT, verdict, &why),
        }
        self.back_to_looking(server, fx);
    }
}

//! A server (`QuorumPeer`): what it stores, what it does, and the changes from one to the other.

use super::calls::why_start;
use super::connection::Connections;
use super::data::{Disk, Tree};
use super::ensemble::Ensemble;
use super::fle::{Looking, Phase};
use super::jobs::Job;
use super::leader::Leader;
use super::learner::Learner;
use super::message::{self, Message, Packet};
use super::out::Out;
use super::rules::{self, Ballot, Round, ServerState, Sid, Vote, Zxid};
use super::service::Served;
use super::session::Sessions;
use super::timer::Timer;
use super::watches::Watches;
use crate::fact;
use crate::protocol::Crash;
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
    /// How long its snapshot takes to be read or written, in ms.
    pub snapshot_ms: u64,
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
            snapshot_ms: 0,
        }
    }
    /// What an emptied disk leaves of it.
    pub fn wiped(&self) -> Server {
        let empty = Server::new(self.sid, self.observer, Disk::default());
        Server { discards: self.discards + 1, snapshot_ms: self.snapshot_ms, ..empty }
    }
    /// What a crash leaves of it.
    pub fn after_crash(&self, crash: Crash) -> Server {
        let lost = self.disk.after_crash(crash);
        let discards = self.discards + u32::from(lost.log.end() < self.disk.log.end());
        let snapshot_ms = self.snapshot_ms;
        Server { discards, snapshot_ms, ..Server::new(self.sid, self.observer, lost) }
    }
    /// The state it writes into its notifications.
    pub fn state(&self) -> ServerState {
        match &self.role {
            Role::Looking(Looking { phase: Phase::Stopping(state), .. }) => *state,
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
    /// The process starts, unless its configuration or its disk does not let it; first it reads
    /// its snapshot.
    pub fn start(&self, server: &mut Server, fx: &mut dyn Out) {
        let sid = server.sid;
        if !self.view.contains(&sid) {
            fx.cite(&rules::LOAD_DATABASE, "not-in-peer-list", &|| {
                let view = self.view.iter().copied().collect::<Vec<Sid>>();
                vec![fact!("myid", "myid" => sid, "servers" => view)]
            });
            return fx.refuse(format!("My id {} not in the peer list", sid.0));
        }
        let (stored, judged) = (server.disk.stored(), server.disk.judge());
        let verdict = match judged {
            Err(refusal) => Some(refusal.name()),
            Ok(epochs) if epochs.current != server.disk.current_epoch => Some("currentEpoch.tmp"),
            Ok(_) => None,
        };
        if let Some(verdict) = verdict {
            fx.cite(&rules::LOAD_DATABASE, verdict, &|| why_start(&stored, judged));
        }
        match judged {
            Err(refusal) => return fx.refuse(refusal.to_string()),
            Ok(epochs) => server.disk.current_epoch = epochs.current,
        }
        server.disk.current_tmp = None;
        let vote = Vote {
            peer_epoch: server.disk.current_epoch,
            zxid: server.disk.last_zxid(),
            leader: sid,
        };
        server.current_vote = message::ballot(vote, -1, ServerState::Looking);
        match server.snapshot_ms {
            0 => self.look_for_leader(server, fx),
            ms => {
                server.role = Role::Looking(Looking::before(vote, Phase::Loading));
                fx.arm(Timer::Snapshot, ms..=ms);
            }
        }
    }

    /// Back to LOOKING, from whatever it did: connections of leader, learner and clients are
    /// closed, what is logged is written (`SyncRequestProcessor.shutdown` waits for it), and the
    /// next round begins.
    pub fn back_to_looking(&self, server: &mut Server, fx: &mut dyn Out) {
        let state = server.state();
        self.close_all(server, fx);
        let before = Looking::before(self.initial_vote(server), Phase::Stopping(state));
        server.role = Role::Looking(before);
        if server.jobs.is_empty() {
            self.stopped(server, fx);
        }
    }

    /// Nothing is left to be written. An observer pauses first.
    pub fn stopped(&self, server: &mut Server, fx: &mut dyn Out) {
        self.fast_forward(server, fx);
        let pause = self.settings.observer_delay;
        if server.observer && pause > 0 {
            let vote = self.initial_vote(server);
            server.role = Role::Looking(Looking::before(vote, Phase::Resting));
            fx.arm(Timer::ObserverDelay, 0..=pause);
        } else {
            self.look_for_leader(server, fx);
        }
    }

    fn close_all(&self, server: &mut Server, fx: &mut dyn Out) {
        const TIMERS: [Timer; 5] =
            [Timer::InitLimit, Timer::SyncLimit, Timer::Tick, Timer::Redial, Timer::SessionExpiry];
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

    /// `fastForwardDataBase`: all that reached the log is applied, so that the next vote counts
    /// it.
    fn fast_forward(&self, server: &mut Server, fx: &mut dyn Out) {
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

    /// A packet on channel 1.
    pub fn on_packet(&self, server: &mut Server, from: NodeId, packet: Packet, fx: &mut dyn Out) {
        let busy = server.is_busy();
        match &mut server.role {
            Role::Leading(_) => self.from_learner(server, from, packet, fx),
            Role::Learning(learner) if learner.leader_id == from && busy => {
                learner.unread.push_back(packet);
            }
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
        if matches!(&server.role, Role::Looking(looking) if looking.phase == Phase::Loading) {
            return fx.hang_up(from, message.channel());
        }
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
            Timer::Snapshot => self.snapshot_done(server, fx),
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

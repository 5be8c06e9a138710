//! A leader (`Leader`, `LearnerHandler`): its learners, its ticks, and when it gives up.

use super::data::Snapshot;
use super::ensemble::Ensemble;
use super::fle::Ground;
use super::message::{self, Message, Packet};
use super::out::Out;
use super::rules::{
    self, Acks, Discovery, Epoch, EpochAcks, NewLeaderAcks, Sid, StateSummary, Zxid,
};
use super::server::{Role, Server};
use super::service::Waiting;
use super::timer::Timer;
use super::tracker::Tracker;
use super::znodes::Znodes;
use crate::fact;
use crate::flat::FlatMap;
use crate::words::NodeId;
use std::collections::VecDeque;

/// A server that leads, or tries to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Leader {
    /// Why it believes that it leads.
    pub ground: Ground,
    /// How far it has come.
    pub stage: Stage,
    /// Its learners.
    pub learners: FlatMap<NodeId, Handler>,
    /// Which epoch it will propose.
    pub discovery: Discovery,
    /// Its epoch; −1 while it is not known.
    pub epoch: Epoch,
    /// How recent its own history was when it was elected.
    pub summary: StateSummary,
    /// Who has acknowledged the epoch.
    pub epoch_acks: EpochAcks,
    /// Who has acknowledged NEWLEADER.
    pub new_leader_acks: NewLeaderAcks,
    /// What is proposed and not committed, oldest first.
    pub proposals: VecDeque<Proposal>,
    /// The last zxid it gave away.
    pub last_proposed: Zxid,
    /// Half ticks since it was established.
    pub half_ticks: u32,
    /// `sync`s that wait for what was proposed before them.
    pub syncs: VecDeque<Waiting>,
    /// `outstandingChanges`: the tree with all that is proposed, once it is established.
    pub ahead: Znodes,
    /// All sessions.
    pub tracker: Tracker,
}

/// How far a leader has come (`ZabState`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// It writes a snapshot (`loadData`): learners connect, and nobody listens yet.
    Loading,
    /// DISCOVERY: it looks for an epoch that is higher than all promised before.
    Discovery,
    /// DISCOVERY: it waits for a quorum to promise that epoch.
    EpochAcks,
    /// SYNCHRONIZATION: it waits for a quorum to have its history.
    Synchronization,
    /// BROADCAST: it is established.
    Broadcast,
}

/// A proposal and who has it on disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    /// Its transaction.
    pub zxid: Zxid,
    /// Its index.
    pub index: i64,
    /// Who has acknowledged it.
    pub acks: Acks,
}

/// What a leader knows of one learner (`LearnerHandler`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Handler {
    /// Its id.
    pub sid: Sid,
    /// Whether it has no vote.
    pub observer: bool,
    /// Its acceptedEpoch, once it has told it.
    pub accepted_epoch: Epoch,
    /// How far it has come.
    pub phase: Phase,
    /// The last tick in which it counts as synchronised without another packet.
    pub deadline: u32,
    /// `SyncLimitCheck`: the oldest proposal it has not acknowledged, and the half tick it was
    /// sent in; and the newest.
    pub unacked: Option<[(Zxid, u32); 2]>,
}

/// How far a learner has come, as its leader sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// It has connected.
    Connected,
    /// It has told its acceptedEpoch and waits for the new epoch.
    Waiting,
    /// It was told the epoch.
    Informed,
    /// It has acknowledged the epoch, with its last zxid.
    Acknowledged(Zxid),
    /// It was sent the history and NEWLEADER.
    Syncing,
    /// It has acknowledged NEWLEADER.
    Synced,
    /// It was told UPTODATE.
    Serving,
}

impl Leader {
    /// All its learners.
    pub fn peers(&self) -> impl Iterator<Item = NodeId> {
        self.learners.keys().copied()
    }
    /// The learners in such a phase.
    pub fn in_phase(&self, fits: impl Fn(Phase) -> bool) -> impl Iterator<Item = NodeId> {
        let fitting = self.learners.iter().filter(move |(_, handler)| fits(handler.phase));
        fitting.map(|(peer, _)| *peer)
    }
}

impl Ensemble {
    /// The election is won: find out whether a quorum follows.
    pub fn lead(&self, server: &mut Server, ground: Ground, fx: &mut dyn Out) {
        let last_zxid = server.last_processed();
        let current_epoch = server.disk.current_epoch;
        server.role = Role::Leading(Box::new(Leader {
            ground,
            stage: Stage::Loading,
            learners: FlatMap::new(),
            discovery: Discovery::default(),
            epoch: -1,
            summary: StateSummary { current_epoch, last_zxid },
            epoch_acks: EpochAcks::default(),
            new_leader_acks: NewLeaderAcks::default(),
            proposals: VecDeque::new(),
            last_proposed: last_zxid,
            half_ticks: 0,
            syncs: VecDeque::new(),
            ahead: Znodes::default(),
            tracker: Tracker::default(),
        }));
        match server.snapshot_ms {
            0 => self.loaded(server, fx),
            ms => fx.arm(Timer::Snapshot, ms..=ms),
        }
    }

    /// `loadData` has taken a snapshot: now it hears who has called.
    pub fn loaded(&self, server: &mut Server, fx: &mut dyn Out) {
        let (zxid, index) = (server.last_processed(), server.tree.applied);
        server.disk.snapshot = Snapshot { zxid, index };
        let Role::Leading(leader) = &mut server.role else { return };
        leader.stage = Stage::Discovery;
        let callers: Vec<(NodeId, Sid, Epoch, Phase)> = leader
            .learners
            .iter()
            .map(|(peer, it)| (*peer, it.sid, it.accepted_epoch, it.phase))
            .collect();
        let limit = self.settings.init_ms();
        fx.arm(Timer::InitLimit, limit..=limit);
        self.call_for_epoch(server, server.sid, server.disk.accepted_epoch, fx);
        for (peer, sid, accepted, phase) in callers {
            match phase {
                Phase::Waiting => self.call_for_epoch(server, sid, accepted, fx),
                _ => self.expect_packet(peer, limit, fx),
            }
        }
    }

    /// A packet from a learner. One from a server that has not connected is refused.
    pub fn from_learner(
        &self,
        server: &mut Server,
        peer: NodeId,
        packet: Packet,
        fx: &mut dyn Out,
    ) {
        if packet == Packet::Connect {
            return self.accept_learner(server, peer, fx);
        }
        let Some(phase) = self.hear_from(server, peer, fx) else {
            return fx.hang_up(peer, message::QUORUM);
        };
        match packet {
            Packet::LearnerInfo { sid, observer, accepted_epoch } => {
                self.hear_learner_info(server, peer, (sid, observer, accepted_epoch), fx);
            }
            Packet::AckEpoch { current_epoch, last_zxid } => {
                self.hear_epoch_ack(server, peer, (current_epoch, last_zxid), fx);
            }
            Packet::Ack(_) if phase == Phase::Syncing => self.hear_new_leader_ack(server, peer, fx),
            Packet::Ack(zxid) => self.hear_ack(server, peer, zxid, fx),
            Packet::Request(origin, asked) => self.propose(server, Some(origin), asked, fx),
            Packet::Revalidate { session, .. } => self.revalidate(server, peer, session, fx),
            Packet::Ping(_, touched) => self.hear_touched(server, &touched, fx),
            Packet::Sync(origin) => self.hear_sync(server, Some(peer), origin, fx),
            _ => {}
        }
    }

    fn accept_learner(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        let (Some(member), Role::Leading(leader)) = (self.member(peer), &mut server.role) else {
            return fx.hang_up(peer, message::QUORUM);
        };
        let deadline = leader.half_ticks / 2 + self.settings.init_limit + self.settings.sync_limit;
        let (sid, observer, phase) = (member.sid, member.observer, Phase::Connected);
        let handler = Handler { sid, observer, accepted_epoch: 0, phase, deadline, unacked: None };
        leader.learners.insert(peer, handler);
        fx.send(peer, Message::Quorum(Packet::Connected));
        if leader.stage != Stage::Loading {
            self.expect_packet(peer, self.settings.init_ms(), fx);
        }
    }

    /// The socket's read timeout for this learner.
    pub fn expect_packet(&self, peer: NodeId, within: u64, fx: &mut dyn Out) {
        fx.arm(Timer::Learner(peer), within..=within);
    }

    /// A packet from a learner that serves moves its deadlines.
    fn hear_from(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) -> Option<Phase> {
        let Role::Leading(leader) = &mut server.role else { return None };
        let handler = leader.learners.get_mut(&peer)?;
        if handler.phase == Phase::Serving {
            handler.deadline = leader.half_ticks / 2 + self.settings.sync_limit;
            self.expect_packet(peer, self.settings.sync_ms(), fx);
        }
        Some(handler.phase)
    }

    /// The leader closes the connection to a learner.
    pub fn drop_learner(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        fx.hang_up(peer, message::QUORUM);
        self.lost_learner(server, peer, fx);
    }

    /// The connection to a learner is gone. Whether a quorum is left is looked at once a tick.
    pub fn lost_learner(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        fx.disarm(Timer::Learner(peer));
        if let Role::Leading(leader) = &mut server.role {
            leader.learners.remove(&peer);
        }
    }

    /// Twice a tick every learner is pinged; once a tick the leader looks whether a quorum still
    /// follows.
    pub fn half_tick(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        leader.half_ticks += 1;
        if leader.half_ticks.is_multiple_of(2) && !self.keeps_quorum(server, fx) {
            return self.back_to_looking(server, fx);
        }
        let Role::Leading(leader) = &server.role else { return };
        let (now, last) = (leader.half_ticks, leader.last_proposed);
        let limit = 2 * self.settings.sync_limit;
        let running = leader.learners.iter().filter(|(_, handler)| handler.phase >= Phase::Syncing);
        let (late, pinged): (Vec<_>, Vec<_>) = running
            .map(|(peer, handler)| (*peer, handler.unacked))
            .partition(|(_, unacked)| unacked.is_some_and(|[(_, since), _]| now - since >= limit));
        for (peer, _) in pinged {
            fx.send(peer, Message::Quorum(Packet::Ping(last, Vec::new())));
        }
        // A learner that does not acknowledge a proposal in time is disconnected.
        for (peer, _) in late {
            self.drop_learner(server, peer, fx);
        }
        let half = self.settings.tick_time / 2;
        fx.arm(Timer::Tick, half..=half);
    }

    /// A quorum of itself and the learners whose connection lives and whose deadline is not past.
    fn keeps_quorum(&self, server: &Server, fx: &mut dyn Out) -> bool {
        let Role::Leading(leader) = &server.role else { return false };
        let tick = leader.half_ticks / 2;
        let mut synced = Acks::default();
        synced.add(&self.verifier, server.sid);
        for handler in leader.learners.values().filter(|handler| tick <= handler.deadline) {
            synced.add(&self.verifier, handler.sid);
        }
        let keeps = self.quorum(&synced);
        if !keeps {
            fx.cite(&rules::KEEPS_QUORUM, "steps-down", &|| {
                let sids = synced.iter().collect::<Vec<Sid>>();
                vec![fact!("synced", "sids" => sids, "voters" => self.verifier.size())]
            });
        }
        keeps
    }
}

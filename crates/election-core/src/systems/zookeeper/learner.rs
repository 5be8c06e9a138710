//! A learner (`Learner`, `Follower`, `Observer`): it dials its leader, finds out whether it may
//! follow it, is synchronised, and then logs and applies what the leader says.

use super::data::{Log, Origin, Txn};
use super::ensemble::Ensemble;
use super::fle::Ground;
use super::jobs::Job;
use super::message::{Message, Packet};
use super::out::Out;
use super::request::Response;
use super::rules::{Epoch, Sid, SyncMode, Zxid};
use super::server::{Role, Server};
use super::timer::Timer;
use crate::words::NodeId;
use std::collections::VecDeque;

/// A server that follows or observes a leader.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Learner {
    /// The leader.
    pub leader: Sid,
    /// Its process.
    pub leader_id: NodeId,
    /// Why it believes in it.
    pub ground: Ground,
    /// How far it has come.
    pub stage: Stage,
    /// What arrived while its main thread waited for the disk.
    pub unread: VecDeque<Packet>,
    /// Whether the connection broke meanwhile.
    pub lost: bool,
}

/// How far a learner has come.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// It dials, for the how-manieth time.
    Dialling(u32),
    /// DISCOVERY: it has told its acceptedEpoch.
    Discovery {
        /// What ACKEPOCH will say; −1: it had accepted this epoch before.
        current_epoch: Epoch,
    },
    /// SYNCHRONIZATION.
    Synchronization(Syncing),
    /// BROADCAST: it serves.
    Broadcast {
        /// The index up to which it has acknowledged proposals.
        acked: i64,
    },
}

/// What a learner has received while it is synchronised.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Syncing {
    /// DIFF, TRUNC or SNAP.
    pub mode: Option<SyncMode>,
    /// The leader's snapshot.
    pub snapshot: Option<(Zxid, Box<Log>)>,
    /// packetsNotLogged: proposals that are neither logged nor in the tree.
    pub packets: Vec<Txn>,
    /// packetsCommitted: the commits that were received for them.
    pub committed: Vec<Zxid>,
    /// What went into the tree at once, and will be in the snapshot of NEWLEADER alone.
    pub processed: Vec<Txn>,
    /// The last proposal received.
    pub last_queued: Zxid,
    /// NEWLEADER, once it was received.
    pub new_leader: Option<Zxid>,
}

/// How often a learner dials its leader before it gives up.
pub const TRIES: u32 = 5;

impl Learner {
    /// Whether its server serves clients.
    pub fn serves(&self) -> bool {
        matches!(self.stage, Stage::Broadcast { .. })
    }
}

impl Ensemble {
    /// The election is lost: find the leader.
    pub fn follow(&self, server: &mut Server, leader: Sid, ground: Ground, fx: &mut dyn Out) {
        let Some(leader_id) = self.node(leader) else { return };
        let stage = Stage::Dialling(0);
        let (unread, lost) = (VecDeque::new(), false);
        server.role = Role::Learning(Learner { leader, leader_id, ground, stage, unread, lost });
        let limit = self.settings.connect_ms();
        fx.arm(Timer::InitLimit, limit..=limit);
        self.dial_leader(server, fx);
    }

    /// `connectToLeader`: one more try.
    pub fn dial_leader(&self, server: &mut Server, fx: &mut dyn Out) {
        if let Role::Learning(learner) = &mut server.role
            && let Stage::Dialling(tries) = &mut learner.stage
        {
            *tries += 1;
            fx.send(learner.leader_id, Message::Quorum(Packet::Connect));
        }
    }

    /// The connection to the leader broke. While it dials, that means refused: it tries five
    /// times. Later it looks for a leader at once.
    pub fn lost_leader(&self, server: &mut Server, fx: &mut dyn Out) {
        let busy = server.is_busy();
        let Role::Learning(learner) = &mut server.role else { return };
        match learner.stage {
            _ if busy => learner.lost = true,
            Stage::Dialling(tries) if tries < TRIES => {
                fx.arm(Timer::Redial, self.settings.redial..=self.settings.redial);
            }
            _ => self.back_to_looking(server, fx),
        }
    }

    /// Its main thread is back from the disk: it learns what happened meanwhile.
    pub fn read_on(&self, server: &mut Server, fx: &mut dyn Out) {
        while !server.is_busy()
            && let Role::Learning(learner) = &mut server.role
        {
            if learner.lost {
                return self.back_to_looking(server, fx);
            }
            let Some(packet) = learner.unread.pop_front() else { return };
            self.from_leader(server, packet, fx);
        }
    }

    /// A packet from the leader: its patience begins anew.
    pub fn from_leader(&self, server: &mut Server, packet: Packet, fx: &mut dyn Out) {
        self.be_patient(server, fx);
        let first = server.syncing().is_some_and(|syncing| syncing.mode.is_none());
        if first && !matches!(packet, Packet::Diff(_) | Packet::Trunc(_) | Packet::Snap { .. }) {
            let kind = Message::Quorum(packet).name();
            return fx.panic(format!("Got unexpected packet from leader: {kind}, exiting ... "));
        }
        match packet {
            Packet::Connected => self.register(server, fx),
            Packet::LeaderInfo(epoch) => self.hear_epoch(server, epoch, fx),
            Packet::Diff(_) => self.begin_sync(server, SyncMode::Diff),
            Packet::Trunc(zxid) => {
                self.begin_sync(server, SyncMode::Trunc);
                self.truncate(server, zxid);
            }
            Packet::Snap { zxid, log } => {
                self.begin_sync(server, SyncMode::Snap);
                if let Some(syncing) = server.syncing() {
                    syncing.snapshot = Some((zxid, log));
                }
            }
            Packet::NewLeader(zxid) => self.hear_new_leader(server, zxid, fx),
            Packet::UpToDate => self.begin_serving(server, fx),
            Packet::Proposal(txn) => self.hear_proposal(server, txn, fx),
            Packet::Commit(zxid) => self.hear_commit(server, zxid, fx),
            Packet::Inform(txn) => {
                let zxid = txn.zxid;
                self.hear_proposal(server, txn, fx);
                self.hear_commit(server, zxid, fx);
            }
            // Who is synchronised does not answer (`syncWithLeader` has no case for it).
            Packet::Ping(..) if server.syncing().is_some() => {}
            Packet::Ping(zxid, _) => {
                let touched = server.sessions.report();
                self.tell_leader(server, Packet::Ping(zxid, touched), fx);
            }
            Packet::Revalidate { session, valid } => {
                self.revalidated(server, session, valid == Some(true), fx);
            }
            Packet::Sync(origin) => self.synced(server, origin, fx),
            Packet::Connect
            | Packet::LearnerInfo { .. }
            | Packet::AckEpoch { .. }
            | Packet::Ack(_)
            | Packet::Request(..) => {}
        }
    }

    /// It waits for the leader's next packet.
    pub fn be_patient(&self, server: &Server, fx: &mut dyn Out) {
        let Role::Learning(learner) = &server.role else { return };
        let serving = match &learner.stage {
            Stage::Synchronization(syncing) => syncing.new_leader.is_some(),
            stage => matches!(stage, Stage::Broadcast { .. }),
        };
        let (timer, limit) = if serving {
            (Timer::SyncLimit, self.settings.sync_ms())
        } else {
            (Timer::InitLimit, self.settings.init_ms())
        };
        fx.arm(timer, limit..=limit);
    }

    /// Sends a packet to the leader.
    pub fn tell_leader(&self, server: &Server, packet: Packet, fx: &mut dyn Out) {
        if let Role::Learning(learner) = &server.role
            && !learner.lost
        {
            fx.send(learner.leader_id, Message::Quorum(packet));
        }
    }

    /// It is about to wait for the disk: nobody reads, so no limit runs.
    pub fn stop_clock(&self, fx: &mut dyn Out) {
        fx.disarm(Timer::InitLimit);
        fx.disarm(Timer::SyncLimit);
    }

    /// A proposal: while it is synchronised it waits for NEWLEADER or UPTODATE; then it is
    /// logged, and acknowledged when it is on disk.
    fn hear_proposal(&self, server: &mut Server, txn: Txn, fx: &mut dyn Out) {
        if let Some(syncing) = server.syncing() {
            let last = std::mem::replace(&mut syncing.last_queued, txn.zxid);
            let gap = txn.zxid.0 != last.0 + 1 && txn.zxid.epoch() <= last.epoch();
            syncing.packets.push(txn);
            if gap && last != Zxid(0) {
                // `enforceContinuousProposal`.
                self.back_to_looking(server, fx);
            }
            return;
        }
        server.disk.log.push(txn);
        self.write(server, Job::Flush(server.disk.log.end()), fx);
    }

    /// A commit: transactions are applied in their order, whether they are flushed or not.
    pub fn hear_commit(&self, server: &mut Server, zxid: Zxid, fx: &mut dyn Out) {
        if let Some(syncing) = server.syncing() {
            if !syncing.commit(zxid) {
                self.back_to_looking(server, fx);
            }
            return;
        }
        match server.disk.log.at(server.tree.applied + 1).map(|txn| txn.zxid) {
            None => {}
            Some(next) if next == zxid => self.apply_next(server, fx),
            // `FollowerZooKeeperServer.commit`, exit code 12.
            Some(next) => {
                fx.panic(format!("Committing zxid {zxid} but next pending txn {next}"));
            }
        }
    }

    /// What is on disk is acknowledged, one by one. Observers acknowledge nothing.
    pub fn ack_proposals(&self, server: &mut Server, fx: &mut dyn Out) {
        let (flushed, observer) = (server.disk.flushed, server.observer);
        let Role::Learning(learner) = &mut server.role else { return };
        let Stage::Broadcast { acked } = &mut learner.stage else { return };
        let from = std::mem::replace(acked, flushed.max(*acked));
        let leader = learner.leader_id;
        for index in from + 1..=flushed {
            if !observer {
                let zxid = server.disk.log.zxid_at(index);
                fx.send(leader, Message::Quorum(Packet::Ack(zxid)));
            }
        }
    }

    /// The leader answers a client's `sync`.
    fn synced(&self, server: &mut Server, origin: Origin, fx: &mut dyn Out) {
        self.reply(server, origin, Ok(Response::Done), fx);
    }
}

impl Syncing {
    /// A COMMIT; false: no proposal waits. `syncWithLeader` looks at the first of an empty queue
    /// then, and the NullPointerException ends in `Follower.followLeader`, which closes the socket.
    /// Another transaction than the next is no more than a line of the log ("Committing …, but next
    /// proposal is …"): here when a snapshot follows, else at NEWLEADER.
    fn commit(&mut self, zxid: Zxid) -> bool {
        let Some(next) = self.packets.first().map(|txn| txn.zxid) else { return false };
        if self.mode == Some(SyncMode::Diff) || self.new_leader.is_some() {
            self.committed.push(zxid);
        } else if next == zxid {
            self.processed.push(self.packets.remove(0));
        }
        true
    }

    /// The transactions that have a commit, each the next proposal at its turn; a commit of
    /// another one is skipped.
    pub fn take_committed(&mut self) -> Vec<Txn> {
        let mut taken = Vec::new();
        for zxid in std::mem::take(&mut self.committed) {
            if self.packets.first().is_some_and(|txn| txn.zxid == zxid) {
                taken.push(self.packets.remove(0));
            }
        }
        taken
    }
}

impl Server {
    /// What it has received, while it is synchronised.
    pub fn syncing(&mut self) -> Option<&mut Syncing> {
        match &mut self.role {
            Role::Learning(Learner { stage: Stage::Synchronization(syncing), .. }) => Some(syncing),
            _ => None,
        }
    }
}

//! SYNCHRONIZATION: every learner gets the leader's history, and a quorum has it on disk before
//! the leader is established.

use super::calls::{quorum_facts, why_sync};
use super::data::{Snapshot, Tree, Txn};
use super::ensemble::Ensemble;
use super::jobs::Job;
use super::leader::{Leader, Phase, Stage};
use super::learner;
use super::message::{Message, Packet};
use super::out::Out;
use super::rules::{self, SyncInput, SyncMode, Zxid};
use super::server::{Role, Server};
use super::timer::Timer;
use crate::fact;
use crate::words::NodeId;
use std::mem::take;

/// Leader's side.
impl Ensemble {
    /// `LearnerHandler.syncFollower`: what the learner lacks, what is proposed meanwhile, and
    /// NEWLEADER behind it.
    pub fn synchronize(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        let Role::Leading(leader) = &server.role else { return };
        let Some(handler) = leader.learners.get(&peer) else { return };
        let Phase::Acknowledged(last_zxid) = handler.phase else { return };
        let (observer, new_leader) = (handler.observer, Zxid::start_of(leader.epoch));
        self.send_history(server, peer, last_zxid, fx);
        let first = server.tree.applied + 1;
        for index in first..=server.disk.log.end() {
            if let (Some(txn), false) = (server.disk.log.at(index), observer) {
                fx.send(peer, Message::Quorum(Packet::Proposal(txn.clone())));
            }
        }
        fx.send(peer, Message::Quorum(Packet::NewLeader(new_leader)));
        self.expect_packet(peer, self.settings.init_ms(), fx);
        let Role::Leading(leader) = &mut server.role else { return };
        if let Some(handler) = leader.learners.get_mut(&peer) {
            handler.phase = Phase::Syncing;
        }
    }

    fn send_history(&self, server: &Server, peer: NodeId, last_zxid: Zxid, fx: &mut dyn Out) {
        let (log, tree) = (&server.disk.log, &server.tree);
        let kept = tree.applied - self.settings.commit_log_count;
        let committed_log = log.zxids(tree.committed_from.max(kept), tree.applied);
        let txn_log = self.txn_log(server, last_zxid);
        let input = SyncInput {
            peer_last_zxid: last_zxid,
            last_processed_zxid: server.last_processed(),
            committed_log: &committed_log,
            txn_log: txn_log.as_deref(),
            force_snap_sync: false,
        };
        let choice = rules::sync_choice(&input);
        fx.cite(&rules::SYNC_CHOICE, choice.mode.name(), &|| why_sync(&input, &choice));
        let mut send = |packet| fx.send(peer, Message::Quorum(packet));
        let zxid = choice.zxid.unwrap_or(input.last_processed_zxid);
        match choice.mode {
            SyncMode::Diff => send(Packet::Diff(zxid)),
            SyncMode::Trunc => send(Packet::Trunc(zxid)),
            SyncMode::Snap => {
                let mut log = Box::new(log.clone());
                log.truncate(tree.applied);
                send(Packet::Snap { zxid, log });
            }
        }
        for txn in choice.proposals.iter().filter_map(|zxid| log.at(log.index_of(*zxid))) {
            send(Packet::Proposal(txn.clone()));
            send(Packet::Commit(txn.zxid));
        }
    }

    /// `getProposalsFromTxnLog`: the log files, unless that would be more than a part of the
    /// snapshot (`snapshotSizeFactor`). A transaction counts as one unit of either.
    fn txn_log(&self, server: &Server, last_zxid: Zxid) -> Option<Vec<Zxid>> {
        let (log, applied) = (&server.disk.log, server.tree.applied);
        let factor = self.settings.snapshot_size_factor;
        if factor < 0 {
            return None;
        }
        let needed = applied - log.index_of(last_zxid);
        let allowed = applied.saturating_mul(factor) / 1_000_000;
        if needed > allowed {
            Some(Vec::new())
        } else {
            Some(log.zxids(server.disk.log_from, applied))
        }
    }

    /// The leader has written currentEpoch: its own acknowledgement counts.
    pub fn ack_own_new_leader(&self, server: &mut Server, fx: &mut dyn Out) {
        let me = server.sid;
        let Role::Leading(leader) = &mut server.role else { return };
        leader.new_leader_acks.ack(&self.verifier, me);
        let limit = self.settings.init_ms();
        fx.arm(Timer::InitLimit, limit..=limit);
        self.establish(server, fx);
    }

    /// ACK(NEWLEADER): the learner has the whole history on disk.
    pub fn hear_new_leader_ack(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        let Some(handler) = leader.learners.get_mut(&peer) else { return };
        handler.phase = Phase::Synced;
        fx.disarm(Timer::Learner(peer));
        let sid = handler.sid;
        leader.new_leader_acks.ack(&self.verifier, sid);
        if leader.established() {
            self.let_serve(server, peer, fx);
        } else {
            self.establish(server, fx);
        }
    }

    /// A quorum has the history, the leader itself too: everything in its log is committed, and
    /// its reign begins with zxid `(epoch, 0)`.
    fn establish(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        let own = server.disk.current_epoch == leader.epoch;
        if leader.stage != Stage::Synchronization || !leader.new_leader_acks.formed || !own {
            return;
        }
        let acks = leader.new_leader_acks.acks.clone();
        fx.cite(&rules::NEWLEADER_ACK, "formed", &|| quorum_facts(&acks, &self.verifier, None));
        leader.stage = Stage::Broadcast;
        server.tree.floor = Zxid::start_of(leader.epoch);
        leader.last_proposed = Zxid(server.tree.floor.0 | self.settings.initial_zxid);
        server.tree.go_to(&server.disk.log, server.disk.log.end());
        server.tree.commit = server.tree.applied;
        server.current_vote.vote.peer_epoch = leader.epoch;
        fx.disarm(Timer::InitLimit);
        leader.ahead = server.tree.znodes.clone();
        let half = self.settings.tick_time / 2;
        fx.arm(Timer::Tick, half..=half);
        self.track_sessions(server, fx);
        let Role::Leading(leader) = &mut server.role else { return };
        for peer in leader.in_phase(|phase| phase == Phase::Synced).collect::<Vec<_>>() {
            self.let_serve(server, peer, fx);
        }
    }

    fn let_serve(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        if let Some(handler) = leader.learners.get_mut(&peer) {
            handler.phase = Phase::Serving;
            fx.send(peer, Message::Quorum(Packet::UpToDate));
            self.expect_packet(peer, self.settings.sync_ms(), fx);
        }
    }
}

impl Leader {
    /// Whether it serves: a quorum has acknowledged NEWLEADER.
    pub fn established(&self) -> bool {
        self.stage == Stage::Broadcast
    }
}

/// Learner's side.
impl Ensemble {
    /// TRUNC: forgets what the leader does not have, at once on disk.
    pub fn truncate(&self, server: &mut Server, zxid: Zxid) {
        server.discards += u32::from(server.disk.truncate_after(zxid));
        let end = server.disk.log.end();
        let tree = &mut server.tree;
        tree.go_to(&server.disk.log, end);
        tree.floor = tree.floor.min(zxid);
        tree.commit = tree.commit.min(end);
        tree.committed_from = tree.committed_from.min(end);
    }

    /// NEWLEADER: the history is complete. It goes to disk, then the epoch, then the
    /// acknowledgement; a crash may come between any two.
    pub fn hear_new_leader(&self, server: &mut Server, zxid: Zxid, fx: &mut dyn Out) {
        let observer = server.observer;
        let Some(syncing) = server.syncing() else { return };
        let (mode, snapshot) = (syncing.mode, syncing.snapshot.take());
        let processed = take(&mut syncing.processed);
        // An observer logs nothing before UPTODATE: the block is a FollowerZooKeeperServer's.
        let committed = if observer { Vec::new() } else { syncing.take_committed() };
        syncing.new_leader = Some(zxid);
        if let Some((zxid, log)) = snapshot {
            take_over(server, zxid, *log);
        }
        self.stop_clock(fx);
        extend(server, &processed);
        if mode != Some(SyncMode::Diff) {
            self.keep_snapshot(server, mode == Some(SyncMode::Snap), !processed.is_empty(), fx);
        }
        extend(server, &committed);
        self.persist(server, zxid, fx);
    }

    /// `takeSnapshot(syncSnapshot)`: flushed after a SNAP only. What went into the tree before it
    /// is in no log file.
    fn keep_snapshot(&self, server: &mut Server, flush: bool, gap: bool, fx: &mut dyn Out) {
        let index = server.tree.applied;
        let snapshot = Snapshot { zxid: server.last_processed(), index };
        if gap {
            server.disk.log_from = index;
        }
        self.write(server, Job::Snapshot { snapshot, flush }, fx);
    }

    fn persist(&self, server: &mut Server, zxid: Zxid, fx: &mut dyn Out) {
        let end = server.disk.log.end();
        let in_snapshot = server.jobs.iter().filter_map(Job::snapshot_index).max();
        let unflushed =
            end - server.disk.flushed.max(server.disk.handed).max(in_snapshot.unwrap_or(0));
        let epoch = Job::CurrentEpoch(zxid.epoch());
        let (flush, ack) = (Job::Flush(end), Job::AckNewLeader(zxid));
        let (steps, verdict) = if self.off.log_before_ack {
            ([epoch, ack, flush], "epoch, ack, log")
        } else if self.off.log_before_epoch {
            ([epoch, flush, ack], "epoch, log, ack")
        } else {
            ([flush, epoch, ack], "log, epoch, ack")
        };
        let rule = if self.off.log_before_epoch {
            &rules::LOG_BEFORE_EPOCH
        } else {
            &rules::LOG_BEFORE_ACK
        };
        fx.cite(rule, verdict, &|| vec![fact!("log", "last" => end, "unflushed" => unflushed)]);
        for step in steps {
            if step != flush || unflushed > 0 {
                self.write(server, step, fx);
            }
        }
    }

    /// What stood before ACK(NEWLEADER) is done.
    pub fn ack_new_leader(&self, server: &mut Server, zxid: Zxid, fx: &mut dyn Out) {
        self.be_patient(server, fx);
        self.tell_leader(server, Packet::Ack(zxid), fx);
    }

    /// UPTODATE: the leader is established. What came since NEWLEADER is logged as in broadcast.
    pub fn begin_serving(&self, server: &mut Server, fx: &mut dyn Out) {
        let Some(syncing) = server.syncing() else { return };
        let Some(new_leader) = syncing.new_leader else { return };
        let (packets, committed) = (take(&mut syncing.packets), take(&mut syncing.committed));
        let acked = server.disk.log.end();
        server.tree.commit = server.tree.applied;
        server.current_vote.vote.peer_epoch = new_leader.epoch();
        if let Role::Learning(learner) = &mut server.role {
            learner.stage = learner::Stage::Broadcast { acked };
        }
        self.tell_leader(server, Packet::Ack(new_leader), fx);
        if server.observer {
            return self.observe_rest(server, packets, &committed, fx);
        }
        for txn in &packets {
            server.disk.log.push(txn.clone());
        }
        if !packets.is_empty() {
            self.write(server, Job::Flush(server.disk.log.end()), fx);
        }
        for zxid in committed {
            self.hear_commit(server, zxid, fx);
        }
    }

    /// An observer's rest: of each proposal in turn the next commit must be its own, or it is
    /// forgotten; with no commit left, unboxing null is an exception that ends the connection.
    fn observe_rest(
        &self,
        server: &mut Server,
        packets: Vec<Txn>,
        committed: &[Zxid],
        fx: &mut dyn Out,
    ) {
        let mut committed = committed.iter().peekable();
        for txn in packets {
            let Some(next) = committed.peek() else { return self.back_to_looking(server, fx) };
            if **next == txn.zxid {
                committed.next();
                server.disk.log.push(txn);
                self.write(server, Job::Flush(server.disk.log.end()), fx);
                self.apply_next(server, fx);
            }
        }
    }
}

/// Adds transactions to its history and its tree.
fn extend(server: &mut Server, txns: &[Txn]) {
    for txn in txns {
        server.disk.log.push(txn.clone());
    }
    server.tree.go_to(&server.disk.log, server.disk.log.end());
}

/// SNAP: the leader's history replaces the server's own. Until a snapshot of it is on disk, a
/// crash brings the old one back.
fn take_over(server: &mut Server, zxid: Zxid, log: super::data::Log) {
    let mut old = server.disk.clone();
    old.log.truncate(old.flushed);
    let kept = log.index_of(old.log.last());
    let foreign = old.log.end() > kept || log.zxid_at(kept) != old.log.last();
    server.discards += u32::from(foreign && old.log.end() > 0);
    let end = log.end();
    let disk = &mut server.disk;
    (disk.log, disk.flushed, disk.handed, disk.log_from) = (log, end, end, end);
    disk.old = Some(Box::new(old));
    let commit = server.tree.commit.min(end);
    let loaded = Tree::load(disk);
    server.tree = Tree { floor: zxid, commit, committed_from: end, ..loaded };
}

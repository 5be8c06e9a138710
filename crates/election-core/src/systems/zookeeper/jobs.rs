//! The steps of a server's disk, and who waits for them: a learner's main thread while it is
//! synchronised, a leader's while it writes its epochs; in broadcast the log has a thread of its
//! own (`SyncRequestProcessor`).

use super::data::Snapshot;
use super::ensemble::Ensemble;
use super::fle::{Looking, Phase};
use super::out::Out;
use super::rules::{Epoch, Zxid};
use super::server::{Role, Server};
use super::timer::Timer;

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
    Snapshot {
        /// What is in it.
        snapshot: Snapshot,
        /// `syncSnapshot`: whether it is flushed too.
        flush: bool,
    },
    /// No step of the disk: send ACK(NEWLEADER) when what stands before it is done.
    AckNewLeader(Zxid),
}

impl Job {
    /// The index of the last transaction in the snapshot it takes.
    pub fn snapshot_index(&self) -> Option<i64> {
        match self {
            Job::Snapshot { snapshot, .. } => Some(snapshot.index),
            _ => None,
        }
    }
}

impl Server {
    /// Whether its main thread waits for the disk: it hears neither its leader nor that the
    /// connection broke, and no limit runs.
    pub fn is_busy(&self) -> bool {
        let blocks = |job: &Job| !matches!(job, Job::Flush(_));
        matches!(self.role, Role::Learning(_)) && self.jobs.iter().any(blocks)
    }
}

impl Ensemble {
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
        loop {
            match server.jobs.front().copied() {
                Some(Job::AckNewLeader(zxid)) => self.ack_new_leader(server, zxid, fx),
                Some(Job::Snapshot { snapshot, flush: false }) if server.snapshot_ms == 0 => {
                    server.disk.hand_over(snapshot);
                }
                _ => break,
            }
            server.jobs.pop_front();
        }
        match server.jobs.front() {
            None => return,
            Some(Job::Snapshot { .. }) if server.snapshot_ms > 0 => {
                return fx.arm(Timer::Snapshot, server.snapshot_ms..=server.snapshot_ms);
            }
            Some(Job::CurrentEpoch(epoch)) => server.disk.current_tmp = Some(*epoch),
            Some(Job::Flush(end)) => server.disk.handed = server.disk.handed.max(*end),
            Some(_) => {}
        }
        fx.fsync(Timer::Fsync);
    }

    /// The disk has finished a step.
    pub fn written(&self, server: &mut Server, fx: &mut dyn Out) {
        let Some(job) = server.jobs.pop_front() else { return };
        match job {
            Job::AcceptedEpoch(epoch) => server.disk.accepted_epoch = epoch,
            Job::CurrentEpoch(epoch) => {
                server.disk.current_epoch = epoch;
                server.disk.current_tmp = None;
            }
            Job::Flush(end) => server.disk.flushed = server.disk.flushed.max(end),
            Job::Snapshot { snapshot, flush } => {
                server.disk.hand_over(snapshot);
                if flush {
                    server.disk.flushed = server.disk.flushed.max(snapshot.index);
                }
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
        match &server.role {
            Role::Looking(Looking { phase: Phase::Stopping(_), .. }) if server.jobs.is_empty() => {
                self.stopped(server, fx);
            }
            Role::Learning(_) => self.read_on(server, fx),
            _ => {}
        }
    }

    /// A snapshot is read or written: by a process that starts, by a new leader, by a learner
    /// that was sent one and now has the disk flush it.
    pub fn snapshot_done(&self, server: &mut Server, fx: &mut dyn Out) {
        match &server.role {
            Role::Looking(_) => self.look_for_leader(server, fx),
            Role::Leading(_) => self.loaded(server, fx),
            Role::Learning(_) => match server.jobs.front() {
                Some(Job::Snapshot { flush: false, .. }) => self.written(server, fx),
                _ => fx.fsync(Timer::Fsync),
            },
        }
    }
}

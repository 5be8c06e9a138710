//! DISCOVERY: a quorum promises a new epoch to the prospective leader, and shows it how recent
//! its histories are.

use super::calls::{quorum_facts, why_epoch_ack};
use super::ensemble::Ensemble;
use super::jobs::Job;
use super::leader::{Phase, Stage};
use super::learner::{self, Syncing};
use super::message::{Message, Packet};
use super::out::Out;
use super::rules::{self, Epoch, Sid, StateSummary, SyncMode, Zxid};
use super::server::{Role, Server};
use super::timer::Timer;
use crate::words::NodeId;
use crate::{fact, refusal};

/// Learner's side.
impl Ensemble {
    /// The leader's port is open: tell it which epoch was accepted.
    pub fn register(&self, server: &mut Server, fx: &mut dyn Out) {
        let (sid, observer) = (server.sid, server.observer);
        let accepted_epoch = server.disk.accepted_epoch;
        let Role::Learning(learner) = &mut server.role else { return };
        learner.stage = learner::Stage::Discovery { current_epoch: -1 };
        let info = Packet::LearnerInfo { sid, observer, accepted_epoch };
        self.tell_leader(server, info, fx);
    }

    /// LEADERINFO: a higher epoch is promised on disk before anything is said; the same was
    /// promised before and counts only once; a lower one is refused.
    pub fn hear_epoch(&self, server: &mut Server, epoch: Epoch, fx: &mut dyn Out) {
        let accepted = server.disk.accepted_epoch;
        let verdict = match epoch.cmp(&accepted) {
            std::cmp::Ordering::Greater => "accept",
            std::cmp::Ordering::Equal => "accepted-before",
            std::cmp::Ordering::Less => "refuse",
        };
        fx.cite(&rules::ACCEPT_EPOCH, verdict, &|| {
            let mut why = vec![fact!("acceptedEpoch", "leader" => epoch, "mine" => accepted)];
            if epoch < accepted {
                why.push(refusal!("leader-epoch-is-old"));
            }
            why
        });
        let mine = server.disk.current_epoch;
        let Role::Learning(learner) = &mut server.role else { return };
        let learner::Stage::Discovery { current_epoch } = &mut learner.stage else { return };
        match epoch.cmp(&accepted) {
            std::cmp::Ordering::Greater => {
                *current_epoch = mine;
                self.stop_clock(fx);
                self.write(server, Job::AcceptedEpoch(epoch), fx);
            }
            std::cmp::Ordering::Equal => self.ack_epoch(server, fx),
            std::cmp::Ordering::Less => self.back_to_looking(server, fx),
        }
    }

    /// The promise is on disk.
    pub fn ack_epoch(&self, server: &mut Server, fx: &mut dyn Out) {
        let last_zxid = server.last_processed();
        let Role::Learning(learner) = &mut server.role else { return };
        let learner::Stage::Discovery { current_epoch } = learner.stage else { return };
        learner.stage = learner::Stage::Synchronization(Syncing::default());
        self.be_patient(server, fx);
        self.tell_leader(server, Packet::AckEpoch { current_epoch, last_zxid }, fx);
    }

    /// DIFF, TRUNC or SNAP.
    pub fn begin_sync(&self, server: &mut Server, mode: SyncMode) {
        if let Some(syncing) = server.syncing() {
            syncing.mode = Some(mode);
        }
    }
}

/// Leader's side.
impl Ensemble {
    /// `getEpochToPropose`: a server, the leader too, tells its acceptedEpoch.
    pub fn call_for_epoch(
        &self,
        server: &mut Server,
        caller: Sid,
        accepted: Epoch,
        fx: &mut dyn Out,
    ) {
        let me = server.sid;
        let Role::Leading(leader) = &mut server.role else { return };
        let before = leader.discovery.fixed;
        let reply = leader.discovery.call(me, &self.verifier, caller, accepted);
        if reply.waiting || before {
            return;
        }
        let acks = leader.discovery.connecting.clone();
        fx.cite(&rules::EPOCH_TO_PROPOSE, "fixed", &|| {
            let mut why = vec![fact!("acceptedEpoch", "sid" => accepted, "epoch" => reply.epoch)];
            why.extend(quorum_facts(&acks, &self.verifier, Some(me)));
            why
        });
        // The thread that fixes it writes it, and nobody's wait ends before.
        fx.disarm(Timer::InitLimit);
        self.write(server, Job::AcceptedEpoch(reply.epoch), fx);
    }

    /// The leader's own promise is on disk: it tells everybody who waits.
    pub fn announce(&self, server: &mut Server, epoch: Epoch, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        leader.epoch = epoch;
        leader.stage = Stage::EpochAcks;
        let waiting: Vec<NodeId> = leader.in_phase(|phase| phase == Phase::Waiting).collect();
        let limit = self.settings.init_ms();
        fx.arm(Timer::InitLimit, limit..=limit);
        for peer in waiting {
            self.inform(server, peer, fx);
        }
        let Role::Leading(leader) = &mut server.role else { return };
        let (me, summary) = (server.sid, leader.summary);
        // Its own summary is not more recent than itself: this cannot be refused.
        let _ = leader.epoch_acks.ack((me, summary), &self.verifier, me, summary);
        self.end_discovery(server, fx);
    }

    fn inform(&self, server: &mut Server, peer: NodeId, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        let epoch = leader.epoch;
        if let Some(handler) = leader.learners.get_mut(&peer) {
            handler.phase = Phase::Informed;
            fx.send(peer, Message::Quorum(Packet::LeaderInfo(epoch)));
            self.expect_packet(peer, self.settings.init_ms(), fx);
        }
    }

    /// FOLLOWERINFO or OBSERVERINFO.
    pub fn hear_learner_info(
        &self,
        server: &mut Server,
        peer: NodeId,
        (sid, observer, accepted): (Sid, bool, Epoch),
        fx: &mut dyn Out,
    ) {
        let Role::Leading(leader) = &mut server.role else { return };
        let Some(handler) = leader.learners.get_mut(&peer) else { return };
        (handler.sid, handler.observer, handler.phase) = (sid, observer, Phase::Waiting);
        handler.accepted_epoch = accepted;
        fx.disarm(Timer::Learner(peer));
        match leader.stage {
            Stage::Loading => {}
            Stage::Discovery => self.call_for_epoch(server, sid, accepted, fx),
            _ => self.inform(server, peer, fx),
        }
    }

    /// `waitForEpochAck`: a learner whose history is more recent than the leader's ends the
    /// connection; a quorum ends discovery.
    pub fn hear_epoch_ack(
        &self,
        server: &mut Server,
        peer: NodeId,
        (current_epoch, last_zxid): (Epoch, Zxid),
        fx: &mut dyn Out,
    ) {
        let me = server.sid;
        let Role::Leading(leader) = &mut server.role else { return };
        let Some(handler) = leader.learners.get_mut(&peer) else { return };
        let sid = handler.sid;
        handler.phase = Phase::Acknowledged(last_zxid);
        fx.disarm(Timer::Learner(peer));
        let ours = (me, leader.summary);
        let mut theirs = StateSummary { current_epoch, last_zxid };
        if self.off.total_order && current_epoch != -1 {
            // Without the epoch in the order of histories, it is not looked at here either.
            theirs.current_epoch = leader.summary.current_epoch;
        }
        let finished = leader.epoch_acks.finished;
        let outcome = leader.epoch_acks.ack(ours, &self.verifier, sid, theirs);
        if !finished {
            let acks = leader.epoch_acks.clone();
            let verdict = match outcome {
                Err(refusal) => refusal.name(),
                Ok(_) if acks.finished => "finished",
                Ok(_) => "counted",
            };
            fx.cite(&rules::EPOCH_ACK, verdict, &|| {
                why_epoch_ack(ours, &self.verifier, (sid, theirs), outcome, &acks)
            });
        }
        if outcome.is_err() && !self.off.epoch_ack {
            return self.drop_learner(server, peer, fx);
        }
        if outcome.is_err() {
            let _ = leader.epoch_acks.ack(ours, &self.verifier, sid, leader.summary);
        }
        self.end_discovery(server, fx);
    }

    /// Once a quorum has acknowledged the epoch, everybody who has is synchronised.
    fn end_discovery(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        if !leader.epoch_acks.finished {
            return;
        }
        let acknowledged = |phase| matches!(phase, Phase::Acknowledged(_));
        let ready: Vec<NodeId> = leader.in_phase(acknowledged).collect();
        let first = leader.stage == Stage::EpochAcks;
        let epoch = leader.epoch;
        if first {
            leader.stage = Stage::Synchronization;
            // The wait for NEWLEADER's acknowledgements begins when the epoch is written.
            fx.disarm(Timer::InitLimit);
            self.write(server, Job::CurrentEpoch(epoch), fx);
        }
        for peer in ready {
            self.synchronize(server, peer, fx);
        }
    }
}

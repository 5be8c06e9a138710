//! BROADCAST: a transaction is committed when a quorum has it on disk, strictly in the order of
//! zxids.

use super::calls::quorum_facts;
use super::data::{Origin, Payload, Txn};
use super::ensemble::Ensemble;
use super::leader::{Leader, Phase, Proposal};
use super::message::{Message, Packet};
use super::out::Out;
use super::rules::{self, Acks, Zxid};
use super::server::{Job, Role, Server};
use crate::fact;
use crate::words::{NodeId, OpId};

impl Leader {
    /// The followers to which proposals are forwarded: from NEWLEADER on.
    fn forwarding(&self, observer: bool) -> Vec<NodeId> {
        let fits = |handler: &super::leader::Handler| {
            handler.observer == observer && handler.phase >= Phase::Syncing
        };
        self.learners.iter().filter(|(_, handler)| fits(handler)).map(|(peer, _)| *peer).collect()
    }
}

impl Ensemble {
    /// A client's write: the leader gives it the next zxid, logs it and proposes it. The write
    /// that would use up the counter makes it give up (ZOOKEEPER-1277).
    pub fn propose(&self, server: &mut Server, origin: Origin, op: OpId, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        if !leader.established() {
            return;
        }
        if leader.last_proposed.counter() >= u32::MAX - 1 {
            let last = leader.last_proposed;
            fx.cite(&rules::KEEPS_QUORUM, "zxid-rollover", &|| vec![fact!("zxid", "last" => last)]);
            return self.back_to_looking(server, fx);
        }
        let zxid = Zxid(leader.last_proposed.0 + 1);
        let txn = Txn { zxid, origin: Some(origin), payload: Payload::Write(op) };
        server.disk.log.push(txn);
        let index = server.disk.log.end();
        leader.last_proposed = zxid;
        leader.proposals.push_back(Proposal { zxid, index, acks: Acks::default() });
        let now = leader.half_ticks;
        for peer in leader.forwarding(false) {
            fx.send(peer, Message::Quorum(Packet::Proposal(txn)));
            if let Some(handler) = leader.learners.get_mut(&peer) {
                let oldest = handler.unacked.map_or((zxid, now), |[oldest, _]| oldest);
                handler.unacked = Some([oldest, (zxid, now)]);
            }
        }
        self.write(server, Job::Flush(index), fx);
    }

    /// What the leader has on disk itself counts as acknowledged by it.
    pub fn ack_own_proposals(&self, server: &mut Server, fx: &mut dyn Out) {
        let (me, flushed) = (server.sid, server.disk.flushed);
        let Role::Leading(leader) = &mut server.role else { return };
        for proposal in leader.proposals.iter_mut().filter(|p| p.index <= flushed) {
            proposal.acks.add(&self.verifier, me);
        }
        self.try_to_commit(server, fx);
    }

    /// ACK of a proposal. That of an unknown or committed one is ignored.
    pub fn hear_ack(&self, server: &mut Server, peer: NodeId, zxid: Zxid, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        let Some(handler) = leader.learners.get_mut(&peer) else { return };
        if let Some([oldest, newest]) = handler.unacked
            && zxid >= oldest.0
        {
            handler.unacked = (zxid < newest.0).then_some([newest, newest]);
        }
        let sid = handler.sid;
        if let Some(proposal) = leader.proposals.iter_mut().find(|p| p.zxid == zxid) {
            proposal.acks.add(&self.verifier, sid);
        }
        self.try_to_commit(server, fx);
    }

    /// Commits from the oldest proposal on, as far as a quorum has them.
    fn try_to_commit(&self, server: &mut Server, fx: &mut dyn Out) {
        loop {
            let me = server.sid;
            let Role::Leading(leader) = &mut server.role else { return };
            let Some(first) = leader.proposals.front() else { return };
            if !(self.quorum(&first.acks) || self.off.commit && first.acks.has(me)) {
                return;
            }
            let Some(proposal) = leader.proposals.pop_front() else { return };
            fx.cite(&rules::COMMIT, "commit", &|| {
                let mut why = vec![fact!("zxid", "zxid" => proposal.zxid)];
                why.extend(quorum_facts(&proposal.acks, &self.verifier, None));
                why
            });
            self.commit(server, &proposal, fx);
        }
    }

    fn commit(&self, server: &mut Server, proposal: &Proposal, fx: &mut dyn Out) {
        let Role::Leading(leader) = &server.role else { return };
        let Some(txn) = server.disk.log.at(proposal.index).copied() else { return };
        let (followers, observers) = (leader.forwarding(false), leader.forwarding(true));
        for peer in followers {
            fx.send(peer, Message::Quorum(Packet::Commit(txn.zxid)));
        }
        for peer in observers {
            fx.send(peer, Message::Quorum(Packet::Inform(txn)));
        }
        if let Some(op) = txn.payload.op() {
            fx.acknowledge(op, leader.epoch);
        }
        self.apply_next(server, fx);
        self.release_syncs(server, txn.zxid, fx);
    }

    /// The next transaction of the log is applied; who waits for it here is answered.
    pub fn apply_next(&self, server: &mut Server, fx: &mut dyn Out) {
        server.tree.applied += 1;
        server.tree.commit = server.tree.applied;
        let txn = server.disk.log.at(server.tree.applied);
        if let Some(origin) = txn.and_then(|txn| txn.origin) {
            self.reply(server, origin, fx);
        }
    }
}

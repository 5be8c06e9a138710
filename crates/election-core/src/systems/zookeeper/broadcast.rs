//! BROADCAST: a transaction is committed when a quorum has it on disk, strictly in the order of
//! zxids.

use super::calls::quorum_facts;
use super::data::{Origin, Payload, Txn};
use super::ensemble::Ensemble;
use super::jobs::Job;
use super::leader::{Leader, Phase, Proposal};
use super::message::{Message, Packet, Submission, Wire};
use super::out::Out;
use super::request::{Error, Request};
use super::rules::{self, Acks, Zxid};
use super::server::{Role, Server};
use super::znodes::{Applied, Record};
use crate::fact;
use crate::words::NodeId;
use std::sync::Arc;

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
    /// A request that changes something: the leader gives it the next zxid, logs it and
    /// proposes it. The write that would use up the counter makes it give up (ZOOKEEPER-1277).
    pub fn propose(
        &self,
        server: &mut Server,
        origin: Option<Origin>,
        asked: Submission,
        fx: &mut dyn Out,
    ) {
        let Role::Leading(leader) = &mut server.role else { return };
        if !leader.established() {
            return;
        }
        if leader.last_proposed.counter() >= u32::MAX - 1 {
            let last = leader.last_proposed;
            fx.cite(&rules::KEEPS_QUORUM, "zxid-rollover", &|| {
                let left = u32::MAX - 1 - last.counter();
                vec![fact!("zxid", "last" => last, "left" => left)]
            });
            return self.back_to_looking(server, fx);
        }
        let zxid = Zxid(leader.last_proposed.0 + 1);
        let payload = self.prepare(leader, zxid, origin, asked, fx);
        let txn = Txn { zxid, origin, payload };
        server.disk.log.push(txn.clone());
        let index = server.disk.log.end();
        leader.last_proposed = zxid;
        leader.proposals.push_back(Proposal { zxid, index, acks: Acks::default() });
        let now = leader.half_ticks;
        for peer in leader.forwarding(false) {
            fx.send(peer, Message::Quorum(Packet::Proposal(txn.clone())));
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
        let Some(txn) = server.disk.log.at(proposal.index).cloned() else { return };
        let (followers, observers) = (leader.forwarding(false), leader.forwarding(true));
        for peer in followers {
            fx.send(peer, Message::Quorum(Packet::Commit(txn.zxid)));
        }
        for peer in observers {
            fx.send(peer, Message::Quorum(Packet::Inform(txn.clone())));
        }
        if let Some(op) = txn.payload.op() {
            fx.acknowledge(op, leader.epoch);
        }
        self.apply_next(server, fx);
        self.release_syncs(server, txn.zxid, fx);
    }

    /// `pRequest`: what the request will do, given all that is proposed before it.
    fn prepare(
        &self,
        leader: &mut Leader,
        zxid: Zxid,
        origin: Option<Origin>,
        asked: Submission,
        fx: &mut dyn Out,
    ) -> Payload {
        let now = fx.now_ms();
        let (session, record) = match asked {
            Submission::Write(op) => return Payload::Write(op),
            Submission::CreateSession(session, timeout) => {
                leader.tracker.track(session, timeout, now, self.tick());
                let record = Record::CreateSession(timeout);
                leader.ahead.apply(zxid, session, &record, &mut Vec::new());
                self.poll_sessions(leader, fx);
                (session, record)
            }
            Submission::Request(session, request) => {
                let good = origin.map_or(Ok(()), |o| leader.tracker.check(session, o.server));
                if request == Request::CloseSession {
                    leader.tracker.close(session);
                }
                let record = match good {
                    Ok(()) => leader.ahead.prepare(zxid, session, &request),
                    Err(error) => Record::Error(error),
                };
                let verdict = if let Record::Error(error) = record { error.name() } else { "ok" };
                fx.cite(&rules::PREP_REQUEST, verdict, &|| {
                    vec![fact!("request", "request" => request.text(), "zxid" => zxid)]
                });
                (session, record)
            }
        };
        Payload::Session(session, Arc::new(record))
    }

    /// The next transaction of the log is applied: watches fire, and who waits for it here is
    /// answered.
    pub fn apply_next(&self, server: &mut Server, fx: &mut dyn Out) {
        let applied = server.tree.apply_next(&server.disk.log);
        server.tree.commit = server.tree.applied;
        let Some(txn) = server.disk.log.at(server.tree.applied).cloned() else { return };
        let Applied { result, events } = applied.unwrap_or_default();
        for event in events {
            for client in server.watches.trigger(&event) {
                fx.send(client, Message::Client(Wire::Event(event.clone())));
            }
        }
        let of_session = match &txn.payload {
            Payload::Session(session, record) => Some((*session, &**record)),
            _ => None,
        };
        if let (Some(origin), Some((session, Record::CreateSession(_)))) = (txn.origin, of_session)
        {
            return self.session_created(server, origin, session, fx);
        }
        match (txn.origin, result) {
            // An error of the connection, not of the request (`FinalRequestProcessor`).
            (Some(origin), Err(Error::SessionMoved)) if origin.server == server.sid => {
                self.close_client(server, origin.client, fx);
            }
            (Some(origin), result) => self.reply(server, origin, result, fx),
            (None, _) => {}
        }
        if let Some((session, Record::CloseSession)) = of_session {
            self.session_closed(server, session, fx);
        }
    }
}

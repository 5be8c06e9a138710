//! Sessions, on the servers' side: a server opens them and lets them move to it, learners report
//! whom they heard, and the leader alone ends them.

use super::data::Origin;
use super::ensemble::Ensemble;
use super::leader::Leader;
use super::message::{self, Message, Packet, Submission, Terms, Wire};
use super::out::Out;
use super::request::{Request, SessionId};
use super::rules::{self, Sid};
use super::server::{Role, Server};
use super::timer::Timer;
use crate::fact;
use crate::flat::FlatSet;
use crate::words::NodeId;

/// The sessions that a server opens and hears of.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Sessions {
    /// The last id it gave away (`nextSessionId`).
    last: i64,
    /// `touchTable`: whom a learner heard since it last told its leader.
    touched: FlatSet<SessionId>,
}

impl Sessions {
    /// `initializeNextSessionId`: the server's id, the time it opened its first, and a counter.
    fn next(&mut self, sid: Sid, now: i64) -> SessionId {
        if self.last == 0 {
            self.last = sid.0 << 56 | (now & 0xff_ffff_ffff) << 16;
        }
        self.last += 1;
        SessionId(self.last)
    }
    /// What a learner reports with its answer to a PING.
    pub fn report(&mut self) -> Vec<SessionId> {
        std::mem::take(&mut self.touched).into_iter().collect()
    }
    /// It follows nobody: there is nobody to report to.
    pub fn forget_touched(&mut self) {
        self.touched.clear();
    }
}

impl Ensemble {
    /// A tick in ms, as the rules want it.
    pub fn tick(&self) -> i64 {
        self.settings.tick_time as i64
    }

    /// `processConnectRequest`: a client wants a session, or comes back with one.
    pub fn connect_session(
        &self,
        server: &mut Server,
        client: NodeId,
        asked: Terms,
        fx: &mut dyn Out,
    ) {
        let limits = rules::session_limits(self.tick(), None, None);
        let timeout = rules::session_timeout(asked.timeout, limits);
        fx.cite(&rules::SESSION_TIMEOUT, "negotiated", &|| {
            let (shortest, longest) = limits;
            let requested = asked.timeout;
            vec![
                fact!("minSessionTimeout", "requested" => requested,
                    "minSessionTimeout" => shortest),
                fact!("maxSessionTimeout", "requested" => requested.max(shortest),
                    "maxSessionTimeout" => longest),
            ]
        });
        let new = asked.session == SessionId(0);
        let session = match new {
            true => server.sessions.next(server.sid, fx.now_ms()),
            false => asked.session,
        };
        server.served.admit(client, Terms { session, timeout });
        if new {
            let origin = Origin { server: server.sid, client, xid: 0 };
            return self.submit(server, origin, Submission::CreateSession(session, timeout), fx);
        }
        match &mut server.role {
            Role::Leading(leader) => {
                let valid = self.reopen(leader, server.sid, session, fx);
                self.revalidated(server, session, valid, fx);
            }
            _ => self.tell_leader(server, Packet::Revalidate { session, valid: None }, fx),
        }
    }

    /// Whether a session is still open; it is its new server's now.
    fn reopen(&self, leader: &mut Leader, by: Sid, session: SessionId, fx: &mut dyn Out) -> bool {
        let valid = leader.tracker.touch(session, fx.now_ms(), self.tick());
        if valid {
            leader.tracker.move_to(session, by);
        }
        fx.cite(&rules::REVALIDATE, if valid { "valid" } else { "expired" }, &|| {
            vec![fact!("session", "session" => session.to_string(), "server" => by)]
        });
        valid
    }

    /// REVALIDATE, at the leader.
    pub fn revalidate(
        &self,
        server: &mut Server,
        peer: NodeId,
        session: SessionId,
        fx: &mut dyn Out,
    ) {
        let Role::Leading(leader) = &mut server.role else { return };
        let Some(sid) = leader.learners.get(&peer).map(|handler| handler.sid) else { return };
        let valid = Some(self.reopen(leader, sid, session, fx));
        fx.send(peer, Message::Quorum(Packet::Revalidate { session, valid }));
    }

    /// The leader's word on a session that came here. One that is over learns so.
    pub fn revalidated(
        &self,
        server: &mut Server,
        session: SessionId,
        valid: bool,
        fx: &mut dyn Out,
    ) {
        let Some((client, terms)) = server.served.waiting(session) else { return };
        if valid {
            server.served.open(client);
            fx.send(client, Message::Client(Wire::ConnectResponse(Some(terms))));
        } else {
            let over = Terms { session: SessionId(0), timeout: 0 };
            fx.send(client, Message::Client(Wire::ConnectResponse(Some(over))));
            self.close_client(server, client, fx);
        }
    }

    /// `finishSessionInit`: the session is committed.
    pub fn session_created(
        &self,
        server: &mut Server,
        origin: Origin,
        session: SessionId,
        fx: &mut dyn Out,
    ) {
        if origin.server == server.sid {
            self.revalidated(server, session, true, fx);
        }
    }

    /// A session's end is committed: its connection is closed.
    pub fn session_closed(&self, server: &mut Server, session: SessionId, fx: &mut dyn Out) {
        if let Role::Leading(leader) = &mut server.role {
            leader.tracker.remove(session);
        }
        if let Some(client) = server.served.client_of(session) {
            self.close_client(server, client, fx);
        }
    }

    /// `sendCloseSession`.
    pub fn close_client(&self, server: &mut Server, client: NodeId, fx: &mut dyn Out) {
        fx.hang_up(client, message::CLIENT);
        server.forget_client(client);
    }

    /// A server has heard of a session.
    pub fn touch(&self, server: &mut Server, session: SessionId, fx: &mut dyn Out) {
        match &mut server.role {
            Role::Leading(leader) => {
                leader.tracker.touch(session, fx.now_ms(), self.tick());
            }
            _ => {
                server.sessions.touched.insert(session);
            }
        }
    }

    /// The sessions that a learner has heard of.
    pub fn hear_touched(&self, server: &mut Server, touched: &[SessionId], fx: &mut dyn Out) {
        for session in touched {
            self.touch(server, *session, fx);
        }
    }

    /// A new leader knows every session from its tree, and gives each its whole timeout.
    pub fn track_sessions(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        let now = fx.now_ms();
        for (session, timeout) in server.tree.znodes.sessions() {
            let granted = if self.off.session_restart { 0 } else { *timeout };
            leader.tracker.restart(*session, (*timeout, granted), now, self.tick());
        }
        if !leader.tracker.is_empty() {
            let (verdict, count) = match self.off.session_restart {
                true => ("at once", 0),
                false => ("full timeout", leader.tracker.iter().count() as u64),
            };
            fx.cite(&rules::SESSION_RESTART, verdict, &|| vec![fact!("sessions", "n" => count)]);
        }
        self.poll_sessions(leader, fx);
    }

    /// Sessions expire at the ends of ticks.
    pub fn poll_sessions(&self, leader: &mut Leader, fx: &mut dyn Out) {
        if leader.tracker.polling || leader.tracker.is_empty() {
            return;
        }
        leader.tracker.polling = true;
        let (now, tick) = (fx.now_ms(), self.tick());
        let wait = (tick - now % tick).unsigned_abs();
        fx.arm(Timer::SessionExpiry, wait..=wait);
    }

    /// A tick is over: the end of every session that was silent too long is proposed.
    pub fn expire_sessions(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Leading(leader) = &mut server.role else { return };
        leader.tracker.polling = false;
        let (now, tick) = (fx.now_ms(), self.tick());
        let due = leader.tracker.due(now);
        for (session, tracked) in &due {
            leader.tracker.close(*session);
            leader.tracker.early |= now - tracked.touched < tracked.timeout;
            fx.cite(&rules::SESSION_EXPIRY, "expired", &|| {
                let (touched, timeout) = (tracked.touched, tracked.timeout);
                vec![
                    fact!("timeout", "now" => touched, "timeout" => timeout,
                        "due" => touched + timeout),
                    fact!("tickTime", "tickTime" => tick, "expires" => tracked.expires),
                ]
            });
        }
        self.poll_sessions(leader, fx);
        for (session, _) in due {
            self.propose(server, None, Submission::Request(session, Request::CloseSession), fx);
        }
    }
}

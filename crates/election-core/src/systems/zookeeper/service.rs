//! What a server does for its clients: it answers reads from its own tree, passes writes to the
//! leader, and closes all connections when it no longer follows or leads.

use super::data::Origin;
use super::ensemble::Ensemble;
use super::message::{self, Message, Packet, Wire};
use super::out::Out;
use super::rules::{self, Zxid};
use super::server::{Role, Server};
use crate::fact;
use crate::words::{NodeId, NodeSet};

/// The clients of a server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Served(NodeSet);

/// A `sync` that waits at the leader.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Waiting {
    /// For this to be committed.
    pub zxid: Zxid,
    /// The learner that asked; `None`: the leader's own client.
    pub learner: Option<NodeId>,
    /// Whose it is.
    pub origin: Origin,
}

impl Served {
    /// Whether this client is connected.
    pub fn has(&self, client: NodeId) -> bool {
        self.0.has(client)
    }
    /// How many are.
    pub fn count(&self) -> u32 {
        self.0.count()
    }
    /// A client has gone.
    pub fn forget(&mut self, client: NodeId) {
        self.0.remove(client);
    }
}

impl Ensemble {
    /// A message on channel 2.
    pub fn on_client(&self, server: &mut Server, client: NodeId, wire: Wire, fx: &mut dyn Out) {
        if let Wire::ConnectRequest(seen) = wire {
            return self.let_in(server, client, seen, fx);
        }
        if !server.served.has(client) {
            return fx.hang_up(client, message::CLIENT);
        }
        let origin = |xid| Origin { server: server.sid, client, xid };
        match wire {
            Wire::SetData(xid, op) => {
                let origin = origin(xid);
                match &server.role {
                    Role::Leading(_) => self.propose(server, origin, op, fx),
                    _ => self.tell_leader(server, Packet::Request(origin, op), fx),
                }
            }
            Wire::Sync(xid) => {
                let origin = origin(xid);
                match &server.role {
                    Role::Leading(_) => self.hear_sync(server, None, origin, fx),
                    _ => self.tell_leader(server, Packet::Sync(origin), fx),
                }
            }
            Wire::GetData(xid) => self.reply(server, origin(xid), fx),
            Wire::Ping => fx.send(client, Message::Client(Wire::PingReply)),
            Wire::ConnectRequest(_)
            | Wire::ConnectResponse
            | Wire::PingReply
            | Wire::Reply { .. } => {}
        }
    }

    /// A server that does not serve accepts the connection and closes it. One that is behind
    /// what the client has seen does so too: the client must try another server.
    fn let_in(&self, server: &mut Server, client: NodeId, seen: Zxid, fx: &mut dyn Out) {
        let leads = matches!(server.role, Role::Leading(_));
        if !server.serves() || leads && !self.settings.leader_serves {
            return fx.hang_up(client, message::CLIENT);
        }
        let mine = server.last_processed();
        if seen > mine {
            fx.cite(&rules::CLIENT_AHEAD, "refuse", &|| {
                vec![fact!("lastZxidSeen", "client" => seen, "lastProcessed" => mine)]
            });
            return fx.hang_up(client, message::CLIENT);
        }
        server.served.0.insert(client);
        fx.send(client, Message::Client(Wire::ConnectResponse));
    }

    /// Answers a client, if it is this server's and still connected.
    pub fn reply(&self, server: &Server, origin: Origin, fx: &mut dyn Out) {
        if origin.server == server.sid && server.served.has(origin.client) {
            let (xid, zxid) = (origin.xid, server.last_processed());
            let position = server.tree.applied;
            fx.send(origin.client, Message::Client(Wire::Reply { xid, zxid, position }));
        }
    }

    /// `processSync`: answered when everything proposed before it is committed.
    pub fn hear_sync(
        &self,
        server: &mut Server,
        learner: Option<NodeId>,
        origin: Origin,
        fx: &mut dyn Out,
    ) {
        let Role::Leading(leader) = &mut server.role else { return };
        let waiting = Waiting { zxid: leader.last_proposed, learner, origin };
        if leader.proposals.is_empty() {
            self.end_sync(server, waiting, fx);
        } else {
            leader.syncs.push_back(waiting);
        }
    }

    /// This is committed: the `sync`s that waited for it are answered.
    pub fn release_syncs(&self, server: &mut Server, zxid: Zxid, fx: &mut dyn Out) {
        loop {
            let Role::Leading(leader) = &mut server.role else { return };
            match leader.syncs.front().copied().filter(|waiting| waiting.zxid <= zxid) {
                Some(waiting) => {
                    leader.syncs.pop_front();
                    self.end_sync(server, waiting, fx);
                }
                None => return,
            }
        }
    }

    fn end_sync(&self, server: &Server, waiting: Waiting, fx: &mut dyn Out) {
        match waiting.learner {
            Some(peer) => fx.send(peer, Message::Quorum(Packet::Sync(waiting.origin))),
            None => self.reply(server, waiting.origin, fx),
        }
    }

    /// The server no longer serves: it closes all its clients' connections.
    pub fn close_clients(&self, server: &mut Server, fx: &mut dyn Out) {
        for client in std::mem::take(&mut server.served).0.iter() {
            fx.hang_up(client, message::CLIENT);
        }
    }
}

//! What a server does for its clients: it answers reads from its own tree, passes writes to the
//! leader, keeps the order of each client's requests (`CommitProcessor`), and closes all
//! connections when it no longer follows or leads.

use super::data::Origin;
use super::ensemble::Ensemble;
use super::message::{self, Message, Packet, Wire};
use super::out::Out;
use super::rules::{self, Zxid};
use super::server::{Role, Server};
use crate::fact;
use crate::words::NodeId;
use std::collections::{BTreeMap, VecDeque};

/// The clients of a server, and what each still waits for, in its order.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Served(BTreeMap<NodeId, VecDeque<Pending>>);

/// A request without an answer: only a read can be answered by this server alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Pending {
    xid: u32,
    read: bool,
}

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
    /// How many clients are connected.
    pub fn count(&self) -> u32 {
        self.0.len() as u32
    }
    /// A client has gone.
    pub fn forget(&mut self, client: NodeId) {
        self.0.remove(&client);
    }
}

impl Ensemble {
    /// A message on channel 2.
    pub fn on_client(&self, server: &mut Server, client: NodeId, wire: Wire, fx: &mut dyn Out) {
        if let Wire::ConnectRequest(seen) = wire {
            return self.let_in(server, client, seen, fx);
        }
        let origin = |xid| Origin { server: server.sid, client, xid };
        let Some(queue) = server.served.0.get_mut(&client) else {
            return fx.hang_up(client, message::CLIENT);
        };
        let leads = matches!(server.role, Role::Leading(_));
        match wire {
            Wire::SetData(xid, op) => {
                queue.push_back(Pending { xid, read: false });
                match leads {
                    true => self.propose(server, origin(xid), op, fx),
                    false => self.tell_leader(server, Packet::Request(origin(xid), op), fx),
                }
            }
            Wire::Sync(xid) => {
                queue.push_back(Pending { xid, read: false });
                match leads {
                    true => self.hear_sync(server, None, origin(xid), fx),
                    false => self.tell_leader(server, Packet::Sync(origin(xid)), fx),
                }
            }
            Wire::GetData(xid) => {
                queue.push_back(Pending { xid, read: true });
                self.answer_reads(server, client, fx);
            }
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
        server.served.0.insert(client, VecDeque::new());
        fx.send(client, Message::Client(Wire::ConnectResponse));
    }

    /// A write or `sync` is done: its client is told, if it is this server's and still
    /// connected, and the reads behind it are answered.
    pub fn reply(&self, server: &mut Server, origin: Origin, fx: &mut dyn Out) {
        let Some(queue) = server.served.0.get_mut(&origin.client) else { return };
        let place = queue.iter().position(|pending| pending.xid == origin.xid);
        if let (Some(place), true) = (place, origin.server == server.sid) {
            queue.remove(place);
            self.send_reply(server, origin.client, origin.xid, fx);
            self.answer_reads(server, origin.client, fx);
        }
    }

    /// Answers the reads that wait for nothing.
    fn answer_reads(&self, server: &mut Server, client: NodeId, fx: &mut dyn Out) {
        while let Some(queue) = server.served.0.get_mut(&client)
            && let Some(Pending { xid, read: true }) = queue.front().copied()
        {
            queue.pop_front();
            self.send_reply(server, client, xid, fx);
        }
    }

    fn send_reply(&self, server: &Server, client: NodeId, xid: u32, fx: &mut dyn Out) {
        let (zxid, position) = (server.last_processed(), server.tree.applied);
        fx.send(client, Message::Client(Wire::Reply { xid, zxid, position }));
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

    fn end_sync(&self, server: &mut Server, waiting: Waiting, fx: &mut dyn Out) {
        match waiting.learner {
            Some(peer) => fx.send(peer, Message::Quorum(Packet::Sync(waiting.origin))),
            None => self.reply(server, waiting.origin, fx),
        }
    }

    /// The server no longer serves: it closes all its clients' connections.
    pub fn close_clients(&self, server: &mut Server, fx: &mut dyn Out) {
        for client in std::mem::take(&mut server.served).0.into_keys() {
            fx.hang_up(client, message::CLIENT);
        }
    }
}

//! What a server does for its clients: it answers reads from its own tree, passes writes to the
//! leader, keeps the order of each client's requests (`CommitProcessor`), and closes all
//! connections when it no longer follows or leads.

use super::data::Origin;
use super::ensemble::Ensemble;
use super::message::{self, Message, Packet, Submission, Terms, Wire};
use super::out::Out;
use super::request::{Error, Request, Response, SessionId, Text};
use super::rules::{self, Zxid};
use super::server::{Role, Server};
use crate::fact;
use crate::flat::FlatMap;
use crate::words::NodeId;
use std::collections::VecDeque;

/// The clients of a server, and what each still waits for, in its order.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Served(FlatMap<NodeId, Connection>);

/// A client's connection (`ServerCnxn`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Connection {
    /// Its session; `None`: a client that needs none.
    terms: Option<Terms>,
    /// Whether its session waits to be created or revalidated.
    waits: bool,
    pending: VecDeque<Pending>,
}

/// A request without an answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Pending {
    xid: u32,
    asked: Asked,
}

/// Only a read can be answered by this server alone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Asked {
    /// A write or `sync`.
    Leader,
    /// `getData` of a client without a session.
    Read,
    /// A read of a session.
    Tree(Request),
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
    /// A client whose session waits to be created or revalidated.
    pub fn admit(&mut self, client: NodeId, terms: Terms) {
        let connection = Connection { terms: Some(terms), waits: true, ..Connection::default() };
        self.0.insert(client, connection);
    }
    /// Its session is good.
    pub fn open(&mut self, client: NodeId) {
        if let Some(connection) = self.0.get_mut(&client) {
            connection.waits = false;
        }
    }
    /// The client that waits for this session.
    pub fn waiting(&self, session: SessionId) -> Option<(NodeId, Terms)> {
        let mut waiting = self.0.iter().filter(|(_, connection)| connection.waits);
        waiting.find_map(|(client, connection)| {
            let terms = connection.terms.filter(|terms| terms.session == session)?;
            Some((*client, terms))
        })
    }
    /// The client with this session.
    pub fn client_of(&self, session: SessionId) -> Option<NodeId> {
        let has = |connection: &Connection| connection.terms.map(|terms| terms.session);
        let mut all = self.0.iter().map(|(client, connection)| (*client, has(connection)));
        all.find(|(_, has)| *has == Some(session)).map(|(client, _)| client)
    }
}

impl Server {
    /// A client has gone, and its watches with it.
    pub fn forget_client(&mut self, client: NodeId) {
        self.served.0.remove(&client);
        self.watches.forget(client);
    }
}

impl Ensemble {
    /// A message on channel 2.
    pub fn on_client(&self, server: &mut Server, client: NodeId, wire: Wire, fx: &mut dyn Out) {
        if let Wire::ConnectRequest(seen, terms) = wire {
            return self.let_in(server, client, seen, terms, fx);
        }
        let Some(connection) = server.served.0.get(&client) else {
            return fx.hang_up(client, message::CLIENT);
        };
        let terms = connection.terms;
        if let Some(Terms { session, .. }) = terms {
            self.touch(server, session, fx);
        }
        match (wire, terms) {
            (Wire::SetData(xid, op), _) => {
                self.put_to_leader(server, client, xid, Some(Submission::Write(op)), fx);
            }
            (Wire::Sync(xid), _) => self.put_to_leader(server, client, xid, None, fx),
            (Wire::GetData(xid), _) => self.put_read(server, client, xid, Asked::Read, fx),
            (Wire::Request(xid, Request::Sync), _) => {
                self.put_to_leader(server, client, xid, None, fx);
            }
            (Wire::Request(xid, request), _) if request.reads() => {
                self.put_read(server, client, xid, Asked::Tree(request), fx);
            }
            (Wire::Request(xid, request), Some(Terms { session, .. })) => {
                let asked = Submission::Request(session, request);
                self.put_to_leader(server, client, xid, Some(asked), fx);
            }
            (Wire::SetWatches(seen, watched), _) => {
                let znodes = &server.tree.znodes;
                for event in server.watches.restore(znodes, client, seen, &watched) {
                    fx.send(client, Message::Client(Wire::Event(event)));
                }
            }
            (Wire::Ping, _) => fx.send(client, Message::Client(Wire::PingReply)),
            _ => {}
        }
    }

    /// A write; without one, a `sync`.
    fn put_to_leader(
        &self,
        server: &mut Server,
        client: NodeId,
        xid: u32,
        asked: Option<Submission>,
        fx: &mut dyn Out,
    ) {
        let Some(connection) = server.served.0.get_mut(&client) else { return };
        connection.pending.push_back(Pending { xid, asked: Asked::Leader });
        let origin = Origin { server: server.sid, client, xid };
        match (asked, &server.role) {
            (Some(asked), _) => self.submit(server, origin, asked, fx),
            (None, Role::Leading(_)) => self.hear_sync(server, None, origin, fx),
            (None, _) => self.tell_leader(server, Packet::Sync(origin), fx),
        }
    }

    /// Puts a change before the leader.
    pub fn submit(&self, server: &mut Server, origin: Origin, asked: Submission, fx: &mut dyn Out) {
        match &server.role {
            Role::Leading(_) => self.propose(server, Some(origin), asked, fx),
            _ => self.tell_leader(server, Packet::Request(origin, asked), fx),
        }
    }

    fn put_read(
        &self,
        server: &mut Server,
        client: NodeId,
        xid: u32,
        asked: Asked,
        fx: &mut dyn Out,
    ) {
        if let Some(connection) = server.served.0.get_mut(&client) {
            connection.pending.push_back(Pending { xid, asked });
            self.answer_reads(server, client, fx);
        }
    }

    /// A server that does not serve accepts the connection and closes it. One that is behind
    /// what the client has seen does so too: the client must try another server.
    fn let_in(
        &self,
        server: &mut Server,
        client: NodeId,
        seen: Zxid,
        terms: Option<Terms>,
        fx: &mut dyn Out,
    ) {
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
        server.forget_client(client);
        match terms {
            Some(terms) => self.connect_session(server, client, terms, fx),
            None => {
                server.served.0.insert(client, Connection::default());
                fx.send(client, Message::Client(Wire::ConnectResponse(None)));
            }
        }
    }

    /// A write or `sync` is done: its client is told, if it is this server's and still
    /// connected, and the reads behind it are answered.
    pub fn reply(
        &self,
        server: &mut Server,
        origin: Origin,
        result: Result<Response, Error>,
        fx: &mut dyn Out,
    ) {
        let Origin { client, xid, .. } = origin;
        let Some(connection) = server.served.0.get_mut(&client) else { return };
        let place = connection.pending.iter().position(|pending| pending.xid == xid);
        if let (Some(place), true) = (place, origin.server == server.sid) {
            connection.pending.remove(place);
            let bare = connection.terms.is_none();
            self.send_reply(server, client, xid, (!bare).then_some(result), fx);
            self.answer_reads(server, client, fx);
        }
    }

    /// Answers the reads that wait for nothing.
    fn answer_reads(&self, server: &mut Server, client: NodeId, fx: &mut dyn Out) {
        while let Some(connection) = server.served.0.get_mut(&client)
            && let Some(Pending { asked: Asked::Read | Asked::Tree(_), .. }) =
                connection.pending.front()
            && let Some(Pending { xid, asked }) = connection.pending.pop_front()
        {
            let result = match asked {
                Asked::Tree(request) => Some(server.read(client, &request)),
                _ => None,
            };
            self.send_reply(server, client, xid, result, fx);
        }
    }

    /// With a session, the answer says what the request returned.
    fn send_reply(
        &self,
        server: &Server,
        client: NodeId,
        xid: u32,
        result: Option<Result<Response, Error>>,
        fx: &mut dyn Out,
    ) {
        let (zxid, position) = (server.last_processed(), server.tree.applied);
        let reply = match result {
            None => Wire::Reply { xid, zxid, position },
            Some(result) => Wire::Answer { xid, zxid, result },
        };
        fx.send(client, Message::Client(reply));
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
            None => self.reply(server, waiting.origin, Ok(Response::Done), fx),
        }
    }

    /// The server no longer serves: it closes all its clients' connections.
    pub fn close_clients(&self, server: &mut Server, fx: &mut dyn Out) {
        for client in std::mem::take(&mut server.served).0.into_keys() {
            fx.hang_up(client, message::CLIENT);
            server.watches.forget(client);
        }
        server.sessions.forget_touched();
    }
}

impl Server {
    /// `FinalRequestProcessor`: a read of the tree, and the watch it leaves.
    fn read(&mut self, client: NodeId, request: &Request) -> Result<Response, Error> {
        let found = |path: &Text| self.tree.znodes.get(path).ok_or(Error::NoNode);
        match request {
            Request::GetData { path, watch } => {
                let node = found(path)?;
                let response = Response::Data { data: node.data.clone(), stat: node.shown() };
                if *watch {
                    self.watches.watch_data(path, client);
                }
                Ok(response)
            }
            Request::Exists { path, watch } => {
                let response = found(path).map(|node| Response::Stat(node.shown()));
                if *watch {
                    self.watches.watch_data(path, client);
                }
                response
            }
            Request::GetChildren { path, watch } => {
                let stat = found(path)?.shown();
                if *watch {
                    self.watches.watch_child(path, client);
                }
                Ok(Response::Children { names: self.tree.znodes.children(path), stat })
            }
            _ => Err(Error::BadArguments),
        }
    }
}

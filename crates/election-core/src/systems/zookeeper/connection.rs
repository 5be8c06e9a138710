//! `QuorumCnxManager`: one connection per pair of servers, the one that the higher id dialled;
//! one place per peer for what waits to be sent; the last message again on every new connection.

use super::ensemble::Ensemble;
use super::message::{ELECTION, Election, Message};
use super::out::Out;
use super::rules::{self, Ballot, Connection, Sid};
use super::server::Server;
use super::timer::Timer;
use crate::fact;
use crate::flat::FlatMap;
use crate::words::NodeId;

/// A server's connections to the election ports of the others.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Connections {
    peers: FlatMap<NodeId, Peer>,
}

/// What a server knows of one other.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Peer {
    link: Link,
    /// `queueSendMap`: a newer message replaces the one that waits.
    waiting: Option<Ballot>,
    /// `lastMessageSent`.
    last: Option<Ballot>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
enum Link {
    #[default]
    Down,
    Dialling,
    Up,
}

impl Connections {
    /// `haveDelivered`: whether some message went out, so that sending again makes sense.
    pub fn have_delivered(&self) -> bool {
        self.peers.values().any(|peer| peer.waiting.is_none())
    }

    fn peer(&mut self, id: NodeId) -> &mut Peer {
        self.peers.entry(id).or_default()
    }
}

impl Ensemble {
    /// `toSend`: to itself without a network, else as soon as there is a connection.
    pub fn to_send(&self, server: &mut Server, to: Sid, ballot: Ballot, fx: &mut dyn Out) {
        let Some(id) = self.node(to) else { return };
        if to == server.sid {
            return fx.send(id, self.notification(ballot));
        }
        let peer = server.connections.peer(id);
        peer.waiting = Some(ballot);
        match peer.link {
            Link::Up => self.send_waiting(server, id, fx),
            Link::Down => self.dial(server, id, fx),
            Link::Dialling => {}
        }
    }

    fn notification(&self, ballot: Ballot) -> Message {
        let candidate = self.node(ballot.vote.leader);
        Message::Election(Election::Notification { ballot, candidate })
    }

    fn send_waiting(&self, server: &mut Server, id: NodeId, fx: &mut dyn Out) {
        let peer = server.connections.peer(id);
        if let Some(ballot) = peer.waiting.take() {
            peer.last = Some(ballot);
            fx.send(id, self.notification(ballot));
        }
    }

    /// `connectAll`: tries again wherever there is no connection.
    pub fn connect_all(&self, server: &mut Server, fx: &mut dyn Out) {
        let down = server.connections.peers.iter().filter(|(_, peer)| peer.link == Link::Down);
        for id in down.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.dial(server, id, fx);
        }
    }

    fn dial(&self, server: &mut Server, id: NodeId, fx: &mut dyn Out) {
        server.connections.peer(id).link = Link::Dialling;
        let timeout = self.settings.cnx_timeout;
        fx.arm(Timer::Cnx(id), timeout..=timeout);
        fx.send(id, Message::Election(Election::InitialMessage(server.sid)));
    }

    /// `cnxTimeout` is over.
    pub fn give_up_dialling(&self, server: &mut Server, id: NodeId, fx: &mut dyn Out) {
        let peer = server.connections.peer(id);
        if peer.link == Link::Dialling {
            peer.link = Link::Down;
            fx.hang_up(id, ELECTION);
        }
    }

    /// A message on channel 0.
    pub fn on_election(
        &self,
        server: &mut Server,
        from: NodeId,
        election: Election,
        fx: &mut dyn Out,
    ) {
        match election {
            Election::InitialMessage(sid) => self.dialled_by(server, from, sid, fx),
            Election::Accepted => self.connected(server, from, fx),
            Election::Notification { ballot, .. } => {
                if let Some(member) = self.member(from) {
                    self.receive(server, member.sid, ballot, fx);
                }
            }
        }
    }

    /// `handleConnection`: a lower id is dialled back instead.
    fn dialled_by(&self, server: &mut Server, from: NodeId, sid: Sid, fx: &mut dyn Out) {
        let verdict = rules::connection(sid, server.sid);
        let acceptor = server.sid;
        fx.cite(&rules::CONNECTION, verdict.name(), &|| {
            vec![fact!("initiator", "initiator" => sid, "acceptor" => acceptor)]
        });
        match verdict {
            Connection::Kept => {
                fx.send(from, Message::Election(Election::Accepted));
                self.connected(server, from, fx);
            }
            // Its own attempt is under way already.
            Connection::ClosedAndDialledBack
                if server.connections.peer(from).link == Link::Dialling => {}
            Connection::ClosedAndDialledBack => {
                fx.hang_up(from, ELECTION);
                self.dial(server, from, fx);
            }
            Connection::Ignored => {}
        }
    }

    /// The connection is up: what waits goes out, or the last message once more, be it stale.
    fn connected(&self, server: &mut Server, id: NodeId, fx: &mut dyn Out) {
        fx.disarm(Timer::Cnx(id));
        let peer = server.connections.peer(id);
        peer.link = Link::Up;
        peer.waiting = peer.waiting.or(peer.last);
        self.send_waiting(server, id, fx);
    }

    /// The connection broke, or was refused. Nobody dials before there is something to send.
    pub fn lost_election_connection(&self, server: &mut Server, id: NodeId, fx: &mut dyn Out) {
        fx.disarm(Timer::Cnx(id));
        server.connections.peer(id).link = Link::Down;
    }
}

//! Clients (`ClientCnxn`): a writer and a reader. They keep one connection, go to the next server
//! when it breaks, and report every operation under way as ConnectionLoss.

use super::ZooKeeper;
use super::message::{CLIENT, Message, Wire};
use super::rules::{ClientTimeouts, Zxid, client_timeouts};
use super::timer::Timer;
use crate::effects::{Effects, OpKind, Outcome};
use crate::words::{NodeId, OpId};
use std::collections::VecDeque;

type Fx<'a> = Effects<'a, ZooKeeper>;

/// The longest pause before a client dials the next server, in ms (`startConnect`).
const PAUSE: u64 = 1000;

/// A client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Client {
    /// What it does.
    pub task: Task,
    /// The process it talks to, or will talk to next: a place in the list of servers.
    pub server: u8,
    /// Its connection.
    pub link: Link,
    /// The number of its last request.
    pub xid: u32,
    /// The operations under way, oldest first.
    pub open: VecDeque<Open>,
    /// How many operations it has still to begin; `None`: no end.
    pub left: Option<u32>,
    /// The last zxid it has seen: it goes back to no older state.
    pub last_zxid: Zxid,
    /// How often a connection was lost or refused.
    pub losses: u32,
}

/// An operation under way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Open {
    /// The operation.
    pub op: OpId,
    /// The number of its request; `None`: not sent yet.
    pub xid: Option<u32>,
}

/// What a client does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Task {
    /// Write or read.
    pub kind: OpKind,
    /// At most one operation in so many ms.
    pub every_ms: u64,
    /// So many operations are under way at once.
    pub in_flight: u32,
    /// So many operations are begun; `None`: no end.
    pub count: Option<u32>,
    /// Whether a read is preceded by `sync`.
    pub sync: bool,
    /// `sessionTimeout`, in ms: it decides how long the client waits for a silent server.
    pub session_timeout: i64,
}

/// A client's connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Link {
    /// It pauses before it dials.
    Down,
    /// It waits for ConnectResponse.
    Connecting,
    /// It is served.
    Up,
}

impl Client {
    /// A client that will first talk to the server at this place.
    pub fn new(task: Task, server: u8) -> Client {
        let (link, open, last_zxid) = (Link::Down, VecDeque::new(), Zxid(0));
        Client { task, server, link, xid: 0, open, left: task.count, last_zxid, losses: 0 }
    }
    /// What a crash leaves of it: nothing.
    pub fn after_crash(&self) -> Client {
        Client::new(self.task, self.server)
    }
}

impl ZooKeeper {
    fn timeouts(&self, client: &Client) -> ClientTimeouts {
        client_timeouts(client.task.session_timeout, i64::from(self.host_count()))
    }

    fn dial_server(&self, client: &mut Client, fx: &mut Fx<'_>) {
        client.link = Link::Connecting;
        fx.arm_ms(Timer::ConnectTimeout, self.timeouts(client).connect_timeout.unsigned_abs());
        fx.send(self.host(client.server), wire(Wire::ConnectRequest(client.last_zxid, None)));
    }

    /// A client starts.
    pub(super) fn start_client(&self, client: &mut Client, fx: &mut Fx<'_>) {
        self.dial_server(client, fx);
        self.next_operation(client, fx);
    }

    /// A message from a server.
    pub(super) fn client_hears(
        &self,
        client: &mut Client,
        from: NodeId,
        heard: Wire,
        fx: &mut Fx<'_>,
    ) {
        if from != self.host(client.server) {
            return;
        }
        if client.link == Link::Connecting {
            fx.disarm(Timer::ConnectTimeout);
            client.link = Link::Up;
            self.idle(client, fx);
            self.ask(client, fx);
        }
        fx.arm_ms(Timer::ReadTimeout, self.timeouts(client).read_timeout.unsigned_abs());
        if let Wire::Reply { xid, zxid, position } = heard {
            self.answered(client, xid, zxid, position, fx);
        }
    }

    fn answered(&self, client: &mut Client, xid: u32, zxid: Zxid, position: i64, fx: &mut Fx<'_>) {
        client.last_zxid = client.last_zxid.max(zxid);
        let place = client.open.iter().position(|open| open.xid == Some(xid));
        if let Some(Open { op, .. }) = place.and_then(|place| client.open.remove(place)) {
            fx.complete(op, Outcome::Ok { position });
        }
    }

    /// The next operation is due; while as many as may be are under way, it is passed over.
    fn next_operation(&self, client: &mut Client, fx: &mut Fx<'_>) {
        if client.left == Some(0) {
            return;
        }
        fx.arm_ms(Timer::Next, client.task.every_ms);
        if client.open.len() < client.task.in_flight as usize {
            client.left = client.left.map(|left| left - 1);
            client.open.push_back(Open { op: fx.invoke(client.task.kind), xid: None });
            if client.link == Link::Up {
                self.ask(client, fx);
            }
        }
    }

    /// Sends what was not sent yet. `sync` goes before a read on the same connection.
    fn ask(&self, client: &mut Client, fx: &mut Fx<'_>) {
        let server = self.host(client.server);
        let (task, xid) = (client.task, &mut client.xid);
        for open in client.open.iter_mut().filter(|open| open.xid.is_none()) {
            if task.sync {
                *xid += 1;
                fx.send(server, wire(Wire::Sync(*xid)));
            }
            *xid += 1;
            open.xid = Some(*xid);
            match task.kind {
                OpKind::Write => fx.send(server, wire(Wire::SetData(*xid, open.op))),
                OpKind::Read => fx.send(server, wire(Wire::GetData(*xid))),
            }
        }
        self.idle(client, fx);
    }

    /// A client that has nothing to send pings after half its read timeout.
    fn idle(&self, client: &Client, fx: &mut Fx<'_>) {
        let half = self.timeouts(client).read_timeout.unsigned_abs() / 2;
        fx.arm_ms(Timer::ClientPing, half.clamp(1, 10_000));
    }

    /// A timer of a client.
    pub(super) fn client_timer(&self, client: &mut Client, timer: Timer, fx: &mut Fx<'_>) {
        match timer {
            Timer::Next => self.next_operation(client, fx),
            Timer::Reconnect => self.dial_server(client, fx),
            Timer::ConnectTimeout | Timer::ReadTimeout => {
                fx.hang_up(self.host(client.server), CLIENT);
                self.client_lost(client, fx);
            }
            Timer::ClientPing => {
                fx.send(self.host(client.server), wire(Wire::Ping));
                self.idle(client, fx);
            }
            _ => {}
        }
    }

    /// The connection is gone. Whether what was under way took effect, nobody can tell the
    /// client: ConnectionLoss.
    pub(super) fn client_lost(&self, client: &mut Client, fx: &mut Fx<'_>) {
        for timer in [Timer::ConnectTimeout, Timer::ReadTimeout, Timer::ClientPing] {
            fx.disarm(timer);
        }
        client.link = Link::Down;
        client.losses += 1;
        client.server = (client.server + 1) % self.host_count();
        for Open { op, .. } in client.open.drain(..) {
            fx.complete(op, Outcome::Unknown("ConnectionLoss"));
        }
        fx.arm(Timer::Reconnect, 0..=PAUSE * 1000);
    }
}

fn wire(wire: Wire) -> Message {
    Message::Client(wire)
}

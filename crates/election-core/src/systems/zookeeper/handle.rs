//! A client's handle (`ZooKeeper`, `ClientCnxn`): a session, a queue of requests answered in
//! their order, and watches. Applications and other systems' processes own one and pass it what
//! arrives; it returns what their watcher and their callbacks would hear, in that order.

use super::message::{CLIENT, Message, Terms, Wire};
use super::out::Out;
use super::request::{Error, Request, Response, SessionId, Watched, WatchedEvent};
use super::rules::{ClientTimeouts, Zxid, client_timeouts};
use super::timer::Timer;
use crate::words::NodeId;
use std::collections::VecDeque;

/// The longest pause before a client dials the next server, in ms (`startConnect`).
pub const PAUSE: u64 = 1000;

/// A client's handle.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Handle {
    /// The servers of the connect string.
    hosts: Vec<NodeId>,
    /// The place of the one it talks to, or will talk to next.
    place: u8,
    /// The session timeout: what it asked for, then what it was granted, in ms.
    timeout: i64,
    session: SessionId,
    link: Link,
    last_zxid: Zxid,
    xid: u32,
    /// Sent, and not answered.
    pending: VecDeque<Sent>,
    /// Not sent yet.
    outgoing: VecDeque<Sent>,
    watched: Watched,
    /// Whether its end was asked for: nothing is taken behind it (`ClientCnxn.queuePacket`).
    closing: bool,
}

/// A request of this client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Sent {
    xid: u32,
    request: Request,
}

/// A client's connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Link {
    /// It pauses before it dials.
    Down,
    /// It waits for ConnectResponse.
    Connecting,
    /// It is served.
    Up,
    /// The session is over, or was never begun.
    Closed,
}

/// What a handle's owner can know of its session (`KeeperState`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It has a server.
    SyncConnected,
    /// It has none: the session may live or not.
    Disconnected,
    /// The session is over, and its ephemerals are gone.
    Expired,
    /// Its owner closed it, or has not begun it.
    Closed,
}

impl State {
    /// The real name.
    pub const fn name(self) -> &'static str {
        match self {
            State::SyncConnected => "SyncConnected",
            State::Disconnected => "Disconnected",
            State::Expired => "Expired",
            State::Closed => "Closed",
        }
    }
}

/// What a handle tells its owner.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Event {
    /// The session's state changed.
    State(State),
    /// A watch fired.
    Watch(WatchedEvent),
    /// A request was answered, or will never be.
    Answer {
        /// The number that `submit` returned.
        xid: u32,
        /// What it returned.
        result: Result<Response, Error>,
    },
}

impl Handle {
    /// A handle of a client that will first dial the host at this place. It does nothing before
    /// [`Handle::connect`].
    pub fn new(hosts: Vec<NodeId>, place: u8, timeout: i64) -> Handle {
        Handle {
            hosts,
            place,
            timeout,
            session: SessionId(0),
            link: Link::Closed,
            last_zxid: Zxid(0),
            xid: 0,
            pending: VecDeque::new(),
            outgoing: VecDeque::new(),
            watched: Watched::default(),
            closing: false,
        }
    }
    /// A handle that comes back with a session that the servers know.
    #[must_use]
    pub fn resuming(self, session: SessionId) -> Handle {
        Handle { session, ..self }
    }
    /// The same servers, and no session: how one begins anew after Expired.
    pub fn renewed(&self, timeout: i64) -> Handle {
        Handle { xid: self.xid, ..Handle::new(self.hosts.clone(), self.place, timeout) }
    }
    /// The server it talks to, or will talk to next.
    pub fn host(&self) -> NodeId {
        self.hosts.get(usize::from(self.place)).copied().unwrap_or(NodeId(0))
    }
    /// Its session; 0 while it has none.
    pub fn session(&self) -> SessionId {
        self.session
    }
    /// What its owner can know.
    pub fn state(&self) -> State {
        match self.link {
            Link::Up => State::SyncConnected,
            Link::Down | Link::Connecting => State::Disconnected,
            Link::Closed if self.session == SessionId(0) => State::Closed,
            Link::Closed => State::Expired,
        }
    }
    /// The last zxid it has seen.
    pub fn last_zxid(&self) -> Zxid {
        self.last_zxid
    }
    /// How many watches it waits for.
    pub fn watch_count(&self) -> u32 {
        self.watched.count()
    }
    /// The oldest request without an answer.
    pub fn oldest(&self) -> Option<&Request> {
        self.pending.front().or(self.outgoing.front()).map(|sent| &sent.request)
    }

    fn limits(&self) -> ClientTimeouts {
        client_timeouts(self.timeout, self.hosts.len() as i64)
    }

    /// Opens the session.
    pub fn connect(&mut self, fx: &mut dyn Out) {
        self.link = Link::Connecting;
        let within = self.limits().connect_timeout.unsigned_abs();
        fx.arm(Timer::ConnectTimeout, within..=within);
        let terms = Terms { session: self.session, timeout: self.timeout };
        self.send(Wire::ConnectRequest(self.last_zxid, Some(terms)), fx);
    }

    /// Queues a request; its answer comes with this number. Requests are answered in order. Once
    /// the session is over, or is about to be closed, nothing is sent, and no answer comes.
    pub fn submit(&mut self, request: Request, fx: &mut dyn Out) -> u32 {
        self.xid += 1;
        if self.link == Link::Closed || self.closing {
            return self.xid;
        }
        self.closing = request == Request::CloseSession;
        self.outgoing.push_back(Sent { xid: self.xid, request });
        self.flush(fx);
        self.xid
    }

    fn flush(&mut self, fx: &mut dyn Out) {
        while self.link == Link::Up
            && let Some(sent) = self.outgoing.pop_front()
        {
            self.send(Wire::Request(sent.xid, sent.request.clone()), fx);
            self.pending.push_back(sent);
        }
    }

    /// Sends; a client that has nothing to send pings after half its read timeout.
    fn send(&self, wire: Wire, fx: &mut dyn Out) {
        if self.link == Link::Up {
            let half = (self.limits().read_timeout / 2).clamp(1, 10_000).unsigned_abs();
            fx.arm(Timer::ClientPing, half..=half);
        }
        fx.send(self.host(), Message::Client(wire));
    }

    /// A message on the clients' channel.
    pub fn on_message(&mut self, from: NodeId, wire: Wire, fx: &mut dyn Out) -> Vec<Event> {
        if from != self.host() || matches!(self.link, Link::Closed | Link::Down) {
            return Vec::new();
        }
        let mut events = Vec::new();
        if let Wire::ConnectResponse(Some(terms)) = wire {
            if terms.session == SessionId(0) {
                return self.expire(fx);
            }
            self.connected(terms, fx);
            events.push(Event::State(State::SyncConnected));
        }
        self.be_patient(fx);
        match wire {
            Wire::Answer { xid, zxid, result } => {
                self.last_zxid = self.last_zxid.max(zxid);
                events.extend(self.answered(xid, result, fx));
            }
            Wire::Event(event) => {
                self.watched.fired(&event);
                events.push(Event::Watch(event));
            }
            _ => {}
        }
        events
    }

    fn connected(&mut self, terms: Terms, fx: &mut dyn Out) {
        fx.disarm(Timer::ConnectTimeout);
        self.link = Link::Up;
        (self.session, self.timeout) = (terms.session, terms.timeout);
        if !self.watched.is_empty() {
            self.send(Wire::SetWatches(self.last_zxid, Box::new(self.watched.clone())), fx);
        }
        let half = (self.limits().read_timeout / 2).clamp(1, 10_000).unsigned_abs();
        fx.arm(Timer::ClientPing, half..=half);
        self.flush(fx);
    }

    /// The server has spoken: silence begins anew.
    fn be_patient(&self, fx: &mut dyn Out) {
        let ClientTimeouts { read_timeout, client_expiry, .. } = self.limits();
        let (read, expiry) = (read_timeout.unsigned_abs(), client_expiry.unsigned_abs());
        fx.arm(Timer::ReadTimeout, read..=read);
        fx.arm(Timer::ClientExpiry, expiry..=expiry);
    }

    /// `Packet.finish`: the watch counts from the answer on.
    fn answered(
        &mut self,
        xid: u32,
        result: Result<Response, Error>,
        fx: &mut dyn Out,
    ) -> Option<Event> {
        let place = self.pending.iter().position(|sent| sent.xid == xid)?;
        let Sent { request, .. } = self.pending.remove(place)?;
        match (request, &result) {
            (Request::GetData { path, watch: true }, Ok(_))
            | (Request::Exists { path, watch: true }, Ok(_)) => {
                self.watched.data.insert(path);
            }
            (Request::Exists { path, watch: true }, Err(Error::NoNode)) => {
                self.watched.exist.insert(path);
            }
            (Request::GetChildren { path, watch: true }, Ok(_)) => {
                self.watched.child.insert(path);
            }
            (Request::CloseSession, _) => {
                self.disarm(fx);
                (self.link, self.session) = (Link::Closed, SessionId(0));
            }
            _ => {}
        }
        Some(Event::Answer { xid, result })
    }

    /// A timer of clients; others are not its.
    pub fn on_timer(&mut self, timer: Timer, fx: &mut dyn Out) -> Vec<Event> {
        match timer {
            Timer::Reconnect if self.link == Link::Down => self.connect(fx),
            Timer::ConnectTimeout | Timer::ReadTimeout => {
                fx.hang_up(self.host(), CLIENT);
                return self.on_disconnect(self.host(), fx);
            }
            Timer::ClientPing if self.link == Link::Up => self.send(Wire::Ping, fx),
            Timer::ClientExpiry if self.link != Link::Closed => {
                fx.hang_up(self.host(), CLIENT);
                return self.expire(fx);
            }
            _ => {}
        }
        Vec::new()
    }

    /// The connection is gone: what was asked may have happened or not. The next server's turn.
    pub fn on_disconnect(&mut self, peer: NodeId, fx: &mut dyn Out) -> Vec<Event> {
        if peer != self.host() || matches!(self.link, Link::Closed | Link::Down) {
            return Vec::new();
        }
        for timer in [Timer::ConnectTimeout, Timer::ReadTimeout, Timer::ClientPing] {
            fx.disarm(timer);
        }
        let was = std::mem::replace(&mut self.link, Link::Down);
        self.place = (self.place + 1) % (self.hosts.len().max(1) as u8);
        fx.arm(Timer::Reconnect, 0..=PAUSE);
        let mut events = self.fail_all(Error::ConnectionLoss);
        if was == Link::Up {
            events.insert(0, Event::State(State::Disconnected));
        }
        events
    }

    fn fail_all(&mut self, error: Error) -> Vec<Event> {
        let sent = self.pending.drain(..).chain(self.outgoing.drain(..));
        sent.map(|sent| Event::Answer { xid: sent.xid, result: Err(error) }).collect()
    }

    fn disarm(&self, fx: &mut dyn Out) {
        const TIMERS: [Timer; 5] = [
            Timer::ConnectTimeout,
            Timer::ReadTimeout,
            Timer::ClientPing,
            Timer::ClientExpiry,
            Timer::Reconnect,
        ];
        for timer in TIMERS {
            fx.disarm(timer);
        }
    }

    /// The session is over: the server said so, or the client gave it up (ZOOKEEPER-4508).
    fn expire(&mut self, fx: &mut dyn Out) -> Vec<Event> {
        self.disarm(fx);
        self.link = Link::Closed;
        self.watched = Watched::default();
        let mut events = self.fail_all(Error::SessionExpired);
        events.insert(0, Event::State(State::Expired));
        events
    }
}

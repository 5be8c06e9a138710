//! A client of etcd: one request at a time, or several. It talks to one server, and goes on to the
//! next when that one is gone or does not answer (`client/v3`: pinned endpoint; writes are never
//! repeated, reads are, 25 ms later: `retry_interceptor.go`, `options.go`).

use super::message::{Answer, Message, Request};
use super::{Fx, Raft, Timer, desk};
use crate::effects::{OpKind, Outcome};
use crate::scenario::NodeConfig;
use crate::schema::{Field, Given, Ty};
use crate::words::{NodeId, OpId, Time};

/// How the client's own patience is called (`context.DeadlineExceeded`).
pub const DEADLINE: &str = "context deadline exceeded";
/// The connection broke with a request under way.
pub const BROKEN: &str = "rpc error: code = Unavailable desc = error reading from server: EOF";

/// What a scenario may say of a writer.
pub const WRITER: &[Field] = &[EVERY, TIMEOUT, ENDPOINTS, REQUIRE_LEADER, COUNT, IN_FLIGHT];
/// What a scenario may say of a reader.
pub const READER: &[Field] = &[
    EVERY,
    TIMEOUT,
    ENDPOINTS,
    REQUIRE_LEADER,
    COUNT,
    IN_FLIGHT,
    Field::flag("serializable", false),
];

const EVERY: Field = Field::int("every_ms", 1, 600_000, 200);
/// `etcdctl --command-timeout` is 5 s.
const TIMEOUT: Field = Field::int("timeout_ms", 1, 600_000, 5000);
/// Whether it may turn to other servers than the one it is attached to.
const ENDPOINTS: Field =
    Field::with("endpoints", Ty::OneOf(&["all", "attached"]), Given::Text("all"));
/// `clientv3.WithRequireLeader`: an error at once where the server knows no leader.
const REQUIRE_LEADER: Field = Field::flag("require_leader", false);

/// It makes exactly so many requests.
const COUNT: Field = Field::optional("count", Ty::Int(1, 1_000_000));
/// So many of them at once.
const IN_FLIGHT: Field = Field::int("in_flight", 1, 100, 1);

/// How long until a read is repeated (`defaultBackoffWaitBetween`).
const BACKOFF_MS: u64 = 25;

/// A client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Client {
    /// Who it is.
    pub id: NodeId,
    /// What it asks for.
    pub wants: Wants,
    /// Whom it talks to.
    pub server: NodeId,
    /// What it waits for, the oldest first.
    pub open: Vec<Open>,
    /// How its last request ended.
    pub last: Option<Answer>,
    /// How many requests it will still make; `None`: no end.
    left: Option<u64>,
    in_flight: usize,
    every: u64,
    timeout: u64,
    roams: bool,
    require_leader: bool,
}

/// A request that is under way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Open {
    /// Which.
    pub op: OpId,
    /// At whom.
    server: NodeId,
    /// Until when the client waits.
    deadline: Time,
    /// It came to nothing and is asked again soon.
    again: bool,
}

/// What a client asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wants {
    /// Writes.
    Write,
    /// Reads; from the server's own state if `serializable`.
    Read {
        /// `clientv3.WithSerializable`
        serializable: bool,
    },
}

impl Client {
    /// A client as the scenario describes it.
    pub fn boot(id: NodeId, config: &NodeConfig) -> Client {
        let option = |name: &str| config.options.at(name);
        let serializable = option("serializable").flag();
        Client {
            id,
            wants: match config.kind.name {
                "writer" => Wants::Write,
                _ => Wants::Read { serializable },
            },
            server: config.attached.unwrap_or(NodeId(0)),
            open: Vec::new(),
            last: None,
            left: option("count").as_int().map(i64::unsigned_abs),
            in_flight: option("in_flight").int() as usize,
            every: option("every_ms").int().unsigned_abs(),
            timeout: option("timeout_ms").int().unsigned_abs(),
            roams: option("endpoints").text() == "all",
            require_leader: option("require_leader").flag(),
        }
    }

    /// What a crash leaves of it.
    pub fn restarted(&self) -> Client {
        Client { open: Vec::new(), last: None, ..self.clone() }
    }

    /// The next server, in the order of the cast.
    fn turn(&mut self, servers: u8) {
        if self.roams && servers > 0 {
            self.server = NodeId((self.server.0 + 1) % servers);
        }
    }

    /// A request ends.
    fn finish(&mut self, op: OpId, outcome: Outcome, fx: &mut Fx) {
        self.open.retain(|open| open.op != op);
        fx.complete(op, outcome);
        self.watch_deadline(fx);
    }

    fn watch_deadline(&self, fx: &mut Fx) {
        match self.open.first() {
            None => fx.disarm(Timer::Deadline),
            Some(oldest) => {
                let left = oldest.deadline.since(fx.now());
                fx.arm(Timer::Deadline, left..=left);
            }
        }
    }
}

impl Raft {
    pub(super) fn start_client(&self, c: &mut Client, fx: &mut Fx) {
        if c.left != Some(0) {
            fx.arm_ms(Timer::Next, c.every);
        }
    }

    pub(super) fn on_client_timer(&self, c: &mut Client, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::Next => {
                while c.open.len() < c.in_flight && c.left != Some(0) {
                    self.ask_server(c, fx);
                }
                self.start_client(c, fx);
            }
            Timer::Deadline => self.on_deadline(c, fx),
            Timer::Retry => {
                let server = c.server;
                let again = c.open.iter_mut().filter(|open| open.again);
                let again: Vec<Open> = again.map(|open| open.at(server)).collect();
                for open in again {
                    self.send_request(c, &open, fx);
                }
            }
            _ => {}
        }
    }

    fn on_deadline(&self, c: &mut Client, fx: &mut Fx) {
        let outcome = match c.wants {
            Wants::Write => Outcome::Unknown(DEADLINE),
            Wants::Read { .. } => Outcome::Fail(DEADLINE),
        };
        let late = c.open.iter().filter(|open| open.deadline <= fx.now());
        for Open { op, server, .. } in late.copied().collect::<Vec<_>>() {
            c.last = Some(Err(DEADLINE));
            c.finish(op, outcome, fx);
            self.leave(c, server, fx);
        }
        c.watch_deadline(fx);
    }

    fn ask_server(&self, c: &mut Client, fx: &mut Fx) {
        let kind = match c.wants {
            Wants::Write => OpKind::Write,
            Wants::Read { .. } => OpKind::Read,
        };
        c.left = c.left.map(|left| left - 1);
        let deadline = fx.now().plus(c.timeout * 1000);
        let open = Open { op: fx.invoke(kind), server: c.server, deadline, again: false };
        c.open.push(open);
        c.watch_deadline(fx);
        self.send_request(c, &open, fx);
    }

    fn send_request(&self, c: &Client, open: &Open, fx: &mut Fx) {
        let timeout = open.deadline.since(fx.now());
        let request = Request { op: open.op, timeout, require_leader: c.require_leader };
        let message = match c.wants {
            Wants::Write => Message::Put(request),
            Wants::Read { serializable } => Message::Range { request, serializable },
        };
        fx.send(open.server, message);
    }

    /// Gives this server up: what it still says is not heard, unless other requests wait there.
    fn leave(&self, c: &mut Client, server: NodeId, fx: &mut Fx) {
        if !c.roams {
            return;
        }
        if !c.open.iter().any(|open| open.server == server && !open.again) {
            fx.hang_up(server, 0);
        }
        if server == c.server {
            c.turn(self.servers.len() as u8);
        }
    }

    pub(super) fn on_answer(&self, c: &mut Client, op: OpId, answer: Answer, fx: &mut Fx) {
        let Some(place) = c.open.iter().position(|open| open.op == op) else { return };
        let server = c.open[place].server;
        c.last = Some(answer);
        match (answer, c.wants) {
            (Ok(index), _) => c.finish(op, Outcome::Ok { position: index as i64 }, fx),
            (Err(error), Wants::Write) => {
                let sure = error == desk::DROPPED || error == desk::NO_LEADER;
                let outcome = if sure { Outcome::Fail(error) } else { Outcome::Unknown(error) };
                c.finish(op, outcome, fx);
                self.leave(c, server, fx);
            }
            // It is asked again, elsewhere if possible.
            (Err(_), Wants::Read { .. }) => {
                c.open[place].again = true;
                self.leave(c, server, fx);
                fx.arm_ms(Timer::Retry, BACKOFF_MS);
            }
        }
    }

    /// The connection broke.
    pub(super) fn on_broken(&self, c: &mut Client, server: NodeId, fx: &mut Fx) {
        let lost = |open: &&mut Open| open.server == server && !open.again;
        let lost: Vec<OpId> = c.open.iter_mut().filter(lost).map(Open::repeat).collect();
        for op in &lost {
            c.last = Some(Err(BROKEN));
            match c.wants {
                Wants::Write => c.finish(*op, Outcome::Unknown(BROKEN), fx),
                Wants::Read { .. } => fx.arm_ms(Timer::Retry, BACKOFF_MS),
            }
        }
        if server == c.server {
            c.turn(self.servers.len() as u8);
        }
    }
}

impl Open {
    /// It is asked again, of this server.
    const fn at(&mut self, server: NodeId) -> Open {
        (self.server, self.again) = (server, false);
        *self
    }

    /// It will be asked again.
    const fn repeat(&mut self) -> OpId {
        self.again = true;
        self.op
    }
}

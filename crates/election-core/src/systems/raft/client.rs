//! A client of etcd: one request at a time. It talks to one server, and goes on to the next when
//! that one is gone or does not answer (`client/v3`: pinned endpoint; writes are never repeated,
//! reads are, 25 ms later: `retry_interceptor.go`, `options.go`).

use super::message::{Answer, Message, Request};
use super::{Fx, Raft, Timer, desk};
use crate::effects::{OpKind, Outcome};
use crate::scenario::NodeConfig;
use crate::schema::{Field, Given, Ty};
use crate::words::{NodeId, OpId};

/// How the client's own patience is called (`context.DeadlineExceeded`).
pub const DEADLINE: &str = "context deadline exceeded";
/// The connection broke with a request under way.
pub const BROKEN: &str = "rpc error: code = Unavailable desc = error reading from server: EOF";

/// What a scenario may say of a writer.
pub const WRITER: &[Field] = &[EVERY, TIMEOUT, ENDPOINTS, REQUIRE_LEADER];
/// What a scenario may say of a reader.
pub const READER: &[Field] =
    &[EVERY, TIMEOUT, ENDPOINTS, REQUIRE_LEADER, Field::flag("serializable", false)];

const EVERY: Field = Field::int("every_ms", 1, 600_000, 200);
/// `etcdctl --command-timeout` is 5 s.
const TIMEOUT: Field = Field::int("timeout_ms", 1, 600_000, 5000);
/// Whether it may turn to other servers than the one it is attached to.
const ENDPOINTS: Field =
    Field::with("endpoints", Ty::OneOf(&["all", "attached"]), Given::Text("all"));
/// `clientv3.WithRequireLeader`: an error at once where the server knows no leader.
const REQUIRE_LEADER: Field = Field::flag("require_leader", false);

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
    /// What it waits for.
    pub open: Option<OpId>,
    /// How its last request ended.
    pub last: Option<Answer>,
    every: u64,
    timeout: u64,
    roams: bool,
    require_leader: bool,
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
            open: None,
            last: None,
            every: option("every_ms").int().unsigned_abs(),
            timeout: option("timeout_ms").int().unsigned_abs(),
            roams: option("endpoints").text() == "all",
            require_leader: option("require_leader").flag(),
        }
    }

    /// What a crash leaves of it.
    pub fn restarted(&self) -> Client {
        Client { open: None, last: None, ..self.clone() }
    }

    /// The next server, in the order of the cast.
    fn turn(&mut self, servers: u8) {
        if self.roams && servers > 0 {
            self.server = NodeId((self.server.0 + 1) % servers);
        }
    }

    fn finish(&mut self, outcome: Outcome, fx: &mut Fx) {
        if let Some(op) = self.open.take() {
            fx.disarm(Timer::Deadline);
            fx.disarm(Timer::Retry);
            fx.complete(op, outcome);
        }
    }
}

impl Raft {
    pub(super) fn start_client(&self, c: &mut Client, fx: &mut Fx) {
        fx.arm_ms(Timer::Next, c.every);
    }

    pub(super) fn on_client_timer(&self, c: &mut Client, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::Next => {
                fx.arm_ms(Timer::Next, c.every);
                if c.open.is_none() {
                    self.ask_server(c, fx);
                }
            }
            Timer::Deadline => {
                let outcome = match c.wants {
                    Wants::Write => Outcome::Unknown(DEADLINE),
                    Wants::Read { .. } => Outcome::Fail(DEADLINE),
                };
                c.last = Some(Err(DEADLINE));
                c.finish(outcome, fx);
                self.leave(c, fx);
            }
            Timer::Retry => self.send_request(c, fx),
            _ => {}
        }
    }

    fn ask_server(&self, c: &mut Client, fx: &mut Fx) {
        let kind = match c.wants {
            Wants::Write => OpKind::Write,
            Wants::Read { .. } => OpKind::Read,
        };
        c.open = Some(fx.invoke(kind));
        fx.arm_ms(Timer::Deadline, c.timeout);
        self.send_request(c, fx);
    }

    fn send_request(&self, c: &Client, fx: &mut Fx) {
        let Some(op) = c.open else { return };
        let spent = fx.elapsed(Timer::Deadline).unwrap_or(0);
        let timeout = (c.timeout * 1000).saturating_sub(spent);
        let request = Request { op, timeout, require_leader: c.require_leader };
        let message = match c.wants {
            Wants::Write => Message::Put(request),
            Wants::Read { serializable } => Message::Range { request, serializable },
        };
        fx.send(c.server, message);
    }

    /// Gives this server up: what it still says is not heard.
    fn leave(&self, c: &mut Client, fx: &mut Fx) {
        if c.roams {
            fx.hang_up(c.server, 0);
            c.turn(self.servers.len() as u8);
        }
    }

    pub(super) fn on_answer(&self, c: &mut Client, op: OpId, answer: Answer, fx: &mut Fx) {
        if c.open != Some(op) {
            return;
        }
        c.last = Some(answer);
        match (answer, c.wants) {
            (Ok(index), _) => c.finish(Outcome::Ok { position: index as i64 }, fx),
            (Err(error), Wants::Write) => {
                let sure = error == desk::DROPPED || error == desk::NO_LEADER;
                let outcome = if sure { Outcome::Fail(error) } else { Outcome::Unknown(error) };
                c.finish(outcome, fx);
                self.leave(c, fx);
            }
            (Err(_), Wants::Read { .. }) => self.repeat(c, fx),
        }
    }

    /// A read that came to nothing is asked again, elsewhere if possible.
    fn repeat(&self, c: &mut Client, fx: &mut Fx) {
        self.leave(c, fx);
        fx.arm_ms(Timer::Retry, BACKOFF_MS);
    }

    /// The connection broke.
    pub(super) fn on_broken(&self, c: &mut Client, server: NodeId, fx: &mut Fx) {
        if server != c.server {
            return;
        }
        if c.open.is_some() {
            c.last = Some(Err(BROKEN));
            match c.wants {
                Wants::Write => c.finish(Outcome::Unknown(BROKEN), fx),
                Wants::Read { .. } => fx.arm_ms(Timer::Retry, BACKOFF_MS),
            }
        }
        c.turn(self.servers.len() as u8);
    }
}

//! Clients: writers and readers that ask Sentinel who is master, stay where they are, or go on
//! to the next server. At most `in_flight` operations are open.

use super::message::{LINK, Message, PUBSUB, Refusal};
use super::settings::Redis;
use super::{Fx, Timer};
use crate::effects::{OpKind, Outcome};
use crate::scenario::NodeConfig;
use crate::schema::{BadInput, Field, Given, Ty};
use crate::view::{Role, Standing};
use crate::words::{NodeId, OpId};

/// Options of a writer.
pub const WRITER: &[Field] =
    &[MODE, EVERY, TIMEOUT, FROM, COUNT, IN_FLIGHT, Field::int("wait", 0, 99, 0), WAIT_TIMEOUT];
/// Options of a reader.
pub const READER: &[Field] = &[MODE, EVERY, TIMEOUT, FROM, COUNT, IN_FLIGHT];

const MODE: Field =
    Field::with("mode", Ty::OneOf(&["sentinel", "stay", "next"]), Given::Text("sentinel"));
/// 0: the next operation begins when the last one has ended.
const EVERY: Field = Field::int("every_ms", 0, 60_000, 100);
const TIMEOUT: Field = Field::int("timeout_ms", 1, 600_000, 2000);
const FROM: Field = Field::int("from_ms", 0, 3_600_000, 0);
/// How many operations; 0: no end.
const COUNT: Field = Field::int("count", 0, 1_000_000, 0);
/// How many operations may be open at once.
const IN_FLIGHT: Field = Field::int("in_flight", 1, 64, 1);
const WAIT_TIMEOUT: Field = Field::int("wait_timeout_ms", 0, 60_000, 1000);

/// Between two questions for the master's address, and after an operation that failed, µs.
const RETRY: std::ops::RangeInclusive<u64> = 100_000..=200_000;
/// Between two operations of a closed loop, µs.
const THINK: std::ops::RangeInclusive<u64> = 1_000..=1_000;

/// A client.
#[derive(Clone, Hash, Debug)]
pub struct Client {
    options: Options,
    /// The server it talks to, as far as it knows one.
    pub target: Option<NodeId>,
    /// It waits for Sentinel's answer before it goes on.
    asking: bool,
    /// A question to Sentinel is out: the answer to an older one is none.
    asked: bool,
    /// The Sentinel it asks and listens to.
    pub sentinel: Option<NodeId>,
    /// The operations under way, the oldest first.
    pub open: Vec<Open>,
    started: u32,
    /// How the last operation ended: what the picture shows.
    pub last: &'static str,
}

/// What the scenario says of a client.
#[derive(Clone, Hash, Debug)]
struct Options {
    writes: bool,
    mode: Mode,
    attached: Option<NodeId>,
    every: u64,
    timeout: u64,
    from: u64,
    count: u32,
    in_flight: usize,
    wait: i64,
    wait_timeout: i64,
}

/// How a client finds its server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Mode {
    /// It asks Sentinel and listens to `+switch-master`.
    Sentinel,
    /// It knows one server and stays.
    Stay,
    /// It knows all and goes on to the next when one fails it.
    Next,
}

/// An operation under way.
#[derive(Clone, Hash, Debug)]
pub struct Open {
    /// Which.
    pub op: OpId,
    /// Asked of whom.
    pub at: NodeId,
    /// When, ms.
    since: u64,
    /// The offset that SET returned, while WAIT is out.
    written: Option<i64>,
}

impl Client {
    /// A client as the scenario describes it.
    pub fn boot(on: &Redis, config: &NodeConfig) -> Result<Client, BadInput> {
        let int = |name: &str| config.options.at(name).int();
        let mode = match config.options.at("mode").text() {
            "stay" => Mode::Stay,
            "next" => Mode::Next,
            _ => Mode::Sentinel,
        };
        let (fits, wants) = match mode {
            Mode::Sentinel => (config.attached.is_none_or(|id| on.is_sentinel(id)), "a sentinel"),
            _ => (config.attached.is_none_or(|id| on.is_instance(id)), "a redis"),
        };
        if !fits {
            let label = config.attached.map_or("", |id| on.label(id));
            let mode = config.options.at("mode").text();
            let says = format!("\"{label}\" is not {wants}, which mode {mode} talks to first");
            return Err(BadInput::new("attached", says));
        }
        let options = Options {
            writes: config.kind.name == "writer",
            mode,
            attached: config.attached,
            every: int("every_ms") as u64,
            timeout: int("timeout_ms") as u64,
            from: int("from_ms") as u64,
            count: int("count") as u32,
            in_flight: int("in_flight") as usize,
            wait: int("wait"),
            wait_timeout: int("wait_timeout_ms"),
        };
        Ok(Client::new(options, 0))
    }

    /// What a crash leaves: its configuration.
    pub fn durable(&self) -> Client {
        let (options, started) = (self.options.clone(), self.started);
        Client::new(options, started)
    }

    fn new(options: Options, started: u32) -> Client {
        let (target, sentinel, open) = (None, None, Vec::new());
        let (asking, asked) = (false, false);
        Client { options, target, asking, asked, sentinel, open, started, last: "" }
    }

    /// The process starts.
    pub fn start(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        match self.options.mode {
            Mode::Sentinel => self.stop_and_ask(on, fx),
            _ => self.target = self.options.attached.or(on.first_master()),
        }
        let from = self.options.from * 1000;
        let spread = self.options.every.max(10) * 1000;
        fx.arm(Timer::Next, from..=from + spread);
    }

    /// Does nothing more until it knows who is master.
    fn stop_and_ask(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        self.asking = true;
        self.ask_sentinel(on, fx);
    }

    /// Asks who is master, and listens for the next change.
    fn ask_sentinel(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        fx.arm(Timer::Ask, RETRY);
        let known = on.all(|id| on.is_sentinel(id));
        let Some(sentinel) = self.sentinel.or(self.options.attached).or(known.first().copied())
        else {
            return;
        };
        if self.sentinel != Some(sentinel) {
            self.sentinel = Some(sentinel);
            fx.send(sentinel, Message::Subscribe);
        }
        self.asked = true;
        fx.send(sentinel, Message::GetMasterAddr);
    }

    /// A timer is due.
    pub fn wake(&mut self, on: &Redis, timer: Timer, fx: &mut Fx<'_>) {
        match timer {
            Timer::Next => self.next(fx),
            Timer::Timeout => self.time_out(on, fx),
            Timer::Ask => {
                self.give_up_sentinel(on, fx);
                self.ask_sentinel(on, fx);
            }
            _ => {}
        }
    }

    /// The Sentinel did not answer: the next one of the list.
    fn give_up_sentinel(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let Some(old) = self.sentinel else { return };
        fx.hang_up(old, LINK);
        fx.hang_up(old, PUBSUB);
        let known = on.all(|id| on.is_sentinel(id));
        let place = known.iter().position(|id| *id == old).map_or(0, |place| place + 1);
        self.sentinel = known.get(place % known.len().max(1)).copied();
        if let Some(next) = self.sentinel {
            fx.send(next, Message::Subscribe);
        }
    }

    /// It is time for an operation; with one still open, a fixed rate skips its turn.
    fn next(&mut self, fx: &mut Fx<'_>) {
        if self.options.count > 0 && self.started >= self.options.count {
            return;
        }
        if self.options.every > 0 {
            fx.arm_ms(Timer::Next, self.options.every);
        }
        let (true, Some(at), false) = (self.has_room(), self.target, self.asking) else {
            if self.options.every == 0 && self.open.is_empty() {
                fx.arm(Timer::Next, RETRY);
            }
            return;
        };
        self.started += 1;
        let op = fx.invoke(if self.options.writes { OpKind::Write } else { OpKind::Read });
        self.open.push(Open { op, at, since: fx.now().as_ms(), written: None });
        let then_wait = self.options.wait > 0;
        let command =
            if self.options.writes { Message::Set { op, then_wait } } else { Message::Get { op } };
        fx.send(at, command);
        self.arm_timeout(fx);
        if self.options.every == 0 && self.has_room() {
            fx.arm(Timer::Next, THINK);
        }
    }

    /// Whether another operation may be opened beside those under way.
    fn has_room(&self) -> bool {
        self.open.len() < self.options.in_flight
    }

    /// Its patience with the oldest operation.
    fn arm_timeout(&self, fx: &mut Fx<'_>) {
        match self.open.first() {
            None => fx.disarm(Timer::Timeout),
            Some(oldest) => {
                let waited = fx.now().as_ms() - oldest.since;
                fx.arm_ms(Timer::Timeout, self.options.timeout.saturating_sub(waited));
            }
        }
    }

    fn opened(&mut self, op: OpId) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.op == op)
    }

    /// Somebody answered.
    pub fn hear(&mut self, on: &Redis, from: NodeId, message: Message, fx: &mut Fx<'_>) {
        match message {
            Message::MasterAddr(master) if self.sentinel == Some(from) && self.asked => {
                self.told(master, fx);
            }
            Message::SwitchMaster { to, .. } if self.sentinel == Some(from) => self.told(to, fx),
            Message::Ok { op, position } => self.written(from, op, position, fx),
            Message::Acks { op, count } => self.waited(op, count, fx),
            Message::Value { op, position } => self.end(op, Outcome::Ok { position }, fx),
            Message::Error { op, why } => self.refused(on, op, why, fx),
            _ => {}
        }
    }

    /// Who is master: what was asked before is answered, too.
    fn told(&mut self, master: NodeId, fx: &mut Fx<'_>) {
        (self.target, self.asking, self.asked) = (Some(master), false, false);
        fx.disarm(Timer::Ask);
    }

    /// `+OK`: the end, or WAIT comes next.
    fn written(&mut self, from: NodeId, op: OpId, position: i64, fx: &mut Fx<'_>) {
        let (replicas, timeout) = (self.options.wait, self.options.wait_timeout);
        match self.opened(op) {
            Some(open) if replicas > 0 => {
                open.written = Some(position);
                fx.send(from, Message::Wait { op, replicas, timeout });
            }
            _ => self.end(op, Outcome::Ok { position }, fx),
        }
    }

    /// WAIT returned: with too few replicas nobody knows what becomes of the write.
    fn waited(&mut self, op: OpId, count: i64, fx: &mut Fx<'_>) {
        let position = self.opened(op).and_then(|open| open.written);
        let Some(position) = position else { return };
        let enough = count >= self.options.wait;
        let outcome = if enough { Outcome::Ok { position } } else { Outcome::Unknown("WAIT") };
        self.end(op, outcome, fx);
    }

    fn refused(&mut self, on: &Redis, op: OpId, why: Refusal, fx: &mut Fx<'_>) {
        let Some(open) = self.opened(op) else { return };
        let (written, at) = (open.written.is_some(), open.at);
        let outcome =
            if written { Outcome::Unknown(why.word()) } else { Outcome::Fail(why.word()) };
        self.end(op, outcome, fx);
        if why == Refusal::ReadOnly {
            self.leave(on, at, fx);
        }
    }

    /// The operation ends for this client.
    fn end(&mut self, op: OpId, outcome: Outcome, fx: &mut Fx<'_>) {
        let Some(place) = self.open.iter().position(|open| open.op == op) else { return };
        self.open.remove(place);
        let ok = matches!(outcome, Outcome::Ok { .. });
        self.last = match outcome {
            Outcome::Ok { .. } => "OK",
            Outcome::Fail(why) | Outcome::Unknown(why) => why,
        };
        fx.complete(op, outcome);
        self.arm_timeout(fx);
        if self.options.every == 0 {
            fx.arm(Timer::Next, if ok { THINK } else { RETRY });
        }
    }

    fn time_out(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let Some(oldest) = self.open.first() else { return };
        let at = oldest.at;
        self.end(oldest.op, Outcome::Unknown("timeout"), fx);
        fx.hang_up(at, LINK);
        self.end_all_at(at, fx);
        self.leave(on, at, fx);
    }

    /// Nothing comes back on a connection that is closed: what was asked there, nobody knows.
    fn end_all_at(&mut self, at: NodeId, fx: &mut Fx<'_>) {
        for op in
            self.open.iter().filter(|open| open.at == at).map(|open| open.op).collect::<Vec<_>>()
        {
            self.end(op, Outcome::Unknown("connection lost"), fx);
        }
    }

    /// A server failed it: whom to talk to next.
    fn leave(&mut self, on: &Redis, at: NodeId, fx: &mut Fx<'_>) {
        if self.target.is_some_and(|target| target != at) {
            return;
        }
        match self.options.mode {
            Mode::Sentinel if self.asking => {}
            Mode::Sentinel => self.stop_and_ask(on, fx),
            Mode::Stay => {}
            Mode::Next => {
                let known = on.all(|id| on.is_instance(id));
                let place = known.iter().position(|id| *id == at).map_or(0, |place| place + 1);
                self.target = known.get(place % known.len().max(1)).copied();
            }
        }
    }

    /// A connection broke: whether the operation under way was executed, nobody knows.
    pub fn lose(&mut self, on: &Redis, peer: NodeId, channel: u8, fx: &mut Fx<'_>) {
        if on.is_sentinel(peer) {
            // The next one is asked, too: what this one would have published is missed.
            if self.sentinel == Some(peer) && channel == PUBSUB {
                fx.arm(Timer::Ask, RETRY);
            }
            return;
        }
        self.end_all_at(peer, fx);
        self.leave(on, peer, fx);
    }

    /// Whom it talks to.
    pub fn standing(&self) -> Standing {
        Standing {
            role: Role::Client,
            epoch: 0,
            established: false,
            leader: self.target,
            log_end: i64::from(self.started),
            commit: -1,
            discards: 0,
        }
    }

    /// What it does, in a word.
    pub fn word(&self) -> &'static str {
        if self.options.writes { "writer" } else { "reader" }
    }
}

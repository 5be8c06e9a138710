//! A Redis server: master or replica. What it says to replicas is in `master`, to its master in
//! `replica`, to clients and Sentinels in `serve`.

mod aof;
pub mod disk;
mod handover;
mod master;
mod replica;
mod serve;
pub mod stream;
mod unmet;

use super::message::{LINK, Message, PUBSUB};
use super::own::Own;
use super::rules::replication::{MinReplicas, Replstate};
use super::settings::Redis;
use super::thread::MainThread;
use super::{Fx, Timer};
use crate::flat::FlatMap;
use crate::view::{Role as Shape, Standing};
use crate::words::{NodeId, NodeSet};
use aof::Aof;
use disk::{Conf, Disk};
use handover::Handover;
pub use handover::Order;
use stream::Stream;

/// A Redis server.
#[derive(Clone, Hash, Debug)]
pub struct Instance {
    /// Which.
    pub me: NodeId,
    /// It has been started.
    pub running: bool,
    /// Its configuration file.
    pub conf: Conf,
    /// What `CONFIG SET` has changed.
    pub own: Own,
    /// What is on its disk beside the configuration.
    pub disk: Disk,
    /// How often it was started, and how many replication ids it has drawn.
    pub births: u32,
    pub(super) replids: u32,
    /// `run_id`, drawn anew at every start.
    pub runid: u64,
    /// The failover that made it, or its master, a master. No field of Redis: it names reigns.
    pub reign: i64,
    /// The master that its group began with. No field of Redis, either.
    pub group: NodeId,
    /// `replid`
    pub replid: u64,
    /// `replid2` and `second_replid_offset`
    pub replid2: Option<(u64, i64)>,
    /// The data set and the backlog.
    pub data: Stream,
    /// Master or replica.
    pub role: Role,
    /// Those that replicate this one.
    pub replicas: FlatMap<NodeId, Attached>,
    /// How many of them counted as good when they were last counted.
    pub good: i64,
    /// The data are being loaded.
    pub loading: bool,
    /// How far the append-only file is.
    aof: Aof,
    /// The configuration file that is being written.
    rewriting: Option<Box<Conf>>,
    /// It has saved, and exits as soon as that is flushed.
    stopping: bool,
    /// Its main thread.
    pub thread: MainThread,
    /// The second in which `replicationCron` last ran, and how often it has.
    second: i64,
    crons: i64,
    /// Connections of clients and Sentinels, with the offset after the last write of each.
    normal: FlatMap<NodeId, i64>,
    /// Their Pub/Sub connections.
    subscribers: NodeSet,
    /// Clients that wait for replicas.
    waiting: Vec<Waiting>,
    /// `FAILOVER` in progress.
    pub handover: Option<Handover>,
    /// Without replicas since then, s.
    alone_since: i64,
    /// Full resynchronisations that threw data away.
    pub discards: u32,
}

/// Master or replica.
#[derive(Clone, Hash, Debug)]
pub enum Role {
    /// It takes writes.
    Master,
    /// It follows.
    Replica(Upstream),
}

/// What a replica knows of its master.
#[derive(Clone, Hash, Debug)]
pub struct Upstream {
    /// Its master.
    pub master: NodeId,
    /// How far the connection is.
    pub link: ReplState,
    /// It may ask to go on where it was.
    cached: bool,
    /// When the master was last heard, s.
    io: i64,
    /// Since when the link is down, s.
    down_since: Option<i64>,
    /// The history that the snapshot to come belongs to.
    incoming: u64,
}

/// `repl_state`; the handshake's steps are one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReplState {
    /// To be connected.
    Connect,
    /// PSYNC is sent.
    Handshake,
    /// It waits for the snapshot, or loads it.
    Transfer,
    /// It gets the stream.
    Connected,
}

impl ReplState {
    /// As INFO and the log write it.
    pub const fn word(self) -> &'static str {
        match self {
            ReplState::Connect => "CONNECT",
            ReplState::Handshake => "SEND_PSYNC",
            ReplState::Transfer => "TRANSFER",
            ReplState::Connected => "CONNECTED",
        }
    }
}

/// A replica as its master sees it.
#[derive(Clone, Hash, Debug)]
pub struct Attached {
    /// How far it is.
    pub state: Phase,
    /// What it last acknowledged.
    pub ack: i64,
    /// When, s: `repl_ack_time`.
    pub ack_time: i64,
}

/// `replstate`, with what it takes.
#[derive(Clone, Hash, Debug)]
pub enum Phase {
    /// It asked for a snapshot then, s.
    WaitBgsaveStart(i64),
    /// The snapshot is being written.
    WaitBgsaveEnd(Box<Stream>),
    /// The snapshot is on its way; the stream after this offset waits for its first ACK.
    SendBulk(i64),
    /// It gets the stream.
    Online,
}

impl Phase {
    /// The same as the rules name it.
    pub const fn replstate(&self) -> Replstate {
        match self {
            Phase::WaitBgsaveStart(_) => Replstate::WaitBgsaveStart,
            Phase::WaitBgsaveEnd(_) => Replstate::WaitBgsaveEnd,
            Phase::SendBulk(_) => Replstate::SendBulk,
            Phase::Online => Replstate::Online,
        }
    }
    /// As the log writes it.
    pub const fn word(&self) -> &'static str {
        match self {
            Phase::WaitBgsaveStart(_) => "wait_bgsave_start",
            Phase::WaitBgsaveEnd(_) => "wait_bgsave_end",
            Phase::SendBulk(_) => "send_bulk",
            Phase::Online => "online",
        }
    }
}

/// A client in WAIT.
#[derive(Clone, Hash, Debug)]
struct Waiting {
    client: NodeId,
    op: crate::words::OpId,
    offset: i64,
    replicas: i64,
    /// ms; `None`: for ever.
    until: Option<i64>,
}

/// Whole seconds of the clock, as `server.unixtime`.
fn seconds(fx: &Fx<'_>) -> i64 {
    (fx.now().as_ms() / 1000) as i64
}

/// Milliseconds of the clock.
fn millis(fx: &Fx<'_>) -> i64 {
    fx.now().as_ms() as i64
}

impl Instance {
    /// Its master, if it has one.
    pub fn master(&self) -> Option<NodeId> {
        if let Role::Replica(up) = &self.role { Some(up.master) } else { None }
    }
    /// Whether it is a replica whose link is up, or a master.
    pub fn link(&self) -> Option<ReplState> {
        if let Role::Replica(up) = &self.role { Some(up.link) } else { None }
    }

    /// A number of redis.conf, unless `CONFIG SET` has changed it here.
    fn number(&self, name: &str, in_file: i64) -> i64 {
        self.own.int(name).unwrap_or(in_file)
    }
    /// `min-replicas-to-write`, `min-replicas-max-lag`
    pub fn gate(&self, on: &Redis) -> MinReplicas {
        MinReplicas {
            to_write: self.number("min-replicas-to-write", on.gate.to_write),
            max_lag: self.number("min-replicas-max-lag", on.gate.max_lag),
        }
    }
    /// `repl-timeout`, s.
    fn repl_timeout(&self, on: &Redis) -> i64 {
        self.number("repl-timeout", on.repl_timeout)
    }
    /// `replica-serve-stale-data`
    fn serves_stale(&self, on: &Redis) -> bool {
        self.own.text("replica-serve-stale-data").map_or(on.serve_stale, |word| word == "yes")
    }
    fn backlog_size(&self, on: &Redis) -> i64 {
        self.number("repl-backlog-size", on.backlog_size)
    }
    fn sync_delay(&self, on: &Redis) -> i64 {
        self.number("repl-diskless-sync-delay", on.sync_delay)
    }

    /// Something was said to it.
    pub fn hear(&mut self, on: &Redis, from: NodeId, message: Message, fx: &mut Fx<'_>) {
        match message {
            Message::Psync { replid, offset, failover } => {
                self.answer_psync(on, from, replid, offset, failover, fx);
            }
            Message::Ack(offset) => self.hear_ack(on, from, offset, fx),
            Message::FullResync { .. }
            | Message::Continue { .. }
            | Message::NoMasterLink
            | Message::Rdb(_)
            | Message::Stream(_) => self.hear_master(on, from, message, fx),
            Message::Subscribe => {
                self.subscribers.insert(from);
            }
            _ => {
                self.normal.entry(from).or_insert(0);
                self.serve(on, from, message, fx);
            }
        }
    }

    /// A timer is due.
    pub fn wake(&mut self, on: &Redis, timer: Timer, fx: &mut Fx<'_>) {
        match timer {
            Timer::Cron => self.cron(on, fx),
            Timer::Bgsave => self.send_snapshots(on, fx),
            Timer::Load => self.loaded(fx),
            Timer::Wait => self.wait_over(fx),
            Timer::Child => self.child_done(),
            _ => {}
        }
    }

    /// Before its event loop sleeps. `beforeSleep`
    pub fn before_sleep(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        self.flush_aof(on, fx);
    }

    /// A flush is done: of the main thread, or in the background.
    pub fn disk_done(&mut self, timer: Timer, fx: &mut Fx<'_>) {
        if timer == Timer::Bio {
            self.aof_synced();
        } else if self.thread.flushed(fx) {
            self.flushed(fx);
        }
    }

    /// A connection broke.
    pub fn lose(&mut self, on: &Redis, peer: NodeId, channel: u8, fx: &mut Fx<'_>) {
        if channel == PUBSUB {
            self.subscribers.remove(peer);
        } else if on.is_instance(peer) {
            if self.replicas.remove(&peer).is_some() {
                self.replica_left(on, fx);
            }
            self.master_left(peer, fx);
        } else {
            self.forget_client(peer);
        }
    }

    fn forget_client(&mut self, client: NodeId) {
        self.normal.remove(&client);
        self.waiting.retain(|waiting| waiting.client != client);
        if let Some(handover) = &mut self.handover {
            handover.postponed.retain(|(from, _)| *from != client);
        }
    }

    /// Role, reign and offset.
    pub fn standing(&self) -> Standing {
        let master = self.master();
        Standing {
            role: if master.is_none() { Shape::Leader } else { Shape::Follower },
            epoch: self.reign,
            established: self.running && master.is_none() && !self.loading,
            leader: Some(master.unwrap_or(self.me)),
            log_end: self.data.offset(),
            commit: -1,
            discards: self.discards,
        }
    }
}

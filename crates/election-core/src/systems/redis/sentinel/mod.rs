//! A Sentinel. The monitoring half is in `watch` and `info`, the acting half in `down`, `vote`,
//! `failover` and `reconf`; what Sentinels tell each other is in `hello`.

mod down;
mod failover;
mod hello;
mod info;
mod reconf;
pub mod table;
pub(super) mod unmet;
mod vote;
mod watch;

use super::message::{LINK, Message, PUBSUB};
use super::own::{Own, SENTINEL_SET};
use super::rules::vote::Epoch;
use super::settings::{Kind, Redis, TICK, TILT_TRIGGER};
use super::thread::MainThread;
use super::{Fx, Timer};
use crate::fact;
use crate::flat::FlatMap;
use crate::protocol::Crash;
use crate::rule::Rule;
use crate::value::Value;
use crate::view::{Role, Standing};
use crate::words::{NodeId, NodeSet};
use table::{Master, Other, Peer, Replica, Report, State};

/// A Sentinel.
#[derive(Clone, Hash, Debug)]
pub struct Sentinel {
    /// Which.
    me: NodeId,
    /// `sentinel monitor` of its first configuration file.
    monitor: NodeId,
    /// The largest epoch seen. `current_epoch`
    pub current_epoch: Epoch,
    /// In TILT since then, ms.
    pub tilt: Option<i64>,
    /// The last tick, ms.
    previous: i64,
    /// The master it watches.
    pub master: Master,
    /// Its replicas.
    pub replicas: FlatMap<NodeId, Replica>,
    /// The other Sentinels.
    pub others: FlatMap<NodeId, Other>,
    /// Clients that want to hear of `+switch-master`.
    clients: NodeSet,
    /// What `SENTINEL SET` has changed.
    pub own: Own,
    /// sentinel.conf as it was last flushed.
    file: File,
    /// Its main thread.
    pub thread: MainThread,
    /// How many lines its log has.
    pub events: u32,
    /// What decided the last selection: the table that the page shows.
    pub selection: Vec<Value>,
}

/// sentinel.conf: the epochs, the vote's epoch (not whom it went to), the master's address and
/// everyone known.
#[derive(Clone, Hash, Debug, Default)]
struct File {
    current_epoch: Epoch,
    master: Option<NodeId>,
    config_epoch: Epoch,
    leader_epoch: Epoch,
    replicas: NodeSet,
    others: NodeSet,
    own: Own,
}

/// What an entry of the table is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kin {
    Master,
    Replica,
    Sentinel,
}

impl Sentinel {
    /// A Sentinel before its first start: it knows the master of its configuration.
    pub fn boot(on: &Redis, id: NodeId) -> Sentinel {
        let addr = match on.kind(id) {
            Kind::Sentinel { monitor, .. } => *monitor,
            _ => NodeId(0),
        };
        Sentinel::watching(id, addr)
    }

    fn watching(me: NodeId, addr: NodeId) -> Sentinel {
        Sentinel {
            me,
            monitor: addr,
            current_epoch: Epoch(0),
            tilt: None,
            previous: 0,
            master: Master {
                addr,
                config_epoch: Epoch(0),
                leader: None,
                leader_epoch: Epoch(0),
                peer: Peer::new(0),
                report: Report::new(true, 0),
                odown: false,
                attempt: None,
                start_time: None,
                delay_logged: false,
            },
            replicas: FlatMap::new(),
            others: FlatMap::new(),
            clients: NodeSet::EMPTY,
            own: Own::default(),
            file: File::default(),
            thread: MainThread::default(),
            events: 0,
            selection: Vec::new(),
        }
    }

    /// What a crash leaves: sentinel.conf.
    pub fn durable(&self, crash: Crash) -> Sentinel {
        let mut left = Sentinel::watching(self.me, self.monitor);
        if crash == Crash::Wipe {
            return left;
        }
        let file = &self.file;
        left.current_epoch = file.current_epoch;
        left.master.addr = file.master.unwrap_or(self.monitor);
        left.master.config_epoch = file.config_epoch;
        left.master.leader_epoch = file.leader_epoch;
        left.replicas = file.replicas.iter().map(|id| (id, Replica::new(0))).collect();
        left.others = file.others.iter().map(|id| (id, Other::new(0))).collect();
        left.own = file.own.clone();
        left.file = file.clone();
        left.events = self.events;
        left
    }

    /// `sentinelFlushConfig`: the main thread waits until the new file is flushed.
    fn flush_config(&mut self) {
        self.thread.flush();
    }

    /// The flush is done: the file says what the Sentinel knows.
    pub fn disk_done(&mut self, fx: &mut Fx<'_>) {
        if !self.thread.flushed(fx) {
            return;
        }
        let (named, addr) = (self.named(), self.master.addr);
        let known = self.replicas.keys().copied().chain([addr]).filter(|id| *id != named);
        self.file = File {
            current_epoch: self.current_epoch,
            master: Some(named),
            config_epoch: self.master.config_epoch,
            leader_epoch: self.master.leader_epoch,
            replicas: known.collect(),
            others: self.others.keys().copied().collect(),
            own: self.own.clone(),
        };
        // "Sentinel new configuration saved on disk"
        self.events += 1;
    }

    /// The process starts: nobody has answered yet, and nobody is late.
    pub fn start(&mut self, fx: &mut Fx<'_>) {
        let now = millis(fx);
        self.previous = now;
        self.master.peer = Peer::new(now);
        self.master.report = Report::new(true, now);
        for replica in self.replicas.values_mut() {
            *replica = Replica::new(now);
        }
        for other in self.others.values_mut() {
            *other = Other::new(now);
        }
        fx.arm(Timer::Tick, TICK);
    }

    /// `sentinelTimer`: its period is drawn anew each time, so that two Sentinels that started
    /// together do not ask for votes together for ever.
    pub fn tick(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let slept = now - self.previous;
        if slept > TILT_TRIGGER {
            self.tilt = Some(now);
            self.log(fx, &super::cited::TILT, "+tilt", || {
                vec![fact!("sentinel_tilt_trigger", "slept" => slept, "limit" => TILT_TRIGGER)]
            });
        }
        self.previous = now;
        self.tend(on, Kin::Master, self.master.addr, fx);
        for id in self.replicas.keys().copied().collect::<Vec<_>>() {
            self.tend(on, Kin::Replica, id, fx);
        }
        for id in self.others.keys().copied().collect::<Vec<_>>() {
            self.tend(on, Kin::Sentinel, id, fx);
        }
        self.enter_promoted(on, fx);
        fx.arm(Timer::Tick, TICK);
    }

    /// One entry of the table: watch it always, act only with a clock that can be trusted.
    /// `sentinelHandleRedisInstance`
    fn tend(&mut self, on: &Redis, kin: Kin, id: NodeId, fx: &mut Fx<'_>) {
        self.reconnect(kin, id, fx);
        self.send_periodic(on, kin, id, fx);
        if self.in_tilt(fx) {
            return;
        }
        self.check_sdown(on, kin, id, fx);
        if kin == Kin::Master {
            self.check_odown(on, fx);
            if self.start_failover_if_needed(on, fx) {
                self.ask_others(true, fx);
            }
            self.advance_failover(on, fx);
            self.ask_others(false, fx);
        }
    }

    /// Something was said to it.
    pub fn hear(&mut self, on: &Redis, from: NodeId, message: Message, fx: &mut Fx<'_>) {
        match message {
            Message::Ping => fx.send(from, Message::Pong(None)),
            Message::Publish(hello) => {
                self.hear_hello(on, hello, fx);
                fx.send(from, Message::Published);
            }
            Message::IsMasterDown { master, epoch, runid } => {
                self.answer_down(on, from, (master, epoch, runid), fx);
            }
            Message::Hello(hello) => {
                if let Some(peer) = self.peer_mut(from) {
                    peer.link.pubsub_activity = millis(fx);
                }
                if hello.from != fx.me() {
                    self.hear_hello(on, hello, fx);
                }
            }
            Message::Subscribe => {
                self.clients.insert(from);
            }
            Message::GetMasterAddr => fx.send(from, Message::MasterAddr(self.named())),
            reply => self.hear_reply(on, from, reply, fx),
        }
    }

    fn hear_reply(&mut self, on: &Redis, from: NodeId, reply: Message, fx: &mut Fx<'_>) {
        let now = millis(fx);
        let Some(peer) = self.peer_mut(from) else { return };
        peer.link.pending = peer.link.pending.saturating_sub(1);
        match reply {
            Message::Pong(refusal) => {
                let link = &mut peer.link;
                (link.last_pong, link.last_avail, link.act_ping) = (now, now, None);
                if refusal.is_none() {
                    self.master_is_ready(from);
                }
            }
            Message::Published => peer.last_pub = now,
            Message::InfoReply(info) => self.read_info(on, from, info, fx),
            Message::DownReply { down, leader, leader_epoch } => {
                self.hear_opinion(from, (down, leader, leader_epoch), fx);
            }
            _ => {}
        }
    }

    /// A connection broke.
    pub fn lose(&mut self, peer: NodeId, channel: u8) {
        self.clients.remove(peer);
        let Some(entry) = self.peer_mut(peer) else { return };
        match channel {
            LINK => (entry.link.commands, entry.link.pending) = (false, 0),
            _ => entry.link.pubsub = false,
        }
        entry.link.disconnected = true;
    }

    fn peer_mut(&mut self, id: NodeId) -> Option<&mut Peer> {
        if id == self.master.addr {
            return Some(&mut self.master.peer);
        }
        let replica = self.replicas.get_mut(&id).map(|replica| &mut replica.peer);
        replica.or_else(|| self.others.get_mut(&id).map(|other| &mut other.peer))
    }

    fn report_mut(&mut self, id: NodeId) -> Option<&mut Report> {
        if id == self.master.addr {
            return Some(&mut self.master.report);
        }
        self.replicas.get_mut(&id).map(|replica| &mut replica.report)
    }

    /// The master it names to clients and other Sentinels: the promoted replica as soon as that
    /// one has said that it is a master. `sentinelGetCurrentMasterAddress`
    pub fn named(&self) -> NodeId {
        match &self.master.attempt {
            Some(attempt) if attempt.state >= State::ReconfSlaves => {
                attempt.promoted.unwrap_or(self.master.addr)
            }
            _ => self.master.addr,
        }
    }

    /// Whether it was elected and has not finished.
    pub fn leads_failover(&self) -> bool {
        self.master.attempt.as_ref().is_some_and(|attempt| attempt.state > State::WaitStart)
    }

    /// `quorum`
    pub fn quorum(&self, on: &Redis, me: NodeId) -> i64 {
        self.own.int("quorum").unwrap_or_else(|| on.quorum_of(me))
    }
    /// `down-after-milliseconds`
    fn down_after(&self, on: &Redis, me: NodeId) -> i64 {
        self.own.int("down-after-milliseconds").unwrap_or_else(|| on.down_after_of(me))
    }
    /// `failover-timeout`, ms.
    fn failover_timeout(&self, on: &Redis) -> i64 {
        self.own.int("failover-timeout").unwrap_or(on.failover_timeout)
    }
    /// `parallel-syncs`
    fn parallel_syncs(&self, on: &Redis) -> i64 {
        self.own.int("parallel-syncs").unwrap_or(on.parallel_syncs)
    }
    /// `master-reboot-down-after-period`, ms.
    fn reboot_down_after(&self, on: &Redis) -> i64 {
        self.own.int("master-reboot-down-after-period").unwrap_or(on.reboot_down_after)
    }

    /// `SENTINEL SET`: on this Sentinel alone; the others keep theirs. Its file has it at once.
    pub fn set(&mut self, request: &Value, fx: &mut Fx<'_>) -> Result<(), String> {
        let changed = self.own.set(SENTINEL_SET, request)?;
        self.flush_config();
        self.log(fx, &super::cited::CONFIG_SET, "+set", || changed);
        Ok(())
    }

    fn in_tilt(&mut self, fx: &mut Fx<'_>) -> bool {
        let now = millis(fx);
        let Some(since) = self.tilt else { return false };
        if now - since < super::settings::TILT_PERIOD {
            return true;
        }
        self.tilt = None;
        self.log(fx, &super::cited::TILT, "-tilt", || {
            let limit = super::settings::TILT_PERIOD;
            vec![fact!("sentinel_tilt_period", "since" => now - since, "limit" => limit)]
        });
        false
    }

    /// A line of its log.
    fn log(
        &mut self,
        fx: &mut Fx<'_>,
        rule: &'static Rule,
        word: &'static str,
        because: impl FnOnce() -> Vec<Value>,
    ) {
        self.events += 1;
        fx.cite(rule, word, because);
    }

    /// Closes both connections to an instance that leaves the table.
    fn drop_links(&mut self, id: NodeId, fx: &mut Fx<'_>) {
        fx.hang_up(id, LINK);
        fx.hang_up(id, PUBSUB);
    }

    /// What it acts under, and whom it names.
    pub fn standing(&self) -> Standing {
        Standing {
            role: Role::Voter,
            epoch: self.master.config_epoch.0,
            established: false,
            leader: Some(self.named()),
            log_end: i64::from(self.events),
            commit: -1,
            discards: 0,
        }
    }
}

/// Milliseconds of the clock.
fn millis(fx: &Fx<'_>) -> i64 {
    fx.now().as_ms() as i64
}

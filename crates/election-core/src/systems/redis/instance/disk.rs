//! What survives: the configuration file, the RDB file, the append-only file.

use super::aof::Aof;
use super::stream::Stream;
use super::{Instance, Role};
use crate::flat::FlatMap;
use crate::protocol::Crash;
use crate::scenario::NodeConfig;
use crate::schema::BadInput;
use crate::systems::redis::own::{CONFIG_SET, Own};
use crate::systems::redis::settings::{Kind, Redis, save_points};
use crate::systems::redis::thread::MainThread;
use crate::systems::redis::{Fx, Timer, cited};
use crate::value::Value;
use crate::words::{NodeId, NodeSet};

/// The configuration file, as `CONFIG REWRITE` leaves it.
#[derive(Clone, Hash, Debug)]
pub struct Conf {
    /// `replicaof`
    pub replicaof: Option<NodeId>,
    /// `replica-priority`
    priority: i64,
    /// What `CONFIG SET` had changed when it was written.
    own: Own,
    /// The reign that wrote it. No line of the file: it names reigns.
    pub reign: i64,
    /// The run id of the first start, if the scenario wants a certain one.
    pub run_id: Option<u64>,
    /// What loading and writing its data set take, µs.
    pub(super) load: Span,
    pub(super) bgsave: Span,
}

/// A duration is drawn from here, µs.
pub(super) type Span = (u64, u64);

/// The data files.
#[derive(Clone, Hash, Debug, Default)]
pub struct Disk {
    /// `dump.rdb`
    pub rdb: Option<Box<Rdb>>,
    /// The append-only file, for one that is down.
    aof: Option<Box<Stream>>,
    /// A snapshot that the main thread writes, and one that a child writes: not yet flushed.
    pending: Option<Box<Rdb>>,
    child: Option<Box<Rdb>>,
    /// Writes since the last snapshot, and when that was, s.
    pub dirty: i64,
    pub(super) last_save: i64,
}

/// A snapshot with its position.
#[derive(Clone, Hash, Debug)]
pub struct Rdb {
    /// The data.
    pub data: Stream,
    /// `repl-id`
    pub replid: u64,
}

const RUN_ID: u64 = 1;
const REPL_ID: u64 = 2;
/// What loading or writing a small data set takes, µs.
const SMALL: Span = (5_000, 10_000);

impl Instance {
    /// A server before its first start.
    pub fn boot(on: &Redis, id: NodeId, config: &NodeConfig) -> Result<Instance, BadInput> {
        let Kind::Instance(replicaof) = on.kind(id) else {
            return Err(BadInput::new("kind", "not a redis; allowed: redis"));
        };
        let conf = Conf {
            replicaof: *replicaof,
            priority: config.options.at("replica-priority").int(),
            own: Own::default(),
            reign: 0,
            run_id: read_hex(config, "run_id")?,
            load: span(config, "load_ms"),
            bgsave: span(config, "bgsave_ms"),
        };
        let durable = &config.durable;
        let replid = match durable.at("repl-id").as_text() {
            Some(text) => Some(hex_id(text).map_err(|bad| bad.inside("durable.repl-id"))?),
            None => None,
        };
        let rdb = replid.map(|replid| {
            Box::new(Rdb { data: Stream::at(durable.at("repl-offset").int()), replid })
        });
        let disk = Disk { rdb, ..Disk::default() };
        Ok(Instance::down(id, conf, disk, on.root_of(id)))
    }

    /// A server that does not run.
    fn down(me: NodeId, conf: Conf, disk: Disk, group: NodeId) -> Instance {
        let data = match (&disk.aof, &disk.rdb) {
            (Some(aof), _) => (**aof).clone(),
            (None, Some(rdb)) => rdb.data.clone(),
            (None, None) => Stream::default(),
        };
        Instance {
            me,
            running: false,
            reign: conf.reign,
            group,
            role: match conf.replicaof {
                Some(master) => Instance::follower(master, false, 0),
                None => Role::Master,
            },
            own: conf.own.clone(),
            conf,
            disk,
            births: 0,
            replids: 0,
            runid: 0,
            replid: 0,
            replid2: None,
            data,
            replicas: FlatMap::new(),
            good: 0,
            loading: false,
            aof: Aof::default(),
            rewriting: None,
            stopping: false,
            thread: MainThread::default(),
            second: 0,
            crons: 0,
            normal: FlatMap::new(),
            subscribers: NodeSet::EMPTY,
            waiting: Vec::new(),
            handover: None,
            alone_since: 0,
            discards: 0,
        }
    }

    /// What a crash leaves: the files as they were last flushed; of the append-only file a killed
    /// process leaves what it had handed to the operating system, too.
    pub fn durable(&self, on: &Redis, crash: Crash) -> Instance {
        let aof = (self.running && on.appendonly).then(|| match crash {
            Crash::Power => Box::new(self.data.first(self.aof.flushed)),
            Crash::Process | Crash::Wipe => Box::new(self.data.first(self.aof.written)),
        });
        let disk = match crash {
            Crash::Wipe => Disk::default(),
            _ => Disk {
                aof: aof.or_else(|| self.disk.aof.clone()),
                pending: None,
                child: None,
                ..self.disk.clone()
            },
        };
        let mut down = Instance::down(self.me, self.conf.clone(), disk, self.group);
        (down.births, down.replids) = (self.births, self.replids);
        down.discards = self.discards;
        down
    }

    /// The process starts and loads its data. `loadDataFromDisk`
    pub fn start(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let me = fx.me();
        self.running = true;
        self.births += 1;
        let first = if self.births == 1 { self.conf.run_id } else { None };
        self.runid = first.unwrap_or_else(|| on.draw(RUN_ID, me, self.births));
        self.replid = self.new_replid(on, me);
        self.alone_since = super::seconds(fx);
        self.disk.last_save = super::seconds(fx);
        let rdb = self.disk.rdb.clone();
        let from_disk = rdb.is_some() || self.disk.aof.is_some();
        match (self.disk.aof.take(), rdb) {
            (Some(aof), _) => {
                self.data = aof.without_offsets();
                self.aof = Aof::whole(self.data.entries().len());
            }
            (None, Some(rdb)) => self.load_rdb(*rdb),
            (None, None) => {}
        }
        fx.arm(Timer::Cron, 1000..=1000);
        if self.data.writes() > 0 || from_disk && self.conf.load != SMALL {
            self.load(fx);
        } else if let Some(master) = self.master() {
            self.connect(master, fx);
        }
    }

    /// Until it is done the server answers LOADING.
    pub(super) fn load(&mut self, fx: &mut Fx<'_>) {
        self.loading = true;
        let (from, to) = self.conf.load;
        fx.arm(Timer::Load, from..=to);
    }

    /// A replica goes on with the history in the file; for a master it is only the second one.
    fn load_rdb(&mut self, rdb: Rdb) {
        self.data = rdb.data;
        match &mut self.role {
            Role::Replica(up) => {
                up.cached = true;
                self.replid = rdb.replid;
            }
            Role::Master => {
                self.replid2 = Some((rdb.replid, self.data.offset() + 1));
                self.data.restart_backlog();
            }
        }
    }

    /// `changeReplicationId`
    pub(super) fn new_replid(&mut self, on: &Redis, me: NodeId) -> u64 {
        self.replids += 1;
        on.draw(REPL_ID, me, self.replids)
    }

    /// A snapshot of what it holds now.
    fn snapshot(&self) -> Box<Rdb> {
        Box::new(Rdb { data: self.data.clone(), replid: self.replid })
    }

    /// Writes a snapshot itself: after a full copy, and before it stops.
    pub(super) fn save(&mut self, now_s: i64) {
        self.disk.pending = Some(self.snapshot());
        (self.disk.dirty, self.disk.last_save) = (0, now_s);
    }

    /// What the main thread had written is flushed and renamed to its place.
    pub(super) fn flushed(&mut self, fx: &mut Fx<'_>) {
        self.aof_flushed();
        if let Some(conf) = self.rewriting.take() {
            self.conf = *conf;
        }
        if let Some(rdb) = self.disk.pending.take() {
            self.disk.rdb = Some(rdb);
        }
        if self.stopping {
            fx.exit();
        }
    }

    /// The child has written its snapshot.
    pub(super) fn child_done(&mut self) {
        if let Some(rdb) = self.disk.child.take() {
            self.disk.rdb = Some(rdb);
        }
    }

    /// Once a second: what is due of `save` is written by a child.
    pub(super) fn persist(&mut self, on: &Redis, now_s: i64, fx: &mut Fx<'_>) {
        let (dirty, age) = (self.disk.dirty, now_s - self.disk.last_save);
        if self.save_points(on).iter().any(|(seconds, changes)| dirty >= *changes && age > *seconds)
            && self.disk.child.is_none()
        {
            self.disk.child = Some(self.snapshot());
            (self.disk.dirty, self.disk.last_save) = (0, now_s);
            fx.fsync(Timer::Child);
        }
    }

    /// `replica-priority`
    pub fn priority(&self) -> i64 {
        self.own.int("replica-priority").unwrap_or(self.conf.priority)
    }

    /// When snapshots are due.
    pub(super) fn save_points(&self, on: &Redis) -> &'static [(i64, i64)] {
        self.own.text("save").map_or(on.save, save_points)
    }

    /// `CONFIG SET`: lost at a restart, unless a `CONFIG REWRITE` comes first.
    pub fn config_set(
        &mut self,
        on: &Redis,
        request: &Value,
        fx: &mut Fx<'_>,
    ) -> Result<(), String> {
        let changed = self.own.set(CONFIG_SET, request)?;
        fx.cite(&cited::CONFIG_SET, "CONFIG SET", || changed);
        self.recount(on, fx);
        Ok(())
    }

    /// `CONFIG REWRITE`: the main thread flushes the new file before it takes the old one's
    /// place. `rewriteConfigOverwriteFile`
    pub(super) fn rewrite_config(&mut self) {
        let (replicaof, reign, own) = (self.master(), self.reign, self.own.clone());
        self.rewriting = Some(Box::new(Conf { replicaof, reign, own, ..self.conf.clone() }));
        self.thread.flush();
    }

    /// `SHUTDOWN`: with save points the data are saved first.
    pub fn stop(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        if !self.save_points(on).is_empty() && !self.loading {
            self.save(super::seconds(fx));
            self.thread.flush();
            self.stopping = true;
        } else {
            fx.exit();
        }
    }
}

fn span(config: &NodeConfig, option: &str) -> Span {
    config.options.at(option).as_int().map_or(SMALL, |ms| (ms as u64 * 1000, ms as u64 * 1000))
}

fn read_hex(config: &NodeConfig, option: &str) -> Result<Option<u64>, BadInput> {
    match config.options.at(option).as_text() {
        Some(text) => hex_id(text).map(Some).map_err(|bad| bad.inside(option)),
        None => Ok(None),
    }
}

/// Reads the beginning of an id: what is not given is 0.
fn hex_id(text: &str) -> Result<u64, BadInput> {
    let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if text.is_empty() || text.len() > 16 || !lower {
        let says = format!("\"{text}\" is not 1 to 16 digits 0-9 a-f");
        return Err(BadInput::new("", says));
    }
    Ok(text.bytes().chain(std::iter::repeat(b'0')).take(16).fold(0, |id, digit| {
        id << 4 | u64::from(if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 })
    }))
}

//! What a client may ask of the tree of znodes, and what it gets: requests, responses, errors and
//! watch events, by the names of `ZooDefs.OpCode`, `KeeperException.Code` and `EventType`.

use super::rules::Zxid;
use std::fmt;
use std::sync::Arc;

/// A path, or the data of a znode. Data are text here.
pub type Text = Arc<str>;

/// A session; 0 is none. The first byte is the id of the server that created it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct SessionId(pub i64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// How a znode is created (`CreateMode`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct CreateMode {
    /// It lives as long as the session that created it.
    pub ephemeral: bool,
    /// Its name gets the next number of its parent.
    pub sequential: bool,
}

impl CreateMode {
    /// PERSISTENT.
    pub const PERSISTENT: CreateMode = CreateMode { ephemeral: false, sequential: false };
    /// EPHEMERAL.
    pub const EPHEMERAL: CreateMode = CreateMode { ephemeral: true, sequential: false };
    /// PERSISTENT_SEQUENTIAL.
    pub const PERSISTENT_SEQUENTIAL: CreateMode = CreateMode { ephemeral: false, sequential: true };
    /// EPHEMERAL_SEQUENTIAL.
    pub const EPHEMERAL_SEQUENTIAL: CreateMode = CreateMode { ephemeral: true, sequential: true };
}

/// The version that fits every version.
pub const ANY_VERSION: i32 = -1;

/// A write, alone or as a part of a multi.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// `create2`.
    Create {
        /// The path; of a sequential znode without its number.
        path: Text,
        /// Its data.
        data: Text,
        /// Its kind.
        mode: CreateMode,
    },
    /// `delete`.
    Delete {
        /// The path.
        path: Text,
        /// The version it must have.
        version: i32,
    },
    /// `setData`.
    SetData {
        /// The path.
        path: Text,
        /// The new data.
        data: Text,
        /// The version it must have.
        version: i32,
    },
    /// `check`: changes nothing, but a multi fails with it.
    Check {
        /// The path.
        path: Text,
        /// The version it must have.
        version: i32,
    },
}

impl Op {
    /// `create2`.
    pub fn create(path: &str, data: &str, mode: CreateMode) -> Op {
        Op::Create { path: path.into(), data: data.into(), mode }
    }
    /// `delete`.
    pub fn delete(path: &str, version: i32) -> Op {
        Op::Delete { path: path.into(), version }
    }
    /// `setData`.
    pub fn set_data(path: &str, data: &str, version: i32) -> Op {
        Op::SetData { path: path.into(), data: data.into(), version }
    }
    /// `check`.
    pub fn check(path: &str, version: i32) -> Op {
        Op::Check { path: path.into(), version }
    }
    /// The path.
    pub fn path(&self) -> &Text {
        match self {
            Op::Create { path, .. }
            | Op::Delete { path, .. }
            | Op::SetData { path, .. }
            | Op::Check { path, .. } => path,
        }
    }
}

/// A request of a client with a session.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Request {
    /// A write.
    Write(Op),
    /// `multi`: all of these or none.
    Multi(Vec<Op>),
    /// `getData`.
    GetData {
        /// The path.
        path: Text,
        /// Whether to leave a watch.
        watch: bool,
    },
    /// `exists`; the watch is left also where there is no znode.
    Exists {
        /// The path.
        path: Text,
        /// Whether to leave a watch.
        watch: bool,
    },
    /// `getChildren2`.
    GetChildren {
        /// The path.
        path: Text,
        /// Whether to leave a watch.
        watch: bool,
    },
    /// `sync`: what follows reads no state older than this moment's.
    Sync,
    /// `closeSession`.
    CloseSession,
}

impl Request {
    /// `create2`.
    pub fn create(path: &str, data: &str, mode: CreateMode) -> Request {
        Request::Write(Op::create(path, data, mode))
    }
    /// `delete`.
    pub fn delete(path: &str, version: i32) -> Request {
        Request::Write(Op::delete(path, version))
    }
    /// `setData`.
    pub fn set_data(path: &str, data: &str, version: i32) -> Request {
        Request::Write(Op::set_data(path, data, version))
    }
    /// `getData`.
    pub fn get_data(path: &str, watch: bool) -> Request {
        Request::GetData { path: path.into(), watch }
    }
    /// `exists`.
    pub fn exists(path: &str, watch: bool) -> Request {
        Request::Exists { path: path.into(), watch }
    }
    /// `getChildren2`.
    pub fn get_children(path: &str, watch: bool) -> Request {
        Request::GetChildren { path: path.into(), watch }
    }
    /// Whether a server answers it from its own tree.
    pub const fn reads(&self) -> bool {
        matches!(
            self,
            Request::GetData { .. } | Request::Exists { .. } | Request::GetChildren { .. }
        )
    }
}

/// What a znode's header says (`Stat`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Stat {
    /// The transaction that created it.
    pub czxid: Zxid,
    /// The transaction that last changed its data.
    pub mzxid: Zxid,
    /// The transaction that last changed its list of children.
    pub pzxid: Zxid,
    /// How often its data changed.
    pub version: i32,
    /// How often its list of children changed.
    pub cversion: i32,
    /// Whose it is, if it is ephemeral.
    pub ephemeral_owner: SessionId,
    /// How many children it has.
    pub num_children: i32,
}

/// What a successful request returns.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Response {
    /// Of `create2`.
    Created {
        /// The whole path, with the number of a sequential znode.
        path: Text,
        /// Its header.
        stat: Stat,
    },
    /// Of `delete`, `check`, `sync`, `setWatches`, `closeSession`.
    Done,
    /// Of `setData` and `exists`.
    Stat(Stat),
    /// Of `getData`.
    Data {
        /// The data.
        data: Text,
        /// The header.
        stat: Stat,
    },
    /// Of `getChildren2`.
    Children {
        /// Names, not paths; ascending.
        names: Vec<Text>,
        /// The parent's header.
        stat: Stat,
    },
    /// Of `multi`, one for each part.
    Multi(Vec<Response>),
}

/// Why a request failed (`KeeperException.Code`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Error {
    /// The path is none, or the request is not allowed there.
    BadArguments,
    /// The znode has another version.
    BadVersion,
    /// The connection broke: nobody knows whether it took effect.
    ConnectionLoss,
    /// An ephemeral znode has no children.
    NoChildrenForEphemerals,
    /// There is such a znode.
    NodeExists,
    /// There is no such znode.
    NoNode,
    /// The znode has children.
    NotEmpty,
    /// The session is over.
    SessionExpired,
    /// The session is at another server now.
    SessionMoved,
}

impl Error {
    /// The real name.
    pub const fn name(self) -> &'static str {
        match self {
            Error::BadArguments => "BADARGUMENTS",
            Error::BadVersion => "BADVERSION",
            Error::ConnectionLoss => "CONNECTIONLOSS",
            Error::NoChildrenForEphemerals => "NOCHILDRENFOREPHEMERALS",
            Error::NodeExists => "NODEEXISTS",
            Error::NoNode => "NONODE",
            Error::NotEmpty => "NOTEMPTY",
            Error::SessionExpired => "SESSIONEXPIRED",
            Error::SessionMoved => "SESSIONMOVED",
        }
    }
}

/// What happened to a watched path (`Watcher.Event.EventType`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Change {
    /// NodeCreated.
    Created,
    /// NodeDeleted.
    Deleted,
    /// NodeDataChanged.
    DataChanged,
    /// NodeChildrenChanged.
    ChildrenChanged,
}

impl Change {
    /// The real name.
    pub const fn name(self) -> &'static str {
        match self {
            Change::Created => "NodeCreated",
            Change::Deleted => "NodeDeleted",
            Change::DataChanged => "NodeDataChanged",
            Change::ChildrenChanged => "NodeChildrenChanged",
        }
    }
}

/// A watch fired.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WatchedEvent {
    /// What happened.
    pub change: Change,
    /// To which znode.
    pub path: Text,
}

/// The paths a client watches (`SetWatches`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Watched {
    /// By `getData`, and by `exists` where there was a znode.
    pub data: crate::flat::FlatSet<Text>,
    /// By `exists` where there was none.
    pub exist: crate::flat::FlatSet<Text>,
    /// By `getChildren`.
    pub child: crate::flat::FlatSet<Text>,
}

impl Watched {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }
    /// How many.
    pub fn count(&self) -> u32 {
        (self.data.len() + self.exist.len() + self.child.len()) as u32
    }
    /// A watch that fires is gone (`ZKWatchManager.materialize`).
    pub fn fired(&mut self, event: &WatchedEvent) {
        if event.change == Change::ChildrenChanged {
            self.child.remove(&event.path);
            return;
        }
        self.data.remove(&event.path);
        self.exist.remove(&event.path);
        if event.change == Change::Deleted {
            self.child.remove(&event.path);
        }
    }
}

impl fmt::Display for WatchedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.change.name(), self.path)
    }
}

impl Op {
    /// One line.
    pub fn text(&self) -> String {
        let at = |version: &i32| match *version {
            ANY_VERSION => String::new(),
            version => format!(" if version {version}"),
        };
        match self {
            Op::Create { path, mode, .. } => {
                let ephemeral = if mode.ephemeral { " ephemeral" } else { "" };
                let sequential = if mode.sequential { " sequential" } else { "" };
                format!("create {path}{ephemeral}{sequential}")
            }
            Op::Delete { path, version } => format!("delete {path}{}", at(version)),
            Op::SetData { path, version, .. } => format!("setData {path}{}", at(version)),
            Op::Check { path, version } => format!("check {path}{}", at(version)),
        }
    }
}

impl Request {
    /// One line.
    pub fn text(&self) -> String {
        let watching = |watch: &bool| if *watch { " and watch" } else { "" };
        match self {
            Request::Write(op) => op.text(),
            Request::Multi(ops) => {
                format!("multi: {}", ops.iter().map(Op::text).collect::<Vec<_>>().join("; "))
            }
            Request::GetData { path, watch } => format!("getData {path}{}", watching(watch)),
            Request::Exists { path, watch } => format!("exists {path}{}", watching(watch)),
            Request::GetChildren { path, watch } => {
                format!("getChildren {path}{}", watching(watch))
            }
            Request::Sync => "sync".into(),
            Request::CloseSession => "closeSession".into(),
        }
    }
}

impl Response {
    /// What is worth printing before the zxid.
    pub fn text(&self) -> String {
        match self {
            Response::Created { path, .. } => format!("{path}, "),
            Response::Children { names, .. } => format!("[{}], ", names.join(" ")),
            Response::Data { stat, .. } | Response::Stat(stat) => {
                format!("version {}, ", stat.version)
            }
            Response::Done | Response::Multi(_) => String::new(),
        }
    }
}

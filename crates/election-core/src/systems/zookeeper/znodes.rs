//! The tree of znodes (`DataTree`): what committed transactions have made of it. Applying one
//! needs no decision: those were made when it was proposed.

use super::request::{Change, Error, Response, SessionId, Stat, Text, WatchedEvent};
use super::rules::Zxid;
use crate::flat::{FlatMap, FlatSet};
use std::ops::Bound;
use std::sync::Arc;

/// What a transaction of a session does to the tree (`Record`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Record {
    /// Nothing: the request was refused, and that too has its place in the order.
    Error(Error),
    /// A session begins, with this timeout in ms.
    CreateSession(i64),
    /// A session ends, and its ephemerals with it.
    CloseSession,
    /// A znode is created.
    Create {
        /// The whole path.
        path: Text,
        /// Its data.
        data: Text,
        /// Whether it is the session's.
        ephemeral: bool,
    },
    /// A znode is deleted.
    Delete(Text),
    /// A znode's data change.
    SetData(Text, Text),
    /// A version was checked.
    Check,
    /// All of these.
    Multi(Vec<Record>),
}

/// A znode.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Znode {
    /// Its data.
    pub data: Text,
    /// Its header; `cversion` counts the children ever created.
    pub stat: Stat,
}

impl Znode {
    /// The header as clients see it (`DataNode.copyStat`).
    pub fn shown(&self) -> Stat {
        let cversion = self.stat.cversion.wrapping_mul(2).wrapping_sub(self.stat.num_children);
        Stat { cversion, ..self.stat }
    }
}

/// The tree and the sessions.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Znodes {
    nodes: Arc<FlatMap<Text, Arc<Znode>>>,
    /// Every open session's timeout in ms.
    sessions: FlatMap<SessionId, i64>,
    ephemerals: FlatMap<SessionId, FlatSet<Text>>,
}

/// What a transaction changed: the response to whoever asked, and what watchers hear.
#[derive(Debug)]
pub struct Applied {
    /// For the client that asked.
    pub result: Result<Response, Error>,
    /// In the order they fire.
    pub events: Vec<WatchedEvent>,
}

impl Default for Applied {
    fn default() -> Applied {
        Applied { result: Ok(Response::Done), events: Vec::new() }
    }
}

/// What stood at a path before.
pub type Before = (Text, Option<Arc<Znode>>);

impl Default for Znodes {
    fn default() -> Znodes {
        let root: (Text, Arc<Znode>) = ("/".into(), Arc::new(Znode::default()));
        Znodes {
            nodes: Arc::new(FlatMap::from([root])),
            sessions: FlatMap::new(),
            ephemerals: FlatMap::new(),
        }
    }
}

/// The parent of a path other than `/`.
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(end) => &path[..end],
    }
}

impl Znodes {
    /// The znode at this path.
    pub fn get(&self, path: &str) -> Option<&Znode> {
        self.nodes.get(path).map(|node| &**node)
    }
    /// All znodes but the root, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Znode)> {
        self.nodes.iter().skip(1).map(|(path, node)| (&**path, &**node))
    }
    /// How many znodes, without the root.
    pub fn count(&self) -> u32 {
        self.nodes.len() as u32 - 1
    }
    /// The open sessions and their timeouts in ms.
    pub fn sessions(&self) -> &FlatMap<SessionId, i64> {
        &self.sessions
    }
    /// The owners of ephemeral znodes.
    pub fn owners(&self) -> impl Iterator<Item = SessionId> {
        self.ephemerals.keys().copied()
    }
    /// The names of the children, ascending.
    pub fn children(&self, path: &str) -> Vec<Text> {
        let prefix = if path == "/" { "/".to_string() } else { format!("{path}/") };
        let below =
            self.nodes.range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded));
        below
            .map(|(path, _)| path)
            .take_while(|path| path.starts_with(&prefix))
            .filter_map(|path| path.get(prefix.len()..))
            .filter(|name| !name.is_empty() && !name.contains('/'))
            .map(Text::from)
            .collect()
    }
    /// Puts a znode, or nothing, at a path; returns what stood there.
    pub fn put(&mut self, path: &Text, node: Option<Arc<Znode>>) -> Before {
        let nodes = Arc::make_mut(&mut self.nodes);
        let owner = node.as_ref().map(|node| node.stat.ephemeral_owner);
        let before = match node {
            Some(node) => nodes.insert(path.clone(), node),
            None => nodes.remove(path),
        };
        if let Some(old) = before.as_ref().map(|node| node.stat.ephemeral_owner)
            && let Some(paths) = self.ephemerals.get_mut(&old)
        {
            paths.remove(path);
            if paths.is_empty() {
                self.ephemerals.remove(&old);
            }
        }
        if let Some(owner) = owner.filter(|owner| *owner != SessionId(0)) {
            self.ephemerals.entry(owner).or_default().insert(path.clone());
        }
        (path.clone(), before)
    }
    /// Changes a znode.
    fn edit(&mut self, path: &Text, edit: impl FnOnce(&mut Znode)) -> Option<Before> {
        let mut node = self.nodes.get(path).map(|node| (**node).clone())?;
        edit(&mut node);
        Some(self.put(path, Some(Arc::new(node))))
    }

    /// Applies a transaction of a session. `undo` gets what it overwrote, oldest first.
    pub fn apply(
        &mut self,
        zxid: Zxid,
        session: SessionId,
        record: &Record,
        undo: &mut Vec<Before>,
    ) -> Applied {
        let mut events = Vec::new();
        let result = self.change(zxid, session, record, &mut events, undo);
        Applied { result, events }
    }

    fn change(
        &mut self,
        zxid: Zxid,
        session: SessionId,
        record: &Record,
        events: &mut Vec<WatchedEvent>,
        undo: &mut Vec<Before>,
    ) -> Result<Response, Error> {
        match record {
            Record::Error(error) => return Err(*error),
            Record::Check => {}
            Record::CreateSession(timeout) => {
                self.sessions.insert(session, *timeout);
            }
            Record::CloseSession => {
                self.sessions.remove(&session);
                for path in self.ephemerals.get(&session).cloned().unwrap_or_default() {
                    self.delete(zxid, &path, events, undo);
                }
            }
            Record::Create { path, data, ephemeral } => {
                let owner = if *ephemeral { session } else { SessionId(0) };
                return Ok(self.create(zxid, owner, (path, data), events, undo));
            }
            Record::Delete(path) => self.delete(zxid, path, events, undo),
            Record::SetData(path, data) => {
                undo.extend(self.edit(path, |node| {
                    node.data = data.clone();
                    node.stat.mzxid = zxid;
                    node.stat.version = node.stat.version.wrapping_add(1);
                }));
                events.push(WatchedEvent { change: Change::DataChanged, path: path.clone() });
                return self.get(path).map(|it| Response::Stat(it.shown())).ok_or(Error::NoNode);
            }
            Record::Multi(records) => {
                let parts = records.iter().map(|it| self.change(zxid, session, it, events, undo));
                return parts.collect::<Result<_, _>>().map(Response::Multi);
            }
        }
        Ok(Response::Done)
    }

    fn create(
        &mut self,
        zxid: Zxid,
        ephemeral_owner: SessionId,
        (path, data): (&Text, &Text),
        events: &mut Vec<WatchedEvent>,
        undo: &mut Vec<Before>,
    ) -> Response {
        let above: Text = parent(path).into();
        undo.extend(self.edit(&above, |node| {
            node.stat.cversion = node.stat.cversion.wrapping_add(1);
            node.stat.pzxid = zxid;
            node.stat.num_children += 1;
        }));
        let header =
            Stat { czxid: zxid, mzxid: zxid, pzxid: zxid, ephemeral_owner, ..Stat::default() };
        let node = Znode { data: data.clone(), stat: header };
        let stat = node.shown();
        undo.push(self.put(path, Some(Arc::new(node))));
        events.push(WatchedEvent { change: Change::Created, path: path.clone() });
        events.push(WatchedEvent { change: Change::ChildrenChanged, path: above });
        Response::Created { path: path.clone(), stat }
    }

    fn delete(
        &mut self,
        zxid: Zxid,
        path: &Text,
        events: &mut Vec<WatchedEvent>,
        undo: &mut Vec<Before>,
    ) {
        let above: Text = parent(path).into();
        undo.push(self.put(path, None));
        undo.extend(self.edit(&above, |node| {
            node.stat.pzxid = zxid;
            node.stat.num_children -= 1;
        }));
        events.push(WatchedEvent { change: Change::Deleted, path: path.clone() });
        events.push(WatchedEvent { change: Change::ChildrenChanged, path: above });
    }

    /// Takes back what was overwritten.
    pub fn take_back(&mut self, undo: Vec<Before>) {
        for (path, before) in undo.into_iter().rev() {
            self.put(&path, before);
        }
    }
}

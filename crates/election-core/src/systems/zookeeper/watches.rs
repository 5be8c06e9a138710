//! The watches of a server's clients (`WatchManager`): kept in its memory, fired once, gone with
//! the connection.

use super::request::{Change, Text, Watched, WatchedEvent};
use super::rules::Zxid;
use super::znodes::Znodes;
use crate::flat::{FlatMap, FlatSet};
use crate::words::NodeId;

type Table = FlatMap<Text, FlatSet<NodeId>>;

/// Who watches what at one server.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Watches {
    data: Table,
    child: Table,
    fired: u32,
}

impl Watches {
    /// A client watches a znode's data, or its coming.
    pub fn watch_data(&mut self, path: &Text, client: NodeId) {
        self.data.entry(path.clone()).or_default().insert(client);
    }
    /// A client watches a znode's list of children.
    pub fn watch_child(&mut self, path: &Text, client: NodeId) {
        self.child.entry(path.clone()).or_default().insert(client);
    }
    /// How many there are.
    pub fn count(&self) -> u32 {
        self.data.values().chain(self.child.values()).map(|clients| clients.len() as u32).sum()
    }
    /// How many events have been sent.
    pub fn fired(&self) -> u32 {
        self.fired
    }
    /// A client is gone.
    pub fn forget(&mut self, client: NodeId) {
        for table in [&mut self.data, &mut self.child] {
            table.retain(|_, clients| {
                clients.remove(&client);
                !clients.is_empty()
            });
        }
    }
    /// `triggerWatch`: whoever watches this hears of it, once.
    pub fn trigger(&mut self, event: &WatchedEvent) -> FlatSet<NodeId> {
        let take = |table: &mut Table| table.remove(&event.path).unwrap_or_default();
        let clients = match event.change {
            Change::Created | Change::DataChanged => take(&mut self.data),
            Change::ChildrenChanged => take(&mut self.child),
            Change::Deleted => {
                let mut clients = take(&mut self.data);
                clients.append(&mut take(&mut self.child));
                clients
            }
        };
        self.fired += clients.len() as u32;
        clients
    }
    /// `DataTree.setWatches`: a client comes back with its watches. What has changed since it
    /// was last told anything fires now; the others are kept.
    pub fn restore(
        &mut self,
        znodes: &Znodes,
        client: NodeId,
        seen: Zxid,
        watched: &Watched,
    ) -> Vec<WatchedEvent> {
        let mut missed = Vec::new();
        let mut miss = |change, path: &Text| {
            missed.push(WatchedEvent { change, path: path.clone() });
        };
        for path in &watched.data {
            match znodes.get(path) {
                None => miss(Change::Deleted, path),
                Some(node) if node.stat.mzxid > seen => miss(Change::DataChanged, path),
                Some(_) => self.watch_data(path, client),
            }
        }
        for path in &watched.exist {
            match znodes.get(path) {
                Some(_) => miss(Change::Created, path),
                None => self.watch_data(path, client),
            }
        }
        for path in &watched.child {
            match znodes.get(path) {
                None => miss(Change::Deleted, path),
                Some(node) if node.stat.pzxid > seen => miss(Change::ChildrenChanged, path),
                Some(_) => self.watch_child(path, client),
            }
        }
        self.fired += missed.len() as u32;
        missed
    }
}

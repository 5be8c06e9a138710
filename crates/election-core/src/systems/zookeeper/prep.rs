//! What a write will do (`PrepRequestProcessor`): decided by the leader against the tree with all
//! that is proposed and not yet committed, in the order of zxids. A refused request is a
//! transaction too.

use super::request::{ANY_VERSION, Error, Op, Request, SessionId, Text};
use super::rules::{Zxid, sequence_suffix};
use super::znodes::{Before, Record, Znode, Znodes, parent};

impl Znodes {
    /// Decides what a request does and applies it.
    pub fn prepare(&mut self, zxid: Zxid, session: SessionId, request: &Request) -> Record {
        let mut undo = Vec::new();
        let decided = match request {
            Request::Write(op) => self.prepare_op(zxid, session, op, &mut undo),
            Request::Multi(ops) => {
                let each = ops.iter().map(|op| self.prepare_op(zxid, session, op, &mut undo));
                each.collect::<Result<_, _>>().map(Record::Multi)
            }
            Request::CloseSession => {
                self.apply(zxid, session, &Record::CloseSession, &mut undo);
                Ok(Record::CloseSession)
            }
            _ => Err(Error::BadArguments),
        };
        decided.unwrap_or_else(|error| {
            self.take_back(undo);
            Record::Error(error)
        })
    }

    fn prepare_op(
        &mut self,
        zxid: Zxid,
        session: SessionId,
        op: &Op,
        undo: &mut Vec<Before>,
    ) -> Result<Record, Error> {
        let record = self.decide(op)?;
        self.apply(zxid, session, &record, undo);
        Ok(record)
    }

    /// `pRequest2Txn`.
    fn decide(&self, op: &Op) -> Result<Record, Error> {
        let path = op.path();
        if !valid(path) {
            return Err(Error::BadArguments);
        }
        match op {
            Op::Create { data, mode, .. } => {
                let path = self.place(path, mode.sequential)?;
                Ok(Record::Create { path, data: data.clone(), ephemeral: mode.ephemeral })
            }
            Op::Delete { version, .. } => {
                let node = self.of_version(path, *version)?;
                if &**path == "/" {
                    Err(Error::BadArguments)
                } else if node.stat.num_children > 0 {
                    Err(Error::NotEmpty)
                } else {
                    Ok(Record::Delete(path.clone()))
                }
            }
            Op::SetData { data, version, .. } => {
                self.of_version(path, *version)?;
                Ok(Record::SetData(path.clone(), data.clone()))
            }
            Op::Check { version, .. } => self.of_version(path, *version).map(|_| Record::Check),
        }
    }

    /// `pRequest2TxnCreate`: where a new znode goes.
    fn place(&self, path: &Text, sequential: bool) -> Result<Text, Error> {
        let above = self.get(parent(path)).ok_or(Error::NoNode)?;
        let path = match sequential {
            true => format!("{path}{}", sequence_suffix(above.stat.cversion)).into(),
            false => path.clone(),
        };
        if self.get(&path).is_some() {
            Err(Error::NodeExists)
        } else if above.stat.ephemeral_owner != SessionId(0) {
            Err(Error::NoChildrenForEphemerals)
        } else {
            Ok(path)
        }
    }

    /// `checkAndIncVersion`: the znode, if it has this version.
    fn of_version(&self, path: &str, version: i32) -> Result<&Znode, Error> {
        let node = self.get(path).ok_or(Error::NoNode)?;
        match version == ANY_VERSION || version == node.stat.version {
            true => Ok(node),
            false => Err(Error::BadVersion),
        }
    }
}

/// `PathUtils.validatePath`, without its rules on rare characters.
fn valid(path: &str) -> bool {
    let inner = path.strip_prefix('/');
    path == "/" || inner.is_some_and(|inner| inner.split('/').all(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::zookeeper::request::CreateMode;

    const ME: SessionId = SessionId(7);

    fn run(tree: &mut Znodes, ops: &[Request]) -> Vec<Record> {
        (1..).zip(ops).map(|(zxid, request)| tree.prepare(Zxid(zxid), ME, request)).collect()
    }

    #[test]
    fn errors_are_those_of_the_real_server() {
        let mut tree = Znodes::default();
        let all = [
            Request::create("/a", "", CreateMode::PERSISTENT),
            Request::create("/a", "", CreateMode::PERSISTENT),
            Request::create("/b/c", "", CreateMode::PERSISTENT),
            Request::create("/a/e", "", CreateMode::EPHEMERAL),
            Request::create("/a/e/x", "", CreateMode::PERSISTENT),
            Request::delete("/a", ANY_VERSION),
            Request::set_data("/a", "1", 1),
            Request::set_data("/a", "1", 0),
            Request::delete("/none", ANY_VERSION),
            Request::delete("/", ANY_VERSION),
            Request::create("a", "", CreateMode::PERSISTENT),
            Request::create("/a/", "", CreateMode::PERSISTENT),
        ];
        let error = |record: &Record| match record {
            Record::Error(error) => error.name(),
            _ => "",
        };
        let errors: Vec<&str> = run(&mut tree, &all).iter().map(error).collect();
        assert_eq!(
            errors,
            [
                "",
                "NODEEXISTS",
                "NONODE",
                "",
                "NOCHILDRENFOREPHEMERALS",
                "NOTEMPTY",
                "BADVERSION",
                "",
                "NONODE",
                "BADARGUMENTS",
                "BADARGUMENTS",
                "BADARGUMENTS",
            ]
        );
    }

    #[test]
    fn a_number_is_used_once() {
        let mut tree = Znodes::default();
        let mode = CreateMode::EPHEMERAL_SEQUENTIAL;
        run(
            &mut tree,
            &[
                Request::create("/e", "", CreateMode::PERSISTENT),
                Request::create("/e/n_", "", mode),
                Request::create("/e/n_", "", mode),
                Request::delete("/e/n_0000000001", ANY_VERSION),
                Request::create("/e/n_", "", mode),
            ],
        );
        let names = tree.children("/e");
        assert_eq!(
            names.iter().map(|n| &**n).collect::<Vec<_>>(),
            ["n_0000000000", "n_0000000002"]
        );
        // Shown: creations and deletions of children, 3 + 1.
        let shown = tree.get("/e").map(|node| node.shown());
        assert_eq!(shown.map(|stat| (stat.cversion, stat.num_children)), Some((4, 2)));
    }

    #[test]
    fn a_multi_is_all_or_nothing() {
        let mut tree = Znodes::default();
        run(&mut tree, &[Request::create("/epoch", "1", CreateMode::PERSISTENT)]);
        let before = tree.clone();
        let stale = Request::Multi(vec![
            Op::create("/x", "", CreateMode::EPHEMERAL),
            Op::set_data("/x", "1", 0),
            Op::check("/epoch", 3),
        ]);
        assert_eq!(run(&mut tree, &[stale]), [Record::Error(Error::BadVersion)]);
        assert_eq!(tree, before);
        let good = Request::Multi(vec![
            Op::check("/epoch", 0),
            Op::create("/x", "", CreateMode::PERSISTENT),
            Op::create("/x/y", "", CreateMode::PERSISTENT),
        ]);
        run(&mut tree, &[good]);
        assert_eq!(tree.count(), 3);
    }

    #[test]
    fn the_end_of_a_session_takes_its_ephemerals() {
        let mut tree = Znodes::default();
        run(
            &mut tree,
            &[
                Request::create("/a", "", CreateMode::EPHEMERAL),
                Request::create("/b", "", CreateMode::PERSISTENT),
                Request::CloseSession,
            ],
        );
        assert_eq!(tree.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["/b"]);
        assert_eq!(tree.owners().count(), 0);
    }
}

//! The replication stream: what was executed, command by command, with offsets in bytes.

use super::super::message::{Hello, key};
use crate::parts::chunks::Chunks;
use crate::protocol::digest;
use crate::words::OpId;

/// One command of the stream.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// `master_repl_offset` after it.
    pub end: i64,
    /// Which.
    pub command: Command,
}

/// What travels through the stream.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// A client's write, and the reign in which it was executed.
    Set(OpId, i64),
    /// The master's own PING.
    Ping,
    /// `REPLCONF GETACK *`
    GetAck,
    /// A Sentinel's hello: PUBLISH is replicated like a write.
    Publish(Hello),
}

impl Command {
    /// Its length in the protocol of Redis. Keys, values and addresses count as if they had
    /// one length: 8 bytes a key, 8 a value, 82 a hello.
    const fn bytes(self) -> i64 {
        match self {
            Command::Set(..) => 41,
            Command::Ping => 14,
            Command::GetAck => 37,
            Command::Publish(_) => 131,
        }
    }
}

impl Entry {
    /// As a transcript prints it.
    pub fn text(&self) -> String {
        match self.command {
            Command::Set(op, _) => format!("SET {}", key(op)),
            Command::Ping => "PING".into(),
            Command::GetAck => "REPLCONF GETACK *".into(),
            Command::Publish(_) => "PUBLISH __sentinel__:hello".into(),
        }
    }
    /// The reign of a write.
    pub fn reign(&self) -> Option<i64> {
        if let Command::Set(_, reign) = self.command { Some(reign) } else { None }
    }
    /// The write.
    pub fn op(&self) -> Option<OpId> {
        if let Command::Set(op, _) = self.command { Some(op) } else { None }
    }
}

/// A data set, kept as the commands that made it, and the backlog: the part of them that can
/// still be sent again.
#[derive(Clone, Hash, Debug, Default)]
pub struct Stream {
    entries: Chunks<Entry>,
    offset: i64,
    /// The first byte of the backlog, if there is one.
    backlog: Option<i64>,
    writes: u32,
    digest: u64,
}

impl Stream {
    /// An empty data set at this offset.
    pub fn at(offset: i64) -> Stream {
        Stream { offset, ..Stream::default() }
    }
    /// `master_repl_offset`
    pub fn offset(&self) -> i64 {
        self.offset
    }
    /// The first byte of the backlog.
    pub fn backlog(&self) -> Option<i64> {
        self.backlog
    }
    /// How many writes it holds.
    pub fn writes(&self) -> u32 {
        self.writes
    }
    /// A digest of all writes.
    pub fn digest(&self) -> u64 {
        self.digest
    }
    /// All commands.
    pub fn entries(&self) -> &Chunks<Entry> {
        &self.entries
    }
    /// The reign of the last write; 0 without one.
    pub fn last_reign(&self) -> i64 {
        self.entries.iter().rev().find_map(Entry::reign).unwrap_or(0)
    }

    /// Executes a command. Without a backlog nobody listens: the offset stays.
    /// `replicationFeedSlaves`
    pub fn execute(&mut self, command: Command, backlog_size: i64) -> Entry {
        let bytes = if self.backlog.is_some() { command.bytes() } else { 0 };
        let entry = Entry { end: self.offset + bytes, command };
        self.push(entry, backlog_size);
        entry
    }

    /// Appends what a master sent.
    pub fn push(&mut self, entry: Entry, backlog_size: i64) {
        self.offset = entry.end;
        self.entries.push(entry);
        if let Command::Set(op, reign) = entry.command {
            self.writes += 1;
            self.digest = digest(&[self.digest, u64::from(op.0), reign as u64]);
        }
        if let Some(first) = &mut self.backlog {
            *first = (*first).max(self.offset - backlog_size + 1);
        }
    }

    /// `createReplicationBacklog`
    pub fn open_backlog(&mut self) {
        self.backlog = self.backlog.or(Some(self.offset + 1));
    }
    /// The backlog begins here: after a snapshot.
    pub fn restart_backlog(&mut self) {
        self.backlog = Some(self.offset + 1);
    }
    /// `freeReplicationBacklog`
    pub fn free_backlog(&mut self) {
        self.backlog = None;
    }

    /// What follows the byte before `first`, for a partial resynchronisation.
    pub fn since(&self, first: i64) -> Vec<Entry> {
        let mut tail: Vec<Entry> =
            self.entries.iter().rev().take_while(|entry| entry.end >= first).copied().collect();
        tail.reverse();
        tail
    }

    /// The same data without a position in any history: loaded from an append-only file.
    pub fn without_offsets(&self) -> Stream {
        let mut out = Stream::default();
        for entry in self.entries.iter().filter(|entry| entry.op().is_some()) {
            out.push(Entry { end: 0, ..*entry }, 0);
        }
        out
    }

    /// The first so many commands, as a flushed file has them.
    pub fn first(&self, commands: u32) -> Stream {
        let mut out = Stream::default();
        for entry in self.entries.iter().take(commands as usize) {
            out.push(*entry, 0);
        }
        out
    }

    /// The writes that the other data set lacks, if this one is replaced by it.
    pub fn beyond(&self, other: &Stream) -> u32 {
        let writes = |stream: &'_ Stream| stream.entries.iter().filter_map(Entry::op).collect();
        let (mine, theirs): (Vec<OpId>, Vec<OpId>) = (writes(self), writes(other));
        let same = mine.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let theirs: crate::flat::FlatSet<&OpId> = theirs[same..].iter().collect();
        mine[same..].iter().filter(|op| !theirs.contains(op)).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(nth: u32) -> Command {
        Command::Set(OpId(nth), 0)
    }

    #[test]
    fn offsets_count_bytes_once_somebody_may_listen() {
        let mut stream = Stream::default();
        stream.execute(set(1), 1000);
        assert_eq!((stream.offset(), stream.writes()), (0, 1));
        stream.open_backlog();
        let ends: Vec<i64> =
            [set(2), Command::Ping, set(3)].map(|c| stream.execute(c, 1000).end).to_vec();
        assert_eq!(ends, [41, 55, 96]);
        assert_eq!(stream.since(42).len(), 2);
        assert_eq!(stream.since(97).len(), 0);
        assert_eq!(stream.since(1).len(), 3);
    }

    #[test]
    fn the_backlog_forgets_its_oldest_bytes() {
        let mut stream = Stream::default();
        stream.open_backlog();
        for nth in 0..10 {
            stream.execute(set(nth), 100);
        }
        assert_eq!(stream.backlog(), Some(410 - 100 + 1));
    }

    #[test]
    fn what_a_resynchronisation_would_throw_away() {
        let make = |ops: &[u32]| {
            let mut stream = Stream::default();
            for op in ops {
                stream.execute(set(*op), 0);
            }
            stream
        };
        for (mine, theirs, beyond) in [
            (&[1, 2, 3][..], &[1, 2, 3][..], 0),
            (&[1, 2, 3], &[1, 2], 1),
            (&[1, 2], &[1, 2, 3], 0),
            (&[1, 4, 5], &[1, 2, 3, 4], 1),
            (&[], &[1], 0),
        ] {
            assert_eq!(make(mine).beyond(&make(theirs)), beyond, "{mine:?} {theirs:?}");
        }
    }
}

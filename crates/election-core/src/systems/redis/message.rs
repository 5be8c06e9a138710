//! What servers, Sentinels and clients say to each other.

use super::instance::stream::{Entry, Stream};
use super::rules::vote::Epoch;
use crate::protocol::{Message as Spoken, MessageKind, Transport};
use crate::view::{Ballot, Glyph};
use crate::words::{NodeId, NodeSet, OpId};

pub use super::words::{addr, hex, key};

/// Commands and their replies, and the replication link.
pub const LINK: u8 = 0;
/// Pub/Sub: a connection of its own.
pub const PUBSUB: u8 = 1;

/// What Sentinels tell each other: by way of the instances, and directly.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hello {
    /// Who says so.
    pub from: NodeId,
    /// Its `current_epoch`.
    pub current_epoch: Epoch,
    /// Who is master.
    pub master: NodeId,
    /// Since which failover.
    pub config_epoch: Epoch,
}

/// What a Sentinel reads in INFO.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Info {
    /// `run_id`.
    pub runid: u64,
    /// `role`: its master, or `None` if it is one itself.
    pub master: Option<NodeId>,
    /// `slave0`, `slave1`, …
    pub slaves: NodeSet,
    /// `master_link_status`: up.
    pub link_up: bool,
    /// `master_link_down_since_seconds`; -1 if there never was a link.
    pub link_down_s: i64,
    /// `slave_priority`.
    pub priority: i64,
    /// `slave_repl_offset`.
    pub offset: i64,
}

/// Why a command is refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// Too few good replicas.
    NoReplicas,
    /// A replica takes no writes.
    ReadOnly,
    /// No link to the master, and `replica-serve-stale-data no`.
    MasterDown,
    /// The data are being loaded.
    Loading,
    /// The server became a replica while the client was blocked.
    Unblocked,
    /// WAIT was asked of a replica.
    WaitOnReplica,
}

impl Refusal {
    /// The first word of the error.
    pub const fn word(self) -> &'static str {
        match self {
            Refusal::NoReplicas => "NOREPLICAS",
            Refusal::ReadOnly => "READONLY",
            Refusal::MasterDown => "MASTERDOWN",
            Refusal::Loading => "LOADING",
            Refusal::Unblocked => "UNBLOCKED",
            Refusal::WaitOnReplica => "ERR",
        }
    }
}

/// What is said.
#[derive(Clone, Hash, Debug)]
pub enum Message {
    /// `PING`
    Ping,
    /// `+PONG`, or an error that counts as an answer.
    Pong(Option<Refusal>),
    /// `INFO`
    Info,
    /// Its reply.
    InfoReply(Info),
    /// `PUBLISH __sentinel__:hello`
    Publish(Hello),
    /// `PUBLISH` was done.
    Published,
    /// `SUBSCRIBE __sentinel__:hello`, or `+switch-master` at a Sentinel.
    Subscribe,
    /// A hello that another Sentinel published.
    Hello(Hello),
    /// `SENTINEL is-master-down-by-addr`
    IsMasterDown {
        /// Which.
        master: NodeId,
        /// The asker's `current_epoch`.
        epoch: Epoch,
        /// The asker, if it asks for a vote; `*` if not.
        runid: Option<NodeId>,
    },
    /// Its reply.
    DownReply {
        /// Seen down.
        down: bool,
        /// Whom the vote was given to; `*` if none was asked for.
        leader: Option<NodeId>,
        /// In which epoch.
        leader_epoch: Epoch,
    },
    /// `MULTI; SLAVEOF …; CONFIG REWRITE; CLIENT KILL TYPE normal; CLIENT KILL TYPE pubsub; EXEC`
    SlaveOf {
        /// The master; `None`: `NO ONE`.
        master: Option<NodeId>,
        /// The failover it serves. Not sent by a real Sentinel: it only names the reign.
        reign: i64,
    },
    /// The replies of that transaction.
    Exec,
    /// `PSYNC replid offset [FAILOVER]`
    Psync {
        /// The history asked for; `None`: `?`.
        replid: Option<u64>,
        /// The first byte wanted.
        offset: i64,
        /// The reign the receiver is asked to take over.
        failover: Option<i64>,
    },
    /// `+FULLRESYNC replid offset`
    FullResync {
        /// The master's history.
        replid: u64,
        /// Where the snapshot ends.
        offset: i64,
        /// The master's reign (not sent by a real server).
        reign: i64,
    },
    /// `+CONTINUE replid`
    Continue {
        /// The master's history.
        replid: u64,
        /// The master's reign (not sent by a real server).
        reign: i64,
    },
    /// `-NOMASTERLINK`
    NoMasterLink,
    /// The snapshot.
    Rdb(Box<Stream>),
    /// A piece of the replication stream.
    Stream(Vec<Entry>),
    /// `REPLCONF ACK offset`
    Ack(i64),
    /// `SET`
    Set {
        /// Which write.
        op: OpId,
        /// A WAIT follows: only its reply makes the client call the write acknowledged.
        then_wait: bool,
    },
    /// `WAIT numreplicas timeout`
    Wait {
        /// Which write.
        op: OpId,
        /// How many.
        replicas: i64,
        /// ms; 0 for ever.
        timeout: i64,
    },
    /// `GET`
    Get {
        /// Which read.
        op: OpId,
    },
    /// `+OK`
    Ok {
        /// Which write.
        op: OpId,
        /// The master's offset after it.
        position: i64,
    },
    /// The number that WAIT returns.
    Acks {
        /// Which write.
        op: OpId,
        /// How many replicas have it.
        count: i64,
    },
    /// What GET returns.
    Value {
        /// Which read.
        op: OpId,
        /// The server's offset.
        position: i64,
    },
    /// `-ERR`
    Error {
        /// Which operation.
        op: OpId,
        /// Why.
        why: Refusal,
    },
    /// `SENTINEL get-master-addr-by-name`
    GetMasterAddr,
    /// Its reply.
    MasterAddr(NodeId),
    /// `+switch-master`, published by a Sentinel.
    SwitchMaster {
        /// The old one.
        from: NodeId,
        /// The new one.
        to: NodeId,
    },
}

const fn link(name: &'static str) -> MessageKind {
    MessageKind { name, transport: Transport::Stream(LINK) }
}
const fn pubsub(name: &'static str) -> MessageKind {
    MessageKind { name, transport: Transport::Stream(PUBSUB) }
}

/// The names of all kinds, in order.
pub const NAMES: &[&str] = &[
    "PING",
    "PONG",
    "INFO",
    "INFO-reply",
    "PUBLISH",
    "published",
    "SUBSCRIBE",
    "hello",
    "is-master-down-by-addr",
    "is-master-down-reply",
    "SLAVEOF",
    "EXEC",
    "PSYNC",
    "FULLRESYNC",
    "CONTINUE",
    "NOMASTERLINK",
    "RDB",
    "stream",
    "REPLCONF-ACK",
    "SET",
    "WAIT",
    "GET",
    "OK",
    "acks",
    "value",
    "error",
    "get-master-addr-by-name",
    "master-addr",
    "switch-master",
];

const KINDS: &[MessageKind] = &{
    let mut kinds = [const { link("") }; NAMES.len()];
    let mut i = 0;
    while i < NAMES.len() {
        let own = matches!(i, 6 | 7 | 28);
        kinds[i] = if own { pubsub(NAMES[i]) } else { link(NAMES[i]) };
        i += 1;
    }
    kinds
};

impl Spoken for Message {
    const KINDS: &'static [MessageKind] = KINDS;

    fn kind(&self) -> u8 {
        match self {
            Message::Ping => 0,
            Message::Pong(_) => 1,
            Message::Info => 2,
            Message::InfoReply(_) => 3,
            Message::Publish(_) => 4,
            Message::Published => 5,
            Message::Subscribe => 6,
            Message::Hello(_) => 7,
            Message::IsMasterDown { .. } => 8,
            Message::DownReply { .. } => 9,
            Message::SlaveOf { .. } => 10,
            Message::Exec => 11,
            Message::Psync { .. } => 12,
            Message::FullResync { .. } => 13,
            Message::Continue { .. } => 14,
            Message::NoMasterLink => 15,
            Message::Rdb(_) => 16,
            Message::Stream(_) => 17,
            Message::Ack(_) => 18,
            Message::Set { .. } => 19,
            Message::Wait { .. } => 20,
            Message::Get { .. } => 21,
            Message::Ok { .. } => 22,
            Message::Acks { .. } => 23,
            Message::Value { .. } => 24,
            Message::Error { .. } => 25,
            Message::GetMasterAddr => 26,
            Message::MasterAddr(_) => 27,
            Message::SwitchMaster { .. } => 28,
        }
    }

    fn glyph(&self) -> Glyph {
        match self {
            Message::Ping | Message::Pong(_) | Message::Ack(_) | Message::Subscribe => {
                Glyph::Heartbeat
            }
            Message::Info | Message::InfoReply(_) | Message::Published => Glyph::Heartbeat,
            Message::Publish(_) | Message::Hello(_) => Glyph::Heartbeat,
            Message::IsMasterDown { runid: Some(candidate), .. } => {
                Glyph::Ballot(Ballot { candidate: *candidate, best: false })
            }
            Message::DownReply { leader: Some(candidate), .. } => {
                Glyph::Ballot(Ballot { candidate: *candidate, best: true })
            }
            Message::Stream(entries) => match entries.iter().rev().find_map(Entry::reign) {
                Some(epoch) => Glyph::Data { epoch },
                None => Glyph::Heartbeat,
            },
            Message::Rdb(data) => Glyph::Data { epoch: data.last_reign() },
            Message::Error { .. } | Message::NoMasterLink => Glyph::Error,
            Message::DownReply { .. } | Message::Exec | Message::Ok { .. } => Glyph::Reply,
            Message::Acks { .. } | Message::Value { .. } | Message::MasterAddr(_) => Glyph::Reply,
            Message::FullResync { .. } | Message::Continue { .. } => Glyph::Reply,
            _ => Glyph::Request,
        }
    }

    fn text(&self) -> String {
        self.printed()
    }
}

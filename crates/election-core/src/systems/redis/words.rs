//! Messages as a transcript prints them: in the words of the real protocol, on one line.

use super::instance::stream::Entry;
use super::message::{Hello, Info, Message, NAMES};
use crate::protocol::Message as Spoken;
use crate::words::{NodeId, OpId};

/// The address of a process: its place in the cast.
pub fn addr(id: NodeId) -> String {
    format!("10.0.0.{}", id.0 + 1)
}

fn who(id: Option<NodeId>) -> String {
    id.map_or_else(|| "*".into(), addr)
}

/// A replication id or run id as it is printed: the first 16 of its 40 digits.
pub fn hex(id: u64) -> String {
    format!("{id:016x}")
}

impl Hello {
    fn text(self) -> String {
        let Hello { from, current_epoch, master, config_epoch } = self;
        let (from, master) = (addr(from), addr(master));
        format!("{from},26379,{},mymaster,{master},6379,{}", current_epoch.0, config_epoch.0)
    }
}

impl Info {
    fn text(&self) -> String {
        match self.master {
            None => {
                let slaves: Vec<String> = self.slaves.iter().map(addr).collect();
                format!("role:master slaves:{}", slaves.join(" "))
            }
            Some(master) => format!(
                "role:slave master_host:{} master_link_status:{} slave_repl_offset:{}",
                addr(master),
                if self.link_up { "up" } else { "down" },
                self.offset
            ),
        }
    }
}

impl Message {
    /// The whole line.
    pub(super) fn printed(&self) -> String {
        match self {
            Message::Ping => "PING".into(),
            Message::Pong(None) => "+PONG".into(),
            Message::Pong(Some(why)) => format!("-{}", why.word()),
            Message::Info => "INFO".into(),
            Message::InfoReply(info) => info.text(),
            Message::Publish(hello) => format!("PUBLISH __sentinel__:hello {}", hello.text()),
            Message::Published => ":1".into(),
            Message::Subscribe => "SUBSCRIBE".into(),
            Message::Hello(hello) => format!("message {}", hello.text()),
            Message::IsMasterDown { master, epoch, runid } => format!(
                "SENTINEL is-master-down-by-addr {} 6379 {} {}",
                addr(*master),
                epoch.0,
                who(*runid)
            ),
            Message::DownReply { down, leader, leader_epoch } => {
                format!("{} {} {}", u8::from(*down), who(*leader), leader_epoch.0)
            }
            Message::SlaveOf { master: None, .. } => "SLAVEOF NO ONE".into(),
            Message::SlaveOf { master: Some(master), .. } => {
                format!("SLAVEOF {} 6379", addr(*master))
            }
            Message::Exec => "+OK (EXEC)".into(),
            _ => self.text_of_data(),
        }
    }
    fn text_of_data(&self) -> String {
        let name = NAMES[usize::from(self.kind())];
        match self {
            Message::Psync { replid, offset, failover } => {
                let replid = replid.map_or_else(|| "?".into(), hex);
                let failover = if failover.is_some() { " FAILOVER" } else { "" };
                format!("PSYNC {replid} {offset}{failover}")
            }
            Message::FullResync { replid, offset, .. } => {
                format!("+FULLRESYNC {} {offset}", hex(*replid))
            }
            Message::Continue { replid, .. } => format!("+CONTINUE {}", hex(*replid)),
            Message::Rdb(data) => format!("RDB: {} keys, offset {}", data.writes(), data.offset()),
            Message::Stream(entries) => {
                let words: Vec<String> = entries.iter().take(3).map(Entry::text).collect();
                let more = if entries.len() > 3 { " …" } else { "" };
                let end = entries.last().map_or(0, |entry| entry.end);
                format!("{}{more} → {end}", words.join("; "))
            }
            Message::Ack(offset) => format!("REPLCONF ACK {offset}"),
            Message::Set { op, .. } => format!("SET {}", key(*op)),
            Message::Wait { replicas, timeout, .. } => format!("WAIT {replicas} {timeout}"),
            Message::Get { .. } => "GET".into(),
            Message::Ok { op, .. } => format!("+OK {}", key(*op)),
            Message::Acks { count, .. } => format!(":{count}"),
            Message::Value { position, .. } => format!("value at {position}"),
            Message::Error { why, .. } => format!("-{}", why.word()),
            Message::GetMasterAddr => "SENTINEL get-master-addr-by-name mymaster".into(),
            Message::MasterAddr(master) => format!("{} 6379", addr(*master)),
            Message::SwitchMaster { from, to } => {
                format!("+switch-master mymaster {} 6379 {} 6379", addr(*from), addr(*to))
            }
            _ => name.into(),
        }
    }
}

/// The key a write sets.
pub fn key(op: OpId) -> String {
    format!("{}:{}", op.client().0 + 1, op.nth())
}

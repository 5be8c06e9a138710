//! A server as a replica: the link to its master, and the two role changes.

use super::aof::Aof;
use super::stream::{Command, Entry, Stream};
use super::{Instance, Phase, ReplState, Role, Upstream, seconds};
use crate::fact;
use crate::systems::redis::Fx;
use crate::systems::redis::cited;
use crate::systems::redis::message::{Message, hex};
use crate::systems::redis::rules::replication::second_replid_offset;
use crate::systems::redis::settings::Redis;
use crate::words::NodeId;

impl Instance {
    /// The role of a replica before it has connected.
    pub(super) fn follower(master: NodeId, cached: bool, now_s: i64) -> Role {
        let link = ReplState::Connect;
        Role::Replica(Upstream { master, link, cached, io: now_s, down_since: None, incoming: 0 })
    }

    /// `REPLICAOF master`. A master keeps its own position as if it had been its own replica:
    /// perhaps the new one lets it go on. `replicationSetMaster`
    pub fn become_replica(&mut self, on: &Redis, master: NodeId, fx: &mut Fx<'_>) {
        let cached = match &self.role {
            Role::Master => true,
            Role::Replica(up) => {
                fx.hang_up(up.master, super::LINK);
                up.cached
            }
        };
        self.group = on.root_of(master);
        self.unblock_clients(fx);
        let down_since = match &self.role {
            Role::Replica(up) if up.link == ReplState::Connected => Some(seconds(fx)),
            Role::Replica(up) => up.down_since,
            Role::Master => None,
        };
        self.role = Instance::follower(master, cached, seconds(fx));
        if let Role::Replica(up) = &mut self.role {
            up.down_since = down_since;
        }
        self.recount(on, fx);
        self.connect(master, fx);
    }

    /// Sends PSYNC on a new connection. The steps of the handshake before it are left out.
    pub(super) fn connect(&mut self, master: NodeId, fx: &mut Fx<'_>) {
        let now = seconds(fx);
        let failover = self.handover.as_ref().and_then(|handover| handover.reign);
        // Two that follow each other have one connection here: in a handover it is kept.
        if self.replicas.remove(&master).is_some() && failover.is_none() {
            fx.hang_up(master, super::LINK);
        }
        let Role::Replica(up) = &mut self.role else { return };
        (up.link, up.io) = (ReplState::Handshake, now);
        let replid = up.cached.then_some(self.replid);
        let offset = if up.cached { self.data.offset() + 1 } else { -1 };
        fx.send(master, Message::Psync { replid, offset, failover });
    }

    /// The master, or what was one, spoke.
    pub(super) fn hear_master(
        &mut self,
        on: &Redis,
        from: NodeId,
        message: Message,
        fx: &mut Fx<'_>,
    ) {
        let now = seconds(fx);
        let Role::Replica(up) = &mut self.role else { return };
        if up.master != from {
            return;
        }
        up.io = now;
        match message {
            Message::FullResync { replid, reign, .. } if up.link == ReplState::Handshake => {
                (up.link, up.cached, up.incoming) = (ReplState::Transfer, false, replid);
                self.reign = self.reign.max(reign);
                self.handover_done(on, fx);
            }
            Message::Continue { replid, reign } if up.link == ReplState::Handshake => {
                (up.link, up.down_since) = (ReplState::Connected, None);
                self.reign = self.reign.max(reign);
                self.go_on(on, replid, fx);
                self.handover_done(on, fx);
            }
            Message::Rdb(data) if up.link == ReplState::Transfer => {
                self.take_snapshot(on, *data, fx)
            }
            Message::Stream(entries) if up.link == ReplState::Connected => {
                self.apply(on, &entries, fx);
            }
            Message::NoMasterLink => {
                up.link = ReplState::Connect;
                fx.hang_up(from, super::LINK);
                self.handover_refused(on, fx);
            }
            _ => {}
        }
    }

    /// `+CONTINUE`: under another id the old one is remembered, and those that replicate this
    /// server must ask again.
    fn go_on(&mut self, on: &Redis, replid: u64, fx: &mut Fx<'_>) {
        if replid != self.replid {
            self.replid2 = Some((self.replid, second_replid_offset(self.data.offset())));
            self.replid = replid;
            self.drop_replicas(on, fx);
        }
        self.data.open_backlog();
    }

    /// The snapshot is here: what this server has beyond it is gone from now on. The file that was
    /// received is flushed before it is loaded.
    /// `readSyncBulkPayload`
    fn take_snapshot(&mut self, on: &Redis, snapshot: Stream, fx: &mut Fx<'_>) {
        let Role::Replica(up) = &mut self.role else { return };
        let replid = up.incoming;
        let thrown_away = self.data.beyond(&snapshot);
        let (held, offset) = (self.data.writes(), snapshot.offset());
        let verdict = if thrown_away > 0 { "discarded" } else { "loaded" };
        fx.cite(&cited::FULL_RESYNC, verdict, || {
            vec![
                fact!("replid", "mine" => hex(self.replid), "master" => hex(replid)),
                fact!("offset", "offset" => offset),
                fact!("writes", "held" => held, "thrown_away" => thrown_away),
            ]
        });
        self.discards += u32::from(thrown_away > 0);
        self.drop_replicas(on, fx);
        self.data = snapshot;
        self.data.restart_backlog();
        (self.replid, self.replid2) = (replid, None);
        if !self.save_points(on).is_empty() {
            self.save(seconds(fx));
        }
        self.aof = Aof::whole(self.data.entries().len());
        self.thread.flush();
        self.load(fx);
    }

    /// The data are in memory.
    pub(super) fn loaded(&mut self, fx: &mut Fx<'_>) {
        self.loading = false;
        let Role::Replica(up) = &mut self.role else { return };
        if up.link == ReplState::Transfer {
            (up.link, up.cached, up.down_since) = (ReplState::Connected, true, None);
            fx.send(up.master, Message::Ack(self.data.offset()));
        } else {
            let master = up.master;
            self.connect(master, fx);
        }
    }

    /// Executes what the master sent, hands it on, and answers GETACK.
    fn apply(&mut self, on: &Redis, entries: &[Entry], fx: &mut Fx<'_>) {
        let size = self.backlog_size(on);
        for entry in entries {
            self.data.push(*entry, size);
            match entry.command {
                Command::Set(..) => self.disk.dirty += 1,
                Command::Publish(hello) => self.deliver_hello(hello, fx),
                Command::Ping => {}
                Command::GetAck => self.send_ack(fx),
            }
        }
        self.feed(entries, fx);
    }

    /// `REPLCONF ACK`
    pub(super) fn send_ack(&mut self, fx: &mut Fx<'_>) {
        if let Role::Replica(up) = &self.role
            && up.link == ReplState::Connected
        {
            fx.send(up.master, Message::Ack(self.data.offset()));
        }
    }

    /// The link to the master broke. One that was up, or on which a snapshot was coming, is mended
    /// at once; a handshake that failed is tried again by the next cron.
    /// `replicationHandleMasterDisconnection, readSyncBulkPayload, syncWithMaster`
    pub(super) fn master_left(&mut self, peer: NodeId, fx: &mut Fx<'_>) {
        let now = seconds(fx);
        let Role::Replica(up) = &mut self.role else { return };
        if up.master != peer || self.loading && up.link != ReplState::Transfer {
            return;
        }
        let was = std::mem::replace(&mut up.link, ReplState::Connect);
        if was == ReplState::Connected {
            up.down_since = Some(now);
        }
        if matches!(was, ReplState::Connected | ReplState::Transfer) {
            self.connect(peer, fx);
        }
    }

    /// Once a second, the replica's half of `replicationCron`.
    pub(super) fn tend_link(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let (now, limit) = (seconds(fx), self.repl_timeout(on));
        let Role::Replica(up) = &mut self.role else { return };
        let (master, silent) = (up.master, now - up.io);
        if up.link != ReplState::Connect && !self.loading && silent > limit {
            fx.cite(&cited::REPL_TIMEOUT, "master-timeout", || {
                vec![fact!("repl-timeout", "silent" => silent, "limit" => limit)]
            });
            fx.hang_up(master, super::LINK);
            self.master_left(master, fx);
        }
        match &self.role {
            Role::Replica(up) if up.link == ReplState::Connect && !self.loading => {
                self.connect(master, fx);
            }
            _ => self.send_ack(fx),
        }
    }

    /// `REPLICAOF NO ONE`: the history so far is remembered under its old id, and a new one
    /// begins. `replicationUnsetMaster, shiftReplicationId`
    pub fn become_master(&mut self, on: &Redis, reign: i64, fx: &mut Fx<'_>) {
        let Some(master) = self.master() else { return };
        fx.hang_up(master, super::LINK);
        self.turn_master(on, reign, fx);
    }

    /// The same, on the connection on which its master asked for it: `PSYNC … FAILOVER`.
    pub(super) fn turn_master(&mut self, on: &Redis, reign: i64, fx: &mut Fx<'_>) {
        self.role = Role::Master;
        self.reign = self.reign.max(reign);
        let second = second_replid_offset(self.data.offset());
        self.replid2 = Some((self.replid, second));
        self.replid = self.new_replid(on, fx.me());
        fx.cite(&cited::SHIFT_REPLID, "shifted", || {
            vec![
                fact!("replid", "replid" => hex(self.replid2.map_or(0, |(id, _)| id))),
                fact!("master_repl_offset", "master_repl_offset" => self.data.offset(),
                    "second_replid_offset" => second),
            ]
        });
        self.alone_since = seconds(fx);
        self.drop_replicas(on, fx);
    }

    /// Closes the links of all who replicate this server: they must ask again.
    fn drop_replicas(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        for peer in std::mem::take(&mut self.replicas).into_keys() {
            fx.hang_up(peer, super::LINK);
        }
        self.recount(on, fx);
    }

    /// Hands entries on to all who are online.
    pub(super) fn feed(&mut self, entries: &[Entry], fx: &mut Fx<'_>) {
        for (peer, attached) in &self.replicas {
            if matches!(attached.state, Phase::Online) {
                fx.send(*peer, Message::Stream(entries.to_vec()));
            }
        }
    }
}

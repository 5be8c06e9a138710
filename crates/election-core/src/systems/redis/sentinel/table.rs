//! What a Sentinel knows of the others: one entry for the master, one for each of its replicas,
//! one for each other Sentinel. Instants and durations are in ms.

use super::super::message::Info;
use super::super::rules::down::Opinion;
use super::super::rules::failover::LeftAlone;
use super::super::rules::vote::Epoch;
use crate::words::NodeId;

/// The two connections to one of the others. `instanceLink`
#[derive(Clone, Hash, Debug)]
pub struct Link {
    /// The one for commands is open.
    pub commands: bool,
    /// The one for Pub/Sub is open.
    pub pubsub: bool,
    /// One that is needed is not open.
    pub disconnected: bool,
    /// Commands without a reply.
    pub pending: u32,
    /// When the connections were opened.
    pub commands_since: i64,
    /// The same for Pub/Sub.
    pub pubsub_since: i64,
    /// When it was last tried.
    pub last_reconn: Option<i64>,
    /// When the oldest unanswered PING was sent.
    pub act_ping: Option<i64>,
    /// When the last PING was sent.
    pub last_ping: Option<i64>,
    /// When the last reply to a PING came, whatever it said.
    pub last_pong: i64,
    /// When the last acceptable one came.
    pub last_avail: i64,
    /// When something last came through Pub/Sub.
    pub pubsub_activity: i64,
}

/// One of the others.
#[derive(Clone, Hash, Debug)]
pub struct Peer {
    /// Its connections.
    pub link: Link,
    /// It is subjectively down.
    pub sdown: bool,
    /// Since when, now or the last time.
    pub sdown_since: Option<i64>,
    /// When a hello was last published there.
    pub last_pub: i64,
}

impl Peer {
    /// A new entry: not connected, and waiting for an answer from now on.
    /// `createInstanceLink, createSentinelRedisInstance`
    pub fn new(now: i64) -> Peer {
        let link = Link {
            commands: false,
            pubsub: false,
            disconnected: true,
            pending: 0,
            commands_since: now,
            pubsub_since: now,
            last_reconn: None,
            act_ping: Some(now),
            last_ping: None,
            last_pong: now,
            last_avail: now,
            pubsub_activity: now,
        };
        Peer { link, sdown: false, sdown_since: None, last_pub: now }
    }
    /// Whether nothing is known against it for so long. `sentinelRedisInstanceNoDownFor`
    pub fn no_down_for(&self, now: i64) -> Option<i64> {
        self.sdown_since.map(|since| now - since)
    }
}

/// What an instance says of itself in INFO.
#[derive(Clone, Hash, Debug)]
pub struct Report {
    /// The last INFO.
    pub info: Option<Info>,
    /// When it came.
    pub refreshed: Option<i64>,
    /// It says that it is a master.
    pub master_role: bool,
    /// Since when it says so.
    pub role_since: i64,
    /// When it last changed its master.
    pub conf_change: i64,
    /// It came back with another run id.
    pub rebooted: Option<i64>,
}

impl Report {
    /// Nothing heard yet: taken for what the table says.
    pub fn new(master_role: bool, now: i64) -> Report {
        Report {
            info: None,
            refreshed: None,
            master_role,
            role_since: now,
            conf_change: now,
            rebooted: None,
        }
    }
    /// Whose replica it says it is.
    pub fn replicates(&self) -> Option<NodeId> {
        self.info.and_then(|info| info.master)
    }
}

/// The master of the table.
#[derive(Clone, Hash, Debug)]
pub struct Master {
    /// Its address.
    pub addr: NodeId,
    /// The failover that made it master.
    pub config_epoch: Epoch,
    /// Whom this Sentinel's vote went to.
    pub leader: Option<NodeId>,
    /// In which epoch.
    pub leader_epoch: Epoch,
    /// Its connections.
    pub peer: Peer,
    /// What it says.
    pub report: Report,
    /// It is objectively down.
    pub odown: bool,
    /// The failover in progress.
    pub attempt: Option<Attempt>,
    /// The base of the limits of an attempt. `failover_start_time`
    pub start_time: Option<i64>,
    /// That no attempt may begin yet was logged: once for each start time.
    pub delay_logged: bool,
}

/// A failover. `failover_state` and what belongs to it.
#[derive(Clone, Hash, Debug)]
pub struct Attempt {
    /// How far it is.
    pub state: State,
    /// Its epoch. `failover_epoch`
    pub epoch: Epoch,
    /// Since when it is in this state.
    pub changed: i64,
    /// The replica to be promoted.
    pub promoted: Option<NodeId>,
    /// Ordered by `SENTINEL FAILOVER`: no vote is needed.
    pub forced: bool,
}

/// `failover_state`
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// Votes are asked for.
    WaitStart,
    /// Elected: a replica is chosen.
    SelectSlave,
    /// It is told.
    SendSlaveofNoOne,
    /// INFO must say that it is a master.
    WaitPromotion,
    /// The other replicas are sent to it.
    ReconfSlaves,
    /// The new master is entered into the table.
    UpdateConfig,
}

impl State {
    /// As `SENTINEL MASTERS` writes it.
    pub const fn word(self) -> &'static str {
        match self {
            State::WaitStart => "wait_start",
            State::SelectSlave => "select_slave",
            State::SendSlaveofNoOne => "send_slaveof_noone",
            State::WaitPromotion => "wait_promotion",
            State::ReconfSlaves => "reconf_slaves",
            State::UpdateConfig => "update_config",
        }
    }
}

/// A replica of the table.
#[derive(Clone, Hash, Debug)]
pub struct Replica {
    /// Its connections.
    pub peer: Peer,
    /// What it says.
    pub report: Report,
    /// How far it is on its way to the new master.
    pub reconf: Reconf,
    /// Why its claim to be a master was last left alone: said once.
    pub left_alone: Option<LeftAlone>,
}

/// A replica's way to the new master.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reconf {
    /// Nothing was sent.
    No,
    /// SLAVEOF was sent then.
    Sent(i64),
    /// It says it follows the new master.
    InProgress,
    /// Its link is up.
    Done,
}

impl Replica {
    /// A new entry.
    pub fn new(now: i64) -> Replica {
        let (peer, report) = (Peer::new(now), Report::new(false, now));
        Replica { peer, report, reconf: Reconf::No, left_alone: None }
    }
}

/// Another Sentinel of the table.
#[derive(Clone, Hash, Debug)]
pub struct Other {
    /// Its connection.
    pub peer: Peer,
    /// It said the master is down.
    pub master_down: bool,
    /// When it last said anything about the master.
    pub last_reply: i64,
    /// Whom it said its vote went to.
    pub leader: Option<NodeId>,
    /// In which epoch.
    pub leader_epoch: Epoch,
}

impl Other {
    /// What it last said about the master.
    pub fn opinion(&self, now: i64) -> Opinion {
        Opinion { master_down: self.master_down, reply_age: now - self.last_reply }
    }
    /// A new entry.
    pub fn new(now: i64) -> Other {
        let peer = Peer::new(now);
        let (leader, leader_epoch) = (None, Epoch(0));
        Other { peer, master_down: false, last_reply: now, leader, leader_epoch }
    }
}

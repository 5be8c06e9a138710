//! What processes say: notifications between all servers (channel 0), packets between a learner
//! and its leader (channel 1), requests and replies between a client and a server (channel 2).

use super::app::Said;
use super::data::{Log, Origin, Txn};
use super::request::SessionId;
use super::rules::{Ballot, Epoch, Round, ServerState, Sid, Zxid};
use crate::protocol::{self, MessageKind, Transport};
use crate::view::{self, Glyph};
use crate::words::NodeId;

pub use super::wire::{Submission, Terms, Wire};

/// The channel of elections.
pub const ELECTION: u8 = 0;
/// The channel between a learner and its leader.
pub const QUORUM: u8 = 1;
/// The channel between a client and a server.
pub const CLIENT: u8 = 2;

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// On channel 0.
    Election(Election),
    /// On channel 1.
    Quorum(Packet),
    /// On channel 2.
    Client(Wire),
    /// On channel 2, between an application and its resource.
    Work(Said),
}

/// Between all servers (`QuorumCnxManager`, `FastLeaderElection`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Election {
    /// The first words on a new connection: who dials.
    InitialMessage(Sid),
    /// The connection is kept (the dialler's socket is open).
    Accepted,
    /// A vote.
    Notification {
        /// Vote, round and state of the sender.
        ballot: Ballot,
        /// Whose name the vote carries, for the picture.
        candidate: Option<NodeId>,
    },
}

/// Between a learner and its leader (`QuorumPacket`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Packet {
    /// The learner dials.
    Connect,
    /// Its socket is open.
    Connected,
    /// FOLLOWERINFO, OBSERVERINFO: which epoch the learner has accepted.
    LearnerInfo {
        /// Its id.
        sid: Sid,
        /// Whether it has a vote.
        observer: bool,
        /// Its acceptedEpoch.
        accepted_epoch: Epoch,
    },
    /// The epoch that the leader proposes.
    LeaderInfo(Epoch),
    /// How recent the learner's history is; `current_epoch` −1: it had accepted this epoch.
    AckEpoch {
        /// Its currentEpoch.
        current_epoch: Epoch,
        /// The last transaction it has logged.
        last_zxid: Zxid,
    },
    /// What the learner lacks follows, up to here.
    Diff(Zxid),
    /// Forget what comes after this.
    Trunc(Zxid),
    /// Take all of this.
    Snap {
        /// The leader's lastProcessedZxid.
        zxid: Zxid,
        /// Its history up to there.
        log: Box<Log>,
    },
    /// The end of what is sent to synchronise.
    NewLeader(Zxid),
    /// The leader is established: serve.
    UpToDate,
    /// A transaction to log.
    Proposal(Txn),
    /// The learner has it on disk; `(epoch, 0)` acknowledges NEWLEADER.
    Ack(Zxid),
    /// Apply it.
    Commit(Zxid),
    /// For observers: proposal and commit at once.
    Inform(Txn),
    /// Are you there? With the last zxid proposed; the answer is the same, with the sessions
    /// heard of since the last (`touchTable`).
    Ping(Zxid, Vec<SessionId>),
    /// What a client wants to change, from a learner to the leader.
    Request(Origin, Submission),
    /// A session comes to a learner: is it still open? And the leader's answer.
    Revalidate {
        /// Which session.
        session: SessionId,
        /// The answer.
        valid: Option<bool>,
    },
    /// A client's `sync`, there and back.
    Sync(Origin),
}

const fn kind(name: &'static str, channel: u8) -> MessageKind {
    MessageKind { name, transport: Transport::Stream(channel) }
}

/// All kinds: those of channel 0, then 1, then 2; then those of sessions.
pub const KINDS: &[MessageKind] = &[
    kind("InitialMessage", ELECTION),
    kind("accepted", ELECTION),
    kind("Notification", ELECTION),
    kind("connect", QUORUM),
    kind("connected", QUORUM),
    kind("FOLLOWERINFO", QUORUM),
    kind("OBSERVERINFO", QUORUM),
    kind("LEADERINFO", QUORUM),
    kind("ACKEPOCH", QUORUM),
    kind("DIFF", QUORUM),
    kind("TRUNC", QUORUM),
    kind("SNAP", QUORUM),
    kind("NEWLEADER", QUORUM),
    kind("UPTODATE", QUORUM),
    kind("PROPOSAL", QUORUM),
    kind("ACK", QUORUM),
    kind("COMMIT", QUORUM),
    kind("INFORM", QUORUM),
    kind("PING", QUORUM),
    kind("REQUEST", QUORUM),
    kind("SYNC", QUORUM),
    kind("ConnectRequest", CLIENT),
    kind("ConnectResponse", CLIENT),
    kind("setData", CLIENT),
    kind("getData", CLIENT),
    kind("sync", CLIENT),
    kind("ping", CLIENT),
    kind("pong", CLIENT),
    kind("Reply", CLIENT),
    kind("REVALIDATE", QUORUM),
    kind("create", CLIENT),
    kind("delete", CLIENT),
    kind("check", CLIENT),
    kind("multi", CLIENT),
    kind("exists", CLIENT),
    kind("getChildren", CLIENT),
    kind("closeSession", CLIENT),
    kind("setWatches", CLIENT),
    kind("WatcherEvent", CLIENT),
    kind("open", CLIENT),
    kind("opened", CLIENT),
    kind("save", CLIENT),
    kind("saved", CLIENT),
    kind("refused", CLIENT),
];

/// The names of all kinds.
pub const NAMES: &[&str] = &{
    let mut names = [""; KINDS.len()];
    let mut i = 0;
    while i < KINDS.len() {
        names[i] = KINDS[i].name;
        i += 1;
    }
    names
};

impl protocol::Message for Message {
    const KINDS: &'static [MessageKind] = KINDS;

    fn kind(&self) -> u8 {
        match self {
            Message::Election(election) => election.kind(),
            Message::Quorum(packet) => packet.kind(),
            Message::Client(wire) => wire.kind(),
            Message::Work(said) => said.kind(),
        }
    }

    fn glyph(&self) -> Glyph {
        match self {
            Message::Election(Election::Notification { candidate: Some(candidate), .. }) => {
                Glyph::Ballot(view::Ballot { candidate: *candidate, best: true })
            }
            Message::Election(Election::Notification { .. }) => Glyph::Request,
            Message::Election(_) => Glyph::Heartbeat,
            Message::Quorum(packet) => packet.glyph(),
            Message::Client(wire) => wire.glyph(),
            Message::Work(said) => said.glyph(),
        }
    }

    fn text(&self) -> String {
        match self {
            Message::Election(election) => election.text(),
            Message::Quorum(packet) => packet.text(),
            Message::Client(wire) => wire.text(),
            Message::Work(said) => said.text(),
        }
    }
}

impl Election {
    fn kind(&self) -> u8 {
        match self {
            Election::InitialMessage(_) => 0,
            Election::Accepted => 1,
            Election::Notification { .. } => 2,
        }
    }

    fn text(&self) -> String {
        match self {
            Election::InitialMessage(sid) => format!("sid {}", sid.0),
            Election::Accepted => String::new(),
            Election::Notification { ballot, .. } => {
                let Ballot { vote, round, state, .. } = ballot;
                let state = state.name();
                if vote.leader == Sid(i64::MIN) {
                    return format!("{state} votes for nobody, round {round}");
                }
                let (leader, zxid, peer_epoch) = (vote.leader.0, vote.zxid, vote.peer_epoch);
                format!(
                    "{state} leader {leader}, zxid {zxid}, round {round}, peerEpoch {peer_epoch}"
                )
            }
        }
    }
}

impl Packet {
    fn kind(&self) -> u8 {
        match self {
            Packet::Connect => 3,
            Packet::Connected => 4,
            Packet::LearnerInfo { observer: false, .. } => 5,
            Packet::LearnerInfo { .. } => 6,
            Packet::LeaderInfo(_) => 7,
            Packet::AckEpoch { .. } => 8,
            Packet::Diff(_) => 9,
            Packet::Trunc(_) => 10,
            Packet::Snap { .. } => 11,
            Packet::NewLeader(_) => 12,
            Packet::UpToDate => 13,
            Packet::Proposal(_) => 14,
            Packet::Ack(_) => 15,
            Packet::Commit(_) => 16,
            Packet::Inform(_) => 17,
            Packet::Ping(..) => 18,
            Packet::Request(..) => 19,
            Packet::Sync(_) => 20,
            Packet::Revalidate { .. } => 29,
        }
    }

    fn glyph(&self) -> Glyph {
        match self {
            Packet::Connect | Packet::Connected | Packet::Ping(..) => Glyph::Heartbeat,
            Packet::Ack(_)
            | Packet::AckEpoch { .. }
            | Packet::Revalidate { valid: Some(_), .. } => Glyph::Reply,
            Packet::Diff(zxid) | Packet::Trunc(zxid) | Packet::Snap { zxid, .. } => {
                Glyph::Data { epoch: zxid.epoch() }
            }
            Packet::Proposal(txn) | Packet::Inform(txn) => Glyph::Data { epoch: txn.zxid.epoch() },
            _ => Glyph::Request,
        }
    }

    fn text(&self) -> String {
        match self {
            Packet::Connect | Packet::Connected | Packet::UpToDate | Packet::Sync(_) => {
                String::new()
            }
            Packet::LearnerInfo { accepted_epoch, .. } => format!("acceptedEpoch {accepted_epoch}"),
            Packet::LeaderInfo(epoch) => format!("epoch {epoch}"),
            Packet::AckEpoch { current_epoch, last_zxid } => {
                format!("currentEpoch {current_epoch}, last zxid {last_zxid}")
            }
            Packet::Proposal(txn) | Packet::Inform(txn) => txn.zxid.to_string(),
            Packet::Diff(zxid)
            | Packet::Trunc(zxid)
            | Packet::Snap { zxid, .. }
            | Packet::NewLeader(zxid)
            | Packet::Ack(zxid)
            | Packet::Commit(zxid) => zxid.to_string(),
            Packet::Ping(zxid, touched) if touched.is_empty() => zxid.to_string(),
            Packet::Ping(zxid, touched) => {
                let touched: Vec<String> = touched.iter().map(SessionId::to_string).collect();
                format!("{zxid}, touched {}", touched.join(" "))
            }
            Packet::Request(_, asked) => asked.text(),
            Packet::Revalidate { session, valid } => match valid {
                None => session.to_string(),
                Some(true) => format!("{session} is valid"),
                Some(false) => format!("{session} has expired"),
            },
        }
    }
}

impl Message {
    /// Which connection of a pair it travels on.
    pub fn channel(&self) -> u8 {
        match self {
            Message::Election(_) => ELECTION,
            Message::Quorum(_) => QUORUM,
            Message::Client(_) | Message::Work(_) => CLIENT,
        }
    }
    /// The real name of its kind.
    pub fn name(&self) -> &'static str {
        NAMES[usize::from(protocol::Message::kind(self))]
    }
}

/// A round and a vote, as a server sends them in this state.
pub fn ballot(vote: super::rules::Vote, round: Round, state: ServerState) -> Ballot {
    Ballot { vote, round, state, version: 2 }
}

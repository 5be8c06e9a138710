//! What the processes say to each other, under etcd's names.

use super::rules::{Index, LogEnd, Term};
use super::state::Entry;
use crate::protocol::{self, MessageKind, Transport};
use crate::view::{Ballot, Glyph};
use crate::words::{NodeId, OpId};

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// From server to server, with its sender's term.
    Peer(Term, Peer),
    /// A follower hands a proposal on to its leader.
    Prop(OpId),
    /// A follower asks its leader how far a read must wait.
    ReadIndex(OpId),
    /// A client writes.
    Put(Request),
    /// It is answered.
    PutResponse(OpId, Answer),
    /// A client reads.
    Range {
        /// The read.
        request: Request,
        /// The server's own state will do.
        serializable: bool,
    },
    /// It is answered.
    RangeResponse(OpId, Answer),
}

/// From server to server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Peer {
    /// `MsgPreVote`: would you vote for me in this term?
    PreVote(Campaign),
    /// `MsgPreVoteResp`
    PreVoteResp(Reply),
    /// `MsgVote`: vote for me in this term.
    Vote(Campaign),
    /// `MsgVoteResp`
    VoteResp(Reply),
    /// `MsgApp`
    App {
        /// The entry before those sent.
        prev: LogEnd,
        /// What follows it; often nothing.
        entries: Vec<Entry>,
        /// How far the leader's log is committed.
        commit: Index,
    },
    /// `MsgAppResp`
    AppResp {
        /// The last index that equals the leader's log, or the `prev` that was rejected.
        index: Index,
        /// For a rejection: the last entry here that can be in the leader's log.
        hint: Option<LogEnd>,
    },
    /// `MsgHeartbeat`
    Heartbeat {
        /// How far the leader knows this follower's log to be committed.
        commit: Index,
        /// How many reads an answer to this confirms; 0 for none.
        context: u64,
    },
    /// `MsgHeartbeatResp`
    HeartbeatResp {
        /// As in the heartbeat.
        context: u64,
    },
    /// `MsgReadIndexResp`
    ReadIndexResp {
        /// The read.
        op: OpId,
        /// How far it must wait.
        index: Index,
    },
    /// `MsgTimeoutNow`: campaign at once.
    TimeoutNow,
}

/// A request for a vote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Campaign {
    /// Who asks.
    pub candidate: NodeId,
    /// The end of its log.
    pub last: LogEnd,
    /// Its leader told it to (`CampaignTransfer`).
    pub transfer: bool,
}

/// The answer to a request for a vote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reply {
    /// Who asked.
    pub candidate: NodeId,
    /// No vote.
    pub reject: bool,
}

/// A client's request: which, and how long (µs) its client waits for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Request {
    /// Which operation.
    pub op: OpId,
    /// `grpc-timeout`.
    pub timeout: u64,
    /// Rather an error at once than a wait for a leader (`hasleader` in the metadata).
    pub require_leader: bool,
}

/// A server's answer to a client: the index at which the operation stands, or an error.
pub type Answer = Result<Index, &'static str>;

/// `rafthttp/peer.go pick`: one stream for `MsgApp`, one for the others. What is sent while it is
/// broken is dropped.
const fn raft(name: &'static str) -> MessageKind {
    MessageKind { name, transport: Transport::Lane(1) }
}

const fn grpc(name: &'static str) -> MessageKind {
    MessageKind { name, transport: Transport::Stream(0) }
}

/// In the order of [`NAMES`].
const KINDS: &[MessageKind] = &[
    raft("MsgPreVote"),
    raft("MsgPreVoteResp"),
    raft("MsgVote"),
    raft("MsgVoteResp"),
    MessageKind { name: "MsgApp", transport: Transport::Lane(0) },
    raft("MsgAppResp"),
    raft("MsgHeartbeat"),
    raft("MsgHeartbeatResp"),
    raft("MsgReadIndexResp"),
    raft("MsgTimeoutNow"),
    raft("MsgProp"),
    raft("MsgReadIndex"),
    grpc("PutRequest"),
    grpc("PutResponse"),
    grpc("RangeRequest"),
    grpc("RangeResponse"),
];

/// The names of the kinds, in their order.
pub const NAMES: &[&str] = &{
    let mut names = [""; KINDS.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = KINDS[i].name;
        i += 1;
    }
    names
};

impl protocol::Message for Message {
    const KINDS: &'static [MessageKind] = KINDS;

    fn kind(&self) -> u8 {
        match self {
            Message::Peer(_, peer) => peer.kind(),
            Message::Prop(_) => 10,
            Message::ReadIndex(_) => 11,
            Message::Put(_) => 12,
            Message::PutResponse(..) => 13,
            Message::Range { .. } => 14,
            Message::RangeResponse(..) => 15,
        }
    }

    fn glyph(&self) -> Glyph {
        match self {
            Message::Peer(_, peer) => peer.glyph(),
            Message::PutResponse(_, Err(_)) | Message::RangeResponse(_, Err(_)) => Glyph::Error,
            Message::PutResponse(..) | Message::RangeResponse(..) => Glyph::Reply,
            _ => Glyph::Request,
        }
    }

    fn text(&self) -> String {
        let operation = |op: &OpId| format!("value={}", op.nth());
        let answer = |answer: &Answer| match answer {
            Ok(index) => format!("revision={index}"),
            Err(error) => format!("error=\"{error}\""),
        };
        match self {
            Message::Peer(term, peer) => format!("Term:{term}{}", peer.text()),
            Message::Prop(op) => operation(op),
            Message::Put(request) => operation(&request.op),
            Message::ReadIndex(op) => format!("read={}", op.nth()),
            Message::Range { request, serializable } => {
                format!("read={} serializable={serializable}", request.op.nth())
            }
            Message::PutResponse(op, result) => format!("{} {}", operation(op), answer(result)),
            Message::RangeResponse(op, result) => {
                format!("read={} {}", op.nth(), answer(result))
            }
        }
    }
}

impl Peer {
    const fn kind(&self) -> u8 {
        match self {
            Peer::PreVote(_) => 0,
            Peer::PreVoteResp(_) => 1,
            Peer::Vote(_) => 2,
            Peer::VoteResp(_) => 3,
            Peer::App { .. } => 4,
            Peer::AppResp { .. } => 5,
            Peer::Heartbeat { .. } => 6,
            Peer::HeartbeatResp { .. } => 7,
            Peer::ReadIndexResp { .. } => 8,
            Peer::TimeoutNow => 9,
        }
    }

    fn glyph(&self) -> Glyph {
        let ballot = |candidate, best| Glyph::Ballot(Ballot { candidate, best });
        match self {
            Peer::PreVote(campaign) => ballot(campaign.candidate, false),
            Peer::Vote(campaign) => ballot(campaign.candidate, true),
            Peer::PreVoteResp(reply) | Peer::VoteResp(reply) if reply.reject => Glyph::Error,
            Peer::PreVoteResp(reply) => ballot(reply.candidate, false),
            Peer::VoteResp(reply) => ballot(reply.candidate, true),
            Peer::App { entries, .. } => match entries.last() {
                Some(entry) => Glyph::Data { epoch: entry.term as i64 },
                None => Glyph::Request,
            },
            Peer::AppResp { hint: Some(_), .. } => Glyph::Error,
            Peer::AppResp { .. } | Peer::ReadIndexResp { .. } => Glyph::Reply,
            Peer::Heartbeat { .. } | Peer::HeartbeatResp { .. } => Glyph::Heartbeat,
            Peer::TimeoutNow => Glyph::Request,
        }
    }

    /// As etcd-io/raft prints messages (`util.go DescribeMessage`).
    fn text(&self) -> String {
        let log = |end: LogEnd| format!(" Log:{}/{}", end.term, end.index);
        match self {
            Peer::PreVote(campaign) | Peer::Vote(campaign) => {
                let transfer = if campaign.transfer { " CampaignTransfer" } else { "" };
                format!("{}{transfer}", log(campaign.last))
            }
            Peer::PreVoteResp(reply) | Peer::VoteResp(reply) => {
                if reply.reject {
                    " Rejected".into()
                } else {
                    String::new()
                }
            }
            Peer::App { prev, entries, commit } => {
                let list: Vec<String> = (prev.index + 1..)
                    .zip(entries)
                    .map(|(index, entry)| format!("{}/{index}", entry.term))
                    .collect();
                let list = match list.is_empty() {
                    true => String::new(),
                    false => format!(" Entries:[{}]", list.join(", ")),
                };
                format!("{} Commit:{commit}{list}", log(*prev))
            }
            Peer::AppResp { index, hint: None } => format!(" Index:{index}"),
            Peer::AppResp { index, hint: Some(hint) } => {
                format!(" Index:{index} Rejected (Hint: {}/{})", hint.term, hint.index)
            }
            Peer::Heartbeat { commit, context: 0 } => format!(" Commit:{commit}"),
            Peer::Heartbeat { commit, context } => format!(" Commit:{commit} Context:{context}"),
            Peer::HeartbeatResp { context: 0 } | Peer::TimeoutNow => String::new(),
            Peer::HeartbeatResp { context } => format!(" Context:{context}"),
            Peer::ReadIndexResp { op, index } => format!(" read={} Index:{index}", op.nth()),
        }
    }
}

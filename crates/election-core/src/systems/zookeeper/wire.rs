//! What clients and servers say to each other (channel 2), and what of it is put before the leader.

use super::request::{Error, Op, Request, Response, SessionId, Watched, WatchedEvent};
use super::rules::Zxid;
use crate::view::Glyph;
use crate::words::OpId;

/// What is put before the leader.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Submission {
    /// `setData` of a client without a session.
    Write(OpId),
    /// A session wants to begin, with this timeout in ms.
    CreateSession(SessionId, i64),
    /// A session wants to change something, or to end.
    Request(SessionId, Request),
}

/// A session and its timeout in ms, as a client asks for them and as a server grants them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Terms {
    /// The session. Asked for: 0 is a new one. Granted: 0 says that it is over.
    pub session: SessionId,
    /// The timeout.
    pub timeout: i64,
}

/// Between a client and a server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Wire {
    /// The client wants to be served; it has seen this zxid.
    ConnectRequest(Zxid, Option<Terms>),
    /// It is.
    ConnectResponse(Option<Terms>),
    /// `setData`.
    SetData(u32, OpId),
    /// `getData`.
    GetData(u32),
    /// `sync`.
    Sync(u32),
    /// The client is there.
    Ping,
    /// So is the server.
    PingReply,
    /// The answer to the request of this number.
    Reply {
        /// The client's number of the request.
        xid: u32,
        /// The server's lastProcessedZxid.
        zxid: Zxid,
        /// The index of what was written, or up to which was read.
        position: i64,
    },
    /// A request of a client with a session.
    Request(u32, Request),
    /// Its answer.
    Answer {
        /// The client's number of the request.
        xid: u32,
        /// The transaction, or the server's lastProcessedZxid.
        zxid: Zxid,
        /// What it returned.
        result: Result<Response, Error>,
    },
    /// A watch fired.
    Event(WatchedEvent),
    /// The client comes back with its watches; it has seen this zxid.
    SetWatches(Zxid, Box<Watched>),
}

impl Submission {
    /// One line.
    pub fn text(&self) -> String {
        match self {
            Submission::Write(op) => format!("setData #{}", op.nth()),
            Submission::CreateSession(session, timeout) => {
                format!("createSession {session}, timeout {timeout} ms")
            }
            Submission::Request(_, request) => request.text(),
        }
    }
}

impl Wire {
    /// Its place in `KINDS`.
    pub fn kind(&self) -> u8 {
        match self {
            Wire::ConnectRequest(..) => 21,
            Wire::ConnectResponse(_) => 22,
            Wire::SetData(..) => 23,
            Wire::GetData(_) => 24,
            Wire::Sync(_) => 25,
            Wire::Ping => 26,
            Wire::PingReply => 27,
            Wire::Reply { .. } | Wire::Answer { .. } => 28,
            Wire::Request(_, request) => match request {
                Request::Write(op) => match op {
                    Op::Create { .. } => 30,
                    Op::Delete { .. } => 31,
                    Op::SetData { .. } => 23,
                    Op::Check { .. } => 32,
                },
                Request::Multi(_) => 33,
                Request::GetData { .. } => 24,
                Request::Exists { .. } => 34,
                Request::GetChildren { .. } => 35,
                Request::Sync => 25,
                Request::CloseSession => 36,
            },
            Wire::SetWatches(..) => 37,
            Wire::Event(_) => 38,
        }
    }

    /// How it is drawn.
    pub fn glyph(&self) -> Glyph {
        match self {
            Wire::ConnectRequest(..) | Wire::ConnectResponse(_) | Wire::Ping | Wire::PingReply => {
                Glyph::Heartbeat
            }
            Wire::Answer { result: Err(_), .. } => Glyph::Error,
            Wire::Reply { .. } | Wire::Answer { .. } | Wire::Event(_) => Glyph::Reply,
            _ => Glyph::Request,
        }
    }

    /// One line.
    pub fn text(&self) -> String {
        match self {
            Wire::ConnectRequest(zxid, None) => format!("lastZxidSeen {zxid}"),
            Wire::ConnectRequest(zxid, Some(Terms { session, timeout })) => {
                format!("session {session}, timeout {timeout} ms, lastZxidSeen {zxid}")
            }
            Wire::ConnectResponse(Some(Terms { session: SessionId(0), .. })) => "expired".into(),
            Wire::ConnectResponse(Some(Terms { session, timeout })) => {
                format!("session {session}, timeout {timeout} ms")
            }
            Wire::SetData(_, op) => format!("#{}", op.nth()),
            Wire::Reply { zxid, .. } => format!("zxid {zxid}"),
            // The kind says the verb.
            Wire::Request(_, request) => {
                let text = request.text();
                text.split_once(' ').map_or(String::new(), |(_, rest)| rest.into())
            }
            Wire::Answer { zxid, result: Ok(response), .. } => {
                format!("{}zxid {zxid}", response.text())
            }
            Wire::Answer { result: Err(error), .. } => error.name().into(),
            Wire::Event(event) => event.to_string(),
            Wire::SetWatches(zxid, watched) => {
                format!("{} watches, lastZxidSeen {zxid}", watched.count())
            }
            Wire::ConnectResponse(None)
            | Wire::GetData(_)
            | Wire::Sync(_)
            | Wire::Ping
            | Wire::PingReply => String::new(),
        }
    }
}

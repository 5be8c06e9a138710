//! The rules as they are called alone: input fields, example, and the way in and out.

mod discovery;
mod disk;
mod election;
mod quorum;
mod recipe;
mod session;
mod sync;

pub(super) use discovery::{quorum_facts, why_epoch_ack};
pub(super) use disk::why as why_start;
pub(super) use election::{why_leader, why_replaces};
pub(super) use quorum::why as why_quorum;
pub(super) use sync::why as why_sync;

use super::rules::{ServerState, Sid, Zxid};
use crate::rule::RuleCall;
use crate::schema::{INT, Ty};
use crate::value::Value;

/// Every rule of this system that can be called alone.
pub const CALLS: &[RuleCall] = &[
    election::TOTAL_ORDER,
    election::VOTE_EQUALS,
    election::TALLY,
    election::CHECK_LEADER,
    quorum::CONTAINS_QUORUM,
    election::ROUND_GATE,
    discovery::EPOCH_TO_PROPOSE,
    discovery::EPOCH_ACK,
    discovery::NEWLEADER_ACK,
    sync::SYNC_CHOICE,
    election::CONNECTION,
    session::SESSION_TIMEOUT,
    session::SESSION_EXPIRY,
    session::CLIENT_TIMEOUTS,
    recipe::RECIPE_POSITION,
    recipe::SEQUENCE_SUFFIX,
    disk::LOAD_DATABASE,
];

/// A server's id.
const SID: Ty = INT;

const STATE: Ty = Ty::OneOf(ServerState::NAMES);

fn sid(value: &Value) -> Sid {
    Sid(value.int())
}

fn sids(value: &Value) -> impl Iterator<Item = Sid> {
    value.items().iter().map(sid)
}

fn zxid(value: &Value) -> Zxid {
    Zxid(value.int())
}

fn zxids(value: &Value) -> Vec<Zxid> {
    value.items().iter().map(zxid).collect()
}

/// The state of that name, if it is given.
fn state(value: &Value) -> Option<ServerState> {
    ServerState::ALL.into_iter().find(|state| Some(state.name()) == value.as_text())
}

impl From<Zxid> for Value {
    fn from(zxid: Zxid) -> Value {
        Value::Text(zxid.to_string())
    }
}

impl From<Sid> for Value {
    fn from(sid: Sid) -> Value {
        Value::Int(sid.0)
    }
}

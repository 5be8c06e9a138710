//! The rules as they are called alone: input fields, example, and the way in and out.

mod down;
mod failover;
mod replication;
mod selection;
mod vote;

use crate::rule::RuleCall;

/// Every rule of this system that can be called alone.
pub const CALLS: &[RuleCall] = &[
    vote::SENTINEL_VOTE,
    vote::IS_MASTER_DOWN_REPLY,
    vote::SENTINEL_ELECTED,
    down::SDOWN,
    down::ODOWN,
    failover::TIMING,
    selection::SELECT_REPLICA,
    failover::CONVERT_TO_SLAVE,
    vote::CKQUORUM,
    replication::PSYNC,
    replication::SHIFT_REPLID,
    replication::MIN_REPLICAS,
    replication::WAIT,
];

pub(super) use down::why_sdown;
pub(super) use failover::{why_claim, word_of_left_alone};
pub(super) use replication::why_psync;
pub(super) use selection::{why_selected, word as word_of_exclusion};

//! The rules as they are called alone: input fields, example, and the way in and out.

mod campaign;
mod log;
mod vote;

pub use vote::why as why_vote;

use super::rules::{Id, Index, LogEnd, Term};
use crate::map;
use crate::rule::RuleCall;
use crate::schema::{Field, NAT, Ty};
use crate::value::Value;

/// Every rule of this system that can be called alone.
pub const CALLS: &[RuleCall] = &[
    vote::UP_TO_DATE,
    vote::GRANT_VOTE,
    campaign::TALLY,
    log::COMMIT_INDEX,
    log::APPEND_ENTRIES,
    log::NEXT_PROBE,
    campaign::STATE_TRANSITION,
    campaign::ELECTION_TIMEOUT,
    campaign::CHECK_QUORUM,
];

/// A node: a positive int.
const ID: Ty = Ty::Int(1, i64::MAX);

/// A log as the terms of its entries, the first at index 1.
const LOG: Ty = Ty::List(&Ty::Int(1, i64::MAX));

/// An entry by term and index; both 0: the empty log.
const LOG_END: &[Field] = &[Field::required("term", NAT), Field::required("index", NAT)];

/// A number that the schema has checked not to be negative.
fn nat(value: &Value) -> u64 {
    value.int().unsigned_abs()
}

fn id(value: &Value) -> Option<Id> {
    value.as_int().map(|n| Id(n.unsigned_abs()))
}

fn terms(value: &Value) -> Vec<Term> {
    value.items().iter().map(nat).collect()
}

fn log_end(value: &Value) -> LogEnd {
    LogEnd { term: nat(value.at("term")), index: nat(value.at("index")) }
}

fn print_log_end(end: LogEnd) -> Value {
    map! { "term" => end.term, "index" => end.index }
}

fn print_id(id: Option<Id>) -> Value {
    id.map(|id| id.0).into()
}

/// The term at `index`, null past the end.
fn term_at(log: &[Term], index: Index) -> Value {
    use super::rules::Log;
    log.term(index).into()
}

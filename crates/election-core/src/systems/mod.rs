//! The register: one word per system.

use crate::rule::RuleCall;

#[cfg(test)]
mod check;
pub mod kafka;
pub mod raft;
pub mod redis;
pub mod zookeeper;

/// Every rule that can be called alone.
pub fn rule_calls() -> impl Iterator<Item = &'static RuleCall> {
    [raft::CALLS, zookeeper::CALLS, redis::CALLS, kafka::CALLS].into_iter().flatten()
}

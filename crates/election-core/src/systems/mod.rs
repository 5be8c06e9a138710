//! The register: one word per system.

use crate::rule::RuleCall;
use crate::system::SystemSpec;

#[cfg(test)]
mod check;
pub mod kafka;
pub mod raft;
pub mod redis;
pub mod zookeeper;

/// Every system that can be run.
pub static SYSTEMS: &[&SystemSpec] = &[&raft::SPEC, &zookeeper::SPEC, &redis::SPEC, &kafka::SPEC];

/// The system of this key.
pub fn find(key: &str) -> Option<&'static SystemSpec> {
    SYSTEMS.iter().copied().find(|spec| spec.key == key)
}

/// Every rule that can be called alone.
pub fn rule_calls() -> impl Iterator<Item = &'static RuleCall> {
    [raft::CALLS, zookeeper::CALLS, redis::CALLS, kafka::CALLS].into_iter().flatten()
}

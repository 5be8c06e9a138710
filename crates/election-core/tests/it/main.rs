//! One binary. Some modules loop over all systems, some are tables of one.

mod ask;
mod raft_rules;
mod rule_calls;
mod zookeeper_rules;

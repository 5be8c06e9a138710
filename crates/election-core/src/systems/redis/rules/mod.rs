//! The pure decisions of Redis replication and Sentinel, redis/redis 7.2.
//!
//! Run ids are a type parameter: the command line hands over strings, a simulated Sentinel
//! whatever names its peers.

pub mod down;
pub mod failover;
pub mod replication;
pub mod selection;
pub mod vote;

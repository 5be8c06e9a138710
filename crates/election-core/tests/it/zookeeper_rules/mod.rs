//! The rules of apache/zookeeper 3.9.5, by table.

mod discovery;
mod election;
mod quorum;
mod sessions;
mod sync;

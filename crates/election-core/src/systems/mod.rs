//! The register: one word per system. Each can be left out of a build by its cargo feature: the
//! page loads the one that is watched.

use crate::rule::RuleCall;
use crate::system::SystemSpec;

#[cfg(test)]
mod check;
#[cfg(feature = "kafka")]
pub mod kafka;
#[cfg(feature = "raft")]
pub mod raft;
#[cfg(feature = "redis")]
pub mod redis;
// Kafka's clusters up to 3.9 run on its servers.
#[cfg(any(feature = "zookeeper", feature = "kafka"))]
pub mod zookeeper;

/// A system by name, whether or not it is part of this build.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// As [`SystemSpec::key`]; its cargo feature is called the same.
    pub key: &'static str,
    /// As [`SystemSpec::title`].
    pub title: &'static str,
    /// As [`SystemSpec::version`].
    pub version: &'static str,
}

/// Every system there is.
pub static NAMES: [Name; 4] = [
    Name { key: "raft", title: "Raft (etcd)", version: "etcd-io/raft main (2026)" },
    Name { key: "zookeeper", title: "ZooKeeper", version: "3.9.5" },
    Name { key: "redis", title: "Redis + Sentinel", version: "7.2" },
    Name { key: "kafka", title: "Kafka", version: "4.1.1" },
];

/// Every system of this build: those whose features are on, all by default.
pub static SYSTEMS: &[&SystemSpec] = &[
    #[cfg(feature = "raft")]
    &raft::SPEC,
    #[cfg(feature = "zookeeper")]
    &zookeeper::SPEC,
    #[cfg(feature = "redis")]
    &redis::SPEC,
    #[cfg(feature = "kafka")]
    &kafka::SPEC,
];

/// The system of this key.
pub fn find(key: &str) -> Option<&'static SystemSpec> {
    SYSTEMS.iter().copied().find(|spec| spec.key == key)
}

/// Whether this build has every system.
pub fn is_whole() -> bool {
    SYSTEMS.len() == NAMES.len()
}

/// Whether the system of this key is part of the project, but not of this build.
pub fn is_left_out(key: &str) -> bool {
    find(key).is_none() && NAMES.iter().any(|name| name.key == key)
}

/// Every rule that can be called alone.
pub fn rule_calls() -> impl Iterator<Item = &'static RuleCall> {
    SYSTEMS.iter().flat_map(|system| system.calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_goes_by_its_name() {
        let names = NAMES.map(|name| (name.key, name.title, name.version));
        let specs: Vec<_> = SYSTEMS.iter().map(|it| (it.key, it.title, it.version)).collect();
        assert_eq!(names[..], specs);
    }
}

//! Moving a partition on ZooKeeper: it ends, and each step raises the leader epoch once.

use super::{as_expected, cluster};
use crate::value::Value;

const ON_ZOOKEEPER: [&str; 5] = ["0.8", "0.11", "2.4", "2.8", "3.9"];

#[track_caller]
fn moved(profile: &str, brokers: u32, from: &str, to: &str, plan: &str, expect: &str) {
    let settings = format!(
        r#""profile":"{profile}","assignment":[{from}],"auto.leader.rebalance.enable":false"#
    );
    let request = format!(
        r#"{{"at_ms":5000,"do":"request","node":"controller",
        "request":"AlterPartitionReassignments","with":{{"replicas":{to}}}}}{plan}"#
    );
    let zookeeper = r#"{"id":"z1","kind":"zookeeper"}"#;
    let file: Value = cluster(brokers, zookeeper, "", &settings, &request, expect);
    as_expected(&file, &format!("{profile}: {from} to {to}"));
}

/// `ControllerIntegrationTest.testPartitionReassignment`: three epochs more. All hear of the new
/// replica, it leads, the old one leaves the ISR.
#[test]
fn a_move_that_takes_the_leadership_along_is_three_epochs() {
    for profile in ON_ZOOKEEPER {
        moved(profile, 2, "[1]", "[2]", "", r#"{"node":"2","is":{"role":"leader","epoch":3}}"#);
    }
}

/// Nobody has to catch up, so nothing has to be waited for: the leader hears of its fewer
/// replicas, and the old one leaves the ISR.
#[test]
fn a_move_that_adds_nobody_ends_at_once() {
    for profile in ON_ZOOKEEPER {
        let expect = r#"{"node":"3","is":{"role":"observer"}},
            {"at_ms":7000,"node":"1","is":{"role":"leader","epoch":2}}"#;
        moved(profile, 3, "[1,2,3]", "[1,2]", "", expect);
        // Nor if one that stays leads no more.
        let expect = r#"{"node":"1","is":{"role":"observer"}},
            {"at_ms":7000,"node":"2","is":{"role":"leader","epoch":2}}"#;
        moved(profile, 3, "[1,2,3]", "[2,3]", "", expect);
    }
}

/// `maybeResumeReassignments`: a move goes on under the next controller, and when a replica that
/// was down has come.
#[test]
fn a_move_survives_its_controller_and_its_replicas() {
    for profile in ON_ZOOKEEPER {
        let cut = r#",{"at_ms":4000,"do":"cut","from":["4"],"to":["3"]},
            {"at_ms":6000,"do":"kill","node":"1"},
            {"at_ms":40000,"do":"heal","from":["4"],"to":["3"]}"#;
        moved(profile, 4, "[3,2]", "[4,3]", cut, r#"{"node":"2","is":{"role":"observer"}}"#);
    }
}

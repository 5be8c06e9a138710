//! Moving a partition on ZooKeeper: it ends, and each step raises the leader epoch once.

use super::{as_expected, cluster};
use crate::scenario::Scenario;
use crate::transcript::Transcript;
use crate::value::Value;
use crate::words::Time;

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

/// `replicasAreValid`, `validateReplicas`: since 2.4 only who is new has to live. 0.8.2: all;
/// 0.11: nobody.
#[test]
fn a_dead_replica_may_stay_where_only_the_new_ones_have_to_live() {
    for (profile, epochs) in [("0.8", 0), ("0.11", 1), ("2.4", 1), ("2.8", 1), ("3.9", 1)] {
        // Broker 2 is gone before: that its death changes the ISR is in the first epoch.
        let expect = format!(r#"{{"node":"1","is":{{"role":"leader","epoch":{}}}}}"#, epochs + 1);
        let settings = format!(
            r#""profile":"{profile}","assignment":[[1,2]],"auto.leader.rebalance.enable":false,
            "zookeeper.session.timeout.ms":6000"#
        );
        let plan = r#"{"at_ms":3000,"do":"kill","node":"2"},
            {"at_ms":40000,"do":"request","node":"controller",
            "request":"AlterPartitionReassignments","with":{"replicas":[1,2,3]}}"#;
        let zookeeper = r#"{"id":"z1","kind":"zookeeper"}"#;
        as_expected(&cluster(3, zookeeper, "", &settings, plan, &expect), profile);
    }
}

/// `ReplicaAssignment.reassignTo`, `updateCurrentReassignment`: who was being added by the move
/// before is stopped at once, and is not told to follow again. From 2.6 to 3.3 it does not obey:
/// the request carries the epoch that it knows (KAFKA-13972).
#[test]
fn a_move_that_overrides_another_stops_who_was_being_added() {
    for (profile, role) in [("2.4", "observer"), ("2.8", "follower"), ("3.9", "observer")] {
        let plan = r#",{"at_ms":4000,"do":"drop","from":["4"],"to":["1"],"message":"Fetch",
            "direction":"forward"},
            {"at_ms":9000,"do":"request","node":"controller",
            "request":"AlterPartitionReassignments","with":{"replicas":[1,2,5]}}"#;
        let expect = format!(
            r#"{{"event":"deliver:LeaderAndIsr","node":"4","count":1}},
            {{"event":"deliver:StopReplica","node":"4","count":1}},
            {{"node":"4","is":{{"role":"{role}"}}}},{{"leader":"1"}}"#
        );
        moved(profile, 5, "[1,2,3]", "[1,2,4]", plan, &expect);
    }
}

/// `ReplicationControlManager.alterPartition`: NEW_LEADER_ELECTED since 3.3, not
/// FENCED_LEADER_EPOCH.
#[test]
fn who_loses_the_leadership_to_a_move_is_told_that_another_was_elected() {
    let plan = r#"{"at_ms":5000,"do":"request","node":"controller",
        "request":"AlterPartitionReassignments","with":{"replicas":[2]}}"#;
    let file =
        cluster(2, r#"{"id":"101","kind":"controller"}"#, "", r#""assignment":[[1]]"#, plan, "");
    let scenario = Scenario::read(&file).unwrap();
    let mut transcript = Transcript::new(&scenario.config, true);
    scenario.start().unwrap().advance_to(Time::ms(9000), &mut transcript);
    let told = transcript.finish();
    assert!(told.contains("AlterPartitionResponse NEW_LEADER_ELECTED"), "{told}");
}

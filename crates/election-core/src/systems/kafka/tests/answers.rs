//! An answer is judged by what was asked: in which epoch, from which position, in which request.

use super::{as_expected, cluster};

/// `AbstractFetcherThread.onPartitionFenced`: who is fenced in the epoch that it had when it
/// asked fetches on if it knows the new one by now.
#[test]
fn a_follower_that_was_fenced_in_an_epoch_gone_by_fetches_on() {
    for profile in ["2.4", "2.8", "3.9"] {
        let settings = format!(r#""profile":"{profile}","min.insync.replicas":2"#);
        let file = cluster(
            3,
            r#"{"id":"z1","kind":"zookeeper"}"#,
            r#"{"id":"p","kind":"producer","every_ms":500,"acks":"all","retries":100}"#,
            &settings,
            r#"{"at_ms":5000,"do":"kill","node":"3"}"#,
            r#"{"ledger":{"failed":0}},
            {"event":"rule:kafka/out-of-sync=lagging","node":"1","count":0}"#,
        );
        as_expected(&file, profile);
    }
    let move_to = |target: &str| {
        format!(
            r#"{{"at_ms":10000,"do":"request","node":"controller",
            "request":"AlterPartitionReassignments","with":{{"replicas":{target}}}}}"#
        )
    };
    let file = cluster(
        4,
        r#"{"id":"101","kind":"controller"}"#,
        r#"{"id":"p","kind":"producer","every_ms":500}"#,
        r#""assignment":[[1,2,3]]"#,
        &move_to("[1,2,4]"),
        r#"{"leader":"1"},{"event":"rule:kafka/out-of-sync","count":0},
        {"ledger":{"acknowledged":{"min":200}}}"#,
    );
    as_expected(&file, "4.x");
}

/// `Partition.handleAlterPartitionError`: after FENCED_LEADER_EPOCH, INVALID_UPDATE_VERSION or
/// INVALID_REQUEST a leader waits for the metadata; it does not ask the same again. Broker 1
/// hears no metadata any more (a fetch of them takes longer than its timeout), and proposes from
/// a state that is not the latest.
#[test]
fn a_refused_proposal_waits_for_the_metadata() {
    let plan = r#"{"at_ms":3000,"do":"cut","from":["3"],"to":["1"]},
        {"at_ms":5000,"do":"slow","from":["101"],"to":["1"],"latency_ms":[1100,1100]},
        {"at_ms":20000,"do":"request","node":"101","request":"AlterPartitionReassignments",
         "with":{"replicas":[1,2,3,4]}}"#;
    let file = cluster(
        4,
        r#"{"id":"101","kind":"controller"}"#,
        r#"{"id":"p","kind":"producer","every_ms":100,"acks":"1"}"#,
        r#""assignment":[[1,2,3]],"replica.lag.time.max.ms":16000"#,
        plan,
        r#"{"event":"rule:kafka/alter-partition=INVALID_UPDATE_VERSION","count":1},
        {"leader":"1"}"#,
    );
    as_expected(&file, "4.x");
}

/// `KafkaRaftClient.pollFollowerAsObserver`: a broker whose metadata fetches time out asks other
/// voters, and goes on talking to the controller that it knows.
#[test]
fn slow_metadata_fetches_do_not_make_a_broker_forget_its_controller() {
    let controllers = r#"{"id":"101","kind":"controller"},{"id":"102","kind":"controller"},
        {"id":"103","kind":"controller"}"#;
    let slow = r#"{"at_ms":5000,"do":"slow","from":["1"],"to":["101","102","103"],
        "direction":"both","latency_ms":[1100,1100]}"#;
    let expect = r#"{"event":"rule:kafka/broker-session=expired","count":0},
        {"event":"rule:kafka/elect-leader-kraft","count":0},{"leader":"1"}"#;
    let file = cluster(3, controllers, "", r#""assignment":[[1,2,3]]"#, slow, expect);
    as_expected(&file, "4.x");
}

/// `ZookeeperLeaderElector.elect`, `registerControllerAndIncrementControllerEpoch`: one attempt
/// at a time, whatever its own watch tells meanwhile.
#[test]
fn each_failover_of_the_controller_is_won_once() {
    let servers = r#"{"id":"z1","kind":"zookeeper"},{"id":"z2","kind":"zookeeper"},
        {"id":"z3","kind":"zookeeper"}"#;
    for profile in ["0.8", "0.11", "2.4", "2.8", "3.9"] {
        let settings = format!(
            r#""profile":"{profile}","zookeeper.session.timeout.ms":6000,"assignment":[[2,3]]"#
        );
        let kill = r#"{"at_ms":5000,"do":"kill","node":"1"}"#;
        let once = r#"{"event":"rule:kafka/controller-race=won","count":1}"#;
        as_expected(&cluster(3, servers, "", &settings, kill, once), profile);
    }
}

/// `effectiveMinIsr` since 3.7: a minimum above the replicas counts as all of them. Before,
/// `inSyncSize < minIsr` refuses every acks=all.
#[test]
fn a_minimum_above_the_replicas_is_all_of_them_or_too_much() {
    let producer = r#"{"id":"p","kind":"producer","acks":"all","retries":100}"#;
    let zookeeper = r#"{"id":"z1","kind":"zookeeper"}"#;
    let all = r#"{"ledger":{"acknowledged":{"min":100}}}"#;
    let none = r#"{"ledger":{"acknowledged":0}}"#;
    let min = r#""min.insync.replicas":4,"assignment":[[1,2]]"#;
    for (profile, cast, expect) in [
        ("2.8", zookeeper, none),
        ("3.9", zookeeper, all),
        ("4.x", r#"{"id":"101","kind":"controller"}"#, all),
    ] {
        let settings = format!(r#""profile":"{profile}",{min}"#);
        as_expected(&cluster(2, cast, producer, &settings, "", expect), profile);
    }
}

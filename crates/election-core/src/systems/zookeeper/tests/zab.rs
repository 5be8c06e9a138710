//! One test per fact of Leader, LearnerHandler and Learner (3.9.5), and of runs of real servers.

use super::{fact, led_by, run, sent, story};
use crate::event::What;
use crate::words::{NodeId, Time};

const SMALL: &str = r#","settings":{"profile":"small"},"until_ms":8000"#;
const THREE: &str = r#"{"id":"1"},{"id":"2"},{"id":"3"}"#;

fn disk(id: u8, current: i64, accepted: i64, zxid: &str) -> String {
    format!(
        r#"{{"id":"{id}","durable":{{"currentEpoch":{current},"acceptedEpoch":{accepted},"zxid":"{zxid}"}}}}"#
    )
}

/// After an election without writes the leader shows (epoch, 0); a follower synchronised by an
/// empty DIFF keeps its zxid; one that joins later gets a SNAP and shows (epoch, 0) too.
#[test]
fn a_new_epoch_shows_in_some_zxids_only() {
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3","up":false}"#;
    let scenario = story(nodes, r#"{"at_ms":2000,"do":"restart","node":"3"}"#, SMALL);
    let (outcome, events) = run(&scenario);
    let zxid = |label: &str| fact(&*outcome.end, label, "lastProcessedZxid");
    assert_eq!([zxid("1"), zxid("2"), zxid("3")], ["0x0", "0x100000000", "0x100000000"]);
    assert_eq!((sent(&events, "DIFF").len(), sent(&events, "SNAP").len()), (1, 1));
}

/// `getEpochToPropose`: one more than the highest acceptedEpoch of the quorum that called, also
/// if the last election failed: epochs are burned.
#[test]
fn the_new_epoch_is_above_every_promise() {
    let nodes = [disk(1, 1, 20, "0x100000001"), disk(2, 1, 1, "0x100000001")].join(",");
    let scenario = story(&nodes, "", SMALL);
    led_by(&scenario, Some("2"));
    assert_eq!(run(&scenario).0.end.standing(NodeId(1)).epoch, 21);
}

/// `registerWithLeader`: a late server that has promised a higher epoch refuses the leader, again
/// and again, until some new election raises the epoch.
#[test]
fn a_late_server_with_a_higher_promise_stays_outside() {
    let late = disk(3, 1, 9, "0x100000001").replace("\"3\",", "\"3\",\"up\":false,");
    let nodes = [disk(1, 1, 1, "0x100000001"), disk(2, 1, 1, "0x100000001"), late].join(",");
    let plan = r#"{"at_ms":1000,"do":"restart","node":"3"},{"at_ms":4000,"do":"kill","node":"2"}"#;
    let (outcome, events) = run(&story(&nodes, plan, SMALL));
    let refused = |what: &What| {
        matches!(what, What::Cited(NodeId(2), cited)
            if cited.rule.id == "zookeeper/accept-epoch" && cited.verdict == "refuse")
    };
    assert!(events.iter().filter(|event| refused(&event.what)).count() > 10);
    // The new election takes its promise into account.
    assert_eq!(outcome.end.authority(), Some(NodeId(0)));
    assert_eq!(outcome.end.standing(NodeId(2)).epoch, 10);
}

/// `connectToLeader`: a learner dials its leader five times, 100 ms apart, then looks again.
#[test]
fn a_learner_dials_five_times() {
    // Server 3 dies as soon as 1 and 2 have decided for it.
    let plan = r#"{"after":{"event":"rule:zookeeper/finalize-wait=follow","nth":1},
        "do":"kill","node":"3"}"#;
    let (_, events) = run(&story(THREE, plan, SMALL));
    let dials: Vec<u64> = sent(&events, "connect")
        .iter()
        .filter(|(_, from, to, _)| *from == NodeId(0) && *to == NodeId(2))
        .map(|(at, ..)| at.as_ms())
        .collect();
    assert!(dials.len() <= 5, "{dials:?}");
    let (first, last) = (dials[0], dials[dials.len() - 1]);
    assert!(dials.len() == 1 || (100..=420).contains(&(last - first)), "{dials:?}");
}

/// `Leader.lead`: every learner is pinged twice a tick, and answers.
#[test]
fn learners_are_pinged_twice_a_tick() {
    let (_, events) = run(&story(THREE, "", SMALL));
    let to_one: Vec<u64> = sent(&events, "PING")
        .iter()
        .filter(|(_, from, to, _)| *from == NodeId(2) && *to == NodeId(0))
        .map(|(at, ..)| at.as_ms())
        .collect();
    assert!(to_one.windows(2).all(|pair| (249..=251).contains(&(pair[1] - pair[0]))));
    let answers = sent(&events, "PING").iter().filter(|m| m.1 == NodeId(0)).count();
    assert!(to_one.len() - answers <= 1);
}

/// `LearnerHandler.syncFollower` and `Learner.syncWithLeader`: a learner writes the history, then
/// currentEpoch, and only then acknowledges NEWLEADER; the leader answers a quorum with UPTODATE.
#[test]
fn the_steps_of_synchronisation_stand_in_order() {
    let nodes = [disk(1, 1, 1, "0x100000003"), disk(2, 1, 1, "0x100000005")].join(",");
    let (_, events) = run(&story(&nodes, "", SMALL));
    let one = |kind: &str| sent(&events, kind).into_iter().map(|m| m.0).next().unwrap();
    let order = ["FOLLOWERINFO", "LEADERINFO", "ACKEPOCH", "DIFF", "NEWLEADER", "ACK", "UPTODATE"];
    let times: Vec<Time> = order.iter().map(|kind| one(kind)).collect();
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{times:?}");
    let proposals: Vec<String> = sent(&events, "PROPOSAL").into_iter().map(|m| m.3).collect();
    assert_eq!(proposals, ["0x100000004", "0x100000005"]);
    let fsyncs = events
        .iter()
        .filter(|e| matches!(e.what, What::Fired(NodeId(0), "fsync")))
        .filter(|e| e.at > one("NEWLEADER") && e.at <= one("ACK"));
    assert_eq!(fsyncs.count(), 2, "the log, then currentEpoch");
}

/// A leader that its followers leave steps down within one tick; a client's connection is closed
/// without an answer.
#[test]
fn a_leader_without_followers_leaves_within_a_tick() {
    let plan = r#"{"at_ms":3010,"do":"kill","node":"1"},{"at_ms":3010,"do":"kill","node":"2"}"#;
    let rest = r#","settings":{"profile":"small"},"until_ms":5000,
        "clients":[{"id":"c","kind":"reader","attached":"3"}]"#;
    for seed in 1..=20 {
        let (_, events) = run(&story(THREE, plan, rest).with_seed(seed));
        let left = |what: &What| {
            matches!(what, What::Became { node: NodeId(2), from, to }
                if from.established && !to.established)
        };
        let at = events.iter().find(|event| left(&event.what)).unwrap().at.as_ms();
        assert!((3010..=3515).contains(&at), "seed {seed}: {at}");
    }
}

/// `sync`: the answer comes after everything that was proposed before, so the read behind it is
/// not stale.
#[test]
fn a_read_behind_a_sync_is_fresh() {
    let rest = |sync: bool| {
        format!(
            r#","settings":{{"profile":"small"}},"until_ms":20000,"clients":[
            {{"id":"w","kind":"writer","attached":"3","every_ms":7,"up":false}},
            {{"id":"r","kind":"reader","attached":"1","every_ms":5,"sync":{sync},"up":false}}]"#
        )
    };
    let slow = r#"{"at_ms":1500,"do":"restart","node":"w"},{"at_ms":1500,"do":"restart","node":"r"},
        {"at_ms":2000,"do":"slow","from":["3"],"to":["1"],"direction":"forward","latency_ms":[30,40]}"#;
    let stale = |sync: bool| run(&story(THREE, slow, &rest(sync))).0.end.sum().stale_reads;
    assert!(stale(false) > 100, "{}", stale(false));
    assert_eq!(stale(true), 0);
}

/// `processConnectRequest`: a server that is behind what the client has seen closes the
/// connection.
#[test]
fn a_client_is_not_taken_back_in_time() {
    let nodes = r#"{"id":"1"},{"id":"2"}"#;
    let rest = r#","settings":{"profile":"small"},"until_ms":9000,
        "clients":[{"id":"c","kind":"reader","attached":"2","every_ms":400,"up":false}]"#;
    // The leader shows (1, 0), its follower 0x0: once it has read there, the client is refused.
    let plan = r#"{"at_ms":1000,"do":"restart","node":"c"},
        {"at_ms":3000,"do":"cut","from":["c"],"to":["2"]}"#;
    let (_, events) = run(&story(nodes, plan, rest));
    let refused = |what: &What| matches!(what, What::Cited(NodeId(0), cited) if cited.rule.id == "zookeeper/client-ahead");
    assert!(events.iter().any(|event| refused(&event.what)));
}

/// A disk that ZooKeeper would not start from is refused (`QuorumPeer.loadDataBase`).
#[test]
fn a_disk_that_contradicts_itself_is_refused() {
    for (durable, path) in [
        (r#"{"currentEpoch":1,"zxid":"0x200000001"}"#, "nodes[0].durable.currentEpoch"),
        (r#"{"currentEpoch":2,"acceptedEpoch":1}"#, "nodes[0].durable.acceptedEpoch"),
        (r#"{"zxid":-1}"#, "nodes[0].durable.zxid"),
        (r#"{"log":["0x200000001","0x100000001"]}"#, "nodes[0].durable.log[1]"),
        (r#"{"log":["0x1"],"zxid":"0x1"}"#, "nodes[0].durable.zxid"),
    ] {
        let text = format!(
            r#"{{"version":1,"system":"zookeeper","nodes":[{{"id":"1","durable":{durable}}}]}}"#
        );
        let file: crate::value::Value = serde_json::from_str(&text).unwrap();
        let bad = crate::scenario::Scenario::read(&file).unwrap_err();
        assert_eq!(bad.path, path, "{bad}");
        assert!(bad.says.contains("allowed"), "{bad}");
    }
}

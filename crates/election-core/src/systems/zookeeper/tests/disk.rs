//! What a server does with its disk: starts from it or not, waits for it, and what a crash
//! leaves on it.

use super::{fact, run, sent, story};
use crate::event::What;
use crate::outcome::Outcome;
use crate::view::{Down, Health, Role};
use crate::words::NodeId;

const LATE: &str = r#"{"id":"1","up":false},{"id":"2"},{"id":"3"}"#;
const SNAPS: &str = r#","settings":{"commitLogCount":0,"snapshotSizeFactor":-1},"until_ms":20000,
    "clients":[{"id":"w","kind":"writer","every_ms":300,"attached":"3"}]"#;

fn how(outcome: &Outcome, id: u8) -> Option<Down> {
    match outcome.end.health(NodeId(id)) {
        Health::Down { how, .. } => Some(how),
        _ => None,
    }
}

fn reason(outcome: &Outcome, label: &str) -> String {
    let view = outcome.end.view();
    view.nodes.iter().find(|node| node.label == label).unwrap().reason.clone()
}

/// Server 1 joins and is sent a snapshot; after its nth step of the disk this is done to it.
fn broken_after(nth: u32, what: &str) -> Outcome {
    let plan = format!(
        r#"{{"at_ms":8000,"do":"restart","node":"1"}},
           {{"after":{{"event":"timer:fsync","node":"1","nth":{nth},"plus_ms":0.1}},
             "do":"{what}","node":"1"}},
           {{"at_ms":12000,"do":"restart","node":"1"}}"#
    );
    run(&story(LATE, &plan, SNAPS)).0
}

/// `QuorumPeer.loadDataBase`: the snapshot of epoch 1 is on disk, currentEpoch is not.
#[test]
fn a_server_whose_epoch_is_older_than_its_history_does_not_start() {
    let outcome = broken_after(2, "power-off");
    assert_eq!(how(&outcome, 0), Some(Down::Refused));
    let says = reason(&outcome, "1");
    assert!(says.starts_with("The current epoch, 0, is older than the last zxid, 42949"), "{says}");
}

/// `AtomicFileOutputStream`: a killed process leaves currentEpoch.tmp, and loadDataBase takes it.
#[test]
fn a_kill_leaves_the_epoch_that_was_being_written() {
    let outcome = broken_after(2, "kill");
    assert_eq!(how(&outcome, 0), None);
    assert_eq!(outcome.end.standing(NodeId(0)).epoch, 1);
}

/// Without history there is nothing for the epoch to be older than.
#[test]
fn an_accepted_epoch_alone_is_no_obstacle() {
    let outcome = broken_after(1, "power-off");
    assert_eq!(how(&outcome, 0), None);
}

/// `QuorumPeer.start`: a server looks for itself in its own list.
#[test]
fn a_server_outside_its_own_list_does_not_start() {
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3","servers":["1","2"]}"#;
    let outcome = run(&story(nodes, "", r#","until_ms":3000"#)).0;
    assert_eq!(how(&outcome, 2), Some(Down::Refused));
    assert_eq!(reason(&outcome, "3"), "My id 3 not in the peer list");
    assert_eq!(outcome.end.authority(), Some(NodeId(1)));
}

/// Two lists of servers, two ensembles: both have a leader with a quorum of its own list.
#[test]
fn two_lists_of_servers_make_two_leaders() {
    let node = |id: u8, list: &str| format!(r#"{{"id":"{id}","servers":[{list}]}}"#);
    let (low, high) = (r#""1","2""#, r#""3","4","5""#);
    let nodes = [node(1, low), node(2, low), node(3, high), node(4, high), node(5, high)];
    let outcome = run(&story(&nodes.join(","), "", r#","until_ms":3000"#)).0;
    let leads = |id: u8| outcome.end.standing(NodeId(id)).established;
    assert_eq!([0, 1, 2, 3, 4].map(leads), [false, true, false, false, true]);
}

/// A learner's main thread writes and reads nothing meanwhile: no limit of its own runs, however
/// long the disk takes; the leader waits for initLimit.
#[test]
fn a_learner_does_not_time_out_on_its_own_disk() {
    let nodes = r#"{"id":"1","up":false,"fsync_ms":3000},{"id":"2"},{"id":"3"}"#;
    let rest = r#","settings":{"profile":"small","initLimit":60},"until_ms":30000,
        "clients":[{"id":"w","kind":"writer","attached":"3"}]"#;
    let plan = r#"{"at_ms":3000,"do":"restart","node":"1"},
        {"at_ms":2000,"do":"kill","node":"w"}"#;
    let (outcome, events) = run(&story(nodes, plan, rest));
    let gave_up = |what: &What| {
        matches!(what, What::Cited(NodeId(0), cited)
            if cited.rule.id == "zookeeper/learner-timeout")
    };
    assert!(!events.iter().any(|event| gave_up(&event.what)));
    assert_eq!(fact(&*outcome.end, "1", "leader"), "3");
    assert_eq!(sent(&events, "FOLLOWERINFO").iter().filter(|m| m.1 == NodeId(0)).count(), 1);
}

/// A leader's own epoch files are written by a thread that nobody's initLimit runs against.
#[test]
fn a_leader_does_not_time_out_on_its_own_disk() {
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3","fsync_ms":900}"#;
    let rest = r#","settings":{"profile":"small","initLimit":1},"until_ms":1900"#;
    let (_, events) = run(&story(nodes, "", rest));
    let gave_up =
        |what: &What| matches!(what, What::Cited(NodeId(2), cited) if cited.verdict == "initLimit");
    assert!(!events.iter().any(|event| gave_up(&event.what)));
}

/// `SyncRequestProcessor` is a thread of its own: a leader whose disk is stalled still pings and
/// leads, and commits what a quorum of the others has.
#[test]
fn a_leader_with_a_stalled_disk_goes_on() {
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3"}"#;
    let rest = r#","settings":{"profile":"small"},"until_ms":12000,
        "clients":[{"id":"w","kind":"writer","attached":"1","up":false}]"#;
    let stall = r#"{"at_ms":2000,"do":"restart","node":"w"},
        {"at_ms":3000,"do":"stall","node":"3"}"#;
    let (outcome, _) = run(&story(nodes, stall, rest));
    assert_eq!(outcome.end.authority(), Some(NodeId(2)));
    assert_eq!(outcome.end.sum().unknown, 0);
    assert!(outcome.end.sum().acknowledged > 90);
    let waiting: u32 = fact(&*outcome.end, "3", "notFlushed").parse().unwrap();
    assert!(waiting > 80, "{waiting}");
}

/// A follower that does not acknowledge within syncLimit is disconnected
/// (`LearnerHandler.SyncLimitCheck`), and its shutdown waits for the disk: it looks for a leader
/// only when the disk is back.
#[test]
fn a_follower_with_a_stalled_disk_is_dropped_and_waits() {
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3"}"#;
    let rest = r#","settings":{"profile":"small"},"until_ms":14000,
        "clients":[{"id":"w","kind":"writer","attached":"3"}]"#;
    let plan = r#"{"at_ms":3000,"do":"stall","node":"1"},{"at_ms":9000,"do":"unstall","node":"1"}"#;
    let (outcome, events) = run(&story(nodes, plan, rest));
    let votes: Vec<u64> = sent(&events, "Notification")
        .iter()
        .filter(|(at, from, ..)| *from == NodeId(0) && at.as_ms() > 3000)
        .map(|(at, ..)| at.as_ms())
        .collect();
    assert!((9000..9100).contains(&votes[0]), "{votes:?}");
    assert_eq!(fact(&*outcome.end, "1", "leader"), "3");
    assert_eq!(outcome.end.sum().lost, 0);
}

/// `ZooKeeperServer.loadData` writes a snapshot before a new leader listens; a starting server
/// reads one before it looks for a leader.
#[test]
fn snapshots_take_their_time() {
    let nodes = r#"{"id":"1"},{"id":"2","snapshot_ms":1000},{"id":"3","up":false}"#;
    let (_, events) = run(&story(nodes, "", r#","settings":{"profile":"small"},"until_ms":8000"#));
    let votes = sent(&events, "Notification");
    let first = votes.iter().find(|m| m.1 == NodeId(1)).unwrap().0.as_ms();
    assert!(first >= 1000, "{first}");
    let became = |established: bool| {
        let leads = |what: &What| {
            matches!(what, What::Became { node: NodeId(1), to, .. }
                if to.role == Role::Leader && to.established == established)
        };
        events.iter().find(|event| leads(&event.what)).unwrap().at.as_ms()
    };
    let took = became(true) - became(false);
    assert!((1000..1100).contains(&took), "{took}");
}

/// `Leader.propose` (ZOOKEEPER-1277): the last number of an epoch is never given away.
#[test]
fn an_epoch_ends_with_its_counter() {
    let rest = r#","settings":{"profile":"small","testingonly.initialZxid":4294967285},
        "until_ms":20000,
        "clients":[{"id":"w","kind":"writer","attached":"1","every_ms":100,"count":30}]"#;
    let (outcome, events) = run(&story(r#"{"id":"1"},{"id":"2"},{"id":"3"}"#, "", rest));
    let rolled =
        |what: &What| matches!(what, What::Cited(_, cited) if cited.verdict == "zxid-rollover");
    let times = events.iter().filter(|event| rolled(&event.what)).count();
    assert!(times >= 2, "{times}");
    let sum = outcome.end.sum();
    assert_eq!((sum.attempted, sum.lost), (30, 0));
    assert!(sent(&events, "PROPOSAL").iter().all(|m| !m.3.ends_with("ffffffff")));
}

/// How many times the disk of the server `who` was waited for between NEWLEADER and its ACK.
fn flushes_before_ack(events: &[crate::event::Event], who: NodeId, after_ms: u64) -> usize {
    let late = |m: &(crate::words::Time, NodeId, NodeId, String)| m.0.as_ms() >= after_ms;
    let asked = sent(events, "NEWLEADER").into_iter().find(|m| m.2 == who && late(m)).unwrap().0;
    let said = sent(events, "ACK").into_iter().find(|m| m.1 == who && m.0 > asked).unwrap().0;
    let flushed = |event: &&crate::event::Event| {
        event.at > asked
            && event.at <= said
            && matches!(event.what, What::Fired(node, "fsync") if node == who)
    };
    events.iter().filter(flushed).count()
}

/// `Learner.syncWithLeader`: what is committed is flushed before ACK(NEWLEADER) by a
/// `FollowerZooKeeperServer` only; an observer logs it after UPTODATE.
#[test]
fn an_observer_flushes_its_history_after_it_serves() {
    let rest = r#","until_ms":11000,
        "clients":[{"id":"w","kind":"writer","attached":"3","every_ms":200}]"#;
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4","kind":"observer"}"#;
    for (label, id, flushes) in [("1", 0, 2), ("4", 3, 1)] {
        let plan = format!(
            r#"{{"at_ms":5000,"do":"kill","node":"{label}"}},
            {{"at_ms":8000,"do":"restart","node":"{label}"}}"#
        );
        let (outcome, events) = run(&story(nodes, &plan, rest));
        assert_eq!(flushes_before_ack(&events, NodeId(id), 8000), flushes, "{label}");
        let ends: Vec<String> =
            ["3", label].iter().map(|l| fact(&*outcome.end, l, "lastLoggedZxid")).collect();
        assert_eq!(ends[0], ends[1], "{label}");
    }
}

/// `takeSnapshot(syncSnapshot)`: the snapshot that follows a TRUNC is not flushed.
#[test]
fn a_truncation_waits_for_the_epoch_alone() {
    let disk = |id: u8, zxid: &str, up: bool| {
        format!(r#"{{"id":"{id}","up":{up},"durable":{{"currentEpoch":1,"zxid":"{zxid}"}}}}"#)
    };
    let nodes =
        [disk(1, "0x100000009", false), disk(2, "0x100000005", true), disk(3, "0x100000005", true)];
    let plan = r#"{"at_ms":4000,"do":"restart","node":"1"}"#;
    let (_, events) = run(&story(&nodes.join(","), plan, r#","until_ms":8000"#));
    assert_eq!(sent(&events, "TRUNC").len(), 1);
    assert_eq!(flushes_before_ack(&events, NodeId(0), 4000), 1);
}

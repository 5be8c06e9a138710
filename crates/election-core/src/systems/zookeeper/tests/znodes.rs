//! What the sources and runs of real servers say of sessions, watches and znodes.

use super::{fact, run, sent, story};
use crate::event::{Event, What};
use crate::outcome::Nobody;
use crate::systems::zookeeper::watch_load;
use crate::words::{NodeId, Time};

const SERVERS: &str = r#"{"id":"1"},{"id":"2"},{"id":"3"}"#;

fn apps(options: &str) -> String {
    let app = |id: &str| format!(r#"{{"id":"{id}","kind":"application","up":false{options}}}"#);
    format!("{SERVERS},{},{}", app("A"), app("B"))
}

const START: &str = r#"{"at_ms":3000,"do":"restart","node":"A"},
    {"at_ms":4000,"do":"restart","node":"B"}"#;

fn cited(events: &[Event], rule: &str, verdict: &str) -> Vec<Time> {
    let mut found = Vec::new();
    for event in events {
        if let What::Cited(_, cited) = &event.what
            && (cited.rule.id, cited.verdict) == (rule, verdict)
        {
            found.push(event.at);
        }
    }
    found
}

/// Real servers: client killed, timeout 6000, tickTime 2000, the znode was deleted after 7.65 s.
/// The last sign of life was up to a ping's pause ago, and the bucket ends with a tick.
#[test]
fn a_killed_clients_znode_is_deleted_with_its_bucket() {
    let plan = format!(r#"{START},{{"at_ms":8350,"do":"kill","node":"A"}}"#);
    let scenario = story(&apps(""), &plan, r#","until_ms":30000"#);
    for seed in 1..=20 {
        let (outcome, events) = run(&scenario.with_seed(seed));
        let expired = cited(&events, "zookeeper/session-expiry", "expired");
        let [at] = expired[..] else { panic!("{expired:?}") };
        let after = at.as_ms() as i64 - 8350;
        assert!((4000..=8000).contains(&after), "{after} ms after the kill");
        assert_eq!(at.as_ms() % 2000, 0);
        let standing = outcome.end.standing(NodeId(4));
        assert!(standing.established, "B leads at the end");
    }
}

/// Real servers: createSession and closeSession use a zxid each; open 1, create 2, create 3,
/// close 4. A refused request uses one too.
#[test]
fn sessions_and_refusals_use_zxids() {
    let plan = format!(r#"{START},{{"at_ms":6000,"do":"stop","node":"A"}}"#);
    let (outcome, events) = run(&story(&apps(""), &plan, r#","until_ms":9000"#));
    let replies = sent(&events, "Reply");
    let to_a: Vec<&str> = replies.iter().filter(|r| r.2 == NodeId(3)).map(|r| &*r.3).collect();
    // A: session 1, create 2. B: session 3, create 4, refused. A closes with 5, B creates 6.
    assert_eq!(to_a[0], "/leader, zxid 0x100000002");
    assert_eq!(to_a.last().copied(), Some("zxid 0x100000005"));
    let to_b: Vec<&str> = replies.iter().filter(|r| r.2 == NodeId(4)).map(|r| &*r.3).collect();
    assert_eq!(to_b[0], "NODEEXISTS");
    assert!(to_b.contains(&"/leader, zxid 0x100000006"), "{to_b:?}");
    // A closed session waits for no timeout.
    assert!(cited(&events, "zookeeper/session-expiry", "expired").is_empty());
    assert!(outcome.end.standing(NodeId(4)).established);
}

/// `processConnectRequest`: the timeout granted lies within 2 and 20 ticks. The id of a session
/// begins with the id of the server that created it (`SessionTrackerImpl`).
#[test]
fn timeouts_are_negotiated_and_ids_name_the_server() {
    for (asked, granted) in [(100, 4000), (6000, 6000), (600_000, 40_000)] {
        let nodes = apps(&format!(r#","sessionTimeout":{asked}"#));
        let (_, events) = run(&story(&nodes, START, r#","until_ms":4500"#));
        let responses = sent(&events, "ConnectResponse");
        assert_eq!(responses.len(), 2);
        for (_, server, _, text) in responses {
            let first = format!("session 0x{}00", server.0 + 1);
            assert!(text.starts_with(&first), "{text}");
            assert!(text.ends_with(&format!("timeout {granted} ms")), "{text}");
        }
    }
}

/// `ClientCnxn`: a client that is cut off looks for another server after 2/3 of its timeout and
/// gives its session up after 4/3 of it (ZOOKEEPER-4508).
#[test]
fn a_client_that_is_cut_off_expires_by_its_own_clock() {
    let plan = format!(r#"{START},{{"at_ms":8000,"do":"isolate","node":"A"}}"#);
    let scenario = story(&apps(r#","stops_on":"Expired""#), &plan, r#","until_ms":30000"#);
    let mut world = scenario.start().unwrap();
    let mut seen = Vec::new();
    for ms in 8000..17_000 {
        world.advance_to(Time::ms(ms), &mut Nobody);
        let state = (fact(&*world, "A", "KeeperState"), world.standing(NodeId(3)).established);
        if seen.last().is_none_or(|(_, last)| *last != state) {
            seen.push((ms, state));
        }
    }
    let [(_, on), (off, lost), (gone, over), ..] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!((&*on.0, on.1), ("SyncConnected", true));
    assert_eq!((&*lost.0, lost.1), ("Disconnected", true), "it goes on leading until it expires");
    assert!(!over.1);
    // Last heard between 6 and 8 s: the ping goes after half of the read timeout.
    assert!((10_000..=12_001).contains(off), "{off}");
    assert_eq!(gone - off, 4000);
}

/// `LeaderElectionSupport` looks at NodeDeleted only: it stays elected after its session is over.
#[test]
fn an_application_that_ignores_its_session_leads_for_ever() {
    let plan = format!(
        r#"{START},{{"at_ms":8000,"do":"isolate","node":"A"}},{{"at_ms":25000,"do":"heal-all"}}"#
    );
    let nodes = apps(r#","stops_on":"NodeDeleted""#);
    let (outcome, _) = run(&story(&nodes, &plan, r#","until_ms":60000"#));
    assert_eq!(fact(&*outcome.end, "A", "KeeperState"), "Expired");
    assert!(outcome.end.standing(NodeId(3)).established);
    assert!(outcome.end.standing(NodeId(4)).established);
}

/// A watch is local to the server a client is connected to; when that server dies, the client
/// sets it again at another one, which compares it with what the client has seen.
#[test]
fn a_change_missed_while_disconnected_fires_on_reconnect() {
    // B is at server 2; A stops while B has no server.
    let plan = format!(
        r#"{START},{{"at_ms":6000,"do":"kill","node":"2"}},{{"at_ms":6003,"do":"stop","node":"A"}}"#
    );
    let scenario = story(&apps(""), &plan, r#","until_ms":12000"#);
    for seed in 1..=20 {
        let (outcome, events) = run(&scenario.with_seed(seed));
        let watches = sent(&events, "setWatches");
        assert_eq!(watches.len(), 1, "seed {seed}");
        assert!(outcome.end.standing(NodeId(4)).established, "seed {seed}");
    }
}

/// The design before the controller: L partitions led by the dead broker and R replicas make
/// L(R−1) events, creates and reads, of which L creates win.
#[test]
fn a_watch_for_every_partition_costs_partitions_times_replicas() {
    for (partitions, brokers) in [(1, 2), (10, 3), (10, 5), (100, 3), (1000, 3)] {
        let load = watch_load(partitions, brokers).unwrap();
        let (all, won) = (u32::from(partitions) * u32::from(brokers - 1), u32::from(partitions));
        assert_eq!((load.events, load.creates, load.reads), (all, all, all));
        assert_eq!(load.refused, all - won);
        // And the end of the session.
        assert_eq!(load.transactions, all + 1);
    }
}

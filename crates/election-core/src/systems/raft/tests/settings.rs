//! Names, defaults, presets and refusals.

use super::bench::{scenario, spec};
use crate::systems::check::json;
use crate::systems::raft::settings::Settings;

fn settings(given: &str) -> Settings {
    Settings::read(&scenario(given).config).unwrap()
}

/// `server/embed/config.go NewConfig`: 100 ms, 1000 ms, PreVote; `etcdserver/raft.go`: CheckQuorum.
#[test]
fn etcd_has_these_defaults() {
    let etcd = settings("{}");
    assert_eq!((etcd.heartbeat, etcd.election), (100_000, 1_000_000));
    assert!(etcd.pre_vote && etcd.check_quorum && etcd.advance && etcd.ticks);
    assert_eq!(etcd.election_tick(), 10);
}

/// Ten to nineteen ticks of 100 ms, the first of which is a part of a tick away.
#[test]
fn an_election_timeout_is_drawn_from_ten_to_nineteen_ticks() {
    assert_eq!(settings("{}").election_range(), 900_000..=1_900_000);
}

/// `raft_test.go`: after 13 of 10 ticks a node has timed out with probability 0.4.
#[test]
fn four_of_ten_have_timed_out_after_thirteen_ticks() {
    let range = settings("{}").election_range();
    let share = (1_300_000 - range.start()) * 10 / (range.end() - range.start());
    assert_eq!(share, 4);
}

/// `server.go adjustTicks`: with peers to talk to, all but two ticks are skipped.
#[test]
fn the_first_election_timeout_is_short() {
    assert_eq!(settings("{}").first_range(), 100_000..=1_100_000);
    let slow = settings(r#"{"initial-election-tick-advance":false}"#);
    assert_eq!(slow.first_range(), slow.election_range());
}

/// Paper 9.3: election timeouts from 150 to 300 ms.
#[test]
fn the_paper_s_timeouts_are_a_preset() {
    let paper = settings(r#"{"profile":"paper"}"#);
    assert_eq!(paper.election_range(), 150_000..=300_000);
    assert_eq!(paper.heartbeat, 50_000);
    assert!(!paper.pre_vote && !paper.check_quorum && !paper.advance);
}

/// `raft.js`: `ELECTION_TIMEOUT` 100 ms and up to twice that, `RPC_TIMEOUT` 50 ms.
#[test]
fn raftscope_s_timeouts_are_a_preset() {
    assert_eq!(settings(r#"{"profile":"raftscope"}"#).election_range(), 100_000..=200_000);
}

/// `embed/config.go Validate`.
#[test]
fn an_election_timeout_under_five_heartbeats_is_refused() {
    let mut config = scenario("{}").config;
    config.settings.set("election-timeout", json("499"));
    let bad = Settings::read(&config).unwrap_err();
    assert_eq!(bad.path, "settings.election-timeout");
    assert!(bad.says.contains("at least 500"), "{bad}");
    config.settings.set("election-timeout", json("500"));
    assert!(Settings::read(&config).is_ok());
}

/// `config.go ReqTimeout`: 5 s and two election timeouts.
#[test]
fn a_request_waits_seven_seconds() {
    assert_eq!(settings("{}").request_timeout(), 7_000_000);
}

/// `raft.pb.go`, `rpc.proto`.
#[test]
fn messages_have_their_real_names() {
    assert_eq!(
        spec().messages,
        [
            "MsgPreVote",
            "MsgPreVoteResp",
            "MsgVote",
            "MsgVoteResp",
            "MsgApp",
            "MsgAppResp",
            "MsgHeartbeat",
            "MsgHeartbeatResp",
            "MsgReadIndexResp",
            "MsgTimeoutNow",
            "MsgProp",
            "MsgReadIndex",
            "PutRequest",
            "PutResponse",
            "RangeRequest",
            "RangeResponse"
        ]
    );
}

#[test]
fn a_disk_that_cannot_be_is_refused() {
    use crate::scenario::Scenario;
    for (durable, path) in [
        (r#"{"term":2,"log":[1,3]}"#, "nodes[0].durable.log[1]"),
        (r#"{"term":2,"log":[2,1]}"#, "nodes[0].durable.log[1]"),
        (r#"{"term":2,"log":[1],"commit":2}"#, "nodes[0].durable.commit"),
        (r#"{"term":2,"vote":"9"}"#, "nodes[0].durable.vote"),
        (r#"{"term":-1}"#, "nodes[0].durable.term"),
        (r#"{"term":99999999999}"#, "nodes[0].durable.term"),
    ] {
        let file = format!(
            r#"{{"version":1,"system":"raft","nodes":[{{"id":1,"durable":{durable}}},{{"id":2}}]}}"#
        );
        let bad = Scenario::read(&json(&file)).unwrap_err();
        assert_eq!(bad.path, path, "{durable}: {bad}");
    }
}

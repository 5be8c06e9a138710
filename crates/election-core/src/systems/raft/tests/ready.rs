//! etcd's loop around the Raft core (`server/etcdserver/raft.go start`): what waits for the disk,
//! and what is fatal.

use super::bench::{Bench, ETCD, PLAIN, app, asks, confirms, id, yes};
use crate::protocol::{Crash, Protocol};
use crate::systems::raft::message::{Answer, Campaign, Message, Peer, Reply, Request};
use crate::systems::raft::rules::{LogEnd, State};
use crate::systems::raft::{Node, Timer};
use crate::words::OpId;

/// The client of these tests sits where server 5 would.
const OP: OpId = OpId::new(id(5), 1);

fn heartbeat(commit: u64) -> Peer {
    Peer::Heartbeat { commit, context: 0 }
}

fn put() -> Message {
    Message::Put(Request { op: OP, timeout: 60_000_000, require_leader: false })
}

fn serializable() -> Message {
    let request = Request { op: OP, timeout: 60_000_000, require_leader: false };
    Message::Range { request, serializable: true }
}

/// What is left after a crash: the terms of the log.
fn left(bench: &Bench, crash: Crash) -> Vec<u64> {
    let Node::Server(s) = bench.raft.durable(&bench.node, crash) else { panic!() };
    s.disk.log.iter().map(|entry| entry.term).collect()
}

/// A follower answers once it has saved, a leader sends before (thesis 10.2.1).
#[test]
fn a_follower_saves_first_and_a_leader_sends_first() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.stalled = true;
    assert_eq!(bench.from(2, 1, app((0, 0), &[1], 0)), []);
    assert_eq!(bench.flush(), [(2, Message::Peer(1, confirms(1)))]);
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.stalled = true;
    bench.message(5, put());
    assert_eq!(bench.to(2).len(), 1);
}

/// A vote is on the disk before it is given, a candidate's own before it counts.
#[test]
fn a_vote_is_saved_first() {
    let mut bench = Bench::new(PLAIN, 1, &[]);
    bench.stalled = true;
    assert_eq!(bench.from(2, 2, Peer::Vote(asks(2, 1, 1))), []);
    let vote = Peer::VoteResp(Reply { candidate: id(2), reject: false });
    assert_eq!(bench.flush(), [(2, Message::Peer(2, vote))]);
    let mut bench = Bench::new(PLAIN, 0, &[]);
    bench.stalled = true;
    bench.fire(Timer::Election);
    bench.from(2, 1, Peer::VoteResp(yes()));
    bench.from(3, 1, Peer::VoteResp(yes()));
    assert_eq!(bench.server().state(), State::Candidate, "two votes, and its own is not saved");
    bench.flush();
    assert_eq!(bench.server().state(), State::Leader);
}

/// A leader counts its own copy once it is saved; two others are a majority without it.
#[test]
fn a_leader_counts_what_it_saved() {
    let mut bench = Bench::leader(PLAIN, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.from(3, 1, confirms(1));
    bench.stalled = true;
    bench.message(5, put());
    bench.from(2, 1, confirms(2));
    bench.from(3, 1, confirms(2));
    assert_eq!(bench.server().mem.commit, 1, "on two disks of five");
    bench.flush();
    assert_eq!(bench.server().mem.commit, 2);
}

/// A kill leaves what was written; a power failure what was flushed.
#[test]
fn a_power_failure_takes_what_was_not_flushed() {
    let mut bench = Bench::new(ETCD, 1, &[1]);
    bench.stalled = true;
    bench.from(2, 1, app((1, 1), &[1], 0));
    assert_eq!(left(&bench, Crash::Process), [1, 1]);
    assert_eq!(left(&bench, Crash::Power), [1]);
    bench.flush();
    assert_eq!(left(&bench, Crash::Power), [1, 1]);
}

/// While `wal.Save` blocks, nothing is sent, applied or ticked; what needs no `Ready` goes on.
#[test]
fn a_stalled_server_answers_serializable_reads_and_nothing_else() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.from(3, 1, confirms(1));
    bench.stalled = true;
    bench.message(5, put());
    assert_eq!(bench.fire(Timer::Heartbeat), [], "no tick is taken");
    assert_eq!(bench.from(2, 1, confirms(2)), []);
    assert_eq!(bench.from(3, 1, confirms(2)), []);
    assert_eq!(bench.from(4, 1, confirms(2)), [], "committed in memory, and nobody is told");
    assert_eq!(bench.server().desk.applied, 1);
    let stale: Answer = Ok(1);
    assert_eq!(bench.message(5, serializable()), [(5, Message::RangeResponse(OP, stale))]);
    bench.wait_ms(7000);
    let timed_out = Err(super::super::desk::TIMED_OUT);
    assert_eq!(bench.fire(Timer::Request), [(5, Message::PutResponse(OP, timed_out))]);
}

/// Ticks that nobody took are lost, but for one.
#[test]
fn a_stall_stops_the_clock() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(2, 1, heartbeat(0));
    bench.wait_ms(300);
    bench.stalled = true;
    bench.from(2, 1, app((0, 0), &[1], 0));
    bench.wait_ms(5000);
    assert_eq!(bench.fire(Timer::Election), []);
    bench.flush();
    assert_eq!(bench.server().state(), State::Follower, "it waits on");
    assert!(bench.runs(Timer::Election));
    assert_eq!(bench.from(3, 2, Peer::Vote(asks(3, 9, 9))), [], "and its lease runs on");
}

/// `processMessages`: of several confirmations in one `Ready` the last is sent.
#[test]
fn what_arrives_during_a_flush_is_confirmed_at_once() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.stalled = true;
    bench.from(2, 1, app((0, 0), &[1], 0));
    bench.from(2, 1, app((1, 1), &[1], 0));
    bench.from(2, 1, app((1, 2), &[1], 0));
    let sent = bench.flush();
    assert_eq!(sent, [(2, Message::Peer(1, confirms(1))), (2, Message::Peer(1, confirms(3)))]);
}

/// `log.go commitTo`: a member that lost what it had confirmed dies of its leader's heartbeat.
#[test]
fn a_member_that_lost_its_log_panics() {
    let mut bench = Bench::new(ETCD, 0, &[]);
    assert_eq!(bench.from(2, 3, heartbeat(7)), []);
    let says = "tocommit(7) is out of range [lastIndex(0)]. Was the raft log corrupted, \
                truncated, or lost?";
    assert_eq!(bench.died.as_deref(), Some(says));
}

/// `raft.go maybeSendSnapshot`: so does a leader whose follower has committed more than it has.
#[test]
fn a_leader_that_lost_committed_entries_panics() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(3, 1, confirms(50));
    bench.message(2, Message::Prop(OP));
    assert_eq!(bench.died.as_deref(), Some("need non-empty snapshot"));
}

/// A follower that lost what it confirmed refuses at once what it is sent at once: the leader
/// leaves the next try to the next heartbeat.
#[test]
fn a_refusal_that_tells_nothing_new_is_not_answered_at_once() {
    let mut bench = Bench::leader(PLAIN, 0, &[]);
    bench.from(2, 1, confirms(1));
    let refused = Peer::AppResp { index: 1, hint: Some(LogEnd::default()) };
    bench.message(3, Message::Prop(OP));
    let gone = Peer::AppResp { index: 2, hint: Some(LogEnd::default()) };
    assert_eq!(bench.from(2, 1, gone).len(), 1, "it probes where they agreed");
    assert_eq!(bench.from(2, 1, refused), []);
    bench.from(2, 1, Peer::HeartbeatResp { context: 0 });
    assert_eq!(bench.to(2).len(), 1);
}

/// `raft.go promotable`: without a configuration it votes, and does not campaign, not even when
/// told to; the cluster's first entries, applied, are one.
#[test]
fn an_emptied_member_campaigns_once_it_has_applied_the_log() {
    let mut bench = Bench::new(PLAIN, 3, &[1]);
    bench.wipe();
    assert_eq!(bench.fire(Timer::Election), []);
    assert!(bench.runs(Timer::Election));
    bench.from(2, 3, Peer::TimeoutNow);
    assert_eq!(bench.server().state(), State::Follower);
    bench.from(2, 4, Peer::Vote(asks(2, 3, 1)));
    assert_eq!(bench.server().mem.vote, Some(id(2)));
    bench.from(2, 4, app((0, 0), &[1], 0));
    bench.fire(Timer::Election);
    assert_eq!(bench.server().state(), State::Follower, "not applied yet");
    bench.from(2, 4, app((1, 1), &[], 1));
    bench.fire(Timer::Election);
    assert_eq!(bench.server().state(), State::Candidate);
}

/// `server.go moveLeader`, `HardStop`: it waits until the other leads, and 7 s at most.
#[test]
fn a_leader_asked_to_stop_stops() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.stop();
    bench.from(4, 2, Peer::Vote(Campaign { transfer: true, ..asks(4, 1, 1) }));
    assert!(!bench.exited, "another than it was handed to");
    bench.from(2, 3, Peer::Heartbeat { commit: 0, context: 0 });
    assert!(bench.exited);
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.stop();
    assert!(!bench.exited && bench.runs(Timer::Stop));
    bench.wait_ms(7000);
    bench.fire(Timer::Stop);
    assert!(bench.exited && bench.died.is_none());
}

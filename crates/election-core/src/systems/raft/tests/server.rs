//! etcd's server around the Raft core: where clients' requests wait, and how they end
//! (`server/etcdserver/v3_server.go`, `api/v3rpc`).

use super::bench::{Bench, ETCD, PRE_VOTE_ONLY, app, confirms, id};
use crate::systems::raft::Timer;
use crate::systems::raft::client::DEADLINE;
use crate::systems::raft::desk;
use crate::systems::raft::message::{Answer, Message, Peer, Request};
use crate::words::OpId;

/// The client of these tests sits where server 5 would.
const OP: OpId = OpId::new(id(5), 1);

fn request(timeout_ms: u64, require_leader: bool) -> Request {
    Request { op: OP, timeout: timeout_ms * 1000, require_leader }
}

fn put(timeout_ms: u64) -> Message {
    Message::Put(request(timeout_ms, false))
}

fn range() -> Message {
    Message::Range { request: request(60_000, false), serializable: false }
}

fn heartbeat(commit: u64) -> Peer {
    Peer::Heartbeat { commit, context: 0 }
}

/// The answer to the client's write, if it was sent.
fn answer(bench: &Bench) -> Option<Answer> {
    bench.sent.iter().find_map(|(to, message)| match message {
        Message::PutResponse(op, answer) if (*to, *op) == (5, OP) => Some(*answer),
        Message::RangeResponse(op, answer) if (*to, *op) == (5, OP) => Some(*answer),
        _ => None,
    })
}

/// `node.go run`: without a leader nothing is proposed; a proposal waits for one.
#[test]
fn a_write_without_a_leader_waits_for_one() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    assert_eq!(bench.message(5, put(60_000)), []);
    bench.from(3, 1, heartbeat(0));
    assert!(bench.to(3).contains(&&Message::Prop(OP)));
    bench.from(3, 1, heartbeat(0));
    assert!(!bench.to(3).contains(&&Message::Prop(OP)), "it is proposed once");
}

/// `apply`: the server that was asked answers, once it has applied the entry itself.
#[test]
fn the_server_that_was_asked_answers_when_it_has_applied() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(3, 1, heartbeat(0));
    bench.message(5, put(60_000));
    let mut entries = super::bench::entries(&[1]);
    entries[0].op = Some(OP);
    let prev = Default::default();
    bench.from(3, 1, Peer::App { prev, entries, commit: 0 });
    assert_eq!(answer(&bench), None);
    bench.from(3, 1, heartbeat(1));
    assert_eq!(answer(&bench), Some(Ok(1)));
}

/// `ReqTimeout`: after seven seconds the server gives up; an impatient client hears nothing.
#[test]
fn a_write_that_nobody_commits_times_out() {
    let mut bench = Bench::leader(PRE_VOTE_ONLY, 0, &[]);
    bench.message(5, put(60_000));
    bench.wait_ms(7000);
    bench.fire(Timer::Request);
    assert_eq!(answer(&bench), Some(Err(desk::TIMED_OUT)));
    let mut bench = Bench::leader(PRE_VOTE_ONLY, 0, &[]);
    bench.message(5, put(2000));
    bench.wait_ms(2000);
    bench.fire(Timer::Request);
    assert_eq!(answer(&bench), None);
    bench.from(2, 1, confirms(2));
    bench.from(3, 1, confirms(2));
    assert_eq!(answer(&bench), None, "it no longer waits");
}

/// `updateLeadership`: `leadElectedTime` is set where the elected leader runs, so a follower does
/// not blame the leader before.
#[test]
fn only_the_new_leader_blames_the_old_one() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(3, 1, heartbeat(0));
    bench.message(5, put(60_000));
    bench.wait_ms(1500);
    bench.from(4, 2, heartbeat(0));
    bench.wait_ms(5500);
    bench.fire(Timer::Request);
    assert_eq!(answer(&bench), Some(Err(desk::TIMED_OUT)));
    for (waited, error) in [(1500, desk::LEADER_FAILED), (2500, desk::TIMED_OUT)] {
        let mut bench = Bench::new(PRE_VOTE_ONLY, 1, &[]);
        bench.from(3, 1, heartbeat(0));
        bench.message(5, put(60_000));
        bench.wait_ms(waited);
        bench.lead(1);
        bench.wait_ms(7000 - waited);
        bench.fire(Timer::Request);
        assert_eq!(answer(&bench), Some(Err(error)), "elected {waited} ms after the request");
    }
}

/// `processInternalRaftRequestOnce`: the error of `Propose` is returned as it is.
#[test]
fn a_write_that_was_never_proposed_ends_with_grpc_s_own_error() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.message(5, put(60_000));
    bench.wait_ms(7000);
    bench.fire(Timer::Request);
    assert_eq!(answer(&bench), Some(Err(DEADLINE)));
}

/// `rafthttp/peer.go propc`: what another server handed on waits for a leader, too.
#[test]
fn a_proposal_handed_on_waits_for_a_leader() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    assert_eq!(bench.message(2, Message::Prop(OP)), []);
    bench.from(3, 1, heartbeat(0));
    assert!(bench.to(3).contains(&&Message::Prop(OP)));
}

/// `read.go LinearizableReadLoop`: a read that only waits for entries to be applied does not fail
/// with the leader; and the first commit of a term makes the others ask again.
#[test]
fn a_read_with_an_index_needs_no_leader() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(3, 1, app((0, 0), &[1, 1], 1));
    bench.message(5, range());
    bench.from(3, 1, Peer::ReadIndexResp { op: OP, index: 2 });
    bench.from(4, 2, heartbeat(0));
    assert_eq!(answer(&bench), None);
    bench.from(4, 2, heartbeat(2));
    assert_eq!(answer(&bench), Some(Ok(2)));
}

/// `raft.go stepLeader MsgProp`: during a transfer proposals are dropped; here its client learns.
#[test]
fn a_write_during_a_transfer_is_dropped() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.transfer(4);
    bench.message(5, put(60_000));
    assert_eq!(answer(&bench), Some(Err(desk::DROPPED)));
}

/// `linearizableReadLoop`: a read under way when the leader changes fails.
#[test]
fn a_read_that_lost_its_leader_says_so() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(3, 1, heartbeat(0));
    bench.message(5, range());
    assert_eq!(bench.to(3), [&Message::ReadIndex(OP)]);
    bench.from(4, 2, heartbeat(0));
    assert_eq!(answer(&bench), Some(Err(desk::LEADER_CHANGED)));
}

/// The same: asked again after 500 ms; answered once the state has come that far.
#[test]
fn a_read_waits_until_the_state_has_come_that_far() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(3, 1, app((0, 0), &[1, 1], 1));
    bench.message(5, range());
    assert_eq!(bench.fire(Timer::ReadIndex), [(3, Message::ReadIndex(OP))]);
    bench.from(3, 1, Peer::ReadIndexResp { op: OP, index: 2 });
    assert_eq!(answer(&bench), None);
    bench.from(3, 1, heartbeat(2));
    assert_eq!(answer(&bench), Some(Ok(2)));
}

/// `serializable`: whatever this server has.
#[test]
fn a_serializable_read_is_answered_at_once() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    let request = request(60_000, false);
    bench.message(5, Message::Range { request, serializable: true });
    assert_eq!(answer(&bench), Some(Ok(0)));
}

/// `api/v3rpc/interceptor.go`: `hasleader` in the metadata, and there is none.
#[test]
fn a_client_may_ask_for_an_error_instead_of_a_wait() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.message(5, Message::Put(request(60_000, true)));
    assert_eq!(answer(&bench), Some(Err(desk::NO_LEADER)));
    bench.from(3, 1, heartbeat(0));
    bench.message(5, Message::Put(request(60_000, true)));
    assert_eq!(answer(&bench), None);
}

/// A client whose connection breaks takes its requests along (`context.Canceled`).
#[test]
fn a_client_that_is_gone_is_forgotten() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.message(5, put(60_000));
    bench.server_mut().desk.forget(id(5));
    bench.from(3, 1, heartbeat(0));
    assert!(!bench.to(3).contains(&&Message::Prop(OP)));
}

//! etcd-io/raft main (2026), where it differs from the paper or says more.

use super::bench::{Bench, ETCD, PLAIN, PRE_VOTE_ONLY, app, asks, confirms, id, no, only, yes};
use crate::systems::raft::Timer;
use crate::systems::raft::message::{Campaign, Message, Peer, Reply};
use crate::systems::raft::rules::{LogEnd, State};
use crate::words::OpId;

const CHECK_QUORUM_ONLY: &str = r#"{"pre-vote":false}"#;

fn heartbeat(commit: u64) -> Peer {
    Peer::Heartbeat { commit, context: 0 }
}

/// `raft.go becomeFollower, reset`: a higher term restarts the timer, also if the vote is refused.
#[test]
fn a_refused_vote_of_a_higher_term_restarts_the_timer() {
    let mut bench = Bench::new(PLAIN, 2, &[2]);
    let (_, term, answer) = only(bench.from(2, 3, Peer::Vote(asks(2, 1, 1))));
    assert_eq!((term, answer), (3, Peer::VoteResp(Reply { candidate: id(2), reject: true })));
    assert!(bench.armed.contains(&Timer::Election));
}

/// `raft.go Step canVote`: no vote once the term has a leader, though none was given.
#[test]
fn no_vote_in_a_term_that_has_a_leader() {
    let mut bench = Bench::new(PLAIN, 1, &[]);
    bench.from(2, 1, heartbeat(0));
    let (_, _, answer) = only(bench.from(3, 1, Peer::Vote(asks(3, 1, 1))));
    assert_eq!(answer, Peer::VoteResp(Reply { candidate: id(3), reject: true }));
}

/// `raft.go sendHeartbeat`: apart from entries, and never beyond what the follower has.
#[test]
fn a_heartbeat_commits_no_more_than_its_receiver_has() {
    let mut bench = Bench::leader(PLAIN, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.from(3, 1, confirms(1));
    bench.fire(Timer::Heartbeat);
    assert_eq!(bench.to(2), [&Message::Peer(1, heartbeat(1))]);
    assert_eq!(bench.to(5), [&Message::Peer(1, heartbeat(0))]);
}

/// `raft.go Step`: a stale leader is told the term, with CheckQuorum or PreVote.
#[test]
fn a_stale_leader_is_told() {
    for (settings, told) in
        [(PLAIN, false), (PRE_VOTE_ONLY, true), (CHECK_QUORUM_ONLY, true), (ETCD, true)]
    {
        for message in [heartbeat(0), app((0, 0), &[1], 0)] {
            let mut bench = Bench::new(settings, 4, &[]);
            let sent = bench.from(2, 3, message).to_vec();
            let expected = [(2, Message::Peer(4, confirms(0)))];
            assert_eq!(sent == expected, told, "{settings}: {sent:?}");
            assert_eq!(sent.is_empty(), !told, "{settings}: {sent:?}");
        }
    }
}

/// `raft.go becomeLeader`: an empty entry of the new term.
#[test]
fn a_new_leader_writes_an_empty_entry() {
    let bench = Bench::leader(ETCD, 2, &[1]);
    assert_eq!(bench.log(), [1, 3]);
    assert_eq!(bench.server().mem.log.get(2).and_then(|entry| entry.op), None);
}

/// `raft.go becomePreCandidate, campaign`: term and vote stay, the next term is asked for.
#[test]
fn asking_before_a_campaign_changes_no_term_and_no_vote() {
    let mut bench = Bench::new(ETCD, 3, &[]);
    bench.server_mut().mem.vote = Some(id(2));
    let sent = bench.fire(Timer::Election).to_vec();
    assert_eq!(sent[0], (2, Message::Peer(4, Peer::PreVote(asks(1, 0, 0)))));
    let s = bench.server();
    assert_eq!((s.state(), s.mem.term, s.mem.vote), (State::PreCandidate, 3, Some(id(2))));
}

/// A pre-vote may be given to many; it binds nobody.
#[test]
fn answering_a_pre_vote_changes_nothing() {
    let mut bench = Bench::new(ETCD, 3, &[3]);
    bench.server_mut().mem.vote = Some(id(5));
    let before = bench.server().mem.clone();
    for from in [2, 3] {
        let (_, term, answer) = only(bench.from(from, 4, Peer::PreVote(asks(from, 3, 1))));
        let granted = Peer::PreVoteResp(Reply { candidate: id(from), reject: false });
        assert_eq!((term, answer), (4, granted), "the answer carries the term asked for");
    }
    assert_eq!(bench.server().mem, before);
    assert!(!bench.armed.contains(&Timer::Election));
}

/// A refusal carries the voter's term, which the pre-candidate then adopts.
#[test]
fn a_refused_pre_vote_carries_the_voter_s_term() {
    let mut bench = Bench::new(ETCD, 7, &[7]);
    let (_, term, answer) = only(bench.from(2, 4, Peer::PreVote(asks(2, 3, 1))));
    assert_eq!((term, answer), (7, Peer::PreVoteResp(Reply { candidate: id(2), reject: true })));
    let mut asker = Bench::new(ETCD, 3, &[]);
    asker.fire(Timer::Election);
    asker.from(2, 7, Peer::PreVoteResp(no()));
    assert_eq!((asker.server().state(), asker.server().mem.term), (State::Follower, 7));
}

/// A won pre-vote leads to the campaign, a lost one back to following.
#[test]
fn a_won_pre_vote_is_followed_by_a_campaign() {
    let mut bench = Bench::new(ETCD, 0, &[]);
    bench.fire(Timer::Election);
    bench.from(2, 1, Peer::PreVoteResp(yes()));
    assert_eq!(bench.server().mem.term, 0);
    bench.from(3, 1, Peer::PreVoteResp(yes()));
    assert_eq!((bench.server().state(), bench.server().mem.term), (State::Candidate, 1));
    let mut loser = Bench::new(ETCD, 0, &[]);
    loser.fire(Timer::Election);
    for voter in 2..=4 {
        loser.from(voter, 0, Peer::PreVoteResp(no()));
    }
    assert_eq!((loser.server().state(), loser.server().mem.term), (State::Follower, 0));
}

/// `raft.go Step inLease`: who heard a leader lately ignores campaigns.
#[test]
fn a_campaign_within_the_lease_is_ignored() {
    for (waited, answered) in [(0, false), (900, false), (949, false), (950, true), (2000, true)] {
        let mut bench = Bench::new(CHECK_QUORUM_ONLY, 1, &[]);
        bench.from(2, 1, heartbeat(0));
        bench.wait_ms(waited);
        let sent = bench.from(3, 2, Peer::Vote(asks(3, 1, 1))).len();
        assert_eq!(sent == 1, answered, "{waited} ms");
        assert_eq!(bench.server().mem.term, if answered { 2 } else { 1 });
    }
}

/// `raft.go tickHeartbeat`: a leader's count begins anew before it is an election timeout.
#[test]
fn a_leader_with_check_quorum_always_has_its_lease() {
    for waited in [0, 500, 999] {
        let mut bench = Bench::leader(CHECK_QUORUM_ONLY, 1, &[]);
        bench.wait_ms(waited);
        assert_eq!(bench.from(3, 3, Peer::Vote(asks(3, 9, 9))), [], "{waited} ms");
    }
}

/// The campaign of a transfer is answered within the lease too.
#[test]
fn a_campaign_that_the_leader_asked_for_passes_the_lease() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(2, 1, heartbeat(0));
    let campaign = Campaign { transfer: true, ..asks(3, 1, 1) };
    let (_, _, answer) = only(bench.from(3, 2, Peer::Vote(campaign)));
    assert_eq!(answer, Peer::VoteResp(Reply { candidate: id(3), reject: false }));
}

/// testdata/prevote.txt: PreVote without CheckQuorum knows no lease.
#[test]
fn pre_vote_alone_has_no_lease() {
    let mut bench = Bench::new(PRE_VOTE_ONLY, 1, &[]);
    bench.from(2, 1, heartbeat(0));
    let (_, _, answer) = only(bench.from(3, 2, Peer::PreVote(asks(3, 1, 1))));
    assert_eq!(answer, Peer::PreVoteResp(Reply { candidate: id(3), reject: false }));
}

/// `raft.go MsgCheckQuorum`: without a majority active since the last check it steps down.
#[test]
fn a_leader_without_a_majority_steps_down_at_the_second_check() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(2, 1, confirms(1));
    bench.from(3, 1, Peer::HeartbeatResp { context: 0 });
    bench.fire(Timer::CheckQuorum);
    assert_eq!(bench.server().state(), State::Leader);
    bench.from(2, 1, Peer::HeartbeatResp { context: 0 });
    bench.fire(Timer::CheckQuorum);
    let s = bench.server();
    assert_eq!((s.state(), s.mem.term, s.lead), (State::Follower, 1, None));
}

/// Without CheckQuorum it stays.
#[test]
fn without_the_setting_a_lonely_leader_stays() {
    let mut bench = Bench::leader(PRE_VOTE_ONLY, 0, &[]);
    bench.fire(Timer::CheckQuorum);
    bench.fire(Timer::CheckQuorum);
    assert_eq!(bench.server().state(), State::Leader);
}

/// `raft.go MsgTransferLeader`: an up-to-date target is told at once, another once it is.
#[test]
fn a_transfer_waits_until_the_target_has_everything() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.from(2, 1, confirms(1));
    assert_eq!(only(bench.transfer(2)), (2, 1, Peer::TimeoutNow));
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.transfer(4);
    assert!(!bench.sent.iter().any(|(_, m)| *m == Message::Peer(1, Peer::TimeoutNow)));
    bench.from(4, 1, confirms(1));
    assert!(bench.to(4).contains(&&Message::Peer(1, Peer::TimeoutNow)));
}

/// While it hands over, a leader drops proposals; after one election timeout it gives up.
#[test]
fn a_transfer_stops_proposals_for_one_election_timeout() {
    let mut bench = Bench::leader(PRE_VOTE_ONLY, 0, &[]);
    bench.transfer(4);
    bench.message(2, Message::Prop(OpId(1)));
    assert_eq!(bench.log(), [1]);
    bench.fire(Timer::CheckQuorum);
    bench.message(2, Message::Prop(OpId(1)));
    assert_eq!(bench.log(), [1, 1]);
}

/// `raft.go MsgTimeoutNow`: the target campaigns at once, without asking beforehand.
#[test]
fn the_target_of_a_transfer_does_not_ask_first() {
    let mut bench = Bench::new(ETCD, 1, &[1]);
    bench.from(2, 1, heartbeat(0));
    let sent = bench.from(2, 1, Peer::TimeoutNow).to_vec();
    let campaign = Campaign { transfer: true, ..asks(1, 1, 1) };
    assert_eq!(sent[0], (2, Message::Peer(2, Peer::Vote(campaign))));
    assert_eq!(bench.server().state(), State::Candidate);
}

/// `raft.go handleAppendEntries`: the refusal says which entry may be shared.
#[test]
fn a_refusal_carries_a_hint() {
    let mut bench = Bench::new(ETCD, 5, &[1, 1, 3, 3]);
    let (_, _, answer) = only(bench.from(2, 5, app((2, 6), &[], 0)));
    let hint = Some(LogEnd { term: 1, index: 2 });
    assert_eq!(answer, Peer::AppResp { index: 6, hint }, "later terms than 2 cannot be shared");
}

/// `raft.go stepLeader`: and the leader skips the terms that cannot be in that log.
#[test]
fn a_hint_skips_whole_terms() {
    let mut bench = Bench::leader(ETCD, 5, &[1, 1, 4, 4, 4, 5]);
    let hint = Some(LogEnd { term: 2, index: 5 });
    bench.from(4, 6, Peer::AppResp { index: 6, hint });
    let [Message::Peer(6, Peer::App { prev, .. })] = bench.to(4)[..] else { panic!() };
    assert_eq!((prev.term, prev.index), (1, 2));
}

/// `tracker/progress.go`: while it probes, a leader sends one message at a time.
#[test]
fn a_probe_waits_for_its_answer() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    bench.message(2, Message::Prop(OpId(1)));
    assert_eq!(bench.to(4), [] as [&Message; 0]);
    bench.from(4, 1, confirms(1));
    assert_eq!(bench.to(4).len(), 1);
    bench.message(2, Message::Prop(OpId(2)));
    assert_eq!(bench.to(4).len(), 1, "now entries are sent ahead");
}

/// `raft.go handleAppendEntries`: what is committed is never rewritten.
#[test]
fn entries_below_the_commit_index_are_answered_with_it() {
    let mut bench = Bench::new(ETCD, 2, &[1, 1, 1]);
    bench.from(2, 2, app((1, 3), &[], 3));
    assert_eq!(only(bench.from(2, 2, app((1, 1), &[2], 0))), (2, 2, confirms(3)));
    assert_eq!(bench.log(), [1, 1, 1]);
}

/// `raft.go stepFollower MsgProp`: handed on to the leader, dropped without one.
#[test]
fn a_follower_hands_proposals_on() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    assert_eq!(bench.message(3, Message::Prop(OpId(7))), []);
    bench.from(2, 1, heartbeat(0));
    assert_eq!(bench.message(3, Message::Prop(OpId(7))), [(2, Message::Prop(OpId(7)))]);
}

/// `raft.go stepLeader MsgReadIndex`: first an entry of the own term must be committed, then a
/// majority must answer a heartbeat that was sent after the read.
#[test]
fn a_read_waits_for_a_commit_and_for_a_majority() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    assert_eq!(bench.message(5, Message::ReadIndex(OpId(9))), []);
    bench.from(2, 1, confirms(1));
    bench.from(3, 1, confirms(1));
    let beat = Message::Peer(1, Peer::Heartbeat { commit: 1, context: 1 });
    assert!(bench.to(2).contains(&&beat), "{:?}", bench.sent);
    bench.from(2, 1, Peer::HeartbeatResp { context: 1 });
    assert_eq!(bench.to(5), [] as [&Message; 0]);
    bench.from(4, 1, Peer::HeartbeatResp { context: 1 });
    let answer = Message::Peer(1, Peer::ReadIndexResp { op: OpId(9), index: 1 });
    assert_eq!(bench.to(5), [&answer]);
}

/// `raft.go stepLeader`: it has one message kind less to fear: its own term's `MsgApp`.
#[test]
fn a_leader_ignores_entries_of_its_own_term() {
    let mut bench = Bench::leader(ETCD, 0, &[]);
    assert_eq!(bench.from(3, 1, app((0, 0), &[1, 1], 2)), []);
    assert_eq!((bench.server().state(), bench.log()), (State::Leader, vec![1]));
}

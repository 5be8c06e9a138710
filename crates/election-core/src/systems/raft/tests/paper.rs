//! The paper (Ongaro, Ousterhout: In Search of an Understandable Consensus Algorithm, extended
//! version), figure 2 and section 5, in our own words.

use super::bench::{Bench, PLAIN, app, asks, confirms, id, no, only, yes};
use crate::protocol::{Crash, Protocol};
use crate::systems::raft::message::{Message, Peer, Reply};
use crate::systems::raft::rules::{LogEnd, State};
use crate::systems::raft::state::Role;
use crate::systems::raft::{Node, Timer};

/// Figure 2: currentTerm, votedFor and the log survive; who leads does not.
#[test]
fn a_crash_leaves_term_vote_and_log() {
    let mut bench = Bench::new(PLAIN, 1, &[1]);
    bench.from(2, 2, Peer::Vote(asks(2, 1, 1)));
    bench.from(3, 3, app((1, 1), &[3, 3], 2));
    for crash in [Crash::Process, Crash::Power] {
        let Node::Server(after) = bench.raft.durable(&bench.node, crash) else { panic!() };
        assert_eq!(after.disk, bench.server().mem);
        assert_eq!((after.state(), after.lead), (State::Follower, None));
    }
    let Node::Server(wiped) = bench.raft.durable(&bench.node, Crash::Wipe) else { panic!() };
    assert_eq!((wiped.disk.term, wiped.disk.vote, wiped.disk.log.iter().count()), (0, None, 0));
}

/// 5.1: a larger term is adopted; a leader or candidate then follows.
#[test]
fn a_larger_term_makes_a_follower_without_a_vote() {
    let mut bench = Bench::leader(PLAIN, 1, &[]);
    bench.from(4, 5, confirms(0));
    let s = bench.server();
    assert_eq!((s.state(), s.mem.term, s.mem.vote, s.lead), (State::Follower, 5, None, None));
    assert!(bench.runs(Timer::Election) && !bench.runs(Timer::Heartbeat));
}

/// 5.1: a request with a stale term is not listened to.
#[test]
fn a_smaller_term_changes_nothing() {
    let mut bench = Bench::new(PLAIN, 4, &[1]);
    let before = bench.server().mem.clone();
    assert_eq!(bench.from(2, 3, app((1, 1), &[3], 2)), []);
    assert_eq!(bench.from(2, 3, Peer::Vote(asks(2, 3, 9))), []);
    assert_eq!(bench.server().mem, before);
    assert!(!bench.armed.contains(&Timer::Election));
}

/// 5.2: on timeout: increment the term, vote for oneself, reset the timer, ask all others.
#[test]
fn a_follower_without_a_leader_campaigns() {
    let mut bench = Bench::new(PLAIN, 3, &[1, 2]);
    let sent = bench.fire(Timer::Election).to_vec();
    let request = |to| (to, Message::Peer(4, Peer::Vote(asks(1, 2, 2))));
    assert_eq!(sent, [request(2), request(3), request(4), request(5)]);
    let s = bench.server();
    assert_eq!((s.state(), s.mem.term, s.mem.vote), (State::Candidate, 4, Some(id(1))));
    assert_eq!(bench.armed, [Timer::Election]);
}

/// 5.2: votes of a majority make a leader, and it sends heartbeats at once: here, its first entry.
#[test]
fn three_votes_of_five_make_a_leader_that_speaks_at_once() {
    let mut bench = Bench::new(PLAIN, 0, &[]);
    bench.fire(Timer::Election);
    assert_eq!(bench.from(2, 1, Peer::VoteResp(yes())), []);
    bench.from(3, 1, Peer::VoteResp(yes()));
    assert_eq!(bench.server().state(), State::Leader);
    assert_eq!(bench.sent.iter().map(|(to, _)| *to).collect::<Vec<_>>(), [2, 3, 4, 5]);
}

/// 5.2: the same voter counts once.
#[test]
fn a_repeated_vote_is_one_vote() {
    let mut bench = Bench::new(PLAIN, 0, &[]);
    bench.fire(Timer::Election);
    bench.from(2, 1, Peer::VoteResp(yes()));
    bench.from(2, 1, Peer::VoteResp(yes()));
    assert_eq!(bench.server().state(), State::Candidate);
}

/// 5.2: a candidate that hears a leader of its term follows it.
#[test]
fn a_candidate_follows_a_leader_of_its_term() {
    let mut bench = Bench::new(PLAIN, 0, &[]);
    bench.fire(Timer::Election);
    bench.from(4, 1, app((0, 0), &[1], 0));
    assert_eq!((bench.server().state(), bench.server().lead), (State::Follower, Some(id(4))));
}

/// 5.2: a split vote ends with a new timeout, in a new term.
#[test]
fn a_candidate_that_times_out_begins_a_new_term() {
    let mut bench = Bench::new(PLAIN, 0, &[]);
    bench.fire(Timer::Election);
    bench.fire(Timer::Election);
    assert_eq!((bench.server().mem.term, bench.server().state()), (2, State::Candidate));
}

/// 5.2: one vote in a term, first come first served; asking again gets the same answer.
#[test]
fn the_first_candidate_gets_the_vote_and_may_ask_again() {
    let mut bench = Bench::new(PLAIN, 0, &[]);
    let vote = |bench: &mut Bench, from| {
        let (_, _, answer) = only(bench.from(from, 1, Peer::Vote(asks(from, 0, 0))));
        matches!(answer, Peer::VoteResp(Reply { reject: false, .. }))
    };
    assert!(vote(&mut bench, 2));
    assert!(!vote(&mut bench, 3));
    assert!(vote(&mut bench, 2));
}

/// 5.2: granting a vote restarts the timer; refusing one in the same term does not.
#[test]
fn granting_a_vote_restarts_the_timer() {
    let mut bench = Bench::new(PLAIN, 1, &[]);
    bench.from(2, 1, Peer::Vote(asks(2, 0, 0)));
    assert_eq!(bench.armed, [Timer::Election]);
    bench.from(3, 1, Peer::Vote(asks(3, 0, 0)));
    assert_eq!(bench.armed, []);
}

/// 5.4.1: the voter refuses if its own log is more up to date.
#[test]
fn no_vote_for_an_older_log() {
    for (term, index, granted) in
        [(2, 3, true), (2, 4, true), (3, 1, true), (2, 2, false), (1, 9, false)]
    {
        let mut bench = Bench::new(PLAIN, 3, &[1, 2, 2]);
        let (to, _, answer) = only(bench.from(2, 4, Peer::Vote(asks(2, term, index))));
        let expected = Reply { candidate: id(2), reject: !granted };
        assert_eq!((to, answer), (2, Peer::VoteResp(expected)), "{term}/{index}");
    }
}

/// Figure 2: nextIndex begins behind the leader's last entry, matchIndex at 0.
#[test]
fn a_new_leader_knows_nothing_of_the_others() {
    let bench = Bench::leader(PLAIN, 2, &[1, 1, 2]);
    let Role::Leader(leadership) = &bench.server().role else { panic!() };
    for progress in &leadership.progress[1..] {
        assert_eq!((progress.matched, progress.next), (0, 4));
    }
    assert_eq!(leadership.progress[0].matched, 4);
}

/// 5.3: entries follow the entry before them; without it they are refused.
#[test]
fn entries_are_taken_only_behind_a_known_one() {
    let mut bench = Bench::new(PLAIN, 2, &[1, 1]);
    let (_, _, answer) = only(bench.from(2, 2, app((2, 2), &[2], 0)));
    assert!(matches!(answer, Peer::AppResp { index: 2, hint: Some(_) }), "{answer:?}");
    assert_eq!(bench.log(), [1, 1]);
    assert_eq!(only(bench.from(2, 2, app((1, 2), &[2], 0))), (2, 2, confirms(3)));
    assert_eq!(bench.log(), [1, 1, 2]);
}

/// 5.3: only what conflicts is deleted: an old message does not shorten the log.
#[test]
fn what_does_not_conflict_stays() {
    let mut bench = Bench::new(PLAIN, 2, &[1, 1, 2, 2]);
    bench.from(2, 2, app((1, 1), &[1], 0));
    assert_eq!(bench.log(), [1, 1, 2, 2]);
    assert_eq!(bench.server().discards, 0);
    bench.from(2, 3, app((1, 2), &[3], 0));
    assert_eq!(bench.log(), [1, 1, 3]);
    assert_eq!(bench.server().discards, 1);
}

/// Figure 2: commitIndex = min(leaderCommit, index of the last new entry).
#[test]
fn a_follower_commits_no_further_than_it_knows() {
    let mut bench = Bench::new(PLAIN, 2, &[1, 1, 1]);
    bench.from(2, 2, app((1, 1), &[1], 9));
    assert_eq!(bench.server().mem.commit, 2);
}

/// 5.3: a majority has it: committed.
#[test]
fn an_entry_on_three_of_five_is_committed() {
    let mut bench = Bench::leader(PLAIN, 0, &[]);
    bench.from(2, 1, confirms(1));
    assert_eq!(bench.server().mem.commit, 0);
    bench.from(3, 1, confirms(1));
    assert_eq!(bench.server().mem.commit, 1);
}

/// 5.4.2: an entry of an earlier term is committed only along with one of the leader's own.
#[test]
fn counting_copies_commits_only_entries_of_the_own_term() {
    let mut bench = Bench::leader(PLAIN, 3, &[1, 2]);
    bench.from(2, 4, confirms(2));
    bench.from(3, 4, confirms(2));
    assert_eq!(bench.server().mem.commit, 0);
    bench.from(2, 4, confirms(3));
    bench.from(3, 4, confirms(3));
    assert_eq!(bench.server().mem.commit, 3);
}

/// 5.3: after a refusal the leader goes back until the logs meet.
#[test]
fn a_leader_goes_back_after_a_refusal() {
    let mut bench = Bench::leader(PLAIN, 2, &[1, 1, 2]);
    let hint = Some(LogEnd { term: 1, index: 1 });
    let (to, _, answer) = only(bench.from(4, 3, Peer::AppResp { index: 3, hint }));
    assert_eq!(to, 4);
    let Peer::App { prev, entries, .. } = answer else { panic!("{answer:?}") };
    assert_eq!((prev.term, prev.index, entries.len()), (1, 1, 3));
}

/// 5.2: three refusals of five: it cannot win any more.
#[test]
fn a_lost_campaign_makes_a_follower() {
    let mut bench = Bench::new(PLAIN, 0, &[]);
    bench.fire(Timer::Election);
    for voter in 2..=4 {
        bench.from(voter, 1, Peer::VoteResp(no()));
    }
    assert_eq!(bench.server().state(), State::Follower);
}

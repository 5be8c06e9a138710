//! Why nobody leads, as a server says it of itself.

use super::bench::{Bench, ETCD, PLAIN, asks, id, no};
use crate::protocol::{Peek, Protocol, Unmet};
use crate::systems::raft::Timer;
use crate::systems::raft::message::Peer;
use crate::value::Value;
use crate::words::NodeSet;

fn heartbeat() -> Peer {
    Peer::Heartbeat { commit: 0, context: 0 }
}

/// What server 1 misses, beside server 2 (up or not); of the others nothing is known.
fn unmet(bench: &Bench, other: &Bench, up: bool) -> Option<Unmet> {
    beside(bench, other, up, false)
}

fn beside(bench: &Bench, other: &Bench, up: bool, paused: bool) -> Option<Unmet> {
    let peek = |bench, number, up, paused| Peek {
        id: id(number),
        node: bench,
        up,
        paused,
        apart: NodeSet::EMPTY,
    };
    let nodes = [peek(&bench.node, 1, true, false), peek(&other.node, 2, up, paused)];
    bench.raft.unmet(&bench.node, &nodes)
}

/// A voter that is paused answers nobody, whatever its lease would say.
#[test]
fn a_voter_that_is_paused_is_said_to_be_paused() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.fire(Timer::Election);
    let mut other = Bench::new(ETCD, 1, &[]);
    other.from(3, 1, heartbeat());
    let says = beside(&bench, &other, true, true).unwrap();
    assert!(because(&says)[0].contains("paused"), "{says:?}");
}

/// Who follows a leader that is paused has none that answers: it waits for its timer.
#[test]
fn a_leader_that_is_paused_leads_nobody() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    let leader = Bench::leader(ETCD, 1, &[]);
    let term = leader.server().mem.term;
    bench.from(2, term, heartbeat());
    assert_eq!(beside(&bench, &leader, true, false), None);
    let says = beside(&bench, &leader, true, true).unwrap();
    assert_eq!((says.citation.verdict, says.short), ("waits", 0));
}

fn because(unmet: &Unmet) -> Vec<String> {
    unmet.citation.because.iter().map(Value::to_string).collect()
}

/// A server that leads, or follows one that does, misses nothing.
#[test]
fn a_server_with_a_leader_misses_nothing() {
    let leader = Bench::leader(ETCD, 0, &[]);
    assert_eq!(unmet(&leader, &Bench::new(ETCD, 0, &[]), true), None);
}

/// A server that hears nobody waits for its timer: it is as near as can be.
#[test]
fn a_follower_waits_for_its_timer() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.from(2, 1, heartbeat());
    let says = unmet(&bench, &Bench::new(ETCD, 1, &[]), false).unwrap();
    assert_eq!((says.citation.rule.id, says.citation.verdict), ("raft/election-timeout", "waits"));
    assert_eq!(says.short, 0);
}

/// Two votes of five are missing; 2 does not vote for it, since it hears its leader.
#[test]
fn a_candidate_counts_the_votes_that_it_lacks() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.fire(Timer::Election);
    let mut other = Bench::new(ETCD, 1, &[]);
    other.from(3, 1, heartbeat());
    let says = unmet(&bench, &other, true).unwrap();
    assert_eq!(
        (says.citation.rule.id, says.citation.verdict, says.short),
        ("raft/tally", "VotePending", 2)
    );
    let facts = because(&says);
    assert!(facts[0].contains("lease") && facts[0].contains("\"lead\":\"3\""), "{facts:?}");
    assert!(facts.last().unwrap().contains("\"yes\":1"), "{facts:?}");
}

/// Refused by a majority, a follower again: its log is behind, and by how much.
#[test]
fn a_lost_campaign_is_remembered_with_its_numbers() {
    let mut bench = Bench::new(PLAIN, 3, &[1]);
    bench.fire(Timer::Election);
    for voter in 2..=4 {
        bench.from(voter, 4, Peer::VoteResp(no()));
    }
    let other = Bench::new(PLAIN, 3, &[1, 3]);
    let says = unmet(&bench, &other, true).unwrap();
    assert_eq!(
        (says.citation.rule.id, says.citation.verdict, says.short),
        ("raft/tally", "VoteLost", 2)
    );
    let facts = because(&says);
    assert!(facts[0].contains("log-behind") && facts[0].contains("3/2"), "{facts:?}");
    bench.from(2, 5, Peer::Vote(asks(2, 3, 2)));
    assert_eq!(unmet(&bench, &other, true).unwrap().short, 0, "a new round");
}

/// A loop that waits for its disk takes no ticks.
#[test]
fn a_stalled_server_waits_for_its_disk() {
    let mut bench = Bench::new(ETCD, 1, &[]);
    bench.stalled = true;
    bench.from(3, 2, Peer::Vote(asks(3, 1, 1)));
    bench.fire(Timer::Election);
    let says = unmet(&bench, &Bench::new(ETCD, 1, &[]), true).unwrap();
    assert_eq!(says.citation.verdict, "waits for its disk");
}

/// `raft.go Step`, the lease: one that has not heard its leader for an election timeout has none.
#[test]
fn an_expired_lease_is_no_reason() {
    let mut other = Bench::new(ETCD, 1, &[]);
    other.from(3, 1, heartbeat());
    for (waited, reason) in [(500, "lease"), (1500, "no-answer")] {
        let mut bench = Bench::new(ETCD, 1, &[]);
        bench.wait_ms(waited);
        bench.fire(Timer::Election);
        let facts = because(&unmet(&bench, &other, true).unwrap());
        assert!(facts[0].contains(reason), "after {waited} ms: {facts:?}");
    }
}

/// A member with an emptied disk is no candidate: what it waits for is its cluster's log.
#[test]
fn an_emptied_member_waits_for_a_configuration() {
    let mut bench = Bench::new(ETCD, 1, &[1]);
    bench.wipe();
    let says = unmet(&bench, &Bench::new(ETCD, 1, &[]), true).unwrap();
    assert_eq!((says.citation.verdict, says.short), ("unpromotable", 3));
}

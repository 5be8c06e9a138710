//! The rules of etcd-io/raft, by table.

use crate::ask::{because, refused, verdict};

#[test]
fn the_last_term_decides_then_the_length() {
    // (voter, candidate), as term and index of the last entry.
    for (voter, candidate, expected) in [
        ((0, 0), (0, 0), true),
        ((3, 3), (4, 2), true),
        ((3, 3), (4, 3), true),
        ((3, 3), (4, 4), true),
        ((3, 3), (2, 2), false),
        ((3, 3), (2, 3), false),
        ((3, 3), (2, 4), false),
        ((3, 3), (3, 2), false),
        ((3, 3), (3, 3), true),
        ((3, 3), (3, 4), true),
    ] {
        let entry = |(term, index): (u32, u32)| format!(r#"{{"term":{term},"index":{index}}}"#);
        let input = format!(r#"{{"voter":{},"candidate":{}}}"#, entry(voter), entry(candidate));
        verdict("raft/up-to-date", &input, &expected.to_string());
    }
    because(
        "raft/up-to-date",
        r#"{"voter":{"term":3,"index":3},"candidate":{"term":3,"index":2}}"#,
        r#"[{"fact":"term","voter":3,"candidate":3},{"fact":"index","voter":3,"candidate":2}]"#,
    );
}

/// The voter's fields, the message's, those outside both.
fn vote(voter: &str, message: &str, rest: &str) -> String {
    let rest = if rest.is_empty() { String::new() } else { format!(",{rest}") };
    format!(r#"{{"voter":{{{voter}}},"message":{{{message}}}{rest}}}"#)
}

#[test]
fn a_vote_is_granted_once_a_term_and_to_an_up_to_date_log() {
    let candidate = |log_term: u32, index: u32| {
        format!(r#""from":2,"term":3,"logTerm":{log_term},"index":{index}"#)
    };
    for (voter, log_term, index, expected) in [
        // An earlier vote for nobody, for the candidate, for another.
        (r#""term":3,"log":[2,2]"#, 2, 2, "grant"),
        (r#""term":3,"vote":2,"log":[2,2]"#, 2, 2, "grant"),
        (r#""term":3,"vote":2,"lead":5,"log":[2,2]"#, 2, 2, "grant"),
        (r#""term":3,"vote":1,"log":[2,2]"#, 2, 2, "reject"),
        (r#""term":3,"vote":1,"log":[2,2]"#, 3, 9, "reject"),
        (r#""term":3,"vote":null,"lead":5,"log":[2,2]"#, 3, 9, "reject"),
        // A longer log, a newer log, a log behind.
        (r#""term":3,"log":[2,2]"#, 2, 3, "grant"),
        (r#""term":3,"log":[2,2]"#, 3, 1, "grant"),
        (r#""term":3,"log":[2,2]"#, 2, 1, "reject"),
        (r#""term":3,"log":[2,2]"#, 1, 3, "reject"),
        (r#""term":3,"log":[2,2]"#, 0, 0, "reject"),
        (r#""term":3,"log":[]"#, 0, 0, "grant"),
        // A candidate and a leader voted for themselves.
        (r#""state":"Candidate","term":3,"vote":1,"log":[2,2]"#, 3, 3, "reject"),
        (r#""state":"Leader","term":3,"vote":1,"lead":1,"log":[2,2]"#, 3, 3, "reject"),
        // A higher term makes a follower without a vote of anyone.
        (r#""state":"Leader","term":2,"vote":1,"lead":1,"log":[2,2]"#, 2, 2, "grant"),
        (r#""term":2,"vote":1,"lead":1,"log":[2,2]"#, 2, 1, "reject"),
        // A term that is over gets no answer.
        (r#""term":4,"log":[]"#, 3, 9, "ignore"),
    ] {
        let input = vote(voter, &candidate(log_term, index), "");
        verdict("raft/grant-vote", &input, &format!("{expected:?}"));
    }
}

#[test]
fn a_pre_vote_changes_nothing_and_is_answered_when_stale() {
    for (voter, term, expected) in [
        (r#""term":3,"vote":1,"lead":1,"log":[2]"#, 4, "grant"),
        (r#""term":3,"vote":1,"lead":1,"log":[2,2]"#, 4, "reject"),
        (r#""term":4,"vote":1,"log":[2]"#, 4, "reject"),
        (r#""term":4,"vote":2,"log":[2]"#, 4, "grant"),
        (r#""term":5,"log":[2]"#, 4, "reject"),
    ] {
        let message =
            format!(r#""type":"MsgPreVote","from":2,"term":{term},"logTerm":2,"index":1"#);
        verdict("raft/grant-vote", &vote(voter, &message, ""), &format!("{expected:?}"));
    }
}

#[test]
fn a_lease_keeps_later_terms_out_until_it_ends() {
    let later = r#""from":2,"term":9,"logTerm":9,"index":9"#;
    let pre = format!(r#""type":"MsgPreVote",{later}"#);
    let transfer = format!(r#""transfer":true,{later}"#);
    let led = r#""term":3,"vote":1,"lead":1,"log":[2]"#;
    let unled = r#""term":3,"vote":1,"log":[2]"#;
    let same_term = r#""term":9,"vote":1,"lead":1,"log":[2]"#;
    for (voter, message, rest, expected) in [
        (led, later, r#""checkQuorum":true"#, "ignore"),
        (led, &pre, r#""checkQuorum":true,"electionElapsed":9"#, "ignore"),
        (led, later, r#""checkQuorum":true,"electionElapsed":10"#, "grant"),
        (led, later, r#""checkQuorum":true,"electionElapsed":4,"electionTick":4"#, "grant"),
        (led, later, r#""checkQuorum":false"#, "grant"),
        (led, &transfer, r#""checkQuorum":true"#, "grant"),
        (unled, later, r#""checkQuorum":true"#, "grant"),
        (same_term, later, r#""checkQuorum":true"#, "reject"),
    ] {
        verdict("raft/grant-vote", &vote(voter, message, rest), &format!("{expected:?}"));
    }
}

#[test]
fn a_vote_says_why() {
    let lease = vote(
        r#""term":3,"lead":1,"log":[2]"#,
        r#""from":2,"term":4,"logTerm":9,"index":9"#,
        r#""checkQuorum":true,"electionElapsed":3"#,
    );
    because(
        "raft/grant-vote",
        &lease,
        r#"[{"fact":"term","voter":3,"message":4},{"fact":"checkQuorum","voter":true},
            {"fact":"transfer","message":false},{"fact":"lead","voter":1},
            {"fact":"electionElapsed","electionElapsed":3,"electionTick":10},
            {"refusal":"lease","remaining":7}]"#,
    );
    let behind = vote(
        r#""state":"Leader","term":3,"vote":1,"lead":1,"log":[2,3]"#,
        r#""from":2,"term":4,"logTerm":3,"index":1"#,
        "",
    );
    because(
        "raft/grant-vote",
        &behind,
        r#"[{"fact":"term","voter":3,"message":4},{"fact":"checkQuorum","voter":false},
            {"fact":"state","voter":"Leader","becomes":"Follower"},
            {"fact":"logTerm","voter":3,"message":3},{"fact":"index","voter":2,"message":1},
            {"refusal":"log-behind"}]"#,
    );
    for (voter, reason) in [
        (r#""term":5,"log":[]"#, r#"{"refusal":"stale-term","voter":5,"message":4}"#),
        (r#""term":4,"vote":3,"log":[]"#, r#"{"refusal":"already-voted","vote":3}"#),
        (r#""term":4,"lead":3,"log":[]"#, r#"{"refusal":"known-leader","lead":3}"#),
    ] {
        let input = vote(voter, r#""from":2,"term":4,"logTerm":3,"index":1"#, "");
        let answer = crate::ask::answer("raft/grant-vote", &input);
        let last = answer.because.last().map(ToString::to_string);
        assert_eq!(last.as_deref(), Some(reason), "{voter}");
    }
}

#[test]
fn votes_are_counted_among_the_voters() {
    for (voters, outgoing, votes, expected) in [
        ("[]", "[]", "{}", "VoteWon"),
        ("[1]", "[]", "{}", "VotePending"),
        ("[1]", "[]", r#"{"1":false}"#, "VoteLost"),
        ("[1]", "[]", r#"{"1":true}"#, "VoteWon"),
        ("[1,2]", "[]", r#"{"1":true}"#, "VotePending"),
        ("[1,2]", "[]", r#"{"1":true,"2":false}"#, "VoteLost"),
        ("[4,8]", "[]", r#"{"4":false}"#, "VoteLost"),
        ("[2,4,7]", "[]", r#"{"2":true,"4":false}"#, "VotePending"),
        ("[2,4,7]", "[]", r#"{"2":true,"4":true}"#, "VoteWon"),
        ("[1,2,3,4]", "[]", r#"{"1":true,"2":true,"3":false,"4":false}"#, "VoteLost"),
        // Those who are no voters do not count.
        ("[1,2,3]", "[]", r#"{"1":true,"8":true,"9":true}"#, "VotePending"),
        ("[1,2,3]", "[]", r#"{"7":false,"8":false,"9":false}"#, "VotePending"),
        // Joint configurations: both must be won.
        ("[1,2,3]", "[4,5,6]", r#"{"1":true,"2":true}"#, "VotePending"),
        ("[1,2,3]", "[4,5,6]", r#"{"1":true,"2":true,"4":true,"5":true}"#, "VoteWon"),
        ("[1,2,3]", "[4,5,6]", r#"{"1":true,"2":true,"4":false,"5":false}"#, "VoteLost"),
        ("[1,2,3]", "[4,5,6]", r#"{"1":false,"2":false}"#, "VoteLost"),
        ("[]", "[1,2]", r#"{"1":true}"#, "VotePending"),
        ("[1,2]", "[1]", r#"{"1":true}"#, "VotePending"),
    ] {
        let input = format!(r#"{{"voters":{voters},"votersOutgoing":{outgoing},"votes":{votes}}}"#);
        verdict("raft/tally", &input, &format!("{expected:?}"));
    }
    refused(
        "raft/tally",
        r#"{"voters":[1,2,1],"votes":{}}"#,
        "voters[2]: 1 is listed twice; allowed: once",
    );
    refused(
        "raft/tally",
        r#"{"voters":[1],"votes":{"x":true}}"#,
        "votes.x: the name \"x\" is not an int from 1 up",
    );
    refused("raft/tally", r#"{"voters":[0],"votes":{}}"#, "voters[0]: 0 is not an int from 1 up");
    because(
        "raft/tally",
        r#"{"voters":[1,2,3],"votersOutgoing":[4],"votes":{"1":true,"4":true}}"#,
        r#"[{"fact":"votersOutgoing","voters":1,"yes":1,"no":0,"majority":1,"result":"VoteWon"},
            {"fact":"voters","voters":3,"yes":1,"no":0,"majority":2,"result":"VotePending"}]"#,
    );
}

#[test]
fn only_entries_of_the_leaders_own_term_are_committed_by_counting() {
    for (matching, log, term, committed, expected) in [
        ("[1]", "[1]", 1, 0, 1),
        ("[1]", "[1]", 2, 0, 0),
        ("[2]", "[1,2]", 2, 0, 2),
        ("[1]", "[2]", 2, 0, 1),
        ("[2,1,1]", "[1,2]", 1, 0, 1),
        ("[2,1,1]", "[1,1]", 2, 0, 0),
        ("[2,1,2]", "[1,2]", 2, 0, 2),
        ("[2,1,2]", "[1,1]", 2, 0, 0),
        ("[2,1,1,1]", "[1,2]", 1, 0, 1),
        ("[2,1,1,2]", "[1,2]", 1, 0, 1),
        ("[2,1,1,2]", "[1,2]", 2, 0, 0),
        ("[2,1,2,2]", "[1,2]", 2, 0, 2),
        ("[2,1,2,2]", "[1,1]", 2, 0, 0),
        ("[]", "[1]", 1, 0, 0),
        ("[3,3,3]", "[1,1]", 1, 1, 1),
        // Never back.
        ("[3,1,1]", "[1,1,1]", 1, 2, 2),
        // Figure 8: (c) term 4 leads with entry 2 of term 2 on a majority; (e) with its own.
        ("[3,2,2,1,1]", "[1,2,4]", 4, 1, 1),
        ("[3,3,3,1,1]", "[1,2,4]", 4, 1, 3),
    ] {
        let input =
            format!(r#"{{"match":{matching},"log":{log},"term":{term},"committed":{committed}}}"#);
        verdict("raft/commit-index", &input, &expected.to_string());
    }
    because(
        "raft/commit-index",
        r#"{"match":[3,2,2,1,1],"log":[1,2,4],"term":4,"committed":1}"#,
        r#"[{"fact":"match","majority":2,"committed":1},
            {"fact":"term","index":2,"log":2,"leader":4},{"refusal":"other-term","index":2}]"#,
    );
}

#[test]
fn a_follower_deletes_only_what_conflicts() {
    let accepted = |index: u32, log: &str, committed: u32| {
        format!(r#"{{"reject":false,"index":{index},"log":{log},"committed":{committed}}}"#)
    };
    for (input, expected) in [
        // The entries are there already: what follows them stays.
        (
            r#""log":[1,2,3],"prev":{"term":1,"index":1},"entries":[2],"leaderCommit":9"#,
            accepted(2, "[1,2,3]", 2),
        ),
        (r#""log":[1,2,3],"prev":{"term":0,"index":0}"#, accepted(0, "[1,2,3]", 0)),
        (
            r#""log":[1,1,1],"prev":{"term":1,"index":1},"entries":[1,2,2]"#,
            accepted(4, "[1,1,2,2]", 0),
        ),
        (r#""log":[],"prev":{"term":0,"index":0},"entries":[5]"#, accepted(1, "[5]", 0)),
        // Heartbeat-like: no entries, the commit index follows, and never goes back.
        (
            r#""log":[1,2],"prev":{"term":2,"index":2},"leaderCommit":1,"committed":2"#,
            accepted(2, "[1,2]", 2),
        ),
        (r#""log":[1,2],"prev":{"term":1,"index":1},"leaderCommit":2"#, accepted(1, "[1,2]", 1)),
        // Below the commit index, whatever it holds.
        (
            r#""log":[1,2,3],"committed":2,"prev":{"term":7,"index":1},"entries":[8]"#,
            accepted(2, "[1,2,3]", 2),
        ),
    ] {
        verdict("raft/append-entries", &format!("{{{input}}}"), &expected);
    }
}

#[test]
fn a_rejection_hints_at_the_last_entry_both_can_have() {
    for (log, term, index, hint) in [
        ("[]", 1, 3, (0, 0)),
        ("[]", 5, 0, (0, 0)),
        ("[1,1,1,1,2,2]", 5, 9, (2, 6)),
        ("[1,3,3,4,4,5,5,5,6]", 3, 8, (3, 3)),
        ("[1,2,3]", 3, 2, (2, 2)),
        ("[2,2]", 1, 2, (0, 0)),
    ] {
        verdict(
            "raft/append-entries",
            &format!(r#"{{"log":{log},"prev":{{"term":{term},"index":{index}}}}}"#),
            &format!(r#"{{"reject":true,"hint":{{"term":{},"index":{}}}}}"#, hint.0, hint.1),
        );
    }
}

#[test]
fn a_log_holds_what_it_has_committed() {
    refused(
        "raft/append-entries",
        r#"{"log":[1,1],"committed":3,"prev":{"term":1,"index":3},"entries":[3]}"#,
        "committed: 3 is not in the log; allowed: up to 2",
    );
}

#[test]
fn a_leader_skips_the_terms_its_follower_cannot_have() {
    for (log, hint, expected) in [
        ("[1,3,3,3,5,5,5,5,5]", (2, 6), (1, 1)),
        ("[1,3,3,3,3,3,3,3,7]", (6, 9), (3, 8)),
        ("[1,3,3,3,3,3,3,3,7]", (3, 3), (3, 3)),
        ("[2,2]", (1, 2), (0, 0)),
        ("[1,1]", (0, 0), (0, 0)),
        ("[1,4]", (0, 2), (4, 2)),
    ] {
        verdict(
            "raft/next-probe",
            &format!(r#"{{"log":{log},"hint":{{"term":{},"index":{}}}}}"#, hint.0, hint.1),
            &format!(r#"{{"term":{},"index":{}}}"#, expected.0, expected.1),
        );
    }
    refused(
        "raft/next-probe",
        r#"{"log":[1,1],"hint":{"term":1,"index":3}}"#,
        "hint.index: 3 is not in the leader's log; allowed: up to 2",
    );
}

#[test]
fn followers_do_not_lead_and_leaders_do_not_campaign() {
    let states = ["Follower", "PreCandidate", "Candidate", "Leader"];
    let allowed = [
        [true, true, true, false],
        [true, true, true, true],
        [true, true, true, true],
        [true, false, false, true],
    ];
    for (from, row) in states.iter().zip(allowed) {
        for (to, expected) in states.iter().zip(row) {
            let input = format!(r#"{{"from":"{from}","to":"{to}"}}"#);
            verdict("raft/state-transition", &input, &expected.to_string());
        }
    }
    refused(
        "raft/state-transition",
        r#"{"from":"Candidate","to":"Observer"}"#,
        "to: \"Observer\" is not one of Follower, PreCandidate, Candidate, Leader",
    );
}

#[test]
fn a_timeout_is_over_when_it_is_reached() {
    for (elapsed, expected) in [(14, false), (15, true), (16, true)] {
        let input = format!(r#"{{"electionElapsed":{elapsed},"randomizedElectionTimeout":15}}"#);
        verdict("raft/election-timeout", &input, &expected.to_string());
    }
    refused(
        "raft/election-timeout",
        r#"{"electionElapsed":-1,"randomizedElectionTimeout":15}"#,
        "electionElapsed: -1 is not an int from 0 up",
    );
}

#[test]
fn a_leader_stays_with_an_active_majority() {
    for (voters, active, expected) in [
        ("[1,2,3,4,5]", "[1,5]", false),
        ("[1,2,3,4,5]", "[1,5,2]", true),
        ("[1,2,3,4]", "[1,2]", false),
        ("[1,2,3]", "[1,8,9]", false),
        ("[1]", "[1]", true),
        ("[1]", "[]", false),
        ("[]", "[]", true),
    ] {
        let input = format!(r#"{{"voters":{voters},"active":{active}}}"#);
        verdict("raft/check-quorum", &input, &expected.to_string());
    }
}

#[test]
fn figure_7_the_longer_and_the_newer_logs_refuse() {
    // The leader of term 8 asks the six followers of the figure for their votes.
    for (term, log, expected) in [
        (6, "[1,1,1,4,4,5,5,6,6]", "grant"),
        (4, "[1,1,1,4]", "grant"),
        (6, "[1,1,1,4,4,5,5,6,6,6,6]", "reject"),
        (7, "[1,1,1,4,4,5,5,6,6,6,7,7]", "reject"),
        (4, "[1,1,1,4,4,4,4]", "grant"),
        (3, "[1,1,1,2,2,2,3,3,3,3,3]", "grant"),
    ] {
        let voter = format!(r#""term":{term},"log":{log}"#);
        let input = vote(&voter, r#""from":9,"term":8,"logTerm":6,"index":10"#, "");
        verdict("raft/grant-vote", &input, &format!("{expected:?}"));
    }
}

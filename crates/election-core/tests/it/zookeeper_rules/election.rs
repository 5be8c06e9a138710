//! Fast Leader Election.

use crate::ask::{because, refused, verdict};

/// (leader, zxid, peerEpoch)
type Candidate = (i64, &'static str, i64);

fn order(new: Candidate, current: Candidate) -> String {
    let print = |(leader, zxid, epoch): Candidate| {
        format!(r#"{{"leader":{leader},"zxid":"{zxid}","peerEpoch":{epoch}}}"#)
    };
    format!(r#""new":{},"current":{}"#, print(new), print(current))
}

#[test]
fn epoch_then_zxid_then_sid() {
    for (new, current, expected) in [
        // The example with a shorter log and a newer epoch.
        ((1, "0x100000003", 2), (3, "0x100000009", 1), true),
        ((3, "0x100000009", 1), (1, "0x100000003", 2), false),
        // A dead leader's survivors at 124 and 123.
        ((1, "0x10000007c", 1), (3, "0x10000007b", 1), true),
        ((3, "0x10000007b", 1), (1, "0x10000007c", 1), false),
        ((3, "0x10000007c", 1), (1, "0x10000007c", 1), true),
        ((2, "0x0", 0), (1, "0x0", 0), true),
        ((1, "0x0", 0), (2, "0x0", 0), false),
        // Strict.
        ((2, "0x0", 0), (2, "0x0", 0), false),
        // Signed: a zxid with the top bit set is negative; so is an observer's first vote.
        ((9, "0xffffffffffffffff", 0), (1, "0x0", 0), false),
        ((1, "0x0", 0), (i64::MIN, "0x8000000000000000", i64::MIN), true),
    ] {
        verdict(
            "zookeeper/total-order",
            &format!("{{{}}}", order(new, current)),
            &expected.to_string(),
        );
    }
    let better = order((1, "0x0", 9), (2, "0x0", 1));
    verdict("zookeeper/total-order", &format!(r#"{{{better},"weight":0}}"#), "false");
    verdict("zookeeper/total-order", &format!(r#"{{{better},"weight":3}}"#), "true");
}

#[test]
fn the_order_says_how_far_it_had_to_look() {
    for (new, current, facts) in [
        (
            (2, "0x500000001", 5),
            (3, "0x400000009", 5),
            r#"[{"fact":"peerEpoch","new":5,"current":5},
             {"fact":"zxid","new":"0x500000001","current":"0x400000009"}]"#,
        ),
        ((2, "0x1", 6), (3, "0x9", 5), r#"[{"fact":"peerEpoch","new":6,"current":5}]"#),
        (
            (2, "17", 5),
            (3, "0x11", 5),
            r#"[{"fact":"peerEpoch","new":5,"current":5},
             {"fact":"zxid","new":"0x11","current":"0x11"},
             {"fact":"leader","new":2,"current":3}]"#,
        ),
    ] {
        because("zookeeper/total-order", &format!("{{{}}}", order(new, current)), facts);
    }
    refused(
        "zookeeper/total-order",
        r#"{"new":{"leader":1,"zxid":"0xg","peerEpoch":1},
            "current":{"leader":1,"zxid":0,"peerEpoch":1}}"#,
        "new.zxid: \"0xg\" is not a zxid (\"0x…\" hex, a decimal string or an int, signed 64-bit)",
    );
    refused(
        "zookeeper/total-order",
        r#"{"new":{"leader":"1","zxid":0,"peerEpoch":1},
            "current":{"leader":1,"zxid":0,"peerEpoch":1}}"#,
        "new.leader: \"1\" is not an int (signed 64-bit)",
    );
}

/// leader, zxid, electionEpoch, peerEpoch, state, version
fn ballot((leader, zxid, round, epoch, state, version): (i64, i64, i64, i64, &str, i64)) -> String {
    format!(
        r#""leader":{leader},"zxid":{zxid},"electionEpoch":{round},"peerEpoch":{epoch},
            "state":"{state}","version":{version}"#
    )
}

#[test]
fn votes_out_of_an_election_may_differ_in_zxid_and_round() {
    let base = (3, 5, 2, 1, "FOLLOWING", 2);
    for (other, expected) in [
        ((3, 5, 2, 1, "LEADING", 2), true),
        ((3, 9, 7, 1, "LEADING", 2), true),
        ((3, 5, 2, 1, "OBSERVING", 2), true),
        ((3, 5, 2, 2, "LEADING", 2), false),
        ((2, 5, 2, 1, "LEADING", 2), false),
        // One of the two formats has no real peerEpoch; negative is as old as 0.
        ((3, 9, 7, 2, "LEADING", 0), true),
        ((2, 5, 2, 1, "LEADING", 0), false),
        ((3, 9, 7, 2, "LEADING", -1), true),
        ((3, 9, 7, 2, "LEADING", 1), false),
        // Looking: everything counts, whatever the version.
        ((3, 5, 2, 1, "LOOKING", 0), true),
        ((3, 9, 2, 1, "LOOKING", 2), false),
        ((3, 5, 3, 1, "LOOKING", 2), false),
        ((3, 5, 2, 2, "LOOKING", 0), false),
        ((4, 5, 2, 1, "LOOKING", 2), false),
    ] {
        let (a, b) = (ballot(base), ballot(other));
        for (a, b) in [(&a, &b), (&b, &a)] {
            let input = format!(r#"{{"a":{{{a}}},"b":{{{b}}}}}"#);
            verdict("zookeeper/vote-equals", &input, &expected.to_string());
        }
    }
    because(
        "zookeeper/vote-equals",
        &format!(r#"{{"a":{{{}}},"b":{{{}}}}}"#, ballot(base), ballot((3, 9, 2, 1, "LOOKING", 2))),
        r#"[{"fact":"state","a":"FOLLOWING","b":"LOOKING"},{"fact":"leader","a":3,"b":3},
            {"fact":"zxid","a":"0x5","b":"0x9"}]"#,
    );
}

/// Everyone in `senders` votes for 5 as `state`.
fn tally(voters: &str, senders: &[(i64, &str)], vote: &str, rest: &str) -> String {
    let of = |state| ballot((5, 9, 2, 1, state, 2));
    let votes = senders.iter().map(|(sid, state)| format!(r#"{{"sid":{sid},{}}}"#, of(state)));
    let votes = votes.collect::<Vec<_>>().join(",");
    format!(r#"{{"voters":{voters},"votes":[{votes}],"vote":{{{}}}{rest}}}"#, of(vote))
}

#[test]
fn a_quorum_of_equal_votes_of_voters_decides() {
    let look = |sids: &[i64]| sids.iter().map(|sid| (*sid, "LOOKING")).collect::<Vec<_>>();
    for (voters, senders, expected) in [
        ("[1,2,3]", look(&[1]), false),
        ("[1,2,3]", look(&[1, 3]), true),
        ("[1,2,3,4]", look(&[1, 3]), false),
        ("[1,2,3,4]", look(&[1, 3, 4]), true),
        ("[1]", look(&[1]), true),
        // Observers and strangers do not count.
        ("[1,2,3]", look(&[1, 7, 8, 9]), false),
        ("[1,2,3]", vec![(1, "FOLLOWING"), (2, "LEADING")], true),
    ] {
        verdict("zookeeper/tally", &tally(voters, &senders, "LOOKING", ""), &expected.to_string());
    }
    because(
        "zookeeper/tally",
        &tally("[1,2,3]", &look(&[3, 9, 1]), "LOOKING", ""),
        r#"[{"fact":"votes","equal":[1,3]},{"fact":"acks","acks":2,"voters":3,"majority":2}]"#,
    );
    refused(
        "zookeeper/tally",
        &tally("[1,2,3]", &look(&[1, 1]), "LOOKING", ""),
        "votes[1].sid: 1 votes twice; allowed: one vote each",
    );
}

#[test]
fn a_tally_takes_other_quorums() {
    let look = |sids: &[i64]| sids.iter().map(|sid| (*sid, "LOOKING")).collect::<Vec<_>>();
    let nine = "[1,2,3,4,5,6,7,8,9]";
    let groups =
        r#","quorum":{"kind":"hierarchical","groups":{"1":[1,2,3],"2":[4,5,6],"3":[7,8,9]}}"#;
    let oracle = r#","quorum":{"kind":"oracle","needOracle":true,"oracle":"1"}"#;
    for (voters, senders, rest, expected) in [
        (nine, look(&[1, 2, 4, 5]), groups, true),
        (nine, look(&[1, 2, 3, 4, 7]), groups, false),
        (nine, look(&[1, 2, 4, 5]), "", false),
        ("[1,2]", look(&[2]), oracle, true),
        ("[1,2]", look(&[2]), r#","quorum":{"kind":"majority","voters":[2,1]}"#, false),
        ("[1,2]", look(&[2]), r#","quorum":null"#, false),
    ] {
        verdict(
            "zookeeper/tally",
            &tally(voters, &senders, "LOOKING", rest),
            &expected.to_string(),
        );
    }
    refused(
        "zookeeper/tally",
        &tally("[1,2,10]", &[], "LOOKING", groups),
        "quorum.groups: voter 10 is in no group; allowed: each voter in one group",
    );
    refused(
        "zookeeper/tally",
        &tally("[1,2]", &[], "LOOKING", r#","quorum":{"kind":"majority","voters":[1]}"#),
        "quorum.voters: [1] are others than in voters; allowed: the same",
    );
}

#[test]
fn a_leader_must_speak_for_itself() {
    for (input, expected) in [
        (r#""self":4,"leader":5,"leaderState":"LEADING""#, true),
        (
            r#""self":4,"leader":5,"leaderState":"LEADING","logicalclock":1,
            "electionEpoch":9"#,
            true,
        ),
        (r#""self":4,"leader":5,"leaderState":"FOLLOWING""#, false),
        (r#""self":4,"leader":5,"leaderState":null"#, false),
        (r#""self":4,"leader":5"#, false),
        (r#""self":5,"leader":5"#, true),
        (r#""self":5,"leader":5,"logicalclock":3,"electionEpoch":3"#, true),
        (r#""self":5,"leader":5,"logicalclock":3,"electionEpoch":2"#, false),
        (
            r#""self":5,"leader":5,"leaderState":"LEADING","logicalclock":3,"electionEpoch":4"#,
            false,
        ),
    ] {
        verdict("zookeeper/check-leader", &format!("{{{input}}}"), &expected.to_string());
    }
    because(
        "zookeeper/check-leader",
        r#"{"self":4,"leader":5}"#,
        r#"[{"fact":"leader","leader":5,"self":4},{"fact":"leaderState","leaderState":null},
            {"refusal":"not-heard-from-leader"}]"#,
    );
}

#[test]
fn a_round_is_left_only_upwards() {
    for (clock, round, expected) in [
        (4, 1, "ignore"),
        (4, 4, "compare-with-proposal"),
        (1, 4, "adopt-round-and-compare-with-initial-vote"),
    ] {
        let input = format!(r#"{{"logicalclock":{clock},"electionEpoch":{round}}}"#);
        verdict("zookeeper/round-gate", &input, &format!("{expected:?}"));
    }
}

#[test]
fn the_higher_sid_dials() {
    for (initiator, acceptor, expected) in
        [(7, 4, "kept"), (4, 7, "closed-and-dialled-back"), (4, 4, "ignored")]
    {
        let input = format!(r#"{{"initiator":{initiator},"acceptor":{acceptor}}}"#);
        verdict("zookeeper/connection", &input, &format!("{expected:?}"));
    }
}

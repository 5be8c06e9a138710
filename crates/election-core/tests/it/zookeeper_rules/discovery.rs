//! The new epoch, and the quorums on the way to it.

use crate::ask::{because, refused, verdict};

/// Steps as pairs (sid, acceptedEpoch), their verdicts as (waiting, epoch, leaderAcceptedEpoch).
fn epochs(leader: (i64, i64), voters: &str, steps: &[(i64, i64)], expected: &[(bool, i64, i64)]) {
    let step = |(sid, epoch): &(i64, i64)| format!(r#"{{"sid":{sid},"acceptedEpoch":{epoch}}}"#);
    let steps = steps.iter().map(step).collect::<Vec<_>>().join(",");
    let input = format!(r#"{{"leader":{},"voters":{voters},"steps":[{steps}]}}"#, step(&leader));
    let expected = expected.iter().map(|(waiting, epoch, accepted)| {
        format!(r#"{{"waiting":{waiting},"epoch":{epoch},"leaderAcceptedEpoch":{accepted}}}"#)
    });
    let expected = expected.collect::<Vec<_>>().join(",");
    verdict("zookeeper/epoch-to-propose", &input, &format!("[{expected}]"));
}

#[test]
fn the_epoch_exceeds_all_and_needs_a_quorum_with_the_leader() {
    // Two followers without the leader do not suffice; then the leader's own call does.
    epochs(
        (3, 5),
        "[1,2,3]",
        &[(1, 0), (2, 0), (3, 5)],
        &[(true, 1, 5), (true, 1, 5), (false, 6, 6)],
    );
    // A follower that accepted 6 raises it to 7; later callers get what is fixed, even above.
    epochs(
        (3, 5),
        "[1,2,3]",
        &[(3, 5), (1, 6), (2, 20)],
        &[(true, 6, 5), (false, 7, 7), (false, 7, 7)],
    );
    // An observer raises the epoch and is not counted.
    epochs(
        (3, 5),
        "[1,2,3]",
        &[(3, 5), (9, 20), (1, 0)],
        &[(true, 6, 5), (true, 21, 5), (false, 21, 21)],
    );
    // Nobody is counted twice; a single voter is its own quorum.
    epochs((3, 5), "[1,2,3]", &[(3, 5), (3, 5)], &[(true, 6, 5), (true, 6, 5)]);
    epochs((1, 0), "[1]", &[(1, 0)], &[(false, 1, 1)]);
    epochs(
        (1, -1),
        "[1,2,3,4]",
        &[(1, -1), (2, -1), (3, -1)],
        &[(true, 0, -1), (true, 0, -1), (false, 0, 0)],
    );
}

#[test]
fn every_call_says_what_it_changed() {
    because(
        "zookeeper/epoch-to-propose",
        r#"{"leader":{"sid":1,"acceptedEpoch":4},"voters":[1],
            "steps":[{"sid":1,"acceptedEpoch":4},{"sid":2,"acceptedEpoch":9}]}"#,
        r#"[[{"fact":"acceptedEpoch","sid":4,"epoch":-1},{"fact":"sid","sid":1,"voter":true},
             {"fact":"leader","sid":1,"counted":true},
             {"fact":"voters","counted":1,"voters":1,"majority":1}],
            [{"fact":"acceptedEpoch","sid":9,"epoch":5},{"refusal":"epoch-fixed","epoch":5}]]"#,
    );
    refused(
        "zookeeper/epoch-to-propose",
        r#"{"leader":{"sid":1,"acceptedEpoch":4},"voters":[1],"steps":[]}"#,
        "steps: [] is empty; allowed: at least one step",
    );
    refused(
        "zookeeper/epoch-to-propose",
        r#"{"leader":{"sid":1,"acceptedEpoch":4},"voters":[1],"steps":[{"sid":1}]}"#,
        "steps[0].acceptedEpoch: missing; allowed: an int (signed 64-bit)",
    );
}

/// Steps as (sid, currentEpoch, lastZxid); verdicts as (counted, refused, finished).
fn acks(steps: &[(i64, i64, i64)], expected: &[(bool, bool, bool)]) {
    let step = |(sid, epoch, zxid): &(i64, i64, i64)| {
        format!(r#"{{"sid":{sid},"currentEpoch":{epoch},"lastZxid":{zxid}}}"#)
    };
    let steps = steps.iter().map(step).collect::<Vec<_>>().join(",");
    let leader = step(&(1, 3, 40));
    let input = format!(r#"{{"leader":{leader},"voters":[1,2,3],"steps":[{steps}]}}"#);
    let expected = expected.iter().map(|(counted, refused, finished)| {
        let refused = if *refused { "\"follower-ahead\"" } else { "null" };
        format!(r#"{{"counted":{counted},"refused":{refused},"finished":{finished}}}"#)
    });
    let expected = expected.collect::<Vec<_>>().join(",");
    verdict("zookeeper/epoch-ack", &input, &format!("[{expected}]"));
}

#[test]
fn nobody_ahead_of_the_leader_follows_it() {
    let (counted, ahead, uncounted) =
        ((true, false, false), (false, true, false), (false, false, false));
    let finished = (true, false, true);
    acks(&[(1, 3, 40), (2, 3, 40)], &[counted, finished]);
    acks(&[(1, 3, 40), (2, 3, 41)], &[counted, ahead]);
    acks(&[(1, 3, 40), (2, 4, 0)], &[counted, ahead]);
    acks(&[(1, 3, 40), (2, 2, 99)], &[counted, finished]);
    // Two followers without the leader do not suffice.
    acks(&[(2, 3, 1), (3, 3, 1), (1, 3, 40)], &[counted, counted, finished]);
    // −1: it had accepted the epoch before, and does not count.
    acks(&[(1, 3, 40), (2, -1, 99), (3, 0, 0)], &[counted, uncounted, finished]);
    // Observers do not count, but they are refused as well.
    acks(&[(1, 3, 40), (9, 3, 1), (9, 4, 1)], &[counted, uncounted, ahead]);
    // Once finished, nobody is looked at.
    acks(&[(1, 3, 40), (2, 3, 1), (3, 9, 9)], &[counted, finished, (false, false, true)]);
}

#[test]
fn a_refused_learner_learns_why() {
    because(
        "zookeeper/epoch-ack",
        r#"{"leader":{"sid":1,"currentEpoch":3,"lastZxid":"0x300000004"},"voters":[1,2,3],
            "steps":[{"sid":3,"currentEpoch":3,"lastZxid":"0x300000005"}]}"#,
        r#"[[{"fact":"currentEpoch","sid":3,"leader":3},
             {"fact":"lastZxid","sid":"0x300000005","leader":"0x300000004"},
             {"refusal":"follower-ahead","sid":3}]]"#,
    );
}

#[test]
fn a_quorum_of_newleader_acks_establishes() {
    for (voters, steps, expected) in [
        ("[1,2,3]", &[3, 9, 2][..], &[(true, false), (false, false), (true, true)][..]),
        ("[1,2,3]", &[3, 3], &[(true, false), (true, false)]),
        ("[1,2,3]", &[3, 2, 1], &[(true, false), (true, true), (false, true)]),
        ("[1]", &[1], &[(true, true)]),
    ] {
        let steps = steps.iter().map(|sid| format!(r#"{{"sid":{sid}}}"#)).collect::<Vec<_>>();
        let input = format!(r#"{{"voters":{voters},"steps":[{}]}}"#, steps.join(","));
        let expected = expected
            .iter()
            .map(|(counted, formed)| format!(r#"{{"counted":{counted},"formed":{formed}}}"#))
            .collect::<Vec<_>>();
        verdict("zookeeper/newleader-ack", &input, &format!("[{}]", expected.join(",")));
    }
}

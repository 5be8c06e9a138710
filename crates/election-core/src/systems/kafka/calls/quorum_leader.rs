//! A leader of the controller quorum.

use super::{BROKER, BROKERS};
use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, MS, NAT, Ty};
use crate::systems::kafka::rules::VoterId;
use crate::systems::kafka::rules::quorum_leader::{self, CheckQuorum};
use crate::value::Value;
use crate::{fact, refusal};

pub(super) const RAFT_HIGH_WATERMARK: RuleCall = RuleCall {
    id: "kafka/raft-high-watermark",
    source: "apache/kafka 4.1.1 raft/src/main/java/org/apache/kafka/raft/LeaderState.java \
             maybeUpdateHighWatermark",
    input: &[
        Field::required("epochStartOffset", INT),
        Field::required("offsets", Ty::IntMap(0, &Ty::NullOr(&INT))),
        Field::optional("previous", INT),
    ],
    output: "offset or null",
    example: (r#"{"epochStartOffset":20,"offsets":{"1":31,"2":25,"3":22},"previous":24}"#, "25"),
    decide: raft_high_watermark,
};

fn raft_high_watermark(input: &Value) -> Result<Answer, BadInput> {
    let offsets: Vec<Option<i64>> =
        input.at("offsets").fields().iter().map(|(_, offset)| offset.as_int()).collect();
    if offsets.is_empty() {
        return Err(BadInput::new("offsets", "{} is empty; allowed: at least one voter"));
    }
    let epoch_start = input.at("epochStartOffset").int();
    let previous = input.at("previous").as_int();
    let verdict = quorum_leader::high_watermark(epoch_start, offsets.iter().copied(), previous);
    let majority = offsets.len() as i64 / 2 + 1;
    let because = vec![
        fact!("offsets", "offsets" => input.at("offsets"), "majority" => majority),
        fact!("epochStartOffset", "epochStartOffset" => epoch_start),
        fact!("previous", "previous" => previous, "highWatermark" => verdict),
    ];
    Ok(Answer::new(verdict, because))
}

pub(super) const RAFT_CHECK_QUORUM: RuleCall = RuleCall {
    id: "kafka/raft-check-quorum",
    source: "apache/kafka 4.1.1 raft/src/main/java/org/apache/kafka/raft/LeaderState.java \
             updateCheckQuorumForFollowingVoter, timeUntilCheckQuorumExpires",
    input: &[
        Field::required("leader", BROKER),
        Field::required("voters", BROKERS),
        Field::required("checkQuorumTimeoutMs", MS),
        Field::required(
            "steps",
            Ty::List(&Ty::Record(&[
                Field::required("atMs", MS),
                Field::optional("fetchFrom", BROKER),
                Field::optional("voters", BROKERS),
            ])),
        ),
    ],
    output: "per step the remaining ms, null = never expires (alone)",
    example: (
        concat!(
            r#"{"leader":1,"voters":[1,2,3],"checkQuorumTimeoutMs":3000,"#,
            r#""steps":[{"atMs":1000},{"atMs":2500,"fetchFrom":3},{"atMs":3000}]}"#,
        ),
        "[2000,3000,2500]",
    ),
    decide: raft_check_quorum,
};

fn raft_check_quorum(input: &Value) -> Result<Answer, BadInput> {
    let leader = VoterId(input.at("leader").int());
    let timeout = input.at("checkQuorumTimeoutMs").int();
    let mut timer = CheckQuorum::new(leader, voters(input.at("voters")), timeout);
    let mut steps = Vec::new();
    for (i, step) in input.at("steps").items().iter().enumerate() {
        let from = step.at("fetchFrom").as_int().map(VoterId);
        if from == Some(leader) {
            let says = format!("{} is the leader itself; allowed: another replica", leader.0);
            return Err(BadInput::new(format!("steps[{i}].fetchFrom"), says));
        }
        steps.push(check_quorum_step(&mut timer, step, from));
    }
    Answer::by_step(steps)
}

fn check_quorum_step(
    timer: &mut CheckQuorum,
    step: &Value,
    from: Option<VoterId>,
) -> (Value, Vec<Value>) {
    let at = step.at("atMs").int();
    if !step.at("voters").is_null() {
        timer.set_voters(voters(step.at("voters")));
    }
    let mut because = Vec::new();
    if let Some(from) = from {
        let mut heard_of: FlatSet<VoterId> = timer.fetched().collect();
        heard_of.insert(from);
        let restarts = timer.fetch(from, at);
        because.push(fact!("fetchFrom", "fetched" => heard_of.into_iter().collect::<Vec<_>>(),
            "needed" => timer.needed(), "restarts" => restarts));
    }
    let remaining = timer.remaining(at);
    because.push(match remaining {
        Some(0) => refusal!("check-quorum-expired", "atMs" => at),
        _ => fact!("atMs", "atMs" => at, "remaining" => remaining),
    });
    (remaining.into(), because)
}

fn voters(list: &Value) -> FlatSet<VoterId> {
    list.ints().into_iter().map(VoterId).collect()
}

const BACKOFF_MAX: &str = "controller.quorum.election.backoff.max.ms";

pub(super) const RAFT_RESIGN_BACKOFF: RuleCall = RuleCall {
    id: "kafka/raft-resign-backoff",
    source: "apache/kafka 4.1.1 raft/src/main/java/org/apache/kafka/raft/KafkaRaftClient.java \
             strictExponentialElectionBackoffMs",
    input: &[
        Field::required("position", INT),
        Field::required("totalSuccessors", NAT),
        Field::required(BACKOFF_MAX, MS),
    ],
    output: "ms",
    example: (
        concat!(
            r#"{"position":2,"totalSuccessors":5,"#,
            r#""controller.quorum.election.backoff.max.ms":800}"#,
        ),
        "100",
    ),
    decide: |input| {
        let [position, total, max] =
            ["position", "totalSuccessors", BACKOFF_MAX].map(|name| input.at(name).int());
        let mut because =
            vec![fact!("position", "position" => position, "totalSuccessors" => total)];
        if position != 0 {
            because.push(fact!(BACKOFF_MAX, BACKOFF_MAX => max));
        }
        Ok(Answer::new(quorum_leader::resign_backoff(position, total, max), because))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    #[test]
    fn the_high_watermark_is_what_a_majority_has() {
        let check = |start: i64, offsets: &[i64], previous: Option<i64>, expected: Option<i64>| {
            let known = offsets.iter().map(|offset| Some(*offset).filter(|offset| *offset >= 0));
            let found = quorum_leader::high_watermark(start, known, previous);
            assert_eq!(found, expected, "{start} {offsets:?} {previous:?}");
        };
        example(&RAFT_HIGH_WATERMARK);
        check(0, &[5], None, Some(5));
        check(0, &[5, 3], None, Some(3));
        check(0, &[5, 3, 4], None, Some(4));
        check(0, &[5, 3, 4, 2], None, Some(3));
        // A voter not heard of has nothing.
        check(0, &[5, -1, -1], None, None);
        check(0, &[5, 4, -1], None, Some(4));
        // Not before a record of the epoch itself is with a majority.
        check(4, &[9, 4, 4], None, None);
        check(4, &[9, 5, 4], None, Some(5));
        check(4, &[9, 4, 4], Some(3), Some(3));
        // Never back.
        check(0, &[9, 4, 4], Some(7), Some(7));
    }

    #[test]
    fn unknown_offsets_and_no_voters() {
        let unknown = r#"{"epochStartOffset":0,"offsets":{"1":9,"2":null,"3":null}}"#;
        gives(&RAFT_HIGH_WATERMARK, unknown, "null");
        refuses(&RAFT_HIGH_WATERMARK, r#"{"epochStartOffset":0,"offsets":{}}"#, "offsets");
        let named = r#"{"epochStartOffset":0,"offsets":{"a":1}}"#;
        refuses(&RAFT_HIGH_WATERMARK, named, "offsets.a");
    }

    #[test]
    fn the_timer_starts_anew_with_a_majority_of_fetches() {
        let check = |voters: &str, steps: &str, expected: &str| {
            let input = format!(
                r#"{{"leader":1,"voters":{voters},"checkQuorumTimeoutMs":3000,"steps":{steps}}}"#
            );
            gives(&RAFT_CHECK_QUORUM, &input, expected);
        };
        example(&RAFT_CHECK_QUORUM);
        // Five voters: two others are needed, two different ones.
        check(
            "[1,2,3,4,5]",
            r#"[{"atMs":1000,"fetchFrom":2},{"atMs":1500,"fetchFrom":2},{"atMs":2000,"fetchFrom":3},
                {"atMs":2100,"fetchFrom":3},{"atMs":5000},{"atMs":6000}]"#,
            "[2000,1500,3000,2900,0,0]",
        );
        // An observer's fetch does not count, and a leader that is no voter needs a majority.
        check("[1,2,3]", r#"[{"atMs":1000,"fetchFrom":9}]"#, "[2000]");
        check(
            "[2,3,4]",
            r#"[{"atMs":1000,"fetchFrom":2},{"atMs":1000,"fetchFrom":3}]"#,
            "[2000,3000]",
        );
        check("[1]", r#"[{"atMs":9000}]"#, "[null]");
        // New voters need their fetches within what is left.
        check(
            "[1,2,3]",
            r#"[{"atMs":2000,"fetchFrom":2},{"atMs":3000,"voters":[1,2,3,4,5]},
                {"atMs":4000,"fetchFrom":4},{"atMs":4000,"fetchFrom":5},
                {"atMs":4500,"voters":[1]}]"#,
            "[3000,2000,1000,3000,null]",
        );
        // Time does not run back.
        check("[1,2,3]", r#"[{"atMs":2000},{"atMs":1000}]"#, "[1000,1000]");
    }

    #[test]
    fn a_leader_does_not_fetch_from_itself() {
        let input = RAFT_CHECK_QUORUM.example.0.replace(r#""fetchFrom":3"#, r#""fetchFrom":1"#);
        refuses(&RAFT_CHECK_QUORUM, &input, "steps[1].fetchFrom");
        let late = r#"{"leader":1,"voters":[1,2],"checkQuorumTimeoutMs":10,"steps":[{"atMs":10}]}"#;
        let because = call(&RAFT_CHECK_QUORUM, late).because;
        assert_eq!(because[0].items(), [refusal!("check-quorum-expired", "atMs" => 10)]);
    }

    #[test]
    fn each_successor_waits_twice_as_long_as_the_one_before() {
        let check = |position: i64, total: i64, max: i64, expected: i64| {
            let found = quorum_leader::resign_backoff(position, total, max);
            assert_eq!(found, expected, "{position} {total} {max}");
        };
        example(&RAFT_RESIGN_BACKOFF);
        let waits = [0, 62, 124, 248, 496, 1000];
        for (position, wait) in waits.into_iter().enumerate() {
            check(position as i64, 5, 1000, wait);
        }
        check(1, 2, 1000, 500);
        check(1, 1, 1000, 1000);
        check(-1, 3, 1000, 1000);
        check(0, 0, 1000, 0);
        check(1, 99, 1000, 0);
        check(98, 99, i64::MAX, 0);
        check(i64::MAX - 1, i64::MAX, i64::MAX, 0);
        check(62, 63, i64::MAX, 1 << 61);
    }
}

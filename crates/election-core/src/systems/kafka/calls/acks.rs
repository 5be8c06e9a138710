//! What is committed, and what a producer is told.

use super::BROKER;
use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, NAT, Ty};
use crate::systems::kafka::rules::acks::{self, Produce, Progress, Told};
use crate::systems::kafka::rules::follower::Standing;
use crate::systems::kafka::rules::isr_change::effective_min_isr;
use crate::value::Value;
use crate::{fact, refusal};
use std::cmp::Ordering;

const MIN_ISR: &str = "min.insync.replicas";
const AT_LEAST_ONE: Ty = Ty::Int(1, i64::MAX);
const REPLICATION_FACTOR: Field = Field::required("replicationFactor", AT_LEAST_ONE);

/// The effective minimum of the given setting and replication factor.
fn min_isr(input: &Value) -> i64 {
    effective_min_isr(input.at(MIN_ISR).int(), input.at("replicationFactor").int())
}

pub(super) const HIGH_WATERMARK: RuleCall = RuleCall {
    id: "kafka/high-watermark",
    source: "apache/kafka 4.1.1 core/src/main/scala/kafka/cluster/Partition.scala \
             maybeIncrementLeaderHW",
    input: &[
        Field::required("highWatermark", INT),
        Field::required("leaderLogEndOffset", INT),
        Field::required(
            "followers",
            Ty::List(&Ty::Record(&[
                Field::required("id", BROKER),
                Field::required("logEndOffset", INT),
                Field::required("inMaximalIsr", Ty::Bool),
                Field::required("caughtUp", Ty::Bool),
                Field::flag("fenced", false),
                Field::flag("inControlledShutdown", false),
            ])),
        ),
        Field::required("isrSize", NAT),
        Field::with(MIN_ISR, AT_LEAST_ONE, Given::Int(1)),
        REPLICATION_FACTOR,
    ],
    output: "offset",
    example: (
        concat!(
            r#"{"highWatermark":5,"leaderLogEndOffset":12,"followers":["#,
            r#"{"id":2,"logEndOffset":9,"inMaximalIsr":true,"caughtUp":true},"#,
            r#"{"id":3,"logEndOffset":7,"inMaximalIsr":false,"caughtUp":false}],"#,
            r#""isrSize":2,"replicationFactor":3}"#,
        ),
        "9",
    ),
    decide: high_watermark,
};

fn high_watermark(input: &Value) -> Result<Answer, BadInput> {
    let (old, leader_end) = (input.at("highWatermark").int(), input.at("leaderLogEndOffset").int());
    let (isr_size, min_isr) = (input.at("isrSize").int(), min_isr(input));
    let followers = followers(input.at("followers"))?;
    let under = acks::min_isr_state(isr_size, min_isr) == Ordering::Less;
    let progress = followers.iter().map(|(_, progress)| *progress);
    let new = acks::high_watermark(old, leader_end, progress, under);
    let mut because = vec![fact!("isrSize", "isrSize" => isr_size, "minIsr" => min_isr)];
    if under {
        because.push(refusal!("under-min-isr"));
        return Ok(Answer::new(new, because));
    }
    because.push(fact!("leaderLogEndOffset", "leaderLogEndOffset" => leader_end));
    for (id, progress) in followers {
        because.push(fact!("followers", "id" => id, "logEndOffset" => progress.log_end_offset,
            "waitedFor" => progress.is_waited_for()));
    }
    because.push(fact!("highWatermark", "highWatermark" => old, "new" => new));
    Ok(Answer::new(new, because))
}

/// The followers with their ids, each once.
fn followers(given: &Value) -> Result<Vec<(i64, Progress)>, BadInput> {
    let mut seen = FlatSet::new();
    let follower = |(i, given): (usize, &Value)| {
        let id = given.at("id").int();
        if !seen.insert(id) {
            let says = format!("{id} is listed twice; allowed: once");
            return Err(BadInput::new(format!("followers[{i}].id"), says));
        }
        let progress = Progress {
            log_end_offset: given.at("logEndOffset").int(),
            in_maximal_isr: given.at("inMaximalIsr").flag(),
            caught_up: given.at("caughtUp").flag(),
            standing: Standing {
                fenced: given.at("fenced").flag(),
                in_controlled_shutdown: given.at("inControlledShutdown").flag(),
            },
        };
        Ok((id, progress))
    };
    given.items().iter().enumerate().map(follower).collect()
}

pub(super) const MIN_ISR_STATE: RuleCall = RuleCall {
    id: "kafka/min-isr-state",
    source: "apache/kafka 4.1.1 core/src/main/scala/kafka/cluster/Partition.scala \
             isUnderMinIsr, isAtMinIsr",
    input: &[
        Field::required("isrSize", NAT),
        Field::required(MIN_ISR, AT_LEAST_ONE),
        REPLICATION_FACTOR,
    ],
    output: "\"under\", \"at\" or \"above\"",
    example: (r#"{"isrSize":3,"min.insync.replicas":2,"replicationFactor":3}"#, r#""above""#),
    decide: |input| {
        let (isr_size, min_isr) = (input.at("isrSize").int(), min_isr(input));
        let word = match acks::min_isr_state(isr_size, min_isr) {
            Ordering::Less => "under",
            Ordering::Equal => "at",
            Ordering::Greater => "above",
        };
        let because = vec![
            fact!(MIN_ISR, MIN_ISR => input.at(MIN_ISR),
                "replicationFactor" => input.at("replicationFactor"), "minIsr" => min_isr),
            fact!("isrSize", "isrSize" => isr_size, "minIsr" => min_isr),
        ];
        Ok(Answer::new(word, because))
    },
};

pub(super) const PRODUCE: RuleCall = RuleCall {
    id: "kafka/produce",
    source: "apache/kafka 4.1.1 core/src/main/scala/kafka/cluster/Partition.scala \
             appendRecordsToLeader, checkEnoughReplicasReachOffset; server/ReplicaManager.scala \
             appendRecords",
    input: &[
        Field::required("acks", INT),
        Field::flag("leader", true),
        Field::required("isrAtAppend", NAT),
        Field::required("isrAtAck", NAT),
        Field::required(MIN_ISR, AT_LEAST_ONE),
        REPLICATION_FACTOR,
        Field::flag("highWatermarkReached", true),
    ],
    output: "\"no-response\", NONE, NOT_LEADER_OR_FOLLOWER, INVALID_REQUIRED_ACKS, \
             NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND or REQUEST_TIMED_OUT",
    example: (
        concat!(
            r#"{"acks":-1,"isrAtAppend":2,"isrAtAck":1,"min.insync.replicas":1,"#,
            r#""replicationFactor":2}"#,
        ),
        r#""NONE""#,
    ),
    decide: produce,
};

fn produce(input: &Value) -> Result<Answer, BadInput> {
    let request = Produce {
        acks: input.at("acks").int(),
        leader: input.at("leader").flag(),
        isr_at_append: input.at("isrAtAppend").int(),
        isr_at_ack: input.at("isrAtAck").int(),
        min_isr: min_isr(input),
        high_watermark_reached: input.at("highWatermarkReached").flag(),
    };
    let told = acks::told(&request);
    let min_isr = request.min_isr;
    let checks = [
        (Told::InvalidRequiredAcks, fact!("acks", "acks" => request.acks)),
        (Told::NotLeaderOrFollower, fact!("leader", "leader" => request.leader)),
        (
            Told::NotEnoughReplicas,
            fact!("isrAtAppend", "isrAtAppend" => request.isr_at_append, "minIsr" => min_isr),
        ),
        (
            Told::RequestTimedOut,
            fact!("highWatermarkReached",
                "highWatermarkReached" => request.high_watermark_reached),
        ),
        (
            Told::NotEnoughReplicasAfterAppend,
            fact!("isrAtAck", "isrAtAck" => request.isr_at_ack, "minIsr" => min_isr),
        ),
    ];
    // The minimum and the high watermark are looked at for acks all alone.
    let looked_at = match (told, request.acks) {
        (Told::NoResponse, _) => 1,
        (Told::Acknowledged, 1) => 2,
        _ => checks.iter().position(|(kind, _)| *kind == told).map_or(checks.len(), |at| at + 1),
    };
    let mut because: Vec<Value> =
        checks.into_iter().take(looked_at).map(|(_, entry)| entry).collect();
    if !matches!(told, Told::NoResponse | Told::Acknowledged) {
        because.push(refusal!(word(told)));
    }
    Ok(Answer::new(word(told), because))
}

fn word(told: Told) -> &'static str {
    match told {
        Told::NoResponse => "no-response",
        Told::Acknowledged => "NONE",
        Told::InvalidRequiredAcks => "INVALID_REQUIRED_ACKS",
        Told::NotLeaderOrFollower => "NOT_LEADER_OR_FOLLOWER",
        Told::NotEnoughReplicas => "NOT_ENOUGH_REPLICAS",
        Told::NotEnoughReplicasAfterAppend => "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
        Told::RequestTimedOut => "REQUEST_TIMED_OUT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    #[test]
    fn the_high_watermark_waits_for_the_maximal_isr_and_for_who_could_join() {
        // High watermark 5, leader's log end 12; followers as (log end, in ISR, caught up).
        let check = |followers: &[(i64, bool, bool)], expected: i64| {
            let progress = followers.iter().map(|(end, in_maximal_isr, caught_up)| Progress {
                log_end_offset: *end,
                in_maximal_isr: *in_maximal_isr,
                caught_up: *caught_up,
                standing: Standing { fenced: false, in_controlled_shutdown: false },
            });
            assert_eq!(acks::high_watermark(5, 12, progress, false), expected, "{followers:?}");
        };
        example(&HIGH_WATERMARK);
        check(&[], 12);
        check(&[(9, true, true), (7, false, true)], 7);
        check(&[(9, true, false), (7, false, false)], 9);
        check(&[(20, true, true)], 12);
        // Never back: a new leader may know less of its followers.
        check(&[(3, true, true)], 5);
        check(&[(-1, true, false)], 5);
    }

    #[test]
    fn an_unfit_follower_is_not_waited_for() {
        for unfit in ["fenced", "inControlledShutdown"] {
            let input = format!(
                r#"{{"highWatermark":5,"leaderLogEndOffset":12,"followers":[{{"id":2,
                    "logEndOffset":7,"inMaximalIsr":false,"caughtUp":true,"{unfit}":true}}],
                    "isrSize":1,"replicationFactor":2}}"#
            );
            gives(&HIGH_WATERMARK, &input, "12");
            let in_isr = input.replace(r#""inMaximalIsr":false"#, r#""inMaximalIsr":true"#);
            gives(&HIGH_WATERMARK, &in_isr, "7");
        }
    }

    #[test]
    fn the_high_watermark_stands_still_under_the_minimum() {
        let check = |isr: i64, min: i64, factor: i64, expected: &str| {
            let input = format!(
                r#"{{"highWatermark":5,"leaderLogEndOffset":12,"followers":[],"isrSize":{isr},
                    "min.insync.replicas":{min},"replicationFactor":{factor}}}"#
            );
            gives(&HIGH_WATERMARK, &input, expected);
        };
        check(1, 2, 3, "5");
        check(2, 2, 3, "12");
        // The minimum is never more than the replicas.
        check(1, 2, 1, "12");
    }

    #[test]
    fn under_at_and_above_the_effective_minimum() {
        let check = |isr: i64, min: i64, factor: i64, expected: &str| {
            let input = format!(
                r#"{{"isrSize":{isr},"min.insync.replicas":{min},"replicationFactor":{factor}}}"#
            );
            gives(&MIN_ISR_STATE, &input, &format!(r#""{expected}""#));
        };
        example(&MIN_ISR_STATE);
        check(1, 2, 3, "under");
        check(2, 2, 3, "at");
        check(2, 5, 2, "at");
        check(0, 1, 1, "under");
    }

    #[test]
    fn what_a_producer_is_told() {
        let check = |acks: i64, at_append: i64, at_ack: i64, rest: &str, expected: &str| {
            let input = format!(
                r#"{{"acks":{acks},"isrAtAppend":{at_append},"isrAtAck":{at_ack},
                    "min.insync.replicas":2,"replicationFactor":3{rest}}}"#
            );
            gives(&PRODUCE, &input, &format!(r#""{expected}""#));
        };
        let elsewhere = r#","leader":false"#;
        let late = r#","highWatermarkReached":false"#;
        example(&PRODUCE);
        check(0, 1, 1, elsewhere, "no-response");
        check(1, 1, 1, "", "NONE");
        check(1, 1, 1, late, "NONE");
        check(1, 3, 3, elsewhere, "NOT_LEADER_OR_FOLLOWER");
        check(-1, 3, 3, elsewhere, "NOT_LEADER_OR_FOLLOWER");
        check(2, 3, 3, elsewhere, "INVALID_REQUIRED_ACKS");
        check(-2, 3, 3, "", "INVALID_REQUIRED_ACKS");
        check(-1, 2, 2, "", "NONE");
        check(-1, 1, 3, "", "NOT_ENOUGH_REPLICAS");
        check(-1, 2, 1, "", "NOT_ENOUGH_REPLICAS_AFTER_APPEND");
        check(-1, 2, 1, late, "REQUEST_TIMED_OUT");
        check(-1, 1, 1, late, "NOT_ENOUGH_REPLICAS");
    }

    #[test]
    fn it_says_how_far_it_got() {
        let because = |acks: i64| {
            let input = PRODUCE.example.0.replace("-1", &acks.to_string());
            call(&PRODUCE, &input).because
        };
        assert_eq!(because(0), [fact!("acks", "acks" => 0)]);
        assert_eq!(because(1).last(), Some(&fact!("leader", "leader" => true)));
        assert_eq!(because(-1).last(), Some(&fact!("isrAtAck", "isrAtAck" => 1, "minIsr" => 1)));
        assert_eq!(because(7).last(), Some(&refusal!("INVALID_REQUIRED_ACKS")));
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let twice = HIGH_WATERMARK.example.0.replace(r#""id":3"#, r#""id":2"#);
        refuses(&HIGH_WATERMARK, &twice, "followers[1].id");
        refuses(&MIN_ISR_STATE, r#"{"isrSize":1,"replicationFactor":1}"#, MIN_ISR);
        refuses(&PRODUCE, &PRODUCE.example.0.replace("-1", "\"all\""), "acks");
    }
}

//! The clock of a failover, and the return of an old master.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, MS, Ty};
use crate::systems::redis::rules::failover::{self, Claim, LeftAlone};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const TIMING: RuleCall = RuleCall {
    id: "redis/failover-timing",
    source: "redis/redis 7.2 src/sentinel.c sentinelStartFailover, \
             sentinelStartFailoverIfNeeded, sentinelFailoverWaitStart",
    input: &[
        Field::required("odown_at_ms", MS),
        Field::required("desync_ms", Ty::Int(0, failover::MAX_DESYNC - 1)),
        Field::required("failover-timeout", MS),
    ],
    output: "{vote_requests_sent_at_ms, failover_start_time_ms, abort_not_elected_after_ms \
             (exclusive), next_attempt_not_before_ms}",
    example: (
        r#"{"odown_at_ms":2000,"desync_ms":300,"failover-timeout":60000}"#,
        concat!(
            r#"{"vote_requests_sent_at_ms":2000,"failover_start_time_ms":2300,"#,
            r#""abort_not_elected_after_ms":12300,"next_attempt_not_before_ms":122300}"#,
        ),
    ),
    decide: |input| {
        let [odown_at, desync, failover_timeout] =
            ["odown_at_ms", "desync_ms", "failover-timeout"].map(|name| input.at(name).int());
        let clock = failover::timing(odown_at, desync, failover_timeout);
        let verdict = map! {
            "vote_requests_sent_at_ms" => clock.vote_requests_sent_at,
            "failover_start_time_ms" => clock.failover_start_time,
            "abort_not_elected_after_ms" => clock.abort_not_elected_after,
            "next_attempt_not_before_ms" => clock.next_attempt_not_before,
        };
        let because = vec![
            fact!("odown_at_ms", "odown_at_ms" => odown_at),
            fact!("desync_ms", "desync_ms" => desync),
            fact!("failover-timeout", "failover-timeout" => failover_timeout,
                "sentinel_election_timeout" => failover::ELECTION_TIMEOUT),
        ];
        Ok(Answer::new(verdict, because))
    },
};

pub(super) const CONVERT_TO_SLAVE: RuleCall = RuleCall {
    id: "redis/convert-to-slave",
    source: "redis/redis 7.2 src/sentinel.c sentinelRefreshInstanceInfo",
    input: &[
        Field::required("role_reported_ms", MS),
        Field::with("publish_period_ms", MS, Given::Int(2000)),
        Field::flag("master_looks_sane", true),
        Field::flag("tilt", false),
        Field::optional("no_down_for_ms", MS),
    ],
    output: "bool",
    example: (r#"{"role_reported_ms":3000,"publish_period_ms":500}"#, "true"),
    decide: convert_to_slave,
};

fn convert_to_slave(input: &Value) -> Result<Answer, BadInput> {
    let claim = Claim {
        role_reported: input.at("role_reported_ms").int(),
        no_down_for: input.at("no_down_for_ms").as_int(),
        master_looks_sane: input.at("master_looks_sane").flag(),
        tilt: input.at("tilt").flag(),
    };
    let publish_period = input.at("publish_period_ms").int();
    let verdict = failover::convert_to_slave(&claim, publish_period);
    Ok(Answer::new(verdict.is_ok(), why_claim(&claim, publish_period, verdict)))
}

/// What was looked at, up to what decided; a refusal with its number and its limit.
pub(in crate::systems::redis) fn why_claim(
    claim: &Claim,
    publish_period: i64,
    verdict: Result<(), LeftAlone>,
) -> Vec<Value> {
    let limit = failover::claim_limit(publish_period);
    let checks = [
        (LeftAlone::Tilt, fact!("tilt", "tilt" => claim.tilt)),
        (
            LeftAlone::MasterNotSane,
            fact!("master_looks_sane", "master_looks_sane" => claim.master_looks_sane),
        ),
        (
            LeftAlone::WasDown,
            fact!("no_down_for_ms", "no_down_for_ms" => claim.no_down_for, "limit" => limit),
        ),
        (
            LeftAlone::TooShort,
            fact!("role_reported_ms", "role_reported_ms" => claim.role_reported, "limit" => limit),
        ),
    ];
    let failed = checks.iter().position(|(reason, _)| verdict == Err(*reason));
    let looked_at = failed.map_or(checks.len(), |at| at + 1);
    let mut because: Vec<Value> =
        checks.into_iter().take(looked_at).map(|(_, entry)| entry).collect();
    because.extend(verdict.err().map(|reason| match reason {
        LeftAlone::WasDown => refusal!(word_of_left_alone(reason),
            "no_down_for_ms" => claim.no_down_for, "limit" => limit),
        LeftAlone::TooShort => refusal!(word_of_left_alone(reason),
            "role_reported_ms" => claim.role_reported, "limit" => limit),
        _ => refusal!(word_of_left_alone(reason)),
    }));
    because
}

pub(in crate::systems::redis) fn word_of_left_alone(reason: LeftAlone) -> &'static str {
    match reason {
        LeftAlone::Tilt => "tilt",
        LeftAlone::MasterNotSane => "master-not-sane",
        LeftAlone::WasDown => "was-down",
        LeftAlone::TooShort => "too-short",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    #[test]
    fn the_draw_moves_the_limits_but_not_the_vote_requests() {
        let check = |odown_at: i64, desync: i64, timeout: i64, expected: [i64; 4]| {
            let clock = failover::timing(odown_at, desync, timeout);
            let found = [
                clock.vote_requests_sent_at,
                clock.failover_start_time,
                clock.abort_not_elected_after,
                clock.next_attempt_not_before,
            ];
            assert_eq!(found, expected);
        };
        example(&TIMING);
        check(0, 0, 180_000, [0, 0, 10_000, 360_000]);
        check(0, 999, 180_000, [0, 999, 10_999, 360_999]);
        // A short failover-timeout also shortens the wait for votes.
        check(100, 50, 3000, [100, 150, 3150, 6150]);
        check(0, 0, 10_000, [0, 0, 10_000, 20_000]);
        check(i64::MAX, 1, i64::MAX, [i64::MAX; 4]);
        refuses(&TIMING, r#"{"odown_at_ms":0,"desync_ms":1000,"failover-timeout":1}"#, "desync_ms");
    }

    #[test]
    fn a_returning_master_is_converted_after_four_publish_periods() {
        let check = |input: &str, converted: bool| {
            gives(&CONVERT_TO_SLAVE, input, &converted.to_string());
        };
        example(&CONVERT_TO_SLAVE);
        check(r#"{"role_reported_ms":8000}"#, false);
        check(r#"{"role_reported_ms":8001}"#, true);
        check(r#"{"role_reported_ms":8001,"master_looks_sane":false}"#, false);
        check(r#"{"role_reported_ms":8001,"tilt":true}"#, false);
        check(r#"{"role_reported_ms":8001,"no_down_for_ms":8000}"#, false);
        check(r#"{"role_reported_ms":8001,"no_down_for_ms":8001}"#, true);
    }

    #[test]
    fn the_first_obstacle_is_named() {
        let last = |input: &str| call(&CONVERT_TO_SLAVE, input).because.pop().unwrap();
        assert_eq!(
            last(r#"{"role_reported_ms":1,"master_looks_sane":false}"#),
            refusal!("master-not-sane")
        );
        assert_eq!(
            last(r#"{"role_reported_ms":1}"#),
            refusal!("too-short", "role_reported_ms" => 1, "limit" => 8000)
        );
        assert_eq!(
            last(r#"{"role_reported_ms":9000}"#),
            fact!("role_reported_ms", "role_reported_ms" => 9000, "limit" => 8000)
        );
    }
}

//! SDOWN and ODOWN.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, MS, Ty};
use crate::systems::redis::rules::down::{self, Instance, Opinion, Sdown};
use crate::value::Value;
use crate::{fact, refusal};

pub(super) const SDOWN: RuleCall = RuleCall {
    id: "redis/sdown",
    source: "redis/redis 7.2 src/sentinel.c sentinelCheckSubjectivelyDown",
    input: &[
        Field::required("down-after-milliseconds", MS),
        Field::required("now_ms", INT),
        Field::optional("act_ping_time_ms", INT),
        Field::optional("last_avail_time_ms", INT),
        Field::flag("disconnected", false),
        Field::flag("is_master", true),
        Field::with("role_reported", Ty::OneOf(&["master", "slave"]), Given::Text("master")),
        Field::int("role_reported_time_ms", i64::MIN, i64::MAX, 0),
        Field::with("info_period_ms", MS, Given::Int(10_000)),
        Field::with("reboot_down_after_period_ms", MS, Given::Int(0)),
        Field::optional("reboot_since_ms", INT),
    ],
    output: "bool",
    example: (r#"{"down-after-milliseconds":5000,"now_ms":9000,"act_ping_time_ms":3999}"#, "true"),
    decide: sdown,
};

fn sdown(input: &Value) -> Result<Answer, BadInput> {
    let int = |name: &str| input.at(name).int();
    let of = Instance {
        down_after: int("down-after-milliseconds"),
        act_ping_time: input.at("act_ping_time_ms").as_int(),
        last_avail_time: int("last_avail_time_ms"),
        disconnected: input.at("disconnected").flag(),
        is_master: input.at("is_master").flag(),
        reports_slave: input.at("role_reported").text() == "slave",
        role_reported_time: int("role_reported_time_ms"),
        reboot_since: input.at("reboot_since_ms").as_int(),
        reboot_down_after_period: int("reboot_down_after_period_ms"),
    };
    let silent_link = of.act_ping_time.is_none() && of.disconnected;
    if silent_link && input.at("last_avail_time_ms").is_null() {
        let says = "null while disconnected and no PING waits; allowed: an int (signed 64-bit)";
        return Err(BadInput::new("last_avail_time_ms", says));
    }
    let now = int("now_ms");
    let found = down::sdown(&of, now, int("info_period_ms"));
    Ok(Answer::new(found.is_some(), why_sdown(&of, now, int("info_period_ms"), found)))
}

/// What was looked at, up to the reason found.
pub(in crate::systems::redis) fn why_sdown(
    of: &Instance,
    now: i64,
    info_period: i64,
    found: Option<Sdown>,
) -> Vec<Value> {
    let compared = |name: &str, since: i64, limit: i64| {
        let elapsed = now.saturating_sub(since);
        fact!(name, "elapsed" => elapsed, "limit" => limit)
    };
    let mut because = vec![match (of.act_ping_time, of.disconnected) {
        (Some(sent), _) => compared("act_ping_time_ms", sent, of.down_after),
        (None, true) => compared("last_avail_time_ms", of.last_avail_time, of.down_after),
        (None, false) => fact!("act_ping_time_ms", "act_ping_time_ms" => of.act_ping_time,
            "disconnected" => false),
    }];
    if matches!(found, Some(Sdown::PingUnanswered | Sdown::LinkDown)) {
        return because;
    }
    if of.is_master && of.reports_slave {
        let limit = of.down_after.saturating_add(info_period.saturating_mul(2));
        because.push(compared("role_reported_time_ms", of.role_reported_time, limit));
    }
    if found != Some(Sdown::ReportsSlave)
        && let Some(since) = of.reboot_since
    {
        because.push(compared("reboot_since_ms", since, of.reboot_down_after_period));
    }
    because
}

pub(super) const ODOWN: RuleCall = RuleCall {
    id: "redis/odown",
    source: "redis/redis 7.2 src/sentinel.c sentinelCheckObjectivelyDown, \
             sentinelAskMasterStateToOtherSentinels",
    input: &[
        Field::required("sdown", Ty::Bool),
        Field::required("quorum", Ty::Int(1, i64::MAX)),
        Field::required(
            "others",
            Ty::List(&Ty::Record(&[
                Field::required("master_down", Ty::Bool),
                Field::required("reply_age_ms", MS),
            ])),
        ),
        Field::with("ask_period_ms", MS, Given::Int(1000)),
    ],
    output: "bool",
    example: (
        concat!(
            r#"{"sdown":true,"quorum":3,"others":[{"master_down":true,"reply_age_ms":200},"#,
            r#"{"master_down":true,"reply_age_ms":5900}]}"#,
        ),
        "false",
    ),
    decide: odown,
};

fn odown(input: &Value) -> Result<Answer, BadInput> {
    let (sdown, quorum) = (input.at("sdown").flag(), input.at("quorum").int());
    let ask_period = input.at("ask_period_ms").int();
    let others: Vec<Opinion> = input
        .at("others")
        .items()
        .iter()
        .map(|other| Opinion {
            master_down: other.at("master_down").flag(),
            reply_age: other.at("reply_age_ms").int(),
        })
        .collect();
    let because = if sdown {
        let seen_down_by = down::seen_down_by(&others, ask_period);
        let sdown = fact!("sdown", "sdown" => true);
        vec![sdown, fact!("quorum", "seen_down_by" => seen_down_by, "quorum" => quorum)]
    } else {
        vec![refusal!("not-sdown", "sdown" => false)]
    };
    Ok(Answer::new(down::odown(sdown, quorum, &others, ask_period), because))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    #[test]
    fn sdown_takes_strictly_more_than_the_limit() {
        let check = |rest: &str, down: bool| {
            let input = format!(r#"{{"down-after-milliseconds":5000,"now_ms":100000{rest}}}"#);
            gives(&SDOWN, &input, &down.to_string());
        };
        example(&SDOWN);
        check("", false);
        check(r#","act_ping_time_ms":95000"#, false);
        check(r#","act_ping_time_ms":94999"#, true);
        // Without a PING waiting only a link that is down counts.
        check(r#","last_avail_time_ms":0"#, false);
        check(r#","last_avail_time_ms":95000,"disconnected":true"#, false);
        check(r#","last_avail_time_ms":94999,"disconnected":true"#, true);
        // A PING that waits hides the link.
        check(r#","act_ping_time_ms":99000,"last_avail_time_ms":0,"disconnected":true"#, false);
        // A master that says it is a replica: 5 s and two INFO periods.
        check(r#","role_reported":"slave","role_reported_time_ms":75000"#, false);
        check(r#","role_reported":"slave","role_reported_time_ms":74999"#, true);
        check(r#","role_reported":"slave","role_reported_time_ms":0,"is_master":false"#, false);
        check(
            r#","role_reported":"slave","role_reported_time_ms":90000,"info_period_ms":2000"#,
            true,
        );
        // A reboot counts only where the setting is not 0.
        check(r#","reboot_since_ms":0"#, false);
        check(r#","reboot_since_ms":97000,"reboot_down_after_period_ms":3000"#, false);
        check(r#","reboot_since_ms":96999,"reboot_down_after_period_ms":3000"#, true);
        check(r#","act_ping_time_ms":-9223372036854775808"#, true);
    }

    #[test]
    fn sdown_says_what_it_was_about() {
        let why = |rest: &str| {
            let input = format!(r#"{{"down-after-milliseconds":5,"now_ms":100{rest}}}"#);
            call(&SDOWN, &input).because.pop().unwrap()
        };
        assert_eq!(
            why(r#","act_ping_time_ms":90"#),
            fact!("act_ping_time_ms", "elapsed" => 10, "limit" => 5)
        );
        assert_eq!(
            why(r#","role_reported":"slave","info_period_ms":1"#),
            fact!("role_reported_time_ms", "elapsed" => 100, "limit" => 7)
        );
    }

    #[test]
    fn odown_is_my_own_view_and_enough_fresh_replies() {
        let check = |quorum: i64, others: &[(bool, i64)], down: bool| {
            let others: Vec<Opinion> = others
                .iter()
                .map(|(master_down, reply_age)| Opinion {
                    master_down: *master_down,
                    reply_age: *reply_age,
                })
                .collect();
            assert_eq!(down::odown(true, quorum, &others, 1000), down, "{quorum} {others:?}");
            assert!(!down::odown(false, quorum, &others, 1000));
        };
        example(&ODOWN);
        check(1, &[], true);
        check(2, &[], false);
        check(2, &[(true, 5000)], true);
        check(2, &[(true, 5001)], false);
        check(2, &[(false, 0)], false);
        check(3, &[(true, 0), (false, 0), (true, 4000)], true);
        gives(
            &ODOWN,
            r#"{"sdown":true,"quorum":2,"others":[{"master_down":true,"reply_age_ms":500}],
                "ask_period_ms":99}"#,
            "false",
        );
        gives(&ODOWN, r#"{"sdown":false,"quorum":1,"others":[]}"#, "false");
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let disconnected = r#"{"down-after-milliseconds":5,"now_ms":9,"disconnected":true}"#;
        refuses(&SDOWN, disconnected, "last_avail_time_ms");
        refuses(&SDOWN, r#"{"down-after-milliseconds":-5,"now_ms":9}"#, "down-after-milliseconds");
        refuses(
            &ODOWN,
            r#"{"sdown":true,"quorum":1,"others":[{"master_down":true}]}"#,
            "others[0].reply_age_ms",
        );
    }
}

//! The way into the rules on sessions.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, MS, Ty};
use crate::systems::zookeeper::rules;
use crate::value::Value;
use crate::{fact, map};

/// A tick lasts.
const TICK: Ty = Ty::Int(1, i32::MAX as i64);

pub const SESSION_TIMEOUT: RuleCall = RuleCall {
    id: rules::SESSION_TIMEOUT.id,
    source: rules::SESSION_TIMEOUT.source,
    input: &[
        Field::required("tickTime", TICK),
        Field::required("requested", MS),
        Field::optional("minSessionTimeout", MS),
        Field::optional("maxSessionTimeout", MS),
    ],
    output: "ms",
    example: (r#"{"tickTime":3000,"requested":90000}"#, "60000"),
    decide: decide_session_timeout,
};

fn decide_session_timeout(input: &Value) -> Result<Answer, BadInput> {
    let (tick, requested) = (input.at("tickTime").int(), input.at("requested").int());
    let min = input.at("minSessionTimeout").as_int();
    let max = input.at("maxSessionTimeout").as_int();
    let limits = rules::session_limits(tick, min, max);
    let (shortest, longest) = limits;
    let raised = requested.max(shortest);
    let because = vec![
        fact!("minSessionTimeout", "requested" => requested, "minSessionTimeout" => shortest),
        fact!("maxSessionTimeout", "requested" => raised, "maxSessionTimeout" => longest),
    ];
    Ok(Answer::new(rules::session_timeout(requested, limits), because))
}

pub const SESSION_EXPIRY: RuleCall = RuleCall {
    id: rules::SESSION_EXPIRY.id,
    source: rules::SESSION_EXPIRY.source,
    input: &[
        Field::required("tickTime", TICK),
        Field::required("now", MS),
        Field::required("timeout", MS),
    ],
    output: "ms",
    example: (r#"{"tickTime":3000,"now":3500,"timeout":9000}"#, "15000"),
    decide: decide_session_expiry,
};

fn decide_session_expiry(input: &Value) -> Result<Answer, BadInput> {
    let (tick, now) = (input.at("tickTime").int(), input.at("now").int());
    let timeout = input.at("timeout").int();
    let because = vec![
        fact!("timeout", "now" => now, "timeout" => timeout, "due" => now.saturating_add(timeout)),
        fact!("tickTime", "tickTime" => tick, "whole" => now.saturating_add(timeout) / tick),
    ];
    Ok(Answer::new(rules::session_expiry(tick, now, timeout), because))
}

pub const CLIENT_TIMEOUTS: RuleCall = RuleCall {
    id: rules::CLIENT_TIMEOUTS.id,
    source: rules::CLIENT_TIMEOUTS.source,
    input: &[
        Field::required("sessionTimeout", MS),
        Field::required("servers", Ty::Int(1, i32::MAX as i64)),
    ],
    output: "{readTimeout, connectTimeout, clientExpiry} in ms",
    example: (
        r#"{"sessionTimeout":9000,"servers":5}"#,
        r#"{"readTimeout":6000,"connectTimeout":1800,"clientExpiry":12000}"#,
    ),
    decide: decide_client_timeouts,
};

fn decide_client_timeouts(input: &Value) -> Result<Answer, BadInput> {
    let (timeout, servers) = (input.at("sessionTimeout").int(), input.at("servers").int());
    let limits = rules::client_timeouts(timeout, servers);
    let because = vec![
        fact!("sessionTimeout", "sessionTimeout" => timeout, "read" => "2/3", "expiry" => "4/3"),
        fact!("servers", "sessionTimeout" => timeout, "servers" => servers),
    ];
    let verdict = map! {
        "readTimeout" => limits.read_timeout, "connectTimeout" => limits.connect_timeout,
        "clientExpiry" => limits.client_expiry,
    };
    Ok(Answer::new(verdict, because))
}

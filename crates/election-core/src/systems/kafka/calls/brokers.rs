//! Registration, session and heartbeats of a broker.

use super::BROKER;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, MS, Ty};
use crate::systems::kafka::rules::BrokerEpoch;
use crate::systems::kafka::rules::brokers::{self, BrokerState, Existing, Heartbeat, Standing};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const BROKER_HEARTBEAT: RuleCall = RuleCall {
    id: "kafka/broker-heartbeat",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             BrokerHeartbeatManager.java calculateNextBrokerState",
    input: &[
        Field::required(
            "broker",
            Ty::Record(&[
                Field::required("state", Ty::OneOf(&["FENCED", "UNFENCED", "CONTROLLED_SHUTDOWN"])),
                Field::required("registrationOffset", INT),
                Field::optional("controlledShutdownOffset", INT),
            ]),
        ),
        Field::required(
            "request",
            Ty::Record(&[
                Field::flag("wantFence", false),
                Field::flag("wantShutDown", false),
                Field::int("currentMetadataOffset", i64::MIN, i64::MAX, -1),
            ]),
        ),
        Field::required("hasLeaderships", Ty::Bool),
        Field::required("lowestActiveOffset", INT),
    ],
    output: "FENCED, UNFENCED, CONTROLLED_SHUTDOWN or SHUTDOWN_NOW",
    example: (
        concat!(
            r#"{"broker":{"state":"FENCED","registrationOffset":20},"#,
            r#""request":{"currentMetadataOffset":33},"hasLeaderships":false,"#,
            r#""lowestActiveOffset":30}"#,
        ),
        r#""UNFENCED""#,
    ),
    decide: broker_heartbeat,
};

fn broker_heartbeat(input: &Value) -> Result<Answer, BadInput> {
    let (broker, request) = (input.at("broker"), input.at("request"));
    let now = match broker.at("state").text() {
        "FENCED" => BrokerState::Fenced,
        "UNFENCED" => BrokerState::Unfenced,
        _ => BrokerState::ControlledShutdown,
    };
    let shutdown_offset = broker.at("controlledShutdownOffset");
    if now == BrokerState::ControlledShutdown && shutdown_offset.is_null() {
        let says = format!("null in state CONTROLLED_SHUTDOWN; allowed: {INT}");
        return Err(BadInput::new("broker.controlledShutdownOffset", says));
    }
    let heartbeat = Heartbeat {
        want_fence: request.at("wantFence").flag(),
        want_shut_down: request.at("wantShutDown").flag(),
        current_metadata_offset: request.at("currentMetadataOffset").int(),
    };
    let standing = Standing {
        registration_offset: broker.at("registrationOffset").int(),
        controlled_shutdown_offset: shutdown_offset.int(),
        has_leaderships: input.at("hasLeaderships").flag(),
        lowest_active_offset: input.at("lowestActiveOffset").int(),
    };
    let next = match brokers::next_state(now, heartbeat, standing) {
        BrokerState::Fenced => "FENCED",
        BrokerState::Unfenced => "UNFENCED",
        BrokerState::ControlledShutdown => "CONTROLLED_SHUTDOWN",
        BrokerState::ShutdownNow => "SHUTDOWN_NOW",
    };
    Ok(Answer::new(next, why_heartbeat(broker, now, heartbeat, standing)))
}

/// What the state makes the controller look at.
fn why_heartbeat(
    broker: &Value,
    now: BrokerState,
    heartbeat: Heartbeat,
    standing: Standing,
) -> Vec<Value> {
    let state = fact!("state", "state" => broker.at("state"));
    let fence = fact!("wantFence", "wantFence" => heartbeat.want_fence);
    let shut_down = fact!("wantShutDown", "wantShutDown" => heartbeat.want_shut_down);
    let leads = fact!("hasLeaderships", "hasLeaderships" => standing.has_leaderships);
    let caught_up = fact!("currentMetadataOffset",
        "currentMetadataOffset" => heartbeat.current_metadata_offset,
        "registrationOffset" => standing.registration_offset);
    let all_know = fact!("lowestActiveOffset",
        "lowestActiveOffset" => standing.lowest_active_offset,
        "controlledShutdownOffset" => standing.controlled_shutdown_offset);
    let (asks_fence, asks_stop) = (heartbeat.want_fence, heartbeat.want_shut_down);
    match now {
        BrokerState::Fenced if asks_stop => vec![state, shut_down],
        BrokerState::Fenced if asks_fence => vec![state, shut_down, fence],
        BrokerState::Fenced => vec![state, shut_down, fence, caught_up],
        BrokerState::Unfenced if asks_fence || !asks_stop => vec![state, fence, shut_down],
        BrokerState::Unfenced => vec![state, fence, shut_down, leads],
        _ if standing.has_leaderships => vec![state, leads],
        _ => vec![state, leads, all_know],
    }
}

pub(super) const BROKER_SESSION: RuleCall = RuleCall {
    id: "kafka/broker-session",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             BrokerHeartbeatTracker.java hasValidSession",
    input: &[
        Field::required("broker.session.timeout.ms", MS),
        Field::required(
            "contacts",
            Ty::List(&Ty::Record(&[
                Field::required("brokerId", BROKER),
                Field::required("brokerEpoch", INT),
                Field::required("atMs", INT),
            ])),
        ),
        Field::required("nowMs", INT),
        Field::required("brokerId", BROKER),
        Field::required("brokerEpoch", INT),
    ],
    output: "bool",
    example: (
        concat!(
            r#"{"broker.session.timeout.ms":9000,"#,
            r#""contacts":[{"brokerId":4,"brokerEpoch":6,"atMs":100}],"#,
            r#""nowMs":9101,"brokerId":4,"brokerEpoch":6}"#,
        ),
        "false",
    ),
    decide: broker_session,
};

fn broker_session(input: &Value) -> Result<Answer, BadInput> {
    let timeout = input.at(SESSION_TIMEOUT).int();
    let same = |contact: &&Value| {
        ["brokerId", "brokerEpoch"].iter().all(|name| contact.at(name) == input.at(name))
    };
    let contact = input.at("contacts").items().iter().rfind(same).map(|c| c.at("atMs").int());
    let Some(at) = contact else {
        let because = vec![refusal!("no-contact", "brokerId" => input.at("brokerId"),
            "brokerEpoch" => input.at("brokerEpoch"))];
        return Ok(Answer::new(false, because));
    };
    let since = input.at("nowMs").int().saturating_sub(at);
    let because = vec![
        fact!("contacts", "atMs" => at),
        fact!(SESSION_TIMEOUT, "sinceContactMs" => since, "timeout" => timeout),
    ];
    Ok(Answer::new(brokers::session_is_valid(since, timeout), because))
}

const SESSION_TIMEOUT: &str = "broker.session.timeout.ms";

pub(super) const REGISTER_BROKER: RuleCall = RuleCall {
    id: "kafka/register-broker",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             ClusterControlManager.java registerBroker",
    input: &[
        Field::optional(
            "existing",
            Ty::Record(&[
                Field::required("epoch", INT),
                Field::required("incarnationId", Ty::Text),
                Field::required("fenced", Ty::Bool),
                Field::required("inControlledShutdown", Ty::Bool),
                Field::required("sinceContactMs", MS),
            ]),
        ),
        Field::required(
            "request",
            Ty::Record(&[
                Field::required("incarnationId", Ty::Text),
                Field::int("previousBrokerEpoch", i64::MIN, i64::MAX, -1),
            ]),
        ),
        Field::required("offset", INT),
        Field::required("broker.session.timeout.ms", MS),
    ],
    output: "{epoch, cleanShutdown: bool} or {error: DUPLICATE_BROKER_REGISTRATION}",
    example: (
        concat!(
            r#"{"existing":{"epoch":40,"incarnationId":"X","fenced":true,"#,
            r#""inControlledShutdown":false,"sinceContactMs":10},"#,
            r#""request":{"incarnationId":"Y","previousBrokerEpoch":40},"offset":55,"#,
            r#""broker.session.timeout.ms":9000}"#,
        ),
        r#"{"epoch":55,"cleanShutdown":true}"#,
    ),
    decide: register_broker,
};

fn register_broker(input: &Value) -> Result<Answer, BadInput> {
    let (given, request) = (input.at("existing"), input.at("request"));
    let (since, timeout) = (given.at("sinceContactMs").int(), input.at(SESSION_TIMEOUT).int());
    let existing = Some(given).filter(|given| !given.is_null()).map(|given| Existing {
        epoch: BrokerEpoch(given.at("epoch").int()),
        incarnation: given.at("incarnationId").text(),
        fenced: given.at("fenced").flag(),
        in_controlled_shutdown: given.at("inControlledShutdown").flag(),
        session_valid: brokers::session_is_valid(since, timeout),
    });
    let incarnation = request.at("incarnationId").text();
    let previous = BrokerEpoch(request.at("previousBrokerEpoch").int());
    let offset = BrokerEpoch(input.at("offset").int());
    let mut because = why_register(existing, incarnation, since, timeout);
    let verdict = match brokers::register(existing, incarnation, previous, offset) {
        Some(registered) => {
            because.push(fact!("previousBrokerEpoch", "previousBrokerEpoch" => previous,
                "epoch" => existing.map(|holder| holder.epoch)));
            map! { "epoch" => registered.epoch, "cleanShutdown" => registered.clean_shutdown }
        }
        None => {
            because.push(refusal!("DUPLICATE_BROKER_REGISTRATION"));
            map! { "error" => "DUPLICATE_BROKER_REGISTRATION" }
        }
    };
    Ok(Answer::new(verdict, because))
}

/// Why the id is free, or is not.
fn why_register(
    existing: Option<Existing<'_>>,
    incarnation: &str,
    since: i64,
    timeout: i64,
) -> Vec<Value> {
    let Some(holder) = existing else {
        return vec![fact!("existing", "existing" => Value::Null)];
    };
    let same = fact!("incarnationId", "request" => incarnation, "existing" => holder.incarnation);
    if holder.incarnation == incarnation {
        return vec![same];
    }
    vec![
        same,
        fact!("sinceContactMs", "sinceContactMs" => since, SESSION_TIMEOUT => timeout),
        fact!("fenced", "fenced" => holder.fenced),
        fact!("inControlledShutdown", "inControlledShutdown" => holder.in_controlled_shutdown),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};
    use BrokerState::{ControlledShutdown, Fenced, ShutdownNow, Unfenced};

    #[test]
    fn a_heartbeat_moves_a_broker_from_state_to_state() {
        // Registered at 20; it has read to `read`, its shutdown began at 50, all know up to 50.
        let check = |now, want_fence, want_shut_down, read, has_leaderships, next| {
            let heartbeat = Heartbeat { want_fence, want_shut_down, current_metadata_offset: read };
            let standing = Standing {
                registration_offset: 20,
                controlled_shutdown_offset: 50,
                has_leaderships,
                lowest_active_offset: 50,
            };
            let found = brokers::next_state(now, heartbeat, standing);
            assert_eq!(found, next, "{now:?} {heartbeat:?} {standing:?}");
        };
        example(&BROKER_HEARTBEAT);
        check(Fenced, false, false, 19, false, Fenced);
        check(Fenced, false, false, 20, false, Unfenced);
        check(Fenced, true, false, 20, false, Fenced);
        check(Fenced, true, true, 20, true, ShutdownNow);
        check(Fenced, false, true, 0, false, ShutdownNow);
        check(Unfenced, false, false, 0, true, Unfenced);
        check(Unfenced, true, false, 99, true, Fenced);
        check(Unfenced, true, true, 99, true, ShutdownNow);
        check(Unfenced, false, true, 99, true, ControlledShutdown);
        check(Unfenced, false, true, 99, false, ShutdownNow);
        check(ControlledShutdown, false, true, 99, true, ControlledShutdown);
        check(ControlledShutdown, false, true, 99, false, ShutdownNow);
        check(ControlledShutdown, false, false, 99, false, ShutdownNow);
    }

    #[test]
    fn a_broker_stops_only_when_all_know_that_it_left() {
        let check = |offset: &str, lowest: i64, next: &str| {
            let input = format!(
                r#"{{"broker":{{"state":"CONTROLLED_SHUTDOWN","registrationOffset":1,
                    "controlledShutdownOffset":{offset}}},"request":{{}},"hasLeaderships":false,
                    "lowestActiveOffset":{lowest}}}"#
            );
            gives(&BROKER_HEARTBEAT, &input, &format!(r#""{next}""#));
        };
        check("50", 49, "CONTROLLED_SHUTDOWN");
        check("50", 50, "SHUTDOWN_NOW");
        let unknown = r#"{"broker":{"state":"CONTROLLED_SHUTDOWN","registrationOffset":1},
            "request":{},"hasLeaderships":true,"lowestActiveOffset":1}"#;
        refuses(&BROKER_HEARTBEAT, unknown, "broker.controlledShutdownOffset");
    }

    #[test]
    fn a_session_belongs_to_one_registration() {
        let check = |id: i64, epoch: i64, now: i64, valid: bool| {
            let input = format!(
                r#"{{"broker.session.timeout.ms":9000,"contacts":[
                    {{"brokerId":4,"brokerEpoch":6,"atMs":100}},
                    {{"brokerId":4,"brokerEpoch":7,"atMs":200}},
                    {{"brokerId":4,"brokerEpoch":6,"atMs":300}}],
                    "nowMs":{now},"brokerId":{id},"brokerEpoch":{epoch}}}"#
            );
            gives(&BROKER_SESSION, &input, &valid.to_string());
        };
        example(&BROKER_SESSION);
        // The latest contact counts, and the last millisecond is still valid.
        check(4, 6, 9300, true);
        check(4, 6, 9301, false);
        check(4, 7, 9201, false);
        check(4, 8, 300, false);
        check(5, 6, 300, false);
        // A clock that runs back expires nothing.
        check(4, 6, i64::MIN, true);
        check(4, 6, i64::MAX, false);
    }

    #[test]
    fn a_broker_id_belongs_to_one_living_process() {
        let check = |existing: &str, request: &str, expected: &str| {
            let input = format!(
                r#"{{"existing":{existing},"request":{request},"offset":55,
                    "broker.session.timeout.ms":9000}}"#
            );
            let verdict = call(&REGISTER_BROKER, &input).verdict;
            let found = match verdict.at("error").as_text() {
                Some(error) => error.to_string(),
                None => format!("{} {}", verdict.at("epoch"), verdict.at("cleanShutdown")),
            };
            assert_eq!(found, expected, "{input}");
        };
        let holder = |fenced: bool, leaving: bool, since: i64| {
            format!(
                r#"{{"epoch":40,"incarnationId":"X","fenced":{fenced},
                    "inControlledShutdown":{leaving},"sinceContactMs":{since}}}"#
            )
        };
        example(&REGISTER_BROKER);
        let other = r#"{"incarnationId":"Y"}"#;
        check("null", other, "55 false");
        check(&holder(false, false, 10), other, "DUPLICATE_BROKER_REGISTRATION");
        check(&holder(false, false, 9000), other, "DUPLICATE_BROKER_REGISTRATION");
        check(&holder(false, false, 9001), other, "55 false");
        check(&holder(true, false, 10), other, "55 false");
        check(&holder(false, true, 10), other, "55 false");
        let proven = r#"{"incarnationId":"Y","previousBrokerEpoch":40}"#;
        check(&holder(false, true, 10), proven, "55 true");
        check(&holder(false, false, 10), proven, "DUPLICATE_BROKER_REGISTRATION");
        check("null", r#"{"incarnationId":"Y","previousBrokerEpoch":-1}"#, "55 false");
        // The same process again: it keeps its epoch.
        check(&holder(false, false, 10), r#"{"incarnationId":"X"}"#, "40 false");
    }
}

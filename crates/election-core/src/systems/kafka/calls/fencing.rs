//! Which control requests a broker obeys.

use super::{BROKER, BROKERS};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, Ty};
use crate::systems::kafka::rules::fencing::{self, Control, Epochs, Fenced};
use crate::systems::kafka::rules::{BrokerEpoch, ControllerEpoch, LeaderEpoch};
use crate::value::Value;
use crate::{fact, refusal};

pub(super) const CONTROL_REQUEST: RuleCall = RuleCall {
    id: "kafka/control-request",
    source: "apache/kafka 2.8.2 core/src/main/scala/kafka/server/KafkaApis.scala \
             isBrokerEpochStale, ReplicaManager.scala stopReplicas, becomeLeaderOrFollower, \
             maybeUpdateMetadataCache",
    input: &[
        Field::required("kind", Ty::OneOf(&["StopReplica", "LeaderAndIsr", "UpdateMetadata"])),
        Field::required(
            "broker",
            Ty::Record(&[
                Field::required("controllerEpoch", INT),
                Field::required("brokerEpoch", INT),
                Field::optional("leaderEpoch", INT),
            ]),
        ),
        Field::required(
            "request",
            Ty::Record(&[
                Field::required("controllerEpoch", INT),
                Field::required("brokerEpoch", INT),
                Field::optional("leaderEpoch", INT),
                Field::optional("replicas", BROKERS),
            ]),
        ),
        Field::optional("self", BROKER),
    ],
    output: "NONE, STALE_BROKER_EPOCH, STALE_CONTROLLER_EPOCH, UNKNOWN_TOPIC_OR_PARTITION or \
             FENCED_LEADER_EPOCH",
    example: (
        concat!(
            r#"{"kind":"UpdateMetadata","broker":{"controllerEpoch":4,"brokerEpoch":70},"#,
            r#""request":{"controllerEpoch":3,"brokerEpoch":70}}"#,
        ),
        r#""STALE_CONTROLLER_EPOCH""#,
    ),
    decide: control_request,
};

/// `AbstractControlRequest.UNKNOWN_BROKER_EPOCH`
const UNKNOWN_BROKER_EPOCH: i64 = -1;
/// `LeaderAndIsr.NoEpoch` and `LeaderAndIsr.EpochDuringDelete`.
const NOT_AN_EPOCH: [i64; 2] = [-1, -2];

fn control_request(input: &Value) -> Result<Answer, BadInput> {
    let (broker, request) = (input.at("broker"), input.at("request"));
    let epochs = |of: &Value| Epochs {
        controller: ControllerEpoch(of.at("controllerEpoch").int()),
        broker: Some(of.at("brokerEpoch").int())
            .filter(|epoch| *epoch != UNKNOWN_BROKER_EPOCH)
            .map(BrokerEpoch),
    };
    let leader_epoch = request.at("leaderEpoch").as_int();
    let control = match (input.at("kind").text(), leader_epoch) {
        ("StopReplica", epoch) => {
            let epoch = epoch.filter(|epoch| !NOT_AN_EPOCH.contains(epoch));
            Control::StopReplica { leader_epoch: epoch.map(LeaderEpoch), same_will_do: false }
        }
        ("LeaderAndIsr", Some(epoch)) => {
            Control::LeaderAndIsr { leader_epoch: LeaderEpoch(epoch), is_replica: holds(input) }
        }
        _ => Control::UpdateMetadata,
    };
    let here = broker.at("leaderEpoch").as_int().map(LeaderEpoch);
    let verdict = fencing::obeys(epochs(broker), here, epochs(request), control);
    let because = why(input, control, verdict);
    Ok(Answer::new(verdict.map_or_else(error, |()| "NONE"), because))
}

/// Whether `self` is one of the replicas, as far as both are given.
fn holds(input: &Value) -> bool {
    let (own, replicas) = (input.at("self"), input.at("request").at("replicas"));
    own.is_null() || replicas.is_null() || replicas.items().contains(own)
}

fn why(input: &Value, control: Control, verdict: Result<(), Fenced>) -> Vec<Value> {
    let compared = |name: &str| {
        let [request, broker] = ["request", "broker"].map(|side| input.at(side).at(name));
        fact!(name, "request" => request, "broker" => broker)
    };
    let mut because = vec![compared("brokerEpoch")];
    if verdict != Err(Fenced::StaleBrokerEpoch) {
        because.push(compared("controllerEpoch"));
        let later = verdict != Err(Fenced::StaleControllerEpoch);
        if later && control != Control::UpdateMetadata {
            because.push(compared("leaderEpoch"));
        }
        let asks_to_lead = matches!(control, Control::LeaderAndIsr { .. });
        if later && asks_to_lead && verdict != Err(Fenced::OldLeaderEpoch) {
            because.push(fact!("replicas", "replicas" => input.at("request").at("replicas"),
                "self" => input.at("self")));
        }
    }
    if let Err(fenced) = verdict {
        because.push(refusal!(error(fenced)));
    }
    because
}

fn error(fenced: Fenced) -> &'static str {
    match fenced {
        Fenced::StaleBrokerEpoch => "STALE_BROKER_EPOCH",
        Fenced::StaleControllerEpoch | Fenced::OldLeaderEpoch => "STALE_CONTROLLER_EPOCH",
        Fenced::FencedLeaderEpoch => "FENCED_LEADER_EPOCH",
        Fenced::NotAReplica => "UNKNOWN_TOPIC_OR_PARTITION",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    /// A broker with controller epoch 4, broker epoch 70 and leader epoch 6 gets this request.
    #[track_caller]
    fn check(kind: &str, request: &str, expected: &str) {
        let input = format!(
            r#"{{"kind":"{kind}","broker":{{"controllerEpoch":4,"brokerEpoch":70,"leaderEpoch":6}},
                "request":{{{request}}},"self":2}}"#
        );
        gives(&CONTROL_REQUEST, &input, &format!(r#""{expected}""#));
    }

    #[test]
    fn the_broker_epoch_comes_first_then_the_controller_epoch() {
        example(&CONTROL_REQUEST);
        for kind in ["StopReplica", "LeaderAndIsr", "UpdateMetadata"] {
            let check = |request: &str, expected: &str| check(kind, request, expected);
            check(r#""controllerEpoch":3,"brokerEpoch":69"#, "STALE_BROKER_EPOCH");
            check(r#""controllerEpoch":3,"brokerEpoch":70"#, "STALE_CONTROLLER_EPOCH");
            check(r#""controllerEpoch":4,"brokerEpoch":70"#, "NONE");
            // A controller that does not know broker epochs yet; one that knows a newer.
            check(r#""controllerEpoch":4,"brokerEpoch":-1"#, "NONE");
            check(r#""controllerEpoch":5,"brokerEpoch":71"#, "NONE");
        }
    }

    #[test]
    fn leader_and_isr_needs_a_newer_leader_epoch_and_a_replica_here() {
        let check = |rest: &str, expected: &str| {
            check(
                "LeaderAndIsr",
                &format!(r#""controllerEpoch":4,"brokerEpoch":70{rest}"#),
                expected,
            );
        };
        check(r#","leaderEpoch":7,"replicas":[1,2]"#, "NONE");
        check(r#","leaderEpoch":7"#, "NONE");
        check(r#","leaderEpoch":6,"replicas":[1,2]"#, "STALE_CONTROLLER_EPOCH");
        check(r#","leaderEpoch":5,"replicas":[1]"#, "STALE_CONTROLLER_EPOCH");
        check(r#","leaderEpoch":7,"replicas":[1,3]"#, "UNKNOWN_TOPIC_OR_PARTITION");
        // No sentinel here: deletion is told by StopReplica.
        check(r#","leaderEpoch":-2,"replicas":[1,2]"#, "STALE_CONTROLLER_EPOCH");
    }

    #[test]
    fn stop_replica_needs_a_newer_leader_epoch_or_none() {
        let check = |epoch: i64, expected: &str| {
            let request = format!(r#""controllerEpoch":4,"brokerEpoch":70,"leaderEpoch":{epoch}"#);
            check("StopReplica", &request, expected);
        };
        check(7, "NONE");
        check(6, "FENCED_LEADER_EPOCH");
        check(5, "FENCED_LEADER_EPOCH");
        check(-1, "NONE");
        check(-2, "NONE");
        check(-3, "FENCED_LEADER_EPOCH");
    }

    #[test]
    fn a_partition_not_held_here_takes_the_first_epoch() {
        let check = |kind: &str, epoch: i64, expected: &str| {
            let input = format!(
                r#"{{"kind":"{kind}","broker":{{"controllerEpoch":1,"brokerEpoch":1}},
                    "request":{{"controllerEpoch":1,"brokerEpoch":1,"leaderEpoch":{epoch}}}}}"#
            );
            gives(&CONTROL_REQUEST, &input, &format!(r#""{expected}""#));
        };
        check("LeaderAndIsr", 0, "NONE");
        check("LeaderAndIsr", -1, "STALE_CONTROLLER_EPOCH");
        check("StopReplica", 0, "NONE");
    }

    #[test]
    fn it_names_the_epoch_that_decided() {
        let input = CONTROL_REQUEST.example.0;
        let because = call(&CONTROL_REQUEST, input).because;
        assert_eq!(because[1], fact!("controllerEpoch", "request" => 3, "broker" => 4));
        assert_eq!(because[2], refusal!("STALE_CONTROLLER_EPOCH"));
        refuses(
            &CONTROL_REQUEST,
            &input.replace("70}}", "70,\"replicas\":[1,1]}}"),
            "request.replicas[1]",
        );
        refuses(&CONTROL_REQUEST, &input.replace("UpdateMetadata", "Fetch"), "kind");
    }
}

//! Whether the controller accepts an ISR.

use super::BROKER;
use super::partition_change::{PARTITION, RECOVERY_STATE, partition, recovery_state};
use crate::flat::FlatMap;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, Ty};
use crate::systems::kafka::rules::isr_change::{
    self, AlterPartition, Ineligible, NotAltered, Registration,
};
use crate::systems::kafka::rules::partition_change::Partition;
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId, LeaderEpoch, PartitionEpoch};
use crate::value::Value;
use crate::{fact, refusal};

const AT_LEAST_ONE: Ty = Ty::Int(1, i64::MAX);

pub(super) const EFFECTIVE_MIN_ISR: RuleCall = RuleCall {
    id: "kafka/effective-min-isr",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             ReplicationControlManager.java getTopicEffectiveMinIsr",
    input: &[
        Field::required("min.insync.replicas", AT_LEAST_ONE),
        Field::required("replicationFactor", AT_LEAST_ONE),
    ],
    output: "int",
    example: (r#"{"min.insync.replicas":4,"replicationFactor":2}"#, "2"),
    decide: |input| {
        let [min, replicas] =
            ["min.insync.replicas", "replicationFactor"].map(|name| input.at(name).int());
        let because = vec![fact!("min.insync.replicas", "min.insync.replicas" => min,
            "replicationFactor" => replicas)];
        Ok(Answer::new(isr_change::effective_min_isr(min, replicas), because))
    },
};

pub(super) const ALTER_PARTITION: RuleCall = RuleCall {
    id: "kafka/alter-partition",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             ReplicationControlManager.java validateAlterPartitionData, ineligibleReplicasForIsr",
    input: &[
        Field::required("partition", PARTITION),
        Field::required(
            "brokers",
            Ty::IntMap(
                0,
                &Ty::Record(&[
                    Field::required("epoch", INT),
                    Field::flag("fenced", false),
                    Field::flag("inControlledShutdown", false),
                ]),
            ),
        ),
        Field::required(
            "request",
            Ty::Record(&[
                Field::required("brokerId", BROKER),
                Field::required("brokerEpoch", INT),
                Field::required("leaderEpoch", INT),
                Field::required("partitionEpoch", INT),
                Field::required(
                    "newIsr",
                    Ty::List(&Ty::Record(&[
                        Field::required("brokerId", BROKER),
                        Field::optional("brokerEpoch", INT),
                    ])),
                ),
                RECOVERY_STATE,
                Field::int("version", 0, 3, 3),
            ]),
        ),
    ],
    output: "NONE, STALE_BROKER_EPOCH, NOT_CONTROLLER, FENCED_LEADER_EPOCH, INVALID_REQUEST, \
             INVALID_UPDATE_VERSION, INELIGIBLE_REPLICA or OPERATION_NOT_ATTEMPTED",
    example: (
        concat!(
            r#"{"partition":{"replicas":[1,2],"isr":[1,2],"leader":2,"leaderEpoch":3,"#,
            r#""partitionEpoch":4},"brokers":{"1":{"epoch":10},"2":{"epoch":11}},"#,
            r#""request":{"brokerId":2,"brokerEpoch":11,"leaderEpoch":3,"partitionEpoch":4,"#,
            r#""newIsr":[{"brokerId":2}]}}"#,
        ),
        r#""NONE""#,
    ),
    decide: alter_partition,
};

fn alter_partition(input: &Value) -> Result<Answer, BadInput> {
    let partition = partition(input.at("partition"));
    let brokers = registrations(input.at("brokers"));
    let request = request(input.at("request"));
    let verdict = isr_change::validate(&partition, &brokers, &request);
    let old = input.at("request").at("version").int() < 2;
    let because = why(input, &partition, &brokers, &request, verdict);
    Ok(Answer::new(verdict.map_or_else(|reason| error(reason, old), |()| "NONE"), because))
}

fn registrations(brokers: &Value) -> FlatMap<BrokerId, Registration> {
    let registration = |(name, broker): &(String, Value)| {
        let registration = Registration {
            epoch: BrokerEpoch(broker.at("epoch").int()),
            fenced: broker.at("fenced").flag(),
            in_controlled_shutdown: broker.at("inControlledShutdown").flag(),
        };
        Some((BrokerId(name.parse().ok()?), registration))
    };
    brokers.fields().iter().filter_map(registration).collect()
}

fn request(given: &Value) -> AlterPartition {
    let member = |member: &Value| {
        let epoch = member.at("brokerEpoch").as_int().filter(|epoch| *epoch != -1);
        (BrokerId(member.at("brokerId").int()), epoch.map(BrokerEpoch))
    };
    AlterPartition {
        broker: BrokerId(given.at("brokerId").int()),
        broker_epoch: BrokerEpoch(given.at("brokerEpoch").int()),
        leader_epoch: LeaderEpoch(given.at("leaderEpoch").int()),
        partition_epoch: PartitionEpoch(given.at("partitionEpoch").int()),
        new_isr: given.at("newIsr").items().iter().map(member).collect(),
        leader_recovery_state: recovery_state(given.at("leaderRecoveryState")),
    }
}

/// What was looked at, in the order of the checks, up to the one that refused.
fn why(
    input: &Value,
    partition: &Partition,
    brokers: &FlatMap<BrokerId, Registration>,
    request: &AlterPartition,
    verdict: Result<(), NotAltered>,
) -> Vec<Value> {
    use NotAltered::*;
    let registered = brokers.get(&request.broker).map(|broker| broker.epoch);
    let given = input.at("request");
    let leader_epoch = fact!("leaderEpoch", "request" => request.leader_epoch,
        "partition" => partition.leader_epoch);
    let partition_epoch = fact!("partitionEpoch", "request" => request.partition_epoch,
        "partition" => partition.partition_epoch);
    let recovery = "leaderRecoveryState";
    let checks: [(&[NotAltered], Value); 6] = [
        (
            &[StaleBrokerEpoch],
            fact!("brokerEpoch", "request" => request.broker_epoch, "registered" => registered),
        ),
        (&[NewerLeaderEpoch, FencedLeaderEpoch], leader_epoch),
        (&[NewerPartitionEpoch, InvalidUpdateVersion], partition_epoch),
        (
            &[NotTheLeader],
            fact!("leader", "brokerId" => request.broker, "leader" => partition.leader),
        ),
        (
            &[InvalidIsr],
            fact!("newIsr", "newIsr" => given.at("newIsr"),
                "replicas" => partition.replicas.clone()),
        ),
        (
            &[RecoveringWithOthers, RecoveringAgain],
            fact!(recovery, "request" => given.at(recovery),
                "partition" => input.at("partition").at(recovery)),
        ),
    ];
    let mut because = Vec::new();
    for (reasons, entry) in checks {
        because.push(entry);
        if reasons.iter().any(|reason| verdict == Err(*reason)) {
            break;
        }
    }
    match verdict {
        Err(Ineligible(id, reason)) => {
            because.push(refusal!(ineligible(reason), "brokerId" => id));
        }
        Err(reason) => because.push(refusal!(error(reason, false))),
        Ok(()) => because.push(fact!("brokers", "eligible" => ids_of(request))),
    }
    because
}

fn ids_of(request: &AlterPartition) -> Vec<BrokerId> {
    request.new_isr.iter().map(|(id, _)| *id).collect()
}

fn error(reason: NotAltered, before_version_2: bool) -> &'static str {
    match reason {
        NotAltered::StaleBrokerEpoch => "STALE_BROKER_EPOCH",
        NotAltered::NewerLeaderEpoch | NotAltered::NewerPartitionEpoch => "NOT_CONTROLLER",
        NotAltered::FencedLeaderEpoch => "FENCED_LEADER_EPOCH",
        NotAltered::InvalidUpdateVersion => "INVALID_UPDATE_VERSION",
        NotAltered::NotTheLeader
        | NotAltered::InvalidIsr
        | NotAltered::RecoveringWithOthers
        | NotAltered::RecoveringAgain => "INVALID_REQUEST",
        NotAltered::Ineligible(..) if before_version_2 => "OPERATION_NOT_ATTEMPTED",
        NotAltered::Ineligible(..) => "INELIGIBLE_REPLICA",
    }
}

fn ineligible(reason: Ineligible) -> &'static str {
    match reason {
        Ineligible::NotRegistered => "not-registered",
        Ineligible::ShuttingDown => "shutting-down",
        Ineligible::Fenced => "fenced",
        Ineligible::BrokerEpochMismatch => "broker-epoch-mismatch",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    const PARTITION: &str = r#""replicas":[1,2,3],"isr":[1,2],"leader":2,"leaderEpoch":3,
        "partitionEpoch":4"#;
    const BROKERS: &str = r#"{"1":{"epoch":10},"2":{"epoch":11},"3":{"epoch":12}}"#;

    /// Broker 2 leads in epoch 3, the partition epoch is 4; `changes` replaces parts of a
    /// request that would be accepted.
    #[track_caller]
    fn check(changes: &[(&str, &str)], expected: &str) {
        let mut input = format!(
            r#"{{"partition":{{{PARTITION}}},"brokers":{BROKERS},"request":{{"brokerId":2,
                "brokerEpoch":11,"leaderEpoch":3,"partitionEpoch":4,
                "newIsr":[{{"brokerId":2}},{{"brokerId":3}}]}}}}"#
        );
        for (from, to) in changes {
            let at = input.rfind(from).expect("a part of the request");
            input.replace_range(at..at + from.len(), to);
        }
        gives(&ALTER_PARTITION, &input, &format!(r#""{expected}""#));
    }

    #[test]
    fn the_effective_minimum_is_never_more_than_the_replicas() {
        example(&EFFECTIVE_MIN_ISR);
        assert_eq!(isr_change::effective_min_isr(1, 3), 1);
        assert_eq!(isr_change::effective_min_isr(2, 2), 2);
        let zero = r#"{"min.insync.replicas":0,"replicationFactor":1}"#;
        refuses(&EFFECTIVE_MIN_ISR, zero, "min.insync.replicas");
    }

    #[test]
    fn a_sound_proposal_is_accepted() {
        example(&ALTER_PARTITION);
        check(&[], "NONE");
        check(&[(r#"{"brokerId":3}"#, r#"{"brokerId":3,"brokerEpoch":12}"#)], "NONE");
        check(&[(r#"{"brokerId":3}"#, r#"{"brokerId":3,"brokerEpoch":-1}"#)], "NONE");
    }

    #[test]
    fn epochs_are_checked_from_the_registration_to_the_partition() {
        let (broker, leader, partition) =
            (r#""brokerEpoch":11"#, r#""leaderEpoch":3"#, r#""partitionEpoch":4"#);
        check(&[(broker, r#""brokerEpoch":10"#)], "STALE_BROKER_EPOCH");
        check(&[(broker, r#""brokerEpoch":12"#)], "STALE_BROKER_EPOCH");
        check(&[(r#""brokerId":2,"#, r#""brokerId":9,"#)], "STALE_BROKER_EPOCH");
        check(&[(leader, r#""leaderEpoch":4"#)], "NOT_CONTROLLER");
        check(&[(partition, r#""partitionEpoch":5"#)], "NOT_CONTROLLER");
        check(&[(leader, r#""leaderEpoch":2"#)], "FENCED_LEADER_EPOCH");
        check(&[(partition, r#""partitionEpoch":3"#)], "INVALID_UPDATE_VERSION");
        // A newer partition epoch is looked at before an older leader epoch.
        check(
            &[(leader, r#""leaderEpoch":2"#), (partition, r#""partitionEpoch":5"#)],
            "NOT_CONTROLLER",
        );
        let other = [(r#""brokerId":2,"#, r#""brokerId":1,"#), (broker, r#""brokerEpoch":10"#)];
        check(&other, "INVALID_REQUEST");
    }

    #[test]
    fn the_isr_holds_replicas_once_and_the_leader() {
        let both = r#"[{"brokerId":2},{"brokerId":3}]"#;
        check(&[(both, r#"[{"brokerId":2},{"brokerId":4}]"#)], "INVALID_REQUEST");
        check(&[(both, r#"[{"brokerId":2},{"brokerId":2}]"#)], "INVALID_REQUEST");
        check(&[(both, r#"[{"brokerId":3}]"#)], "INVALID_REQUEST");
        check(&[(both, "[]")], "INVALID_REQUEST");
    }

    #[test]
    fn a_recovering_leader_stays_alone() {
        let both = r#"[{"brokerId":2},{"brokerId":3}]"#;
        let recovering = |isr: &str| format!(r#"{isr},"leaderRecoveryState":"RECOVERING""#);
        let alone = recovering(r#"[{"brokerId":2}]"#);
        check(&[(both, &recovering(both))], "INVALID_REQUEST");
        check(&[(both, &alone)], "INVALID_REQUEST");
        let state = r#""partitionEpoch":4,"leaderRecoveryState":"RECOVERING"},"brokers""#;
        let was = (r#""partitionEpoch":4},"brokers""#, state);
        check(&[(both, &alone), was], "NONE");
        check(&[(both, r#"[{"brokerId":2}]"#), was], "NONE");
    }

    #[test]
    fn a_member_must_be_fit_for_the_isr() {
        let three = r#""3":{"epoch":12}"#;
        let fenced = (three, r#""3":{"epoch":12,"fenced":true}"#);
        check(&[(three, r#""4":{"epoch":12}"#)], "INELIGIBLE_REPLICA");
        check(&[fenced], "INELIGIBLE_REPLICA");
        check(&[(three, r#""3":{"epoch":12,"inControlledShutdown":true}"#)], "INELIGIBLE_REPLICA");
        check(&[(r#"{"brokerId":3}"#, r#"{"brokerId":3,"brokerEpoch":9}"#)], "INELIGIBLE_REPLICA");
        let both = r#"[{"brokerId":2},{"brokerId":3}]"#;
        let version = |n: u32| format!(r#"{both},"version":{n}"#);
        check(&[(both, &version(2)), fenced], "INELIGIBLE_REPLICA");
        check(&[(both, &version(1)), fenced], "OPERATION_NOT_ATTEMPTED");
    }

    #[test]
    fn it_says_which_check_refused() {
        let input = ALTER_PARTITION.example.0;
        let last = |input: &str| call(&ALTER_PARTITION, input).because.pop().unwrap();
        assert_eq!(last(input), fact!("brokers", "eligible" => vec![2]));
        let fenced = input.replace(r#""epoch":11"#, r#""epoch":11,"fenced":true"#);
        assert_eq!(last(&fenced), refusal!("fenced", "brokerId" => 2));
        refuses(&ALTER_PARTITION, &input.replace(r#""1":"#, r#""one":"#), "brokers.one");
        let bad = input.replace(r#"[{"brokerId":2}]"#, r#"[{}]"#);
        refuses(&ALTER_PARTITION, &bad, "request.newIsr[0].brokerId");
    }
}

//! The state machines of partitions and replicas.

use super::{BROKER, LEADER, brokers, id, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Ty};
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::zk_state::{self, PartitionState};
use crate::value::Value;
use crate::{fact, map, refusal};

const STATE: Ty =
    Ty::OneOf(&["NonExistentPartition", "NewPartition", "OnlinePartition", "OfflinePartition"]);

pub(super) const PARTITION_STATE: RuleCall = RuleCall {
    id: "kafka/partition-state",
    source: "apache/kafka 2.8.2 core/src/main/scala/kafka/controller/PartitionStateMachine.scala",
    input: &[
        Field::required("from", STATE),
        Field::required("to", STATE),
        Field::flag("zkError", false),
    ],
    output: "the resulting state: NonExistentPartition, NewPartition, OnlinePartition or \
             OfflinePartition",
    example: (r#"{"from":"OfflinePartition","to":"OfflinePartition"}"#, r#""OfflinePartition""#),
    decide: partition_state,
};

fn partition_state(input: &Value) -> Result<Answer, BadInput> {
    let (from, to) = (state(input.at("from")), state(input.at("to")));
    let zk_error = input.at("zkError").flag();
    let previous: Vec<&str> = to.valid_previous().iter().map(|state| name(*state)).collect();
    let mut because = vec![fact!("from", "from" => name(from), "validPreviousStates" => previous)];
    if !to.valid_previous().contains(&from) {
        because.push(refusal!("invalid-transition", "from" => name(from), "to" => name(to)));
    } else if to.writes() {
        because.push(fact!("zkError", "zkError" => zk_error));
    }
    Ok(Answer::new(name(zk_state::change(from, to, zk_error)), because))
}

fn state(value: &Value) -> PartitionState {
    match value.text() {
        "NonExistentPartition" => PartitionState::NonExistent,
        "NewPartition" => PartitionState::New,
        "OnlinePartition" => PartitionState::Online,
        _ => PartitionState::Offline,
    }
}

fn name(state: PartitionState) -> &'static str {
    match state {
        PartitionState::NonExistent => "NonExistentPartition",
        PartitionState::New => "NewPartition",
        PartitionState::Online => "OnlinePartition",
        PartitionState::Offline => "OfflinePartition",
    }
}

pub(super) const REPLICA_OFFLINE: RuleCall = RuleCall {
    id: "kafka/replica-offline",
    source: "apache/kafka 2.8.2 core/src/main/scala/kafka/controller/ReplicaStateMachine.scala \
             removeReplicasFromIsr",
    input: &[LEADER, brokers("isr"), brokers("assignment"), Field::required("offline", BROKER)],
    output: "{leader: id or null, isr: [id]}",
    example: (
        r#"{"leader":4,"isr":[4,6],"assignment":[4,5,6],"offline":6}"#,
        r#"{"leader":4,"isr":[4]}"#,
    ),
    decide: |input| {
        let (leader, isr) = (id(input.at("leader")), ids(input.at("isr")));
        let offline = BrokerId(input.at("offline").int());
        let (new_leader, new_isr) = zk_state::replica_offline(leader, &isr, offline);
        let mut because = vec![fact!("isr", "isr" => isr.clone(), "offline" => offline)];
        if isr.contains(&offline) {
            because.push(fact!("leader", "leader" => leader, "offline" => offline));
        }
        Ok(Answer::new(map! { "leader" => new_leader, "isr" => new_isr }, because))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};
    use PartitionState::{New, NonExistent, Offline, Online};

    #[test]
    fn eight_changes_of_a_partition_are_valid() {
        example(&PARTITION_STATE);
        let valid = [
            (NonExistent, New),
            (New, Online),
            (New, Offline),
            (Online, Online),
            (Online, Offline),
            (Offline, Online),
            (Offline, Offline),
            (Offline, NonExistent),
        ];
        let all = [NonExistent, New, Online, Offline];
        for (from, to) in all.into_iter().flat_map(|from| all.map(|to| (from, to))) {
            let expected = if valid.contains(&(from, to)) { to } else { from };
            let input = format!(r#"{{"from":"{}","to":"{}"}}"#, name(from), name(to));
            gives(&PARTITION_STATE, &input, &format!(r#""{}""#, name(expected)));
        }
    }

    #[test]
    fn only_going_online_can_fail_on_zookeeper() {
        for (from, to, after) in
            [(New, Online, New), (Offline, Online, Offline), (New, Offline, Offline)]
        {
            assert_eq!(zk_state::change(from, to, true), after, "{from:?} {to:?}");
        }
    }

    #[test]
    fn the_last_isr_member_stays() {
        let check = |leader: &str, isr: &str, offline: i64, expected: &str| {
            let input = format!(
                r#"{{"leader":{leader},"isr":{isr},"assignment":[4,5,6],"offline":{offline}}}"#
            );
            gives(&REPLICA_OFFLINE, &input, expected);
        };
        example(&REPLICA_OFFLINE);
        check("4", "[4,5,6]", 4, r#"{"leader":null,"isr":[5,6]}"#);
        check("4", "[4]", 4, r#"{"leader":null,"isr":[4]}"#);
        check("null", "[4]", 4, r#"{"leader":null,"isr":[4]}"#);
        check("4", "[4,5]", 6, r#"{"leader":4,"isr":[4,5]}"#);
        check("4", "[]", 4, r#"{"leader":4,"isr":[]}"#);
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        refuses(&PARTITION_STATE, r#"{"from":"NewPartition","to":"Online"}"#, "to");
        refuses(&REPLICA_OFFLINE, r#"{"isr":[1,2,1],"assignment":[1],"offline":1}"#, "isr[2]");
        refuses(&REPLICA_OFFLINE, r#"{"isr":[1],"assignment":[1],"offline":-1}"#, "offline");
    }
}

//! Which replica a consumer reads from.

use super::BROKER;
use crate::fact;
use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, MS, Ty};
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::follower::{self, ReadReplica};
use crate::value::Value;

pub(super) const PREFERRED_READ_REPLICA: RuleCall = RuleCall {
    id: "kafka/preferred-read-replica",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/common/replica/\
             RackAwareReplicaSelector.java, ReplicaView.java",
    input: &[
        Field::optional("clientRack", Ty::Text),
        Field::flag("replicaSelector", true),
        Field::required(
            "replicas",
            Ty::List(&Ty::Record(&[
                Field::required("id", BROKER),
                Field::optional("rack", Ty::Text),
                Field::flag("leader", false),
                Field::int("logEndOffset", i64::MIN, i64::MAX, 0),
                Field::with("msSinceCaughtUp", MS, Given::Int(0)),
            ])),
        ),
    ],
    output: "id",
    example: (
        r#"{"clientRack":"z","replicas":[{"id":5,"rack":"y","leader":true},{"id":6,"rack":"z"}]}"#,
        "6",
    ),
    decide: preferred_read_replica,
};

fn preferred_read_replica(input: &Value) -> Result<Answer, BadInput> {
    let replicas = replicas(input.at("replicas"))?;
    let selector = input.at("replicaSelector").flag();
    let rack = input.at("clientRack").as_text();
    let mut because = vec![fact!("replicaSelector", "replicaSelector" => selector)];
    if selector {
        because.push(fact!("clientRack", "clientRack" => rack));
    }
    let verdict = follower::preferred_read_replica(rack.filter(|_| selector), &replicas);
    let near = |replica: &&ReadReplica| {
        selector
            && rack.is_some_and(|rack| !rack.is_empty() && replica.rack.as_deref() == Some(rack))
    };
    because.extend(replicas.iter().filter(near).map(|replica| {
        fact!("replicas", "id" => replica.id, "leader" => replica.leader,
            "logEndOffset" => replica.log_end_offset, "msSinceCaughtUp" => replica.since_caught_up)
    }));
    let Some(id) = verdict else {
        return Err(BadInput::new("replicas", "none is the leader; allowed: exactly one leader"));
    };
    because.push(fact!("replicas", "selected" => id));
    Ok(Answer::new(id, because))
}

/// The replicas, each once, with at most one leader.
fn replicas(given: &Value) -> Result<Vec<ReadReplica>, BadInput> {
    let mut seen = FlatSet::new();
    let mut has_leader = false;
    let replica = |(i, given): (usize, &Value)| {
        let (id, leader) = (given.at("id").int(), given.at("leader").flag());
        if !seen.insert(id) {
            let says = format!("{id} is listed twice; allowed: once");
            return Err(BadInput::new(format!("replicas[{i}].id"), says));
        }
        if leader && std::mem::replace(&mut has_leader, true) {
            let says = "true is a second leader; allowed: exactly one";
            return Err(BadInput::new(format!("replicas[{i}].leader"), says));
        }
        Ok(ReadReplica {
            id: BrokerId(id),
            rack: given.at("rack").as_text().map(str::to_string),
            leader,
            log_end_offset: given.at("logEndOffset").int(),
            since_caught_up: given.at("msSinceCaughtUp").int(),
        })
    };
    given.items().iter().enumerate().map(replica).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    /// Broker 1 leads in rack a; `others` are in racks of their own choice.
    #[track_caller]
    fn check(client: &str, others: &str, expected: &str) {
        let input = format!(
            r#"{{{client}"replicas":[{{"id":1,"rack":"a","leader":true,"logEndOffset":50}},
                {others}]}}"#
        );
        gives(&PREFERRED_READ_REPLICA, &input, expected);
    }

    #[test]
    fn the_leader_serves_unless_another_is_nearer() {
        let near = r#"{"id":2,"rack":"b","logEndOffset":40}"#;
        example(&PREFERRED_READ_REPLICA);
        check("", near, "1");
        check(r#""clientRack":null,"#, near, "1");
        check(r#""clientRack":"","#, r#"{"id":2,"rack":""}"#, "1");
        check(r#""clientRack":"b","#, near, "2");
        check(r#""clientRack":"c","#, near, "1");
        check(r#""clientRack":"b","replicaSelector":false,"#, near, "1");
        // In the leader's rack the leader is preferred.
        check(r#""clientRack":"a","#, r#"{"id":2,"rack":"a","logEndOffset":50}"#, "1");
        check(r#""clientRack":"b","#, r#"{"id":2}"#, "1");
    }

    #[test]
    fn of_several_the_most_caught_up() {
        let rack = r#""clientRack":"b","#;
        let two =
            |a: &str, b: &str| format!(r#"{{"id":2,"rack":"b"{a}}},{{"id":3,"rack":"b"{b}}}"#);
        check(rack, &two(r#","logEndOffset":9"#, r#","logEndOffset":8"#), "2");
        check(rack, &two(r#","msSinceCaughtUp":5"#, r#","msSinceCaughtUp":9"#), "2");
        check(rack, &two("", ""), "3");
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |replicas: &str, path: &str| {
            refuses(&PREFERRED_READ_REPLICA, &format!(r#"{{"replicas":{replicas}}}"#), path);
        };
        check("[]", "replicas");
        check(r#"[{"id":1}]"#, "replicas");
        check(r#"[{"id":1,"leader":true},{"id":1}]"#, "replicas[1].id");
        check(r#"[{"id":1,"leader":true},{"id":2,"leader":true}]"#, "replicas[1].leader");
    }
}

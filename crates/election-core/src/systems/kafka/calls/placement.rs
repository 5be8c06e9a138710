//! Where the replicas of a new topic go.

use super::{brokers, ids};
use crate::flat::FlatMap;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, Ty};
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::placement::{self, Topic, Unplaceable};
use crate::value::Value;
use crate::{fact, map, refusal};

/// The most partitions, and the most replicas of all of them, in one call.
const MAX_PARTITIONS: i64 = 10_000;
const MAX_REPLICAS: i64 = 100_000;
/// The most brokers that are tried for a replica by rack.
const MAX_BROKERS: i64 = 1000;
/// An index of a draw, as in the real code.
const DRAW: Ty = Ty::Int(0, i32::MAX as i64);

pub(super) const REPLICA_ASSIGNMENT: RuleCall = RuleCall {
    id: "kafka/replica-assignment",
    source: "apache/kafka 2.8.2 core/src/main/scala/kafka/admin/AdminUtils.scala \
             assignReplicasToBrokers",
    input: &[
        brokers("brokers"),
        Field::required("partitions", Ty::Int(i64::MIN, MAX_PARTITIONS)),
        Field::required("replicationFactor", INT),
        Field::required("fixedStartIndex", DRAW),
        Field::int("startPartition", -1, i32::MAX as i64, 0),
        Field::with("nextReplicaShift", DRAW, Given::Same("fixedStartIndex")),
        Field::optional("racks", Ty::IntMap(0, &Ty::Text)),
    ],
    output: "{partition: [id]} or {error: InvalidReplicationFactorException or \
             InvalidPartitionsException}; up to 100000 replicas on up to 1000 brokers",
    example: (
        concat!(
            r#"{"brokers":[1,2,3],"partitions":2,"replicationFactor":2,"#,
            r#""fixedStartIndex":1,"nextReplicaShift":0}"#,
        ),
        r#"{"0":[2,3],"1":[3,1]}"#,
    ),
    decide: replica_assignment,
};

fn replica_assignment(input: &Value) -> Result<Answer, BadInput> {
    let int = |name: &str| input.at(name).int();
    let topic = Topic {
        partitions: int("partitions"),
        replication_factor: int("replicationFactor"),
        start_index: int("fixedStartIndex"),
        start_partition: int("startPartition"),
        next_replica_shift: int("nextReplicaShift"),
    };
    let brokers = ids(input.at("brokers"));
    let mut because = vec![fact!("partitions", "partitions" => topic.partitions)];
    let checked = topic.check(brokers.len() as i64);
    if checked != Err(Unplaceable::InvalidPartitions) {
        because.push(fact!("replicationFactor", "replicationFactor" => topic.replication_factor,
            "brokers" => brokers.len() as u64));
    }
    if let Err(reason) = checked {
        let error = match reason {
            Unplaceable::InvalidPartitions => "InvalidPartitionsException",
            Unplaceable::InvalidReplicationFactor => "InvalidReplicationFactorException",
        };
        because.push(refusal!(error));
        return Ok(Answer::new(map! { "error" => error }, because));
    }
    check_size(&topic, brokers.len() as i64)?;
    let racks = racks(input.at("racks"), &brokers)?;
    let placed = placement::place(&topic, &brokers, racks.as_ref());
    for name in ["fixedStartIndex", "nextReplicaShift"] {
        because.push(fact!(name, name => input.at(name)));
    }
    let verdict = placed
        .into_iter()
        .map(|(partition, replicas)| (partition.to_string(), Value::from(replicas)));
    Ok(Answer::new(Value::Map(verdict.collect()), because))
}

fn check_size(topic: &Topic, brokers: i64) -> Result<(), BadInput> {
    if brokers > MAX_BROKERS {
        let says = format!("{brokers} brokers; allowed: up to {MAX_BROKERS}");
        return Err(BadInput::new("brokers", says));
    }
    let replicas = topic.partitions * topic.replication_factor;
    if replicas > MAX_REPLICAS {
        let says = format!("{replicas} replicas in all partitions; allowed: up to {MAX_REPLICAS}");
        return Err(BadInput::new("replicationFactor", says));
    }
    Ok(())
}

/// The rack of every broker; `None` if no broker has one.
fn racks(
    given: &Value,
    brokers: &[BrokerId],
) -> Result<Option<FlatMap<BrokerId, String>>, BadInput> {
    if given.fields().is_empty() {
        return Ok(None);
    }
    let mut racks = FlatMap::new();
    for (name, rack) in given.fields() {
        let id = name.parse().map(BrokerId).ok().filter(|id| brokers.contains(id));
        let Some(id) = id else {
            let says = format!("{name} is not one of brokers; allowed: brokers only");
            return Err(BadInput::new(format!("racks.{name}"), says));
        };
        racks.insert(id, rack.text().to_string());
    }
    match brokers.iter().find(|id| !racks.contains_key(id)) {
        Some(BrokerId(id)) => {
            let says = "missing; allowed: a rack for every broker, or for none";
            Err(BadInput::new(format!("racks.{id}"), says))
        }
        None => Ok(Some(racks)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat::FlatSet;
    use crate::systems::check::{call, example, gives, refuses};

    #[test]
    fn leaders_go_round_and_the_shift_grows_with_every_round() {
        example(&REPLICA_ASSIGNMENT);
        gives(
            &REPLICA_ASSIGNMENT,
            r#"{"brokers":[0,1,2,3,4],"partitions":10,"replicationFactor":3,"fixedStartIndex":0}"#,
            r#"{"0":[0,1,2],"1":[1,2,3],"2":[2,3,4],"3":[3,4,0],"4":[4,0,1],
                "5":[0,2,3],"6":[1,3,4],"7":[2,4,0],"8":[3,0,1],"9":[4,1,2]}"#,
        );
        // Partitions added later go on counting.
        gives(
            &REPLICA_ASSIGNMENT,
            r#"{"brokers":[0,1,2],"partitions":2,"replicationFactor":2,"fixedStartIndex":0,
                "startPartition":3}"#,
            r#"{"3":[0,2],"4":[1,0]}"#,
        );
        gives(
            &REPLICA_ASSIGNMENT,
            r#"{"brokers":[9],"partitions":2,"replicationFactor":1,"fixedStartIndex":5}"#,
            r#"{"0":[9],"1":[9]}"#,
        );
        gives(
            &REPLICA_ASSIGNMENT,
            r#"{"brokers":[9,8],"partitions":1,"replicationFactor":2,"racks":{},
                "fixedStartIndex":2147483647,"startPartition":2147483647}"#,
            r#"{"2147483647":[9,8]}"#,
        );
    }

    #[test]
    fn brokers_alternate_by_rack() {
        let racks = r#""racks":{"0":"rack1","1":"rack3","2":"rack3","3":"rack2","4":"rack2",
            "5":"rack1"}"#;
        let input = format!(
            r#"{{"brokers":[0,1,2,3,4,5],"partitions":7,"replicationFactor":3,
                "fixedStartIndex":0,{racks}}}"#
        );
        // The ring is 0 3 1 5 4 2.
        gives(
            &REPLICA_ASSIGNMENT,
            &input,
            r#"{"0":[0,3,1],"1":[3,1,5],"2":[1,5,4],"3":[5,4,2],"4":[4,2,0],"5":[2,0,3],
                "6":[0,4,2]}"#,
        );
    }

    #[test]
    fn no_rack_gets_two_replicas_before_each_has_one() {
        let input = r#"{"brokers":[1,2,3,4,5],"partitions":40,"replicationFactor":3,
            "fixedStartIndex":2,"racks":{"1":"a","2":"a","3":"a","4":"b","5":"c"}}"#;
        let verdict = call(&REPLICA_ASSIGNMENT, input).verdict;
        assert_eq!(verdict.fields().len(), 40);
        for (partition, replicas) in verdict.fields() {
            let racks: FlatSet<i64> = replicas.ints().iter().map(|id| (*id).max(3)).collect();
            assert_eq!(racks.len(), 3, "{partition}: {replicas}");
        }
        let all = input.replace(r#"Factor":3"#, r#"Factor":5"#);
        for (partition, replicas) in call(&REPLICA_ASSIGNMENT, &all).verdict.fields() {
            let brokers: FlatSet<i64> = replicas.ints().into_iter().collect();
            assert_eq!(brokers.len(), 5, "{partition}: {replicas}");
        }
    }

    #[test]
    fn kafka_refuses_what_cannot_be_placed() {
        let check = |partitions: i64, factor: i64, error: &str| {
            let input = map! {
                "brokers" => vec![1, 2], "partitions" => partitions,
                "replicationFactor" => factor, "fixedStartIndex" => 0,
            };
            let error = format!(r#"{{"error":"{error}"}}"#);
            gives(&REPLICA_ASSIGNMENT, &input.to_string(), &error);
        };
        check(0, 0, "InvalidPartitionsException");
        check(i64::MIN, 1, "InvalidPartitionsException");
        check(1, 0, "InvalidReplicationFactorException");
        check(1, -1, "InvalidReplicationFactorException");
        check(1, 3, "InvalidReplicationFactorException");
        check(1, i64::MAX, "InvalidReplicationFactorException");
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |rest: &str, path: &str| {
            let input =
                format!(r#"{{"brokers":[1,2],"replicationFactor":1,"fixedStartIndex":0,{rest}}}"#);
            refuses(&REPLICA_ASSIGNMENT, &input, path);
        };
        check(r#""partitions":10001"#, "partitions");
        check(r#""partitions":1,"racks":{"1":"a"}"#, "racks.2");
        check(r#""partitions":1,"racks":{"1":"a","2":"a","7":"b"}"#, "racks.7");
        check(r#""partitions":1,"racks":{"one":"a"}"#, "racks.one");
        check(r#""partitions":1,"startPartition":-2"#, "startPartition");
        let brokers: Vec<i64> = (0..1001).collect();
        let input = map! {
            "brokers" => brokers[..20].to_vec(), "partitions" => 10_000,
            "replicationFactor" => 20, "fixedStartIndex" => 0,
        };
        refuses(&REPLICA_ASSIGNMENT, &input.to_string(), "replicationFactor");
        let input = map! {
            "brokers" => brokers, "partitions" => 1,
            "replicationFactor" => 1, "fixedStartIndex" => 0,
        };
        refuses(&REPLICA_ASSIGNMENT, &input.to_string(), "brokers");
    }
}

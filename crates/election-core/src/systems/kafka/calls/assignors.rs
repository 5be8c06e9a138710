//! Which member reads which partition.

use super::groups::once;
use crate::fact;
use crate::flat::FlatMap;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Ty};
use crate::systems::kafka::rules::assignors::{self, Assignment, Member};
use crate::value::Value;

/// The most partitions of all topics, and the most members, in one call.
const MAX_PARTITIONS: i64 = 100_000;
const MAX_MEMBERS: usize = 1000;

const INPUT: &[Field] = &[
    Field::required("partitions", Ty::Map(&Ty::Int(0, MAX_PARTITIONS))),
    Field::required(
        "members",
        Ty::List(&Ty::Record(&[
            Field::required("id", Ty::Text),
            Field::optional("instanceId", Ty::Text),
            Field::required("topics", Ty::Set(&Ty::Text)),
        ])),
    ),
];

const OUTPUT: &str =
    "{id: [\"topic-partition\"]}; up to 100000 partitions in all and up to 1000 members";

pub(super) const ASSIGN_RANGE: RuleCall = RuleCall {
    id: "kafka/assign-range",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/clients/consumer/\
             RangeAssignor.java",
    input: INPUT,
    output: OUTPUT,
    example: (
        r#"{"partitions":{"t":3},"members":[{"id":"b","topics":["t"]},{"id":"a","topics":["t"]}]}"#,
        r#"{"a":["t-0","t-1"],"b":["t-2"]}"#,
    ),
    decide: |input| assign(input, assignors::range),
};

pub(super) const ASSIGN_ROUNDROBIN: RuleCall = RuleCall {
    id: "kafka/assign-roundrobin",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/clients/consumer/\
             RoundRobinAssignor.java",
    input: INPUT,
    output: OUTPUT,
    example: (
        r#"{"partitions":{"t":3},"members":[{"id":"b","topics":["t"]},{"id":"a","topics":["t"]}]}"#,
        r#"{"a":["t-0","t-2"],"b":["t-1"]}"#,
    ),
    decide: |input| assign(input, assignors::round_robin),
};

type Assignor = for<'a> fn(&FlatMap<&'a str, i64>, &[Member<'a>]) -> Assignment<'a>;

fn assign(input: &Value, assignor: Assignor) -> Result<Answer, BadInput> {
    let partitions: FlatMap<&str, i64> =
        input.at("partitions").fields().iter().map(|(name, n)| (name.as_str(), n.int())).collect();
    let all: i64 = partitions.values().fold(0, |sum, n| sum.saturating_add(*n));
    if all > MAX_PARTITIONS {
        let says = format!("{all} partitions in all; allowed: up to {MAX_PARTITIONS}");
        return Err(BadInput::new("partitions", says));
    }
    let members = members(input.at("members").items())?;
    let assignment = assignor(&partitions, &members);
    let mut because = vec![fact!("partitions", "all" => all)];
    let mut verdict = FlatMap::new();
    for (member, owned) in members.iter().zip(&assignment) {
        because.push(fact!("members", "id" => member.id, "instanceId" => member.instance,
            "assigned" => owned.len() as u64));
        let owned: Vec<String> = owned.iter().map(|(topic, n)| format!("{topic}-{n}")).collect();
        verdict.insert(member.id.to_string(), Value::from(owned));
    }
    Ok(Answer::new(Value::Map(verdict.into_iter().collect()), because))
}

fn members(given: &[Value]) -> Result<Vec<Member<'_>>, BadInput> {
    if given.len() > MAX_MEMBERS {
        let says = format!("{} members; allowed: up to {MAX_MEMBERS}", given.len());
        return Err(BadInput::new("members", says));
    }
    once(given, "id")?;
    once(given, "instanceId")?;
    Ok(given.iter().map(member).collect())
}

fn member(given: &Value) -> Member<'_> {
    Member {
        id: given.at("id").text(),
        instance: given.at("instanceId").as_text(),
        topics: given.at("topics").items().iter().map(Value::text).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    /// Members as "id:topics" or "id/instance:topics".
    fn input(partitions: &str, members: &[&str]) -> String {
        let member = |text: &&str| {
            let (name, topics) = text.split_once(':').expect("a colon");
            let topics = topics.replace(' ', r#"",""#);
            let (id, instance) = name.split_once('/').unwrap_or((name, ""));
            let instance = match instance {
                "" => "null".to_string(),
                name => format!(r#""{name}""#),
            };
            format!(r#"{{"id":"{id}","instanceId":{instance},"topics":["{topics}"]}}"#)
        };
        let members: Vec<String> = members.iter().map(member).collect();
        format!(r#"{{"partitions":{partitions},"members":[{}]}}"#, members.join(","))
    }

    #[test]
    fn range_gives_the_first_members_the_remainder_of_every_topic() {
        let check = |partitions: &str, members: &[&str], expected: &str| {
            gives(&ASSIGN_RANGE, &input(partitions, members), expected);
        };
        example(&ASSIGN_RANGE);
        check(
            r#"{"t":3,"u":3}"#,
            &["a:t u", "b:t u"],
            r#"{"a":["t-0","t-1","u-0","u-1"],"b":["t-2","u-2"]}"#,
        );
        check(r#"{"t":1}"#, &["a:t", "b:t"], r#"{"a":["t-0"],"b":[]}"#);
        check(r#"{"t":2,"u":1}"#, &["a:t", "b:t u"], r#"{"a":["t-0"],"b":["t-1","u-0"]}"#);
        check(r#"{"t":2}"#, &["a:other"], r#"{"a":[]}"#);
        check(r#"{"t":0}"#, &["a:t"], r#"{"a":[]}"#);
        // A static member comes first, whatever its member id.
        check(r#"{"t":1}"#, &["a:t", "z/i:t"], r#"{"a":[],"z":["t-0"]}"#);
        check(r#"{"t":1}"#, &["a/2:t", "z/1:t"], r#"{"a":[],"z":["t-0"]}"#);
    }

    #[test]
    fn round_robin_deals_all_partitions_of_all_topics() {
        let check = |partitions: &str, members: &[&str], expected: &str| {
            gives(&ASSIGN_ROUNDROBIN, &input(partitions, members), expected);
        };
        example(&ASSIGN_ROUNDROBIN);
        check(
            r#"{"t":3,"u":3}"#,
            &["a:t u", "b:t u"],
            r#"{"a":["t-0","t-2","u-1"],"b":["t-1","u-0","u-2"]}"#,
        );
        // Who does not read a topic is passed over.
        check(
            r#"{"t":1,"u":2,"v":3}"#,
            &["a:t", "b:t u", "c:t u v"],
            r#"{"a":["t-0"],"b":["u-0"],"c":["u-1","v-0","v-1","v-2"]}"#,
        );
        check(r#"{"t":2}"#, &["a:other"], r#"{"a":[]}"#);
        gives(&ASSIGN_ROUNDROBIN, r#"{"partitions":{"t":2},"members":[]}"#, "{}");
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |partitions: &str, members: &[&str], path: &str| {
            refuses(&ASSIGN_RANGE, &input(partitions, members), path);
        };
        check(r#"{"t":-1}"#, &["a:t"], "partitions.t");
        check(r#"{"t":99999,"u":2}"#, &["a:t"], "partitions");
        check(r#"{"t":1}"#, &["a:t", "a:t"], "members[1].id");
        check(r#"{"t":1}"#, &["a/i:t", "b/i:t"], "members[1].instanceId");
        check(r#"{"t":1}"#, &["a:t t"], "members[0].topics[1]");
        let names: Vec<String> = (0..1001).map(|i| format!("m{i}:t")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        check(r#"{"t":1}"#, &names, "members");
    }
}

//! The sticky assignors.

use super::groups::once;
use crate::flat::FlatMap;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, Ty, brief};
use crate::systems::kafka::rules::sticky::{self, Member, Owners, TopicPartition};
use crate::value::Value;
use crate::{fact, map};

/// The most partitions of all topics, and the most members, in one call.
const MAX_PARTITIONS: i64 = 1000;
const MAX_MEMBERS: usize = 100;

pub(super) const ASSIGN_STICKY: RuleCall = RuleCall {
    id: "kafka/assign-sticky",
    source: "apache/kafka 4.1.1 clients/src/main/java/org/apache/kafka/clients/consumer/internals/\
             AbstractStickyAssignor.java, CooperativeStickyAssignor.java",
    input: &[
        Field::required("partitions", Ty::Map(&Ty::Int(0, MAX_PARTITIONS))),
        Field::required(
            "members",
            Ty::List(&Ty::Record(&[
                Field::required("id", Ty::Text),
                Field::optional("instanceId", Ty::Text),
                Field::required("topics", Ty::Set(&Ty::Text)),
                Field::with("owned", Ty::Set(&Ty::Text), Given::EmptyList),
            ])),
        ),
        Field::flag("cooperative", false),
    ],
    output: "{assignment: {id: [\"topic-partition\"]}, transferring: {\"topic-partition\": new \
             owner}}; up to 1000 partitions in all and up to 100 members",
    example: (
        concat!(
            r#"{"partitions":{"t":1},"members":[{"id":"a","topics":["t"],"owned":[]},"#,
            r#"{"id":"b","topics":["t"],"owned":["t-0"]}]}"#,
        ),
        r#"{"assignment":{"a":[],"b":["t-0"]},"transferring":{}}"#,
    ),
    decide: assign_sticky,
};

fn assign_sticky(input: &Value) -> Result<Answer, BadInput> {
    let partitions: FlatMap<&str, i64> =
        input.at("partitions").fields().iter().map(|(name, n)| (name.as_str(), n.int())).collect();
    let all: i64 = partitions.values().fold(0, |sum, n| sum.saturating_add(*n));
    if all > MAX_PARTITIONS {
        let says = format!("{all} partitions in all; allowed: up to {MAX_PARTITIONS}");
        return Err(BadInput::new("partitions", says));
    }
    let given = input.at("members").items();
    if given.len() > MAX_MEMBERS {
        let says = format!("{} members; allowed: up to {MAX_MEMBERS}", given.len());
        return Err(BadInput::new("members", says));
    }
    once(given, "id")?;
    once(given, "instanceId")?;
    let mut members = Vec::new();
    for (i, given) in given.iter().enumerate() {
        members.push(member(given, i, &partitions)?);
    }
    let found = sticky::assign(&partitions, &members);
    let cooperative = input.at("cooperative").flag();
    let mut assignment: FlatMap<&str, Vec<String>> =
        members.iter().map(|member| (member.id, Vec::new())).collect();
    for (partition, id) in &found.owners {
        let held_back = cooperative && found.transferring.contains_key(partition);
        if let Some(list) = assignment.get_mut(id).filter(|_| !held_back) {
            list.push(name(*partition));
        }
    }
    let because = why(&members, &found.owners, found.constrained, cooperative);
    let assignment = assignment.into_iter().map(|(id, list)| (id.to_string(), list.into()));
    let transferring =
        found.transferring.iter().map(|(partition, id)| (name(*partition), (*id).into()));
    let verdict = map! {
        "assignment" => Value::Map(assignment.collect()),
        "transferring" => Value::Map(transferring.collect()),
    };
    Ok(Answer::new(verdict, because))
}

fn name((topic, partition): TopicPartition<'_>) -> String {
    format!("{topic}-{partition}")
}

/// Reads a member; what it owns must exist, unless its topic is gone.
fn member<'a>(
    given: &'a Value,
    nth: usize,
    partitions: &FlatMap<&'a str, i64>,
) -> Result<Member<'a>, BadInput> {
    let read = |(i, text): (usize, &'a Value)| {
        let says = |allowed: &str| {
            let says = format!("{} {allowed}", brief(text));
            BadInput::new(format!("members[{nth}].owned[{i}]"), says)
        };
        let (topic, number) = text
            .text()
            .rsplit_once('-')
            .ok_or_else(|| says("is not a partition; allowed: as topic-0"))?;
        let number = number
            .parse::<i64>()
            .ok()
            .filter(|n| *n >= 0 && number == n.to_string())
            .ok_or_else(|| says("is not a partition; allowed: as topic-0"))?;
        match partitions.get(topic) {
            Some(n) if number >= *n => Err(says(&format!("does not exist; allowed: below {n}"))),
            _ => Ok((topic, number)),
        }
    };
    Ok(Member {
        id: given.at("id").text(),
        topics: given.at("topics").items().iter().map(Value::text).collect(),
        owned: given.at("owned").items().iter().enumerate().map(read).collect::<Result<_, _>>()?,
    })
}

fn why(
    members: &[Member<'_>],
    owners: &Owners<'_>,
    constrained: bool,
    cooperative: bool,
) -> Vec<Value> {
    let mut because = vec![fact!("members", "sameTopics" => constrained)];
    for member in members {
        let assigned = owners.values().filter(|id| **id == member.id).count() as u64;
        let kept = member.owned.iter().filter(|p| owners.get(*p) == Some(&member.id)).count();
        because.push(fact!("owned", "id" => member.id, "owned" => member.owned.len() as u64,
            "kept" => kept as u64, "assigned" => assigned));
    }
    because.push(fact!("cooperative", "cooperative" => cooperative));
    because
}

#[cfg(test)]
mod tests;

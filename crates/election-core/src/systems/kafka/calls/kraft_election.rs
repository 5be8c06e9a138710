//! Which replica leads, in KRaft.

use super::{BROKERS, LEADER, brokers, id, id_set, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, Ty};
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::kraft_election::{Candidates, Election, Found};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const ELECTION: Ty = Ty::OneOf(&["PREFERRED", "ONLINE", "UNCLEAN"]);

pub(super) const ELECT_LEADER_KRAFT: RuleCall = RuleCall {
    id: "kafka/elect-leader-kraft",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             PartitionChangeBuilder.java electLeader",
    input: &[
        brokers("replicas"),
        brokers("isr"),
        Field::with("elr", BROKERS, Given::EmptyList),
        Field::with("lastKnownElr", BROKERS, Given::EmptyList),
        LEADER,
        Field::required("election", ELECTION),
        brokers("acceptable"),
        Field::flag("elrEnabled", true),
    ],
    output: "{leader: id or null, unclean: bool}",
    example: (
        r#"{"replicas":[5,6,7],"isr":[6,7],"leader":5,"election":"ONLINE","acceptable":[5,7]}"#,
        r#"{"leader":7,"unclean":false}"#,
    ),
    decide: elect_leader_kraft,
};

fn elect_leader_kraft(input: &Value) -> Result<Answer, BadInput> {
    let list = |name: &str| ids(input.at(name));
    let acceptable = id_set(input.at("acceptable"));
    let (replicas, isr) = (list("replicas"), list("isr"));
    let (elr, last_known_elr) = (list("elr"), list("lastKnownElr"));
    let candidates = Candidates {
        replicas: &replicas,
        isr: &isr,
        elr: &elr,
        last_known_elr: &last_known_elr,
        leader: id(input.at("leader")),
        acceptable: &acceptable,
        last_known_leader_may_lead: input.at("elrEnabled").flag(),
    };
    let elected = candidates.elect(election(input.at("election")));
    let verdict = map! {
        "leader" => elected.map(|(id, _)| id),
        "unclean" => elected.is_some_and(|(_, found)| found.is_unclean()),
    };
    let source = if isr.is_empty() { "elr" } else { "isr" };
    let mut because = vec![
        fact!("election", "election" => input.at("election")),
        fact!(source, source => input.at(source)),
        fact!("acceptable", "acceptable" => input.at("acceptable")),
    ];
    because.push(found(elected));
    Ok(Answer::new(verdict, because))
}

/// The step that found a leader.
pub(super) fn found(elected: Option<(BrokerId, Found)>) -> Value {
    match elected {
        None => refusal!("no-leader"),
        Some((id, Found::Preferred)) => fact!("replicas", "preferred" => id),
        Some((id, Found::Current)) => fact!("leader", "leader" => id),
        Some((id, Found::InOrder)) => fact!("replicas", "firstValid" => id),
        Some((id, Found::LastKnown)) => fact!("lastKnownElr", "lastKnownLeader" => id),
        Some((id, Found::LongestLog)) => fact!("logs", "longest" => id),
        Some((id, Found::Unclean)) => fact!("replicas", "firstAcceptable" => id),
    }
}

pub(super) fn election(value: &Value) -> Election {
    match value.text() {
        "PREFERRED" => Election::Preferred,
        "ONLINE" => Election::Online,
        _ => Election::Unclean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    /// Elects among replicas 1, 2, 3; `expected` is the leader, or "" for none.
    #[track_caller]
    fn check(elections: &[&str], rest: &str, expected: &str) {
        for election in elections {
            let input = format!(r#"{{"replicas":[1,2,3],"election":"{election}",{rest}}}"#);
            let verdict = call(&ELECT_LEADER_KRAFT, &input).verdict;
            let unclean = if verdict.at("unclean").flag() { " unclean" } else { "" };
            let found = match verdict.at("leader") {
                Value::Null => String::new(),
                leader => format!("{leader}{unclean}"),
            };
            assert_eq!(found, expected, "{input}");
        }
    }

    const ALL: &[&str] = &["PREFERRED", "ONLINE", "UNCLEAN"];
    const ANY: &[&str] = &["ONLINE", "UNCLEAN"];

    #[test]
    fn only_preferred_moves_a_leader_that_can_stay() {
        example(&ELECT_LEADER_KRAFT);
        let healthy = r#""isr":[1,2,3],"leader":2,"acceptable":[1,2,3]"#;
        check(&["PREFERRED"], healthy, "1");
        check(ANY, healthy, "2");
        check(ALL, r#""isr":[2,3],"leader":3,"acceptable":[1,2,3]"#, "3");
        check(ALL, r#""isr":[2,3],"leader":1,"acceptable":[1,2,3]"#, "2");
        check(ALL, r#""isr":[2,3],"leader":2,"acceptable":[3]"#, "3");
    }

    #[test]
    fn the_elr_counts_only_while_the_isr_is_empty() {
        check(ALL, r#""isr":[],"elr":[3,2],"acceptable":[2,3]"#, "2");
        check(ALL, r#""isr":[],"elr":[3],"leader":3,"acceptable":[2,3]"#, "3");
        check(&["PREFERRED", "ONLINE"], r#""isr":[1],"elr":[2],"acceptable":[2,3]"#, "");
        check(&["UNCLEAN"], r#""isr":[1],"elr":[2],"acceptable":[2,3]"#, "2 unclean");
    }

    #[test]
    fn the_last_known_leader_is_the_only_one_that_ever_loses_by_itself() {
        check(ALL, r#""isr":[],"lastKnownElr":[2],"acceptable":[1,2]"#, "2 unclean");
        let off = r#""isr":[],"lastKnownElr":[2],"acceptable":[1,2],"elrEnabled":false"#;
        check(&["PREFERRED", "ONLINE"], off, "");
        check(&["UNCLEAN"], off, "1 unclean");
        // It must be back, alone in the list, and nobody may be left in the ELR.
        check(&["PREFERRED", "ONLINE"], r#""isr":[],"lastKnownElr":[2],"acceptable":[1]"#, "");
        check(&["ONLINE"], r#""isr":[],"lastKnownElr":[1,2],"acceptable":[1,2]"#, "");
        check(&["ONLINE"], r#""isr":[],"elr":[3],"lastKnownElr":[2],"acceptable":[2]"#, "");
    }

    #[test]
    fn unclean_takes_the_first_acceptable_replica() {
        let lost = r#""isr":[1],"leader":1,"acceptable":[2,3]"#;
        check(&["PREFERRED", "ONLINE"], lost, "");
        check(&["UNCLEAN"], lost, "2 unclean");
        check(&["UNCLEAN"], r#""isr":[1],"leader":1,"acceptable":[9]"#, "");
    }

    #[test]
    fn nothing_to_choose_from_is_no_leader() {
        let input = r#"{"replicas":[],"isr":[],"election":"PREFERRED","acceptable":[]}"#;
        gives(&ELECT_LEADER_KRAFT, input, r#"{"leader":null,"unclean":false}"#);
        assert_eq!(call(&ELECT_LEADER_KRAFT, input).because.pop(), Some(refusal!("no-leader")));
        refuses(&ELECT_LEADER_KRAFT, &input.replace("PREFERRED", "preferred"), "election");
        refuses(&ELECT_LEADER_KRAFT, &input.replace(r#""isr":[]"#, r#""isr":[4,4]"#), "isr[1]");
    }
}

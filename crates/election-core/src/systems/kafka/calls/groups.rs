//! Consumer groups of the classic protocol.

use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Ty};
use crate::systems::kafka::rules::groups::{self, GroupState};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const GROUP_LEADER_AFTER_LEAVE: RuleCall = RuleCall {
    id: "kafka/group-leader-after-leave",
    source: "apache/kafka 4.1.1 group-coordinator/src/main/java/org/apache/kafka/coordinator/\
             group/classic/ClassicGroup.java remove",
    input: &[Field::required("members", Ty::Set(&Ty::Text))],
    output: "id, or null if nobody is left",
    example: (r#"{"members":["b","a"]}"#, r#""a""#),
    decide: |input| {
        let members = input.at("members").items().iter().map(Value::text);
        let leader = groups::leader_after_leave(members);
        let because = vec![fact!("members", "first" => leader)];
        Ok(Answer::new(leader, because))
    },
};

const STATE: Ty =
    Ty::OneOf(&["Empty", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead"]);

pub(super) const GROUP_STATE: RuleCall = RuleCall {
    id: "kafka/group-state",
    source: "apache/kafka 4.1.1 group-coordinator/src/main/java/org/apache/kafka/coordinator/\
             group/classic/ClassicGroupState.java",
    input: &[Field::required("from", STATE), Field::required("to", STATE)],
    output: "bool",
    example: (r#"{"from":"Stable","to":"Empty"}"#, "false"),
    decide: |input| {
        let (from, to) = (state(input.at("from")), state(input.at("to")));
        let previous: Vec<&str> = to.valid_previous().iter().map(|state| name(*state)).collect();
        let because = vec![
            fact!("to", "to" => name(to), "validPreviousStates" => previous),
            fact!("from", "from" => name(from)),
        ];
        Ok(Answer::new(to.valid_previous().contains(&from), because))
    },
};

fn state(value: &Value) -> GroupState {
    match value.text() {
        "Empty" => GroupState::Empty,
        "PreparingRebalance" => GroupState::PreparingRebalance,
        "CompletingRebalance" => GroupState::CompletingRebalance,
        "Stable" => GroupState::Stable,
        _ => GroupState::Dead,
    }
}

fn name(state: GroupState) -> &'static str {
    match state {
        GroupState::Empty => "Empty",
        GroupState::PreparingRebalance => "PreparingRebalance",
        GroupState::CompletingRebalance => "CompletingRebalance",
        GroupState::Stable => "Stable",
        GroupState::Dead => "Dead",
    }
}

pub(super) const GROUP_PROTOCOL: RuleCall = RuleCall {
    id: "kafka/group-protocol",
    source: "apache/kafka 4.1.1 group-coordinator/src/main/java/org/apache/kafka/coordinator/\
             group/classic/ClassicGroup.java selectProtocol",
    input: &[Field::required(
        "members",
        Ty::List(&Ty::Record(&[
            Field::required("id", Ty::Text),
            Field::required("protocols", Ty::Set(&Ty::Text)),
        ])),
    )],
    output: "name or {error: INCONSISTENT_GROUP_PROTOCOL}",
    example: (
        concat!(
            r#"{"members":[{"id":"x","protocols":["range","sticky"]},"#,
            r#"{"id":"y","protocols":["sticky"]}]}"#,
        ),
        r#""sticky""#,
    ),
    decide: group_protocol,
};

fn group_protocol(input: &Value) -> Result<Answer, BadInput> {
    let given = input.at("members").items();
    if given.is_empty() {
        return Err(BadInput::new("members", "[] is empty; allowed: at least one member"));
    }
    once(given, "id")?;
    let members: Vec<Vec<&str>> = given
        .iter()
        .map(|member| member.at("protocols").items().iter().map(Value::text).collect())
        .collect();
    let candidates: Vec<&str> = groups::candidate_protocols(&members).into_iter().collect();
    let votes = groups::protocol_votes(&members);
    let mut because = vec![fact!("members", "candidates" => candidates)];
    because.extend(
        votes.iter().map(|(name, votes)| fact!("protocols", "name" => *name, "votes" => *votes)),
    );
    let verdict = match groups::select_protocol(&votes) {
        Some(name) => name.into(),
        None => {
            because.push(refusal!("INCONSISTENT_GROUP_PROTOCOL"));
            map! { "error" => "INCONSISTENT_GROUP_PROTOCOL" }
        }
    };
    Ok(Answer::new(verdict, because))
}

/// Refuses members of which two have the same text in `field`; null counts as none.
pub(super) fn once(members: &[Value], field: &str) -> Result<(), BadInput> {
    let mut seen = FlatSet::new();
    for (i, member) in members.iter().enumerate() {
        if let Some(text) = member.at(field).as_text()
            && !seen.insert(text)
        {
            let says = format!("{} is listed twice; allowed: once", member.at(field));
            return Err(BadInput::new(format!("members[{i}].{field}"), says));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    #[test]
    fn the_next_leader_is_not_the_oldest_member() {
        let check = |members: &str, leader: &str| {
            gives(&GROUP_LEADER_AFTER_LEAVE, &format!(r#"{{"members":{members}}}"#), leader);
        };
        example(&GROUP_LEADER_AFTER_LEAVE);
        check("[]", "null");
        check(r#"["z"]"#, r#""z""#);
        // Slots of 16: "p" is 112 = 0, "o" is 111 = 15.
        check(r#"["o","p"]"#, r#""p""#);
        // One slot: the older one ("a" is 97, "q" is 113, both 1).
        check(r#"["q","a"]"#, r#""q""#);
        // Thirteen members: 32 slots, where "q" moves to 17.
        let many = r#"["q","a","b","c","d","e","f","g","h","i","j","k","l"]"#;
        check(many, r#""a""#);
        refuses(&GROUP_LEADER_AFTER_LEAVE, r#"{"members":["a","a"]}"#, "members[1]");
    }

    #[test]
    fn a_group_becomes_stable_only_by_way_of_a_rebalance() {
        example(&GROUP_STATE);
        let check = |from: &str, to: &[&str]| {
            for target in ["Empty", "PreparingRebalance", "CompletingRebalance", "Stable", "Dead"] {
                let input = format!(r#"{{"from":"{from}","to":"{target}"}}"#);
                gives(&GROUP_STATE, &input, &to.contains(&target).to_string());
            }
        };
        check("Empty", &["PreparingRebalance", "Dead"]);
        check("PreparingRebalance", &["CompletingRebalance", "Empty", "Dead"]);
        check("CompletingRebalance", &["PreparingRebalance", "Stable", "Dead"]);
        check("Stable", &["PreparingRebalance", "Dead"]);
        check("Dead", &["Dead"]);
    }

    #[test]
    fn the_protocol_that_all_know_and_most_prefer() {
        let check = |members: &[&str], expected: &str| {
            let members: Vec<String> = members
                .iter()
                .enumerate()
                .map(|(i, protocols)| {
                    let protocols = protocols.replace(' ', r#"",""#);
                    format!(r#"{{"id":"m{i}","protocols":["{protocols}"]}}"#)
                })
                .collect();
            let input = format!(r#"{{"members":[{}]}}"#, members.join(","));
            gives(&GROUP_PROTOCOL, &input, expected);
        };
        example(&GROUP_PROTOCOL);
        check(&["range roundrobin", "roundrobin range", "roundrobin range"], r#""roundrobin""#);
        check(&["range sticky", "roundrobin sticky"], r#""sticky""#);
        check(&["range", "sticky"], r#"{"error":"INCONSISTENT_GROUP_PROTOCOL"}"#);
        // As many votes: the first slot, "a" (1) before "b" (2), and "p" (0) before both.
        check(&["b a", "a b"], r#""a""#);
        check(&["a p", "p a"], r#""p""#);
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        refuses(&GROUP_PROTOCOL, r#"{"members":[]}"#, "members");
        let twice = r#"{"members":[{"id":"a","protocols":[]},{"id":"a","protocols":[]}]}"#;
        refuses(&GROUP_PROTOCOL, twice, "members[1].id");
        refuses(&GROUP_STATE, r#"{"from":"Stable","to":"Assigning"}"#, "to");
    }
}

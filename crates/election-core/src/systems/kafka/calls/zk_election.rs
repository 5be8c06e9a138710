//! The four elections of a controller on ZooKeeper.

use super::{brokers, id_set, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, Ty};
use crate::systems::kafka::rules::zk_election::{self, Brokers, Elected, Election};
use crate::systems::kafka::rules::{BrokerId, set};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const ELECT_LEADER_ZK: RuleCall = RuleCall {
    id: "kafka/elect-leader-zk",
    source: "apache/kafka 2.8.2 core/src/main/scala/kafka/controller/PartitionStateMachine.scala \
             PartitionLeaderElectionAlgorithms, Election.scala",
    input: &[
        Field::required(
            "algorithm",
            Ty::OneOf(&["offline", "reassign", "preferred", "controlled-shutdown"]),
        ),
        brokers("assignment"),
        Field::optional("target", super::BROKERS),
        brokers("isr"),
        brokers("live"),
        Field::with("shuttingDown", super::BROKERS, Given::EmptyList),
        Field::flag("unclean.leader.election.enable", false),
    ],
    output: "{leader: id or null, isr: [id] or null, leaderAndIsrTo: [id] or null, unclean: bool}",
    example: (
        r#"{"algorithm":"offline","assignment":[7,8,9],"isr":[9,8],"live":[8,9]}"#,
        r#"{"leader":8,"isr":[9,8],"leaderAndIsrTo":[8,9],"unclean":false}"#,
    ),
    decide: elect_leader_zk,
};

fn elect_leader_zk(input: &Value) -> Result<Answer, BadInput> {
    let (assignment, target) = (ids(input.at("assignment")), ids(input.at("target")));
    let isr = ids(input.at("isr"));
    let election = match input.at("algorithm").text() {
        "offline" => Election::Offline { unclean: input.at(UNCLEAN).flag() },
        "reassign" if input.at("target").is_null() => {
            let says = format!("missing with algorithm reassign; allowed: {}", super::BROKERS);
            return Err(BadInput::new("target", says));
        }
        "reassign" => Election::Reassign { target: &target },
        "preferred" => Election::Preferred,
        _ => Election::ControlledShutdown,
    };
    let (live, shutting_down) = (id_set(input.at("live")), id_set(input.at("shuttingDown")));
    let brokers = Brokers { live: &live, shutting_down: &shutting_down };
    let elected = zk_election::elect(election, &assignment, &isr, brokers);
    let (name, candidates) = match election {
        Election::Reassign { target } => ("target", target),
        Election::Preferred => ("assignment", &assignment[..assignment.len().min(1)]),
        _ => ("assignment", &assignment[..]),
    };
    let because = why(election, name, candidates, &isr, brokers, elected.as_ref());
    Ok(Answer::new(verdict(elected), because))
}

const UNCLEAN: &str = "unclean.leader.election.enable";

fn verdict(elected: Option<Elected>) -> Value {
    match elected {
        Some(to) => map! {
            "leader" => to.leader, "isr" => to.isr, "leaderAndIsrTo" => to.leader_and_isr_to,
            "unclean" => to.unclean,
        },
        None => map! {
            "leader" => Value::Null, "isr" => Value::Null, "leaderAndIsrTo" => Value::Null,
            "unclean" => false,
        },
    }
}

/// The candidates in their order up to the one that qualified.
fn why(
    election: Election<'_>,
    name: &str,
    candidates: &[BrokerId],
    isr: &[BrokerId],
    brokers: Brokers<'_>,
    elected: Option<&Elected>,
) -> Vec<Value> {
    let in_isr = set(isr);
    let mut because = Vec::new();
    for id in candidates {
        let mut entry = fact!(name, "replica" => *id, "live" => brokers.live.contains(id),
            "isr" => in_isr.contains(id));
        if !brokers.shutting_down.is_empty() {
            entry.set("shuttingDown", brokers.shutting_down.contains(id).into());
        }
        because.push(entry);
        if elected.is_some_and(|to| !to.unclean && to.leader == *id) {
            return because;
        }
    }
    if let Election::Offline { unclean } = election {
        because.push(fact!(UNCLEAN, UNCLEAN => unclean));
    }
    because.push(match elected {
        Some(to) => fact!("live", "replica" => to.leader, "live" => true),
        None => refusal!("no-eligible-replica"),
    });
    because
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    /// Elects with these fields; `expected` is leader, ISR, recipients, or "" for nobody.
    #[track_caller]
    fn check(algorithm: &str, rest: &str, expected: &str) {
        let input = format!(r#"{{"algorithm":"{algorithm}",{rest}}}"#);
        let verdict = call(&ELECT_LEADER_ZK, &input).verdict;
        let found = match verdict.at("leader") {
            Value::Null => String::new(),
            leader => {
                let (isr, to) = (verdict.at("isr"), verdict.at("leaderAndIsrTo"));
                let unclean = if verdict.at("unclean").flag() { " unclean" } else { "" };
                format!("{leader} {isr} {to}{unclean}")
            }
        };
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn offline_takes_the_first_live_isr_member_in_assignment_order() {
        example(&ELECT_LEADER_ZK);
        let check = |rest: &str, expected: &str| check("offline", rest, expected);
        check(r#""assignment":[1,2,3],"isr":[1,2,3],"live":[2,3]"#, "2 [2,3] [2,3]");
        check(r#""assignment":[1,2,3],"isr":[3,2],"live":[2,3]"#, "2 [3,2] [2,3]");
        check(r#""assignment":[1,2,3],"isr":[1],"live":[2,3]"#, "");
        let unclean = r#","unclean.leader.election.enable":true"#;
        check(
            &format!(r#""assignment":[1,2,3],"isr":[1],"live":[2,3]{unclean}"#),
            "2 [2] [2,3] unclean",
        );
        check(&format!(r#""assignment":[3,1,2],"isr":[1,3],"live":[1,2]{unclean}"#), "1 [1] [1,2]");
        check(&format!(r#""assignment":[1,2],"isr":[1],"live":[]{unclean}"#), "");
        check(r#""assignment":[],"isr":[],"live":[1]"#, "");
        // A broker that shuts down is not online for this election.
        check(r#""assignment":[1,2],"isr":[1,2],"live":[1,2],"shuttingDown":[1]"#, "2 [2] [2]");
    }

    #[test]
    fn reassign_takes_a_target_replica_in_sync_and_keeps_the_isr() {
        let check = |rest: &str, expected: &str| check("reassign", rest, expected);
        let partition = r#""assignment":[4,5,6,1,2,3],"target":[4,5,6]"#;
        check(&format!(r#"{partition},"isr":[1,5,6],"live":[1,2,3,4,5,6]"#), "5 [1,5,6] [4,5,6]");
        check(&format!(r#"{partition},"isr":[1,2],"live":[4,5]"#), "");
    }

    #[test]
    fn preferred_takes_the_first_replica_or_nobody() {
        let check = |rest: &str, expected: &str| check("preferred", rest, expected);
        check(r#""assignment":[1,2],"isr":[2,1],"live":[1,2]"#, "1 [2,1] [1,2]");
        check(r#""assignment":[1,2],"isr":[2],"live":[1,2]"#, "");
        check(r#""assignment":[1,2],"isr":[1,2],"live":[2]"#, "");
        check(r#""assignment":[],"isr":[],"live":[]"#, "");
    }

    #[test]
    fn controlled_shutdown_takes_who_stays_and_tells_the_leaving_too() {
        let check = |rest: &str, expected: &str| check("controlled-shutdown", rest, expected);
        let live = r#""assignment":[1,2,3],"live":[1,2,3]"#;
        check(&format!(r#"{live},"isr":[1,2,3],"shuttingDown":[1]"#), "2 [2,3] [1,2,3]");
        check(&format!(r#"{live},"isr":[1,3,2],"shuttingDown":[1,2]"#), "3 [3] [1,2,3]");
        check(&format!(r#"{live},"isr":[1],"shuttingDown":[1]"#), "");
    }

    #[test]
    fn every_candidate_up_to_the_leader_is_named() {
        let input = r#"{"algorithm":"offline","assignment":[7,8,9],"isr":[9,8],"live":[8,9]}"#;
        assert_eq!(
            call(&ELECT_LEADER_ZK, input).because,
            [
                fact!("assignment", "replica" => 7, "live" => false, "isr" => false),
                fact!("assignment", "replica" => 8, "live" => true, "isr" => true),
            ]
        );
        let none = r#"{"algorithm":"offline","assignment":[7],"isr":[9],"live":[7]}"#;
        assert_eq!(
            call(&ELECT_LEADER_ZK, none).because.pop(),
            Some(refusal!("no-eligible-replica"))
        );
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |rest: &str, path: &str| {
            let input = format!(r#"{{"assignment":[1],"isr":[1],"live":[1]{rest}}}"#);
            refuses(&ELECT_LEADER_ZK, &input, path);
        };
        check("", "algorithm");
        check(r#","algorithm":"reassign""#, "target");
        check(r#","algorithm":"offline","target":[1,1]"#, "target[1]");
        check(r#","algorithm":"offline","shuttingDown":[-1]"#, "shuttingDown[0]");
        gives(
            &ELECT_LEADER_ZK,
            r#"{"algorithm":"preferred","assignment":[1],"target":null,"isr":[1],"live":[1]}"#,
            r#"{"leader":1,"isr":[1],"leaderAndIsrTo":[1],"unclean":false}"#,
        );
    }
}

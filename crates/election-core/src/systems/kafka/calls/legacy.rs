//! The selectors of 0.8.

use super::{LEADER, brokers, id, id_set, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, Ty};
use crate::systems::kafka::rules::legacy::{self, NotSelected, Partition, Release, Selector};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const LEGACY_SELECTOR: RuleCall = RuleCall {
    id: "kafka/legacy-selector",
    source: "apache/kafka 0.8.0 and 0.8.2.2 \
             core/src/main/scala/kafka/controller/PartitionLeaderSelector.scala",
    input: &[
        Field::required("version", Ty::OneOf(&["0.8.0", "0.8.2"])),
        Field::required(
            "selector",
            Ty::OneOf(&[
                "OfflinePartitionLeaderSelector",
                "ReassignedPartitionLeaderSelector",
                "PreferredReplicaPartitionLeaderSelector",
                "ControlledShutdownLeaderSelector",
                "NoOpLeaderSelector",
            ]),
        ),
        LEADER,
        brokers("assignment"),
        brokers("isr"),
        brokers("live"),
        Field::with("shuttingDown", super::BROKERS, Given::EmptyList),
        Field::flag("unclean.leader.election.enable", true),
    ],
    output: "{leader, isr} or {error: NoReplicaOnlineException, LeaderElectionNotNeededException \
             or StateChangeFailedException}",
    example: (
        concat!(
            r#"{"version":"0.8.0","selector":"OfflinePartitionLeaderSelector","#,
            r#""assignment":[4,5,6],"isr":[6,4],"live":[4,5,6]}"#,
        ),
        r#"{"leader":6,"isr":[6,4]}"#,
    ),
    decide: legacy_selector,
};

fn legacy_selector(input: &Value) -> Result<Answer, BadInput> {
    let release = if input.at("version").text() == "0.8.0" { Release::V080 } else { Release::V082 };
    let selector = match input.at("selector").text() {
        "OfflinePartitionLeaderSelector" => Selector::Offline,
        "ReassignedPartitionLeaderSelector" => Selector::Reassigned,
        "PreferredReplicaPartitionLeaderSelector" => Selector::PreferredReplica,
        "ControlledShutdownLeaderSelector" => Selector::ControlledShutdown,
        _ => Selector::NoOp,
    };
    let shutting_down = id_set(input.at("shuttingDown"));
    let mut live = id_set(input.at("live"));
    live.retain(|id| !shutting_down.contains(id));
    let (assignment, isr) = (ids(input.at("assignment")), ids(input.at("isr")));
    let partition = Partition {
        leader: id(input.at("leader")),
        assignment: &assignment,
        isr: &isr,
        live: &live,
        shutting_down: &shutting_down,
        unclean: input.at(UNCLEAN).flag(),
    };
    let mut because = looked_at(input, release, selector);
    let verdict = match legacy::select(release, selector, &partition) {
        Ok((leader, isr)) => map! { "leader" => leader, "isr" => isr },
        Err(reason) => {
            because.push(refusal!(exception(reason)));
            map! { "error" => exception(reason) }
        }
    };
    Ok(Answer::new(verdict, because))
}

const UNCLEAN: &str = "unclean.leader.election.enable";

/// The fields that the selector of that release looks at, the list that it walks last.
fn looked_at(input: &Value, release: Release, selector: Selector) -> Vec<Value> {
    let names: &[&str] = match (selector, release) {
        (Selector::Offline, Release::V080) => &["live", "assignment", "isr"],
        (Selector::Offline, Release::V082) => &["live", UNCLEAN, "isr", "assignment"],
        (Selector::Reassigned, Release::V080) => &["live", "assignment"],
        (Selector::Reassigned, Release::V082) => &["live", "isr", "assignment"],
        (Selector::PreferredReplica, _) => &["leader", "live", "isr", "assignment"],
        (Selector::ControlledShutdown, Release::V080) => &["leader", "shuttingDown", "isr"],
        (Selector::ControlledShutdown, Release::V082) => &["shuttingDown", "isr"],
        (Selector::NoOp, _) => &["leader", "isr"],
    };
    names.iter().map(|name| fact!(*name, *name => input.at(name))).collect()
}

fn exception(reason: NotSelected) -> &'static str {
    match reason {
        NotSelected::NoReplicaOnline => "NoReplicaOnlineException",
        NotSelected::LeaderElectionNotNeeded => "LeaderElectionNotNeededException",
        NotSelected::StateChangeFailed => "StateChangeFailedException",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, refuses};

    /// Selects with these fields; `expected` is leader and ISR, or the exception.
    #[track_caller]
    fn check(version: &str, selector: &str, rest: &str, expected: &str) {
        let input = format!(r#"{{"version":"{version}","selector":"{selector}",{rest}}}"#);
        let verdict = call(&LEGACY_SELECTOR, &input).verdict;
        let found = match verdict.at("error").as_text() {
            Some(error) => error.to_string(),
            None => format!("{} {}", verdict.at("leader"), verdict.at("isr")),
        };
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn offline_goes_in_isr_order_until_0_8_2() {
        example(&LEGACY_SELECTOR);
        let check = |version: &str, rest: &str, expected: &str| {
            check(version, "OfflinePartitionLeaderSelector", rest, expected);
        };
        let shuffled = r#""assignment":[1,2,3],"isr":[3,2],"live":[2,3]"#;
        check("0.8.0", shuffled, "3 [3,2]");
        check("0.8.2", shuffled, "2 [3,2]");
        let lost = r#""assignment":[1,2,3],"isr":[1],"live":[2,3]"#;
        check("0.8.0", lost, "2 [2]");
        check("0.8.2", lost, "2 [2]");
        let safe = format!(r#"{lost},"unclean.leader.election.enable":false"#);
        check("0.8.0", &safe, "2 [2]");
        check("0.8.2", &safe, "NoReplicaOnlineException");
        check("0.8.0", r#""assignment":[1],"isr":[1],"live":[]"#, "NoReplicaOnlineException");
        let leaving = r#""assignment":[1,2],"isr":[1,2],"live":[1,2],"shuttingDown":[1]"#;
        check("0.8.0", leaving, "2 [2]");
    }

    #[test]
    fn reassigned_trusts_the_new_replicas_until_0_8_2() {
        let check = |version: &str, rest: &str, expected: &str| {
            check(version, "ReassignedPartitionLeaderSelector", rest, expected);
        };
        let behind = r#""assignment":[4,5],"isr":[1,5],"live":[1,4,5]"#;
        check("0.8.0", behind, "4 [1,5]");
        check("0.8.2", behind, "5 [1,5]");
        let dead = r#""assignment":[4,5],"isr":[1,5],"live":[1]"#;
        check("0.8.0", dead, "StateChangeFailedException");
        check("0.8.2", dead, "NoReplicaOnlineException");
        check("0.8.0", r#""assignment":[],"isr":[1],"live":[1]"#, "StateChangeFailedException");
    }

    #[test]
    fn preferred_refuses_where_there_is_nothing_to_do_or_nobody_to_do_it() {
        let check = |rest: &str, expected: &str| {
            for version in ["0.8.0", "0.8.2"] {
                check(version, "PreferredReplicaPartitionLeaderSelector", rest, expected);
            }
        };
        check(r#""leader":2,"assignment":[1,2],"isr":[2,1],"live":[1,2]"#, "1 [2,1]");
        check(
            r#""leader":1,"assignment":[1,2],"isr":[1,2],"live":[1,2]"#,
            "LeaderElectionNotNeededException",
        );
        check(
            r#""leader":2,"assignment":[1,2],"isr":[2],"live":[1,2]"#,
            "StateChangeFailedException",
        );
        check(
            r#""leader":2,"assignment":[1,2],"isr":[1,2],"live":[2]"#,
            "StateChangeFailedException",
        );
        check(r#""assignment":[],"isr":[],"live":[]"#, "StateChangeFailedException");
    }

    #[test]
    fn controlled_shutdown_takes_the_head_of_the_rest_of_the_isr() {
        let check = |version: &str, rest: &str, expected: &str| {
            check(version, "ControlledShutdownLeaderSelector", rest, expected);
        };
        let three = r#""leader":1,"assignment":[1,2,3],"live":[1,2,3],"shuttingDown":[1]"#;
        check("0.8.2", &format!(r#"{three},"isr":[3,2,1]"#), "3 [3,2]");
        check("0.8.2", &format!(r#"{three},"isr":[1]"#), "StateChangeFailedException");
        // Without a broker that shuts down 0.8.0 still takes the leader out.
        let stays = r#""leader":1,"assignment":[1,2],"isr":[1,2],"live":[1,2]"#;
        check("0.8.0", stays, "2 [2]");
        check("0.8.2", stays, "1 [1,2]");
    }

    #[test]
    fn no_op_changes_nothing() {
        let same = r#""leader":1,"assignment":[1,2],"isr":[2,1],"live":[]"#;
        check("0.8.0", "NoOpLeaderSelector", same, "1 [2,1]");
        check("0.8.2", "NoOpLeaderSelector", r#""assignment":[1],"isr":[],"live":[]"#, "null []");
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |rest: &str, path: &str| {
            let selector = r#""selector":"NoOpLeaderSelector""#;
            let input = format!(r#"{{{selector},"assignment":[1],"isr":[1],"live":[1]{rest}}}"#);
            refuses(&LEGACY_SELECTOR, &input, path);
        };
        check("", "version");
        check(r#","version":"0.8.1""#, "version");
        check(r#","version":"0.8.0","leader":"one""#, "leader");
    }
}

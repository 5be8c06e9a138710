//! Vectors of the partition change, one group per purpose.

use super::*;
use crate::systems::check::{call, example, json, refuses};

/// Changes a partition: `record` is what is written, "null" for nothing.
#[track_caller]
fn check(partition: &str, rest: &str, record: &str) -> Value {
    let input = format!(r#"{{"partition":{{{partition}}},{rest}}}"#);
    let verdict = call(&PARTITION_CHANGE, &input).verdict;
    assert_eq!(verdict.at("record").to_string(), json(record).to_string(), "{input}");
    verdict.at("partition").clone()
}

const THREE: &str = r#""replicas":[1,2,3],"isr":[1,2,3],"leader":1,"leaderEpoch":5"#;

#[test]
fn a_change_of_nothing_is_no_record() {
    example(&PARTITION_CHANGE);
    let after = check(THREE, r#""acceptable":[1,2,3]"#, "null");
    assert_eq!(after.at("partitionEpoch").int(), 0);
    assert_eq!(after.at("leaderEpoch").int(), 5);
    // The last ISR member stays without ELR, and there is no leader either way.
    check(
        r#""replicas":[1,2],"isr":[1],"leader":null"#,
        r#""targetIsr":[],"acceptable":[]"#,
        "null",
    );
}

#[test]
fn a_shrunk_isr_bumps_the_leader_epoch_until_3_5() {
    let bump = |version: &str, target: &str, record: &str| {
        let rest =
            format!(r#""targetIsr":{target},"acceptable":[1,2,3],"metadataVersion":"{version}""#);
        check(THREE, &rest, record).at("leaderEpoch").int()
    };
    assert_eq!(bump("4.1-IV1", "[1,2]", r#"{"isr":[1,2]}"#), 5);
    assert_eq!(bump("3.6-IV0", "[1,2]", r#"{"isr":[1,2]}"#), 5);
    assert_eq!(bump("3.5-IV2", "[1,2]", r#"{"isr":[1,2],"leader":1}"#), 6);
    assert_eq!(bump("3.5", "[1,2]", r#"{"isr":[1,2],"leader":1}"#), 6);
    // Another order or a larger ISR is no shrink.
    assert_eq!(bump("3.5-IV2", "[3,2,1]", r#"{"isr":[3,2,1]}"#), 5);
}

#[test]
fn an_expansion_and_a_preferred_election() {
    let after = check(
        r#""replicas":[1,2],"isr":[2],"leader":2"#,
        r#""targetIsr":[2,1],"election":"PREFERRED","acceptable":[1,2]"#,
        r#"{"isr":[2,1],"leader":1}"#,
    );
    assert_eq!((after.at("leaderEpoch").int(), after.at("partitionEpoch").int()), (1, 1));
}

#[test]
fn without_elr_the_last_isr_member_stays_and_the_leader_goes() {
    check(
        r#""replicas":[1,2],"isr":[1],"leader":1"#,
        r#""targetIsr":[],"acceptable":[2]"#,
        r#"{"leader":null}"#,
    );
}

#[test]
fn an_unclean_leader_is_alone_and_recovering() {
    let lost = r#""replicas":[1,2,3],"isr":[1],"leader":null"#;
    let unclean = r#""election":"UNCLEAN","acceptable":[3]"#;
    let after =
        check(lost, unclean, r#"{"isr":[3],"leader":3,"leaderRecoveryState":"RECOVERING"}"#);
    assert_eq!(after.at("leaderRecoveryState").text(), "RECOVERING");
    check(lost, &format!(r#"{unclean},"metadataVersion":"3.1-IV0""#), r#"{"isr":[3],"leader":3}"#);
    check(
        &format!(r#"{lost},"leaderRecoveryState":"RECOVERING""#),
        unclean,
        r#"{"isr":[3],"leader":3}"#,
    );
}

#[test]
fn who_leaves_an_isr_below_the_minimum_becomes_eligible() {
    let elr = r#""elrEnabled":true,"minIsr":2"#;
    // Two of three: enough, nobody needs to be remembered.
    check(THREE, &format!(r#""targetIsr":[1,2],"acceptable":[1,2],{elr}"#), r#"{"isr":[1,2]}"#);
    check(
        THREE,
        &format!(r#""targetIsr":[1],"acceptable":[1],{elr}"#),
        r#"{"isr":[1],"elr":[2,3]}"#,
    );
    // The ISR may run empty; the leader that was is kept.
    let after = check(
        r#""replicas":[1,2,3],"isr":[1],"elr":[2,3],"leader":1"#,
        &format!(r#""targetIsr":[],"acceptable":[],{elr}"#),
        r#"{"isr":[],"elr":[1,2,3],"lastKnownElr":[1],"leader":null}"#,
    );
    assert_eq!(after.at("leaderEpoch").int(), 1);
    // Whoever may have lost its disk is not eligible.
    check(
        r#""replicas":[1,2,3],"isr":[1],"elr":[2,3],"leader":1"#,
        &format!(r#""targetIsr":[1],"uncleanShutdown":[3],"acceptable":[1],{elr}"#),
        r#"{"elr":[2]}"#,
    );
}

#[test]
fn an_eligible_replica_leads_cleanly_and_alone() {
    let elr = r#""elrEnabled":true,"minIsr":3"#;
    let empty = r#""replicas":[1,2,3],"isr":[],"elr":[1,2,3],"lastKnownElr":[1],"leader":null"#;
    check(
        empty,
        &format!(r#""acceptable":[2],{elr}"#),
        r#"{"isr":[2],"elr":[1,3],"lastKnownElr":[],"leader":2}"#,
    );
    // With the ISR back at the minimum nothing is kept any more.
    check(
        r#""replicas":[1,2,3],"isr":[2],"elr":[1,3],"leader":2"#,
        &format!(r#""targetIsr":[1,2,3],"acceptable":[1,2,3],{elr}"#),
        r#"{"isr":[1,2,3],"elr":[]}"#,
    );
    check(
        empty,
        &format!(r#""election":"UNCLEAN","uncleanShutdown":[1,2,3],"acceptable":[1],{elr}"#),
        r#"{"isr":[1],"elr":[],"lastKnownElr":[],"leader":1,"leaderRecoveryState":"RECOVERING"}"#,
    );
}

#[test]
fn the_last_known_leader_comes_back_uncleanly() {
    let alone = r#""replicas":[1,2],"isr":[],"lastKnownElr":[1],"leader":null"#;
    check(
        alone,
        r#""acceptable":[1],"elrEnabled":true,"minIsr":2"#,
        r#"{"isr":[1],"lastKnownElr":[],"leader":1,"leaderRecoveryState":"RECOVERING"}"#,
    );
    check(alone, r#""acceptable":[2],"elrEnabled":true,"minIsr":2"#, "null");
}

#[test]
fn without_balanced_recovery_all_who_left_are_kept() {
    let rest = |unclean: &str| {
        format!(
            r#""targetIsr":[],"acceptable":[],"uncleanShutdown":{unclean},"elrEnabled":true,
               "minIsr":2,"useLastKnownLeader":false"#
        )
    };
    let partition = r#""replicas":[1,2,3],"isr":[1],"elr":[2],"lastKnownElr":[3],"leader":1"#;
    check(partition, &rest("[]"), r#"{"isr":[],"elr":[1,2],"leader":null}"#);
    check(partition, &rest("[1,2]"), r#"{"isr":[],"elr":[],"lastKnownElr":[1,2,3],"leader":null}"#);
}

#[test]
fn a_reassignment_completes_when_all_who_stay_are_in_sync() {
    let moving = r#""replicas":[4,5,1,2],"isr":[1,2,4],"leader":1,"removingReplicas":[1,2],
        "addingReplicas":[4,5]"#;
    let acceptable = r#""acceptable":[1,2,4,5]"#;
    check(moving, acceptable, "null");
    let after = check(
        moving,
        &format!(r#""targetIsr":[1,2,4,5],{acceptable}"#),
        r#"{"replicas":[4,5],"isr":[4,5],"removingReplicas":[],"addingReplicas":[],"leader":4}"#,
    );
    assert_eq!(after.at("leaderEpoch").int(), 1);
    // Only adding: nobody leaves and the leader stays in its epoch.
    check(
        r#""replicas":[1,2],"isr":[1],"leader":1,"addingReplicas":[2]"#,
        r#""targetIsr":[1,2],"acceptable":[1,2]"#,
        r#"{"isr":[1,2],"addingReplicas":[]}"#,
    );
    // A replica taken out bumps the epoch even if the leader stays.
    check(
        r#""replicas":[1,2],"isr":[1],"leader":1"#,
        r#""targetReplicas":[1],"acceptable":[1]"#,
        r#"{"replicas":[1],"leader":1}"#,
    );
    check(
        r#""replicas":[1,2],"isr":[1,2],"leader":1"#,
        r#""targetReplicas":[1,2,3],"targetAdding":[3],"acceptable":[1,2,3]"#,
        r#"{"replicas":[1,2,3],"addingReplicas":[3]}"#,
    );
}

#[test]
fn epochs_end_at_the_largest_int() {
    let after = check(
        &format!(
            r#""replicas":[1,2],"isr":[1,2],"leader":1,"leaderEpoch":{0},"partitionEpoch":{0}"#,
            i64::MAX
        ),
        r#""targetIsr":[2],"acceptable":[2]"#,
        r#"{"isr":[2],"leader":2}"#,
    );
    assert_eq!(after.at("leaderEpoch").int(), i64::MAX);
}

#[test]
fn the_reason_names_the_step() {
    let because = call(&PARTITION_CHANGE, PARTITION_CHANGE.example.0).because;
    assert_eq!(because[1], fact!("replicas", "firstValid" => 2));
    assert_eq!(because[2], fact!("partition", "leaderEpochBump" => true, "leader" => 1));
}

#[test]
fn a_bad_field_is_named_by_its_path() {
    let check = |rest: &str, path: &str| {
        let partition = r#""partition":{"replicas":[1],"isr":[1],"leader":1}"#;
        refuses(&PARTITION_CHANGE, &format!(r#"{{{partition}{rest}}}"#), path);
    };
    check("", "acceptable");
    check(r#","acceptable":[1],"minIsr":0"#, "minIsr");
    check(r#","acceptable":[1],"targetIsr":[2,2]"#, "targetIsr[1]");
    for version in ["", "4", "4.x", "IV1", "4.1-IV", "4.1-iv1", "-1.2", "99999999.1", "1.2.3.4"] {
        check(&format!(r#","acceptable":[1],"metadataVersion":"{version}""#), "metadataVersion");
    }
    refuses(
        &PARTITION_CHANGE,
        r#"{"partition":{"replicas":[1],"isr":[1],"leaderEpoch":-1},"acceptable":[]}"#,
        "partition.leaderEpoch",
    );
}

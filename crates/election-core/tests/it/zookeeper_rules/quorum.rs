//! Majorities, groups, the oracle.

use crate::ask::{because, refused, verdict};

const ID: &str = "zookeeper/contains-quorum";

#[test]
fn a_majority_of_the_voters_not_of_the_living() {
    for (voters, acks, expected) in [
        ("[1]", "[1]", true),
        ("[1,2]", "[2]", false),
        ("[1,2]", "[2,1]", true),
        ("[1,2,3]", "[1,3]", true),
        ("[1,2,3,4]", "[1,3]", false),
        ("[1,2,3,4]", "[1,3,4]", true),
        ("[1,2,3]", "[1,8,9]", false),
        ("[]", "[]", false),
    ] {
        let input = format!(r#"{{"kind":"majority","voters":{voters},"acks":{acks}}}"#);
        verdict(ID, &input, &expected.to_string());
    }
}

#[test]
fn more_than_half_the_weight_in_more_than_half_the_groups() {
    let three = r#"{"1":[1,2,3],"2":[4,5,6],"3":[7,8,9]}"#;
    for (groups, weights, acks, expected) in [
        (three, "{}", "[1,2,4,5]", true),
        (three, "{}", "[1,2,3,4,7]", false),
        (three, "{}", "[1,2,3]", false),
        (three, "{}", "[]", false),
        // A group without weight is not asked.
        (three, r#"{"7":0,"8":0,"9":0}"#, "[1,2,4,5]", true),
        (three, r#"{"7":0,"8":0,"9":0}"#, "[1,2,7,8]", false),
        // Weights 3, 1, 1: the heavy one alone.
        (r#"{"1":[1,2,3]}"#, r#"{"1":3}"#, "[1]", true),
        (r#"{"1":[1,2,3]}"#, r#"{"1":3}"#, "[2,3]", false),
        (r#"{"1":[1,2]}"#, "{}", "[1]", false),
        (r#"{"1":[1,2]}"#, r#"{"1":0,"2":0}"#, "[1,2]", false),
        (r#"{"1":[1,2,3]}"#, r#"{"1":9223372036854775807,"2":9223372036854775807}"#, "[1]", false),
        (
            r#"{"1":[1,2,3]}"#,
            r#"{"1":9223372036854775807,
            "2":9223372036854775807}"#,
            "[1,2]",
            true,
        ),
    ] {
        let input = format!(
            r#"{{"kind":"hierarchical","groups":{groups},"weights":{weights},"acks":{acks}}}"#
        );
        verdict(ID, &input, &expected.to_string());
    }
    because(
        ID,
        r#"{"kind":"hierarchical","groups":{"1":[1,2,3],"2":[4,5]},"weights":{"1":3},
            "acks":[1,4]}"#,
        r#"[{"fact":"weights","acks":3,"group":5,"agrees":true},
            {"fact":"weights","acks":1,"group":2,"agrees":false},
            {"fact":"groups","agree":1,"groups":2,"majority":2}]"#,
    );
}

#[test]
fn the_oracle_speaks_for_one_of_two() {
    for (voters, acks, need, oracle, expected) in [
        ("[1,2]", "[1]", true, "1", true),
        ("[1,2]", "[1]", true, "0", false),
        ("[1,2]", "[1]", false, "1", false),
        ("[1,2]", "[1,2]", true, "0", true),
        ("[1,2]", "[]", true, "1", true),
        ("[1,2,3]", "[1]", true, "1", false),
        ("[1,2,3]", "[1,2]", true, "0", true),
        ("[1]", "[]", true, "1", false),
    ] {
        let input = format!(
            r#"{{"kind":"oracle","voters":{voters},"acks":{acks},"needOracle":{need},
                "oracle":"{oracle}"}}"#
        );
        verdict(ID, &input, &expected.to_string());
    }
    verdict(ID, r#"{"kind":"oracle","voters":[1,2],"acks":[1],"needOracle":true}"#, "false");
}

#[test]
fn each_kind_has_its_own_fields() {
    for (input, message) in [
        (
            r#"{"kind":"majority","voters":[1],"acks":[1],"groups":{}}"#,
            "groups: unknown field, holding {}; allowed: kind, voters, acks",
        ),
        (
            r#"{"kind":"majority","acks":[1]}"#,
            "voters: missing; allowed: a list without duplicates, each an int (signed 64-bit)",
        ),
        (r#"{"kind":"oracle","voters":[1],"acks":[1]}"#, "needOracle: missing; allowed: a bool"),
        (
            r#"{"kind":"flexible","acks":[1]}"#,
            "kind: \"flexible\" is not one of majority, hierarchical, oracle",
        ),
        (
            r#"{"kind":"hierarchical","groups":{"1":[1,2],"2":[3,2]},"acks":[]}"#,
            "groups.2[1]: 2 is in two groups; allowed: one group",
        ),
        (
            r#"{"kind":"hierarchical","groups":{"1":[1]},"weights":{"1":-1},"acks":[]}"#,
            "weights.1: -1 is not an int from 0 up",
        ),
        (
            r#"{"kind":"oracle","voters":[1,2],"acks":[1],"needOracle":true,"oracle":1}"#,
            "oracle: 1 is not one of 0, 1",
        ),
    ] {
        refused(ID, input, message);
    }
}

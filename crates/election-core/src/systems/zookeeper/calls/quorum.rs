//! The way into the rule on quorums, and a configuration inside other rules.

use super::{SID, sid, sids};
use crate::fact;
use crate::flat::{FlatMap, FlatSet};
use crate::parts::quorum::majority;
use crate::rule::{Answer, RuleCall};
use crate::schema::{self, BadInput, Field, Given, NAT, Ty};
use crate::systems::zookeeper::rules::{self, Acks, QuorumKind, Sid, Verifier};
use crate::value::Value;

const SIDS: Ty = Ty::Set(&SID);
const GROUPS: Ty = Ty::Map(&SIDS);
const WEIGHTS: Ty = Ty::IntMap(i64::MIN, &NAT);
const ORACLE: Ty = Ty::OneOf(&["0", "1"]);

pub const CONTAINS_QUORUM: RuleCall = RuleCall {
    id: rules::CONTAINS_QUORUM.id,
    source: rules::CONTAINS_QUORUM.source,
    input: &[
        Field::required("kind", Ty::OneOf(&["majority", "hierarchical", "oracle"])),
        Field::required("acks", SIDS),
        Field::optional("voters", SIDS),
        Field::optional("groups", GROUPS),
        Field::optional("weights", WEIGHTS),
        Field::optional("needOracle", Ty::Bool),
        Field::optional("oracle", ORACLE),
    ],
    output: "bool (voters: majority and oracle; groups, weights = 1 each: hierarchical; \
             needOracle, oracle = \"0\": oracle)",
    example: (
        r#"{"kind":"hierarchical","groups":{"1":[1,2,3],"2":[4,5,6]},
            "weights":{"4":0,"5":0,"6":0},"acks":[2,3]}"#,
        "true",
    ),
    decide,
};

/// The same fields, by the kind they belong to.
const BY_KIND: Ty = Ty::Tagged(
    "kind",
    &[
        ("majority", &[Field::required("voters", SIDS), Field::required("acks", SIDS)]),
        (
            "hierarchical",
            &[
                Field::required("groups", GROUPS),
                Field::with("weights", WEIGHTS, Given::EmptyMap),
                Field::required("acks", SIDS),
            ],
        ),
        (
            "oracle",
            &[
                Field::required("voters", SIDS),
                Field::required("needOracle", Ty::Bool),
                Field::with("oracle", ORACLE, Given::Text("0")),
                Field::required("acks", SIDS),
            ],
        ),
    ],
);

/// A quorum among voters that another field lists: `quorum` of `zookeeper/tally`.
pub const QUORUM: Ty = Ty::Tagged(
    "kind",
    &[
        ("majority", &[Field::optional("voters", SIDS)]),
        (
            "hierarchical",
            &[Field::required("groups", GROUPS), Field::with("weights", WEIGHTS, Given::EmptyMap)],
        ),
        (
            "oracle",
            &[
                Field::optional("voters", SIDS),
                Field::required("needOracle", Ty::Bool),
                Field::with("oracle", ORACLE, Given::Text("0")),
            ],
        ),
    ],
);

fn decide(input: &Value) -> Result<Answer, BadInput> {
    let given = input.fields().iter().filter(|(_, value)| !value.is_null()).cloned().collect();
    let input = schema::check(&Value::Map(given), &BY_KIND, "")?;
    let kind = kind(&input)?;
    let voters = match &kind {
        QuorumKind::Hierarchical { groups, .. } => groups.iter().flatten().copied().collect(),
        _ => sids(input.at("voters")).collect(),
    };
    let verifier = Verifier { voters, kind };
    let mut acks = Acks::default();
    for sid in sids(input.at("acks")) {
        acks.add(&verifier, sid);
    }
    Ok(Answer::new(verifier.contains_quorum(&acks), why(&verifier, &acks)))
}

/// The configuration of `voters` with what a checked [`QUORUM`] says; null: majority.
pub fn verifier(voters: &Value, quorum: &Value) -> Result<Verifier, BadInput> {
    let voters: FlatSet<Sid> = sids(voters).collect();
    let own = quorum.at("voters");
    if !own.is_null() && sids(own).collect::<FlatSet<_>>() != voters {
        let says = format!("{} are others than in voters; allowed: the same", schema::brief(own));
        return Err(BadInput::new("voters", says));
    }
    let kind = kind(quorum)?;
    if let QuorumKind::Hierarchical { groups, .. } = &kind {
        let grouped: FlatSet<Sid> = groups.iter().flatten().copied().collect();
        if let Some(Sid(lost)) = voters.difference(&grouped).next() {
            let says = format!("voter {lost} is in no group; allowed: each voter in one group");
            return Err(BadInput::new("groups", says));
        }
    }
    Ok(Verifier { voters, kind })
}

fn kind(input: &Value) -> Result<QuorumKind, BadInput> {
    Ok(match input.at("kind").text() {
        "hierarchical" => QuorumKind::Hierarchical {
            groups: groups(input.at("groups"))?,
            weights: weights(input.at("weights")),
        },
        "oracle" => QuorumKind::Oracle {
            need_oracle: input.at("needOracle").flag(),
            says_yes: input.at("oracle").text() == "1",
        },
        _ => QuorumKind::Majority,
    })
}

/// Upstream refuses a server in two groups as well (`QuorumHierarchical.parse`).
fn groups(value: &Value) -> Result<Vec<FlatSet<Sid>>, BadInput> {
    let mut seen = FlatSet::new();
    for (name, members) in value.fields() {
        for (i, member) in members.items().iter().enumerate() {
            if !seen.insert(sid(member)) {
                let says = format!("{member} is in two groups; allowed: one group");
                return Err(BadInput::new(format!("groups.{name}[{i}]"), says));
            }
        }
    }
    Ok(value.fields().iter().map(|(_, members)| sids(members).collect()).collect())
}

fn weights(value: &Value) -> FlatMap<Sid, u64> {
    let fields = value.fields().iter();
    let weight = |(name, weight): &(String, Value)| {
        Some((Sid(name.parse().ok()?), weight.int().unsigned_abs()))
    };
    fields.filter_map(weight).collect()
}

/// What was counted.
pub fn why(verifier: &Verifier, acks: &Acks) -> Vec<Value> {
    let (count, of) = (acks.count(), verifier.size());
    let counted = fact!("acks", "acks" => count, "voters" => of, "majority" => majority(of));
    match &verifier.kind {
        QuorumKind::Majority => vec![counted],
        QuorumKind::Hierarchical { groups, .. } => why_groups(verifier, groups, acks),
        QuorumKind::Oracle { need_oracle, says_yes } => {
            let mut because = vec![counted];
            if count < majority(of) {
                because.push(fact!("voters", "voters" => of, "oracleFor" => 2));
                if of == 2 {
                    because.push(fact!("needOracle", "needOracle" => *need_oracle));
                    if *need_oracle {
                        let word = if *says_yes { "1" } else { "0" };
                        because.push(fact!("oracle", "oracle" => word));
                    }
                }
            }
            because
        }
    }
}

/// Groups of no weight are not asked. The sums may be larger than an int: then they are text.
fn why_groups(verifier: &Verifier, groups: &[FlatSet<Sid>], acks: &Acks) -> Vec<Value> {
    let print = |sum: u128| u64::try_from(sum).map_or(Value::Odd(sum.to_string()), Value::from);
    let standings = groups.iter().map(|group| verifier.standing(group, acks));
    let counted: Vec<_> = standings.filter(|group| group.weight > 0).collect();
    let facts = counted.iter().map(|group| {
        let (acked, weight) = (print(group.acked), print(group.weight));
        fact!("weights", "acks" => acked, "group" => weight, "agrees" => group.is_majority())
    });
    let agree = counted.iter().filter(|group| group.is_majority()).count() as u64;
    let of = counted.len() as u64;
    facts
        .chain([fact!("groups", "agree" => agree, "groups" => of, "majority" => majority(of))])
        .collect()
}

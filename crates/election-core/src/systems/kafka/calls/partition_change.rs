//! The record that changes a partition.

use super::kraft_election::{ELECTION, election, found};
use super::{BROKERS, LEADER, brokers, id, id_set, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, Ty, brief};
use crate::systems::kafka::rules::partition_change::{
    self, Built, Change, LeaderRecoveryState, MetadataVersion, Partition, Record,
};
use crate::systems::kafka::rules::{BrokerId, LeaderEpoch, PartitionEpoch};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const RECOVERY_STATE: Field = Field::with(
    "leaderRecoveryState",
    Ty::OneOf(&["RECOVERED", "RECOVERING"]),
    Given::Text("RECOVERED"),
);

/// A partition as the controller keeps it.
pub(super) const PARTITION: Ty = Ty::Record(&[
    brokers("replicas"),
    brokers("isr"),
    Field::with("elr", BROKERS, Given::EmptyList),
    // The real list may hold -1, a last leader that there was not.
    Field::with("lastKnownElr", Ty::Set(&Ty::Int(-1, i64::MAX)), Given::EmptyList),
    Field::with("removingReplicas", BROKERS, Given::EmptyList),
    Field::with("addingReplicas", BROKERS, Given::EmptyList),
    LEADER,
    Field::int("leaderEpoch", 0, i64::MAX, 0),
    Field::int("partitionEpoch", 0, i64::MAX, 0),
    RECOVERY_STATE,
]);

pub(super) const PARTITION_CHANGE: RuleCall = RuleCall {
    id: "kafka/partition-change",
    source: "apache/kafka 4.1.1 metadata/src/main/java/org/apache/kafka/controller/\
             PartitionChangeBuilder.java build",
    input: &[
        Field::required("partition", PARTITION),
        Field::optional("targetIsr", BROKERS),
        Field::optional("targetReplicas", BROKERS),
        Field::optional("targetRemoving", BROKERS),
        Field::optional("targetAdding", BROKERS),
        Field::with("election", ELECTION, Given::Text("ONLINE")),
        brokers("acceptable"),
        Field::with("uncleanShutdown", BROKERS, Given::EmptyList),
        Field::int("minIsr", 1, i64::MAX, 1),
        Field::flag("elrEnabled", false),
        Field::flag("useLastKnownLeader", true),
        Field::with("metadataVersion", Ty::Text, Given::Text("4.1-IV1")),
    ],
    output: "{record: null or the changed fields, partition: the state afterwards}",
    example: (
        concat!(
            r#"{"partition":{"replicas":[1,2],"isr":[1,2],"leader":1,"leaderEpoch":5,"#,
            r#""partitionEpoch":9},"targetIsr":[2],"acceptable":[2]}"#,
        ),
        concat!(
            r#"{"record":{"isr":[2],"leader":2},"partition":{"replicas":[1,2],"isr":[2],"#,
            r#""elr":[],"lastKnownElr":[],"removingReplicas":[],"addingReplicas":[],"leader":2,"#,
            r#""leaderEpoch":6,"partitionEpoch":10,"leaderRecoveryState":"RECOVERED"}}"#,
        ),
    ),
    decide: partition_change,
};

fn partition_change(input: &Value) -> Result<Answer, BadInput> {
    let before = partition(input.at("partition"));
    let set = |name: &str| Some(input.at(name)).filter(|list| !list.is_null()).map(ids);
    let (acceptable, unclean) =
        (id_set(input.at("acceptable")), id_set(input.at("uncleanShutdown")));
    let change = Change {
        isr: set("targetIsr"),
        replicas: set("targetReplicas"),
        removing: set("targetRemoving"),
        adding: set("targetAdding"),
        election: election(input.at("election")),
        longest_log: None,
        acceptable: &acceptable,
        unclean_shutdown: &unclean,
        min_isr: input.at("minIsr").int(),
        elr_enabled: input.at("elrEnabled").flag(),
        use_last_known_leader: input.at("useLastKnownLeader").flag(),
        version: metadata_version(input.at("metadataVersion"))?,
    };
    let built = partition_change::build(&before, &change);
    let after = built.record.as_ref().map_or_else(|| before.clone(), |to| before.merge(to));
    let verdict = map! {
        "record" => built.record.as_ref().map(record_value),
        "partition" => partition_value(&after),
    };
    Ok(Answer::new(verdict, why(&before, &change, &built)))
}

fn why(before: &Partition, change: &Change<'_>, built: &Built) -> Vec<Value> {
    let mut because = Vec::new();
    if built.reassigned {
        because.push(fact!("targetReplicas", "reassignmentComplete" => true));
    }
    because.push(fact!("targetIsr", "targetIsr" => built.target_isr.clone()));
    if change.elr_enabled {
        because.push(fact!("minIsr", "isr" => built.target_isr.len() as u64,
            "minIsr" => change.min_isr, "elr" => built.target_elr.clone()));
    }
    because.push(found(built.elected));
    match &built.record {
        None => because.push(refusal!("no-change")),
        Some(record) => because
            .push(fact!("partition", "leaderEpochBump" => record.leader.is_some(),
            "leader" => before.leader)),
    }
    because
}

/// Reads `major.minor`, a third number and `-IVn` being of no account here.
fn metadata_version(text: &Value) -> Result<MetadataVersion, BadInput> {
    let parse = |text: &str| {
        let (release, level) = text.split_once("-IV").unwrap_or((text, "0"));
        level.parse::<u16>().ok()?;
        let numbers: Option<Vec<u16>> = release.split('.').map(|n| n.parse().ok()).collect();
        match numbers?[..] {
            [major, minor] | [major, minor, _] => Some(MetadataVersion(major, minor)),
            _ => None,
        }
    };
    parse(text.text()).ok_or_else(|| {
        let says = format!("{} is not a metadata version; allowed: as 3.5 or 4.1-IV1", brief(text));
        BadInput::new("metadataVersion", says)
    })
}

pub(super) fn partition(value: &Value) -> Partition {
    let list = |name: &str| ids(value.at(name));
    Partition {
        replicas: list("replicas"),
        isr: list("isr"),
        elr: list("elr"),
        last_known_elr: list("lastKnownElr"),
        removing_replicas: list("removingReplicas"),
        adding_replicas: list("addingReplicas"),
        leader: id(value.at("leader")),
        leader_epoch: LeaderEpoch(value.at("leaderEpoch").int()),
        partition_epoch: PartitionEpoch(value.at("partitionEpoch").int()),
        leader_recovery_state: recovery_state(value.at("leaderRecoveryState")),
    }
}

pub(super) fn recovery_state(value: &Value) -> LeaderRecoveryState {
    match value.text() {
        "RECOVERED" => LeaderRecoveryState::Recovered,
        _ => LeaderRecoveryState::Recovering,
    }
}

fn recovery_name(state: LeaderRecoveryState) -> &'static str {
    match state {
        LeaderRecoveryState::Recovered => "RECOVERED",
        LeaderRecoveryState::Recovering => "RECOVERING",
    }
}

fn partition_value(of: &Partition) -> Value {
    map! {
        "replicas" => of.replicas.clone(), "isr" => of.isr.clone(), "elr" => of.elr.clone(),
        "lastKnownElr" => of.last_known_elr.clone(),
        "removingReplicas" => of.removing_replicas.clone(),
        "addingReplicas" => of.adding_replicas.clone(), "leader" => of.leader,
        "leaderEpoch" => of.leader_epoch, "partitionEpoch" => of.partition_epoch,
        "leaderRecoveryState" => recovery_name(of.leader_recovery_state),
    }
}

/// The fields that change; a leader of `null` stands there, a leader unchanged does not.
fn record_value(record: &Record) -> Value {
    let lists: [(&str, &Option<Vec<BrokerId>>); 6] = [
        ("replicas", &record.replicas),
        ("isr", &record.isr),
        ("elr", &record.elr),
        ("lastKnownElr", &record.last_known_elr),
        ("removingReplicas", &record.removing_replicas),
        ("addingReplicas", &record.adding_replicas),
    ];
    let mut out = map! {};
    for (name, list) in lists {
        if let Some(list) = list {
            out.set(name, list.clone().into());
        }
    }
    if let Some(leader) = record.leader {
        out.set("leader", leader.into());
    }
    if let Some(state) = record.leader_recovery_state {
        out.set("leaderRecoveryState", recovery_name(state).into());
    }
    out
}

#[cfg(test)]
mod tests;

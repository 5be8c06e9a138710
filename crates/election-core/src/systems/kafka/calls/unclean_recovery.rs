//! Whom an unclean recovery asks, and who leads then.

use super::{BROKER, BROKERS, brokers, id_set, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, NAT, Ty};
use crate::systems::kafka::rules::unclean_recovery::{Leaderless, LogInfo, Strategy, longest};
use crate::systems::kafka::rules::{BrokerId, LeaderEpoch};
use crate::value::Value;
use crate::{fact, map, refusal};

const STRATEGY: Ty = Ty::OneOf(&["None", "Balanced", "Aggressive"]);

const LOG: &[Field] = &[
    Field::required("broker", BROKER),
    Field::required("lastWrittenLeaderEpoch", INT),
    Field::required("logEndOffset", NAT),
];

pub(super) const UNCLEAN_RECOVERY: RuleCall = RuleCall {
    id: "kafka/unclean-recovery",
    source: "KIP-966, Unclean recovery (proposed; in no release up to 4.1.1)",
    input: &[
        Field::with("strategy", STRATEGY, Given::Text("Balanced")),
        brokers("replicas"),
        Field::with("isr", BROKERS, Given::EmptyList),
        Field::with("elr", BROKERS, Given::EmptyList),
        brokers("lastKnownElr"),
        brokers("acceptable"),
        Field::with("logs", Ty::List(&Ty::Record(LOG)), Given::EmptyList),
    ],
    output: "{ask: [id] or null, leader: id or null until all asked are among logs}",
    example: (
        concat!(
            r#"{"replicas":[1,2,3],"lastKnownElr":[2,3],"acceptable":[1,2,3],"logs":["#,
            r#"{"broker":2,"lastWrittenLeaderEpoch":0,"logEndOffset":12},"#,
            r#"{"broker":3,"lastWrittenLeaderEpoch":0,"logEndOffset":0}]}"#,
        ),
        r#"{"ask":[2,3],"leader":2}"#,
    ),
    decide: unclean_recovery,
};

/// The strategy of this name.
pub fn strategy(name: &str) -> Strategy {
    match name {
        "None" => Strategy::None,
        "Aggressive" => Strategy::Aggressive,
        _ => Strategy::Balanced,
    }
}

fn unclean_recovery(input: &Value) -> Result<Answer, BadInput> {
    let list = |name: &str| ids(input.at(name));
    let (replicas, isr, elr) = (list("replicas"), list("isr"), list("elr"));
    let (last_known_elr, acceptable) = (list("lastKnownElr"), id_set(input.at("acceptable")));
    let leaderless = Leaderless {
        replicas: &replicas,
        isr: &isr,
        elr: &elr,
        last_known_elr: &last_known_elr,
        acceptable: &acceptable,
    };
    let strategy_given = input.at("strategy");
    let mut because = vec![fact!("strategy", "strategy" => strategy_given)];
    let asked = match leaderless.whom_to_ask(strategy(strategy_given.text())) {
        Ok(asked) => asked,
        Err(wait) => {
            because.push(refusal!(wait.name()));
            return Ok(Answer::new(
                map! { "ask" => Value::Null, "leader" => Value::Null },
                because,
            ));
        }
    };
    let told = |id: &BrokerId| {
        let log = input.at("logs").items().iter().find(|log| log.at("broker").int() == id.0)?;
        let info = LogInfo {
            last_written_leader_epoch: LeaderEpoch(log.at("lastWrittenLeaderEpoch").int()),
            log_end_offset: log.at("logEndOffset").int(),
        };
        Some((*id, info))
    };
    let answers: Vec<(BrokerId, LogInfo)> = asked.iter().filter_map(told).collect();
    let leader = longest(&answers).filter(|_| answers.len() == asked.len());
    because
        .push(fact!("lastKnownElr", "asked" => asked.clone(), "answered" => answers.len() as u64));
    because.push(fact!("logs", "longest" => leader));
    Ok(Answer::new(map! { "ask" => asked, "leader" => leader }, because))
}

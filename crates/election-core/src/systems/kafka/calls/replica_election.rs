//! Whether a replica may lead, before there was a controller.

use super::{brokers, id_set, ids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, NAT};
use crate::systems::kafka::rules::BrokerId;
use crate::systems::kafka::rules::replica_election::{Claim, NoClaim, gives_way, may_lead};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const MAY_LEAD: RuleCall = RuleCall {
    id: "kafka/may-lead",
    source: "apache/kafka 842da7bfcdd (2012, never released) \
             core/src/main/scala/kafka/server/KafkaZooKeeper.scala canBecomeLeader, leaderElection",
    input: &[
        Field::required("replica", NAT),
        brokers("assignment"),
        brokers("isr"),
        brokers("live"),
    ],
    output: "{mayLead: bool, unclean: bool, givesWay: bool}",
    example: (
        r#"{"replica":9,"assignment":[7,8,9],"isr":[8,9],"live":[7,9]}"#,
        r#"{"mayLead":true,"unclean":false,"givesWay":true}"#,
    ),
    decide,
};

fn decide(input: &Value) -> Result<Answer, BadInput> {
    let replica = BrokerId(input.at("replica").int());
    let (assignment, isr) = (ids(input.at("assignment")), ids(input.at("isr")));
    let live = id_set(input.at("live"));
    let claim = may_lead(replica, &assignment, &isr, &live);
    let gives_way = claim.is_ok() && gives_way(replica, &assignment, &live);
    let lives = |id: &BrokerId| live.contains(id);
    let mut because = vec![fact!("isr", "replica" => replica, "isr" => isr.contains(&replica))];
    if claim != Ok(Claim::InIsr) {
        let alive: Vec<BrokerId> = isr.iter().copied().filter(lives).collect();
        because.push(fact!("live", "isrAlive" => alive));
    }
    because.push(match claim {
        Ok(_) => fact!("assignment", "replica" => replica, "givesWay" => gives_way),
        Err(NoClaim::IsrLives) => refusal!("isr-lives"),
        Err(NoClaim::NotAssigned) => refusal!("not-assigned"),
    });
    let verdict = map! {
        "mayLead" => claim.is_ok(),
        "unclean" => claim == Ok(Claim::IsrDead),
        "givesWay" => gives_way,
    };
    Ok(Answer::new(verdict, because))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example};

    #[track_caller]
    fn check(input: &str, may: bool, unclean: bool, waits: bool) {
        let verdict = call(&MAY_LEAD, input).verdict;
        let found = ["mayLead", "unclean", "givesWay"].map(|name| verdict.at(name).flag());
        assert_eq!(found, [may, unclean, waits], "{input}");
    }

    #[test]
    fn who_may_lead() {
        example(&MAY_LEAD);
        let of = |replica: u8, isr: &str, live: &str| {
            format!(r#"{{"replica":{replica},"assignment":[7,8,9],"isr":[{isr}],"live":[{live}]}}"#)
        };
        check(&of(8, "7,8,9", "8,9"), true, false, false);
        check(&of(8, "7,8,9", "7,8,9"), true, false, true);
        check(&of(7, "7,8,9", "7,8,9"), true, false, false);
        check(&of(9, "8", "8,9"), false, false, false);
        check(&of(9, "8", "9"), true, true, false);
        check(&of(9, "8", "7,9"), true, true, true);
        check(&of(9, "", "9"), true, false, false);
        check(&of(6, "8", "6"), false, false, false);
        // In the ISR is enough, even for one that is not assigned.
        check(&of(6, "6", "6"), true, false, false);
    }
}

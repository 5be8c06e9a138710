//! The way into the rules on discovery: each step is one server's call.

use super::{SID, sid, sids, zxid};
use crate::parts::quorum::majority;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, Ty};
use crate::systems::zookeeper::rules::{
    self, Acks, Discovery, EpochAckRefusal, EpochAcks, NewLeaderAcks, Sid, StateSummary, Verifier,
};
use crate::value::Value;
use crate::{fact, map, refusal};

const CALLER: &[Field] = &[Field::required("sid", SID), Field::required("acceptedEpoch", INT)];

pub const EPOCH_TO_PROPOSE: RuleCall = RuleCall {
    id: rules::EPOCH_TO_PROPOSE.id,
    source: rules::EPOCH_TO_PROPOSE.source,
    input: &[
        Field::required("leader", Ty::Record(CALLER)),
        Field::required("voters", Ty::Set(&SID)),
        Field::required("steps", Ty::List(&Ty::Record(CALLER))),
    ],
    output: "per step {waiting bool, epoch, leaderAcceptedEpoch}",
    example: (
        r#"{"leader":{"sid":2,"acceptedEpoch":8},"voters":[1,2,3],
            "steps":[{"sid":2,"acceptedEpoch":8},{"sid":1,"acceptedEpoch":2}]}"#,
        r#"[{"waiting":true,"epoch":9,"leaderAcceptedEpoch":8},
            {"waiting":false,"epoch":9,"leaderAcceptedEpoch":9}]"#,
    ),
    decide: decide_epoch_to_propose,
};

fn voters(input: &Value) -> Verifier {
    Verifier::majority(sids(input.at("voters")))
}

/// How many have been counted, and whether the leader is among them where it must be.
pub fn quorum_facts(acks: &Acks, verifier: &Verifier, leader: Option<Sid>) -> Vec<Value> {
    let (count, of) = (acks.count(), verifier.size());
    let mut facts: Vec<Value> = leader
        .map(|sid| fact!("leader", "sid" => sid, "counted" => acks.has(sid)))
        .into_iter()
        .collect();
    facts.push(fact!("voters", "counted" => count, "voters" => of, "majority" => majority(of)));
    facts
}

fn decide_epoch_to_propose(input: &Value) -> Result<Answer, BadInput> {
    let verifier = voters(input);
    let leader = sid(input.at("leader").at("sid"));
    let mut leader_accepted = input.at("leader").at("acceptedEpoch").int();
    let mut discovery = Discovery::default();
    let step = |step: &Value| {
        let (caller, accepted) = (sid(step.at("sid")), step.at("acceptedEpoch").int());
        let (before, fixed) = (discovery.epoch, discovery.fixed);
        let reply = discovery.call(leader, &verifier, caller, accepted);
        if !reply.waiting && !fixed {
            leader_accepted = reply.epoch;
        }
        let verdict = map! {
            "waiting" => reply.waiting, "epoch" => reply.epoch,
            "leaderAcceptedEpoch" => leader_accepted,
        };
        let mut because = vec![fact!("acceptedEpoch", "sid" => accepted, "epoch" => before)];
        if fixed {
            because.push(refusal!("epoch-fixed", "epoch" => reply.epoch));
        } else {
            let is_voter = verifier.voters.contains(&caller);
            because.push(fact!("sid", "sid" => caller, "voter" => is_voter));
            because.extend(quorum_facts(&discovery.connecting, &verifier, Some(leader)));
        }
        (verdict, because)
    };
    Answer::by_step(input.at("steps").items().iter().map(step).collect())
}

const SUMMARY: &[Field] = &[
    Field::required("sid", SID),
    Field::required("currentEpoch", INT),
    Field::required("lastZxid", Ty::Zxid),
];

pub const EPOCH_ACK: RuleCall = RuleCall {
    id: rules::EPOCH_ACK.id,
    source: rules::EPOCH_ACK.source,
    input: &[
        Field::required("leader", Ty::Record(SUMMARY)),
        Field::required("voters", Ty::Set(&SID)),
        Field::required("steps", Ty::List(&Ty::Record(SUMMARY))),
    ],
    output: "per step {counted bool, refused null|\"follower-ahead\", finished bool}",
    example: (
        r#"{"leader":{"sid":1,"currentEpoch":3,"lastZxid":"0x300000004"},"voters":[1,2,3],
            "steps":[{"sid":1,"currentEpoch":3,"lastZxid":"0x300000004"},
                     {"sid":3,"currentEpoch":3,"lastZxid":"0x300000005"}]}"#,
        r#"[{"counted":true,"refused":null,"finished":false},
            {"counted":false,"refused":"follower-ahead","finished":false}]"#,
    ),
    decide: decide_epoch_ack,
};

fn summary(value: &Value) -> StateSummary {
    let current_epoch = value.at("currentEpoch").int();
    StateSummary { current_epoch, last_zxid: zxid(value.at("lastZxid")) }
}

fn decide_epoch_ack(input: &Value) -> Result<Answer, BadInput> {
    let verifier = voters(input);
    let leader = (sid(input.at("leader").at("sid")), summary(input.at("leader")));
    let mut acks = EpochAcks::default();
    let step = |step: &Value| {
        let (caller, theirs) = (sid(step.at("sid")), summary(step));
        let already = acks.finished;
        let outcome = acks.ack(leader, &verifier, caller, theirs);
        let verdict = map! {
            "counted" => outcome == Ok(true),
            "refused" => outcome.err().map(EpochAckRefusal::name),
            "finished" => acks.finished,
        };
        let because = if already {
            vec![refusal!("already-finished")]
        } else {
            why_epoch_ack(leader, &verifier, (caller, theirs), outcome, &acks)
        };
        (verdict, because)
    };
    Answer::by_step(input.at("steps").items().iter().map(step).collect())
}

/// What was compared to count an ACKEPOCH.
pub fn why_epoch_ack(
    leader: (Sid, StateSummary),
    verifier: &Verifier,
    (caller, theirs): (Sid, StateSummary),
    outcome: Result<bool, EpochAckRefusal>,
    acks: &EpochAcks,
) -> Vec<Value> {
    let ours = leader.1;
    let mut because =
        vec![fact!("currentEpoch", "sid" => theirs.current_epoch, "leader" => ours.current_epoch)];
    if theirs.current_epoch == ours.current_epoch {
        because.push(fact!("lastZxid", "sid" => theirs.last_zxid, "leader" => ours.last_zxid));
    }
    match outcome {
        Err(no) => because.push(refusal!(no.name(), "sid" => caller)),
        Ok(_) => {
            let is_voter = verifier.voters.contains(&caller);
            because.push(fact!("sid", "sid" => caller, "voter" => is_voter));
            because.extend(quorum_facts(&acks.electing, verifier, Some(leader.0)));
        }
    }
    because
}

pub const NEWLEADER_ACK: RuleCall = RuleCall {
    id: rules::NEWLEADER_ACK.id,
    source: rules::NEWLEADER_ACK.source,
    input: &[
        Field::required("voters", Ty::Set(&SID)),
        Field::required("steps", Ty::List(&Ty::Record(&[Field::required("sid", SID)]))),
    ],
    output: "per step {counted bool, formed bool}",
    example: (
        r#"{"voters":[1,2,3],"steps":[{"sid":3},{"sid":9},{"sid":2}]}"#,
        r#"[{"counted":true,"formed":false},{"counted":false,"formed":false},
            {"counted":true,"formed":true}]"#,
    ),
    decide: decide_newleader_ack,
};

fn decide_newleader_ack(input: &Value) -> Result<Answer, BadInput> {
    let verifier = voters(input);
    let mut acks = NewLeaderAcks::default();
    let step = |step: &Value| {
        let caller = sid(step.at("sid"));
        let already = acks.formed;
        let counted = acks.ack(&verifier, caller);
        let mut because = Vec::new();
        if already {
            because.push(refusal!("already-formed"));
        } else {
            because.push(fact!("sid", "sid" => caller, "voter" => counted));
            because.extend(quorum_facts(&acks.acks, &verifier, None));
        }
        (map! { "counted" => counted, "formed" => acks.formed }, because)
    };
    Answer::by_step(input.at("steps").items().iter().map(step).collect())
}

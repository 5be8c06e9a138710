//! The way into the rules on elections.

use super::{SID, STATE, quorum, sid, state, zxid};
use crate::flat::FlatSet;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, NAT, Ty};
use crate::systems::zookeeper::rules::{self, Ballot, ServerState, Sid, Vote};
use crate::value::Value;
use crate::{fact, refusal};

const CANDIDATE: &[Field] = &[
    Field::required("leader", SID),
    Field::required("zxid", Ty::Zxid),
    Field::required("peerEpoch", INT),
];

pub const TOTAL_ORDER: RuleCall = RuleCall {
    id: rules::TOTAL_ORDER.id,
    source: rules::TOTAL_ORDER.source,
    input: &[
        Field::required("new", Ty::Record(CANDIDATE)),
        Field::required("current", Ty::Record(CANDIDATE)),
        Field::with("weight", NAT, Given::Int(1)),
    ],
    output: "bool",
    example: (
        r#"{"new":{"leader":1,"zxid":"0x700000001","peerEpoch":7},
            "current":{"leader":5,"zxid":"0x6000000ff","peerEpoch":6}}"#,
        "true",
    ),
    decide: decide_total_order,
};

fn vote(value: &Value) -> Vote {
    Vote {
        peer_epoch: value.at("peerEpoch").int(),
        zxid: zxid(value.at("zxid")),
        leader: sid(value.at("leader")),
    }
}

fn decide_total_order(input: &Value) -> Result<Answer, BadInput> {
    let (new, current) = (vote(input.at("new")), vote(input.at("current")));
    let weight = input.at("weight").int().unsigned_abs();
    Ok(Answer::new(rules::replaces(new, current, weight), why_replaces(new, current, weight)))
}

/// What the total order compared.
pub fn why_replaces(new: Vote, current: Vote, weight: u64) -> Vec<Value> {
    if weight == 0 {
        return vec![fact!("weight", "new" => weight)];
    }
    let facts = [
        fact!("peerEpoch", "new" => new.peer_epoch, "current" => current.peer_epoch),
        fact!("zxid", "new" => new.zxid, "current" => current.zxid),
        fact!("leader", "new" => new.leader, "current" => current.leader),
    ];
    until_different(facts, "new", "current")
}

/// The facts up to the first in which both sides differ: it decides.
fn until_different(facts: impl IntoIterator<Item = Value>, a: &str, b: &str) -> Vec<Value> {
    let mut because = Vec::new();
    for fact in facts {
        let decides = fact.at(a) != fact.at(b);
        because.push(fact);
        if decides {
            break;
        }
    }
    because
}

const BALLOT: &[Field] = &[
    Field::required("leader", SID),
    Field::required("zxid", Ty::Zxid),
    Field::required("electionEpoch", INT),
    Field::required("peerEpoch", INT),
    Field::required("state", STATE),
    Field::with("version", INT, Given::Int(2)),
];

fn ballot(value: &Value) -> Ballot {
    Ballot {
        vote: vote(value),
        round: value.at("electionEpoch").int(),
        state: state(value.at("state")).unwrap_or(ServerState::Looking),
        version: value.at("version").int(),
    }
}

pub const VOTE_EQUALS: RuleCall = RuleCall {
    id: rules::VOTE_EQUALS.id,
    source: rules::VOTE_EQUALS.source,
    input: &[Field::required("a", Ty::Record(BALLOT)), Field::required("b", Ty::Record(BALLOT))],
    output: "bool",
    example: (
        r#"{"a":{"leader":3,"zxid":"0x1","electionEpoch":4,"peerEpoch":1,"state":"FOLLOWING"},
            "b":{"leader":3,"zxid":"0x9","electionEpoch":7,"peerEpoch":1,"state":"LEADING"}}"#,
        "true",
    ),
    decide: decide_vote_equals,
};

fn decide_vote_equals(input: &Value) -> Result<Answer, BadInput> {
    let (a, b) = (ballot(input.at("a")), ballot(input.at("b")));
    let leader = fact!("leader", "a" => a.vote.leader, "b" => b.vote.leader);
    let peer_epoch = fact!("peerEpoch", "a" => a.vote.peer_epoch, "b" => b.vote.peer_epoch);
    let mut because = vec![fact!("state", "a" => a.state.name(), "b" => b.state.name())];
    if a.state == ServerState::Looking || b.state == ServerState::Looking {
        let zxid = fact!("zxid", "a" => a.vote.zxid, "b" => b.vote.zxid);
        let round = fact!("electionEpoch", "a" => a.round, "b" => b.round);
        because.extend(until_different([leader, zxid, round, peer_epoch], "a", "b"));
    } else {
        because.push(fact!("version", "a" => a.version, "b" => b.version));
        if (a.version > 0) == (b.version > 0) {
            because.extend(until_different([leader, peer_epoch], "a", "b"));
        } else {
            because.push(leader);
        }
    }
    Ok(Answer::new(rules::counts_as_same(&a, &b), because))
}

const RECEIVED: &[Field] = &[
    Field::required("sid", SID),
    Field::required("leader", SID),
    Field::required("zxid", Ty::Zxid),
    Field::required("electionEpoch", INT),
    Field::required("peerEpoch", INT),
    Field::required("state", STATE),
    Field::with("version", INT, Given::Int(2)),
];

pub const TALLY: RuleCall = RuleCall {
    id: rules::TALLY.id,
    source: rules::TALLY.source,
    input: &[
        Field::required("voters", Ty::Set(&SID)),
        Field::required("votes", Ty::List(&Ty::Record(RECEIVED))),
        Field::required("vote", Ty::Record(BALLOT)),
        Field::optional("quorum", quorum::QUORUM),
    ],
    output: "bool",
    example: (
        r#"{"voters":[1,2,3],"votes":[{"sid":1,"leader":3,"zxid":"0x5","electionEpoch":2,
              "peerEpoch":0,"state":"LOOKING"}],
            "vote":{"leader":3,"zxid":"0x5","electionEpoch":2,"peerEpoch":0,"state":"LOOKING"}}"#,
        "false",
    ),
    decide: decide_tally,
};

fn decide_tally(input: &Value) -> Result<Answer, BadInput> {
    let verifier = quorum::verifier(input.at("voters"), input.at("quorum"));
    let verifier = verifier.map_err(|error| error.inside("quorum"))?;
    let mut senders = FlatSet::new();
    let mut received: Vec<(Sid, Ballot)> = Vec::new();
    for (i, value) in input.at("votes").items().iter().enumerate() {
        let sender = sid(value.at("sid"));
        if !senders.insert(sender) {
            let says = format!("{} votes twice; allowed: one vote each", sender.0);
            return Err(BadInput::new(format!("votes[{i}].sid"), says));
        }
        received.push((sender, ballot(value)));
    }
    let vote = ballot(input.at("vote"));
    let pairs = received.iter().map(|(sender, ballot)| (*sender, ballot));
    let acks = rules::voters_for(&vote, pairs, &verifier);
    let mut because = vec![fact!("votes", "equal" => acks.iter().collect::<Vec<Sid>>())];
    because.extend(quorum::why(&verifier, &acks));
    Ok(Answer::new(verifier.contains_quorum(&acks), because))
}

pub const CHECK_LEADER: RuleCall = RuleCall {
    id: rules::CHECK_LEADER.id,
    source: rules::CHECK_LEADER.source,
    input: &[
        Field::required("self", SID),
        Field::required("leader", SID),
        Field::optional("leaderState", STATE),
        Field::with("logicalclock", INT, Given::Int(0)),
        Field::with("electionEpoch", INT, Given::Int(0)),
    ],
    output: "bool",
    example: (r#"{"self":4,"leader":5,"leaderState":"LOOKING"}"#, "false"),
    decide: decide_check_leader,
};

fn decide_check_leader(input: &Value) -> Result<Answer, BadInput> {
    let (me, leader) = (sid(input.at("self")), sid(input.at("leader")));
    let leader_state = state(input.at("leaderState"));
    let (clock, round) = (input.at("logicalclock").int(), input.at("electionEpoch").int());
    let outcome = rules::check_leader(me, leader, leader_state, clock, round);
    let because = why_leader(me, leader, leader_state, clock, round);
    Ok(Answer::new(outcome.is_ok(), because))
}

/// What was looked at to believe in a leader, and the doubt, if any.
pub fn why_leader(
    me: Sid,
    leader: Sid,
    leader_state: Option<ServerState>,
    clock: i64,
    round: i64,
) -> Vec<Value> {
    let mut because = vec![fact!("leader", "leader" => leader, "self" => me)];
    because.push(if leader == me {
        fact!("electionEpoch", "electionEpoch" => round, "logicalclock" => clock)
    } else {
        fact!("leaderState", "leaderState" => leader_state.map(ServerState::name))
    });
    if let Err(doubt) = rules::check_leader(me, leader, leader_state, clock, round) {
        because.push(refusal!(doubt.name()));
    }
    because
}

pub const ROUND_GATE: RuleCall = RuleCall {
    id: rules::ROUND_GATE.id,
    source: rules::ROUND_GATE.source,
    input: &[Field::required("logicalclock", INT), Field::required("electionEpoch", INT)],
    output: "\"ignore\", \"compare-with-proposal\" or \
             \"adopt-round-and-compare-with-initial-vote\"",
    example: (
        r#"{"logicalclock":3,"electionEpoch":5}"#,
        "\"adopt-round-and-compare-with-initial-vote\"",
    ),
    decide: decide_round_gate,
};

fn decide_round_gate(input: &Value) -> Result<Answer, BadInput> {
    let (clock, round) = (input.at("logicalclock").int(), input.at("electionEpoch").int());
    let because = fact!("electionEpoch", "electionEpoch" => round, "logicalclock" => clock);
    Ok(Answer::new(rules::round_gate(clock, round).name(), vec![because]))
}

pub const CONNECTION: RuleCall = RuleCall {
    id: rules::CONNECTION.id,
    source: rules::CONNECTION.source,
    input: &[Field::required("initiator", SID), Field::required("acceptor", SID)],
    output: "\"kept\", \"closed-and-dialled-back\" or \"ignored\"",
    example: (r#"{"initiator":7,"acceptor":4}"#, "\"kept\""),
    decide: decide_connection,
};

fn decide_connection(input: &Value) -> Result<Answer, BadInput> {
    let (initiator, acceptor) = (sid(input.at("initiator")), sid(input.at("acceptor")));
    let because = fact!("initiator", "initiator" => initiator, "acceptor" => acceptor);
    Ok(Answer::new(rules::connection(initiator, acceptor).name(), vec![because]))
}

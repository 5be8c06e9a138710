//! The way into the rules on campaigns.

use super::{ID, nat};
use crate::flat::FlatMap;
use crate::parts::quorum::{VoteResult, majority, vote_result};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, NAT, Ty};
use crate::systems::raft::rules::{self, State};
use crate::value::Value;
use crate::{fact, refusal};

pub const TALLY: RuleCall = RuleCall {
    id: rules::TALLY.id,
    source: rules::TALLY.source,
    input: &[
        Field::required("voters", Ty::Set(&ID)),
        Field::with("votersOutgoing", Ty::Set(&ID), Given::EmptyList),
        Field::required("votes", Ty::IntMap(1, &Ty::Bool)),
    ],
    output: "\"VoteWon\", \"VoteLost\" or \"VotePending\"",
    example: (r#"{"voters":[1,2,3,4],"votes":{"1":true,"2":true,"3":false}}"#, "\"VotePending\""),
    decide: decide_tally,
};

fn decide_tally(input: &Value) -> Result<Answer, BadInput> {
    let votes = input.at("votes").fields().iter();
    let votes: FlatMap<i64, bool> =
        votes.filter_map(|(id, vote)| Some((id.parse().ok()?, vote.flag()))).collect();
    let (result, fact) = tally("voters", input, &votes);
    if input.at("votersOutgoing").items().is_empty() {
        return Ok(Answer::new(rules::vote_result_name(result), vec![fact]));
    }
    let (outgoing, other_fact) = tally("votersOutgoing", input, &votes);
    // The configuration that decides comes last.
    let because = if result < outgoing { vec![other_fact, fact] } else { vec![fact, other_fact] };
    Ok(Answer::new(rules::vote_result_name(result.min(outgoing)), because))
}

/// The standing in one configuration. Votes of others are not counted.
fn tally(name: &str, input: &Value, votes: &FlatMap<i64, bool>) -> (VoteResult, Value) {
    let voters = input.at(name).items();
    let count =
        |answer| voters.iter().filter(|id| votes.get(&id.int()) == Some(&answer)).count() as u64;
    let (of, yes, no) = (voters.len() as u64, count(true), count(false));
    let result = vote_result(of, yes, no);
    let fact = fact!(
        name, "voters" => of, "yes" => yes, "no" => no, "majority" => majority(of),
        "result" => rules::vote_result_name(result)
    );
    (result, fact)
}

pub const STATE_TRANSITION: RuleCall = RuleCall {
    id: rules::STATE_TRANSITION.id,
    source: rules::STATE_TRANSITION.source,
    input: &[
        Field::required("from", Ty::OneOf(State::NAMES)),
        Field::required("to", Ty::OneOf(State::NAMES)),
    ],
    output: "bool",
    example: (r#"{"from":"PreCandidate","to":"Candidate"}"#, "true"),
    decide: decide_state_transition,
};

fn state(value: &Value) -> State {
    let named = State::ALL.into_iter().find(|state| state.name() == value.text());
    named.unwrap_or(State::Follower)
}

fn decide_state_transition(input: &Value) -> Result<Answer, BadInput> {
    let (from, to) = (state(input.at("from")), state(input.at("to")));
    let outcome = rules::may_become(from, to);
    let mut because = vec![fact!("from", "from" => from.name(), "to" => to.name())];
    if let Err(no) = outcome {
        because.push(refusal!(no.name()));
    }
    Ok(Answer::new(outcome.is_ok(), because))
}

pub const ELECTION_TIMEOUT: RuleCall = RuleCall {
    id: rules::ELECTION_TIMEOUT.id,
    source: rules::ELECTION_TIMEOUT.source,
    input: &[
        Field::required("electionElapsed", NAT),
        Field::required("randomizedElectionTimeout", NAT),
    ],
    output: "bool",
    example: (r#"{"electionElapsed":14,"randomizedElectionTimeout":15}"#, "false"),
    decide: decide_election_timeout,
};

fn decide_election_timeout(input: &Value) -> Result<Answer, BadInput> {
    let elapsed = nat(input.at("electionElapsed"));
    let timeout = nat(input.at("randomizedElectionTimeout"));
    let because = vec![fact!(
        "electionElapsed", "electionElapsed" => elapsed, "randomizedElectionTimeout" => timeout
    )];
    Ok(Answer::new(rules::past_election_timeout(elapsed, timeout), because))
}

pub const CHECK_QUORUM: RuleCall = RuleCall {
    id: rules::CHECK_QUORUM.id,
    source: rules::CHECK_QUORUM.source,
    input: &[Field::required("voters", Ty::Set(&ID)), Field::required("active", Ty::Set(&ID))],
    output: "bool",
    example: (r#"{"voters":[1,2,3,4,5],"active":[1,5]}"#, "false"),
    decide: decide_check_quorum,
};

fn decide_check_quorum(input: &Value) -> Result<Answer, BadInput> {
    let active: FlatMap<i64, bool> =
        input.at("active").items().iter().map(|id| (id.int(), true)).collect();
    let voters = input.at("voters").items();
    let of = voters.len() as u64;
    let count = voters.iter().filter(|id| active.contains_key(&id.int())).count() as u64;
    let because =
        vec![fact!("active", "active" => count, "voters" => of, "majority" => majority(of))];
    Ok(Answer::new(rules::quorum_active(of, count), because))
}

//! The way into the rules on votes.

use super::{ID, LOG, LOG_END, id, log_end, nat, print_id, terms};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, NAT, Ty};
use crate::systems::raft::rules::{
    self, Lease, Log, LogEnd, State, VoteAnswer, VoteKind, VoteRefusal, VoteRequest, Voter,
};
use crate::value::Value;
use crate::{fact, refusal};

pub const UP_TO_DATE: RuleCall = RuleCall {
    id: rules::UP_TO_DATE.id,
    source: rules::UP_TO_DATE.source,
    input: &[
        Field::required("voter", Ty::Record(LOG_END)),
        Field::required("candidate", Ty::Record(LOG_END)),
    ],
    output: "bool",
    example: (r#"{"voter":{"term":4,"index":7},"candidate":{"term":6,"index":2}}"#, "true"),
    decide: decide_up_to_date,
};

fn decide_up_to_date(input: &Value) -> Result<Answer, BadInput> {
    let (voter, candidate) = (log_end(input.at("voter")), log_end(input.at("candidate")));
    let because = compare(voter, candidate, ["term", "index"], "candidate");
    Ok(Answer::new(rules::up_to_date(voter, candidate), because))
}

/// The last terms, and the last indexes if the terms are equal.
fn compare(voter: LogEnd, other: LogEnd, names: [&str; 2], whose: &str) -> Vec<Value> {
    let mut because = vec![fact!(names[0], "voter" => voter.term, whose => other.term)];
    if voter.term == other.term {
        because.push(fact!(names[1], "voter" => voter.index, whose => other.index));
    }
    because
}

const VOTER: &[Field] = &[
    Field::with("state", Ty::OneOf(State::NAMES), Given::Text("Follower")),
    Field::required("term", NAT),
    Field::optional("vote", ID),
    Field::optional("lead", ID),
    Field::required("log", LOG),
];

const MESSAGE: &[Field] = &[
    Field::with("type", Ty::OneOf(&["MsgVote", "MsgPreVote"]), Given::Text("MsgVote")),
    Field::required("from", ID),
    Field::required("term", NAT),
    Field::required("logTerm", NAT),
    Field::required("index", NAT),
    Field::flag("transfer", false),
];

pub const GRANT_VOTE: RuleCall = RuleCall {
    id: rules::GRANT_VOTE.id,
    source: rules::GRANT_VOTE.source,
    input: &[
        Field::required("voter", Ty::Record(VOTER)),
        Field::required("message", Ty::Record(MESSAGE)),
        Field::flag("checkQuorum", false),
        Field::int("electionElapsed", 0, i64::MAX, 0),
        Field::int("electionTick", 1, i64::MAX, 10),
    ],
    output: "\"grant\", \"reject\", or \"ignore\": no answer",
    example: (
        r#"{"voter":{"term":6,"vote":4,"log":[2,6]},
            "message":{"from":5,"term":6,"logTerm":6,"index":9}}"#,
        "\"reject\"",
    ),
    decide: decide_grant_vote,
};

fn decide_grant_vote(input: &Value) -> Result<Answer, BadInput> {
    let (voter, message) = (input.at("voter"), input.at("message"));
    let log = terms(voter.at("log"));
    let state = voter.at("state").text();
    let voter = Voter {
        term: nat(voter.at("term")),
        vote: id(voter.at("vote")),
        lead: id(voter.at("lead")),
        last: log.as_slice().end(),
    };
    let pre_vote = message.at("type").text() == "MsgPreVote";
    let request = VoteRequest {
        kind: if pre_vote { VoteKind::PreVote } else { VoteKind::Vote },
        from: rules::Id(nat(message.at("from"))),
        term: nat(message.at("term")),
        last: LogEnd { term: nat(message.at("logTerm")), index: nat(message.at("index")) },
        transfer: message.at("transfer").flag(),
    };
    let lease = Lease {
        check_quorum: input.at("checkQuorum").flag(),
        election_elapsed: nat(input.at("electionElapsed")),
        election_tick: nat(input.at("electionTick")),
    };
    let outcome = rules::grant_vote(&voter, &request, &lease);
    let answer = outcome.map_or_else(|no| no.answer(request.kind), |()| VoteAnswer::Grant);
    let verdict = match answer {
        VoteAnswer::Grant => "grant",
        VoteAnswer::Reject => "reject",
        VoteAnswer::Ignore => "ignore",
    };
    Ok(Answer::new(verdict, why(state, &voter, &request, &lease, outcome.err())))
}

/// What was looked at, up to the refusal.
pub fn why(
    state: &str,
    voter: &Voter,
    request: &VoteRequest,
    lease: &Lease,
    refusal: Option<VoteRefusal>,
) -> Vec<Value> {
    let mut because = vec![fact!("term", "voter" => voter.term, "message" => request.term)];
    if request.term > voter.term {
        because.push(fact!("checkQuorum", "voter" => lease.check_quorum));
        if lease.check_quorum {
            because.extend(lease_facts(voter, request, lease));
        }
    }
    match refusal {
        Some(no @ VoteRefusal::Lease(remaining)) => {
            because.push(refusal!(no.name(), "remaining" => remaining));
            return because;
        }
        Some(no @ VoteRefusal::StaleTerm) => {
            because.push(refusal!(no.name(), "voter" => voter.term, "message" => request.term));
            return because;
        }
        _ => {}
    }
    if request.term == voter.term {
        because.push(fact!("vote", "voter" => print_id(voter.vote), "from" => request.from.0));
        if voter.vote.is_none() {
            because.push(fact!("lead", "voter" => print_id(voter.lead)));
        }
    } else if request.kind == VoteKind::Vote {
        because.push(fact!("state", "voter" => state, "becomes" => State::Follower.name()));
    }
    match refusal {
        Some(no @ VoteRefusal::AlreadyVoted(other)) => {
            because.push(refusal!(no.name(), "vote" => other.0));
        }
        Some(no @ VoteRefusal::KnownLeader(lead)) => {
            because.push(refusal!(no.name(), "lead" => lead.0));
        }
        other => {
            because.extend(compare(voter.last, request.last, ["logTerm", "index"], "message"));
            if let Some(no) = other {
                because.push(refusal!(no.name()));
            }
        }
    }
    because
}

/// Why the lease holds the request up or not.
fn lease_facts(voter: &Voter, request: &VoteRequest, lease: &Lease) -> Vec<Value> {
    let mut facts = vec![fact!("transfer", "message" => request.transfer)];
    if !request.transfer {
        facts.push(fact!("lead", "voter" => print_id(voter.lead)));
        if voter.lead.is_some() {
            let (elapsed, tick) = (lease.election_elapsed, lease.election_tick);
            facts.push(
                fact!("electionElapsed", "electionElapsed" => elapsed, "electionTick" => tick),
            );
        }
    }
    facts
}

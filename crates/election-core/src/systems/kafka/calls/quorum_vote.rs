//! Votes and states of the controller quorum.

use super::BROKER;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, Ty};
use crate::systems::kafka::rules::VoterId;
use crate::systems::kafka::rules::quorum_vote::{
    self, Election, IllegalVote, LogEnd, NotGranted, State, VoteRequest, Voter,
};
use crate::value::Value;
use crate::{fact, map, refusal};

const STATE: Ty =
    Ty::OneOf(&["Unattached", "Prospective", "Candidate", "Follower", "Leader", "Resigned"]);

/// The end of a log.
const LOG: Field = Field::required(
    "log",
    Ty::Record(&[Field::required("epoch", INT), Field::required("offset", INT)]),
);

pub(super) const RAFT_VOTE: RuleCall = RuleCall {
    id: "kafka/raft-vote",
    source: "apache/kafka 4.1.1 raft/src/main/java/org/apache/kafka/raft/EpochState.java \
             canGrantVote, and its states",
    input: &[
        Field::required("state", STATE),
        Field::optional("votedFor", BROKER),
        Field::optional("leaderId", BROKER),
        Field::flag("hasFetchedFromLeader", false),
        LOG,
        Field::required(
            "request",
            Ty::Record(&[
                Field::required("candidate", BROKER),
                Field::required("preVote", Ty::Bool),
                LOG,
            ]),
        ),
    ],
    output: "bool",
    example: (
        concat!(
            r#"{"state":"Unattached","votedFor":3,"log":{"epoch":6,"offset":40},"#,
            r#""request":{"candidate":2,"preVote":false,"log":{"epoch":6,"offset":41}}}"#,
        ),
        "false",
    ),
    decide: raft_vote,
};

fn raft_vote(input: &Value) -> Result<Answer, BadInput> {
    let given = input.at("request");
    let voter = Voter {
        state: state(input.at("state")),
        voted_for: input.at("votedFor").as_int().map(VoterId),
        leader: input.at("leaderId").as_int().map(VoterId),
        has_fetched_from_leader: input.at("hasFetchedFromLeader").flag(),
        log: log_end(input),
    };
    let request = VoteRequest {
        candidate: VoterId(given.at("candidate").int()),
        pre_vote: given.at("preVote").flag(),
        log: log_end(given),
    };
    let verdict = quorum_vote::grant(&voter, &request);
    let mut because = vec![
        fact!("state", "state" => input.at("state")),
        fact!("preVote", "preVote" => request.pre_vote),
    ];
    let is_follower = voter.state == State::Follower;
    if request.pre_vote && is_follower {
        because.push(fact!("hasFetchedFromLeader",
            "hasFetchedFromLeader" => voter.has_fetched_from_leader));
    } else if !request.pre_vote && verdict != Err(NotGranted::State) {
        because.push(
            fact!("votedFor", "votedFor" => voter.voted_for, "candidate" => request.candidate),
        );
        if voter.voted_for.is_none() {
            because.push(fact!("leaderId", "leaderId" => voter.leader));
        }
    }
    let voted_again = !request.pre_vote && voter.voted_for.is_some();
    if matches!(verdict, Ok(()) | Err(NotGranted::LogBehind)) && !voted_again {
        because.push(fact!("log", "request" => given.at("log"), "voter" => input.at("log")));
    }
    if let Err(reason) = verdict {
        because.push(refusal!(refused(reason)));
    }
    Ok(Answer::new(verdict.is_ok(), because))
}

fn log_end(of: &Value) -> LogEnd {
    let log = of.at("log");
    LogEnd { epoch: log.at("epoch").int(), offset: log.at("offset").int() }
}

fn refused(reason: NotGranted) -> &'static str {
    match reason {
        NotGranted::State => "state",
        NotGranted::HasFetched => "has-fetched-from-leader",
        NotGranted::AlreadyVoted => "already-voted",
        NotGranted::LeaderKnown => "leader-known",
        NotGranted::LogBehind => "log-behind",
    }
}

fn state(value: &Value) -> State {
    match value.text() {
        "Unattached" => State::Unattached,
        "Prospective" => State::Prospective,
        "Candidate" => State::Candidate,
        "Follower" => State::Follower,
        "Leader" => State::Leader,
        _ => State::Resigned,
    }
}

fn name(state: State) -> &'static str {
    match state {
        State::Unattached => "Unattached",
        State::Prospective => "Prospective",
        State::Candidate => "Candidate",
        State::Follower => "Follower",
        State::Leader => "Leader",
        State::Resigned => "Resigned",
    }
}

pub(super) const RAFT_TALLY: RuleCall = RuleCall {
    id: "kafka/raft-tally",
    source: "apache/kafka 4.1.1 raft/src/main/java/org/apache/kafka/raft/CandidateState.java, \
             ProspectiveState.java",
    input: &[
        Field::with("state", Ty::OneOf(&["Candidate", "Prospective"]), Given::Text("Candidate")),
        Field::required("self", BROKER),
        Field::required("voters", super::BROKERS),
        Field::required(
            "steps",
            Ty::List(&Ty::Record(&[
                Field::required("from", BROKER),
                Field::required("granted", Ty::Bool),
            ])),
        ),
    ],
    output: "{granted, rejected: bools} after all steps, or {error: IllegalArgumentException}",
    example: (
        concat!(
            r#"{"state":"Candidate","self":1,"voters":[1,2,3,4,5],"steps":["#,
            r#"{"from":2,"granted":true},{"from":3,"granted":false},{"from":4,"granted":false}]}"#,
        ),
        r#"{"granted":false,"rejected":false}"#,
    ),
    decide: raft_tally,
};

fn raft_tally(input: &Value) -> Result<Answer, BadInput> {
    let own = VoterId(input.at("self").int());
    let voters = input.at("voters").ints().into_iter().map(VoterId);
    let pre_vote = input.at("state").text() == "Prospective";
    let mut because = Vec::new();
    let election = Election::new(own, pre_vote, voters).and_then(|mut election| {
        because.push(fact!("self", "self" => own, "granted" => true));
        for step in input.at("steps").items() {
            let (from, granted) = (VoterId(step.at("from").int()), step.at("granted").flag());
            because.push(fact!("steps", "from" => from, "granted" => granted));
            election.record(from, granted)?;
        }
        Ok(election)
    });
    let verdict = match election {
        Ok(election) => {
            because.push(fact!("voters", "granted" => election.grants(),
                "rejected" => election.rejections(), "majority" => election.majority()));
            map! { "granted" => election.is_granted(), "rejected" => election.is_rejected() }
        }
        Err(reason) => {
            because.push(refusal!(illegal(reason)));
            map! { "error" => "IllegalArgumentException" }
        }
    };
    Ok(Answer::new(verdict, because))
}

fn illegal(reason: IllegalVote) -> &'static str {
    match reason {
        IllegalVote::NotAVoter => "not-a-voter",
        IllegalVote::OwnRejection => "own-rejection",
        IllegalVote::ChangedVote => "changed-vote",
    }
}

pub(super) const RAFT_TRANSITION: RuleCall = RuleCall {
    id: "kafka/raft-transition",
    source: "apache/kafka 4.1.1 raft/src/main/java/org/apache/kafka/raft/QuorumState.java",
    input: &[Field::required("from", STATE), Field::required("to", STATE)],
    output: "bool",
    example: (r#"{"from":"Candidate","to":"Leader"}"#, "true"),
    decide: |input| {
        let (from, to) = (state(input.at("from")), state(input.at("to")));
        let next: Vec<&str> = from.next().iter().map(|state| name(*state)).collect();
        let because = vec![
            fact!("from", "from" => name(from), "next" => next),
            fact!("to", "to" => name(to)),
        ];
        Ok(Answer::new(from.next().contains(&to), because))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    /// A voter with log (6, 40), asked by voter 2; is the vote granted with these fields?
    #[track_caller]
    fn check(state: &str, rest: &str, pre_vote: bool, log: (i64, i64), expected: &str) {
        let input = format!(
            r#"{{"state":"{state}",{rest}"log":{{"epoch":6,"offset":40}},"request":{{"candidate":2,
                "preVote":{pre_vote},"log":{{"epoch":{},"offset":{}}}}}}}"#,
            log.0, log.1
        );
        let answer = call(&RAFT_VOTE, &input);
        let refusal = answer.because.last().and_then(|entry| entry.at("refusal").as_text());
        assert_eq!(refusal.unwrap_or("granted"), expected, "{input}");
        assert_eq!(answer.verdict, (expected == "granted").into());
    }

    const SAME: (i64, i64) = (6, 40);
    const BEHIND: (i64, i64) = (6, 39);

    #[test]
    fn a_vote_goes_once_to_who_has_the_longer_log() {
        example(&RAFT_VOTE);
        for state in ["Unattached", "Prospective"] {
            check(state, "", false, SAME, "granted");
            check(state, "", false, (7, 0), "granted");
            check(state, "", false, BEHIND, "log-behind");
            check(state, "", false, (5, 99), "log-behind");
            check(state, r#""votedFor":3,"#, false, (9, 99), "already-voted");
            // Who got the vote gets it again, whatever its log.
            check(state, r#""votedFor":2,"#, false, BEHIND, "granted");
            check(state, r#""votedFor":2,"leaderId":3,"#, false, BEHIND, "granted");
            check(state, r#""leaderId":3,"#, false, SAME, "leader-known");
        }
        for state in ["Candidate", "Follower", "Leader", "Resigned"] {
            check(state, "", false, (9, 99), "state");
        }
    }

    #[test]
    fn a_pre_vote_asks_only_for_the_log_unless_a_leader_is_in_touch() {
        for state in ["Unattached", "Prospective", "Candidate", "Resigned", "Follower"] {
            check(state, r#""votedFor":3,"#, true, SAME, "granted");
            check(state, "", true, BEHIND, "log-behind");
        }
        check(
            "Follower",
            r#""leaderId":1,"hasFetchedFromLeader":true,"#,
            true,
            (9, 9),
            "has-fetched-from-leader",
        );
        check("Leader", "", true, (9, 99), "state");
    }

    /// Counts for voter 1 of 1, 2, 3, 4, 5.
    #[track_caller]
    fn count(state: &str, steps: &[(i64, bool)], expected: &str) {
        let steps: Vec<Value> = steps
            .iter()
            .map(|(from, granted)| map! { "from" => *from, "granted" => *granted })
            .collect();
        let voters = vec![1, 2, 3, 4, 5];
        let input = map! { "state" => state, "self" => 1, "voters" => voters, "steps" => steps };
        let verdict = call(&RAFT_TALLY, &input.to_string()).verdict;
        let found = match verdict.at("error").as_text() {
            Some(error) => error.to_string(),
            None => format!("{} {}", verdict.at("granted"), verdict.at("rejected")),
        };
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn three_of_five_decide_either_way() {
        example(&RAFT_TALLY);
        count("Candidate", &[], "false false");
        count("Candidate", &[(2, true)], "false false");
        count("Candidate", &[(2, true), (2, true)], "false false");
        count("Candidate", &[(2, true), (3, true)], "true false");
        count("Candidate", &[(2, false), (3, false)], "false false");
        count("Candidate", &[(2, false), (3, false), (4, false)], "false true");
        gives(
            &RAFT_TALLY,
            r#"{"self":1,"voters":[1],"steps":[]}"#,
            r#"{"granted":true,"rejected":false}"#,
        );
    }

    #[test]
    fn only_the_answer_to_a_pre_vote_may_change() {
        let error = "IllegalArgumentException";
        count("Candidate", &[(2, true), (2, false)], error);
        count("Candidate", &[(2, false), (2, true)], error);
        count("Prospective", &[(2, false), (2, true), (3, true)], "true false");
        for state in ["Candidate", "Prospective"] {
            count(state, &[(1, false)], error);
            count(state, &[(1, true)], "false false");
            count(state, &[(9, true)], error);
        }
        gives(
            &RAFT_TALLY,
            r#"{"self":7,"voters":[1,2],"steps":[]}"#,
            r#"{"error":"IllegalArgumentException"}"#,
        );
        refuses(&RAFT_TALLY, r#"{"self":1,"voters":[1,2,1],"steps":[]}"#, "voters[2]");
    }

    #[test]
    fn a_voter_leads_only_by_way_of_prospective_and_candidate() {
        example(&RAFT_TRANSITION);
        let check = |from: &str, to: &[&str]| {
            for target in
                ["Unattached", "Prospective", "Candidate", "Follower", "Leader", "Resigned"]
            {
                let input = format!(r#"{{"from":"{from}","to":"{target}"}}"#);
                gives(&RAFT_TRANSITION, &input, &to.contains(&target).to_string());
            }
        };
        check("Unattached", &["Unattached", "Prospective", "Follower"]);
        check("Prospective", &["Unattached", "Candidate", "Follower"]);
        check("Candidate", &["Unattached", "Prospective", "Follower", "Leader"]);
        check("Follower", &["Unattached", "Prospective", "Follower"]);
        check("Leader", &["Unattached", "Follower", "Resigned"]);
        check("Resigned", &["Unattached", "Follower"]);
        let bad = RAFT_TRANSITION.call(&map! { "from" => "Candidate", "to" => "Observer" });
        assert_eq!(
            bad.unwrap_err().to_string(),
            "to: \"Observer\" is not one of Unattached, Prospective, Candidate, Follower, Leader, \
             Resigned"
        );
    }
}

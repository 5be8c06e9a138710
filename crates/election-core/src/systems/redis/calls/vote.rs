//! Votes, elections and CKQUORUM.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, NAT, Ty};
use crate::systems::redis::rules::vote::{self, Ballot, Epoch, NotElected, Voter};
use crate::value::Value;
use crate::{fact, map, refusal};

const VOTER: Ty = Ty::Record(&[
    Field::required("current_epoch", NAT),
    Field::optional("leader", Ty::Text),
    Field::required("leader_epoch", NAT),
]);

/// Sentinels or votes, me included.
const AT_LEAST_ONE: Ty = Ty::Int(1, i64::MAX);

pub(super) const SENTINEL_VOTE: RuleCall = RuleCall {
    id: "redis/sentinel-vote",
    source: "redis/redis 7.2 src/sentinel.c sentinelVoteLeader",
    input: &[
        Field::required("voter", VOTER),
        Field::required(
            "steps",
            Ty::List(&Ty::Record(&[
                Field::required("req_epoch", NAT),
                Field::required("req_runid", Ty::Text),
            ])),
        ),
    ],
    output: "per step {leader, leader_epoch (both as replied), current_epoch, changed}",
    example: (
        concat!(
            r#"{"voter":{"current_epoch":2,"leader":null,"leader_epoch":0},"#,
            r#""steps":[{"req_epoch":3,"req_runid":"s7"},{"req_epoch":3,"req_runid":"s8"},"#,
            r#"{"req_epoch":4,"req_runid":"s8"}]}"#,
        ),
        concat!(
            r#"[{"leader":"s7","leader_epoch":3,"current_epoch":3,"changed":true},"#,
            r#"{"leader":"s7","leader_epoch":3,"current_epoch":3,"changed":false},"#,
            r#"{"leader":"s8","leader_epoch":4,"current_epoch":4,"changed":true}]"#,
        ),
    ),
    decide: |input| {
        let mut voter = voter(input.at("voter"));
        let steps = input.at("steps").items().iter().map(|step| {
            let (after, ballot, why) = ask(&voter, step);
            voter = after;
            let verdict = map! {
                "leader" => voter.leader.clone(), "leader_epoch" => voter.leader_epoch.0,
                "current_epoch" => voter.current_epoch.0, "changed" => ballot == Ballot::Cast,
            };
            (verdict, why)
        });
        Answer::by_step(steps.collect())
    },
};

pub(super) const IS_MASTER_DOWN_REPLY: RuleCall = RuleCall {
    id: "redis/is-master-down-reply",
    source: "redis/redis 7.2 src/sentinel.c sentinelCommand",
    input: &[
        Field::flag("tilt", false),
        Field::required("sdown", Ty::Bool),
        Field::required("req_runid", Ty::Text),
        Field::required("req_epoch", NAT),
        Field::required("voter", VOTER),
    ],
    output: "[down 0 or 1, leader (\"*\" if none asked), leader_epoch (0 if none asked)]",
    example: (
        concat!(
            r#"{"sdown":true,"req_runid":"*","req_epoch":9,"voter":{"current_epoch":9,"#,
            r#""leader":"s2","leader_epoch":9}}"#,
        ),
        r#"[1,"*",0]"#,
    ),
    decide: is_master_down_reply,
};

fn is_master_down_reply(input: &Value) -> Result<Answer, BadInput> {
    let (tilt, sdown) = (input.at("tilt").flag(), input.at("sdown").flag());
    let down = vote::says_down(tilt, sdown);
    let mut because = vec![fact!("tilt", "tilt" => tilt)];
    if !tilt {
        because.push(fact!("sdown", "sdown" => sdown));
    }
    because.push(fact!("req_runid", "req_runid" => input.at("req_runid")));
    let mut reply = (Some("*".to_string()), Epoch(0));
    if input.at("req_runid").text() != "*" {
        let (after, _, why) = ask(&voter(input.at("voter")), input);
        because.extend(why);
        reply = (after.leader, after.leader_epoch);
    }
    let leader = reply.0.unwrap_or_else(|| "*".to_string());
    let verdict: Vec<Value> = vec![i64::from(down).into(), leader.into(), reply.1.0.into()];
    Ok(Answer::new(verdict, because))
}

fn voter(value: &Value) -> Voter<String> {
    Voter {
        current_epoch: Epoch(value.at("current_epoch").int()),
        leader: value.at("leader").as_text().map(str::to_string),
        leader_epoch: Epoch(value.at("leader_epoch").int()),
    }
}

/// Asks for a vote with the `req_epoch` and `req_runid` of `request`.
fn ask(voter: &Voter<String>, request: &Value) -> (Voter<String>, Ballot, Vec<Value>) {
    let (req_epoch, req_runid) = (request.at("req_epoch").int(), request.at("req_runid").text());
    let (after, ballot) = voter.vote(Epoch(req_epoch), &req_runid.to_string());
    let mut because = vec![
        fact!("current_epoch", "req_epoch" => req_epoch, "current_epoch" => voter.current_epoch.0),
        fact!("leader_epoch", "req_epoch" => req_epoch, "leader_epoch" => voter.leader_epoch.0),
    ];
    match ballot {
        Ballot::Cast => {}
        Ballot::AlreadyVoted => because.push(refusal!("already-voted",
            "leader" => after.leader.clone(), "leader_epoch" => after.leader_epoch.0)),
        Ballot::StaleEpoch => because.push(refusal!("stale-epoch",
            "req_epoch" => req_epoch, "current_epoch" => after.current_epoch.0)),
    }
    (after, ballot, because)
}

pub(super) const SENTINEL_ELECTED: RuleCall = RuleCall {
    id: "redis/sentinel-elected",
    source: "redis/redis 7.2 src/sentinel.c sentinelGetLeader",
    input: &[
        Field::required("known_sentinels", AT_LEAST_ONE),
        Field::required("quorum", AT_LEAST_ONE),
        Field::required("votes", NAT),
    ],
    output: "bool",
    example: (r#"{"known_sentinels":7,"quorum":2,"votes":3}"#, "false"),
    decide: |input| {
        let [known, quorum, votes] =
            ["known_sentinels", "quorum", "votes"].map(|name| input.at(name).int());
        let verdict = vote::elected(known, quorum, votes);
        let majority = vote::majority(known);
        let mut because = vec![fact!("known_sentinels", "known_sentinels" => known,
            "majority" => majority, "votes" => votes)];
        if verdict != Err(NotElected::NoMajority) {
            because.push(fact!("quorum", "quorum" => quorum, "votes" => votes));
        }
        Ok(Answer::new(verdict.is_ok(), because))
    },
};

pub(super) const CKQUORUM: RuleCall = RuleCall {
    id: "redis/ckquorum",
    source: "redis/redis 7.2 src/sentinel.c sentinelIsQuorumReachable",
    input: &[
        Field::required("known_sentinels", AT_LEAST_ONE),
        Field::required("usable", AT_LEAST_ONE),
        Field::required("quorum", AT_LEAST_ONE),
    ],
    output: "{reply: \"OK\" or \"NOQUORUM\", quorum_reachable, majority_reachable: bools}",
    example: (
        r#"{"known_sentinels":3,"usable":2,"quorum":3}"#,
        r#"{"reply":"NOQUORUM","quorum_reachable":false,"majority_reachable":true}"#,
    ),
    decide: |input| {
        let [known, usable, quorum] =
            ["known_sentinels", "usable", "quorum"].map(|name| input.at(name).int());
        let found = vote::reachable(known, usable, quorum);
        let ok = found.quorum && found.majority;
        let verdict = map! {
            "reply" => if ok { "OK" } else { "NOQUORUM" },
            "quorum_reachable" => found.quorum, "majority_reachable" => found.majority,
        };
        let because = vec![
            fact!("quorum", "quorum" => quorum, "usable" => usable),
            fact!("known_sentinels", "majority" => vote::majority(known), "usable" => usable),
        ];
        Ok(Answer::new(verdict, because))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    #[test]
    fn a_voter_gives_one_vote_per_epoch_to_the_first_who_asks() {
        let check = |voter: &str, steps: &str, verdict: &str| {
            gives(&SENTINEL_VOTE, &format!(r#"{{"voter":{voter},"steps":{steps}}}"#), verdict);
        };
        example(&SENTINEL_VOTE);
        let fresh = r#"{"current_epoch":5,"leader_epoch":0}"#;
        check(
            fresh,
            r#"[{"req_epoch":5,"req_runid":"a"},{"req_epoch":6,"req_runid":"b"},
                {"req_epoch":5,"req_runid":"c"}]"#,
            r#"[{"leader":"a","leader_epoch":5,"current_epoch":5,"changed":true},
                {"leader":"b","leader_epoch":6,"current_epoch":6,"changed":true},
                {"leader":"b","leader_epoch":6,"current_epoch":6,"changed":false}]"#,
        );
        // A stale epoch gets no vote even from one who has never voted.
        check(
            fresh,
            r#"[{"req_epoch":4,"req_runid":"a"}]"#,
            r#"[{"leader":null,"leader_epoch":0,"current_epoch":5,"changed":false}]"#,
        );
        // The runid is not persisted: after a restart the epoch alone forbids a second vote.
        check(
            r#"{"current_epoch":5,"leader":null,"leader_epoch":5}"#,
            r#"[{"req_epoch":5,"req_runid":"b"}]"#,
            r#"[{"leader":null,"leader_epoch":5,"current_epoch":5,"changed":false}]"#,
        );
        // Asking again for oneself changes nothing.
        check(
            r#"{"current_epoch":5,"leader":"a","leader_epoch":5}"#,
            r#"[{"req_epoch":5,"req_runid":"a"}]"#,
            r#"[{"leader":"a","leader_epoch":5,"current_epoch":5,"changed":false}]"#,
        );
        check(
            fresh,
            r#"[{"req_epoch":9223372036854775807,"req_runid":"a"}]"#,
            r#"[{"leader":"a","leader_epoch":9223372036854775807,
                "current_epoch":9223372036854775807,"changed":true}]"#,
        );
    }

    #[test]
    fn a_vote_names_what_it_compared() {
        let why = |req_epoch: i64| {
            let voter = Voter { current_epoch: Epoch(4), leader: None, leader_epoch: Epoch(3) };
            let request = map! { "req_epoch" => req_epoch, "req_runid" => "me" };
            ask(&voter, &request).2.last().cloned().unwrap_or_default()
        };
        assert_eq!(why(5), fact!("leader_epoch", "req_epoch" => 5, "leader_epoch" => 3));
        assert_eq!(why(3), refusal!("already-voted", "leader" => Value::Null, "leader_epoch" => 3));
        let voter = Voter { current_epoch: Epoch(4), leader: None, leader_epoch: Epoch(0) };
        assert_eq!(voter.vote(Epoch(3), &"me".to_string()), (voter, Ballot::StaleEpoch));
    }

    #[test]
    fn an_opinion_and_a_vote_are_two_things() {
        let check = |tilt: bool, sdown: bool, runid: &str, verdict: &str| {
            let voter = r#"{"current_epoch":9,"leader":"s2","leader_epoch":8}"#;
            let input = format!(
                r#"{{"tilt":{tilt},"sdown":{sdown},"req_runid":"{runid}","req_epoch":9,
                    "voter":{voter}}}"#
            );
            gives(&IS_MASTER_DOWN_REPLY, &input, verdict);
        };
        example(&IS_MASTER_DOWN_REPLY);
        check(false, false, "*", r#"[0,"*",0]"#);
        check(false, false, "s3", r#"[0,"s3",9]"#);
        check(false, true, "s3", r#"[1,"s3",9]"#);
        // In TILT the answer is 0, the vote is given all the same.
        check(true, true, "s3", r#"[0,"s3",9]"#);
        // Nothing to tell: no vote was ever given and this one comes too late.
        gives(
            &IS_MASTER_DOWN_REPLY,
            r#"{"sdown":true,"req_runid":"s3","req_epoch":1,"voter":{"current_epoch":2,
                "leader_epoch":0}}"#,
            r#"[1,"*",0]"#,
        );
    }

    #[test]
    fn an_election_needs_the_majority_of_all_known_and_the_quorum() {
        let check = |known: i64, quorum: i64, votes: i64, elected: bool| {
            let input = map! { "known_sentinels" => known, "quorum" => quorum, "votes" => votes };
            let answer = SENTINEL_ELECTED.call(&input).unwrap();
            assert_eq!(answer.verdict, elected.into(), "{input}");
        };
        example(&SENTINEL_ELECTED);
        check(1, 1, 1, true);
        check(2, 1, 1, false);
        check(2, 1, 2, true);
        check(3, 2, 2, true);
        check(4, 2, 2, false);
        check(5, 1, 2, false);
        check(5, 1, 3, true);
        check(5, 5, 4, false);
        check(5, 5, 5, true);
        check(i64::MAX, 1, i64::MAX, true);
        refuses(
            &SENTINEL_ELECTED,
            r#"{"known_sentinels":0,"quorum":1,"votes":1}"#,
            "known_sentinels",
        );
        refuses(&SENTINEL_ELECTED, r#"{"known_sentinels":3,"quorum":1,"votes":-1}"#, "votes");
    }

    #[test]
    fn ckquorum_tells_quorum_from_majority() {
        let check = |known: i64, usable: i64, quorum: i64, expected: (bool, bool)| {
            let found = vote::reachable(known, usable, quorum);
            assert_eq!((found.quorum, found.majority), expected, "{known} {usable} {quorum}");
        };
        example(&CKQUORUM);
        check(3, 3, 2, (true, true));
        check(3, 1, 2, (false, false));
        check(5, 2, 2, (true, false));
        check(5, 3, 4, (false, true));
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        refuses(
            &SENTINEL_VOTE,
            r#"{"voter":{"current_epoch":1,"leader_epoch":0},"steps":[]}"#,
            "steps",
        );
        refuses(
            &SENTINEL_VOTE,
            r#"{"voter":{"current_epoch":1,"leader_epoch":0},"steps":[{"req_epoch":"x",
                "req_runid":"a"}]}"#,
            "steps[0].req_epoch",
        );
        refuses(
            &SENTINEL_VOTE,
            r#"{"voter":{"current_epoch":1},"steps":[]}"#,
            "voter.leader_epoch",
        );
        refuses(&CKQUORUM, r#"{"known_sentinels":1,"usable":1,"quorum":1,"x":1}"#, "x");
    }
}

//! The way into the rules on logs.

use super::{LOG, LOG_END, log_end, nat, print_log_end, term_at, terms};
use crate::parts::quorum::reached_by_majority;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, NAT, Ty};
use crate::systems::raft::rules::{self, Append, CommitRefusal, Index, Term};
use crate::value::Value;
use crate::{fact, map, refusal};

pub const COMMIT_INDEX: RuleCall = RuleCall {
    id: rules::COMMIT_INDEX.id,
    source: rules::COMMIT_INDEX.source,
    input: &[
        Field::required("match", Ty::List(&NAT)),
        Field::required("log", LOG),
        Field::required("term", NAT),
        Field::int("committed", 0, i64::MAX, 0),
    ],
    output: "index: `committed` if it may not move",
    example: (r#"{"match":[5,4,4,2,1],"log":[1,1,2,3,3],"term":3,"committed":2}"#, "4"),
    decide: decide_commit_index,
};

fn decide_commit_index(input: &Value) -> Result<Answer, BadInput> {
    let matching = terms(input.at("match"));
    let log = terms(input.at("log"));
    let (term, committed) = (nat(input.at("term")), nat(input.at("committed")));
    let outcome = rules::commit_index(log.as_slice(), term, committed, &matching);
    let reached = reached_by_majority(&matching);
    let mut because = vec![fact!("match", "majority" => reached, "committed" => committed)];
    let at = reached.unwrap_or(0);
    if outcome != Err(CommitRefusal::NoMajorityAhead) {
        let found = term_at(&log, at);
        because.push(fact!("term", "index" => at, "log" => found, "leader" => term));
    }
    if let Err(no) = outcome {
        because.push(refusal!(no.name(), "index" => at));
    }
    Ok(Answer::new(outcome.unwrap_or(committed), because))
}

pub const APPEND_ENTRIES: RuleCall = RuleCall {
    id: rules::APPEND_ENTRIES.id,
    source: rules::APPEND_ENTRIES.source,
    input: &[
        Field::required("log", LOG),
        Field::int("committed", 0, i64::MAX, 0),
        Field::required("prev", Ty::Record(LOG_END)),
        Field::with("entries", LOG, Given::EmptyList),
        Field::int("leaderCommit", 0, i64::MAX, 0),
    ],
    output: "{reject: false, index (acknowledged), log, committed} or {reject: true, hint \
             {term, index}}",
    example: (
        r#"{"log":[1,1,2],"prev":{"term":1,"index":2},"entries":[3],"leaderCommit":9}"#,
        r#"{"reject":false,"index":3,"log":[1,1,3],"committed":3}"#,
    ),
    decide: decide_append_entries,
};

fn decide_append_entries(input: &Value) -> Result<Answer, BadInput> {
    let (mut log, entries) = (terms(input.at("log")), terms(input.at("entries")));
    let (committed, prev) = (nat(input.at("committed")), log_end(input.at("prev")));
    let leader_commit = nat(input.at("leaderCommit"));
    if committed > log.len() as Index {
        let says = format!("{committed} is not in the log; allowed: up to {}", log.len());
        return Err(BadInput::new("committed", says));
    }
    let outcome = rules::append_entries(log.as_slice(), committed, prev, &entries, leader_commit);
    let mut because = vec![fact!("committed", "prev" => prev.index, "committed" => committed)];
    if outcome != Append::BelowCommitted {
        let found = term_at(&log, prev.index);
        because.push(fact!("prev", "index" => prev.index, "prev" => prev.term, "log" => found));
    }
    let verdict = match outcome {
        Append::BelowCommitted => {
            because.push(refusal!("below-committed", "committed" => committed));
            accepted(committed, log, committed)
        }
        Append::Reject(hint) => {
            because.push(refusal!("prev-not-in-log", "hint" => print_log_end(hint)));
            map! { "reject" => true, "hint" => print_log_end(hint) }
        }
        Append::Accept { changed_from, acknowledged, committed } => {
            if let Some(from) = changed_from {
                let kept = from - prev.index - 1;
                let new: Vec<Term> = entries.into_iter().skip(kept as usize).collect();
                let found = term_at(&log, from);
                because.push(fact!("entries", "index" => from, "entry" => new[0], "log" => found));
                log.truncate(from as usize - 1);
                log.extend(new);
            }
            because.push(fact!(
                "leaderCommit", "leaderCommit" => leader_commit, "acknowledged" => acknowledged
            ));
            accepted(acknowledged, log, committed)
        }
    };
    Ok(Answer::new(verdict, because))
}

fn accepted(index: Index, log: Vec<Term>, committed: Index) -> Value {
    map! { "reject" => false, "index" => index, "log" => log, "committed" => committed }
}

pub const NEXT_PROBE: RuleCall = RuleCall {
    id: rules::NEXT_PROBE.id,
    source: rules::NEXT_PROBE.source,
    input: &[Field::required("log", LOG), Field::required("hint", Ty::Record(LOG_END))],
    output: "{term, index}",
    example: (r#"{"log":[1,1,4,4,4],"hint":{"term":2,"index":5}}"#, r#"{"term":1,"index":2}"#),
    decide: decide_next_probe,
};

fn decide_next_probe(input: &Value) -> Result<Answer, BadInput> {
    let (log, hint) = (terms(input.at("log")), log_end(input.at("hint")));
    if hint.index > log.len() as Index {
        let says =
            format!("{} is not in the leader's log; allowed: up to {}", hint.index, log.len());
        return Err(BadInput::new("hint.index", says));
    }
    let next = rules::next_probe(log.as_slice(), hint);
    let at_hint = term_at(&log, hint.index);
    let mut because =
        vec![fact!("hint", "index" => hint.index, "hint" => hint.term, "log" => at_hint)];
    if next.index < hint.index {
        because.push(fact!("log", "index" => next.index, "hint" => hint.term, "log" => next.term));
    }
    Ok(Answer::new(print_log_end(next), because))
}

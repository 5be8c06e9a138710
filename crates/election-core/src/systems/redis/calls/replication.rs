//! PSYNC, the ids after a promotion, the write gate, WAIT.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, NAT, Ty};
use crate::systems::redis::rules::replication::{
    self, Backlog, FullResync, History, MinReplicas, Replstate,
};
use crate::value::Value;
use crate::{fact, map, refusal};

pub(super) const PSYNC: RuleCall = RuleCall {
    id: "redis/psync",
    source: "redis/redis 7.2 src/replication.c masterTryPartialResynchronization",
    input: &[
        Field::required(
            "master",
            Ty::Record(&[
                Field::required("replid", Ty::Text),
                Field::optional("replid2", Ty::Text),
                Field::int("second_replid_offset", i64::MIN, i64::MAX, -1),
                Field::optional("backlog_offset", INT),
                Field::with("backlog_histlen", NAT, Given::Int(0)),
            ]),
        ),
        Field::required("replid", Ty::Text),
        Field::required("offset", INT),
    ],
    output: "\"CONTINUE\" or \"FULLRESYNC\"",
    example: (
        concat!(
            r#"{"master":{"replid":"P","replid2":"Q","second_replid_offset":801,"#,
            r#""backlog_offset":700,"backlog_histlen":400},"replid":"Q","offset":640}"#,
        ),
        r#""FULLRESYNC""#,
    ),
    decide: psync,
};

fn psync(input: &Value) -> Result<Answer, BadInput> {
    let master = input.at("master");
    let backlog = master
        .at("backlog_offset")
        .as_int()
        .map(|offset| Backlog { offset, histlen: master.at("backlog_histlen").int() });
    let history = History {
        replid: master.at("replid").text(),
        replid2: master.at("replid2").as_text(),
        second_replid_offset: master.at("second_replid_offset").int(),
        backlog,
    };
    let (replid, offset) = (input.at("replid").text(), input.at("offset").int());
    let verdict = replication::psync(&history, replid, offset);
    let word = if verdict.is_ok() { "CONTINUE" } else { "FULLRESYNC" };
    Ok(Answer::new(word, why_psync(&history, replid, offset, verdict)))
}

pub(in crate::systems::redis) fn why_psync(
    master: &History<'_>,
    replid: &str,
    offset: i64,
    verdict: Result<(), FullResync>,
) -> Vec<Value> {
    let mut because = vec![fact!("replid", "replid" => replid, "master.replid" => master.replid,
        "master.replid2" => master.replid2)];
    let second = fact!("second_replid_offset", "offset" => offset,
        "master.second_replid_offset" => master.second_replid_offset);
    let refusal = match verdict {
        Err(FullResync::Forced) => Some(refusal!("forced", "replid" => replid)),
        Err(FullResync::ReplidMismatch) => Some(refusal!("replid-mismatch", "replid" => replid,
            "master.replid" => master.replid, "master.replid2" => master.replid2)),
        Err(FullResync::SecondOffset) => {
            because.push(second);
            Some(refusal!("beyond-second-replid-offset", "offset" => offset,
                "limit" => master.second_replid_offset))
        }
        found => {
            if !replid.eq_ignore_ascii_case(master.replid) {
                because.push(second);
            }
            let first = master.backlog.map(|b| b.offset);
            let end = master.backlog.map(|b| b.offset.saturating_add(b.histlen));
            because
                .push(fact!("backlog_offset", "offset" => offset, "first" => first, "end" => end));
            match found {
                Err(FullResync::NoBacklog) => Some(refusal!("no-backlog", "offset" => offset)),
                Err(FullResync::BeforeBacklog) => {
                    Some(refusal!("before-backlog", "offset" => offset, "limit" => first))
                }
                Err(FullResync::BeyondBacklog) => {
                    Some(refusal!("beyond-backlog", "offset" => offset, "limit" => end))
                }
                _ => None,
            }
        }
    };
    because.extend(refusal);
    because
}

pub(super) const SHIFT_REPLID: RuleCall = RuleCall {
    id: "redis/shift-replid",
    source: "redis/redis 7.2 src/replication.c shiftReplicationId",
    input: &[Field::required("replid", Ty::Text), Field::required("master_repl_offset", INT)],
    output: "{replid2, second_replid_offset}",
    example: (
        r#"{"replid":"P","master_repl_offset":64}"#,
        r#"{"replid2":"P","second_replid_offset":65}"#,
    ),
    decide: |input| {
        let (replid, offset) = (input.at("replid"), input.at("master_repl_offset").int());
        let second = replication::second_replid_offset(offset);
        let verdict = map! { "replid2" => replid, "second_replid_offset" => second };
        let because = vec![
            fact!("replid", "replid" => replid),
            fact!("master_repl_offset", "master_repl_offset" => offset),
        ];
        Ok(Answer::new(verdict, because))
    },
};

const REPLSTATE: Ty = Ty::OneOf(&["ONLINE", "WAIT_BGSAVE_START", "WAIT_BGSAVE_END", "SEND_BULK"]);

fn replstate(value: &Value) -> Replstate {
    match value.text() {
        "ONLINE" => Replstate::Online,
        "WAIT_BGSAVE_START" => Replstate::WaitBgsaveStart,
        "WAIT_BGSAVE_END" => Replstate::WaitBgsaveEnd,
        _ => Replstate::SendBulk,
    }
}

/// The replicas as (state, the number in `field`).
fn replicas(input: &Value, field: &str) -> Vec<(Replstate, i64)> {
    let given = input.at("replicas").items().iter();
    given.map(|r| (replstate(r.at("replstate")), r.at(field).int())).collect()
}

pub(super) const MIN_REPLICAS: RuleCall = RuleCall {
    id: "redis/min-replicas",
    source: "redis/redis 7.2 src/replication.c refreshGoodSlavesCount, checkGoodReplicasStatus; \
             src/server.c processCommand",
    input: &[
        Field::required("min-replicas-to-write", NAT),
        Field::required("min-replicas-max-lag", NAT),
        Field::required(
            "replicas",
            Ty::List(&Ty::Record(&[
                Field::required("replstate", REPLSTATE),
                Field::required("lag", INT),
            ])),
        ),
    ],
    output: "{accepted: bool, good: int, error: null or \"NOREPLICAS\"}",
    example: (
        concat!(
            r#"{"min-replicas-to-write":2,"min-replicas-max-lag":5,"#,
            r#""replicas":[{"replstate":"ONLINE","lag":5},{"replstate":"ONLINE","lag":6}]}"#,
        ),
        r#"{"accepted":false,"good":1,"error":"NOREPLICAS"}"#,
    ),
    decide: min_replicas,
};

fn min_replicas(input: &Value) -> Result<Answer, BadInput> {
    let gate = MinReplicas {
        to_write: input.at("min-replicas-to-write").int(),
        max_lag: input.at("min-replicas-max-lag").int(),
    };
    let good = gate.good(replicas(input, "lag"));
    let accepted = gate.accepts(good);
    let error = if accepted { None } else { Some("NOREPLICAS") };
    let each = replicas(input, "lag").into_iter().zip(input.at("replicas").items()).enumerate();
    let mut because: Vec<Value> = each
        .map(|(place, ((_, lag), given))| {
            fact!("replica", "replica" => place as u64, "state" => given.at("replstate"),
                "lag" => lag, "limit" => gate.max_lag)
        })
        .collect();
    because.extend([
        fact!("min-replicas-max-lag", "min-replicas-max-lag" => gate.max_lag, "good" => good),
        fact!("min-replicas-to-write", "min-replicas-to-write" => gate.to_write, "good" => good),
    ]);
    if let Some(error) = error {
        because.push(refusal!(error, "good" => good, "min-replicas-to-write" => gate.to_write));
    }
    let verdict = map! { "accepted" => accepted, "good" => good, "error" => error };
    Ok(Answer::new(verdict, because))
}

pub(super) const WAIT: RuleCall = RuleCall {
    id: "redis/wait",
    source: "redis/redis 7.2 src/replication.c replicationCountAcksByOffset",
    input: &[
        Field::required("offset", INT),
        Field::required(
            "replicas",
            Ty::List(&Ty::Record(&[
                Field::required("replstate", REPLSTATE),
                Field::required("ack_offset", INT),
            ])),
        ),
    ],
    output: "int",
    example: (
        concat!(
            r#"{"offset":90,"replicas":[{"replstate":"ONLINE","ack_offset":90},"#,
            r#"{"replstate":"ONLINE","ack_offset":89}]}"#,
        ),
        "1",
    ),
    decide: |input| {
        let offset = input.at("offset").int();
        let replicas = replicas(input, "ack_offset");
        let acked = replication::acked(offset, replicas.iter().copied());
        let of = replicas.len() as u64;
        Ok(Answer::new(
            acked,
            vec![fact!("offset", "offset" => offset, "acked" => acked, "of" => of)],
        ))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    #[test]
    fn a_partial_resync_needs_a_common_history_and_the_bytes() {
        let check = |replid: &str, offset: i64, expected: Result<(), FullResync>| {
            let backlog = Some(Backlog { offset: 700, histlen: 400 });
            let master =
                History { replid: "p1", replid2: Some("q2"), second_replid_offset: 801, backlog };
            assert_eq!(replication::psync(&master, replid, offset), expected, "{replid} {offset}");
        };
        example(&PSYNC);
        check("p1", 700, Ok(()));
        check("P1", 900, Ok(()));
        // The byte after the last one: nothing to send yet.
        check("p1", 1100, Ok(()));
        check("p1", 1101, Err(FullResync::BeyondBacklog));
        check("p1", 699, Err(FullResync::BeforeBacklog));
        check("q2", 801, Ok(()));
        check("q2", 802, Err(FullResync::SecondOffset));
        check("q2", 640, Err(FullResync::BeforeBacklog));
        check("x", 800, Err(FullResync::ReplidMismatch));
        check("?", -1, Err(FullResync::Forced));
    }

    #[test]
    fn without_a_backlog_every_resync_is_full() {
        let check = |master: &str, replid: &str, offset: i64, last: Value| {
            let input = format!(r#"{{"master":{master},"replid":"{replid}","offset":{offset}}}"#);
            gives(&PSYNC, &input, r#""FULLRESYNC""#);
            assert_eq!(call(&PSYNC, &input).because.last(), Some(&last));
        };
        check(r#"{"replid":"p"}"#, "p", 5, refusal!("no-backlog", "offset" => 5));
        // No second history: even the default offset does not let a stranger in.
        check(
            r#"{"replid":"p","backlog_offset":0}"#,
            "",
            -1,
            refusal!("replid-mismatch", "replid" => "", "master.replid" => "p",
                "master.replid2" => Value::Null),
        );
        check(
            r#"{"replid":"p","backlog_offset":9223372036854775807,
                "backlog_histlen":9223372036854775807}"#,
            "p",
            5,
            refusal!("before-backlog", "offset" => 5, "limit" => i64::MAX),
        );
    }

    #[test]
    fn promotion_remembers_the_old_history_up_to_the_next_byte() {
        example(&SHIFT_REPLID);
        gives(
            &SHIFT_REPLID,
            r#"{"replid":"a","master_repl_offset":0}"#,
            r#"{"replid2":"a","second_replid_offset":1}"#,
        );
        assert_eq!(replication::second_replid_offset(i64::MAX), i64::MAX);
    }

    #[test]
    fn the_write_gate_counts_online_replicas_with_a_recent_ack() {
        let check = |to_write: i64, max_lag: i64, replicas: &[(&str, i64)], expected: &str| {
            let replicas: Vec<String> = replicas
                .iter()
                .map(|(state, lag)| format!(r#"{{"replstate":"{state}","lag":{lag}}}"#))
                .collect();
            let input = format!(
                r#"{{"min-replicas-to-write":{to_write},"min-replicas-max-lag":{max_lag},
                    "replicas":[{}]}}"#,
                replicas.join(",")
            );
            gives(&MIN_REPLICAS, &input, expected);
        };
        example(&MIN_REPLICAS);
        let open = |good: i64| format!(r#"{{"accepted":true,"good":{good},"error":null}}"#);
        let shut =
            |good: i64| format!(r#"{{"accepted":false,"good":{good},"error":"NOREPLICAS"}}"#);
        check(1, 10, &[("ONLINE", 10)], &open(1));
        check(1, 10, &[("ONLINE", 11)], &shut(0));
        check(1, 10, &[("SEND_BULK", 0), ("WAIT_BGSAVE_END", 0)], &shut(0));
        check(2, 10, &[("ONLINE", 0), ("WAIT_BGSAVE_START", 0), ("ONLINE", 3)], &open(2));
        check(0, 10, &[("ONLINE", 0)], &open(0));
        check(3, 0, &[], &open(0));
        check(1, 10, &[], &shut(0));
    }

    #[test]
    fn wait_counts_acknowledged_bytes_of_online_replicas() {
        let acked = |offset, replicas: &[(Replstate, i64)]| {
            replication::acked(offset, replicas.iter().copied())
        };
        example(&WAIT);
        assert_eq!(acked(5, &[]), 0);
        assert_eq!(acked(5, &[(Replstate::Online, 5), (Replstate::Online, 6)]), 2);
        assert_eq!(acked(5, &[(Replstate::SendBulk, 9), (Replstate::Online, 4)]), 0);
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        refuses(&PSYNC, r#"{"master":{},"replid":"p","offset":1}"#, "master.replid");
        refuses(
            &WAIT,
            r#"{"offset":1,"replicas":[{"replstate":"DEAD","ack_offset":1}]}"#,
            "replicas[0].replstate",
        );
        let negative = r#"{"min-replicas-to-write":-1,"min-replicas-max-lag":1,"replicas":[]}"#;
        refuses(&MIN_REPLICAS, negative, "min-replicas-to-write");
    }
}

//! What a leader knows of its followers.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, INT, MS, NAT, Ty};
use crate::systems::kafka::rules::follower::{
    self, FollowerState, NotInSync, OutOfSync08, Standing,
};
use crate::value::Value;
use crate::{fact, map, refusal};

const MAX_LAG: &str = "replica.lag.time.max.ms";
const AT: Field = Field::required("atMs", INT);
const LEADER_END: Field = Field::required("leaderLogEndOffset", INT);

pub(super) const FOLLOWER_STATE: RuleCall = RuleCall {
    id: "kafka/follower-state",
    source: "apache/kafka 4.1.1 server/src/main/java/org/apache/kafka/server/replica/Replica.java, \
             ReplicaState.java",
    input: &[
        Field::required(MAX_LAG, MS),
        Field::required(
            "steps",
            Ty::List(&Ty::Tagged(
                "do",
                &[
                    ("fetch", &[AT, Field::required("offset", INT), LEADER_END]),
                    ("check", &[AT, LEADER_END]),
                    (
                        "reset",
                        &[
                            AT,
                            LEADER_END,
                            Field::required("isNewLeader", Ty::Bool),
                            Field::required("isFollowerInSync", Ty::Bool),
                        ],
                    ),
                ],
            )),
        ),
    ],
    output: "per step {logEndOffset, lastCaughtUpTimeMs, lastFetchLeaderLogEndOffset, \
             lastFetchTimeMs, caughtUp: bool}",
    example: (
        concat!(
            r#"{"replica.lag.time.max.ms":500,"steps":["#,
            r#"{"do":"fetch","atMs":400,"offset":7,"leaderLogEndOffset":9}]}"#,
        ),
        concat!(
            r#"[{"logEndOffset":7,"lastCaughtUpTimeMs":0,"lastFetchLeaderLogEndOffset":9,"#,
            r#""lastFetchTimeMs":400,"caughtUp":true}]"#,
        ),
    ),
    decide: |input| {
        let max_lag = input.at(MAX_LAG).int();
        let mut state = FollowerState::EMPTY;
        let steps = input.at("steps").items().iter();
        Answer::by_step(steps.map(|step| follower_step(&mut state, step, max_lag)).collect())
    },
};

fn follower_step(state: &mut FollowerState, step: &Value, max_lag: i64) -> (Value, Vec<Value>) {
    let (at, leader_end) = (step.at("atMs").int(), step.at("leaderLogEndOffset").int());
    let mut because = Vec::new();
    match step.at("do").text() {
        "fetch" => {
            let offset = step.at("offset").int();
            because.push(fact!("offset", "offset" => offset, "leaderLogEndOffset" => leader_end,
                "lastFetchLeaderLogEndOffset" => state.last_fetch_leader_log_end_offset));
            *state = state.fetch(at, offset, leader_end);
        }
        "reset" => {
            let is_new = step.at("isNewLeader").flag();
            let in_sync = step.at("isFollowerInSync").flag();
            because.push(fact!("isNewLeader", "isNewLeader" => is_new));
            because.push(fact!("isFollowerInSync", "isFollowerInSync" => in_sync));
            *state = state.reset(at, leader_end, is_new, in_sync);
        }
        _ => {}
    }
    let verdict = map! {
        "logEndOffset" => state.log_end_offset,
        "lastCaughtUpTimeMs" => state.last_caught_up_time,
        "lastFetchLeaderLogEndOffset" => state.last_fetch_leader_log_end_offset,
        "lastFetchTimeMs" => state.last_fetch_time,
        "caughtUp" => state.is_caught_up(at, leader_end, max_lag),
    };
    let since = at.saturating_sub(state.last_caught_up_time);
    because.push(fact!("leaderLogEndOffset", "leaderLogEndOffset" => leader_end,
        "logEndOffset" => state.log_end_offset));
    if state.log_end_offset != leader_end {
        because.push(fact!(MAX_LAG, "sinceCaughtUpMs" => since, "limit" => max_lag));
    }
    (verdict, because)
}

pub(super) const OUT_OF_SYNC: RuleCall = RuleCall {
    id: "kafka/out-of-sync",
    source: "apache/kafka 0.8.0 core/src/main/scala/kafka/cluster/Partition.scala \
             getOutOfSyncReplicas; 4.1.1 the same, ReplicaState.java isCaughtUp",
    input: &[
        Field::required("version", Ty::OneOf(&["0.8", "0.9"])),
        LEADER_END,
        Field::required("followerLogEndOffset", INT),
        // Not given: 10000 in 0.8, 30000 later.
        Field::optional(MAX_LAG, MS),
        Field::optional("msSinceLeoUpdate", MS),
        Field::with("replica.lag.max.messages", NAT, Given::Int(4000)),
        Field::optional("msSinceCaughtUp", MS),
    ],
    output: "false, \"stuck\", \"slow\" (0.8) or \"lagging\" (0.9)",
    example: (
        concat!(
            r#"{"version":"0.9","leaderLogEndOffset":9000,"followerLogEndOffset":10,"#,
            r#""msSinceCaughtUp":29999}"#,
        ),
        "false",
    ),
    decide: |input| {
        if input.at("version").text() == "0.8" { by_messages(input) } else { by_time(input) }
    },
};

/// The milliseconds that this version goes by.
fn elapsed(input: &Value, name: &str) -> Result<i64, BadInput> {
    input.at(name).as_int().ok_or_else(|| {
        let says = format!("missing with version {}; allowed: {MS}", input.at("version").text());
        BadInput::new(name, says)
    })
}

fn by_messages(input: &Value) -> Result<Answer, BadInput> {
    let int = |name: &str| input.at(name).int();
    let (end, leader_end) = (int("followerLogEndOffset"), int("leaderLogEndOffset"));
    let since = elapsed(input, "msSinceLeoUpdate")?;
    let max_lag = input.at(MAX_LAG).as_int().unwrap_or(10_000);
    let max_messages = int("replica.lag.max.messages");
    let verdict = follower::out_of_sync_08(end, leader_end, since, max_lag, max_messages);
    let mut because = vec![
        fact!("followerLogEndOffset", "leaderLogEndOffset" => leader_end,
            "followerLogEndOffset" => end),
        fact!("msSinceLeoUpdate", "msSinceLeoUpdate" => since, MAX_LAG => max_lag),
    ];
    if verdict != Some(OutOfSync08::Stuck) {
        because.push(fact!("replica.lag.max.messages", "behind" => leader_end.saturating_sub(end),
            "replica.lag.max.messages" => max_messages));
    }
    let verdict: Value = match verdict {
        None => false.into(),
        Some(OutOfSync08::Stuck) => "stuck".into(),
        Some(OutOfSync08::Slow) => "slow".into(),
    };
    Ok(Answer::new(verdict, because))
}

fn by_time(input: &Value) -> Result<Answer, BadInput> {
    let int = |name: &str| input.at(name).int();
    let (end, leader_end) = (int("followerLogEndOffset"), int("leaderLogEndOffset"));
    let since = elapsed(input, "msSinceCaughtUp")?;
    let max_lag = input.at(MAX_LAG).as_int().unwrap_or(30_000);
    let mut because = vec![fact!("followerLogEndOffset", "leaderLogEndOffset" => leader_end,
        "followerLogEndOffset" => end)];
    if end != leader_end {
        because.push(fact!("msSinceCaughtUp", "msSinceCaughtUp" => since, MAX_LAG => max_lag));
    }
    let caught_up = follower::is_caught_up(end, leader_end, since, max_lag);
    let verdict: Value = if caught_up { false.into() } else { "lagging".into() };
    Ok(Answer::new(verdict, because))
}

pub(super) const ISR_EXPAND: RuleCall = RuleCall {
    id: "kafka/isr-expand",
    source: "apache/kafka 4.1.1 core/src/main/scala/kafka/cluster/Partition.scala \
             isFollowerInSync, isReplicaIsrEligible",
    input: &[
        Field::required("followerLogEndOffset", INT),
        Field::required("highWatermark", INT),
        Field::required("leaderEpochStartOffset", INT),
        Field::flag("fenced", false),
        Field::flag("inControlledShutdown", false),
    ],
    output: "bool",
    example: (
        r#"{"followerLogEndOffset":60,"highWatermark":60,"leaderEpochStartOffset":61}"#,
        "false",
    ),
    decide: isr_expand,
};

fn isr_expand(input: &Value) -> Result<Answer, BadInput> {
    let [end, high_watermark, epoch_start] =
        ["followerLogEndOffset", "highWatermark", "leaderEpochStartOffset"]
            .map(|name| input.at(name).int());
    let standing = Standing {
        fenced: input.at("fenced").flag(),
        in_controlled_shutdown: input.at("inControlledShutdown").flag(),
    };
    let verdict = follower::may_join_isr(end, high_watermark, epoch_start, standing);
    let name = "followerLogEndOffset";
    let mut because = vec![fact!(name, name => end, "highWatermark" => high_watermark)];
    if verdict != Err(NotInSync::BelowHighWatermark) {
        because.push(fact!(name, name => end, "leaderEpochStartOffset" => epoch_start));
        if verdict != Err(NotInSync::BelowLeaderEpoch) {
            because.push(fact!("fenced", "fenced" => standing.fenced));
            because.push(fact!("inControlledShutdown",
                "inControlledShutdown" => standing.in_controlled_shutdown));
        }
    }
    if let Err(reason) = verdict {
        because.push(refusal!(match reason {
            NotInSync::BelowHighWatermark => "below-high-watermark",
            NotInSync::BelowLeaderEpoch => "below-leader-epoch-start",
            NotInSync::Ineligible => "ineligible",
        }));
    }
    Ok(Answer::new(verdict.is_ok(), because))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, gives, refuses};

    /// Plays steps with a limit of 500 ms; each state as one line.
    #[track_caller]
    fn play(steps: &str, expected: &[&str]) {
        let input = format!(r#"{{"replica.lag.time.max.ms":500,"steps":{steps}}}"#);
        let states = call(&FOLLOWER_STATE, &input).verdict;
        let line = |state: &Value| {
            let values: Vec<String> =
                state.fields().iter().map(|(_, value)| value.to_string()).collect();
            values.join(" ")
        };
        assert_eq!(states.items().iter().map(line).collect::<Vec<_>>(), expected, "{input}");
    }

    #[test]
    fn a_follower_is_caught_up_to_its_last_but_one_fetch() {
        example(&FOLLOWER_STATE);
        play(
            r#"[{"do":"fetch","atMs":100,"offset":10,"leaderLogEndOffset":10},
                {"do":"fetch","atMs":200,"offset":12,"leaderLogEndOffset":15},
                {"do":"fetch","atMs":300,"offset":15,"leaderLogEndOffset":20},
                {"do":"check","atMs":700,"leaderLogEndOffset":21},
                {"do":"check","atMs":701,"leaderLogEndOffset":21},
                {"do":"check","atMs":9000,"leaderLogEndOffset":15}]"#,
            &[
                "10 100 10 100 true",
                // It has more than the leader had at 100.
                "12 100 15 200 true",
                // It has what the leader had at 200.
                "15 200 20 300 true",
                "15 200 20 300 true",
                "15 200 20 300 false",
                // Nothing is missing: silence does not matter.
                "15 200 20 300 true",
            ],
        );
    }

    #[test]
    fn a_follower_that_falls_behind_stays_where_it_was_caught_up() {
        play(
            r#"[{"do":"fetch","atMs":100,"offset":10,"leaderLogEndOffset":10},
                {"do":"fetch","atMs":200,"offset":9,"leaderLogEndOffset":20},
                {"do":"fetch","atMs":150,"offset":20,"leaderLogEndOffset":20}]"#,
            &["10 100 10 100 true", "9 100 20 200 true", "20 150 20 150 true"],
        );
    }

    #[test]
    fn a_reset_gives_those_in_sync_a_fresh_start() {
        play(
            r#"[{"do":"fetch","atMs":100,"offset":10,"leaderLogEndOffset":10},
                {"do":"reset","atMs":900,"leaderLogEndOffset":30,"isNewLeader":false,
                 "isFollowerInSync":true},
                {"do":"reset","atMs":900,"leaderLogEndOffset":30,"isNewLeader":false,
                 "isFollowerInSync":false},
                {"do":"reset","atMs":900,"leaderLogEndOffset":30,"isNewLeader":true,
                 "isFollowerInSync":true},
                {"do":"reset","atMs":900,"leaderLogEndOffset":30,"isNewLeader":true,
                 "isFollowerInSync":false}]"#,
            &[
                "10 100 10 100 true",
                "10 900 30 900 true",
                "10 0 30 0 false",
                "-1 900 -1 0 true",
                "-1 0 -1 0 false",
            ],
        );
    }

    #[test]
    fn messages_count_in_0_8_and_only_time_later() {
        let check = |version: &str, end: i64, rest: &str, expected: &str| {
            let input = format!(
                r#"{{"version":"{version}","leaderLogEndOffset":9000,"followerLogEndOffset":{end},
                    {rest}}}"#
            );
            gives(&OUT_OF_SYNC, &input, expected);
        };
        example(&OUT_OF_SYNC);
        check("0.8", 8999, r#""msSinceLeoUpdate":10000"#, "false");
        check("0.8", 8999, r#""msSinceLeoUpdate":10001"#, r#""stuck""#);
        check("0.8", 9000, r#""msSinceLeoUpdate":99999"#, "false");
        check("0.8", 5000, r#""msSinceLeoUpdate":0"#, "false");
        check("0.8", 4999, r#""msSinceLeoUpdate":0"#, r#""slow""#);
        check("0.8", 0, r#""msSinceLeoUpdate":10001"#, r#""stuck""#);
        // Nothing heard of it yet.
        check("0.8", -1, r#""msSinceLeoUpdate":0"#, "false");
        check("0.8", 8500, r#""msSinceLeoUpdate":0,"replica.lag.max.messages":499"#, r#""slow""#);
        check("0.9", 0, r#""msSinceCaughtUp":30000"#, "false");
        check("0.9", 0, r#""msSinceCaughtUp":30001"#, r#""lagging""#);
        check("0.9", 9000, r#""msSinceCaughtUp":99999"#, "false");
        check("0.9", 0, r#""msSinceCaughtUp":101,"replica.lag.time.max.ms":100"#, r#""lagging""#);
    }

    #[test]
    fn a_follower_joins_with_all_that_is_committed_and_of_this_epoch() {
        let check = |end: i64, fenced: bool, leaving: bool, joins: bool| {
            let standing = Standing { fenced, in_controlled_shutdown: leaving };
            let found = follower::may_join_isr(end, 60, 50, standing);
            assert_eq!(found.is_ok(), joins, "{end} {standing:?} {found:?}");
        };
        example(&ISR_EXPAND);
        check(60, false, false, true);
        check(59, false, false, false);
        check(60, true, false, false);
        check(60, false, true, false);
        let fenced = r#"{"followerLogEndOffset":1,"highWatermark":1,"leaderEpochStartOffset":1,
            "fenced":true}"#;
        assert_eq!(call(&ISR_EXPAND, fenced).because.pop(), Some(refusal!("ineligible")));
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let steps = |steps: &str| format!(r#"{{"replica.lag.time.max.ms":1,"steps":{steps}}}"#);
        refuses(&FOLLOWER_STATE, &steps("[]"), "steps");
        refuses(&FOLLOWER_STATE, &steps(r#"[{"do":"wait"}]"#), "steps[0].do");
        let check = r#"[{"do":"check","atMs":1,"leaderLogEndOffset":1,"offset":1}]"#;
        refuses(&FOLLOWER_STATE, &steps(check), "steps[0].offset");
        let offsets = r#""leaderLogEndOffset":9,"followerLogEndOffset":9"#;
        let old = format!(r#"{{"version":"0.8",{offsets},"msSinceCaughtUp":1}}"#);
        refuses(&OUT_OF_SYNC, &old, "msSinceLeoUpdate");
        refuses(
            &OUT_OF_SYNC,
            &old.replace("0.8", "0.9").replace("CaughtUp", "LeoUpdate"),
            "msSinceCaughtUp",
        );
    }
}

//! The leader epochs of a log.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, NAT, Ty, brief};
use crate::systems::kafka::rules::epochs::{self, EpochCache, EpochOffset, FetchAnswer};
use crate::value::Value;
use crate::{fact, refusal};

/// Every step answers with all entries: more steps would be a large answer.
const MAX_STEPS: usize = 1000;

pub(super) const LEADER_EPOCH_CACHE: RuleCall = RuleCall {
    id: "kafka/leader-epoch-cache",
    source: "apache/kafka 4.1.1 storage/src/main/java/org/apache/kafka/storage/internals/epoch/\
             LeaderEpochFileCache.java",
    input: &[Field::required(
        "steps",
        Ty::List(&Ty::Tagged(
            "do",
            &[
                ("assign", &[Field::required("epoch", NAT), Field::required("startOffset", NAT)]),
                ("truncate-from-end", &[Field::required("offset", INT)]),
                ("truncate-from-start", &[Field::required("offset", INT)]),
                (
                    "end-offset-for",
                    &[Field::required("epoch", INT), Field::required("logEndOffset", INT)],
                ),
                ("previous-epoch", &[]),
            ],
        )),
    )],
    output: "per step the entries [[epoch, startOffset]], or [epoch, endOffset] ([-1, -1] \
             undefined), or epoch or null; up to 1000 steps",
    example: (
        concat!(
            r#"{"steps":[{"do":"assign","epoch":3,"startOffset":0},"#,
            r#"{"do":"assign","epoch":5,"startOffset":40},"#,
            r#"{"do":"end-offset-for","epoch":4,"logEndOffset":90}]}"#,
        ),
        "[[[3,0]],[[3,0],[5,40]],[3,40]]",
    ),
    decide: |input| {
        let steps = input.at("steps").items();
        if steps.len() > MAX_STEPS {
            let says = format!("{} steps; allowed: up to {MAX_STEPS}", steps.len());
            return Err(BadInput::new("steps", says));
        }
        let mut cache = EpochCache::default();
        Answer::by_step(steps.iter().map(|step| cache_step(&mut cache, step)).collect())
    },
};

fn cache_step(cache: &mut EpochCache, step: &Value) -> (Value, Vec<Value>) {
    let int = |name: &str| step.at(name).int();
    let latest = cache.latest().map(pair);
    match step.at("do").text() {
        "assign" => {
            let why = vec![fact!("epoch", "epoch" => int("epoch"),
                "startOffset" => int("startOffset"), "latest" => latest)];
            cache.assign(int("epoch"), int("startOffset"));
            (entries(cache), why)
        }
        "truncate-from-end" => {
            let why = vec![fact!("offset", "offset" => int("offset"), "latest" => latest)];
            cache.truncate_from_end(int("offset"));
            (entries(cache), why)
        }
        "truncate-from-start" => {
            let earliest = cache.entries().first().copied().map(pair);
            let why = vec![fact!("offset", "offset" => int("offset"), "earliest" => earliest)];
            cache.truncate_from_start(int("offset"));
            (entries(cache), why)
        }
        "end-offset-for" => {
            let end = cache.end_offset_for(int("epoch"), int("logEndOffset"));
            let mut why = vec![fact!("epoch", "epoch" => int("epoch"), "latest" => latest)];
            if end.is_none() {
                why.push(refusal!("undefined", "epoch" => int("epoch")));
            }
            (end.map_or_else(|| vec![-1, -1].into(), pair), why)
        }
        _ => {
            let previous = cache.previous_epoch();
            (previous.into(), vec![fact!("do", "latest" => latest, "previous" => previous)])
        }
    }
}

fn pair(of: EpochOffset) -> Value {
    vec![of.epoch, of.offset].into()
}

fn entries(cache: &EpochCache) -> Value {
    cache.entries().iter().copied().map(pair).collect::<Vec<Value>>().into()
}

pub(super) const FETCH_DIVERGENCE: RuleCall = RuleCall {
    id: "kafka/fetch-divergence",
    source: "apache/kafka 4.1.1 core/src/main/scala/kafka/cluster/Partition.scala readRecords",
    input: &[
        Field::required("epochs", Ty::List(&Ty::List(&NAT))),
        Field::int("logStartOffset", 0, i64::MAX, 0),
        Field::required("logEndOffset", INT),
        Field::required("lastFetchedEpoch", INT),
        Field::required("fetchOffset", INT),
    ],
    output: "null, [epoch, endOffset] or \"OFFSET_OUT_OF_RANGE\"",
    example: (
        concat!(
            r#"{"epochs":[[1,0],[2,30]],"logEndOffset":50,"lastFetchedEpoch":1,"#,
            r#""fetchOffset":34}"#,
        ),
        "[1,30]",
    ),
    decide: fetch_divergence,
};

fn fetch_divergence(input: &Value) -> Result<Answer, BadInput> {
    let int = |name: &str| input.at(name).int();
    let mut cache = EpochCache::default();
    for (i, entry) in input.at("epochs").items().iter().enumerate() {
        let start = epoch_offset(entry, &format!("epochs[{i}]"))?;
        let ascending = |l: EpochOffset| l.epoch < start.epoch && l.offset < start.offset;
        if !cache.latest().is_none_or(ascending) {
            let says = format!("{} is not after the one before; allowed: ascending", brief(entry));
            return Err(BadInput::new(format!("epochs[{i}]"), says));
        }
        cache.assign(start.epoch, start.offset);
    }
    let (log_start, log_end) = (int("logStartOffset"), int("logEndOffset"));
    let (last_epoch, fetch_offset) = (int("lastFetchedEpoch"), int("fetchOffset"));
    cache.truncate_from_start(log_start);
    let end = cache.end_offset_for(last_epoch, log_end);
    let mut because =
        vec![fact!("lastFetchedEpoch", "lastFetchedEpoch" => last_epoch, "found" => end.map(pair))];
    if end.is_some() {
        because.push(fact!("fetchOffset", "fetchOffset" => fetch_offset,
            "logStartOffset" => log_start, "endOffset" => end.map(|end| end.offset)));
    }
    let answer = epochs::fetch_divergence(&cache, log_start, log_end, last_epoch, fetch_offset);
    let verdict: Value = match answer {
        FetchAnswer::Records => Value::Null,
        FetchAnswer::Diverging(end) => {
            because.push(refusal!("diverging-epoch"));
            pair(end)
        }
        FetchAnswer::OffsetOutOfRange => {
            because.push(refusal!("OFFSET_OUT_OF_RANGE"));
            "OFFSET_OUT_OF_RANGE".into()
        }
    };
    Ok(Answer::new(verdict, because))
}

/// Reads `[epoch, offset]`.
pub(super) fn epoch_offset(value: &Value, path: &str) -> Result<EpochOffset, BadInput> {
    match value.items() {
        [epoch, offset] => Ok(EpochOffset { epoch: epoch.int(), offset: offset.int() }),
        _ => {
            let says = format!("{} is not a pair; allowed: [epoch, offset]", brief(value));
            Err(BadInput::new(path, says))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    /// Plays steps: `a` epoch start, `e` offset, `s` offset, `f` epoch, `p`; the log ends at 90.
    #[track_caller]
    fn play(steps: &[&str], expected: &str) {
        let step = |text: &&str| {
            let words: Vec<&str> = text.split(' ').collect();
            match words[..] {
                ["a", epoch, start] => {
                    format!(r#"{{"do":"assign","epoch":{epoch},"startOffset":{start}}}"#)
                }
                ["e", offset] => format!(r#"{{"do":"truncate-from-end","offset":{offset}}}"#),
                ["s", offset] => format!(r#"{{"do":"truncate-from-start","offset":{offset}}}"#),
                ["f", epoch] => {
                    format!(r#"{{"do":"end-offset-for","epoch":{epoch},"logEndOffset":90}}"#)
                }
                _ => r#"{"do":"previous-epoch"}"#.to_string(),
            }
        };
        let steps: Vec<String> = steps.iter().map(step).collect();
        let input = format!(r#"{{"steps":[{}]}}"#, steps.join(","));
        gives(&LEADER_EPOCH_CACHE, &input, expected);
    }

    #[test]
    fn an_epoch_is_assigned_once_and_displaces_what_contradicts_it() {
        example(&LEADER_EPOCH_CACHE);
        // The same epoch further on is no news.
        play(&["a 2 6", "a 2 7"], "[[[2,6]],[[2,6]]]");
        play(&["a 2 6", "a 2 5"], "[[[2,6]],[[2,5]]]");
        // Nothing was written in epoch 2.
        play(&["a 2 6", "a 3 6"], "[[[2,6]],[[3,6]]]");
        play(&["a 1 0", "a 3 9", "a 2 9"], "[[[1,0]],[[1,0],[3,9]],[[1,0],[2,9]]]");
        play(
            &["a 1 0", "a 2 10", "a 3 20", "a 4 5"],
            "[[[1,0]],[[1,0],[2,10]],[[1,0],[2,10],[3,20]],[[1,0],[4,5]]]",
        );
    }

    #[test]
    fn an_epoch_ends_where_the_next_one_starts() {
        let entries = ["a 2 10", "a 5 30"];
        let check = |epoch: &str, expected: &str| {
            let steps = [entries[0], entries[1], epoch];
            play(&steps, &format!("[[[2,10]],[[2,10],[5,30]],{expected}]"));
        };
        check("f 5", "[5,90]");
        check("f 2", "[2,30]");
        check("f 4", "[2,30]");
        // Older than all: the start of the first known one.
        check("f 1", "[1,10]");
        // Newer than all: unknown. Undefined stays undefined.
        check("f 6", "[-1,-1]");
        check("f -1", "[-1,-1]");
        check("p", "2");
        play(&["f 0", "p"], "[[-1,-1],null]");
        play(&["a 7 1", "p"], "[[[7,1]],null]");
    }

    #[test]
    fn truncation_takes_entries_with_it() {
        let check = |step: &str, expected: &str| {
            let steps = ["a 2 6", "a 3 8", "a 4 11", step];
            let before = "[[2,6]],[[2,6],[3,8]],[[2,6],[3,8],[4,11]]";
            play(&steps, &format!("[{before},{expected}]"));
        };
        check("e 9", "[[2,6],[3,8]]");
        check("e 8", "[[2,6]]");
        check("e 0", "[]");
        check("e 12", "[[2,6],[3,8],[4,11]]");
        check("e -1", "[[2,6],[3,8],[4,11]]");
        check("s 8", "[[3,8],[4,11]]");
        check("s 9", "[[3,9],[4,11]]");
        check("s 5", "[[2,6],[3,8],[4,11]]");
        check("s 99", "[[4,99]]");
    }

    #[test]
    fn a_leader_tells_a_follower_where_their_logs_part() {
        // Epoch 1 from 0, epoch 3 from 30; the log ends at 50.
        let check = |start: i64, epoch: i64, offset: i64, expected: &str| {
            let input = format!(
                r#"{{"epochs":[[1,0],[3,30]],"logStartOffset":{start},"logEndOffset":50,
                    "lastFetchedEpoch":{epoch},"fetchOffset":{offset}}}"#
            );
            gives(&FETCH_DIVERGENCE, &input, expected);
        };
        let out_of_range = r#""OFFSET_OUT_OF_RANGE""#;
        example(&FETCH_DIVERGENCE);
        check(0, 3, 50, "null");
        check(0, 3, 51, "[3,50]");
        check(0, 1, 30, "null");
        check(0, 1, 31, "[1,30]");
        // The leader never saw epoch 2.
        check(0, 2, 20, "[1,30]");
        check(0, 4, 40, out_of_range);
        check(0, -1, 0, out_of_range);
        check(10, 1, 9, out_of_range);
        check(10, 1, 10, "null");
        // Epoch 1 is gone with the start of the log: it ends there.
        check(40, 1, 40, "null");
        check(40, 1, 45, "[1,40]");
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let epochs = |epochs: &str| {
            format!(
                r#"{{"epochs":{epochs},"logEndOffset":5,"lastFetchedEpoch":1,"fetchOffset":1}}"#
            )
        };
        refuses(&FETCH_DIVERGENCE, &epochs("[[1]]"), "epochs[0]");
        refuses(&FETCH_DIVERGENCE, &epochs("[[1,0],[1,5]]"), "epochs[1]");
        refuses(&FETCH_DIVERGENCE, &epochs("[[1,5],[2,5]]"), "epochs[1]");
        refuses(&FETCH_DIVERGENCE, &epochs("[[1,-1]]"), "epochs[0][1]");
        let steps = r#"{"do":"previous-epoch"},"#.repeat(1000);
        let many = format!(r#"{{"steps":[{steps}{{"do":"previous-epoch"}}]}}"#);
        refuses(&LEADER_EPOCH_CACHE, &many, "steps");
        let negative = r#"{"steps":[{"do":"assign","epoch":-1,"startOffset":0}]}"#;
        refuses(&LEADER_EPOCH_CACHE, negative, "steps[0].epoch");
    }
}

//! What a leader checks of an idempotent producer.

use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Given, Ty};
use crate::systems::kafka::rules::producer::{Batch, ProducerState, Rejected};
use crate::value::Value;
use crate::{fact, refusal};

/// A sequence number.
const SEQ: Ty = Ty::Int(0, i32::MAX as i64);

pub(super) const PRODUCER_APPEND: RuleCall = RuleCall {
    id: "kafka/producer-append",
    source: "apache/kafka 4.1.1 storage/src/main/java/org/apache/kafka/storage/internals/log/\
             ProducerAppendInfo.java, ProducerStateEntry.java",
    input: &[Field::required(
        "steps",
        Ty::List(&Ty::Record(&[
            Field::required("do", Ty::OneOf(&["client", "replication", "marker"])),
            Field::required("epoch", Ty::Int(0, i16::MAX as i64)),
            // A marker has no sequence number.
            Field::optional("firstSeq", SEQ),
            Field::with("lastSeq", SEQ, Given::Same("firstSeq")),
            Field::flag("transactional", false),
            Field::int("coordinatorEpoch", 0, i32::MAX as i64, 0),
        ])),
    )],
    output: "per step \"ok\", \"duplicate\", OUT_OF_ORDER_SEQUENCE_NUMBER, \
             INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE or TRANSACTION_COORDINATOR_FENCED",
    example: (
        concat!(
            r#"{"steps":[{"do":"client","epoch":3,"firstSeq":0,"lastSeq":4},"#,
            r#"{"do":"client","epoch":3,"firstSeq":6}]}"#,
        ),
        r#"["ok","OUT_OF_ORDER_SEQUENCE_NUMBER"]"#,
    ),
    decide: |input| {
        let mut state = ProducerState::default();
        let mut steps = Vec::new();
        for (i, step) in input.at("steps").items().iter().enumerate() {
            let is_marker = step.at("do").text() == "marker";
            if !is_marker && step.at("firstSeq").is_null() {
                let says = format!("missing in a batch; allowed: {SEQ}");
                return Err(BadInput::new(format!("steps[{i}].firstSeq"), says));
            }
            steps.push(append_step(&mut state, step));
        }
        Answer::by_step(steps)
    },
};

fn append_step(state: &mut ProducerState, step: &Value) -> (Value, Vec<Value>) {
    let int = |name: &str| step.at(name).int();
    let batch = Batch {
        epoch: int("epoch"),
        first_seq: int("firstSeq"),
        last_seq: int("lastSeq"),
        transactional: step.at("transactional").flag(),
    };
    let epoch = fact!("epoch", "epoch" => batch.epoch, "current" => state.epoch());
    let sequence = fact!("firstSeq", "firstSeq" => batch.first_seq, "lastSeq" => state.last_seq());
    let coordinator = fact!("coordinatorEpoch", "coordinatorEpoch" => int("coordinatorEpoch"),
        "current" => state.coordinator_epoch());
    let (result, mut because) = match step.at("do").text() {
        "client" => (state.append(batch), vec![epoch, sequence]),
        "replication" => (state.append_replicated(batch), vec![epoch]),
        _ => (state.marker(batch.epoch, int("coordinatorEpoch")), vec![epoch, coordinator]),
    };
    if result == Err(Rejected::InvalidProducerEpoch) {
        because.truncate(1);
    }
    let word = match result {
        Ok(()) => "ok",
        Err(Rejected::Duplicate) => "duplicate",
        Err(Rejected::OutOfOrderSequence) => "OUT_OF_ORDER_SEQUENCE_NUMBER",
        Err(Rejected::InvalidProducerEpoch) => "INVALID_PRODUCER_EPOCH",
        Err(Rejected::InvalidTxnState) => "INVALID_TXN_STATE",
        Err(Rejected::TransactionCoordinatorFenced) => "TRANSACTION_COORDINATOR_FENCED",
    };
    if result.is_err() {
        because.push(refusal!(word));
    }
    (word.into(), because)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{call, example, refuses};

    const OUT: &str = "OUT_OF_ORDER_SEQUENCE_NUMBER";
    const EPOCH: &str = "INVALID_PRODUCER_EPOCH";

    /// Steps as `c`lient, `t`ransactional client, `r`eplication: epoch first last; `m`arker:
    /// epoch coordinatorEpoch.
    #[track_caller]
    fn play(steps: &[(&str, &str)]) {
        let step = |(text, _): &(&str, &str)| {
            let words: Vec<&str> = text.split(' ').collect();
            match words[..] {
                ["m", epoch, coordinator] => {
                    format!(r#"{{"do":"marker","epoch":{epoch},"coordinatorEpoch":{coordinator}}}"#)
                }
                [kind, epoch, first, last] => {
                    let from = if kind == "r" { "replication" } else { "client" };
                    let transactional = kind == "t";
                    format!(
                        r#"{{"do":"{from}","epoch":{epoch},"firstSeq":{first},"lastSeq":{last},
                            "transactional":{transactional}}}"#
                    )
                }
                _ => panic!("{text}"),
            }
        };
        let input: Vec<String> = steps.iter().map(step).collect();
        let input = format!(r#"{{"steps":[{}]}}"#, input.join(","));
        let verdict = call(&PRODUCER_APPEND, &input).verdict;
        let found: Vec<&str> = verdict.items().iter().map(Value::text).collect();
        let expected: Vec<&str> = steps.iter().map(|(_, expected)| *expected).collect();
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn sequences_go_on_without_a_gap() {
        example(&PRODUCER_APPEND);
        play(&[("c 0 0 9", "ok"), ("c 0 10 10", "ok"), ("c 0 12 12", OUT), ("c 0 11 11", "ok")]);
        // Without a state any number will do (KIP-360), and the largest is followed by 0.
        play(&[("c 5 2147483646 2147483647", "ok"), ("c 5 0 3", "ok")]);
        play(&[("c 5 7 7", "ok"), ("c 5 0 0", OUT)]);
        // Across the end of the numbers.
        play(&[("c 0 2147483647 1", "ok"), ("c 0 2 2", "ok")]);
    }

    #[test]
    fn the_last_five_batches_are_known_again() {
        let five = ["c 0 0 0", "c 0 1 1", "c 0 2 2", "c 0 3 3", "c 0 4 4"].map(|s| (s, "ok"));
        let again = [("c 0 0 0", "duplicate"), ("c 0 4 4", "duplicate"), ("c 0 3 4", OUT)];
        play(&[five.as_slice(), &again].concat());
        let sixth = [("c 0 5 5", "ok"), ("c 0 0 0", OUT), ("c 0 1 1", "duplicate")];
        play(&[five.as_slice(), &sixth].concat());
        // A duplicate is looked for in the current epoch only.
        play(&[("c 0 0 0", "ok"), ("c 1 0 0", "ok"), ("c 0 0 0", EPOCH)]);
    }

    #[test]
    fn a_new_epoch_starts_at_0_and_an_old_one_is_fenced() {
        play(&[("c 3 0 4", "ok"), ("c 2 5 5", EPOCH), ("c 4 5 5", OUT), ("c 4 0 0", "ok")]);
        // A marker alone is a state too: it demands 0.
        play(&[("m 3 0", "ok"), ("c 3 5 5", OUT), ("c 3 0 0", "ok"), ("c 2 0 0", EPOCH)]);
        play(&[("c 3 0 4", "ok"), ("m 4 0", "ok"), ("c 4 5 5", OUT), ("m 3 9", EPOCH)]);
    }

    #[test]
    fn a_plain_batch_does_not_stand_in_a_transaction() {
        play(&[
            ("t 0 0 0", "ok"),
            ("c 0 1 1", "INVALID_TXN_STATE"),
            ("t 0 1 1", "ok"),
            ("m 0 2", "ok"),
            ("c 0 2 2", "ok"),
            ("m 0 1", "TRANSACTION_COORDINATOR_FENCED"),
            ("m 0 2", "ok"),
        ]);
    }

    #[test]
    fn a_follower_takes_what_its_leader_has() {
        play(&[("r 3 50 59", "ok"), ("r 3 70 70", "ok"), ("r 2 1 1", "ok"), ("c 2 2 2", "ok")]);
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |steps: &str, path: &str| {
            refuses(&PRODUCER_APPEND, &format!(r#"{{"steps":{steps}}}"#), path);
        };
        check("[]", "steps");
        check(r#"[{"do":"client","epoch":1}]"#, "steps[0].firstSeq");
        check(r#"[{"do":"marker","epoch":40000}]"#, "steps[0].epoch");
        check(r#"[{"do":"client","epoch":1,"firstSeq":2147483648}]"#, "steps[0].firstSeq");
    }
}

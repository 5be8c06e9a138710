//! Up to where a transactional reader reads.

use crate::fact;
use crate::rule::{Answer, RuleCall};
use crate::schema::{Field, INT, NAT, Ty};
use crate::systems::kafka::rules::transactions::{ProducerId, TxnLog};
use crate::value::Value;

/// A producer's id.
const PRODUCER: Field = Field::required("producer", INT);

pub(super) const LAST_STABLE_OFFSET: RuleCall = RuleCall {
    id: "kafka/last-stable-offset",
    source: "apache/kafka 4.1.1 storage/src/main/java/org/apache/kafka/storage/internals/log/\
             UnifiedLog.java fetchLastStableOffsetMetadata, ProducerStateManager.java",
    input: &[Field::required(
        "steps",
        Ty::List(&Ty::Tagged(
            "do",
            &[
                (
                    "append",
                    &[
                        Field::optional("producer", INT),
                        Field::required("count", Ty::Int(1, i64::MAX)),
                    ],
                ),
                ("commit", &[PRODUCER]),
                ("abort", &[PRODUCER]),
                ("hw", &[Field::required("offset", NAT)]),
            ],
        )),
    )],
    output: "per step the last stable offset",
    example: (
        concat!(
            r#"{"steps":[{"do":"append","producer":1,"count":2},{"do":"hw","offset":2},"#,
            r#"{"do":"commit","producer":1},{"do":"hw","offset":3}]}"#,
        ),
        "[0,0,0,3]",
    ),
    decide: |input| {
        let mut log = TxnLog::default();
        let steps = input.at("steps").items().iter();
        Answer::by_step(steps.map(|step| txn_step(&mut log, step)).collect())
    },
};

fn txn_step(log: &mut TxnLog, step: &Value) -> (Value, Vec<Value>) {
    let producer = step.at("producer").as_int().map(ProducerId);
    match (step.at("do").text(), producer) {
        ("append", producer) => log.append(producer, step.at("count").int()),
        ("hw", _) => log.set_high_watermark(step.at("offset").int()),
        (_, Some(id)) => log.end(id),
        _ => {}
    }
    let because = vec![
        fact!("do", "firstUnstableOffset" => log.first_unstable_offset()),
        fact!("do", "highWatermark" => log.high_watermark()),
    ];
    (log.last_stable_offset().into(), because)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    /// Steps: `+` producer count (producer `-`: plain), `c` or `a` producer, `hw` offset.
    #[track_caller]
    fn play(steps: &[&str], expected: &str) {
        let step = |text: &&str| {
            let words: Vec<&str> = text.split(' ').collect();
            match words[..] {
                ["+", "-", count] => format!(r#"{{"do":"append","count":{count}}}"#),
                ["+", id, count] => {
                    format!(r#"{{"do":"append","producer":{id},"count":{count}}}"#)
                }
                ["hw", offset] => format!(r#"{{"do":"hw","offset":{offset}}}"#),
                ["c", id] => format!(r#"{{"do":"commit","producer":{id}}}"#),
                _ => format!(r#"{{"do":"abort","producer":{}}}"#, words[1]),
            }
        };
        let input: Vec<String> = steps.iter().map(step).collect();
        let input = format!(r#"{{"steps":[{}]}}"#, input.join(","));
        gives(&LAST_STABLE_OFFSET, &input, expected);
    }

    #[test]
    fn an_open_transaction_holds_readers_up() {
        example(&LAST_STABLE_OFFSET);
        play(&["+ - 5", "hw 5", "+ 1 1", "+ - 4", "hw 10"], "[0,5,5,5,5]");
        play(&["+ 1 2", "+ 1 3", "a 1", "hw 6"], "[0,0,0,6]");
    }

    #[test]
    fn a_decided_one_until_its_marker_is_committed() {
        play(&["+ 1 2", "c 1", "hw 2", "hw 3"], "[0,0,0,3]");
        // The oldest of several counts.
        let two = ["+ 1 1", "+ 2 1", "c 2", "hw 3", "a 1", "hw 4"];
        play(&two, "[0,0,0,0,0,4]");
        let other = ["+ 1 1", "+ 2 1", "c 1", "hw 3", "c 2", "hw 4"];
        play(&other, "[0,0,0,1,1,4]");
    }

    #[test]
    fn a_marker_without_a_transaction_is_a_record() {
        play(&["c 1", "hw 1"], "[0,1]");
    }

    #[test]
    fn the_high_watermark_stays_in_the_log_and_does_not_go_back() {
        play(&["+ - 5", "hw 9", "hw 2"], "[0,5,5]");
        play(
            &["+ - 9223372036854775807", "+ 1 9", "hw 9223372036854775807"],
            "[0,0,9223372036854775807]",
        );
        refuses(&LAST_STABLE_OFFSET, r#"{"steps":[{"do":"commit"}]}"#, "steps[0].producer");
        refuses(&LAST_STABLE_OFFSET, r#"{"steps":[{"do":"append","count":0}]}"#, "steps[0].count");
    }
}

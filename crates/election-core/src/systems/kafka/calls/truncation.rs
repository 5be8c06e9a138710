//! Where a follower cuts its log.

use super::epochs::epoch_offset;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, Ty};
use crate::systems::kafka::rules::epochs::EpochOffset;
use crate::systems::kafka::rules::truncation::{self, OwnLog, Reply};
use crate::value::Value;
use crate::{fact, map};

pub(super) const TRUNCATE: RuleCall = RuleCall {
    id: "kafka/truncate",
    source: "apache/kafka 4.1.1 server AbstractFetcherThread getOffsetTruncationState, \
             truncateOnFetchResponse",
    input: &[
        Field::required("mode", Ty::OneOf(&["high-watermark", "epoch-reply", "diverging-epoch"])),
        Field::required("logEndOffset", INT),
        Field::int("highWatermark", i64::MIN, i64::MAX, 0),
        Field::optional(
            "reply",
            Ty::Record(&[Field::optional("epoch", INT), Field::required("endOffset", INT)]),
        ),
        Field::optional("ownEndOffsetForEpoch", Ty::List(&INT)),
    ],
    output: "{truncateTo, complete: bool}; not complete: ask again",
    example: (
        concat!(
            r#"{"mode":"epoch-reply","logEndOffset":80,"reply":{"epoch":6,"endOffset":70},"#,
            r#""ownEndOffsetForEpoch":[5,66]}"#,
        ),
        r#"{"truncateTo":66,"complete":false}"#,
    ),
    decide: truncate,
};

fn truncate(input: &Value) -> Result<Answer, BadInput> {
    let given = input.at("ownEndOffsetForEpoch");
    let mine = Some(given)
        .filter(|pair| !pair.is_null())
        .map(|pair| epoch_offset(pair, "ownEndOffsetForEpoch"))
        .transpose()?;
    let own = OwnLog {
        log_end_offset: input.at("logEndOffset").int(),
        high_watermark: input.at("highWatermark").int(),
        end_offset_for_epoch: mine,
    };
    let mode = input.at("mode").text();
    let high_watermark = fact!("highWatermark", "highWatermark" => own.high_watermark);
    let mut because = vec![fact!("mode", "mode" => mode)];
    let cut = if mode == "high-watermark" {
        because.push(high_watermark);
        truncation::to_high_watermark(&own)
    } else {
        let reply = reply(input.at("reply"), mode)?;
        because.push(fact!("reply", "reply" => input.at("reply")));
        match reply {
            Reply::Undefined => because.push(high_watermark),
            Reply::OffsetOnly(_) => because.push(log_end(&own)),
            Reply::EpochEnd(_) => {
                because.push(fact!("ownEndOffsetForEpoch", "ownEndOffsetForEpoch" => given));
                because.push(log_end(&own));
            }
        }
        truncation::by_reply(&own, reply)
    };
    Ok(Answer::new(map! { "truncateTo" => cut.to, "complete" => cut.complete }, because))
}

fn log_end(own: &OwnLog) -> Value {
    fact!("logEndOffset", "logEndOffset" => own.log_end_offset)
}

/// `UNDEFINED_EPOCH` and `UNDEFINED_EPOCH_OFFSET` are -1.
fn reply(given: &Value, mode: &str) -> Result<Reply, BadInput> {
    if given.is_null() {
        let says = format!("missing with mode {mode}; allowed: an object {{epoch, endOffset}}");
        return Err(BadInput::new("reply", says));
    }
    let offset = given.at("endOffset").int();
    Ok(match given.at("epoch").as_int().filter(|epoch| *epoch != -1) {
        _ if offset == -1 => Reply::Undefined,
        None => Reply::OffsetOnly(offset),
        Some(epoch) => Reply::EpochEnd(EpochOffset { epoch, offset }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::check::{example, gives, refuses};

    /// A log that ends at 80, its high watermark at 50.
    #[track_caller]
    fn check(mode: &str, rest: &str, to: i64, complete: bool) {
        let input = format!(r#"{{"mode":"{mode}","logEndOffset":80,"highWatermark":50{rest}}}"#);
        let verdict = format!(r#"{{"truncateTo":{to},"complete":{complete}}}"#);
        gives(&TRUNCATE, &input, &verdict);
    }

    #[test]
    fn without_epochs_a_follower_falls_back_to_its_high_watermark() {
        example(&TRUNCATE);
        check("high-watermark", "", 50, true);
        for mode in ["epoch-reply", "diverging-epoch"] {
            check(mode, r#","reply":{"epoch":-1,"endOffset":-1}"#, 50, true);
            check(mode, r#","reply":{"epoch":4,"endOffset":-1}"#, 50, true);
        }
    }

    #[test]
    fn an_answer_without_an_epoch_is_taken_by_its_offset() {
        check("epoch-reply", r#","reply":{"endOffset":70}"#, 70, true);
        check("epoch-reply", r#","reply":{"epoch":-1,"endOffset":90}"#, 80, true);
        // So is one of an epoch older than all the follower has.
        check("epoch-reply", r#","reply":{"epoch":2,"endOffset":70}"#, 70, true);
        check("epoch-reply", r#","reply":{"epoch":2,"endOffset":90}"#, 80, true);
    }

    #[test]
    fn known_epochs_are_cut_to_the_shorter_end() {
        for mode in ["epoch-reply", "diverging-epoch"] {
            let reply = |end: i64, own: &str| {
                format!(r#","reply":{{"epoch":6,"endOffset":{end}}},"ownEndOffsetForEpoch":{own}"#)
            };
            check(mode, &reply(70, "[6,75]"), 70, true);
            check(mode, &reply(70, "[6,65]"), 65, true);
            check(mode, &reply(99, "[6,99]"), 80, true);
            // An epoch that the follower never saw: cut to its own and ask again.
            check(mode, &reply(70, "[5,66]"), 66, false);
            check(mode, &reply(70, "[5,99]"), 80, false);
        }
    }

    #[test]
    fn a_bad_field_is_named_by_its_path() {
        let check = |rest: &str, path: &str| {
            refuses(&TRUNCATE, &format!(r#"{{"logEndOffset":80{rest}}}"#), path);
        };
        check(r#","mode":"epoch-reply""#, "reply");
        check(r#","mode":"epoch-reply","reply":{"epoch":1}"#, "reply.endOffset");
        check(r#","mode":"high-watermark","ownEndOffsetForEpoch":[1]"#, "ownEndOffsetForEpoch");
        check(r#","mode":"leader""#, "mode");
    }
}

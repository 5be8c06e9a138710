//! The way into the rule on what a server starts from.

use super::zxid;
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, INT, Ty};
use crate::systems::zookeeper::rules::{self, Epochs, StartRefusal, Stored};
use crate::value::Value;
use crate::{fact, map, refusal};

pub const LOAD_DATABASE: RuleCall = RuleCall {
    id: rules::LOAD_DATABASE.id,
    source: rules::LOAD_DATABASE.source,
    input: &[
        Field::required("lastZxid", Ty::Zxid),
        Field::optional("currentEpoch", INT),
        Field::optional("currentEpochTmp", INT),
        Field::optional("acceptedEpoch", INT),
    ],
    output: "{currentEpoch, acceptedEpoch}, or the message with which the server exits",
    example: (
        r#"{"lastZxid":"0x100000000","currentEpoch":0,"acceptedEpoch":1}"#,
        r#""The current epoch, 0, is older than the last zxid, 4294967296""#,
    ),
    decide,
};

fn decide(input: &Value) -> Result<Answer, BadInput> {
    let stored = Stored {
        current_epoch: input.at("currentEpoch").as_int(),
        current_tmp: input.at("currentEpochTmp").as_int(),
        accepted_epoch: input.at("acceptedEpoch").as_int(),
        last_zxid: zxid(input.at("lastZxid")),
    };
    let outcome = rules::load_database(&stored);
    let because = why(&stored, outcome);
    Ok(match outcome {
        Ok(Epochs { current, accepted }) => {
            Answer::new(map! { "currentEpoch" => current, "acceptedEpoch" => accepted }, because)
        }
        Err(refusal) => Answer::new(refusal.to_string().as_str(), because),
    })
}

/// What was compared; a refusal last.
pub fn why(stored: &Stored, outcome: Result<Epochs, StartRefusal>) -> Vec<Value> {
    let (last, of_zxid) = (stored.last_zxid, stored.last_zxid.epoch());
    let read = stored.current_epoch.unwrap_or(of_zxid);
    let mut why = vec![fact!("currentEpoch", "currentEpoch" => read, "lastZxid" => last,
        "epochOfZxid" => of_zxid)];
    let refused = |refusal: StartRefusal| refusal!(refusal.name(), "says" => refusal.to_string());
    if let Err(refusal @ StartRefusal::CurrentEpochOld(..)) = outcome {
        why.push(refused(refusal));
        return why;
    }
    let mut current = read;
    if let (true, Some(tmp)) = (of_zxid > read, stored.current_tmp) {
        why.push(fact!("currentEpochTmp", "currentEpoch" => read, "currentEpochTmp" => tmp));
        current = tmp;
    }
    let accepted = stored.accepted_epoch.unwrap_or(of_zxid);
    why.push(fact!("acceptedEpoch", "acceptedEpoch" => accepted, "currentEpoch" => current));
    why.extend(outcome.err().map(refused));
    why
}

//! The way into the rule on synchronisation.

use super::{zxid, zxids};
use crate::rule::{Answer, RuleCall};
use crate::schema::{BadInput, Field, Ty};
use crate::systems::zookeeper::rules::{self, Sync, SyncInput, SyncMode, SyncReason};
use crate::value::Value;
use crate::{fact, map, refusal};

pub const SYNC_CHOICE: RuleCall = RuleCall {
    id: rules::SYNC_CHOICE.id,
    source: rules::SYNC_CHOICE.source,
    input: &[
        Field::required("peerLastZxid", Ty::Zxid),
        Field::required("lastProcessedZxid", Ty::Zxid),
        Field::required("committedLog", Ty::List(&Ty::Zxid)),
        Field::optional("txnLog", Ty::List(&Ty::Zxid)),
        Field::flag("forceSnapSync", false),
    ],
    output: "{mode DIFF|TRUNC|SNAP, zxid of that packet or null, proposals [zxid], forwardFrom \
             zxid or null}",
    example: (
        r#"{"peerLastZxid":"0x200000003","lastProcessedZxid":"0x200000005",
            "committedLog":["0x200000002","0x200000003","0x200000004","0x200000005"],
            "txnLog":null}"#,
        r#"{"mode":"DIFF","zxid":"0x200000005","proposals":["0x200000004","0x200000005"],
            "forwardFrom":"0x200000005"}"#,
    ),
    decide,
};

fn decide(input: &Value) -> Result<Answer, BadInput> {
    let committed_log = zxids(input.at("committedLog"));
    let txn_log = input.at("txnLog");
    let txn_log = if txn_log.is_null() { None } else { Some(zxids(txn_log)) };
    let looked = SyncInput {
        peer_last_zxid: zxid(input.at("peerLastZxid")),
        last_processed_zxid: zxid(input.at("lastProcessedZxid")),
        committed_log: &committed_log,
        txn_log: txn_log.as_deref(),
        force_snap_sync: input.at("forceSnapSync").flag(),
    };
    let sync = rules::sync_choice(&looked);
    let because = why(&looked, &sync);
    let verdict = map! {
        "mode" => sync.mode.name(), "zxid" => sync.zxid, "proposals" => sync.proposals,
        "forwardFrom" => sync.forward_from,
    };
    Ok(Answer::new(verdict, because))
}

/// What was compared, in the order of the cases.
pub fn why(input: &SyncInput<'_>, sync: &Sync) -> Vec<Value> {
    let peer = input.peer_last_zxid;
    let end = input.last_processed_zxid;
    let mut because = vec![fact!("forceSnapSync", "forceSnapSync" => input.force_snap_sync)];
    if sync.reason != SyncReason::Forced {
        because.push(fact!("lastProcessedZxid", "leader" => end, "peer" => peer));
        if sync.reason != SyncReason::InSync {
            because.extend(why_logs(input, sync));
        }
    }
    if sync.mode == SyncMode::Snap && sync.reason != SyncReason::Forced {
        because.push(refusal!(sync.reason.name()));
    }
    because
}

fn why_logs(input: &SyncInput<'_>, sync: &Sync) -> Vec<Value> {
    let peer = input.peer_last_zxid;
    let end = input.last_processed_zxid;
    let min = input.committed_log.first().copied().unwrap_or(end);
    let max = input.committed_log.last().copied().unwrap_or(end);
    let mut facts = vec![fact!("committedLog", "peer" => peer, "min" => min, "max" => max)];
    if peer < min {
        let (first, last) = match input.txn_log {
            Some(log) => (log.first().copied(), log.last().copied()),
            None => (None, None),
        };
        let enabled = input.txn_log.is_some();
        facts.push(
            fact!("txnLog", "peer" => peer, "enabled" => enabled, "first" => first, "last" => last),
        );
    }
    if let Some(zxid) = sync.zxid {
        facts.push(fact!("peerLastZxid", "peer" => peer, "leader" => zxid));
    }
    facts
}

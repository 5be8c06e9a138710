//! DIFF, TRUNC or SNAP.

use crate::ask::{because, verdict};

/// The zxid of an epoch's nth transaction.
const fn at(epoch: i64, counter: i64) -> i64 {
    epoch << 32 | counter
}

struct Leader<'a> {
    last_processed: i64,
    committed: &'a [i64],
    txn_log: Option<&'a [i64]>,
}

impl Leader<'_> {
    fn input(&self, peer: i64) -> String {
        let txn_log = self.txn_log.map_or("null".to_string(), |log| format!("{log:?}"));
        format!(
            r#"{{"peerLastZxid":{peer},"lastProcessedZxid":{},"committedLog":{:?},
                "txnLog":{txn_log}}}"#,
            self.last_processed, self.committed
        )
    }

    /// The first packet, the proposals, and whence it is forwarded.
    #[track_caller]
    fn sends(&self, peer: i64, mode: &str, zxid: i64, proposals: &[i64], forward_from: i64) {
        let hex = |zxid: &i64| format!("\"0x{zxid:x}\"");
        let proposals = proposals.iter().map(hex).collect::<Vec<_>>().join(",");
        let expected = format!(
            r#"{{"mode":"{mode}","zxid":{},"proposals":[{proposals}],"forwardFrom":{}}}"#,
            hex(&zxid),
            hex(&forward_from)
        );
        verdict("zookeeper/sync-choice", &self.input(peer), &expected);
    }

    #[track_caller]
    fn sends_snapshot(&self, peer: i64, reason: &str) {
        let snapshot = r#"{"mode":"SNAP","zxid":null,"proposals":[],"forwardFrom":null}"#;
        verdict("zookeeper/sync-choice", &self.input(peer), snapshot);
        let answer = crate::ask::answer("zookeeper/sync-choice", &self.input(peer));
        let last = answer.because.last().map(|entry| entry.at("refusal").text().to_string());
        assert_eq!(last.as_deref(), Some(reason), "peer {peer:x}");
    }
}

#[test]
fn without_a_committed_log_only_the_ends_are_compared() {
    let leader = Leader { last_processed: 1, committed: &[], txn_log: None };
    leader.sends(3, "TRUNC", 1, &[], 1);
    leader.sends(1, "DIFF", 1, &[], 1);
    leader.sends_snapshot(0, "txn-log-disabled");
}

#[test]
fn within_the_committed_log_the_missing_ones_are_sent() {
    let leader = Leader { last_processed: 6, committed: &[2, 3, 5], txn_log: None };
    leader.sends(4, "TRUNC", 3, &[5], 5);
    leader.sends(2, "DIFF", 5, &[3, 5], 5);
    leader.sends(5, "DIFF", 5, &[], 5);
    leader.sends(6, "DIFF", 6, &[], 6);
    leader.sends(7, "TRUNC", 5, &[], 5);
    leader.sends_snapshot(1, "txn-log-disabled");
}

#[test]
fn the_transaction_log_bridges_to_the_committed_log() {
    let txn_log = Some(&[2, 3, 5, 6, 7, 8, 9][..]);
    let leader = Leader { last_processed: 9, committed: &[6, 7, 8], txn_log };
    leader.sends(4, "TRUNC", 3, &[5, 6, 7, 8], 8);
    leader.sends(3, "DIFF", 8, &[5, 6, 7, 8], 8);
    leader.sends(7, "DIFF", 8, &[8], 8);
    leader.sends_snapshot(1, "txn-log-too-short");
    let empty = Leader { last_processed: 9, committed: &[6, 7, 8], txn_log: Some(&[]) };
    empty.sends_snapshot(4, "txn-log-too-short");
}

#[test]
fn the_transaction_log_alone_goes_as_far_as_is_applied() {
    let txn_log = Some(&[2, 3, 5, 6, 7, 8][..]);
    let leader = Leader { last_processed: 7, committed: &[], txn_log };
    leader.sends(4, "TRUNC", 3, &[5, 6, 7], 7);
    leader.sends(2, "DIFF", 7, &[3, 5, 6, 7], 7);
    leader.sends_snapshot(1, "txn-log-too-short");
}

#[test]
fn a_gap_between_the_logs_needs_a_snapshot() {
    let leader = Leader { last_processed: 8, committed: &[7, 8], txn_log: Some(&[2, 3, 4]) };
    leader.sends_snapshot(3, "txn-log-gap");
}

#[test]
fn an_epochs_own_zxid_is_never_truncated() {
    let committed = [at(1, 1), at(1, 2)];
    let txn_log = [at(0, 1), at(1, 1), at(1, 2)];
    let leader =
        Leader { last_processed: at(2, 0), committed: &committed, txn_log: Some(&txn_log) };
    leader.sends_snapshot(at(0, 0), "txn-log-too-short");
    leader.sends(at(1, 0), "DIFF", at(1, 2), &committed, at(1, 2));
    leader.sends(at(2, 0), "DIFF", at(2, 0), &[], at(2, 0));
    leader.sends_snapshot(at(3, 0), "peer-in-unknown-epoch");
}

#[test]
fn a_transaction_logged_twice_is_sent_once() {
    let twice = [at(1, 1), at(1, 2), at(1, 1), at(1, 2)];
    let txn_log = [&[at(0, 1)], &twice[..]].concat();
    let leader = Leader { last_processed: at(2, 0), committed: &twice, txn_log: Some(&txn_log) };
    leader.sends(at(1, 0), "DIFF", at(1, 2), &[at(1, 1), at(1, 2)], at(1, 2));
}

#[test]
fn no_truncation_crosses_an_epoch() {
    let txn_log = [at(1, 1), at(2, 1), at(2, 2), at(4, 1)];
    let leader = Leader { last_processed: at(6, 0), committed: &[], txn_log: Some(&txn_log) };
    leader.sends_snapshot(at(3, 1), "trunc-across-epochs");
    let committed = [at(1, 1), at(3, 1)];
    let leader = Leader { last_processed: at(3, 1), committed: &committed, txn_log: None };
    leader.sends_snapshot(at(2, 7), "trunc-across-epochs");
}

#[test]
fn zxids_with_the_top_bit_set_are_negative() {
    let committed = [at(-1, 6), at(-1, 7)];
    let leader = Leader { last_processed: at(-1, 7), committed: &committed, txn_log: None };
    leader.sends(at(-1, 6), "DIFF", at(-1, 7), &[at(-1, 7)], at(-1, 7));
    leader.sends(5, "TRUNC", at(-1, 7), &[], at(-1, 7));
}

#[test]
fn a_forced_snapshot_looks_at_nothing_else() {
    let input =
        r#"{"peerLastZxid":1,"lastProcessedZxid":1,"committedLog":[],"forceSnapSync":true}"#;
    let snapshot = r#"{"mode":"SNAP","zxid":null,"proposals":[],"forwardFrom":null}"#;
    verdict("zookeeper/sync-choice", input, snapshot);
    because("zookeeper/sync-choice", input, r#"[{"fact":"forceSnapSync","forceSnapSync":true}]"#);
}

/// `QuorumPeer.loadDataBase`, with its messages.
#[test]
fn a_server_starts_from_a_disk_that_agrees_with_itself() {
    let rule = "zookeeper/load-database";
    for (input, expected) in [
        (r#"{"lastZxid":"0x0"}"#, r#"{"currentEpoch":0,"acceptedEpoch":0}"#),
        (r#"{"lastZxid":"0x300000007"}"#, r#"{"currentEpoch":3,"acceptedEpoch":3}"#),
        (
            r#"{"lastZxid":"0x100000007","currentEpoch":4,"acceptedEpoch":5}"#,
            r#"{"currentEpoch":4,"acceptedEpoch":5}"#,
        ),
        (
            r#"{"lastZxid":"0xb00000000","currentEpoch":10,"acceptedEpoch":11}"#,
            r#""The current epoch, a, is older than the last zxid, 47244640256""#,
        ),
        (
            r#"{"lastZxid":"0x200000000","currentEpoch":1,"currentEpochTmp":2,
                "acceptedEpoch":2}"#,
            r#"{"currentEpoch":2,"acceptedEpoch":2}"#,
        ),
        (
            r#"{"lastZxid":"0x100000000","currentEpoch":2}"#,
            r#""The accepted epoch, 1 is less than the current epoch, 2""#,
        ),
    ] {
        verdict(rule, input, expected);
    }
}

//! After a heal, and after a sleep: as long as real servers need (facts of 7.0.15).

use super::tests::{Run, cast};

/// When the old master was told to follow, and until when it acknowledged, ms after the heal.
fn after_heal(down_after: u32, cut: u64, lasts: u64, seed: u64) -> (u64, u64) {
    let clients = r#"{"id":"a","mode":"stay","attached":"r1","every_ms":20},
        {"id":"b","attached":"s2","every_ms":20}"#;
    let heal = cut + lasts;
    let plan = format!(
        r#""plan":[{{"at_ms":{cut},"do":"partition",
        "groups":[["r1","s1","a"],["r2","r3","s2","s3","b"]]}},
        {{"at_ms":{heal},"do":"heal-all"}}],"until_ms":{}"#,
        heal + 40_000
    );
    let text = cast(3, "", clients, &plan)
        .replace(r#"milliseconds":1000"#, &format!(r#"milliseconds":{down_after}"#));
    let run = Run::new(&text, seed);
    let told = run.first("+convert-to-slave").expect("a demotion") - heal;
    let a = run.scenario.config.nodes.iter().position(|node| node.label == "a");
    let acked = run
        .outcome
        .end
        .ledger()
        .ops()
        .iter()
        .filter(|op| Some(op.id.client().index()) == a && op.is_acknowledged());
    let last = acked.filter_map(|op| op.done).map(|(at, _)| at.as_ms()).max().expect("an ack");
    (told, last.saturating_sub(heal))
}

#[test]
fn an_old_master_is_demoted_ten_to_eleven_seconds_after_the_heal() {
    let mut all: Vec<(u64, u64)> = Vec::new();
    for seed in 0..60 {
        all.push(after_heal(1000, 20_000, 8000, seed));
    }
    let bad: Vec<_> = all
        .iter()
        .filter(|(told, acks)| {
            !(10_100..=11_100).contains(told) || !(10_100..=11_100).contains(acks)
        })
        .collect();
    assert!(bad.is_empty(), "{bad:?} of {all:?}");
}

/// Whatever the age of the connections, the SYN of a Sentinel that has switched comes 7 s after its
/// first, so that nobody waits longer.
#[test]
fn no_old_master_waits_longer_than_for_the_next_syn_and_one_period_of_info() {
    for cut in [3_000, 5_000, 9_000, 14_000, 15_000, 18_600, 31_000] {
        let all: Vec<u64> = (0..50).map(|seed| after_heal(1000, cut, 8000, seed).0).collect();
        assert!(all.iter().all(|told| (10_000..=12_400).contains(told)), "cut at {cut}: {all:?}");
    }
}

#[test]
fn an_old_master_that_slept_acknowledges_for_ten_more_seconds() {
    let clients = r#"{"id":"a","mode":"stay","attached":"r1","every_ms":20,"timeout_ms":60000}"#;
    let plan = r#""plan":[{"at_ms":20000,"do":"pause","node":"r1"},
        {"at_ms":25000,"do":"resume","node":"r1"}],"until_ms":50000"#;
    for seed in 0..30 {
        let run = Run::new(&cast(3, "", clients, plan), seed);
        let acked = run.outcome.end.ledger().ops().iter().filter(|op| op.is_acknowledged());
        let last = acked.filter_map(|op| op.done).map(|(at, _)| at.as_ms()).max().expect("acks");
        let window = last - 25_000;
        assert!((9_950..=10_150).contains(&window), "seed {seed}: {window}");
        let lost = run.lost();
        assert!((490..=515).contains(&lost), "seed {seed}: {lost}");
    }
}

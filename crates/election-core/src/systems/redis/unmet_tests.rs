//! Why does nobody lead? The nearest condition that is not met, with its numbers.

use super::tests::{Run, three};
use crate::protocol::Unmet;

fn nearest(rest: &str, settings: &str) -> Unmet {
    let run = Run::new(&three(settings, rest), 1);
    run.outcome.end.unmet().into_iter().next().expect("something is unmet").1
}

fn last(unmet: &Unmet, field: &str) -> String {
    let fact = unmet.citation.because.last().expect("facts");
    fact.at(field).to_string()
}

const TWO_DIE: &str = r#"{"at_ms":4000,"do":"kill","node":"s2"},
    {"at_ms":4000,"do":"kill","node":"s3"},{"at_ms":5000,"do":"kill","node":"r1"}"#;

#[test]
fn one_vote_short_of_odown() {
    let found = nearest(&format!(r#""plan":[{TWO_DIE}],"until_ms":30000"#), "");
    assert_eq!((found.citation.rule.id, found.citation.verdict), ("redis/odown", "-odown"));
    assert_eq!((last(&found, "seen_down_by"), last(&found, "quorum")), ("1".into(), "2".into()));
    assert_eq!(found.short, 1);
}

#[test]
fn a_majority_of_sentinels_is_missing() {
    let found = nearest(&format!(r#""plan":[{TWO_DIE}],"until_ms":30000"#), r#","quorum":1"#);
    assert_eq!(found.citation.rule.id, "redis/sentinel-elected");
    assert_eq!(found.short, 1);
}

#[test]
fn no_replica_is_good_enough() {
    let plan = r#""plan":[
        {"at_ms":4000,"do":"request","node":"r2","request":"CONFIG SET",
        "with":{"replica-priority":0}},
        {"at_ms":4000,"do":"request","node":"r3","request":"CONFIG SET",
        "with":{"replica-priority":0}},
        {"at_ms":5000,"do":"kill","node":"r1"}],"until_ms":15000"#;
    let found = nearest(plan, "");
    assert_eq!(found.citation.rule.id, "redis/select-replica");
    assert_eq!(last(&found, "refusal"), "\"no-good-slave\"");
    let zero =
        found.citation.because.iter().filter(|fact| fact.at("refusal").text() == "priority-zero");
    assert_eq!(zero.count(), 2);
}

#[test]
fn the_timeout_of_the_last_attempt_runs() {
    let plan = r#""plan":[{"at_ms":5000,"do":"kill","node":"r1"},
        {"after":{"event":"+elected-leader"},"do":"kill","node":"failover-leader"}],
        "until_ms":12000"#;
    let found = nearest(plan, "");
    assert_eq!(found.citation.verdict, "next-failover-delay");
    assert_eq!((last(&found, "limit"), found.short), ("12000".into(), 0));
}

#[test]
fn nobody_watches() {
    let plan = format!(
        r#""plan":[{TWO_DIE},{{"at_ms":5000,"do":"kill","node":"s1"}}],
        "until_ms":30000"#
    );
    let found = nearest(&plan, "");
    assert_eq!(found.citation.verdict, "nobody-watches");
    assert_eq!((last(&found, "sentinels"), last(&found, "running")), ("3".into(), "0".into()));
}

#[test]
fn where_all_is_well_nothing_is_unmet() {
    let run = Run::new(&three("", r#""plan":[],"until_ms":10000"#), 1);
    assert_eq!(run.outcome.end.unmet(), []);
}

#[test]
fn for_ever_without_a_good_replica_is_explained_at_every_moment() {
    // Sentinels that were down when the master died: each replica has been without its master
    // for longer than they have seen it down and ten down-after-milliseconds.
    let sentinels = |at: u32, deed: &str| -> String {
        let one = |i| format!(r#"{{"at_ms":{at},"do":"{deed}","node":"s{i}"}},"#);
        (1..=3).map(one).collect()
    };
    let (die, back) = (sentinels(10_000, "kill"), sentinels(60_000, "restart"));
    for until in [70_000, 120_000, 239_000] {
        let rest = format!(
            r#""plan":[{die}{back}{{"at_ms":12000,"do":"kill","node":"r1"}}],"until_ms":{until}"#
        );
        let text = three("", &rest).replace(r#"timeout":6000"#, r#"timeout":2000"#);
        let run = Run::new(&text, 1);
        let found = run.outcome.end.unmet().into_iter().next().expect("something is unmet").1;
        assert_eq!(found.citation.verdict, "-failover-abort-no-good-slave", "{until}");
        let out: Vec<(i64, i64)> = found
            .citation
            .because
            .iter()
            .filter(|fact| fact.at("refusal").as_text() == Some("link-down"))
            .map(|fact| (fact.at("master_link_down_ms").int(), fact.at("limit").int()))
            .collect();
        assert_eq!(out.len(), 2, "{until}: both replicas");
        for (down, limit) in out {
            let since = i64::from(until) - 12_000;
            assert!((since - 3000..=since).contains(&down), "{until}: {down}");
            assert!(down > limit, "{until}: {down} {limit}");
        }
    }
}

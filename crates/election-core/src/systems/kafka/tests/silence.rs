//! Why nobody leads: the condition that is nearest to being met, as a decision would cite it.

use super::cluster;
use crate::outcome::Nobody;
use crate::protocol::Unmet;
use crate::scenario::Scenario;
use crate::value::Value;
use crate::words::Time;

/// The nearest at this moment: who misses it, and what.
fn nearest(file: &Value, at: u64) -> Option<(String, Unmet)> {
    let mut world = Scenario::read(file).unwrap().start().unwrap();
    world.advance_to(Time::ms(at), &mut Nobody);
    let (node, unmet) = world.unmet().into_iter().next()?;
    Some((world.config().label(node).to_string(), unmet))
}

#[track_caller]
fn says(file: &Value, at: u64, node: &str, rule: &str, verdict: &str, short: u32, last: &str) {
    let Some((who, unmet)) = nearest(file, at) else { panic!("nothing is unmet at {at}") };
    let it = &unmet.citation;
    let found = (&*who, it.rule.id, it.verdict, unmet.short);
    assert_eq!(found, (node, rule, verdict, short), "at {at}: {:?}", it.because);
    let deciding = it.because.last().map(ToString::to_string).unwrap_or_default();
    assert!(deciding.contains(last), "{deciding}");
}

/// The only broker in the ISR is gone: until its session is over the controller waits for that,
/// then for the broker.
#[test]
fn a_partition_waits_for_its_isr() {
    let alone = r#""assignment":[[1,2]],"isr":[1],"zookeeper.session.timeout.ms":6000"#;
    let kill = r#"{"at_ms":100,"do":"kill","node":"1"}"#;
    let elect = "kafka/elect-leader-zk";
    for profile in ["0.8", "2.8", "3.9"] {
        let settings =
            format!(r#""profile":"{profile}","unclean.leader.election.enable":false,{alone}"#);
        // Broker 1 is the first controller, so another one has to come first.
        let file = cluster(3, r#"{"id":"z1","kind":"zookeeper"}"#, "", &settings, kill, "");
        let (_, unmet) = nearest(&file, 60_000).unwrap();
        let it = &unmet.citation;
        assert_eq!((it.rule.id, it.verdict, unmet.short), (elect, "none", 1), "{profile}");
        let deciding = it.because.last().unwrap().to_string();
        assert!(deciding.contains(r#""isr":[1]"#), "{deciding}");
    }
    let controller = r#"{"id":"101","kind":"controller"}"#;
    let settings = r#""assignment":[[1,2]],"isr":[1]"#;
    let alone = format!(r#"{{"at_ms":0,"do":"cut","from":["1"],"to":["2"]}},{kill}"#);
    let file = cluster(2, controller, "", settings, &alone, "");
    let (session, elect) = ("kafka/broker-session", "kafka/elect-leader-kraft");
    says(&file, 9_000, "101", session, "valid", 0, r#""timeout":9000"#);
    says(&file, 30_000, "101", elect, "none", 1, ":[1]");
}

/// Two of three controllers are gone: the third one lacks a vote.
#[test]
fn a_controller_alone_lacks_a_vote() {
    let controllers = r#"{"id":"101","kind":"controller"},{"id":"102","kind":"controller"},
        {"id":"103","kind":"controller"}"#;
    let kill = r#"{"at_ms":5000,"do":"kill","node":"102"},{"at_ms":5000,"do":"kill","node":"103"}"#;
    let file = cluster(1, controllers, "", "", kill, "");
    let mut least = u32::MAX;
    for at in (12_000..20_000).step_by(500) {
        let Some((who, unmet)) = nearest(&file, at) else { continue };
        assert_eq!((&*who, unmet.citation.rule.id), ("101", "kafka/raft-tally"));
        least = least.min(unmet.short);
    }
    assert_eq!(least, 1);
}

/// Two of three servers of the ensemble are gone: the third one lacks a vote, and says so.
#[test]
fn a_server_of_the_ensemble_alone_lacks_a_vote() {
    let ensemble = r#"{"id":"z1","kind":"zookeeper"},{"id":"z2","kind":"zookeeper"},
        {"id":"z3","kind":"zookeeper"}"#;
    let kill = r#"{"at_ms":5000,"do":"kill","node":"z2"},{"at_ms":5000,"do":"kill","node":"z3"}"#;
    let file = cluster(1, ensemble, "", r#""profile":"2.8""#, kill, "");
    let mut world = Scenario::read(&file).unwrap().start().unwrap();
    world.advance_to(Time::ms(30_000), &mut Nobody);
    let of_server = |(node, unmet): (_, Unmet)| {
        let it = unmet.citation;
        (world.config().label(node) == "z1").then_some((it.rule.id, it.verdict, unmet.short))
    };
    let found = world.unmet().into_iter().find_map(of_server);
    assert_eq!(found, Some(("zookeeper/tally", "no-quorum", 1)));
}

/// Before the controller a replica waits for the znode of a leader that is gone.
#[test]
fn without_a_controller_a_replica_waits_for_the_leaders_znode() {
    let settings = r#""profile":"V2","zookeeper.session.timeout.ms":6000"#;
    let kill = r#"{"at_ms":3000,"do":"kill","node":"1"}"#;
    let file = cluster(2, r#"{"id":"z1","kind":"zookeeper"}"#, "", settings, kill, "");
    says(&file, 5_000, "2", "kafka/leader-race", "waiting", 0, r#""timeout":6000"#);
    assert_eq!(nearest(&file, 30_000), None);
}

//! Why nobody leads, and whose data count.

use super::{run, sent, story};
use crate::effects::Citation;
use crate::scenario::Scenario;
use crate::sim::Cluster;
use crate::view::{Down, Health};
use crate::words::{NodeId, Time};

const SMALL: &str = r#","settings":{"profile":"small"},"until_ms":20000"#;
const THREE: &str = r#"{"id":"1"},{"id":"2"},{"id":"3"}"#;

/// What this server misses at this moment: rule and verdict, and how far it is.
fn unmet(scenario: &Scenario, at: u64, id: u8) -> Option<(String, u32, Citation)> {
    let mut world: Box<dyn Cluster> = scenario.start().unwrap();
    world.advance_to(Time::ms(at), &mut crate::outcome::Nobody);
    let all = world.unmet();
    let (_, found) = all.into_iter().find(|(node, _)| *node == NodeId(id))?;
    let citation = found.citation;
    Some((format!("{}={}", citation.rule.id, citation.verdict), found.short, citation))
}

#[track_caller]
fn misses(scenario: &Scenario, at: u64, id: u8, rule: &str, short: u32) -> Citation {
    let (found, far, citation) = unmet(scenario, at, id).expect("it misses something");
    assert_eq!((found.as_str(), far), (rule, short), "{:?}", citation.because);
    citation
}

#[test]
fn a_lone_server_lacks_a_vote() {
    let alone = story(r#"{"id":"1"},{"id":"2","up":false},{"id":"3","up":false}"#, "", SMALL);
    let why = misses(&alone, 5000, 0, "zookeeper/tally=no-quorum", 1);
    assert_eq!(why.because[0].to_string(), r#"{"refusal":"down","sid":2}"#);
    assert_eq!(why.because[2].to_string(), r#"{"fact":"silent","sids":[2,3]}"#);
    let two = r#"{"id":"1"},{"id":"2"},{"id":"3","up":false},{"id":"4","up":false},
        {"id":"5","up":false}"#;
    misses(&story(two, "", SMALL), 5000, 0, "zookeeper/tally=no-quorum", 1);
}

#[test]
fn a_serving_ensemble_misses_nothing() {
    let scenario = story(THREE, "", SMALL);
    for id in 0..3 {
        assert_eq!(unmet(&scenario, 5000, id), None);
    }
    misses(&scenario, 100, 2, "zookeeper/finalize-wait=waiting", 0);
}

/// A follower that has lost the link to its leader alone hears from the others that it leads,
/// and never from itself.
#[test]
fn one_cut_link_leaves_a_follower_without_a_leader() {
    let cut = r#"{"at_ms":3000,"do":"cut","from":["1"],"to":["5"],"direction":"both"}"#;
    let five = r#"{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"},{"id":"5"}"#;
    let scenario = story(five, cut, SMALL);
    misses(&scenario, 12_000, 0, "zookeeper/check-leader=not-heard-from-leader", 1);
    assert_eq!(unmet(&scenario, 12_000, 1), None);
}

#[test]
fn a_new_leader_waits_for_a_quorum() {
    // The link breaks between the votes and the call for an epoch.
    let plan = r#"{"after":{"event":"rule:zookeeper/finalize-wait=lead","nth":1},
        "do":"isolate","node":"3"}"#;
    let rest = r#","settings":{"profile":"small"},"until_ms":9000"#;
    misses(&story(THREE, plan, rest), 1500, 2, "zookeeper/epoch-to-propose=waiting", 1);
}

/// Once a leader's followers have turned away, nobody's data count until the next leader is
/// established; a disk that nobody runs from never does.
#[test]
fn only_a_leader_with_a_quorum_behind_it_rules() {
    let plan = r#"{"at_ms":3000,"do":"pause","node":"3"},{"at_ms":9000,"do":"resume","node":"3"}"#;
    let scenario = story(THREE, plan, SMALL);
    let mut world = scenario.start().unwrap();
    let mut seen = Vec::new();
    for at in (2000..12_000).step_by(50) {
        world.advance_to(Time::ms(at), &mut crate::outcome::Nobody);
        let rules = world.authority();
        if seen.last() != Some(&rules) {
            seen.push(rules);
        }
    }
    assert_eq!(seen, [Some(NodeId(2)), None, Some(NodeId(1))]);
}

/// Two of three disks are replaced: the new ensemble rules, and what it lacks is lost, though an
/// old disk with a higher epoch still has it.
#[test]
fn an_emptied_ensemble_rules_over_what_it_forgot() {
    let rest = r#","settings":{"profile":"small"},"until_ms":20000,
        "clients":[{"id":"w","kind":"writer","attached":"1"}]"#;
    let plan = r#"{"at_ms":3000,"do":"kill","node":"3"},{"at_ms":5000,"do":"restart","node":"3"},
        {"at_ms":7000,"do":"kill","node":"1"},{"at_ms":7000,"do":"kill","node":"2"},
        {"at_ms":7000,"do":"kill","node":"3"},{"at_ms":8000,"do":"wipe","node":"2"},
        {"at_ms":8000,"do":"wipe","node":"3"},{"at_ms":12000,"do":"restart","node":"1"}"#;
    let end = run(&story(THREE, plan, rest)).0.end;
    assert_eq!(end.authority(), Some(NodeId(2)));
    let violated = |id: &str| {
        let board = end.properties();
        let claim = board.iter().find(|claim| claim.id == id).unwrap();
        claim.status == crate::property::Status::Violated
    };
    assert!(violated("acked-on-authority") && violated("leader-log-complete"));
    assert!(end.sum().lost > 0);
}

/// `ClientCnxn.queuePacket`: nothing is asked behind a closeSession, though the watch of the
/// application's own znode fires before its answer.
#[test]
fn an_application_asks_for_nothing_behind_its_own_close() {
    let nodes = format!(r#"{THREE},{{"id":"A","kind":"application","up":false}}"#);
    let plan = r#"{"at_ms":2000,"do":"restart","node":"A"},{"at_ms":6000,"do":"stop","node":"A"}"#;
    for seed in 1..=10 {
        let (outcome, events) = run(&story(&nodes, plan, SMALL).with_seed(seed));
        let late = |m: &&(Time, NodeId, NodeId, String)| m.0 >= Time::ms(6000);
        for kind in ["create", "exists"] {
            assert_eq!(sent(&events, kind).iter().filter(late).count(), 0, "seed {seed}: {kind}");
        }
        assert_eq!(sent(&events, "closeSession").len(), 1);
        assert!(matches!(outcome.end.health(NodeId(3)), Health::Down { how: Down::Stopped, .. }));
    }
}

/// A voter that is paused, or whose disk answers nothing, is named as such.
#[test]
fn a_voter_that_is_paused_is_said_to_be_paused() {
    let plan = r#"{"at_ms":3000,"do":"pause","node":"2"},{"at_ms":3000,"do":"pause","node":"3"}"#;
    for seed in 1..=20 {
        let why = misses(
            &story(THREE, plan, SMALL).with_seed(seed),
            9000,
            0,
            "zookeeper/tally=no-quorum",
            1,
        );
        let paused = |sid: u8| format!(r#"{{"refusal":"paused","sid":{sid}}}"#);
        assert_eq!(
            why.because[..2].iter().map(ToString::to_string).collect::<Vec<_>>(),
            [paused(2), paused(3)]
        );
    }
}

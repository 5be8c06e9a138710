//! What differs from release to release, and what a start costs.

use super::{as_expected, cluster};
use crate::outcome::Nobody;
use crate::scenario::Scenario;
use crate::systems::check::json;
use crate::systems::kafka::profile::Profile;
use crate::view::{Down, Health};
use crate::words::Time;

const ZOOKEEPER: &str = r#"{"id":"z1","kind":"zookeeper"}"#;

/// `ProducerConfig` of each release; before 0.8 `request.required.acks`.
#[test]
fn a_producer_is_by_default_what_its_release_makes_it() {
    let of = |it: Profile| (it.default_acks(), it.default_retries(), it.default_idempotence());
    let endless = i32::MAX as u32;
    for (profile, defaults) in [
        (Profile::V2, (0, 3, false)),
        (Profile::V08, (1, 0, false)),
        (Profile::V011, (1, 0, false)),
        (Profile::V24, (1, endless, false)),
        (Profile::V28, (1, endless, false)),
        (Profile::V39, (-1, endless, true)),
        (Profile::V4, (-1, endless, true)),
    ] {
        assert_eq!(of(profile), defaults, "{profile:?}");
    }
    // Nobody else has the record, so acks=all is never answered; acks=1 is.
    let stuck = |profile: &str, cast: &str, expect: &str| {
        let settings = format!(r#""profile":"{profile}","assignment":[[1,2]]"#);
        let cut = r#"{"at_ms":0,"do":"cut","from":["1"],"to":["2"]}"#;
        let expect = format!(r#"{{"at_ms":4000,"ledger":{{"acknowledged":{expect}}}}}"#);
        let producer = r#"{"id":"p","kind":"producer","attached":"1"}"#;
        as_expected(&cluster(2, cast, producer, &settings, cut, &expect), profile);
    };
    stuck("2.8", ZOOKEEPER, r#"{"min":10}"#);
    stuck("3.9", ZOOKEEPER, "0");
    stuck("4.x", r#"{"id":"101","kind":"controller"}"#, "0");
    let file = cluster(
        1,
        ZOOKEEPER,
        r#"{"id":"p","kind":"producer","enable.idempotence":true}"#,
        r#""profile":"0.8""#,
        "",
        "",
    );
    let bad = Scenario::read(&file).and_then(|it| it.start().map(|_| ())).unwrap_err();
    assert!(bad.path.ends_with("enable.idempotence") && bad.says.contains("allowed"), "{bad}");
}

/// A client that is told how much to do stops when that is done.
#[test]
fn clients_stop_after_their_count() {
    let clients = r#"{"id":"p","kind":"producer","count":7,"in_flight":3,"acks":"1"},
        {"id":"c","kind":"consumer","count":5}"#;
    let expect = r#"{"ledger":{"acknowledged":7}},{"event":"deliver:Produce","count":3}"#;
    let file = cluster(1, r#"{"id":"101","kind":"controller"}"#, clients, "", "", expect);
    as_expected(&file, "count");
}

/// `ReplicaFetcherThread.handleOffsetOutOfRange`, 0.8.2 and 0.11: the leader has lost its log to
/// a loss of power, and its follower, which has all of it, gives up rather than cut it.
#[test]
fn a_follower_that_may_not_cut_its_log_halts() {
    for (profile, unclean, halts) in
        [("0.8", false, true), ("0.8", true, false), ("0.11", false, true), ("2.8", false, false)]
    {
        let settings = format!(
            r#""profile":"{profile}","assignment":[[1,2]],
            "unclean.leader.election.enable":{unclean},"replica.lag.time.max.ms":5000,
            "zookeeper.session.timeout.ms":6000"#
        );
        let plan = r#"{"at_ms":8000,"do":"kill","node":"2"},
            {"at_ms":25000,"do":"power-off","node":"1"},{"at_ms":45000,"do":"restart","node":"1"},
            {"at_ms":60000,"do":"restart","node":"2"}"#;
        let producer = r#"{"id":"p","kind":"producer","acks":"1","count":20}"#;
        let file = cluster(3, ZOOKEEPER, producer, &settings, plan, "");
        let mut world = Scenario::read(&file).unwrap().start().unwrap();
        world.advance_to(Time::ms(100_000), &mut Nobody);
        let view = world.view();
        let broker = view.nodes.iter().find(|node| node.label == "2").unwrap();
        let down = matches!(broker.health, Health::Down { how: Down::Panicked, .. });
        assert_eq!(down, halts, "{profile}, {unclean}: {:?} {}", broker.health, broker.reason);
        if halts {
            let first = if profile == "0.8" { "Halting because" } else { "Exiting because" };
            assert!(broker.reason.starts_with(first), "{}", broker.reason);
            assert!(broker.reason.contains("latest offset 0 is less than"), "{}", broker.reason);
        }
    }
}

/// `LogManager.loadLogs`: after a crash the logs are looked through before the broker takes
/// part; after a stop in good order they are not.
#[test]
fn a_broker_that_crashed_recovers_its_logs_first() {
    for (end, within) in [("kill", (40_000, 45_000)), ("stop", (20_000, 25_000))] {
        let file = json(&format!(
            r#"{{"version":1,"key":"recovery","system":"kafka","nodes":[
            {{"id":"1","recovery_ms":20000}},{{"id":"2"}},{{"id":"101","kind":"controller"}}],
            "seed":1,"plan":[{{"at_ms":5000,"do":"{end}","node":"1"}},
            {{"at_ms":20000,"do":"restart","node":"1"}}],"until_ms":60000,"expect":[
            {{"event":"deliver:BrokerRegistration","at_ms":{},"count":0}},
            {{"event":"deliver:BrokerRegistration","from_ms":{},"at_ms":{},
             "count":{{"min":1}}}}]}}"#,
            within.0, within.0, within.1
        ));
        as_expected(&file, end);
    }
}

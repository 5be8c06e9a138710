//! One test per fact of FastLeaderElection and QuorumCnxManager (3.9.5), and of runs of real
//! servers that drove them.

use super::{NEVER, fact, led_by, run, sent, starting, story};
use crate::event::What;
use crate::words::{NodeId, Time};

const SMALL: &str = r#","settings":{"profile":"small"},"until_ms":8000"#;

/// Real servers: of the first two that run, the larger id leads; the third follows, in every
/// order of starts.
#[test]
fn the_larger_of_the_first_two_leads_in_every_order() {
    for (order, leader) in [
        ([1, 2, 3], "2"),
        ([2, 1, 3], "2"),
        ([1, 3, 2], "3"),
        ([3, 1, 2], "3"),
        ([2, 3, 1], "3"),
        ([3, 2, 1], "3"),
    ] {
        let times = [(order[0], 0), (order[1], 1000), (order[2], 3000)];
        led_by(&starting(&times, SMALL), Some(leader));
    }
}

/// Real servers: a third server leads if and only if it starts within the 200 ms of silence
/// (the border was seen between 205 and 222 ms, process start included).
#[test]
fn a_better_vote_counts_within_two_hundred_ms() {
    for (gap, leader) in [(1, "3"), (100, "3"), (190, "3"), (215, "2"), (350, "2")] {
        led_by(&starting(&[(1, 0), (2, 1000), (3, 1000 + gap)], SMALL), Some(leader));
    }
}

/// Five and four servers in turn: the one that completes the majority leads; together, the
/// largest id does. Less than a majority never elects.
#[test]
fn the_server_that_completes_the_majority_leads() {
    let in_turn = |n: u8| (1..=n).map(|id| (id, u64::from(id - 1) * 800)).collect::<Vec<_>>();
    led_by(&starting(&in_turn(5), SMALL), Some("3"));
    led_by(&starting(&in_turn(4), SMALL), Some("3"));
    led_by(&starting(&[(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)], SMALL), Some("5"));
    led_by(
        &starting(&[(1, 0), (2, 0), (3, NEVER), (4, NEVER), (5, NEVER)], r#","until_ms":59000"#),
        None,
    );
    led_by(&starting(&[(1, 0), (2, 0), (3, NEVER), (4, NEVER)], r#","until_ms":59000"#), None);
    led_by(&starting(&[(1, 0)], SMALL), Some("1"));
}

/// `lookForLeader`: notTimeout begins at 200 ms and doubles up to 60 s.
#[test]
fn a_lone_server_waits_twice_as_long_each_time() {
    let scenario = starting(&[(1, 0), (2, NEVER), (3, NEVER)], r#","until_ms":400000"#);
    let (_, events) = run(&scenario);
    let fired = |what: &What| matches!(what, What::Fired(_, "notTimeout"));
    let times: Vec<u64> =
        events.iter().filter(|e| fired(&e.what)).map(|e| e.at.as_ms()).take(11).collect();
    let waits: Vec<u64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(times[0], 200);
    assert_eq!(waits, [400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000]);
}

/// `haveDelivered`: while every message still waits in its one place, a timeout only dials.
#[test]
fn a_timeout_without_any_delivery_only_dials() {
    let (_, events) = run(&starting(&[(1, 0), (2, NEVER), (3, NEVER)], SMALL));
    let one = NodeId(0);
    assert!(sent(&events, "Notification").iter().all(|(_, from, to, _)| from == to));
    let dialled = sent(&events, "InitialMessage").iter().filter(|m| m.1 == one).count();
    // At the start and after 0.2, 0.6, 1.4, 3.0 and 6.2 s, to both.
    assert_eq!(dialled, 12);
}

/// `SendWorker.run`: on every new connection the last message goes out again, be it a stale
/// LOOKING vote; then come the answers.
#[test]
fn a_late_server_first_hears_stale_votes() {
    let (_, events) = run(&starting(&[(1, 0), (2, 0), (3, 3000)], SMALL));
    let three = NodeId(2);
    let heard: Vec<String> = sent(&events, "Notification")
        .into_iter()
        .filter(|(_, from, to, _)| *to == three && *from != three)
        .map(|(_, from, _, text)| format!("{} {}", from.0 + 1, &text[..text.len().min(16)]))
        .collect();
    for server in ["1", "2"] {
        let mine: Vec<&String> = heard.iter().filter(|text| text.starts_with(server)).collect();
        assert!(mine[0].contains("LOOKING leader 2"), "{heard:?}");
        assert!(mine[1].contains("FOLLOWING") || mine[1].contains("LEADING"), "{heard:?}");
    }
}

/// `startConnection`: whoever has the lower id is dialled back.
#[test]
fn the_higher_id_keeps_the_connection() {
    let (_, events) = run(&starting(&[(1, 0), (2, 0), (3, 0)], SMALL));
    for (_, from, to, _) in sent(&events, "accepted") {
        assert!(from < to, "{from:?} accepted {to:?}");
    }
}

/// A late server unseats nobody, whatever its id, epoch and log (FLETest.testJoin); what it has
/// too much is gone.
#[test]
fn a_working_leader_is_not_unseated() {
    let disk = r#""durable":{"currentEpoch":1,"acceptedEpoch":1,"zxid":"0x100000002"}"#;
    let ahead = r#""durable":{"currentEpoch":1,"acceptedEpoch":1,"zxid":"0x100000009"}"#;
    let nodes =
        format!(r#"{{"id":"1",{disk}}},{{"id":"2",{disk}}},{{"id":"3","up":false,{ahead}}}"#);
    let scenario = story(&nodes, r#"{"at_ms":3000,"do":"restart","node":"3"}"#, SMALL);
    led_by(&scenario, Some("2"));
    let world = run(&scenario).0.end;
    assert_eq!(world.standing(NodeId(2)).log_end, 2);
    assert_eq!(fact(&*world, "3", "logicalclock"), "1");
}

/// `lookForLeader`: a higher round is adopted, and the vote begins anew from the initial one
/// (a server restarted in round 1 wins by its id among two that are in a later round).
#[test]
fn a_restarted_server_adopts_the_round_and_may_win() {
    let plan = r#"{"at_ms":1400,"do":"kill","node":"c"},
        {"at_ms":1500,"do":"kill","node":"3"},{"at_ms":1500,"do":"kill","node":"4"},
        {"at_ms":4000,"do":"restart","node":"4"}"#;
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"}"#;
    // A write makes all zxids equal: an empty SNAP would leave (1, 0) on some servers only.
    let rest = r#","settings":{"profile":"small"},"until_ms":8000,
        "clients":[{"id":"c","kind":"writer","attached":"1","every_ms":300}]"#;
    let scenario = story(nodes, plan, rest);
    led_by(&scenario, Some("4"));
    let world = run(&scenario).0.end;
    assert_eq!(fact(&*world, "4", "logicalclock"), "2");
}

/// `QuorumHierarchical`: in three groups of three, {1,2,4,5} is a quorum and {1,2,3,4,7} none.
#[test]
fn groups_agree_by_majority_of_majorities() {
    for (up, leader) in [(vec![1, 2, 4, 5], Some("5")), (vec![1, 2, 3, 4, 7], None)] {
        let node = |id: u8| {
            let (group, up) = ((id - 1) / 3 + 1, up.contains(&id));
            format!(r#"{{"id":"{id}","group":{group},"up":{up}}}"#)
        };
        let nodes: Vec<String> = (1..=9).map(node).collect();
        led_by(&story(&nodes.join(","), "", SMALL), leader);
    }
}

/// Weights 3, 1, 1: server 1 elects itself alone. A server of weight 0 is never proposed.
#[test]
fn weights_decide() {
    let alone = r#"{"id":"1","weight":3},{"id":"2","up":false},{"id":"3","up":false}"#;
    led_by(&story(alone, "", SMALL), Some("1"));
    let zero = r#"{"id":"1"},{"id":"2"},{"id":"3","weight":0}"#;
    led_by(&story(zero, "", SMALL), Some("2"));
}

/// Observers ask; nobody tells them. One that was there first finds the leader at its own
/// timeout, one that comes later at once.
#[test]
fn observers_poll() {
    let nodes = r#"{"id":"1","up":false},{"id":"2","up":false},{"id":"3","up":false},
        {"id":"4","kind":"observer"},{"id":"5","kind":"observer","up":false}"#;
    let plan = r#"{"at_ms":250,"do":"restart","node":"1"},{"at_ms":300,"do":"restart","node":"2"},
        {"at_ms":5000,"do":"restart","node":"5"}"#;
    let scenario = story(nodes, plan, SMALL);
    led_by(&scenario, Some("2"));
    let (outcome, events) = run(&scenario);
    let joined = |id: u8| {
        let of = |what: &What| match what {
            What::Became { node, from, to } if node.0 == id => {
                from.leader.is_none() && to.leader == Some(NodeId(1))
            }
            _ => false,
        };
        events.iter().find(|event| of(&event.what)).map(|event| event.at.as_ms())
    };
    // 200 + 400 ms after its start, though the election ended before; server 5 at once.
    assert!((600..620).contains(&joined(3).unwrap()), "{:?}", joined(3));
    assert!((5000..5020).contains(&joined(4).unwrap()), "{:?}", joined(4));
    assert_eq!(outcome.end.standing(NodeId(3)).leader, Some(NodeId(1)));
}

/// Real servers: when the leader dies, an observer first observes the dead one (voters answer it
/// with their old vote and the new round), and finds the new one about 0.6 s later.
#[test]
fn an_observer_takes_a_detour_over_the_dead_leader() {
    let nodes = r#"{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4","kind":"observer"}"#;
    let scenario = story(nodes, r#"{"at_ms":3000,"do":"kill","node":"3"}"#, SMALL);
    for seed in 1..=10 {
        let (_, events) = run(&scenario.with_seed(seed));
        let observer = NodeId(3);
        let followed: Vec<(Time, Option<NodeId>)> = events
            .iter()
            .filter_map(|event| match event.what {
                What::Became { node, to, .. } if node == observer => Some((event.at, to.leader)),
                _ => None,
            })
            .filter(|(at, leader)| *at > Time::ms(3000) && leader.is_some())
            .collect();
        assert_eq!(followed[0].1, Some(NodeId(2)), "seed {seed}: the dead leader first");
        let (found, leader) = followed[1];
        assert_ne!(leader, Some(NodeId(2)), "seed {seed}");
        assert!((600..1400).contains(&(found.as_ms() - 3000)), "seed {seed}: {found}");
    }
}

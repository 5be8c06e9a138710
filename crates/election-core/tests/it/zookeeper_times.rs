//! How long things take, beside runs of real ZooKeeper 3.8.0 servers on one machine (tickTime
//! 500, syncLimit 4): the simulated times must lie where the measured ones lay.

use election_core::event::{Event, What};
use election_core::outcome;
use election_core::scenario::Scenario;
use election_core::value::Value;
use election_core::view::{Role, Standing};
use election_core::words::{NodeId, Time};

/// Three servers; 3 leads. A client writes through server 1. `plan` begins after 5 s.
fn ensemble(plan: &str) -> Scenario {
    let text = format!(
        r#"{{"version":1,"system":"zookeeper","nodes":[{{"id":"1"}},{{"id":"2"}},{{"id":"3"}}],
            "clients":[{{"id":"c","kind":"writer","attached":"1","every_ms":20}}],
            "settings":{{"profile":"small"}},"network":{{"latency_ms":[0.05,0.5]}},
            "until_ms":200000,"plan":[{plan}]}}"#
    );
    let file: Value = serde_json::from_str(&text).unwrap();
    Scenario::read(&file).unwrap()
}

/// The fault happens at another moment of a tick in each run.
fn fault(seed: u64) -> u64 {
    5000 + seed * 137 % 500
}

/// Over many runs, ascending: ms from the fault to the first event that fits.
fn waits(
    plan: impl Fn(u64) -> String,
    fits: impl Fn(&What) -> bool,
    from: impl Fn(u64) -> u64,
) -> Vec<u64> {
    let mut all = Vec::new();
    for seed in 1..=60 {
        let at = fault(seed);
        let mut events: Vec<Event> = Vec::new();
        let from = from(at);
        let mut scenario = ensemble(&plan(at)).with_seed(seed);
        scenario.until = Time::ms(2 * from);
        outcome::run(&scenario, false, &mut events).unwrap();
        let first = events.iter().find(|event| event.at.as_ms() >= from && fits(&event.what));
        all.push(
            first.unwrap_or_else(|| panic!("seed {seed}: it never happened")).at.as_ms() - from,
        );
    }
    all.sort_unstable();
    all
}

fn turned(what: &What, fits: impl Fn(NodeId, &Standing, &Standing) -> bool) -> bool {
    matches!(what, What::Became { node, from, to } if fits(*node, from, to))
}

fn leads(what: &What) -> bool {
    turned(what, |_, from, to| from.role != Role::Leader && to.role == Role::Leader)
}

fn established(what: &What) -> bool {
    turned(what, |node, from, to| node != NodeId(2) && !from.established && to.established)
}

#[track_caller]
fn between(name: &str, waits: &[u64], low: u64, median: std::ops::RangeInclusive<u64>, high: u64) {
    let (min, mid, max) = (waits[0], waits[waits.len() / 2], waits[waits.len() - 1]);
    println!("{name}: {min} / {mid} / {max}");
    assert!(min >= low && max <= high && median.contains(&mid), "{name}: {min} / {mid} / {max}");
}

fn kill(at: u64) -> String {
    format!(r#"{{"at_ms":{at},"do":"kill","node":"3"}}"#)
}

/// Real: 0.22 / 0.23 / 0.44 s in 30 runs, process and JVM included. A vote that meets a server
/// which has not noticed yet is lost, and repaired after one wait of 200 ms, or after two if the
/// other one's repeated vote restarts the wait; the latter was seen here in 1 of 15 runs.
#[test]
fn a_killed_leader_is_replaced_as_fast_as_really() {
    between("kill to LEADING", &waits(kill, leads, |at| at), 200, 200..=240, 640);
}

/// Real: 0.37 / 0.41 / 0.62 s to the first acknowledged write.
#[test]
fn a_killed_leader_is_established_as_fast_as_really() {
    between("kill to serving", &waits(kill, established, |at| at), 205, 210..=420, 800);
}

/// Real: 1.94 / 2.01 / 2.05 s until the followers look, 2.33 / 2.51 / 2.80 s until the next leader
/// serves.
#[test]
fn a_frozen_leader_is_noticed_as_late_as_really() {
    let pause = |at| format!(r#"{{"at_ms":{at},"do":"pause","node":"3"}}"#);
    let looks = |what: &What| turned(what, |_, _, to| to.role == Role::Looking);
    between("freeze to LOOKING", &waits(pause, looks, |at| at), 1700, 1780..=2010, 2060);
    between("freeze to serving", &waits(pause, established, |at| at), 1900, 2000..=2550, 2850);
}

/// Real: a leader that is cut off stops serving after 2.08 / 2.20 / 2.26 s.
#[test]
fn a_leader_that_is_cut_off_stops_as_late_as_really() {
    let cut = |at| format!(r#"{{"at_ms":{at},"do":"isolate","node":"3"}}"#);
    let stops = |what: &What| {
        turned(what, |node, from, to| node == NodeId(2) && from.established && !to.established)
    };
    between("cut to stepping down", &waits(cut, stops, |at| at), 1700, 1900..=2400, 2600);
}

/// Real: once thawed it goes on for 0.25 or 0.5 s, and follows after 0.3 to 0.8 s.
#[test]
fn a_thawed_leader_stops_within_a_tick() {
    let plan = |at| {
        let thaw = at + 6000;
        format!(
            r#"{{"at_ms":{at},"do":"pause","node":"3"}},{{"at_ms":{thaw},"do":"resume","node":"3"}}"#
        )
    };
    let stops = |what: &What| {
        turned(what, |node, from, to| node == NodeId(2) && from.established && !to.established)
    };
    let follows =
        |what: &What| turned(what, |node, _, to| node == NodeId(2) && to.role == Role::Follower);
    between("thaw to stepping down", &waits(plan, stops, |at| at + 6000), 0, 0..=500, 510);
    between("thaw to following", &waits(plan, follows, |at| at + 6000), 0, 10..=600, 800);
}

/// From the heal until the server follows, after a cut of so many ms.
fn back_after(node: &str, length: impl Fn(u64) -> u64) -> Vec<u64> {
    let plan = |at: u64| {
        let heal = at + length(at);
        format!(
            r#"{{"at_ms":{at},"do":"isolate","node":"{node}"}},
               {{"at_ms":{heal},"do":"heal-all"}}"#
        )
    };
    let id = NodeId(if node == "3" { 2 } else { 0 });
    let follows = |what: &What| {
        turned(what, |who, _, to| who == id && to.role == Role::Follower && to.leader != Some(id))
    };
    waits(plan, follows, |at| at + length(at))
}

/// Real: 0.19 / 0.45 / 1.79 s from the heal until the old leader follows, 0.16 to 0.31 s for a
/// follower: their votes are with TCP, which sends them again after 0.2, 0.4, 0.8 … s.
#[test]
fn a_server_that_was_cut_off_is_back_as_late_as_really() {
    for node in ["3", "1"] {
        let name = format!("heal to following, server {node}");
        let waits = back_after(node, |at| 2800 + at % 7 * 200);
        between(&name, &waits, 5, 160..=1300, 1800);
    }
}

/// The vote of 1.75 to 2.3 s after the cut is sent again 6.7 s later: just after the heal.
#[test]
fn after_eight_seconds_a_server_is_back_within_the_real_times() {
    for node in ["3", "1"] {
        let name = format!("heal after 8 s to following, server {node}");
        between(&name, &back_after(node, |_| 8000), 160, 300..=1100, 1800);
    }
}

/// That vote is sent again after 53.2 and then after 106.5 s, and nothing closes its connection
/// before (`RecvWorker`: `setSoTimeout(0)`), so nobody dials a new one (`connectOne`).
#[test]
fn after_a_minute_a_server_waits_for_the_next_attempt_of_tcp() {
    for node in ["3", "1"] {
        let name = format!("heal after 60 s to following, server {node}");
        between(&name, &back_after(node, |_| 60_000), 48_000, 48_200..=48_900, 49_300);
    }
}

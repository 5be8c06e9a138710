//! Two runs side by side, without a browser: one playhead, the same deeds, one difference.

use super::*;
use crate::address::Wanted;
use election_core::action::Direction;
use election_core::permalink::Address;
use election_core::value::Value;
use election_core::view::Health;

pub(in crate::session) fn story(file: &str) -> election_core::scenario::Scenario {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let text = std::fs::read_to_string(root.join(file)).expect("a built-in story");
    let value: Value = serde_json::from_str(&text).expect("a story is JSON");
    election_core::scenario::Scenario::read(&value).expect("a built-in story is sound")
}

pub(in crate::session) fn session(file: &str) -> Session {
    Session::open(story(file), false).expect("the story starts")
}

/// Frames until nothing is left to do.
pub(in crate::session) fn settle(session: &mut Session) {
    for _ in 0..10_000 {
        if !session.moves() {
            return;
        }
        session.apply(Command::Elapsed(16.0));
    }
    panic!("it never comes to rest");
}

pub(in crate::session) fn go(session: &mut Session, ms: u64) {
    session.apply(Command::Seek(Time::ms(ms)));
    settle(session);
}

pub(in crate::session) fn compare(session: &Session) -> &Comparison {
    session.compare.as_ref().expect("two runs stand side by side")
}

fn hashes(session: &Session) -> (u64, u64) {
    (session.run.cluster().hash(), compare(session).other.run.cluster().hash())
}

fn value(of: &Session, name: &str) -> Value {
    of.run.scenario().config.settings.at(name).clone()
}

#[test]
fn min_replicas_0_and_1_stand_side_by_side_after_one_request() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    settle(&mut session);
    let other = &compare(&session).other;
    let name = "min-replicas-to-write";
    assert_eq!((value(&session, name), value(other, name)), (Value::Int(0), Value::Int(1)));
    assert_eq!(
        differences(&session, other),
        [Difference::Setting(name, Value::Int(0), Value::Int(1))]
    );
    let [left, right] = compare(&session).foresight.ends().expect("it was thought to the end");
    assert!(left.sum.lost > right.sum.lost, "{left:?} {right:?}");
    assert!(right.sum.failed > left.sum.failed, "the price is refused writes");
    let lost = ROWS.iter().find(|row| row.key == "ledger-lost").expect("there is such a line");
    assert_eq!(lost.winner(&[left, right]), Some(1));
}

#[test]
fn unclean_off_and_on_stand_side_by_side_after_one_request() {
    let mut session = session("kafka/everyone-dies.json");
    session.apply(Command::Compare(Against::Switch));
    settle(&mut session);
    let name = "unclean.leader.election.enable";
    let other = &compare(&session).other;
    assert_eq!((value(&session, name), value(other, name)), (false.into(), true.into()));
    let [left, right] = compare(&session).foresight.ends().expect("it was thought to the end");
    assert!(right.sum.lost > left.sum.lost, "{left:?} {right:?}");
    assert!(right.sum.reads > left.sum.reads, "what is bought with it: {left:?} {right:?}");
}

#[test]
fn what_is_foreseen_is_what_comes() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    settle(&mut session);
    let ends = compare(&session).foresight.ends().expect("it was thought to the end");
    session.apply(Command::Seek(session.run.scenario().until));
    settle(&mut session);
    let runs = [&session.run, &compare(&session).other.run];
    let sums = runs.map(|run| run.cluster().sum());
    assert_eq!(compare(&session).numbers(sums), ends);
}

#[test]
fn before_they_part_everything_is_the_same_and_after_it_is_not() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    settle(&mut session);
    let parting = *compare(&session).foresight.parting().expect("they part");
    session.apply(Command::Parting);
    settle(&mut session);
    assert_eq!(session.run.now(), parting.at);
    let of_consequence = |run: &Run, until: Time| {
        let all = run.records().iter().filter(|it| it.at <= until);
        all.filter(|it| super::foresight::is_of_consequence(it))
            .map(|it| (it.at, it.mark, it.node))
            .collect::<Vec<_>>()
    };
    let next = [parting.left, parting.right].map(|it| it.expect("both go on").at);
    assert_eq!(next.into_iter().min(), Some(parting.at));
    let before = Time(parting.at.0 - 1);
    let other = &compare(&session).other;
    assert_eq!(of_consequence(&session.run, before), of_consequence(&other.run, before));
    assert_ne!(of_consequence(&session.run, parting.at), of_consequence(&other.run, parting.at));
}

#[test]
fn runs_that_do_not_differ_never_part_and_carry_no_mark() {
    let mut session = session("raft/election.json");
    let same = value(&session, "pre-vote");
    session.apply(Command::Compare(Against::Setting("pre-vote", same)));
    settle(&mut session);
    assert!(compare(&session).foresight.is_done());
    assert_eq!(compare(&session).foresight.parting(), None);
    for ms in [400, 3_000, 1_500] {
        go(&mut session, ms);
        let (left, right) = hashes(&session);
        assert_eq!(left, right);
        let other = compare(&session).other.run.cluster().view();
        assert_eq!(apart(&session.run.cluster().view(), &other), []);
    }
}

#[test]
fn there_is_one_playhead_whatever_moves_it() {
    let mut session = session("raft/election.json");
    let other = !value(&session, "pre-vote").flag();
    session.apply(Command::Compare(Against::Setting("pre-vote", other.into())));
    for command in [
        Command::Seek(Time::ms(2_500)),
        Command::GoTo(Stop::Event, true),
        Command::GoTo(Stop::Event, true),
        Command::GoTo(Stop::Event, false),
        Command::GoTo(Stop::Leader, false),
        Command::GoTo(Stop::Leader, true),
        Command::Beside(Box::new(Command::Seek(Time::ms(700)))),
    ] {
        let before = session.run.now();
        session.apply(command.clone());
        settle(&mut session);
        assert_eq!(session.run.now(), compare(&session).other.run.now(), "{command:?}");
        assert_ne!(session.run.now(), before, "{command:?} moves it");
    }
    session.apply(Command::Play(true));
    session.apply(Command::Elapsed(50.0));
    assert_eq!(session.run.now(), compare(&session).other.run.now());
}

#[test]
fn what_is_done_on_either_side_is_done_to_both() {
    let mut session = session("raft/playground.json");
    let other = !value(&session, "pre-vote").flag();
    session.apply(Command::Compare(Against::Setting("pre-vote", other.into())));
    go(&mut session, 3_000);
    let (first, second) = (NodeId(0), NodeId(1));
    session.apply(Command::KillOrRestart(first));
    session.apply(Command::Beside(Box::new(Command::KillOrRestart(second))));
    session.apply(Command::Beside(Box::new(Command::CutOrHeal(
        NodeId(2),
        NodeId(3),
        Direction::Both,
    ))));
    let other = &compare(&session).other;
    for run in [&session.run, &other.run] {
        assert!(matches!(run.cluster().health(first), Health::Down { .. }));
        assert!(matches!(run.cluster().health(second), Health::Down { .. }));
        assert!(run.cluster().view().links.iter().any(|link| link.cut));
    }
    assert_eq!(session.run.script(), other.run.script());
}

#[test]
fn a_broken_rule_is_compared_with_the_rule_that_holds() {
    let mut session = session("raft/playground.json");
    session.apply(Command::Compare(Against::Rule("raft/durable-vote", false)));
    settle(&mut session);
    let other = &compare(&session).other;
    assert!(other.run.scenario().config.rules_off.contains(&"raft/durable-vote"));
    assert_eq!(differences(&session, other), [Difference::Rule("raft/durable-vote", true)]);
}

#[test]
fn a_bad_value_is_refused_by_name_and_nothing_stands_beside_the_run() {
    let mut session = session("raft/playground.json");
    session.apply(Command::Compare(Against::Setting("pre-vote", Value::Int(7))));
    let Some(crate::session::Notice::Refused(bad)) = &session.notice else {
        panic!("nothing was refused")
    };
    assert_eq!(bad[0].path, "settings.pre-vote");
    assert!(session.compare.is_none());
}

/// The session that a comparison's link leads to.
fn followed(session: &Session, file: &str, beside: &str) -> Session {
    let fragment = session.fragment();
    let wanted = Wanted::read("", &["#", &fragment].concat());
    assert_eq!(wanted.refused, None, "{fragment}");
    let (base, run) = (story(file), wanted.run.expect("the left run is in the link"));
    let mut again = Session::follow(base.clone(), run.apply(&base), run.check).expect("it starts");
    let (address, lent) = wanted.beside.expect("the right run is in the link");
    again.follow_beside_link(&story(beside), &address, lent).expect("it can be set beside");
    settle(&mut again);
    again
}

#[test]
fn a_link_to_two_runs_gives_both_back() {
    let mut session = session("redis/split-brain.json");
    go(&mut session, 2_000);
    session.apply(Command::KillOrRestart(NodeId(2)));
    session.apply(Command::Compare(Against::Switch));
    go(&mut session, 17_000);
    assert!(session.fragment().len() < 1_500, "{}", session.fragment());
    assert_eq!(session.fragment().matches("~kill~").count(), 1, "deeds are written once");
    let again = followed(&session, "redis/split-brain.json", "redis/split-brain.json");
    assert_eq!(hashes(&again), hashes(&session));
    assert_eq!(again.run.now(), session.run.now());
    assert_eq!(again.notice, None);
    assert_eq!(again.fragment(), session.fragment());
}

#[test]
fn a_story_that_is_not_built_in_travels_once_with_both_runs() {
    let mut session = session("raft/election.json");
    session.carried = true;
    session.apply(Command::Compare(Against::Rule("raft/durable-vote", false)));
    go(&mut session, 1_000);
    assert_eq!(session.fragment().matches("file=").count(), 1);
    let again = followed(&session, "raft/election.json", "raft/election.json");
    assert_eq!(hashes(&again), hashes(&session));
}

#[test]
fn a_character_changed_on_either_side_is_said() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    go(&mut session, 6_000);
    let whole = session.fragment();
    let sound = Wanted::read("", &whole);
    for (place, _) in whole.match_indices('=').filter(|(place, _)| *place > 30) {
        let mut changed = whole.clone().into_bytes();
        changed[place + 1] = if changed[place + 1] == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(changed).expect("it is ASCII");
        let wanted = Wanted::read("", &changed);
        let damaged = |address: Option<&election_core::permalink::Address>| {
            address.is_none_or(|address| address.damaged)
        };
        let told = wanted.refused.is_some()
            || damaged(wanted.run.as_ref())
            || damaged(wanted.beside.as_ref().map(|(address, _)| address));
        assert!(told && !damaged(sound.run.as_ref()), "{changed}");
    }
}

#[test]
fn a_changed_outcome_on_the_right_is_said() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    go(&mut session, 15_000);
    let wanted = Wanted::read("", &session.fragment());
    let (run, beside) = (wanted.run.expect("the left run"), wanted.beside.expect("the right run"));
    let (base, mut address) = (story("redis/split-brain.json"), beside.0);
    address.check = address.check.map(|check| check ^ 1);
    let mut again = Session::follow(base.clone(), run.apply(&base), run.check).expect("it starts");
    again.follow_beside_link(&base, &address, beside.1).expect("it can be set beside");
    settle(&mut again);
    assert_eq!(again.notice, Some(crate::session::Notice::OutcomeChanged));
}

#[test]
fn another_profile_is_one_difference_and_not_a_list() {
    let mut session = session("raft/playground.json");
    session.apply(Command::Compare(Against::Setting("profile", "raftscope".into())));
    settle(&mut session);
    let other = &compare(&session).other;
    let told = differences(&session, other);
    let values = ("etcd".into(), "raftscope".into());
    assert_eq!(told, [Difference::Setting("profile", values.0, values.1)]);
    assert_ne!(value(&session, "check-quorum"), value(other, "check-quorum"));
}

#[test]
fn another_story_suffers_the_same_faults_where_it_has_what_they_name() {
    let mut session = session("redis/split-brain.json");
    let beside = "redis/min-replicas.json";
    session.compare_with_story(&story(beside)).expect("it can be set beside");
    go(&mut session, 9_000);
    assert_eq!(compare(&session).plan, Plan::Lent);
    assert_eq!(
        compare(&session).other.run.scenario().source.at("plan"),
        session.run.scenario().source.at("plan")
    );
    let again = followed(&session, "redis/split-brain.json", beside);
    assert_eq!(compare(&again).plan, Plan::Lent);
    assert_eq!(hashes(&again), hashes(&session));
}

#[test]
fn a_story_of_another_system_keeps_its_own_faults_if_the_names_do_not_fit() {
    let mut session = session("redis/split-brain.json");
    let beside = "raft/quorum-loss.json";
    session.compare_with_story(&story(beside)).expect("it can be set beside");
    assert_eq!(compare(&session).plan, Plan::Own);
    assert!(!compare(&session).foresight.can_part());
    go(&mut session, 3_000);
    // The other has no r1: it is left alone.
    session.apply(Command::KillOrRestart(NodeId(0)));
    assert!(compare(&session).other.run.script().is_empty());
    assert_eq!(session.run.script().len(), 1);
    let again = followed(&session, "redis/split-brain.json", beside);
    assert_eq!(hashes(&again), hashes(&session));
}

#[test]
fn what_a_link_cannot_apply_on_the_right_is_said_by_name() {
    let mut session = session("raft/playground.json");
    let wanted =
        Wanted::read("", "#1/raft/playground?t=0&vs=raft/playground&vs.set.pre-vote=7&vs.t=0");
    let (address, lent) = wanted.beside.expect("the link can be read");
    session.follow_beside_link(&story("raft/playground.json"), &address, lent).expect("it starts");
    let Some(crate::session::Notice::Refused(bad)) = &session.notice else {
        panic!("nothing was refused")
    };
    assert!(bad[0].path.contains("vs") && bad[0].path.contains("pre-vote"), "{}", bad[0].path);
}

#[test]
fn wherever_a_link_to_two_runs_is_cut_off_it_tells() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    let whole = session.fragment();
    let first_pair = whole.find('&').expect("it has pairs");
    for end in first_pair..whole.len() {
        let wanted = Wanted::read("", &["#", &whole[..end]].concat());
        let base = story("redis/split-brain.json");
        let damaged = |address: &Address| !address.apply(&base).refused.is_empty();
        let left = wanted.run.as_ref().is_some_and(damaged);
        let right = wanted.beside.as_ref().is_some_and(|(address, _)| damaged(address));
        assert!(wanted.refused.is_some() || left || right, "cut off at {end}: {}", &whole[..end]);
    }
}

#[test]
fn half_a_comparison_and_an_unknown_story_are_refused_and_the_left_run_stays() {
    for (fragment, path) in [
        ("#1/raft/playground?t=0&vs.set.pre-vote=true", "vs.link.system"),
        ("#1/raft/playground?sums=0&t=0", "vs.link.system"),
        ("#1/raft/playground?t=0&vs=raft/nowhere&vs.t=0", "vs.link.story"),
        ("#1/raft/playground?t=0&vs=raft/playground&vs.speed=3", "vs.link.speed"),
    ] {
        let wanted = Wanted::read("", fragment);
        assert!(wanted.run.is_some() && wanted.beside.is_none());
        assert_eq!(wanted.refused.expect("it is refused").fields()[0].path, path);
    }
}

#[test]
fn either_run_can_be_kept_and_escape_keeps_the_left_one() {
    let mut session = session("redis/split-brain.json");
    session.apply(Command::Compare(Against::Switch));
    go(&mut session, 6_000);
    let (left, right) = hashes(&session);
    session.apply(Command::Escape);
    assert!(session.compare.is_none());
    assert_eq!(session.run.cluster().hash(), left);
    session.apply(Command::Compare(Against::Switch));
    settle(&mut session);
    session.apply(Command::Keep(Side::Right));
    assert!(session.compare.is_none() && session.is_flipped());
    assert_eq!(session.run.cluster().hash(), right);
}

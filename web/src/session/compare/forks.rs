//! The branches of a run, without a browser: named, in a tree, unchanged, compared.

use super::tests::{compare, go, session};
use super::*;
use crate::session::BranchName;
use election_core::action::Direction;
use election_core::view::Health;
use election_core::words::NodeSet;

/// A run with two branches: one in which server 1 was killed at 3.2 s, one in which it was not.
fn forked() -> Session {
    let mut session = session("raft/playground.json");
    go(&mut session, 6_000);
    go(&mut session, 3_200);
    session.apply(Command::KillOrRestart(NodeId(0)));
    session
}

#[test]
fn a_branch_is_named_after_its_first_deed_or_as_the_visitor_wishes() {
    let mut session = forked();
    let names =
        |session: &Session| session.twigs().into_iter().map(|twig| twig.name).collect::<Vec<_>>();
    let [BranchName::Story, BranchName::Deed(deed, at)] = &names(&session)[..] else {
        panic!("{:?}", names(&session))
    };
    assert_eq!((deed.at("do").text(), deed.at("node").text()), ("kill", "1"));
    assert_eq!(*at, Time::ms(3_200));
    session.apply(Command::NameBranch(1, "  without 1 ".into()));
    assert_eq!(names(&session)[1], BranchName::Given("without 1".into()));
    session.apply(Command::NameBranch(1, " ".into()));
    assert!(matches!(names(&session)[1], BranchName::Deed(..)));
}

#[test]
fn the_tree_has_every_branch_after_its_parent() {
    let mut session = forked();
    go(&mut session, 5_000);
    go(&mut session, 4_000);
    session.apply(Command::KillOrRestart(NodeId(1)));
    session.apply(Command::Branch(0));
    go(&mut session, 2_000);
    session.apply(Command::KillOrRestart(NodeId(2)));
    let tree: Vec<_> = session.twigs().iter().map(|it| (it.branch, it.depth, it.shown)).collect();
    assert_eq!(tree, [(0, 0, false), (1, 1, false), (2, 2, false), (3, 1, true)]);
}

#[test]
fn the_old_branch_stays_as_it_was_wherever_the_run_forks() {
    let mut session = session("raft/playground.json");
    go(&mut session, 8_000);
    let moments = [900, 2_750, 4_100, 8_000];
    let mut before = Vec::new();
    for ms in moments {
        go(&mut session, ms);
        before.push(session.run.cluster().hash());
    }
    let one = |id: u8| [NodeId(id)].into_iter().collect::<NodeSet>();
    for (ms, deed) in [
        (1_000, Action::Kill(NodeId(0))),
        (2_749, Action::Cut(one(1), one(2), Direction::Both)),
        (7_999, Action::Pause(NodeId(2))),
    ] {
        session.apply(Command::Branch(0));
        go(&mut session, ms);
        session.apply(Command::Act(deed));
        go(&mut session, 9_000);
    }
    assert_eq!(session.run.branches().len(), 4);
    session.apply(Command::Branch(0));
    for (ms, hash) in moments.into_iter().zip(before) {
        go(&mut session, ms);
        assert_eq!(session.run.cluster().hash(), hash, "at {ms} ms");
    }
}

#[test]
fn two_branches_are_compared_and_either_can_be_kept() {
    let mut session = forked();
    session.apply(Command::Compare(Against::Branch(0)));
    go(&mut session, 4_000);
    let other = &compare(&session).other;
    assert_eq!(differences(&session, other), [Difference::Deeds(Time::ms(3_200))]);
    assert_eq!(compare(&session).foresight.parting().map(|it| it.at), Some(Time::ms(3_200)));
    let apart = apart(&session.run.cluster().view(), &other.run.cluster().view());
    assert!(apart.iter().any(|it| it.left == NodeId(0) && it.health));
    session.apply(Command::Keep(Side::Right));
    assert_eq!((session.run.current(), session.run.branches().len()), (0, 2));
    assert_eq!(session.run.cluster().health(NodeId(0)), Health::Up);
}

//! Why without a browser: votes, the life of a lost write, and what would have saved it.

use crate::command::{Command, Panel};
use crate::session::Session;
use crate::session::compare::tests::{go, session, settle};
use election_core::effects::Outcome;
use election_core::sim::record::Mark;
use election_core::words::StepNo;

/// The step in which a lost write's client was told OK.
fn lost(session: &Session) -> StepNo {
    let (cluster, held) = (session.run.cluster(), session.run.cluster().holdings());
    let lost = |op: election_core::words::OpId| {
        let done = cluster.ledger().op(op).and_then(|op| op.done);
        matches!(done, Some((_, Outcome::Ok { .. }))) && held.of(op).authority == 0
    };
    let ok = session.run.records().iter().filter(|record| record.mark == Mark::Ok);
    ok.into_iter().find(|record| lost(record.op())).expect("a write was lost").step
}

#[test]
fn a_lost_write_has_a_life_and_a_setting_that_would_have_saved_it() {
    let mut session = session("redis/split-brain.json");
    go(&mut session, 60_000);
    let (step, now) = (lost(&session), session.run.now());
    let before = session.run.cluster().sum();
    session.apply(Command::Explain(step));
    settle(&mut session);
    assert_eq!((session.panel, session.run.now()), (Some(Panel::Why), now), "the playhead stays");
    let why = session.why.as_ref().expect("there is an answer");
    assert!(why.life.as_ref().expect("it is about a write").0.is_lost());
    assert!(why.remedies.is_none(), "nobody asked yet");

    session.apply(Command::Remedies);
    settle(&mut session);
    let why = session.why.as_ref().expect("there is an answer");
    let all = why.remedies.as_ref().expect("they were looked for");
    assert_eq!((all.tried.0, all.cut), (all.tried.1, false));
    let remedies = &all.found;
    assert_eq!(remedies[0].name, "min-replicas-to-write");
    assert!(remedies.iter().all(|remedy| remedy.sum.lost < before.lost), "{remedies:?}");
    assert_eq!(session.run.cluster().sum(), before, "the run itself is as it was");
}

#[test]
fn a_leader_counts_the_votes_of_others() {
    let mut session = session("raft/election.json");
    go(&mut session, 5_000);
    let spec = session.run.scenario().config.system;
    let tally = spec.rules.iter().position(|rule| rule.id == spec.ballots.counted_by);
    let counted = session
        .run
        .records()
        .iter()
        .rev()
        .find(|record| record.mark == Mark::Cited && Some(usize::from(record.kind)) == tally);
    let step = counted.expect("votes were counted").step;
    session.apply(Command::SeekStep(step));
    let why = session.why.as_ref().expect("there is an answer");
    assert!(!why.ballots.is_empty());
}

//! The votes behind a decision: what whoever counted had received since it began to look.

use crate::event::{Event, What};
use crate::sim::history::Run;
use crate::sim::record::{Mark, Record};
use crate::words::{NodeId, StepNo, Time};

/// A vote that was received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ballot {
    /// The step in which it arrived.
    pub step: StepNo,
    /// When.
    pub at: Time,
    /// Whose it is.
    pub from: NodeId,
    /// The message that carried it: its real name.
    pub kind: &'static str,
    /// Its content, one line.
    pub text: String,
}

/// The votes that were on the table when votes were counted in these events of one step: of
/// each sender the last one since the counter last changed role or epoch. Its own vote is no
/// message and not among them. Empty if nothing was counted.
pub fn counted(run: &Run, events: &[Event]) -> Vec<Ballot> {
    let spec = run.scenario().config.system;
    let counts = |event: &Event| match &event.what {
        What::Cited(node, citation) if citation.rule.id == spec.ballots.counted_by => Some(*node),
        _ => None,
    };
    let Some((node, step)) = events.iter().find_map(|event| Some((counts(event)?, event.step)))
    else {
        return Vec::new();
    };
    let end = run.records().partition_point(|record| record.step <= step);
    let mut ballots: Vec<Ballot> = Vec::new();
    for record in run.records()[..end].iter().rev() {
        if record.node == node && record.step < step && begins(record) {
            break;
        }
        let kind = spec.messages.get(usize::from(record.kind)).copied().unwrap_or_default();
        let votes = record.mark == Mark::Delivered && spec.ballots.kinds.contains(&kind);
        let known = ballots.iter().any(|ballot| ballot.from == record.peer);
        if votes && record.node == node && !known {
            let (step, at, from) = (record.step, record.at, record.peer);
            ballots.push(Ballot { step, at, from, kind, text: String::new() });
        }
    }
    ballots.reverse();
    let steps: Vec<StepNo> = ballots.iter().map(|ballot| ballot.step).collect();
    for (ballot, events) in ballots.iter_mut().zip(run.events_of_each(&steps)) {
        ballot.text = content(events);
    }
    ballots.sort_by_key(|ballot| ballot.from);
    ballots
}

/// Whether whoever this happened to counts afresh from here on.
fn begins(record: &Record) -> bool {
    matches!(record.mark, Mark::Turned | Mark::Leading | Mark::Leads | Mark::Started)
}

/// What the message of a step said.
fn content(events: Vec<Event>) -> String {
    let said = |event: Event| match event.what {
        What::Delivered { text, .. } => text,
        _ => None,
    };
    events.into_iter().find_map(said).map_or_else(String::new, String::from)
}

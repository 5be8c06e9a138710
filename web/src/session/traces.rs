//! What was a moment ago and can still be seen: lost messages and changed ballots.

use crate::scene::LostMark;
use election_core::event::Loss;
use election_core::sim::history::Run;
use election_core::sim::record::{Mark, Record};
use election_core::view::{ClusterView, Glyph};
use election_core::words::{MessageId, NodeId, Time};

/// How long a trace can be seen, in seconds of the wall clock.
const GLOW: f64 = 1.0;
/// How many of the last events are looked through for lost messages.
const SCANNED: usize = 5_000;
/// How many lost messages are shown at most.
const MOST: usize = 12;

/// Traces of the last moment.
#[derive(Clone, Debug, Default)]
pub struct Traces {
    /// Messages that were lost a moment ago.
    pub lost: Vec<LostMark>,
    /// Whose ballot changed a moment ago, and when.
    changed: Vec<(NodeId, Time)>,
    /// How long a trace can be seen, in simulated µs.
    pub glow: u64,
    seen: Seen,
}

/// What the moment before looked like.
#[derive(Clone, Debug, Default)]
struct Seen {
    at: Time,
    glyphs: Vec<(MessageId, Glyph)>,
    ballots: Vec<Option<NodeId>>,
}

impl Traces {
    /// Takes in the present moment. `rate`: simulated time per wall time.
    pub(super) fn follow(&mut self, run: &Run, rate: f64) {
        let now = run.now();
        self.glow = (GLOW * rate * 1e6).clamp(200.0, 2e6) as u64;
        let view = run.cluster().view();
        if now < self.seen.at {
            self.changed.clear();
        }
        let since = Time(now.0.saturating_sub(self.glow));
        self.changed.retain(|(_, at)| *at >= since);
        let ballots: Vec<Option<NodeId>> =
            view.nodes.iter().map(|node| node.portrait.ballot.map(|b| b.candidate)).collect();
        for (node, (new, old)) in view.nodes.iter().zip(ballots.iter().zip(&self.seen.ballots)) {
            if new.is_some() && new != old && now > self.seen.at {
                self.changed.push((node.id, now));
            }
        }
        self.lost = self.lost_since(run, since, &view);
        let glyphs = view.messages.iter().map(|message| (message.id, message.glyph)).collect();
        self.seen = Seen { at: now, glyphs, ballots };
    }

    /// Whose ballot changed a moment ago.
    pub fn changed(&self) -> Vec<NodeId> {
        self.changed.iter().map(|(id, _)| *id).collect()
    }

    fn lost_since(&self, run: &Run, since: Time, view: &ClusterView) -> Vec<LostMark> {
        let records = run.records_until_now().iter().rev().take(SCANNED);
        let records = records.take_while(|record| record.at >= since);
        records.filter_map(|record| self.mark(record, run, view)).take(MOST).collect()
    }

    fn mark(&self, record: &Record, run: &Run, view: &ClusterView) -> Option<LostMark> {
        let why = match record.mark {
            Mark::LostCut => Loss::Cut,
            Mark::LostOnTheWay => Loss::Network,
            Mark::Refused => Loss::Refused,
            _ => return None,
        };
        view.nodes.get(record.peer.index())?;
        let (from, to, kind, nth) = (record.peer, record.node, record.kind, record.value);
        let same = |id: &MessageId| (id.from, id.to, id.kind, id.nth) == (from, to, kind, nth);
        let before = self.lost.iter().find(|mark| same(&mark.id)).map(|mark| (mark.id, mark.glyph));
        let flew = || self.seen.glyphs.iter().find(|(id, _)| same(id)).copied();
        let unseen = (MessageId { from, to, incarnation: 0, kind, nth }, Glyph::Request);
        let (id, glyph) = before.or_else(flew).unwrap_or(unseen);
        let names = run.scenario().config.system.messages;
        let name = names.get(usize::from(kind)).copied().unwrap_or("RST");
        Some(LostMark { id, name, glyph, sent_at: record.sent_at(), at: record.at, why })
    }
}

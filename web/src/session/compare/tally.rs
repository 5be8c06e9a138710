//! What two runs are compared by, counted as their records grow.

use election_core::sim::history::Run;
use election_core::sim::ledger::Sum;
use election_core::sim::record::{Mark, Record};
use election_core::words::NodeId;

/// What is counted over records.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Messages that arrived, were lost or were refused.
    pub messages: u32,
    /// How often somebody was established as leader.
    pub elections: u32,
    /// Who leads now, and in which epoch.
    lead: Vec<(NodeId, u32)>,
    seen: usize,
    last: Option<Record>,
}

impl Tally {
    /// Takes in a record.
    pub fn hear(&mut self, record: &Record) {
        let node = record.node;
        match record.mark {
            Mark::Delivered | Mark::LostCut | Mark::LostOnTheWay | Mark::Refused => {
                self.messages += 1;
            }
            Mark::Leads if !self.lead.contains(&(node, record.value)) => {
                self.lead.retain(|(leader, _)| *leader != node);
                self.lead.push((node, record.value));
                self.elections += 1;
            }
            Mark::Turned | Mark::Leading | Mark::Went => {
                self.lead.retain(|(leader, _)| *leader != node);
            }
            _ => {}
        }
    }

    /// Counts up to the playhead; from the beginning if that went back.
    pub(super) fn follow(&mut self, run: &Run) {
        let records = run.records_until_now();
        let same = self.seen <= records.len()
            && (self.seen == 0 || records.get(self.seen - 1) == self.last.as_ref());
        if !same {
            *self = Tally::default();
        }
        for record in &records[self.seen..] {
            self.hear(record);
        }
        (self.seen, self.last) = (records.len(), records.last().copied());
    }
}

/// A run's numbers at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Numbers {
    /// What became of the clients' operations.
    pub sum: Sum,
    /// How often somebody was established as leader.
    pub elections: u32,
    /// Messages that arrived, were lost or were refused.
    pub messages: u32,
}

impl Numbers {
    /// Puts them together.
    pub fn of(sum: Sum, tally: &Tally) -> Numbers {
        Numbers { sum, elections: tally.elections, messages: tally.messages }
    }
}

/// Which of two numbers is the better one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// The smaller one.
    Less,
    /// The greater one.
    More,
    /// Neither: it is a price or a plain fact.
    Neither,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The key of its name; that of its help ends in `-help`.
    pub key: &'static str,
    /// Its number; µs for a time.
    pub number: fn(&Numbers) -> u64,
    /// Which is better.
    pub better: Better,
    /// Whether it is a time.
    pub time: bool,
}

const fn row(key: &'static str, number: fn(&Numbers) -> u64, better: Better) -> Row {
    Row { key, number, better, time: false }
}

/// The table.
pub const ROWS: [Row; 11] = [
    Row { time: true, ..row("ledger-unavailable", |it| it.sum.unavailable, Better::Less) },
    row("ledger-attempted", |it| it.sum.attempted.into(), Better::Neither),
    row("ledger-acknowledged", |it| it.sum.acknowledged.into(), Better::More),
    row("ledger-lost", |it| it.sum.lost.into(), Better::Less),
    row("compare-refused", |it| it.sum.failed.into(), Better::Less),
    row("ledger-unknown", |it| it.sum.unknown.into(), Better::Less),
    row("ledger-duplicated", |it| it.sum.duplicated.into(), Better::Less),
    row("compare-reads", |it| it.sum.reads.into(), Better::More),
    row("ledger-stale", |it| it.sum.stale_reads.into(), Better::Less),
    row("compare-elections", |it| it.elections.into(), Better::Neither),
    row("compare-messages", |it| it.messages.into(), Better::Neither),
];

impl Row {
    /// Which of the two does better in this line: left (0) or right (1).
    pub fn winner(&self, [left, right]: &[Numbers; 2]) -> Option<usize> {
        let (left, right) = ((self.number)(left), (self.number)(right));
        match self.better {
            Better::Less if left != right => Some(usize::from(right < left)),
            Better::More if left != right => Some(usize::from(right > left)),
            _ => None,
        }
    }
}

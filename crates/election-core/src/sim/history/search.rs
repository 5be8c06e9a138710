//! To the next record of a sort, or the one before.

use super::{Leave, Progress, Run};
use crate::sim::record::Record;
use crate::words::{StepNo, Time};

/// A search for the next record of a sort, as far as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    /// The records before this place were looked at.
    from: usize,
    /// How far the story is told on.
    limit: Time,
}

/// What a search came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// This step has such a record.
    At(StepNo, Time),
    /// There is none up to the limit.
    Nothing,
    /// There is more to look at: the same call goes on with it.
    Underway,
    /// The run ends before one was found.
    Full,
}

impl Run {
    /// Begins a search for what comes after the playhead, telling on for up to `reach` µs.
    pub fn search(&self, reach: u64) -> Search {
        let here = self.cluster().step_no();
        let from = self.log.records.partition_point(|record| record.step <= here);
        Search { from, limit: self.now().plus(reach) }
    }

    /// Goes on with a search, as far as the leave goes. The playhead stays where it is.
    pub fn find(
        &mut self,
        search: &mut Search,
        wanted: impl Fn(&Record) -> bool,
        leave: Leave,
    ) -> Found {
        loop {
            let unseen = self.log.records.get(search.from..).unwrap_or_default();
            if let Some(found) = unseen.iter().find(|record| wanted(record)) {
                return Found::At(found.step, found.at);
            }
            search.from = self.log.records.len();
            if self.head.next_at().is_none_or(|at| at > search.limit) {
                return Found::Nothing;
            }
            if self.past.is_none() {
                self.past = Some(self.head.fork());
            }
            match self.tell_step(leave) {
                Progress::There => {}
                Progress::Underway => return Found::Underway,
                Progress::Full => return Found::Full,
            }
        }
    }

    /// To the next record of this sort, telling on for up to `reach` µs; false if there is none:
    /// then the playhead stays.
    pub fn seek_next(&mut self, reach: u64, wanted: impl Fn(&Record) -> bool) -> bool {
        let mut search = self.search(reach);
        let Found::At(step, _) = self.find(&mut search, wanted, &mut || true) else {
            return false;
        };
        self.seek_step(step);
        true
    }

    /// Back to the last told record of this sort before the playhead; false if there is none.
    pub fn seek_prev(&mut self, wanted: impl Fn(&Record) -> bool) -> bool {
        let here = self.cluster().step_no();
        let end = self.log.records.partition_point(|record| record.step < here);
        let found = self.log.records[..end].iter().rev().find(|record| wanted(record));
        let step = found.map(|record| record.step);
        if let Some(step) = step {
            self.seek_step(step);
        }
        step.is_some()
    }
}

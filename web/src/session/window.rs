//! Which stretch of time the band shows.

use super::Session;
use election_core::scenario::plan::When;
use election_core::words::Time;

/// The stretch that the band shows: all of the story, or a part that follows the playhead.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Window {
    /// How much is shown, in µs; `None`: all.
    width: Option<u64>,
    from: Time,
}

/// The narrowest stretch, in µs.
const NARROWEST: u64 = 4_000;

impl Session {
    /// The left and the right edge.
    pub fn shown(&self) -> (Time, Time) {
        match self.window.width {
            None => (Time(0), self.whole()),
            Some(width) => (self.window.from, self.window.from.plus(width)),
        }
    }

    /// The end of the story, or a little more than what was played beyond it.
    fn whole(&self) -> Time {
        let (until, told) = (self.run.scenario().until, self.run.head());
        if told <= until { until } else { told.plus(told.0 / 8) }
    }

    /// Less time (`true`) or more, around the playhead.
    pub(super) fn zoom(&mut self, closer: bool) {
        let whole = self.whole().0;
        let width = self.window.width.unwrap_or(whole);
        let width = if closer { width / 2 } else { width.saturating_mul(2) };
        self.window.width = (width < whole).then_some(width.max(NARROWEST));
        if let Some(width) = self.window.width {
            self.window.from = Time(self.run.now().0.saturating_sub(width * 3 / 5));
        }
    }

    /// Lets the window follow a playhead that leaves its middle.
    pub(super) fn follow_playhead(&mut self) {
        let Some(width) = self.window.width else { return };
        let (now, from) = (self.run.now().0, self.window.from.0);
        if now > from + width * 4 / 5 {
            self.window.from = Time(now - width * 4 / 5);
        } else if now < from + width / 10 {
            self.window.from = Time(now.saturating_sub(width / 10));
        }
    }

    /// When the plan will do something.
    pub fn planned(&self) -> Vec<Time> {
        let steps = &self.run.scenario().config.plan.steps;
        let fixed = |when: &When| if let When::At(at) = when { Some(*at) } else { None };
        steps.iter().filter_map(|step| fixed(&step.when)).collect()
    }
}

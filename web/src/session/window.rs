//! Which stretch of time the band shows. By itself it is a lens: as much as goes by in some
//! twenty seconds of the wall clock, so that an election of 300 ms in a run of 30 s fills it.

use super::Session;
use election_core::scenario::plan::When;
use election_core::words::Time;

/// How much the band shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lens {
    /// As much as suits the speed.
    #[default]
    Follows,
    /// The whole run.
    Whole,
    /// As much as the visitor chose.
    Chosen,
}

/// The stretch of time that the band shows.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Window {
    /// How it is chosen.
    pub lens: Lens,
    /// The left edge and the width, in µs; no width yet: the whole run.
    from: f64,
    width: f64,
}

/// The narrowest stretch, in µs.
const NARROWEST: f64 = 12_000.0;
/// What the lens shows, in seconds of the wall clock at the present speed.
const SPAN: f64 = 20.0;
/// Where the playhead rides in the lens.
const RIDES: f64 = 0.62;
/// How fast the lens closes in, opens and glides: half of the way in so many ms.
const CLOSES: f64 = 220.0;
const OPENS: f64 = 900.0;
const GLIDES: f64 = 120.0;

impl Session {
    /// The left and the right edge.
    pub fn shown(&self) -> (Time, Time) {
        let (window, whole) = (&self.window, self.whole());
        let all = window.lens == Lens::Whole || window.width <= 0.0;
        if all || window.width >= whole {
            return (Time(0), Time(whole as u64));
        }
        (Time(window.from as u64), Time((window.from + window.width) as u64))
    }

    /// The end of the story, or a little more than what was played beyond it; in µs.
    fn whole(&self) -> f64 {
        let (until, told) = (self.run.scenario().until, self.run.head());
        (if told <= until { until.0 } else { told.0 + told.0 / 8 }) as f64
    }

    /// Less time (`true`) or more, around the playhead.
    pub(super) fn zoom(&mut self, closer: bool) {
        let (from, to) = self.shown();
        let width = to.since(from) as f64 * if closer { 0.5 } else { 2.0 };
        self.window.lens = if width < self.whole() { Lens::Chosen } else { Lens::Whole };
        self.window.width = width.max(NARROWEST);
        self.window.from = self.resting_place();
    }

    /// From the lens to the whole run, and back.
    pub(super) fn turn_lens(&mut self) {
        let follows = self.window.lens == Lens::Follows;
        self.window.lens = if follows { Lens::Whole } else { Lens::Follows };
        self.window.from = self.resting_place();
    }

    fn resting_place(&self) -> f64 {
        (self.run.now().0 as f64 - RIDES * self.window.width).max(0.0)
    }

    /// Lets the lens close in, open and glide while time goes by.
    pub(super) fn glide(&mut self, ms: f64) {
        let whole = self.whole();
        let part = |half_life: f64| 1.0 - (-ms / half_life).exp2();
        if self.window.lens == Lens::Follows {
            let wanted = (self.playback.rate * SPAN * 1e6).clamp(NARROWEST, whole);
            let width = if self.window.width > 0.0 { self.window.width } else { whole };
            let pace = part(if wanted < width { CLOSES } else { OPENS });
            // Evenly on a scale of ratios: each doubling takes as long as the last.
            let width = width * ((wanted / width).log2() * pace).exp2();
            // Around the playhead, which stays where it is on the screen.
            let now = self.run.now().0 as f64;
            let held = (now - self.window.from) / self.window.width.max(1.0);
            self.window.from = (now - held.clamp(0.0, 1.0) * width).max(0.0);
            self.window.width = width;
        }
        self.window.from += (self.resting_place() - self.window.from) * part(GLIDES);
    }

    /// Brings a playhead that has left the window back into it.
    pub(super) fn keep_playhead(&mut self) {
        let (now, window) = (self.run.now().0 as f64, &self.window);
        if now < window.from || now > window.from + window.width {
            self.window.from = self.resting_place();
        }
    }

    /// When the plan will do something.
    pub fn planned(&self) -> Vec<Time> {
        let steps = &self.run.scenario().config.plan.steps;
        let fixed = |when: &When| if let When::At(at) = when { Some(*at) } else { None };
        steps.iter().filter_map(|step| fixed(&step.when)).collect()
    }
}

//! The whole run in one strip: who led when, what was done, and which stretch is shown above.

use super::digest::{DeedSort, Digest};
use super::{Scale, lanes};
use crate::scene::geometry::Rect;
use crate::scene::palette::Hue;
use election_core::sim::history::Run;
use election_core::words::Time;

/// What the strip is laid out from.
#[derive(Clone, Copy)]
pub struct OverviewInput<'a> {
    /// The run.
    pub run: &'a Run,
    /// What is known of its records.
    pub digest: &'a Digest,
    /// The end of the strip, in µs.
    pub whole: f64,
    /// The stretch that the timeline shows.
    pub shown: (Time, Time),
    /// When the plan will do something.
    pub planned: &'a [Time],
    /// Where time begins, in pixels: below the timeline's own plot.
    pub left: f32,
    /// Width, in pixels.
    pub width: f32,
}

/// The strip.
#[derive(Clone, PartialEq, Debug)]
pub struct Overview {
    /// Width, in pixels.
    pub width: f32,
    /// Height, in pixels.
    pub height: f32,
    /// Where time is drawn.
    pub plot: Rect,
    /// The right end of time.
    pub to: Time,
    /// Reigns: from, to, middle, colour.
    pub reigns: Vec<(f32, f32, f32, Hue)>,
    /// Times of several leaders: from, to.
    pub clashes: Vec<(f32, f32)>,
    /// Deeds, at most one per two pixels.
    pub deeds: Vec<f32>,
    /// What is planned.
    pub planned: Vec<f32>,
    /// The stretch that is shown.
    pub window: (f32, f32),
    /// The playhead.
    pub playhead: f32,
    /// How far was told.
    pub told: f32,
}

/// How high the strip is.
pub const HEIGHT: f32 = 24.0;
/// Reigns of different processes at once stand in rows of this height.
const ROW: f32 = 6.0;

/// Lays out the strip.
pub fn lay_out_overview(input: &OverviewInput) -> Overview {
    let plot = Rect::new(input.left, 3.0, (input.width - input.left - 10.0).max(1.0), HEIGHT - 6.0);
    let to = Time(input.whole as u64);
    let scale = Scale { from: Time(0), to, plot };
    let now = input.run.now();
    let mut deeds: Vec<f32> = Vec::new();
    for deed in input.digest.deeds.iter().filter(|deed| deed.at <= now) {
        let x = scale.x(deed.at);
        if deed.sort != DeedSort::Other && deeds.last().is_none_or(|last| x - last >= 2.0) {
            deeds.push(x);
        }
    }
    let ahead = input.planned.iter().filter(|at| **at > now && **at <= to);
    let all = lanes::clashes_between(input.run, Time(0), to);
    Overview {
        width: input.width,
        height: HEIGHT,
        plot,
        to,
        reigns: reigns(input, &scale),
        clashes: all.iter().map(|it| (scale.x(it.0), scale.x(it.1))).collect(),
        deeds,
        planned: ahead.map(|at| scale.x(*at)).collect(),
        window: (scale.x(input.shown.0), scale.x(input.shown.1.min(to))),
        playhead: scale.x(now),
        told: scale.x(input.run.head()),
    }
}

fn reigns(input: &OverviewInput, scale: &Scale) -> Vec<(f32, f32, f32, Hue)> {
    let now = input.run.now();
    let mut until = [Time(0); 2];
    let mut bars: Vec<(f32, f32, f32, Hue)> = Vec::new();
    for reign in input.run.reigns().iter().filter(|it| it.established && it.from <= now) {
        let end = reign.to.unwrap_or(now).min(now);
        let row = usize::from(until[0] > reign.from);
        until[row] = until[row].max(end);
        let y = scale.plot.y + 5.0 + ROW * row as f32 + if row == 1 { 1.5 } else { 0.0 };
        let (from, to) = (scale.x(reign.from), scale.x(end));
        // A thousand reigns in a strip: one bar per pixel.
        if bars.last().is_none_or(|last| last.2 != y || to - last.1 > 0.7) {
            bars.push((from, to.max(from + 1.0), y, Hue::of(reign.epoch)));
        }
    }
    bars
}

impl Overview {
    /// The time at a place.
    pub fn time_at(&self, x: f32) -> Time {
        Scale { from: Time(0), to: self.to, plot: self.plot }.time(x)
    }
}

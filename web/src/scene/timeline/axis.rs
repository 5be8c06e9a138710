//! The ruler: round times at a readable distance.

use super::Scale;
use crate::scene::geometry::text_width;
use election_core::words::Time;

/// A line of the ruler.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// Where.
    pub x: f32,
    /// The time it stands for, in seconds; empty where a name would not fit.
    pub text: String,
    /// How the text is aligned there.
    pub anchor: &'static str,
}

/// The least distance between two lines, in pixels.
const APART: f32 = 84.0;

/// Lines at 1, 2 or 5 times a power of ten.
pub(super) fn ticks(scale: &Scale, size: f32) -> Vec<Tick> {
    let span = scale.to.since(scale.from).max(1);
    let most = (scale.plot.w / APART).max(1.0) as u64;
    let step = step(span.div_ceil(most));
    let first = scale.from.0.div_ceil(step);
    let right = scale.plot.x + scale.plot.w;
    let mut ticks = Vec::new();
    for i in first..=(scale.to.0 / step) {
        let at = Time(i.saturating_mul(step));
        let x = scale.x(at);
        let text = seconds(at, step);
        let half = text_width(&text, size) / 2.0;
        let anchor = match () {
            () if x - scale.plot.x < half => "start",
            () if right - x < half => "end",
            () => "middle",
        };
        ticks.push(Tick { x, text, anchor });
        if ticks.len() > 64 {
            break;
        }
    }
    ticks
}

/// The next of 1, 2, 5, 10, 20, … µs.
fn step(at_least: u64) -> u64 {
    let mut power = 1u64;
    loop {
        for factor in [1, 2, 5] {
            if power * factor >= at_least {
                return power * factor;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// Seconds with as many decimals as the steps need.
fn seconds(at: Time, step: u64) -> String {
    let mut text = (at.0 / 1_000_000).to_string();
    let mut rest = at.0 % 1_000_000;
    let (mut unit, mut first) = (100_000, true);
    while unit > 0 && unit * 10 > step {
        if first {
            text.push('.');
            first = false;
        }
        text.push((b'0' + (rest / unit) as u8) as char);
        rest %= unit;
        unit /= 10;
    }
    if first {
        text.push_str(" s");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_the_decimals_that_steps_need() {
        let cases = [(1_000_000, "8 s"), (500_000, "8.0"), (2_000, "8.000"), (100, "8.0000")];
        for (step, text) in cases {
            assert_eq!(seconds(Time(8_000_000), step), text, "step {step}");
        }
    }

    #[test]
    fn steps_are_round() {
        assert_eq!([3, 7, 10, 11, 199].map(step), [5, 10, 10, 20, 200]);
    }
}

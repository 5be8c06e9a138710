//! How much is done before the page is drawn again: so many steps, and so many milliseconds of
//! the clock that the page lends.

use std::cell::Cell;

thread_local! {
    /// The wall clock in ms; without one, steps alone are counted.
    static CLOCK: Cell<fn() -> f64> = const { Cell::new(|| 0.0) };
}

/// Lends the wall clock (ms).
pub fn lend_clock(clock: fn() -> f64) {
    CLOCK.set(clock);
}

/// Leave for a while.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    steps: u32,
    until: f64,
    clock: fn() -> f64,
}

/// Between two looks at the clock: a step takes some microseconds.
const LOOK: u32 = 64;

impl Slice {
    /// Leave for so many steps, and for so many ms of the wall clock.
    pub fn new(steps: u32, ms: f64) -> Slice {
        let clock = CLOCK.get();
        Slice { steps, until: clock() + ms, clock }
    }

    /// Whether one step more may be taken.
    pub fn more(&mut self) -> bool {
        if self.steps.is_multiple_of(LOOK) && (self.clock)() > self.until {
            self.steps = 0;
        }
        self.steps > 0 && {
            self.steps -= 1;
            true
        }
    }

    /// How many steps are left.
    pub fn left(&self) -> u32 {
        self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_ends_with_its_steps_or_with_its_time() {
        let taken = |mut slice: Slice| std::iter::from_fn(|| slice.more().then_some(())).count();
        assert_eq!(taken(Slice::new(5_000, 10.0)), 5_000);
        thread_local! { static NOW: Cell<f64> = const { Cell::new(0.0) } }
        lend_clock(|| NOW.replace(NOW.get() + 1.0));
        // Ten looks at the clock, a millisecond each.
        let steps = taken(Slice::new(5_000, 10.0)) as u32;
        lend_clock(|| 0.0);
        assert!((9 * LOOK..12 * LOOK).contains(&steps), "{steps}");
    }
}

//! Which stretch of time the band shows. By itself it is a lens: as much as goes by in some
//! twenty seconds of the wall clock, so that an election of 300 ms in a run of 30 s fills it.

use super::Session;
use crate::command::Look;
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
    /// Where the playhead was when it was last looked after.
    seen: Time,
    /// The stretch that is being chosen on the ruler.
    pub brush: Option<(Time, Time)>,
    /// Fingers on the timeline, and at which part of it.
    fingers: [Option<(i32, f64)>; 2],
}

/// The narrowest stretch, in µs.
const NARROWEST: f64 = 12_000.0;
/// What the lens shows, in seconds of the wall clock at the present speed.
const SPAN: f64 = 20.0;
/// Where the playhead rides in the lens.
const RIDES: f64 = 0.62;
/// A playhead beyond this much of a chosen stretch takes it along.
const CARRIES: f64 = 0.94;
/// How fast the lens closes in, opens and glides: half of the way in so many ms.
const CLOSES: f64 = 220.0;
const OPENS: f64 = 900.0;
const GLIDES: f64 = 120.0;

impl Session {
    /// Shows another stretch of time; false if that is the one that is shown.
    pub(super) fn look(&mut self, look: Look) -> bool {
        match look {
            Look::Lens => self.turn_lens(),
            Look::Zoom(closer) => self.zoom(closer),
            Look::ZoomAt(part, factor) => return self.zoom_at(part, factor),
            Look::Pan(part) => return self.pan(part),
            Look::Window(from, to) => return self.brush(from, to),
            Look::Brush(brush) => self.window.brush = brush,
            Look::Whole => return self.show_whole(),
            Look::Centre(at) => self.centre(at),
            Look::Finger(id, part) => return self.finger(id, part),
        }
        true
    }

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
    pub fn whole(&self) -> f64 {
        let (until, told) = (self.run.scenario().until, self.run.head());
        (if told <= until { until.0 } else { told.0 + told.0 / 8 }) as f64
    }

    /// Less time (`true`) or more, around the playhead.
    fn zoom(&mut self, closer: bool) {
        let (from, to) = self.shown();
        let now = self.run.now();
        let part = now.since(from) as f64 / (to.since(from) as f64).max(1.0);
        let part = if now < from || now > to { 0.5 } else { part };
        self.zoom_at(part, if closer { 0.5 } else { 2.0 });
    }

    /// So many times as much time; what stands at this part of the stretch stays there.
    fn zoom_at(&mut self, part: f64, factor: f64) -> bool {
        let (from, to) = self.shown();
        let width = to.since(from) as f64;
        let wanted = (width * factor).max(NARROWEST);
        self.choose(from.0 as f64 + part * (width - wanted), wanted)
    }

    /// A finger is on the timeline, at this part of what is shown, or has left it. Two of them
    /// hold the moments under them while they move apart or together.
    fn finger(&mut self, id: i32, part: Option<f64>) -> bool {
        let fingers = &mut self.window.fingers;
        let place = fingers.iter().position(|it| it.is_some_and(|(known, _)| known == id));
        let Some(part) = part else {
            place.iter().for_each(|place| fingers[*place] = None);
            return false;
        };
        let Some(place) = place.or_else(|| fingers.iter().position(Option::is_none)) else {
            return false;
        };
        let before = fingers[place].replace((id, part));
        let (Some((_, was)), Some((_, other))) = (before, fingers[1 - place]) else {
            return false;
        };
        let (from, to) = self.shown();
        let width = to.since(from) as f64;
        let apart = part - other;
        if apart.abs() < 0.02 || (was - other) / apart <= 0.0 {
            return false;
        }
        let wanted = (width * (was - other) / apart).max(NARROWEST);
        self.choose(from.0 as f64 + other * (width - wanted), wanted)
    }

    /// Whether two fingers hold the timeline.
    pub fn is_held(&self) -> bool {
        self.window.fingers.iter().all(Option::is_some)
    }

    /// The strip of the whole run was pressed here.
    fn centre(&mut self, at: Time) {
        let (from, to) = self.shown();
        let width = to.since(from) as f64;
        if width >= self.whole() {
            self.playback.seek(at);
        } else {
            self.choose(at.0 as f64 - width / 2.0, width);
        }
    }

    /// So much of what is shown to the right (above 0) or to the left.
    fn pan(&mut self, part: f64) -> bool {
        let (from, to) = self.shown();
        let width = to.since(from) as f64;
        self.choose(from.0 as f64 + part * width, width)
    }

    /// Just this stretch.
    fn brush(&mut self, from: Time, to: Time) -> bool {
        self.window.brush = None;
        let (from, to) = (from.min(to), from.max(to));
        let width = (to.since(from) as f64).max(NARROWEST);
        self.choose(from.0 as f64, width)
    }

    /// All of it.
    fn show_whole(&mut self) -> bool {
        let before = self.shown();
        self.window.lens = Lens::Whole;
        before != self.shown()
    }

    fn choose(&mut self, from: f64, width: f64) -> bool {
        let (before, whole) = (self.shown(), self.whole());
        if width >= whole {
            return self.show_whole();
        }
        self.window.lens = Lens::Chosen;
        self.window.width = width;
        self.window.from = from.clamp(0.0, whole - width);
        before != self.shown()
    }

    /// From the lens to the whole run, and back.
    fn turn_lens(&mut self) {
        let follows = self.window.lens == Lens::Follows;
        self.window.lens = if follows { Lens::Whole } else { Lens::Follows };
        self.window.from = self.resting_place();
    }

    fn resting_place(&self) -> f64 {
        (self.run.now().0 as f64 - RIDES * self.window.width).max(0.0)
    }

    /// Lets the lens close in, open and glide while time goes by. A stretch that the visitor
    /// chose moves only when the playhead is about to leave it.
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
        let now = self.run.now().0 as f64;
        if self.window.lens == Lens::Chosen {
            let edge = self.window.from + CARRIES * self.window.width;
            self.window.from += (now - edge).max(0.0);
        } else {
            self.window.from += (self.resting_place() - self.window.from) * part(GLIDES);
        }
    }

    /// Brings a playhead that has left the window back into it. One that did not move may stay
    /// out: the visitor looks elsewhere.
    pub(super) fn keep_playhead(&mut self) {
        let now = self.run.now();
        if std::mem::replace(&mut self.window.seen, now) == now {
            return;
        }
        let (now, window) = (now.0 as f64, &self.window);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, Look};
    use election_core::scenario::Scenario;

    fn session() -> Session {
        let file = include_str!("../../../scenarios/raft/playground.json");
        let file = serde_json::from_str(file).expect("the file is JSON");
        let base = Scenario::read(&file).expect("the file is a scenario");
        let mut session = Session::open(base, false).expect("the story starts");
        session.run.seek(Time::ms(10_000));
        session.apply(Command::Look(Look::Whole));
        session
    }

    #[test]
    fn a_brushed_stretch_is_shown_and_a_double_click_shows_all_again() {
        let mut session = session();
        let all = session.shown();
        session.apply(Command::Look(Look::Brush(Some((Time::ms(5_000), Time::ms(4_000))))));
        session.apply(Command::Look(Look::Window(Time::ms(5_000), Time::ms(4_000))));
        assert_eq!(session.shown(), (Time::ms(4_000), Time::ms(5_000)));
        assert_eq!(session.window.brush, None);
        assert_eq!(session.run.now(), Time::ms(10_000), "looking elsewhere moves no playhead");
        session.apply(Command::Look(Look::Whole));
        assert_eq!(session.shown(), all);
    }

    #[test]
    fn zooming_holds_what_is_under_the_pointer_and_panning_stays_in_the_run() {
        let mut session = session();
        session.apply(Command::Look(Look::Window(Time::ms(4_000), Time::ms(8_000))));
        session.apply(Command::Look(Look::ZoomAt(0.25, 0.5)));
        assert_eq!(session.shown(), (Time::ms(4_500), Time::ms(6_500)));
        session.apply(Command::Look(Look::Pan(0.5)));
        assert_eq!(session.shown(), (Time::ms(5_500), Time::ms(7_500)));
        session.apply(Command::Look(Look::Pan(-50.0)));
        assert_eq!(session.shown(), (Time(0), Time::ms(2_000)));
        session.apply(Command::Look(Look::ZoomAt(0.5, 1e9)));
        assert_eq!(session.shown().1, Time(session.whole() as u64));
    }

    #[test]
    fn two_fingers_hold_the_moments_under_them() {
        let mut session = session();
        session.apply(Command::Look(Look::Window(Time::ms(4_000), Time::ms(8_000))));
        session.apply(Command::Look(Look::Finger(1, Some(0.25))));
        session.apply(Command::Look(Look::Finger(2, Some(0.50))));
        assert!(session.is_held());
        session.apply(Command::Look(Look::Finger(2, Some(0.75))));
        assert_eq!(session.shown(), (Time::ms(4_500), Time::ms(6_500)));
        session.apply(Command::Look(Look::Finger(1, None)));
        assert!(!session.is_held());
    }

    #[test]
    fn a_chosen_stretch_stays_until_the_playhead_is_about_to_leave_it() {
        let mut session = session();
        session.apply(Command::Look(Look::Window(Time::ms(9_000), Time::ms(12_000))));
        session.apply(Command::Speed(crate::command::Speed::from_word("1")));
        session.apply(Command::Play(true));
        let chosen = session.shown();
        session.apply(Command::Elapsed(100.0));
        assert_eq!(session.shown(), chosen);
        (0..30).for_each(|_| assert!(session.apply(Command::Elapsed(100.0))));
        let (from, to) = session.shown();
        assert!(from > chosen.0 && session.run.now() < to);
    }
}

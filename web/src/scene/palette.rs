//! Classes: closed lists, so that no text of a run becomes a class.

/// The fill of an epoch; the number is always printed too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Hue(u8);

impl Hue {
    /// How many there are before they repeat.
    pub const COUNT: i64 = 5;
    /// The fill of this epoch.
    pub fn of(epoch: i64) -> Hue {
        Hue(epoch.rem_euclid(Hue::COUNT) as u8)
    }
    /// The class that sets `--epoch`, `--epoch-on`, `--epoch-ink` and `--epoch-wash`.
    pub fn class(self) -> &'static str {
        ["e0", "e1", "e2", "e3", "e4"][usize::from(self.0)]
    }
    /// The id of its hatching.
    pub fn hatch(self) -> &'static str {
        ["url(#doomed-0)", "url(#doomed-1)", "url(#doomed-2)", "url(#doomed-3)", "url(#doomed-4)"]
            [usize::from(self.0)]
    }
}

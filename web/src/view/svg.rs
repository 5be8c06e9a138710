//! Numbers and paths as SVG writes them: with one decimal and no float formatting, which would
//! weigh more than all of this module.

use crate::scene::Point;
use yew::AttrValue;

/// A length with one decimal.
pub fn n(value: f32) -> AttrValue {
    let mut text = String::new();
    push(&mut text, value);
    text.into()
}

/// `translate(x y)`.
pub fn at(p: Point) -> AttrValue {
    Path::with("translate(").pair(p.x, p.y).end(")")
}

/// `translate(x y) rotate(degrees)`.
pub fn at_heading(p: Point, degrees: f32) -> AttrValue {
    Path::with("translate(").pair(p.x, p.y).word(") rotate(").number(degrees).end(")")
}

/// `translate(x y) scale(k)`.
pub fn at_scaled(p: Point, k: f32) -> AttrValue {
    Path::with("translate(").pair(p.x, p.y).word(") scale(").number(k).end(")")
}

/// A path that is written piece by piece.
pub struct Path(String);

impl Path {
    /// An empty one.
    pub fn new() -> Path {
        Path(String::new())
    }
    /// One that begins like this.
    pub fn with(text: &str) -> Path {
        Path(text.into())
    }
    /// Words as they are.
    #[must_use]
    pub fn word(mut self, text: &str) -> Path {
        self.0.push_str(text);
        self
    }
    /// One number.
    #[must_use]
    pub fn number(mut self, value: f32) -> Path {
        push(&mut self.0, value);
        self
    }
    /// Two numbers.
    #[must_use]
    pub fn pair(self, x: f32, y: f32) -> Path {
        self.number(x).word(" ").number(y)
    }
    /// Moves to a point.
    #[must_use]
    pub fn to(self, x: f32, y: f32) -> Path {
        self.word("M").pair(x, y)
    }
    /// A line to a point.
    #[must_use]
    pub fn line(self, x: f32, y: f32) -> Path {
        self.word("L").pair(x, y)
    }
    /// The attribute's value.
    pub fn done(self) -> AttrValue {
        self.0.into()
    }
    fn end(self, text: &str) -> AttrValue {
        self.word(text).done()
    }
}

impl Default for Path {
    fn default() -> Path {
        Path::new()
    }
}

/// A polygon's points around the origin: `count` of them, every second one at `inner` of the
/// radius.
pub fn corners(count: u8, r: f32, inner: f32) -> AttrValue {
    let mut path = Path::new();
    for i in 0..count {
        let angle = std::f32::consts::TAU * f32::from(i) / f32::from(count);
        let r = if i % 2 == 1 { r * inner } else { r };
        path = path.pair(r * angle.sin(), -r * angle.cos()).word(" ");
    }
    path.done()
}

/// An arc of `part` of a circle around the origin, from the top, clockwise.
pub fn arc(r: f32, part: f32) -> AttrValue {
    let angle = std::f32::consts::TAU * part.clamp(0.0, 1.0);
    let path = Path::new().to(0.0, -r).word("A").pair(r, r);
    // With one decimal, ends that almost meet would not say where the middle is.
    if part > 0.97 {
        let path = path.word(" 0 1 1 ").pair(0.0, r).word("A").pair(r, r);
        return path.word(" 0 1 1 ").pair(0.0, -r).done();
    }
    let path = path.word(if part > 0.5 { " 0 1 1 " } else { " 0 0 1 " });
    path.pair(r * angle.sin(), -r * angle.cos()).done()
}

fn push(text: &mut String, value: f32) {
    let tenths = (value * 10.0).round() as i32;
    if tenths < 0 {
        text.push('-');
    }
    let tenths = tenths.unsigned_abs();
    push_whole(text, tenths / 10);
    if !tenths.is_multiple_of(10) {
        text.push('.');
        text.push((b'0' + (tenths % 10) as u8) as char);
    }
}

fn push_whole(text: &mut String, whole: u32) {
    if whole >= 10 {
        push_whole(text, whole / 10);
    }
    text.push((b'0' + (whole % 10) as u8) as char);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_decimal_or_none() {
        let written = [0.0, 10.0, -0.04, -3.25, 1234.56].map(n);
        assert_eq!(written, ["0", "10", "0", "-3.3", "1234.6"]);
    }

    #[test]
    fn an_arc_of_three_quarters_takes_the_long_way() {
        assert_eq!(arc(10.0, 0.75), "M0 -10A10 10 0 1 1 -10 0");
    }
}

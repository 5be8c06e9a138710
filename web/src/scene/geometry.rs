//! Points, boxes and links' lines. Floats are welcome here: nothing flows back into a run.

/// A place on the stage, in pixels from its top left corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl Point {
    /// The point (x, y).
    pub const fn new(x: f32, y: f32) -> Point {
        Point { x, y }
    }
    /// This point moved by (dx, dy).
    #[must_use]
    pub const fn moved(self, dx: f32, dy: f32) -> Point {
        Point { x: self.x + dx, y: self.y + dy }
    }
    /// The point `part` of the way to another: 0 here, 1 there.
    #[must_use]
    pub fn lerp(self, to: Point, part: f32) -> Point {
        Point::new(self.x + (to.x - self.x) * part, self.y + (to.y - self.y) * part)
    }
    /// How far another point is.
    pub fn distance(self, other: Point) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
    /// The unit vector towards another point; to the right if it is the same point.
    #[must_use]
    pub fn toward(self, other: Point) -> Point {
        let length = self.distance(other);
        if length < 1e-3 {
            return Point::new(1.0, 0.0);
        }
        Point::new((other.x - self.x) / length, (other.y - self.y) / length)
    }
    /// How far the segment from `a` to `b` passes from this point.
    pub fn distance_to(self, a: Point, b: Point) -> f32 {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let square = dx * dx + dy * dy;
        let along = ((self.x - a.x) * dx + (self.y - a.y) * dy) / square.max(1e-6);
        self.distance(a.lerp(b, along.clamp(0.0, 1.0)))
    }
}

/// An upright box.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// A box of this size with its upper left corner at (x, y).
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect { x, y, w, h }
    }
    /// A box of this size around a point.
    pub fn around(center: Point, w: f32, h: f32) -> Rect {
        Rect::new(center.x - w / 2.0, center.y - h / 2.0, w, h)
    }
    /// Whether a point lies in it.
    pub fn has(&self, p: Point) -> bool {
        p.x >= self.x && p.x <= self.x + self.w && p.y >= self.y && p.y <= self.y + self.h
    }
    /// This box grown by `by` on every side.
    #[must_use]
    pub fn grown(&self, by: f32) -> Rect {
        Rect::new(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)
    }
    /// The area that two boxes share.
    pub fn shared(&self, other: &Rect) -> f32 {
        let w = (self.x + self.w).min(other.x + other.w) - self.x.max(other.x);
        let h = (self.y + self.h).min(other.y + other.h) - self.y.max(other.y);
        w.max(0.0) * h.max(0.0)
    }
    /// How far a circle around `p` reaches into it, in pixels; 0 if it does not.
    pub fn overlap_with_circle(&self, p: Point, r: f32) -> f32 {
        let nearest =
            Point::new(p.x.clamp(self.x, self.x + self.w), p.y.clamp(self.y, self.y + self.h));
        (r - nearest.distance(p)).max(0.0)
    }
    /// How much of the segment from `a` to `b` lies in it, in pixels.
    pub fn length_of(&self, a: Point, b: Point) -> f32 {
        let (mut enter, mut leave) = (0.0f32, 1.0f32);
        let sides =
            [(a.x, b.x - a.x, self.x, self.x + self.w), (a.y, b.y - a.y, self.y, self.y + self.h)];
        for (start, delta, low, high) in sides {
            if delta.abs() < 1e-6 {
                if start < low || start > high {
                    return 0.0;
                }
                continue;
            }
            let (first, second) = ((low - start) / delta, (high - start) / delta);
            enter = enter.max(first.min(second));
            leave = leave.min(first.max(second));
        }
        (leave - enter).max(0.0) * a.distance(b)
    }
}

/// Whether the segments `a`–`b` and `c`–`d` cross.
pub fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    let apart = |m: f32, n: f32| (m > 0.0) != (n > 0.0);
    apart(side(a, b, c), side(a, b, d)) && apart(side(c, d, a), side(c, d, b))
}

/// The line of a link: straight, or bowed around what stands between.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    /// One end, at a process's rim.
    pub a: Point,
    /// The other end.
    pub b: Point,
    /// The control point of a quadratic curve; halfway for a straight line.
    pub bend: Point,
    /// Whether it is bowed.
    pub bowed: bool,
}

impl Line {
    /// A straight line.
    pub fn straight(a: Point, b: Point) -> Line {
        Line { a, b, bend: a.lerp(b, 0.5), bowed: false }
    }
    /// A line that is `by` pixels to the right of the straight one at its middle, seen from `a`.
    pub fn bowed(a: Point, b: Point, by: f32) -> Line {
        let ahead = a.toward(b);
        let bend = a.lerp(b, 0.5).moved(-ahead.y * by * 2.0, ahead.x * by * 2.0);
        Line { a, b, bend, bowed: true }
    }
    /// The same line from its other end.
    #[must_use]
    pub fn reversed(self) -> Line {
        Line { a: self.b, b: self.a, ..self }
    }
    /// The point `part` of the way: 0 at `a`, 1 at `b`.
    pub fn at(&self, part: f32) -> Point {
        if !self.bowed {
            return self.a.lerp(self.b, part);
        }
        self.a.lerp(self.bend, part).lerp(self.bend.lerp(self.b, part), part)
    }
    /// The unit vector along it there.
    pub fn ahead(&self, part: f32) -> Point {
        if !self.bowed {
            return self.a.toward(self.b);
        }
        self.a.lerp(self.bend, part).toward(self.bend.lerp(self.b, part))
    }
    /// The point `part` of the way and `right` pixels to the right of it: who goes the other
    /// way keeps to the other side.
    pub fn beside(&self, part: f32, right: f32) -> Point {
        let ahead = self.ahead(part);
        self.at(part).moved(-ahead.y * right, ahead.x * right)
    }
    /// Its length, of a bowed one as eight chords.
    pub fn length(&self) -> f32 {
        self.chords().map(|(p, q)| p.distance(q)).sum()
    }
    /// Straight pieces that stand for it.
    pub fn chords(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let pieces = if self.bowed { 8u8 } else { 1 };
        let at = move |i: u8| self.at(f32::from(i) / f32::from(pieces));
        (0..pieces).map(move |i| (at(i), at(i + 1)))
    }
    /// Whether it could touch a box; false where it cannot, which is quick to see.
    pub fn may_meet(&self, rect: &Rect) -> bool {
        let (a, b, c) = (self.a, self.b, self.bend);
        let low = a.x.min(b.x).min(c.x) <= rect.x + rect.w && a.x.max(b.x).max(c.x) >= rect.x;
        low && a.y.min(b.y).min(c.y) <= rect.y + rect.h && a.y.max(b.y).max(c.y) >= rect.y
    }
    /// How far it passes from a point.
    pub fn distance(&self, p: Point) -> f32 {
        self.chords().map(|(a, b)| p.distance_to(a, b)).fold(f32::MAX, f32::min)
    }
    /// Whether the segment from `p` to `q` crosses it.
    pub fn crossed_by(&self, p: Point, q: Point) -> bool {
        self.chords().any(|(a, b)| cross(a, b, p, q))
    }
    /// This line without `start` pixels at `a` and `end` pixels at `b`.
    #[must_use]
    pub fn shortened(self, start: f32, end: f32) -> Line {
        let length = self.length().max(1.0);
        let (from, to) = ((start / length).min(0.5), 1.0 - (end / length).min(0.5));
        self.piece(from, to)
    }
    /// The piece between two parts of the way.
    #[must_use]
    pub fn piece(self, from: f32, to: f32) -> Line {
        if !self.bowed {
            return Line::straight(self.at(from), self.at(to));
        }
        let bend = self.a.lerp(self.bend, from).lerp(self.bend.lerp(self.b, from), to);
        Line { a: self.at(from), b: self.at(to), bend, bowed: true }
    }
}

/// About how wide a text is in the interface's sans at `size` pixels: a little too wide rather
/// than too narrow, since fonts differ.
pub fn text_width(text: &str, size: f32) -> f32 {
    let advance = |c: char| match c {
        'i' | 'l' | 'j' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' => 0.3,
        'f' | 't' | 'r' | ' ' | '-' | '(' | ')' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' => 0.88,
        'A'..='Z' => 0.7,
        _ if c > '\u{2e80}' => 1.0,
        _ => 0.58,
    };
    text.chars().map(advance).sum::<f32>() * size
}

//! The room that a process takes on the stage: a disc, or a card.

use super::geometry::{Point, Rect};

/// A disc or a card around a place.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Body {
    /// Its middle.
    pub at: Point,
    /// Half its width; of a disc, its radius.
    pub half_w: f32,
    /// Half its height.
    pub half_h: f32,
    /// It is a card.
    pub card: bool,
}

impl Body {
    /// A disc.
    pub fn disc(at: Point, r: f32) -> Body {
        Body { at, half_w: r, half_h: r, card: false }
    }
    /// A card.
    pub fn card(at: Point, w: f32, h: f32) -> Body {
        Body { at, half_w: w / 2.0, half_h: h / 2.0, card: true }
    }
    /// The box around it.
    pub fn rect(&self) -> Rect {
        Rect::around(self.at, self.half_w * 2.0, self.half_h * 2.0)
    }
    /// How far a point is from its rim; 0 inside.
    pub fn distance(&self, p: Point) -> f32 {
        if !self.card {
            return (self.at.distance(p) - self.half_w).max(0.0);
        }
        let (dx, dy) = ((p.x - self.at.x).abs(), (p.y - self.at.y).abs());
        (dx - self.half_w).max(0.0).hypot((dy - self.half_h).max(0.0))
    }
    /// How far it is from rim to rim; negative where two discs overlap.
    pub fn gap(&self, other: &Body) -> f32 {
        match (self.card, other.card) {
            (false, false) => self.at.distance(other.at) - self.half_w - other.half_w,
            (true, false) => self.distance(other.at) - other.half_w,
            (false, true) => other.gap(self),
            (true, true) => {
                let dx = (self.at.x - other.at.x).abs() - self.half_w - other.half_w;
                let dy = (self.at.y - other.at.y).abs() - self.half_h - other.half_h;
                dx.max(dy)
            }
        }
    }
    /// How far it reaches, with `around` more on every side, into a box; 0 if it does not.
    pub fn overlap(&self, rect: &Rect, around: f32) -> f32 {
        if !self.card {
            return rect.overlap_with_circle(self.at, self.half_w + around);
        }
        let own = self.rect().grown(around);
        let x = (own.x + own.w).min(rect.x + rect.w) - own.x.max(rect.x);
        let y = (own.y + own.h).min(rect.y + rect.h) - own.y.max(rect.y);
        x.min(y).max(0.0)
    }
    /// Where a line from another process meets a card: its side, if they stand in one row; its
    /// upper or lower edge otherwise, a little towards the other.
    pub fn door(&self, other: &Body) -> Point {
        let (dx, dy) = (other.at.x - self.at.x, other.at.y - self.at.y);
        if dy.abs() < self.half_h {
            return self.at.moved(self.half_w * dx.signum(), 0.0);
        }
        let along = (dx * 0.3).clamp(-self.half_w * 0.7, self.half_w * 0.7);
        self.at.moved(along, self.half_h * dy.signum())
    }
    /// A door in the lower edge, towards a process farther on in the same row.
    pub fn low_door(&self, other: &Body) -> Point {
        self.at.moved(self.half_w * 0.5 * (other.at.x - self.at.x).signum(), self.half_h)
    }
}

//! Pure geometry: a moment of a run, in; shapes with places, out. No Yew, no DOM, no clock.
//!
//! One unit is one CSS pixel: the stage is laid out for the size that was measured, so text
//! never shrinks with the window.

pub mod body;
pub mod card;
pub mod flight;
pub mod geometry;
pub mod label;
pub mod link;
pub mod log;
pub mod node;
pub mod palette;
pub mod pick;
pub mod places;
pub mod related;
pub mod slide;
pub mod stage;
pub mod timeline;

pub use geometry::{Point, Rect};
pub use pick::Pick;
pub use related::Related;
pub use stage::{LostMark, Stage, StageInput, lay_out};
pub use timeline::overview::{Overview, OverviewInput, lay_out_overview};
pub use timeline::{Band, BandInput, Digest, lay_out_band};

//! The picture, tested without a browser: geometry, and the SVG as a server would write it.

mod band;
mod drawn;
mod full;
mod geometry;
mod svg;

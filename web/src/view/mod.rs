//! What is seen: pure functions from sprites to HTML and SVG. No state, no effects.

pub mod stage;
pub mod svg;
pub mod timeline;

/// The text of a key in the visitor's language, its placeables filled in.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

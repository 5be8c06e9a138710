//! What is seen: plain functions from sprites and session to HTML and SVG. No state, no effects.

pub mod branches;
pub mod calculator;
pub mod caption;
pub mod compare;
pub mod controls;
mod costs;
pub mod drawer;
pub mod filter;
pub mod header;
pub mod help;
pub mod icon;
pub mod ledger;
mod life;
pub mod log;
pub mod menu;
pub mod node_panel;
pub mod notice;
pub mod page;
pub mod picker;
pub mod properties;
pub mod settings;
pub mod share;
pub mod slide;
pub mod sources;
pub mod stage;
pub mod svg;
pub mod timeline;
pub mod unmet;
pub mod why;
pub mod workbench;

/// The text of a key in the visitor's language, its placeables filled in.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

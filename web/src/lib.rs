//! The page of Election Lab. `scene` turns a moment of a run into geometry and knows no browser;
//! `session` is what a visitor has before them and knows neither Yew nor DOM; `view` turns both
//! into HTML and SVG; `app` is the one component with state.

pub mod address;
pub mod app;
pub mod calculator;
pub mod command;
pub mod deeds;
pub mod dom;
pub mod errand;
pub mod fallen;
pub mod figures;
pub mod form;
pub mod hands;
pub mod hooks;
pub mod import;
pub mod keys;
pub mod loader;
pub mod locale;
pub mod narrate;
pub mod outside;
pub mod picture;
pub mod scene;
pub mod session;
pub mod sharing;
pub mod trouble;
pub mod view;
pub mod wheel;

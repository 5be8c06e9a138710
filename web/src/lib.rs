//! The page of Election Lab. `scene` turns a moment of a run into geometry and knows no browser;
//! `view` turns geometry into SVG and HTML and knows no run.

pub mod figures;
pub mod scene;
pub mod view;

//! Real leader election protocols, simulated message by message and deterministically.
#![forbid(unsafe_code)]

pub mod parts;
pub mod rule;
pub mod schema;
pub mod systems;
pub mod value;
pub mod words;

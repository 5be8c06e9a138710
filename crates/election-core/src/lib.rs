//! Real leader election protocols, simulated message by message and deterministically.
#![forbid(unsafe_code)]

pub mod action;
pub mod ballots;
pub mod effects;
pub mod event;
pub mod export;
pub mod flat;
pub mod life;
pub mod nearest;
pub mod outcome;
pub mod parts;
pub mod permalink;
pub mod property;
pub mod protocol;
pub mod reigns;
pub mod rule;
pub mod scenario;
pub mod schema;
pub mod search;
pub mod sim;
pub mod system;
pub mod systems;
pub mod trace;
pub mod transcript;
pub mod value;
pub mod view;
pub mod vocabulary;
pub mod words;

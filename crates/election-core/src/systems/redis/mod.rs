//! redis: see README.md in this folder.

mod calls;
pub mod rules;

pub use calls::CALLS;

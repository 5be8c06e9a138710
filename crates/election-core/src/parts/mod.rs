//! Sums and comparisons that several systems share. Never control flow, never effects.

pub mod chunks;
pub mod group;
pub mod quorum;

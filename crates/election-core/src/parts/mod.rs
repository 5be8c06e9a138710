//! Sums and comparisons that several systems share; no control flow, no system by name.

pub mod quorum;

//! The rules as they are called alone: input fields, example, and the way in and out.

use crate::rule::RuleCall;

/// Every rule of this system that can be called alone.
pub const CALLS: &[RuleCall] = &[];

//! One binary; each module loops over all systems.

mod rule_calls;

//! Checkpoints, seek, fork.

//! The pure, cited decisions.

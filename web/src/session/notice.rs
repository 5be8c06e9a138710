//! What the page has to tell once.

use crate::command::Stop;
use crate::trouble::Trouble;
use election_core::schema::BadInput;

/// What the page has to tell the visitor once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// A link or a setting could not be applied, or not wholly: which fields, and what is
    /// allowed.
    Refused(Vec<BadInput>),
    /// The run of a link ended differently from when the link was made.
    OutcomeChanged,
    /// What came from outside, or was asked of the browser, did not work out.
    Trouble(Trouble),
    /// There is no such stop further on, or further back.
    NoFurther(Stop),
    /// So many events were looked through for it; with `true` the visitor is asked to go on.
    Looking(Stop, u32, bool),
    /// The run has as many events as are kept.
    Full,
    /// The run can make no more progress: why, as the core says it.
    Stopped(&'static str),
    /// The run beside this one is too far behind for a deed.
    Behind,
}

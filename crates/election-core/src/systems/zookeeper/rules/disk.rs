//! Whether a server starts from what stands on its disk.

use super::{Epoch, Zxid};
use crate::rule::Rule;
use std::fmt;

/// The rule of [`load_database`].
pub const LOAD_DATABASE: Rule = Rule {
    id: "zookeeper/load-database",
    source: "apache/zookeeper 3.9.5 QuorumPeer.start, loadDataBase",
    switch: false,
};

/// What a starting server finds on its disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stored {
    /// File `currentEpoch`; `None`: there is none.
    pub current_epoch: Option<Epoch>,
    /// File `currentEpoch.tmp`: a write that got no further (`AtomicFileOutputStream`).
    pub current_tmp: Option<Epoch>,
    /// File `acceptedEpoch`; `None`: there is none.
    pub accepted_epoch: Option<Epoch>,
    /// The last transaction of the tree that snapshot and log make.
    pub last_zxid: Zxid,
}

/// The epochs that a server starts with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Epochs {
    /// `currentEpoch`.
    pub current: Epoch,
    /// `acceptedEpoch`.
    pub accepted: Epoch,
}

/// Why a server does not start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StartRefusal {
    /// The history is newer than the epoch it belongs to: current epoch, last zxid.
    CurrentEpochOld(Epoch, Zxid),
    /// It claims an epoch that it never promised: accepted epoch, current epoch.
    AcceptedEpochOld(Epoch, Epoch),
}

impl StartRefusal {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            StartRefusal::CurrentEpochOld(..) => "current-epoch-older-than-last-zxid",
            StartRefusal::AcceptedEpochOld(..) => "accepted-epoch-less-than-current-epoch",
        }
    }
}

/// The real message: epochs in hex, the zxid in decimal.
impl fmt::Display for StartRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartRefusal::CurrentEpochOld(current, Zxid(last)) => {
                write!(f, "The current epoch, {current:x}, is older than the last zxid, {last}")
            }
            StartRefusal::AcceptedEpochOld(accepted, current) => write!(
                f,
                "The accepted epoch, {accepted:x} is less than the current epoch, {current:x}"
            ),
        }
    }
}

/// A file that is missing comes from the caller of this rule alone: servers of a run have both
/// files from their start, a wiped one, too (as `loadDataBase` makes them from its empty history),
/// and a scenario that leaves one out gets the number that its description in the README says.
/// `currentEpoch.tmp` is what a kill during the write leaves.
///
/// `loadDataBase`: a missing file is taken to say the epoch of the last transaction; a
/// currentEpoch that is behind it may be saved by the write that was under way.
pub fn load_database(stored: &Stored) -> Result<Epochs, StartRefusal> {
    let of_zxid = stored.last_zxid.epoch();
    let mut current = stored.current_epoch.unwrap_or(of_zxid);
    if of_zxid > current {
        let refusal = StartRefusal::CurrentEpochOld(current, stored.last_zxid);
        current = stored.current_tmp.ok_or(refusal)?;
    }
    let accepted = stored.accepted_epoch.unwrap_or(of_zxid);
    if accepted < current {
        return Err(StartRefusal::AcceptedEpochOld(accepted, current));
    }
    Ok(Epochs { current, accepted })
}

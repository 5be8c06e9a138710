//! Where a follower cuts its log after the leader's answer.
//! `server AbstractFetcherThread.getOffsetTruncationState`

use super::epochs::EpochOffset;

/// Where to cut, and whether the logs then agree for sure; else the leader is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// The log ends here afterwards.
    pub to: i64,
    /// Nothing more has to be asked.
    pub complete: bool,
}

/// The leader's answer about an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It knows nothing of it.
    Undefined,
    /// Where it ends, from a leader that does not say which epoch it found (before 2.0).
    OffsetOnly(i64),
    /// The epoch it found and where that ends.
    EpochEnd(EpochOffset),
}

/// What the follower knows of its own log.
#[derive(Clone, Copy, Debug)]
pub struct OwnLog {
    /// Where it ends.
    pub log_end_offset: i64,
    /// Its high watermark, the point it falls back to.
    pub high_watermark: i64,
    /// Its largest epoch up to the one of the reply, and where that ends.
    pub end_offset_for_epoch: Option<EpochOffset>,
}

/// To the high watermark: before 0.11, or where nobody tracks epochs. Records that were
/// committed may go with it.
pub fn to_high_watermark(own: &OwnLog) -> Truncation {
    Truncation { to: own.high_watermark, complete: true }
}

/// To where the histories part.
pub fn by_reply(own: &OwnLog, reply: Reply) -> Truncation {
    let up_to = |offset: i64| offset.min(own.log_end_offset);
    match (reply, own.end_offset_for_epoch) {
        (Reply::Undefined, _) => to_high_watermark(own),
        (Reply::OffsetOnly(end), _) => Truncation { to: up_to(end), complete: true },
        (Reply::EpochEnd(end), None) => Truncation { to: up_to(end.offset), complete: true },
        // The follower never saw that epoch: its own earlier one may still part further down.
        (Reply::EpochEnd(end), Some(mine)) if mine.epoch != end.epoch => {
            Truncation { to: up_to(mine.offset), complete: false }
        }
        (Reply::EpochEnd(end), Some(mine)) => {
            Truncation { to: up_to(mine.offset.min(end.offset)), complete: true }
        }
    }
}

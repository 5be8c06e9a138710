//! How long sessions live (`SessionTrackerImpl`, `LeaderSessionTracker`): only the leader decides,
//! from what its learners report (`touchTable`).

use super::request::{Error, SessionId};
use super::rules::{Sid, session_expiry};
use crate::flat::FlatMap;

/// The sessions of an ensemble, as its leader keeps them. Times are its own clock's, in ms.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tracker {
    sessions: FlatMap<SessionId, Tracked>,
    /// Whether the timer of expiry runs.
    pub polling: bool,
    /// Whether a session was ended before its timeout was over.
    pub early: bool,
}

/// A session.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Tracked {
    /// Its timeout.
    pub timeout: i64,
    /// When it was last heard of.
    pub touched: i64,
    /// The end of the bucket it expires in.
    pub expires: i64,
    /// The server whose requests in its name are good.
    pub owner: Option<Sid>,
    /// Whether its end is proposed.
    pub closing: bool,
}

impl Tracker {
    /// `trackSession`: from now on it lives so long.
    pub fn track(&mut self, session: SessionId, timeout: i64, now: i64, tick: i64) {
        let expires = session_expiry(tick, now, timeout);
        let tracked = Tracked { timeout, touched: now, expires, owner: None, closing: false };
        self.sessions.entry(session).or_insert(tracked);
        self.touch(session, now, tick);
    }
    /// A new leader takes a session over: it lives this much longer, whoever has heard of it.
    pub fn restart(
        &mut self,
        session: SessionId,
        (timeout, granted): (i64, i64),
        now: i64,
        tick: i64,
    ) {
        let expires = session_expiry(tick, now, granted);
        let tracked = Tracked { timeout, touched: now, expires, owner: None, closing: false };
        self.sessions.insert(session, tracked);
    }
    /// `touchSession`: false if there is no such session, or its end is proposed.
    pub fn touch(&mut self, session: SessionId, now: i64, tick: i64) -> bool {
        match self.sessions.get_mut(&session) {
            Some(tracked) if !tracked.closing => {
                tracked.touched = now;
                tracked.expires = tracked.expires.max(session_expiry(tick, now, tracked.timeout));
                true
            }
            _ => false,
        }
    }
    /// `setOwner`.
    pub fn move_to(&mut self, session: SessionId, owner: Sid) {
        if let Some(tracked) = self.sessions.get_mut(&session) {
            tracked.owner = Some(owner);
        }
    }
    /// `checkSession`: whether a request in its name, from this server, is good.
    pub fn check(&mut self, session: SessionId, from: Sid) -> Result<(), Error> {
        match self.sessions.get_mut(&session) {
            Some(tracked) if !tracked.closing => match *tracked.owner.get_or_insert(from) {
                owner if owner == from => Ok(()),
                _ => Err(Error::SessionMoved),
            },
            _ => Err(Error::SessionExpired),
        }
    }
    /// `setSessionClosing`.
    pub fn close(&mut self, session: SessionId) {
        if let Some(tracked) = self.sessions.get_mut(&session) {
            tracked.closing = true;
        }
    }
    /// `removeSession`: its end is committed.
    pub fn remove(&mut self, session: SessionId) {
        self.sessions.remove(&session);
    }
    /// The sessions whose bucket is over.
    pub fn due(&self, now: i64) -> Vec<(SessionId, Tracked)> {
        let due = |tracked: &Tracked| !tracked.closing && tracked.expires <= now;
        self.iter().filter(|(_, tracked)| due(tracked)).collect()
    }
    /// All sessions.
    pub fn iter(&self) -> impl Iterator<Item = (SessionId, Tracked)> {
        self.sessions.iter().map(|(id, tracked)| (*id, *tracked))
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: i64 = 2000;

    #[test]
    fn a_session_lives_until_the_end_of_its_bucket() {
        let mut tracker = Tracker::default();
        tracker.track(SessionId(1), 6000, 1350, TICK);
        for (now, due) in [(7999, 0), (8000, 1)] {
            assert_eq!(tracker.due(now).len(), due, "{now}");
        }
        assert!(tracker.touch(SessionId(1), 7999, TICK));
        assert!(tracker.due(13_999).is_empty());
        tracker.close(SessionId(1));
        assert!(!tracker.touch(SessionId(1), 8100, TICK));
        assert_eq!(tracker.check(SessionId(1), Sid(1)), Err(Error::SessionExpired));
    }

    #[test]
    fn only_the_last_server_speaks_for_a_session() {
        let mut tracker = Tracker::default();
        tracker.track(SessionId(1), 6000, 0, TICK);
        assert_eq!(tracker.check(SessionId(1), Sid(1)), Ok(()));
        tracker.move_to(SessionId(1), Sid(2));
        assert_eq!(tracker.check(SessionId(1), Sid(1)), Err(Error::SessionMoved));
        assert_eq!(tracker.check(SessionId(1), Sid(2)), Ok(()));
    }
}

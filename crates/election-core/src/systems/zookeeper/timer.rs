//! The timers of servers and clients. Their defaults are in the README.

use crate::protocol;
use crate::words::NodeId;

/// A timer of a server or client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Timer {
    /// An election has been silent for notTimeout.
    Notification,
    /// A quorum has been reached, and nobody objects.
    FinalizeWait,
    /// Dialling this server takes too long.
    Cnx(NodeId),
    /// A phase of discovery or synchronisation takes too long, or the leader is silent in it.
    InitLimit,
    /// The leader is silent.
    SyncLimit,
    /// The leader looks after its learners: twice a tick.
    Tick,
    /// This learner is silent.
    Learner(NodeId),
    /// The disk has finished a step.
    Fsync,
    /// A snapshot is read or written.
    Snapshot,
    /// The learner dials its leader once more.
    Redial,
    /// An observer pauses before it looks for a leader.
    ObserverDelay,
    /// A client's next operation.
    Next,
    /// A client dials the next server.
    Reconnect,
    /// A client's connection attempt takes too long.
    ConnectTimeout,
    /// A client's server is silent.
    ReadTimeout,
    /// A client has been idle.
    ClientPing,
    /// The leader looks for sessions that are over: once a tick.
    SessionExpiry,
    /// A client with a session has heard nothing for so long that it gives the session up.
    ClientExpiry,
    /// An application's event thread gets to its next callback.
    Callback,
}

/// The names of all timers.
pub const TIMERS: &[&str] = &[
    "notTimeout",
    "finalizeWait",
    "cnxTimeout",
    "initLimit",
    "syncLimit",
    "tick",
    "learner",
    "fsync",
    "redial",
    "observerDelay",
    "next",
    "reconnect",
    "connectTimeout",
    "readTimeout",
    "ping",
    "sessionExpiry",
    "clientExpiry",
    "callback",
    "snapshot",
];

impl protocol::Timer for Timer {
    fn name(self) -> &'static str {
        let place = match self {
            Timer::ClientExpiry => 16,
            Timer::Callback => 17,
            Timer::Snapshot => 18,
            other => other.domain(),
        };
        TIMERS[usize::from(place)]
    }
    fn domain(self) -> u8 {
        match self {
            Timer::Notification => 0,
            Timer::FinalizeWait => 1,
            Timer::Cnx(_) => 2,
            Timer::InitLimit => 3,
            Timer::SyncLimit => 4,
            Timer::Tick => 5,
            Timer::Learner(_) => 6,
            Timer::Fsync => 7,
            Timer::Redial => 8,
            Timer::ObserverDelay => 9,
            Timer::Next => 10,
            Timer::Reconnect => 11,
            Timer::ConnectTimeout => 12,
            Timer::ReadTimeout => 13,
            Timer::ClientPing => 14,
            // These are exact: they draw nothing, so they may share a domain.
            Timer::SessionExpiry | Timer::ClientExpiry | Timer::Callback | Timer::Snapshot => 15,
        }
    }
    fn drawn(self) -> bool {
        matches!(
            self,
            Timer::Notification | Timer::FinalizeWait | Timer::InitLimit | Timer::SyncLimit
        )
    }
}

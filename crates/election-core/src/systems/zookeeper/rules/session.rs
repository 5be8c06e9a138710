//! How long a session lives. All times are in milliseconds.

use crate::rule::Rule;

/// The rule of [`session_timeout`].
pub const SESSION_TIMEOUT: Rule = Rule {
    id: "zookeeper/session-timeout",
    source: "apache/zookeeper 3.9.5 server/ZooKeeperServer.processConnectRequest",
    switch: false,
};

/// The rule of [`session_expiry`].
pub const SESSION_EXPIRY: Rule = Rule {
    id: "zookeeper/session-expiry",
    source: "apache/zookeeper 3.9.5 server/ExpiryQueue.roundToNextInterval",
    switch: false,
};

/// What a client with a session does when it comes to another server.
pub const REVALIDATE: Rule = Rule {
    id: "zookeeper/revalidate",
    source: "apache/zookeeper 3.9.5 LearnerHandler.run, REVALIDATE; \
             server/ZooKeeperServer.reopenSession",
    switch: false,
};

/// A new leader gives every session its whole timeout.
pub const SESSION_RESTART: Rule = Rule {
    id: "zookeeper/session-restart",
    source: "apache/zookeeper 3.9.5 server/SessionTrackerImpl.SessionTrackerImpl",
    switch: true,
};

/// The rule of [`client_timeouts`].
pub const CLIENT_TIMEOUTS: Rule = Rule {
    id: "zookeeper/client-timeouts",
    source: "apache/zookeeper 3.9.5 org.apache.zookeeper.ClientCnxn (ZOOKEEPER-4508)",
    switch: false,
};

/// The shortest and the longest timeout a server grants; by default 2 and 20 ticks.
pub fn session_limits(tick_time: i64, min: Option<i64>, max: Option<i64>) -> (i64, i64) {
    let ticks = |n| tick_time.saturating_mul(n);
    (min.unwrap_or(ticks(2)), max.unwrap_or(ticks(20)))
}

/// The timeout a client gets: what it asked for, within the limits; the longest is applied last.
pub fn session_timeout(requested: i64, (shortest, longest): (i64, i64)) -> i64 {
    requested.max(shortest).min(longest)
}

/// When a session that is touched `now` expires: at the next tick after its timeout. `tick_time`
/// is positive.
pub fn session_expiry(tick_time: i64, now: i64, timeout: i64) -> i64 {
    let tick = tick_time.max(1);
    (now.saturating_add(timeout) / tick).saturating_add(1).saturating_mul(tick)
}

/// What a client allows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientTimeouts {
    /// Silence after which it tries another server.
    pub read_timeout: i64,
    /// Time for one attempt to connect.
    pub connect_timeout: i64,
    /// Silence after which it declares the session expired by itself.
    pub client_expiry: i64,
}

/// The client's own limits under a negotiated timeout, with so many servers to try (at least 1).
pub fn client_timeouts(session_timeout: i64, servers: i64) -> ClientTimeouts {
    ClientTimeouts {
        read_timeout: session_timeout.saturating_mul(2) / 3,
        connect_timeout: session_timeout / servers.max(1),
        client_expiry: session_timeout.saturating_mul(4) / 3,
    }
}

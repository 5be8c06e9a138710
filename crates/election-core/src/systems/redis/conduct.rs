//! What instances, Sentinels and clients do: the events that can happen at each.

use crate::effects::OpKind;
use crate::vocabulary::Conduct;

pub(super) const INSTANCE: Conduct = Conduct {
    sends: &[
        &["PONG", "INFO-reply", "published", "hello", "EXEC", "PSYNC", "FULLRESYNC", "CONTINUE"],
        &["NOMASTERLINK", "RDB", "stream", "REPLCONF-ACK", "OK", "acks", "value", "error"],
    ],
    hears: &[
        &["PING", "INFO", "PUBLISH", "SUBSCRIBE", "SLAVEOF", "PSYNC", "FULLRESYNC", "CONTINUE"],
        &["NOMASTERLINK", "RDB", "stream", "REPLCONF-ACK", "SET", "WAIT", "GET"],
    ],
    timers: &[&[
        "replicationCron",
        "BGSAVE",
        "loading",
        "WAIT",
        "fsync",
        "bio-aof-fsync",
        "RDB-child",
        "aof-postponed",
    ]],
    cites: &[&[
        "redis/aof-flush",
        "redis/config-set",
        "redis/failover-command",
        "redis/full-resync",
        "redis/min-replicas",
        "redis/psync",
        "redis/refuse",
        "redis/repl-timeout",
        "redis/shift-replid",
        "redis/wait",
    ]],
    acks: true,
    ..Conduct::NONE
};

pub(super) const SENTINEL: Conduct = Conduct {
    sends: &[
        &["PING", "PONG", "INFO", "PUBLISH", "published", "SUBSCRIBE", "SLAVEOF"],
        &["is-master-down-by-addr", "is-master-down-reply", "master-addr", "switch-master"],
    ],
    hears: &[
        &["PING", "PONG", "INFO-reply", "PUBLISH", "published", "SUBSCRIBE", "hello", "EXEC"],
        &["is-master-down-by-addr", "is-master-down-reply", "get-master-addr-by-name", "error"],
    ],
    timers: &[&["sentinelTimer", "desync", "fsync"]],
    cites: &[&[
        "redis/config-epoch",
        "redis/config-set",
        "redis/convert-to-slave",
        "redis/discovery",
        "redis/failover-state",
        "redis/failover-timing",
        "redis/fix-slave-config",
        "redis/new-epoch",
        "redis/odown",
        "redis/parallel-syncs",
        "redis/sdown",
        "redis/select-replica",
        "redis/sentinel-elected",
        "redis/sentinel-vote",
        "redis/tilt",
    ]],
    ..Conduct::NONE
};

pub(super) const WRITER: Conduct = Conduct {
    sends: &[&["SET", "WAIT", "SUBSCRIBE", "get-master-addr-by-name"]],
    hears: &[&["OK", "acks", "error", "master-addr", "switch-master"]],
    timers: &[&["next-operation", "timeout", "ask-sentinel"]],
    asks: &[OpKind::Write],
    // The first words of the server's errors, then the client's own.
    errors: &[
        "NOREPLICAS",
        "READONLY",
        "MASTERDOWN",
        "LOADING",
        "UNBLOCKED",
        "ERR",
        "WAIT",
        "timeout",
        "connection lost",
    ],
    ..Conduct::NONE
};

pub(super) const READER: Conduct = Conduct {
    sends: &[&["GET", "SUBSCRIBE", "get-master-addr-by-name"]],
    hears: &[&["value", "error", "master-addr", "switch-master"]],
    asks: &[OpKind::Read],
    ..WRITER
};

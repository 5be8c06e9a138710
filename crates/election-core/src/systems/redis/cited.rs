//! The rules that the processes cite. Where a rule can be called alone, it has the same id.
//! A verdict is the word of the real log where there is one (`+sdown`).

use crate::rule::Rule;

const fn rule(id: &'static str, source: &'static str) -> Rule {
    Rule { id, source, switch: false }
}

const fn switch(id: &'static str, source: &'static str) -> Rule {
    Rule { id, source, switch: true }
}

/// Whether an instance answers.
pub static SDOWN: Rule =
    rule("redis/sdown", "redis/redis 7.2 src/sentinel.c sentinelCheckSubjectivelyDown");
/// Whether enough Sentinels say so.
pub static ODOWN: Rule =
    switch("redis/odown", "redis/redis 7.2 src/sentinel.c sentinelCheckObjectivelyDown");
/// When an attempt begins and when it is given up.
pub static TIMING: Rule = rule(
    "redis/failover-timing",
    "redis/redis 7.2 src/sentinel.c sentinelStartFailoverIfNeeded, sentinelFailoverWaitStart",
);
/// The largest epoch heard of becomes one's own.
pub static NEW_EPOCH: Rule = rule(
    "redis/new-epoch",
    "redis/redis 7.2 src/sentinel.c sentinelVoteLeader, sentinelProcessHelloMessage",
);
/// One vote per epoch.
pub static VOTE: Rule =
    switch("redis/sentinel-vote", "redis/redis 7.2 src/sentinel.c sentinelVoteLeader");
/// How many votes elect.
pub static ELECTED: Rule =
    switch("redis/sentinel-elected", "redis/redis 7.2 src/sentinel.c sentinelGetLeader");
/// Which replica is promoted.
pub static SELECT: Rule = rule(
    "redis/select-replica",
    "redis/redis 7.2 src/sentinel.c sentinelSelectSlave, compareSlavesForPromotion",
);
/// From which state of a failover to which.
pub static STATE: Rule =
    rule("redis/failover-state", "redis/redis 7.2 src/sentinel.c sentinelFailoverStateMachine");
/// How many replicas are sent to the new master at a time.
pub static RECONF: Rule =
    rule("redis/parallel-syncs", "redis/redis 7.2 src/sentinel.c sentinelFailoverReconfNextSlave");
/// The larger configuration epoch names the master.
pub static CONFIG_EPOCH: Rule =
    switch("redis/config-epoch", "redis/redis 7.2 src/sentinel.c sentinelProcessHelloMessage");
/// A returning master becomes a replica.
pub static CONVERT: Rule =
    rule("redis/convert-to-slave", "redis/redis 7.2 src/sentinel.c sentinelRefreshInstanceInfo");
/// A replica of a wrong master is sent to the right one.
pub static FIX: Rule =
    rule("redis/fix-slave-config", "redis/redis 7.2 src/sentinel.c sentinelRefreshInstanceInfo");
/// A Sentinel that has slept trusts nothing for a while.
pub static TILT: Rule =
    rule("redis/tilt", "redis/redis 7.2 src/sentinel.c sentinelCheckTiltCondition");
/// Whom a Sentinel gets to know, and how they change.
pub static DISCOVERY: Rule = rule(
    "redis/discovery",
    "redis/redis 7.2 src/sentinel.c sentinelRefreshInstanceInfo, sentinelProcessHelloMessage",
);
/// Whether a replica may go on where it was.
pub static PSYNC: Rule =
    switch("redis/psync", "redis/redis 7.2 src/replication.c masterTryPartialResynchronization");
/// The old history is remembered at a promotion.
pub static SHIFT_REPLID: Rule =
    rule("redis/shift-replid", "redis/redis 7.2 src/replication.c shiftReplicationId");
/// Data are thrown away for the master's.
pub static FULL_RESYNC: Rule =
    rule("redis/full-resync", "redis/redis 7.2 src/replication.c readSyncBulkPayload");
/// The write gate.
pub static MIN_REPLICAS: Rule = rule(
    "redis/min-replicas",
    "redis/redis 7.2 src/replication.c refreshGoodSlavesCount, checkGoodReplicasStatus",
);
/// How many replicas have a write.
pub static WAIT: Rule =
    rule("redis/wait", "redis/redis 7.2 src/replication.c replicationCountAcksByOffset");
/// What a server refuses.
pub static REFUSE: Rule = rule("redis/refuse", "redis/redis 7.2 src/server.c processCommand");
/// A silent replication link is given up.
pub static REPL_TIMEOUT: Rule =
    rule("redis/repl-timeout", "redis/redis 7.2 src/replication.c replicationCron");
/// `FAILOVER`: the master waits for its successor.
pub static HANDOVER: Rule = rule(
    "redis/failover-command",
    "redis/redis 7.2 src/replication.c failoverCommand, updateFailoverStatus",
);
/// A write is put off behind a flush, but not for ever.
pub static AOF: Rule = rule("redis/aof-flush", "redis/redis 7.2 src/aof.c flushAppendOnlyFile");
/// What an administrator changes on one process while it runs.
pub static CONFIG_SET: Rule = rule(
    "redis/config-set",
    "redis/redis 7.2 src/config.c configSetCommand, src/sentinel.c sentinelSetCommand",
);

/// All of them.
pub static RULES: &[&Rule] = &[
    &SDOWN,
    &ODOWN,
    &TIMING,
    &NEW_EPOCH,
    &VOTE,
    &ELECTED,
    &SELECT,
    &STATE,
    &RECONF,
    &CONFIG_EPOCH,
    &CONVERT,
    &FIX,
    &TILT,
    &DISCOVERY,
    &PSYNC,
    &SHIFT_REPLID,
    &FULL_RESYNC,
    &MIN_REPLICAS,
    &WAIT,
    &REFUSE,
    &REPL_TIMEOUT,
    &HANDOVER,
    &CONFIG_SET,
    &AOF,
];

/// The words of the real log, and the decision each stands for.
pub const ALIASES: &[(&str, &str)] = &[
    ("+sdown", "rule:redis/sdown=+sdown"),
    ("-sdown", "rule:redis/sdown=-sdown"),
    ("+odown", "rule:redis/odown=+odown"),
    ("-odown", "rule:redis/odown=-odown"),
    ("+new-epoch", "rule:redis/new-epoch=+new-epoch"),
    ("+try-failover", "rule:redis/failover-timing=+try-failover"),
    ("-failover-abort-not-elected", "rule:redis/failover-timing=-failover-abort-not-elected"),
    ("next-failover-delay", "rule:redis/failover-timing=next-failover-delay"),
    ("+vote-for-leader", "rule:redis/sentinel-vote=+vote-for-leader"),
    ("+elected-leader", "rule:redis/sentinel-elected=+elected-leader"),
    ("+selected-slave", "rule:redis/select-replica=+selected-slave"),
    ("-failover-abort-no-good-slave", "rule:redis/select-replica=-failover-abort-no-good-slave"),
    ("-failover-abort-slave-timeout", "rule:redis/failover-state=-failover-abort-slave-timeout"),
    ("+promoted-slave", "rule:redis/failover-state=+promoted-slave"),
    ("+failover-end", "rule:redis/failover-state=+failover-end"),
    ("+slave-reconf-sent", "rule:redis/parallel-syncs=+slave-reconf-sent"),
    ("+slave-reconf-done", "rule:redis/parallel-syncs=+slave-reconf-done"),
    ("+config-update-from", "rule:redis/config-epoch=+config-update-from"),
    ("+switch-master", "rule:redis/config-epoch=+switch-master"),
    ("+convert-to-slave", "rule:redis/convert-to-slave=+convert-to-slave"),
    ("+fix-slave-config", "rule:redis/fix-slave-config=+fix-slave-config"),
    ("+tilt", "rule:redis/tilt=+tilt"),
    ("-tilt", "rule:redis/tilt=-tilt"),
    ("+sentinel", "rule:redis/discovery=+sentinel"),
    ("+slave", "rule:redis/discovery=+slave"),
    ("+failover-state-wait-promotion", "rule:redis/failover-state=+failover-state-wait-promotion"),
    ("+set", "rule:redis/config-set=+set"),
    ("+reboot", "rule:redis/discovery=+reboot"),
    ("NOREPLICAS", "rule:redis/min-replicas=NOREPLICAS"),
    ("accepts", "rule:redis/min-replicas=accepts"),
    ("failover-in-progress", "rule:redis/failover-command=failover-in-progress"),
    ("full-resync", "rule:redis/psync=+FULLRESYNC"),
    ("partial-resync", "rule:redis/psync=+CONTINUE"),
    ("data-discarded", "rule:redis/full-resync=discarded"),
];

//! The named timers of all processes.

use crate::protocol;
use crate::systems::zookeeper;
use crate::words::NodeId;

/// A timer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Timer {
    /// A voter without a leader waits before it asks for votes.
    Election,
    /// A follower of the quorum has not heard from its leader.
    QuorumFetchTimeout,
    /// The leader of the quorum has not heard from a majority.
    CheckQuorum,
    /// The leader of the quorum announces itself again.
    BeginQuorumEpoch,
    /// A metadata fetch is tried again.
    QuorumRetry,
    /// A metadata fetch has waited long enough for news.
    ParkedQuorumFetch(NodeId),
    /// Records wait to be appended together.
    AppendLinger,
    /// The session of some broker may be over.
    BrokerSession,
    /// Leadership may return to the preferred replicas.
    Rebalance,
    /// Partitions without a leader are looked at again.
    UncleanElection,
    /// The broker talks to the controller: next heartbeat, or the answer is late.
    Heartbeat,
    /// An ISR change is proposed again.
    AlterPartition,
    /// The leader looks for followers that lag.
    IsrExpiration,
    /// High watermarks are written to disk.
    Checkpoint,
    /// The fetcher for this leader tries again.
    FetchBackoff(NodeId),
    /// The fetcher for this leader has no answer.
    FetchTimeout(NodeId),
    /// A fetch has waited long enough for records.
    ParkedFetch(NodeId),
    /// Some write has waited long enough for its replicas.
    Purgatory,
    /// A broker that is asked to stop waits no longer for the controller.
    Shutdown,
    /// A client's next operation.
    Next,
    /// A client tries again.
    Retry,
    /// A client has no answer.
    RequestTimeout,
    /// A producer gives a batch up.
    DeliveryTimeout,
    /// The controller waits for this broker's answer, or to send again.
    ControlSend(NodeId),
    /// A broker tries again to create its znode.
    Register,
    /// A broker asks again to be shut down.
    ControlledShutdown,
    /// A replica leaves the preferred one time to lead; before the controller.
    PreferredReplica,
    /// A broker looks whether it has to tell the controller of ISRs that it wrote; until 2.6.
    IsrNotice,
    /// Some replica has not said how long its log is.
    UncleanRecovery,
    /// A broker that was not stopped in good order has looked through its logs.
    LogRecovery,
    /// Of a ZooKeeper server, or of a broker's session.
    Zk(zookeeper::Timer),
}

impl From<zookeeper::Timer> for Timer {
    fn from(timer: zookeeper::Timer) -> Timer {
        Timer::Zk(timer)
    }
}

impl protocol::Timer for Timer {
    fn name(self) -> &'static str {
        match self {
            Timer::Zk(timer) => timer.name(),
            own => OWN[usize::from(own.place())],
        }
    }
    fn domain(self) -> u8 {
        match self {
            Timer::Zk(timer) => timer.domain(),
            own => own.place() % 16,
        }
    }
    fn drawn(self) -> bool {
        if let Timer::Zk(timer) = self {
            return timer.drawn();
        }
        matches!(
            self,
            Timer::Election
                | Timer::QuorumFetchTimeout
                | Timer::CheckQuorum
                | Timer::Heartbeat
                | Timer::RequestTimeout
        )
    }
}

/// The names of Kafka's own, in the order of the variants.
const OWN: &[&str] = &[
    "election",
    "quorum-fetch-timeout",
    "check-quorum",
    "begin-quorum-epoch",
    "quorum-retry",
    "parked-quorum-fetch",
    "append-linger",
    "broker-session",
    "rebalance",
    "unclean-election",
    "heartbeat",
    "alter-partition",
    "isr-expiration",
    "checkpoint",
    "fetch-backoff",
    "fetch-timeout",
    "parked-fetch",
    "purgatory",
    "shutdown",
    "next",
    "retry",
    "request-timeout",
    "delivery-timeout",
    "control-send",
    "register",
    "controlled-shutdown",
    "preferred-replica",
    "isr-notice",
    "unclean-recovery",
    "log-recovery",
];

/// All names: Kafka's, then ZooKeeper's.
pub const NAMES: &[&str] = &{
    let mut names = [""; OWN.len() + zookeeper::TIMERS.len()];
    let mut i = 0;
    while i < names.len() {
        let own = i < OWN.len();
        names[i] = if own { OWN[i] } else { zookeeper::TIMERS[i - OWN.len()] };
        i += 1;
    }
    names
};

impl Timer {
    const fn place(self) -> u8 {
        match self {
            Timer::Election => 0,
            Timer::QuorumFetchTimeout => 1,
            Timer::CheckQuorum => 2,
            Timer::BeginQuorumEpoch => 3,
            Timer::QuorumRetry => 4,
            Timer::ParkedQuorumFetch(_) => 5,
            Timer::AppendLinger => 6,
            Timer::BrokerSession => 7,
            Timer::Rebalance => 8,
            Timer::UncleanElection => 9,
            Timer::Heartbeat => 10,
            Timer::AlterPartition => 11,
            Timer::IsrExpiration => 12,
            Timer::Checkpoint => 13,
            Timer::FetchBackoff(_) => 14,
            Timer::FetchTimeout(_) => 15,
            Timer::ParkedFetch(_) => 16,
            Timer::Purgatory => 17,
            Timer::Shutdown => 18,
            Timer::Next => 19,
            Timer::Retry => 20,
            Timer::RequestTimeout => 21,
            Timer::DeliveryTimeout => 22,
            Timer::ControlSend(_) => 23,
            Timer::Register => 24,
            Timer::ControlledShutdown => 25,
            Timer::PreferredReplica => 26,
            Timer::IsrNotice => 27,
            Timer::UncleanRecovery => 28,
            Timer::LogRecovery => 29,
            Timer::Zk(_) => 30,
        }
    }
}

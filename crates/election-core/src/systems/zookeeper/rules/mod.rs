//! The pure, cited decisions of apache/zookeeper 3.9.5: each function is one rule, called by the
//! servers and clients of the simulation and by whoever asks for the rule alone. Sources are in
//! zookeeper-server/src/main/java/org/apache/zookeeper/server/quorum unless they say more.

use std::fmt;

mod conduct;
mod discovery;
mod disk;
mod election;
mod quorum;
mod recipe;
mod session;
mod sync;

pub use conduct::{
    ACCEPT_EPOCH, CLIENT_AHEAD, COMMIT, FINALIZE_WAIT, KEEPS_QUORUM, LAST_LOGGED, LEARNER_TIMEOUT,
    LOG_BEFORE_ACK, LOG_BEFORE_EPOCH, PREP_REQUEST,
};
pub use discovery::{
    Discovery, EPOCH_ACK, EPOCH_TO_PROPOSE, EpochAckRefusal, EpochAcks, NEWLEADER_ACK,
    NewLeaderAcks, ProposedEpoch, StateSummary,
};
pub use disk::{Epochs, LOAD_DATABASE, StartRefusal, Stored, load_database};
pub use election::{
    Ballot, CHECK_LEADER, CONNECTION, Connection, LeaderDoubt, ROUND_GATE, RoundGate, TALLY,
    TOTAL_ORDER, VOTE_EQUALS, Vote, check_leader, connection, counts_as_same, replaces, round_gate,
    voters_for,
};
pub use quorum::{Acks, CONTAINS_QUORUM, GroupStanding, QuorumKind, Verifier};
pub use recipe::{
    FENCING_TOKEN, RECIPE_POSITION, SEQUENCE_SUFFIX, predecessor, sequence_number, sequence_suffix,
};
pub use session::{
    CLIENT_TIMEOUTS, ClientTimeouts, REVALIDATE, SESSION_EXPIRY, SESSION_RESTART, SESSION_TIMEOUT,
    client_timeouts, session_expiry, session_limits, session_timeout,
};
pub use sync::{SYNC_CHOICE, Sync, SyncInput, SyncMode, SyncReason, sync_choice};

/// A server: the number in its `myid` file. An observer's first vote names `Sid(i64::MIN)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sid(pub i64);

/// A transaction: the epoch it was made in, and its number there; compared as one signed number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Zxid(pub i64);

/// The number of a leader's reign.
pub type Epoch = i64;

/// The number of an election that a server takes part in: `electionEpoch`, `logicalclock`.
pub type Round = i64;

impl Zxid {
    /// The first number of an epoch, that of no transaction.
    pub const fn start_of(epoch: Epoch) -> Zxid {
        Zxid(epoch << 32)
    }

    /// The epoch it was made in.
    pub const fn epoch(self) -> Epoch {
        self.0 >> 32
    }

    /// Its number within the epoch; 0: the epoch itself.
    pub const fn counter(self) -> u32 {
        self.0 as u32
    }
}

/// As ZooKeeper prints it: `0x100000009`.
impl fmt::Display for Zxid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:x}", self.0)
    }
}

/// What a server does (`QuorumPeer.ServerState`), in the order of the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ServerState {
    /// It takes part in an election.
    Looking,
    /// It follows a leader and votes.
    Following,
    /// It leads.
    Leading,
    /// It follows a leader without a vote.
    Observing,
}

impl ServerState {
    /// The names, in the order of the variants.
    pub const NAMES: &[&str] = &["LOOKING", "FOLLOWING", "LEADING", "OBSERVING"];
    /// Every state.
    pub const ALL: [ServerState; 4] = [
        ServerState::Looking,
        ServerState::Following,
        ServerState::Leading,
        ServerState::Observing,
    ];

    /// The real name.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

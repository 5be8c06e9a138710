//! What a master grants its replicas and what they grant it. `src/replication.c`.

/// The replication history a master can offer.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// `replid`.
    pub replid: &'a str,
    /// `replid2`: the history before the last promotion.
    pub replid2: Option<&'a str>,
    /// `second_replid_offset`: the first byte that `replid2` no longer covers.
    pub second_replid_offset: i64,
    /// The backlog.
    pub backlog: Option<Backlog>,
}

/// The stretch of the stream a master still has.
#[derive(Clone, Copy, Debug)]
pub struct Backlog {
    /// Its first byte.
    pub offset: i64,
    /// How many bytes.
    pub histlen: i64,
}

/// Why a partial resynchronisation is refused: `+FULLRESYNC`, and what the replica has beyond
/// its master is thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FullResync {
    /// The replica asked for it with `?`.
    Forced,
    /// It names a history unknown here.
    ReplidMismatch,
    /// It went on with the old history beyond the point of the promotion.
    SecondOffset,
    /// There is no backlog.
    NoBacklog,
    /// The byte it wants is not in the backlog any more.
    BeforeBacklog,
    /// It wants a byte beyond the backlog.
    BeyondBacklog,
}

/// Whether `PSYNC replid offset` is answered `+CONTINUE`; `offset` is the first byte wanted.
/// `masterTryPartialResynchronization`
pub fn psync(master: &History<'_>, replid: &str, offset: i64) -> Result<(), FullResync> {
    if replid.starts_with('?') {
        return Err(FullResync::Forced);
    }
    if !replid.eq_ignore_ascii_case(master.replid) {
        if !master.replid2.is_some_and(|id| replid.eq_ignore_ascii_case(id)) {
            return Err(FullResync::ReplidMismatch);
        }
        if offset > master.second_replid_offset {
            return Err(FullResync::SecondOffset);
        }
    }
    match master.backlog {
        None => Err(FullResync::NoBacklog),
        Some(b) if offset < b.offset => Err(FullResync::BeforeBacklog),
        Some(b) if offset > b.offset.saturating_add(b.histlen) => Err(FullResync::BeyondBacklog),
        Some(_) => Ok(()),
    }
}

/// The first byte of the new history: a replica with the same bytes asks for this one.
/// `shiftReplicationId`
pub fn second_replid_offset(master_repl_offset: i64) -> i64 {
    master_repl_offset.saturating_add(1)
}

/// A replica as its master sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replstate {
    /// It gets the stream; only now it counts.
    Online,
    /// It waits for the snapshot to be begun.
    WaitBgsaveStart,
    /// It waits for the snapshot to be finished.
    WaitBgsaveEnd,
    /// It gets the snapshot.
    SendBulk,
}

/// `min-replicas-to-write` and `min-replicas-max-lag`, the write gate.
#[derive(Clone, Copy, Debug)]
pub struct MinReplicas {
    /// `min-replicas-to-write`.
    pub to_write: i64,
    /// `min-replicas-max-lag`, whole seconds.
    pub max_lag: i64,
}

impl MinReplicas {
    /// Either setting at 0 switches the gate off.
    pub fn is_off(self) -> bool {
        self.to_write == 0 || self.max_lag == 0
    }
    /// A good replica is online and has acknowledged lately; what it acknowledged is not
    /// looked at. `refreshGoodSlavesCount`
    pub fn is_good(self, replstate: Replstate, lag: i64) -> bool {
        replstate == Replstate::Online && lag <= self.max_lag
    }
    /// The good ones among (state, whole seconds since the last REPLCONF ACK); they are not
    /// counted while the gate is off.
    pub fn good(self, replicas: impl IntoIterator<Item = (Replstate, i64)>) -> i64 {
        if self.is_off() {
            return 0;
        }
        replicas.into_iter().filter(|(state, lag)| self.is_good(*state, *lag)).count() as i64
    }
    /// Whether a write passes, with so many good replicas; else `-NOREPLICAS`.
    /// `checkGoodReplicasStatus`
    pub fn accepts(self, good: i64) -> bool {
        self.is_off() || good >= self.to_write
    }
}

/// How many online replicas have acknowledged `offset`, for `WAIT`.
/// `replicationCountAcksByOffset`
pub fn acked(offset: i64, replicas: impl IntoIterator<Item = (Replstate, i64)>) -> i64 {
    let counts =
        |state: &Replstate, ack_offset: &i64| *state == Replstate::Online && *ack_offset >= offset;
    replicas.into_iter().filter(|(state, ack)| counts(state, ack)).count() as i64
}

//! What the requests and answers carry, under the names of the real fields where there is one.

use super::record::MetaEntry;
use super::rules::epochs::EpochOffset;
use super::rules::quorum_vote::VoteRequest;
use super::rules::unclean_recovery::LogInfo;
use super::rules::{BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch, PartitionEpoch, VoterId};
use super::words::{Errors, PartitionId};
use crate::words::{NodeId, OpId};

/// A voter asks for a vote, or whether it would get one.
#[derive(Clone, Copy, Hash, Debug)]
pub struct VoteAsked {
    /// Matches the answer to the request: the same for all that one election asks.
    pub asked: u32,
    /// The epoch of who asks.
    pub epoch: ControllerEpoch,
    /// The candidate, and its log.
    pub ask: VoteRequest,
    /// The candidate's process.
    pub process: NodeId,
}

/// Answers a vote request.
#[derive(Clone, Copy, Hash, Debug)]
pub struct VoteResponse {
    /// Matches the answer to the request.
    pub asked: u32,
    /// The epoch of who answers.
    pub epoch: ControllerEpoch,
    /// The leader of that epoch, if known.
    pub leader: Option<VoterId>,
    /// What was asked.
    pub pre_vote: bool,
    /// Who asked.
    pub candidate: VoterId,
    /// Granted.
    pub granted: bool,
}

/// A fetch of metadata, by a voter or by a broker.
#[derive(Clone, Copy, Hash, Debug)]
pub struct QuorumFetch {
    /// Matches the answer to the request.
    pub asked: u32,
    /// The epoch of who asks.
    pub epoch: ControllerEpoch,
    /// The offset it wants: the end of its log.
    pub offset: i64,
    /// The epoch of its last record.
    pub last_epoch: ControllerEpoch,
    /// The high watermark it knows (KIP-1166).
    pub high_watermark: i64,
}

/// The answer.
#[derive(Clone, Hash, Debug)]
pub struct QuorumFetchResponse {
    /// Matches the answer to the request.
    pub asked: u32,
    /// NONE, or why not.
    pub error: Errors,
    /// The epoch of who answers.
    pub epoch: ControllerEpoch,
    /// Who leads it.
    pub leader: Option<VoterId>,
    /// The leader's high watermark.
    pub high_watermark: i64,
    /// Where the two logs part: the epoch and its end in the leader's log.
    pub diverging: Option<(ControllerEpoch, i64)>,
    /// The records.
    pub entries: Vec<MetaEntry>,
}

/// A broker is alive, and what it wants.
#[derive(Clone, Copy, Hash, Debug)]
pub struct BrokerHeartbeat {
    /// Matches the answer to the request.
    pub asked: u32,
    /// Who.
    pub broker: BrokerId,
    /// Its registration.
    pub epoch: BrokerEpoch,
    /// How far it has replayed the metadata.
    pub offset: i64,
    /// It is not ready yet.
    pub want_fence: bool,
    /// It wants to stop.
    pub want_shut_down: bool,
}

/// The answer.
#[derive(Clone, Copy, Hash, Debug)]
pub struct BrokerHeartbeatResponse {
    /// Matches the answer to the request.
    pub asked: u32,
    /// NONE, or why not.
    pub error: Errors,
    /// It is fenced.
    pub fenced: bool,
    /// It may stop.
    pub should_shut_down: bool,
}

/// What became of a proposed ISR.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Altered {
    /// Of which partition.
    pub partition: PartitionId,
    /// NONE, or why not.
    pub error: Errors,
    /// The ISR now.
    pub isr: Vec<BrokerId>,
    /// The leader epoch now.
    pub leader_epoch: LeaderEpoch,
    /// The partition epoch now.
    pub partition_epoch: PartitionEpoch,
}

/// How much a broker has of partitions.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LogInfoResponse {
    /// Who.
    pub broker: BrokerId,
    /// Its registration.
    pub broker_epoch: BrokerEpoch,
    /// Partition by partition.
    pub partitions: Vec<(PartitionId, LogInfo)>,
}

/// A record of the topic.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rec {
    /// The leader epoch it was written in.
    pub epoch: LeaderEpoch,
    /// The operation that wrote it; `None` for what was there before the run.
    pub op: Option<OpId>,
}

/// A request for records.
#[derive(Clone, Hash, Debug)]
pub struct Fetch {
    /// Matches the answer to the request.
    pub asked: u32,
    /// The follower and its registration; `None` for a consumer.
    pub replica: Option<(BrokerId, BrokerEpoch)>,
    /// What it wants.
    pub partitions: Vec<FetchPartition>,
}

/// What is wanted of one partition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FetchPartition {
    /// Of which partition.
    pub partition: PartitionId,
    /// The leader epoch it believes in; `None`: not checked.
    pub leader_epoch: Option<LeaderEpoch>,
    /// From this offset on: for a follower the end of its log, and thereby its acknowledgement.
    pub offset: i64,
    /// The epoch of its last record; `None` for an empty log or a consumer.
    pub last_epoch: Option<LeaderEpoch>,
}

/// The answer: only partitions with news.
#[derive(Clone, Hash, Debug)]
pub struct FetchResponse {
    /// Matches the answer to the request.
    pub asked: u32,
    /// What there is.
    pub partitions: Vec<Fetched>,
}

/// What there is of one partition.
#[derive(Clone, Hash, Debug)]
pub struct Fetched {
    /// Of which partition.
    pub partition: PartitionId,
    /// NONE, or why not.
    pub error: Errors,
    /// The offset that was asked for.
    pub offset: i64,
    /// The leader epoch in which it was asked; `None`: the request named none.
    pub leader_epoch: Option<LeaderEpoch>,
    /// The leader's high watermark.
    pub high_watermark: i64,
    /// The leader's log end: with OFFSET_OUT_OF_RANGE, what ListOffsets would answer.
    pub log_end: i64,
    /// Where the two logs part: the epoch and its end in the leader's log.
    pub diverging: Option<EpochOffset>,
    /// The records.
    pub records: Vec<Rec>,
}

/// Where an epoch ends in the leader's log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct EpochEnd {
    /// Of which partition.
    pub partition: PartitionId,
    /// NONE, or why not.
    pub error: Errors,
    /// The leader epoch in which it was asked.
    pub asked_in: LeaderEpoch,
    /// The largest epoch up to the one asked for; `None`: not known.
    pub end: Option<EpochOffset>,
}

/// A batch of records to be written.
#[derive(Clone, Hash, Debug)]
pub struct Produce {
    /// Matches the answer to the request.
    pub asked: u32,
    /// To which partition.
    pub partition: PartitionId,
    /// 0, 1 or -1 (all).
    pub acks: i8,
    /// The broker answers after so many ms at the latest.
    pub timeout: u32,
    /// The broker is to drop what it has already.
    pub idempotent: bool,
    /// The records.
    pub ops: Vec<OpId>,
}

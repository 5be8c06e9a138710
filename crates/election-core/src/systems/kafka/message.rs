//! What processes say to each other, under the names of the real requests.

use super::rules::isr_change::AlterPartition;
use super::rules::{BrokerEpoch, BrokerId, ControllerEpoch, LeaderEpoch, VoterId};
pub use super::wire::*;
use super::words::{Errors, Incarnation, PartitionId};
use super::zk::control::{Control, Obeyed};
use crate::protocol::{self, MessageKind, Transport};
use crate::systems::zookeeper;
use crate::view::{Ballot, Glyph};
use crate::words::NodeId;

/// A message.
#[derive(Clone, Hash, Debug)]
pub enum Message {
    /// A voter asks for a vote, or whether it would get one.
    Vote(VoteAsked),
    /// The answer.
    VoteResponse(VoteResponse),
    /// The new leader of the quorum announces itself.
    BeginQuorumEpoch(ControllerEpoch, VoterId),
    /// A voter has heard the announcement.
    BeginQuorumEpochResponse(ControllerEpoch),
    /// The leader of the quorum gives up; its successors, the longest log first.
    EndQuorumEpoch(ControllerEpoch, VoterId, Vec<VoterId>),
    /// Fetch of `__cluster_metadata`.
    QuorumFetch(QuorumFetch),
    /// Records of `__cluster_metadata`.
    QuorumFetchResponse(QuorumFetchResponse),
    /// A broker registers.
    BrokerRegistration {
        /// Matches the answer to the request.
        asked: u32,
        /// Who.
        broker: BrokerId,
        /// Which start of its process.
        incarnation: Incarnation,
        /// The epoch in which it last stopped in good order; -1: none.
        previous: BrokerEpoch,
    },
    /// The answer, with the number of the request: its epoch.
    BrokerRegistrationResponse(u32, Errors, BrokerEpoch),
    /// A broker is alive.
    BrokerHeartbeat(BrokerHeartbeat),
    /// The answer.
    BrokerHeartbeatResponse(BrokerHeartbeatResponse),
    /// A leader proposes ISRs.
    AlterPartition {
        /// The leader.
        broker: BrokerId,
        /// Matches the answer to the request.
        asked: u32,
        /// Its proposals.
        changes: Vec<(PartitionId, AlterPartition)>,
    },
    /// What became of them.
    AlterPartitionResponse {
        /// NONE, or why the whole request was refused.
        error: Errors,
        /// Matches the answer to the request.
        asked: u32,
        /// Proposal by proposal.
        results: Vec<Altered>,
    },
    /// A follower, or a consumer, asks for records.
    Fetch(Fetch),
    /// Records.
    FetchResponse(FetchResponse),
    /// A producer writes.
    Produce(Produce),
    /// The answer.
    ProduceResponse {
        /// Matches the answer to the request.
        asked: u32,
        /// NONE, or why not.
        error: Errors,
        /// The offset of the first record; -1: not written.
        offset: i64,
    },
    /// A client asks who leads; a number matches the answer to the request.
    Metadata(u32, PartitionId),
    /// Who leads, as this broker believes.
    MetadataResponse {
        /// Matches the answer to the request.
        asked: u32,
        /// Of which partition.
        partition: PartitionId,
        /// NONE, or why nobody is named.
        error: Errors,
        /// The leader.
        leader: Option<NodeId>,
        /// In which epoch; since 2.1 (KIP-320).
        leader_epoch: Option<LeaderEpoch>,
    },
    /// The controller to a broker: LeaderAndIsr, UpdateMetadata, StopReplica.
    Control(Box<Control>),
    /// The answer.
    Obeyed(Box<Obeyed>),
    /// A broker on ZooKeeper wants to stop.
    ControlledShutdown(BrokerId, BrokerEpoch),
    /// The answer: what it still leads.
    ControlledShutdownResponse(Errors, Vec<PartitionId>),
    /// A follower asks where epochs end: partition, leader epoch, epoch.
    OffsetForLeaderEpoch(u32, Vec<(PartitionId, LeaderEpoch, LeaderEpoch)>),
    /// The answer, partition by partition.
    OffsetForLeaderEpochResponse(u32, Vec<EpochEnd>),
    /// The active controller asks a broker how much it has of partitions (KIP-966, proposed).
    GetReplicaLogInfo(BrokerId, Vec<PartitionId>),
    /// The answer.
    GetReplicaLogInfoResponse(Box<LogInfoResponse>),
    /// Between ZooKeeper servers, or a broker and one of them.
    Zk(zookeeper::Message),
}

impl From<zookeeper::Message> for Message {
    fn from(message: zookeeper::Message) -> Message {
        Message::Zk(message)
    }
}

const QUORUM: Transport = Transport::Stream(0);
const CONTROL: Transport = Transport::Stream(1);
const DATA: Transport = Transport::Stream(2);

const fn kind(name: &'static str, transport: Transport) -> MessageKind {
    MessageKind { name, transport }
}

const OWN: [MessageKind; 29] = [
    kind("Vote", QUORUM),
    kind("VoteResponse", QUORUM),
    kind("BeginQuorumEpoch", QUORUM),
    kind("BeginQuorumEpochResponse", QUORUM),
    kind("EndQuorumEpoch", QUORUM),
    kind("QuorumFetch", QUORUM),
    kind("QuorumFetchResponse", QUORUM),
    kind("BrokerRegistration", CONTROL),
    kind("BrokerRegistrationResponse", CONTROL),
    kind("BrokerHeartbeat", CONTROL),
    kind("BrokerHeartbeatResponse", CONTROL),
    kind("AlterPartition", CONTROL),
    kind("AlterPartitionResponse", CONTROL),
    kind("Fetch", DATA),
    kind("FetchResponse", DATA),
    kind("Produce", DATA),
    kind("ProduceResponse", DATA),
    kind("Metadata", DATA),
    kind("MetadataResponse", DATA),
    kind("LeaderAndIsr", CONTROL),
    kind("UpdateMetadata", CONTROL),
    kind("StopReplica", CONTROL),
    kind("LeaderAndIsrResponse", CONTROL),
    kind("UpdateMetadataResponse", CONTROL),
    kind("StopReplicaResponse", CONTROL),
    kind("ControlledShutdown", CONTROL),
    kind("ControlledShutdownResponse", CONTROL),
    kind("OffsetForLeaderEpoch", DATA),
    kind("OffsetForLeaderEpochResponse", DATA),
];

/// What KIP-966 proposes. They come last: who adds a kind renumbers no other, and a run of the
/// releases stays as it is.
const PROPOSED: [MessageKind; 2] =
    [kind("GetReplicaLogInfo", CONTROL), kind("GetReplicaLogInfoResponse", CONTROL)];

/// How many kinds are of a release.
const RELEASED: usize = OWN.len() + zookeeper::KINDS.len();

/// The kinds, in the order of their numbers: Kafka's own, ZooKeeper's, the proposed ones.
pub const KINDS: &[MessageKind] = &{
    let mut all = [const { kind("", DATA) }; RELEASED + PROPOSED.len()];
    let mut i = 0;
    while i < all.len() {
        let of = if i < OWN.len() {
            &OWN[i]
        } else if i < RELEASED {
            &zookeeper::KINDS[i - OWN.len()]
        } else {
            &PROPOSED[i - RELEASED]
        };
        all[i] = kind(of.name, of.transport);
        i += 1;
    }
    all
};

/// The channel of metadata fetches.
pub const QUORUM_CHANNEL: u8 = 0;
/// The channel between a broker and the active controller.
pub const CONTROL_CHANNEL: u8 = 1;
/// The channel of records.
pub const DATA_CHANNEL: u8 = 2;

impl protocol::Message for Message {
    const KINDS: &'static [MessageKind] = KINDS;

    fn kind(&self) -> u8 {
        match self {
            Message::Vote(..) => 0,
            Message::VoteResponse(_) => 1,
            Message::BeginQuorumEpoch(..) => 2,
            Message::BeginQuorumEpochResponse(_) => 3,
            Message::EndQuorumEpoch(..) => 4,
            Message::QuorumFetch(_) => 5,
            Message::QuorumFetchResponse(_) => 6,
            Message::BrokerRegistration { .. } => 7,
            Message::BrokerRegistrationResponse(..) => 8,
            Message::BrokerHeartbeat(_) => 9,
            Message::BrokerHeartbeatResponse(_) => 10,
            Message::AlterPartition { .. } => 11,
            Message::AlterPartitionResponse { .. } => 12,
            Message::Fetch(_) => 13,
            Message::FetchResponse(_) => 14,
            Message::Produce(_) => 15,
            Message::ProduceResponse { .. } => 16,
            Message::Metadata(..) => 17,
            Message::MetadataResponse { .. } => 18,
            Message::Control(control) => 19 + control.place(),
            Message::Obeyed(obeyed) => 22 + obeyed.kind,
            Message::ControlledShutdown(..) => 25,
            Message::ControlledShutdownResponse(..) => 26,
            Message::OffsetForLeaderEpoch(..) => 27,
            Message::OffsetForLeaderEpochResponse(..) => 28,
            Message::Zk(message) => OWN.len() as u8 + message.kind(),
            Message::GetReplicaLogInfo(..) => RELEASED as u8,
            Message::GetReplicaLogInfoResponse(_) => RELEASED as u8 + 1,
        }
    }

    fn glyph(&self) -> Glyph {
        match self {
            Message::Vote(it) => Glyph::Ballot(Ballot { candidate: it.process, best: false }),
            Message::VoteResponse(answer) if !answer.granted => Glyph::Error,
            Message::QuorumFetch(_)
            | Message::BeginQuorumEpoch(..)
            | Message::BeginQuorumEpochResponse(_) => Glyph::Heartbeat,
            Message::QuorumFetchResponse(it) if it.error != Errors::None => Glyph::Error,
            Message::QuorumFetchResponse(it) => match it.entries.last() {
                Some(entry) => Glyph::Data { epoch: entry.epoch.0 },
                None => Glyph::Heartbeat,
            },
            Message::BrokerHeartbeat(_) => Glyph::Heartbeat,
            Message::BrokerHeartbeatResponse(it) if it.error == Errors::None => Glyph::Heartbeat,
            Message::Fetch(_) => Glyph::Heartbeat,
            Message::FetchResponse(it) => fetched_glyph(it),
            Message::BrokerRegistrationResponse(_, error, _)
            | Message::AlterPartitionResponse { error, .. }
            | Message::ProduceResponse { error, .. }
            | Message::MetadataResponse { error, .. }
                if *error != Errors::None =>
            {
                Glyph::Error
            }
            Message::BrokerHeartbeatResponse(_) => Glyph::Error,
            Message::VoteResponse(_)
            | Message::BrokerRegistrationResponse(..)
            | Message::AlterPartitionResponse { .. }
            | Message::ProduceResponse { .. }
            | Message::MetadataResponse { .. } => Glyph::Reply,
            Message::Zk(message) => message.glyph(),
            Message::Obeyed(it) if it.error != Errors::None => Glyph::Error,
            Message::ControlledShutdownResponse(error, _) if *error != Errors::None => Glyph::Error,
            Message::Obeyed(_)
            | Message::GetReplicaLogInfoResponse(_)
            | Message::ControlledShutdownResponse(..)
            | Message::OffsetForLeaderEpochResponse(..) => Glyph::Reply,
            Message::Control(_)
            | Message::GetReplicaLogInfo(..)
            | Message::ControlledShutdown(..)
            | Message::OffsetForLeaderEpoch(..)
            | Message::EndQuorumEpoch(..)
            | Message::BrokerRegistration { .. }
            | Message::AlterPartition { .. }
            | Message::Produce(_)
            | Message::Metadata(..) => Glyph::Request,
        }
    }

    fn text(&self) -> String {
        super::text::of(self)
    }
}

impl Message {
    /// The connection that it travels on.
    pub fn channel(&self) -> u8 {
        match KINDS[usize::from(protocol::Message::kind(self))].transport {
            Transport::Stream(channel) | Transport::Lane(channel) => channel,
            Transport::Datagram => 0,
        }
    }
}

fn fetched_glyph(response: &FetchResponse) -> Glyph {
    if response.partitions.iter().any(|it| it.error != Errors::None) {
        return Glyph::Error;
    }
    let last = response.partitions.iter().find_map(|it| it.records.last());
    last.map_or(Glyph::Heartbeat, |record| Glyph::Data { epoch: record.epoch.0 })
}

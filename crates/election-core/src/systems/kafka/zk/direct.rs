//! Before the controller: what a leader asks ZooKeeper itself, while it leads.
//! `core KafkaZooKeeper, Partition, KafkaApis`, apache/kafka at 842da7bfcdd (2012)

use super::super::broker::Broker;
use super::super::message::{Message, Produce};
use super::super::rules::BrokerId;
use super::super::rules::isr_change::AlterPartition;
use super::super::words::{Errors, PartitionId};
use super::super::{Fx, Kafka};
use super::office::Answer;
use super::{Then, znode};
use crate::systems::zookeeper::{ANY_VERSION, Request, Response};
use crate::words::NodeId;

impl Kafka {
    /// Before it appends, the broker looks whether the znode names it.
    /// `ensurePartitionLeaderOnThisBroker`
    pub(in super::super) fn ask_whether_it_leads(
        &self,
        node: &mut Broker,
        from: NodeId,
        batch: Produce,
        fx: &mut Fx,
    ) {
        let look = Request::get_data(&znode::leader(batch.partition), false);
        self.ask(node, look, Then::MayAppend(from, Box::new(batch)), fx);
    }

    pub(super) fn may_append(
        &self,
        node: &mut Broker,
        from: NodeId,
        batch: Produce,
        result: &Answer,
        fx: &mut Fx,
    ) {
        if leader_of(result) == Some(node.id) {
            return self.produce(node, from, batch, fx);
        }
        let (asked, error) = (batch.asked, Errors::NotLeaderOrFollower);
        match batch.acks {
            0 => fx.hang_up(from, super::super::message::DATA_CHANNEL),
            _ => fx.send(from, Message::ProduceResponse { asked, error, offset: -1 }),
        }
    }

    /// A client asks who leads: ZooKeeper is asked each time. `getTopicMetaDataFromZK`
    pub(in super::super) fn look_who_leads(
        &self,
        node: &mut Broker,
        from: (NodeId, u32),
        id: PartitionId,
        fx: &mut Fx,
    ) {
        let look = Request::get_data(&znode::leader(id), false);
        self.ask(node, look, Then::WhoLeads(from, id), fx);
    }

    pub(super) fn tell_who_leads(
        &self,
        (from, asked): (NodeId, u32),
        partition: PartitionId,
        result: &Answer,
        fx: &mut Fx,
    ) {
        let leader = leader_of(result).and_then(|id| self.settings.broker(id));
        let error = if leader.is_some() { Errors::None } else { Errors::LeaderNotAvailable };
        let leader_epoch = None;
        let answer = Message::MetadataResponse { asked, partition, error, leader, leader_epoch };
        fx.send(from, answer);
    }

    /// The leader writes its ISR beside whatever epoch it finds there: no version, no epoch of
    /// its own. `Partition.updateISRInZk`
    pub(super) fn isr_epoch_read(
        &self,
        node: &mut Broker,
        id: PartitionId,
        proposal: Box<AlterPartition>,
        result: &Answer,
        fx: &mut Fx,
    ) {
        let found = match result {
            Ok(Response::Data { data, .. }) => znode::isr_in(data),
            _ => None,
        };
        let Some((_, epoch)) = found else {
            self.take_back(node);
            return;
        };
        let isr: Vec<BrokerId> = proposal.new_isr.iter().map(|(id, _)| *id).collect();
        let data = znode::isr_data(&isr, epoch);
        let write = Request::set_data(&znode::isr(id), &data, ANY_VERSION);
        self.ask(node, write, Then::IsrWritten(id, proposal), fx);
    }
}

/// The broker that a leader's znode names.
fn leader_of(result: &Answer) -> Option<BrokerId> {
    match result {
        Ok(Response::Data { data, .. }) => znode::leader_in(data).map(|(id, _)| id),
        _ => None,
    }
}

//! The pull side of the quorum: followers and brokers fetch the metadata log; the offset they
//! ask for is their acknowledgement.

use super::{Controller, State};
use crate::systems::kafka::message::{Message, QuorumFetch, QuorumFetchResponse};
use crate::systems::kafka::rules::VoterId;
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::Errors;
use crate::systems::kafka::{Fx, Kafka};
use crate::words::NodeId;

/// How long a metadata fetch waits for news, in ms. `KafkaRaftClient.MAX_FETCH_WAIT_MS`
pub const MAX_FETCH_WAIT_MS: u64 = 500;

impl Kafka {
    /// A follower asks its leader for what comes after its log.
    pub(super) fn fetch_from_leader(&self, node: &mut Controller, fx: &mut Fx) {
        let leader = node.disk.leader.and_then(|id| self.settings.voter(id));
        let (State::Follower(_), Some(leader)) = (&node.state, leader) else { return };
        node.asked += 1;
        let ask = QuorumFetch {
            asked: node.asked,
            epoch: node.disk.epoch,
            offset: node.disk.log.end(),
            last_epoch: node.disk.log.last_epoch(),
            high_watermark: node.hw,
        };
        fx.send(leader, Message::QuorumFetch(ask));
    }

    /// The leader serves a fetch, now or when there is news.
    pub(super) fn serve_metadata(
        &self,
        node: &mut Controller,
        from: NodeId,
        ask: QuorumFetch,
        fx: &mut Fx,
    ) {
        let voter = VoterId(self.settings.id_of(from));
        if ask.epoch > node.disk.epoch && self.settings.voter(voter).is_some() {
            self.become_unattached(node, ask.epoch, fx);
        }
        let error = match node.reign() {
            _ if ask.epoch < node.disk.epoch => Errors::FencedLeaderEpoch,
            _ if ask.epoch > node.disk.epoch => Errors::UnknownLeaderEpoch,
            None => Errors::NotLeaderOrFollower,
            Some(_) => Errors::None,
        };
        if error != Errors::None {
            return self.refuse_metadata(node, from, ask, error, fx);
        }
        let (epoch, end) = node.disk.log.end_for(ask.last_epoch);
        if epoch < ask.last_epoch || end < ask.offset {
            let answer = QuorumFetchResponse {
                diverging: Some((epoch, end)),
                ..self.metadata_answer(node, &ask)
            };
            return fx.send(from, Message::QuorumFetchResponse(answer));
        }
        self.note_progress(node, voter, ask.offset, fx);
        let news = ask.offset < node.disk.log.end() || ask.high_watermark < node.hw;
        if let Some(reign) = node.reign_mut() {
            reign.parked.insert(from, ask);
        }
        if news {
            self.answer_parked(node, from, fx);
        } else {
            fx.arm_ms(Timer::ParkedQuorumFetch(from), MAX_FETCH_WAIT_MS);
        }
    }

    fn metadata_answer(&self, node: &Controller, ask: &QuorumFetch) -> QuorumFetchResponse {
        QuorumFetchResponse {
            asked: ask.asked,
            error: Errors::None,
            epoch: node.disk.epoch,
            leader: node.disk.leader,
            high_watermark: node.hw,
            diverging: None,
            entries: Vec::new(),
        }
    }

    pub(super) fn refuse_metadata(
        &self,
        node: &Controller,
        to: NodeId,
        ask: QuorumFetch,
        error: Errors,
        fx: &mut Fx,
    ) {
        let answer = QuorumFetchResponse { error, ..self.metadata_answer(node, &ask) };
        fx.send(to, Message::QuorumFetchResponse(answer));
    }

    /// Answers a fetch that waits: with news, or because it has waited long enough.
    pub(super) fn answer_parked(&self, node: &mut Controller, peer: NodeId, fx: &mut Fx) {
        let Some(ask) = node.reign_mut().and_then(|reign| reign.parked.remove(&peer)) else {
            return;
        };
        fx.disarm(Timer::ParkedQuorumFetch(peer));
        let entries = node.disk.log.from(ask.offset);
        let answer = QuorumFetchResponse { entries, ..self.metadata_answer(node, &ask) };
        fx.send(peer, Message::QuorumFetchResponse(answer));
    }

    /// Answers every fetch for which there is news.
    pub(super) fn answer_all_with_news(&self, node: &mut Controller, fx: &mut Fx) {
        let (end, hw) = (node.disk.log.end(), node.hw);
        let Some(reign) = node.reign() else { return };
        let waiting = reign.parked.iter();
        let ready: Vec<NodeId> = waiting
            .filter(|(_, ask)| ask.offset < end || ask.high_watermark < hw)
            .map(|(peer, _)| *peer)
            .collect();
        for peer in ready {
            self.answer_parked(node, peer, fx);
        }
    }

    /// A follower takes what its leader answers.
    pub(super) fn take_metadata(
        &self,
        node: &mut Controller,
        answer: QuorumFetchResponse,
        fx: &mut Fx,
    ) {
        self.hear_epoch(node, answer.epoch, answer.leader, fx);
        let current = answer.asked == node.asked && answer.epoch == node.disk.epoch;
        let State::Follower(has_fetched) = &mut node.state else { return };
        if !current {
            return;
        }
        if answer.error != Errors::None {
            fx.arm_ms(Timer::QuorumRetry, self.settings.quorum_retry);
            return;
        }
        *has_fetched = true;
        fx.arm_ms(Timer::QuorumFetchTimeout, self.settings.quorum_fetch_timeout);
        let log = &mut node.disk.log;
        if let Some((epoch, end)) = answer.diverging {
            let own = log.end_for(epoch).1;
            log.truncate(end.min(own));
        }
        for entry in answer.entries {
            log.push(entry);
        }
        node.hw = node.hw.max(answer.high_watermark.min(log.end()));
        node.image.catch_up(&node.disk.log, node.hw);
        self.fetch_from_leader(node, fx);
    }
}

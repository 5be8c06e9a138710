//! Leading the quorum: announcing, committing, and giving up when nobody is heard.

use super::active::Active;
use super::{Controller, State};
use crate::fact;
use crate::flat::{FlatMap, FlatSet};
use crate::systems::kafka::image::Image;
use crate::systems::kafka::message::{Message, QuorumFetch};
use crate::systems::kafka::record::{MetaEntry, MetaRecord};
use crate::systems::kafka::rules::VoterId;
use crate::systems::kafka::rules::quorum_leader::{CheckQuorum, high_watermark};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::Errors;
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;
use std::sync::Arc;

/// What only the leader of the quorum has. `raft LeaderState`
#[derive(Clone, Hash, Debug)]
pub struct Reign {
    /// The offset of the first record of this epoch.
    pub epoch_start: i64,
    /// How far every other voter has fetched, as far as known.
    pub ends: FlatMap<VoterId, i64>,
    /// Who has fetched lately. The timer itself is the world's, so its own time stays 0.
    pub heard: CheckQuorum,
    /// It goes on although no majority was heard in time.
    pub overdue: bool,
    /// The fetches that wait for news.
    pub parked: FlatMap<NodeId, QuorumFetch>,
    /// The active controller, once the first record of the epoch is committed.
    pub active: Option<Active>,
}

impl Reign {
    /// The other voters, the longest log first.
    pub fn successors(&self, me: VoterId) -> Vec<VoterId> {
        let mut others: Vec<(VoterId, i64)> =
            self.ends.iter().map(|(id, end)| (*id, *end)).filter(|(id, _)| *id != me).collect();
        others.sort_by_key(|(id, end)| (std::cmp::Reverse(*end), *id));
        others.into_iter().map(|(id, _)| id).collect()
    }
}

const LEADING: [Timer; 8] = [
    Timer::CheckQuorum,
    Timer::BeginQuorumEpoch,
    Timer::AppendLinger,
    Timer::BrokerSession,
    Timer::Rebalance,
    Timer::UncleanElection,
    Timer::UncleanRecovery,
    Timer::Election,
];

impl Kafka {
    /// A majority has voted for this voter.
    pub(super) fn become_leader(&self, node: &mut Controller, fx: &mut Fx) {
        self.leave_state(node, fx);
        node.disk.leader = Some(node.id);
        let voters: FlatSet<VoterId> = self.settings.voters.iter().map(|(id, _)| *id).collect();
        let timeout = self.settings.quorum_fetch_timeout * 3 / 2;
        let alone = voters.len() == 1;
        node.state = State::Leader(Box::new(Reign {
            epoch_start: node.disk.log.end(),
            ends: voters.iter().filter(|id| **id != node.id).map(|id| (*id, -1)).collect(),
            heard: CheckQuorum::new(node.id, voters, timeout as i64),
            overdue: false,
            parked: FlatMap::new(),
            active: None,
        }));
        let record = Arc::new(MetaRecord::LeaderChangeMessage(node.id));
        node.disk.log.push(MetaEntry { epoch: node.disk.epoch, record });
        if !alone {
            fx.arm_ms(Timer::CheckQuorum, timeout);
        }
        self.announce(node, fx);
        self.advance_hw(node, fx);
    }

    /// Tells every voter who leads; again every half fetch timeout (since 3.9).
    pub(super) fn announce(&self, node: &mut Controller, fx: &mut Fx) {
        if node.reign().is_some() {
            let message = Message::BeginQuorumEpoch(node.disk.epoch, node.id);
            fx.send_all(self.other_voters(node.id), &message);
            fx.arm_ms(Timer::BeginQuorumEpoch, self.settings.quorum_fetch_timeout / 2);
        }
    }

    /// A voter's fetch acknowledges everything before its offset.
    pub(super) fn note_progress(
        &self,
        node: &mut Controller,
        voter: VoterId,
        offset: i64,
        fx: &mut Fx,
    ) {
        let timeout = self.settings.quorum_fetch_timeout * 3 / 2;
        let Some(reign) = node.reign_mut() else { return };
        if !reign.ends.contains_key(&voter) {
            return;
        }
        reign.ends.insert(voter, offset);
        if reign.heard.fetch(voter, 0) {
            fx.arm_ms(Timer::CheckQuorum, timeout);
        }
        self.advance_hw(node, fx);
    }

    /// What a majority has is committed, once a record of this epoch is among it.
    pub(super) fn advance_hw(&self, node: &mut Controller, fx: &mut Fx) {
        let (own, previous, me) = (node.disk.log.end(), node.hw, node.id);
        let Some(reign) = node.reign() else { return };
        let mut ends: Vec<Option<i64>> =
            reign.ends.values().map(|end| Some(*end).filter(|end| *end >= 0)).collect();
        ends.push(Some(own));
        let start = reign.epoch_start;
        let rule = high_watermark(start, ends.iter().copied(), Some(previous));
        let hw = if self.settings.followed.raft_high_watermark { rule } else { Some(own) };
        let Some(hw) = hw.filter(|hw| *hw > previous) else { return };
        fx.cite(&cited::RAFT_HIGH_WATERMARK, "advance", || {
            let ends: Vec<String> =
                ends.iter().map(|end| end.map_or("?".into(), |end| end.to_string())).collect();
            vec![
                fact!("epochStartOffset", "is" => start),
                fact!("offsets", "are" => ends.join(" "), "leader" => me.0),
                fact!("highWatermark", "was" => previous, "is" => hw),
            ]
        });
        node.hw = hw;
        self.committed(node, fx);
        self.answer_all_with_news(node, fx);
    }

    /// No majority has fetched within 1.5 fetch timeouts: somebody else may lead by now.
    pub(super) fn quorum_lost(&self, node: &mut Controller, fx: &mut Fx) {
        let Some(reign) = node.reign() else { return };
        let successors = reign.successors(node.id);
        let (heard, needed) = (reign.heard.fetched().count() as i64, reign.heard.needed());
        fx.cite(&cited::RAFT_CHECK_QUORUM, "resign", || {
            let timeout = self.settings.quorum_fetch_timeout * 3 / 2;
            vec![
                fact!("timeout", "ms" => timeout),
                fact!("fetched", "voters" => heard, "needed" => needed),
            ]
        });
        if !self.settings.followed.raft_check_quorum {
            if let Some(reign) = node.reign_mut() {
                reign.overdue = true;
            }
            return;
        }
        let message = Message::EndQuorumEpoch(node.disk.epoch, node.id, successors);
        fx.send_all(self.other_voters(node.id), &message);
        self.leave_state(node, fx);
        node.state = State::Resigned;
        self.arm_election(fx);
    }

    /// The reign is over: who waits for an answer is told, and what was not committed is undone.
    pub(super) fn end_reign(&self, node: &mut Controller, fx: &mut Fx) {
        let state = std::mem::replace(&mut node.state, State::Resigned);
        let State::Leader(reign) = state else { return };
        for timer in LEADING {
            fx.disarm(timer);
        }
        for (peer, ask) in reign.parked {
            fx.disarm(Timer::ParkedQuorumFetch(peer));
            self.refuse_metadata(node, peer, ask, Errors::NotLeaderOrFollower, fx);
        }
        for (peer, answer) in reign.active.into_iter().flat_map(Active::refusals) {
            fx.send(peer, answer);
        }
        node.image = Image::replay(&node.disk.log, node.hw);
    }
}

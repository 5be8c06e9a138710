//! Leading a partition: taking over, giving up, and what counts as committed.
//! `core Partition`

use super::{Broker, Following, Pause, ReplicaRole};
use crate::fact;
use crate::systems::kafka::profile::{Profile, Truncates};
use crate::systems::kafka::rules::acks::{self, Progress};
use crate::systems::kafka::rules::follower::{FollowerState, Standing};
use crate::systems::kafka::rules::partition_change::Partition;
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId};
use crate::systems::kafka::words::PartitionId;
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::{NodeId, OpId, Time};

/// What only the leader of a partition has.
#[derive(Clone, Hash, Debug)]
pub struct Leading {
    /// Where its epoch starts.
    pub epoch_start: i64,
    /// The ISR that the controller has committed.
    pub isr: Vec<BrokerId>,
    /// The ISR that is proposed, until it is decided.
    pub pending: Option<Proposed>,
    /// Every other replica, as far as known; in the order of their ids.
    pub followers: Vec<(BrokerId, Follower)>,
    /// Writes that wait for the high watermark.
    pub waiting: Vec<Waiting>,
}

/// An ISR that a leader proposes. `PendingPartitionChange`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposed {
    /// Who is to be in it.
    pub isr: Vec<BrokerId>,
    /// What has become of it.
    pub fate: Fate,
}

/// What has become of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fate {
    /// It is to be sent, for the first time or again.
    Unsent,
    /// It is in the request of this number: only that answer decides it.
    Asked(u32),
    /// It was refused because the leader knows too little: the metadata will tell.
    Refused,
}

impl Proposed {
    /// It is to be sent.
    pub fn new(isr: Vec<BrokerId>) -> Proposed {
        Proposed { isr, fate: Fate::Unsent }
    }
}

/// A follower as its leader sees it.
#[derive(Clone, Copy, Hash, Debug)]
pub struct Follower {
    /// Its fetches.
    pub state: FollowerState,
    /// Its registration at its last fetch.
    pub broker_epoch: Option<BrokerEpoch>,
    /// The high watermark it was last told.
    pub told_hw: i64,
    /// When its log last grew, as far as known; in ms.
    pub moved_at: i64,
}

/// A write that waits for the high watermark: `acks=all`. `DelayedProduce`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Waiting {
    /// Whom to answer.
    pub client: NodeId,
    /// Matches the answer to the request.
    pub asked: u32,
    /// Its first record.
    pub first: i64,
    /// Its last record.
    pub last: i64,
    /// The operations.
    pub ops: Vec<OpId>,
    /// When it has waited long enough.
    pub deadline: Time,
}

impl Leading {
    /// A follower.
    pub fn follower(&self, id: BrokerId) -> Option<&Follower> {
        self.followers.iter().find(|(known, _)| *known == id).map(|(_, follower)| follower)
    }
    /// A follower, to change it.
    pub fn follower_mut(&mut self, id: BrokerId) -> Option<&mut Follower> {
        self.followers.iter_mut().find(|(known, _)| *known == id).map(|(_, follower)| follower)
    }
    /// Everybody who may be in the ISR by now: the committed one and the proposed one.
    pub fn is_in_maximal_isr(&self, id: BrokerId) -> bool {
        self.isr.contains(&id) || self.pending.as_ref().is_some_and(|it| it.isr.contains(&id))
    }
    /// How many these are.
    pub fn maximal_isr_size(&self) -> i64 {
        let new = |id: &&BrokerId| !self.isr.contains(id);
        let joining = self.pending.iter().flat_map(|it| &it.isr).filter(new).count();
        (self.isr.len() + joining) as i64
    }
}

impl Kafka {
    /// This broker leads from now on, or its ISR changed. `Partition.makeLeader`
    pub(in super::super) fn make_leader(
        &self,
        node: &mut Broker,
        id: PartitionId,
        now: &Partition,
        fx: &mut Fx,
    ) {
        let (me, at) = (node.id, fx.now().as_ms() as i64);
        let (Some(log), Some(replica)) = (node.disk.logs.get_mut(id), node.replicas.get_mut(id))
        else {
            return;
        };
        let new_epoch = now.leader_epoch > replica.leader_epoch;
        replica.leader_epoch = now.leader_epoch;
        replica.partition_epoch = now.partition_epoch;
        let old = match std::mem::replace(&mut replica.role, ReplicaRole::Leaderless) {
            ReplicaRole::Leader(leading) => Some(leading),
            _ => None,
        };
        // 0.11 notes an epoch with its first record.
        if new_epoch && self.settings.profile >= Profile::V24 {
            log.begin_epoch(now.leader_epoch);
        }
        let is_new = old.is_none();
        let others = now.replicas.iter().copied().filter(|id| *id != me);
        let known = |id: BrokerId| old.as_ref().and_then(|old| old.follower(id).copied());
        let mut followers: Vec<(BrokerId, Follower)> = others
            .map(|id| {
                let before = known(id);
                let state = before.map_or(FollowerState::EMPTY, |before| before.state);
                let state = if new_epoch || before.is_none() {
                    state.reset(at, log.end(), is_new, now.isr.contains(&id))
                } else {
                    state
                };
                let broker_epoch = before.and_then(|before| before.broker_epoch);
                (id, Follower { state, broker_epoch, told_hw: -1, moved_at: at })
            })
            .collect();
        followers.sort_unstable_by_key(|(id, _)| *id);
        let epoch_start = match &old {
            Some(old) if !new_epoch => old.epoch_start,
            _ => log.end(),
        };
        let leading = Leading {
            epoch_start,
            isr: now.isr.clone(),
            pending: None,
            followers,
            waiting: old.map_or_else(Vec::new, |old| old.waiting),
        };
        replica.role = ReplicaRole::Leader(Box::new(leading));
        self.advance(node, id, fx);
    }

    /// Another broker leads, or nobody. `Partition.makeFollower`
    pub(in super::super) fn make_follower(
        &self,
        node: &mut Broker,
        id: PartitionId,
        leader: Option<BrokerId>,
        now: &Partition,
        fx: &mut Fx,
    ) {
        self.refuse_waiting(node, id, fx);
        let Some(replica) = node.replicas.get_mut(id) else { return };
        let led = matches!(replica.role, ReplicaRole::Leader(_));
        let new_epoch = now.leader_epoch > replica.leader_epoch;
        let before = replica.following().filter(|it| !new_epoch && Some(it.leader) == leader);
        replica.leader_epoch = now.leader_epoch;
        replica.partition_epoch = now.partition_epoch;
        let asks =
            matches!(self.settings.profile.truncates(), Truncates::AskingOnce | Truncates::Asking);
        let begins = if asks && new_epoch { Pause::Truncating } else { Pause::Fetching };
        // "Skipped the become-follower state change … same leader epoch": it fetches on, or not.
        let pause = before.map_or(begins, |it| it.pause);
        replica.role = match leader {
            None => ReplicaRole::Leaderless,
            Some(leader) => ReplicaRole::Follower(Following { leader, pause }),
        };
        let by_hw = self.settings.profile.truncates() == Truncates::ToHighWatermark
            || !self.settings.followed.truncate;
        let cuts = new_epoch || !self.settings.profile.has_controller();
        if cuts && leader.is_some() && by_hw {
            self.truncate_to_hw(node, id, fx);
        }
        if led {
            self.refuse_fetches(node, id, fx);
        }
    }

    /// Whether a broker may be in the ISR, as far as this one knows the metadata.
    pub(super) fn standing_of(&self, node: &Broker, id: BrokerId) -> Standing {
        if !self.settings.profile.checks_isr_eligibility() {
            return Standing { fenced: false, in_controlled_shutdown: false };
        }
        let known = node.image.brokers.get(&id);
        Standing {
            fenced: known.is_none_or(|known| known.fenced),
            in_controlled_shutdown: known
                .is_some_and(|known| known.in_controlled_shutdown.is_some()),
        }
    }

    /// Moves the high watermark as far as everybody has come who is waited for.
    /// `maybeIncrementLeaderHW`
    pub(super) fn advance(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        let (now, lag) = (fx.now().as_ms() as i64, self.settings.lag_max as i64);
        let Some(leading) = node.leading(id) else { return };
        let (Some(log), Some(replica)) = (node.log(id), node.replicas.get(id)) else { return };
        let (end, old) = (log.end(), replica.hw);
        if old >= end {
            return;
        }
        let maximal =
            self.settings.followed.maximal_isr && self.settings.profile.waits_for_maximal_isr();
        let progress: Vec<(BrokerId, Progress)> = leading
            .followers
            .iter()
            .map(|(id, follower)| {
                let progress = Progress {
                    log_end_offset: follower.state.log_end_offset,
                    in_maximal_isr: if maximal {
                        leading.is_in_maximal_isr(*id)
                    } else {
                        leading.isr.contains(id)
                    },
                    caught_up: maximal && follower.state.is_caught_up(now, end, lag),
                    standing: self.standing_of(node, *id),
                };
                (*id, progress)
            })
            .collect();
        let min = self.settings.effective_min_isr(leading.followers.len() + 1);
        let size = leading.isr.len() as i64;
        let under = acks::min_isr_state(size, min).is_lt()
            && self.settings.followed.produce
            && self.settings.profile.freezes_below_min_isr();
        let followers = progress.iter().map(|(_, progress)| *progress);
        let new = acks::high_watermark(old, end, followers, under).min(end);
        if new > old {
            fx.cite(&cited::HIGH_WATERMARK, "advance", || {
                let mut facts = vec![
                    fact!("isrSize", "isrSize" => size, "minIsr" => min),
                    fact!("leaderLogEndOffset", "leaderLogEndOffset" => end),
                ];
                facts.extend(progress.iter().map(|(id, progress)| {
                    fact!("followers", "id" => *id, "logEndOffset" => progress.log_end_offset,
                        "waitedFor" => progress.is_waited_for())
                }));
                facts.push(fact!("highWatermark", "highWatermark" => old, "new" => new));
                facts
            });
            if let Some(replica) = node.replicas.get_mut(id) {
                replica.hw = new;
            }
            self.complete_writes(node, id, fx);
            self.wake_consumers(node, id, fx);
        }
    }
}

//! Why nobody leads: what the controllers or a broker still wait for, by what each knows itself.

use super::broker::{Broker, Replica, ReplicaRole};
use super::controller::{Controller, Reign, State};
use super::rules::partition_change::Partition;
use super::rules::quorum_vote::Election;
use super::rules::{BrokerId, VoterId};
use super::words::PartitionId;
use super::zk::office::Office;
use super::{Kafka, Node, cited};
use crate::effects::Citation;
use crate::fact;
use crate::protocol::{Peek, Unmet};
use crate::rule::Rule;
use crate::value::Value;

/// A condition, and how far it is from being met.
fn unmet(rule: &'static Rule, verdict: &'static str, short: i64, because: Vec<Value>) -> Unmet {
    let short = u32::try_from(short.max(0)).unwrap_or(u32::MAX);
    Unmet { citation: Citation { rule, verdict, because }, short }
}

/// Whether one that is there may lead: of the ISR (ELR), or any replica in an unclean election.
fn may_lead(first: &[BrokerId], all: &[BrokerId], there: &[BrokerId], unclean: bool) -> bool {
    let from = if unclean { all } else { first };
    from.iter().any(|id| there.contains(id))
}

impl Kafka {
    /// What keeps the first partition, or the quorum of controllers, from having a leader.
    pub(super) fn unmet_of(&self, node: &Node, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        match node {
            Node::Controller(it) => self.controller_misses(it, nodes),
            Node::Broker(it) => self.broker_misses(it, nodes),
            Node::Zookeeper(it) => self.settings.ensemble.as_ref()?.unmet(it),
            Node::Producer(_) | Node::Consumer(_) => None,
        }
    }

    fn controller_misses(&self, node: &Controller, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        let voters = self.settings.voters.len() as i64;
        let majority = voters / 2 + 1;
        match &node.state {
            State::Follower(_) => None,
            State::Prospective(election) | State::Candidate(election) => Some(votes(election)),
            State::Unattached | State::Resigned => {
                let why = vec![
                    fact!("state", "is" => format!("{:?}", node.state.name())),
                    fact!("votes", "granted" => 0, "rejected" => 0, "majority" => majority),
                ];
                Some(unmet(&cited::RAFT_TALLY, "waiting", majority, why))
            }
            State::Leader(reign) if reign.active.is_none() => Some(uncommitted(node, reign)),
            State::Leader(_) => self.partition_misses(node, nodes),
        }
    }

    /// The active controller: nobody may lead, or the session of a leader that is gone is good
    /// still.
    fn partition_misses(&self, node: &Controller, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        let partition = node.image.partition(PartitionId::FOCUS)?;
        let Some(leader) = partition.leader else {
            let active = node.image.brokers.iter().filter(|(_, it)| it.is_active());
            let acceptable: Vec<BrokerId> = active.map(|(id, _)| *id).collect();
            return Some(self.nobody_may_lead(partition, acceptable, 1));
        };
        let contact = node.reign()?.active.as_ref()?.contacts.get(&leader)?;
        self.is_gone(leader, nodes).then(|| {
            let why = vec![
                fact!("broker", "id" => leader, "lastContactMs" => contact.as_ms() as i64),
                fact!("broker.session.timeout.ms",
                    "timeout" => self.settings.session_timeout as i64),
            ];
            unmet(&cited::BROKER_SESSION, "valid", 0, why)
        })
    }

    /// Which replicas are missing: those in the ISR (in the ELR, if that is empty) are not there,
    /// and no other may. If one is there, the election is still to come.
    fn nobody_may_lead(
        &self,
        partition: &Partition,
        acceptable: Vec<BrokerId>,
        short: i64,
    ) -> Unmet {
        let from_elr = partition.isr.is_empty();
        let (source, ids) = match from_elr {
            true => ("elr", partition.elr.clone()),
            false => ("isr", partition.isr.clone()),
        };
        let can = may_lead(&ids, &partition.replicas, &acceptable, self.settings.unclean);
        let why = vec![
            fact!("partition", "id" => i64::from(PartitionId::FOCUS.0)),
            fact!("replicas", "replicas" => partition.replicas.clone()),
            fact!("acceptable", "acceptable" => acceptable),
            fact!("unclean.leader.election.enable", "is" => self.settings.unclean),
            fact!(source, source => ids),
        ];
        match can {
            true => unmet(&cited::ELECT_LEADER, "waiting", short - 1, why),
            false => unmet(&cited::ELECT_LEADER, "none", short, why),
        }
    }

    /// Whether the process of a broker does not run.
    fn is_gone(&self, id: BrokerId, nodes: &[Peek<'_, Node>]) -> bool {
        let process = self.settings.broker(id);
        nodes.iter().any(|peek| Some(peek.id) == process && !peek.up)
    }

    fn broker_misses(&self, node: &Broker, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        if let Some(office) = node.zk.as_ref().and_then(|zk| zk.office.as_ref())
            && let Some(why) = self.office_misses(office, nodes)
        {
            return Some(why);
        }
        let replica = node.replicas.get(PartitionId::FOCUS)?;
        if !self.settings.profile.has_controller() {
            return self.contestant_misses(node, replica, nodes);
        }
        if !matches!(replica.role, ReplicaRole::Leaderless) {
            return None;
        }
        match node.zk {
            Some(_) => Some(self.untold(node)),
            None => Some(self.not_let_in(node)),
        }
    }

    /// On ZooKeeper the controller decides, by the znodes of the brokers.
    fn office_misses(&self, office: &Office, nodes: &[Peek<'_, Node>]) -> Option<Unmet> {
        let partition = office.partition(PartitionId::FOCUS)?;
        let live: Vec<BrokerId> = office.live.keys().copied().collect();
        let of_partition = vec![
            fact!("partition", "id" => i64::from(PartitionId::FOCUS.0)),
            fact!("assignment", "assignment" => partition.replicas.clone()),
            fact!("live", "live" => live.clone()),
        ];
        let Some(leader) = partition.leader.filter(|id| office.is_online(*id)) else {
            let why = of_partition.into_iter().chain([
                fact!("unclean.leader.election.enable", "is" => self.settings.unclean),
                fact!("isr", "isr" => partition.isr.clone()),
            ]);
            let unclean = self.settings.unclean;
            return Some(match may_lead(&partition.isr, &partition.replicas, &live, unclean) {
                true => unmet(&cited::ELECT_LEADER_ZK, "waiting", 0, why.collect()),
                false => unmet(&cited::ELECT_LEADER_ZK, "none", 1, why.collect()),
            });
        };
        self.is_gone(leader, nodes).then(|| {
            let timeout = self.settings.zk_session_timeout as i64;
            let why = of_partition.into_iter().chain([
                fact!("zookeeper.session.timeout.ms", "broker" => leader, "timeout" => timeout),
            ]);
            unmet(&cited::ELECT_LEADER_ZK, "waiting", 0, why.collect())
        })
    }

    /// A broker on ZooKeeper that no controller has told to lead or to follow. Who decides is
    /// nearer to an election than who only hears of it.
    fn untold(&self, node: &Broker) -> Unmet {
        let zk = node.zk.as_ref();
        let session = zk.map_or("", |zk| zk.handle.state().name());
        let controller = zk.and_then(|zk| zk.controller);
        let why = vec![
            fact!("session", "state" => session),
            fact!("brokerEpoch", "own" => node.life.epoch),
            fact!("/controller", "brokerid" => controller),
        ];
        match (node.life.epoch, controller) {
            (Some(_), Some(_)) => unmet(&cited::CONTROL_REQUEST, "waiting", 2, why),
            _ => unmet(&cited::CONTROLLER_RACE, "waiting", 2, why),
        }
    }

    /// Before the controller each replica waits for the leader's znode to go, and then for its
    /// own.
    fn contestant_misses(
        &self,
        node: &Broker,
        replica: &Replica,
        nodes: &[Peek<'_, Node>],
    ) -> Option<Unmet> {
        let zk = node.zk.as_ref()?;
        let session = fact!("session", "state" => zk.handle.state().name());
        let partition = fact!("partition", "id" => i64::from(PartitionId::FOCUS.0));
        match replica.following() {
            Some(following) if self.is_gone(following.leader, nodes) => {
                let timeout = self.settings.zk_session_timeout as i64;
                let why = vec![
                    partition,
                    session,
                    fact!("zookeeper.session.timeout.ms",
                        "broker" => following.leader, "timeout" => timeout),
                ];
                Some(unmet(&cited::LEADER_RACE, "waiting", 0, why))
            }
            None if matches!(replica.role, ReplicaRole::Leaderless) => {
                Some(unmet(&cited::LEADER_RACE, "waiting", 1, vec![partition, session]))
            }
            _ => None,
        }
    }

    /// A broker of a KRaft cluster: fenced, or with metadata that name no leader.
    fn not_let_in(&self, node: &Broker) -> Unmet {
        let known = node.image.partition(PartitionId::FOCUS);
        match (node.life.epoch, known) {
            (Some(epoch), Some(partition)) if node.image.applied > epoch.0 => {
                let active = node.image.brokers.iter().filter(|(_, it)| it.is_active());
                self.nobody_may_lead(partition, active.map(|(id, _)| *id).collect(), 2)
            }
            (epoch, _) => {
                let leader = node.observer.leader.map(|VoterId(id)| id);
                let why = vec![
                    fact!("controller", "leaderId" => leader),
                    fact!("currentMetadataOffset",
                        "currentMetadataOffset" => node.image.applied - 1,
                        "registrationOffset" => epoch),
                ];
                unmet(&cited::BROKER_HEARTBEAT, "FENCED", 2, why)
            }
        }
    }
}

/// How many votes are missing.
fn votes(election: &Election) -> Unmet {
    let (yes, no, needed) = (election.grants(), election.rejections(), election.majority());
    let why = vec![fact!("votes", "granted" => yes, "rejected" => no, "majority" => needed)];
    unmet(&cited::RAFT_TALLY, "waiting", needed - yes, why)
}

/// It leads, but its first record is not committed: how many voters have not fetched it.
fn uncommitted(node: &Controller, reign: &Reign) -> Unmet {
    let start = reign.epoch_start;
    let have = 1 + reign.ends.values().filter(|end| **end > start).count() as i64;
    let majority = (reign.ends.len() as i64 + 1) / 2 + 1;
    let why = vec![
        fact!("epochStartOffset", "is" => start),
        fact!("highWatermark", "is" => node.hw),
        fact!("fetched", "voters" => have, "needed" => majority),
    ];
    unmet(&cited::RAFT_HIGH_WATERMARK, "waiting", majority - have, why)
}

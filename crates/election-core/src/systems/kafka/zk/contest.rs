//! Before the controller: every replica watches the znode of its leader, asks itself whether it
//! may lead when that is gone, and tries to be the first to create it again.
//! `core KafkaZooKeeper.LeaderChangeListener, leaderElection`, apache/kafka at 842da7bfcdd (2012)

use super::super::broker::{Broker, ReplicaRole};
use super::super::rules::partition_change::Partition;
use super::super::rules::replica_election::{self, Claim, NoClaim};
use super::super::rules::{BrokerId, LeaderEpoch, PartitionEpoch};
use super::super::timer::Timer;
use super::super::words::PartitionId;
use super::super::{Fx, Kafka, cited};
use super::office::Answer;
use super::znode::{self, Topic};
use super::{Then, startup};
use crate::fact;
use crate::flat::FlatSet;
use crate::systems::zookeeper::{ANY_VERSION, CreateMode, Error, Request, Response};
use std::collections::VecDeque;
use std::sync::Arc;

/// The partitions whose leader's znode changed: looked at one after the other, by the one thread
/// of the client of ZooKeeper. `ZkEventThread`
#[derive(Clone, Hash, Debug, Default)]
pub struct Contests {
    queue: VecDeque<PartitionId>,
    running: Option<Contest>,
}

/// What a replica has read.
#[derive(Clone, Hash, Debug)]
struct Contest {
    id: PartitionId,
    assigned: Vec<BrokerId>,
    isr: Vec<BrokerId>,
    epoch: LeaderEpoch,
}

/// What a contest waits for: each step is a request of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// Whether there is a leader; the watch is set with it.
    Watch,
    /// Who that is.
    Look,
    /// The assigned replicas.
    Assigned,
    /// The ISR.
    Isr,
    /// The brokers that live.
    Live,
    /// The last epoch: it stands beside the ISR.
    Epoch,
    /// The one create that decides.
    Create,
    /// Somebody was faster: who?
    Winner,
    /// The ISR as it is now.
    IsrAgain,
    /// The second step of taking over: nothing says that nobody else does it, too.
    WriteIsr,
}

impl Kafka {
    /// Who holds which partition is read: each replica begins. `startReplicasForPartitions`
    pub(super) fn start_replicas(&self, node: &mut Broker, result: Answer, fx: &mut Fx) {
        let Ok(Response::Data { data, .. }) = result else { return };
        for (id, replicas) in Topic::decode(&data).partitions {
            if replicas.contains(&node.id) {
                node.know_replica(id);
                self.contest(node, id, fx);
            }
        }
    }

    /// The run begins at work: only the watches are missing.
    pub(super) fn watch_leaders(&self, node: &mut Broker, fx: &mut Fx) {
        let ids: Vec<PartitionId> = node.replicas.ids().collect();
        for id in ids {
            let watch = Request::exists(&znode::leader(id), true);
            self.ask(node, watch, Then::LeaderWatched(id), fx);
        }
    }

    /// The leader of a partition may be another, or none.
    pub(super) fn contest(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        zk.contests.queue.push_back(id);
        self.next_contest(node, fx);
    }

    fn next_contest(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(zk) = &mut node.zk else { return };
        if zk.contests.running.is_some() {
            return;
        }
        let Some(id) = zk.contests.queue.pop_front() else { return };
        let (assigned, isr, epoch) = (Vec::new(), Vec::new(), LeaderEpoch(0));
        zk.contests.running = Some(Contest { id, assigned, isr, epoch });
        self.contest_asks(node, Stage::Watch, fx);
    }

    fn contest_over(&self, node: &mut Broker, fx: &mut Fx) {
        if let Some(zk) = &mut node.zk {
            zk.contests.running = None;
        }
        self.next_contest(node, fx);
    }

    fn contest_asks(&self, node: &mut Broker, stage: Stage, fx: &mut Fx) {
        let me = node.id;
        let Some(contest) = node.zk.as_ref().and_then(|zk| zk.contests.running.as_ref()) else {
            return;
        };
        let (leader, isr) = (znode::leader(contest.id), znode::isr(contest.id));
        let request = match stage {
            Stage::Watch => Request::exists(&leader, true),
            Stage::Look => Request::get_data(&leader, true),
            Stage::Assigned => Request::get_data(znode::TOPIC, false),
            Stage::Isr | Stage::Epoch | Stage::IsrAgain => Request::get_data(&isr, false),
            Stage::Live => Request::get_children(znode::BROKER_IDS, false),
            Stage::Create => {
                let data = znode::leader_data(me, contest.epoch);
                Request::create(&leader, &data, CreateMode::EPHEMERAL)
            }
            Stage::Winner => Request::get_data(&leader, false),
            Stage::WriteIsr => {
                let data = znode::isr_data(&contest.isr, contest.epoch);
                Request::set_data(&isr, &data, ANY_VERSION)
            }
        };
        self.ask(node, request, Then::Contest(stage), fx);
    }

    /// ZooKeeper answers: the next step.
    pub(super) fn contest_answered(
        &self,
        node: &mut Broker,
        stage: Stage,
        result: Answer,
        fx: &mut Fx,
    ) {
        let me = node.id;
        let Some(contest) = node.zk.as_mut().and_then(|zk| zk.contests.running.as_mut()) else {
            return;
        };
        let next = match (stage, result) {
            (Stage::Watch, Ok(_)) => Stage::Look,
            (Stage::Watch | Stage::Look, Err(Error::NoNode)) => Stage::Assigned,
            (Stage::Assigned, Ok(Response::Data { data, .. })) => {
                let replicas = Topic::decode(&data).partitions.remove(&contest.id);
                contest.assigned = replicas.unwrap_or_default();
                Stage::Isr
            }
            (Stage::Isr, Ok(Response::Data { data, .. })) => {
                contest.isr = znode::isr_in(&data).map(|(isr, _)| isr).unwrap_or_default();
                Stage::Live
            }
            (Stage::Live, Ok(Response::Children { names, .. })) => {
                let live = names.iter().filter_map(|name| name.parse().ok().map(BrokerId));
                return self.ask_itself(node, &live.collect(), fx);
            }
            (Stage::Epoch, Ok(Response::Data { data, .. })) => {
                let last = znode::isr_in(&data).map_or(LeaderEpoch(0), |(_, epoch)| epoch);
                contest.epoch = LeaderEpoch(last.0 + 1);
                Stage::Create
            }
            (Stage::Create, Ok(_)) => Stage::IsrAgain,
            (Stage::Create, Err(Error::NodeExists)) => Stage::Winner,
            // The first try came through although the connection broke.
            (Stage::Winner, Ok(Response::Data { data, .. }))
                if *data == *znode::leader_data(me, contest.epoch) =>
            {
                Stage::IsrAgain
            }
            (Stage::IsrAgain, Ok(Response::Data { data, .. })) => {
                let isr = znode::isr_in(&data).map(|(isr, _)| isr).unwrap_or_default();
                contest.isr = replica_election::isr_of_winner(me, isr);
                Stage::WriteIsr
            }
            (Stage::WriteIsr, Ok(Response::Stat(stat))) => {
                return self.contest_won(node, stat.version, fx);
            }
            (Stage::Look, Ok(Response::Data { data, .. })) => {
                return self.leader_found(node, &data, fx);
            }
            (Stage::Winner, Ok(Response::Data { data, .. })) => {
                cite_race(contest, me, "lost", fx);
                return self.leader_found(node, &data, fx);
            }
            // "Lost leader right after leader election": the watch will tell.
            _ => return self.contest_over(node, fx),
        };
        self.contest_asks(node, next, fx);
    }

    /// `canBecomeLeader`, and the wait of all but the preferred replica.
    fn ask_itself(&self, node: &mut Broker, live: &FlatSet<BrokerId>, fx: &mut Fx) {
        let me = node.id;
        let Some(contest) = node.zk.as_ref().and_then(|zk| zk.contests.running.as_ref()) else {
            return;
        };
        let (assigned, isr) = (&contest.assigned, &contest.isr);
        let claim = replica_election::may_lead(me, assigned, isr, live);
        cite_claim(contest, me, live, claim, fx);
        if claim.is_err() {
            self.contest_over(node, fx);
        } else if replica_election::gives_way(me, assigned, live) {
            fx.arm_ms(Timer::PreferredReplica, self.settings.preferred_wait);
        } else {
            self.contest_asks(node, Stage::Epoch, fx);
        }
    }

    /// `preferred.replica.wait.time` is over.
    pub(super) fn tries_to_lead(&self, node: &mut Broker, fx: &mut Fx) {
        self.contest_asks(node, Stage::Epoch, fx);
    }

    /// Its znode, and the ISR written: it leads.
    fn contest_won(&self, node: &mut Broker, version: i32, fx: &mut Fx) {
        let me = node.id;
        let Some(contest) = node.zk.as_ref().and_then(|zk| zk.contests.running.clone()) else {
            return;
        };
        cite_race(&contest, me, "won", fx);
        let now = Partition {
            leader: Some(me),
            leader_epoch: contest.epoch,
            isr: contest.isr,
            partition_epoch: PartitionEpoch(version.into()),
            ..startup::unknown(&contest.assigned)
        };
        self.make_leader(node, contest.id, &now, fx);
        node.image.set_partition(contest.id, Arc::new(now));
        self.contest_over(node, fx);
    }

    /// There is a leader: unless it is this broker, its replica follows, and cuts its log to the
    /// high watermark. `becomeFollower`
    fn leader_found(&self, node: &mut Broker, data: &str, fx: &mut Fx) {
        let contest = node.zk.as_ref().and_then(|zk| zk.contests.running.as_ref());
        let (Some(id), Some((leader, epoch))) =
            (contest.map(|contest| contest.id), znode::leader_in(data))
        else {
            return self.contest_over(node, fx);
        };
        let follows = node.replicas.get(id).is_some_and(|replica| {
            let same = matches!(&replica.role, ReplicaRole::Follower(it) if it.leader == leader);
            same && replica.leader_epoch == epoch
        });
        if leader != node.id && !follows {
            let known = node.image.partition(id).cloned();
            let now = Partition {
                leader: Some(leader),
                leader_epoch: epoch,
                ..known.unwrap_or_else(|| startup::unknown(&[]))
            };
            self.make_follower(node, id, Some(leader), &now, fx);
            node.image.set_partition(id, Arc::new(now));
            self.fetch_from_all(node, fx);
        }
        self.contest_over(node, fx);
    }
}

fn cite_claim(
    contest: &Contest,
    me: BrokerId,
    live: &FlatSet<BrokerId>,
    claim: Result<Claim, NoClaim>,
    fx: &mut Fx,
) {
    let verdict = match claim {
        Ok(Claim::InIsr) => "in-isr",
        Ok(Claim::IsrEmpty) => "isr-empty",
        Ok(Claim::IsrDead) => "unclean",
        Err(_) => "none",
    };
    fx.cite(&cited::MAY_LEAD, verdict, || {
        let live: Vec<BrokerId> = live.iter().copied().collect();
        vec![
            fact!("partition", "id" => i64::from(contest.id.0)),
            fact!("replica", "id" => me),
            fact!("isr", "isr" => contest.isr.clone()),
            fact!("live", "live" => live),
            fact!("assignment", "assignment" => contest.assigned.clone()),
        ]
    });
}

fn cite_race(contest: &Contest, me: BrokerId, verdict: &'static str, fx: &mut Fx) {
    fx.cite(&cited::LEADER_RACE, verdict, || {
        vec![
            fact!("partition", "id" => i64::from(contest.id.0)),
            fact!("create leader", "brokerid" => me, "leaderEpoch" => contest.epoch),
            fact!("isr", "isr" => contest.isr.clone()),
        ]
    });
}

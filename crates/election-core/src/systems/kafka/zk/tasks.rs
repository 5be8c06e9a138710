//! The controller does one thing at a time: what comes meanwhile waits in its queue.
//! `core ControllerEventManager.ControllerEventThread`

use super::super::broker::Broker;
use super::super::rules::partition_change::Partition;
use super::super::rules::{BrokerEpoch, BrokerId};
use super::super::words::PartitionId;
use super::super::{Fx, Kafka};
use super::office::{Answer, Office, Running, Tag, Task, Why};
use super::reassign::moves;
use super::{Then, znode};
use crate::flat::FlatMap;
use crate::systems::zookeeper::{Op, Request, Response};

impl Kafka {
    /// The office of this broker, if it is the controller.
    pub(super) fn office<'a>(&self, node: &'a mut Broker) -> Option<&'a mut Office> {
        node.zk.as_mut()?.office.as_deref_mut()
    }

    /// Does what is to be done, as far as ZooKeeper need not answer first.
    pub(super) fn run_tasks(&self, node: &mut Broker, fx: &mut Fx) {
        while let Some(office) = self.office(node)
            && office.running.is_none()
            && let Some(task) = office.tasks.pop_front()
        {
            self.begin(node, task, fx);
            self.tell_brokers(node, fx);
        }
    }

    /// Adds a task to the queue's end.
    pub(super) fn enqueue(&self, node: &mut Broker, task: Task, fx: &mut Fx) {
        if let Some(office) = self.office(node) {
            office.tasks.push_back(task);
            self.run_tasks(node, fx);
        }
    }

    fn begin(&self, node: &mut Broker, task: Task, fx: &mut Fx) {
        let only = |request| vec![(Tag::Only, request)];
        let requests = match &task {
            Task::Brokers => only(Request::get_children(znode::BROKER_IDS, true)),
            Task::BrokerZnodes(ids) => {
                let get = |id: &BrokerId| {
                    (Tag::Broker(*id), Request::get_data(&znode::broker(*id), false))
                };
                ids.iter().map(get).collect()
            }
            Task::Topic => only(Request::get_data(znode::TOPIC, false)),
            Task::States => {
                let Some(office) = self.office(node) else { return };
                read_states(&office.which(|_| true))
            }
            Task::Change(why, partitions) => {
                let Some(office) = self.office(node) else { return };
                read_states(&still_due(office, *why, partitions))
            }
            Task::Reassign(id, _) => {
                // The leader writes its ISR itself: only a watch tells the controller.
                let watch = self.settings.profile.writes_isr_itself();
                vec![(Tag::Partition(*id), Request::get_data(&znode::state(*id), watch))]
            }
            Task::IsrNotices => only(Request::get_children(znode::ISR_CHANGES, true)),
            Task::IsrNoticeData(paths) => {
                let get = |path: &String| (Tag::Only, Request::get_data(path, false));
                paths.iter().map(get).collect()
            }
            Task::WriteTopic => self.write_topic(node),
            Task::Startup => return self.start_machines(node, fx),
            Task::AlterPartition(from, asked, changes) => {
                let (from, asked, changes) = (*from, *asked, changes.clone());
                return self.decide_isrs(node, from, asked, changes, fx);
            }
            Task::EndReassignment(id, old) => {
                return self.end_reassignment(node, *id, old);
            }
            Task::StopReplicas(id, gone) => return self.stop_replicas(node, *id, gone),
            Task::AnswerShutdown(to, broker) => {
                return self.answer_shutdown(node, *to, *broker, fx);
            }
        };
        self.wait_for(node, task, FlatMap::new(), requests, fx);
    }

    /// Asks all of these and goes on when all are answered.
    pub(super) fn wait_for(
        &self,
        node: &mut Broker,
        task: Task,
        plans: FlatMap<PartitionId, super::office::Plan>,
        requests: Vec<(Tag, Request)>,
        fx: &mut Fx,
    ) {
        let waiting = requests.len() as u32;
        let Some(office) = self.office(node) else { return };
        if waiting == 0 {
            return;
        }
        office.running = Some(Running { task, plans, waiting, got: Vec::new() });
        for (tag, request) in requests {
            self.ask(node, request, Then::Task(tag), fx);
        }
    }

    /// ZooKeeper answers the task in hand.
    pub(super) fn task_answered(&self, node: &mut Broker, tag: Tag, result: Answer, fx: &mut Fx) {
        let Some(office) = self.office(node) else { return };
        let Some(running) = &mut office.running else { return };
        running.got.push((tag, result));
        running.waiting = running.waiting.saturating_sub(1);
        if running.waiting > 0 {
            return;
        }
        if let Some(running) = office.running.take() {
            self.task_done(node, running, fx);
            self.tell_brokers(node, fx);
        }
        self.run_tasks(node, fx);
    }

    fn task_done(&self, node: &mut Broker, running: Running, fx: &mut Fx) {
        let Running { task, plans, got, .. } = running;
        match task {
            Task::Brokers => self.brokers_read(node, got),
            Task::BrokerZnodes(_) => self.brokers_known(node, got, fx),
            Task::Topic => self.topic_read(node, got),
            Task::States => self.states_read(node, got),
            Task::Change(why, _) if plans.is_empty() => self.decide_all(node, why, got, fx),
            Task::Change(why, _) => self.written(node, why, plans, got, fx),
            Task::AlterPartition(from, asked, changes) => {
                self.isrs_written(node, from, asked, &changes, plans, got, fx);
            }
            Task::IsrNotices => self.notices_listed(node, got, fx),
            Task::IsrNoticeData(paths) => self.notices_read(node, &paths, got, fx),
            Task::WriteTopic => self.moved_unless_ok(node, &got, fx),
            Task::Reassign(id, begins) => self.reassign_read(node, id, begins, got, fx),
            Task::Startup
            | Task::EndReassignment(..)
            | Task::StopReplicas(..)
            | Task::AnswerShutdown(..) => {}
        }
    }

    /// Which brokers have a znode: those that are new are looked at.
    fn brokers_read(&self, node: &mut Broker, got: Vec<(Tag, Answer)>) {
        let Some(office) = self.office(node) else { return };
        let Some((_, Ok(Response::Children { names, .. }))) = got.into_iter().next() else {
            return;
        };
        let ids = names.iter().filter_map(|name| name.parse().ok().map(BrokerId)).collect();
        office.tasks.push_front(Task::BrokerZnodes(ids));
    }

    /// Who is new, who is gone, and who was gone and is back: by broker epoch.
    /// `processBrokerChange`
    fn brokers_known(&self, node: &mut Broker, got: Vec<(Tag, Answer)>, fx: &mut Fx) {
        let Some(office) = self.office(node) else { return };
        let epoch = |(tag, answer): (Tag, Answer)| match (tag, answer) {
            (Tag::Broker(id), Ok(Response::Data { stat, .. })) => {
                Some((id, BrokerEpoch(stat.czxid.0)))
            }
            _ => None,
        };
        let now: FlatMap<BrokerId, BrokerEpoch> = got.into_iter().filter_map(epoch).collect();
        if office.partitions.is_empty() {
            // At the beginning of a reign everything is loaded first.
            office.live = now;
            return;
        }
        let bounces = self.settings.profile.sees_bounced_brokers();
        let same = |of: Option<&BrokerEpoch>, epoch: &BrokerEpoch| {
            of.is_some_and(|known| !bounces || known == epoch)
        };
        let dead = office.live.iter().filter(|(id, epoch)| !same(now.get(id), epoch));
        let dead: Vec<BrokerId> = dead.map(|(id, _)| *id).collect();
        let new = now.iter().filter(|(id, epoch)| !same(office.live.get(id), epoch));
        let new: Vec<BrokerId> = new.map(|(id, _)| *id).collect();
        for id in &dead {
            let Some(office) = self.office(node) else { return };
            office.live.remove(id);
            office.shutting_down.remove(id);
            self.close_line(node, *id, fx);
        }
        let elects = !dead.is_empty() && self.brokers_failed(node, &dead);
        let Some(office) = self.office(node) else { return };
        let came: Vec<(BrokerId, BrokerEpoch)> =
            new.iter().filter_map(|id| Some((*id, *now.get(id)?))).collect();
        office.live.extend(came);
        if !new.is_empty() {
            self.brokers_started(node, &new);
        } else if !dead.is_empty() && !elects {
            // Nobody is to be elected: that would tell everybody who lives.
            office.tell_who_lives();
        }
    }

    /// Elections for what the dead led, then they leave every ISR. Whether there are elections.
    /// `onBrokerFailure, onReplicasBecomeOffline`
    fn brokers_failed(&self, node: &mut Broker, dead: &[BrokerId]) -> bool {
        let Some(office) = self.office(node) else { return false };
        let leaderless = office.which(|it| it.leader.is_none_or(|id| dead.contains(&id)));
        let elects = !leaderless.is_empty();
        let mut tasks = vec![Task::Change(Why::Offline { unclean: false }, leaderless)];
        for id in dead {
            let member = office.which(|it| it.isr.contains(id) || it.leader == Some(*id));
            tasks.push(Task::Change(Why::ReplicaOffline(*id), member));
        }
        for task in tasks.into_iter().rev() {
            office.tasks.push_front(task);
        }
        elects
    }

    /// They are told everything; partitions without a leader may have one now.
    /// `onBrokerStartup`
    fn brokers_started(&self, node: &mut Broker, new: &[BrokerId]) {
        let Some(office) = self.office(node) else { return };
        office.tell_who_lives();
        let all: Vec<PartitionId> = office.which(|_| true);
        for id in all {
            let Some(state) = office.partition(id).cloned() else { continue };
            let hosts: Vec<BrokerId> =
                new.iter().copied().filter(|b| state.replicas.contains(b)).collect();
            office.tell_leader_and_isr(id, &hosts);
            for broker in new {
                let batch = office.batch.entry(*broker).or_default();
                batch.update_metadata.get_or_insert_default().push((id, state.clone()));
            }
        }
        // `maybeResumeReassignments`
        let joins = |it: &Partition| {
            moves(it)
                && new
                    .iter()
                    .any(|id| it.replicas.contains(id) && !it.removing_replicas.contains(id))
        };
        for id in office.which(joins) {
            office.tasks.push_front(Task::Reassign(id, true));
        }
        let leaderless = office.which(|it| it.leader.is_none());
        office.tasks.push_front(Task::Change(Why::Offline { unclean: false }, leaderless));
    }

    /// A write that depends on being the controller was refused: somebody else is.
    fn moved_unless_ok(&self, node: &mut Broker, got: &[(Tag, Answer)], fx: &mut Fx) {
        if got.iter().any(|(_, answer)| answer.is_err()) {
            self.controller_moved(node, fx);
        }
    }

    /// A conditional write with the check that this controller is still the one.
    pub(super) fn fenced_write(&self, office: &Office, write: Op) -> Request {
        let follows = self.settings.followed.conditional_write;
        if self.settings.profile.checks_controller_epoch() && follows {
            let check = Op::check(znode::CONTROLLER_EPOCH, office.epoch_version);
            Request::Multi(vec![check, write])
        } else {
            Request::Write(write)
        }
    }
}

/// Of these partitions, those whose state still asks for the change when its turn comes: what
/// was before it in the queue may have brought it about. `partitionsInStates, electLeaders`
fn still_due(office: &Office, why: Why, partitions: &[PartitionId]) -> Vec<PartitionId> {
    let due = |it: &Partition| match why {
        Why::Offline { .. } => !it.leader.is_some_and(|id| office.is_online(id)),
        Why::Preferred => it.leader != it.replicas.first().copied(),
        _ => true,
    };
    let known = |id: &PartitionId| office.partition(*id).is_some_and(|it| due(it));
    partitions.iter().copied().filter(known).collect()
}

pub(super) fn read_states(partitions: &[PartitionId]) -> Vec<(Tag, Request)> {
    let get =
        |id: &PartitionId| (Tag::Partition(*id), Request::get_data(&znode::state(*id), false));
    partitions.iter().map(get).collect()
}

//! How a partition changes: its state is read, the new one decided, and written on condition
//! that nobody else wrote meanwhile; then brokers are told.
//! `core ZkPartitionStateMachine.doElectLeaderForPartitions, ZkReplicaStateMachine`

use super::super::broker::Broker;
use super::super::message::{Altered, Message};
use super::super::rules::BrokerId;
use super::super::rules::isr_change::{self, AlterPartition, Registration};
use super::super::rules::partition_change::Partition;
use super::super::words::{Errors, PartitionId};
use super::super::{Fx, Kafka, cited};
use super::office::{Answer, Office, Plan, Tag, Task, Why};
use super::znode::{self, State};
use crate::fact;
use crate::flat::FlatMap;
use crate::systems::zookeeper::{ANY_VERSION, Error, Op, Request, Response};
use crate::words::NodeId;

impl Kafka {
    /// The states are read: what becomes of each partition?
    pub(super) fn decide_all(
        &self,
        node: &mut Broker,
        why: Why,
        got: Vec<(Tag, Answer)>,
        fx: &mut Fx,
    ) {
        let mut plans = FlatMap::new();
        for (tag, answer) in got {
            let (Tag::Partition(id), Ok(Response::Data { data, stat })) = (tag, answer) else {
                continue;
            };
            let Some(state) = State::decode(&data) else { continue };
            let Some(office) = self.office(node) else { return };
            if state.controller_epoch > office.epoch {
                // "already written by another controller"
                return self.controller_moved(node, fx);
            }
            office.learn(id, &state, stat.version);
            if why == Why::Refresh {
                office.tell_everybody(id);
                continue;
            }
            if let Some(plan) = self.decide(office, id, &state, why, fx) {
                plans.insert(id, plan);
            }
        }
        self.write_plans(node, Task::Change(why, plans.keys().copied().collect()), plans, fx);
    }

    pub(super) fn write_plans(
        &self,
        node: &mut Broker,
        task: Task,
        plans: FlatMap<PartitionId, Plan>,
        fx: &mut Fx,
    ) {
        let Some(office) = self.office(node) else { return };
        let write = |(id, plan): (&PartitionId, &Plan)| {
            let version = office.partition(*id).map_or(0, |it| it.partition_epoch.0 as i32);
            let follows = self.settings.followed.conditional_write;
            let version = if follows { version } else { ANY_VERSION };
            let set = Op::set_data(&znode::state(*id), &plan.state.encode(), version);
            (Tag::Partition(*id), self.fenced_write(office, set))
        };
        let requests: Vec<(Tag, Request)> = plans.iter().map(write).collect();
        self.wait_for(node, task, plans, requests, fx);
    }

    /// The new states are written, or were in the way of somebody else's.
    pub(super) fn written(
        &self,
        node: &mut Broker,
        why: Why,
        plans: FlatMap<PartitionId, Plan>,
        got: Vec<(Tag, Answer)>,
        fx: &mut Fx,
    ) {
        let mut again = Vec::new();
        for (id, error) in self.take_over(node, &plans, got) {
            match error {
                None => {
                    let Some(office) = self.office(node) else { return };
                    let told = plans.get(&id).map_or(&[][..], |plan| &plan.told);
                    office.tell_leader_and_isr(id, told);
                    office.tell_everybody(id);
                }
                Some(error) => {
                    cite_refused(node.id, id, error, fx);
                    again.push(id);
                }
            }
        }
        if !again.is_empty() {
            self.fenced_or_again(node, Task::Change(why, again), fx);
        }
    }

    /// What was written is known from now on; the version is one more.
    fn take_over(
        &self,
        node: &mut Broker,
        plans: &FlatMap<PartitionId, Plan>,
        got: Vec<(Tag, Answer)>,
    ) -> Vec<(PartitionId, Option<Error>)> {
        let Some(office) = self.office(node) else { return Vec::new() };
        let mut out = Vec::new();
        for (tag, answer) in got {
            let Tag::Partition(id) = tag else { continue };
            let Some(plan) = plans.get(&id) else { continue };
            let version = match &answer {
                Ok(Response::Stat(stat)) => Some(stat.version),
                Ok(Response::Multi(all)) => all.iter().find_map(|it| match it {
                    Response::Stat(stat) => Some(stat.version),
                    _ => None,
                }),
                _ => None,
            };
            match version {
                Some(version) => office.learn(id, &plan.state, version),
                None => {
                    out.push((id, Some(answer.err().unwrap_or(Error::BadVersion))));
                    continue;
                }
            }
            out.push((id, None));
        }
        out
    }

    /// BADVERSION: of the partition, then once more; of the controller's epoch, then it is over.
    fn fenced_or_again(&self, node: &mut Broker, task: Task, fx: &mut Fx) {
        // Which of the two is found out by who is the controller now.
        if let Some(office) = self.office(node) {
            office.tasks.push_front(task);
        }
        let watch = Request::get_data(znode::CONTROLLER, false);
        self.ask(node, watch, super::Then::ControllerRead, fx);
    }

    /// `ControllerMovedException`: it resigns, and sees who is the controller now.
    pub(super) fn controller_moved(&self, node: &mut Broker, fx: &mut Fx) {
        self.resign(node, fx);
        let read = Request::get_data(znode::CONTROLLER, false);
        self.ask(node, read, super::Then::ControllerRead, fx);
    }

    /// Leaders propose ISRs. `processAlterIsr`
    pub(super) fn alter_partition_asked(
        &self,
        node: &mut Broker,
        from: NodeId,
        asked: u32,
        changes: Vec<(PartitionId, AlterPartition)>,
        fx: &mut Fx,
    ) {
        if self.office(node).is_none() {
            let (error, results) = (Errors::NotController, Vec::new());
            return fx.send(from, Message::AlterPartitionResponse { error, asked, results });
        }
        self.enqueue(node, Task::AlterPartition(from, asked, changes), fx);
    }

    /// Checks the proposals against what the controller knows, and writes them.
    pub(super) fn decide_isrs(
        &self,
        node: &mut Broker,
        from: NodeId,
        asked: u32,
        changes: Vec<(PartitionId, AlterPartition)>,
        fx: &mut Fx,
    ) {
        let Some(office) = self.office(node) else { return };
        let registrations = registrations(office);
        let stale = changes.iter().any(|(_, ask)| {
            office.live.get(&ask.broker).is_none_or(|epoch| *epoch != ask.broker_epoch)
        });
        if stale {
            let (error, results) = (Errors::StaleBrokerEpoch, Vec::new());
            return fx.send(from, Message::AlterPartitionResponse { error, asked, results });
        }
        let mut plans = FlatMap::new();
        for (id, ask) in &changes {
            let Some(known) = office.partition(*id) else { continue };
            let verdict = self.check_isr(known, &registrations, ask);
            cite_isr(known, ask, verdict, fx);
            if verdict.is_ok() || !self.settings.followed.alter_partition {
                let isr: Vec<BrokerId> = ask.new_isr.iter().map(|(id, _)| *id).collect();
                let state = State {
                    controller_epoch: office.epoch,
                    leader: known.leader,
                    leader_epoch: known.leader_epoch,
                    isr,
                };
                plans.insert(*id, Plan { state, told: Vec::new() });
            }
        }
        let task = Task::AlterPartition(from, asked, changes.clone());
        if plans.is_empty() {
            self.isrs_written(node, from, asked, &changes, plans, Vec::new(), fx);
        } else {
            self.write_plans(node, task, plans, fx);
        }
    }

    /// Whether the members are alive is looked at since 3.3 (KIP-841).
    fn check_isr(
        &self,
        known: &Partition,
        registrations: &FlatMap<BrokerId, Registration>,
        ask: &AlterPartition,
    ) -> Result<(), isr_change::NotAltered> {
        match isr_change::validate(known, registrations, ask) {
            Err(isr_change::NotAltered::Ineligible(..))
                if !self.settings.profile.checks_isr_eligibility() =>
            {
                Ok(())
            }
            verdict => verdict,
        }
    }

    /// Answers the leader, and tells everybody.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn isrs_written(
        &self,
        node: &mut Broker,
        from: NodeId,
        asked: u32,
        changes: &[(PartitionId, AlterPartition)],
        plans: FlatMap<PartitionId, Plan>,
        got: Vec<(Tag, Answer)>,
        fx: &mut Fx,
    ) {
        let failed: Vec<PartitionId> = self
            .take_over(node, &plans, got)
            .into_iter()
            .filter_map(|(id, error)| error.map(|_| id))
            .collect();
        let Some(office) = self.office(node) else { return };
        let registrations = registrations(office);
        let mut results = Vec::new();
        for (id, ask) in changes {
            let written = plans.contains_key(id) && !failed.contains(id);
            let Some(known) = office.partition(*id).cloned() else { continue };
            let error = match (written, self.check_isr(&known, &registrations, ask)) {
                (true, _) => Errors::None,
                (false, Err(why)) => super::super::controller::error_of(why),
                (false, Ok(())) => Errors::InvalidUpdateVersion,
            };
            results.push(Altered {
                partition: *id,
                error,
                isr: known.isr.clone(),
                leader_epoch: known.leader_epoch,
                partition_epoch: known.partition_epoch,
            });
            if written {
                office.tell_everybody(*id);
            }
        }
        let done = results.iter().filter(|it| it.error == Errors::None);
        let written: Vec<PartitionId> = done.map(|it| it.partition).collect();
        let error = Errors::None;
        fx.send(from, Message::AlterPartitionResponse { error, asked, results });
        self.moves_may_end(node, &written);
    }
}

fn registrations(office: &Office) -> FlatMap<BrokerId, Registration> {
    let one = |(id, epoch): (&BrokerId, &super::super::rules::BrokerEpoch)| {
        let in_controlled_shutdown = office.shutting_down.contains(id);
        (*id, Registration { epoch: *epoch, fenced: false, in_controlled_shutdown })
    };
    office.live.iter().map(one).collect()
}

fn cite_isr(
    known: &Partition,
    ask: &AlterPartition,
    verdict: Result<(), isr_change::NotAltered>,
    fx: &mut Fx,
) {
    let error = verdict.err().map_or(Errors::None, super::super::controller::error_of);
    fx.cite(&cited::ALTER_PARTITION, error.name(), || {
        super::super::controller::alter_facts(known, ask, verdict.err())
    });
}

fn cite_refused(me: BrokerId, id: PartitionId, error: Error, fx: &mut Fx) {
    fx.cite(&cited::CONDITIONAL_WRITE, "refused", || {
        vec![
            fact!("controller", "id" => me),
            fact!("partition", "id" => i64::from(id.0)),
            crate::refusal!(error.name()),
        ]
    });
}

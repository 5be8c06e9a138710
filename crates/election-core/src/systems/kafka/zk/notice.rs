//! Until 2.6 leaders write their ISRs to ZooKeeper themselves. The controller hears of it by a
//! notice that names the partitions: gathered for a while, so that it is not overwhelmed.
//! `core ReplicaManager.maybePropagateIsrChanges, KafkaController.processIsrChangeNotification`

use super::super::broker::Broker;
use super::super::timer::Timer;
use super::super::words::PartitionId;
use super::super::{Fx, Kafka};
use super::office::{Answer, Tag, Task, Why};
use super::{Then, znode};
use crate::flat::FlatSet;
use crate::systems::zookeeper::{ANY_VERSION, CreateMode, Request, Response};
use crate::words::Time;

/// How often a broker looks whether it has something to tell, in ms. `isr-change-propagation`
const CHECK_MS: u64 = 2_500;
/// It waits until no ISR has changed for so long, in ms. `IsrChangePropagationBlackOut`
const BLACK_OUT_MS: u64 = 5_000;
/// But never longer than this after its last notice, in ms. `IsrChangePropagationInterval`
const INTERVAL_MS: u64 = 60_000;

/// The ISRs that a broker wrote and has not told the controller of.
#[derive(Clone, Hash, Debug, Default)]
pub struct IsrChanges {
    partitions: FlatSet<PartitionId>,
    last_change: Time,
    last_notice: Time,
}

impl Kafka {
    /// The process has started.
    pub(in super::super) fn start_notices(&self, node: &mut Broker, fx: &mut Fx) {
        let Some(zk) = node.zk.as_mut().filter(|_| self.settings.profile.notes_isr_changes())
        else {
            return;
        };
        zk.isr_changes.last_notice = fx.now();
        fx.arm_ms(Timer::IsrNotice, CHECK_MS);
    }

    /// This broker wrote an ISR. `recordIsrChange`
    pub(super) fn isr_changed(&self, node: &mut Broker, id: PartitionId, fx: &mut Fx) {
        if let Some(zk) = node.zk.as_mut().filter(|_| self.settings.profile.notes_isr_changes()) {
            zk.isr_changes.partitions.insert(id);
            zk.isr_changes.last_change = fx.now();
        }
    }

    /// Tells the controller, if it is time.
    pub(super) fn maybe_notify(&self, node: &mut Broker, fx: &mut Fx) {
        fx.arm_ms(Timer::IsrNotice, CHECK_MS);
        let Some(zk) = &mut node.zk else { return };
        let (changes, now) = (&mut zk.isr_changes, fx.now());
        let over = |since: Time, wait: u64| now.since(since) > wait * 1000;
        let due = over(changes.last_change, BLACK_OUT_MS) || over(changes.last_notice, INTERVAL_MS);
        if changes.partitions.is_empty() || !due {
            return;
        }
        changes.last_notice = now;
        let notice = znode::isr_notice_data(&std::mem::take(&mut changes.partitions));
        let path = format!("{}/isr_change_", znode::ISR_CHANGES);
        let create = Request::create(&path, &notice, CreateMode::PERSISTENT_SEQUENTIAL);
        self.ask(node, create, Then::Nothing, fx);
    }

    /// The controller knows which notices there are: it reads them. One that has just begun
    /// reads all states anyway.
    pub(super) fn notices_listed(&self, node: &mut Broker, got: Vec<(Tag, Answer)>, fx: &mut Fx) {
        let Some((_, Ok(Response::Children { names, .. }))) = got.into_iter().next() else {
            return;
        };
        let paths: Vec<String> =
            names.iter().map(|name| format!("{}/{name}", znode::ISR_CHANGES)).collect();
        let Some(office) = self.office(node) else { return };
        if office.partitions.is_empty() {
            self.delete_notices(node, &paths, fx);
        } else if !paths.is_empty() {
            office.tasks.push_front(Task::IsrNoticeData(paths));
        }
    }

    /// It reads the states of the partitions that they name, and tells everybody; the notices
    /// are deleted.
    pub(super) fn notices_read(
        &self,
        node: &mut Broker,
        paths: &[String],
        got: Vec<(Tag, Answer)>,
        fx: &mut Fx,
    ) {
        let mut named = FlatSet::new();
        for (_, answer) in got {
            if let Ok(Response::Data { data, .. }) = answer {
                named.extend(znode::isr_notice_in(&data));
            }
        }
        self.delete_notices(node, paths, fx);
        let Some(office) = self.office(node) else { return };
        let known = named.into_iter().filter(|id| office.partition(*id).is_some()).collect();
        office.tasks.push_front(Task::Change(Why::Refresh, known));
    }

    fn delete_notices(&self, node: &mut Broker, paths: &[String], fx: &mut Fx) {
        for path in paths {
            self.ask(node, Request::delete(path, ANY_VERSION), Then::Nothing, fx);
        }
    }
}

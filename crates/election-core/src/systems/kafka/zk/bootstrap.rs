//! What stands in ZooKeeper when the run begins: the topic, and, where the cluster is at work,
//! the sessions of its brokers with what belongs to them.

use super::super::broker::Broker;
use super::super::rules::partition_change::Partition;
use super::super::rules::{BrokerEpoch, BrokerId, ControllerEpoch};
use super::super::settings::Settings;
use super::super::words::PartitionId;
use super::office::Office;
use super::znode::{self, State, Topic};
use crate::systems::zookeeper::{Disk, Record, SessionId};
use std::sync::Arc;

/// The session timeout and the session of each broker that is up.
pub fn session_of(id: BrokerId) -> SessionId {
    SessionId(0x0100_0000_0000_0000 + id.0)
}

/// The controller at the beginning: the first broker that is up.
pub fn first_controller(settings: &Settings) -> Option<BrokerId> {
    settings.up.first().copied()
}

/// The disk of every ZooKeeper server.
pub fn disk(settings: &Settings) -> Disk {
    let timeout = settings.zk_session_timeout as i64;
    let mut records: Vec<(SessionId, Record)> = Vec::new();
    let none = SessionId(0);
    let mut create = |session: SessionId, path: &str, data: &str| {
        let ephemeral = session != SessionId(0);
        let record = Record::Create { path: path.into(), data: data.into(), ephemeral };
        records.push((session, record));
    };
    for (path, data) in persistent(settings) {
        create(none, &path, &data);
    }
    for id in &settings.up {
        let session = session_of(*id);
        records.push((session, Record::CreateSession(timeout)));
        let data = "{\"version\":5}";
        let record =
            Record::Create { path: znode::broker(*id).into(), data: data.into(), ephemeral: true };
        records.push((session, record));
    }
    for (owner, path, data) in ephemeral(settings) {
        let record = Record::Create { path: path.into(), data: data.into(), ephemeral: true };
        records.push((session_of(owner), record));
    }
    Disk::holding(records)
}

/// Persistent znodes, parents first: path and data.
fn persistent(settings: &Settings) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut create = |path: &str, data: &str| all.push((path.into(), data.into()));
    let has_controller = settings.profile.has_controller();
    for path in if has_controller { znode::PERSISTENT } else { znode::PERSISTENT_V2 } {
        create(path, "");
    }
    let reigns = i64::from(first_controller(settings).is_some());
    if has_controller {
        create(znode::CONTROLLER_EPOCH, &reigns.to_string());
    }
    let mut topic = Topic::default();
    for (id, state) in settings.initial() {
        topic.partitions.insert(id, state.replicas.clone());
    }
    create(znode::TOPIC, &topic.encode());
    create(&format!("{}/partitions", znode::TOPIC), "");
    for (id, partition) in settings.initial() {
        create(&format!("{}/partitions/{id}", znode::TOPIC), "");
        if !has_controller {
            let isr = znode::isr_data(&partition.isr, partition.leader_epoch);
            create(&znode::isr(id), &isr);
            continue;
        }
        let state = State {
            controller_epoch: ControllerEpoch(reigns),
            leader: partition.leader,
            leader_epoch: partition.leader_epoch,
            isr: partition.isr.clone(),
        };
        create(&znode::state(id), &state.encode());
    }
    all
}

/// Who is the controller; before there was one, who leads each partition: whose znode it is, path
/// and data.
fn ephemeral(settings: &Settings) -> Vec<(BrokerId, String, String)> {
    if settings.profile.has_controller() {
        let controller = first_controller(settings);
        let znode = |id| (id, znode::CONTROLLER.into(), znode::controller_data(id));
        return controller.map(znode).into_iter().collect();
    }
    let znode = |(id, it): (PartitionId, &Partition)| {
        let leader = it.leader?;
        Some((leader, znode::leader(id), znode::leader_data(leader, it.leader_epoch)))
    };
    settings.initial().filter_map(znode).collect()
}

/// The run begins with this broker at work: registered, and, if it is the first, the controller
/// with everything loaded.
pub fn continue_work(settings: &Settings, node: &mut Broker) {
    let id = node.id;
    node.life.epoch = node.image.brokers.get(&id).map(|known| known.epoch);
    let Some(zk) = node.zk.as_mut().filter(|_| settings.profile.has_controller()) else { return };
    zk.controller = first_controller(settings);
    zk.controller_epoch = ControllerEpoch(1);
    if zk.controller == Some(id) {
        let mut office = Office::new(ControllerEpoch(1), 0);
        office.live = node.image.brokers.iter().map(|(id, it)| (*id, it.epoch)).collect();
        office.partitions = settings.initial().map(|(_, it)| Arc::new(it.clone())).collect();
        zk.office = Some(Box::new(office));
    }
}

/// The registrations of the brokers that are up: the czxids of their znodes.
pub fn registrations(settings: &Settings) -> Vec<(BrokerId, BrokerEpoch)> {
    let before = persistent(settings).len();
    let epoch = |place: i64| BrokerEpoch((1 << 32) + before as i64 + 2 * place + 2);
    (0..).zip(&settings.up).map(|(place, id)| (*id, epoch(place))).collect()
}

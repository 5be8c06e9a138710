//! What stands in ZooKeeper when the run begins: the topic, and, where the cluster is at work,
//! the sessions of its brokers with what belongs to them.

use super::super::broker::Broker;
use super::super::rules::{BrokerEpoch, BrokerId, ControllerEpoch};
use super::super::settings::Settings;
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
    for path in znode::PERSISTENT {
        create(none, path, "");
    }
    let at_work = first_controller(settings);
    create(none, znode::CONTROLLER_EPOCH, if at_work.is_some() { "1" } else { "0" });
    let mut topic = Topic::default();
    for (id, state) in settings.initial() {
        topic.partitions.insert(id, state.replicas.clone());
    }
    create(none, znode::TOPIC, &topic.encode());
    create(none, &format!("{}/partitions", znode::TOPIC), "");
    for (id, partition) in settings.initial() {
        let state = State {
            controller_epoch: ControllerEpoch(at_work.map_or(0, |_| 1)),
            leader: partition.leader,
            leader_epoch: partition.leader_epoch,
            isr: partition.isr.clone(),
        };
        create(none, &format!("{}/partitions/{id}", znode::TOPIC), "");
        create(none, &znode::state(id), &state.encode());
    }
    for id in &settings.up {
        let session = session_of(*id);
        records.push((session, Record::CreateSession(timeout)));
        let data = "{\"version\":5}";
        let record =
            Record::Create { path: znode::broker(*id).into(), data: data.into(), ephemeral: true };
        records.push((session, record));
    }
    if let Some(id) = at_work {
        let record = Record::Create {
            path: znode::CONTROLLER.into(),
            data: znode::controller_data(id).into(),
            ephemeral: true,
        };
        records.push((session_of(id), record));
    }
    Disk::holding(records)
}

/// The run begins with this broker at work: registered, and, if it is the first, the controller
/// with everything loaded.
pub fn continue_work(settings: &Settings, node: &mut Broker) {
    let id = node.id;
    node.life.epoch = node.image.brokers.get(&id).map(|known| known.epoch);
    let Some(zk) = &mut node.zk else { return };
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
    let before = znode::PERSISTENT.len() + 3 + 2 * settings.initial().count();
    let epoch = |place: i64| BrokerEpoch((1 << 32) + before as i64 + 2 * place + 2);
    (0..).zip(&settings.up).map(|(place, id)| (*id, epoch(place))).collect()
}

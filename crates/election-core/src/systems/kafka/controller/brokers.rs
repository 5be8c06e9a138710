//! Brokers at the active controller: registration, heartbeats, fencing, controlled shutdown.
//! `metadata ClusterControlManager, BrokerHeartbeatManager, ReplicationControlManager`

use super::Controller;
use crate::fact;
use crate::systems::kafka::message::{BrokerHeartbeat, BrokerHeartbeatResponse, Message};
use crate::systems::kafka::record::MetaRecord;
use crate::systems::kafka::rules::brokers::{
    self, BrokerState, Existing, Heartbeat, Standing, session_is_valid,
};
use crate::systems::kafka::rules::{BrokerEpoch, BrokerId};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::{Errors, Incarnation};
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

impl Kafka {
    /// A broker registers: its records are cleaned up if an earlier start of it is known.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn register_broker(
        &self,
        node: &mut Controller,
        from: NodeId,
        asked: u32,
        broker: BrokerId,
        incarnation: Incarnation,
        previous: BrokerEpoch,
        fx: &mut Fx,
    ) {
        let none = BrokerEpoch(-1);
        if !node.is_active() {
            let answer = Message::BrokerRegistrationResponse(asked, Errors::NotController, none);
            return fx.send(from, answer);
        }
        let (now, timeout) = (fx.now(), self.settings.session_timeout as i64);
        let contact = self.active(node).and_then(|active| active.contacts.get(&broker).copied());
        let since = contact.map(|at| now.since(at) as i64 / 1000);
        let known = node.image.brokers.get(&broker).copied();
        let (mine, theirs) =
            (incarnation.0.to_string(), known.map(|k| k.incarnation.0.to_string()));
        let existing = known.zip(theirs.as_deref()).map(|(known, incarnation)| Existing {
            epoch: known.epoch,
            incarnation,
            fenced: known.fenced,
            in_controlled_shutdown: known.in_controlled_shutdown.is_some(),
            session_valid: since.is_some_and(|since| session_is_valid(since, timeout)),
        });
        let next = BrokerEpoch(node.image.applied);
        let verdict = brokers::register(existing, &mine, previous, next);
        let word = if verdict.is_some() { "registered" } else { "DUPLICATE_BROKER_REGISTRATION" };
        fx.cite(&cited::REGISTER_BROKER, word, || {
            vec![
                fact!("broker", "id" => broker),
                fact!("incarnationId", "request" => &mine, "existing" => theirs.clone()),
                fact!("sinceContactMs", "sinceContactMs" => since, "timeout" => timeout),
                fact!("previousBrokerEpoch", "previousBrokerEpoch" => previous,
                    "epoch" => known.map(|known| known.epoch)),
            ]
        });
        let Some(registered) = verdict else {
            let error = Errors::DuplicateBrokerRegistration;
            let answer = Message::BrokerRegistrationResponse(asked, error, none);
            return fx.send(from, answer);
        };
        let again = known.is_some_and(|known| known.incarnation == incarnation);
        let mut records = Vec::new();
        if known.is_some() && !again {
            records = self.records_for_shutdown(node, broker, registered.clean_shutdown, fx);
        }
        // The records that clean up come first, so the registration stands behind them.
        let epoch =
            if again { registered.epoch } else { BrokerEpoch(next.0 + records.len() as i64) };
        let fenced = !again || known.is_some_and(|known| known.fenced);
        records.push(MetaRecord::RegisterBrokerRecord { broker, incarnation, fenced });
        self.write(node, records, fx);
        if let Some(active) = self.active(node).filter(|_| !again) {
            active.contacts.remove(&broker);
            active.offsets.remove(&broker);
        }
        let answer = Message::BrokerRegistrationResponse(asked, Errors::None, epoch);
        self.answer_when_committed(node, from, answer, fx);
    }

    /// A broker is alive; what it wants, and what it may.
    pub(super) fn broker_is_alive(
        &self,
        node: &mut Controller,
        from: NodeId,
        beat: BrokerHeartbeat,
        fx: &mut Fx,
    ) {
        let refuse = |error| {
            Message::BrokerHeartbeatResponse(BrokerHeartbeatResponse {
                asked: beat.asked,
                error,
                fenced: true,
                should_shut_down: false,
            })
        };
        if !node.is_active() {
            return fx.send(from, refuse(Errors::NotController));
        }
        let Some(known) = node.image.brokers.get(&beat.broker).copied() else {
            return fx.send(from, refuse(Errors::StaleBrokerEpoch));
        };
        if known.epoch != beat.epoch {
            return fx.send(from, refuse(Errors::StaleBrokerEpoch));
        }
        let now = match (known.fenced, known.in_controlled_shutdown) {
            (true, _) => BrokerState::Fenced,
            (false, Some(_)) => BrokerState::ControlledShutdown,
            (false, None) => BrokerState::Unfenced,
        };
        let next = self.next_state(node, now, &beat, fx);
        let records = self.records_for(node, beat.broker, now, next, fx);
        self.write(node, records, fx);
        let time = fx.now();
        if let Some(active) = self.active(node) {
            active.offsets.insert(beat.broker, beat.offset);
            if matches!(next, BrokerState::Fenced | BrokerState::ShutdownNow) {
                active.contacts.remove(&beat.broker);
            } else {
                active.contacts.insert(beat.broker, time);
            }
        }
        self.watch_sessions(node, fx);
        let answer = BrokerHeartbeatResponse {
            asked: beat.asked,
            error: Errors::None,
            fenced: matches!(next, BrokerState::Fenced),
            should_shut_down: matches!(next, BrokerState::ShutdownNow),
        };
        self.answer_when_committed(node, from, Message::BrokerHeartbeatResponse(answer), fx);
    }

    fn next_state(
        &self,
        node: &Controller,
        now: BrokerState,
        beat: &BrokerHeartbeat,
        fx: &mut Fx,
    ) -> BrokerState {
        let heartbeat = Heartbeat {
            want_fence: beat.want_fence,
            want_shut_down: beat.want_shut_down,
            current_metadata_offset: beat.offset,
        };
        let known = node.image.brokers.get(&beat.broker);
        let active = node.reign().and_then(|reign| reign.active.as_ref());
        // Fenced brokers need not know of a shutdown.
        let offsets = active.into_iter().flat_map(|active| {
            let counts = |id: &BrokerId| *id != beat.broker && active.contacts.contains_key(id);
            active.offsets.iter().filter(move |(id, _)| counts(id)).map(|(_, offset)| *offset)
        });
        let standing = Standing {
            registration_offset: beat.epoch.0,
            controlled_shutdown_offset: known
                .and_then(|known| known.in_controlled_shutdown)
                .unwrap_or(i64::MAX),
            has_leaderships: node.image.partitions().any(|(_, p)| p.leader == Some(beat.broker)),
            lowest_active_offset: offsets.min().unwrap_or(i64::MAX),
        };
        let next = brokers::next_state(now, heartbeat, standing);
        if next != now {
            fx.cite(&cited::BROKER_HEARTBEAT, word(next), || {
                vec![
                    fact!("broker", "id" => beat.broker),
                    fact!("state", "state" => word(now)),
                    fact!("wantFence", "wantFence" => beat.want_fence),
                    fact!("wantShutDown", "wantShutDown" => beat.want_shut_down),
                    fact!("hasLeaderships", "hasLeaderships" => standing.has_leaderships),
                    fact!("currentMetadataOffset", "currentMetadataOffset" => beat.offset,
                        "registrationOffset" => standing.registration_offset),
                ]
            });
        }
        next
    }

    /// The records of a change of state.
    fn records_for(
        &self,
        node: &Controller,
        broker: BrokerId,
        now: BrokerState,
        next: BrokerState,
        fx: &mut Fx,
    ) -> Vec<MetaRecord> {
        match (now, next) {
            (BrokerState::Fenced, BrokerState::Unfenced) => {
                let mut records = vec![change(broker, Some(false), false)];
                records.extend(self.elections_for_unfenced(node, broker, fx));
                records
            }
            (_, BrokerState::Fenced) if now != next => self.records_to_fence(node, broker, fx),
            (BrokerState::Unfenced, BrokerState::ControlledShutdown) => {
                let mut records = vec![change(broker, None, true)];
                records.extend(self.elections_without(node, broker, fx));
                records
            }
            (BrokerState::Unfenced, BrokerState::ShutdownNow) => {
                self.records_to_fence(node, broker, fx)
            }
            (BrokerState::ControlledShutdown, BrokerState::ShutdownNow) => {
                self.records_to_fence(node, broker, fx)
            }
            _ => Vec::new(),
        }
    }

    /// Its leaderships go to others, it leaves every ISR, and then it is fenced.
    fn records_to_fence(
        &self,
        node: &Controller,
        broker: BrokerId,
        fx: &mut Fx,
    ) -> Vec<MetaRecord> {
        let mut records = self.elections_without(node, broker, fx);
        records.push(change(broker, Some(true), false));
        records
    }

    /// The timer for the session that ends first.
    pub(super) fn watch_sessions(&self, node: &mut Controller, fx: &mut Fx) {
        let now = fx.now();
        let timeout = self.settings.session_timeout * 1000;
        let Some(active) = self.active(node) else { return };
        match active.contacts.values().min() {
            // Still valid at exactly the timeout: one µs later it is not.
            Some(oldest) => {
                let left = oldest.plus(timeout + 1000).since(now);
                fx.arm(Timer::BrokerSession, left..=left);
            }
            None => fx.disarm(Timer::BrokerSession),
        }
    }

    /// A broker not heard of for `broker.session.timeout.ms` is fenced, one after the other.
    /// `maybeFenceStaleBroker`
    pub(super) fn fence_stale_brokers(&self, node: &mut Controller, fx: &mut Fx) {
        let (now, timeout) = (fx.now(), self.settings.session_timeout as i64);
        let Some(active) = self.active(node) else { return };
        let since = |at: &crate::words::Time| now.since(*at) as i64 / 1000;
        let stale = active
            .contacts
            .iter()
            .filter(|(_, at)| !session_is_valid(since(at), timeout))
            .min_by_key(|(id, at)| (**at, **id))
            .map(|(id, at)| (*id, since(at)));
        if let Some((broker, since)) = stale {
            active.contacts.remove(&broker);
            fx.cite(&cited::BROKER_SESSION, "expired", || {
                vec![
                    fact!("broker", "id" => broker),
                    fact!("broker.session.timeout.ms", "sinceContactMs" => since,
                        "timeout" => timeout),
                ]
            });
            let records = self.records_to_fence(node, broker, fx);
            self.write(node, records, fx);
        }
        self.watch_sessions(node, fx);
    }
}

fn change(broker: BrokerId, fenced: Option<bool>, in_controlled_shutdown: bool) -> MetaRecord {
    MetaRecord::BrokerRegistrationChangeRecord { broker, fenced, in_controlled_shutdown }
}

fn word(state: BrokerState) -> &'static str {
    match state {
        BrokerState::Fenced => "FENCED",
        BrokerState::Unfenced => "UNFENCED",
        BrokerState::ControlledShutdown => "CONTROLLED_SHUTDOWN",
        BrokerState::ShutdownNow => "SHUTDOWN_NOW",
    }
}

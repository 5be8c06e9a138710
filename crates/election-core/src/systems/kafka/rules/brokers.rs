//! The life of a broker at the controller of KRaft: registration, session, heartbeats.
//! `metadata ClusterControlManager, BrokerHeartbeatManager, BrokerHeartbeatTracker`

use super::BrokerEpoch;

/// The state of a broker. `BrokerControlState`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerState {
    /// It may not lead: newly registered, or its session has run out.
    Fenced,
    /// It takes part.
    Unfenced,
    /// It gives its leaderships away.
    ControlledShutdown,
    /// It may stop.
    ShutdownNow,
}

/// What a heartbeat says.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    /// The broker wants to be fenced.
    pub want_fence: bool,
    /// The broker wants to stop.
    pub want_shut_down: bool,
    /// How far it has read the metadata.
    pub current_metadata_offset: i64,
}

/// What the controller knows besides.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Where the broker's registration stands in the metadata.
    pub registration_offset: i64,
    /// Where the record that began its shutdown stands; known in `ControlledShutdown`.
    pub controlled_shutdown_offset: i64,
    /// It leads partitions.
    pub has_leaderships: bool,
    /// How far all active brokers have read.
    pub lowest_active_offset: i64,
}

/// The state after a heartbeat. `BrokerHeartbeatManager.calculateNextBrokerState`
pub fn next_state(now: BrokerState, heartbeat: Heartbeat, standing: Standing) -> BrokerState {
    use BrokerState::{ControlledShutdown, Fenced, ShutdownNow, Unfenced};
    let caught_up = heartbeat.current_metadata_offset >= standing.registration_offset;
    let all_know = standing.controlled_shutdown_offset <= standing.lowest_active_offset;
    match now {
        Fenced if heartbeat.want_shut_down => ShutdownNow,
        Fenced if heartbeat.want_fence || !caught_up => Fenced,
        Fenced => Unfenced,
        Unfenced => match (heartbeat.want_fence, heartbeat.want_shut_down) {
            (true, true) => ShutdownNow,
            (true, false) => Fenced,
            (false, true) if standing.has_leaderships => ControlledShutdown,
            (false, true) => ShutdownNow,
            (false, false) => Unfenced,
        },
        ControlledShutdown if standing.has_leaderships || !all_know => ControlledShutdown,
        ControlledShutdown | ShutdownNow => ShutdownNow,
    }
}

/// Whether a session is valid so long after the last contact, in ms; it still is at exactly
/// `broker.session.timeout.ms`. `BrokerHeartbeatTracker.isExpired`
pub fn session_is_valid(since_contact: i64, timeout: i64) -> bool {
    since_contact <= timeout
}

/// The broker that holds an id already.
#[derive(Clone, Copy, Debug)]
pub struct Existing<'a> {
    /// Of its registration.
    pub epoch: BrokerEpoch,
    /// Names one start of the process.
    pub incarnation: &'a str,
    /// It is fenced.
    pub fenced: bool,
    /// It is shutting down.
    pub in_controlled_shutdown: bool,
    /// Its session is valid.
    pub session_valid: bool,
}

/// A registration that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The epoch from now on.
    pub epoch: BrokerEpoch,
    /// The broker proves by its previous epoch that it had stopped in good order: nothing it
    /// held is lost.
    pub clean_shutdown: bool,
}

/// Registers; `None` is `DUPLICATE_BROKER_REGISTRATION`: another start of the process, or
/// another machine by the same id, is alive. `new_epoch` is the offset of the record.
/// `ClusterControlManager.registerBroker`
pub fn register(
    existing: Option<Existing<'_>>,
    incarnation: &str,
    previous_epoch: BrokerEpoch,
    new_epoch: BrokerEpoch,
) -> Option<Registered> {
    let Some(holder) = existing else {
        return Some(Registered { epoch: new_epoch, clean_shutdown: false });
    };
    let clean_shutdown = holder.epoch == previous_epoch;
    if holder.incarnation == incarnation {
        return Some(Registered { epoch: holder.epoch, clean_shutdown });
    }
    let active = holder.session_valid && !holder.fenced && !holder.in_controlled_shutdown;
    if active { None } else { Some(Registered { epoch: new_epoch, clean_shutdown }) }
}

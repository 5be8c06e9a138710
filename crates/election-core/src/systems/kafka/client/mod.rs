//! Clients: a producer and a consumer, each of one partition. They ask any broker who leads,
//! talk to the leader, and ask again when it is not the leader any more.

mod consumer;
mod producer;

use super::message::{DATA_CHANNEL, Message};
use super::profile::Profile;
use super::rules::LeaderEpoch;
use super::timer::Timer;
use super::words::{Errors, PartitionId};
use super::{Fx, Kafka};
use crate::scenario::NodeConfig;
use crate::words::NodeId;
pub use consumer::Consumer;
pub use producer::Producer;

/// `retry.backoff.max.ms`
const RETRY_MAX_MS: u64 = 1_000;

/// What has failed.
enum Failed {
    /// The connection, or the wait for an answer.
    Connection,
    /// The answer is an error.
    Answer,
}

/// What a broker has told of the leader.
struct Told {
    /// In answer to this request.
    asked: u32,
    error: Errors,
    leader: Option<NodeId>,
    leader_epoch: Option<LeaderEpoch>,
}

/// What both kinds do alike: finding the leader.
#[derive(Clone, Hash, Debug)]
pub struct Link {
    /// Of which partition.
    pub partition: PartitionId,
    /// The broker asked first.
    pub attached: Option<NodeId>,
    /// The leader, as far as known.
    pub leader: Option<NodeId>,
    /// The newest leader epoch it was told of: older news are not believed (KIP-320).
    pub leader_epoch: Option<LeaderEpoch>,
    /// Which broker is asked next: a position in the list.
    pub next: u8,
    /// Whom it waits for.
    pub waits_for: Option<NodeId>,
    /// How long it waits for an answer, in ms.
    pub request_timeout: u64,
    /// How long it waits before it tries again, in ms.
    pub retry_backoff: u64,
    /// It doubles with each failure, up to 1000 ms: after a lost connection
    /// (`reconnect.backoff.max.ms`), after an answer (`retry.backoff.max.ms`).
    pub doubles: (bool, bool),
    /// How many tries in a row have failed.
    pub failures: u8,
    /// Counts requests, to tell an answer from a late one.
    pub asked: u32,
}

impl Link {
    /// As the scenario says.
    pub fn new(config: &NodeConfig, profile: Profile) -> Link {
        let ms = |name: &str| config.options.at(name).int().max(1) as u64;
        Link {
            partition: PartitionId(config.options.at("partition").int() as u16),
            attached: config.attached,
            leader: None,
            leader_epoch: None,
            next: 0,
            waits_for: None,
            request_timeout: ms("request.timeout.ms"),
            retry_backoff: ms("retry.backoff.ms"),
            doubles: (profile.doubles_reconnect_backoff(), profile.doubles_retry_backoff()),
            failures: 0,
            asked: 0,
        }
    }

    /// What a restart leaves: the configuration.
    #[must_use]
    pub fn fresh(&self) -> Link {
        Link {
            leader: None,
            leader_epoch: None,
            next: 0,
            waits_for: None,
            failures: 0,
            ..self.clone()
        }
    }

    /// Waits before the next try.
    fn back_off(&mut self, failed: Failed, fx: &mut Fx) {
        let doubles = match failed {
            Failed::Connection => self.doubles.0,
            Failed::Answer => self.doubles.1,
        };
        let doublings = if doubles { self.failures.min(6) } else { 0 };
        let doubled = self.retry_backoff << doublings;
        self.failures = self.failures.saturating_add(1);
        fx.arm_ms(Timer::Retry, doubled.min(self.retry_backoff.max(RETRY_MAX_MS)));
    }
}

impl Kafka {
    /// Asks some broker who leads: the one the client was told of first, then round the list.
    fn ask_who_leads(&self, link: &mut Link, fx: &mut Fx) {
        let brokers = &self.settings.brokers;
        let attached = link.attached.filter(|_| link.next == 0);
        let place = usize::from(link.next) % brokers.len().max(1);
        let Some(broker) = attached.or_else(|| brokers.get(place).map(|(_, node)| *node)) else {
            return;
        };
        link.next = link.next % brokers.len().max(1) as u8 + 1;
        link.asked += 1;
        link.waits_for = Some(broker);
        fx.send(broker, Message::Metadata(link.asked, link.partition));
        fx.arm_ms(Timer::RequestTimeout, link.request_timeout.min(2_000));
    }

    /// A broker has told who leads; true if there is a leader now.
    fn told_who_leads(&self, link: &mut Link, told: Told, fx: &mut Fx) -> bool {
        if link.asked != told.asked || link.waits_for.is_none() {
            return false;
        }
        link.waits_for = None;
        fx.disarm(Timer::RequestTimeout);
        // `Metadata.updateLatestMetadata`: news of an older leader epoch are no news.
        let stale = told.leader_epoch.is_some() && told.leader_epoch < link.leader_epoch;
        link.leader = told.leader.filter(|_| told.error == Errors::None && !stale);
        if link.leader.is_some() {
            link.leader_epoch = told.leader_epoch.or(link.leader_epoch);
        }
        if link.leader.is_none() {
            link.back_off(Failed::Answer, fx);
        }
        link.leader.is_some()
    }

    /// No answer in time, or the connection broke: who leads has to be asked anew.
    fn lost_touch(&self, link: &mut Link, peer: NodeId, hang_up: bool, fx: &mut Fx) -> bool {
        if link.waits_for != Some(peer) {
            return false;
        }
        if hang_up {
            fx.hang_up(peer, DATA_CHANNEL);
        }
        (link.waits_for, link.leader) = (None, None);
        fx.disarm(Timer::RequestTimeout);
        link.back_off(Failed::Connection, fx);
        true
    }
}

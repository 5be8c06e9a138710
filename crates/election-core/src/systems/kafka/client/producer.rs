//! A producer: one batch at a time, sent again until it is answered or given up.
//! `clients KafkaProducer, Sender`

use super::{Failed, Link, Told};
use crate::effects::{OpKind, Outcome};
use crate::scenario::NodeConfig;
use crate::schema::BadInput;
use crate::systems::kafka::message::{Message, Produce};
use crate::systems::kafka::profile::Profile;
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::Errors;
use crate::systems::kafka::{Fx, Kafka};
use crate::value::Value;
use crate::words::{NodeId, OpId, Time};

/// A producer process.
#[derive(Clone, Hash, Debug)]
pub struct Producer {
    /// Finding the leader.
    pub link: Link,
    /// 0, 1 or -1 (all).
    pub acks: i8,
    /// A batch every so many ms; 0: only on request.
    pub every: u64,
    /// How many records a batch has: so many writes are under way at once.
    pub size: u32,
    /// How many records it writes in all; 0: without end.
    pub count: u32,
    /// How often a batch is sent again.
    pub retries: u32,
    /// How long a batch is kept, in ms.
    pub delivery_timeout: u64,
    /// The broker is to drop what it has already.
    pub idempotent: bool,
    /// How many records have been begun.
    pub begun: u32,
    /// How many it was asked to write besides.
    pub owed: u32,
    /// The batch under way.
    pub batch: Option<Batch>,
}

/// A batch under way.
#[derive(Clone, Hash, Debug)]
pub struct Batch {
    /// Its operations.
    pub ops: Vec<OpId>,
    /// How often it was sent.
    pub sent: u32,
    /// Some attempt may have been written.
    pub maybe_written: bool,
    /// What the last attempt ended in.
    pub last_error: &'static str,
    /// When it is given up.
    pub deadline: Time,
}

impl Producer {
    /// As the scenario says.
    ///
    /// # Errors
    /// An option that the release does not have.
    pub fn new(config: &NodeConfig, profile: Profile) -> Result<Producer, BadInput> {
        let number = |name: &str| config.options.at(name).int();
        let acks = match config.options.at("acks") {
            Value::Null => profile.default_acks(),
            given => match given.text() {
                "0" => 0,
                "1" => 1,
                _ => -1,
            },
        };
        let idempotence = config.options.at("enable.idempotence");
        if !idempotence.is_null() && !profile.has_idempotence() {
            let says = "the profile has no such option; allowed: profile 0.11 to 4.x";
            return Err(BadInput::new("enable.idempotence", says));
        }
        let idempotent = match idempotence {
            Value::Null => profile.default_idempotence(),
            given => given.flag(),
        };
        let retries = config.options.at("retries").as_int();
        Ok(Producer {
            link: Link::new(config, profile),
            acks,
            every: number("every_ms") as u64,
            size: (number("batch") * number("in_flight")).min(1000) as u32,
            count: number("count") as u32,
            retries: retries.map_or(profile.default_retries(), |given| given as u32),
            delivery_timeout: number("delivery.timeout.ms") as u64,
            // Without acks=all it is silently off.
            idempotent: idempotent && acks == -1,
            begun: 0,
            owed: 0,
            batch: None,
        })
    }

    /// What a restart leaves.
    pub fn after_crash(&self) -> Producer {
        Producer { link: self.link.fresh(), owed: 0, batch: None, ..self.clone() }
    }
}

impl Kafka {
    pub(in super::super) fn start_producer(&self, node: &mut Producer, fx: &mut Fx) {
        if node.every > 0 {
            fx.arm_ms(Timer::Next, node.every);
        }
    }

    /// An administrator asks for so many records.
    pub(in super::super) fn produce_on_request(
        &self,
        node: &mut Producer,
        count: u32,
        fx: &mut Fx,
    ) {
        node.owed = node.owed.saturating_add(count);
        self.begin_batch(node, fx);
    }

    pub(in super::super) fn producer_wakes(&self, node: &mut Producer, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::Next => {
                fx.arm_ms(Timer::Next, node.every);
                if node.batch.is_none() && node.owed == 0 {
                    node.owed = node.size;
                }
                self.begin_batch(node, fx);
            }
            Timer::Retry => self.send_batch(node, fx),
            Timer::RequestTimeout => {
                if let Some(peer) = node.link.waits_for {
                    self.producer_lost(node, peer, true, fx);
                }
            }
            Timer::DeliveryTimeout => self.give_up(node, fx),
            _ => {}
        }
    }

    pub(in super::super) fn producer_hears(
        &self,
        node: &mut Producer,
        message: Message,
        fx: &mut Fx,
    ) {
        match message {
            Message::MetadataResponse { asked, error, leader, leader_epoch, .. } => {
                let told = Told { asked, error, leader, leader_epoch };
                if self.told_who_leads(&mut node.link, told, fx) {
                    self.send_batch(node, fx);
                }
            }
            Message::ProduceResponse { asked, error, offset } if asked == node.link.asked => {
                node.link.waits_for = None;
                fx.disarm(Timer::RequestTimeout);
                self.answered(node, error, offset, fx);
            }
            _ => {}
        }
    }

    /// The leader died, hung up, or does not answer.
    pub(in super::super) fn producer_lost(
        &self,
        node: &mut Producer,
        peer: NodeId,
        hang_up: bool,
        fx: &mut Fx,
    ) {
        let was_leader = node.link.leader == Some(peer);
        if node.link.waits_for.is_none() && was_leader {
            // An idle connection broke, or one that does not answer (acks 0).
            node.link.leader = None;
        }
        if self.lost_touch(&mut node.link, peer, hang_up, fx)
            && was_leader
            && let Some(batch) = &mut node.batch
        {
            batch.maybe_written = true;
            batch.last_error = if hang_up { "TimeoutException" } else { "NetworkException" };
            self.retry_or_fail(node, fx);
        }
    }

    fn begin_batch(&self, node: &mut Producer, fx: &mut Fx) {
        let left = if node.count == 0 { u32::MAX } else { node.count - node.begun.min(node.count) };
        let size = node.owed.min(left);
        if node.batch.is_some() || size == 0 {
            return;
        }
        node.owed = 0;
        node.begun += size;
        let ops: Vec<OpId> = (0..size).map(|_| fx.invoke(OpKind::Write)).collect();
        let deadline = fx.now().plus(node.delivery_timeout * 1000);
        let last_error = "TimeoutException";
        node.batch = Some(Batch { ops, sent: 0, maybe_written: false, last_error, deadline });
        fx.arm_ms(Timer::DeliveryTimeout, node.delivery_timeout);
        self.send_batch(node, fx);
    }

    fn send_batch(&self, node: &mut Producer, fx: &mut Fx) {
        let Some(batch) = &mut node.batch else { return };
        if node.link.waits_for.is_some() {
            return;
        }
        let Some(leader) = node.link.leader else {
            return self.ask_who_leads(&mut node.link, fx);
        };
        node.link.asked += 1;
        batch.sent += 1;
        let produce = Produce {
            asked: node.link.asked,
            partition: node.link.partition,
            acks: node.acks,
            timeout: node.link.request_timeout as u32,
            idempotent: node.idempotent,
            ops: batch.ops.clone(),
        };
        fx.send(leader, Message::Produce(produce));
        if node.acks == 0 {
            // Nobody will answer: it counts as written once it is sent.
            return self.finish(node, Outcome::Ok { position: -1 }, fx);
        }
        node.link.waits_for = Some(leader);
        fx.arm_ms(Timer::RequestTimeout, node.link.request_timeout);
    }

    fn answered(&self, node: &mut Producer, error: Errors, offset: i64, fx: &mut Fx) {
        let Some(batch) = &mut node.batch else { return };
        if error == Errors::None {
            let last = offset + batch.ops.len() as i64 - 1;
            node.link.failures = 0;
            return self.finish(node, Outcome::Ok { position: last }, fx);
        }
        batch.last_error = error.name();
        batch.maybe_written |=
            matches!(error, Errors::RequestTimedOut | Errors::NotEnoughReplicasAfterAppend);
        if matches!(error, Errors::NotLeaderOrFollower | Errors::UnknownTopicOrPartition) {
            // A write that waited for its replicas may be in the old leader's log.
            batch.maybe_written = true;
            node.link.leader = None;
        }
        node.link.back_off(Failed::Answer, fx);
        self.retry_or_fail(node, fx);
    }

    fn retry_or_fail(&self, node: &mut Producer, fx: &mut Fx) {
        if node.batch.as_ref().is_some_and(|batch| batch.sent > node.retries) {
            self.give_up(node, fx);
        }
    }

    fn give_up(&self, node: &mut Producer, fx: &mut Fx) {
        let Some(batch) = &node.batch else { return };
        let outcome = match (batch.maybe_written, batch.last_error) {
            (true, error) => Outcome::Unknown(error),
            (false, error) => Outcome::Fail(error),
        };
        node.link.waits_for = None;
        // A late answer to this request is none to the next.
        node.link.asked += 1;
        self.finish(node, outcome, fx);
    }

    fn finish(&self, node: &mut Producer, outcome: Outcome, fx: &mut Fx) {
        let Some(batch) = node.batch.take() else { return };
        for timer in [Timer::DeliveryTimeout, Timer::Retry, Timer::RequestTimeout] {
            fx.disarm(timer);
        }
        for op in batch.ops {
            fx.complete(op, outcome);
        }
        if node.owed > 0 {
            self.begin_batch(node, fx);
        }
    }
}

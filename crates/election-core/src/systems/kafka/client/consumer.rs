//! A consumer of one partition: it reads up to the high watermark. `clients KafkaConsumer`

use super::{Failed, Link, Told};
use crate::effects::{OpKind, Outcome};
use crate::parts::chunks::Chunks;
use crate::scenario::NodeConfig;
use crate::systems::kafka::message::{Fetch, FetchPartition, Fetched, Message, Rec};
use crate::systems::kafka::profile::Profile;
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::words::Errors;
use crate::systems::kafka::{Fx, Kafka};
use crate::words::{NodeId, OpId};

/// A consumer process.
#[derive(Clone, Hash, Debug)]
pub struct Consumer {
    /// Finding the leader.
    pub link: Link,
    /// The pause between two polls, in ms.
    pub every: u64,
    /// How many polls it makes in all; 0: without end.
    pub count: u32,
    /// How many it has begun.
    pub begun: u32,
    /// Begins at the end of the log, and goes there when its offset is out of range.
    pub latest: bool,
    /// The next offset it wants; `None`: not known yet.
    pub position: Option<i64>,
    /// What it has read, by offset, from the first offset on.
    pub consumed: Chunks<Option<Rec>>,
    /// How often its offset was out of range.
    pub resets: u32,
    /// The poll under way.
    pub poll: Option<OpId>,
}

impl Consumer {
    /// As the scenario says.
    pub fn new(config: &NodeConfig, profile: Profile) -> Consumer {
        let latest = config.options.at("auto.offset.reset").text() == "latest";
        Consumer {
            link: Link::new(config, profile),
            count: config.options.at("count").int() as u32,
            begun: 0,
            every: config.options.at("every_ms").int() as u64,
            latest,
            position: Some(0).filter(|_| !latest),
            consumed: Chunks::default(),
            resets: 0,
            poll: None,
        }
    }

    /// What a restart leaves.
    pub fn after_crash(&self) -> Consumer {
        Consumer { link: self.link.fresh(), poll: None, ..self.clone() }
    }

    fn note(&mut self, from: i64, records: &[Rec]) {
        while i64::from(self.consumed.len()) < from {
            self.consumed.push(None);
        }
        for (offset, record) in (from..).zip(records) {
            match self.consumed.get_mut(offset as u32) {
                Some(place) => *place = Some(*record),
                None => self.consumed.push(Some(*record)),
            }
        }
    }
}

impl Kafka {
    pub(in super::super) fn start_consumer(&self, node: &mut Consumer, fx: &mut Fx) {
        fx.arm_ms(Timer::Next, node.every.max(1));
    }

    pub(in super::super) fn consumer_wakes(&self, node: &mut Consumer, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::Next => {
                if node.count > 0 && node.begun >= node.count {
                    return;
                }
                if node.poll.is_none() {
                    node.begun += 1;
                    node.poll = Some(fx.invoke(OpKind::Read));
                    fx.arm_ms(Timer::DeliveryTimeout, node.link.request_timeout);
                }
                self.send_poll(node, fx);
            }
            Timer::Retry => self.send_poll(node, fx),
            Timer::RequestTimeout => {
                if let Some(peer) = node.link.waits_for {
                    self.consumer_lost(node, peer, true, fx);
                }
            }
            Timer::DeliveryTimeout => self.end_poll(node, Outcome::Fail("TimeoutException"), fx),
            _ => {}
        }
    }

    pub(in super::super) fn consumer_hears(
        &self,
        node: &mut Consumer,
        message: Message,
        fx: &mut Fx,
    ) {
        match message {
            Message::MetadataResponse { asked, error, leader, leader_epoch, .. } => {
                let told = Told { asked, error, leader, leader_epoch };
                if self.told_who_leads(&mut node.link, told, fx) {
                    self.send_poll(node, fx);
                }
            }
            Message::FetchResponse(answer) if answer.asked == node.link.asked => {
                node.link.waits_for = None;
                fx.disarm(Timer::RequestTimeout);
                for fetched in answer.partitions {
                    self.consume(node, fetched, fx);
                }
            }
            _ => {}
        }
    }

    /// The leader died, hung up, or does not answer.
    pub(in super::super) fn consumer_lost(
        &self,
        node: &mut Consumer,
        peer: NodeId,
        hang_up: bool,
        fx: &mut Fx,
    ) {
        self.lost_touch(&mut node.link, peer, hang_up, fx);
    }

    fn send_poll(&self, node: &mut Consumer, fx: &mut Fx) {
        if node.poll.is_none() || node.link.waits_for.is_some() {
            return;
        }
        let Some(leader) = node.link.leader else {
            return self.ask_who_leads(&mut node.link, fx);
        };
        node.link.asked += 1;
        node.link.waits_for = Some(leader);
        // Without a position yet it asks beyond any end: the answer tells where the end is.
        let ask = FetchPartition {
            partition: node.link.partition,
            leader_epoch: None,
            offset: node.position.unwrap_or(i64::MAX),
            last_epoch: None,
        };
        let asked = node.link.asked;
        fx.send(leader, Message::Fetch(Fetch { asked, replica: None, partitions: vec![ask] }));
        fx.arm_ms(Timer::RequestTimeout, node.link.request_timeout);
    }

    fn consume(&self, node: &mut Consumer, fetched: Fetched, fx: &mut Fx) {
        match fetched.error {
            Errors::None => {
                node.link.failures = 0;
                node.note(fetched.offset, &fetched.records);
                node.position = Some(fetched.offset + fetched.records.len() as i64);
                let position = fetched.high_watermark - 1;
                self.end_poll(node, Outcome::Ok { position }, fx);
            }
            Errors::OffsetOutOfRange => {
                node.resets += u32::from(node.position.is_some());
                node.position = Some(if node.latest { fetched.high_watermark.max(0) } else { 0 });
                self.send_poll(node, fx);
            }
            _ => {
                node.link.leader = None;
                node.link.back_off(Failed::Answer, fx);
            }
        }
    }

    fn end_poll(&self, node: &mut Consumer, outcome: Outcome, fx: &mut Fx) {
        let Some(poll) = node.poll.take() else { return };
        fx.complete(poll, outcome);
        fx.disarm(Timer::DeliveryTimeout);
        fx.arm_ms(Timer::Next, node.every.max(1));
    }
}

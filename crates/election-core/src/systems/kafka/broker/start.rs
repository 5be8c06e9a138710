//! A broker starts: after it was not stopped in good order it looks through its logs first. And
//! what it writes down from time to time.
//! `core KafkaServer.startup, BrokerServer.startup, LogManager`

use super::{Broker, Log, Replica};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::{Fx, Kafka};

impl Kafka {
    /// The process starts.
    pub(in super::super) fn start_broker(&self, node: &mut Broker, fx: &mut Fx) {
        let unclean = std::mem::replace(&mut node.disk.running, true);
        if unclean && node.recovery_ms > 0 {
            node.recovering = true;
            return fx.arm_ms(Timer::LogRecovery, node.recovery_ms);
        }
        self.begin_work(node, fx);
    }

    /// The logs are loaded.
    pub(super) fn begin_work(&self, node: &mut Broker, fx: &mut Fx) {
        node.recovering = false;
        if node.disk.at_work {
            self.continue_work(node, fx);
        } else {
            node.disk.incarnation.0 += 1;
            if node.zk.is_some() {
                self.know_no_leaders(node);
            }
            let logs = node.disk.logs.iter();
            node.replicas = logs.map(|(id, log)| (id, Replica::unknown(log.checkpoint))).collect();
        }
        match node.zk {
            Some(_) => {
                self.start_zk(node, fx);
                self.start_notices(node, fx);
            }
            None => self.fetch_metadata(node, fx),
        }
        fx.arm_ms(Timer::IsrExpiration, (self.settings.lag_max / 2).max(1));
        fx.arm_ms(Timer::Checkpoint, self.settings.checkpoint);
    }

    /// Writes the high watermarks to the disk.
    pub(super) fn checkpoint(&self, node: &mut Broker, fx: &mut Fx) {
        for (id, replica) in node.replicas.iter() {
            let stale = |log: &&mut Log| log.checkpoint != replica.hw;
            if let Some(log) = node.disk.logs.get_mut(id).filter(stale) {
                log.checkpoint = replica.hw;
            }
        }
        fx.arm_ms(Timer::Checkpoint, self.settings.checkpoint);
    }
}

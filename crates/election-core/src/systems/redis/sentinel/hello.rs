//! What Sentinels tell each other: who they are, and who is master since which epoch.

use super::table::{Other, Peer, Replica, Report};
use super::{Sentinel, millis};
use crate::fact;
use crate::systems::redis::Fx;
use crate::systems::redis::cited;
use crate::systems::redis::message::{Hello, Message};
use crate::systems::redis::rules::vote::Epoch;
use crate::systems::redis::settings::{PUBLISH_PERIOD, Redis};
use crate::words::NodeId;

impl Sentinel {
    /// What it publishes.
    pub(super) fn hello(&self, me: NodeId) -> Hello {
        Hello {
            from: me,
            current_epoch: self.current_epoch,
            master: self.named(),
            config_epoch: self.master.config_epoch,
        }
    }

    /// The next tick publishes to everybody. `sentinelForceHelloUpdateForMaster`
    pub(super) fn force_hello(&mut self) {
        let all = std::iter::once(&mut self.master.peer)
            .chain(self.replicas.values_mut().map(|replica| &mut replica.peer))
            .chain(self.others.values_mut().map(|other| &mut other.peer));
        for peer in all {
            peer.last_pub -= PUBLISH_PERIOD + 1;
        }
    }

    /// `sentinelProcessHelloMessage`: no vote and no check; the larger configuration epoch is
    /// right.
    pub(super) fn hear_hello(&mut self, on: &Redis, hello: Hello, fx: &mut Fx<'_>) {
        let now = millis(fx);
        if !self.others.contains_key(&hello.from) {
            self.others.insert(hello.from, Other::new(now));
            self.flush_config();
            self.log(fx, &cited::DISCOVERY, "+sentinel", || {
                vec![fact!("sentinel", "sentinel" => on.label(hello.from))]
            });
        }
        self.raise_epoch(hello.current_epoch, fx);
        let mine = self.master.config_epoch;
        let newer = mine < hello.config_epoch;
        let differs = on.off.config_epoch && hello.master != self.named();
        if !newer && !differs {
            return;
        }
        self.master.config_epoch = hello.config_epoch;
        if hello.master == self.master.addr {
            return;
        }
        let because = vec![
            fact!("master", "old" => on.label(self.master.addr),
                "new" => on.label(hello.master), "from" => on.label(hello.from)),
            fact!("config_epoch", "old" => mine.0, "new" => hello.config_epoch.0),
        ];
        self.log(fx, &cited::CONFIG_EPOCH, "+config-update-from", || because.clone());
        self.switch_master(hello.master, because, fx);
    }

    /// The largest epoch heard of becomes its own.
    pub(super) fn raise_epoch(&mut self, epoch: Epoch, fx: &mut Fx<'_>) {
        let mine = self.current_epoch;
        if epoch > mine {
            self.flush_config();
            self.enter_epoch(epoch, fx);
        }
    }

    /// Its own epoch from now on; whether the file says so, too, is the caller's business.
    pub(super) fn enter_epoch(&mut self, epoch: Epoch, fx: &mut Fx<'_>) {
        let mine = std::mem::replace(&mut self.current_epoch, epoch);
        self.log(fx, &cited::NEW_EPOCH, "+new-epoch", || {
            vec![fact!("current_epoch", "old" => mine.0, "new" => epoch.0)]
        });
    }

    /// `+switch-master`: the table begins anew around the new address. The old master is now
    /// one of its replicas. `sentinelResetMasterAndChangeAddress`
    pub(super) fn switch_master(
        &mut self,
        to: NodeId,
        because: Vec<crate::value::Value>,
        fx: &mut Fx<'_>,
    ) {
        let (now, from) = (millis(fx), self.master.addr);
        self.flush_config();
        self.log(fx, &cited::CONFIG_EPOCH, "+switch-master", || because);
        fx.send_all(self.clients.iter(), &Message::SwitchMaster { from, to });
        let mut known: Vec<NodeId> = self.replicas.keys().copied().collect();
        known.push(from);
        for id in &known {
            self.drop_links(*id, fx);
        }
        let master = &mut self.master;
        (master.addr, master.odown, master.attempt) = (to, false, None);
        (master.leader, master.start_time, master.delay_logged) = (None, None, false);
        (master.peer, master.report) = (Peer::new(now), Report::new(true, now));
        self.replicas =
            known.into_iter().filter(|id| *id != to).map(|id| (id, Replica::new(now))).collect();
    }
}

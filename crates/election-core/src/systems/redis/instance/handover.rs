//! `FAILOVER`: a master that waits until a replica has everything, and hands over to it.

use super::{Instance, Phase, millis};
use crate::systems::redis::Fx;
use crate::systems::redis::cited;
use crate::systems::redis::message::Message;
use crate::systems::redis::settings::Redis;
use crate::value::Value;
use crate::words::NodeId;
use crate::{fact, refusal};

/// A `FAILOVER` in progress. Writes of clients are held back until it is over.
#[derive(Clone, Hash, Debug)]
pub struct Handover {
    /// To whom; `None`: to the first that has everything.
    target: Option<NodeId>,
    /// Hand over at the timeout although the target lags.
    force: bool,
    /// ms
    until: Option<i64>,
    /// The target was asked to take over this reign.
    pub(super) reign: Option<i64>,
    /// The writes held back, in the order they came.
    pub(super) postponed: Vec<(NodeId, Message)>,
}

/// The arguments of `FAILOVER`.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// `TO`
    pub target: Option<NodeId>,
    /// `FORCE`
    pub force: bool,
    /// `TIMEOUT`, ms; 0: none.
    pub timeout: i64,
}

impl Instance {
    /// `FAILOVER [TO host port [FORCE]] [TIMEOUT ms]`, or its error.
    pub fn hand_over(&mut self, on: &Redis, order: Order, fx: &mut Fx<'_>) -> Result<(), String> {
        let online =
            |id: NodeId| self.replicas.get(&id).is_some_and(|r| matches!(r.state, Phase::Online));
        let refusal = if self.loading {
            "LOADING Redis is loading the dataset in memory"
        } else if self.handover.is_some() {
            "FAILOVER already in progress."
        } else if self.master().is_some() {
            "FAILOVER is not valid when server is a replica."
        } else if self.replicas.is_empty() {
            "FAILOVER requires connected replicas."
        } else if order.force && (order.timeout == 0 || order.target.is_none()) {
            "FAILOVER with force option requires both a timeout and target HOST and IP."
        } else if order.target.is_some_and(|target| !online(target)) {
            "FAILOVER target replica is not online."
        } else {
            ""
        };
        if !refusal.is_empty() {
            return Err(refusal.into());
        }
        fx.cite(&cited::HANDOVER, "waiting-for-sync", || {
            vec![fact!("master_repl_offset", "master_repl_offset" => self.data.offset())]
        });
        let until = (order.timeout > 0).then(|| millis(fx) + order.timeout);
        let Order { target, force, .. } = order;
        let postponed = Vec::new();
        self.handover = Some(Handover { target, force, until, reign: None, postponed });
        self.tend_handover(on, fx);
        Ok(())
    }

    /// Whether the target has everything, or the time is over. `updateFailoverStatus`
    pub(super) fn tend_handover(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let Some(handover) = &self.handover else { return };
        if handover.reign.is_some() {
            return;
        }
        let late = handover.until.is_some_and(|until| until <= millis(fx));
        let offset = self.data.offset();
        let has_all = |id: &NodeId| self.replicas.get(id).is_some_and(|r| r.ack == offset);
        let target = match handover.target {
            Some(target) => {
                Some(target).filter(has_all).or(handover.target.filter(|_| late && handover.force))
            }
            None => self.replicas.keys().copied().find(has_all),
        };
        match target {
            Some(target) => {
                fx.cite(&cited::HANDOVER, "failover-in-progress", || {
                    let ack = self.replicas.get(&target).map(|r| r.ack);
                    vec![fact!("master_repl_offset", "target" => on.label(target),
                        "repl_ack_off" => ack, "master_repl_offset" => offset)]
                });
                if let Some(handover) = &mut self.handover {
                    handover.reign = Some(on.next_reign(self.reign, target));
                }
                self.become_replica(on, target, fx);
            }
            None if late => {
                self.give_up_handover(on, fact!("timeout"), fx);
            }
            None => {}
        }
    }

    /// `FAILOVER ABORT`
    pub fn abort_handover(&mut self, on: &Redis, fx: &mut Fx<'_>) -> Result<(), String> {
        if self.handover.is_none() {
            return Err("No failover in progress.".into());
        }
        self.give_up_handover(on, refusal!("manually-aborted"), fx);
        Ok(())
    }

    /// The target does not take over: this server is a master again. `syncWithMaster`
    pub(super) fn handover_refused(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        if self.handover.as_ref().is_some_and(|handover| handover.reign.is_some()) {
            self.give_up_handover(on, refusal!("target-rejected-psync"), fx);
        }
    }

    /// `abortFailover`
    fn give_up_handover(&mut self, on: &Redis, why: Value, fx: &mut Fx<'_>) {
        fx.cite(&cited::HANDOVER, "abort", || vec![why]);
        if self.handover.as_ref().is_some_and(|handover| handover.reign.is_some()) {
            self.become_master(on, self.reign, fx);
        }
        self.handover_done(on, fx);
    }

    /// The target answered, or the time is over: what was held back is executed now.
    pub(super) fn handover_done(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        let Some(handover) = self.handover.take() else { return };
        for (from, message) in handover.postponed {
            self.serve(on, from, message, fx);
        }
    }
}

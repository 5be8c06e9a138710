//! ZAB before broadcast: the new epoch, who follows into it, when the leader is established.

use super::{Acks, Epoch, Sid, Verifier, Zxid};
use crate::rule::Rule;

/// The rule of [`Discovery::call`].
pub const EPOCH_TO_PROPOSE: Rule = Rule {
    id: "zookeeper/epoch-to-propose",
    source: "apache/zookeeper 3.9.5 Leader.getEpochToPropose",
    switch: false,
};

/// The rule of [`EpochAcks::ack`].
pub const EPOCH_ACK: Rule = Rule {
    id: "zookeeper/epoch-ack",
    source: "apache/zookeeper 3.9.5 Leader.waitForEpochAck, StateSummary.isMoreRecentThan",
    switch: true,
};

/// The rule of [`NewLeaderAcks::ack`].
pub const NEWLEADER_ACK: Rule = Rule {
    id: "zookeeper/newleader-ack",
    source: "apache/zookeeper 3.9.5 Leader.waitForNewLeaderAck",
    switch: false,
};

/// What a prospective leader knows while it looks for the new epoch.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Discovery {
    /// One more than the highest acceptedEpoch heard of; −1 before the first.
    pub epoch: Epoch,
    /// The voters who have called, the leader included.
    pub connecting: Acks,
    /// Whether the epoch is final.
    pub fixed: bool,
}

/// What a caller learns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProposedEpoch {
    /// Whether it must wait for others to call.
    pub waiting: bool,
    /// The epoch, so far or final.
    pub epoch: Epoch,
}

impl Default for Discovery {
    fn default() -> Discovery {
        Discovery { epoch: -1, connecting: Acks::default(), fixed: false }
    }
}

impl Discovery {
    /// A server, the leader too, tells its acceptedEpoch. The epoch becomes larger than all of
    /// these, also those of observers, and is final once a quorum with the leader has called.
    pub fn call(
        &mut self,
        leader: Sid,
        verifier: &Verifier,
        sid: Sid,
        accepted_epoch: Epoch,
    ) -> ProposedEpoch {
        if !self.fixed {
            if accepted_epoch >= self.epoch {
                self.epoch = accepted_epoch.saturating_add(1);
            }
            self.connecting.add(verifier, sid);
            self.fixed = self.connecting.has(leader) && verifier.contains_quorum(&self.connecting);
        }
        ProposedEpoch { waiting: !self.fixed, epoch: self.epoch }
    }
}

/// How recent a server's history is. The order of the fields is the rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StateSummary {
    /// Its currentEpoch; −1 from a server that had accepted the new epoch before.
    pub current_epoch: Epoch,
    /// The last transaction it has logged.
    pub last_zxid: Zxid,
}

/// Why an ACKEPOCH ends the connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EpochAckRefusal {
    /// The learner's history is more recent than the leader's.
    FollowerAhead,
}

impl EpochAckRefusal {
    /// The reason as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            EpochAckRefusal::FollowerAhead => "follower-ahead",
        }
    }
}

/// The ACKEPOCHs that a prospective leader has counted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct EpochAcks {
    /// The voters counted, the leader included.
    pub electing: Acks,
    /// Whether a quorum with the leader has acknowledged.
    pub finished: bool,
}

impl EpochAcks {
    /// A server acknowledges the epoch. True if it counts; once finished, nobody is looked at.
    pub fn ack(
        &mut self,
        leader: (Sid, StateSummary),
        verifier: &Verifier,
        sid: Sid,
        summary: StateSummary,
    ) -> Result<bool, EpochAckRefusal> {
        if self.finished {
            return Ok(false);
        }
        let mut counted = false;
        if summary.current_epoch != -1 {
            if summary > leader.1 {
                return Err(EpochAckRefusal::FollowerAhead);
            }
            counted = summary.last_zxid != Zxid(-1) && self.electing.add(verifier, sid);
        }
        self.finished = self.electing.has(leader.0) && verifier.contains_quorum(&self.electing);
        Ok(counted)
    }
}

/// The ACK(NEWLEADER)s that a prospective leader has counted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct NewLeaderAcks {
    /// The voters counted.
    pub acks: Acks,
    /// Whether they are a quorum: the leader is established.
    pub formed: bool,
}

impl NewLeaderAcks {
    /// A server acknowledges NEWLEADER. True if it counts; once formed, nobody is looked at.
    pub fn ack(&mut self, verifier: &Verifier, sid: Sid) -> bool {
        if self.formed {
            return false;
        }
        let counted = self.acks.add(verifier, sid);
        self.formed = verifier.contains_quorum(&self.acks);
        counted
    }
}

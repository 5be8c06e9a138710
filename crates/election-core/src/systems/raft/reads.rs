//! Linearizable reads (`ReadOnlySafe`): a read is answered once a majority has confirmed, after
//! it was asked for, that its leader still leads. `read_only.go`, `raft.go stepLeader
//! MsgReadIndex`.

use super::message::{Message, Peer};
use super::rules::{self, Index, Log};
use super::state::{Role, Server};
use super::{Fx, Raft};
use crate::fact;
use crate::parts::quorum::reached_by_majority;
use crate::words::{NodeId, OpId};

/// The reads a leader has not answered yet.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReadOnly {
    /// Asked before the leader had committed anything in its term: it cannot know yet how far
    /// the log is committed.
    postponed: Vec<ReadRequest>,
    /// Waiting for a majority, with the commit index of the moment they were asked.
    unconfirmed: Vec<(ReadRequest, Index)>,
    /// How many were confirmed.
    confirmed: u64,
    /// Per server: how many reads its last answer confirms.
    acks: Vec<u64>,
}

/// A read that a server asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ReadRequest {
    /// Which.
    pub op: OpId,
    /// Which server answers the client.
    pub from: NodeId,
}

impl ReadOnly {
    /// Nothing asked yet.
    pub fn new(voters: u64) -> ReadOnly {
        let acks = (0..voters).map(|_| 0).collect();
        ReadOnly { postponed: Vec::new(), unconfirmed: Vec::new(), confirmed: 0, acks }
    }

    /// What a heartbeat carries: its answer confirms that many reads. 0 if none waits.
    pub fn context(&self) -> u64 {
        match self.unconfirmed.len() as u64 {
            0 => 0,
            waiting => self.confirmed + waiting,
        }
    }

    fn acknowledge(&mut self, server: NodeId, context: u64) {
        let ack = &mut self.acks[server.index()];
        *ack = context.max(*ack);
    }

    /// The reads that a majority has confirmed since.
    fn advance(&mut self) -> Vec<(ReadRequest, Index)> {
        let reached = reached_by_majority(&self.acks).unwrap_or(0);
        let fresh = reached.saturating_sub(self.confirmed);
        self.confirmed += fresh;
        self.unconfirmed.drain(..fresh as usize).collect()
    }
}

impl Raft {
    /// `MsgReadIndex`: hands it to the leader, or deals with it as leader.
    pub(super) fn read_index(&self, s: &mut Server, request: ReadRequest, fx: &mut Fx) {
        let own_term = s.mem.log.term(s.mem.commit) == Some(s.mem.term);
        let commit = s.mem.commit;
        match &mut s.role {
            Role::Leader(_) if self.voters() == 1 || self.off.read_index => {
                self.read_ready(s, request, commit, fx);
            }
            Role::Leader(leadership) if own_term => {
                leadership.reads.unconfirmed.push((request, commit));
                let context = leadership.reads.context();
                leadership.reads.acknowledge(s.id, context);
                self.broadcast_heartbeat(s);
            }
            Role::Leader(leadership) => leadership.reads.postponed.push(request),
            _ => {
                if let Some(lead) = s.lead {
                    s.say(lead, Message::ReadIndex(request.op));
                }
            }
        }
    }

    /// The leader has committed an entry of its term: what was postponed can be dealt with.
    pub(super) fn release_reads(&self, s: &mut Server, fx: &mut Fx) {
        let Some(leadership) = s.leadership() else { return };
        for request in std::mem::take(&mut leadership.reads.postponed) {
            self.read_index(s, request, fx);
        }
    }

    /// An answer to a heartbeat confirms so many reads.
    pub(super) fn confirm_reads(&self, s: &mut Server, from: NodeId, context: u64, fx: &mut Fx) {
        let Some(leadership) = s.leadership() else { return };
        if context == 0 {
            return;
        }
        leadership.reads.acknowledge(from, context);
        for (request, index) in leadership.reads.advance() {
            self.read_ready(s, request, index, fx);
        }
    }

    /// Tells the server that asked how far the read must wait.
    fn read_ready(&self, s: &mut Server, request: ReadRequest, index: Index, fx: &mut Fx) {
        fx.cite(&rules::READ_INDEX, "confirmed", || {
            vec![fact!("read", "read" => request.op.nth(), "index" => index)]
        });
        if request.from == s.id {
            s.read_states.push((request.op, index));
        } else {
            let answer = Peer::ReadIndexResp { op: request.op, index };
            s.say(request.from, Message::Peer(s.mem.term, answer));
        }
    }
}

//! Where clients' requests wait in the server they were sent to: etcd's server around the Raft
//! core (`server/etcdserver/v3_server.go processInternalRaftRequestOnce, parseProposeCtxErr,
//! linearizableReadLoop`, `raft.go` of the same folder).

use super::client::DEADLINE;
use super::message::{Answer, Message, Request};
use super::reads::ReadRequest;
use super::rules::{Index, State};
use super::state::{Entry, Server};
use super::{Fx, Raft, Timer};
use crate::words::{NodeId, OpId, Time};

/// `ErrTimeout`
pub const TIMED_OUT: &str = "etcdserver: request timed out";
/// `ErrTimeoutDueToLeaderFail`
pub const LEADER_FAILED: &str =
    "etcdserver: request timed out, possibly due to previous leader failure";
/// `ErrLeaderChanged`
pub const LEADER_CHANGED: &str = "etcdserver: leader changed";
/// `ErrNotLeader`
pub const NOT_LEADER: &str = "etcdserver: not leader";
/// `ErrNoLeader`
pub const NO_LEADER: &str = "etcdserver: no leader";
/// `raft.ErrProposalDropped`
pub const DROPPED: &str = "raft proposal dropped";

/// A read is asked for again after so many ms (`readIndexRetryTime`).
const READ_RETRY_MS: u64 = 500;

/// The requests that wait in a server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Desk {
    /// Up to here the log is applied to the server's state.
    pub applied: Index,
    /// The leader of the last `Ready` (`getLead`): what waits may care when it changes.
    pub seen: Option<NodeId>,
    /// When this server itself was elected last (`leadElectedTime`).
    elected: Option<Time>,
    puts: Vec<Put>,
    reads: Vec<Read>,
    /// Proposals of other servers that wait for a leader (`rafthttp/peer.go propc`).
    handed_on: Vec<OpId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Put {
    wait: Wait,
    proposed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Read {
    wait: Wait,
    /// How far the state must have come; `None` until the leader has said.
    index: Option<Index>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Wait {
    op: OpId,
    since: Time,
    deadline: Time,
    /// The client waits longer than the server: it will hear of the error.
    patient: bool,
}

impl Desk {
    /// Nothing waits; the log is applied up to here.
    pub const fn new(applied: Index) -> Desk {
        Desk {
            applied,
            seen: None,
            elected: None,
            puts: Vec::new(),
            reads: Vec::new(),
            handed_on: Vec::new(),
        }
    }

    /// How many requests wait.
    pub const fn waiting(&self) -> u64 {
        (self.puts.len() + self.reads.len() + self.handed_on.len()) as u64
    }

    /// The leader says how far this read must wait.
    pub fn wait_for(&mut self, op: OpId, index: Index) {
        for read in self.reads.iter_mut().filter(|read| read.wait.op == op) {
            read.index = Some(index);
        }
    }

    /// A client is gone: nobody waits for its requests.
    pub fn forget(&mut self, client: NodeId) {
        self.puts.retain(|put| put.wait.op.client() != client);
        self.reads.retain(|read| read.wait.op.client() != client);
    }
}

impl Raft {
    fn wait(&self, request: &Request, fx: &Fx) -> Wait {
        let limit = self.settings.request_timeout();
        let deadline = fx.now().plus(limit.min(request.timeout));
        let patient = request.timeout > limit;
        Wait { op: request.op, since: fx.now(), deadline, patient }
    }

    /// A client writes. Without a leader the proposal waits (`node.go run`: no leader, no
    /// `propc`).
    pub(super) fn on_put(&self, s: &mut Server, request: &Request, fx: &mut Fx) {
        if request.require_leader && s.desk.seen.is_none() {
            return answer_put(request.op, Err(NO_LEADER), fx);
        }
        let wait = self.wait(request, fx);
        s.desk.puts.push(Put { wait, proposed: false });
        self.watch_deadlines(s, fx);
    }

    /// A client reads.
    pub(super) fn on_range(
        &self,
        s: &mut Server,
        request: &Request,
        serializable: bool,
        fx: &mut Fx,
    ) {
        if request.require_leader && s.desk.seen.is_none() {
            let error = Message::RangeResponse(request.op, Err(NO_LEADER));
            return fx.send(request.op.client(), error);
        }
        if serializable {
            let here = Message::RangeResponse(request.op, Ok(s.desk.applied));
            return fx.send(request.op.client(), here);
        }
        s.desk.reads.push(Read { wait: self.wait(request, fx), index: None });
        self.watch_deadlines(s, fx);
        fx.arm_ms(Timer::ReadIndex, READ_RETRY_MS);
        self.read_index(s, ReadRequest { op: request.op, from: s.id }, fx);
    }

    /// Another server hands on a proposal (`MsgProp`): it waits for a leader as one's own do,
    /// though nobody looks at the time.
    pub(super) fn on_proposal(&self, s: &mut Server, op: OpId) {
        s.desk.handed_on.push(op);
    }

    fn propose(&self, s: &mut Server, op: OpId, fx: &mut Fx) -> Result<(), &'static str> {
        let (term, lead) = (s.mem.term, s.lead);
        match (s.leadership(), lead) {
            (Some(leadership), _) if leadership.transferee.is_some() => return Err(DROPPED),
            (Some(_), _) => self.append(s, Entry { term, op: Some(op) }, fx),
            (None, Some(lead)) => s.say(lead, Message::Prop(op)),
            (None, None) => return Err(DROPPED),
        }
        Ok(())
    }

    /// `SoftState`: a new leader is noticed.
    pub(super) fn notice_leader(&self, s: &mut Server, fx: &mut Fx) {
        if s.desk.seen == s.lead {
            return;
        }
        s.desk.seen = s.lead;
        if s.lead.is_none() {
            return;
        }
        if s.state() == State::Leader {
            s.desk.elected = Some(fx.now());
        }
        // A read that knows how far it must wait no longer needs a leader.
        s.desk.reads.retain(|read| {
            if read.index.is_none() {
                let op = read.wait.op;
                fx.send(op.client(), Message::RangeResponse(op, Err(LEADER_CHANGED)));
            }
            read.index.is_some()
        });
    }

    /// `node.go run`: with a leader, what waits is proposed.
    pub(super) fn propose_waiting(&self, s: &mut Server, fx: &mut Fx) {
        if s.lead.is_none() {
            return;
        }
        for op in std::mem::take(&mut s.desk.handed_on) {
            // Nobody is told if it is dropped: its client will time out.
            let _ = self.propose(s, op, fx);
        }
        let mut waiting = Vec::new();
        for put in s.desk.puts.iter_mut().filter(|put| !put.proposed) {
            put.proposed = true;
            waiting.push(put.wait.op);
        }
        for op in waiting {
            if let Err(error) = self.propose(s, op, fx) {
                s.desk.puts.retain(|put| put.wait.op != op);
                answer_put(op, Err(error), fx);
            }
        }
    }

    /// Applies what is committed; the server that a client asked answers it.
    pub(super) fn apply(&self, s: &mut Server, fx: &mut Fx) {
        while s.desk.applied < s.mem.commit {
            s.desk.applied += 1;
            let index = s.desk.applied;
            let Some(op) = s.mem.log.get(index).and_then(|entry| entry.op) else {
                // `firstCommitInTerm`: now the leader can answer reads.
                self.ask_again(s, fx);
                continue;
            };
            let Some(place) = s.desk.puts.iter().position(|put| put.wait.op == op) else {
                continue;
            };
            s.desk.puts.remove(place);
            fx.acknowledge(op, s.mem.term as i64);
            answer_put(op, Ok(index), fx);
        }
    }

    pub(super) fn answer_reads(&self, s: &mut Server, fx: &mut Fx) {
        let applied = s.desk.applied;
        s.desk.reads.retain(|read| {
            let ready = read.index.is_some_and(|index| index <= applied);
            if ready {
                let op = read.wait.op;
                fx.send(op.client(), Message::RangeResponse(op, Ok(applied)));
            }
            !ready
        });
    }

    /// Reads whose leader has not answered are asked for again.
    pub(super) fn on_read_timer(&self, s: &mut Server, fx: &mut Fx) {
        self.ask_again(s, fx);
    }

    fn ask_again(&self, s: &mut Server, fx: &mut Fx) {
        let open = s.desk.reads.iter().filter(|read| read.index.is_none());
        let open: Vec<OpId> = open.map(|read| read.wait.op).collect();
        if !open.is_empty() {
            fx.arm_ms(Timer::ReadIndex, READ_RETRY_MS);
        }
        for op in open {
            self.read_index(s, ReadRequest { op, from: s.id }, fx);
        }
    }

    /// `parseProposeCtxErr`. Only a server that was itself elected while the request waited blames
    /// the leader before it (`updateLeadership` sets `leadElectedTime` nowhere else). What was
    /// never proposed ends with gRPC's own error (`Propose` returns it as it is).
    fn time_out(&self, put: &Put, elected: Option<Time>) -> &'static str {
        let recent = 2 * self.settings.election;
        let blames =
            |elected: Time| put.wait.since < elected && elected.since(put.wait.since) < recent;
        match elected {
            _ if !put.proposed => DEADLINE,
            Some(elected) if blames(elected) => LEADER_FAILED,
            _ => TIMED_OUT,
        }
    }

    fn watch_deadlines(&self, s: &Server, fx: &mut Fx) {
        let puts = s.desk.puts.iter().map(|put| put.wait.deadline);
        let deadline = puts.chain(s.desk.reads.iter().map(|read| read.wait.deadline)).min();
        if let Some(deadline) = deadline {
            let left = deadline.since(fx.now());
            fx.arm(Timer::Request, left..=left);
        }
    }

    /// Somebody has waited long enough. A client that gave up by itself hears nothing.
    pub(super) fn on_request_timer(&self, s: &mut Server, fx: &mut Fx) {
        let now = fx.now();
        let elected = s.desk.elected;
        s.desk.puts.retain(|put| {
            let late = put.wait.deadline <= now;
            if late && put.wait.patient {
                answer_put(put.wait.op, Err(self.time_out(put, elected)), fx);
            }
            !late
        });
        s.desk.reads.retain(|read| {
            let late = read.wait.deadline <= now;
            if late && read.wait.patient {
                let op = read.wait.op;
                fx.send(op.client(), Message::RangeResponse(op, Err(TIMED_OUT)));
            }
            !late
        });
        self.watch_deadlines(s, fx);
    }
}

fn answer_put(op: OpId, answer: Answer, fx: &mut Fx) {
    fx.send(op.client(), Message::PutResponse(op, answer));
}

//! The way of a message into a server, and of a scenario's disk into one.

use super::message::{self, Message, Peer};
use super::reads::ReadRequest;
use super::rules::{self, Log, State, Term, VoteKind, VoteRequest};
use super::state::{Disk, Entry, Server, rule_id};
use super::{Fx, Raft};
use crate::schema::BadInput;
use crate::value::Value;
use crate::words::NodeId;

/// The longest log a scenario may put on a disk.
const LOG_MAX: usize = 1000;

impl Raft {
    /// `raft.go Step`: votes first, then terms, then what each state does with the message.
    pub(super) fn at_server(&self, s: &mut Server, from: NodeId, message: Message, fx: &mut Fx) {
        match message {
            Message::Peer(term, Peer::PreVote(campaign)) => {
                let request = vote_request(VoteKind::PreVote, from, term, &campaign);
                self.on_campaign(s, from, &request, fx);
            }
            Message::Peer(term, Peer::Vote(campaign)) => {
                let request = vote_request(VoteKind::Vote, from, term, &campaign);
                self.on_campaign(s, from, &request, fx);
            }
            Message::Peer(term, peer) => {
                if self.heed(s, from, term, &peer, fx) {
                    self.at_peer(s, from, peer, fx);
                }
            }
            Message::Prop(op) => self.on_proposal(s, op),
            Message::ReadIndex(op) => self.read_index(s, ReadRequest { op, from }, fx),
            Message::Put(request) => self.on_put(s, &request, fx),
            Message::Range { request, serializable } => {
                self.on_range(s, &request, serializable, fx);
            }
            Message::PutResponse(..) | Message::RangeResponse(..) => {}
        }
    }

    fn at_peer(&self, s: &mut Server, from: NodeId, peer: Peer, fx: &mut Fx) {
        match peer {
            Peer::PreVote(_) | Peer::Vote(_) => {}
            Peer::PreVoteResp(reply) => self.on_vote_reply(s, from, VoteKind::PreVote, reply, fx),
            Peer::VoteResp(reply) => self.on_vote_reply(s, from, VoteKind::Vote, reply, fx),
            // There is one leader in a term: what reaches a leader here is its own echo.
            Peer::App { .. } | Peer::Heartbeat { .. } if s.state() == State::Leader => {}
            Peer::App { prev, entries, commit } => {
                self.hear_leader(s, from, fx);
                self.on_append(s, from, prev, &entries, commit, fx);
            }
            Peer::Heartbeat { commit, context } => {
                self.hear_leader(s, from, fx);
                self.on_heartbeat(s, from, commit, context, fx);
            }
            Peer::AppResp { index, hint } => self.on_append_reply(s, from, index, hint, fx),
            Peer::HeartbeatResp { context } => self.on_heartbeat_reply(s, from, context, fx),
            Peer::ReadIndexResp { op, index } => s.read_states.push((op, index)),
            Peer::TimeoutNow => self.on_timeout_now(s, fx),
        }
    }

    /// The server of this name.
    pub(super) fn member(&self, name: &Value) -> Option<NodeId> {
        let name = name.as_int().map_or_else(|| name.text().to_string(), |n| n.to_string());
        self.servers.iter().find(|server| server.name == name).map(|server| server.id)
    }

    /// What a scenario puts on a server's disk.
    pub(super) fn read_disk(&self, given: &Value) -> Result<Disk, BadInput> {
        let nat = |name: &str| given.at(name).int().unsigned_abs();
        let mut disk = Disk { term: nat("term"), commit: nat("commit"), ..Disk::default() };
        if given.at("log").items().len() > LOG_MAX {
            let says = format!("too long; allowed: up to {LOG_MAX} entries");
            return Err(BadInput::new("log", says));
        }
        let mut before = 0;
        for (i, term) in given.at("log").ints().into_iter().enumerate() {
            let term = term.unsigned_abs();
            if term < before || term > disk.term {
                let says = format!("{term} is not a term from {before} to {}", disk.term);
                return Err(BadInput::new(format!("log[{i}]"), says));
            }
            before = term;
            disk.log.push(Entry { term, op: None });
        }
        let last = disk.log.last_index();
        rules::load_state(last, disk.commit).map_err(|says| {
            BadInput::new("commit", format!("{says}: not in the log; allowed: up to {last}"))
        })?;
        if !given.at("vote").is_null() {
            let names: Vec<&str> = self.servers.iter().map(|s| s.name.as_str()).collect();
            let says = || format!("{} is not one of {}", given.at("vote"), names.join(", "));
            let vote = self.member(given.at("vote"));
            disk.vote = Some(vote.ok_or_else(|| BadInput::new("vote", says()))?);
        }
        Ok(disk)
    }
}

fn vote_request(
    kind: VoteKind,
    from: NodeId,
    term: Term,
    campaign: &message::Campaign,
) -> VoteRequest {
    let (last, transfer) = (campaign.last, campaign.transfer);
    VoteRequest { kind, from: rule_id(from), term, last, transfer }
}

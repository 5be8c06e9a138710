//! Why nobody leads: what a server still waits for, by what it knows itself.

use super::Node;
use super::calls::{quorum_facts, why_leader, why_quorum};
use super::ensemble::Ensemble;
use super::fle::{FINALIZE_WAIT, Looking, Phase};
use super::leader::{self, Leader};
use super::learner::{Learner, Stage, TRIES};
use super::message;
use super::rules::{self, Acks, Ballot, QuorumKind, ServerState, Sid, Verifier};
use super::server::{Role, Server};
use crate::effects::Citation;
use crate::fact;
use crate::parts::quorum::majority;
use crate::protocol::{Peek, Unmet};
use crate::refusal;
use crate::rule::Rule;
use crate::value::Value;

/// A condition and how far it is from being met.
fn unmet(rule: &'static Rule, verdict: &'static str, short: u32, because: Vec<Value>) -> Unmet {
    Unmet { citation: Citation { rule, verdict, because }, short }
}

/// How many voters (of groups: how many groups) these lack for a quorum.
fn missing(verifier: &Verifier, acks: &Acks) -> u32 {
    let (have, of) = match &verifier.kind {
        QuorumKind::Hierarchical { groups, .. } => {
            let standings = groups.iter().map(|group| verifier.standing(group, acks));
            let counted: Vec<_> = standings.filter(|group| group.weight > 0).collect();
            let agree = counted.iter().filter(|group| group.is_majority()).count();
            (agree as u64, counted.len() as u64)
        }
        _ => (acks.count(), verifier.size()),
    };
    majority(of).saturating_sub(have) as u32
}

/// Of a server that lacks votes: which others could not vote, and why not.
pub fn beside(mut unmet: Unmet, nodes: &[Peek<'_, Node>]) -> Unmet {
    let mute = |peek: &Peek<'_, Node>| {
        let Node::Server(server) = peek.node else { return None };
        let sid = server.sid;
        match (peek.up, peek.paused, server.is_busy()) {
            (false, ..) => Some(refusal!("down", "sid" => sid)),
            (_, true, _) => Some(refusal!("paused", "sid" => sid)),
            (.., true) => Some(refusal!("waits-for-its-disk", "sid" => sid)),
            _ => None,
        }
    };
    if unmet.citation.rule.id == rules::TALLY.id {
        unmet.citation.because.splice(..0, nodes.iter().filter_map(mute));
    }
    unmet
}

impl Ensemble {
    /// What keeps this server from having a leader, or from leading; `None` once it serves.
    pub fn unmet(&self, server: &Server) -> Option<Unmet> {
        match &server.role {
            Role::Looking(looking) => Some(self.looks(server, looking)),
            Role::Leading(leader) if leader.established() => None,
            Role::Leading(leader) => Some(self.leads_nobody(server, leader)),
            Role::Learning(learner) if learner.serves() => None,
            Role::Learning(learner) => Some(follows_nobody(server, learner)),
        }
    }

    fn looks(&self, server: &Server, looking: &Looking) -> Unmet {
        let leader = looking.proposal.leader;
        match looking.phase {
            Phase::Loading => loads(server),
            Phase::Stopping(_) => {
                let (last, flushed) = (server.disk.log.end(), server.disk.flushed);
                let why = vec![fact!("log", "last" => last, "flushed" => flushed)];
                unmet(&rules::LAST_LOGGED, "flushing", 0, why)
            }
            Phase::Finalizing => {
                let why = vec![fact!("silence", "ms" => FINALIZE_WAIT, "leader" => leader)];
                unmet(&rules::FINALIZE_WAIT, "waiting", 0, why)
            }
            Phase::Polling | Phase::Resting => self.lacks_votes(server, looking),
        }
    }

    /// It needs a quorum that votes as it does, or one that follows a leader which says so
    /// itself: the nearer of the two.
    fn lacks_votes(&self, server: &Server, looking: &Looking) -> Unmet {
        let mine = message::ballot(looking.proposal, server.round, ServerState::Looking);
        let of = |votes: &crate::flat::FlatMap<Sid, Ballot>, like: &Ballot| {
            let pairs = votes.iter().map(|(sid, ballot)| (*sid, ballot));
            rules::voters_for(like, pairs, &self.verifier)
        };
        let mut nearest = (mine, of(&looking.recvset, &mine));
        for ballot in looking.outofelection.values() {
            let acks = of(&looking.outofelection, ballot);
            if acks.count() >= nearest.1.count() {
                nearest = (*ballot, acks);
            }
        }
        let (ballot, acks) = nearest;
        let (me, leader) = (server.sid, ballot.vote.leader);
        if self.quorum(&acks) {
            let word = looking.outofelection.get(&leader).map(|ballot| ballot.state);
            let doubt = rules::check_leader(me, leader, word, server.round, ballot.round);
            let verdict = doubt.err().map_or("believed", |doubt| doubt.name());
            let why = why_leader(me, leader, word, server.round, ballot.round);
            return unmet(&rules::CHECK_LEADER, verdict, 1, why);
        }
        let heard = |sid: &Sid| {
            looking.recvset.contains_key(sid) || looking.outofelection.contains_key(sid)
        };
        let silent: Vec<Sid> = self.verifier.voters.iter().copied().filter(|s| !heard(s)).collect();
        let mut why = vec![
            fact!("silent", "sids" => silent),
            fact!("votes", "leader" => leader, "equal" => acks.iter().collect::<Vec<Sid>>()),
        ];
        why.extend(why_quorum(&self.verifier, &acks));
        unmet(&rules::TALLY, "no-quorum", missing(&self.verifier, &acks), why)
    }

    fn leads_nobody(&self, server: &Server, leader: &Leader) -> Unmet {
        let acks_of = |rule, verdict, acks: &Acks, own| {
            let why = quorum_facts(acks, &self.verifier, own);
            unmet(rule, verdict, missing(&self.verifier, acks), why)
        };
        let me = Some(server.sid);
        match leader.stage {
            leader::Stage::Loading => loads(server),
            leader::Stage::Discovery => {
                let (acks, fixed) = (&leader.discovery.connecting, leader.discovery.fixed);
                let verdict = if fixed { "writing" } else { "waiting" };
                acks_of(&rules::EPOCH_TO_PROPOSE, verdict, acks, me)
            }
            leader::Stage::EpochAcks => {
                acks_of(&rules::EPOCH_ACK, "waiting", &leader.epoch_acks.electing, me)
            }
            leader::Stage::Synchronization | leader::Stage::Broadcast => {
                let own = server.disk.current_epoch == leader.epoch;
                let verdict = if own { "waiting" } else { "writing" };
                acks_of(&rules::NEWLEADER_ACK, verdict, &leader.new_leader_acks.acks, me)
            }
        }
    }
}

fn loads(server: &Server) -> Unmet {
    let why = vec![fact!("snapshot", "ms" => server.snapshot_ms)];
    unmet(&rules::LOAD_DATABASE, "loading", 0, why)
}

/// It has been told whom to follow, and is not that far.
fn follows_nobody(server: &Server, learner: &Learner) -> Unmet {
    let leader = learner.leader;
    match &learner.stage {
        Stage::Dialling(tries) => {
            let why = vec![fact!("tries", "leader" => leader, "tries" => *tries, "of" => TRIES)];
            unmet(&rules::LEARNER_TIMEOUT, "dialling", 1, why)
        }
        _ if server.is_busy() => {
            let why = vec![fact!("disk", "leader" => leader, "steps" => server.jobs.len() as u64)];
            unmet(&rules::LOG_BEFORE_ACK, "writing", 0, why)
        }
        Stage::Discovery { .. } => {
            let accepted = server.disk.accepted_epoch;
            let why = vec![fact!("acceptedEpoch", "leader" => leader, "mine" => accepted)];
            unmet(&rules::ACCEPT_EPOCH, "waiting", 1, why)
        }
        Stage::Synchronization(_) | Stage::Broadcast { .. } => {
            let why = vec![fact!("leader", "sid" => leader)];
            unmet(&rules::NEWLEADER_ACK, "waiting", 1, why)
        }
    }
}

//! Why this server has no leader: the condition that it waits for, and how far that is from met.

use super::rules::{self, Lease, Log, Term, VoteKind, VoteRefusal, VoteRequest, Voter};
use super::state::{Role, Server, Votes, rule_id};
use super::{Node, Raft};
use crate::effects::Citation;
use crate::fact;
use crate::parts::quorum::vote_result;
use crate::protocol::{Peek, Unmet};
use crate::refusal;
use crate::rule::Rule;
use crate::value::Value;

/// The others, as far as they are servers.
type Others<'a> = &'a [Peek<'a, Node>];

impl Raft {
    /// A server that leads, or follows one that leads, misses nothing.
    pub(super) fn what_is_unmet(&self, s: &Server, nodes: Others<'_>) -> Option<Unmet> {
        if is_led(s, nodes) {
            return None;
        }
        if waits_for_disk(s) {
            let unsaved =
                s.mem.log.last_index() - s.disk.log.last_index().min(s.mem.log.last_index());
            let because =
                vec![fact!("Ready", "unsaved_entries" => unsaved, "ticks" => "not taken")];
            return Some(unmet(&rules::DURABLE_VOTE, "waits for its disk", because, 0));
        }
        if !s.promotable() {
            let because = vec![fact!("applied", "applied" => s.desk.applied)];
            let far = self.needed() as u32;
            return Some(unmet(&rules::ELECTION_TIMEOUT, "unpromotable", because, far));
        }
        match (&s.role, s.lost) {
            (Role::PreCandidate(votes), _) => {
                Some(self.votes_missing(s, VoteKind::PreVote, votes, nodes))
            }
            (Role::Candidate(votes), _) => {
                Some(self.votes_missing(s, VoteKind::Vote, votes, nodes))
            }
            (Role::Follower, Some((kind, votes))) => {
                Some(self.votes_missing(s, kind, &votes, nodes))
            }
            _ => Some(self.timer_runs(s)),
        }
    }

    /// It only waits until it may campaign.
    fn timer_runs(&self, s: &Server) -> Unmet {
        let range = self.settings.election_range();
        let (from, to) = (range.start() / 1000, range.end() / 1000);
        let because = vec![
            fact!("lead", "lead" => self.name_or_none(s.lead)),
            fact!("election-timeout", "from_ms" => from, "to_ms" => to),
        ];
        unmet(&rules::ELECTION_TIMEOUT, "waits", because, 0)
    }

    /// It campaigns, or has just done so in vain: who did not vote, and why not.
    fn votes_missing(&self, s: &Server, kind: VoteKind, votes: &Votes, nodes: Others<'_>) -> Unmet {
        let (voters, needed) = (self.voters(), self.needed());
        let yes = u64::from(votes.granted.count());
        let no = u64::from(votes.rejected.count());
        let result = rules::vote_result_name(vote_result(voters, yes, no));
        let term = s.mem.term + u64::from(kind == VoteKind::PreVote);
        let mut because: Vec<Value> = self
            .peers(s.id)
            .filter(|peer| !votes.granted.has(*peer))
            .filter_map(|peer| nodes.iter().find(|peek| peek.id == peer))
            .map(|peek| self.no_vote(s, kind, term, peek))
            .collect();
        because.push(fact!(
            "voters", "voters" => voters, "yes" => yes, "no" => no,
            "majority" => needed, "result" => result
        ));
        let short = needed.saturating_sub(yes).max(1) as u32;
        unmet(&rules::TALLY, result, because, short)
    }

    /// Why this one's vote is missing, by the very rule that it would follow.
    fn no_vote(&self, s: &Server, kind: VoteKind, term: Term, peek: &Peek<'_, Node>) -> Value {
        let name = self.name(peek.id);
        let Node::Server(other) = peek.node else { return Value::Null };
        if !peek.up {
            return refusal!("down", "voter" => name);
        }
        if peek.paused {
            return refusal!("paused", "voter" => name);
        }
        if peek.apart.has(s.id) {
            return refusal!("link-cut", "voter" => name);
        }
        if waits_for_disk(other) {
            return refusal!("waits-for-its-disk", "voter" => name);
        }
        let voter = Voter {
            term: other.mem.term,
            vote: other.mem.vote.map(rule_id),
            lead: other.lead.map(rule_id),
            last: other.mem.log.end(),
        };
        let last = s.mem.log.end();
        let request = VoteRequest { kind, from: rule_id(s.id), term, last, transfer: false };
        let lease = self.lease_when_asked(s, other);
        let end = |end: rules::LogEnd| format!("{}/{}", end.term, end.index);
        match rules::grant_vote(&voter, &request, &lease) {
            Ok(()) => refusal!("no-answer", "voter" => name),
            Err(no @ (VoteRefusal::Lease(_) | VoteRefusal::KnownLeader(_))) => {
                refusal!(no.name(), "voter" => name, "lead" => self.name_or_none(other.lead))
            }
            Err(no @ VoteRefusal::StaleTerm) => {
                refusal!(no.name(), "voter" => name, "term" => voter.term, "message" => term)
            }
            Err(no @ VoteRefusal::AlreadyVoted(_)) => {
                refusal!(no.name(), "voter" => name, "vote" => self.name_or_none(other.mem.vote))
            }
            Err(no @ VoteRefusal::LogBehind) => {
                refusal!(no.name(), "voter" => name, "log" => end(voter.last), "message" => end(last))
            }
        }
    }
}

impl Raft {
    /// The other's lease when this server's campaign began: what is asked later is not known.
    fn lease_when_asked(&self, s: &Server, other: &Server) -> Lease {
        let election_tick = self.settings.election_tick();
        let ticks = self.settings.ticks_in(s.heard.since(other.heard));
        let leads = matches!(other.role, Role::Leader(_));
        Lease {
            check_quorum: self.settings.check_quorum,
            election_elapsed: if leads { ticks.min(election_tick - 1) } else { ticks },
            election_tick,
        }
    }
}

/// Whether it leads, or the leader it knows does.
fn is_led(s: &Server, nodes: Others<'_>) -> bool {
    let leads =
        |other: &Server| matches!(other.role, Role::Leader(_)) && other.mem.term == s.mem.term;
    let lead = nodes.iter().find(|peek| Some(peek.id) == s.lead);
    let heard = |peek: &Peek<'_, Node>| peek.up && !peek.paused;
    leads(s)
        || lead.is_some_and(|peek| heard(peek) && matches!(peek.node, Node::Server(o) if leads(o)))
}

/// Its loop has stood still in `wal.Save` for so long that timers came due meanwhile.
fn waits_for_disk(s: &Server) -> bool {
    s.save.as_ref().is_some_and(|save| !save.due.is_empty())
}

const fn unmet(
    rule: &'static Rule,
    verdict: &'static str,
    because: Vec<Value>,
    short: u32,
) -> Unmet {
    Unmet { citation: Citation { rule, verdict, because }, short }
}

//! What is watched on every run: Raft's five properties (paper, figure 3) and three that catch a
//! broken rule early. History variables as in raft.tla: they serve the checks alone.

use super::rules::{Index, Log, State, Term};
use super::state::Server;
use super::{Node, Raft};
use crate::flat::{FlatMap, FlatSet};
use crate::parts::chunks::Chunks;
use crate::parts::quorum::{is_majority, majority};
use crate::property::{Findings, PropertySpec, Witness};
use crate::protocol::Peek;
use crate::words::{NodeId, NodeSet};

const fn promised(id: &'static str) -> PropertySpec {
    PropertySpec { id, promised: true }
}

/// Raft's own properties.
pub const PROPERTIES: &[PropertySpec] = &[
    promised("election-safety"),
    promised("leader-append-only"),
    promised("log-matching"),
    promised("leader-completeness"),
    promised("state-machine-safety"),
    promised("one-vote-per-term"),
    promised("committed-on-majority"),
    promised("terms-begin-with-a-campaign"),
];

/// The common properties that Raft keeps. Not among them: `no-dual-ack`, for an answer may be
/// late, nor `dual-leader-belief`, for a deposed leader learns late.
pub const PROMISES: &[&str] = &[
    "one-leader-per-epoch",
    "epoch-monotonic",
    "committed-prefix-agrees",
    "watermark-monotonic",
    "acked-on-authority",
    "acked-not-destroyed",
    "leader-within",
];

/// Kept as long as no reader asks for serializable reads, that is, for no more than its server's
/// own state.
pub const PROMISE_OF_READS: &str = "acked-readable";

/// What the checks remember.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct History {
    /// Who led each term, and how far and with what its log was last seen.
    reigns: FlatMap<Term, (NodeId, Index, u64)>,
    /// The terms that somebody campaigned for.
    opened: FlatSet<Term>,
    /// The last vote of each server.
    votes: FlatMap<NodeId, (Term, NodeId)>,
    /// Every entry that any server considered committed, from index 1: its digest, and the
    /// term in which it was first considered so.
    committed: Chunks<(u64, Term)>,
    /// Up to where each server's committed entries were compared.
    compared: FlatMap<NodeId, Index>,
    /// Up to where each server's log was compared with the others', and what stood there.
    matched: FlatMap<NodeId, (Index, u64)>,
}

/// The leader whose data count: of the highest term, unless a majority has moved on to a later
/// one, be it down now.
pub fn authority(nodes: &[Peek<'_, Node>]) -> Option<NodeId> {
    let leads = |(peek, s): &(&Peek<'_, Node>, &Server)| peek.up && s.state() == State::Leader;
    let all = || nodes.iter().filter_map(|peek| Some((peek, server(peek)?)));
    let (_, leader) = all().filter(leads).max_by_key(|(_, s)| s.mem.term)?;
    let later = all().filter(|(_, s)| s.mem.term > leader.mem.term).count() as u64;
    (!is_majority(later, all().count() as u64)).then_some(leader.id)
}

fn server<'a>(peek: &Peek<'a, Node>) -> Option<&'a Server> {
    if let Node::Server(s) = peek.node { Some(s) } else { None }
}

fn witness(nodes: &[NodeId], term: Term, says: String) -> Witness {
    let nodes: NodeSet = nodes.iter().copied().collect();
    Witness { nodes, epoch: Some(term as i64), says }
}

impl Raft {
    pub(super) fn look(
        &self,
        touched: NodeId,
        nodes: &[Peek<'_, Node>],
        history: &mut History,
        findings: &mut Findings<'_>,
    ) {
        let servers: Vec<&Server> = nodes.iter().filter_map(server).collect();
        let Some(s) = servers.iter().find(|s| s.id == touched) else { return };
        history.check_votes(&servers, findings);
        self.check_term(s, history, findings);
        history.check_log(s, &servers, findings);
        if s.state() == State::Leader {
            history.check_leader(s, findings);
        }
        history.check_commit(s, &servers, findings);
    }

    /// A term that nobody campaigned for was made up.
    fn check_term(&self, s: &Server, history: &mut History, findings: &mut Findings<'_>) {
        let term = s.mem.term;
        if matches!(s.state(), State::Candidate | State::Leader) {
            history.opened.insert(term);
        }
        let before = self.servers.iter().map(|server| server.term).max().unwrap_or(0);
        if term > before {
            let opened = history.opened.contains(&term);
            findings.check("terms-begin-with-a-campaign", opened, || {
                witness(&[s.id], term, format!("nobody has campaigned for term {term}"))
            });
        }
    }
}

impl History {
    fn check_votes(&mut self, servers: &[&Server], findings: &mut Findings<'_>) {
        for s in servers {
            let Some(vote) = s.mem.vote else { continue };
            let term = s.mem.term;
            let before = self.votes.insert(s.id, (term, vote));
            let twice = before.filter(|(old, other)| *old == term && *other != vote);
            findings.check("one-vote-per-term", twice.is_none(), || {
                let other = twice.map_or(vote, |(_, other)| other);
                witness(&[s.id, vote, other], term, format!("two votes in term {term}"))
            });
        }
    }

    /// Log Matching: logs that agree on an entry's term agree on all before it.
    fn check_log(&mut self, s: &Server, servers: &[&Server], findings: &mut Findings<'_>) {
        let log = &s.mem.log;
        let last = log.last_index();
        let (index, prefix) = self.matched.get(&s.id).copied().unwrap_or_default();
        let from = if log.prefix(index) == Some(prefix) { index + 1 } else { 1 };
        for index in from..=last {
            for other in servers.iter().filter(|other| other.id != s.id) {
                if other.mem.log.term(index) != log.term(index) {
                    continue;
                }
                let same = other.mem.log.prefix(index) == log.prefix(index);
                findings.check("log-matching", same, || {
                    let term = log.term(index).unwrap_or(0);
                    let says = format!("the same entry {term}/{index}, but not all before it");
                    witness(&[s.id, other.id], term, says)
                });
            }
        }
        self.matched.insert(s.id, (last, log.prefix(last).unwrap_or(0)));
    }

    /// Election Safety, Leader Append-Only, and, for a new leader, Leader Completeness.
    fn check_leader(&mut self, s: &Server, findings: &mut Findings<'_>) {
        let (term, log) = (s.mem.term, &s.mem.log);
        let last = log.last_index();
        let now = (s.id, last, log.prefix(last).unwrap_or(0));
        let Some((first, index, prefix)) = self.reigns.insert(term, now) else {
            findings.exercise("election-safety");
            return self.check_complete(s, findings);
        };
        findings.check("election-safety", first == s.id, || {
            witness(&[first, s.id], term, format!("two leaders in term {term}"))
        });
        if first == s.id {
            let kept = log.prefix(index) == Some(prefix);
            findings.check("leader-append-only", kept, || {
                witness(&[s.id], term, format!("its log up to {index} is no longer the same"))
            });
        }
    }

    /// What was committed in an earlier term is in this leader's log.
    fn check_complete(&self, s: &Server, findings: &mut Findings<'_>) {
        for (index, (digest, term)) in (1..).zip(self.committed.iter()) {
            if *term < s.mem.term {
                check_has(s, index, *digest, *term, findings);
            }
        }
    }

    /// State Machine Safety; and when an entry is first committed, who has it.
    fn check_commit(&mut self, s: &Server, servers: &[&Server], findings: &mut Findings<'_>) {
        let compared = self.compared.get(&s.id).copied().unwrap_or(0);
        for index in compared + 1..=s.mem.commit {
            let Some(digest) = s.mem.log.get(index).map(|entry| entry.digest()) else { return };
            // The commit index of a disk may lie beyond what was seen committed in this run.
            let known = u32::try_from(index - 1).ok().and_then(|at| self.committed.get(at));
            match known.copied() {
                Some((first, _)) => {
                    findings.check("state-machine-safety", first == digest, || {
                        let says = format!("another entry {index} was applied before");
                        witness(&[s.id], s.mem.term, says)
                    });
                }
                None => {
                    self.committed.push((digest, s.mem.term));
                    check_new(s, index, digest, servers, findings);
                }
            }
            self.compared.insert(s.id, index);
        }
    }
}

/// An entry is committed for the first time.
fn check_new(
    s: &Server,
    index: Index,
    digest: u64,
    servers: &[&Server],
    findings: &mut Findings<'_>,
) {
    let term = s.mem.term;
    let has = |other: &&&Server| other.mem.log.get(index).is_some_and(|e| e.digest() == digest);
    let holders = servers.iter().filter(has).count() as u64;
    let voters = servers.len() as u64;
    findings.check("committed-on-majority", is_majority(holders, voters), || {
        let says = format!("{index} committed on {holders} of {voters}, not {}", majority(voters));
        witness(&[s.id], term, says)
    });
    let later = servers.iter().filter(|o| o.state() == State::Leader && o.mem.term > term);
    for leader in later {
        check_has(leader, index, digest, term, findings);
    }
}

fn check_has(leader: &Server, index: Index, digest: u64, term: Term, findings: &mut Findings<'_>) {
    let has = leader.mem.log.get(index).is_some_and(|entry| entry.digest() == digest);
    findings.check("leader-completeness", has, || {
        let says = format!("{index}, committed in term {term}, is not in its log");
        witness(&[leader.id], leader.mem.term, says)
    });
}

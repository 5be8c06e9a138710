//! The picture of a server and of a client.

use super::client::{Client, Wants};
use super::rules::{Index, Log, State};
use super::state::{Role, Server};
use super::{Node, Raft};
use crate::view::{self, Ballot, Cell, Portrait, Standing};
use crate::words::{NodeId, NodeSet};

/// How many entries are drawn.
const CELLS: u64 = 8;

pub(super) fn standing(node: &Node) -> Standing {
    match node {
        Node::Server(s) => Standing {
            role: match s.state() {
                State::Follower => view::Role::Follower,
                State::PreCandidate | State::Candidate => view::Role::Looking,
                State::Leader => view::Role::Leader,
            },
            epoch: s.mem.term as i64,
            established: s.state() == State::Leader,
            leader: s.lead,
            log_end: s.mem.log.last_index() as i64,
            commit: s.mem.commit as i64,
            discards: s.discards,
        },
        Node::Client(c) => Standing {
            role: view::Role::Client,
            epoch: 0,
            established: false,
            leader: Some(c.server),
            log_end: 0,
            commit: -1,
            discards: 0,
        },
    }
}

impl Raft {
    pub(super) fn portrait(&self, node: &Node) -> Portrait {
        match node {
            Node::Server(s) => self.portray_server(s),
            Node::Client(c) => self.portray_client(c),
        }
    }

    fn portray_server(&self, s: &Server) -> Portrait {
        let last = s.mem.log.last_index();
        Portrait {
            role_name: format!("State{}", s.state().name()),
            badge: format!("t{}", s.mem.term),
            note: format!("{last} · commit {}", s.mem.commit),
            ballot: ballot(s),
            log: (last.saturating_sub(CELLS - 1).max(1)..=last)
                .filter_map(|index| cell(s, index))
                .collect(),
            facts: self.facts(s),
            ..Portrait::default()
        }
    }

    fn facts(&self, s: &Server) -> Vec<(&'static str, String)> {
        let last = s.mem.log.end();
        let mut facts = vec![
            ("Term", s.mem.term.to_string()),
            ("Vote", self.name_or_none(s.mem.vote)),
            ("lead", self.name_or_none(s.lead)),
            ("Commit", s.mem.commit.to_string()),
            ("applied", s.desk.applied.to_string()),
            ("last", format!("{}/{}", last.term, last.index)),
        ];
        match &s.role {
            Role::Follower => {}
            Role::PreCandidate(votes) | Role::Candidate(votes) => {
                facts.push(("granted", self.names(votes.granted)));
                facts.push(("rejected", self.names(votes.rejected)));
            }
            Role::Leader(leadership) => {
                for peer in self.peers(s.id) {
                    let progress = &leadership.progress[peer.index()];
                    let state = if progress.replicate { "Replicate" } else { "Probe" };
                    let active = if progress.recent_active { "" } else { " inactive" };
                    let says = format!(
                        "{}: match={} next={} State{state}{active}",
                        self.name(peer),
                        progress.matched,
                        progress.next
                    );
                    facts.push(("progress", says));
                }
                if let Some(to) = leadership.transferee {
                    facts.push(("leadTransferee", self.name(to).to_string()));
                }
            }
        }
        if s.desk.waiting() > 0 {
            facts.push(("waiting", s.desk.waiting().to_string()));
        }
        facts
    }

    fn portray_client(&self, c: &Client) -> Portrait {
        let role_name = match c.wants {
            Wants::Write => "writer",
            Wants::Read { serializable: false } => "linearizable reader",
            Wants::Read { serializable: true } => "serializable reader",
        };
        let last = match c.last {
            None => String::new(),
            Some(Ok(revision)) => format!("revision {revision}"),
            Some(Err(error)) => error.to_string(),
        };
        let open: Vec<String> = c.open.iter().map(|o| format!("#{} …", o.op.nth())).collect();
        let open = open.join(" ");
        Portrait {
            role_name: role_name.into(),
            note: if !c.open.is_empty() { open.clone() } else { last.clone() },
            facts: vec![
                ("endpoint", self.name(c.server).to_string()),
                ("open", open),
                ("last", last),
            ],
            ..Portrait::default()
        }
    }

    pub(super) fn name(&self, id: NodeId) -> &str {
        self.servers.get(id.index()).map_or("?", |server| &server.name)
    }

    pub(super) fn name_or_none(&self, id: Option<NodeId>) -> String {
        id.map_or("None", |id| self.name(id)).to_string()
    }

    fn names(&self, set: NodeSet) -> String {
        set.iter().map(|id| self.name(id)).collect::<Vec<_>>().join(" ")
    }
}

/// The ballot it wears: while it campaigns, and from its vote until it knows a leader. A
/// question before a campaign is not yet a vote.
fn ballot(s: &Server) -> Option<Ballot> {
    match s.role {
        Role::PreCandidate(_) => Some(Ballot { candidate: s.id, best: false }),
        Role::Leader(_) => None,
        _ if s.lead.is_some() => None,
        _ => s.mem.vote.map(|candidate| Ballot { candidate, best: true }),
    }
}

fn cell(s: &Server, index: Index) -> Option<Cell> {
    s.mem.log.get(index).map(|entry| Cell {
        epoch: entry.term as i64,
        text: index.to_string(),
        at: index as i64,
        committed: index <= s.mem.commit,
        op: entry.op,
    })
}

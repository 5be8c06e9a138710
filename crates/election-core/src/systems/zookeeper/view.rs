//! The picture of a server and of a client.

use super::client::{Client, Link};
use super::ensemble::Ensemble;
use super::fle::{Looking, Phase};
use super::leader::{self, Leader};
use super::learner::{Learner, Stage, Syncing};
use super::rules::{Sid, SyncMode};
use super::server::{Role, Server};
use crate::effects::OpKind;
use crate::view::{self, Ballot, Cell, Portrait, Standing};
use crate::words::NodeId;

/// How many log entries are drawn.
const CELLS: i64 = 8;

impl Ensemble {
    /// The numbers of a server that are compared. Indexes count transactions, so that they can
    /// be compared between servers.
    pub fn standing(&self, server: &Server, id: NodeId) -> Standing {
        let (role, leader) = match &server.role {
            Role::Looking(_) if server.observer => (view::Role::Observer, None),
            Role::Looking(_) => (view::Role::Looking, None),
            Role::Leading(_) => (view::Role::Leader, Some(id)),
            Role::Learning(learner) if server.observer => {
                (view::Role::Observer, Some(learner.leader_id))
            }
            Role::Learning(learner) => (view::Role::Follower, Some(learner.leader_id)),
        };
        Standing {
            role,
            epoch: server.disk.current_epoch,
            established: matches!(&server.role, Role::Leading(leader) if leader.established()),
            leader,
            log_end: server.disk.log.end(),
            commit: server.tree.commit,
            discards: server.discards,
        }
    }

    /// The picture of a server.
    pub fn portrait(&self, server: &Server) -> Portrait {
        let ballot = match &server.role {
            Role::Looking(looking) => self.node(looking.proposal.leader),
            _ => None,
        };
        Portrait {
            role_name: role_name(server),
            badge: format!("e{}", server.disk.current_epoch),
            note: server.last_processed().max(server.disk.last_zxid()).to_string(),
            ballot: ballot.map(|candidate| Ballot { candidate, best: true }),
            log: cells(server),
            facts: facts(server),
        }
    }
}

/// `ServerState` and `ZabState` as the real log prints them.
fn role_name(server: &Server) -> String {
    match &server.role {
        Role::Looking(_) => "looking".into(),
        Role::Leading(leader) => {
            let phase = match leader.stage {
                leader::Stage::Discovery | leader::Stage::EpochAcks => "discovery",
                leader::Stage::Synchronization => "synchronization",
                leader::Stage::Broadcast => "broadcast",
            };
            format!("leading - {phase}")
        }
        Role::Learning(learner) => {
            let state = if server.observer { "observing" } else { "following" };
            format!("{state} - {}", learner_phase(learner))
        }
    }
}

fn learner_phase(learner: &Learner) -> &'static str {
    match &learner.stage {
        Stage::Dialling(_) | Stage::Discovery { .. } => "discovery",
        Stage::Synchronization(Syncing { mode, .. }) => match mode {
            None => "discovery",
            Some(SyncMode::Diff) => "synchronization - diff",
            Some(SyncMode::Trunc) => "synchronization - trunc",
            Some(SyncMode::Snap) => "synchronization - snap",
        },
        Stage::Broadcast { .. } => "broadcast",
    }
}

fn cells(server: &Server) -> Vec<Cell> {
    let log = &server.disk.log;
    let first = (log.end() - CELLS).max(0);
    (first + 1..=log.end())
        .filter_map(|index| Some((index, log.at(index)?)))
        .map(|(index, txn)| Cell {
            epoch: txn.zxid.epoch(),
            text: txn.zxid.counter().to_string(),
            at: index,
            committed: index <= server.tree.commit,
            op: txn.payload.op(),
        })
        .collect()
}

fn facts(server: &Server) -> Vec<(&'static str, String)> {
    let disk = &server.disk;
    let mut facts = vec![
        ("myid", server.sid.0.to_string()),
        ("currentEpoch", disk.current_epoch.to_string()),
        ("acceptedEpoch", disk.accepted_epoch.to_string()),
        ("logicalclock", server.round.to_string()),
        ("lastProcessedZxid", server.last_processed().to_string()),
        ("lastLoggedZxid", disk.last_zxid().to_string()),
    ];
    if disk.flushed < disk.log.end() {
        facts.push(("notFlushed", (disk.log.end() - disk.flushed).to_string()));
    }
    if server.served.count() > 0 {
        facts.push(("clients", server.served.count().to_string()));
    }
    match &server.role {
        Role::Looking(looking) => facts.extend(looking_facts(looking)),
        Role::Leading(leader) => facts.extend(leader_facts(leader)),
        Role::Learning(learner) => facts.push(("leader", learner.leader.0.to_string())),
    }
    facts
}

fn looking_facts(looking: &Looking) -> Vec<(&'static str, String)> {
    let vote = looking.proposal;
    let votes = looking.recvset.iter().map(|(sid, ballot)| {
        let Sid(leader) = ballot.vote.leader;
        format!("{}→{leader}", sid.0)
    });
    let phase = match looking.phase {
        Phase::Polling => "lookForLeader",
        Phase::Finalizing => "finalizeWait",
        Phase::Resting => "observerElectionDelay",
    };
    let mut facts = vec![("phase", phase.to_string())];
    if vote.leader != Sid(i64::MIN) {
        let leader = vote.leader.0;
        let text = format!("({leader}, {}, peerEpoch {})", vote.zxid, vote.peer_epoch);
        facts.push(("proposal", text));
    }
    facts.push(("recvset", votes.collect::<Vec<_>>().join(" ")));
    facts.push(("notTimeout", format!("{} ms", looking.not_timeout)));
    facts
}

fn leader_facts(leader: &Leader) -> Vec<(&'static str, String)> {
    let sids = leader.learners.values().map(|handler| handler.sid.0.to_string());
    let mut facts = vec![
        ("learners", sids.collect::<Vec<_>>().join(" ")),
        ("tick", (leader.half_ticks / 2).to_string()),
    ];
    if !leader.proposals.is_empty() {
        facts.push(("outstandingProposals", leader.proposals.len().to_string()));
    }
    facts
}

/// The picture of a client.
pub fn client_portrait(client: &Client, server: &str) -> Portrait {
    let word = match client.link {
        Link::Down => "Disconnected",
        Link::Connecting => "connecting",
        Link::Up => "SyncConnected",
    };
    let waits = match (client.open, client.task.kind) {
        (None, _) => String::new(),
        (Some(op), OpKind::Write) => format!("setData #{}", op.nth()),
        (Some(_), OpKind::Read) => "getData".into(),
    };
    Portrait {
        role_name: word.into(),
        note: waits,
        facts: vec![
            ("server", server.to_string()),
            ("lastZxidSeen", client.last_zxid.to_string()),
            ("connectionsLost", client.losses.to_string()),
        ],
        ..Portrait::default()
    }
}

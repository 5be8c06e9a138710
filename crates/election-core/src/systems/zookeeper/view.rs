//! The picture of a server and of a client.

use super::Node;
use super::app::{App, Resource, Step, short, shown};
use super::client::{Client, Link};
use super::data::Txn;
use super::ensemble::Ensemble;
use super::fle::{Looking, Phase};
use super::handle::State;
use super::leader::{self, Leader};
use super::learner::{Learner, Stage, Syncing};
use super::request::SessionId;
use super::rules::{Sid, SyncMode};
use super::server::{Role, Server};
use crate::effects::OpKind;
use crate::view::{self, Ballot, Cell, Portrait, Standing};
use crate::words::NodeId;

/// How many znodes are listed.
const ZNODES: usize = 12;
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
            note: note(server),
            ballot: ballot.map(|candidate| Ballot { candidate, best: true }),
            log: cells(server),
            facts: facts(server),
            ..Portrait::default()
        }
    }
}

/// How many watches it keeps; without any, the last zxid.
fn note(server: &Server) -> String {
    let zxid = server.last_processed().max(server.disk.last_zxid());
    match server.watches.count() {
        0 => zxid.to_string(),
        1 => "1 watch".into(),
        n => format!("{n} watches"),
    }
}

/// `ServerState` and `ZabState` as the real log prints them.
fn role_name(server: &Server) -> String {
    match &server.role {
        Role::Looking(_) => "looking".into(),
        Role::Leading(leader) => {
            let phase = match leader.stage {
                leader::Stage::Loading | leader::Stage::Discovery | leader::Stage::EpochAcks => {
                    "discovery"
                }
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

/// The transaction at a position of a server's log, counted from 1.
pub fn txn(node: &Node, index: i64) -> Option<&Txn> {
    let Node::Server(server) = node else { return None };
    server.disk.log.at(index)
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
    facts.extend(service_facts(server));
    match &server.role {
        Role::Looking(looking) => facts.extend(looking_facts(looking)),
        Role::Leading(leader) => facts.extend(leader_facts(leader)),
        Role::Learning(learner) => facts.push(("leader", learner.leader.0.to_string())),
    }
    facts
}

/// Its clients, their watches, and the first znodes.
fn service_facts(server: &Server) -> Vec<(&'static str, String)> {
    let znodes = &server.tree.znodes;
    let mut facts = Vec::new();
    if server.served.count() > 0 {
        facts.push(("clients", server.served.count().to_string()));
    }
    if server.watches.count() + server.watches.fired() > 0 {
        facts.push(("watches", server.watches.count().to_string()));
        facts.push(("watchesFired", server.watches.fired().to_string()));
    }
    if !znodes.sessions().is_empty() {
        facts.push(("sessions", znodes.sessions().len().to_string()));
    }
    if znodes.count() > 0 {
        facts.push(("znodes", znodes.count().to_string()));
    }
    for (path, node) in znodes.iter().take(ZNODES) {
        let owner = match node.stat.ephemeral_owner {
            SessionId(0) => String::new(),
            owner => format!(", ephemeral, session {owner}"),
        };
        let text = format!("{path} = \"{}\", version {}{owner}", node.data, node.stat.version);
        facts.push(("znode", text));
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
        Phase::Loading => "loadDataBase",
        Phase::Stopping(_) => "shutdown",
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
    let waits = match (client.open.front(), client.task.kind) {
        (None, _) => String::new(),
        (Some(open), OpKind::Write) => format!("setData #{}", open.op.nth()),
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

/// The numbers of an application that are compared.
pub fn app_standing(app: &App) -> Standing {
    let waits = matches!(app.elections[0].step, Step::Waiting(_));
    let role = match app.leads() {
        true => view::Role::Leader,
        false if waits && app.handle.state() == State::SyncConnected => view::Role::Follower,
        false => view::Role::Looking,
    };
    Standing {
        role,
        epoch: short(app.token),
        established: app.leads(),
        leader: None,
        log_end: 0,
        commit: -1,
        discards: 0,
    }
}

/// The picture of an application.
pub fn app_portrait(app: &App, server: &str) -> Portrait {
    let state = app.handle.state().name();
    let election = &app.elections[0];
    let belief = match election.token {
        Some(_) => "leads",
        None => match &election.step {
            Step::Waiting(_) => "waits",
            Step::Out => "no session",
            _ => "stands",
        },
    };
    let mut facts = vec![
        ("session", app.handle.session().to_string()),
        ("KeeperState", state.to_string()),
        ("server", server.to_string()),
        ("watchEvents", app.counts.events.to_string()),
        ("creates", app.counts.creates.to_string()),
        ("reads", app.counts.reads.to_string()),
    ];
    if let Some(token) = election.token {
        facts.push(("token", shown(token)));
    }
    if let Some(mine) = &election.mine {
        facts.push(("znode", mine.to_string()));
    }
    if let Step::Waiting(path) = &election.step {
        facts.push(("watches", path.to_string()));
    }
    if app.elections.len() > 1 {
        facts.push(("leads", format!("{} of {}", app.leads_count(), app.elections.len())));
    }
    Portrait {
        role_name: belief.into(),
        badge: election.token.map_or(String::new(), |token| format!("t{}", short(token))),
        note: app_note(app),
        facts,
        ..Portrait::default()
    }
}

/// What an application is about, short enough to stand beside it.
fn app_note(app: &App) -> String {
    let name = |path: &str| match path.rsplit_once("-n_") {
        Some((_, number)) => format!("n_{}", number.parse::<u32>().unwrap_or(0)),
        None => path.to_string(),
    };
    let state = app.handle.state();
    match (&app.elections[0].step, app.handle.oldest()) {
        _ if state == State::Closed => String::new(),
        _ if state != State::SyncConnected => state.name().into(),
        (_, Some(request)) => {
            let text = request.text();
            let mut words = text.split(' ');
            let (verb, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            format!("{verb} {}", name(path))
        }
        (Step::Waiting(path), None) => format!("watches {}", name(path)),
        _ => state.name().into(),
    }
}

/// The numbers of a resource that are compared.
pub fn resource_standing(resource: &Resource) -> Standing {
    Standing {
        role: view::Role::Peer,
        epoch: short(resource.highest),
        established: false,
        leader: None,
        log_end: i64::from(resource.lines.len()),
        commit: -1,
        discards: resource.overwrites,
    }
}

/// The picture of a resource.
pub fn resource_portrait(resource: &Resource) -> Portrait {
    Portrait {
        role_name: "resource".into(),
        badge: match resource.highest {
            0 => String::new(),
            token => format!("t{}", short(token)),
        },
        note: format!("{} lines", resource.lines.len()),
        facts: vec![
            ("lines", resource.lines.len().to_string()),
            ("highestToken", shown(resource.highest)),
            ("refused", resource.refused.to_string()),
            ("staleWrites", resource.stale.to_string()),
        ],
        ..Portrait::default()
    }
}

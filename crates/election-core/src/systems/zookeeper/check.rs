//! The invariants of ZAB that are watched on every run, beside the common ones.

use super::Node;
use super::app::shown;
use super::ensemble::Ensemble;
use super::fle::Ground;
use super::learner::Stage;
use super::rules::{Epoch, Zxid, predecessor, sequence_number};
use super::server::{Role, Server};
use crate::flat::FlatMap;
use crate::parts::chunks::Chunks;
use crate::property::{Findings, PropertySpec, Witness};
use crate::protocol::Peek;
use crate::words::NodeId;

/// A newly established leader has every transaction that was ever committed.
const LOG_COMPLETE: &str = "leader-log-complete";
/// A newly established leader adds nothing older than the reigns before it.
const PRIMARY_INTEGRITY: &str = "primary-integrity";
/// A follower past NEWLEADER has nothing that its leader lacks.
const PROCESS_CONSISTENCY: &str = "process-consistency";
/// acceptedEpoch is never below currentEpoch.
const ACCEPTED_FIRST: &str = "epoch-accepted-first";
/// Whoever joins an ensemble has the leader's own word.
const OWN_WORD: &str = "leaders-own-word";

/// No session is ended before its leader has waited for it as long as it may.
const FULL_TIMEOUT: &str = "session-full-timeout";
/// An application that takes the lead has nobody before it.
const ELECTED_FIRST: &str = "elected-is-first";
/// A resource takes no write of an older leader after it has seen a later one.
const FENCED: &str = "resource-fenced";

/// The properties of this system.
pub const PROPERTIES: &[PropertySpec] = &[
    PropertySpec { id: LOG_COMPLETE, promised: true },
    PropertySpec { id: PRIMARY_INTEGRITY, promised: true },
    PropertySpec { id: PROCESS_CONSISTENCY, promised: true },
    PropertySpec { id: ACCEPTED_FIRST, promised: true },
    PropertySpec { id: OWN_WORD, promised: true },
    PropertySpec { id: FULL_TIMEOUT, promised: true },
    PropertySpec { id: ELECTED_FIRST, promised: true },
    PropertySpec { id: FENCED, promised: true },
];

/// The common properties that this system keeps. Reads may be stale, two servers may believe
/// they lead for a while, and a leader that was paused may learn late that an old write was
/// committed: `acked-readable`, `dual-leader-belief` and `no-dual-ack` are not among them.
pub const PROMISES: &[&str] = &[
    "one-leader-per-epoch",
    "epoch-monotonic",
    "committed-prefix-agrees",
    "watermark-monotonic",
    "acked-on-authority",
    "acked-not-destroyed",
    "leader-within",
];

/// What the checks remember.
#[derive(Clone, Hash, Debug, Default)]
pub struct History {
    /// The ids of all transactions that some server knew committed, from index `from` on.
    committed: Chunks<Zxid>,
    from: Option<i64>,
    /// The reign begun last: its epoch, and the last index its leader began with.
    established: Option<(Epoch, i64)>,
    /// Per server: the epoch it reigns in, if it does.
    reigns: FlatMap<NodeId, Epoch>,
}

impl Ensemble {
    /// Checks one server after its standing changed.
    pub fn inspect(
        &self,
        touched: NodeId,
        servers: &[Peek<'_, Server>],
        history: &mut History,
        findings: &mut Findings<'_>,
    ) {
        let Some(peek) = servers.iter().find(|peek| peek.id == touched) else { return };
        let server = peek.node;
        let disk = &server.disk;
        let (accepted, current) = (disk.accepted_epoch, disk.current_epoch);
        findings.check(ACCEPTED_FIRST, accepted >= current, || {
            witness(touched, current, format!("acceptedEpoch {accepted}, currentEpoch {current}"))
        });
        if !matches!(&server.role, Role::Leading(leader) if leader.established()) {
            history.reigns.remove(&touched);
        }
        match &server.role {
            Role::Looking(_) => {}
            Role::Leading(leader) => {
                check_word(touched, server, leader.ground, findings);
                if !leader.tracker.is_empty() {
                    findings.check(FULL_TIMEOUT, !leader.tracker.early, || {
                        witness(touched, current, "ended a session before its timeout".into())
                    });
                }
                if leader.established() {
                    history.check_leader(touched, server, findings);
                }
            }
            Role::Learning(learner) => {
                check_word(touched, server, learner.ground, findings);
                let leader = servers.iter().find(|peek| peek.id == learner.leader_id);
                if let (Stage::Broadcast { .. }, Some(leader)) = (&learner.stage, leader) {
                    check_follower(touched, server, leader.node, findings);
                }
            }
        }
        history.note_committed(server);
    }
}

/// Checks an application or a resource after its standing changed.
pub fn inspect_app(
    peek: &Peek<'_, Node>,
    servers: &[Peek<'_, Server>],
    findings: &mut Findings<'_>,
) {
    match peek.node {
        Node::App(app) => {
            let election = &app.elections[0];
            let newest = servers.iter().max_by_key(|peek| peek.node.tree.commit);
            let mine = election.mine.as_ref().and_then(|mine| sequence_number(mine));
            if let (true, Some(mine), Some(newest)) = (app.leads(), mine, newest) {
                let names = newest.node.tree.znodes.children(&election.path);
                let before = predecessor(names.iter().map(|name| &**name), mine);
                findings.check(ELECTED_FIRST, before.is_none(), || {
                    let says = format!("leads with number {mine} behind {:?}", before);
                    witness(peek.id, mine, says)
                });
            }
        }
        Node::Resource(resource) if !resource.lines.is_empty() => {
            findings.check(FENCED, resource.stale == 0, || {
                let highest = shown(resource.highest);
                witness(peek.id, 0, format!("took an old leader's write after token {highest}"))
            });
        }
        _ => {}
    }
}

fn witness(node: NodeId, epoch: Epoch, says: String) -> Witness {
    Witness { nodes: [node].into_iter().collect(), epoch: Some(epoch), says }
}

fn check_word(node: NodeId, server: &Server, ground: Ground, findings: &mut Findings<'_>) {
    if ground != Ground::Election {
        let epoch = server.disk.current_epoch;
        findings.check(OWN_WORD, ground == Ground::OwnWord, || {
            witness(node, epoch, "joined on hearsay".into())
        });
    }
}

/// The last transaction of a follower that serves stands at the same place of its leader's log.
fn check_follower(node: NodeId, server: &Server, leader: &Server, findings: &mut Findings<'_>) {
    let epoch = server.disk.current_epoch;
    let leads = matches!(&leader.role, Role::Leading(l) if l.epoch == epoch && l.established());
    if !leads {
        return;
    }
    let (end, last) = (server.disk.log.end(), server.disk.log.last());
    let there = (leader.disk.log.end() >= end).then(|| leader.disk.log.zxid_at(end));
    let says = || match there {
        None => format!("{end} transactions, the leader has {}", leader.disk.log.end()),
        Some(theirs) => format!("transaction {end} is {last}, at the leader {theirs}"),
    };
    let ok = there == Some(last) || end < leader.disk.log.base();
    findings.check(PROCESS_CONSISTENCY, ok, || witness(node, epoch, says()));
}

impl History {
    /// Remembers what this server knows committed beyond what is known.
    fn note_committed(&mut self, server: &Server) {
        let (log, commit) = (&server.disk.log, server.tree.commit);
        let from = *self.from.get_or_insert(log.base());
        let first = from + i64::from(self.committed.len()) + 1;
        for index in first..=commit.min(log.end()) {
            match log.at(index) {
                Some(txn) => self.committed.push(txn.zxid),
                None => return,
            }
        }
    }

    /// A leader of a new epoch is established.
    fn check_leader(&mut self, node: NodeId, server: &Server, findings: &mut Findings<'_>) {
        let (log, epoch) = (&server.disk.log, server.disk.current_epoch);
        if self.reigns.insert(node, epoch) == Some(epoch) {
            return;
        }
        let known = self.established.filter(|(before, _)| *before < epoch);
        let from = self.from.unwrap_or(log.base());
        let missing = (1..).zip(self.committed.iter()).find(|(place, zxid)| {
            let index = from + place;
            index > log.base() && log.at(index).map(|txn| txn.zxid) != Some(**zxid)
        });
        findings.check(LOG_COMPLETE, missing.is_none(), || {
            let zxid = missing.map_or(Zxid(0), |(_, zxid)| *zxid);
            witness(node, epoch, format!("leads without {zxid}, which was committed"))
        });
        if let Some((before, end)) = known {
            let old = (end + 1..=log.end())
                .filter_map(|index| log.at(index))
                .find(|txn| txn.zxid.epoch() < before);
            findings.check(PRIMARY_INTEGRITY, old.is_none(), || {
                let zxid = old.map_or(Zxid(0), |txn| txn.zxid);
                let says = format!("brings back {zxid}, which epoch {before} began without");
                witness(node, epoch, says)
            });
        }
        self.established = Some((epoch, log.end()));
    }
}

//! Who plays: the servers of one ensemble, their ids, and what is a quorum of them. Every verb of
//! a server is a method of this type; they stand in the files named after its phases.

use super::data::{Disk, Log, Snapshot};
use super::rules::{Acks, QuorumKind, Sid, StartRefusal, Verifier, Vote, Zxid};
use super::server::Server;
use super::settings::{Off, Settings};
use crate::flat::{FlatMap, FlatSet};
use crate::scenario::{Config, NodeConfig};
use crate::schema::BadInput;
use crate::value::Value;
use crate::words::NodeId;

/// The ensemble that a server belongs to: the same for all its servers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ensemble {
    members: Vec<Member>,
    /// Who belongs to it, as the server says whose configuration this is.
    pub view: FlatSet<Sid>,
    /// What is a quorum of the voters.
    pub verifier: Verifier,
    /// Times and sizes.
    pub settings: Settings,
    /// Rules that are switched off.
    pub off: Off,
}

/// A server of the ensemble.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// The process.
    pub id: NodeId,
    /// The number in its `myid` file.
    pub sid: Sid,
    /// Whether it has no vote.
    pub observer: bool,
}

impl Ensemble {
    /// The ensemble of all processes of these two kinds: with votes and without.
    pub fn read(config: &Config, server: &str, observer: &str) -> Result<Ensemble, BadInput> {
        let mut members: Vec<Member> = Vec::new();
        let servers = config.nodes.iter().filter(|node| {
            !node.kind.client && (node.kind.name == server || node.kind.name == observer)
        });
        for node in servers.clone() {
            let member = member(node, observer);
            if members.iter().any(|other| other.sid == member.sid) {
                let says = format!("{} is taken; allowed: one not used before", member.sid.0);
                return Err(BadInput::new(format!("nodes[{}].myid", node.id.0), says));
            }
            members.push(member);
        }
        let voters = servers.filter(|node| node.kind.name == server);
        let verifier = verifier(voters.map(|node| (sid_of(node), &node.options)).collect());
        if verifier.voters.is_empty() {
            return Err(BadInput::new("nodes", "no server has a vote; allowed: at least one"));
        }
        members.sort_by_key(|member| member.sid);
        let view = members.iter().map(|member| member.sid).collect();
        let (settings, off) = (Settings::read(config), Off::read(config));
        if settings.min_notification > settings.max_notification {
            let says = format!(
                "{} is above maxNotificationInterval; allowed: up to {}",
                settings.min_notification, settings.max_notification
            );
            return Err(BadInput::new("settings.minNotificationInterval", says));
        }
        Ok(Ensemble { members, view, verifier, settings, off })
    }

    /// The ensemble as a server knows it whose own list of servers (`servers`) is another one.
    pub fn seen_by(
        &self,
        config: &Config,
        node: &NodeConfig,
    ) -> Result<Option<Ensemble>, BadInput> {
        let given = node.options.at("servers");
        if given.is_null() {
            return Ok(None);
        }
        let path = |nth| format!("nodes[{}].servers[{nth}]", node.id.0);
        let mut view = FlatSet::new();
        for (nth, label) in given.items().iter().enumerate() {
            let named = config.nodes.iter().find(|other| Some(&*other.label) == label.as_text());
            let Some(member) = named.and_then(|other| self.member(other.id)) else {
                let known: Vec<&str> = self.members.iter().map(|m| config.label(m.id)).collect();
                let says = format!("{label} is no server; allowed: {}", known.join(", "));
                return Err(BadInput::new(path(nth), says));
            };
            view.insert(member.sid);
        }
        let listed = config.nodes.iter().filter(|other| {
            self.member(other.id).is_some_and(|m| !m.observer && view.contains(&m.sid))
        });
        let verifier = verifier(listed.map(|other| (sid_of(other), &other.options)).collect());
        if verifier.voters.is_empty() {
            return Err(BadInput::new(path(0), "none of them has a vote; allowed: one that has"));
        }
        Ok(Some(Ensemble { view, verifier, ..self.clone() }))
    }

    /// A server of this ensemble as the scenario describes it, before its first start.
    pub fn boot(&self, id: NodeId, config: &NodeConfig) -> Result<Option<Server>, BadInput> {
        let Some(member) = self.member(id) else { return Ok(None) };
        let disk = read_disk(&config.durable).map_err(|bad| bad.inside("durable"))?;
        let snapshot_ms = config.options.at("snapshot_ms").as_int().unwrap_or(0).unsigned_abs();
        Ok(Some(Server { snapshot_ms, ..Server::new(member.sid, member.observer, disk) }))
    }
    /// A server of this ensemble with this disk, before its first start.
    pub fn boot_with(&self, id: NodeId, disk: Disk) -> Option<Server> {
        self.member(id).map(|member| Server::new(member.sid, member.observer, disk))
    }
    /// The connect string: all servers, by id.
    pub fn hosts(&self) -> Vec<NodeId> {
        self.members.iter().map(|member| member.id).collect()
    }
    /// All servers, by id.
    pub fn members(&self) -> &[Member] {
        &self.members
    }
    /// The voters, by id.
    pub fn voters(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| self.votes(member.sid))
    }
    /// The server in this process.
    pub fn member(&self, id: NodeId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }
    /// The process of this server.
    pub fn node(&self, sid: Sid) -> Option<NodeId> {
        self.members.iter().find(|member| member.sid == sid).map(|member| member.id)
    }
    /// Whether this server has a vote.
    pub fn votes(&self, sid: Sid) -> bool {
        self.verifier.voters.contains(&sid)
    }
    /// Whether these are a quorum.
    pub fn quorum(&self, acks: &Acks) -> bool {
        self.verifier.contains_quorum(acks)
    }
    /// The order of votes, with its switch.
    pub fn replaces(&self, new: Vote, current: Vote) -> bool {
        let weight = self.verifier.weight(new.leader);
        if self.off.total_order {
            let (new, current) = ((new.zxid, new.leader), (current.zxid, current.leader));
            return weight != 0 && new > current;
        }
        super::rules::replaces(new, current, weight)
    }
}

fn member(node: &NodeConfig, observer: &str) -> Member {
    Member { id: node.id, sid: sid_of(node), observer: node.kind.name == observer }
}

/// `myid`, else the number at the end of the process's name, else its place in the cast.
fn sid_of(node: &NodeConfig) -> Sid {
    let digits = node.label.trim_start_matches(|c: char| !c.is_ascii_digit());
    let named = digits.parse().ok().filter(|n| *n < 256_i64);
    Sid(node.options.at("myid").as_int().or(named).unwrap_or(i64::from(node.id.0) + 1))
}

/// Groups or weights make a hierarchical quorum; a server without a group is in group 1.
fn verifier(voters: Vec<(Sid, &Value)>) -> Verifier {
    let weight = |options: &Value| options.at("weight").as_int().unwrap_or(1);
    let plain = |options: &Value| options.at("group").is_null() && weight(options) == 1;
    if voters.iter().all(|(_, options)| plain(options)) {
        return Verifier::majority(voters.into_iter().map(|(sid, _)| sid));
    }
    let mut groups: FlatMap<i64, FlatSet<Sid>> = FlatMap::new();
    let mut weights = FlatMap::new();
    for (sid, options) in &voters {
        groups.entry(options.at("group").as_int().unwrap_or(1)).or_default().insert(*sid);
        weights.insert(*sid, weight(options).unsigned_abs());
    }
    let groups = groups.into_values().collect();
    let kind = QuorumKind::Hierarchical { groups, weights };
    Verifier { voters: voters.into_iter().map(|(sid, _)| sid).collect(), kind }
}

/// The disk that a scenario describes.
fn read_disk(durable: &Value) -> Result<Disk, BadInput> {
    let mut ends: Vec<Zxid> = durable.at("log").items().iter().map(|z| Zxid(z.int())).collect();
    if let Some(zxid) = durable.at("zxid").as_int() {
        if !ends.is_empty() {
            return Err(BadInput::new("zxid", "given beside log; allowed: one of them"));
        }
        ends.push(Zxid(zxid));
    }
    for (i, end) in ends.iter().enumerate() {
        let path = if durable.at("zxid").is_null() { format!("log[{i}]") } else { "zxid".into() };
        let rises = i == 0 || ends[i - 1].epoch() < end.epoch();
        if end.0 < 0 || !rises || i > 0 && end.counter() > 10_000 {
            let says = format!(
                "{end} does not fit; allowed: the last zxid of each epoch, epochs rising from 0, \
                 after the first epoch at most 10000 transactions each"
            );
            return Err(BadInput::new(path, says));
        }
    }
    let last = ends.last().copied().unwrap_or_default();
    let current = durable.at("currentEpoch").as_int().unwrap_or(last.epoch());
    let accepted = durable.at("acceptedEpoch").as_int().unwrap_or(current);
    let disk = disk(&ends, current, accepted);
    let (path, least) = match disk.judge() {
        Ok(_) => return Ok(disk),
        Err(StartRefusal::CurrentEpochOld(..)) => ("currentEpoch", last.epoch()),
        Err(StartRefusal::AcceptedEpochOld(..)) => ("acceptedEpoch", current),
    };
    Err(BadInput::new(path, format!("too low (QuorumPeer.loadDataBase); allowed: from {least}")))
}

fn disk(ends: &[Zxid], current_epoch: i64, accepted_epoch: i64) -> Disk {
    let log = Log::ending(ends);
    let (index, log_from, flushed) = (log.base(), log.base(), log.end());
    // A zxid (epoch, 0) is that of a snapshot taken after an election without writes.
    let bare = ends.last().filter(|end| end.counter() == 0).copied().unwrap_or_default();
    let zxid = bare.max(log.zxid_at(index));
    let index = if bare == Zxid(0) { index } else { log.end() };
    let snapshot = Snapshot { zxid, index };
    let handed = flushed;
    Disk {
        accepted_epoch,
        current_epoch,
        log,
        flushed,
        handed,
        snapshot,
        log_from,
        ..Disk::default()
    }
}

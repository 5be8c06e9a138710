//! A server: what is on its disk, what it is, and what its role holds.

use super::desk::Desk;
use super::reads::ReadOnly;
use super::rules::{Id, Index, Log, State, Term};
use crate::parts::chunks::Chunks;
use crate::protocol::digest;
use crate::words::{NodeId, NodeSet, OpId};

/// A server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Server {
    /// Who it is.
    pub id: NodeId,
    /// What survives a crash.
    pub disk: Disk,
    /// What it is.
    pub role: Role,
    /// The leader it knows of in its term.
    pub lead: Option<NodeId>,
    /// How often it deleted entries.
    pub discards: u32,
    /// It was asked to stop, and hands its leadership over first.
    pub stopping: bool,
    /// The clients' requests that wait here.
    pub desk: Desk,
}

/// What is written down before anybody is answered (`HardState` and the entries).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// `Term`
    pub term: Term,
    /// `Vote`: to whom, in this term.
    pub vote: Option<NodeId>,
    /// `Commit`
    pub commit: Index,
    /// The entries.
    pub log: Entries,
}

/// What a server is, and what only such a server has.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// `StateFollower`
    Follower,
    /// `StatePreCandidate`
    PreCandidate(Votes),
    /// `StateCandidate`
    Candidate(Votes),
    /// `StateLeader`
    Leader(Leadership),
}

/// The answers to a campaign.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Votes {
    /// Who said yes, itself included.
    pub granted: NodeSet,
    /// Who said no.
    pub rejected: NodeSet,
}

/// What only a leader has.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Leadership {
    /// Per server (by its position in the cast) how far it is known to have come.
    pub progress: Vec<Progress>,
    /// To whom leadership is being handed over.
    pub transferee: Option<NodeId>,
    /// Reads that wait until a majority has confirmed it.
    pub reads: ReadOnly,
}

/// A leader's view of one follower (`tracker/progress.go`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Progress {
    /// Up to here its log is known to be the leader's.
    pub matched: Index,
    /// What is sent to it next.
    pub next: Index,
    /// The highest commit index sent to it.
    pub sent_commit: Index,
    /// `StateReplicate`: entries are sent ahead. Otherwise `StateProbe`: one message at a time.
    pub replicate: bool,
    /// `MsgAppFlowPaused`: a probe is under way.
    pub paused: bool,
    /// It was heard from since the last check of the quorum.
    pub recent_active: bool,
}

impl Server {
    /// A server with this disk that has not started.
    pub fn new(id: NodeId, disk: Disk) -> Server {
        let desk = Desk::new(disk.commit);
        Server { id, disk, role: Role::Follower, lead: None, discards: 0, stopping: false, desk }
    }

    /// Its state as the rules name it.
    pub const fn state(&self) -> State {
        match self.role {
            Role::Follower => State::Follower,
            Role::PreCandidate(_) => State::PreCandidate,
            Role::Candidate(_) => State::Candidate,
            Role::Leader(_) => State::Leader,
        }
    }

    /// What it has as a leader.
    pub const fn leadership(&mut self) -> Option<&mut Leadership> {
        if let Role::Leader(leadership) = &mut self.role { Some(leadership) } else { None }
    }
}

impl Votes {
    /// A campaign begins with the candidate's own vote.
    pub fn of(candidate: NodeId) -> Votes {
        Votes { granted: [candidate].into_iter().collect(), rejected: NodeSet::EMPTY }
    }

    /// Only the first answer of a voter counts (`tracker.go RecordVote`).
    pub fn record(&mut self, voter: NodeId, granted: bool) {
        if !self.granted.has(voter) && !self.rejected.has(voter) {
            if granted { &mut self.granted } else { &mut self.rejected }.insert(voter);
        }
    }
}

impl Progress {
    /// What a new leader knows of a server (`raft.go reset`).
    pub const fn unknown(last: Index) -> Progress {
        Progress {
            matched: 0,
            next: last + 1,
            sent_commit: 0,
            replicate: false,
            paused: false,
            recent_active: false,
        }
    }

    /// It confirmed this index. False if that was known.
    pub fn maybe_update(&mut self, index: Index) -> bool {
        if index <= self.matched {
            return false;
        }
        self.matched = index;
        self.next = self.next.max(index + 1);
        self.paused = false;
        true
    }

    /// It rejected `prev` = `rejected`. False if that answer is old.
    pub fn maybe_decrease(&mut self, rejected: Index, next_probe: Index) -> bool {
        if self.replicate {
            let fresh = rejected > self.matched;
            if fresh {
                self.next = self.matched + 1;
            }
            return fresh;
        }
        if self.next - 1 != rejected {
            return false;
        }
        self.next = rejected.min(next_probe + 1).max(self.matched + 1);
        self.paused = false;
        true
    }

    /// From now on one message at a time.
    pub const fn become_probe(&mut self) {
        self.replicate = false;
        self.paused = false;
        self.next = self.matched + 1;
    }

    /// From now on entries are sent ahead.
    pub const fn become_replicate(&mut self) {
        self.replicate = true;
        self.paused = false;
        self.next = self.matched + 1;
    }

    /// So many entries were sent to it.
    pub const fn sent(&mut self, entries: u64) {
        if entries == 0 {
            return;
        }
        if self.replicate {
            self.next += entries;
        } else {
            self.paused = true;
        }
    }
}

/// An entry of the log. A new leader's first entry carries nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// The term it was written in.
    pub term: Term,
    /// The client's write.
    pub op: Option<OpId>,
}

/// A log. Beside each entry stands a digest of everything up to it, so that checks compare
/// whole prefixes at once; the protocol never looks at it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Entries {
    entries: Chunks<Entry>,
    prefixes: Chunks<u64>,
}

impl Entry {
    /// A number that tells entries apart.
    pub fn digest(&self) -> u64 {
        digest(&[self.term, self.op.map_or(u64::MAX, |op| op.0.into())])
    }
}

impl Entries {
    /// The entry at this index.
    pub fn get(&self, index: Index) -> Option<&Entry> {
        self.entries.get(u32::try_from(index.checked_sub(1)?).ok()?)
    }
    /// A number that tells apart what stands up to this index; 0 for nothing.
    pub fn prefix(&self, index: Index) -> Option<u64> {
        match index.checked_sub(1) {
            None => Some(0),
            Some(place) => self.prefixes.get(u32::try_from(place).ok()?).copied(),
        }
    }
    /// Adds an entry.
    pub fn push(&mut self, entry: Entry) {
        let before = self.prefixes.last().copied().unwrap_or(0);
        self.prefixes.push(digest(&[before, entry.digest()]));
        self.entries.push(entry);
    }
    /// Deletes everything after this index.
    pub fn truncate(&mut self, index: Index) {
        let len = u32::try_from(index).unwrap_or(u32::MAX);
        self.entries.truncate(len);
        self.prefixes.truncate(len);
    }
    /// The entries from this index on, at most so many.
    pub fn slice(&self, from: Index, most: u64) -> Vec<Entry> {
        (from..from.saturating_add(most)).map_while(|index| self.get(index)).copied().collect()
    }
    /// All entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }
}

impl Log for Entries {
    fn last_index(&self) -> Index {
        self.entries.len().into()
    }
    fn term(&self, index: Index) -> Option<Term> {
        if index == 0 { Some(0) } else { self.get(index).map(|entry| entry.term) }
    }
}

/// A server as the rules name it: they count from 1.
pub const fn rule_id(id: NodeId) -> Id {
    Id(id.0 as u64 + 1)
}

//! A server: what is on its disk, what it is, and what its role holds.

use super::Timer;
use super::desk::Desk;
use super::message::Message;
use super::reads::ReadOnly;
use super::rules::{Id, Index, Log, State, Term, VoteKind};
use crate::parts::chunks::Chunks;
use crate::protocol::digest;
use crate::words::{NodeId, NodeSet, OpId, Time};

/// A server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Server {
    /// Who it is.
    pub id: NodeId,
    /// Raft's state in memory: what the next `Ready` saves.
    pub mem: Disk,
    /// What a power failure leaves.
    pub disk: Disk,
    /// The `Ready` that is being saved: until then there is no other.
    pub save: Option<Save>,
    /// `msgs` and `msgsAfterAppend`: what the next `Ready` sends, to itself as well.
    pub outbox: Vec<(NodeId, Message)>,
    /// `readStates`: how far reads must wait, for the next `Ready`.
    pub read_states: Vec<(OpId, Index)>,
    /// When `electionElapsed` was 0.
    pub heard: Time,
    /// It is about to die of a fatal error: nothing more is done.
    pub dying: bool,
    /// What it is.
    pub role: Role,
    /// The leader it knows of in its term.
    pub lead: Option<NodeId>,
    /// How its last campaign was lost; nothing depends on it but what it says of itself.
    pub lost: Option<(VoteKind, Votes)>,
    /// How often it deleted entries.
    pub discards: u32,
    /// It was asked to stop, and hands its leadership over first: to whom.
    pub stopping: Option<NodeId>,
    /// The clients' requests that wait here.
    pub desk: Desk,
}

/// What is written down before anybody is answered: `HardState` and the entries.
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
    /// It was emptied: the configuration is known only from the entries that came since.
    pub emptied: bool,
}

/// What is being written and flushed, and what waits for it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Save {
    /// Since when.
    pub since: Time,
    /// What is on the disk once it is done; the operating system has it already.
    pub disk: Disk,
    /// What may be said only then.
    pub messages: Vec<(NodeId, Message)>,
    /// The timers that were due meanwhile, and when: nobody takes the ticks.
    pub due: Vec<(Timer, Time)>,
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
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
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
        Server {
            id,
            mem: disk.clone(),
            desk: Desk::new(disk.commit),
            disk,
            save: None,
            outbox: Vec::new(),
            read_states: Vec::new(),
            heard: Time(0),
            dying: false,
            role: Role::Follower,
            lead: None,
            lost: None,
            discards: 0,
            stopping: None,
        }
    }

    /// `raft.go promotable`: it finds itself in the configuration. One that started without a WAL
    /// (`bootstrap.go bootstrapRaftFromCluster`: no peers) learns that from the log it applies.
    pub const fn promotable(&self) -> bool {
        !self.mem.emptied || self.desk.applied > 0
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

    /// Puts a message into the next `Ready` (`raft.go send`). To itself: it is stepped once that
    /// is saved.
    pub fn say(&mut self, to: NodeId, message: Message) {
        self.outbox.push((to, message));
    }

    /// What it has as a leader.
    pub const fn leadership(&mut self) -> Option<&mut Leadership> {
        if let Role::Leader(leadership) = &mut self.role { Some(leadership) } else { None }
    }
}

impl Votes {
    /// Only the first answer of a voter counts (`tracker.go RecordVote`).
    pub fn record(&mut self, voter: NodeId, granted: bool) {
        if !self.granted.has(voter) && !self.rejected.has(voter) {
            if granted { &mut self.granted } else { &mut self.rejected }.insert(voter);
        }
    }
}

impl Progress {
    /// What a new leader knows of itself (`becomeLeader`).
    pub const fn own(last: Index) -> Progress {
        Progress { matched: last, replicate: true, recent_active: true, ..Progress::unknown(last) }
    }

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
                self.go_back(self.matched + 1);
            }
            return fresh;
        }
        if self.next - 1 != rejected {
            return false;
        }
        self.go_back(rejected.min(next_probe + 1).max(self.matched + 1));
        self.paused = false;
        true
    }

    /// What was sent beyond this was probably not applied either.
    fn go_back(&mut self, next: Index) {
        self.next = next;
        self.sent_commit = self.sent_commit.min(next - 1);
    }

    /// From now on one message at a time.
    pub fn become_probe(&mut self) {
        self.replicate = false;
        self.paused = false;
        self.go_back(self.matched + 1);
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

impl Disk {
    /// Whether these entries are those.
    pub fn same_log(&self, other: &Disk) -> bool {
        let last = self.log.last_index();
        last == other.log.last_index() && self.log.prefix(last) == other.log.prefix(last)
    }

    /// Whether what follows must be flushed before anybody is answered; a new `Commit` alone
    /// need not (`rawnode.go MustSync`).
    pub fn must_sync(&self, next: &Disk) -> bool {
        (self.term, self.vote) != (next.term, next.vote) || !self.same_log(next)
    }
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

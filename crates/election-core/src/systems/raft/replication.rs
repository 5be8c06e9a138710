//! The log: how a leader brings it to the others, and what is committed: `raft.go
//! maybeSendAppend, handleAppendEntries, handleHeartbeat, maybeCommit`, and the parts of
//! `stepLeader` that are about replication.

use super::message::{Message, Peer};
use super::rules::{self, Append, CommitRefusal, Index, Log, LogEnd, State, Term};
use super::state::{Entry, Role, Server};
use super::{Fx, Raft, Timer};
use crate::parts::quorum::reached_by_majority;
use crate::words::NodeId;
use crate::{fact, map, refusal};

impl Raft {
    /// The leader writes an entry and sends it to everybody.
    pub(super) fn append(&self, s: &mut Server, entry: Entry, fx: &mut Fx) {
        s.mem.log.push(entry);
        let index = s.mem.log.last_index();
        // It counts itself once the entry is saved, as anybody.
        s.say(s.id, Message::Peer(s.mem.term, Peer::AppResp { index, hint: None }));
        self.broadcast_append(s, fx);
    }

    fn broadcast_append(&self, s: &mut Server, fx: &mut Fx) {
        for peer in self.peers(s.id) {
            self.send_append(s, peer, fx);
        }
    }

    pub(super) fn send_append(&self, s: &mut Server, to: NodeId, fx: &mut Fx) {
        self.maybe_send_append(s, to, true, fx);
    }

    /// True if a message was sent.
    fn maybe_send_append(&self, s: &mut Server, to: NodeId, if_empty: bool, fx: &mut Fx) -> bool {
        let Role::Leader(leadership) = &mut s.role else { return false };
        let progress = &mut leadership.progress[to.index()];
        if progress.paused {
            return false;
        }
        let index = progress.next - 1;
        let Some(term) = s.mem.log.term(index) else {
            // It confirmed more than its leader has: committed entries were lost. A leader can
            // only help with a snapshot, which there is none of.
            if progress.recent_active {
                self.die(s, rules::NO_SNAPSHOT.into(), fx);
            }
            return false;
        };
        let prev = LogEnd { term, index };
        let entries = s.mem.log.slice(progress.next, self.settings.most_entries);
        if entries.is_empty() && !if_empty {
            return false;
        }
        progress.sent(entries.len() as u64);
        progress.sent_commit = s.mem.commit;
        let append = Peer::App { prev, entries, commit: s.mem.commit };
        s.say(to, Message::Peer(s.mem.term, append));
        true
    }

    /// `MsgBeat`
    pub(super) fn on_heartbeat_timer(&self, s: &mut Server, fx: &mut Fx) {
        if s.state() == State::Leader {
            fx.arm(Timer::Heartbeat, self.settings.heartbeat..=self.settings.heartbeat);
            self.broadcast_heartbeat(s);
        }
    }

    /// A heartbeat never commits what its receiver may not have.
    pub(super) fn broadcast_heartbeat(&self, s: &mut Server) {
        let Role::Leader(leadership) = &mut s.role else { return };
        let context = leadership.reads.context();
        for peer in self.peers(s.id) {
            let progress = &mut leadership.progress[peer.index()];
            let commit = progress.matched.min(s.mem.commit);
            progress.sent_commit = commit;
            s.outbox.push((peer, Message::Peer(s.mem.term, Peer::Heartbeat { commit, context })));
        }
    }

    /// A sign of this term's leader.
    pub(super) fn hear_leader(&self, s: &mut Server, from: NodeId, fx: &mut Fx) {
        if s.state() == State::Follower {
            s.lead = Some(from);
            self.wait_for_leader(s, fx);
        } else {
            self.become_follower(s, s.mem.term, Some(from), fx);
        }
    }

    /// `MsgApp`
    pub(super) fn on_append(
        &self,
        s: &mut Server,
        from: NodeId,
        prev: LogEnd,
        entries: &[Entry],
        leader_commit: Index,
        fx: &mut Fx,
    ) {
        let terms: Vec<Term> = entries.iter().map(|entry| entry.term).collect();
        let mut prev = prev;
        if self.off.log_matching && prev.index <= s.mem.log.last_index() {
            prev.term = s.mem.log.term(prev.index).unwrap_or(0);
        }
        let log = &s.mem.log;
        let verdict = rules::append_entries(log, s.mem.commit, prev, &terms, leader_commit);
        self.cite_append(s, prev, &verdict, fx);
        let (index, hint) = match verdict {
            Append::BelowCommitted => (s.mem.commit, None),
            Append::Reject(hint) => (prev.index, Some(hint)),
            Append::Accept { changed_from, acknowledged, committed } => {
                if let Some(from) = changed_from {
                    self.overwrite(s, from, &entries[(from - prev.index - 1) as usize..]);
                }
                s.mem.commit = s.mem.commit.max(committed);
                (acknowledged, None)
            }
        };
        s.say(from, Message::Peer(s.mem.term, Peer::AppResp { index, hint }));
    }

    /// From this index on the log is the leader's; what stood there is gone.
    fn overwrite(&self, s: &mut Server, from: Index, entries: &[Entry]) {
        if s.mem.log.last_index() >= from {
            s.mem.log.truncate(from - 1);
            s.discards += 1;
        }
        for entry in entries {
            s.mem.log.push(*entry);
        }
    }

    /// Only what goes wrong is worth a word: rejections, and entries that are deleted.
    fn cite_append(&self, s: &Server, prev: LogEnd, verdict: &Append, fx: &mut Fx) {
        let log = &s.mem.log;
        let found = || log.term(prev.index);
        let look = || fact!("prev", "index" => prev.index, "prev" => prev.term, "log" => found());
        match *verdict {
            Append::Reject(hint) => fx.cite(&rules::APPEND_ENTRIES, "reject", || {
                let hint = map! { "term" => hint.term, "index" => hint.index };
                vec![look(), refusal!("prev-not-in-log", "hint" => hint)]
            }),
            Append::Accept { changed_from: Some(from), .. } if from <= log.last_index() => {
                fx.cite(&rules::APPEND_ENTRIES, "overwrite", || {
                    let lost = log.last_index() - from + 1;
                    let ours = log.term(from);
                    let conflict =
                        fact!("entries", "index" => from, "log" => ours, "deleted" => lost);
                    vec![look(), conflict]
                });
            }
            _ => {}
        }
    }

    /// `MsgHeartbeat`
    pub(super) fn on_heartbeat(
        &self,
        s: &mut Server,
        from: NodeId,
        commit: Index,
        context: u64,
        fx: &mut Fx,
    ) {
        let (last, committed) = (s.mem.log.last_index(), s.mem.commit);
        match rules::commit_to(last, committed, commit) {
            Ok(index) => s.mem.commit = index,
            Err(says) => {
                fx.cite(&rules::COMMIT_TO, "panics", || {
                    vec![
                        fact!("committed", "committed" => committed, "leader" => commit),
                        fact!("tocommit", "tocommit" => commit, "lastIndex" => last),
                    ]
                });
                return self.die(s, says, fx);
            }
        }
        s.say(from, Message::Peer(s.mem.term, Peer::HeartbeatResp { context }));
    }

    /// `MsgHeartbeatResp`
    pub(super) fn on_heartbeat_reply(
        &self,
        s: &mut Server,
        from: NodeId,
        context: u64,
        fx: &mut Fx,
    ) {
        let last = s.mem.log.last_index();
        let Some(leadership) = s.leadership() else { return };
        let progress = &mut leadership.progress[from.index()];
        progress.recent_active = true;
        progress.paused = false;
        if progress.matched < last || !progress.replicate {
            self.send_append(s, from, fx);
        }
        self.confirm_reads(s, from, context, fx);
    }

    /// `MsgAppResp`
    pub(super) fn on_append_reply(
        &self,
        s: &mut Server,
        from: NodeId,
        index: Index,
        hint: Option<LogEnd>,
        fx: &mut Fx,
    ) {
        let Role::Leader(leadership) = &mut s.role else { return };
        let progress = &mut leadership.progress[from.index()];
        progress.recent_active = true;
        if let Some(hint) = hint {
            return self.on_rejection(s, from, index, hint, fx);
        }
        let probed = progress.matched == index && !progress.replicate;
        if !progress.maybe_update(index) && !probed {
            return;
        }
        if !progress.replicate {
            progress.become_replicate();
        }
        self.after_update(s, from, fx);
    }

    fn on_rejection(
        &self,
        s: &mut Server,
        from: NodeId,
        rejected: Index,
        hint: LogEnd,
        fx: &mut Fx,
    ) {
        let Role::Leader(leadership) = &mut s.role else { return };
        let progress = &mut leadership.progress[from.index()];
        let probe = rules::next_probe(&s.mem.log, hint);
        let (next, probing) = (progress.next, !progress.replicate);
        if !progress.maybe_decrease(rejected, probe.index) {
            return;
        }
        let at_hint = s.mem.log.term(hint.index);
        fx.cite(&rules::NEXT_PROBE, "probe", || {
            vec![
                fact!("hint", "index" => hint.index, "hint" => hint.term, "log" => at_hint),
                fact!("log", "index" => probe.index, "log" => probe.term),
            ]
        });
        if progress.replicate {
            progress.become_probe();
        }
        // What it had confirmed is gone: etcd asks again at once, and is refused again, for ever.
        // Here that waits for the next heartbeat.
        if !(probing && progress.next == next) {
            self.send_append(s, from, fx);
        }
    }

    /// A server came further: more may be committed, sent, or handed over.
    fn after_update(&self, s: &mut Server, from: NodeId, fx: &mut Fx) {
        if self.maybe_commit(s, fx) {
            self.release_reads(s, fx);
            self.broadcast_append(s, fx);
        } else if from != s.id {
            let commit = s.mem.commit;
            let Some(leadership) = s.leadership() else { return };
            let progress = leadership.progress[from.index()];
            let behind = commit > progress.sent_commit;
            if behind && progress.sent_commit < progress.next - 1 {
                self.send_append(s, from, fx);
            }
        }
        if from == s.id {
            return;
        }
        while self.maybe_send_append(s, from, false, fx) {}
        let (term, last) = (s.mem.term, s.mem.log.last_index());
        let Some(leadership) = s.leadership() else { return };
        let caught_up = leadership.progress[from.index()].matched == last;
        if leadership.transferee == Some(from) && caught_up {
            fx.cite(&rules::TRANSFER, "now", || {
                vec![fact!("match", "match" => last, "last" => last)]
            });
            s.say(from, Message::Peer(term, Peer::TimeoutNow));
        }
    }

    /// Moves the commit index if it may; true if it moved.
    fn maybe_commit(&self, s: &mut Server, fx: &mut Fx) -> bool {
        let Role::Leader(leadership) = &s.role else { return false };
        let matching: Vec<Index> = leadership.progress.iter().map(|p| p.matched).collect();
        let (log, term, committed) = (&s.mem.log, s.mem.term, s.mem.commit);
        let mut outcome = rules::commit_index(log, term, committed, &matching);
        if self.off.majority {
            let reached = self.reached(&matching);
            if reached > committed && log.term(reached) == Some(term) {
                outcome = Ok(reached);
            }
        }
        if let (true, Err(CommitRefusal::OtherTerm(_))) = (self.off.commit_own_term, outcome) {
            outcome = Ok(self.reached(&matching));
        }
        self.cite_commit(s, &matching, outcome, fx);
        let Ok(index) = outcome else { return false };
        s.mem.commit = index;
        true
    }

    /// Up to where enough servers have the log.
    fn reached(&self, matching: &[Index]) -> Index {
        if !self.off.majority {
            return reached_by_majority(matching).unwrap_or(0);
        }
        let mut sorted = matching.to_vec();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        sorted.get(self.needed() as usize - 1).copied().unwrap_or(0)
    }

    fn cite_commit(
        &self,
        s: &Server,
        matching: &[Index],
        outcome: Result<Index, CommitRefusal>,
        fx: &mut Fx,
    ) {
        let verdict = match outcome {
            Ok(_) => "commit",
            Err(CommitRefusal::OtherTerm(_)) => "wait",
            Err(_) => return,
        };
        let (committed, term) = (s.mem.commit, s.mem.term);
        let at = self.reached(matching);
        let found = s.mem.log.term(at);
        fx.cite(&rules::COMMIT_INDEX, verdict, || {
            let mut because = vec![
                fact!("match", "majority" => at, "committed" => committed),
                fact!("term", "index" => at, "log" => found, "leader" => term),
            ];
            if let Err(no) = outcome {
                because.push(refusal!(no.name(), "index" => at));
            }
            because
        });
    }

    /// The other servers.
    pub(super) fn peers(&self, me: NodeId) -> impl Iterator<Item = NodeId> + use<'_> {
        self.servers.iter().map(|server| server.id).filter(move |id| *id != me)
    }
}

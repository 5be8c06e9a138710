//! Campaigns, votes, terms, and handing leadership over: `raft.go Step, hup, campaign, poll,
//! become*`, and the parts of `stepLeader` that are about leading.

use super::calls;
use super::message::{Campaign, Message, Peer, Reply};
use super::reads::ReadOnly;
use super::rules::{
    self, Lease, Log, State, Term, VoteAnswer, VoteKind, VoteRefusal, VoteRequest, Voter,
};
use super::state::{Entry, Leadership, Progress, Role, Server, Votes, rule_id};
use super::{Fx, Raft, Timer};
use crate::fact;
use crate::parts::quorum::{VoteResult, is_majority, majority, vote_result};
use crate::rule::Rule;
use crate::words::NodeId;

impl Raft {
    /// A server starts as a follower of the term on its disk (`newRaft`).
    pub(super) fn start_server(&self, s: &mut Server, fx: &mut Fx) {
        if let Err(says) = rules::load_state(s.mem.log.last_index(), s.mem.commit) {
            return fx.refuse(format!("{:x} {says}", rule_id(s.id).0));
        }
        s.heard = fx.now();
        let (term, vote) = (s.mem.term, s.mem.vote);
        if term > 0 {
            let verdict = if self.off.durable_vote { "forgets its vote" } else { "remembers" };
            fx.cite(&rules::DURABLE_VOTE, verdict, || {
                vec![
                    fact!("Term", "disk" => term),
                    fact!("Vote", "disk" => self.name_or_none(vote)),
                ]
            });
        }
        fx.arm(Timer::Election, self.settings.first_range());
    }

    /// `MsgHup`: no leader for too long.
    pub(super) fn on_election_timer(&self, s: &mut Server, fx: &mut Fx) {
        let range = self.settings.election_range();
        if !s.promotable() {
            fx.cite(&rules::ELECTION_TIMEOUT, "unpromotable", || {
                vec![fact!("applied", "applied" => s.desk.applied)]
            });
            return fx.arm(Timer::Election, range);
        }
        fx.cite(&rules::ELECTION_TIMEOUT, "campaign", || {
            let (from, to) = (range.start() / 1000, range.end() / 1000);
            vec![fact!("election-timeout", "from_ms" => from, "to_ms" => to)]
        });
        if self.settings.pre_vote { self.ask(s, fx) } else { self.campaign(s, false, fx) }
    }

    /// Asks whether it would win: no new term, its vote stays.
    fn ask(&self, s: &mut Server, fx: &mut Fx) {
        self.become_(s, Role::PreCandidate(Votes::default()));
        s.lead = None;
        self.wait_for_leader(s, fx);
        let (mine, asked) = (s.mem.term, s.mem.term + 1);
        fx.cite(&rules::PRE_VOTE_TERM, "asks", || {
            vec![fact!("term", "mine" => mine, "asked" => asked)]
        });
        let question = self.ballot(s, false);
        self.to_peers(s, asked, &Peer::PreVote(question));
        s.say(s.id, Message::Peer(asked, Peer::PreVoteResp(own_vote(s.id))));
    }

    /// Opens a new term and asks for votes in it.
    fn campaign(&self, s: &mut Server, transfer: bool, fx: &mut Fx) {
        self.enter_term(s, s.mem.term + 1);
        self.become_(s, Role::Candidate(Votes::default()));
        s.mem.vote = Some(s.id);
        self.wait_for_leader(s, fx);
        let request = self.ballot(s, transfer);
        self.to_peers(s, s.mem.term, &Peer::Vote(request));
        // Its own vote counts once it is saved, as anybody's.
        s.say(s.id, Message::Peer(s.mem.term, Peer::VoteResp(own_vote(s.id))));
    }

    fn ballot(&self, s: &Server, transfer: bool) -> Campaign {
        Campaign { candidate: s.id, last: s.mem.log.end(), transfer }
    }

    /// Terms come first, for every message but a request for a vote. False if it is not
    /// listened to.
    pub(super) fn heed(
        &self,
        s: &mut Server,
        from: NodeId,
        term: Term,
        peer: &Peer,
        fx: &mut Fx,
    ) -> bool {
        let mine = s.mem.term;
        let of_leader = matches!(peer, Peer::App { .. } | Peer::Heartbeat { .. });
        let because = || vec![fact!("term", "mine" => mine, "message" => term)];
        if term > mine && !matches!(peer, Peer::PreVoteResp(reply) if !reply.reject) {
            fx.cite(&rules::HIGHER_TERM, "follow", because);
            self.become_follower(s, term, of_leader.then_some(from), fx);
        } else if term < mine && !self.off.stale_term {
            // Without an answer, a server whose term has run ahead would stay alone: with these
            // settings the others do not listen to its campaigns.
            let told = of_leader && (self.settings.check_quorum || self.settings.pre_vote);
            fx.cite(&rules::STALE_TERM, if told { "reject" } else { "ignore" }, because);
            if told {
                s.say(from, Message::Peer(mine, Peer::AppResp { index: 0, hint: None }));
            }
            return false;
        }
        true
    }

    /// Answers `MsgVote` or `MsgPreVote`.
    pub(super) fn on_campaign(
        &self,
        s: &mut Server,
        from: NodeId,
        request: &VoteRequest,
        fx: &mut Fx,
    ) {
        let outcome = self.decide_vote(s, request, fx);
        let answer = outcome.map_or_else(|no| no.answer(request.kind), |()| VoteAnswer::Grant);
        if answer == VoteAnswer::Ignore {
            return;
        }
        let raises = request.kind == VoteKind::Vote || self.off.pre_vote_term;
        if request.term > s.mem.term && raises {
            self.become_follower(s, request.term, None, fx);
        }
        let granted = answer == VoteAnswer::Grant;
        if granted && request.kind == VoteKind::Vote {
            s.mem.vote = Some(from);
            self.wait_for_leader(s, fx);
        }
        // A grant carries the term that was asked for: a pre-candidate's own is lower.
        let term = if granted { request.term } else { s.mem.term };
        let reply = Reply { candidate: from, reject: !granted };
        let reply = match request.kind {
            VoteKind::Vote => Peer::VoteResp(reply),
            VoteKind::PreVote => Peer::PreVoteResp(reply),
        };
        s.say(from, Message::Peer(term, reply));
    }

    fn decide_vote(
        &self,
        s: &Server,
        request: &VoteRequest,
        fx: &mut Fx,
    ) -> Result<(), VoteRefusal> {
        let mut voter = Voter {
            term: s.mem.term,
            vote: s.mem.vote.map(rule_id),
            lead: s.lead.map(rule_id),
            last: s.mem.log.end(),
        };
        let lease = self.lease(s, fx);
        if self.off.up_to_date {
            voter.last = rules::LogEnd::default();
        }
        if self.off.one_vote && request.term == voter.term {
            (voter.vote, voter.lead) = (None, None);
        }
        let outcome = rules::grant_vote(&voter, request, &lease);
        let verdict = match outcome.err().map(|no| no.answer(request.kind)) {
            None => "grant",
            Some(VoteAnswer::Ignore) => "ignore",
            Some(_) => "reject",
        };
        let state = s.state().name();
        fx.cite(deciding(outcome.err()), verdict, || {
            calls::why_vote(state, &voter, request, &lease, outcome.err())
        });
        outcome
    }

    /// How long ago this server heard its leader. A leader counts from its last check of the
    /// quorum, which falls on a tick: it never counts as many as an election timeout has.
    fn lease(&self, s: &Server, fx: &Fx) -> Lease {
        let election_tick = self.settings.election_tick();
        let leads = s.state() == State::Leader;
        let ticks = self.settings.ticks_in(fx.now().since(s.heard));
        Lease {
            check_quorum: self.settings.check_quorum,
            election_elapsed: if leads { ticks.min(election_tick - 1) } else { ticks },
            election_tick,
        }
    }

    /// `MsgVoteResp` or `MsgPreVoteResp`.
    pub(super) fn on_vote_reply(
        &self,
        s: &mut Server,
        from: NodeId,
        kind: VoteKind,
        reply: Reply,
        fx: &mut Fx,
    ) {
        let votes = match (&mut s.role, kind) {
            (Role::PreCandidate(votes), VoteKind::PreVote) => votes,
            (Role::Candidate(votes), VoteKind::Vote) => votes,
            _ => return,
        };
        votes.record(from, !reply.reject);
        self.count(s, fx);
    }

    /// Is the campaign won or lost?
    fn count(&self, s: &mut Server, fx: &mut Fx) {
        let (Role::PreCandidate(votes) | Role::Candidate(votes)) = s.role else { return };
        let (voters, yes) = (self.voters(), votes.granted.count().into());
        let no = votes.rejected.count().into();
        let result = self.tally(yes, no);
        if result == VoteResult::Pending {
            return;
        }
        fx.cite(&rules::TALLY, rules::vote_result_name(result), || {
            vec![fact!(
                "voters", "voters" => voters, "yes" => yes, "no" => no,
                "majority" => self.needed(), "result" => rules::vote_result_name(result)
            )]
        });
        match (result, s.state()) {
            (VoteResult::Won, State::PreCandidate) => self.campaign(s, false, fx),
            (VoteResult::Won, _) => self.become_leader(s, fx),
            (_, state) => {
                let pre = state == State::PreCandidate;
                self.become_follower(s, s.mem.term, None, fx);
                let kind = if pre { VoteKind::PreVote } else { VoteKind::Vote };
                s.lost = Some((kind, votes));
            }
        }
    }

    /// How many votes, or copies of an entry, are enough.
    pub(super) fn needed(&self) -> u64 {
        let voters = self.voters();
        if self.off.majority { (voters / 2).max(1) } else { majority(voters) }
    }

    fn tally(&self, yes: u64, no: u64) -> VoteResult {
        if self.off.majority && !is_majority(yes, self.voters()) && yes >= self.needed() {
            return VoteResult::Won;
        }
        vote_result(self.voters(), yes, no)
    }

    fn become_leader(&self, s: &mut Server, fx: &mut Fx) {
        let last = s.mem.log.last_index();
        let mut progress = vec![Progress::unknown(last); self.servers.len()];
        progress[s.id.index()] = Progress::own(last);
        let reads = ReadOnly::new(self.voters());
        self.become_(s, Role::Leader(Leadership { progress, transferee: None, reads }));
        s.lead = Some(s.id);
        fx.disarm(Timer::Election);
        fx.arm(Timer::Heartbeat, self.settings.heartbeat..=self.settings.heartbeat);
        self.watch_quorum(s, fx);
        // Earlier entries are committed by this one, which is of its own term.
        self.append(s, Entry { term: s.mem.term, op: None }, fx);
    }

    /// Follows in this term: `lead`, or whoever will lead.
    pub(super) fn become_follower(
        &self,
        s: &mut Server,
        term: Term,
        lead: Option<NodeId>,
        fx: &mut Fx,
    ) {
        if s.state() == State::Leader {
            fx.disarm(Timer::Heartbeat);
            fx.disarm(Timer::CheckQuorum);
        }
        self.enter_term(s, term);
        self.become_(s, Role::Follower);
        s.lead = lead;
        self.wait_for_leader(s, fx);
    }

    fn become_(&self, s: &mut Server, role: Role) {
        let from = s.state();
        s.role = role;
        let allowed = rules::may_become(from, s.state());
        debug_assert!(allowed.is_ok(), "{from:?} → {:?}", s.state());
    }

    fn enter_term(&self, s: &mut Server, term: Term) {
        if s.mem.term != term {
            s.mem.term = term;
            s.mem.vote = None;
        }
        s.lead = None;
    }

    /// Starts the wait for a sign of the leader anew.
    pub(super) fn wait_for_leader(&self, s: &mut Server, fx: &mut Fx) {
        s.heard = fx.now();
        s.lost = None;
        fx.arm(Timer::Election, self.settings.election_range());
    }

    fn watch_quorum(&self, s: &mut Server, fx: &mut Fx) {
        s.heard = fx.now();
        fx.arm(Timer::CheckQuorum, self.settings.election..=self.settings.election);
    }

    /// Every election timeout a leader looks whether a majority was there, and gives up a
    /// transfer that took so long (`tickHeartbeat`).
    pub(super) fn on_check_quorum(&self, s: &mut Server, fx: &mut Fx) {
        self.watch_quorum(s, fx);
        let check = self.settings.check_quorum;
        let (me, voters) = (s.id, self.voters());
        let Some(leadership) = s.leadership() else { return };
        let active = leadership.progress.iter().filter(|p| p.recent_active).count() as u64;
        leadership.transferee = None;
        for (i, progress) in (0u8..).zip(&mut leadership.progress) {
            progress.recent_active = i == me.0;
        }
        if !check {
            return;
        }
        let stays = rules::quorum_active(voters, active);
        let verdict = if stays { "stays" } else { "steps down" };
        let needed = majority(voters);
        fx.cite(&rules::CHECK_QUORUM, verdict, || {
            vec![fact!("active", "active" => active, "voters" => voters, "majority" => needed)]
        });
        if !stays {
            self.become_follower(s, s.mem.term, None, fx);
        }
    }

    /// `MsgTransferLeader`, at the leader.
    pub(super) fn transfer(&self, s: &mut Server, to: NodeId, fx: &mut Fx) {
        let last = s.mem.log.last_index();
        let Some(leadership) = s.leadership() else { return };
        if to == fx.me() || leadership.transferee == Some(to) {
            return;
        }
        leadership.transferee = Some(to);
        let matched = leadership.progress[to.index()].matched;
        self.watch_quorum(s, fx);
        let ready = matched == last;
        fx.cite(&rules::TRANSFER, if ready { "now" } else { "after catching up" }, || {
            vec![fact!("match", "match" => matched, "last" => last)]
        });
        if ready {
            s.say(to, Message::Peer(s.mem.term, Peer::TimeoutNow));
        } else {
            self.send_append(s, to, fx);
        }
    }

    /// To whom a leader that stops hands over: the one heard from whose log is longest.
    pub(super) fn successor(&self, s: &Server) -> Option<NodeId> {
        let Role::Leader(leadership) = &s.role else { return None };
        let known = |id: &NodeId| leadership.progress[id.index()];
        let active = self.peers(s.id).filter(|id| known(id).recent_active);
        active.max_by_key(|id| (known(id).matched, std::cmp::Reverse(*id)))
    }

    /// `MsgTimeoutNow`: campaigns at once, without asking beforehand.
    pub(super) fn on_timeout_now(&self, s: &mut Server, fx: &mut Fx) {
        if s.state() == State::Follower && s.promotable() {
            self.campaign(s, true, fx);
        }
    }

    /// Sends the same to every other server.
    pub(super) fn to_peers(&self, s: &mut Server, term: Term, peer: &Peer) {
        for to in self.peers(s.id) {
            s.say(to, Message::Peer(term, peer.clone()));
        }
    }

    /// How many servers vote: all.
    pub(super) fn voters(&self) -> u64 {
        self.servers.len() as u64
    }
}

const fn own_vote(candidate: NodeId) -> Reply {
    Reply { candidate, reject: false }
}

/// The rule that a refusal, or a grant, comes from.
const fn deciding(refusal: Option<VoteRefusal>) -> &'static Rule {
    match refusal {
        None => &rules::GRANT_VOTE,
        Some(VoteRefusal::Lease(_)) => &rules::LEASE,
        Some(VoteRefusal::StaleTerm) => &rules::STALE_TERM,
        Some(VoteRefusal::AlreadyVoted(_) | VoteRefusal::KnownLeader(_)) => &rules::ONE_VOTE,
        Some(VoteRefusal::LogBehind) => &rules::UP_TO_DATE,
    }
}

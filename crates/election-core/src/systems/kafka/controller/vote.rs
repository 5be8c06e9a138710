//! How a voter finds a leader: pre-vote, vote, announcement. `raft KafkaRaftClient`

use super::{Controller, Disk, FOLLOWING, State};
use crate::fact;
use crate::protocol::Timer as _;
use crate::systems::kafka::message::{Message, VoteAsked, VoteResponse};
use crate::systems::kafka::rules::quorum_leader::resign_backoff;
use crate::systems::kafka::rules::quorum_vote::{
    self, Election, NotGranted, VoteRequest, Voter, grant,
};
use crate::systems::kafka::rules::{ControllerEpoch, VoterId};
use crate::systems::kafka::timer::Timer;
use crate::systems::kafka::{Fx, Kafka, cited};
use crate::words::NodeId;

impl Kafka {
    /// A new epoch, not yet a leader to follow.
    pub(super) fn become_unattached(
        &self,
        node: &mut Controller,
        epoch: ControllerEpoch,
        fx: &mut Fx,
    ) {
        self.leave_state(node, fx);
        if epoch > node.disk.epoch {
            let log = std::mem::take(&mut node.disk.log);
            node.disk = Disk { epoch, log, ..Disk::default() };
        }
        node.state = State::Unattached;
        self.arm_election(fx);
    }

    /// Asks all whether an election would have a chance; the epoch stays.
    pub(super) fn become_prospective(&self, node: &mut Controller, fx: &mut Fx) {
        self.leave_state(node, fx);
        self.arm_election(fx);
        let voters = self.settings.voters.iter().map(|(id, _)| *id);
        let Ok(election) = Election::new(node.id, true, voters) else { return };
        let won = election.is_granted();
        node.state = State::Prospective(election);
        if won { self.become_candidate(node, fx) } else { self.ask_votes(node, true, fx) }
    }

    fn become_candidate(&self, node: &mut Controller, fx: &mut Fx) {
        self.leave_state(node, fx);
        node.disk.epoch.0 += 1;
        node.disk.voted_for = Some(node.id);
        node.disk.leader = None;
        self.arm_election(fx);
        let voters = self.settings.voters.iter().map(|(id, _)| *id);
        let Ok(election) = Election::new(node.id, false, voters) else { return };
        let won = election.is_granted();
        node.state = State::Candidate(election);
        if won { self.become_leader(node, fx) } else { self.ask_votes(node, false, fx) }
    }

    fn ask_votes(&self, node: &mut Controller, pre_vote: bool, fx: &mut Fx) {
        node.asked += 1;
        let ask = VoteRequest { candidate: node.id, pre_vote, log: node.log_end() };
        let (asked, epoch, process) = (node.asked, node.disk.epoch, fx.me());
        let message = Message::Vote(VoteAsked { asked, epoch, ask, process });
        fx.send_all(self.other_voters(node.id), &message);
    }

    /// Follows this leader and fetches from it.
    pub(super) fn become_follower(
        &self,
        node: &mut Controller,
        epoch: ControllerEpoch,
        leader: VoterId,
        fx: &mut Fx,
    ) {
        self.leave_state(node, fx);
        if epoch > node.disk.epoch {
            node.disk.voted_for = None;
        }
        (node.disk.epoch, node.disk.leader) = (epoch, Some(leader));
        node.state = State::Follower(false);
        fx.arm_ms(Timer::QuorumFetchTimeout, self.settings.quorum_fetch_timeout);
        self.fetch_from_leader(node, fx);
    }

    /// What every change of state begins with: no timer of the old state runs on.
    pub(super) fn leave_state(&self, node: &mut Controller, fx: &mut Fx) {
        for timer in FOLLOWING {
            fx.disarm(timer);
        }
        if node.reign().is_some() {
            self.end_reign(node, fx);
        }
    }

    /// A voter without a leader has waited long enough.
    pub(super) fn election_timeout(&self, node: &mut Controller, fx: &mut Fx) {
        debug_assert!(Timer::Election.drawn());
        match node.state {
            State::Unattached | State::Resigned | State::Candidate(_) => {
                self.become_prospective(node, fx);
            }
            // Asked in vain: back to the leader it knows, or on waiting.
            State::Prospective(_) => self.election_in_vain(node, fx),
            State::Follower(_) | State::Leader(_) => {}
        }
    }

    fn election_in_vain(&self, node: &mut Controller, fx: &mut Fx) {
        match node.disk.leader {
            Some(leader) if leader != node.id => {
                self.become_follower(node, node.disk.epoch, leader, fx);
            }
            _ => self.become_unattached(node, node.disk.epoch, fx),
        }
    }

    /// Somebody asks for a vote.
    pub(super) fn answer_vote(
        &self,
        node: &mut Controller,
        from: NodeId,
        VoteAsked { asked, epoch, ask, .. }: VoteAsked,
        fx: &mut Fx,
    ) {
        if epoch > node.disk.epoch {
            self.become_unattached(node, epoch, fx);
        }
        let granted = epoch == node.disk.epoch && self.grants(node, &ask, fx);
        if granted && !ask.pre_vote {
            node.disk.voted_for = Some(ask.candidate);
            if matches!(node.state, State::Unattached) {
                self.arm_election(fx);
            }
        }
        let answer = VoteResponse {
            asked,
            epoch: node.disk.epoch,
            leader: node.disk.leader,
            pre_vote: ask.pre_vote,
            candidate: ask.candidate,
            granted,
        };
        fx.send(from, Message::VoteResponse(answer));
    }

    fn grants(&self, node: &Controller, ask: &VoteRequest, fx: &mut Fx) -> bool {
        let voter = Voter {
            state: node.state.name(),
            voted_for: node.disk.voted_for,
            leader: node.disk.leader,
            has_fetched_from_leader: matches!(node.state, State::Follower(true)),
            log: node.log_end(),
        };
        let verdict = grant(&voter, ask);
        let deciding = match verdict {
            Ok(()) | Err(NotGranted::LogBehind) => "log",
            Err(NotGranted::State) => "state",
            Err(NotGranted::HasFetched) => "hasFetchedFromLeader",
            Err(NotGranted::AlreadyVoted) => "votedFor",
            Err(NotGranted::LeaderKnown) => "leaderId",
        };
        let word = if verdict.is_ok() { "true" } else { "false" };
        fx.cite(&cited::RAFT_VOTE, word, || {
            let log = |log: quorum_vote::LogEnd| format!("({},{})", log.epoch, log.offset);
            let mut facts = vec![
                fact!("state", "is" => format!("{:?}", voter.state)),
                fact!("preVote", "is" => ask.pre_vote),
                fact!("votedFor", "is" => voter.voted_for.map(|id| id.0)),
                fact!("log", "request" => log(ask.log), "own" => log(voter.log)),
            ];
            facts.push(fact!(deciding, "decides" => true));
            facts
        });
        verdict.is_ok()
            || !self.settings.followed.raft_vote && voter.state != quorum_vote::State::Leader
    }

    /// An answer to this voter's request.
    pub(super) fn count_vote(
        &self,
        node: &mut Controller,
        from: NodeId,
        answer: VoteResponse,
        fx: &mut Fx,
    ) {
        self.hear_epoch(node, answer.epoch, answer.leader, fx);
        // An answer to an earlier election of this epoch is none to this one.
        // `RequestManager.isResponseExpected`
        if answer.epoch != node.disk.epoch || answer.asked != node.asked {
            return;
        }
        let voter = VoterId(self.settings.id_of(from));
        let election = match (&mut node.state, answer.pre_vote) {
            (State::Prospective(election), true) | (State::Candidate(election), false) => election,
            _ => return,
        };
        if election.record(voter, answer.granted).is_err() {
            return;
        }
        let (won, lost) = (election.is_granted(), election.is_rejected());
        let (yes, no, needed) = (election.grants(), election.rejections(), election.majority());
        if won || lost {
            let verdict = if won { "granted" } else { "rejected" };
            fx.cite(&cited::RAFT_TALLY, verdict, || {
                vec![fact!("votes", "granted" => yes, "rejected" => no, "majority" => needed)]
            });
        }
        match (won, lost, answer.pre_vote) {
            (true, _, true) => self.become_candidate(node, fx),
            (true, _, false) => self.become_leader(node, fx),
            (_, true, true) => self.election_in_vain(node, fx),
            // A candidate that lost waits its election timeout out (since 4.0.1).
            _ => {}
        }
    }

    /// The new leader announces itself.
    pub(super) fn hear_leader(
        &self,
        node: &mut Controller,
        from: NodeId,
        epoch: ControllerEpoch,
        leader: VoterId,
        fx: &mut Fx,
    ) {
        self.hear_epoch(node, epoch, Some(leader), fx);
        fx.send(from, Message::BeginQuorumEpochResponse(node.disk.epoch));
    }

    /// Another process's epoch, and who leads it if it knows: a newer one is adopted.
    pub(super) fn hear_epoch(
        &self,
        node: &mut Controller,
        epoch: ControllerEpoch,
        leader: Option<VoterId>,
        fx: &mut Fx,
    ) {
        let newer = epoch > node.disk.epoch;
        match leader.filter(|leader| *leader != node.id) {
            Some(leader) if newer || epoch == node.disk.epoch && node.disk.leader.is_none() => {
                self.become_follower(node, epoch, leader, fx);
            }
            None if newer => self.become_unattached(node, epoch, fx),
            _ => {}
        }
    }

    /// The leader gives up: its successors do not wait for timeouts.
    pub(super) fn leader_resigned(
        &self,
        node: &mut Controller,
        epoch: ControllerEpoch,
        leader: VoterId,
        successors: &[VoterId],
        fx: &mut Fx,
    ) {
        self.hear_epoch(node, epoch, Some(leader), fx);
        if epoch != node.disk.epoch || !matches!(node.state, State::Follower(_)) {
            return;
        }
        let position = successors.iter().position(|id| *id == node.id);
        let (total, max) = (successors.len() as i64, self.settings.resign_backoff_max as i64);
        let place = position.map_or(-1, |place| place as i64);
        let wait = resign_backoff(place, total, max);
        let word = if wait == 0 { "0" } else { "wait" };
        fx.cite(&cited::RAFT_RESIGN_BACKOFF, word, || {
            vec![fact!("position", "is" => place, "of" => total), fact!("ms", "is" => wait)]
        });
        if wait == 0 {
            return self.become_prospective(node, fx);
        }
        self.leave_state(node, fx);
        node.state = State::Unattached;
        fx.arm_ms(Timer::Election, wait as u64);
    }
}

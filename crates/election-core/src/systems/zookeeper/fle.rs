//! Fast Leader Election (`FastLeaderElection`): what the receiving thread does with every
//! message, and then the main loop of a LOOKING server (`lookForLeader`).

use super::calls::{why_leader, why_quorum, why_replaces};
use super::ensemble::Ensemble;
use super::message;
use super::out::Out;
use super::rules::{self, Ballot, Round, RoundGate, ServerState, Sid, Vote, Zxid};
use super::server::{Role, Server};
use super::timer::Timer;
use crate::fact;
use crate::flat::FlatMap;

/// `finalizeWait`: so much silence decides, in ms. A constant of the real code too.
pub const FINALIZE_WAIT: u64 = 200;

/// An observer's vote, or that of a server that is no voter, names nobody.
const NOBODY: Vote = Vote { peer_epoch: i64::MIN, zxid: Zxid(i64::MIN), leader: Sid(i64::MIN) };

/// What a LOOKING server knows: all of it is forgotten when the election ends.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Looking {
    /// Its present vote.
    pub proposal: Vote,
    /// The votes of this round.
    pub recvset: FlatMap<Sid, Ballot>,
    /// The votes of servers that are not LOOKING, whatever their round.
    pub outofelection: FlatMap<Sid, Ballot>,
    /// The next wait, in ms.
    pub not_timeout: u64,
    /// What it waits for.
    pub phase: Phase,
}

/// What a LOOKING server waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// More votes.
    Polling,
    /// Silence: a quorum agrees.
    Finalizing,
    /// It is an observer that pauses before it begins.
    Resting,
    /// The process has started and reads its snapshot; its ports are closed.
    Loading,
    /// It has given up what it was, and its log is still to be written; the others are told
    /// the old state until then.
    Stopping(ServerState),
}

/// Why a server believes in its leader.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ground {
    /// A quorum of LOOKING servers agreed, and nobody objected.
    Election,
    /// A quorum follows it, and it said itself that it leads.
    OwnWord,
    /// A quorum follows it: hearsay, and only if `zookeeper/check-leader` is off.
    Hearsay,
}

impl Looking {
    /// An election that begins with this vote.
    pub fn new(proposal: Vote, not_timeout: u64) -> Looking {
        let (recvset, outofelection) = (FlatMap::new(), FlatMap::new());
        Looking { proposal, recvset, outofelection, not_timeout, phase: Phase::Polling }
    }
    /// What comes before it: an observer's pause, a disk that is busy.
    pub fn before(proposal: Vote, phase: Phase) -> Looking {
        Looking { phase, ..Looking::new(proposal, 0) }
    }
}

impl Ensemble {
    /// `getInitId`, `getInitLastLoggedZxid`, `getPeerEpoch`: the vote an election begins with.
    pub fn initial_vote(&self, server: &Server) -> Vote {
        if server.observer {
            return NOBODY;
        }
        let (peer_epoch, zxid) = (server.disk.current_epoch, server.last_processed());
        Vote { peer_epoch, zxid, leader: server.sid }
    }

    /// A new round begins.
    pub fn look_for_leader(&self, server: &mut Server, fx: &mut dyn Out) {
        server.round += 1;
        let looking = Looking::new(self.initial_vote(server), self.settings.min_notification);
        server.role = Role::Looking(looking);
        self.send_notifications(server, fx);
        self.poll(server, fx);
    }

    /// To every voter, itself included. Observers are told nothing unasked.
    fn send_notifications(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Looking(looking) = &server.role else { return };
        let ballot = message::ballot(looking.proposal, server.round, ServerState::Looking);
        for voter in self.voters() {
            self.to_send(server, voter.sid, ballot, fx);
        }
    }

    fn poll(&self, server: &mut Server, fx: &mut dyn Out) {
        if let Role::Looking(looking) = &server.role {
            fx.arm(Timer::Notification, looking.not_timeout..=looking.not_timeout);
        }
    }

    /// notTimeout is over: send again, or only dial again if nothing ever went out; wait longer.
    pub fn notification_timeout(&self, server: &mut Server, fx: &mut dyn Out) {
        if server.connections.have_delivered() {
            self.send_notifications(server, fx);
        } else {
            self.connect_all(server, fx);
        }
        if let Role::Looking(looking) = &mut server.role {
            looking.not_timeout = (looking.not_timeout * 2).min(self.settings.max_notification);
        }
        self.poll(server, fx);
    }

    /// `WorkerReceiver`: what happens to every notification before the main loop sees it.
    pub fn receive(&self, server: &mut Server, from: Sid, heard: Ballot, fx: &mut dyn Out) {
        let (state, round) = (server.state(), server.round);
        if !self.votes(from) {
            // An observer gets the vote of the last finished election, with the present round.
            let vote = server.current_vote.vote;
            return self.to_send(server, from, message::ballot(vote, round, state), fx);
        }
        match &server.role {
            Role::Looking(looking) if state == ServerState::Looking => {
                if heard.state == ServerState::Looking && heard.round < round {
                    let mine = message::ballot(looking.proposal, round, state);
                    self.to_send(server, from, mine, fx);
                }
                self.take(server, from, heard, fx);
            }
            _ if heard.state == ServerState::Looking => {
                let Ballot { vote, round, .. } = server.current_vote;
                self.to_send(server, from, message::ballot(vote, round, state), fx);
            }
            _ => {}
        }
    }

    /// The main loop takes a message from its queue. While it waits for silence, one that is not
    /// better is consumed, and the silence begins anew.
    fn take(&self, server: &mut Server, from: Sid, heard: Ballot, fx: &mut dyn Out) {
        let Role::Looking(looking) = &mut server.role else { return };
        match looking.phase {
            Phase::Resting | Phase::Loading | Phase::Stopping(_) => return,
            Phase::Finalizing if !self.replaces(heard.vote, looking.proposal) => {
                return fx.arm(Timer::FinalizeWait, FINALIZE_WAIT..=FINALIZE_WAIT);
            }
            Phase::Finalizing => {
                looking.phase = Phase::Polling;
                fx.disarm(Timer::FinalizeWait);
            }
            Phase::Polling => {}
        }
        self.poll(server, fx);
        if !self.votes(heard.vote.leader) {
            return;
        }
        match heard.state {
            ServerState::Looking => self.count_vote(server, from, heard, fx),
            ServerState::Following | ServerState::Leading => self.join(server, from, heard, fx),
            ServerState::Observing => {}
        }
    }

    /// A LOOKING server's vote.
    fn count_vote(&self, server: &mut Server, from: Sid, heard: Ballot, fx: &mut dyn Out) {
        let initial = self.initial_vote(server);
        let gate = self.gate(server.round, heard.round, fx);
        let Role::Looking(looking) = &mut server.role else { return };
        let compared = match gate {
            RoundGate::Ignore => return,
            RoundGate::CompareWithProposal => looking.proposal,
            RoundGate::AdoptRoundAndCompareWithInitialVote => {
                server.round = heard.round;
                looking.recvset.clear();
                initial
            }
        };
        let better = self.replaces(heard.vote, compared);
        let weight = self.verifier.weight(heard.vote.leader);
        fx.cite(&rules::TOTAL_ORDER, if better { "adopt" } else { "keep" }, &|| {
            why_replaces(heard.vote, compared, weight)
        });
        looking.proposal = if better { heard.vote } else { compared };
        looking.recvset.insert(from, heard);
        if better || gate == RoundGate::AdoptRoundAndCompareWithInitialVote {
            self.send_notifications(server, fx);
        }
        self.tally(server, fx);
    }

    fn gate(&self, mine: Round, theirs: Round, fx: &mut dyn Out) -> RoundGate {
        if self.off.round_gate {
            return RoundGate::CompareWithProposal;
        }
        let gate = rules::round_gate(mine, theirs);
        if gate != RoundGate::CompareWithProposal {
            fx.cite(&rules::ROUND_GATE, gate.name(), &|| {
                vec![fact!("electionEpoch", "electionEpoch" => theirs, "logicalclock" => mine)]
            });
        }
        gate
    }

    /// Do enough servers share its vote? Then it waits for silence.
    fn tally(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Looking(looking) = &mut server.role else { return };
        let mine = message::ballot(looking.proposal, server.round, ServerState::Looking);
        let votes = looking.recvset.iter().map(|(sid, ballot)| (*sid, ballot));
        let acks = rules::voters_for(&mine, votes, &self.verifier);
        if self.quorum(&acks) {
            looking.phase = Phase::Finalizing;
            fx.cite(&rules::TALLY, "quorum", &|| {
                let equal = fact!("votes", "equal" => acks.iter().collect::<Vec<Sid>>());
                std::iter::once(equal).chain(why_quorum(&self.verifier, &acks)).collect()
            });
            fx.disarm(Timer::Notification);
            fx.arm(Timer::FinalizeWait, FINALIZE_WAIT..=FINALIZE_WAIT);
        }
    }

    /// 200 ms of silence: the election is decided.
    pub fn finalize(&self, server: &mut Server, fx: &mut dyn Out) {
        let Role::Looking(looking) = &server.role else { return };
        let proposal = looking.proposal;
        let verdict = if proposal.leader == server.sid { "lead" } else { "follow" };
        fx.cite(&rules::FINALIZE_WAIT, verdict, &|| {
            vec![fact!("silence", "ms" => FINALIZE_WAIT, "leader" => proposal.leader)]
        });
        self.decide(server, proposal, Ground::Election, fx);
    }

    /// A FOLLOWING or LEADING server's vote: an ensemble exists, and this server may join it at
    /// once, if a quorum follows that leader and the leader itself has said that it leads.
    fn join(&self, server: &mut Server, from: Sid, heard: Ballot, fx: &mut dyn Out) {
        let Role::Looking(looking) = &mut server.role else { return };
        let mut ground = None;
        if heard.round == server.round {
            looking.recvset.insert(from, heard);
            let set = looking.recvset.clone();
            ground = self.believe(server, &set, heard, fx);
        }
        let Role::Looking(looking) = &mut server.role else { return };
        looking.outofelection.insert(from, heard);
        if ground.is_none() {
            let set = looking.outofelection.clone();
            ground = self.believe(server, &set, heard, fx);
        }
        if let Some(ground) = ground {
            server.round = heard.round;
            self.decide(server, heard.vote, ground, fx);
        }
    }

    /// A quorum for this vote, and the leader's own word.
    fn believe(
        &self,
        server: &Server,
        votes: &FlatMap<Sid, Ballot>,
        heard: Ballot,
        fx: &mut dyn Out,
    ) -> Option<Ground> {
        let pairs = votes.iter().map(|(sid, ballot)| (*sid, ballot));
        if !self.quorum(&rules::voters_for(&heard, pairs, &self.verifier)) {
            return None;
        }
        let (me, mine, leader) = (server.sid, server.round, heard.vote.leader);
        let word = votes.get(&leader).map(|ballot| ballot.state);
        let doubt = rules::check_leader(me, leader, word, mine, heard.round).err();
        fx.cite(&rules::CHECK_LEADER, doubt.map_or("believed", |doubt| doubt.name()), &|| {
            why_leader(me, leader, word, mine, heard.round)
        });
        match doubt {
            None => Some(Ground::OwnWord),
            Some(_) if self.off.check_leader => Some(Ground::Hearsay),
            Some(_) => None,
        }
    }

    /// The election is over.
    fn decide(&self, server: &mut Server, vote: Vote, ground: Ground, fx: &mut dyn Out) {
        for timer in [Timer::Notification, Timer::FinalizeWait] {
            fx.disarm(timer);
        }
        server.current_vote = message::ballot(vote, server.round, ServerState::Looking);
        if vote.leader == server.sid {
            self.lead(server, ground, fx);
        } else {
            self.follow(server, vote.leader, ground, fx);
        }
    }
}

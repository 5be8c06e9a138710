//! etcd's loop around the Raft core (`server/etcdserver/raft.go start`): one `Ready` after the
//! other is applied, saved and sent. While one is being flushed there is no other: what arrives is
//! still stepped in memory (`node.go run`), but nothing is sent or applied, and no tick is taken.

use super::message::{Message, Peer};
use super::rules::State;
use super::state::{Save, Server};
use super::{Fx, Raft, Timer};
use crate::words::NodeId;

impl Raft {
    /// What follows from every step.
    pub(super) fn attend(&self, s: &mut Server, fx: &mut Fx) {
        self.propose_waiting(s, fx);
        while !s.dying && s.save.is_none() && has_ready(s) {
            self.handle_ready(s, fx);
            self.propose_waiting(s, fx);
        }
        // `server.go moveLeader`: until the other leads.
        if !s.dying && s.stopping.is_some() && s.desk.seen == s.stopping {
            fx.exit();
        }
    }

    /// `TryTransferLeadershipOnShutdown`: no longer than `ReqTimeout`.
    pub(super) fn stop_server(&self, s: &mut Server, fx: &mut Fx) {
        if s.stopping.is_some() {
            return;
        }
        let Some(to) = self.successor(s) else { return fx.exit() };
        s.stopping = Some(to);
        let limit = self.settings.request_timeout();
        fx.arm(Timer::Stop, limit..=limit);
        self.transfer(s, to, fx);
        self.attend(s, fx);
    }

    /// `HardStop`, whatever came of the transfer. It waits for the loop, and the loop for its disk.
    pub(super) fn on_stop_timer(&self, s: &mut Server, fx: &mut Fx) {
        if s.save.is_none() {
            s.dying = true;
            return fx.exit();
        }
        fx.arm(Timer::Stop, self.settings.heartbeat..=self.settings.heartbeat);
    }

    /// Applies, saves and sends. A leader sends before it saves (thesis 10.2.1), everybody else
    /// after.
    fn handle_ready(&self, s: &mut Server, fx: &mut Fx) {
        self.notice_leader(s, fx);
        for (op, index) in std::mem::take(&mut s.read_states) {
            s.desk.wait_for(op, index);
        }
        self.apply(s, fx);
        self.answer_reads(s, fx);
        let mut messages = std::mem::take(&mut s.outbox);
        one_append_reply(&mut messages, s.id);
        if s.state() == State::Leader {
            let to_others = |(to, _): &mut (NodeId, Message)| *to != s.id;
            for (to, message) in messages.extract_if(.., to_others) {
                fx.send(to, message);
            }
        }
        if s.disk.must_sync(&s.mem) {
            let disk = s.mem.clone();
            s.save = Some(Save { since: fx.now(), disk, messages, due: Vec::new() });
            fx.fsync(Timer::Save);
        } else {
            s.disk.commit = s.mem.commit;
            self.advance(s, messages, fx);
        }
    }

    /// What waited for the disk is said: to others, and to itself (`rawnode.go Advance`).
    fn advance(&self, s: &mut Server, messages: Vec<(NodeId, Message)>, fx: &mut Fx) {
        for (to, message) in messages {
            if to != s.id {
                fx.send(to, message);
            } else if !s.dying {
                self.at_server(s, to, message, fx);
            }
        }
    }

    /// `wal.Save` returns.
    pub(super) fn on_saved(&self, s: &mut Server, fx: &mut Fx) {
        let Some(mut save) = s.save.take() else { return };
        self.skip_ticks(s, &mut save, fx);
        s.disk = save.disk;
        self.advance(s, save.messages, fx);
        for (timer, _) in save.due {
            self.on_tick(s, timer, fx);
        }
    }

    /// A blocked loop takes no ticks. The ticker keeps one for it; the others are lost, and what is
    /// counted in ticks comes so much later.
    fn skip_ticks(&self, s: &mut Server, save: &mut Save, fx: &mut Fx) {
        let (now, tick) = (fx.now(), self.settings.heartbeat);
        let blocked = now.since(save.since);
        let lost = |elapsed: u64| blocked.min(elapsed).saturating_sub(tick);
        s.heard = s.heard.plus(lost(now.since(s.heard)));
        let mut late = Vec::new();
        for timer in TICKED {
            if let (Some(left), Some(elapsed)) = (fx.left(*timer), fx.elapsed(*timer)) {
                late.push((*timer, left, lost(elapsed)));
            }
        }
        save.due.retain(|(timer, due)| {
            let waits = due.since(save.since) > tick;
            if waits {
                late.push((*timer, 0, due.since(save.since) - tick));
            }
            !waits
        });
        for (timer, left, lost) in late.into_iter().filter(|(_, _, lost)| *lost > 0) {
            fx.arm(timer, left + lost..=left + lost);
        }
    }

    /// A timer that etcd counts in ticks is due. While the loop is blocked nobody takes them.
    pub(super) fn on_ticked(&self, s: &mut Server, timer: Timer, fx: &mut Fx) {
        match &mut s.save {
            Some(save) => save.due.push((timer, fx.now())),
            None => self.on_tick(s, timer, fx),
        }
    }

    fn on_tick(&self, s: &mut Server, timer: Timer, fx: &mut Fx) {
        match timer {
            Timer::Election if s.state() != State::Leader => self.on_election_timer(s, fx),
            Timer::Heartbeat => self.on_heartbeat_timer(s, fx),
            Timer::CheckQuorum if s.state() == State::Leader => self.on_check_quorum(s, fx),
            _ => {}
        }
    }

    /// A fatal error: the process ends in this very step.
    pub(super) fn die(&self, s: &mut Server, says: String, fx: &mut Fx) {
        s.dying = true;
        fx.panic(says);
    }
}

/// What etcd counts in ticks.
const TICKED: &[Timer] = &[Timer::Election, Timer::Heartbeat, Timer::CheckQuorum];

/// `rawnode.go HasReady`
fn has_ready(s: &Server) -> bool {
    !s.outbox.is_empty()
        || !s.read_states.is_empty()
        || s.desk.seen != s.lead
        || s.desk.applied < s.mem.commit
        || s.disk.commit != s.mem.commit
        || s.disk.must_sync(&s.mem)
}

/// Of several `MsgAppResp` to others in one `Ready` only the last is sent (`processMessages`).
fn one_append_reply(messages: &mut Vec<(NodeId, Message)>, me: NodeId) {
    let reply = |(to, message): &(NodeId, Message)| {
        *to != me && matches!(message, Message::Peer(_, Peer::AppResp { .. }))
    };
    let last = messages.iter().rposition(reply);
    let mut place = 0;
    messages.retain(|message| {
        place += 1;
        !reply(message) || Some(place - 1) == last
    });
}

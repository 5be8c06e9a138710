//! Handing leadership over: `raft.go stepLeader MsgTransferLeader`, and what etcd's server does
//! with it (`server.go MoveLeader, TryTransferLeadershipOnShutdown`).

use super::message::{Message, Peer};
use super::rules::{self, Log, State};
use super::state::{Role, Server};
use super::{Fx, Raft, Timer};
use crate::fact;
use crate::words::NodeId;

impl Raft {
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

    /// Looks again after a tick.
    pub(super) fn watch_stop(&self, fx: &mut Fx) {
        fx.arm(Timer::Stop, self.settings.heartbeat..=self.settings.heartbeat);
    }

    /// `MoveLeader`, before a stop: is it done, or taking too long?
    pub(super) fn on_stop_timer(&self, s: &mut Server, fx: &mut Fx) {
        match s.stopping {
            Some(stop) if s.desk.seen != Some(stop.to) && fx.now() < stop.until => {
                self.watch_stop(fx);
            }
            _ => fx.exit(),
        }
    }

    /// `MsgTimeoutNow`: campaigns at once, without asking beforehand.
    pub(super) fn on_timeout_now(&self, s: &mut Server, fx: &mut Fx) {
        if s.state() == State::Follower {
            self.campaign(s, true, fx);
        }
    }
}

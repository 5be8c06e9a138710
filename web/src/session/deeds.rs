//! What a visitor does to the run.

use super::{Session, Story};
use election_core::action::{Action, Direction};
use election_core::view::Health;
use election_core::words::{NodeId, NodeSet};

impl Session {
    /// What a click on a process does to it as it is now.
    pub(super) fn toggled(&self, id: NodeId) -> Action {
        match self.run.cluster().health(id) {
            Health::Up => Action::Kill(id),
            Health::Paused { .. } => Action::Resume(id),
            Health::Down { .. } => Action::Restart(id),
        }
    }

    pub(super) fn link(&mut self, a: NodeId, b: NodeId, direction: Direction, heal: bool) {
        let set = |id| [id].into_iter().collect::<NodeSet>();
        let deed = if heal { Action::Heal } else { Action::Cut };
        self.act(deed(set(a), set(b), direction));
    }

    /// Whether a link is cut: both ways for [`Direction::Both`].
    pub fn is_cut(&self, a: NodeId, b: NodeId, direction: Direction) -> bool {
        let links = self.run.cluster().view().links;
        let cut = |from, to| links.iter().any(|l| (l.from, l.to) == (from, to) && l.cut);
        match direction {
            Direction::Both => cut(a, b) || cut(b, a),
            Direction::Forward => cut(a, b),
            Direction::Backward => cut(b, a),
        }
    }

    pub(super) fn act(&mut self, action: Action) {
        self.menu = None;
        if !self.meets_beside() {
            return;
        }
        self.playback.goal = None;
        self.run.act(action.clone());
        self.act_beside(&action);
        self.story = Story::of(&self.run);
    }
}

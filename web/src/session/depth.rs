//! What the workbench asks of the session beyond the story: an inspector that is always open, and
//! the way to what is selected.

use super::Session;
use crate::command::Panel;
use crate::form::Form;
use crate::scene::Pick;
use election_core::outcome::believers;
use election_core::view::Health;

/// How many steps of what led to the selected one are shown.
const CHAIN: usize = 25;

impl Session {
    /// What the drawer or, on the workbench, the inspector shows.
    pub fn open_panel(&self) -> Option<Panel> {
        self.panel.or((self.shown_form() == Form::Workbench).then_some(Panel::Why))
    }

    /// Whether nobody leads who is over the data (a partition's leader, not a controller), as
    /// reigns and outcome say it: one that is paused still does.
    pub fn nobody_leads(&self) -> bool {
        believers(self.run.cluster()).is_empty()
    }

    /// Whether nobody leads who runs: no one at all, or one that is paused.
    pub fn no_one_acts(&self) -> bool {
        let cluster = self.run.cluster();
        believers(cluster).into_iter().all(|id| cluster.health(id) != Health::Up)
    }

    /// Whether the Why panel is to say why nobody leads: no step is asked about.
    pub fn asks_about_silence(&self) -> bool {
        !matches!(self.selected, Some(Pick::Step(_))) && self.no_one_acts()
    }

    /// At which depth it can be shown: two runs side by side leave no room for the workbench.
    pub fn shown_form(&self) -> Form {
        if self.compare.is_some() { Form::Story } else { self.form }
    }

    /// Nothing is selected, and time goes by too fast to read why.
    pub(super) fn is_fleeting(&self) -> bool {
        self.playback.playing && self.playback.rate > 0.2 && self.selected.is_none()
    }

    /// What led to the selected step.
    pub(super) fn refresh_chain(&mut self) {
        match self.selected {
            Some(Pick::Step(step)) if self.chain.first() == Some(&step) => {}
            Some(Pick::Step(step)) => self.chain = self.run.causes(step, CHAIN),
            _ => self.chain.clear(),
        }
    }
}

//! What needs a system that this program leaves out: the page is loaded anew, with one that has it.

use super::{App, Message, beside::Wish};
use crate::address::{self, Wanted};
use crate::command::{Command, Panel};
use crate::dom;
use crate::errand::{self, Errand};
use crate::sharing::Sharing;
use crate::trouble::Trouble;
use yew::prelude::*;

impl App {
    /// Opens the run or the rule of this fragment elsewhere, if it cannot be opened here.
    pub(super) fn goes_to(&self, wanted: &Wanted, fragment: &str) -> bool {
        let left_out = wanted.is_left_out();
        if left_out {
            self.write_down();
            errand::go_to(fragment);
        }
        left_out
    }

    /// Has this done by the program with every system. The run that is shown goes with it.
    pub(super) fn sends(&mut self, errand: &Errand) -> bool {
        self.write_down();
        !errand.leave() && self.tell(Trouble::NoStorage)
    }

    /// Does what was left to be done before the page was loaded.
    pub(super) fn run_errand(&mut self, ctx: &Context<Self>) {
        match self.errand.take() {
            Some(Errand::Came(text)) => {
                ctx.link().send_message(Message::Share(Sharing::Came(text)));
            }
            Some(Errand::Beside(system, key)) => {
                if let Some((system, _)) = address::stories_of(&system) {
                    ctx.link().send_message(Message::Beside(Wish::Story(system, key)));
                }
            }
            Some(Errand::Count) => {
                self.apply(ctx, Command::Panel(Some(Panel::Ledger)));
                self.apply(ctx, Command::Count);
            }
            Some(Errand::Stay) | None => {}
        }
    }

    /// Puts the run as it stands into the address.
    fn write_down(&self) {
        if let Some(session) = &self.session {
            dom::show_fragment(&session.fragment());
        }
    }
}

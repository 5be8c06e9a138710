//! How large stage and time strip are, and whether an embedded page can be seen.

use super::{App, Message};
use crate::dom::{Sight, Sizes};
use crate::session::Session;
use yew::prelude::*;

impl App {
    /// Watches the elements that are drawn now: each depth has its own.
    pub(super) fn watch(&mut self, ctx: &Context<Self>) {
        let Some(stage) = self.places[0].cast::<web_sys::Element>() else { return };
        let form = self.session.as_ref().map_or(self.form, Session::shown_form);
        if self.watchers.as_ref().is_some_and(|(watched, ..)| *watched == form) {
            return;
        }
        let sizes = [0, 1].map(|place| {
            let link = ctx.link().clone();
            let report = move |w, h| link.send_message(Message::Size(place, w, h));
            Sizes::watch(&self.places[place].cast()?, report)
        });
        let link = ctx.link().clone();
        let report = move |seen| link.send_message(Message::Seen(seen));
        let sight = self.wanted.embed.then(|| Sight::watch(&stage, report)).flatten();
        self.watchers = Some((form, sizes, sight));
    }
}

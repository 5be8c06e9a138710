//! Another story beside the one that is shown: it is fetched first.

use super::{App, Message};
use crate::command::Command;
use crate::hands;
use crate::loader;
use crate::locale::Language;
use crate::session::Notice;
use crate::trouble::Trouble;
use crate::view::stage::StageEvent;
use crate::view::timeline::BandEvent;
use election_core::permalink::Address;
use election_core::scenario::Scenario;
use election_core::schema::BadInput;
use election_core::value::Value;
use yew::prelude::*;

/// What is wanted beside the run that is shown.
pub enum Wish {
    /// A story, with the same seed and faults.
    Story(&'static str, String),
    /// What a link says, and whether it goes by the first story's plan.
    Link(Box<Address>, bool),
}

impl App {
    /// Fetches the story that is wanted beside the one that is shown.
    pub(super) fn fetch_beside(&self, ctx: &Context<Self>, wish: Wish) {
        let language = self.text.language;
        ctx.link().send_future(async move {
            let (system, key) = match &wish {
                Wish::Story(system, key) => (*system, key.as_str()),
                Wish::Link(address, _) => (address.system.as_str(), address.key.as_str()),
            };
            let carried = match &wish {
                Wish::Link(address, _) => address.file.as_deref(),
                Wish::Story(..) => None,
            };
            let (texts, story) = match carried {
                Some(file) => loader::carried(language, file).await,
                None => loader::story(language, system, key).await,
            };
            Message::ArrivedBeside(wish, language, texts, story)
        });
    }

    pub(super) fn arrive_beside(
        &mut self,
        wish: Wish,
        language: Language,
        texts: &[String],
        story: Result<Value, Trouble>,
    ) -> bool {
        self.learn(language, texts);
        let Some(session) = &mut self.session else { return false };
        let refused = |bad: BadInput| Notice::Refused(vec![bad]);
        let done = story.map_err(Notice::Trouble).and_then(|story| {
            let base = Scenario::read_changed(&story).map_err(refused)?;
            let stands = match wish {
                Wish::Story(..) => session.compare_with_story(&base),
                Wish::Link(address, lent) => session.follow_beside_link(&base, &address, lent),
            };
            stands.map_err(refused)
        });
        if let Err(notice) = done {
            session.notice = Some(notice);
        }
        true
    }

    /// A hand on the stage on the right.
    pub(super) fn hand_on_the_right(&mut self, ctx: &Context<Self>, event: StageEvent) -> bool {
        let compare = self.session.as_ref().and_then(|session| session.compare.as_ref());
        let command = compare.and_then(|it| hands::meant(event, &it.other, ".besidebox .stage"));
        command.is_some_and(|command| self.apply(ctx, Command::Beside(Box::new(command))))
    }

    /// A hand in the band of the run on the right.
    pub(super) fn hand_in_band_on_the_right(
        &mut self,
        ctx: &Context<Self>,
        event: BandEvent,
    ) -> bool {
        self.apply(ctx, Command::Beside(Box::new(hands::meant_in_band(event))))
    }
}

//! What leaves the page and what comes into it: the component's side of the share dialog.

use super::{App, Message};
use crate::address::Wanted;
use crate::errand::Errand;
use crate::import::{self, Brought};
use crate::outside::{self, Gift};
use crate::session::{Notice, Session};
use crate::sharing::{self, Export, Sharing};
use crate::trouble::Trouble;
use crate::{dom, loader, picture};
use yew::prelude::*;

impl App {
    /// Hears of what is dropped on the page or pasted into it.
    pub(super) fn listen_for_gifts(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.listeners.extend(outside::gifts(move |gift| {
            link.send_message(Message::Share(match gift {
                Gift::File(file) => Sharing::File(file),
                Gift::Text(text) => Sharing::Came(text),
                Gift::TooLarge(length) => Sharing::Failed(Trouble::TooLarge(length)),
                Gift::Nothing => Sharing::Failed(Trouble::Empty),
            }));
        }));
    }

    /// Does what the dialog asks; whether anything that can be seen has changed.
    pub(super) fn share(&mut self, ctx: &Context<Self>, asked: Sharing) -> bool {
        match asked {
            Sharing::Failed(trouble) => self.tell(trouble),
            Sharing::Came(text) => self.came(ctx, &text),
            Sharing::File(file) => {
                ctx.link().send_future(async move {
                    Message::Share(match outside::text_of(file).await {
                        Ok(text) => Sharing::Came(text),
                        Err(trouble) => Sharing::Failed(trouble),
                    })
                });
                false
            }
            asked => {
                let Some(session) = &mut self.session else { return false };
                offer(ctx, session, asked)
            }
        }
    }

    /// Says what went wrong. The run goes on.
    pub(super) fn tell(&mut self, trouble: Trouble) -> bool {
        match &mut self.session {
            Some(session) => session.notice = Some(Notice::Trouble(trouble)),
            None => self.failed = Some(trouble),
        }
        true
    }

    fn came(&mut self, ctx: &Context<Self>, text: &str) -> bool {
        match import::read(text, loader::parse) {
            Ok(Brought::Story(file)) => {
                let language = self.text.language;
                let wanted = Wanted { brought: true, ..self.wanted.form() };
                ctx.link().send_future(async move {
                    let texts = loader::texts_of(language, &file).await;
                    Message::Arrived(Box::new(wanted), language, texts, Ok(file))
                });
                false
            }
            Ok(Brought::Link(fragment)) => {
                let wanted = Wanted::read("", &fragment);
                match wanted.refused {
                    Some(trouble) => self.tell(trouble),
                    None if self.goes_to(&wanted, &fragment) => false,
                    None => {
                        outside::new_entry();
                        self.fetch(ctx, Wanted { embed: self.wanted.embed, ..wanted });
                        false
                    }
                }
            }
            Err(Trouble::LeftOut) => self.sends(&Errand::Came(text.into())),
            Err(trouble) => self.tell(trouble),
        }
    }
}

fn offer(ctx: &Context<App>, session: &mut Session, asked: Sharing) -> bool {
    match asked {
        Sharing::Copy(of_frame) => {
            let css = if of_frame { ".frame-text" } else { ".link-text" };
            let text = dom::value_of(css);
            ctx.link().send_future(async move {
                let copied = dom::copy(text).await;
                if !copied {
                    outside::select(css);
                }
                Message::Share(Sharing::Copied(of_frame, copied))
            });
            return false;
        }
        Sharing::Copied(of_frame, copied) => session.sharing.copied = Some((of_frame, copied)),
        Sharing::Size(size) => session.sharing.size = size,
        Sharing::Timeline(timeline) => session.sharing.timeline = timeline,
        Sharing::Save(export) => {
            let name = sharing::file_name(session, export);
            if let Err(trouble) = save(ctx, session, export, name) {
                session.notice = Some(Notice::Trouble(trouble));
            }
        }
        _ => return false,
    }
    true
}

/// Saves a trace once it is written.
pub(super) fn keep_trace(session: &mut Session) {
    let Some(trace) = session.take_trace() else { return };
    let name = sharing::file_name(session, Export::Trace);
    if outside::save(&name, Export::Trace.media_type(), &trace).is_none() {
        session.notice = Some(Notice::Trouble(Trouble::NoPicture));
    }
}

fn save(
    ctx: &Context<App>,
    session: &mut Session,
    export: Export,
    name: String,
) -> Result<(), Trouble> {
    // A trace is written a slice per frame, and kept when it is done.
    let text = match export {
        Export::Scenario => outside::laid_out(&sharing::scenario(session).to_string()) + "\n",
        Export::Trace => return session.write_trace(),
        Export::History => sharing::history(session),
        Export::Svg => picture::svg(".slide").ok_or(Trouble::NoPicture)?,
        Export::Png => {
            let svg = picture::svg(".slide").ok_or(Trouble::NoPicture)?;
            ctx.link().send_future_batch(async move {
                let blob = picture::png(&svg).await;
                let saved = blob.and_then(|blob| outside::save_blob(&name, &blob));
                let failed = || Message::Share(Sharing::Failed(Trouble::NoPicture));
                saved.is_none().then(failed).into_iter().collect::<Vec<_>>()
            });
            return Ok(());
        }
    };
    outside::save(&name, export.media_type(), &text).ok_or(Trouble::NoPicture)
}

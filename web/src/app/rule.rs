//! A rule called alone, from a link or by its choice in the dialog.

use super::App;
use crate::address::Wanted;
use crate::calculator::Calculator;
use crate::command::Command;
use crate::loader;
use crate::session::Notice;
use election_core::schema::BadInput;
use yew::prelude::*;

impl App {
    /// Opens the calculator of this rule with this input; a system's name alone stands for its
    /// first rule.
    pub(super) fn open_calculator(&mut self, ctx: &Context<Self>, id: &str, input: &str) -> bool {
        let elsewhere = Wanted { rule: Some((id.into(), input.into())), ..Wanted::default() };
        if self.goes_to(&elsewhere, &["rule/", id, "?"].concat()) {
            return false;
        }
        let first = Calculator::first_of(id);
        let read = loader::parse(input).ok().and_then(|input| Calculator::of(id, input)).or(first);
        match read {
            Some(calculator) => self.apply(ctx, Command::Calculator(calculator)),
            None => {
                let says = "names no rule with its input as JSON";
                let notice = Notice::Refused(vec![BadInput::new("link.rule", says)]);
                self.session.iter_mut().for_each(|session| session.notice = Some(notice.clone()));
                true
            }
        }
    }
}

//! The two depths at which one run is shown.

/// How much of the run the page shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// Stage, caption, time band; the rest on request.
    #[default]
    Story,
    /// Everything beside the stage: lesson, settings, inspector, ledger, the whole timeline.
    Workbench,
}

impl Form {
    /// As in `?view=`.
    pub const fn word(self) -> &'static str {
        match self {
            Form::Story => "story",
            Form::Workbench => "workbench",
        }
    }

    /// The form of this word.
    pub fn from_word(word: &str) -> Option<Form> {
        [Form::Story, Form::Workbench].into_iter().find(|form| form.word() == word)
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Form {
        match self {
            Form::Story => Form::Workbench,
            Form::Workbench => Form::Story,
        }
    }

    /// An address's query that asks for this form; everything else in it stays.
    pub fn in_query(self, query: &str) -> String {
        let others = query.trim_start_matches('?').split('&');
        let others = others.filter(|it| !it.is_empty() && !it.starts_with("view="));
        let wanted = ["view=", self.word()].concat();
        let parts: Vec<&str> = others.chain([wanted.as_str()]).collect();
        ["?", &parts.join("&")].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_asks_for_one_form_and_keeps_the_rest() {
        assert_eq!(Form::Workbench.in_query(""), "?view=workbench");
        assert_eq!(Form::Story.in_query("?lang=zh&view=workbench"), "?lang=zh&view=story");
    }

    #[test]
    fn words_name_forms() {
        assert_eq!(Form::from_word("workbench"), Some(Form::Workbench));
        assert_eq!(Form::from_word("bench"), None);
    }
}

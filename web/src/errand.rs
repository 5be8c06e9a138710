//! What needs a system that this program leaves out. It is kept over a reload: the page then loads
//! the program with every system (`web/start.js` looks whether an errand is kept) and does it.

use gloo::utils::window;
use wasm_bindgen::JsValue;

/// Where it is kept while the page is loaded anew.
const PLACE: &str = "election-lab.errand";

/// What is to be done after the reload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Errand {
    /// Nothing: the address says it all.
    Stay,
    /// Read this text, which was brought along.
    Came(String),
    /// Set this story of this system beside the run.
    Beside(String, String),
    /// Count what elections cost, in every system.
    Count,
}

impl Errand {
    /// Loads the page anew, with every system, to do this; false where the browser does not let
    /// anything be kept.
    pub fn leave(&self) -> bool {
        let storage = window().session_storage().ok().flatten();
        let kept = storage.is_some_and(|storage| storage.set_item(PLACE, &self.text()).is_ok());
        kept && window().location().reload().is_ok()
    }

    /// What was left to be done before this load.
    pub fn take() -> Option<Errand> {
        let storage = window().session_storage().ok().flatten()?;
        let text = storage.get_item(PLACE).ok().flatten()?;
        let _ = storage.remove_item(PLACE);
        Errand::read(&text)
    }

    fn text(&self) -> String {
        match self {
            Errand::Stay => "stay".into(),
            Errand::Came(text) => ["came ", text].concat(),
            Errand::Beside(system, key) => ["beside ", system, "/", key].concat(),
            Errand::Count => "count".into(),
        }
    }

    fn read(text: &str) -> Option<Errand> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        Some(match word {
            "came" => Errand::Came(rest.into()),
            "beside" => {
                let (system, key) = rest.split_once('/')?;
                Errand::Beside(system.into(), key.into())
            }
            "count" => Errand::Count,
            "stay" => Errand::Stay,
            _ => return None,
        })
    }
}

/// Goes to the run or the rule of this fragment, with the program that it needs.
pub fn go_to(fragment: &str) {
    let hash = ["#", fragment].concat();
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&hash));
    }
    stay();
}

/// Loads the page of the present address anew, with the program that it needs.
pub fn stay() {
    let _ = window().location().reload();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errand_is_read_as_it_was_left() {
        let came = Errand::Came("{ \"system\": \"kafka\" }".into());
        let beside = Errand::Beside("kafka".into(), "acks-all".into());
        for errand in [Errand::Stay, came, beside, Errand::Count] {
            assert_eq!(Errand::read(&errand.text()), Some(errand));
        }
        assert_eq!(Errand::read("else"), None);
    }
}

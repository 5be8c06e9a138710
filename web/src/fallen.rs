//! When the program falls: what happened, a link that reproduces it, and a way to go on. Plain
//! DOM, because nothing else can be trusted any more.

use gloo::utils::{body, document, window};
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use web_sys::Element;

thread_local! {
    /// Title, what to do, and the names of the two links, in the visitor's language.
    static WORDS: RefCell<[String; 4]> = RefCell::new([
        "Something went wrong in this page".to_string(),
        "The run is not lost: its link reproduces what happened.".to_string(),
        "Open this run again".to_string(),
        "Start from the beginning".to_string(),
    ]);
}

/// From now on a panic is shown to the visitor.
pub fn watch() {
    std::panic::set_hook(Box::new(|info| {
        if show(info).is_none() {
            wasm_bindgen::throw_str(&info.to_string());
        }
    }));
}

/// The words in the visitor's language.
pub fn speak(words: [String; 4]) {
    WORDS.with(|kept| *kept.borrow_mut() = words);
}

fn show(info: &PanicHookInfo) -> Option<()> {
    if document().query_selector(".fallen").ok()?.is_some() {
        return Some(());
    }
    let [title, advice, again, afresh] = WORDS.with(|kept| kept.borrow().clone());
    let frame = element("section", "")?;
    frame.set_attribute("class", "fallen").ok()?;
    frame.set_attribute("role", "alert").ok()?;
    let location = window().location();
    let (query, hash) = (location.search().ok()?, location.hash().ok()?);
    // A link that differs only in its fragment would not load the page again.
    let other = if query.contains("again") {
        query.replace("&again", "").replace("?again", "?")
    } else {
        [if query.is_empty() { "?" } else { &query }, "&again"].concat()
    };
    for (tag, text) in [("h2", &title), ("p", &advice), ("pre", &info.to_string())] {
        let part = element(tag, text)?;
        frame.append_child(&part).ok()?;
    }
    for (text, href) in [(&again, [other.as_str(), &hash].concat()), (&afresh, other.clone())] {
        let link = element("a", text)?;
        link.set_attribute("href", &href).ok()?;
        frame.append_child(&link).ok()?;
    }
    body().append_child(&frame).ok()?;
    Some(())
}

fn element(tag: &str, text: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_text_content(Some(text));
    Some(element)
}

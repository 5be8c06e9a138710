//! When the program falls: what happened, a link that reproduces it, and ways to go on. Plain
//! DOM, because nothing else can be trusted any more. What is not a panic — out of memory, a
//! program that cannot be loaded — is told by `web/start.js`.

use gloo::utils::{body, document, window};
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use web_sys::Element;

/// The keys of the words: title, what to do, what was asked last, and the names of the links.
pub const KEYS: [&str; 6] = [
    "fallen-title",
    "fallen-advice",
    "fallen-last",
    "fallen-again",
    "fallen-story",
    "fallen-afresh",
];

thread_local! {
    /// The words in the visitor's language.
    static WORDS: RefCell<[String; 6]> = RefCell::new([
        "Something went wrong in this page",
        "The run is not lost: its link reproduces what happened.",
        "Asked last:",
        "Open this run again",
        "Open its story, undisturbed",
        "Start from the beginning",
    ].map(String::from));
    /// What was asked last: the link does not have it yet.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From now on a panic is shown to the visitor. Yew would set a hook of its own otherwise.
pub fn watch() {
    yew::set_custom_panic_hook(Box::new(|info| {
        if show(info).is_none() {
            wasm_bindgen::throw_str(&info.to_string());
        }
    }));
}

/// The words in the visitor's language, in the order of [`KEYS`]; where one is missing,
/// English serves.
pub fn speak(words: [Option<String>; 6]) {
    WORDS.with(|kept| {
        for (old, new) in kept.borrow_mut().iter_mut().zip(words) {
            *old = new.unwrap_or_else(|| std::mem::take(old));
        }
    });
}

/// Remembers what is asked of the run, until it is done.
pub fn about_to(ask: String) {
    LAST.with(|kept| *kept.borrow_mut() = ask);
}

fn show(info: &PanicHookInfo) -> Option<()> {
    if document().query_selector(".fallen").ok()?.is_some() {
        return Some(());
    }
    let [title, advice, last, again, story, afresh] = WORDS.with(|kept| kept.borrow().clone());
    let asked = LAST.with(|kept| kept.borrow().clone());
    let (frame, sheet) = (element("section", "")?, element("div", "")?);
    frame.set_attribute("class", "fallen").ok()?;
    frame.set_attribute("role", "alert").ok()?;
    let location = window().location();
    let (query, hash) = (location.search().ok()?, location.hash().ok()?);
    let other = reloading(&query);
    let happened = info.to_string();
    let asked = if asked.is_empty() { asked } else { [&last, " ", &asked].concat() };
    for (tag, text) in [("h2", &title), ("p", &advice), ("pre", &happened), ("p", &asked)] {
        if !text.is_empty() {
            let part = element(tag, text)?;
            sheet.append_child(&part).ok()?;
        }
    }
    let (run, undisturbed) =
        ([other.as_str(), &hash].concat(), [&other, &*undisturbed(&hash)].concat());
    let links = [("again", again, run), ("story", story, undisturbed), ("afresh", afresh, other)];
    for (class, text, href) in links {
        let link = element("a", &text)?;
        link.set_attribute("class", class).ok()?;
        link.set_attribute("href", &href).ok()?;
        sheet.append_child(&link).ok()?;
    }
    frame.append_child(&sheet).ok()?;
    body().append_child(&frame).ok()?;
    Some(())
}

/// A link that differs only in its fragment would not load the page again.
fn reloading(query: &str) -> String {
    let rest = query.trim_start_matches('?');
    let mut pairs: Vec<&str> = rest.split('&').filter(|pair| !pair.is_empty()).collect();
    match pairs.iter().position(|pair| pair.starts_with("again")) {
        Some(place) => {
            pairs.remove(place);
        }
        None => pairs.push("again"),
    }
    ["?", &pairs.join("&")].concat()
}

/// The link of the same story with its settings, but without what was done, where the playhead
/// stood, and what stood beside it.
fn undisturbed(hash: &str) -> String {
    let Some((path, parts)) = hash.split_once('?') else { return hash.to_string() };
    let kept = ["file=", "seed=", "nodes=", "set.", "off="];
    let kept = |pair: &&str| kept.iter().any(|name| pair.starts_with(name));
    let parts: Vec<&str> = parts.split('&').filter(kept).collect();
    if parts.is_empty() { path.to_string() } else { [path, "?", &parts.join("&")].concat() }
}

fn element(tag: &str, text: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_text_content(Some(text));
    Some(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_falls_has_one_beside_it_without_the_deeds() {
        let link = "#1/raft/playground?sum=1&seed=7&set.a=2&do=1~kill~1&t=9&check=3&vs=raft/x";
        assert_eq!(undisturbed(link), "#1/raft/playground?seed=7&set.a=2");
        assert_eq!(undisturbed("#1/raft/playground?t=9"), "#1/raft/playground");
        assert_eq!(undisturbed(""), "");
    }

    #[test]
    fn the_page_is_loaded_again_each_time() {
        assert_eq!(reloading(""), "?again");
        assert_eq!(reloading("?again"), "?");
        assert_eq!(reloading("?embed&again=&lang=en"), "?embed&lang=en");
    }
}
